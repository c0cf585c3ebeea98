"""A capture as evidence (取证导出): one WARC file with what was asked, what was answered, and when, for any WARC reader."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from extract.archive import capture_log, document_store, page_store
from extract.archive.capture_log import STORED_STATUSES, Capture

_OF_THE_WAY = frozenset({"content-length", "content-encoding", "transfer-encoding"})


def export_warc(home: Path, sha256: str, target: Path) -> int:
    """Write every capture of a document, and the newest one of its article's page, to ``target`` (``.warc.gz``).

    Returns the number of records. The body is the archived one, without the packing of the way. Raises KeyError when no
    portal ever gave this document, :class:`document_store.ArchiveDamaged` when its bytes are no longer what they were.
    """
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    found, pages = _captures_of(home, sha256)
    if not found:
        raise KeyError(sha256)
    records = [(capture, document_store.load(home, sha256)) for capture in found]
    records += [(item, content) for item in pages if (content := page_store.page(home, item.sha256)) is not None]
    with target.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for capture, content in records:
            headers = [(name, _one_line(value)) for name, value in capture.headers.items() if name not in _OF_THE_WAY]
            headers.append(("Content-Length", str(len(content))))
            times = {"WARC-Date": capture.captured_at[:19] + "Z"}
            if capture.final_url and capture.final_url != capture.url:
                times["WARC-Refers-To-Target-URI"] = capture.url or ""
            writer.write_record(
                writer.create_warc_record(
                    capture.final_url or capture.url or "",
                    "response",
                    payload=BytesIO(content),
                    http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                    warc_headers_dict=times,
                )
            )
    return len(records)


def _captures_of(home: Path, sha256: str) -> tuple[list[Capture], list[Capture]]:
    """The downloads of a document, oldest first, and the newest capture of each article that linked it."""
    found: list[Capture] = []
    pages: dict[str, Capture] = {}
    for capture in capture_log.captures(home):
        if capture.kind == "document" and capture.sha256 == sha256 and capture.status in ("new", "changed"):
            found.append(capture)
        elif capture.kind == "article" and capture.status in STORED_STATUSES:
            pages[capture.url or ""] = capture_log.complete(capture, pages.get(capture.url or ""))
    linked = dict.fromkeys(capture.article_url for capture in found if capture.article_url)
    return found, [pages[url] for url in linked if url in pages]


def _one_line(value: str) -> str:
    return " ".join(value.split())

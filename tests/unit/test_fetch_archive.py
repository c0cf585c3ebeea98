"""Captures of portals: facts for the pipeline, versions of an address, evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.archive import capture_log, document_store, page_store
from extract.archive.capture_log import Capture
from extract.archive.evidence import export_warc

URL = "http://a.gov.cn/x.pdf"
FIRST, SECOND = b"%PDF-1.4 one\n%%EOF", b"%PDF-1.4 two\n%%EOF"


def captured(home: Path, content: bytes, status: str, when: str, url: str = URL, **more: object) -> str:
    sha256 = document_store.archive(home, content)
    values = {
        "article_url": "http://a.gov.cn/t.html", "article_title": "某局2024年度决算", "unit": "某局",
        "published_on": "2025-08-20", "dates": {"meta": "2025-08-20"}, "headers": {"etag": '"1"'}, "http_status": 200,
    } | more  # fmt: skip
    if status == "unchanged":
        values = {}
    capture_log.record(home, Capture(sha256, "决算.pdf", "abc", url, when, status, run_id="r", **values))  # type: ignore[arg-type]
    return sha256


def test_facts_of_a_document_outlive_unchanged_sightings(tmp_path: Path) -> None:
    sha256 = captured(tmp_path, FIRST, "new", "2026-11-20T00:00:00+00:00")
    captured(tmp_path, FIRST, "unchanged", "2026-11-21T00:00:00+00:00")
    captured(tmp_path, FIRST, "new", "2026-11-22T00:00:00+00:00", "http://a.gov.cn/y.pdf", unit="另一局")
    capture_log.record(tmp_path, Capture("0" * 64, "a.pdf", "local", None, "2026-11-22", "new"))
    (facts,) = capture_log.latest(tmp_path).values()
    assert facts.sha256 == sha256
    assert facts.urls == (URL, "http://a.gov.cn/y.pdf")
    assert (facts.unit, facts.fetched_at[:10], facts.seen_at[:10]) == ("另一局", "2026-11-20", "2026-11-22")


def test_versions_of_an_address(tmp_path: Path) -> None:
    days = [f"2026-11-2{day}T00:00:00+00:00" for day in range(5)]
    first = captured(tmp_path, FIRST, "new", days[0])
    captured(tmp_path, FIRST, "unchanged", days[1])
    second = captured(tmp_path, SECOND, "changed", days[2])
    history = capture_log.histories(tmp_path)[URL]
    assert history.versions == ((first, days[0]), (second, days[2]))
    capture_log.record(tmp_path, Capture("", "决算.pdf", "abc", URL, days[3], "vanished"))
    capture_log.record(tmp_path, Capture("", "决算.pdf", "abc", URL, days[4], "vanished"))
    assert capture_log.histories(tmp_path)[URL].vanished_at == days[3]
    assert capture_log.latest(tmp_path)[second].published_on == "2025-08-20"


def test_old_lines_are_still_read(tmp_path: Path) -> None:
    log = document_store.private_folder(tmp_path / "raw") / capture_log.LOG_NAME
    log.write_text('{"sha256": "", "name": "a", "source": "s", "url": null, "captured_at": "x", "status": "new", "later": 1}\n')
    assert [item.kind for item in capture_log.captures(tmp_path)] == ["document"]


def test_a_page_that_is_damaged_is_not_there(tmp_path: Path) -> None:
    sha256 = page_store.keep(tmp_path, b"<html>a</html>")
    assert page_store.keep(tmp_path, b"<html>a</html>") == sha256
    assert page_store.page(tmp_path, sha256) == b"<html>a</html>"
    (stored,) = (tmp_path / "raw" / "pages").rglob("*.gz")
    stored.write_bytes(stored.read_bytes()[:-4])
    assert page_store.page(tmp_path, sha256) is None
    assert page_store.page(tmp_path, "") is None
    assert list(document_store.stored(tmp_path)) == [], "pages are no documents"


def test_evidence_can_be_read_by_others(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    sha256 = captured(tmp_path, FIRST, "new", "2026-11-20T01:02:03.456+00:00", final_url="http://a.gov.cn/attach/x.pdf")
    page = page_store.keep(tmp_path, "<html>某局</html>".encode())
    capture_log.record(
        tmp_path, Capture(page, "t", "abc", "http://a.gov.cn/t.html", "2026-11-20T01:02:02+00:00", "new", kind="article")
    )
    target = tmp_path / "evidence.warc.gz"
    assert export_warc(tmp_path, sha256, target) == 2
    with target.open("rb") as stream:
        records = [(item.rec_headers, item.http_headers, item.content_stream().read()) for item in ArchiveIterator(stream)]
    assert [content for _, _, content in records] == [FIRST, "<html>某局</html>".encode()]
    assert records[0][0].get_header("WARC-Target-URI") == "http://a.gov.cn/attach/x.pdf"
    assert records[0][0].get_header("WARC-Date") == "2026-11-20T01:02:03Z"
    assert records[0][1].get_header("etag") == '"1"'
    with pytest.raises(KeyError):
        export_warc(tmp_path, "0" * 64, target)

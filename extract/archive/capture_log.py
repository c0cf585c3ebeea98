"""Where each document came from (采集记录): one JSON line per capture in ``HOME/raw/captures.jsonl``, only ever appended."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path, PurePosixPath

from extract.archive.document_store import RAW_FOLDER, private_folder

LOG_NAME = "captures.jsonl"
LOCAL_SOURCE = "local"
STORED_STATUSES = frozenset({"new", "changed", "unchanged"})


@dataclass(frozen=True, slots=True)
class Capture:
    """One sighting of a document. ``name`` is as given, without folders for local files; ``source`` is "local" or the identifier
    of a source; ``captured_at`` is ISO 8601 with its zone; ``status`` says what happened (``new``, ``known``, and from portals
    ``new``, ``changed``, ``unchanged``, ``vanished``, ``blocked``, ``failed``, ``complete``).

    From portals also: ``kind`` (``document``, ``article``, ``list``, or ``listing`` for "listed to its end"), the ``run_id`` of
    the night, the ``form`` of a POST, where redirects ended, the answer's status and headers, the ``code`` of a failure, and the
    article around a document: address, title, publishing unit (发布机构), day of publication (ISO), and every day that was seen
    by where it stood; ``dates_differ`` flags two of them more than a day apart. An unchanged sighting leaves out what the
    sighting before it says. ``sha256`` is "" where nothing was received; articles and lists are kept in ``HOME/raw/pages``.
    """

    sha256: str
    name: str
    source: str
    url: str | None
    captured_at: str
    status: str
    kind: str = "document"
    run_id: str = ""
    form: str = ""
    final_url: str | None = None
    http_status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    article_url: str | None = None
    article_title: str = ""
    unit: str | None = None
    published_on: str | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    dates_differ: bool = False


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What the pipeline needs to know of a fetched document: its newest address, and what its article says of it.

    ``fetched_at`` is when these bytes were first received, ``seen_at`` when they were last found at an address (ISO 8601);
    ``urls`` are all addresses that ever gave them, oldest first.
    """

    sha256: str
    url: str
    source: str
    name: str
    article_url: str | None
    article_title: str
    unit: str | None
    published_on: str | None
    fetched_at: str
    seen_at: str
    dates: Mapping[str, str]
    dates_differ: bool
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressHistory:
    """All that one address of a portal ever gave: ``versions`` are (SHA-256, first seen) in order of time.

    ``vanished_at`` is when the portal first said that it is gone; None while it is there.
    """

    url: str
    source: str
    versions: tuple[tuple[str, str], ...]
    last_seen_at: str
    vanished_at: str | None


def record(home: Path, capture: Capture, durable: bool = True) -> None:
    """Append a capture: one write, synchronised, so that concurrent writers never mix lines.

    The folders of a local file stay out: they tell of the user's machine, not of the document. Without ``durable`` the line
    outlives the death of the process, but not a power failure until :func:`synchronise` is called.
    """
    values = _written(capture)
    if capture.source == LOCAL_SOURCE:
        values["name"] = PurePosixPath(capture.name.replace("\\", "/")).name
    line = (json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8", "backslashreplace")
    path = private_folder(home / RAW_FOLDER) / LOG_NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, b"\n" + line if torn else line)  # a torn last line must not swallow this one
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def synchronise(home: Path) -> None:
    """Put all recorded captures on disk."""
    path = home / RAW_FOLDER / LOG_NAME
    if path.is_file():
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def captures(home: Path) -> Iterator[Capture]:
    """All captures, oldest first. A line torn by a killed run, and one that is no capture, is passed over."""
    path = home / RAW_FOLDER / LOG_NAME
    if not path.is_file():
        return
    with path.open("rb") as stream:
        for line in stream:
            try:
                values = json.loads(line)
            except ValueError:
                continue
            if isinstance(values, dict) and values.keys() >= _REQUIRED:
                yield Capture(**{name: values[name] for name in _NAMES & values.keys()})


def latest(home: Path) -> dict[str, CaptureFacts]:
    """For each document ever fetched from a portal, by SHA-256: where it was last seen and what its article says of it."""
    facts: dict[str, CaptureFacts] = {}
    for capture in _stored(captures(home)):
        known = facts.get(capture.sha256)
        url = capture.url or ""
        urls = (known.urls if url in known.urls else (*known.urls, url)) if known else (url,)
        facts[capture.sha256] = CaptureFacts(
            capture.sha256, url, capture.source, capture.name, capture.article_url, capture.article_title, capture.unit,
            capture.published_on, known.fetched_at if known else capture.captured_at, capture.captured_at, capture.dates,
            capture.dates_differ, urls,
        )  # fmt: skip
    return facts


def histories(home: Path) -> dict[str, AddressHistory]:
    """For each address that ever gave a document: its versions in order of time, and whether it has vanished."""
    found: dict[str, AddressHistory] = {}
    for capture in captures(home):
        if capture.kind != "document" or capture.url is None or capture.source == LOCAL_SOURCE:
            continue
        known = found.get(capture.url)
        if capture.status in STORED_STATUSES:
            versions = known.versions if known else ()
            if not versions or versions[-1][0] != capture.sha256:
                versions = (*versions, (capture.sha256, capture.captured_at))
            found[capture.url] = AddressHistory(capture.url, capture.source, versions, capture.captured_at, None)
        elif capture.status == "vanished" and known is not None and known.vanished_at is None:
            found[capture.url] = AddressHistory(known.url, known.source, known.versions, known.last_seen_at, capture.captured_at)
    return found


def complete(capture: Capture, before: Capture | None) -> Capture:
    """An unchanged sighting with what it leaves out, taken from the sighting of the same address before it."""
    if before is None or capture.status != "unchanged":
        return capture
    values = {name: getattr(capture, name) for name in _NAMES}
    for name in _INHERITED:
        values[name] = values[name] or getattr(before, name)
    return Capture(**values)


def _stored(all_captures: Iterable[Capture]) -> Iterator[Capture]:
    """The sightings of documents of portals that have bytes, each made complete."""
    before: dict[str, Capture] = {}
    for capture in all_captures:
        if capture.kind != "document" or capture.source == LOCAL_SOURCE or capture.status not in STORED_STATUSES:
            continue
        url = capture.url or ""
        before[url] = complete(capture, before.get(url))
        yield before[url]


def _written(capture: Capture) -> dict[str, object]:
    """The values of a line: the first six always, the others where they say something."""
    values = {name: getattr(capture, name) for name in _NAMES}
    return {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if name in _REQUIRED or (value != "document" if name == "kind" else value)
    }


_NAMES = frozenset(item.name for item in fields(Capture))
_REQUIRED = frozenset(item.name for item in fields(Capture) if item.default is MISSING and item.default_factory is MISSING)
_INHERITED = (
    "name", "final_url", "http_status", "headers", "article_url", "article_title", "unit", "published_on", "dates",
    "dates_differ",
)  # fmt: skip

"""What the capture log tells the pipeline of a document (采集信息): where it was published, under which title, by whom, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from extract.archive.capture_log import LOCAL_SOURCE, STORED_STATUSES, Capture, captures
from extract.fetch.sources import load_sources
from flows.settings import Settings
from transform.districts import district


@dataclass(frozen=True, slots=True)
class CapturedDocument:
    """Bytes that an address of a source began to give. ``fetched_at`` is UTC without a zone, as the star stores it.

    ``hints`` are texts that may tell of the district and department: the article's title, its unit, the source's region.
    """

    sha256: str
    name: str
    source: str
    url: str
    published_on: date | None
    fetched_at: datetime
    title: str = ""
    hints: tuple[str, ...] = ()


def captured_documents(settings: Settings) -> tuple[CapturedDocument, ...]:
    """Every change of what an address gives, oldest first: other bytes are another entry, and so is a return to earlier ones."""
    standing: dict[str, str] = {}
    found = []
    for capture in captures(settings.home):
        if capture.source == LOCAL_SOURCE or capture.kind != "document" or capture.status not in STORED_STATUSES:
            continue
        url = capture.url or ""
        if standing.get(url) != capture.sha256:
            standing[url] = capture.sha256
            found.append(_captured(capture, url, _region_name(settings.sources_file, capture.source)))
    return tuple(found)


def _captured(capture: Capture, url: str, region: str) -> CapturedDocument:
    return CapturedDocument(
        sha256=capture.sha256,
        name=capture.name or capture.article_title,
        source=capture.source,
        url=url,
        published_on=date.fromisoformat(capture.published_on) if capture.published_on else None,
        fetched_at=utc(capture.captured_at),
        title=capture.article_title,
        hints=tuple(text for text in (capture.article_title, capture.unit or "", region) if text),
    )


def utc(moment: str) -> datetime:
    """A moment of the capture log (ISO 8601 with its zone) as UTC to the second, without a zone, as the star stores it."""
    return datetime.fromisoformat(moment).astimezone(UTC).replace(tzinfo=None, microsecond=0)


@cache
def _regions(sources_file: Path | None) -> dict[str, str]:
    return {source.id: source.region for source in load_sources(sources_file)}


def _region_name(sources_file: Path | None, source: str) -> str:
    """The full name of a source's region (北京市丰台区); "" for the central government and for a source that was taken out."""
    place = district(_regions(sources_file).get(source, ""))
    return place.full_name if place is not None else ""

"""A portal on paper: what its addresses give, archived and logged as a fetch does it, without any network.

It stands in for ``extract.fetch.run.fetch_source`` where a test is about the night around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from extract.archive.capture_log import Capture, histories, record
from extract.archive.document_store import archive
from extract.fetch.report import FetchReport, Listed, Outcome
from extract.fetch.sources import Entry, Source

BEGINNING = datetime(2025, 9, 1, 18, 0, tzinfo=UTC)


def paper_source(name: str, region: str = "341702", enabled: bool = True) -> Source:
    """A source of the family ``links`` on a host that does not exist."""
    host = f"{name}.invalid"
    entry = Entry(f"http://{host}/list.html")
    return Source(name, f"纸上门户 {name}", region, "links", (entry,), (host,), "nobody@example.invalid", enabled=enabled)


@dataclass(frozen=True)
class Paper:
    """One document of the portal: its address, its article, and the bytes that the address gives tonight."""

    url: str
    title: str
    name: str
    content: bytes
    published_on: str = "2025-08-25"
    unit: str = "区文化和旅游局"


@dataclass
class PaperPortal:
    """The portals of a test by source. ``night`` moves the clock; a ``broken`` source raises, a ``refused`` one is blocked."""

    papers: dict[str, list[Paper]]
    night: int = 0
    broken: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def fetch_source(
        self,
        source: Source,
        home: Path,
        *,
        since: date | None = None,
        dry_run: bool = False,
        full: bool = False,
        allow: Sequence[tuple[str, int]] = (),
    ) -> FetchReport:
        """What ``extract.fetch.run.fetch_source`` does, for papers."""
        self.asked.append((source.id, full))
        if source.id in self.broken:
            raise RuntimeError("the fetcher has a bug")
        papers = self.papers[source.id]
        blocked = source.id in self.refused
        outcomes = [] if dry_run or blocked else [self._capture(source, home, paper) for paper in papers]
        if blocked:
            outcomes = [
                Outcome("list", "blocked", "challenge", source.entries[0].url, message_zh="需要验证", message_en="challenge")
            ]
        outcomes += [] if dry_run or blocked else self._vanished(source, home)
        return FetchReport(
            source=source.id,
            run_id=f"{source.id}-{self.night}",
            started_at=self._now(),
            finished_at=self._now(),
            dry_run=dry_run,
            full=full,
            outcomes=tuple(outcomes),
            listed=tuple(Listed(paper.url, paper.title, paper.published_on) for paper in papers),
            list_pages=1,
            requests=1 + len(outcomes),
            not_modified=sum(outcome.status == "unchanged" for outcome in outcomes),
            bytes_received=0,
            not_tried=len(papers) if blocked else 0,
            stopped="challenge" if blocked else "",
            stopped_zh="门户要求验证" if blocked else "",
            stopped_en="the portal asks for a challenge" if blocked else "",
            newest_published_on=max((paper.published_on for paper in papers), default=None),
        )

    def _now(self) -> str:
        return (BEGINNING + timedelta(days=self.night)).isoformat()

    def _capture(self, source: Source, home: Path, paper: Paper) -> Outcome:
        known = histories(home).get(paper.url)
        sha256 = archive(home, paper.content)
        status = "new" if known is None else "unchanged" if known.versions[-1][0] == sha256 else "changed"
        record(
            home,
            Capture(
                sha256, paper.name, source.id, paper.url, self._now(), status,
                article_title=paper.title, unit=paper.unit, published_on=paper.published_on,
            ),
        )  # fmt: skip
        day = paper.published_on
        return Outcome("document", status, "", paper.url, None, paper.title, paper.unit, day, sha256)  # type: ignore[arg-type]

    def _vanished(self, source: Source, home: Path) -> list[Outcome]:
        there = {paper.url for paper in self.papers[source.id]}
        gone = [item for item in histories(home).values() if item.source == source.id and item.url not in there]
        for item in gone:
            if item.vanished_at is None:
                record(home, Capture("", "", source.id, item.url, self._now(), "vanished", code="gone"))
        return [Outcome("document", "vanished", "gone", item.url, sha256=item.versions[-1][0]) for item in gone]

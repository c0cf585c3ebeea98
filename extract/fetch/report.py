"""What a fetch did (采集结果): one outcome per document, article or list page, with a stable code and its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["new", "changed", "unchanged", "vanished", "blocked", "failed"]
Kind = Literal["document", "article", "list"]

STATUSES: tuple[Status, ...] = ("new", "changed", "unchanged", "vanished", "blocked", "failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address. ``code`` is "" for new/changed/unchanged, else a code of :mod:`extract.fetch.faults`.

    ``sha256`` names the archived document; for vanished, blocked and failed ones the last version that was archived, if any.
    ``title`` is the article's, ``unit`` the publishing unit (发布机构), ``published_on`` an ISO day; None where nothing says it.
    """

    kind: Kind
    status: Status
    code: str
    url: str
    article_url: str | None = None
    title: str = ""
    unit: str | None = None
    published_on: str | None = None
    sha256: str | None = None
    message_zh: str = ""
    message_en: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a portal's list that the source's rules take: what ``--dry-run`` shows."""

    url: str
    title: str
    listed_on: str | None


@dataclass(frozen=True, slots=True)
class FetchReport:
    """One source, one night. ``outcomes`` holds every document, and those articles and list pages that failed or were blocked.

    ``stopped`` is the code for which the whole source was given up ("" when it was not), and then ``not_tried`` counts the
    listed articles that were left for the next night. ``newest_published_on`` is the newest ISO day among all documents of
    the source ever captured (freshness). A resumed night counts in ``requests`` only what this process asked.
    """

    source: str
    run_id: str
    started_at: str
    finished_at: str
    dry_run: bool
    full: bool
    outcomes: tuple[Outcome, ...]
    listed: tuple[Listed, ...]
    list_pages: int
    requests: int
    not_modified: int
    bytes_received: int
    not_tried: int
    stopped: str
    stopped_zh: str
    stopped_en: str
    newest_published_on: str | None

    def of(self, *statuses: Status) -> tuple[Outcome, ...]:
        """The outcomes with one of these statuses, in the order in which they came."""
        return tuple(item for item in self.outcomes if item.status in statuses)

    @property
    def succeeded(self) -> bool:
        """True when nothing was blocked or failed and the source was not given up."""
        return not self.stopped and not self.of("blocked", "failed")

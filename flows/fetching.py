"""Sources → archive (采集): which sources, how far back, and that one failing source never stops the others."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from extract.fetch.report import FetchReport, Status
from extract.fetch.run import fetch_source
from extract.fetch.sources import Source, load_sources
from flows.night_log import SOURCE_EVENT, append_event, last_full_listings
from flows.settings import Settings

FULL_LISTING_EVERY = timedelta(days=7)
ATTEMPTS = 2
DISK_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class UnknownSource(LookupError):
    """A source was named that ``sources.yaml`` does not hold; the person must correct the name (exit status 2)."""


@dataclass(frozen=True, slots=True)
class FetchOrder:
    """What one source is asked for: ``full`` reads its lists to the end, ``since`` leaves out what they date earlier."""

    source: Source
    full: bool
    since: date | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of one source. ``report`` is None where the fetching itself broke, and ``crash`` then says where.

    ``crash`` names files, lines and functions only: an error's text may quote a page.
    """

    source: Source
    report: FetchReport | None
    crash: str = ""
    attempts: int = 1

    @property
    def state(self) -> str:
        """``fetched``, ``partly`` (some addresses failed or were blocked), ``blocked`` or ``failed`` as a whole."""
        if self.report is None:
            return "failed"
        if self.report.succeeded:
            return "fetched"
        lists = [outcome for outcome in self.report.of("blocked", "failed") if outcome.kind == "list"]
        if not self.report.stopped and (self.report.list_pages or not lists):
            return "partly"
        # refused by the portal, which is left to a person, or failed, which the next night may mend
        refused = any(outcome.status == "blocked" for outcome in lists) or self.report.stopped in _codes(self.report, "blocked")
        return "blocked" if refused else "failed"


def _codes(report: FetchReport, status: Status) -> set[str]:
    return {outcome.code for outcome in report.of(status)}


def known_sources_of(settings: Settings) -> tuple[Source, ...]:
    """The sources of ``JUESUAN_SOURCES``, else those that come with the program. Raises SourceFault and OSError."""
    return load_sources(settings.sources_file)


def choose_sources(sources: Iterable[Source], names: Sequence[str]) -> tuple[Source, ...]:
    """The named sources, enabled or not, since who names one means it; without names, all enabled ones that have a schedule."""
    known = {source.id: source for source in sources}
    for name in names:
        if name not in known:
            raise UnknownSource(name)
    if names:
        return tuple(known[name] for name in dict.fromkeys(names))
    return tuple(source for source in known.values() if source.enabled and source.schedule != "manual")


def orders_of_tonight(
    settings: Settings, sources: Sequence[Source], named: bool, since: date | None = None, full: bool = False
) -> tuple[FetchOrder, ...]:
    """Incremental, but once a week every list to its end; weekly sources only then, unless they were asked for by name."""
    listed = last_full_listings(settings.logs)
    today = datetime.now(UTC).date()
    orders = []
    for source in sources:
        due = source.id not in listed or today - listed[source.id] >= FULL_LISTING_EVERY
        if source.schedule == "weekly" and not (due or named or full):
            continue
        orders.append(FetchOrder(source, full or (due and since is None), since))
    return tuple(orders)


def fetch_one(order: FetchOrder, home: Path, allowance: Sequence[tuple[str, int]]) -> SourceOutcome:
    """Fetch one source and note it in the night log. Never raises but for a disk that takes nothing more: then all must stop."""
    try:
        report = fetch_source(
            order.source, home, since=order.since, dry_run=order.dry_run, full=order.full, allow=tuple(allowance)
        )
    except OSError as error:
        if error.errno in DISK_FAULTS:
            raise
        return SourceOutcome(order.source, None, _places(error))
    except Exception as error:
        return SourceOutcome(order.source, None, _places(error))
    outcome = SourceOutcome(order.source, report)
    if not order.dry_run:
        lists_whole = not any(item.kind == "list" for item in report.of("failed", "blocked"))
        append_event(
            home / "logs",
            {
                "event": SOURCE_EVENT,
                "source": order.source.id,
                "at": report.finished_at,
                "full": report.full,
                "complete": not report.stopped and lists_whole,
                "state": outcome.state,
            },
        )
    return outcome


def fetch_all(
    orders: Sequence[FetchOrder], settings: Settings, announce: Callable[[SourceOutcome], None], attempts: int = ATTEMPTS
) -> tuple[SourceOutcome, ...]:
    """Each source in its turn; those that failed are tried once more at the end, when a passing fault may have passed."""
    outcomes: dict[str, SourceOutcome] = {}
    waiting = list(orders)
    for attempt in range(1, attempts + 1):
        failed = []
        for order in waiting:
            outcome = fetch_one(order, settings.home, settings.allowance)
            outcomes[order.source.id] = SourceOutcome(outcome.source, outcome.report, outcome.crash, attempt)
            if outcome.state == "failed" and attempt < attempts:
                failed.append(order)
            else:
                announce(outcomes[order.source.id])
        waiting = failed
    return tuple(outcomes[order.source.id] for order in orders)


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return type(error).__name__ + ": " + " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))

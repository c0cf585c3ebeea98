"""One night (夜间流程): fetch → ingest what is new → publish → compare with last night → summary. Knows nothing of Prefect.

``juesuan nightly`` calls :func:`run_night`; ``flows.nightly`` gives it Prefect tasks in the place of the two long stages. A night
may be killed at any point: what was fetched is in the archive and its log, what was read is staged, the warehouse is the old
one or the new one, and the next call goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from flows.captured_documents import CapturedDocument, captured_documents
from flows.fetching import FetchOrder, SourceOutcome, choose_sources, known_sources_of, orders_of_tonight
from flows.night_checks import Comparison, NightFigures, collect_figures, compare, figures_as_json, figures_of_json
from flows.night_log import NIGHT_EVENT, append_event, last_night, read_figures, write_figures
from flows.run_lock import fetch_lock
from flows.settings import Settings
from flows.stages import RunFailed, RunResult
from sql.literals import text_list
from sql.warehouse import open_read_only

Fetch = Callable[[Sequence[FetchOrder]], Sequence[SourceOutcome]]
Ingest = Callable[[], RunResult]


@dataclass(frozen=True, slots=True)
class FreshDocument:
    """A document that came in since the last night. ``replaces`` is what the same address gave before, if anything.

    ``same_figures``: the replaced document holds the very same figures, so that nothing was corrected; None where one of the
    two was not loaded and there is nothing to compare.
    """

    document: CapturedDocument
    replaces: str | None
    same_figures: bool | None = None


@dataclass(frozen=True, slots=True)
class RestatedFigure:
    """One figure that a fresh document gives differently from the version before it. Values are text, as stored."""

    department_name: str | None
    project_name: str | None
    fiscal_year: int | None
    item: str | None
    figure: str
    before: str | None
    after: str | None
    published_before: date | None
    published_after: date | None
    later_sha256: str


@dataclass(frozen=True)
class NightResult:
    """What a night brought. ``run`` is None when nothing could be loaded, and ``failure`` then says why."""

    started_at: datetime
    seconds: float
    sources: tuple[SourceOutcome, ...]
    fresh: tuple[FreshDocument, ...]
    run: RunResult | None
    failure: RunFailed | None
    comparison: Comparison
    restated: tuple[RestatedFigure, ...]
    findings: tuple[tuple[str, str, str, int], ...]

    @property
    def needs_attention(self) -> bool:
        """Whether a document went to quarantine, or a source was not fetched as a whole: exit status 3."""
        return (self.run is not None and self.run.needs_attention) or any(item.state != "fetched" for item in self.sources)


def run_night(
    settings: Settings,
    names: Sequence[str],
    fetch: Fetch,
    ingest: Ingest,
    since: date | None = None,
    full: bool = False,
) -> NightResult:
    """Do one night. Raises NightRunning while another process fetches, UnknownSource and SourceFault before anything is done."""
    started, started_at = time.monotonic(), datetime.now(UTC)
    with fetch_lock(settings.home):
        sources = choose_sources(known_sources_of(settings), names)
        orders = orders_of_tonight(settings, sources, bool(names), since, full)
        before = figures_of_json(read_figures(settings.logs))
        if before is None:
            before = collect_figures(settings.home)
        outcomes = tuple(fetch(orders))
        run, failure = _ingest_what_is_new(ingest)
        after = collect_figures(settings.home)
        fresh = _fresh_documents(settings)
        result = NightResult(
            started_at=started_at,
            seconds=time.monotonic() - started,
            sources=outcomes,
            fresh=fresh,
            run=run,
            failure=failure,
            comparison=compare(before, after),
            restated=_restated_figures(settings, fresh),
            findings=_findings(settings, fresh),
        )
        if failure is None:
            _note_end(settings, result, after)
        return result


def _ingest_what_is_new(ingest: Ingest) -> tuple[RunResult | None, RunFailed | None]:
    """A night whose loading failed still tells what was fetched; the documents wait in the archive for the next one."""
    try:
        return ingest(), None
    except RunFailed as failure:
        return None, failure


def _note_end(settings: Settings, result: NightResult, after: NightFigures) -> None:
    """Let the next night know where this one ended: figures first, so that a kill between the two repeats a comparison only."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    write_figures(settings.logs, figures_as_json(after))
    append_event(
        settings.logs,
        {
            "event": NIGHT_EVENT,
            "started_at": result.started_at.isoformat(timespec="seconds"),
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "captures": len(captured_documents(settings)),
            "sources": {item.source.id: item.state for item in result.sources},
            "documents_loaded": len(result.run.loaded) if result.run else 0,
        },
    )


def _fresh_documents(settings: Settings) -> tuple[FreshDocument, ...]:
    """What came in since the last night that ended, killed nights in between included."""
    last = last_night(settings.logs)
    captured = captured_documents(settings)
    newest: dict[str, str] = {}
    fresh = []
    for number, document in enumerate(captured):
        if last is None or number >= last["captures"]:
            fresh.append(FreshDocument(document, newest.get(document.url)))
        newest[document.url] = document.sha256
    pairs = [(item.document.sha256, item.replaces) for item in fresh if item.replaces is not None]
    same = _same_figures(settings.home, pairs) if settings.warehouse.exists() else {}
    return tuple(FreshDocument(item.document, item.replaces, same.get(item.document.sha256)) for item in fresh)


def _same_figures(home: Path, pairs: Sequence[tuple[str, str]]) -> dict[str, bool]:
    """For each later document that is loaded together with its earlier one: whether both hold the same stored figures."""
    same = {}
    with open_read_only(home) as connection:
        for later, earlier in pairs:
            keys = connection.execute(
                f"SELECT list(document_key) FROM main.dim_document WHERE list_contains({text_list([later, earlier])}, sha256)"
            ).fetchone()
            if keys is None or keys[0] is None or len(keys[0]) != 2:
                continue
            one, other = (f"SELECT figure, stored_value FROM main.figure_location WHERE document_key = {key}" for key in keys[0])
            row = connection.execute(
                f"SELECT count(*) FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
            ).fetchone()
            same[later] = row is not None and row[0] == 0
    return same


def _restated_figures(settings: Settings, fresh: Sequence[FreshDocument]) -> tuple[RestatedFigure, ...]:
    if not settings.warehouse.exists() or not fresh:
        return ()
    later = text_list(sorted({item.document.sha256 for item in fresh}))
    with open_read_only(settings.home) as connection:
        rows = connection.execute(
            f"""SELECT department_name, project_name, fiscal_year, item, figure, earlier_value, later_value, earlier_published_on,
                later_published_on, later_document_sha256
            FROM mart.restatement WHERE list_contains({later}, later_document_sha256) ORDER BY ALL"""
        ).fetchall()
    return tuple(RestatedFigure(*row) for row in rows)


def _findings(settings: Settings, fresh: Sequence[FreshDocument]) -> tuple[tuple[str, str, str, int], ...]:
    """Severity, origin, rule and number of the findings on the fresh documents."""
    if not settings.warehouse.exists() or not fresh:
        return ()
    documents = text_list(sorted({item.document.sha256 for item in fresh}))
    with open_read_only(settings.home) as connection:
        rows = connection.execute(
            f"""SELECT severity, origin, rule_id, count(*) FROM dq.finding WHERE list_contains({documents}, document_sha256)
            GROUP BY severity, origin, rule_id
            ORDER BY list_position(['error', 'warning', 'info'], severity), count(*) DESC, rule_id"""
        ).fetchall()
    return tuple((str(row[0]), str(row[1]), str(row[2]), int(row[3])) for row in rows)

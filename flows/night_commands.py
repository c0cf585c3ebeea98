"""``juesuan fetch``, ``nightly`` and ``serve`` (采集与夜间命令): words in, one stage function, what happened out."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, TextIO

import duckdb

from extract.fetch.sources import SourceFault
from flows.exit_status import DONE, FAILED, SOME_QUARANTINED, WRONG_USAGE, complain
from flows.fetching import (
    FetchOrder,
    SourceOutcome,
    UnknownSource,
    choose_sources,
    fetch_all,
    fetch_one,
    known_sources_of,
    orders_of_tonight,
)
from flows.messages import message
from flows.night import NightResult, run_night
from flows.night_page import STATE_WORDS, STATUS_WORDS, documents_of, night_text, source_message, write_night_page
from flows.notification import notify
from flows.progress import Progress, progress_display
from flows.run_lock import NightRunning, fetch_lock
from flows.settings import Settings
from flows.stages import run_captured_stages


def run_fetch(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan fetch``: into the archive and no further."""
    try:
        since = _since(options.since)
        sources = choose_sources(known_sources_of(settings), options.sources)
        if not sources:
            return complain(settings, WRONG_USAGE, "fetch-no-source")
        orders = orders_of_tonight(settings, sources, bool(options.sources), since, options.full)
        if options.dry_run:
            return _show_what_would_be_taken(orders, options, settings)
        started = time.monotonic()
        with fetch_lock(settings.home):
            outcomes = fetch_all(orders, settings, _announcer(settings, sys.stderr if options.json else sys.stdout))
    except (ValueError, OSError, UnknownSource, NightRunning) as error:
        return _refusal(error, settings)
    if options.json:
        print(json.dumps(fetch_object(outcomes, time.monotonic() - started), ensure_ascii=False))
    else:
        print(message("fetch-archived", settings.language, path=settings.home / "raw"))
    return _status_of(outcomes)


def run_nightly(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan nightly``: fetch, ingest what is new, publish, compare, tell."""
    stream = sys.stderr if options.json else sys.stdout
    announce = _announcer(settings, stream)
    try:
        since = _since(options.since)
        with progress_display(settings.language) as progress:
            result = run_night(
                settings,
                options.sources,
                fetch=lambda orders: fetch_all(orders, settings, announce),
                ingest=_ingest(settings, progress),
                since=since,
                full=options.full,
            )
        page = write_night_page(result, settings)
    except (ValueError, OSError, UnknownSource, NightRunning) as error:
        return _refusal(error, settings)
    except duckdb.Error as error:
        return complain(settings, FAILED, "failed-warehouse", reason=str(error).splitlines()[0])
    if not notify(settings.notify, message("night-title", settings.language), night_text(result, settings.language), page):
        complain(settings, DONE, "night-not-notified")
    if not result.sources:
        complain(settings, DONE, "fetch-no-source")
    if options.json:
        print(json.dumps(night_object(result) | {"page": str(page)}, ensure_ascii=False))
    print(night_text(result, settings.language), file=stream)
    print(message("night-page", settings.language, path=page), file=stream)
    if result.failure is not None:
        return FAILED
    return SOME_QUARANTINED if result.needs_attention else DONE


def run_serve(options: argparse.Namespace, settings: Settings) -> int:
    """``juesuan serve``: the nights by the clock, with Prefect's server and window."""
    from flows.serving import ServerFailed, WrongSchedule, serve

    try:
        serve(settings, options.cron, options.port)
    except WrongSchedule:
        return complain(settings, WRONG_USAGE, "serve-cron", cron=options.cron)
    except ServerFailed as error:
        return complain(settings, FAILED, "serve-no-server", reason=error)
    return DONE


def _ingest(settings: Settings, progress: Progress) -> Any:
    return lambda: run_captured_stages(settings, progress)


class WrongDay(ValueError):
    """``--since`` is no day."""


def _since(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongDay(text) from error


def _refusal(error: Exception, settings: Settings) -> int:
    """The person's message and the exit status for what kept a fetch from beginning or going on."""
    if isinstance(error, WrongDay):
        return complain(settings, WRONG_USAGE, "fetch-since")
    if isinstance(error, UnknownSource):
        known = ", ".join(source.id for source in known_sources_of(settings))
        return complain(settings, WRONG_USAGE, "fetch-unknown-source", source=error, known=known)
    if isinstance(error, NightRunning):
        return complain(settings, FAILED, "night-running", holder=error.holder)
    if isinstance(error, SourceFault):
        detail = error.detail_zh if settings.language == "zh" else error.detail_en
        return complain(settings, WRONG_USAGE, "fetch-sources-wrong", reason=f"{error.entry} · {error.field}: {detail}")
    if isinstance(error, FileNotFoundError) and settings.sources_file is not None and not settings.sources_file.exists():
        return complain(settings, WRONG_USAGE, "fetch-sources-wrong", reason=settings.sources_file)
    if isinstance(error, OSError):
        return complain(settings, FAILED, "failed-disk", reason=error.strerror or type(error).__name__)
    raise error


def _announcer(settings: Settings, stream: TextIO) -> Any:
    """Prints one line for each source as it ends."""

    def announce(outcome: SourceOutcome) -> None:
        counts = {status: len(documents_of(outcome, status)) for status in STATUS_WORDS}
        reason = source_message(outcome, settings.language)
        line = message(
            "fetch-source",
            settings.language,
            source=outcome.source.id,
            state=message(STATE_WORDS[outcome.state], settings.language),
            requests=outcome.report.requests if outcome.report else 0,
            reason=f" · {reason}" if reason else "",
            **counts,
        )
        print(line, file=stream, flush=True)

    return announce


def _show_what_would_be_taken(orders: Sequence[FetchOrder], options: argparse.Namespace, settings: Settings) -> int:
    outcomes = [
        fetch_one(FetchOrder(order.source, order.full, order.since, dry_run=True), settings.home, settings.allowance)
        for order in orders
    ]
    rows = [(item, row) for item in outcomes if item.report is not None for row in item.report.listed]
    if options.json:
        listed = [
            {"source": item.source.id, "url": row.url, "title": row.title, "listed_on": row.listed_on} for item, row in rows
        ]
        print(json.dumps({"listed": listed, "sources": [_source_object(item) for item in outcomes]}, ensure_ascii=False))
        return _status_of(outcomes)
    for item in outcomes:
        listed_rows = item.report.listed if item.report else ()
        print(message("fetch-would-take", settings.language, source=item.source.id, count=len(listed_rows)))
        for row in listed_rows:
            print(f"  {row.listed_on or '          '}  {row.title}  {row.url}")
        if reason := source_message(item, settings.language):
            print(f"  {reason}")
    return _status_of(outcomes)


def _status_of(outcomes: Sequence[SourceOutcome]) -> int:
    """0: all fetched; 1: no source could be fetched at all; 3: some addresses or sources are left to a person."""
    if outcomes and all(outcome.state in ("failed", "blocked") for outcome in outcomes):
        return FAILED
    return DONE if all(outcome.state == "fetched" for outcome in outcomes) else SOME_QUARANTINED


def _source_object(outcome: SourceOutcome) -> dict[str, Any]:
    report = outcome.report
    return {
        "source": outcome.source.id,
        "state": outcome.state,
        "attempts": outcome.attempts,
        **{status: len(documents_of(outcome, status)) for status in STATUS_WORDS},
        "requests": report.requests if report else 0,
        "not_modified": report.not_modified if report else 0,
        "stopped": report.stopped if report else "broken",
        "full": report.full if report else False,
        "newest_published_on": report.newest_published_on if report else None,
    }


def fetch_object(outcomes: Sequence[SourceOutcome], seconds: float) -> dict[str, Any]:
    """What ``juesuan fetch --json`` prints."""
    counts = {f"documents_{status}": sum(len(documents_of(item, status)) for item in outcomes) for status in STATUS_WORDS}
    return {**counts, "sources": [_source_object(item) for item in outcomes], "seconds": round(seconds, 3)}


def night_object(result: NightResult) -> dict[str, Any]:
    """What ``juesuan nightly --json`` prints: the numbers of the contract, and those of the night."""
    numbers = result.run.contract_object() if result.run is not None else {}
    return {
        **numbers,
        "seconds": round(result.seconds, 3),
        "failed": result.failure.key if result.failure is not None else None,
        "fetched": fetch_object(result.sources, result.seconds)["sources"],
        "fresh_documents": len(result.fresh),
        "changed_documents": sum(item.replaces is not None for item in result.fresh),
        "restated_figures": len(result.restated),
        "compared": result.comparison.compared,
        "shrunk": len(result.comparison.shrunk),
        "off_magnitude": len(result.comparison.off_magnitude),
    }

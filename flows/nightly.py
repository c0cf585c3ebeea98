"""The night as a Prefect flow (夜间流程): one task per source, one for loading; for ``juesuan serve`` and ``prefect.yaml``.

Prefect is the clock and the window. What is fetched, kept, skipped and compared is decided by :mod:`flows.night`, whose state
is in HOME: a night that Prefect lost sight of is taken up by the next one. There is no server-side limit of concurrency, since
killed runs would hold it; the lock in HOME keeps two nights apart.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from flows.fetching import FetchOrder, SourceOutcome, fetch_one
from flows.messages import message
from flows.night import run_night
from flows.night_commands import night_object
from flows.night_page import STATE_WORDS, night_markdown, night_text, source_message, write_night_page
from flows.notification import notify
from flows.progress import no_progress
from flows.settings import Settings, read_settings
from flows.stages import RunFailed, RunResult, run_captured_stages

RETRY_AFTER_SECONDS = 60
ARTIFACT = "juesuan-nightly"


class SourceFailed(Exception):
    """A source was not fetched as a whole. The task shows as failed; the night goes on with the ``outcome``."""

    def __init__(self, outcome: SourceOutcome, text: str) -> None:
        super().__init__(text)
        self.outcome = outcome


def may_pass(task: Any, task_run: TaskRun, state: State[Any]) -> bool:
    """Whether to try again: a failure may pass, a refusal by the portal is left to a person."""
    error = state.result(raise_on_failure=False)
    return not (isinstance(error, SourceFailed) and error.outcome.state == "blocked")


@task(
    name="采集一个来源 fetch a source",
    task_run_name="采集 {order.source.id}",
    retries=1,
    retry_delay_seconds=RETRY_AFTER_SECONDS,
    retry_condition_fn=may_pass,
    cache_policy=NO_CACHE,
)
def fetch_a_source(order: FetchOrder, settings: Settings) -> SourceOutcome:
    """Fetch one source into the archive."""
    outcome = fetch_one(order, settings.home, settings.allowance)
    if outcome.state in ("failed", "blocked"):
        raise SourceFailed(
            outcome, f"{message(STATE_WORDS[outcome.state], settings.language)}：{source_message(outcome, settings.language)}"
        )
    return outcome


@task(name="导入新文件 load what is new", cache_policy=NO_CACHE)
def load_what_is_new(settings: Settings) -> RunResult:
    """Read, check and publish what the archive holds and the warehouse does not."""
    return run_captured_stages(settings, no_progress)


def fetch_by_tasks(orders: Sequence[FetchOrder], settings: Settings) -> list[SourceOutcome]:
    """One task after the other: portals share hosts, and each host is asked one thing at a time."""
    outcomes = []
    for order in orders:
        result = fetch_a_source(order, settings, return_state=True).result(raise_on_failure=False)
        if isinstance(result, SourceOutcome):
            outcomes.append(result)
        elif isinstance(result, SourceFailed):
            outcomes.append(result.outcome)
        elif isinstance(result, OSError):
            raise result
        else:
            outcomes.append(SourceOutcome(order.source, None, type(result).__name__))
    return outcomes


@flow(name="juesuan-nightly")
def nightly_flow(sources: list[str] | None = None, home: str | None = None, full: bool = False) -> dict[str, Any]:
    """Fetch the sources (default: all enabled), load what is new, publish, compare with last night, tell.

    Fails where the warehouse could not be made or another night is at work; a source that fails only shows in the summary.
    """
    settings = read_settings(os.environ)
    settings = replace(settings, home=Path(home)) if home else settings
    result = run_night(
        settings,
        sources or [],
        fetch=lambda orders: fetch_by_tasks(orders, settings),
        ingest=lambda: _loaded(settings),
        full=full,
    )
    page = write_night_page(result, settings)
    title = message("night-title", settings.language)
    create_markdown_artifact(night_markdown(result, settings.language), key=ARTIFACT, description=title)
    if not notify(settings.notify, title, night_text(result, settings.language), page):
        get_run_logger().warning(message("night-not-notified", settings.language))
    if result.failure is not None:
        raise result.failure
    return night_object(result) | {"page": str(page)}


def _loaded(settings: Settings) -> RunResult:
    result = load_what_is_new(settings, return_state=True).result(raise_on_failure=False)
    if isinstance(result, RunResult):
        return result
    if isinstance(result, RunFailed):
        raise result
    raise result if isinstance(result, Exception) else RuntimeError(type(result).__name__)

"""Documents → warehouse as a Prefect flow (导入流程): the stages of ``flows.stages`` as tasks, one per batch of documents.

For ``juesuan ingest --flow`` and for deployments. Prefect is the clock and the window; what is read, kept and skipped is decided
by the stages themselves, so that a retry or a killed flow changes nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect import flow, get_run_logger, task

from flows.discovery import FoundDocument
from flows.progress import no_progress
from flows.run_lock import run_lock
from flows.settings import Settings
from flows.staged_documents import clear_leavings
from flows.stages import RunPlan, RunResult, finish, plan_ingest, publish, read_documents, started_validator

if TYPE_CHECKING:
    from flows.document_reading import ReadingOutcome

SMALLEST_BATCH, LARGEST_BATCH = 5, 50


def batches(documents: Sequence[FoundDocument], workers: int) -> list[Sequence[FoundDocument]]:
    """Documents in batches of 5 to 50, about four batches per reader process: a task costs more than a small document."""
    size = min(LARGEST_BATCH, max(SMALLEST_BATCH, -(-len(documents) // (4 * workers))))
    return [documents[start : start + size] for start in range(0, len(documents), size)]


@task(name="读取一批文件 read a batch", retries=1)
def read_batch(settings: Settings, plan: RunPlan, batch: Sequence[FoundDocument]) -> list[ReadingOutcome]:
    """Read and stage one batch in reader processes."""
    return read_documents(settings, plan, batch, no_progress)


@flow(name="juesuan-ingest", validate_parameters=False)
def ingest_flow(settings: Settings, paths: Sequence[Path]) -> RunResult:
    """Load the documents under the paths. Batches run one after the other: each one uses all reader processes itself."""
    logger, started = get_run_logger(), time.monotonic()
    with run_lock(settings.home, lambda holder: logger.info("waiting for process %s", holder)):
        clear_leavings(settings.staging)
        plan = plan_ingest(settings, paths, no_progress)
        logger.info("%s: %d to read, %d unchanged", plan.run_id, len(plan.jobs), len(plan.unchanged))
        if plan.needs_no_build(settings):
            return RunResult(plan)
        with started_validator(settings) as validator:
            read = [read_batch(settings, plan, batch) for batch in batches(plan.jobs, settings.workers)]
            outcomes = list(chain.from_iterable(read))
            result = publish(settings, plan, outcomes, validator, no_progress)
        return finish(settings, result, outcomes, started)

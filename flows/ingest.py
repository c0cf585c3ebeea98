"""Documents → warehouse as a Prefect flow (导入流程): the stages of ``flows.stages`` as tasks, one per batch of documents.

For ``juesuan ingest --flow`` and for deployments. Prefect is the clock and the window; what is read, kept and skipped is decided
by the stages themselves, so that a retry or a killed flow changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect import flow, task

from flows.discovery import FoundDocument
from flows.progress import no_progress
from flows.run_plan import RunPlan, plan_ingest
from flows.settings import Settings, read_settings
from flows.stages import RunResult, read_documents, run_stages

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


@flow(name="juesuan-ingest")
def ingest_flow(
    paths: list[str],
    home: str | None = None,
    verification: Literal["all", "sample", "none"] | None = None,
    workers: int | None = None,
) -> RunResult:
    """Load the documents under the paths; what is not given comes from the ``JUESUAN_*`` settings.

    Batches run one after the other: each one uses all reader processes itself.
    """
    settings = read_settings(os.environ)
    settings = replace(
        settings,
        home=Path(home) if home else settings.home,
        verification=verification or settings.verification,
        workers=workers or settings.workers,
    )

    def read(plan: RunPlan) -> list[ReadingOutcome]:
        return list(chain.from_iterable(read_batch(settings, plan, batch) for batch in batches(plan.jobs, settings.workers)))

    return run_stages(settings, lambda: plan_ingest(settings, [Path(path) for path in paths], no_progress), no_progress, read)

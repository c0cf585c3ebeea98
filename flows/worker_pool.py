"""Reader processes (读取进程): one document at a time each, so that one that hangs or crashes costs that document only.

The executors of the standard library lose every waiting document when one process dies and cannot end a process that hangs;
documents from the open web do both.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, Literal, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


STARTUP_SECONDS = 120.0
MEMORY_LOOK_SECONDS = 0.1
"""How often the memory of the processes is looked at while they work."""
_STATM_PAGE = os.sysconf("SC_PAGE_SIZE")


class WorkersUnavailable(RuntimeError):
    """A process died, or said nothing, before it had taken any work: the program is at fault or the machine, not a document."""


@dataclass(frozen=True, slots=True)
class JobEnd(Generic[Job, Result]):
    """What became of one job: its result, or why there is none. ``seconds`` is wall time in the worker."""

    job: Job
    end: Literal["done", "too-slow", "too-much-memory", "crashed"]
    seconds: float
    result: Result | None = None


@dataclass(slots=True)
class _Worker(Generic[Job]):
    process: BaseProcess
    connection: Connection
    job: Job | None = None
    started: float = 0.0
    ready: bool = False


def run_jobs(
    work: Callable[[Job], Result], jobs: Sequence[Job], workers: int, max_seconds: float, max_memory_mb: float = math.inf
) -> Iterator[JobEnd[Job, Result]]:
    """Run ``work`` over the jobs in up to ``workers`` fresh processes; ends come in the order in which they happen.

    ``work`` must be importable by name. It is expected to return, never to raise: an exception ends its process like a crash.
    The clock of a job starts when its process has finished its imports. Raises :class:`WorkersUnavailable`.
    """
    waiting = deque(jobs)
    crew = [_hire(work) for _ in range(max(1, min(workers, len(jobs))))] if jobs else []
    try:
        while waiting or any(worker.job is not None for worker in crew):
            for worker in crew:
                if worker.job is None and waiting:
                    _assign(worker, waiting.popleft())
            wait(
                [worker.connection for worker in crew if worker.job is not None],
                timeout=_patience(crew, max_seconds, max_memory_mb),
            )
            for place, worker in enumerate(crew):
                end: JobEnd[Job, Result] | None = _collect(worker, max_seconds, max_memory_mb)
                if end is None:
                    continue
                if end.end != "done":
                    _dismiss(worker)
                    crew[place] = _hire(work) if waiting else worker
                yield end
    finally:
        for worker in crew:
            _dismiss(worker)


def _hire(work: Callable[[Job], Result]) -> _Worker[Job]:
    # "spawn": a forked child would inherit threads' locks of polars and DuckDB in whatever state they were.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, started=time.monotonic())


def _serve(connection: Connection, work: Callable[[Job], Result]) -> None:
    connection.send("ready")
    try:
        while True:
            connection.send(work(connection.recv()))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return  # the run is over, or was killed


def _assign(worker: _Worker[Job], job: Job) -> None:
    worker.job, worker.started = job, time.monotonic()
    try:
        worker.connection.send(job)
    except (BrokenPipeError, ConnectionResetError):
        return  # the process is dead already: reading from it says so next


def _patience(crew: Sequence[_Worker[Job]], max_seconds: float, max_memory_mb: float) -> float:
    """Seconds until the first running job is over its time, or until memory is to be looked at."""
    deadlines = [_deadline(worker, max_seconds) for worker in crew if worker.job is not None]
    until = max(0.0, min(deadlines) - time.monotonic()) + 0.01
    return until if max_memory_mb == math.inf else min(until, MEMORY_LOOK_SECONDS)


def _deadline(worker: _Worker[Job], max_seconds: float) -> float:
    return worker.started + (max_seconds if worker.ready else STARTUP_SECONDS)


def _collect(worker: _Worker[Job], max_seconds: float, max_memory_mb: float) -> JobEnd[Job, Result] | None:
    """The end of a worker's job if it has come, else None."""
    job = worker.job
    if job is None:
        return None
    try:
        while worker.connection.poll():
            received = worker.connection.recv()
            if not worker.ready:
                worker.ready, worker.started = True, time.monotonic()
                continue
            worker.job = None
            return JobEnd(job, "done", time.monotonic() - worker.started, received)
    except (EOFError, ConnectionResetError):
        if not worker.ready:
            raise WorkersUnavailable from None
        worker.job = None
        return JobEnd(job, "crashed", time.monotonic() - worker.started)
    if worker.ready and _resident_mb(worker.process.pid) > max_memory_mb:
        worker.job = None
        return JobEnd(job, "too-much-memory", time.monotonic() - worker.started)
    if time.monotonic() > _deadline(worker, max_seconds):
        if not worker.ready:
            raise WorkersUnavailable
        worker.job = None
        return JobEnd(job, "too-slow", time.monotonic() - worker.started)
    return None


def _resident_mb(pid: int | None) -> float:
    """Memory that a process holds, in MB; 0 where the system does not tell (no /proc, or the process has just ended)."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _STATM_PAGE / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def _dismiss(worker: _Worker[Job]) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()

"""Reader processes (读取进程): one document at a time each, so that one that hangs or crashes costs that document only.

The executors of the standard library lose every waiting document when one process dies and cannot end a process that hangs;
documents from the open web do both.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, Literal, TypeVar

from extract.read.limits import DEFAULT_LIMITS

Job = TypeVar("Job")
Result = TypeVar("Result")


STARTUP_SECONDS = 120.0
_LAST_SECONDS = 5.0
_READY = "ready"
OUT_OF_MEMORY = frozenset({-signal.SIGKILL, -signal.SIGABRT})
"""How a process ends for want of memory where no MemoryError can be raised: by the system, or by a library that gives up."""


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
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    workers: int,
    max_seconds: float,
    max_memory_mb: int = DEFAULT_LIMITS.max_memory_mb,
) -> Iterator[JobEnd[Job, Result]]:
    """Run ``work`` over the jobs in up to ``workers`` fresh processes; ends come in the order in which they happen.

    ``work`` must be importable by name. It is expected to return, never to raise: an exception ends its process like a crash.
    A process that asks for more than ``max_memory_mb`` ends as ``too-much-memory``; what it read before is not concerned.
    The clock of a job starts when its process has finished its imports. Raises :class:`WorkersUnavailable`.
    """
    waiting = deque(jobs)
    crew = [_hire(work, max_memory_mb) for _ in range(max(1, min(workers, len(jobs))))] if jobs else []
    try:
        while waiting or any(worker.job is not None for worker in crew):
            for worker in crew:
                if worker.job is None and waiting:
                    _assign(worker, waiting.popleft())
            wait([worker.connection for worker in crew if worker.job is not None], timeout=_patience(crew, max_seconds))
            for place, worker in enumerate(crew):
                end: JobEnd[Job, Result] | None = _collect(worker, max_seconds)
                if end is None:
                    continue
                if end.end != "done":
                    _dismiss(worker)
                    crew[place] = _hire(work, max_memory_mb) if waiting else worker
                yield end
    finally:
        for worker in crew:
            _dismiss(worker)


def _hire(work: Callable[[Job], Result], max_memory_mb: int) -> _Worker[Job]:
    # "spawn": a forked child would inherit threads' locks of polars and DuckDB in whatever state they were.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work, max_memory_mb), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, started=time.monotonic())


def _serve(connection: Connection, work: Callable[[Job], Result], max_memory_mb: int) -> None:
    _bound_memory(max_memory_mb)
    connection.send(_READY)
    try:
        while True:
            job = connection.recv()
            try:
                connection.send(("done", work(job)))
            except MemoryError:
                connection.send(("too-much-memory", None))
                return  # what else could not be allocated meanwhile, nobody knows: a fresh process takes the next job
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return  # the run is over, or was killed


def _bound_memory(megabytes: int) -> None:
    """Bounds the memory that this process and those it starts can ask for. Address space that is only reserved does not count:
    the more cores a machine has, the more of it libraries reserve."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _assign(worker: _Worker[Job], job: Job) -> None:
    worker.job, worker.started = job, time.monotonic()
    try:
        worker.connection.send(job)
    except (BrokenPipeError, ConnectionResetError):
        return  # the process is dead already: reading from it says so next


def _patience(crew: Sequence[_Worker[Job]], max_seconds: float) -> float:
    """Seconds until the first running job is over its time."""
    deadlines = [_deadline(worker, max_seconds) for worker in crew if worker.job is not None]
    return max(0.0, min(deadlines) - time.monotonic()) + 0.01


def _deadline(worker: _Worker[Job], max_seconds: float) -> float:
    return worker.started + (max_seconds if worker.ready else STARTUP_SECONDS)


def _collect(worker: _Worker[Job], max_seconds: float) -> JobEnd[Job, Result] | None:
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
            end, result = received
            return JobEnd(job, end, time.monotonic() - worker.started, result)
    except (EOFError, ConnectionResetError):
        if not worker.ready:
            raise WorkersUnavailable from None
        worker.job = None
        worker.process.join(_LAST_SECONDS)
        is_hungry = worker.process.exitcode in OUT_OF_MEMORY
        return JobEnd(job, "too-much-memory" if is_hungry else "crashed", time.monotonic() - worker.started)
    if time.monotonic() > _deadline(worker, max_seconds):
        if not worker.ready:
            raise WorkersUnavailable
        worker.job = None
        return JobEnd(job, "too-slow", time.monotonic() - worker.started)
    return None


def _dismiss(worker: _Worker[Job]) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()

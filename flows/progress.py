"""A progress bar on a terminal (进度条), and silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.messages import message

Progress = Callable[[str, int, int], None]
"""Told (stage, done, total): ``stage`` is archive, read, load or validate."""


def no_progress(stage: str, done: int, total: int) -> None:
    """For whoever does not watch."""


@contextmanager
def progress_display(language: str) -> Iterator[Progress]:
    """A line per stage on standard error while the block runs; nothing when standard error is not a terminal."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    lines: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def show(stage: str, done: int, total: int) -> None:
            if stage not in lines:
                lines[stage] = bars.add_task(message(f"progress-{stage}", language), total=total)
            bars.update(lines[stage], completed=done, total=total)

        yield show

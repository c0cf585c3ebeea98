"""One writer at a time (运行锁): an advisory lock on ``HOME/.lock`` that the operating system frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def run_lock(home: Path, announce_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a home. While another run holds it, tell the person once (with that run's process id), then wait."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("a+", encoding="ascii") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            announce_wait(stream.read().strip() or "?")
            fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        stream.truncate()
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield

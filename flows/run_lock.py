"""One writer at a time (运行锁): advisory locks on files in HOME that the operating system frees when their holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class NightRunning(Exception):
    """Another process is fetching into this home: two at once would break the manners of both. ``holder`` is its process id."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def run_lock(home: Path, announce_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a home. While another run holds it, tell the person once (with that run's process id), then wait."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("a+", encoding="ascii") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            announce_wait(_holder(stream))
            fcntl.flock(stream, fcntl.LOCK_EX)
        _sign(stream)
        yield


@contextmanager
def fetch_lock(home: Path) -> Iterator[None]:
    """Hold the right to fetch into a home. Raises :class:`NightRunning` at once while another process holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".fetch.lock").open("a+", encoding="ascii") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NightRunning(_holder(stream)) from error
        _sign(stream)
        yield


def _holder(stream: TextIO) -> str:
    stream.seek(0)
    return stream.read().strip() or "?"


def _sign(stream: TextIO) -> None:
    stream.seek(0)
    stream.truncate()
    stream.write(f"{os.getpid()}\n")
    stream.flush()

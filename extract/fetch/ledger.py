"""The memory of a night (采集台账): what the capture log says of one source, before tonight and tonight.

The log is the only state: a night that was killed is taken up by reading it, and nothing else has to agree with it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extract.archive import capture_log
from extract.archive.capture_log import STORED_STATUSES, Capture

Key = tuple[str, str, str]  # kind, address, form
RESUMED_WITHIN = timedelta(hours=20)
_SYNCHRONISED_EVERY_SECONDS = 1.0


def key_of(capture: Capture) -> Key:
    return capture.kind, capture.url or "", capture.form


class Ledger:
    """``before`` is the last sighting with bytes of each address before tonight, ``tonight`` every sighting of tonight."""

    def __init__(self, home: Path, source: str, mode: str, now: datetime, *, writes: bool) -> None:
        self.before: dict[Key, Capture] = {}
        self.tonight: dict[Key, Capture] = {}
        self.first_seen: dict[Key, str] = {}
        self.last_body: dict[Key, str] = {}
        self.last_status: dict[Key, Capture] = {}
        self.listed: set[str] = set()
        self._home = home
        self._source = source
        self._writes = writes
        self._synchronised = time.monotonic()
        unfinished = self._unfinished(mode, now) if writes else None
        self.run_id = unfinished or f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}-{mode}"
        self.started = datetime.strptime(self.run_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        self._read()

    def record(self, capture: Capture) -> None:
        """Add a sighting to tonight; on disk within a second, and at once as far as the death of this process goes."""
        self.tonight[key_of(capture)] = capture
        if not self._writes:
            return
        capture_log.record(self._home, capture, durable=False)
        if time.monotonic() - self._synchronised > _SYNCHRONISED_EVERY_SECONDS:
            capture_log.synchronise(self._home)
            self._synchronised = time.monotonic()

    def finish(self) -> None:
        """Say that the night came to its end: the next one is a new one."""
        if self._writes:
            self.record(self.mark("run", self._source))
            capture_log.synchronise(self._home)

    def mark(self, kind: str, what: str) -> Capture:
        """A line that says that something is complete: a listing (its entry's address) or the run."""
        return Capture("", what, self._source, what, moment(), "complete", kind=kind, run_id=self.run_id)

    def known(self) -> Iterable[Capture]:
        """The last sighting before tonight of every address, those that have only ever failed included."""
        return [self.before.get(key, capture) for key, capture in self.last_status.items()]

    def _unfinished(self, mode: str, now: datetime) -> str | None:
        """The run of this mode that was begun lately and has no end; a newer run of any mode takes its place."""
        last = ""
        for capture in self._captures():
            if capture.run_id:
                last = "" if capture.kind == "run" else capture.run_id
        if not last.endswith(f"-{mode}"):
            return None
        begun = datetime.strptime(last[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return last if now - begun < RESUMED_WITHIN else None

    def _read(self) -> None:
        for capture in self._captures():
            key = key_of(capture)
            if capture.run_id == self.run_id:
                self.tonight[key] = capture_log.complete(capture, self.before.get(key))
                continue
            if capture.kind == "listing":
                self.listed.add(capture.url or "")
            elif capture.kind != "run":
                self.last_status[key] = capture
                if capture.status in STORED_STATUSES:
                    self._read_stored(key, capture)

    def _read_stored(self, key: Key, capture: Capture) -> None:
        self.before[key] = capture_log.complete(capture, self.before.get(key))
        self.first_seen.setdefault(key, capture.captured_at)
        if capture.http_status == 200:
            self.last_body[key] = capture.captured_at

    def _captures(self) -> Iterable[Capture]:
        return (capture for capture in capture_log.captures(self._home) if capture.source == self._source)


def moment() -> str:
    """Now, as ISO 8601 in UTC to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")

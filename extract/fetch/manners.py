"""How we behave towards a host (礼貌): one request at a time, a pause before each, robots.txt first, Retry-After obeyed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from protego import Protego

ROBOT = "juesuan"
SLOW_FACTOR = 2.0


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


_turns: dict[str, _Turn] = {}
_turns_lock = threading.Lock()


@contextmanager
def turn(host: str, pause: float) -> Iterator[None]:
    """Hold the host, for all sources of this process: wait until ``pause`` seconds after its last answer, then ask alone."""
    with _turns_lock:
        mine = _turns.setdefault(host, _Turn())
    with mine.lock:
        wait = mine.free_at + pause - time.monotonic()
        if mine.free_at and wait > 0:
            time.sleep(wait)
        try:
            yield
        finally:
            mine.free_at = time.monotonic()


@dataclass(frozen=True, slots=True)
class RobotRules:
    """What robots.txt says to us: None where there is none (404), which allows everything, but slowly."""

    rules: Protego | None

    def allows(self, url: str) -> bool:
        return self.rules is None or bool(self.rules.can_fetch(url, ROBOT))

    def pause(self, pace: float) -> float:
        """The pause before each request: the source's pace, or more where robots.txt asks for more or does not exist."""
        if self.rules is None:
            return pace * SLOW_FACTOR
        rate = self.rules.request_rate(ROBOT)
        asked = [self.rules.crawl_delay(ROBOT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0]
        return max(pace, *map(float, asked))


def read_robots(text: str) -> RobotRules:
    """The rules of a robots.txt; a web page sent in its place is no robots.txt."""
    return RobotRules(None if "<html" in text[:2000].lower() else Protego.parse(text))


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """The pause in seconds that a Retry-After header asks for, as seconds or as a date; None when it says nothing."""
    if not value:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())

"""The nights as lines (夜间日志): ``HOME/logs/nights.jsonl``, appended; which source was listed in full when, which nights ended.

``HOME/logs/night_figures.json`` holds the figures of the last night that ended, for the comparison of the next one: a night
that was killed after it had put its warehouse in place is still compared with the one before it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

LOG_NAME, FIGURES_NAME = "nights.jsonl", "night_figures.json"
SOURCE_EVENT, NIGHT_EVENT = "source", "night"


def append_event(logs: Path, event: Mapping[str, Any]) -> None:
    """Add one line, written through to the disk."""
    logs.mkdir(parents=True, exist_ok=True)
    line = json.dumps(event, ensure_ascii=False, sort_keys=True) + "\n"
    with (logs / LOG_NAME).open("a", encoding="utf-8") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def events(logs: Path) -> Iterator[dict[str, Any]]:
    """All lines, oldest first; a line torn by a killed night is passed over."""
    path = logs / LOG_NAME
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and "event" in event:
                yield event


def last_full_listings(logs: Path) -> dict[str, date]:
    """For each source the day (UTC) on which its lists were last read to their end without a fault."""
    return {
        event["source"]: datetime.fromisoformat(event["at"]).date()
        for event in events(logs)
        if event["event"] == SOURCE_EVENT and event["full"] and event["complete"]
    }


def last_night(logs: Path) -> dict[str, Any] | None:
    """The last night that came to its end, None before the first one."""
    return next((event for event in reversed(list(events(logs))) if event["event"] == NIGHT_EVENT), None)


def write_figures(logs: Path, figures: Mapping[str, Any]) -> None:
    """Replace the figures of the last night in one step."""
    aside = logs / f".{FIGURES_NAME}.{os.getpid()}"
    aside.write_text(json.dumps(figures, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    aside.replace(logs / FIGURES_NAME)


def read_figures(logs: Path) -> dict[str, Any] | None:
    """The figures of the last night that ended; None where there are none or the file is torn."""
    try:
        figures = json.loads((logs / FIGURES_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return figures if isinstance(figures, dict) else None

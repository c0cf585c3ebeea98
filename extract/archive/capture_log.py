"""Where each document came from (采集记录): one JSON line per capture in ``HOME/raw/captures.jsonl``, only ever appended."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath

from extract.archive.document_store import RAW_FOLDER, private_folder

LOG_NAME = "captures.jsonl"
LOCAL_SOURCE = "local"


@dataclass(frozen=True, slots=True)
class Capture:
    """One sighting of a document. ``name`` is as given, without folders for local files; ``source`` is "local" or the identifier
    of a source; ``captured_at`` is ISO 8601 with its zone; ``status`` says what happened (``new``, ``known``, an HTTP status)."""

    sha256: str
    name: str
    source: str
    url: str | None
    captured_at: str
    status: str


def record(home: Path, capture: Capture) -> None:
    """Append a capture: one write, synchronised, so that concurrent writers never mix lines.

    The folders of a local file stay out: they tell of the user's machine, not of the document.
    """
    values = asdict(capture)
    if capture.source == LOCAL_SOURCE:
        values["name"] = PurePosixPath(capture.name.replace("\\", "/")).name
    line = (json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8", "backslashreplace")
    path = private_folder(home / RAW_FOLDER) / LOG_NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, b"\n" + line if torn else line)  # a torn last line must not swallow this one
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def captures(home: Path) -> Iterator[Capture]:
    """All captures, oldest first. A line torn by a killed run, and one that is no capture, is passed over."""
    path = home / RAW_FOLDER / LOG_NAME
    if not path.is_file():
        return
    names = {item.name for item in fields(Capture)}
    with path.open("rb") as stream:
        for line in stream:
            try:
                values = json.loads(line)
            except ValueError:
                continue
            if isinstance(values, dict) and names <= values.keys():
                yield Capture(**{name: values[name] for name in names})

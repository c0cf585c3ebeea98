"""What a run did (运行台账): document × stage × outcome × code version, as rows of ``etl`` and as lines of ``HOME/logs``.

No line holds text of a document: names, hashes, codes, counts and seconds only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A row of ``etl.document_state``: where a document stands after its latest reading. ``state`` is loaded or quarantined."""

    sha256: str
    name: str
    state: str
    reason_code: str | None
    reason_zh: str | None
    reason_en: str | None
    code_version: str
    run_id: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A row of ``etl.run``. Times are ISO 8601 in UTC; they are the only values in which two equal runs differ."""

    run_id: str
    kind: str
    code_version: str
    started_at: str
    finished_at: str
    documents_loaded: int
    documents_quarantined: int
    facts_loaded: int


def run_id_of(kind: str, sha256s: Iterable[str], code_version: str, previous_run: str) -> str:
    """The same for a run that was killed and its repetition: a hash of what is to be read, by which code, on top of what."""
    text = "\n".join([kind, code_version, previous_run, *sorted(sha256s)])
    return "run_" + hashlib.sha256(text.encode()).hexdigest()[:20]


def timestamp() -> str:
    """Now, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_log(folder: Path, run_id: str, lines: Iterable[Mapping[str, Any]]) -> None:
    """Append a run's lines to ``folder/<run_id>.jsonl``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{run_id}.jsonl").open("a", encoding="utf-8") as stream:
        for line in lines:
            stream.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")


def state_line(state: DocumentState) -> dict[str, Any]:
    """A document's state as a log line."""
    return {"event": "document", **asdict(state)}

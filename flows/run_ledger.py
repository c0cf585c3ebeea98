"""What a run did (运行台账): document × stage × outcome × code version, as rows of ``etl`` and as lines of ``HOME/logs``.

No line holds text of a document: hashes, codes, counts and seconds only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sql.records import DocumentState


def run_id_of(kind: str, sha256s: Iterable[str], code_version: str, before: Iterable[DocumentState]) -> str:
    """The same for a run that was killed and its repetition: a hash of what is to be read, by which code, on top of what."""
    standing = sorted(f"{state.sha256} {state.run_id}" for state in before)
    text = "\n".join([kind, code_version, *sorted(sha256s), "on top of", *standing])
    return "run_" + hashlib.sha256(text.encode()).hexdigest()[:20]


def now() -> datetime:
    """The time in UTC to the second, without a zone, as ``etl.run`` stores it."""
    return datetime.now(UTC).replace(microsecond=0, tzinfo=None)


def write_log(folder: Path, run_id: str, lines: Iterable[Mapping[str, Any]]) -> None:
    """Append a run's lines to ``folder/<run_id>.jsonl``, each with the time of writing."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = now().isoformat() + "Z"
    with (folder / f"{run_id}.jsonl").open("a", encoding="utf-8") as stream:
        for line in lines:
            stream.write(json.dumps({"at": stamp, "run": run_id, **line}, ensure_ascii=False, sort_keys=True) + "\n")

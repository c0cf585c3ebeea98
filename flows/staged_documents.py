"""Facts of one document as Parquet (暂存区): ``HOME/staging/<sha256>/<table>.parquet``, whole or not there at all.

A run that was killed finds here what it had read, so that it reads nothing twice; the warehouse is loaded from here.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from transform.fact_rows import SCHEMAS

OUTCOME_FILE = "outcome.json"


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """What a staged reading depends on besides the document's bytes: another key means that it must be read again."""

    code_version: str
    verification: str
    name: str


def stage(folder: Path, frames: Mapping[str, pl.DataFrame], key: ReadingKey, counts: Mapping[str, int]) -> None:
    """Write all tables of a document beside ``folder`` and move them there in one step, replacing an earlier reading."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for table in SCHEMAS:
        frames[table].write_parquet(aside / f"{table}.parquet", compression="zstd", statistics=False)
    (aside / OUTCOME_FILE).write_text(json.dumps({"key": asdict(key), "counts": dict(counts)}, sort_keys=True), encoding="utf-8")
    if folder.exists():
        replaced = folder.with_name(f".{folder.name}.replaced")
        shutil.rmtree(replaced, ignore_errors=True)
        folder.rename(replaced)
        aside.rename(folder)
        shutil.rmtree(replaced)
    else:
        aside.rename(folder)


def staged_counts(folder: Path, key: ReadingKey) -> dict[str, int] | None:
    """Rows per table of a reading staged under the same key; None if there is none."""
    try:
        outcome = json.loads((folder / OUTCOME_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if outcome["key"] != asdict(key):
        return None
    counts: dict[str, int] = outcome["counts"]
    return counts


def clear_leavings(staging: Path) -> None:
    """Remove what killed runs left half-written. Call only while holding the run lock."""
    if staging.is_dir():
        for path in staging.glob(".*"):
            shutil.rmtree(path, ignore_errors=True)

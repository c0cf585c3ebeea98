"""Facts of one document as Parquet (暂存区): ``HOME/staging/<sha256>/<table>.parquet``, whole or not there at all.

A run that was killed finds here what it had read, so that it reads nothing twice; the warehouse is loaded from here.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

OUTCOME_FILE = "outcome.json"


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """What a staged reading depends on besides the document's bytes: another key means that it must be read again."""

    code_version: str
    verification: str
    name: str
    hints: tuple[str, ...] = ()


def stage(folder: Path, frames: Mapping[str, pl.DataFrame], key: ReadingKey, counts: Mapping[str, int]) -> None:
    """Write all tables of a document beside ``folder`` and move them there in one step, replacing an earlier reading.

    Raises OSError when the disk does not take them; then an earlier reading is still there, or none.
    """
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for table, frame in frames.items():
        frame.write_parquet(aside / f"{table}.parquet", compression="zstd", statistics=False)
    (aside / OUTCOME_FILE).write_text(json.dumps({"key": asdict(key), "counts": dict(counts)}, sort_keys=True), encoding="utf-8")
    _put_in_place(aside, folder)


def _put_in_place(aside: Path, folder: Path) -> None:
    """Rename ``aside`` to ``folder``. A reader that outlived its killed run may put the same one there at that moment."""
    while True:
        try:
            aside.rename(folder)
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        replaced = aside.with_name(f"{aside.name}.replaced")
        with suppress(FileNotFoundError):
            folder.rename(replaced)
        shutil.rmtree(replaced, ignore_errors=True)


def staged_counts(folder: Path, key: ReadingKey) -> dict[str, int] | None:
    """Rows per table of a reading staged under the same key; None if there is none."""
    try:
        outcome = json.loads((folder / OUTCOME_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if outcome["key"] != json.loads(json.dumps(asdict(key))):
        return None
    counts: dict[str, int] = outcome["counts"]
    return counts


def clear_leavings(staging: Path) -> None:
    """Remove what killed runs left half-written. Call only while holding the run lock."""
    if staging.is_dir():
        for path in staging.glob(".*"):
            shutil.rmtree(path, ignore_errors=True)

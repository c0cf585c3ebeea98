"""The only opener of the packaged reference rows (参考数据): tables under ``data/reference``, documents under ``data``.

Everything is read once, on first use, and then kept; the answers are shared and must not be changed by the caller.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_ROOT = Path(str(resources.files(__name__)))


def path(name: str) -> Path:
    """Where a packaged file lies, e.g. ``path("reference/districts.csv")``; raises FileNotFoundError if it is not packaged."""
    found = _ROOT / name
    if not found.exists():
        raise FileNotFoundError(f"not packaged under data/: {name}")
    return found


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of ``data/reference/<name>.csv`` as they are written, every value a string ("" where nothing is written)."""
    with path(f"reference/{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def table(name: str) -> pl.DataFrame:
    """The same rows as a polars frame whose columns are all strings; an empty value is "", never null."""
    import polars as pl  # only here: most callers need rows, and polars takes a tenth of a second to import

    with path(f"reference/{name}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    return pl.DataFrame([list(row.values()) for row in rows(name)], schema=dict.fromkeys(header, pl.String), orient="row")


@cache
def yaml_document(name: str) -> Any:
    """The content of ``data/<name>.yaml``, read with the safe loader."""
    import yaml

    with path(f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)

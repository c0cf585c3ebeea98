"""The corpus of published notations (``target_notations.csv``): every row is read as the table says.

The repository keeps notations only; the whole sentences that forms print as targets are read from ../shared where it is there.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from transform.targets import parse_target

KEPT = Path(__file__).parent / "target_notations.csv"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "reference" / "target_notations.csv"
ROWS = tuple(csv.DictReader((SHARED if SHARED.exists() else KEPT).open(encoding="utf-8", newline="")))
OPERATORS = {"ge": ">=", "le": "<=", "eq": "=", "at": "=", "between": "range", "": "qualitative"}
UNIT_NAMES = {"month": "个月"}
"""Where we differ on purpose: a duration keeps the published unit 个月, the table says "month"."""
STATUS_TOO = {"已达到预期标准", "已达到预期效果"}
"""Words that the table calls free text; for us they stay words too, and besides they claim that the target is met."""


def test_the_corpus_is_whole() -> None:
    assert len(ROWS) == (203 if SHARED.exists() else 142)


@pytest.mark.parametrize("row", ROWS, ids=[row["raw"][:30] for row in ROWS])
def test_notation(row: dict[str, str]) -> None:
    found = parse_target(row["raw"], fiscal_year=2024)
    kind = row["kind"]
    if kind == "blank":
        assert found.operator is None
    elif kind.startswith("date"):
        # the table leaves the day open ("-12-end", "-12-", "12"): we store the last day of the month in the fiscal year
        assert found.operator == "deadline"
        month = row["value2"] if kind == "date_range" else row["value"].removeprefix("2024").strip("-").split("-")[0]
        assert found.date is not None
        assert int(found.date.split("-")[1]) == int(month)
    elif kind in ("qualitative_text", "scale", "qualitative_status"):
        assert (found.operator, found.value) == ("qualitative", None)
        assert found.status == ("met" if row["raw"] in STATUS_TOO else row["value"] if kind == "qualitative_status" else None)
    else:
        assert found.operator == OPERATORS[row["op"]]
        assert found.value == Decimal(row["value"])
        assert found.value_high == (Decimal(row["value2"]) if row["value2"] else None)
        assert found.unit == (UNIT_NAMES.get(row["unit"], row["unit"]) or None)

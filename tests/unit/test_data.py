"""The packaged reference rows."""

from __future__ import annotations

import re

import polars as pl
import pytest

import data

TABLES = (
    "districts", "district_aliases", "district_changes", "economic_subjects", "function_subjects", "income_subjects",
    "indicator_taxonomy", "dq_rules", "table_catalogue", "department_wordings", "extraction_rules",
)  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_rows_and_table_are_the_same_strings(name: str) -> None:
    rows, table = data.rows(name), data.table(name)
    assert len(rows) == table.height > 0
    assert set(table.dtypes) == {pl.String}
    assert table.row(0, named=True) == rows[0]
    assert all(None not in row and None not in row.values() for row in rows), "a row has more or fewer cells than the header"


def test_rows_are_read_once() -> None:
    assert data.rows("dq_rules") is data.rows("dq_rules")


def test_a_file_that_is_not_packaged_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        data.path("reference/nothing.csv")


def test_every_alias_names_a_known_division() -> None:
    codes = {row["code"] for row in data.rows("districts")}
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
    assert {row["code"] for row in data.rows("district_aliases")} <= codes


def test_every_division_has_its_parent() -> None:
    codes = {row["code"] for row in data.rows("districts")}
    orphans = [row["code"] for row in data.rows("districts") if row["level"] != "province" and row["parent_code"] not in codes]
    assert orphans == []

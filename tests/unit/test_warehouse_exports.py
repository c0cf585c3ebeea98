"""Exports: complete, the same bytes every time, and never more than what was published."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import duckdb
import openpyxl
import pytest

from sql import exports, warehouse
from sql.exports import FORMATS, export, ordered_export
from sql.records import WarehouseFault
from tests.factory.staged_rows import Document, Form, load

DOCUMENT = Document(
    "甲", forms=(Form("=HYPERLINK(1)", target="=12.00(个)"), Form("第二\x0b项目", initial="12345678901234567.89"))
)


def digests(paths: list[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.parametrize("format_name", FORMATS)
def test_export_is_the_same_bytes_at_another_time(tmp_path: Path, format_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, DOCUMENT)
    first = digests(export(tmp_path, tmp_path / "first", format_name))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    later = time.time() + 90_000
    monkeypatch.setattr(time, "time", lambda: later)
    second = digests(export(tmp_path, tmp_path / "second", format_name))
    monkeypatch.undo()
    time.tzset()
    assert first == second
    assert len(first) == (1 if format_name == "xlsx" else 17)
    assert sorted(path.name for path in (tmp_path / "second").iterdir()) == sorted(second)


def test_export_does_not_depend_on_the_order_of_loading(tmp_path: Path) -> None:
    other = Document("乙", forms=(Form("另一项目"),))
    load(tmp_path / "a", DOCUMENT, other)
    load(tmp_path / "b", other)
    load(tmp_path / "b", DOCUMENT)
    assert digests(export(tmp_path / "a", tmp_path / "ea", "parquet")) == digests(
        export(tmp_path / "b", tmp_path / "eb", "parquet")
    )


def test_parquet_holds_every_row_and_exact_decimals(tmp_path: Path) -> None:
    load(tmp_path, DOCUMENT)
    export(tmp_path, tmp_path / "out", "parquet")
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT initial_budget_yuan::VARCHAR, typeof(initial_budget_yuan)"
            f" FROM '{tmp_path}/out/fact_project_funding.parquet' ORDER BY 1"
        ).fetchall()
        assert rows == [("100.00", "DECIMAL(20,2)"), ("12345678901234567.89", "DECIMAL(20,2)")]
        described = connection.execute(
            f"SELECT count(*) FROM '{tmp_path}/out/dictionary.parquet' WHERE comment LIKE '%|%'"
        ).fetchone()
        assert described is not None
        assert described[0] > 700


def test_workbook_shows_published_text_and_never_a_formula(tmp_path: Path) -> None:
    load(tmp_path, DOCUMENT)
    (path,) = export(tmp_path, tmp_path / "out", "xlsx")
    workbook = openpyxl.load_workbook(path, read_only=True)
    assert "dictionary" in workbook.sheetnames
    names = [name for name in workbook.sheetnames if name.startswith(("fact_", "figure_", "dim_project", "dim_document"))]
    cells = [cell for name in names for row in workbook[name].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = {cell.value for cell in cells}
    # a key or amount of more than 15 digits would be rounded by Excel: it is a text
    assert {"=12.00(个)", "=HYPERLINK(1)", "12345678901234567.89"} <= values
    assert not [value for value in values if isinstance(value, int | float) and abs(value) >= 10**15]


def test_too_many_rows_for_a_sheet_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path, DOCUMENT)
    monkeypatch.setattr(exports, "XLSX_ROWS", 100)
    with pytest.raises(WarehouseFault) as caught:
        export(tmp_path, tmp_path / "out", "xlsx")
    assert caught.value.code == "too-many-rows"
    assert not list((tmp_path / "out").glob("*.xlsx"))


def test_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="parquet, csv, xlsx"):
        export(tmp_path, tmp_path / "out", "docx")


def test_ordered_export_tells_null_from_empty_and_leaves_clocks_out(tmp_path: Path) -> None:
    load(tmp_path, DOCUMENT)
    written = {
        path.name: path.read_text(encoding="utf-8") for path in ordered_export(tmp_path / warehouse.CURRENT, tmp_path / "out")
    }
    assert "\\N" in written["main.dim_document.csv"]
    assert not [name for name in written if name.startswith("etl.")]
    assert {"main.figure_location.csv", "published.project_funding.csv", "mart.project_funding.csv", "dq.finding.csv"} <= set(
        written
    )

"""Which rows are headings (表头), by hand: rows that count the columns, headings of sides, totals, units in headings."""

from __future__ import annotations

import pytest

from extract.cell_grid import Cell, CellGrid
from transform.forms.statements.header_paths import header_of, is_column_number_row
from transform.recognise.published_rows import PublishedRow, rows_of


def rows(*texts: list[str]) -> list[PublishedRow]:
    cells = tuple(Cell(r, c, text, page=1) for r, row in enumerate(texts) for c, text in enumerate(row))
    return list(rows_of(CellGrid(cells, len(texts), len(texts[0]), "test", 1), 0))


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        (["栏次", "1", "2", "3"], True), (["栏次", "1"], True), (["栏次", "1", "1"], True), (["栏次", "1", "3"], False),
        (["栏次", "2", "1"], False), (["1", "2", "3"], True), (["1", "2"], False), (["1", "2", "4"], False),
        (["1", "1", "2"], False),
        (["0", "1", "2"], False), (["4", "5", "6"], True), (["类", "款", "项", "栏次", "1", "2"], True),
        (["栏次", "1.50", "2.50"], False),
        (["合计", "1", "2", "3"], False), (["(1)", "(2)", "(3)"], True), (["栏次", "甲"], True), (["栏次", "甲乙"], False),
        (["栏次", ""], False),
    ],
)  # fmt: skip
def test_rows_that_count_the_columns(texts: list[str], counts: bool) -> None:
    assert bool(is_column_number_row(rows(texts)[0])) is counts


HEAD = ["功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"]
BODY = ["2010301", "行政运行", "30.00", "10.00", "20.00"]


def shape(*texts: list[str], is_titled: bool = True) -> tuple[list[tuple[str, ...]], int] | None:
    """The paths of the columns and the number of body rows."""
    header = header_of(rows(*texts), is_titled=is_titled)
    return None if header is None else ([leaf.path for leaf in header.leaves if leaf.kind == "value"], len(header.body))


PATHS = [("合计",), ("基本支出",), ("项目支出",)]


@pytest.mark.parametrize("is_titled", [True, False])
def test_headings_and_rows_are_told_apart(is_titled: bool) -> None:
    assert shape(HEAD, BODY, BODY, is_titled=is_titled) == (PATHS, 2)


def test_the_row_that_counts_the_columns_is_no_row_of_figures() -> None:
    assert shape(HEAD, ["栏次", "", "1", "2", "3"], BODY) == (PATHS, 1)
    assert shape(HEAD, ["", "栏次", "1", "2", "3"], BODY) == (PATHS, 1)
    assert shape(HEAD, ["", "", "1", "2", "3"], BODY) == (PATHS, 1)


def test_a_total_below_the_headings_is_a_row() -> None:
    assert shape(HEAD, ["", "合计", "30.00", "10.00", "20.00"], BODY) == (PATHS, 2)
    assert shape(HEAD, ["合计", "", "30.00", "10.00", "20.00"], BODY) == (PATHS, 2)


def test_rows_without_headings_have_none() -> None:
    assert shape(BODY, BODY, is_titled=False) is None


def test_a_row_without_figures_below_the_headings_is_a_row() -> None:
    assert shape(HEAD, ["2010302", "一般行政管理事务", "", "", ""], BODY) == (PATHS, 2)


def test_two_rows_of_headings_make_paths() -> None:
    upper = ["项目", "项目", "本年支出", "本年支出", "本年支出"]
    cells = [Cell(0, 0, "项目", 1, 2, 1), Cell(0, 2, "本年支出", 1, 3, 1)]
    cells += [Cell(1, c, text, page=1) for c, text in enumerate(HEAD)]
    cells += [Cell(2, c, text, page=1) for c, text in enumerate(BODY)]
    assert len(upper) == len(HEAD)
    header = header_of(list(rows_of(CellGrid(tuple(cells), 3, 5, "test", 1), 0)), is_titled=True)
    assert header is not None
    paths = [leaf.path for leaf in header.leaves if leaf.kind == "value"]
    assert paths == [("本年支出", "合计"), ("本年支出", "基本支出"), ("本年支出", "项目支出")]


def test_the_unit_of_a_heading_belongs_to_its_column_alone() -> None:
    header = header_of(rows([*HEAD[:3], "基本支出（元）", "项目支出"], BODY), is_titled=True)
    assert header is not None
    assert [leaf.unit for leaf in header.leaves if leaf.kind == "value"] == ["", "元", ""]

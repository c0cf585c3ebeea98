"""Which column a figure stands under: the ruler of intervals, by hand (列归属)."""

from __future__ import annotations

import pytest

from extract.cell_grid import Box, Cell
from tests.factory.statements import Printed, PrintedTable, cells, typeset_html
from tests.unit.test_statements import UNIT, amounts, read
from transform.forms.statements.body_rows import columns_under
from transform.forms.statements.header_paths import Leaf
from transform.recognise.column_alignment import Column, align_row, place, position_of
from transform.recognise.published_rows import RowCell, overlap
from transform.settle.columns import column_meaning, heading_says, role_of


def cell(start: float, end: float, text: str = "1.00", own: bool = True) -> RowCell:
    return RowCell(Cell(0, 0, text, box=Box(start, 0, end, 10), page=1), start, end, own)


COLUMNS = [Column(0, 100, "label"), Column(100, 200, "basic"), Column(200, 300, "project")]


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [((0, 10), (5, 20), 5), ((0, 10), (10, 20), 0), ((0, 10), (12, 20), 0), ((0, 30), (5, 20), 15), ((5, 6), (0, 9), 1)],
)
def test_overlap(first: tuple[float, float], second: tuple[float, float], shared: float) -> None:
    assert overlap(first, second) == shared


@pytest.mark.parametrize(
    ("start", "end", "index"),
    [
        (100, 200, 1), (90, 180, 1), (60, 150, 1), (40, 130, 0), (300, 340, None), (100, 300, 1), (50, 300, 1), (0, 300, 0),
        (181, 290, 2),
    ],
)  # fmt: skip
def test_a_cell_belongs_to_the_column_that_it_overlaps_most(start: float, end: float, index: int | None) -> None:
    assert position_of(cell(start, end), COLUMNS) == index


def test_a_filled_cell_without_a_field_is_homeless_and_two_in_one_field_are_crowded() -> None:
    one, two, blank = cell(0, 10, "甲"), cell(0, 10, "乙"), cell(0, 10, "")
    assert place([(one, 0), (two, 0)], COLUMNS) == ({"label": one}, False, {"label"})
    assert place([(blank, 0), (two, 0)], COLUMNS) == ({"label": two}, False, set())
    assert place([(one, 0), (blank, 0)], COLUMNS) == ({"label": one}, False, set())
    assert place([(one, None)], COLUMNS)[1] is True
    assert place([(blank, None)], COLUMNS)[1] is False
    assert place([(one, 3)], COLUMNS)[1] is True


def words_and_figures(row: object) -> int | None:
    """Odd: a word under a column of figures, a figure under the label."""
    found = 0
    for field, one in row.items():  # type: ignore[attr-defined]
        if one.text and (field == "label") == one.text[0].isdigit():
            found += 1
    return found


def test_a_row_that_is_not_odd_is_taken_as_printed() -> None:
    row = [cell(0, 100, "行政运行"), cell(100, 200, "1.00"), cell(200, 300, "2.00")]
    aligned = align_row(row, COLUMNS, words_and_figures)
    assert {field: one.text for field, one in aligned.cells.items()} == {"label": "行政运行", "basic": "1.00", "project": "2.00"}
    assert (aligned.is_shifted, aligned.uncertain) == (False, ())


def test_what_two_shifts_disagree_on_is_uncertain() -> None:
    """The word belongs to the left; whether the figures do too cannot be told."""
    columns = [*COLUMNS, Column(300, 400, "other")]
    row = [cell(100, 200, "行政运行"), cell(200, 300, "1.00"), cell(300, 400, "2.00")]
    aligned = align_row(row, columns, words_and_figures, tolerated=0)
    assert {field: one.text for field, one in aligned.cells.items()} == {"label": "行政运行"}
    assert [one.text for one in aligned.uncertain] == ["1.00", "2.00"]
    assert aligned.is_shifted


def test_one_oddity_is_tolerated() -> None:
    row = [cell(100, 200, "行政运行"), cell(200, 300, "1.00")]
    aligned = align_row(row, COLUMNS, words_and_figures, tolerated=1)
    assert {field: one.text for field, one in aligned.cells.items()} == {"basic": "行政运行", "project": "1.00"}
    assert not aligned.is_shifted


LEAVES = [Leaf(0, 100, ("科目名称",), "label"), Leaf(100, 200, ("合计",), "value"), Leaf(200, 300, ("基本支出",), "value")]


@pytest.mark.parametrize(
    ("start", "end", "under"),
    [(100, 200, [1]), (205, 295, [2]), (100, 300, [1, 2]), (100, 220, [1]), (80, 200, [1]), (0, 100, [0])],
)
def test_a_cell_that_reaches_a_fifth_into_a_column_does_not_stand_under_it(start: float, end: float, under: list[int]) -> None:
    assert list(columns_under(cell(start, end), LEAVES)) == under


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("上年决算数", (None, -1, "决算")), ("2023年", (2023, None, None)), ("2023年度决算数", (2023, None, "决算")),
        ("年初预算数", (None, None, "年初预算")), ("调整预算数", (None, None, "调整预算")), ("决算数", (None, None, "决算")),
        ("基本支出", (None, None, None)), ("2024年末结转", (None, None, None)), ("一般公共预算财政拨款", (None, None, None)),
    ],
)  # fmt: skip
def test_what_a_heading_says(text: str, says: tuple[int | None, int | None, str | None]) -> None:
    assert heading_says(text) == says


def test_a_subject_has_no_role() -> None:
    assert [role_of(text) for text in ("决算数", "预算数", "基本支出", "一般公共预算财政拨款")] == ["决算", "预算", None, None]


@pytest.mark.parametrize(
    ("path", "year", "role"),
    [
        (("上年决算数", "基本支出"), 2023, "决算"), (("2022年", "决算数"), 2022, "决算"),
        (("年初预算数", "合计"), None, "年初预算"),
        (("本年决算数", "合计"), None, "决算"), (("预算数", "决算数"), None, None), (("2023年", "2022年"), 2022, None),
        (("合计",), None, None),
    ],
)  # fmt: skip
def test_year_and_role_of_a_column(path: tuple[str, ...], year: int | None, role: str | None) -> None:
    meaning = column_meaning(path, 2024)
    assert (meaning.year.value, meaning.role.value) == (year, role)


def test_last_year_of_no_known_year_is_contested() -> None:
    meaning = column_meaning(("上年决算数",), None)
    assert (meaning.year.value, meaning.year.state) == (None, "contested")


def test_two_roles_over_one_column_contradict_one_another() -> None:
    assert column_meaning(("预算数", "决算数"), 2024).role.state == "contested"


HEAD = [Printed("项目", 2), *cells("合计", "基本支出", "项目支出")]
NAMES = cells("功能分类科目编码", "科目名称", "", "", "")


def test_a_statement_whose_columns_are_not_certain_is_not_loaded() -> None:
    """A third of the cells stand between two columns: which is which is not certain for any."""
    wide = [[*cells(f"20101{n:02}", f"科目{n}"), Printed(f"{n}.50", 2), Printed(f"{n}.25")] for n in range(1, 9)]
    rows = [HEAD, NAMES, [Printed("合计", 2), *cells("36.00", "18.00", "18.00")], *wide]
    reading = read(typeset_html([PrintedTable(rows, "一般公共预算财政拨款支出决算表", UNIT, (), 2)]), "wide.html")
    assert {value for value in amounts(reading).values() if value is not None} == set()
    assert any(row["rule_id"] == "EX-102" for row in reading.rows["finding"])


def test_one_cell_over_two_columns_leaves_the_others() -> None:
    wide = [*cells("2010101", "行政运行"), Printed("9.50", 2), Printed("9.25")]
    rows = [HEAD, NAMES, [Printed("合计", 2), *cells("36.00", "18.00", "18.00")], wide]
    reading = read(typeset_html([PrintedTable(rows, "一般公共预算财政拨款支出决算表", UNIT, (), 2)]), "one.html")
    found = amounts(reading)
    assert found[("2010101", "项目支出")] is not None
    assert found.get(("2010101", "合计")) is None
    assert found.get(("2010101", "基本支出")) is None
    assert any("9.50" in row["message"] for row in reading.rows["finding"])

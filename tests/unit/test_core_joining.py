"""What goes on on the next page, and what is said of rows that go on nowhere (续表); pages and columns by hand."""

from __future__ import annotations

import pytest

from extract.cell_grid import Cell, CellGrid
from tests.factory.statements import Printed, PrintedTable, cells, typeset_html
from tests.unit.test_statements import UNIT, amounts, read
from transform.forms.statements.continuation import tables_of
from transform.forms.statements.parts import TablePart
from transform.forms.statements.titles import Title, title_of
from transform.recognise.published_rows import rows_of

HEADER = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
FIRST = [HEADER, ["201", "一般公共服务支出", "30.00", "10.00", "20.00"]]
FURTHER = [["208", "社会保障和就业支出", "5.00", "5.00", "0.00"]]


def part(rows: list[list[str]], page: int, title: str = "", number: int = 0) -> TablePart:
    found = tuple(Cell(r, c, text, page=page) for r, row in enumerate(rows) for c, text in enumerate(row))
    grid = CellGrid(found, len(rows), len(rows[0]), "test", page)
    named = title_of(title) if title else None
    assert named is None or isinstance(named, Title)
    return TablePart(named, list(rows_of(grid, number)), page=page)


def joined(*parts: TablePart) -> list[tuple[str, list[str], int]]:
    """Each statement with the codes of its rows and the number of its lost rows."""
    tables = tables_of(parts)
    return [(table.title.name, [row.code for row in table.rows], len(table.lost)) for table in tables]


@pytest.mark.parametrize(("page", "goes_on"), [(3, True), (4, True), (5, True), (6, False), (43, False)])
def test_an_untitled_page_goes_on_only_within_two_pages(page: int, goes_on: bool) -> None:
    assert joined(part(FIRST, 3, "支出决算表"), part(FURTHER, page, number=1)) == [("支出决算表", ["201"] + ["208"] * goes_on, 0)]


def test_a_page_before_never_goes_on() -> None:
    assert joined(part(FIRST, 3, "支出决算表"), part(FURTHER, 2, number=1)) == [("支出决算表", ["201"], 0)]


def test_prose_parts_an_untitled_table() -> None:
    apart = part(FURTHER, 3, number=1)
    apart.is_apart = True
    assert joined(part(FIRST, 3, "支出决算表"), apart) == [("支出决算表", ["201"], 0)]


def test_rows_that_fit_no_column_are_lost_and_counted() -> None:
    narrow = [["208", "社会保障", "5.00", "1.00"], ["210", "卫生健康", "6.00", "1.00"], ["甲", "乙", "丙", "丁"]]
    assert joined(part(FIRST, 3, "支出决算表"), part(narrow, 4, number=1)) == [("支出决算表", ["201"], 2)]


def test_after_what_does_not_fit_nothing_goes_on() -> None:
    narrow = [["208", "社会保障", "5.00", "甲", "乙"]]
    parts = part(FIRST, 3, "支出决算表"), part(narrow, 4, number=1), part(FURTHER, 4, number=2)
    assert joined(*parts) == [("支出决算表", ["201"], 1)]


def test_a_further_title_begins_a_statement() -> None:
    income = [["科目编码", "科目名称", "本年收入合计", "财政拨款收入", "事业收入"], *FURTHER]
    assert joined(part(FIRST, 3, "支出决算表"), part(income, 4, "收入决算表", 1)) == [
        ("支出决算表", ["201"], 0), ("收入决算表", ["208"], 0),
    ]  # fmt: skip


def test_the_same_title_with_other_rows_is_one_statement_and_with_the_same_first_row_two() -> None:
    more = [HEADER, *FURTHER]
    assert joined(part(FIRST, 3, "支出决算表"), part(more, 4, "支出决算表", 1)) == [("支出决算表", ["201", "208"], 0)]
    assert joined(part(FIRST, 3, "支出决算表"), part(FIRST, 4, "支出决算表", 1)) == [
        ("支出决算表", ["201"], 0), ("支出决算表", ["201"], 0),
    ]  # fmt: skip


def test_headings_in_another_order_put_each_figure_under_its_own() -> None:
    other = [["科目编码", "科目名称", "合计", "项目支出", "基本支出"], ["208", "社会保障", "5.00", "4.00", "1.00"]]
    (table,) = tables_of([part(FIRST, 3, "支出决算表"), part(other, 4, number=1)])
    row = next(row for row in table.rows if row.code == "208")
    under = {piece.block.leaves[n].path[-1]: cell.text for piece in row.pieces for n, cell in piece.cells.values.items()}
    assert under == {"合计": "5.00", "项目支出": "4.00", "基本支出": "1.00"}


ROWS = [
    [Printed("项目", 2), *cells("合计", "基本支出", "项目支出")], cells("功能分类科目编码", "科目名称", "", "", ""),
    [Printed("合计", 2), *cells("30.00", "10.00", "20.00")], cells("201", "一般公共服务支出", "30.00", "10.00", "20.00"),
]  # fmt: skip


LOST = [cells("208", "社会保障和就业支出", "5.00", "甲", "乙"), cells("210", "卫生健康支出", "6.25", "丙", "丁")]


def test_rows_that_are_lost_are_said_each_with_its_words() -> None:
    first = PrintedTable(ROWS, "支出决算表", UNIT, (), 2)
    lost = PrintedTable(LOST, "", (), (), 0)
    found = read(typeset_html([first, lost]), "lost.html").rows["finding"]
    told = [row["message"] for row in found if row["rule_id"] == "EX-102" and "没有入库" in row["message"]]
    assert any("社会保障和就业支出" in message and "5.00" in message for message in told)
    assert any("卫生健康支出" in message and "6.25" in message for message in told)


def printed_again(*, differs: bool = False, times: int = 2) -> list[dict[str, object]]:
    row = cells("2010301", "行政运行", "30.00", "10.00", "20.00")
    other = cells("2010301", "行政运行", "31.00", "11.00", "20.00")
    rows = [*ROWS, *[row] * (times - differs), *([other] if differs else [])]
    reading = read(typeset_html([PrintedTable(rows, "支出决算表", UNIT, (), 2)]), "twice.html")
    again = [one for one in reading.rows["statement_amount"] if one["subject_code"] == "2010301"]
    return [*again, {"rules": {one["rule_id"] for one in reading.rows["finding"]}}]


def test_a_row_printed_again_is_marked_and_said() -> None:
    *rows, said = printed_again()
    assert [row.get("printed_before") is None for row in rows] == [True] * 3 + [False] * 3
    assert said == {"rules": {"EX-127"}}


def test_a_row_printed_once_is_not_marked() -> None:
    *rows, said = printed_again(times=1)
    assert [row.get("printed_before") for row in rows] == [None] * 3
    assert said == {"rules": set()}


def test_a_table_printed_again_counts_once() -> None:
    more = [
        *ROWS,
        cells("2010301", "行政运行", "30.00", "10.00", "20.00"),
        cells("20103", "政府办公厅", "30.00", "10.00", "20.00"),
    ]
    table = PrintedTable(more, "支出决算表", UNIT, (), 2)
    reading = read(typeset_html([table, table]), "twice.html")
    counted = [row for row in reading.rows["statement_amount"] if row.get("printed_before") is None]
    assert len(counted) == 12
    assert len(reading.rows["statement_amount"]) == 24
    assert amounts(reading)[("2010301", "合计")] == 300_000
    assert "EX-127" in {row["rule_id"] for row in reading.rows["finding"]}

"""Kinds of change to the unit of money (单位)."""

from __future__ import annotations

import random

from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Cell, Paper, Sheet
from tests.factory.mutants.registry import NotHere, kind
from tests.factory.mutants.tools import UNITS as SIZES
from tests.factory.mutants.tools import (
    functions,
    leaf_row,
    one_functions,
    one_statement,
    other_amount,
    printed,
    reprint,
    unit_line,
)

RIGHT = Expect("right")


@kind("units")
def unit_wrapped(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        unit_line(sheet, "单位：万\n元")
    return RIGHT


@kind("units")
def unit_wrapped_after_colon(paper: Paper, chance: random.Random) -> Expect:
    unit_line(one_statement(paper, chance), "金额单位：\n万元")
    return RIGHT


@kind("units")
def unit_spaced(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        unit_line(sheet, "单 位 ： 万 元")
    return RIGHT


@kind("units")
def unit_in_brackets(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        unit_line(sheet, "（单位:人民币万元）")
    return RIGHT


@kind("units")
def unit_cell_cut(paper: Paper, chance: random.Random) -> Expect:
    """单位：万 | 元: a row of the table, cut by a cell border."""
    for sheet in paper.sheets:
        _as_row(sheet, "单位：万", "元")
    return RIGHT


@kind("units")
def unit_cell_word(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        _as_row(sheet, "金额单位：", "万元")
    return RIGHT


def _as_row(sheet: Sheet, name: str, word: str) -> None:
    unit_line(sheet, "")
    sheet.rows.insert(0, [Cell("", sheet.width - 2), Cell(name), Cell(word)])
    sheet.header += 1


@kind("units")
def unit_below(paper: Paper, chance: random.Random) -> Expect:
    """The unit stands below the table only."""
    sheet = one_functions(paper, chance)
    unit_line(sheet, "")
    sheet.notes.insert(0, "单位：万元")
    return Expect("either")


@kind("units")
def unit_above_all_in_yuan(paper: Paper, chance: random.Random) -> Expect:
    """以上单位均为元: one line at the end of the document speaks of all tables before it."""
    for sheet in paper.sheets:
        unit_line(sheet, "")
        reprint(sheet, "元")
    paper.after.append("注：以上报表金额单位均为元。")
    return Expect("either", concerns=())


@kind("units")
def unit_contradicted_below(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    sheet.notes.insert(0, "注：本表金额单位为元。")
    return Expect("flagged", (sheet.key,))


@kind("units")
def unit_twice_above(paper: Paper, chance: random.Random) -> Expect:
    """Two different units of money in the lines above one table."""
    sheet = one_functions(paper, chance)
    unit_line(sheet, "单位：万元")
    sheet.right.append("金额单位：元")
    return Expect("flagged", (sheet.key,))


@kind("units")
def unit_and_people(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        unit_line(sheet, "单位：万元、人")
    return RIGHT


@kind("units")
def unit_and_cars(paper: Paper, chance: random.Random) -> Expect:
    unit_line(one_statement(paper, chance), "单位：辆、台、万元")
    return RIGHT


@kind("units")
def heading_yuan_all(paper: Paper, chance: random.Random) -> Expect:
    """Each heading over figures says 元, the line above 万元: the nearer holds."""
    sheet = one_functions(paper, chance)
    reprint(sheet, "元")
    for column in sheet.value_columns():
        sheet.heading(column).text += "（元）"
    return Expect("either")


@kind("units")
def heading_yuan_one(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    column = chance.choice(sheet.value_columns())
    sheet.heading(column).text += "（元）"
    for _, at, cell in sheet.placed():
        if at == column and cell.fact is not None:
            cell.text = printed(cell.fact.yuan, "元")
    return Expect("either")


@kind("units")
def heading_units_only(paper: Paper, chance: random.Random) -> Expect:
    """No line above; every heading over figures says 万元."""
    sheet = one_functions(paper, chance)
    unit_line(sheet, "")
    for column in sheet.value_columns():
        sheet.heading(column).text += "（万元）"
    return RIGHT


@kind("units")
def row_label_yuan(paper: Paper, chance: random.Random) -> Expect:
    """One row's label says 元, the table 万元."""
    sheet = one_functions(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    for cell in row:
        if cell.fact is not None:
            cell.text = printed(cell.fact.yuan, "元")
            label = cell.fact.label
    next(cell for cell in row if cell.text == label).text += "（元）"
    return Expect("either", labels=False)


def _in_unit(paper: Paper, chance: random.Random, unit: str) -> Expect:
    sheet = one_functions(paper, chance)
    unit_line(sheet, f"单位：{unit}")
    reprint(sheet, unit)
    return RIGHT


@kind("units")
def unit_yuan_one_table(paper: Paper, chance: random.Random) -> Expect:
    return _in_unit(paper, chance, "元")


@kind("units")
def unit_hundred(paper: Paper, chance: random.Random) -> Expect:
    return _in_unit(paper, chance, "百元")


@kind("units")
def unit_thousand(paper: Paper, chance: random.Random) -> Expect:
    return _in_unit(paper, chance, "千元")


@kind("units")
def unit_million(paper: Paper, chance: random.Random) -> Expect:
    return _in_unit(paper, chance, "百万元")


@kind("units")
def unit_yi(paper: Paper, chance: random.Random) -> Expect:
    return _in_unit(paper, chance, "亿元")


@kind("units")
def all_in_yuan(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        unit_line(sheet, "单位：元")
        reprint(sheet, "元")
    return RIGHT


def _wrong_scale(paper: Paper, chance: random.Random, said: str) -> Expect:
    sheet = chance.choice([one for one in paper.sheets if "fund" not in one.key])
    unit_line(sheet, f"单位：{said}")
    return Expect("flagged", (sheet.key,))


@kind("units")
def scale_said_yuan(paper: Paper, chance: random.Random) -> Expect:
    """The figures are in 万元 as everywhere, the line above one table says 元."""
    return _wrong_scale(paper, chance, "元")


@kind("units")
def scale_said_thousand(paper: Paper, chance: random.Random) -> Expect:
    return _wrong_scale(paper, chance, "千元")


@kind("units")
def scale_said_yi(paper: Paper, chance: random.Random) -> Expect:
    return _wrong_scale(paper, chance, "亿元")


@kind("units")
def scale_printed_yuan(paper: Paper, chance: random.Random) -> Expect:
    """The line says 万元, the figures of one table are in 元."""
    sheet = chance.choice([one for one in paper.sheets if "fund" not in one.key])
    reprint(sheet, "元")
    return Expect("flagged", (sheet.key,))


@kind("units")
def scale_three_places(paper: Paper, chance: random.Random) -> Expect:
    """The figures of one table are a thousand times too large."""
    sheet = chance.choice([one for one in paper.sheets if "fund" not in one.key])
    for cell in sheet.cells():
        if cell.fact is not None:
            cell.text = printed(cell.fact.yuan * 1000, "万元")
    return Expect("flagged", (sheet.key,))


@kind("units")
def scale_of_one_column(paper: Paper, chance: random.Random) -> Expect:
    """One column of a table is in 元 without a word."""
    sheet = one_functions(paper, chance)
    columns = sheet.value_columns()
    if len(columns) < 3:
        raise NotHere
    column = columns[0]
    for _, at, cell in sheet.placed():
        if at == column and cell.fact is not None:
            cell.text = printed(cell.fact.yuan, "元")
    return Expect("flagged", (sheet.key,))


@kind("units")
def unit_missing_same_scale(paper: Paper, chance: random.Random) -> Expect:
    unit_line(one_functions(paper, chance), "")
    return Expect("either")


@kind("units")
def unit_missing_other_scale(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    unit_line(sheet, "")
    reprint(sheet, "元")
    return Expect("flagged", (sheet.key,))


@kind("units")
def unit_nowhere(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        unit_line(sheet, "")
    return Expect("flagged", ("", *(sheet.key for sheet in paper.sheets)))


@kind("units")
def unit_of_document(paper: Paper, chance: random.Random) -> Expect:
    """The unit is said once, before the first table, for all tables."""
    for sheet in paper.sheets:
        unit_line(sheet, "")
    paper.prose.append("本套报表金额单位：万元")
    return RIGHT


@kind("units")
def unit_after_one_in_yuan(paper: Paper, chance: random.Random) -> Expect:
    """A table without a unit follows one in 元; its own figures are in 万元."""
    place = paper.sheets.index(functions(paper)[-1])
    before, sheet = paper.sheets[place - 1], paper.sheets[place]
    unit_line(before, "单位：元")
    reprint(before, "元")
    unit_line(sheet, "")
    return Expect("either")


@kind("units")
def unit_of_cents(paper: Paper, chance: random.Random) -> Expect:
    """One figure carries its own unit: 123.45万元 in a table in 元."""
    sheet = one_functions(paper, chance)
    unit_line(sheet, "单位：元")
    reprint(sheet, "元")
    row = sheet.rows[leaf_row(sheet, chance)]
    cell = next(cell for cell in row if cell.fact is not None)
    assert cell.fact is not None
    cell.text = printed(cell.fact.yuan, "万元") + "万元"
    return Expect("either")


@kind("units")
def note_speaks_of_other_money(paper: Paper, chance: random.Random) -> Expect:
    """A note that quotes a limit in 元 says nothing of the table's unit."""
    sheet = one_functions(paper, chance)
    sheet.notes.append(f"注：单价在{other_amount('1000')}元以上的设备另行公开。")
    return RIGHT


@kind("units", base="forms")
def form_unit_wrapped(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        _form_unit(sheet, "（万\n元）")
    return RIGHT


def _form_unit(sheet: Sheet, text: str) -> None:
    found = [cell for cell in sheet.cells() if "项目资金" in cell.text.replace("\n", "") and "元" in cell.text]
    if not found:
        raise NotHere
    head = found[0].text
    for brackets in ("（万元）", "(万元)"):
        if brackets in head:
            found[0].text = head.replace(brackets, text)
            return
    raise NotHere


@kind("units", base="forms")
def form_unit_above(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        _form_unit(sheet, "")
        sheet.right = ["金额单位：万元"]
    return RIGHT


@kind("units", base="forms")
def form_units_mixed(paper: Paper, chance: random.Random) -> Expect:
    """The second form is in 元."""
    sheet = paper.sheets[1]
    _form_unit(sheet, "（元）")
    _scale_form(sheet, "元")
    return RIGHT


def _scale_form(sheet: Sheet, unit: str) -> None:
    from decimal import Decimal

    start = next(n for n, row in enumerate(sheet.rows) if any("全年预算数" in cell.text for cell in row))
    headings = [cell.text for cell in sheet.rows[start]]
    places = [n for n, text in enumerate(headings) if any(word in text for word in ("年初预算", "全年预算", "全年执行"))]
    offset = len(headings)
    for row in sheet.rows[start + 1 :]:
        texts = [cell.text for cell in row]
        if not any(word in texts[0] for word in ("年度资金", "财政拨款", "结转", "其他资金")):
            break
        for place in places:
            cell = row[place - offset]
            if cell.text and cell.text != "—":
                cell.text = f"{Decimal(cell.text) * SIZES['万元'] / SIZES[unit]:f}"


@kind("units", base="forms")
def form_unit_missing(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        _form_unit(sheet, "")
    return Expect("flagged", tuple(sheet.key for sheet in paper.sheets))


@kind("units")
def unit_ten_million(paper: Paper, chance: random.Random) -> Expect:
    return _in_unit(paper, chance, "千万元")


@kind("units")
def unit_hundred_thousand(paper: Paper, chance: random.Random) -> Expect:
    return _in_unit(paper, chance, "十万元")


@kind("units")
def scale_of_one_row(paper: Paper, chance: random.Random) -> Expect:
    """One row of a table is in 元 without a word."""
    sheet = one_functions(paper, chance)
    for cell in sheet.rows[leaf_row(sheet, chance)]:
        if cell.fact is not None:
            cell.text = printed(cell.fact.yuan, "元")
    return Expect("flagged", (sheet.key,))


@kind("units")
def scale_of_half_the_tables(paper: Paper, chance: random.Random) -> Expect:
    """Half of the tables are a thousand times too large: which half is right cannot be told."""
    half = paper.sheets[: len(paper.sheets) // 2]
    for sheet in half:
        unit_line(sheet, "单位：千元")
    return Expect("flagged", tuple(sheet.key for sheet in half))


@kind("units")
def continued_in_another_unit(paper: Paper, chance: random.Random) -> Expect:
    """The second page of a table prints 元 above it, and its figures are in 元."""
    from tests.factory.mutants.kinds_rows import _continued

    rest = _continued(paper, one_functions(paper, chance), with_header=True)
    rest.right = ["单位：元"]
    reprint(rest, "元")
    return Expect("either")


@kind("units")
def continued_in_another_scale(paper: Paper, chance: random.Random) -> Expect:
    """The second page of a table is in 元 without a word."""
    from tests.factory.mutants.kinds_rows import _continued

    sheet = one_functions(paper, chance)
    reprint(_continued(paper, sheet, with_header=True), "元")
    return Expect("flagged", (sheet.key,))


@kind("units")
def unit_line_of_people_only(paper: Paper, chance: random.Random) -> Expect:
    """The line above one table says 单位：人: no unit of money is printed for it."""
    sheet = one_functions(paper, chance)
    unit_line(sheet, "单位：人")
    return Expect("either")


@kind("units", base="forms")
def form_heading_units(paper: Paper, chance: random.Random) -> Expect:
    """The headings over the money say 元, the frame 万元: the nearer holds, or a finding tells."""
    for sheet in paper.sheets:
        _scale_form(sheet, "元")
        for cell in sheet.cells():
            if cell.text in ("年初预算数", "全年预算数", "全年执行数"):
                cell.text += "（元）"
    return Expect("either")


@kind("units", base="forms")
def form_amounts_with_unit_inside(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        row = next(row for row in sheet.rows if any("年度资金总额" in cell.text for cell in row))
        at = next(n for n, cell in enumerate(row) if "年度资金总额" in cell.text)
        for cell in row[at + 1 : at + 4]:
            cell.text += "万元"
    return Expect("either")


@kind("units", base="forms")
def form_total_in_another_scale(paper: Paper, chance: random.Random) -> Expect:
    """The total of one form is in 元, its sources in 万元."""
    from decimal import Decimal

    row = next(row for row in paper.sheets[0].rows if any("年度资金总额" in cell.text for cell in row))
    at = next(n for n, cell in enumerate(row) if "年度资金总额" in cell.text)
    for cell in row[at + 1 : at + 4]:
        cell.text = f"{Decimal(cell.text) * 10_000:f}"
    return Expect("flagged", ("form1",))

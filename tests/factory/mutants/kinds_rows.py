"""Kinds of change to rows: printed twice, labels and codes, rows gone (重复、科目与行)."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Cell, Paper, Sheet, copy_of
from tests.factory.mutants.registry import NotHere, kind
from tests.factory.mutants.tools import (
    code_cells,
    code_of,
    figure,
    forget,
    label_cell,
    leaf_row,
    one_functions,
    other_amount,
    rows_of_length,
    set_code,
)

RIGHT = Expect("right")


@kind("twice")
def row_twice(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    place = leaf_row(sheet, chance)
    sheet.rows.insert(place + 1, [replace(cell) for cell in sheet.rows[place]])
    return Expect("flagged", (sheet.key,))


@kind("twice")
def row_twice_apart(paper: Paper, chance: random.Random) -> Expect:
    """The same row again at the foot of the table."""
    sheet = one_functions(paper, chance)
    sheet.rows.append([replace(cell) for cell in sheet.rows[leaf_row(sheet, chance)]])
    return Expect("flagged", (sheet.key,))


@kind("twice")
def class_row_twice(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    place = chance.choice(rows_of_length(sheet, 3))
    sheet.rows.insert(place + 1, [replace(cell) for cell in sheet.rows[place]])
    return Expect("flagged", (sheet.key,))


@kind("twice")
def row_twice_differs(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    place = leaf_row(sheet, chance)
    again = [replace(cell, fact=None) for cell in sheet.rows[place]]
    number = next(n for n, cell in enumerate(sheet.rows[place]) if cell.fact is not None)
    again[number].text = other_amount(again[number].text)
    sheet.rows.insert(place + 1, again)
    return Expect("flagged", (sheet.key,))


@kind("twice")
def table_twice(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    paper.sheets.insert(paper.sheets.index(sheet) + 1, copy_of(sheet))
    return Expect("either")


@kind("twice")
def table_twice_apart(paper: Paper, chance: random.Random) -> Expect:
    paper.sheets.append(copy_of(one_functions(paper, chance)))
    return Expect("either")


@kind("twice")
def table_twice_differs(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    again = copy_of(sheet)
    cell = figure(again.rows[leaf_row(again, chance)], chance)
    cell.text = other_amount(cell.text)
    for other in again.cells():
        other.fact = None
    paper.sheets.append(again)
    return Expect("flagged", (sheet.key,))


def _cut(sheet: Sheet) -> int:
    """The row in the middle of the body."""
    place = sheet.header + len(sheet.body()) // 2
    if place <= sheet.header + 1:
        raise NotHere
    return place


def _continued(paper: Paper, sheet: Sheet, with_header: bool) -> Sheet:
    """The rows from the middle on as a table of its own on the next page, without title and unit."""
    place = _cut(sheet)
    rest = copy_of(sheet)
    rest.titles, rest.left, rest.right = [], "", []
    rest.rows = [*(rest.rows[: rest.header] if with_header else []), *sheet.rows[place:]]
    rest.header = rest.header if with_header else 0
    del sheet.rows[place:]
    sheet.notes, rest.notes = [], sheet.notes
    paper.sheets.insert(paper.sheets.index(sheet) + 1, rest)
    return rest


@kind("twice")
def page_twice(paper: Paper, chance: random.Random) -> Expect:
    """The second page of a table stands in the file twice."""
    sheet = one_functions(paper, chance)
    rest = _continued(paper, sheet, with_header=True)
    paper.sheets.insert(paper.sheets.index(rest) + 1, copy_of(rest))
    return Expect("either")


@kind("rows")
def continued_with_headings(paper: Paper, chance: random.Random) -> Expect:
    _continued(paper, one_functions(paper, chance), with_header=True)
    return RIGHT


@kind("rows", formats=("pdf", "docx"))
def continued_without_headings(paper: Paper, chance: random.Random) -> Expect:
    """The table goes on over the page, its headings do not."""
    sheet = one_functions(paper, chance)
    sheet.breaks.append(_cut(sheet))
    return RIGHT


@kind("rows")
def label_broken(paper: Paper, chance: random.Random) -> Expect:
    for row in one_functions(paper, chance).body():
        if len(code_of(row)) == 7:
            cell = label_cell(row)
            middle = max(1, len(cell.text) // 2)
            cell.text = cell.text[:middle] + "\n" + cell.text[middle:]
    return RIGHT


@kind("rows")
def label_indented(paper: Paper, chance: random.Random) -> Expect:
    for row in one_functions(paper, chance).body():
        code = code_of(row)
        if code:
            cell = label_cell(row)
            cell.text = "\u3000" * (len(code) // 2 - 1) + cell.text
            cell.align = "left"
    return RIGHT


@kind("rows")
def label_spaced(paper: Paper, chance: random.Random) -> Expect:
    for row in one_functions(paper, chance).body():
        if len(code_of(row)) == 3:
            cell = label_cell(row)
            cell.text = " ".join(cell.text)
    return RIGHT


@kind("rows")
def code_missing(paper: Paper, chance: random.Random) -> Expect:
    """A row of a 项 without its code: it must not drop out of the sums without a word."""
    sheet = one_functions(paper, chance)
    for cell in code_cells(sheet.rows[leaf_row(sheet, chance)]):
        cell.text = ""
    return Expect("flagged", (sheet.key,))


@kind("rows")
def code_boxed(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    code = code_of(row)
    set_code(row, code[:-1] + "□")
    return Expect("flagged", (sheet.key,))


@kind("rows")
def code_mistyped(paper: Paper, chance: random.Random) -> Expect:
    """The code of another subject beside the name."""
    sheet = one_functions(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    code = code_of(row)
    set_code(row, code[:5] + f"{(int(code[5:]) + 1) % 99:02}")
    return Expect("flagged", (sheet.key,))


@kind("rows")
def code_class_mistyped(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    set_code(row, ("211" if code_of(row)[:3] != "211" else "212") + code_of(row)[3:])
    return Expect("flagged", (sheet.key,))


@kind("rows")
def code_full_width(paper: Paper, chance: random.Random) -> Expect:
    for row in one_functions(paper, chance).body():
        if code_of(row):
            for cell in code_cells(row):
                cell.text = cell.text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return RIGHT


@kind("rows")
def code_letter(paper: Paper, chance: random.Random) -> Expect:
    """O for 0 in a code."""
    sheet = one_functions(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    set_code(row, code_of(row).replace("0", "O"))
    return Expect("either")


@kind("rows", regions=("shanghai", "beijing", "sichuan"))
def code_spaced(paper: Paper, chance: random.Random) -> Expect:
    for row in one_functions(paper, chance).body():
        code = code_of(row)
        if len(code) > 3:
            code_cells(row)[0].text = " ".join(part for part in (code[:3], code[3:5], code[5:]) if part)
    return Expect("either")


@kind("rows")
def names_swapped(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    one, other = chance.sample(rows_of_length(sheet, 7), 2)
    first, second = label_cell(sheet.rows[one]), label_cell(sheet.rows[other])
    if first.text == second.text:
        raise NotHere
    first.text, second.text = second.text, first.text
    return Expect("flagged", (sheet.key,))


def _gone(paper: Paper, sheet: Sheet, place: int) -> Expect:
    forget(paper, [cell.fact for cell in sheet.rows.pop(place)])
    return Expect("flagged", (sheet.key,))


@kind("rows")
def item_gone(paper: Paper, chance: random.Random) -> Expect:
    """The row of a 项 (often the only one of its 款) is missing."""
    sheet = one_functions(paper, chance)
    return _gone(paper, sheet, leaf_row(sheet, chance))


@kind("rows")
def section_gone(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    return _gone(paper, sheet, chance.choice(rows_of_length(sheet, 5)))


@kind("rows")
def class_gone(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    return _gone(paper, sheet, chance.choice(rows_of_length(sheet, 3)))


@kind("rows")
def branch_gone(paper: Paper, chance: random.Random) -> Expect:
    """A whole 类 with its 款 and 项 is missing."""
    sheet = one_functions(paper, chance)
    classes = sorted({code_of(row)[:3] for row in sheet.body() if code_of(row)})
    if len(classes) < 2:
        raise NotHere
    gone = chance.choice(classes)
    for place in range(len(sheet.rows) - 1, sheet.header - 1, -1):
        if code_of(sheet.rows[place]).startswith(gone):
            _gone(paper, sheet, place)
    return Expect("flagged", (sheet.key,))


@kind("rows")
def total_gone(paper: Paper, chance: random.Random) -> Expect:
    """The row 合计 of a statement is missing: nothing else is wrong, so nothing need be said."""
    sheet = one_functions(paper, chance)
    place = next(
        n for n, row in enumerate(sheet.rows) if n >= sheet.header and any(c.fact and c.fact.label == "合计" for c in row)
    )
    _gone(paper, sheet, place)
    return Expect("either")


@kind("rows")
def figure_gone(paper: Paper, chance: random.Random) -> Expect:
    """One figure of a 项 is not printed."""
    sheet = one_functions(paper, chance)
    cell = figure(sheet.rows[leaf_row(sheet, chance)], chance)
    forget(paper, [cell.fact])
    cell.text, cell.fact = "", None
    return Expect("flagged", (sheet.key,))


@kind("rows")
def figure_other(paper: Paper, chance: random.Random) -> Expect:
    """One figure contradicts the sums of its table."""
    from decimal import Decimal

    from tests.factory.mutants.tools import restate

    sheet = one_functions(paper, chance)
    cell = figure(sheet.rows[leaf_row(sheet, chance)], chance)
    assert cell.fact is not None
    cell.text = other_amount(cell.text)
    restate(paper, cell, yuan=Decimal(cell.text) * 10_000)
    return Expect("flagged", (sheet.key,))


@kind("rows")
def rows_of_blanks(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    for _ in range(3):
        sheet.rows.append([Cell("") for _ in sheet.rows[-1]] if len(sheet.rows[-1]) == sheet.width else [Cell("", sheet.width)])
    return RIGHT


@kind("rows")
def note_as_row(paper: Paper, chance: random.Random) -> Expect:
    """A note stands in the table's last row."""
    sheet = one_functions(paper, chance)
    sheet.rows.append([Cell("注：本表反映部门本年度收支情况，数据取自2024年度决算。", sheet.width, align="left")])
    return RIGHT


@kind("rows")
def only_children_first(paper: Paper, chance: random.Random) -> Expect:
    """The 类 of a table stand in another order: each row still says what it is."""
    sheet = one_functions(paper, chance)
    codes = [code_of(row)[:3] for row in sheet.body()]
    if "" in codes[1:-1] or len(set(codes)) < 3:
        raise NotHere
    total = [row for row in sheet.body() if not code_of(row)]
    rest = [row for row in sheet.body() if code_of(row)]
    order = sorted({code for code in codes if code}, reverse=True)
    turned = [row for code in order for row in rest if code_of(row).startswith(code)]
    sheet.rows[sheet.header :] = [*total, *turned] if not codes[0] else [*turned, *total]
    return RIGHT


@kind("twice")
def total_row_twice(paper: Paper, chance: random.Random) -> Expect:
    """合计 stands at the head and again at the foot: it counts once."""
    sheet = one_functions(paper, chance)
    row = next(row for row in sheet.body() if any(cell.fact and cell.fact.label == "合计" for cell in row))
    sheet.rows.append([replace(cell) for cell in row])
    return Expect("either")


@kind("twice")
def row_carried_over(paper: Paper, chance: random.Random) -> Expect:
    """The last row of a page stands again as the first of the next."""
    sheet = one_functions(paper, chance)
    rest = _continued(paper, sheet, with_header=True)
    rest.rows.insert(rest.header, [replace(cell) for cell in sheet.rows[-1]])
    return Expect("either")


@kind("twice")
def summary_row_twice(paper: Paper, chance: random.Random) -> Expect:
    sheet = paper.sheet("income_expenditure_summary")
    places = [n for n, row in enumerate(sheet.rows) if any(cell.fact and "计" not in cell.fact.label for cell in row)]
    place = chance.choice(places)
    sheet.rows.insert(place + 1, [replace(cell) for cell in sheet.rows[place]])
    return Expect("flagged", (sheet.key,))


@kind("rows")
def header_in_the_middle(paper: Paper, chance: random.Random) -> Expect:
    """The headings stand again among the rows, as where pages were pasted together."""
    sheet = one_functions(paper, chance)
    sheet.rows[_cut(sheet) : _cut(sheet)] = [[replace(cell) for cell in row] for row in sheet.rows[: sheet.header]]
    return Expect("either")


@kind("rows", regions=("shanghai", "beijing", "sichuan"))
def code_and_name_in_one_cell(paper: Paper, chance: random.Random) -> Expect:
    for row in one_functions(paper, chance).body():
        if code_of(row):
            name, code = label_cell(row), code_cells(row)[0]
            name.text, code.text = f"{code.text} {name.text}", ""
    return Expect("either")


@kind("rows", formats=("html", "docx"))
def cell_missing_in_row(paper: Paper, chance: random.Random) -> Expect:
    """A row has one cell too few: what stands behind it has slipped to the left, and the sums contradict."""
    sheet = one_functions(paper, chance)
    places = rows_of_length(sheet, 7)
    chance.shuffle(places)
    for place in places:
        row = sheet.rows[place]
        blank = next((n for n, c in enumerate(row) if n > row.index(label_cell(row)) and not c.text and c.fact is None), None)
        if blank is not None and any(cell.fact for cell in row[blank:]):
            forget(paper, [cell.fact for cell in row[blank:]])
            del row[blank]
            return Expect("flagged", (sheet.key,))
    raise NotHere


@kind("rows")
def label_of_another_row(paper: Paper, chance: random.Random) -> Expect:
    """A row of a 项 carries the name of another 项 of the classification."""
    sheet = one_functions(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    name = label_cell(row)
    name.text = "其他城乡社区管理事务支出" if code_of(row)[:3] != "212" else "其他文化和旅游支出"
    return Expect("flagged", (sheet.key,))


@kind("rows")
def figures_of_two_rows_exchanged(paper: Paper, chance: random.Random) -> Expect:
    """Two 项 of different 款 carry each other's figures: the sums of the 款 contradict."""
    sheet = one_functions(paper, chance)
    one, other = chance.sample(rows_of_length(sheet, 7), 2)
    first, second = sheet.rows[one], sheet.rows[other]
    if code_of(first)[:5] == code_of(second)[:5] or [c.text for c in first[4:]] == [c.text for c in second[4:]]:
        raise NotHere
    start = first.index(label_cell(first)) + 1
    first[start:], second[start:] = second[start:], first[start:]
    return Expect("flagged", (sheet.key,))


@kind("rows")
def summary_class_gone(paper: Paper, chance: random.Random) -> Expect:
    """收入支出决算总表 does not print a class that has money: its sum contradicts."""
    sheet = paper.sheet("income_expenditure_summary")
    rows = [row for row in sheet.body() if any(c.fact and c.fact.side == "expenditure" and "、" in c.fact.label for c in row)]
    row = chance.choice(rows)
    cell = next(cell for cell in row if cell.fact and cell.fact.side == "expenditure")
    forget(paper, [cell.fact])
    cell.text, cell.fact = "", None
    return Expect("flagged", (sheet.key,))

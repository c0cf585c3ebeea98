"""Kinds of change to columns and headings (栏目)."""

from __future__ import annotations

import random

from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Cell, Paper, Sheet
from tests.factory.mutants.registry import NotHere, kind
from tests.factory.mutants.tools import code_of, further_column, leaf_row, one_functions, rows_of_length

RIGHT = Expect("right")


def _plain(paper: Paper, chance: random.Random) -> tuple[Sheet, list[int]]:
    """A statement with at least two columns of figures under headings of one column in one row, and those columns."""
    sheets = [one_functions(paper, chance) for _ in range(12)]
    for sheet in sheets:
        places = {id(cell): row for row, _, cell in sheet.placed()}
        columns = [c for c in sheet.value_columns() if sheet.heading(c).columns == 1]
        rows = {places[id(sheet.heading(c))] for c in columns}
        if len(columns) > 1 and len(rows) == 1 and len({sheet.heading(c).rows for c in columns}) == 1:
            return sheet, columns
    raise NotHere


@kind("columns")
def heading_blank(paper: Paper, chance: random.Random) -> Expect:
    sheet, columns = _plain(paper, chance)
    sheet.heading(chance.choice(columns)).text = ""
    return Expect("flagged", (sheet.key,))


@kind("columns")
def heading_missing(paper: Paper, chance: random.Random) -> Expect:
    """One heading is missing, those after it stand one column too far left."""
    sheet, columns = _plain(paper, chance)
    texts = [sheet.heading(column).text for column in columns]
    del texts[chance.randrange(len(texts) - 1)]
    cells = [sheet.heading(column) for column in columns]
    for cell, text in zip(cells, [*texts, ""], strict=True):
        cell.text = text
    return Expect("flagged", (sheet.key,))


@kind("columns")
def heading_same(paper: Paper, chance: random.Random) -> Expect:
    sheet, columns = _plain(paper, chance)
    one, other = chance.sample(columns, 2)
    sheet.heading(one).text = sheet.heading(other).text
    return Expect("flagged", (sheet.key,))


@kind("columns")
def headings_swapped(paper: Paper, chance: random.Random) -> Expect:
    """Two headings stand over each other's columns: the sums of the row contradict."""
    sheet, columns = _plain(paper, chance)
    one, other = columns[0], columns[1]
    first, second = sheet.heading(one), sheet.heading(other)
    first.text, second.text = second.text, first.text
    return Expect("flagged", (sheet.key,))


@kind("columns")
def columns_exchanged(paper: Paper, chance: random.Random) -> Expect:
    """Two columns stand in another order, headings and figures alike."""
    sheet, columns = _plain(paper, chance)
    one, other = columns[-2], columns[-1]
    first, second = sheet.heading(one), sheet.heading(other)
    first.text, second.text = second.text, first.text
    _exchange(sheet, one, other, sheet.header)
    return RIGHT


def _exchange(sheet: Sheet, one: int, other: int, start: int) -> None:
    from_right = sheet.width - one, sheet.width - other
    for row in sheet.rows[start:]:
        if len(row) >= max(from_right) and any(cell.fact for cell in row):
            row[-from_right[0]], row[-from_right[1]] = row[-from_right[1]], row[-from_right[0]]


@kind("columns")
def figures_exchanged_from_row(paper: Paper, chance: random.Random) -> Expect:
    """From some row on two columns are exchanged against the headings."""
    sheet, columns = _plain(paper, chance)
    start = sheet.header + len(sheet.body()) // 2
    _exchange(sheet, columns[0], columns[1], start)
    if all(not cell.fact for row in sheet.rows[start:] for cell in row):
        raise NotHere
    return Expect("flagged", (sheet.key,))


@kind("columns")
def other_order_on_next_page(paper: Paper, chance: random.Random) -> Expect:
    """The continued table repeats its headings in another order: each figure belongs under the heading above it."""
    from tests.factory.mutants.kinds_rows import _continued

    sheet, columns = _plain(paper, chance)
    rest = _continued(paper, sheet, with_header=True)
    one, other = columns[-2], columns[-1]
    first, second = rest.heading(one), rest.heading(other)
    first.text, second.text = second.text, first.text
    _exchange(rest, one, other, rest.header)
    return RIGHT


@kind("columns")
def heading_wide(paper: Paper, chance: random.Random) -> Expect:
    """A heading is one column wider than its figures: those after it stand off, the last column has none of its own."""
    sheet, columns = _plain(paper, chance)
    if len(columns) < 3:
        raise NotHere
    first, last = sheet.heading(columns[0]), sheet.heading(columns[-1])
    for row in sheet.rows[: sheet.header]:
        if any(cell is first for cell in row) and any(cell is last for cell in row):
            first.columns += 1
            row[:] = [cell for cell in row if cell is not last]
            return Expect("flagged", (sheet.key,))
    raise NotHere


@kind("columns")
def amount_over_columns(paper: Paper, chance: random.Random) -> Expect:
    """One amount stands in a cell over two columns of figures."""
    sheet, columns = _plain(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    at = len(row) - (sheet.width - columns[-2])
    row[at].columns = 2
    if row[at].fact is None and row[at + 1].fact is None:
        raise NotHere
    row[at].text = row[at].text or row[at + 1].text
    gone = [row[at].fact, row[at + 1].fact]
    paper.facts = [fact for fact in paper.facts if all(fact is not other for other in gone)]
    row[at].fact = None
    del row[at + 1]
    return Expect("flagged", (sheet.key,))


@kind("columns")
def amount_over_rows(paper: Paper, chance: random.Random) -> Expect:
    """One amount stands in a cell over the rows of two 项 (or of a 款 and its 项)."""
    sheet = one_functions(paper, chance)
    place = leaf_row(sheet, chance)
    upper, lower = sheet.rows[place - 1], sheet.rows[place]
    if len(upper) != len(lower):
        raise NotHere
    number = next((n for n in range(1, len(upper)) if upper[-n].fact and lower[-n].fact), None)
    if number is None:
        raise NotHere
    gone = [upper[-number].fact, lower[-number].fact]
    paper.facts = [fact for fact in paper.facts if all(fact is not other for other in gone)]
    upper[-number].rows, upper[-number].fact = 2, None
    del lower[len(lower) - number]
    return Expect("flagged", (sheet.key,))


@kind("columns")
def column_of_remarks(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    further_column(sheet, "备注", ["", "见说明"])
    return RIGHT


@kind("columns")
def column_empty(paper: Paper, chance: random.Random) -> Expect:
    """An empty column without heading at the right."""
    further_column(one_functions(paper, chance), "")
    return RIGHT


@kind("columns")
def column_of_lines(paper: Paper, chance: random.Random) -> Expect:
    """序号 before the codes: counting is no money."""
    sheet = one_functions(paper, chance)
    depth = sheet.header
    for n, row in enumerate(sheet.rows):
        if n == 0:
            row.insert(0, Cell("序号", 1, depth))
        elif n >= depth:
            row.insert(0, Cell(str(n - depth + 1)))
    sheet.widths.insert(0, sheet.widths[0])
    return RIGHT


@kind("columns")
def heading_broken(paper: Paper, chance: random.Random) -> Expect:
    sheet, columns = _plain(paper, chance)
    for column in columns:
        cell = sheet.heading(column)
        cell.text = cell.text[:2] + "\n" + cell.text[2:]
    return RIGHT


@kind("columns")
def heading_spaced(paper: Paper, chance: random.Random) -> Expect:
    sheet, columns = _plain(paper, chance)
    for column in columns:
        sheet.heading(column).text = " ".join(sheet.heading(column).text)
    return RIGHT


@kind("columns")
def headings_gone(paper: Paper, chance: random.Random) -> Expect:
    """The whole header of one table is missing."""
    sheet = one_functions(paper, chance)
    del sheet.rows[: sheet.header]
    sheet.header = 0
    return Expect("flagged", (sheet.key,))


@kind("columns")
def figure_in_next_column(paper: Paper, chance: random.Random) -> Expect:
    """A figure of a leaf has slipped into the empty column beside it: the sums contradict."""
    sheet, columns = _plain(paper, chance)
    for place in rows_of_length(sheet, 7):
        row = sheet.rows[place]
        for at in range(len(row) - len(columns), len(row) - 1):
            if row[at].fact is not None and row[at + 1].fact is None and not row[at + 1].text and code_of(row):
                row[at], row[at + 1] = row[at + 1], row[at]
                return Expect("flagged", (sheet.key,))
    raise NotHere

"""What several kinds of change need (改动用的手段)."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from tests.factory.mutants.paper import Cell, Fact, Paper, Sheet
from tests.factory.mutants.registry import NotHere

UNITS = {
    "元": Decimal(1), "百元": Decimal(100), "千元": Decimal(1000), "万元": Decimal(10_000), "十万元": Decimal(100_000),
    "百万元": Decimal(1_000_000), "千万元": Decimal(10_000_000), "亿元": Decimal(100_000_000),
}  # fmt: skip
PHRASE = re.compile(r"(?:金额)?单位：(?:万元|元)")


def printed(yuan: Decimal, unit: str) -> str:
    """An amount as printed under a unit: exact, with at least two decimals."""
    value = (yuan / UNITS[unit]).normalize()
    exponent = value.as_tuple().exponent
    return f"{value:.{max(2, -exponent if isinstance(exponent, int) else 2)}f}"


def reprint(sheet: Sheet, unit: str) -> None:
    """Prints all figures of a table in another unit; the line that names the unit stays."""
    for cell in sheet.cells():
        if cell.fact is not None:
            cell.text = printed(cell.fact.yuan, unit)


def unit_line(sheet: Sheet, phrase: str) -> None:
    """Puts another phrase where the unit is named above the table; an empty one takes it away."""
    changed = [PHRASE.sub(phrase, text) for text in sheet.right]
    if changed == sheet.right and not any(phrase and phrase in text for text in changed):
        raise NotHere
    sheet.right = [text.strip() for text in changed if text.strip()]


def functions(paper: Paper) -> list[Sheet]:
    """The statements whose rows are 功能分类 subjects."""
    return [sheet for sheet in paper.sheets if any(fact.code for fact in sheet.facts())]


def one_functions(paper: Paper, chance: random.Random) -> Sheet:
    return chance.choice(functions(paper))


def one_statement(paper: Paper, chance: random.Random) -> Sheet:
    return chance.choice(paper.sheets)


def general(paper: Paper) -> Sheet:
    return next(sheet for sheet in paper.sheets if sheet.key.startswith("general_budget"))


def code_of(row: Iterable[Cell]) -> str:
    """The subject code of a body row, whose figures all know it."""
    return next((cell.fact.code for cell in row if cell.fact is not None), "")


def rows_of_length(sheet: Sheet, length: int) -> list[int]:
    found = [n for n, row in enumerate(sheet.rows) if n >= sheet.header and len(code_of(row)) == length]
    if not found:
        raise NotHere
    return found


def leaf_row(sheet: Sheet, chance: random.Random) -> int:
    """A row of a 项."""
    return chance.choice(rows_of_length(sheet, 7))


def figure(row: list[Cell], chance: random.Random) -> Cell:
    """One of the figures of a row."""
    return chance.choice([cell for cell in row if cell.fact is not None])


def leaf_figure(sheet: Sheet, chance: random.Random) -> Cell:
    return figure(sheet.rows[leaf_row(sheet, chance)], chance)


def empty_cell(sheet: Sheet, chance: random.Random) -> Cell:
    """A blank cell of a 项's row where a figure could stand."""
    columns = set(sheet.value_columns())
    rows = set(rows_of_length(sheet, 7))
    found = [c for r, at, c in sheet.placed() if r in rows and at in columns and c.fact is None and not c.text]
    if not found:
        raise NotHere
    return chance.choice(found)


def label_cell(row: list[Cell]) -> Cell:
    """The cell of a row's name."""
    fact = next(cell.fact for cell in row if cell.fact is not None)
    found = next((cell for cell in row if cell.fact is None and cell.text == fact.label), None)
    if found is None:
        raise NotHere
    return found


def code_cells(row: list[Cell]) -> list[Cell]:
    """The cells of a row's code: one, or 类, 款 and 项."""
    name = label_cell(row)
    return [cell for cell in row[: row.index(name)] if cell.fact is None]


def set_code(row: list[Cell], code: str) -> None:
    """Prints another code in a row, in the region's manner."""
    cells = code_cells(row)
    parts = [code] if len(cells) == 1 else [code[:3], code[3:5], code[5:]]
    for cell, part in zip(cells, parts, strict=True):
        cell.text = part


def forget(paper: Paper, facts: Iterable[Fact | None]) -> None:
    """The document does not state these facts any longer."""
    gone = {id(fact) for fact in facts if fact is not None}
    paper.facts = [fact for fact in paper.facts if id(fact) not in gone]


def restate(paper: Paper, cell: Cell, **changes: object) -> None:
    """The document states another fact in a cell."""
    assert cell.fact is not None
    new = replace(cell.fact, **changes)  # type: ignore[arg-type]
    paper.facts = [new if fact is cell.fact else fact for fact in paper.facts]
    cell.fact = new


def other_amount(text: str) -> str:
    """Another amount of the same look."""
    return f"{Decimal(text) + Decimal('17.35'):.2f}"


def over_values(sheet: Sheet, text: str) -> None:
    """A further heading over all columns of figures."""
    first = sheet.value_columns()[0]
    placed = {id(cell): column for row, column, cell in sheet.placed() if row == 0}
    stub = [cell for cell in sheet.rows[0] if placed[id(cell)] < first]
    rest = [cell for cell in sheet.rows[0] if placed[id(cell)] >= first]
    if not stub or any(placed[id(cell)] + cell.columns > first for cell in stub):
        raise NotHere
    for cell in stub:
        cell.rows += 1
    sheet.rows[:1] = [[*stub, Cell(text, sum(cell.columns for cell in rest))], rest]
    sheet.header += 1


def more_columns(sheet: Sheet, this: str, other: str, texts: Iterable[str] = ()) -> None:
    """The same columns of figures once more at the right, under ``other``; the first ones under ``this``. The further figures
    differ and are no facts of the document."""
    over_values(sheet, this)
    count = sheet.rows[0][-1].columns
    first = sheet.value_columns()[0]
    sheet.rows[0].append(Cell(other, count))
    places = {id(cell): (row, column) for row, column, cell in sheet.placed()}
    for number in range(1, len(sheet.rows)):
        row = sheet.rows[number]
        values = [cell for cell in row if places[id(cell)][1] >= first]
        if number < sheet.header:
            numbers = [int(cell.text) for cell in values if cell.text.isdigit()]
            row += [replace(c, text=str(int(c.text) + len(numbers)) if c.text.isdigit() else c.text) for c in values]
        else:
            row += [replace(c, text=other_amount(c.text) if c.fact else c.text, fact=None) for c in values]
    sheet.widths += sheet.widths[-count:]
    sheet.landscape = True


def further_column(sheet: Sheet, heading: str, texts: Iterable[str] = (), at_end: bool = True) -> list[Cell]:
    """A column at the right with a heading over the whole header; gives its body cells."""
    last = sheet.header
    numbers = [cell for cell in sheet.rows[sheet.header - 1] if cell.text.isdigit()]
    if numbers and sheet.header > 1:
        last -= 1
        sheet.rows[sheet.header - 1].append(Cell(""))
    sheet.rows[0].append(Cell(heading, 1, last))
    source = iter(texts)
    made = [Cell(next(source, ""), align="right") for _ in sheet.body()]
    for row, cell in zip(sheet.body(), made, strict=True):
        row.append(cell)
    sheet.widths.append(sheet.widths[-1])
    return made

"""Small tables between the paragraphs (资金投入和使用情况) that print amounts without a unit: 项目名称 | 预算 | 支出 | 差额.

Their unit is never guessed. It is taken only from figures of the same document: where an amount of the table, read in one unit,
is exactly an amount of a self-evaluation form, and in no other unit is. Without that evidence the table leaves a finding.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.cell_grid import Block, Cell, CellGrid, Paragraph
from transform.amounts import Number, read_cell_number, to_yuan
from transform.chinese_text import compact
from transform.forms.narrative.wordings import mapping, words
from transform.units import UNITS, Unit, find_unit

_LONGEST_LINE_WITH_UNIT = 60
_MOST_COLUMNS = 8
_CANDIDATES = tuple(UNITS[name] for name in ("元", "千元", "万元", "亿元"))


@dataclass(frozen=True, slots=True)
class TableFigure:
    """One amount: the row's name, the column's heading, the printed figure and its cell."""

    name: str
    heading: str
    number: Number
    cell: Cell


@dataclass(frozen=True, slots=True)
class ProseTable:
    """A table without a unit; ``unit`` is what the document's forms prove, or None; ``evidence`` is the figure that does."""

    caption: str
    figures: tuple[TableFigure, ...]
    unit: Unit | None
    evidence: str


def tables_without_unit(blocks: Sequence[Block], known_yuan: Collection[Decimal]) -> Iterator[ProseTable]:
    """The tables of this kind in reading order. ``known_yuan`` are the amounts of the document's forms in 元."""
    before = ""
    for block in blocks:
        if isinstance(block, Paragraph):
            before = block.text
            continue
        if not _prints_unit(block, before) and (table := _table(block, known_yuan)) is not None:
            yield table


def _prints_unit(grid: CellGrid, before: str) -> bool:
    lines = [cell.text for cell in grid.cells] + ([before] if len(before) <= _LONGEST_LINE_WITH_UNIT else [])
    return any(find_unit(text) is not None or re.search(r"[0-9](?:万|亿)?元", text) for text in lines)


def _table(grid: CellGrid, known_yuan: Collection[Decimal]) -> ProseTable | None:
    if grid.column_count > _MOST_COLUMNS:
        return None
    header = next((row for row in range(min(grid.row_count, 3)) if _is_header(grid, row)), None)
    if header is None:
        return None
    figures = tuple(figure for row in range(header + 1, grid.row_count) for figure in _row_figures(grid, header, row))
    if not figures:
        return None
    caption = compact("".join(cell.text for row in range(header) for cell in grid.row_cells(row)))
    unit, evidence = _proven_unit(figures, known_yuan)
    return ProseTable(caption, figures, unit, evidence)


def _is_header(grid: CellGrid, row: int) -> bool:
    """项目名称 and two money columns or more, one of them a budget and one a spending; nothing else."""
    texts = [compact(cell.text) for cell in grid.row_cells(row)]
    money = [text for text in texts[1:] if text in mapping("table_columns")]
    kinds = {mapping("table_columns")[text] for text in money}
    return bool(texts) and texts[0] in words("table_names") and len(money) == len(texts) - 1 and {"预算", "支出"} <= kinds


def _row_figures(grid: CellGrid, header: int, row: int) -> Iterator[TableFigure]:
    cells = grid.row_cells(row)
    name = compact(cells[0].text) if cells else ""
    for cell in cells[1:]:
        heading = grid.at(header, cell.column)
        number = read_cell_number(cell.text)
        if name and heading is not None and isinstance(number, Number) and not number.percent:
            yield TableFigure(name, compact(heading.text), number, cell)


def _proven_unit(figures: Sequence[TableFigure], known_yuan: Collection[Decimal]) -> tuple[Unit | None, str]:
    """The one unit in which a figure of the table is exactly an amount of a form; figures of few digits prove nothing."""
    found: dict[str, str] = {}
    for figure in figures:
        significant = figure.number.value.normalize().as_tuple().digits
        for unit in _CANDIDATES:
            amount = to_yuan(figure.number, unit)
            if len(significant) >= 4 and amount.exact and amount.yuan in known_yuan:
                found.setdefault(unit.name, f"{figure.cell.text.strip()}{unit.name}")
    if len(found) != 1:
        return None, ""
    name, evidence = next(iter(found.items()))
    return UNITS[name], evidence

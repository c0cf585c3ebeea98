"""Turn placed cells into a grid in which every position is owned (补齐网格).

Formats with rows of cells (Word, HTML, workbooks) may leave positions that no cell covers, or let cells overlap. Both are
settled here in one way: a later cell is cut back to what is still free, and what stays free becomes an empty cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from extract.cell_grid import Cell, CellGrid
from extract.errors import TooLarge
from extract.read.limits import Limits


class PlacedCell(NamedTuple):
    """A cell with the position that its format states; rows and columns are 0-based."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    struck: str = ""


def refuse_over(cell_count: int, limits: Limits) -> None:
    """Raise :class:`TooLarge` when a table has more positions than ``limits.max_cells``."""
    if cell_count > limits.max_cells:
        raise TooLarge(
            f"一张表有 {cell_count} 格，上限 {limits.max_cells}", f"a table of {cell_count} cells, limit {limits.max_cells}"
        )


def tile(
    placed: Iterable[PlacedCell],
    reader: str,
    reference: Callable[[int, int], str],
    limits: Limits,
    page: int | None = None,
    caption: str = "",
    *,
    is_ragged: bool = False,
) -> CellGrid | None:
    """The grid of the placed cells, first come first served; None when there is no cell at all. ``is_ragged``: the format writes
    every cell of a row, so that a position that is left over has no cell in the document (``Cell.is_padding``).

    ``reference(row, column)`` names a position in the words of the format. Raises :class:`TooLarge`.
    """
    cells = list(placed)
    if not cells:
        return None
    row_count = max(cell.row + cell.row_span for cell in cells)
    column_count = max(cell.column + cell.column_span for cell in cells)
    refuse_over(row_count * column_count, limits)
    taken = [bytearray(column_count) for _ in range(row_count)]
    tiled: list[Cell] = []
    for cell in cells:
        row_span, column_span = _claim(taken, cell)
        if row_span:
            where = reference(cell.row, cell.column)
            tiled.append(Cell(cell.row, cell.column, cell.text, row_span, column_span, page, None, where, cell.struck))
    for row, flags in enumerate(taken):
        for column, flag in enumerate(flags):
            if not flag:
                tiled.append(Cell(row, column, "", 1, 1, page, None, reference(row, column), is_padding=is_ragged))
    tiled.sort(key=lambda cell: (cell.row, cell.column))
    return CellGrid(tuple(tiled), row_count, column_count, reader, page, None, caption)


def _claim(taken: list[bytearray], cell: PlacedCell) -> tuple[int, int]:
    """Mark the largest free part of the cell's rectangle from its corner; (0, 0) when the corner itself is taken."""
    width = 0
    while width < cell.column_span and not taken[cell.row][cell.column + width]:
        width += 1
    if not width:
        return 0, 0
    height = 0
    while height < cell.row_span and not any(taken[cell.row + height][cell.column : cell.column + width]):
        height += 1
    for row in range(cell.row, cell.row + height):
        taken[row][cell.column : cell.column + width] = b"\x01" * width
    return height, width

"""Tables of a document that nobody read (没有认出的表): what is left over is said, never dropped silently."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from extract.cell_grid import Cell, CellGrid, ReadDocument
from transform.amounts import Number, read_cell_number
from transform.chinese_text import joined

_LAST_LINE_NUMBER = 100


@dataclass(frozen=True, slots=True)
class UnreadTable:
    """A grid with figures of which no form and no statement took a cell. ``number`` counts the tables of the document from 1."""

    number: int
    page: int | None
    first_words: str
    figures: int


def unread_tables(document: ReadDocument, taken: Collection[tuple[int | None, str]]) -> Iterator[UnreadTable]:
    """``taken`` are the places (page, location) of the cells that facts were made of. Line numbers (序号) are no figures."""
    for number, grid in enumerate(document.grids(), start=1):
        if any((cell.page, cell.location) in taken for cell in grid.cells):
            continue
        figures = [cell for cell in grid.cells if _is_figure(cell)]
        if figures:
            yield UnreadTable(number, figures[0].page, _first_words(grid), len(figures))


def _is_figure(cell: Cell) -> bool:
    number = read_cell_number(cell.text)
    return isinstance(number, Number) and not (number.decimals == 0 and 0 <= number.value <= _LAST_LINE_NUMBER)


def _first_words(grid: CellGrid) -> str:
    texts: list[Cell] = [cell for cell in grid.cells if cell.text.strip()]
    return joined(" ".join(cell.text for cell in texts[:6]))[:60]

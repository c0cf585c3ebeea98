"""Ink in a cell of figures where no figure was read (有墨迹而未读): a figure that is a picture, or drawn as outlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..cell_grid import Box, Cell, CellGrid, ReadingDoubt
from .pdf_paint import Area
from .pdf_shown import ShownPage

_FIGURE = re.compile(r"^[-+(（]?[\d,，]+(?:\.\d+)?%?[)）]?$")
LARGEST = 1.6
"""Times a cell's area; a larger picture is a seal, a background or a scan and belongs to no cell."""
SMALLEST = 2.0
"""Points; smaller drawings are dots and corners of rules."""
MARGIN = 1.5
"""Points inside a cell's sides that its rules may take up."""


def unread_ink(page: ShownPage, grids: Sequence[CellGrid]) -> list[ReadingDoubt]:
    """A doubt for each empty cell in a row or column of figures in which a picture or a drawing is seen."""
    if not page.paint.pictures and not page.paint.drawings:
        return []
    things = [
        thing
        for thing in (*page.paint.pictures, *page.paint.drawings)
        if thing.x1 - thing.x0 > SMALLEST / 2 and thing.bottom - thing.top > SMALLEST
    ]
    return [
        ReadingDoubt("unread-ink", _label(grid, cell), page.number, cell.box)
        for grid in grids
        if grid.box is not None and any(_meets(thing, grid.box) for thing in things)
        for cell in _cells_of_figures(grid)
        if cell.box is not None and _is_drawn_in(page, cell.box, things)
    ]


def _cells_of_figures(grid: CellGrid) -> Iterator[Cell]:
    """The empty cells in whose column or row another cell holds a figure."""
    figures = [cell for cell in grid.cells if _FIGURE.match(cell.text.strip())]
    columns = {cell.column for cell in figures if cell.column_span == 1}
    rows = {cell.row for cell in figures if cell.row_span == 1}
    for cell in grid.cells:
        if not cell.text.strip() and not cell.struck and (cell.column in columns or cell.row in rows):
            yield cell


def _is_drawn_in(page: ShownPage, box: Box, things: Sequence[Area]) -> bool:
    area = (box.x1 - box.x0) * (box.bottom - box.top)
    for thing in things:
        x, y = (thing.x0 + thing.x1) / 2, (thing.top + thing.bottom) / 2
        fits = (thing.x1 - thing.x0) * (thing.bottom - thing.top) <= LARGEST * area
        if fits and box.x0 < x < box.x1 and box.top < y < box.bottom:
            left, top = max(box.x0 + MARGIN, thing.x0), max(box.top + MARGIN, thing.top)
            right, bottom = min(box.x1 - MARGIN, thing.x1), min(box.bottom - MARGIN, thing.bottom)
            if right > left and bottom > top and page.ink.has_ink((left, top, right, bottom)):
                return True
    return False


def _meets(thing: Area, box: Box) -> bool:
    return thing.x0 < box.x1 and box.x0 < thing.x1 and thing.top < box.bottom and box.top < thing.bottom


def _label(grid: CellGrid, cell: Cell) -> str:
    """What the row says before the cell."""
    return " ".join(one.text for one in grid.row_cells(cell.row) if one.column < cell.column and one.text.strip())[:60]

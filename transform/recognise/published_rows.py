"""Rows of grids on one horizontal ruler (行), so that parts of a table on several pages and formats can be compared.

A column of a published table is an interval on the ruler, never a number: the same column has another index on the next page
and in the row above. The ruler is points for PDF and column positions for all other formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.cell_grid import Cell, CellGrid, Paragraph, ReadDocument
from transform.chinese_text import fold

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}[.、)]|[一二三四五六七八九十]{1,2}[、.]|\([0-9一二三四五六七八九十]{1,2}\))")
_LEADING = re.compile(r"^(?:其中|减|加)[::]?")


@lru_cache(maxsize=65536)
def heading_key(text: str) -> str:
    """What is compared with the wordings of data/forms.yaml: folded, without bracketed remarks, numbering, 其中, punctuation."""
    folded = _NUMBERING.sub("", fold(text))
    folded = _BRACKETED.sub("", folded)
    folded = _LEADING.sub("", folded)
    return re.sub(r"[::;;,,。.、/*#\"'\-_“”‘’()\[\]%]", "", folded)


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell as met in one row. ``own`` is False where it only reaches down from a row above."""

    cell: Cell
    start: float
    end: float
    own: bool

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def key(self) -> str:
        return heading_key(self.cell.text)

    @property
    def is_empty(self) -> bool:
        return not self.cell.text.strip()


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One row of a grid. ``grid`` counts the grids of the document; ``begins_grid`` marks the first row of one."""

    cells: tuple[RowCell, ...]
    grid: int
    row: int
    page: int | None
    begins_grid: bool

    @property
    def own(self) -> tuple[RowCell, ...]:
        return tuple(cell for cell in self.cells if cell.own)

    @property
    def filled(self) -> tuple[RowCell, ...]:
        """The cells that begin in this row and hold text, from left to right."""
        return tuple(cell for cell in self.cells if cell.own and not cell.is_empty)


@dataclass(frozen=True, slots=True)
class ProseLine:
    """A paragraph between the rows."""

    text: str
    page: int | None


Line = PublishedRow | ProseLine


def _interval(cell: Cell) -> tuple[float, float]:
    if cell.box is not None:
        return cell.box.x0, cell.box.x1
    return float(cell.column), float(cell.column + cell.column_span)


def rows_of(grid: CellGrid, number: int) -> Iterator[PublishedRow]:
    """The rows of one grid from top to bottom; rows without any cell of their own (fully covered) are left out."""
    first = True
    for index in range(grid.row_count):
        cells = tuple(RowCell(cell, *_interval(cell), own=cell.row == index) for cell in grid.row_cells(index))
        if not any(cell.own for cell in cells):
            continue
        page = next((cell.cell.page for cell in cells if cell.own), grid.page)
        yield PublishedRow(cells, number, index, page, first)
        first = False


def lines_of(document: ReadDocument) -> tuple[Line, ...]:
    """All rows and paragraphs of a document in reading order."""
    lines: list[Line] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(ProseLine(block.text, block.page))
        else:
            lines.extend(rows_of(block, number))
            number += 1
    return tuple(lines)


def overlap(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Length that two intervals of the ruler share."""
    return max(0.0, min(first[1], second[1]) - max(first[0], second[0]))


def text_between(cells: Sequence[RowCell]) -> str:
    """Texts of several cells one after another."""
    return "".join(cell.text for cell in cells if not cell.is_empty)

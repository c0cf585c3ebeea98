"""The one table model (单元格网格): what every reader returns, whatever the format.

A grid is a rectangle of rows and columns, tiled by :class:`Cell` objects that may span several of each. A position that a
spanning cell covers is *covered*; it is not an *empty* cell, and neither is the same as a cell in which "—" is printed.
Prose is kept beside the grids, in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple


class Box(NamedTuple):
    """A rectangle on the page as it is read: displayed (after /Rotate), and turned where its text lies sideways
    (:class:`PageTurn`). Points, origin at the top left. The warehouse holds boxes of the page as displayed."""

    x0: float
    top: float
    x1: float
    bottom: float


class PageTurn(NamedTuple):
    """How a page that lies sideways (横放页) was turned to be read. ``turn`` is the direction in which its text runs on the
    displayed page: 1 downwards, 2 leftwards (upside down), 3 upwards; ``width``, ``height``: of the displayed page."""

    turn: int
    width: float
    height: float

    def displayed(self, box: Box) -> Box:
        """Where a box of the page as read lies on the page as displayed."""
        x0, top, x1, bottom = box
        if self.turn == 1:
            return Box(self.width - bottom, x0, self.width - top, x1)
        if self.turn == 2:
            return Box(self.width - x1, self.height - bottom, self.width - x0, self.height - top)
        return Box(top, self.height - x1, bottom, self.height - x0)


class LeftOut(NamedTuple):
    """A character that is in the file and not read as published (hidden, struck out, of a watermark), and its middle."""

    character: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One published cell (单元格). ``text`` keeps the printed line breaks as ``\\n`` and is ``""`` where nothing is printed.

    What is struck out (划去) is no published text: it stands in ``struck`` and never in ``text``. ``is_padding`` marks a position
    for which the document has no cell: its row has fewer cells than the table has columns.
    ``row``/``column`` are 0-based, of the top-left position that the cell covers. ``page`` is 1-based (the number of the
    sheet for workbooks, None for HTML and Word). Either ``box`` (PDF) or ``reference`` ("B5", "表3 R2C4") says where it is.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    box: Box | None = None
    reference: str | None = None
    struck: str = ""
    is_padding: bool = False

    @property
    def location(self) -> str:
        """What the warehouse stores as ``bbox``: "[x0, top, x1, bottom]" in points, or the cell reference."""
        if self.box is not None:
            return "[" + ", ".join(f"{value:.2f}" for value in self.box) + "]"
        return self.reference or ""


@dataclass(frozen=True)
class CellGrid:
    """One table, or the part of a table that stands on one page. ``cells`` are sorted by (row, column) and tile the grid:
    every position belongs to exactly one cell."""

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    reader: str
    page: int | None = None
    box: Box | None = None
    caption: str = ""
    """A name the format itself gives the table: the sheet's name, a chart's title."""

    @cached_property
    def _owner(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that owns a position, be it the cell's own corner or a covered one; None outside the grid."""
        return self._owner.get((row, column))

    def is_covered(self, row: int, column: int) -> bool:
        """True where a spanning cell reaches over this position from another one."""
        cell = self.at(row, column)
        return cell is not None and (cell.row, cell.column) != (row, column)

    def row_cells(self, row: int) -> list[Cell]:
        """The distinct cells met in a row from left to right, those reaching down from above included."""
        found: list[Cell] = []
        for column in range(self.column_count):
            cell = self.at(row, column)
            if cell is not None and (not found or found[-1] is not cell):
                found.append(cell)
        return found


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph of prose outside all tables (正文), in reading order with the grids."""

    text: str
    page: int | None = None
    box: Box | None = None
    reference: str | None = None
    edges: tuple[tuple[float, float], ...] = field(default=(), compare=False, repr=False)
    """Left and right edge of each character that is no white space, where the reader knows them (upright lines of a PDF)."""


@dataclass(frozen=True, slots=True)
class ReadingDoubt:
    """Something the reader could not place or that two readers read differently. Becomes an ``extraction`` finding."""

    kind: Literal[
        "unplaced-text",
        "readers-differ",
        "hidden-text",
        "unreadable-page",
        "unsupported-part",
        "struck-text",
        "shown-otherwise",
        "generated-content",
        "unread-ink",
        "columns-reordered",
        "read-once",
        "damaged-page",
        "damaged-file",
    ]
    text: str
    page: int | None = None
    box: Box | None = None
    other_text: str = ""


Block = Paragraph | CellGrid


@dataclass(frozen=True)
class ReadDocument:
    """All that a reader saw: blocks in reading order, and what it is in doubt about."""

    format: Literal["pdf", "docx", "html", "xlsx", "xls", "doc", "ofd"]
    blocks: tuple[Block, ...]
    page_count: int | None
    doubts: tuple[ReadingDoubt, ...] = ()
    title: str = ""
    """A title the file itself states (HTML article title), else empty."""
    published_on: str | None = None
    """ISO date printed by a portal page around the article, if any."""
    notes: dict[str, str] = field(default_factory=dict)
    turned_pages: dict[int, PageTurn] = field(default_factory=dict)
    """Pages (1-based) of a PDF that were turned to be read."""
    left_out: dict[int, tuple[LeftOut, ...]] = field(default_factory=dict, repr=False)
    """What was not read on purpose on each page of a PDF, so that a second reader leaves out the same."""

    def grids(self) -> Iterator[CellGrid]:
        for block in self.blocks:
            if isinstance(block, CellGrid):
                yield block

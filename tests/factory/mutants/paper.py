"""A document before it is typeset (排版前的文件): tables whose figure cells know the fact that they print, and lines around them.

A change is made here, before any typesetting, so that every format gets it. ``Cell.text`` is what a reader of the page sees
and what counts; ``Cell.gone`` stands on the page too, but struck out or hidden by ``Cell.how``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from tests.factory.compose import ComposedForm


@dataclass(frozen=True, slots=True)
class Fact:
    """What a careful reader records of one figure: statement (code, or title where it has none), side, subject code and label,
    the headings above it from the outside in, and 元."""

    statement: str
    side: str
    code: str
    label: str
    path: tuple[str, ...]
    yuan: Decimal

    def __str__(self) -> str:
        return f"{self.statement} {self.side} {self.code}{self.label} {'/'.join(self.path)} {self.yuan}"


@dataclass(slots=True)
class Cell:
    """One cell. ``how`` a ``gone`` text stands there: struck, css, deleted, hidden, white, cover, clipped, small."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    align: str = "center"
    fact: Fact | None = None
    gone: str = ""
    how: str = ""
    shown: str = ""
    """Manner of showing ``text`` itself: ``red`` (a negative figure printed red), ``accounting``, ``superscript:①``."""


@dataclass
class Sheet:
    """One table with the lines around it. ``breaks`` are rows before which a PDF ends the page; ``repeat_header`` prints the
    headings again there. ``on_page`` True puts the table under the one before it."""

    key: str
    name: str
    titles: list[str]
    left: str
    right: list[str]
    rows: list[list[Cell]]
    header: int
    notes: list[str] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    landscape: bool = False
    on_page: bool = False
    breaks: list[int] = field(default_factory=list)
    repeat_header: bool = False
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    picture: bool = False
    turned: str = ""

    @property
    def width(self) -> int:
        return len(self.widths)

    def placed(self) -> list[tuple[int, int, Cell]]:
        """Each cell with the row and column of its upper left corner."""
        taken: set[tuple[int, int]] = set()
        found = []
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                found.append((row, column, cell))
                taken.update((row + down, column + right) for down in range(cell.rows) for right in range(cell.columns))
        return found

    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row

    def facts(self) -> list[Fact]:
        return [cell.fact for cell in self.cells() if cell.fact is not None]

    def body(self) -> list[list[Cell]]:
        return self.rows[self.header :]

    def row_of(self, text: str) -> int:
        """The first body row one of whose stub cells (joined: 类款项) is ``text``."""
        for number, row in enumerate(self.rows[self.header :], start=self.header):
            stub = [cell.text for cell in row if cell.fact is None]
            if text in stub or text == "".join(stub[:3]) or text == "".join(stub[:1]):
                return number
        raise LookupError(f"{self.name}: no row {text}")

    def heading(self, column: int) -> Cell:
        """The lowest heading over a column, the row 栏次 left out."""
        found = [
            cell for row, at, cell in self.placed()
            if row < self.header and at <= column < at + cell.columns and cell.text and not cell.text.isdigit()
        ]  # fmt: skip
        return found[-1]

    def column_of(self, cell: Cell) -> int:
        return next(column for _, column, other in self.placed() if other is cell)

    def value_columns(self) -> list[int]:
        """Columns in which figures stand, from left to right."""
        return sorted({column for _, column, cell in self.placed() if cell.fact is not None})


@dataclass
class Paper:
    """A document: paragraphs before its tables, the tables, and what it is. ``facts`` and ``forms`` are what it states, by hand
    from the facts and never from the tables."""

    name: str
    prose: list[str]
    sheets: list[Sheet]
    year: int
    department: str
    unit: str
    facts: list[Fact]
    forms: list[object] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def sheet(self, key: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.key == key)

    def drop(self, sheet: Sheet) -> None:
        """Takes a table out of the document with its facts."""
        self.sheets.remove(sheet)
        gone = set(map(id, sheet.facts()))
        self.facts = [fact for fact in self.facts if id(fact) not in gone]


def sheet_of_form(form: ComposedForm, key: str, name: str) -> Sheet:
    """A composed form as a table of this module; figure cells are not linked."""
    return _sheet(form, key, name, {})


def _sheet(form: ComposedForm, key: str, name: str, linked: dict[int, Fact]) -> Sheet:
    edges = form.edges()
    rows: list[list[tuple[int, Cell]]] = [[] for _ in range(form.row_count)]
    for number, (piece, column, span) in enumerate(form.placed()):
        align = "right" if piece.align == "right" else piece.align
        rows[piece.row].append((column, Cell(piece.text, span, piece.row_span, align, linked.get(number))))
    return Sheet(
        key=key, name=name, titles=list(form.titles), left=form.above_left,
        right=[form.above_right] if form.above_right else [],
        rows=[[cell for _, cell in sorted(row, key=lambda pair: pair[0])] for row in rows], header=len(form.header_rows),
        notes=list(form.below), widths=[float(right - left) for left, right in pairwise(edges)],
        landscape=form.landscape,
    )  # fmt: skip


def linked_sheet(form: ComposedForm, key: str, name: str, facts: dict[int, Fact]) -> Sheet:
    """A composed form whose pieces (by number) print facts."""
    return _sheet(form, key, name, facts)


def copy_of(sheet: Sheet) -> Sheet:
    """The same table once more; its cells print the same facts."""
    return replace(
        sheet, titles=list(sheet.titles), right=list(sheet.right), notes=list(sheet.notes),
        rows=[[replace(cell) for cell in row] for row in sheet.rows], breaks=list(sheet.breaks),
        hidden_rows=set(sheet.hidden_rows), hidden_columns=set(sheet.hidden_columns), widths=list(sheet.widths),
    )  # fmt: skip

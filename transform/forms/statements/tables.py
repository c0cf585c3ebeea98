"""One statement while its parts are joined (拼表): rows, each with its pieces from the parts of a table that is wider than a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from transform.forms.statements.body_rows import BodyRow, body_row, joined_code, last_block_label
from transform.forms.statements.header_paths import STUB_KINDS, Leaf, is_number
from transform.forms.statements.parts import TablePart
from transform.forms.statements.titles import Title
from transform.forms.statements.two_sided import Block, blocks_of
from transform.recognise.published_rows import PublishedRow, heading_key, text_between


@dataclass(frozen=True)
class Layout:
    """The columns of one part and the blocks they make."""

    leaves: tuple[Leaf, ...]
    blocks: tuple[Block, ...]

    @property
    def value_paths(self) -> tuple[tuple[str, ...], ...]:
        return tuple(leaf.path for leaf in self.leaves if leaf.kind == "value")

    @property
    def has_stub(self) -> bool:
        return any(leaf.kind in STUB_KINDS for leaf in self.leaves)


@dataclass
class Piece:
    """The cells of one row in one part of the table."""

    block: Block
    cells: BodyRow


@dataclass
class JoinedRow:
    """One row of one block over all parts; ``code`` is the whole subject code."""

    block: int
    side: str | None
    label: str
    code: str
    line_no: str
    pieces: list[Piece]

    @property
    def key(self) -> tuple[int, str, str]:
        return self.block, self.code, heading_key(self.label)


@dataclass
class RowGroup:
    """The body rows of one part: for each printed row the joined rows of its blocks; and the column sets already attached to them."""

    rows: list[list[JoinedRow]]
    column_sets: list[tuple[tuple[str, ...], ...]]


@dataclass
class Lost:
    """Rows that could not be placed with certainty."""

    message: str
    row: PublishedRow


@dataclass
class StatementTable:
    """All that belongs to one statement: its parts, its rows and what could not be placed."""

    title: Title
    page: int | None
    parts: list[TablePart] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    groups: list[RowGroup] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    inherited: list[PublishedRow] = field(default_factory=list)

    @property
    def rows(self) -> list[JoinedRow]:
        return [row for group in self.groups for rows in group.rows for row in rows]

    @property
    def last_row(self) -> PublishedRow | None:
        return next((part.rows[-1] for part in reversed(self.parts) if part.rows), None)


def layout_of(leaves: Sequence[Leaf], body: Sequence[PublishedRow], title: Title) -> Layout:
    """Blocks over columns. A column of which the headings say nothing is a label or a text if its cells are."""
    settled: list[Leaf] = []
    for leaf in leaves:
        kind = leaf.kind
        if kind == "value" and _holds_texts(leaf, body):
            blocks = blocks_of([*settled, leaf], has_sides=title.has_sides)
            has_label = any(other.kind == "label" for other in blocks[-1].leaves) and not _begins_block(settled)
            kind = "attribute" if has_label else "label"
        settled.append(leaf if kind == leaf.kind else Leaf(leaf.start, leaf.end, leaf.path, kind, leaf.level, leaf.unit))
    return Layout(tuple(settled), blocks_of(settled, has_sides=title.has_sides))


def _begins_block(settled: Sequence[Leaf]) -> bool:
    return bool(settled) and settled[-1].kind == "value"


def _holds_texts(leaf: Leaf, body: Sequence[PublishedRow]) -> bool:
    """True where the cells of a column hold words and no figures."""
    cells = [cell for row in body for cell in row.filled if cell.start >= leaf.start - 1.0 and cell.end <= leaf.end + 1.0]
    words = [cell for cell in cells if any(character.isalpha() for character in cell.text)]
    return bool(words) and not any(is_number(cell) for cell in cells)


def rows_in(body: Sequence[PublishedRow], layout: Layout, before: dict[int, str]) -> list[list[JoinedRow]]:
    """The joined rows of each printed row, by block. ``before`` keeps the last code of each block (类 left blank below the first)."""
    found: list[list[JoinedRow]] = []
    for row in body:
        line: list[JoinedRow] = []
        for number, block in enumerate(layout.blocks):
            cells = body_row(row, block, layout.leaves)
            if not cells.has_stub and (reaching := last_block_label(row, block, layout.leaves)) is not None:
                cells.label, cells.label_cell = text_between([reaching]), reaching
            if not cells.has_stub and not cells.has_figures and not cells.parts and not cells.uncertain:
                continue
            code = joined_code(cells, before.get(number, ""))
            before[number] = code or before.get(number, "")
            line.append(JoinedRow(number, block.side, cells.label, code, cells.line_no, [Piece(block, cells)]))
        found.append(line)
    return found

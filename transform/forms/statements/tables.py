"""One statement while its parts are joined (拼表): rows, each with its pieces from the parts of a table wider than a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transform.chinese_text import compact
from transform.forms.statements.body_rows import BodyRow, body_row, joined_code, last_block_label
from transform.forms.statements.counted_pairs import counted_pairs, row_of_pair
from transform.forms.statements.header_paths import STUB_KINDS, Leaf, is_blank_cell, is_number
from transform.forms.statements.parts import TablePart
from transform.forms.statements.titles import Title
from transform.forms.statements.two_sided import Block, blocks_of
from transform.forms.statements.wordings import headings, section
from transform.recognise.published_rows import PublishedRow, RowCell, heading_key, text_between
from transform.units import UNITS

_LONGEST_UNIT = 5


@dataclass(frozen=True)
class Layout:
    """The columns of one part and the blocks they make."""

    leaves: tuple[Leaf, ...]
    blocks: tuple[Block, ...]

    @property
    def value_paths(self) -> tuple[tuple[str, ...], ...]:
        return tuple(leaf.path for leaf in self.leaves if leaf.kind == "value")

    @property
    def column_set(self) -> tuple[tuple[str, ...], ...]:
        """What the columns of figures are, whatever their order: a page may repeat the headings in another one. Columns that
        their headings do not tell apart are known by their order only."""
        paths = self.value_paths
        return tuple(sorted(paths)) if len(set(paths)) == len(paths) and len(self.blocks) == 1 else paths

    @property
    def has_stub(self) -> bool:
        return any(leaf.kind in STUB_KINDS for leaf in self.leaves)

    @property
    def has_total_column(self) -> bool:
        """Whether a column of its own is the total of all others: a table prints it once, however many pages wide it is."""
        tops = [leaf.path[0] for leaf in self.leaves if leaf.kind == "value" and leaf.path]
        return any(heading_key(text) in headings("whole") for text in tops)


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
    """The body rows of one part: for each printed row the joined rows of its blocks; and the column sets attached to them."""

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
    is_header_short: bool = False

    @property
    def rows(self) -> list[JoinedRow]:
        return [row for group in self.groups for rows in group.rows for row in rows]

    @property
    def last_row(self) -> PublishedRow | None:
        return next((part.rows[-1] for part in reversed(self.parts) if part.rows), None)


def paired_columns(leaves: Sequence[Leaf], body: Sequence[PublishedRow]) -> tuple[Leaf, ...]:
    """Columns of a table without vertical rules, where a centred heading and the figures below it can stand side by side. One
    that has only a heading and one that has only figures are one column if they alternate in one order from left to right."""
    kept = [
        (leaf, _has_figures(leaf, body)) for leaf in leaves if has_cells(leaf, body) or (leaf.path and not _is_side_heading(leaf))
    ]
    labels = _paired([leaf for leaf, _ in kept], [leaf.kind == "label" and not has_cells(leaf, body) for leaf, _ in kept], [
        not leaf.path and not figures for leaf, figures in kept
    ])  # fmt: skip
    figures_in = [_has_figures(leaf, body) for leaf in labels]
    found = _paired(labels, [
        bool(leaf.path) and leaf.kind != "label" and not has_cells(leaf, body) for leaf in labels
    ], [not leaf.path and figures for leaf, figures in zip(labels, figures_in, strict=True)])  # fmt: skip
    return tuple(leaves) if found == list(leaves) else _inner_headings(found)


def _paired(leaves: Sequence[Leaf], has_heading_only: Sequence[bool], has_body_only: Sequence[bool]) -> list[Leaf]:
    """Columns with only a heading joined to the neighbour with only a body, if all alternate in one order; else as they were."""
    lone = [index for index in range(len(leaves)) if has_heading_only[index] or has_body_only[index]]
    pairs = dict(zip(lone[::2], lone[1::2], strict=False))
    orders = {has_heading_only[first] for first in pairs}
    if len(lone) % 2 or len(orders) > 1:
        return list(leaves)
    if any(second - first != 1 or has_heading_only[first] == has_heading_only[second] for first, second in pairs.items()):
        return list(leaves)
    found: list[Leaf] = []
    for index, leaf in enumerate(leaves):
        if index in pairs.values():
            continue
        other = leaves[pairs.get(index, index)]
        named = leaf if has_heading_only[index] or index not in pairs else other
        found.append(replace(named, start=min(leaf.start, other.start), end=max(leaf.end, other.end)))
    return found


def _is_side_heading(leaf: Leaf) -> bool:
    """收入 or 支出 alone, centred over the columns of its side."""
    return len(leaf.path) == 1 and heading_key(leaf.path[0]) in headings("income") | headings("expenditure")


def _inner_headings(leaves: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """An outer heading without rules stands over one of its columns only: the inner headings name the columns if they differ."""
    inner = [leaf.path[-1] for leaf in leaves if leaf.kind == "value" and leaf.path]
    if len(set(inner)) < len(inner):
        return tuple(leaves)
    return tuple(replace(leaf, path=leaf.path[-1:]) if leaf.kind == "value" else leaf for leaf in leaves)


def _filled(body: Sequence[PublishedRow]) -> list[RowCell]:
    return [cell for row in body for cell in row.filled if not is_blank_cell(cell)]


def _stands_in(cell: RowCell, leaf: Leaf) -> bool:
    return leaf.start <= (cell.start + cell.end) / 2 < leaf.end


def has_cells(leaf: Leaf, body: Sequence[PublishedRow]) -> bool:
    """Whether anything but blanks and dashes stands in a column."""
    return any(_stands_in(cell, leaf) for cell in _filled(body))


def _has_figures(leaf: Leaf, body: Sequence[PublishedRow]) -> bool:
    return any(is_number(cell) and _stands_in(cell, leaf) for cell in _filled(body))


def layout_of(leaves: Sequence[Leaf], body: Sequence[PublishedRow], title: Title) -> Layout:
    """Blocks over columns. A column of which the headings say nothing is a label or a text if its cells are."""
    settled: list[Leaf] = []
    body = [row for row in body if not counted_pairs(row, leaves)]
    for leaf in leaves:
        kind = leaf.kind
        if kind in ("label", "value") and any(other.kind == "label" for other in settled) and _holds_units(leaf, body):
            settled.append(Leaf(leaf.start, leaf.end, (section("counts")["unit_columns"][0],), "attribute"))
            continue
        if kind == "value" and not _is_named_value(leaf) and _holds_texts(leaf, body):
            blocks = blocks_of([*settled, leaf], has_sides=title.has_sides)
            has_label = any(other.kind == "label" for other in blocks[-1].leaves) and not _begins_block(settled)
            kind = "attribute" if has_label else "label"
        settled.append(leaf if kind == leaf.kind else Leaf(leaf.start, leaf.end, leaf.path, kind, leaf.level, leaf.unit))
    return Layout(tuple(settled), blocks_of(settled, has_sides=title.has_sides))


def _is_named_value(leaf: Leaf) -> bool:
    """Whether the heading itself says that the column holds figures: what else stands there (***, #REF!) is a doubt, no label."""
    return bool(leaf.path) and heading_key(leaf.path[-1]) in headings("value")


def _holds_units(leaf: Leaf, body: Sequence[PublishedRow]) -> bool:
    """True for a column of units (万元, 辆, 批次), whatever its heading: a label it is not."""
    texts = [compact(cell.text) for row in body for cell in row.filled if _stands_in(cell, leaf) and not is_blank_cell(cell)]
    known = [text for text in texts if text in UNITS or text in section("counts")["units"]]
    return len(known) > 1 and 2 * len(known) > len(texts) and all(len(text) <= _LONGEST_UNIT for text in texts)


def _begins_block(settled: Sequence[Leaf]) -> bool:
    return bool(settled) and settled[-1].kind == "value"


def _holds_texts(leaf: Leaf, body: Sequence[PublishedRow]) -> bool:
    """True where the cells of a column hold words and no figures."""
    slack = 0.1 * (leaf.end - leaf.start)
    cells = [cell for row in body for cell in row.filled if cell.start >= leaf.start - slack and cell.end <= leaf.end + slack]
    words = [cell for cell in cells if any(character.isalpha() for character in cell.text)]
    return bool(words) and not any(is_number(cell) for cell in cells)


def struck_stubs(piece: Piece) -> list[RowCell]:
    """Label and code cells of a row of which something is struck out."""
    stubs = piece.block.stubs
    return [
        cell for cell in piece.cells.row.own if cell.cell.struck and any(_stands_in(cell, leaf) for leaf in stubs)
    ]  # fmt: skip


def _has_label(row: PublishedRow, leaves: Sequence[Leaf]) -> bool:
    return any(_stands_in(cell, leaf) for cell in row.filled for leaf in leaves if leaf.kind in ("label", "code"))


def _doubt_merged(cells: BodyRow, labelled: set[tuple[int, int]]) -> None:
    """A figure in a cell that reaches down over further rows with labels of their own belongs to none of them for certain."""
    for index, cell in list(cells.values.items()):
        below = range(cell.cell.row + 1, cell.cell.row + cell.cell.row_span)
        if is_number(cell) and any((cells.row.grid, row) in labelled for row in below):
            cells.uncertain.append(cells.values.pop(index))


def rows_in(body: Sequence[PublishedRow], layout: Layout, before: dict[int, str]) -> list[list[JoinedRow]]:
    """The joined rows of each printed row, by block. ``before`` keeps the last code of each block (类 is left blank below)."""
    found: list[list[JoinedRow]] = []
    labelled = {(row.grid, row.row) for row in body if _has_label(row, layout.leaves)}
    for row in body:
        line: list[JoinedRow] = []
        pairs = [row_of_pair(row, *pair) for pair in counted_pairs(row, layout.leaves)]
        line += [JoinedRow(len(layout.blocks), None, cells.label, "", "", [Piece(block, cells)]) for block, cells in pairs]
        for number, block in enumerate(() if pairs else layout.blocks):
            cells = body_row(row, block, layout.leaves)
            _doubt_merged(cells, labelled)
            if not cells.has_stub and (reaching := last_block_label(row, block, layout.leaves)) is not None:
                cells.label, cells.label_cell = text_between([reaching]), reaching
            if not cells.has_stub and not cells.has_figures and not cells.parts and not cells.uncertain:
                continue
            code = joined_code(cells, before.get(number, ""))
            before[number] = code or before.get(number, "")
            line.append(JoinedRow(number, block.side, cells.label, code, cells.line_no, [Piece(block, cells)]))
        found.append(line)
    return found

"""Body rows of a statement (表体行): which cell is label, code, line number or figure, by its place under the columns.

A cell is a figure only if it stands under one column of figures. What stands under several, or twice under one, is not certain
and is not loaded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from transform.chinese_text import compact, joined
from transform.forms.statements.header_paths import STUB_KINDS, Leaf, is_blank_cell, is_number
from transform.forms.statements.two_sided import Block
from transform.forms.statements.wordings import section
from transform.recognise.published_rows import PublishedRow, RowCell, heading_key

_CODE = re.compile(r"[0-9]{3}|[0-9]{5}|[0-9]{7}|[0-9]{9}")
_PART = re.compile(r"[0-9]{0,3}")
_PARTS = 3
_CODE_AND_LABEL = re.compile(r"((?:[0-9]{3}|[0-9]{5}|[0-9]{7}))([^0-9.,\s%].*)", re.S)


@dataclass
class BodyRow:
    """One row of one block: the cells by what they are. ``parts`` are 类, 款, 项 as printed, by level; ``uncertain`` are figures
    that stand under no or several columns."""

    row: PublishedRow
    label: str = ""
    label_cell: RowCell | None = None
    code: str = ""
    parts: dict[int, str] = field(default_factory=dict)
    line_no: str = ""
    unit: str = ""
    """What a column 计量单位 prints."""
    values: dict[int, RowCell] = field(default_factory=dict)
    uncertain: list[RowCell] = field(default_factory=list)
    is_label_own: bool = True

    @property
    def has_stub(self) -> bool:
        return bool(self.label or self.code)

    @property
    def has_figures(self) -> bool:
        return any(not cell.is_empty for cell in self.values.values())


def columns_under(cell: RowCell, leaves: Sequence[Leaf]) -> list[int]:
    """Indices of the columns that a cell stands in: those it covers for the greater part, else the one it overlaps most."""
    covered: list[int] = []
    best, widest = -1, 0.0
    for index, leaf in enumerate(leaves):
        if leaf.end <= cell.start or leaf.start >= cell.end:
            continue
        share = min(cell.end, leaf.end) - max(cell.start, leaf.start)
        if share >= 0.5 * (leaf.end - leaf.start):
            covered.append(index)
        if share > widest:
            best, widest = index, share
    return covered or ([best] if best >= 0 else [])


def body_row(row: PublishedRow, block: Block, leaves: Sequence[Leaf]) -> BodyRow:
    """The cells of a row as far as they belong to one block of the table; ``leaves`` are the columns of the whole table."""
    found = BodyRow(row)
    offset = leaves.index(block.leaves[0])
    found.parts, parts = _unnamed_parts(row, block)
    for cell in row.cells:
        if cell in parts:
            continue
        under = columns_under(cell, leaves)
        mine = [index - offset for index in under if offset <= index < offset + len(block.leaves)]
        if not mine:
            continue
        columns = [block.leaves[index] for index in mine]
        stubs = [leaf for leaf in columns if leaf.kind in STUB_KINDS or leaf.kind == "attribute"]
        if stubs and under[0] != mine[0] + offset and not cell.is_empty:
            continue  # a label of the block on the left that reaches over (公用经费合计 over two blocks' columns)
        if cell.is_empty:
            for index, leaf in zip(mine, columns, strict=True):
                if leaf.kind == "value" and cell.own:
                    found.values.setdefault(index, cell)
            continue
        if stubs:
            _read_stub(cell, stubs, found)
        elif len(under) == 1:
            _read_value(cell, mine[0], columns[0], found)
        elif cell.own:
            found.uncertain.append(cell)
    return found


def _unnamed_parts(row: PublishedRow, block: Block) -> tuple[dict[int, str], list[RowCell]]:
    """类, 款 and 项 that stand in three cells under one heading 科目编码 without headings of their own: 208 | 05 | 05."""
    for leaf in block.leaves:
        cells = [cell for cell in row.cells if leaf.start <= (cell.start + cell.end) / 2 < leaf.end]
        texts = [compact(cell.text) if cell.own else "" for cell in cells]
        if leaf.kind == "code" and len(cells) == _PARTS and any(texts[1:]) and all(map(_PART.fullmatch, texts)):
            return {level: text for level, text in enumerate(texts) if text}, cells
    return {}, []


def last_block_label(row: PublishedRow, block: Block, leaves: Sequence[Leaf]) -> RowCell | None:
    """A label that begins in a block on the left and reaches over this block's label columns."""
    offset = leaves.index(block.leaves[0])
    columns = range(offset, offset + len(block.leaves))
    for cell in row.own:
        under = columns_under(cell, leaves)
        if cell.is_empty or is_number(cell) or not under or under[0] >= offset:
            continue
        if any(index in columns and block.leaves[index - offset].kind in STUB_KINDS for index in under):
            return cell
    return None


def _read_stub(cell: RowCell, stubs: Sequence[Leaf], found: BodyRow) -> None:
    text = joined(cell.text)
    digits = compact(unicodedata.normalize("NFKC", cell.text))
    kinds = {leaf.kind for leaf in stubs}
    if kinds <= {"line", "ordinal"}:
        if "line" in kinds and cell.own:
            found.line_no = digits
        return
    if kinds == {"attribute"}:
        if stubs[0].path and heading_key(stubs[0].path[-1]) in {heading_key(name) for name in section("counts")["unit_columns"]}:
            found.unit = digits
        return
    if kinds == {"code_part"} and len(stubs) == 1:
        found.parts[stubs[0].level] = digits
        return
    if "code" in kinds | ({"code"} if "code_part" in kinds else set()) and digits.isdigit():
        found.code = digits
        return
    if _CODE.fullmatch(digits) and "code" not in kinds and not found.code and found.label == "" and len(digits) > 3:
        found.code = digits
        return
    match = _CODE_AND_LABEL.fullmatch(text)
    if match is not None and not found.code:
        found.code, text = match.group(1), joined(match.group(2))
    if not cell.own and found.label:
        return
    found.label, found.label_cell, found.is_label_own = text, cell, cell.own


def _read_value(cell: RowCell, index: int, leaf: Leaf, found: BodyRow) -> None:
    if not cell.own or leaf.kind != "value":
        return
    before = found.values.get(index)
    if before is None or before.is_empty or (is_blank_cell(before) and not is_blank_cell(cell)):
        found.values[index] = cell
    elif not is_blank_cell(cell):
        found.uncertain += [before, cell]
        found.values.pop(index)


def joined_code(row: BodyRow, before: str) -> str:
    """The subject code as digits: from one column, or from 类, 款 and 项, of which repeated outer ones may be left blank."""
    if row.code:
        return row.code
    if not row.parts:
        return ""
    code = ""
    for level in range(3):
        part = row.parts.get(level, "")
        if not part:
            if any(row.parts.get(deeper) for deeper in range(level + 1, 3)) and len(row.parts[max(row.parts)]) <= 2:
                code = before[: 3 + 2 * level] if len(before) >= 3 + 2 * level else ""
            continue
        code = part if (code and part.startswith(code) and len(part) > len(code)) or len(part) > 3 else code + part
    return code if code.isdigit() else ""

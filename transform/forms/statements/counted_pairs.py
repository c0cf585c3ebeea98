"""Counts printed as pairs below the amounts (相关统计数): 公务用车保有量（辆） | 3 | 接待批次（个） | 15.

Such a row stands under headings of money but belongs to no column of its table: each text names the number on its right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from transform.forms.statements.body_rows import BodyRow, columns_under
from transform.forms.statements.figures import counted
from transform.forms.statements.header_paths import Leaf, is_blank_cell, is_number
from transform.forms.statements.two_sided import Block
from transform.recognise.published_rows import PublishedRow, RowCell, text_between

_PATH = ("数量",)


def counted_pairs(row: PublishedRow, leaves: Sequence[Leaf]) -> list[tuple[RowCell, RowCell]]:
    """Names and numbers of a row that holds nothing else; empty for a row whose names all stand in columns of labels."""
    names = [cell for cell in row.filled if not is_number(cell) and not is_blank_cell(cell)]
    if not names or any(counted((cell.text,)) is None for cell in names):
        return []
    if not any(leaves[index].kind == "value" for name in names for index in columns_under(name, leaves)[:1]):
        return []
    pairs = [(first, second) for first, second in pairwise(row.own) if first in names and second not in names]
    numbers = [cell for cell in row.filled if is_number(cell)]
    paired = [number for _, number in pairs]
    return pairs if len(pairs) == len(names) and all(number in paired for number in numbers) else []


def row_of_pair(row: PublishedRow, name: RowCell, number: RowCell) -> tuple[Block, BodyRow]:
    """A pair as a row of a block of its own: one column of labels and one of counts."""
    label = Leaf(name.start, name.end, (), "label")
    block = Block((label, Leaf(number.start, number.end, _PATH, "value")))
    return block, BodyRow(row, label=text_between([name]), label_cell=name, values={1: number})

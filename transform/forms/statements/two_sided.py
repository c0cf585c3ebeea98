"""Blocks of a statement (左右两栏): a label column with the figures that belong to it. Income and expenditure stand side by side
as two blocks, economic subjects as two or three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transform.forms.statements.header_paths import STUB_KINDS, Leaf
from transform.forms.statements.wordings import headings
from transform.recognise.published_rows import heading_key


@dataclass(frozen=True, slots=True)
class Block:
    """``leaves`` from left to right; ``side`` is income, expenditure or None."""

    leaves: tuple[Leaf, ...]
    side: str | None = None

    @property
    def start(self) -> float:
        return self.leaves[0].start

    @property
    def end(self) -> float:
        return self.leaves[-1].end

    @property
    def stubs(self) -> tuple[Leaf, ...]:
        return tuple(leaf for leaf in self.leaves if leaf.kind in STUB_KINDS)

    @property
    def values(self) -> tuple[Leaf, ...]:
        return tuple(leaf for leaf in self.leaves if leaf.kind == "value")


def blocks_of(leaves: Sequence[Leaf], *, has_sides: bool) -> tuple[Block, ...]:
    """Columns cut into blocks: a new one begins where a label or code column follows a column of figures."""
    groups: list[list[Leaf]] = []
    for leaf in leaves:
        begins = leaf.kind in ("code", "code_part", "label", "line", "ordinal")
        if not groups or (begins and any(other.kind == "value" for other in groups[-1])):
            groups.append([])
        groups[-1].append(leaf)
    if len(groups) > 1 and not any(leaf.kind == "value" for leaf in groups[-1]):
        remarks = groups.pop()  # a column of remarks on the right
        groups[-1] += remarks
    blocks = tuple(Block(tuple(group), _side(group)) for group in groups)
    if len(blocks) == 1 or any(leaf.kind in ("code", "code_part") for block in blocks for leaf in block.leaves):
        return tuple(Block(block.leaves) for block in blocks)
    if has_sides and all(block.side is None for block in blocks):
        return tuple(Block(block.leaves, "income" if index == 0 else "expenditure") for index, block in enumerate(blocks))
    return blocks


def _side(leaves: Sequence[Leaf]) -> str | None:
    """What the headings above a block's label say: 收入 or 支出."""
    stubs = [leaf for leaf in leaves if leaf.kind in STUB_KINDS]
    keys = [heading_key(text) for leaf in stubs for text in leaf.path]
    for side, words in (("income", headings("income")), ("expenditure", headings("expenditure"))):
        if any(key in words for key in keys):
            return side
    return None


def measures(paths: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Heading path → measure: joined with "/", without the outer headings that all columns of the side share."""
    distinct = set(paths)
    drop = 0
    while distinct and all(len(path) > drop + 1 for path in distinct) and len({path[drop] for path in distinct}) == 1:
        drop += 1
    return {path: "/".join(path[drop:]) for path in distinct}

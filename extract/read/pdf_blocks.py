"""Columns of tables whose row rules are whole and which have no vertical rules (无竖线表): block by block, from the text alone.

The head, the funding, the goals and the indicators of a form have different columns. A block is a run of rows whose text leaves
the same gaps; its columns lie between the gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .pdf_lines import PageText, read_lines
from .pdf_segments import FIGURE_GAP, TEXT_GAP

OWN_GAP = 0.15
"""Share of an em from which a gap between two text objects may part cells, provided that other lines show a wide gap there."""
NARROWEST = 1.5
"""Points; no two columns stand nearer."""
LINES_OF_SUPPORT = 3
"""So many lines with a narrow gap at one place are as good as one with a wide gap."""


class Piece(NamedTuple):
    """A run of glyphs on a line; ``is_apart`` tells whether the gap before it is wide."""

    x0: float
    x1: float
    is_apart: bool


Gap = tuple[float, float]
Lines = list[list[Piece]]


def lines_of_pieces(text: PageText, indices: Sequence[int]) -> Lines:
    """The upright lines of the given glyphs, cut at wide gaps and between text objects."""
    lines: Lines = []
    for line in read_lines(text, [index for index in indices if text.turn[index] == 0]):
        pieces: list[Piece] = []
        previous = -1
        for index in line.indices:
            if text.characters[index].isspace():
                continue
            x0, x1 = text.boxes[index][0], text.boxes[index][2]
            if previous >= 0:
                em = max(text.size[previous], text.size[index], 0.1)
                gap = (text.along[index] - text.end[previous]) / em
                narrow = text.characters[previous].isascii() and text.characters[index].isascii()
                is_apart = gap > (FIGURE_GAP if narrow else TEXT_GAP)
                if not is_apart and (gap <= OWN_GAP or text.owner[previous] == text.owner[index]):
                    last = pieces[-1]
                    pieces[-1] = Piece(last.x0, max(last.x1, x1), last.is_apart)
                    previous = index
                    continue
                pieces.append(Piece(x0, x1, is_apart))
            else:
                pieces.append(Piece(x0, x1, False))
            previous = index
        if pieces:
            lines.append(pieces)
    return lines


class _Stretch(NamedTuple):
    """A stretch across the page that text covers, and the rows that print there."""

    x0: float
    x1: float
    rows: frozenset[int]


def gaps_of(rows: Sequence[Lines]) -> list[Gap]:
    """The stretches that no row prints on, between text, and that the rows bear out as gaps between cells.

    Neighbours that no row prints on both belong to one column: names at its left side under a centred heading.
    """
    stretches: list[_Stretch] = []
    for piece, row in sorted((piece, row) for row, lines in enumerate(rows) for line in lines for piece in line):
        if stretches and piece.x0 < stretches[-1].x1 + NARROWEST:
            last = stretches[-1]
            stretches[-1] = _Stretch(last.x0, max(last.x1, piece.x1), last.rows | {row})
        else:
            stretches.append(_Stretch(piece.x0, piece.x1, frozenset((row,))))
    while True:
        apart = [
            (right.x0 - left.x1, at) for at, (left, right) in enumerate(pairwise(stretches)) if left.rows.isdisjoint(right.rows)
        ]
        if not apart:
            break
        at = min(apart)[1]
        left, right = stretches[at : at + 2]
        stretches[at : at + 2] = [_Stretch(left.x0, right.x1, left.rows | right.rows)]
    return [gap for gap in ((left.x1, right.x0) for left, right in pairwise(stretches)) if _is_borne_out(gap, rows)]


def _is_borne_out(gap: Gap, rows: Sequence[Lines]) -> bool:
    """Whether lines show a wide gap there, or some show a narrow one, or a row has lines on either side that stand apart."""
    narrow = 0
    both_sides = False
    for lines in rows:
        on_left = [line[0].x0 < gap[0] + 0.1 for line in lines]
        on_right = [line[-1].x1 > gap[1] - 0.1 for line in lines]
        both_sides = both_sides or (any(on_left) and any(on_right))
        for line, left_side, right_side in zip(lines, on_left, on_right, strict=True):
            if left_side and right_side:
                right = next(piece for piece in line if piece.x0 >= gap[1] - 0.1)
                if right.is_apart:
                    return True
                narrow += 1
    return narrow >= LINES_OF_SUPPORT or (both_sides and not narrow)


def blocks_of(bands: Sequence[Lines]) -> list[tuple[int, int, list[Gap]]]:
    """Runs of rows (first, last) with the gaps that all their lines share. A row joins while no gap of either side is lost."""
    blocks: list[tuple[int, int, list[Gap]]] = []
    held: list[Lines] = []
    for number, lines in enumerate(bands):
        own = gaps_of([lines])
        if blocks:
            first, _, gaps = blocks[-1]
            together = gaps_of([*held, lines])
            if all(_survives(gap, together) for gap in (*gaps, *own)):
                held.append(lines)
                blocks[-1] = (first, number, together)
                continue
        held = [lines]
        blocks.append((number, number, own))
    return blocks


def _survives(gap: Gap, others: Sequence[Gap]) -> bool:
    return any(other[0] >= gap[0] - 0.1 and other[1] <= gap[1] + 0.1 for other in others)

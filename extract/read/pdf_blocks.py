"""Columns of tables whose row rules are whole and which have no vertical rules (无竖线表): block by block, from the text alone.

The head, the funding, the goals and the indicators of a form have different columns. A block is a run of rows whose text leaves
the same gaps; its columns lie between the gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

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
    lines = []
    for line in read_lines(text, [index for index in indices if text.turn[index] == 0]):
        printed = [index for index in line.indices if not text.characters[index].isspace()]
        runs: list[tuple[list[int], bool]] = []
        for previous, index in pairwise([-1, *printed]):
            gap = _gap(text, previous, index) if previous >= 0 else "wide"
            if gap == "none":
                runs[-1][0].append(index)
            else:
                runs.append(([index], gap == "wide" and previous >= 0))
        pieces = _without_spacing(text, runs)
        if pieces:
            lines.append(pieces)
    return lines


def _gap(text: PageText, previous: int, index: int) -> Literal["none", "narrow", "wide"]:
    em = max(text.size[previous], text.size[index], 0.1)
    gap = (text.along[index] - text.end[previous]) / em
    between_figures = text.characters[previous].isascii() and text.characters[index].isascii()
    if gap > (FIGURE_GAP if between_figures else TEXT_GAP):
        return "wide"
    return "none" if gap <= OWN_GAP or text.owner[previous] == text.owner[index] else "narrow"


def _without_spacing(text: PageText, runs: Sequence[tuple[list[int], bool]]) -> list[Piece]:
    """The pieces of a line; single Chinese characters of one text object (总　　分) are one piece."""
    pieces: list[Piece] = []
    before: list[int] = []
    for run, is_apart in runs:
        x0, x1 = text.boxes[run[0]][0], max(text.boxes[index][2] for index in run)
        single = len(run) == 1 == len(before) and text.owner[run[0]] == text.owner[before[0]]
        if pieces and single and not text.characters[run[0]].isascii() and not text.characters[before[0]].isascii():
            pieces[-1] = Piece(pieces[-1].x0, x1, pieces[-1].is_apart)
        else:
            pieces.append(Piece(x0, x1, is_apart))
        before = run
    return pieces


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

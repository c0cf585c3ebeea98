"""Tables whose row rules are drawn cell by cell but which have no vertical rules (无竖线表): where pieces end, cells end.

Word and WPS draw the border of each cell for itself. With the vertical borders switched off, the ends of the pieces still say
where the columns are, row by row: a column edge runs through a row where the rules above and below it are both cut.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy

from ..cell_grid import Box
from .pdf_geometry import Floats
from .pdf_lattice import SNAP, Component, Rule, join_strokes, snap_positions
from .pdf_lines import PageText
from .pdf_paint import Stroke
from .pdf_segments import segment_lines

MOST_CROSSED = 0.1
"""Share of the supposed column edges that may run through words; with more the pieces are not drawn by cell."""
SHORTEST_PIECE = 14.0
"""Points. Pieces are a cell wide; where half of them are shorter, a rule is drawn in steps of its own."""
LEAST_ROWS = 2
LARGER = 1.25
"""Times the usual size of print, from which a line between two rules is a title."""


def cells_of_cut_rules(
    text: PageText, indices: Sequence[int], rules: Sequence[Rule], strokes: Sequence[Stroke]
) -> Component | None:
    """The horizontal rules of one table together with the vertical rules that their cuts stand for; None if they stand for none.

    ``rules`` are the joined rules of the table, ``strokes`` the pieces they were joined from, ``indices`` the glyphs inside.
    """
    levels = _Levels(rules, strokes)
    if len(levels.ys) <= LEAST_ROWS or not levels.is_cut:
        return None
    crossing = _Crossing(text, indices)
    verticals: list[Rule] = []
    kept = crossed = 0
    for band, (top, bottom) in enumerate(pairwise(levels.ys)):
        edges = levels.edges(band)
        free = [x for x in edges if not crossing.at(x, top, bottom)]
        verticals += [Rule(x, top, bottom) for x in free]
        kept, crossed = kept + len(free), crossed + len(edges) - len(free)
    if not kept or crossed > MOST_CROSSED * (kept + crossed):
        return None
    frame = [Rule(x, levels.ys[0], levels.ys[-1]) for x in (levels.xs[0], levels.xs[-1])]
    joined = join_strokes([Stroke(*rule, 0, (0, 0, 0, 255)) for rule in [*verticals, *frame]])
    return Component(tuple(rules), tuple(joined))


class _Levels:
    """The heights at which rules run, and for each where it is drawn and where its pieces begin or end."""

    def __init__(self, rules: Sequence[Rule], strokes: Sequence[Stroke]) -> None:
        self.ys = snap_positions(rule.position for rule in rules)
        low, high = min(rule.start for rule in rules), max(rule.end for rule in rules)
        pieces = [
            stroke
            for stroke in strokes
            if stroke.start >= low - SNAP
            and stroke.end <= high + SNAP
            and self.ys[0] - SNAP <= stroke.position <= self.ys[-1] + SNAP
        ]
        self.xs = snap_positions([x for stroke in pieces for x in (stroke.start, stroke.end)])
        self.cuts: list[set[int]] = [set() for _ in self.ys]
        self.drawn: list[set[int]] = [set() for _ in self.ys]
        self.is_cut = len(self.xs) > 2 and 2 * sum(piece.end - piece.start < SHORTEST_PIECE for piece in pieces) < len(pieces)
        for piece in pieces:
            level, first, last = _nearest(self.ys, piece.position), _nearest(self.xs, piece.start), _nearest(self.xs, piece.end)
            self.cuts[level] |= {first, last}
            self.drawn[level].update(range(first, last))

    def edges(self, band: int) -> list[float]:
        """Where the first rules met upwards and downwards of a band are both cut, the frame apart."""
        above, below = range(band, -1, -1), range(band + 1, len(self.ys))
        return [x for at, x in enumerate(self.xs[1:-1], 1) if self._is_cut(above, at) and self._is_cut(below, at)]

    def _is_cut(self, levels: Sequence[int], at: int) -> bool:
        met = next((level for level in levels if not self.drawn[level].isdisjoint((at - 1, at))), None)
        return met is not None and at in self.cuts[met]


def _nearest(values: Sequence[float], value: float) -> int:
    at = bisect_left(values, value)
    if at == len(values) or (at > 0 and value - values[at - 1] < values[at] - value):
        return at - 1
    return at


class _Crossing:
    """Says whether a word runs across a supposed column edge."""

    def __init__(self, text: PageText, indices: Sequence[int]) -> None:
        ordered = sorted(index for index in indices if text.turn[index] == 0 and not text.characters[index].isspace())
        boxes: Floats = text.ink[ordered]
        trim = numpy.minimum(1.0, (boxes[:, 2] - boxes[:, 0]) / 4)
        spans = [numpy.stack([boxes[:, 0] + trim, boxes[:, 2] - trim, text.centres[ordered, 1]], axis=1)]
        joints = [
            (text.end[one] - 1.0, text.along[other] + 1.0, float(text.centres[one, 1]))
            for one, other in pairwise(ordered)
            if text.owner[one] == text.owner[other] and other == one + 1
            and abs(text.along[other] - text.end[one]) < 0.2 * text.size[one]
            and abs(text.across[other] - text.across[one]) < 0.1 * text.size[one]
        ]  # fmt: skip
        spans.append(numpy.array(joints).reshape(-1, 3))
        self.spans: Floats = numpy.vstack(spans)

    def at(self, x: float, top: float, bottom: float) -> bool:
        start, end, middle = self.spans[:, 0], self.spans[:, 1], self.spans[:, 2]
        return bool(((start < x) & (end > x) & (middle > top) & (middle < bottom)).any())


def tables_of_rules(text: PageText, rules: Sequence[Rule], strokes: Sequence[Stroke], indices: Sequence[int]) -> list[list[Rule]]:
    """Loose rules grouped to tables: rules under each other that reach equally far, with the shorter ones between them. Tables
    of one width part where only a caption or nothing stands between two of their rules."""
    left = sorted(rules, key=lambda rule: (rule.start - rule.end, rule.position))
    tables: list[list[Rule]] = []
    while left:
        widest = left[0]
        inside = [rule for rule in left if rule.start >= widest.start - SNAP and rule.end <= widest.end + SNAP]
        left = [rule for rule in left if rule not in inside]
        tables += _stacked(text, sorted(inside, key=lambda rule: rule.position), strokes, indices)
    return tables


def _stacked(text: PageText, rules: Sequence[Rule], strokes: Sequence[Stroke], indices: Sequence[int]) -> list[list[Rule]]:
    """Parts the rules of one width at the stretches that no table holds."""
    x0, x1 = min(rule.start for rule in rules), max(rule.end for rule in rules)
    whole = {rule for rule in rules if rule.start - x0 <= SNAP and x1 - rule.end <= SNAP}
    levels = _Levels(rules, strokes)
    groups: list[list[Rule]] = [[rules[0]]]
    for above, below in pairwise(rules):
        if above in whole and below in whole and below.position - above.position > SNAP:
            box = Box(x0, above.position, x1, below.position)
            band = _nearest(levels.ys, above.position)
            if _is_between_tables(text, box, levels.edges(band), indices):
                groups.append([])
        groups[-1].append(below)
    return groups


def _is_between_tables(text: PageText, box: Box, edges: Sequence[float], indices: Sequence[int]) -> bool:
    """Whether what stands between two whole rules is no row: nothing on more than a line's height, a title in larger print, or
    lines of one piece each on the height of several. ``edges`` are the column edges that a row would have."""
    inside = [
        index
        for index in indices
        if box.top < text.centres[index][1] < box.bottom and box.x0 - 3 <= text.centres[index][0] <= box.x1 + 3
    ]
    usual = sorted(text.size[index] for index in indices)[len(indices) // 2] if indices else 10.0
    height = box.bottom - box.top
    lines = segment_lines(text, inside)
    if not lines:
        return height > (2.5 if not edges else 5) * usual
    if height <= 3 * usual:
        return False
    if any(min(segment.em for segment in line) > LARGER * usual for line in lines):
        return True
    crossing = _Crossing(text, inside)
    return all(len(line) == 1 for line in lines) and all(crossing.at(x, box.top, box.bottom) for x in edges)

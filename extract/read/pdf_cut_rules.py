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
from .pdf_blocks import Gap, Lines, blocks_of, gaps_of, lines_of_pieces
from .pdf_geometry import Floats
from .pdf_lattice import SNAP, Component, Lattice, Rule, join_strokes, snap_positions
from .pdf_lines import PageText
from .pdf_paint import BLACK, Stroke
from .pdf_segments import Segment, segment_lines

SAME_EDGE = 1.6
"""Points by which the ends of pieces at one column edge differ: up to a pen's width."""
MOST_COLUMNS, FEW_COLUMNS = 5, 2
"""A table with more columns has its vertical rules; one with so few is looked at even if its row rules are whole."""
MOST_CROSSED = 0.1
"""Share of the supposed column edges that may run through words; with more the pieces are not drawn by cell."""
SHORTEST_PIECE = 14.0
"""Points. Pieces are a cell wide; where half of them are shorter, a rule is drawn in steps of its own."""
LEAST_ROWS = 2
LEAST_BLOCKS, LEAST_BLOCK_ROWS = 3, 6
"""A table of fewer blocks or rows has one head over one body, whose columns :mod:`pdf_unruled` finds."""
CENTRED, PADDING = 2.0, 6.0
"""Points by which the margins of centred text differ, and the margin of text that begins or ends at the side of its cell."""
LEAST_EMPTY, OFF_CENTRE = 2, 8.0
"""So many empty columns before a label, and so few points off their middle, tell that it stands over all of them."""
LARGER = 1.25
"""Times the usual size of print, from which a line between two rules is a title."""


def cells_of_cut_rules(
    text: PageText, indices: Sequence[int], rules: Sequence[Rule], strokes: Sequence[Stroke], drawn: Sequence[Rule] = ()
) -> Component | None:
    """The horizontal rules of one table together with the vertical rules that their cuts stand for; None if they stand for none.

    ``rules`` are the joined rules of the table, ``strokes`` the pieces they were joined from, ``indices`` the glyphs inside,
    ``drawn`` vertical rules that the table does have.
    """
    levels = _Levels(rules, strokes)
    if len(levels.ys) <= LEAST_ROWS:
        return None
    edges = _edges_by_cuts(text, indices, levels) if levels.is_cut else [[] for _ in levels.ys[1:]]
    rows = _rows_of_lines(text, indices, levels.ys)
    _add_ends(edges, levels, _Crossing(text, indices))
    undivided = [_has_gap(lines, known) for lines, known in zip(rows, edges, strict=True)]
    if 3 * sum(undivided) > len(rows):
        blocks = blocks_of(rows)
        if not drawn and (len(blocks) < LEAST_BLOCKS or len(rows) < LEAST_BLOCK_ROWS):
            return None
        for number, (first, last, gaps) in enumerate(blocks):
            near = [gap for block in blocks[max(number - 1, 0) : number + 2] if block[2] is not gaps for gap in block[2]]
            for band in range(first, last + 1):
                known = _with_gaps(edges[band], gaps, levels.xs, near)
                edges[band] = _under_label(known, rows[band], levels, band) if not edges[band] else known
    if not any(edges):
        return None
    verticals = [
        Rule(x, top, bottom)
        for (top, bottom), known in zip(pairwise(levels.ys), edges, strict=True)
        for x in known
        if not _is_drawn(drawn, x, top, bottom)
    ]
    frame = [Rule(x, levels.ys[0], levels.ys[-1]) for x in (levels.xs[0], levels.xs[-1])]
    joined = join_strokes([Stroke(rule.position, rule.start, rule.end, 0, BLACK) for rule in [*verticals, *frame, *drawn]])
    return Component(tuple(rules), tuple(joined))


def _edges_by_cuts(text: PageText, indices: Sequence[int], levels: _Levels) -> list[list[float]]:
    """For each band the column edges that the cuts stand for; none where the cuts run through words."""
    crossing, print_of = _Crossing(text, indices), _Print(text, indices)
    found: list[list[float]] = []
    crossed = 0
    for band, (top, bottom) in enumerate(pairwise(levels.ys)):
        edges = levels.edges(band)
        free = [at for at in edges if not crossing.at(levels.xs[at], top, bottom)]
        crossed += len(edges) - len(free)
        found.append([levels.xs[at] for at in _tiling(levels, band, free, print_of)])
    if crossed > MOST_CROSSED * (crossed + sum(map(len, found))):
        return [[] for _ in found]
    return found


def _add_ends(edges: list[list[float]], levels: _Levels, crossing: _Crossing) -> None:
    """Where a rule ends inside the table, a cell that reaches over it begins, above and below it."""
    for level in range(1, len(levels.ys) - 1):
        drawn = levels.drawn[level]
        for at in range(1, len(levels.xs) - 1):
            if ((at - 1) in drawn) == (at in drawn):
                continue
            x = levels.xs[at]
            for band in (level - 1, level):
                is_known = any(abs(x - known) <= SNAP for known in edges[band])
                if not is_known and not crossing.at(x, levels.ys[band], levels.ys[band + 1]):
                    edges[band] = sorted([*edges[band], x])


def _rows_of_lines(text: PageText, indices: Sequence[int], ys: Sequence[float]) -> list[Lines]:
    rows: list[list[int]] = [[] for _ in ys[1:]]
    for index, middle in zip(indices, text.centres[list(indices), 1].tolist(), strict=True):
        band = bisect_left(ys, middle) - 1
        if 0 <= band < len(rows):
            rows[band].append(index)
    return [lines_of_pieces(text, members) for members in rows]


def _has_gap(lines: Lines, edges: Sequence[float]) -> bool:
    """Whether a line has a wide gap through which no edge runs."""
    return any(
        right.is_apart and not any(left.x1 - 1 < x < right.x0 + 1 for x in edges)
        for line in lines
        for left, right in pairwise(line)
    )


def _under_label(edges: list[float], lines: Lines, levels: _Levels, band: int) -> list[float]:
    """Leaves out the edges that run under a label centred over the first columns of its row (总分)."""
    if not lines:
        return edges
    ends = sorted((piece.x0, piece.x1) for line in lines for piece in line)
    low, high = ends[0][0], max((x1 for x0, x1 in ends if x0 < ends[0][1]), default=ends[0][1])
    behind = min((x0 for x0, _ in ends if x0 >= high), default=levels.xs[-1])
    left = levels.xs[0]
    if sum(x <= low for x in edges) < LEAST_EMPTY or not levels.are_whole(band):
        return edges
    rights = [x for x in edges if high <= x <= behind]
    right = min(rights, key=lambda x: abs(low + high - left - x), default=None)
    if right is None or abs(low + high - left - right) > 2 * OFF_CENTRE:
        return edges
    return [x for x in edges if x >= right]


def _with_gaps(edges: Sequence[float], gaps: Sequence[Gap], ends: Sequence[float], near: Sequence[Gap]) -> list[float]:
    """The edges and one in each gap that has none: at the end of a rule, in the narrowest gap of the blocks ``near`` that lies
    there, or in its middle."""
    added = list(edges)
    for low, high in gaps:
        if any(low - 1 < x < high + 1 for x in edges):
            continue
        inside = [x for x in ends if low - 1 < x < high + 1]
        narrower = [(b - a, (max(a, low) + min(b, high)) / 2) for a, b in near if 2 * (min(b, high) - max(a, low)) >= b - a]
        if inside:
            added.append(min(inside, key=lambda x: min(x - low, high - x)))
        else:
            added.append(min(narrower, default=(0.0, (low + high) / 2))[1])
    return sorted(added)


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
        self.xs = snap_positions([x for stroke in pieces for x in (stroke.start, stroke.end)], SAME_EDGE)
        self.cuts: list[set[int]] = [set() for _ in self.ys]
        self.drawn: list[set[int]] = [set() for _ in self.ys]
        self.pieces: list[set[tuple[int, int]]] = [set() for _ in self.ys]
        self.is_cut = len(self.xs) > 2 and 2 * sum(piece.end - piece.start < SHORTEST_PIECE for piece in pieces) < len(pieces)
        for piece in pieces:
            level, first, last = _nearest(self.ys, piece.position), _nearest(self.xs, piece.start), _nearest(self.xs, piece.end)
            self.cuts[level] |= {first, last}
            self.pieces[level].add((first, last))
            self.drawn[level].update(range(first, last))

    def edges(self, band: int) -> list[int]:
        """Where the first rules met upwards and downwards of a band are both cut, the frame apart: numbers in ``xs``."""
        above, below = range(band, -1, -1), range(band + 1, len(self.ys))
        return [at for at in range(1, len(self.xs) - 1) if self._is_cut(above, at) and self._is_cut(below, at)]

    def _is_cut(self, levels: Sequence[int], at: int) -> bool:
        met = next((level for level in levels if not self.drawn[level].isdisjoint((at - 1, at))), None)
        return met is not None and at in self.cuts[met]

    def are_whole(self, band: int) -> bool:
        """Whether the rules above and below a band run through from the first end to the last."""
        return all(len(self.drawn[level]) == len(self.xs) - 1 for level in (band, band + 1))

    def is_outlined(self, band: int, first: int, last: int) -> bool:
        """Whether one piece above and one below have just the width between two edges."""
        return all(
            (first, last)
            in self.pieces[next((one for one in levels if not self.drawn[one].isdisjoint(range(first, last))), band)]
            for levels in (range(band, -1, -1), range(band + 1, len(self.ys)))
        )


def _is_drawn(rules: Sequence[Rule], x: float, top: float, bottom: float) -> bool:
    return any(abs(rule.position - x) <= SNAP and rule.start <= top + SNAP and rule.end >= bottom - SNAP for rule in rules)


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
            (float(text.centres[one, 0]), float(text.centres[other, 0]), float(text.centres[one, 1]))
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


class _Print:
    """Says how text stands between two edges."""

    def __init__(self, text: PageText, indices: Sequence[int]) -> None:
        chosen = [index for index in indices if not text.characters[index].isspace()]
        self.boxes, self.centres = text.ink[chosen], text.centres[chosen]

    def is_aligned(self, cell: Box) -> bool:
        """Whether what is printed in a cell is centred or begins or ends at its side."""
        x, y = self.centres[:, 0], self.centres[:, 1]
        boxes = self.boxes[(x > cell.x0) & (x < cell.x1) & (y > cell.top) & (y < cell.bottom)]
        if not len(boxes):
            return True
        before, behind = float(boxes[:, 0].min()) - cell.x0, cell.x1 - float(boxes[:, 2].max())
        return abs(before - behind) < CENTRED or 0 <= min(before, behind) < PADDING


def _tiling(levels: _Levels, band: int, edges: Sequence[int], print_of: _Print) -> list[int]:
    """The edges that part a band into cells: as many as possible cells with a piece of their own width above and below, then
    with text that is aligned in them; then as many cells as possible."""
    stops = [0, *edges, len(levels.xs) - 1]
    best: dict[int, tuple[tuple[int, int, int], list[int]]] = {0: ((0, 0, 0), [])}
    for end, last in enumerate(stops[1:], 1):
        choices = []
        for start in range(end):
            first = stops[start]
            is_outlined = levels.is_outlined(band, first, last)
            if first not in best or not (is_outlined or start == end - 1):
                continue
            cell = Box(levels.xs[first], levels.ys[band], levels.xs[last], levels.ys[band + 1])
            (loose, odd, count), chosen = best[first]
            cost = (loose + (not is_outlined), odd + (not print_of.is_aligned(cell)), count - 1)
            choices.append((cost, [*chosen, last]))
        best[last] = min(choices)
    return best[stops[-1]][1][:-1]


def is_partly_ruled(text: PageText, indices: Sequence[int], lattice: Lattice, strokes: Sequence[Stroke]) -> bool:
    """Whether a table lacks vertical rules: its row rules are cut where no vertical rule stands, or it has hardly any columns,
    and lines in many of its cells consist of pieces far apart."""
    if lattice.column_count > MOST_COLUMNS or lattice.row_count < LEAST_ROWS:
        return False
    box = lattice.box
    ends = numpy.array([[one.start, one.end] for one in strokes if box.top - SNAP < one.position < box.bottom + SNAP]).ravel()
    ends = ends[(ends > box.x0) & (ends < box.x1)]
    away = numpy.abs(ends[:, None] - numpy.array(lattice.xs)).min(axis=1) > SNAP
    needs_cuts = lattice.column_count > FEW_COLUMNS or lattice.row_count < LEAST_BLOCK_ROWS
    if needs_cuts and away.sum() < 2 * lattice.row_count:
        return False
    return 3 * len(rows_of_pieces(text, indices, lattice)) > lattice.row_count


def rows_of_pieces(text: PageText, indices: Sequence[int], lattice: Lattice) -> dict[int, list[Segment]]:
    """The rows in which a cell has a line of pieces that stand more than an em apart, and those pieces."""
    found: dict[int, list[Segment]] = {}
    verticals = _columns_by_row(lattice)
    for line in segment_lines(text, indices):
        row = bisect_left(lattice.ys, line[0].middle) - 1
        if not 0 <= row < lattice.row_count:
            continue
        for one, other in pairwise(line):
            if other.x0 - one.x1 > max(one.em, other.em) and not any(one.x1 - 1 < x < other.x0 + 1 for x in verticals[row]):
                found.setdefault(row, []).extend((one, other))
    return found


def _columns_by_row(lattice: Lattice) -> list[list[float]]:
    columns: list[list[float]] = [[] for _ in range(lattice.row_count)]
    for tile in lattice.tiles:
        for row in range(tile.row, tile.row + tile.row_span):
            columns[row].append(lattice.xs[tile.column])
    return columns


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
            edges = [levels.xs[at] for at in levels.edges(band)]
            if _is_between_tables(text, box, edges, indices):
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
    pieces = lines_of_pieces(text, inside)
    return (
        all(len(line) == 1 for line in pieces)
        and not gaps_of([pieces])
        and all(crossing.at(x, box.top, box.bottom) for x in edges)
    )

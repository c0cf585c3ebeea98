"""From loose pieces of rules to the cells of tables (框线 → 单元格): join, connect, snap, tile.

Pure geometry: no text, no file. All lengths are points on the displayed page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy
import numpy.typing

from ..cell_grid import Box
from ..errors import TooLarge
from .pdf_paint import Stroke

SAME_LINE = 1.0
"""Pieces that lie this close across belong to one rule."""
TOUCH = 2.0
"""Rules that miss each other by no more than this still meet; drawing programs leave corners open by up to half a pen."""
SNAP = 3.0
"""Parallel rules of one table nearer than this are one (double lines); no printed row or column is as narrow."""
DASH_LENGTH, DASH_GAP = 8.0, 6.0
COVERED = 0.6
"""Share of a cell's side that must be ruled for the side to count."""
NOISE = 3.0
"""A joined rule shorter than this is a dot or a tick."""


class Rule(NamedTuple):
    """A joined rule: position across, start and end along."""

    position: float
    start: float
    end: float


class Tile(NamedTuple):
    """A cell without text: the grid position of its top-left corner, and its spans."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True)
class Lattice:
    """A tiled table. ``xs`` and ``ys`` are the column and row boundaries; ``tiles`` cover every position once."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    tiles: tuple[Tile, ...]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def row_count(self) -> int:
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        return len(self.xs) - 1

    def tile_box(self, tile: Tile) -> Box:
        return Box(
            self.xs[tile.column],
            self.ys[tile.row],
            self.xs[tile.column + tile.column_span],
            self.ys[tile.row + tile.row_span],
        )


@dataclass(frozen=True)
class Component:
    """Rules that hang together."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]

    @property
    def box(self) -> Box:
        xs = [rule.position for rule in self.vertical] + [x for rule in self.horizontal for x in (rule.start, rule.end)]
        ys = [rule.position for rule in self.horizontal] + [y for rule in self.vertical for y in (rule.start, rule.end)]
        return Box(min(xs), min(ys), max(xs), max(ys))


def join_strokes(strokes: Iterable[Stroke]) -> list[Rule]:
    """Joins collinear pieces that touch, overlap, or follow each other like dashes. Sorted by position."""
    lines: list[list[Stroke]] = []
    for stroke in sorted(strokes):
        if lines and stroke.position - lines[-1][0].position <= SAME_LINE:
            lines[-1].append(stroke)
        else:
            lines.append([stroke])
    rules = []
    for line in lines:
        position = _weighted_position(line)
        start, end, piece = 0.0, -1.0, 0.0
        for stroke in sorted(line, key=lambda one: one.start):
            length, gap = stroke.end - stroke.start, stroke.start - end
            is_dash = length <= DASH_LENGTH and piece <= DASH_LENGTH and gap <= DASH_GAP
            if end >= start and (gap <= TOUCH or is_dash):
                end = max(end, stroke.end)
            else:
                if end > start:
                    rules.append(Rule(position, start, end))
                start, end = stroke.start, stroke.end
            piece = length
        if end > start:
            rules.append(Rule(position, start, end))
    return [rule for rule in rules if rule.end - rule.start > NOISE]


def _weighted_position(line: Sequence[Stroke]) -> float:
    total = sum(stroke.end - stroke.start for stroke in line)
    if total <= 0:
        return line[0].position
    return sum(stroke.position * (stroke.end - stroke.start) for stroke in line) / total


def connect(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[Component]:
    """Groups rules that meet, directly or through others. Rules must be sorted by position."""
    count = len(horizontal)
    parent = list(range(count + len(vertical)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    positions = [rule.position for rule in horizontal]
    starts = numpy.array([rule.start for rule in horizontal]) - TOUCH
    ends = numpy.array([rule.end for rule in horizontal]) + TOUCH
    for index, rule in enumerate(vertical):
        first, last = bisect_left(positions, rule.start - TOUCH), bisect_right(positions, rule.end + TOUCH)
        if first == last:
            continue
        meets = (starts[first:last] <= rule.position) & (ends[first:last] >= rule.position)
        for hit in numpy.nonzero(meets)[0].tolist():
            parent[root(first + hit)] = root(count + index)
    members: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate(horizontal):
        members[root(index)][0].append(rule)
    for index, rule in enumerate(vertical):
        members[root(count + index)][1].append(rule)
    return [Component(tuple(across), tuple(down)) for across, down in members.values()]


def snap_positions(values: Iterable[float], within: float = SNAP) -> list[float]:
    """Merges positions that lie within so many points into their mean; ascending."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= within:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def tile_component(component: Component, has_text: TextProbe, max_cells: int) -> Lattice | None:
    """The table that connected rules draw, or None where they enclose nothing.

    A table whose outer rules are missing on a side ends where its other rules end, provided text stands there.
    Raises TooLarge above ``max_cells`` grid positions.
    """
    box = component.box
    ys = snap_positions(rule.position for rule in component.horizontal)
    xs = snap_positions(rule.position for rule in component.vertical)
    if not xs or not ys:
        return None
    xs = _with_open_sides(xs, box.x0, box.x1, lambda low, high: has_text(Box(low, box.top, high, box.bottom)))
    ys = _with_open_sides(ys, box.top, box.bottom, lambda low, high: has_text(Box(box.x0, low, box.x1, high)))
    if len(xs) < 2 or len(ys) < 2:
        return None
    if (len(xs) - 1) * (len(ys) - 1) > max_cells:
        raise TooLarge("一页表格的单元格数超过上限", "a table on one page has more cells than the limit")
    across = _ruled_sides(component.horizontal, ys, xs)
    down = _ruled_sides(component.vertical, xs, ys)
    keep_rows = [0] + [row for row in range(1, len(ys) - 1) if across[row].any()] + [len(ys) - 1]
    keep_columns = [0] + [column for column in range(1, len(xs) - 1) if down[column].any()] + [len(xs) - 1]
    if len(keep_rows) < len(ys) or len(keep_columns) < len(xs):
        ys, xs = [ys[row] for row in keep_rows], [xs[column] for column in keep_columns]
        across = _ruled_sides(component.horizontal, ys, xs)
        down = _ruled_sides(component.vertical, xs, ys)
    return _tile(xs, ys, across, down.T)


class TextProbe:
    """Says whether the centre of any glyph lies in a box. The centres are asked for when the first question comes."""

    def __init__(self, centres: Callable[[], numpy.typing.NDArray[numpy.float64]]) -> None:
        self.source = centres
        self.centres: numpy.typing.NDArray[numpy.float64] | None = None

    def __call__(self, box: Box) -> bool:
        if self.centres is None:
            self.centres = self.source()
        x, y = self.centres[:, 0], self.centres[:, 1]
        return bool(((x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom)).any())


def _with_open_sides(values: list[float], low: float, high: float, filled: Callable[[float, float], bool]) -> list[float]:
    if values[0] - low > SNAP and filled(low, values[0]):
        values = [low, *values]
    if high - values[-1] > SNAP and filled(values[-1], high):
        values = [*values, high]
    return values


def _ruled_sides(
    rules: Sequence[Rule], positions: Sequence[float], crossings: Sequence[float]
) -> numpy.typing.NDArray[numpy.bool_]:
    """(positions, crossings - 1): whether the stretch between two crossings is ruled at a position."""
    low, high = numpy.array(crossings[:-1]), numpy.array(crossings[1:])
    covered = numpy.zeros((len(positions), len(low)))
    intervals: list[list[tuple[float, float]]] = [[] for _ in positions]
    for rule in rules:
        nearest = bisect_left(positions, rule.position)
        if nearest == len(positions) or (
            nearest > 0 and rule.position - positions[nearest - 1] < positions[nearest] - rule.position
        ):
            nearest -= 1
        intervals[nearest].append((rule.start, rule.end))
    for row, pieces in enumerate(intervals):
        reached = -1e9
        for start, end in sorted(pieces):
            start = max(start, reached)
            if end > start:
                covered[row] += numpy.clip(numpy.minimum(end, high) - numpy.maximum(start, low), 0, None)
                reached = end
    ruled: numpy.typing.NDArray[numpy.bool_] = covered >= COVERED * (high - low)
    return ruled


def _tile(
    xs: Sequence[float],
    ys: Sequence[float],
    across: numpy.typing.NDArray[numpy.bool_],
    down: numpy.typing.NDArray[numpy.bool_],
) -> Lattice:
    """Cuts the grid into rectangles, each as large as the rules around it allow. ``across[r][c]``: the top of position
    (r, c) is ruled; ``down[r][c]``: its left side is. The rim of the grid counts as ruled."""
    rows, columns = len(ys) - 1, len(xs) - 1
    top, left = across.tolist(), down.tolist()
    taken = [[False] * columns for _ in range(rows)]
    tiles: list[Tile] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column + 1
            while right < columns and not left[row][right] and not taken[row][right]:
                right += 1
            low = row + 1
            while low < rows and not (
                any(top[low][column:right]) or any(taken[low][column:right]) or any(left[low][column + 1 : right])
            ):
                low += 1
            for line in range(row, low):
                taken[line][column:right] = [True] * (right - column)
            tiles.append(Tile(row, column, low - row, right - column))
    return Lattice(tuple(xs), tuple(ys), tuple(tiles))

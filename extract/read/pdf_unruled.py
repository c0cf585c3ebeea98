"""Tables without vertical rules (无竖线表、三线表): columns from the alignment of the text, headings from what they stand over.

Only what several rows agree on becomes a column; what stays uncertain is set where it is printed and named in
``uncertain``, which becomes a ReadingDoubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ..cell_grid import Box
from .pdf_lattice import SNAP, Lattice, Rule
from .pdf_lines import PageText, read_text
from .pdf_segments import Segment, segment_lines

SHORTEST_TABLE_RULE = 60.0
SAME_EXTENT = 6.0
"""Points by which the ends of the full-width rules of one table may differ."""
SAME_ROW = 0.9
"""Share of an em within which lines belong to one row: an amount set midway beside a label of two lines."""
LEAST_ROWS = 2


class Part(NamedTuple):
    """A cell: grid position, spans, text, and the box that its columns and row take up."""

    row: int
    column: int
    text: str
    row_span: int
    column_span: int
    box: Box


class UnruledTable(NamedTuple):
    """A table found by alignment; ``indices`` are the glyphs that it took."""

    parts: tuple[Part, ...]
    row_count: int
    column_count: int
    box: Box
    indices: tuple[int, ...]
    uncertain: tuple[tuple[str, Box], ...]


@dataclass
class Row:
    """Lines that form one row, between ``top`` and ``bottom``."""

    lines: list[list[Segment]]
    top: float
    bottom: float

    @property
    def segments(self) -> list[Segment]:
        return [segment for line in self.lines for segment in line]


@dataclass
class _Draft:
    """A table under construction: ``taken`` maps (row, first column, last column) to glyphs."""

    columns: list[tuple[float, float]]
    rows: list[tuple[float, float]] = field(default_factory=list)
    taken: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)
    tall: set[tuple[int, int]] = field(default_factory=set)
    uncertain: list[Segment] = field(default_factory=list)


def find_unruled(text: PageText, indices: Sequence[int], rules: Sequence[Rule], taken: Sequence[Box]) -> list[UnruledTable]:
    """Tables drawn with horizontal rules only, among the given glyphs and the rules that belong to no lattice."""
    free = [rule for rule in free_rules(rules, taken) if rule.end - rule.start >= SHORTEST_TABLE_RULE]
    tables: list[UnruledTable] = []
    left = set(indices)
    for extent in _extents(free):
        x0, x1 = min(rule.start for rule in extent), max(rule.end for rule in extent)
        ys = [rule.position for rule in extent]
        inside = [
            index
            for index in indices
            if index in left and x0 - 3 <= text.centres[index][0] <= x1 + 3 and ys[0] <= text.centres[index][1] <= ys[-1]
        ]
        bands = _bands(segment_lines(text, inside), ys)
        for group in _split_bands(bands):
            short = [rule for rule in free if rule not in extent and x0 - 3 <= rule.start and rule.end <= x1 + 3]
            table = _build(text, group, short, x0, x1)
            if table is not None:
                top, bottom = group[0].top, group[-1].bottom
                whole = [index for index in inside if text.turn[index] == 0 and top <= text.centres[index][1] <= bottom]
                table = table._replace(indices=tuple(whole))  # with the copies printed for boldness
                tables.append(table)
                left.difference_update(table.indices)
    return tables


def free_rules(rules: Sequence[Rule], taken: Sequence[Box]) -> list[Rule]:
    """The rules that lie in none of the boxes."""
    return [
        rule
        for rule in rules
        if not any(
            box.x0 - 1 <= rule.start and rule.end <= box.x1 + 1 and box.top - 1 <= rule.position <= box.bottom + 1
            for box in taken
        )
    ]


def split_columns(text: PageText, indices: Sequence[int], lattice: Lattice) -> UnruledTable | None:
    """The columns of a frame with row rules but no vertical rules; None when its text shows no second column."""
    bands = _bands(segment_lines(text, indices), lattice.ys)
    if sum(any(len(line) > 1 for line in band.lines) for band in bands) * 2 <= len(bands):
        return None
    return _build(text, bands, [], lattice.xs[0], lattice.xs[-1])


def _extents(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of two or more rules that begin and end alike, widest first."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: (one.start - one.end, one.position)):
        for group in groups:
            if abs(group[0].start - rule.start) <= SAME_EXTENT and abs(group[0].end - rule.end) <= SAME_EXTENT:
                if all(abs(rule.position - other.position) > SNAP for other in group):
                    group.append(rule)
                break
        else:
            groups.append([rule])
    return [sorted(group, key=lambda one: one.position) for group in groups if len(group) > 1]


def _bands(lines: Sequence[list[Segment]], ys: Sequence[float]) -> list[Row]:
    """What stands between each two neighbouring full-width rules."""
    return [Row([line for line in lines if high <= line[0].middle < low], high, low) for high, low in pairwise(ys)]


def _split_bands(bands: Sequence[Row]) -> list[list[Row]]:
    """Parts tables that stand above each other with the same width: between them are a caption or nothing."""
    groups: list[list[Row]] = [[]]
    for band in bands:
        em = max((segment.em for segment in band.segments), default=10.0)
        parted = all(len(line) == 1 for line in band.lines) and band.bottom - band.top > 3 * em
        if parted or (not band.lines and band.bottom - band.top > 2 * em):
            groups.append([])
        else:
            groups[-1].append(band)
    return [group for group in groups if group]


def _build(text: PageText, bands: Sequence[Row], short: Sequence[Rule], x0: float, x1: float) -> UnruledTable | None:
    body_lines = [line for band in (bands[1:] or bands) for line in band.lines]
    telling = [line for line in body_lines if len(line) > 1]
    if len(telling) < min(LEAST_ROWS, len(bands)) or 2 * len(telling) < len(body_lines):
        return None
    columns = _columns(telling)
    if len(bands) > 1:
        columns = _with_heading_columns(columns, bands[0])
    if len(columns) < 2:
        return None
    draft = _Draft(columns)
    rest = list(bands)
    if len(bands) > 1:
        _place_heading(draft, rest.pop(0), short)
    one_row_each = len(rest) >= 3 or all(_is_one_row(band) for band in rest)
    for band in rest:
        for row in [band] if one_row_each else _rows_of(band, draft):
            _place_row(draft, row)
    return _finish(text, draft, x0, x1)


def _columns(lines: Sequence[list[Segment]]) -> list[tuple[float, float]]:
    """Stretches across the page that text of any line covers; between them every line is empty."""
    merged: list[list[float]] = []
    for segment in sorted(segment for line in lines for segment in line):
        if merged and segment.x0 <= merged[-1][1] + 0.2 * segment.em:
            merged[-1][1] = max(merged[-1][1], segment.x1)
        else:
            merged.append([segment.x0, segment.x1])
    return [(low, high) for low, high in merged]


def _with_heading_columns(columns: list[tuple[float, float]], heading: Row) -> list[tuple[float, float]]:
    """Adds columns that only have a heading: nothing is printed in them below."""
    extra = [
        (segment.x0, segment.x1)
        for segment in heading.segments
        if not any(segment.x0 < high and low < segment.x1 for low, high in columns)
        and not (columns[0][0] < segment.x0 and segment.x1 < columns[-1][1] and len(heading.lines) > 1)
    ]
    merged: list[tuple[float, float]] = []
    for low, high in sorted(extra):
        if merged and low < merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return sorted([*columns, *merged])


def _span(columns: Sequence[tuple[float, float]], x0: float, x1: float) -> tuple[int, int] | None:
    """First and last column that a stretch overlaps; the nearest one if it stands in between."""
    hit = [at for at, (low, high) in enumerate(columns) if x0 < high and low < x1]
    return (hit[0], hit[-1]) if hit else None


def _place_heading(draft: _Draft, band: Row, short: Sequence[Rule]) -> None:
    """One heading row, or two where headings stand over groups of columns (跨列表头)."""
    dividers = [rule for rule in short if band.top + SNAP < rule.position < band.bottom - SNAP]
    spans = [(segment, _span(draft.columns, segment.x0, segment.x1)) for segment in band.segments]
    groups = [(segment, span) for segment, span in spans if span is not None and span[0] < span[1]]
    if not dividers and not groups and not any(span is None for _, span in spans):
        row = len(draft.rows)
        draft.rows.append((band.top, band.bottom))
        for segment, span in spans:
            assert span is not None
            draft.taken.setdefault((row, *span), []).extend(segment.indices)
        return
    _place_two_storeys(draft, band, dividers)


def _place_two_storeys(draft: _Draft, band: Row, dividers: Sequence[Rule]) -> None:
    columns = draft.columns
    upper_row, lower_row = len(draft.rows), len(draft.rows) + 1
    if dividers:
        split = dividers[0].position
    else:
        wide = [
            segment for segment in band.segments if (span := _span(columns, segment.x0, segment.x1)) is None or span[0] < span[1]
        ]
        split = max(segment.bottom for segment in wide)
    draft.rows += [(band.top, split), (split, band.bottom)]
    lower = [segment for segment in band.segments if segment.middle > split]
    under = {at for segment in lower if (span := _span(columns, segment.x0, segment.x1)) for at in range(span[0], span[1] + 1)}
    grouped: set[int] = set()
    for segment in (one for one in band.segments if one.middle <= split):
        reach = next(
            ((rule.start, rule.end) for rule in dividers if rule.start - 3 <= segment.x0 and segment.x1 <= rule.end + 3), None
        )
        if reach is not None:
            span = _span(columns, *reach)
        else:
            span = _group_under(columns, segment, under)
            if span is None or span[0] < span[1]:
                draft.uncertain.append(segment)
        if span is None:
            near = min(range(len(columns)), key=lambda at: abs(sum(columns[at]) - segment.x0 - segment.x1))
            span = (near, near)
        if span[0] < span[1] or reach is not None:
            grouped.update(range(span[0], span[1] + 1))
        draft.taken.setdefault((upper_row, *span), []).extend(segment.indices)
    for segment in lower:
        span = _span(columns, segment.x0, segment.x1)
        if span is None:
            near = min(range(len(columns)), key=lambda at: abs(sum(columns[at]) - segment.x0 - segment.x1))
            span = (near, near)
            draft.uncertain.append(segment)
        row = lower_row if span[0] in grouped else upper_row
        draft.taken.setdefault((row, *span), []).extend(segment.indices)
    draft.tall.update((upper_row, at) for at in range(len(columns)) if at not in grouped)


def _group_under(columns: Sequence[tuple[float, float]], segment: Segment, under: set[int]) -> tuple[int, int] | None:
    """The columns over whose middle a heading is centred. Callers report every group that is found this way."""
    hit = _span(columns, segment.x0, segment.x1)
    if hit is not None and hit[0] == hit[1] and hit[0] not in under:
        return hit
    first, last = hit if hit is not None else (len(columns), -1)
    middle = (segment.x0 + segment.x1) / 2
    choices = [
        (abs((columns[low][0] + columns[high][1]) / 2 - middle), low, high)
        for low in range(len(columns))
        for high in range(low + 1, len(columns))
        if low <= first and high >= last and columns[low][0] <= middle <= columns[high][1] and set(range(low, high + 1)) <= under
    ]
    return min(choices)[1:] if choices else hit


def _is_one_row(band: Row) -> bool:
    return sum(len(line) > 1 for line in band.lines) <= 1


def _rows_of(band: Row, draft: _Draft) -> list[Row]:
    """The rows in a band that holds many: lines that overlap in height are one row, each other line is a row.

    A line with a single piece under a full label may be its continuation; that is not known, so it is named uncertain.
    """
    rows: list[Row] = []
    for line in sorted(band.lines, key=lambda one: one[0].middle):
        em = max(segment.em for segment in line)
        if rows and line[0].middle - rows[-1].lines[-1][0].middle < SAME_ROW * em:
            rows[-1].lines.append(line)
            continue
        if rows and len(line) == 1 and _fills_column(rows[-1], line[0], draft.columns):
            draft.uncertain.append(line[0])
        rows.append(Row([line], 0.0, 0.0))
    edges = [band.top]
    for above, below in pairwise(rows):
        edges.append((max(s.bottom for s in above.segments) + min(s.top for s in below.segments)) / 2)
    edges.append(band.bottom)
    for row, high, low in zip(rows, edges, edges[1:], strict=False):
        row.top, row.bottom = high, low
    return rows


def _fills_column(above: Row, segment: Segment, columns: Sequence[tuple[float, float]]) -> bool:
    span = _span(columns, segment.x0, segment.x1)
    if span is None or span[0] < span[1]:
        return True
    return any(
        _span(columns, other.x0, other.x1) == span and other.x1 > columns[span[0]][1] - 1.5 * segment.em
        for other in above.segments
    )


def _place_row(draft: _Draft, row: Row) -> None:
    number = len(draft.rows)
    draft.rows.append((row.top, row.bottom))
    for segment in row.segments:
        span = _span(draft.columns, segment.x0, segment.x1)
        if span is None:
            near = min(range(len(draft.columns)), key=lambda at: abs(sum(draft.columns[at]) - segment.x0 - segment.x1))
            span = (near, near)
            draft.uncertain.append(segment)
        elif span[0] < span[1] and len(row.segments) > 1:
            draft.uncertain.append(segment)
        draft.taken.setdefault((number, *span), []).extend(segment.indices)


def _finish(text: PageText, draft: _Draft, x0: float, x1: float) -> UnruledTable:
    """Tiles the grid: overlapping spans of one row become one cell, free positions become empty cells."""
    columns, rows = draft.columns, draft.rows
    xs = [x0] + [(left[1] + right[0]) / 2 for left, right in pairwise(columns)] + [x1]
    parts: list[Part] = []
    indices: list[int] = []
    covered: set[tuple[int, int]] = set()
    for row, (top, _) in enumerate(rows):
        at = 0
        while at < len(columns):
            if (row, at) in covered:
                at += 1
                continue
            last, members = at, []
            while True:
                wider = [key for key in draft.taken if key[0] == row and at <= key[1] <= last]
                reach = max((key[2] for key in wider), default=last)
                if reach == last:
                    members = [index for key in wider for index in draft.taken[key]]
                    break
                last = reach
            height = 2 if all((row, column) in draft.tall for column in range(at, last + 1)) else 1
            covered.update((row + 1, column) for column in range(at, last + 1) if height == 2)
            box = Box(xs[at], top, xs[last + 1], rows[row + height - 1][1])
            words = read_text(text, members)
            parts.append(Part(row, at, words, height, last - at + 1, box))
            indices.extend(members)
            at = last + 1
    uncertain = tuple(
        (
            read_text(text, segment.indices),
            Box(segment.x0, segment.top, segment.x1, segment.bottom),
        )
        for segment in draft.uncertain
    )
    box = Box(x0, rows[0][0], x1, rows[-1][1])
    return UnruledTable(tuple(parts), len(rows), len(columns), box, tuple(indices), uncertain)

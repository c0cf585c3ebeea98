"""Tables without any rules (无框线表): lines of figures under each other, whose columns the text alone shows.

A table is read only where its columns are clear: the pieces of all its lines leave the same gaps, and every piece lies in one
column. Where a piece lies in several, it is set where it begins and named ``uncertain``, which becomes a ReadingDoubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ..cell_grid import Box
from .pdf_lines import PageText, read_lines, read_text
from .pdf_segments import FIGURE_GAP, TEXT_GAP
from .pdf_unruled import Part, UnruledTable

FIGURE = re.compile(r"^[-+(（]?\d[\d,，]*(?:\.\d+)?%?[)）]?$|^[—–-]+$")
LEAST_LINES = 4
"""So many lines of figures make a table: fewer may be prose that a figure stands beside."""
LEAST_FIGURES = 2
"""Figures in a column."""
SAME_START = 1.0
"""Points by which the beginnings of the texts of one column differ."""
LEAST_STARTS = 3
"""So many lines on which a text begins at a place, after a gap, make that place the beginning of a column."""
NARROWEST = 1.0
"""Points between two columns at least."""
LOOSE, NEXT = 1.35, 1.1
"""Times the usual distance of lines: further apart the table ends; so near a line of one piece still belongs to it."""
APART = 0.5
"""Ems between a heading over nothing and its neighbours."""
LARGER = 1.15
"""Times the print of a heading, from which a line over it is a title."""
MOST_HEADINGS = 4


class Piece(NamedTuple):
    """A text of a line that may be a cell."""

    x0: float
    x1: float
    indices: tuple[int, ...]
    text: str


class LineOfPieces(NamedTuple):
    """A line cut into pieces. ``baseline`` grows downwards."""

    baseline: float
    em: float
    pieces: tuple[Piece, ...]


def find_ruleless(text: PageText, indices: Sequence[int]) -> list[UnruledTable]:
    """The tables among the given glyphs, of which no rule says anything."""
    upright = [index for index in indices if text.turn[index] == 0]
    if sum(text.characters[index].isdigit() for index in upright) < LEAST_LINES * LEAST_FIGURES:
        return []
    lines = _cut(text, upright)
    tables = []
    at = 0
    while at < len(lines):
        body = _body_from(lines, at)
        if body is None:
            at += 1
            continue
        first, last, pitch = body
        table = _build(text, lines, first, last, pitch, at)
        at = last + 1
        if table is not None:
            tables.append(table)
    return tables


def _cut(text: PageText, indices: Sequence[int]) -> list[LineOfPieces]:
    """The lines of the page, cut where they show a gap, and where a text begins at the beginning of a column."""
    rows = [[index for index in line.indices if not text.characters[index].isspace()] for line in read_lines(text, indices)]
    starts: dict[int, int] = {}
    for row in rows:
        for previous, index in pairwise(row):
            if _gap(text, previous, index) == "wide":
                key = round(text.along[index] / SAME_START)
                starts[key] = starts.get(key, 0) + 1
    lines = []
    for row in rows:
        pieces: list[list[int]] = []
        for position, index in enumerate(row):
            previous = row[position - 1] if position else -1
            if previous < 0 or _gap(text, previous, index) == "wide" or _begins_column(text, previous, index, starts):
                pieces.append([index])
            else:
                pieces[-1].append(index)
        if pieces:
            em = max(text.size[index] for index in row)
            lines.append(LineOfPieces(max(text.across[index] for index in row), em, tuple(_piece(text, one) for one in pieces)))
    return sorted(lines, key=lambda line: line.baseline)


def _gap(text: PageText, previous: int, index: int) -> str:
    em = max(text.size[previous], text.size[index], 0.1)
    narrow = text.characters[previous].isascii() and text.characters[index].isascii()
    wide = text.along[index] - text.end[previous] > (FIGURE_GAP if narrow else TEXT_GAP) * em
    return "wide" if wide else "none"


def _begins_column(text: PageText, previous: int, index: int, starts: dict[int, int]) -> bool:
    """Whether another text object begins where many lines have a text after a gap: a label that fills its cell to the end."""
    if text.owner[previous] == text.owner[index]:
        return False
    key = round(text.along[index] / SAME_START)
    return starts.get(key - 1, 0) + starts.get(key, 0) + starts.get(key + 1, 0) >= LEAST_STARTS


def _piece(text: PageText, indices: Sequence[int]) -> Piece:
    box = text.box_of(indices)
    return Piece(box.x0, box.x1, tuple(indices), "".join(text.characters[index] for index in indices))


def _has_figures(line: LineOfPieces) -> bool:
    return len(line.pieces) > 1 and any(FIGURE.match(piece.text) for piece in line.pieces)


def _body_from(lines: Sequence[LineOfPieces], start: int) -> tuple[int, int, float] | None:
    """First and last line of a run of lines of figures that begins at a line, and their usual distance."""
    if not _has_figures(lines[start]):
        return None
    members = [start]
    distances: list[float] = []
    for at in range(start + 1, len(lines)):
        distance = lines[at].baseline - lines[at - 1].baseline
        usual = sorted(distances)[len(distances) // 2] if distances else 3 * lines[start].em
        if distance > LOOSE * usual or distance > 4 * lines[at].em:
            break
        if len(lines[at].pieces) == 1 and not _stands_in_first_column(lines, members, lines[at]):
            break
        distances.append(distance)
        members.append(at)
    while len(members) > 1 and not _has_figures(lines[members[-1]]):
        members.pop()
    if sum(_has_figures(lines[at]) for at in members) < LEAST_LINES:
        return None
    return members[0], members[-1], sorted(distances)[len(distances) // 2]


def _stands_in_first_column(lines: Sequence[LineOfPieces], members: Sequence[int], line: LineOfPieces) -> bool:
    """Whether a line of a single piece is a row without figures: it begins where labels begin and ends before the figures."""
    labels = [lines[at].pieces for at in members if _has_figures(lines[at])]
    figures = [piece.x0 for pieces in labels for piece in pieces if FIGURE.match(piece.text) and piece is not pieces[0]]
    begins = any(abs(pieces[0].x0 - line.pieces[0].x0) <= 3 * line.em for pieces in labels)
    return begins and line.pieces[0].x1 < max(figures, default=0.0)


def _build(text: PageText, lines: list[LineOfPieces], first: int, last: int, pitch: float, lowest: int) -> UnruledTable | None:
    head = _heading_from(lines, first, pitch)
    body = lines[first : last + 1]
    columns = _columns([line for line in body if len(line.pieces) > 1], lines[head:first])
    if columns is None or len(columns) < 3:
        return None
    spans = [[_span(columns, piece) for piece in line.pieces] for line in body]
    crossing = sum(one[0] < one[1] for line in spans for one in line)
    if crossing * 10 > sum(map(len, spans)):
        return None  # its columns are not clear
    return _tile(text, lines[head:first], body, columns, pitch)


def _heading_from(lines: Sequence[LineOfPieces], first: int, pitch: float) -> int:
    """The first line of the heading over a body: lines of several pieces, and single ones set between two such lines."""
    at = first
    while at > 0 and first - at < MOST_HEADINGS:
        line, distance = lines[at - 1], lines[at].baseline - lines[at - 1].baseline
        # a line of one piece, printed no larger and no further off than a row, stands over some of the columns
        alone = len(line.pieces) == 1 and (at == first or distance > NEXT * pitch or line.em > LARGER * lines[at].em)
        if distance > LOOSE * pitch or alone or _has_prose(line):
            break
        at -= 1
    return at


def _has_prose(line: LineOfPieces) -> bool:
    return any("：" in piece.text or ":" in piece.text for piece in line.pieces)


def _columns(lines: Sequence[LineOfPieces], heading: Sequence[LineOfPieces]) -> list[tuple[float, float]] | None:
    """Stretches across the page that the pieces cover; a piece that reaches its neighbour is cut before it."""
    cut = [
        (piece.x0, min(piece.x1, following.x0 - 2 * NARROWEST) if following is not None else piece.x1)
        for line in lines
        for piece, following in zip(line.pieces, [*line.pieces[1:], None], strict=True)
    ]
    merged: list[list[float]] = []
    for x0, x1 in sorted(cut):
        if merged and x0 < merged[-1][1] + NARROWEST:
            merged[-1][1] = max(merged[-1][1], x1)
        else:
            merged.append([x0, x1])
    columns = [(low, high) for low, high in merged]
    lowest = [(piece.x0, piece.x1) for piece in heading[-1].pieces] if heading else []
    for number, line in enumerate(heading):
        above = number + 1 < len(heading)
        known = [*columns, *lowest] if above else list(columns)
        room = APART * line.em if above else 0.0  # one that nearly touches what stands below is a heading over columns
        columns += [
            (piece.x0, piece.x1)
            for piece in line.pieces
            if len(heading[-1].pieces) > 1 and not any(piece.x0 < high + room and low - room < piece.x1 for low, high in known)
        ]  # columns in which nothing is printed below their heading
    columns.sort()
    if any(right[0] - left[1] < 0 for left, right in pairwise(columns)):
        return None
    return columns


def _span(columns: Sequence[tuple[float, float]], piece: Piece) -> tuple[int, int]:
    """First and last column that a piece lies in; it may reach a little into the next, as long labels do."""
    hit = [at for at, (low, high) in enumerate(columns) if piece.x0 < high and low < piece.x1]
    if not hit:
        near = min(range(len(columns)), key=lambda at: abs(sum(columns[at]) - piece.x0 - piece.x1))
        return near, near
    last = hit[-1]
    if last > hit[0] and piece.x1 - columns[last][0] < 1.5:
        last = hit[-2]
    return hit[0], last


class _Placed(NamedTuple):
    row: int
    column: int
    row_span: int
    column_span: int
    indices: tuple[int, ...]
    is_certain: bool


def _tile(
    text: PageText,
    heading: Sequence[LineOfPieces],
    body: Sequence[LineOfPieces],
    columns: list[tuple[float, float]],
    pitch: float,
) -> UnruledTable:
    placed, storeys = _place_heading(heading, columns)
    for number, line in enumerate(body):
        taken: set[int] = set()
        for piece in line.pieces:
            first, last = _span(columns, piece)
            free = first not in taken
            taken.add(first)
            placed.append(_Placed(storeys + number, first, 1, 1, piece.indices, first == last and free))
    xs = _column_edges(heading, columns)
    ys = _row_edges(heading, body, storeys, pitch)
    cells: dict[tuple[int, int], list[_Placed]] = {}
    for one in placed:
        cells.setdefault((one.row, one.column), []).append(one)
    parts: list[Part] = []
    covered: set[tuple[int, int]] = set()
    uncertain: list[tuple[str, Box]] = []
    for row in range(len(ys) - 1):
        for column in range(len(columns)):
            if (row, column) in covered:
                continue
            here = cells.get((row, column), [])
            high, wide = max((one.row_span for one in here), default=1), max((one.column_span for one in here), default=1)
            covered.update((row + down, column + right) for down in range(high) for right in range(wide))
            box = Box(xs[column], ys[row], xs[column + wide], ys[row + high])
            words = read_text(text, [index for one in here for index in one.indices])
            parts.append(Part(row, column, words, high, wide, box))
            if not all(one.is_certain for one in here):
                uncertain.append((words, box))
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    taken_glyphs = tuple(index for one in placed for index in one.indices)
    return UnruledTable(tuple(parts), len(ys) - 1, len(columns), box, taken_glyphs, tuple(uncertain))


def _column_edges(heading: Sequence[LineOfPieces], columns: list[tuple[float, float]]) -> list[float]:
    """Sides of the columns, with room for headings that are wider than what stands below them."""
    wide = [list(column) for column in columns]
    for piece in (piece for line in heading for piece in line.pieces):
        first, last = _span(columns, piece)
        if first == last:
            wide[first] = [min(wide[first][0], piece.x0), max(wide[first][1], piece.x1)]
    inner = [(left[1] + right[0]) / 2 for left, right in pairwise(wide)]
    return [wide[0][0] - 2.0, *inner, wide[-1][1] + 2.0]


def _row_edges(heading: Sequence[LineOfPieces], body: Sequence[LineOfPieces], storeys: int, pitch: float) -> list[float]:
    """Heights between the rows; the rows of the heading share what it takes up."""
    middles = [line.baseline - 0.35 * line.em for line in body]
    top = middles[0] - pitch / 2
    edges = [top, *((above + below) / 2 for above, below in pairwise(middles)), middles[-1] + pitch / 2]
    if storeys:
        first = heading[0].baseline - 0.35 * heading[0].em - pitch / 2
        edges = [first + (top - first) * at / storeys for at in range(storeys)] + edges
    return edges


def _place_heading(heading: Sequence[LineOfPieces], columns: list[tuple[float, float]]) -> tuple[list[_Placed], int]:
    """The heading's pieces in one row, or in two where a piece stands over others (跨列表头): it reaches from the column under
    its beginning, or under its middle, to the next piece of its storey."""
    pieces = [(line.baseline, piece) for line in heading for piece in line.pieces]
    if not pieces:
        return [], 0
    lowest = max(baseline for baseline, _ in pieces)
    lower = {_span(columns, piece)[0] for baseline, piece in pieces if baseline > lowest - 1}
    upper = [piece for baseline, piece in pieces if baseline <= lowest - 1]
    groups = sorted(piece for piece in upper if _stands_over(columns, piece, lower))
    if not groups:
        merged: dict[int, list[int]] = {}
        for _, piece in pieces:
            merged.setdefault(_span(columns, piece)[0], []).extend(piece.indices)
        crossing = {_span(columns, piece)[0] for _, piece in pieces if _span(columns, piece)[0] < _span(columns, piece)[1]}
        return [_Placed(0, at, 1, 1, tuple(indices), at not in crossing) for at, indices in merged.items()], 1
    alone = {_span(columns, piece)[0] for piece in upper if piece not in groups}
    placed: list[_Placed] = []
    under: set[int] = set()
    for piece, (first, last, certain) in zip(groups, _reaches(columns, groups, lower, alone), strict=True):
        placed.append(_Placed(0, first, 1, last - first + 1, piece.indices, certain))
        under.update(range(first, last + 1))
    rest: dict[int, list[int]] = {}
    astray: set[int] = set()
    for _, piece in pieces:
        if piece not in groups:
            if not any(piece.x0 < high and low < piece.x1 for low, high in columns):
                astray.add(_span(columns, piece)[0])
            rest.setdefault(_span(columns, piece)[0], []).extend(piece.indices)
    for at in range(len(columns)):
        row, span = (1, 1) if at in under else (0, 2)
        placed.append(_Placed(row, at, span, 1, tuple(rest.get(at, ())), at not in astray))
    return placed, 2


def _stands_over(columns: list[tuple[float, float]], piece: Piece, lower: set[int]) -> bool:
    first, last = _span(columns, piece)
    return bool(set(range(first, last + 1)) & lower) or first < last


def _reaches(
    columns: list[tuple[float, float]], groups: Sequence[Piece], lower: set[int], alone: set[int]
) -> list[tuple[int, int, bool]]:
    """First and last column of each group, and whether that is certain: all begin where their first column begins, or all stand
    in the middle of theirs."""
    starts = [_span(columns, piece)[0] for piece in groups]
    aligned = all(abs(columns[at][0] - piece.x0) <= 2.0 for at, piece in zip(starts, groups, strict=True))
    if aligned:
        limits = [*starts[1:], len(columns)]
        ends = []
        for start, limit in zip(starts, limits, strict=True):
            end = start
            while end + 1 < limit and end + 1 in lower and end + 1 not in alone:
                end += 1
            ends.append(end)
        return [(start, end, True) for start, end in zip(starts, ends, strict=True)]
    found = []
    for piece in groups:
        middle, hit = (piece.x0 + piece.x1) / 2, _span(columns, piece)
        choices = sorted(
            (abs((columns[low][0] + columns[high][1]) / 2 - middle), low, high)
            for low in range(hit[0] + 1)
            for high in range(hit[1], len(columns))
            if set(range(low, high + 1)) <= lower - alone
        )
        found.append((choices[0][1], choices[0][2], False) if choices else (*hit, False))
    return found

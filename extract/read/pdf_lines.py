"""Glyphs → lines of text (按基线成行): order along the baseline, printed line breaks, spaces where a gap is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy

from ..cell_grid import Box
from .pdf_geometry import Floats, Integers
from .pdf_glyphs import Glyphs
from .pdf_text_paint import TextPaints

SAME_BASELINE = 0.55
"""Share of an em by which glyphs of one line may differ in height (superscripts, mixed fonts); lines are ≥ 0.9 em apart."""
WORD_GAP = 0.2
"""Share of an em from which a gap between letters or digits is a printed space: two figures must never run together."""
WIDE_GAP = 1.0
"""The same between Chinese characters, which are often spread out over a cell."""
TWICE_PRINTED = 0.15
"""Share of an em within which the same character again is the same character (bold by printing twice)."""
SLANTING = 9
"""The ``turn`` of text that runs neither along nor across the page."""


@dataclass(frozen=True)
class PageText:
    """The glyphs of a page, with what their text objects say. ``turn`` is the direction of reading: 0 rightwards, 1 downwards,
    2 leftwards, 3 upwards, SLANTING; ``size`` is the em in points; ``row`` the row in TextPaints, or -1.
    ``along``, ``across`` and ``end`` are each glyph's start on the baseline, its baseline, and where the next glyph would
    start, in its own direction of reading."""

    characters: list[str]
    owner: list[int]
    ink: Floats
    centres: Floats
    row: Integers
    turn: list[int]
    size: list[float]
    along: list[float]
    across: list[float]
    end: list[float]

    @cached_property
    def boxes(self) -> list[list[float]]:
        """The box of each glyph's ink as plain numbers."""
        plain: list[list[float]] = self.ink.tolist()
        return plain

    @cached_property
    def is_upright(self) -> bool:
        """Whether all text of the page reads rightwards."""
        return not any(self.turn)

    def edges_of(self, line: Line) -> tuple[tuple[float, float], ...]:
        """Left and right edge of the ink of each character of a line that is no white space; empty for turned text."""
        if not self.is_upright and any(self.turn[index] for index in line.indices):
            return ()
        return tuple(
            (self.boxes[index][0], self.boxes[index][2])
            for index in line.indices
            for character in self.characters[index]
            if not character.isspace()
        )

    def box_of(self, indices: Sequence[int]) -> Box:
        """The box around the ink of some glyphs."""
        left, top, right, bottom = zip(*[self.boxes[index] for index in indices], strict=True)
        return Box(min(left), min(top), max(right), max(bottom))


def page_text(glyphs: Glyphs, paints: TextPaints) -> PageText:
    """Joins to each glyph what its text object says about direction and size."""
    rows = paints.row_of
    row = numpy.array(list(map(rows.get, glyphs.owner, repeat(-1))), dtype=numpy.int64)
    turns = numpy.append(_directions(paints), 0)[row]
    sizes = numpy.append(numpy.where(paints.size > 0, paints.size, 10.0), 10.0)[row]
    along, across = glyphs.origin[:, 0], glyphs.origin[:, 1]
    advance, ink = glyphs.advance, glyphs.ink
    end = numpy.maximum(advance[:, 2], ink[:, 2])
    if (turns > 0).any():
        choose = [turns == 1, turns == 2, turns == 3]
        along, across = (
            numpy.select(choose, [across, -along, -across], along),
            numpy.select(choose, [-along, -across, along], across),
        )
        ends = [
            numpy.maximum(advance[:, 3], ink[:, 3]),
            -numpy.minimum(advance[:, 0], ink[:, 0]),
            -numpy.minimum(advance[:, 1], ink[:, 1]),
        ]
        end = numpy.select(choose, ends, end)
    empty = (ink[:, 2] - ink[:, 0] <= 0) | (ink[:, 3] - ink[:, 1] <= 0)
    boxes = numpy.where(empty[:, None], advance, ink)
    return PageText(
        glyphs.characters,
        glyphs.owner,
        ink,
        (boxes[:, :2] + boxes[:, 2:]) / 2,
        row,
        turns.tolist(),
        sizes.tolist(),
        along.tolist(),
        across.tolist(),
        end.tolist(),
    )


def _directions(paints: TextPaints) -> Integers:
    x, y = paints.matrix[:, 0], paints.matrix[:, 1]
    level, upright = numpy.abs(y) <= 0.05 * numpy.abs(x), numpy.abs(x) <= 0.05 * numpy.abs(y)
    return numpy.select([level & (x >= 0), level, upright & (y > 0), upright], [0, 2, 1, 3], SLANTING)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text without spaces at the ends, and its glyphs from first to last."""

    text: str
    indices: tuple[int, ...]


def read_text(page: PageText, indices: Sequence[int]) -> str:
    """The text that the given glyphs form, with the printed line breaks."""
    return "\n".join([line.text for line in read_lines(page, indices)]) if indices else ""


def read_lines(page: PageText, indices: Sequence[int]) -> list[Line]:
    """The lines that the given glyphs form, in reading order; turned text comes line by line in its own direction."""
    if not indices:
        return []
    if page.is_upright:
        return _lines_of_one_direction(page, indices)
    turns = {page.turn[index] for index in indices}
    if len(turns) == 1:
        return _lines_of_one_direction(page, indices)
    lines = []
    for turn in sorted(turns):
        lines += _lines_of_one_direction(page, [index for index in indices if page.turn[index] == turn])
    return sorted(lines, key=lambda line: page.box_of(line.indices)[1::-1])


def _lines_of_one_direction(page: PageText, members: Sequence[int]) -> list[Line]:
    across, size = page.across, page.size
    heights = [across[index] for index in members]
    if max(heights) - min(heights) <= SAME_BASELINE * size[members[0]]:
        line = _line(page, sorted(members, key=page.along.__getitem__))
        return [line] if line is not None else []
    rows: list[list[int]] = []
    baseline = em = 0.0
    for index in sorted(members, key=across.__getitem__):
        if rows and across[index] - baseline <= SAME_BASELINE * max(em, size[index]):
            rows[-1].append(index)
            continue
        rows.append([index])
        baseline, em = across[index], size[index]
    lines = []
    for row in rows:
        row.sort(key=page.along.__getitem__)
        line = _line(page, row)
        if line is not None:
            lines.append(line)
    return lines


def _line(page: PageText, row: list[int]) -> Line | None:
    """Sets the characters of one line, dropping copies printed for boldness. None for a line of spaces."""
    characters, along, end, size = page.characters, page.along, page.end, page.size
    parts: list[str] = []
    used: list[int] = []
    previous = -1
    for index in row:
        character = characters[index]
        if previous >= 0:
            if along[index] - along[previous] <= TWICE_PRINTED * size[index] and _is_copy(page, previous, index):
                continue
            gap = along[index] - end[previous]
            if gap > WORD_GAP * size[index]:
                parts.append(_spaces(page, previous, index, gap / max(size[previous], size[index], 0.1)))
        parts.append(character)
        used.append(index)
        previous = index
    text = "".join(parts).strip()
    return Line(text, tuple(used)) if text else None


def _is_copy(page: PageText, previous: int, index: int) -> bool:
    return (
        page.characters[previous] == page.characters[index]
        and page.owner[previous] != page.owner[index]
        and abs(page.across[previous] - page.across[index]) <= TWICE_PRINTED * page.size[index]
    )


def _spaces(page: PageText, previous: int, index: int, gap: float) -> str:
    """The spaces a printed gap stands for. pdfium folds a run of spaces into one; the width of that one tells how many."""
    left, right = page.characters[previous], page.characters[index]
    if gap <= WORD_GAP:
        return ""
    if left.isspace():
        width = (page.end[previous] - page.along[previous]) / max(page.size[previous], 0.1)
        return left * min(round(gap / width), 200) if width > 0.1 else ""
    if right.isspace():
        return ""
    return " " if gap > WIDE_GAP or (left.isascii() and right.isascii()) else ""

"""Glyphs → lines of text (按基线成行): order along the baseline, printed line breaks, spaces where a gap is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy
import numpy.typing

from ..cell_grid import Box
from .pdf_glyphs import Glyphs
from .pdf_paint import TextPaint

SAME_BASELINE = 0.55
"""Share of an em by which glyphs of one line may differ in height (superscripts, mixed fonts); lines are ≥ 0.9 em apart."""
WORD_GAP = 0.2
"""Share of an em from which a gap between letters or digits is a printed space: two figures must never run together."""
WIDE_GAP = 1.0
"""The same between Chinese characters, which are often spread out over a cell."""
TWICE_PRINTED = 0.15
"""Share of an em within which the same character again is the same character (bold by printing twice)."""


@dataclass(frozen=True)
class PageText:
    """The glyphs of a page as plain lists. ``turn`` is the direction of reading: 0 rightwards, 1 downwards, 2 leftwards,
    3 upwards, None slanting; ``size`` is the em in points."""

    glyphs: Glyphs
    turn: list[int | None]
    size: list[float]
    order: list[int]

    @cached_property
    def ink(self) -> list[list[float]]:
        boxes: list[list[float]] = self.glyphs.ink.tolist()
        return boxes

    @cached_property
    def centres(self) -> numpy.typing.NDArray[numpy.float64]:
        """(n, 2): the middle of what is drawn; of a space, the middle of its advance."""
        ink, advance = self.glyphs.ink, self.glyphs.advance
        empty = (ink[:, 2] - ink[:, 0] <= 0) | (ink[:, 3] - ink[:, 1] <= 0)
        boxes = numpy.where(empty[:, None], advance, ink)
        middles: numpy.typing.NDArray[numpy.float64] = (boxes[:, :2] + boxes[:, 2:]) / 2
        return middles

    @cached_property
    def runs(self) -> list[tuple[float, float, float]]:
        """Per glyph (along, across, end along) in its own direction of reading."""
        origin, advance, ink = self.glyphs.origin.tolist(), self.glyphs.advance.tolist(), self.ink
        found = []
        for (x, y), wide, drawn, turn in zip(origin, advance, ink, self.turn, strict=True):
            if turn == 1:
                found.append((y, -x, max(wide[3], drawn[3])))
            elif turn == 2:
                found.append((-x, -y, -min(wide[0], drawn[0])))
            elif turn == 3:
                found.append((-y, x, -min(wide[1], drawn[1])))
            else:
                found.append((x, y, max(wide[2], drawn[2])))
        return found


def page_text(glyphs: Glyphs, paints: dict[int, TextPaint]) -> PageText:
    """Joins to each glyph what its text object says about direction and size."""
    facts: dict[int, tuple[int | None, float, int]] = {
        handle: (_direction(paint), paint.size or 10.0, paint.order) for handle, paint in paints.items()
    }
    unknown: tuple[int | None, float, int] = (0, 10.0, 0)
    rows = [facts.get(handle, unknown) for handle in glyphs.owner]
    return PageText(glyphs, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _direction(paint: TextPaint) -> int | None:
    along_x, along_y = paint.matrix.a, paint.matrix.b
    if abs(along_y) <= 0.05 * abs(along_x):
        return 0 if along_x >= 0 else 2
    if abs(along_x) <= 0.05 * abs(along_y):
        return 1 if along_y > 0 else 3
    return None


@dataclass(frozen=True)
class Line:
    """One printed line: its text without spaces at the ends, and the box of its ink."""

    text: str
    indices: tuple[int, ...]
    box: Box


def read_lines(page: PageText, indices: Iterable[int]) -> list[Line]:
    """The lines that the given glyphs form, in reading order; turned text comes line by line in its own direction."""
    by_turn: dict[int, list[int]] = {}
    for index in indices:
        by_turn.setdefault(page.turn[index] or 0, []).append(index)
    lines: list[Line] = []
    for members in by_turn.values():
        lines.extend(_lines_of_one_direction(page, members))
    if len(by_turn) > 1:
        lines.sort(key=lambda line: (line.box.top, line.box.x0))
    return lines


def _lines_of_one_direction(page: PageText, members: list[int]) -> list[Line]:
    runs, size = page.runs, page.size
    rows: list[list[int]] = []
    baseline = em = 0.0
    for index in sorted(members, key=lambda one: runs[one][1]):
        across = runs[index][1]
        if rows and across - baseline <= SAME_BASELINE * max(em, size[index]):
            rows[-1].append(index)
            continue
        rows.append([index])
        baseline, em = across, size[index]
    lines = []
    for row in rows:
        row.sort(key=lambda one: runs[one][0])
        line = _line(page, row)
        if line is not None:
            lines.append(line)
    return lines


def _line(page: PageText, row: list[int]) -> Line | None:
    """Sets the characters of one line, dropping copies printed for boldness. None for a line of spaces."""
    characters, runs, sizes = page.glyphs.characters, page.runs, page.size
    parts: list[str] = []
    used: list[int] = []
    for index in row:
        character = characters[index]
        if used:
            if _is_copy(page, used, index):
                continue
            previous = used[-1]
            em = max(sizes[previous], sizes[index], 0.1)
            gap = (runs[index][0] - runs[previous][2]) / em
            if gap > WORD_GAP:
                parts.append(_spaces(page, previous, index, gap))
        parts.append(character)
        used.append(index)
    text = "".join(parts).strip()
    if not text:
        return None
    inked = [page.ink[index] for index in used if not characters[index].isspace()]
    box = Box(min(b[0] for b in inked), min(b[1] for b in inked), max(b[2] for b in inked), max(b[3] for b in inked))
    return Line(text, tuple(used), box)


def _is_copy(page: PageText, used: list[int], index: int) -> bool:
    runs, owner = page.runs, page.glyphs.owner
    near = TWICE_PRINTED * page.size[index]
    for other in used[-2:]:
        if (
            page.glyphs.characters[other] == page.glyphs.characters[index]
            and owner[other] != owner[index]
            and abs(runs[other][0] - runs[index][0]) <= near
            and abs(runs[other][1] - runs[index][1]) <= near
        ):
            return True
    return False


def _spaces(page: PageText, previous: int, index: int, gap: float) -> str:
    """The spaces a printed gap stands for. pdfium folds a run of spaces into one; the width of that one tells how many."""
    left, right = page.glyphs.characters[previous], page.glyphs.characters[index]
    if left.isspace():
        run = page.runs[previous]
        width = (run[2] - run[0]) / max(page.size[previous], 0.1)
        return left * min(round(gap / width), 200) if width > 0.1 else ""
    if right.isspace():
        return ""
    return " " if gap > WIDE_GAP or (left.isascii() and right.isascii()) else ""

"""Text and path objects of an OFD page in points (OFD 图元): where each character stands and which rules are drawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from extract.read.pdf_paint import Stroke
from extract.read.xml_parsing import descendants

POINTS_PER_MILLIMETRE = 72 / 25.4
STRAIGHT = 0.5
"""Points by which a line may lean and still count as parallel to an axis."""
THIN = 2.5
"""Points; a filled rectangle no wider than this is a rule."""
BLACK = (0, 0, 0, 255)

_PATH_PART = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"M": 2, "L": 2, "S": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(frozen=True, slots=True)
class Character:
    """One printed character; ``base`` is its base line, all in points."""

    text: str
    x0: float
    x1: float
    base: float
    size: float

    @property
    def top(self) -> float:
        return self.base - 0.85 * self.size

    @property
    def bottom(self) -> float:
        return self.base + 0.15 * self.size

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, self.base - 0.35 * self.size


@dataclass(frozen=True, slots=True)
class ObjectSpace:
    """From an object's own coordinates to the page: its matrix (a b c d e f), then the corner of its boundary, in millimetres."""

    matrix: tuple[float, float, float, float, float, float]
    left: float
    top: float
    width: float
    height: float
    """Width and height of the boundary, in points."""

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return (
            (a * x + c * y + e + self.left) * POINTS_PER_MILLIMETRE,
            (b * x + d * y + f + self.top) * POINTS_PER_MILLIMETRE,
        )


def object_space(item: etree._Element) -> ObjectSpace:
    """The coordinate space of an object; what is missing or no number counts as none."""
    boundary = _numbers(item.get("Boundary"))
    matrix = _numbers(item.get("CTM"))
    left, top, width, height = boundary[:4] if len(boundary) >= 4 else (0.0, 0.0, 0.0, 0.0)
    a, b, c, d, e, f = matrix[:6] if len(matrix) >= 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return ObjectSpace((a, b, c, d, e, f), left, top, width * POINTS_PER_MILLIMETRE, height * POINTS_PER_MILLIMETRE)


def characters_of(item: etree._Element, space: ObjectSpace) -> list[Character]:
    """The characters of a text object, each at its own place."""
    size = (_numbers(item.get("Size")) or [0.0])[0]
    found: list[Character] = []
    for code in descendants(item, "TextCode"):
        x, y = (_numbers(code.get("X")) or [0.0])[0], (_numbers(code.get("Y")) or [0.0])[0]
        across, down = _offsets(code.get("DeltaX")), _offsets(code.get("DeltaY"))
        for index, text in enumerate(code.text or ""):
            width = size if unicodedata.east_asian_width(text) in "WF" else size / 2
            x0, base = space.point(x, y)
            x1, _ = space.point(x + width, y)
            _, height = space.point(x, y - size)
            if not text.isspace():
                found.append(Character(text, min(x0, x1), max(x0, x1), base, abs(base - height)))
            # without offsets for a direction, characters follow each other by their width; with offsets down only, they do not
            x += across[index] if index < len(across) else (0.0 if down else width)
            y += down[index] if index < len(down) else 0.0
    return found


def strokes_of(item: etree._Element, space: ObjectSpace, order: int) -> tuple[list[Stroke], list[Stroke]]:
    """The horizontal and vertical rules that a path draws: its straight lines, or the length of a thin filled shape."""
    stroked = item.get("Stroke", "true").lower() != "false"
    filled = item.get("Fill", "false").lower() == "true"
    horizontal: list[Stroke] = []
    vertical: list[Stroke] = []
    for data in descendants(item, "AbbreviatedData"):
        for points in _outlines(data.text or "", space):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            width, height = max(xs) - min(xs), max(ys) - min(ys)
            if filled and len(points) > 2 and min(width, height) <= THIN:
                lines = [((min(xs), sum(ys) / len(ys)), (max(xs), sum(ys) / len(ys)))] if width > height else []
                lines += [((sum(xs) / len(xs), min(ys)), (sum(xs) / len(xs), max(ys)))] if height >= width else []
            else:
                lines = list(pairwise(points)) if stroked else []
            for (x0, y0), (x1, y1) in lines:
                if abs(y1 - y0) <= STRAIGHT < abs(x1 - x0):
                    horizontal.append(Stroke((y0 + y1) / 2, min(x0, x1), max(x0, x1), order, BLACK))
                elif abs(x1 - x0) <= STRAIGHT < abs(y1 - y0):
                    vertical.append(Stroke((x0 + x1) / 2, min(y0, y1), max(y0, y1), order, BLACK))
    return horizontal, vertical


def _outlines(data: str, space: ObjectSpace) -> Iterator[list[tuple[float, float]]]:
    """The outlines of a path as points; a curve counts as the straight line to its end."""
    parts = _PATH_PART.findall(data)
    points: list[tuple[float, float]] = []
    index = 0
    while index < len(parts):
        operator = parts[index]
        count = _ARGUMENTS.get(operator)
        index += 1
        if count is None:
            continue
        values = [float(part) for part in parts[index : index + count] if not part.isalpha()]
        if len(values) < count:
            break
        index += count
        if operator == "C":
            if points:
                points.append(points[0])
            continue
        if operator in "MS" and points:
            yield points
            points = []
        points.append(space.point(values[-2], values[-1]))
    if points:
        yield points


def _numbers(text: str | None) -> list[float]:
    """Space-separated numbers; the part before the first nonsense."""
    found: list[float] = []
    for part in (text or "").split():
        try:
            found.append(float(part))
        except ValueError:
            break
    return found


def _offsets(text: str | None) -> list[float]:
    """Distances between characters; "g 3 2.5" stands for three times 2.5."""
    parts = (text or "").split()
    found: list[float] = []
    index = 0
    while index < len(parts):
        if parts[index] == "g":
            run = _numbers(" ".join(parts[index + 1 : index + 3]))
            if len(run) < 2 or not 0 < run[0] <= 100_000:
                break
            found += [run[1]] * int(run[0])
            index += 3
        else:
            single = _numbers(parts[index])
            if not single:
                break
            found += single
            index += 1
    return found

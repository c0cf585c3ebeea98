"""Which glyphs a reader of the printed page sees (可见性): hidden text and watermarks (水印) must not get into cells."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import numpy
import numpy.typing

from ..errors import TooSlow
from .pdf_geometry import PageFrame
from .pdf_lines import SLANTING, PageText
from .pdf_paint import Area, Colour, PagePaint, Stroke

INVISIBLE_MODES = (3, 7)
"""PDF text render modes that paint nothing: invisible, and clipping only."""
SMALLEST_SIZE = 1.0
"""Points; nobody reads smaller print."""
SAME_COLOUR = 16
"""Largest difference per channel (of 255) at which ink does not stand out from what it lies on."""
OPAQUE = 250
WHITE: Colour = (255, 255, 255, 255)
WATERMARK_SIZE = 2.2
"""Times the usual size of the page's text."""
WATERMARK_LIGHTNESS, WATERMARK_ALPHA = 130, 160
SCAN_SHARE = 0.5
"""A picture over this share of the page is a scan and covers what lies under it; smaller ones are seals (印章) and logos."""


@dataclass(frozen=True)
class Visibility:
    """Indices of glyphs: what is read, what cannot be seen, and what is a watermark."""

    seen: list[int]
    hidden: list[int]
    watermark: list[int]


def is_same_colour(first: Colour, second: Colour) -> bool:
    return all(abs(one - other) <= SAME_COLOUR for one, other in zip(first[:3], second[:3], strict=True))


def classify_glyphs(page: PageText, paint: PagePaint, frame: PageFrame, deadline: float) -> Visibility:
    """Sorts the glyphs of a page by whether they are seen."""
    centres = page.centres
    outside = (centres[:, 0] < 0) | (centres[:, 1] < 0) | (centres[:, 0] > frame.width) | (centres[:, 1] > frame.height)
    hidden = outside | _concealed(page, paint, frame, deadline)
    texts = paint.texts
    unseen_row = numpy.isin(texts.mode, INVISIBLE_MODES) | (texts.size < SMALLEST_SIZE) | (texts.colour[:, 3] < 255 - OPAQUE)
    hidden |= numpy.append(unseen_row, False)[page.row]
    usual = median(page.size) if page.size else 10.0
    pale = (texts.colour[:, :3].min(axis=1, initial=255) >= WATERMARK_LIGHTNESS) | (texts.colour[:, 3] <= WATERMARK_ALPHA)
    marks = numpy.append((texts.size > WATERMARK_SIZE * usual) & pale, False)[page.row]
    if SLANTING in page.turn:
        marks |= numpy.array(page.turn) == SLANTING
    seen = numpy.nonzero(~hidden & ~marks)[0].tolist()
    unseen = numpy.nonzero(hidden)[0].tolist()
    watermark = numpy.nonzero(marks & ~hidden)[0].tolist()
    return Visibility(seen, unseen, watermark)


def _concealed(page: PageText, paint: PagePaint, frame: PageFrame, deadline: float) -> numpy.typing.NDArray[numpy.bool_]:
    """Glyphs that something opaque is painted over, or whose colour is that of the ground they stand on."""
    centres = page.centres
    covered = numpy.zeros(len(centres), dtype=bool)
    scans = [picture for picture in paint.pictures if _size(picture) >= SCAN_SHARE * frame.width * frame.height]
    texts = paint.texts
    if not len(texts.order):
        return covered
    colours = [(red, green, blue, 255) for red, green, blue in set(map(tuple, texts.colour[:, :3].tolist()))]
    grounds = {area.colour for area in paint.areas} | {WHITE}
    blends = any(is_same_colour(colour, ground) for colour in colours for ground in grounds)
    first = int(texts.order[0])
    areas = [area for area in paint.areas if area.colour[3] >= OPAQUE and (blends or area.order > first)]
    if not areas and not scans and not blends:
        return covered
    order = numpy.append(texts.order, 2**62)[page.row]
    ground = numpy.full((len(centres), 3), 255)
    known = page.row >= 0
    for count, area in enumerate(sorted([*areas, *scans], key=lambda one: one.order)):
        if count % 256 == 0 and time.monotonic() > deadline:
            raise TooSlow()
        inside = _inside(centres, area)
        covered |= inside & (order < area.order)
        below = inside & (order > area.order)
        ground[below] = area.colour[:3]
        known[below] = area not in scans
    if blends:
        ink = numpy.vstack([texts.colour[:, :3], [[0, 0, 0]]])[page.row]
        covered |= known & (numpy.abs(ink - ground) <= SAME_COLOUR).all(axis=1)
    return covered


def _size(area: Area) -> float:
    return (area.x1 - area.x0) * (area.bottom - area.top)


def _inside(centres: numpy.typing.NDArray[numpy.float64], area: Area) -> numpy.typing.NDArray[numpy.bool_]:
    x, y = centres[:, 0], centres[:, 1]
    inside: numpy.typing.NDArray[numpy.bool_] = (x > area.x0) & (x < area.x1) & (y > area.top) & (y < area.bottom)
    return inside


def visible_strokes(strokes: list[Stroke], areas: list[Area], horizontal: bool) -> list[Stroke]:
    """Leaves out rules that cannot be seen: of the colour of their ground (a white rule on white paper; on a shaded header
    row it is seen), and those that a filled area painted later covers on both sides."""
    opaque = [area for area in areas if area.colour[3] >= OPAQUE]
    last = max((area.order for area in opaque), default=0)
    kept = []
    for stroke in strokes:
        pale = is_same_colour(stroke.colour, WHITE)
        plain = not pale and stroke.order >= last and not any(is_same_colour(stroke.colour, area.colour) for area in opaque)
        if plain or (stroke.colour[3] > 255 - OPAQUE and _stands_out(stroke, opaque, horizontal)):
            kept.append(stroke)
    return kept


def _stands_out(stroke: Stroke, areas: Iterable[Area], horizontal: bool) -> bool:
    grounds = [WHITE, WHITE]
    for area in areas:
        low, high = (area.top, area.bottom) if horizontal else (area.x0, area.x1)
        start, end = (area.x0, area.x1) if horizontal else (area.top, area.bottom)
        middle = (stroke.start + stroke.end) / 2
        if not start <= middle <= end:
            continue
        sides = [low <= stroke.position + offset <= high for offset in (-1.0, 1.0)]
        if area.order > stroke.order and all(sides) and start - 1 <= stroke.start and stroke.end <= end + 1:
            return False
        if area.order < stroke.order:
            grounds = [area.colour if side else ground for side, ground in zip(sides, grounds, strict=True)]
    return not all(is_same_colour(stroke.colour, ground) for ground in grounds)

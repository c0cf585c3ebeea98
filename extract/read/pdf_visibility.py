"""Which glyphs a reader of the printed page sees (可见性): hidden text and watermarks (水印) must not get into cells."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy
import numpy.typing

from ..errors import TooSlow
from .pdf_geometry import PageFrame
from .pdf_ink import Ink
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
USUAL_SIZE = 10.5
"""Points; 五号, the size of official print, for a page with nothing but pale text."""
WATERMARK_LIGHTNESS, WATERMARK_ALPHA = 130, 160
SCAN_SHARE = 0.5
"""On a picture over this share of the page the ground of print is not known: it is a scan."""


@dataclass(frozen=True)
class Visibility:
    """Indices of glyphs: what is read, what cannot be seen, and what is a watermark."""

    seen: list[int]
    hidden: list[int]
    watermark: list[int]


def is_same_colour(first: Colour, second: Colour) -> bool:
    return all(abs(one - other) <= SAME_COLOUR for one, other in zip(first[:3], second[:3], strict=True))


def classify_glyphs(
    page: PageText, paint: PagePaint, frame: PageFrame, deadline: float, ink: Ink, has_layers: bool = True
) -> Visibility:
    """Sorts the glyphs of a page by whether they are seen."""
    centres = page.centres
    outside = (centres[:, 0] < 0) | (centres[:, 1] < 0) | (centres[:, 0] > frame.width) | (centres[:, 1] > frame.height)
    hidden = outside | _concealed(page, paint, frame, deadline) | clipped_away(page, paint)
    texts = paint.texts
    doubtful = may_be_unseen(page, paint, has_layers) & ~hidden & (page.row >= 0)
    if doubtful.any():
        asked = numpy.nonzero(doubtful)[0]
        hidden[asked] = ink.unseen(list({page.owner[index] for index in asked.tolist()}), page.ink[asked])
        hidden[[index for index in asked.tolist() if page.characters[index].isspace()]] = False
    unseen_row = numpy.isin(texts.mode, INVISIBLE_MODES) | (texts.size < SMALLEST_SIZE) | (texts.colour[:, 3] < 255 - OPAQUE)
    if unseen_row.any():
        hidden |= numpy.append(unseen_row, False)[page.row]
    pale = (texts.colour[:, :3].min(axis=1, initial=255) >= WATERMARK_LIGHTNESS) | (texts.colour[:, 3] <= WATERMARK_ALPHA)
    slanting = SLANTING in page.turn
    if not slanting and not pale.any():
        if not hidden.any():
            return Visibility(list(range(len(hidden))), [], [])
        return Visibility(numpy.nonzero(~hidden)[0].tolist(), numpy.nonzero(hidden)[0].tolist(), [])
    marks = numpy.array(page.turn) == SLANTING
    plain = numpy.append(~pale & ~unseen_row, True)[page.row] & ~marks
    usual = float(numpy.median(numpy.array(page.size)[plain])) if plain.any() else USUAL_SIZE
    marks |= numpy.append((texts.size > WATERMARK_SIZE * usual) & pale, False)[page.row]
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
    if not paint.areas and not scans and not (texts.colour[:, :3] >= 255 - SAME_COLOUR).all(axis=1).any():
        return covered
    colours = [(red, green, blue, 255) for red, green, blue in set(map(tuple, texts.colour[:, :3].tolist()))]
    grounds = {area.colour for area in paint.areas} | {WHITE}
    blends = any(is_same_colour(colour, ground) for colour in colours for ground in grounds)
    first = int(texts.order[0])
    areas = [area for area in paint.areas if area.colour[3] >= OPAQUE and (blends or area.order > first)]
    if not areas and not blends:
        return covered
    order = numpy.append(texts.order, 2**62)[page.row]
    ground = numpy.full((len(centres), 3), 255)
    known = page.row >= 0
    for count, area in enumerate(sorted([*areas, *scans], key=lambda one: one.order)):
        if count % 256 == 0 and time.monotonic() > deadline:
            raise TooSlow()
        inside = _inside(centres, area)
        if area not in scans:  # what a picture hides is seen in the page's picture: many let the text through
            covered |= inside & (order < area.order)
        below = inside & (order > area.order)
        ground[below] = area.colour[:3]
        known[below] = area not in scans
    if blends:
        ink = numpy.vstack([texts.colour[:, :3], [[0, 0, 0]]])[page.row]
        covered |= known & (numpy.abs(ink - ground) <= SAME_COLOUR).all(axis=1)
    return covered


def may_be_unseen(page: PageText, paint: PagePaint, has_layers: bool) -> numpy.typing.NDArray[numpy.bool_]:
    """Glyphs of which only the page's picture tells whether they are seen: in a layer, or with a picture painted over them."""
    suspect = paint.marks.layered | paint.nested if has_layers else paint.marks.layered
    doubtful = (
        numpy.array([owner in suspect for owner in page.owner], dtype=bool) if suspect else numpy.zeros(len(page.owner), bool)
    )
    if paint.pictures and len(paint.texts.order):
        order = numpy.append(paint.texts.order, 2**62)[page.row]
        for picture in paint.pictures:
            doubtful |= _inside(page.centres, picture) & (order < picture.order)
    return doubtful


def clipped_away(page: PageText, paint: PagePaint) -> numpy.typing.NDArray[numpy.bool_]:
    """Glyphs of text objects that their clip (裁剪) lets nothing of through, or only a part of a figure.

    Words that run on past the end of their cell are cut by a clip as well (电子表格): their end is as good as printed.
    """
    clipped = numpy.zeros(len(page.owner), bool)
    if not paint.clips:
        return clipped
    everywhere = (-1e9, -1e9, 1e9, 1e9)
    clips = numpy.array([paint.clips.get(owner, everywhere) for owner in page.owner])
    x, y = page.centres[:, 0], page.centres[:, 1]
    gone = (x < clips[:, 0]) | (y < clips[:, 1]) | (x > clips[:, 2]) | (y > clips[:, 3])
    if not gone.any():
        return clipped
    members: dict[int, list[int]] = {}
    for index in numpy.nonzero(numpy.isin(page.row, page.row[gone]))[0].tolist():
        members.setdefault(page.owner[index], []).append(index)
    for indices in members.values():
        printed = [index for index in indices if not page.characters[index].isspace()]
        is_figure = all(page.characters[index] in "0123456789.,-%()" for index in printed)
        if all(gone[index] for index in printed) or (is_figure and any(gone[index] for index in printed)):
            clipped[indices] = True
    return clipped


def _size(area: Area) -> float:
    return (area.x1 - area.x0) * (area.bottom - area.top)


def _inside(centres: numpy.typing.NDArray[numpy.float64], area: Area) -> numpy.typing.NDArray[numpy.bool_]:
    x, y = centres[:, 0], centres[:, 1]
    inside: numpy.typing.NDArray[numpy.bool_] = (x > area.x0) & (x < area.x1) & (y > area.top) & (y < area.bottom)
    return inside


def visible_strokes(strokes: list[Stroke], areas: list[Area], horizontal: bool, deadline: float) -> list[Stroke]:
    """Leaves out rules that cannot be seen: of the colour of their ground (a white rule on white paper; on a shaded header
    row it is seen), and those that a filled area painted later covers on both sides."""
    opaque = [area for area in areas if area.colour[3] >= OPAQUE]
    inks = {stroke.colour for stroke in strokes}
    if not opaque and not any(is_same_colour(ink, WHITE) or ink[3] <= 255 - OPAQUE for ink in inks):
        return strokes
    ground = _Ground(sorted(opaque, key=lambda one: one.order), horizontal)
    kept = []
    for count, stroke in enumerate(strokes):
        if count % 256 == 0 and time.monotonic() > deadline:
            raise TooSlow()
        if stroke.colour[3] > 255 - OPAQUE and ground.shows(stroke):
            kept.append(stroke)
    return kept


class _Ground:
    """The opaque areas of a page, for asking what a rule lies on and what lies over it."""

    def __init__(self, areas: list[Area], horizontal: bool) -> None:
        boxes = numpy.array([area[:4] for area in areas], dtype=float).reshape(-1, 4)
        across, along = ((1, 3), (0, 2)) if horizontal else ((0, 2), (1, 3))
        self.low, self.high = boxes[:, across[0]], boxes[:, across[1]]
        self.start, self.end = boxes[:, along[0]], boxes[:, along[1]]
        self.order = numpy.array([area.order for area in areas], dtype=numpy.int64)
        self.colours = [area.colour for area in areas]
        self.last = int(self.order[-1]) if areas else 0
        self.used = {WHITE, *self.colours}
        self.distinct: dict[Colour, bool] = {}

    def shows(self, stroke: Stroke) -> bool:
        """Whether a rule is seen. It is enough that it stands out on one of its sides."""
        distinct = self.distinct.get(stroke.colour)
        if distinct is None:
            distinct = not any(is_same_colour(stroke.colour, colour) for colour in self.used)
            self.distinct[stroke.colour] = distinct
        if distinct and stroke.order >= self.last:
            return True
        above = (self.low <= stroke.position - 1) & (self.high >= stroke.position - 1)
        below = (self.low <= stroke.position + 1) & (self.high >= stroke.position + 1)
        later = self.order > stroke.order
        if (later & above & below & (self.start - 1 <= stroke.start) & (self.end + 1 >= stroke.end)).any():
            return False
        if distinct:
            return True
        middle = (stroke.start + stroke.end) / 2
        under = ~later & (self.start <= middle) & (self.end >= middle)
        for side in (above, below):
            met = numpy.nonzero(under & side)[0]
            colour = self.colours[int(met[-1])] if len(met) else WHITE
            if not is_same_colour(stroke.colour, colour):
                return True
        return False

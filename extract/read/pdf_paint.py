"""What a page paints besides glyphs: rulings (表格线), filled areas, pictures, and how each text object is painted.

Producers draw table rules in many ways: stroked lines (WPS), thin filled rectangles (Word), thousands of short segments
(ONLYOFFICE), outlines of rectangles, pictures one pixel high. All become :class:`Stroke` objects here; joining them is the
business of :mod:`pdf_lattice`. Coordinates are those of the displayed page.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy
import numpy.typing

from ..errors import TooSlow
from . import pdf_bindings as pdfium
from .pdf_bindings import call_all
from .pdf_geometry import IDENTITY, Floats, Matrix, PageFrame
from .pdf_marks import NO_MARKS, Marks, read_marks
from .pdf_text_paint import TextPaints, read_text_paints

THICKEST_RULE = 3.0
"""Points. A filled or stroked bar thicker than this is an area (底色), not a rule; the thickest rules seen are 2.25 pt."""
DEEPEST_FORM = 16
MOST_CLIPS = 64
"""So many clips of an object, and corners of a clip, are looked at."""
Colour = tuple[int, int, int, int]
BLACK: Colour = (0, 0, 0, 255)


class Stroke(NamedTuple):
    """One piece of an axis-parallel rule: its position across, and where it starts and ends along its direction."""

    position: float
    start: float
    end: float
    order: int
    colour: Colour


class Slant(NamedTuple):
    """A straight line that is neither level nor upright, from left to right."""

    x0: float
    y0: float
    x1: float
    y1: float


class Area(NamedTuple):
    """A filled rectangle. ``order`` counts painted objects: what has a higher order lies on top."""

    x0: float
    top: float
    x1: float
    bottom: float
    order: int
    colour: Colour


@cache
def _no_texts() -> TextPaints:
    return read_text_paints([], [], [], [])


@dataclass
class PagePaint:
    """All that was painted on one page, in painting order."""

    horizontal: list[Stroke] = field(default_factory=list)
    vertical: list[Stroke] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    drawings: list[Area] = field(default_factory=list)
    """Paths that are neither rules nor areas: seals, logos, charts, and words drawn as outlines."""
    slants: list[Slant] = field(default_factory=list)
    clips: dict[int, tuple[float, float, float, float]] = field(default_factory=dict)
    """For each text object that is clipped the box outside of which it is not shown."""
    nested: set[int] = field(default_factory=set)
    """The text objects inside Form XObjects, which may belong to a layer that is off."""
    marks: Marks = NO_MARKS
    texts: TextPaints = field(default_factory=_no_texts)
    curves: int = 0
    too_deep: bool = False


class _Walker:
    """Walks the objects of a page and of the Form XObjects in it; holds the buffers that pdfium writes into."""

    def __init__(self, frame: PageFrame, deadline: float) -> None:
        self.frame = frame
        self.deadline = deadline
        self.paint = PagePaint()
        self.order = 0
        self.text_handles: list[int] = []
        self.text_orders: list[int] = []
        self.text_outer: list[int] = []
        self.path_handles: list[int] = []
        self.path_orders: list[int] = []
        self.path_outer: list[int] = []
        self.spaces: list[Matrix] = []
        self.floats = (ctypes.c_float * 8)()
        self.float_at = [ctypes.addressof(self.floats) + 4 * index for index in range(8)]
        self.ints = (ctypes.c_uint * 4)()
        self.int_at = [ctypes.addressof(self.ints) + 4 * index for index in range(4)]

    def walk_page(self, page: int) -> None:
        count = pdfium.count_page_objects(page)
        self.walk(list(map(pdfium.page_object, repeat(page, count), range(count))), self.frame.matrix, 0)
        self.read_paths()
        self.paint.texts = read_text_paints(self.text_handles, self.text_orders, self.text_outer, self.spaces)
        self.paint.marks = read_marks(self.text_handles)
        if len(self.spaces) > 1:
            self.paint.nested = {handle for handle, outer in zip(self.text_handles, self.text_outer, strict=True) if outer}
        self.read_clips()

    def read_clips(self) -> None:
        paths = list(map(pdfium.clip_path, self.text_handles))
        for row, count in enumerate(map(pdfium.count_clips, paths)):
            if count > 0:
                box = self.clip_box(paths[row], count, self.spaces[self.text_outer[row]])
                if box is not None:
                    self.paint.clips[self.text_handles[row]] = box

    def clip_box(self, path: int, count: int, matrix: Matrix) -> tuple[float, float, float, float] | None:
        """What the boxes of all clips of an object have in common; None where it is clipped by no area."""
        common: tuple[float, float, float, float] | None = None
        for number in range(min(count, MOST_CLIPS)):
            xs, ys = [], []
            for at in range(min(pdfium.count_clip_segments(path, number), MOST_CLIPS)):
                pdfium.segment_point(pdfium.clip_segment(path, number, at), self.float_at[0], self.float_at[1])
                x, y = matrix.point(self.floats[0], self.floats[1])
                xs.append(x)
                ys.append(y)
            if len(xs) < 3:
                continue
            box = min(xs), min(ys), max(xs), max(ys)
            if common is None:
                common = box
            else:
                common = max(common[0], box[0]), max(common[1], box[1]), min(common[2], box[2]), min(common[3], box[3])
        return common

    def walk(self, items: list[int], matrix: Matrix, depth: int) -> None:
        space = len(self.spaces)
        self.spaces.append(matrix)
        kinds = list(map(pdfium.object_type, items))
        others = [at for at, kind in enumerate(kinds) if kind != pdfium.TEXT_OBJECT]
        start = 0
        for at in [*others, len(items)]:  # text objects come in long runs, which are taken over as a whole
            run = at - start
            self.text_handles += items[start:at]
            self.text_orders += range(self.order + 1, self.order + run + 1)
            self.text_outer += [space] * run
            self.order += run + 1
            start = at + 1
            if at < len(items) and items[at]:
                if kinds[at] == pdfium.PATH_OBJECT:
                    self.path_handles.append(items[at])
                    self.path_orders.append(self.order)
                    self.path_outer.append(space)
                else:
                    self.visit(items[at], kinds[at], matrix, depth)

    def visit(self, item: int, kind: int, matrix: Matrix, depth: int) -> None:
        if self.order % 64 == 0 and time.monotonic() > self.deadline:
            raise TooSlow()
        if kind == pdfium.IMAGE_OBJECT:
            self.visit_picture(item, matrix)
        elif kind == pdfium.FORM_OBJECT:
            if depth >= DEEPEST_FORM:
                self.paint.too_deep = True
                return
            count = pdfium.count_form_objects(item)
            inner = list(map(pdfium.form_object, repeat(item, count), range(count)))
            self.walk(inner, self.matrix_of(item).then(matrix), depth + 1)

    def matrix_of(self, item: int) -> Matrix:
        if not pdfium.object_matrix(item, self.float_at[0]):
            return IDENTITY
        return Matrix(*self.floats[:6])

    def fill_of(self, item: int) -> Colour:
        """Colour as (red, green, blue, alpha); patterns and unreadable colours count as black, which is visible."""
        if not pdfium.fill_colour(item, *self.int_at):
            return BLACK
        red, green, blue, alpha = self.ints
        return red, green, blue, alpha

    def bounds_of(self, item: int, matrix: Matrix) -> tuple[float, float, float, float] | None:
        if not pdfium.object_bounds(item, *self.float_at[:4]):
            return None
        left, bottom, right, top = self.floats[:4]
        return matrix.rectangle(left, bottom, right, top)

    def visit_picture(self, item: int, matrix: Matrix) -> None:
        bounds = self.bounds_of(item, matrix)
        if bounds is None:
            return
        if not self.add_thin(bounds, BLACK):
            self.paint.pictures.append(Area(*bounds, self.order, BLACK))

    def read_paths(self) -> None:
        """Asks about all paths at once. Most are thin bars, whose bounds say all; the others are read point by point."""
        handles, count = self.path_handles, len(self.path_handles)
        if not count:
            return
        bounds, modes = numpy.zeros((count, 4), dtype=numpy.float32), numpy.zeros((count, 2), dtype=numpy.int32)
        at, mode_at = bounds.ctypes.data, modes.ctypes.data
        call_all(pdfium.object_bounds, handles, *(range(at + offset, at + offset + 16 * count, 16) for offset in (0, 4, 8, 12)))
        call_all(pdfium.path_draw_mode, handles, *(range(mode_at + offset, mode_at + offset + 8 * count, 8) for offset in (0, 4)))
        boxes = self.displayed(bounds.astype(float))
        outside = (boxes[:, 2:] < 0).any(axis=1) | (boxes[:, 0] > self.frame.width) | (boxes[:, 1] > self.frame.height)
        painted = (modes != 0).any(axis=1) & ~outside & numpy.isfinite(boxes).all(axis=1)
        plain, mode = boxes.tolist(), modes.tolist()
        colours = list(map(tuple, self.path_colours(modes[:, 1] != 0).tolist()))
        for row in numpy.nonzero(painted)[0].tolist():
            if row % 64 == 0 and time.monotonic() > self.deadline:
                raise TooSlow()
            self.order = self.path_orders[row]
            self.add_path(handles[row], plain[row], mode[row][0] != 0, mode[row][1] != 0, colours[row], self.path_outer[row])

    def path_colours(self, stroked: numpy.typing.NDArray[numpy.bool_]) -> numpy.typing.NDArray[numpy.uint32]:
        """The colour of each path's pen, or of its filling where it has no outline; what pdfium cannot tell is black."""
        colours = numpy.zeros((len(stroked), 4), dtype=numpy.uint32)
        colours[:, 3] = 255
        for chosen, read in ((stroked, pdfium.stroke_colour), (~stroked, pdfium.fill_colour)):
            rows = numpy.nonzero(chosen)[0]
            at = (colours.ctypes.data + 16 * rows).tolist()
            handles = [self.path_handles[row] for row in rows.tolist()]
            call_all(read, handles, at, *([address + offset for address in at] for offset in (4, 8, 12)))
        return colours

    def displayed(self, bounds: Floats) -> Floats:
        """Boxes of the paths (left, bottom, right, top around each object) as (x0, top, x1, bottom) on the displayed page."""
        spaces = numpy.array(self.spaces, dtype=float).reshape(-1, 3, 2)[self.path_outer]
        corners = bounds[:, [[0, 1], [2, 1], [0, 3], [2, 3]]] @ spaces[:, :2] + spaces[:, 2:]
        return numpy.hstack([corners.min(axis=1), corners.max(axis=1)])

    def add_path(self, item: int, bounds: Sequence[float], filled: bool, stroked: bool, colour: Colour, space: int) -> None:
        if colour[3] == 0 and not (filled and stroked):
            return
        if self.add_thin(bounds, colour):
            return
        matrix = self.spaces[space]
        curves = self.paint.curves
        outlines = self.outlines_of(item, self.matrix_of(item).then(matrix))
        if self.paint.curves > curves or (filled and any(_rectangle_of(points) is None for points in outlines)):
            self.paint.drawings.append(Area(bounds[0], bounds[1], bounds[2], bounds[3], self.order, colour))
        if filled:
            self.add_fills(outlines, self.fill_of(item))
        if stroked and colour[3]:
            self.add_outlines(outlines, colour, self.pen_of(item, matrix))

    def pen_of(self, item: int, matrix: Matrix) -> float:
        """Width of the pen in points as displayed."""
        if not pdfium.stroke_width(item, self.float_at[6]):
            return 1.0
        own = self.matrix_of(item).then(matrix)
        return float(self.floats[6] * abs(own.a * own.d - own.b * own.c) ** 0.5)

    def outlines_of(self, item: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
        """The straight sub-paths of a path; closed ones end where they begin. Sub-paths with curves are only counted."""
        outlines: list[list[tuple[float, float]]] = []
        current: list[tuple[float, float]] = []
        curved = False
        for index in range(pdfium.count_path_segments(item)):
            segment = pdfium.path_segment(item, index)
            kind = pdfium.segment_type(segment)
            pdfium.segment_point(segment, self.float_at[0], self.float_at[1])
            point = matrix.point(self.floats[0], self.floats[1])
            if kind == pdfium.SEGMENT_MOVE:
                if len(current) > 1 and not curved:
                    outlines.append(current)
                current, curved = [point], False
                continue
            if kind == pdfium.SEGMENT_CURVE:
                curved = True
                self.paint.curves += 1
            current.append(point)
            if pdfium.segment_closes(segment) and current[0] != point:
                current.append(current[0])
        if len(current) > 1 and not curved:
            outlines.append(current)
        return outlines

    def add_thin(self, bounds: Sequence[float], colour: Colour) -> bool:
        """Takes a bar that is thin in one direction as a rule; a dot (Word fills the corners with dots) as a piece of both."""
        x0, top, x1, bottom = bounds
        wide, high = x1 - x0, bottom - top
        if wide > THICKEST_RULE and high > THICKEST_RULE:
            return False
        if x1 < 0 or bottom < 0 or x0 > self.frame.width or top > self.frame.height:
            return True
        if high <= THICKEST_RULE and (wide > high or wide <= THICKEST_RULE):
            self.add_horizontal((top + bottom) / 2, x0, x1, colour)
        if wide <= THICKEST_RULE and (high > wide or high <= THICKEST_RULE):
            self.add_vertical((x0 + x1) / 2, top, bottom, colour)
        return True

    def add_horizontal(self, y: float, x0: float, x1: float, colour: Colour) -> None:
        if 0 <= y <= self.frame.height and x1 >= 0 and x0 <= self.frame.width:
            stroke = Stroke(y, max(x0, 0.0), min(x1, self.frame.width), self.order, colour)
            self.paint.horizontal.append(stroke)

    def add_vertical(self, x: float, top: float, bottom: float, colour: Colour) -> None:
        if 0 <= x <= self.frame.width and bottom >= 0 and top <= self.frame.height:
            stroke = Stroke(x, max(top, 0.0), min(bottom, self.frame.height), self.order, colour)
            self.paint.vertical.append(stroke)

    def add_fills(self, outlines: list[list[tuple[float, float]]], colour: Colour) -> None:
        """Filled rectangles: thin ones are rules, others areas. A rectangle with a hole almost its size is a frame (框)."""
        boxes = [box for box in map(_rectangle_of, outlines) if box is not None]
        rings = []
        for outer in boxes:
            for inner in boxes:
                margins = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
                if len(boxes) <= 8 and inner is not outer and all(0 < margin <= THICKEST_RULE for margin in margins):
                    rings.append((outer, inner))
        for outer, inner in rings:
            self.add_thin((outer[0], outer[1], outer[2], inner[1]), colour)
            self.add_thin((outer[0], inner[3], outer[2], outer[3]), colour)
            self.add_thin((outer[0], outer[1], inner[0], outer[3]), colour)
            self.add_thin((inner[2], outer[1], outer[2], outer[3]), colour)
        ringed = {box for ring in rings for box in ring}
        for box in boxes:
            if box not in ringed and colour[3] and not self.add_thin(box, colour):
                self.paint.areas.append(Area(*box, self.order, colour))

    def add_outlines(self, outlines: list[list[tuple[float, float]]], colour: Colour, pen: float) -> None:
        for points in outlines:
            for (x0, y0), (x1, y1) in pairwise(points):
                wide, high = abs(x1 - x0), abs(y1 - y0)
                if min(wide, high) > 0.5 + 0.01 * max(wide, high):
                    self.paint.slants.append(Slant(x0, y0, x1, y1) if x0 <= x1 else Slant(x1, y1, x0, y0))
                    continue  # a slanting line rules no table
                left, right, upper, lower = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
                if pen > THICKEST_RULE:
                    grown = (
                        (left, upper - pen / 2, right, lower + pen / 2)
                        if wide >= high
                        else (left - pen / 2, upper, right + pen / 2, lower)
                    )
                    self.paint.areas.append(Area(*grown, self.order, colour))
                elif wide >= high:
                    self.add_horizontal((y0 + y1) / 2, left, right, colour)
                else:
                    self.add_vertical((x0 + x1) / 2, upper, lower, colour)


def _rectangle_of(points: list[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    """The box of an outline all of whose edges are axis-parallel and that has four corners, else None."""
    if not 4 <= len(points) <= 6:
        return None
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    on_corner = all(min(x - x0, x1 - x) < 0.1 and min(y - top, bottom - y) < 0.1 for x, y in points)
    return (x0, top, x1, bottom) if on_corner else None


def read_paint(page: int, frame: PageFrame, deadline: float) -> PagePaint:
    """Walks all objects of a loaded page. Raises TooSlow when ``deadline`` (time.monotonic) passes."""
    walker = _Walker(frame, deadline)
    walker.walk_page(page)
    return walker.paint

"""Digits whose shape is another digit's (字形与编码不符): a font whose ToUnicode map lies shows 1 where its text says 7.

The shape of each digit of each font is compared with the digits of the fonts that pdfium carries itself. Only a shape that is
clearly another digit's counts, so that no unusual typeface is suspected.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy
import numpy.typing
import pypdfium2
import pypdfium2.raw as raw

from . import pdf_bindings as pdfium
from .pdf_geometry import Floats
from .pdf_ink import Ink
from .pdf_lines import PageText
from .pdf_paint import PagePaint

DIGITS = "0123456789"
DIGIT_SET = frozenset(DIGITS)
SAME_BOX = 0.02
"""Ems by which a glyph may be wider or higher than the outline that its font has for the digit."""
WIDE, HIGH = 12, 16
"""Points of the net in which shapes are compared, each stretched to fill it."""
CLEARLY = 0.62
"""A shape is another digit's if it is so many times nearer to it than to its own."""
NEAR = 0.2
"""Share of the net's points in which it may differ from that other digit at most."""
_STEPS = 3
"""Straight pieces that a curve is drawn with."""
THINNEST = 0.02
"""Share of an em; a thinner shape is no digit."""
Shape = numpy.typing.NDArray[numpy.bool_]


class Outline(NamedTuple):
    """A digit as its font draws it: its width and height in ems, and the digit that it looks like."""

    wide: float
    high: float
    looks_like: str


class DigitShapes:
    """The digits of the fonts of one document. What an outline looks like is found once, however many pages use it."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, str, int], Outline | None] = {}

    def signature(self, font: int) -> int:
        """Tells a font from one that has its address on a later page: the size of its outline for 0."""
        path = pdfium.glyph_path(font, ord("0"), 1.0)
        return int(pdfium.count_glyph_segments(path)) if path else 0

    def outline(self, font: int, signature: int, digit: str) -> Outline | None:
        """None where the font has no outline for the digit."""
        key = font, digit, signature
        if key not in self.known:
            path = pdfium.glyph_path(font, ord(digit), 1.0)
            count = pdfium.count_glyph_segments(path) if path else 0
            self.known[key] = _outline(digit, _segments(path, count)) if 3 <= count <= 2000 else None
        return self.known[key]


def _outline(digit: str, segments: list[tuple[int, tuple[float, float]]]) -> Outline | None:
    shape = _shape(_outlines(segments))
    wide, high = numpy.ptp(numpy.array([point for _, point in segments]), axis=0).tolist()
    return None if shape is None else Outline(wide, high, looks_like(digit, shape))


def misread_digits(text: PageText, paint: PagePaint, seen: Sequence[int], shapes: DigitShapes, ink: Ink) -> dict[int, str]:
    """The seen digits that look like another one, each with the digit that it looks like.

    A map may give two shapes one digit: then the font's own outline for the digit proves nothing, but the glyph's box is not that
    outline's, and the page's picture is asked.
    """
    characters, owners, rows = text.characters, text.owner, text.row.tolist()
    digits = [index for index in seen if characters[index] in DIGIT_SET and rows[index] >= 0]
    if not digits:
        return {}
    fonts = {owner: pdfium.text_font(owner) or 0 for owner in {owners[index] for index in digits}}
    keys = [(fonts[owners[index]], characters[index]) for index in digits]
    signatures = {font: shapes.signature(font) for font in set(fonts.values()) if font}
    outlines = {(font, digit): shapes.outline(font, signatures[font], digit) if font else None for font, digit in set(keys)}
    found = {
        index: outline.looks_like
        for index, key in zip(digits, keys, strict=True)
        if (outline := outlines[key]) is not None and outline.looks_like != key[1]
    }
    expected = numpy.array([outline[:2] if (outline := outlines[key]) is not None else (0.0, 0.0) for key in keys])
    misfits = numpy.nonzero(_misfits(text, paint, digits, expected))[0].tolist()
    doubtful = [digits[at] for at in misfits if outlines[keys[at]] is not None and digits[at] not in found]
    return found | _by_picture(text, doubtful, fonts, ink)


def _misfits(text: PageText, paint: PagePaint, digits: Sequence[int], expected: Floats) -> numpy.typing.NDArray[numpy.bool_]:
    """Which glyphs are wider or higher than the outline (width, height in ems) that their font has for the digit."""
    ink, turn = text.ink[digits], numpy.array(text.turn)[digits]
    matrix = numpy.abs(paint.texts.matrix[text.row[digits]])
    em = numpy.maximum(paint.texts.size[text.row[digits]], 0.1)
    stretch = numpy.hypot(matrix[:, 0], matrix[:, 1]) / numpy.maximum(numpy.hypot(matrix[:, 2], matrix[:, 3]), 1e-6)
    level = (turn == 0) | (turn == 2)
    wide, high = ink[:, 2] - ink[:, 0], ink[:, 3] - ink[:, 1]
    wide, high = numpy.where(level, wide, high), numpy.where(level, high, wide)
    off = numpy.maximum(
        numpy.abs(wide / em / numpy.maximum(stretch, 1e-6) - expected[:, 0]), numpy.abs(high / em - expected[:, 1])
    )
    misfits: numpy.typing.NDArray[numpy.bool_] = off > SAME_BOX
    return misfits


def _by_picture(text: PageText, doubtful: Sequence[int], fonts: dict[int, int], ink: Ink) -> dict[int, str]:
    """What doubtful digits look like on the page; one of each font, digit and width is looked at."""
    looked: dict[tuple[int, str, int], str] = {}
    found: dict[int, str] = {}
    for index in doubtful:
        digit, box, em = text.characters[index], text.boxes[index], max(text.size[index], 0.1)
        key = fonts[text.owner[index]], digit, round((box[2] - box[0]) / em * 100)
        if key not in looked:
            shape = ink.shape(box, WIDE, HIGH) if text.turn[index] == 0 else None
            looked[key] = digit if shape is None else looks_like(digit, shape)
        if looked[key] != digit:
            found[index] = looked[key]
    return found


def looks_like(digit: str, shape: Shape) -> str:
    """The digit that a shape clearly is; the one that it is said to be where it is clearly no other."""
    digits, shapes = _references()
    differing = (shapes != shape.ravel()).mean(axis=1)
    distances = {one: float(differing[at].min()) for one, at in digits.items()}
    nearest = min(distances, key=distances.__getitem__)
    return nearest if distances[nearest] <= NEAR and distances[nearest] <= CLEARLY * distances[digit] else digit


@lru_cache(maxsize=1)
def _references() -> tuple[dict[str, list[int]], Shape]:
    """The digits of the fonts that pdfium carries: their shapes as rows, and which rows are which digit's."""
    document = pypdfium2.PdfDocument.new()
    rows: dict[str, list[int]] = {digit: [] for digit in DIGITS}
    shapes: list[Shape] = []
    for name in ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Courier"):
        font = raw.FPDFText_LoadStandardFont(document.raw, name.encode())
        address = ctypes.cast(font, ctypes.c_void_p).value
        for digit in DIGITS if address else "":
            path = pdfium.glyph_path(address or 0, ord(digit), 1.0)
            count = pdfium.count_glyph_segments(path) if path else 0
            shape = _shape(_outlines(_segments(path, count))) if count else None
            if shape is not None:
                rows[digit].append(len(shapes))
                shapes.append(shape.ravel())
        raw.FPDFFont_Close(font)
    document.close()
    return rows, numpy.array(shapes)


def _segments(path: int, count: int) -> list[tuple[int, tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
    segments = []
    for at in range(count):
        segment = pdfium.glyph_segment(path, at)
        pdfium.segment_point(segment, x_at, y_at)
        segments.append((pdfium.segment_type(segment), (x.value, y.value)))
    return segments


def _shape(outlines: list[list[tuple[float, float]]]) -> Shape | None:
    """What an outline looks like: its inside on a net, the lowest row first; None for what is too thin to be a digit."""
    points = numpy.array([point for outline in outlines for point in outline])
    low, extent = points.min(axis=0), numpy.ptp(points, axis=0)
    if extent.min() <= THINNEST:
        return None
    xs = low[0] + (numpy.arange(WIDE) + 0.5) / WIDE * extent[0]
    ys = low[1] + (numpy.arange(HIGH) + 0.5) / HIGH * extent[1]
    return _inside(outlines, xs, ys)


def _outlines(segments: list[tuple[int, tuple[float, float]]]) -> list[list[tuple[float, float]]]:
    outlines: list[list[tuple[float, float]]] = []
    control: list[tuple[float, float]] = []
    for kind, point in segments:
        if kind == pdfium.SEGMENT_MOVE or not outlines:
            outlines.append([point])
        elif kind == pdfium.SEGMENT_CURVE:
            control.append(point)
            if len(control) == 3:
                start = outlines[-1][-1]
                outlines[-1] += [_on_curve(start, control, step / _STEPS) for step in range(1, _STEPS + 1)]
                control = []
        else:
            outlines[-1].append(point)
    return outlines


def _on_curve(start: tuple[float, float], control: list[tuple[float, float]], at: float) -> tuple[float, float]:
    first, second, end = control
    left = 1 - at
    a, b, c, d = left**3, 3 * left**2 * at, 3 * left * at**2, at**3
    return (
        a * start[0] + b * first[0] + c * second[0] + d * end[0],
        a * start[1] + b * first[1] + c * second[1] + d * end[1],
    )


def _inside(outlines: list[list[tuple[float, float]]], xs: Floats, ys: Floats) -> Shape:
    """Which points of a net lie inside (winding number)."""
    starts = numpy.array([point for outline in outlines for point in outline])
    ends = numpy.array([point for outline in outlines for point in (*outline[1:], outline[0])])
    starts, ends = starts[starts[:, 1] != ends[:, 1]], ends[starts[:, 1] != ends[:, 1]]
    x0, y0, x1, y1 = (one[:, None] for one in (*starts.T, *ends.T))
    crossed = (ys >= numpy.minimum(y0, y1)) & (ys < numpy.maximum(y0, y1))
    at = x0 + (ys - y0) / (y1 - y0) * (x1 - x0)
    way = numpy.where(y1 > y0, 1, -1) * crossed
    winding = (way[:, :, None] * (xs > at[:, :, None])).sum(axis=0)
    inside: Shape = winding != 0
    return inside

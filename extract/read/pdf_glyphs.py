"""The glyphs (字形) of one page, read in bulk from pdfium into arrays in coordinates of the displayed page."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from itertools import repeat

import numpy
from numpy.typing import NDArray

from . import pdf_bindings as pdfium
from .pdf_bindings import call_all
from .pdf_geometry import Floats, Matrix, PageFrame

_SPECIAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\ufffd\\U00010000-\\U0010ffff]")
UNREADABLE = "\ufffd"
"""Stands for a glyph that is printed but that the font maps to no character."""
MISREAD = "\ufffc"
"""Stands for a digit whose shape is another digit's: said in a doubt of its own."""
_NO_INK = 0.02
"""Points: what pdfium gives as the height of a shape that it has no font for."""
_INSET = 0.12
"""The part of a line's height above and below a character's shape."""


@dataclass(frozen=True)
class Glyphs:
    """``n`` glyphs without pdfium's invented spaces and line ends. ``ink`` (n, 4) is the box of the drawn shape, ``advance``
    (n, 4) the box from the origin to where the next glyph would stand; ``origin`` (n, 2) lies on the baseline.
    ``owner`` is the handle of the text object that a glyph belongs to."""

    characters: list[str]
    ink: Floats
    advance: Floats
    origin: Floats
    owner: list[int]


def read_glyphs(page: int, frame: PageFrame) -> Glyphs:
    """All glyphs of a loaded page, hidden ones included, in the order of the content stream."""
    text_page = pdfium.load_text_page(page)
    if not text_page:
        return _no_glyphs()
    try:
        return _read(text_page, frame.matrix)
    finally:
        pdfium.close_text_page(text_page)


def _no_glyphs() -> Glyphs:
    return Glyphs([], numpy.zeros((0, 4)), numpy.zeros((0, 4)), numpy.zeros((0, 2)), [])


def _read(text_page: int, matrix: Matrix) -> Glyphs:
    count = pdfium.count_characters(text_page)
    if count <= 0:
        return _no_glyphs()
    characters = _characters(text_page, count)
    kept = [
        index
        for index, character in enumerate(characters)
        if character not in "\r\n " or (character == " " and not pdfium.is_generated(text_page, index))
    ]  # pdfium adds spaces and line ends by its own judgement; we judge by the gaps ourselves
    if not kept:
        return _no_glyphs()
    size = len(kept)
    ink = numpy.zeros((size, 4))  # left, right, bottom, top
    loose = numpy.zeros((size, 4), dtype=numpy.float32)  # left, top, right, bottom
    origin = numpy.zeros((size, 2))
    at, loose_at, origin_at = ink.ctypes.data, loose.ctypes.data, origin.ctypes.data
    corners = [range(at + offset, at + offset + 32 * size, 32) for offset in (0, 8, 16, 24)]
    call_all(pdfium.character_box, repeat(text_page, size), kept, *corners)
    call_all(pdfium.loose_character_box, repeat(text_page, size), kept, range(loose_at, loose_at + 16 * size, 16))
    points = [range(origin_at + offset, origin_at + offset + 16 * size, 16) for offset in (0, 8)]
    call_all(pdfium.character_origin, repeat(text_page, size), kept, *points)
    _fill_in_ink(ink, loose, [characters[index] for index in kept])
    owner = [handle or 0 for handle in map(pdfium.text_object_of, repeat(text_page, size), kept)]
    glyphs = Glyphs(
        [characters[index] for index in kept],
        _displayed_boxes(ink[:, [0, 2, 1, 3]], matrix),
        _displayed_boxes(loose[:, [0, 3, 2, 1]].astype(numpy.float64), matrix),
        _displayed_points(origin, matrix),
        owner,
    )
    return _without_blanks(glyphs) if UNREADABLE in glyphs.characters else glyphs


def _fill_in_ink(ink: Floats, loose: NDArray[numpy.float32], characters: list[str]) -> None:
    """The ink of a character whose font is neither embedded nor installed (STSong-Light on a bare machine): pdfium then gives a
    box of no height, though the page shows the character with whatever font a viewer has. Its place in the line stands in, so
    that a document is read alike on every machine."""
    flat = numpy.minimum(ink[:, 1] - ink[:, 0], ink[:, 3] - ink[:, 2]) <= _NO_INK
    for index in numpy.flatnonzero(flat):
        if not characters[index].isspace() and characters[index] != UNREADABLE:
            left, top, right, bottom = loose[index].tolist()
            inset = _INSET * (top - bottom)
            ink[index] = (left, right, bottom + inset, top - inset)


def _without_blanks(glyphs: Glyphs) -> Glyphs:
    """Leaves out characters that the font lacks and for which nothing is drawn: nobody reads them on the page either."""
    kept = [
        index
        for index, (character, box) in enumerate(zip(glyphs.characters, glyphs.ink.tolist(), strict=True))
        if character != UNREADABLE or min(box[2] - box[0], box[3] - box[1]) > 0.1
    ]
    return Glyphs(
        [glyphs.characters[index] for index in kept],
        glyphs.ink[kept],
        glyphs.advance[kept],
        glyphs.origin[kept],
        [glyphs.owner[index] for index in kept],
    )


def _characters(text_page: int, count: int) -> list[str]:
    """One string per glyph. The bulk call is used when it answers one unit per glyph, else each glyph is asked."""
    buffer = (ctypes.c_uint16 * (count + 1))()
    written = pdfium.get_text(text_page, 0, count, ctypes.addressof(buffer))
    text = bytes(buffer).decode("utf-16-le", "replace")[:count]
    if written == count + 1 and len(text) == count and not _SPECIAL.search(text):
        return list(text)
    return [_readable(pdfium.get_unicode(text_page, index)) for index in range(count)]


def _readable(code: int) -> str:
    if code in (0x02, 0xFFFE):  # pdfium's mark for a hyphen at the end of a line
        return "-"
    if (code < 0x20 and chr(code) not in "\t\r\n") or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return UNREADABLE
    return chr(code)


def _displayed_points(points: Floats, matrix: Matrix) -> Floats:
    linear = numpy.array([[matrix.a, matrix.b], [matrix.c, matrix.d]])
    displayed: Floats = points @ linear + numpy.array([matrix.e, matrix.f])
    return displayed


def _displayed_boxes(boxes: Floats, matrix: Matrix) -> Floats:
    first, second = _displayed_points(boxes[:, :2], matrix), _displayed_points(boxes[:, 2:], matrix)
    return numpy.hstack([numpy.minimum(first, second), numpy.maximum(first, second)])

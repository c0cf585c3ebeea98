"""How the text objects of a page are painted (文字的绘制): order, render mode, colour, direction and size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from . import pdf_bindings as pdfium
from .pdf_bindings import call_all
from .pdf_geometry import Floats, Integers, Matrix


@dataclass(frozen=True)
class TextPaints:
    """How the text objects of a page are painted: one row per object, in painting order.

    ``row_of`` maps a text object's handle to its row. ``mode`` is the PDF render mode, ``colour`` (n, 4) red, green, blue,
    alpha; ``matrix`` (n, 6) maps text space to the displayed page; ``size`` is the height of an em in points as displayed.
    """

    row_of: dict[int, int]
    order: Integers
    mode: Integers
    colour: Integers
    matrix: Floats
    size: Floats


def read_text_paints(handles: list[int], orders: list[int], outer: list[int], spaces: list[Matrix]) -> TextPaints:
    """Asks pdfium about all text objects at once; ``outer`` says which of ``spaces`` maps the space around each object to the
    displayed page."""
    count = len(handles)
    colour = numpy.zeros((count, 4), dtype=numpy.uint32)
    colour[:, 3] = 255  # what pdfium cannot tell counts as black, which is visible
    inner, size = numpy.zeros((count, 3, 2), dtype=numpy.float32), numpy.zeros(count, dtype=numpy.float32)
    shade = colour.ctypes.data
    ends = [range(shade + offset, shade + offset + 16 * count, 16) for offset in (0, 4, 8, 12)]
    call_all(pdfium.fill_colour, handles, *ends)
    call_all(pdfium.object_matrix, handles, range(inner.ctypes.data, inner.ctypes.data + 24 * count, 24))
    call_all(pdfium.text_font_size, handles, range(size.ctypes.data, size.ctypes.data + 4 * count, 4))
    mode = numpy.array(list(map(pdfium.text_render_mode, handles)), dtype=numpy.int64)
    for row in numpy.nonzero((mode == 1) | ((mode == 2) & (colour[:, :3] > 128).all(axis=1)))[0].tolist():
        pdfium.stroke_colour(handles[row], *(shade + 16 * row + offset for offset in (0, 4, 8, 12)))
    around = numpy.array(spaces, dtype=float).reshape(-1, 3, 2)[outer] if count else numpy.zeros((0, 3, 2))
    matrix = inner.astype(float) @ around[:, :2]
    matrix[:, 2] += around[:, 2]
    flat = matrix.reshape(count, 6)
    return TextPaints(
        dict(zip(handles, range(count), strict=True)),
        numpy.array(orders, dtype=numpy.int64),
        mode,
        colour.astype(numpy.int64),
        flat,
        numpy.abs(size.astype(float)) * numpy.hypot(flat[:, 2], flat[:, 3]),
    )

"""Affine matrices and the transform from PDF user space to the page as it is displayed (显示坐标)."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import numpy
import numpy.typing

from . import pdf_bindings as pdfium

Floats = numpy.typing.NDArray[numpy.float64]
Integers = numpy.typing.NDArray[numpy.int64]


class Matrix(NamedTuple):
    """x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, outer: Matrix) -> Matrix:
        """This matrix first, ``outer`` afterwards."""
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def rectangle(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """The bounding box of a transformed rectangle, as (x0, top, x1, bottom)."""
        xs = (self.a * x0 + self.c * y0, self.a * x1 + self.c * y0, self.a * x0 + self.c * y1, self.a * x1 + self.c * y1)
        ys = (self.b * x0 + self.d * y0, self.b * x1 + self.d * y0, self.b * x0 + self.d * y1, self.b * x1 + self.d * y1)
        return min(xs) + self.e, min(ys) + self.f, max(xs) + self.e, max(ys) + self.f


IDENTITY = Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PageFrame(NamedTuple):
    """What is displayed of a page: its size in points and the transform from user space (origin top left, y downwards)."""

    width: float
    height: float
    matrix: Matrix


def page_frame(page: int) -> PageFrame:
    """The displayed page: CropBox within MediaBox (inherited ones too), turned by /Rotate."""
    box = (ctypes.c_float * 4)()  # FS_RECTF: left, top, right, bottom
    pdfium.page_bounding_box(page, ctypes.addressof(box))
    left, top, right, bottom = box
    if top < bottom:
        top, bottom = bottom, top
    width, height = right - left, top - bottom
    turn = pdfium.page_rotation(page) % 4
    if turn == 1:
        return PageFrame(height, width, Matrix(0, 1, 1, 0, -bottom, -left))
    if turn == 2:
        return PageFrame(width, height, Matrix(-1, 0, 0, 1, right, -bottom))
    if turn == 3:
        return PageFrame(height, width, Matrix(0, -1, -1, 0, top, right))
    return PageFrame(width, height, Matrix(1, 0, 0, -1, -left, top))


def turned_frame(frame: PageFrame, turn: int) -> PageFrame:
    """The page turned so that text reading downwards (1), leftwards (2) or upwards (3) reads rightwards."""
    width, height = frame.width, frame.height
    extra = {1: Matrix(0, -1, 1, 0, 0, width), 2: Matrix(-1, 0, 0, -1, width, height), 3: Matrix(0, 1, -1, 0, height, 0)}[turn]
    size = (width, height) if turn == 2 else (height, width)
    return PageFrame(*size, frame.matrix.then(extra))

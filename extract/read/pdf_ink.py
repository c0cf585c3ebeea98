"""What is to be seen on a page (墨迹): its picture, drawn by pdfium where there is a reason to doubt what its text says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import numpy.typing

from ..cell_grid import Box, PageTurn
from . import pdf_bindings as pdfium
from .pdf_geometry import Floats

PIXELS = 2.0
"""Pixels per point: a full stop of 9-point print is two pixels wide."""
FINE_PIXELS = 4.0
"""Pixels per point where shapes are told apart: a digit of 9-point print is 26 pixels high."""
MOST_PIXELS = 16_000_000
CONTRAST = 64
"""Difference (of 255) from which a pixel is ink on its ground."""
CHANGED = 24
"""Difference (of 255) from which a pixel is not the same in two pictures: pale grey print still counts as seen."""
Picture = numpy.typing.NDArray[numpy.uint8]


class Ink:
    """The picture of one page, drawn when it is first asked for. Boxes are of the page as read (``turn``)."""

    def __init__(self, page: int, width: float, height: float, turn: PageTurn | None) -> None:
        self.page, self.turn = page, turn
        self.width, self.height = (width, height) if turn is None else (turn.width, turn.height)
        self.scale = min(PIXELS, (MOST_PIXELS / max(self.width * self.height, 1.0)) ** 0.5)
        self.fine_scale = min(FINE_PIXELS, (MOST_PIXELS / max(self.width * self.height, 1.0)) ** 0.5)
        self._picture: Picture | None = None
        self._fine: Picture | None = None

    def picture(self) -> Picture:
        if self._picture is None:
            self._picture = self._draw()
        return self._picture

    def _draw(self, scale: float | None = None) -> Picture:
        scale = scale or self.scale
        wide, high = max(int(self.width * scale), 1), max(int(self.height * scale), 1)
        pixels = numpy.full((high, wide), 255, dtype=numpy.uint8)
        bitmap = pdfium.create_bitmap(wide, high, pdfium.GREY_BITMAP, pixels.ctypes.data, wide)
        if bitmap:
            pdfium.render_page(bitmap, self.page, 0, 0, wide, high, 0, 0)
            pdfium.destroy_bitmap(bitmap)
        return pixels

    def _cut(self, picture: Picture, box: Sequence[float]) -> Picture:
        x0, top, x1, bottom = box if self.turn is None else self.turn.displayed(Box(*box))
        first, last = int(max(x0, 0) * self.scale), int(max(x1, 0) * self.scale) + 1
        return picture[int(max(top, 0) * self.scale) : int(max(bottom, 0) * self.scale) + 1, first:last]

    def has_ink(self, box: Sequence[float]) -> bool:
        """Whether anything stands out from its ground in a box."""
        part = self._cut(self.picture(), box)
        return bool(part.size) and int(part.max()) - int(part.min()) >= CONTRAST

    def shape(self, box: Sequence[float], wide: int, high: int) -> numpy.typing.NDArray[numpy.bool_] | None:
        """The ink in a box on a net of ``wide`` by ``high`` points, the lowest row first; None for what is too small or faint."""
        if self._fine is None:
            self._fine = self._draw(self.fine_scale)
        x0, top, x1, bottom = box if self.turn is None else self.turn.displayed(Box(*box))
        first, last = round(max(x0, 0) * self.fine_scale), round(max(x1, 0) * self.fine_scale)
        part = self._fine[round(max(top, 0) * self.fine_scale) : round(max(bottom, 0) * self.fine_scale), first:last]
        if self.turn is not None:
            part = numpy.rot90(part, {1: 1, 2: 2, 3: 3}[self.turn.turn])
        if min(part.shape, default=0) < 4 or int(part.max()) - int(part.min()) < CONTRAST:
            return None
        rows = ((numpy.arange(high) + 0.5) * part.shape[0] / high).astype(int)[::-1]
        columns = ((numpy.arange(wide) + 0.5) * part.shape[1] / wide).astype(int)
        dark: numpy.typing.NDArray[numpy.bool_] = part[numpy.ix_(rows, columns)] < (int(part.max()) + int(part.min())) / 2
        return dark

    def unseen(self, objects: Sequence[int], boxes: Floats) -> list[bool]:
        """For each box, whether the page looks the same there without the given text objects: nobody sees them.

        This holds for every way of hiding: a layer that is off, a clip, something painted over, ink of the colour of its ground.
        """
        before = self.picture().astype(numpy.int16)
        for one in objects:
            pdfium.set_active(one, 0)
        after = self._draw()
        for one in objects:
            pdfium.set_active(one, 1)
        changed = (numpy.abs(before - after) >= CHANGED).astype(numpy.uint8)
        return [not self._cut(changed, box).any() for box in boxes.tolist()]

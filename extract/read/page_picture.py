"""The picture of a page with cells framed (原页截图), by which a person checks a figure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from ..cell_grid import Box

FRAME_COLOUR = (214, 40, 40)
FRAME_WIDTH = 2
"""Pixels."""
MARGIN = 1.0
"""Points between a cell and the frame around it, so that the frame hides no printed rule."""


def save_page_picture(content: bytes, page: int, boxes: Sequence[Box], path: Path, resolution: int = 120) -> None:
    """Writes a PNG of a page (1-based) with a frame around each box; boxes are points on the displayed page.

    ``resolution`` is in dots per inch. Raises IndexError for a page that the file does not have.
    """
    import pdfplumber  # 0.4 s: only `explain --image` needs it

    with pdfplumber.open(io.BytesIO(content)) as file:
        if not 1 <= page <= len(file.pages):
            raise IndexError(f"page {page} of {len(file.pages)}")
        shown = file.pages[page - 1]
        picture = shown.to_image(resolution=resolution, antialias=True)
        left, top = picture.bbox[:2]  # pdfplumber counts from the MediaBox, our boxes from what is displayed
        for box in boxes:
            framed = (box.x0 - MARGIN + left, box.top - MARGIN + top, box.x1 + MARGIN + left, box.bottom + MARGIN + top)
            picture.draw_rect(framed, fill=None, stroke=FRAME_COLOUR, stroke_width=FRAME_WIDTH)
        picture.save(str(path), format="PNG")

"""The second, independent reader (第二读取程序): the same page through pdfplumber, compared cell by cell.

pdfplumber shares no code with our reader beyond the file: another parser, other rules for lines and characters. So a cell on
which both agree is very likely read as printed.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Collection
from typing import Any, NamedTuple

from ..cell_grid import Box, Cell, CellGrid, PageTurn, ReadDocument, ReadingDoubt

THICKEST_RULE = 3.0
SAME_SIDE = 4.0
"""Points by which the sides of one cell may differ between the readers: both move double rules together."""
_SPACE = re.compile(r"\s+")


class TheirCell(NamedTuple):
    """A cell that pdfplumber found, in coordinates of the displayed page."""

    box: Box
    text: str


def compare_pages(content: bytes, document: ReadDocument, pages: Collection[int]) -> tuple[ReadingDoubt, ...]:
    """Reads the given pages (1-based) again. One doubt per cell on which the readers differ, white space disregarded; ``text``
    is ours, ``other_text`` theirs. A table that only pdfplumber sees is a doubt as well, and so is a page that it cannot read."""
    wanted = sorted(set(pages))
    try:
        return _differences(content, document, wanted)
    except MemoryError:
        raise
    except Exception:  # of a damaged file: what only our reader can read is told, not refused
        return tuple(ReadingDoubt("damaged-page", "另一读取程序读不出该页", number) for number in wanted)


def _differences(content: bytes, document: ReadDocument, pages: list[int]) -> tuple[ReadingDoubt, ...]:
    import pdfplumber  # 0.4 s: only runs that verify pay for it

    doubts: list[ReadingDoubt] = []
    with pdfplumber.open(io.BytesIO(content)) as file:
        for number in pages:
            grids = [grid for grid in document.grids() if grid.page == number]
            page = file.pages[number - 1]
            if number in document.turned_pages:
                page = _turned(page, document.turned_pages[number])
            doubts.extend(compare_page(page, grids, number))
            page.close()
    return tuple(doubts)


def _turned(page: Any, turn: PageTurn) -> Any:
    """The same page turned as our reader turned it, so that pdfplumber too sees rows as rows."""
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate = ((page.rotation or 0) + {1: 270, 2: 180, 3: 90}[turn.turn]) % 360
    return type(page)(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def compare_page(page: Any, grids: list[CellGrid], number: int) -> list[ReadingDoubt]:
    """The differences on one page, given as pdfplumber's page object and our grids of that page."""
    theirs = _their_cells(page)
    characters = _characters(page)
    doubts: list[ReadingDoubt] = []
    met: set[int] = set()
    for grid in grids:
        for cell in grid.cells:
            if cell.box is None:
                continue
            rivals = [at for at, rival in enumerate(theirs) if _belong_together(cell.box, rival.box)]
            met.update(rivals)
            other = _their_text(cell, [theirs[at] for at in rivals], characters)
            if other is not None:
                doubts.append(ReadingDoubt("readers-differ", cell.text, number, cell.box, other))
    for at, rival in enumerate(theirs):
        if at not in met and rival.text and not any(_holds(grid.box, rival.box) for grid in grids):
            doubts.append(ReadingDoubt("readers-differ", "", number, rival.box, rival.text))
    return doubts


def displayed_origin(page: Any) -> tuple[float, float]:
    """Where the displayed page begins (CropBox, after /Rotate) in pdfplumber's coordinates, which begin at the MediaBox.

    pdfplumber's own ``cropbox`` is not turned with the page.
    """
    media = page.page_obj.mediabox
    crop = page.page_obj.cropbox or media
    left, bottom = max(crop[0] - media[0], 0), max(crop[1] - media[1], 0)
    right, top = max(media[2] - crop[2], 0), max(media[3] - crop[3], 0)
    x, y = {0: (left, top), 90: (bottom, left), 180: (right, bottom), 270: (top, right)}[(page.rotation or 0) % 360]
    return page.bbox[0] + x, page.bbox[1] + y


def _their_cells(page: Any) -> list[TheirCell]:
    left, top = displayed_origin(page)
    cells = []
    for table in page.filter(_is_no_shading).find_tables():
        if len(table.cells) < 2:
            continue  # a box around prose
        for row, texts in zip(table.rows, table.extract(), strict=True):
            for box, text in zip(row.cells, texts, strict=True):
                if box is not None:
                    cells.append(TheirCell(Box(box[0] - left, box[1] - top, box[2] - left, box[3] - top), text or ""))
    return cells


def _is_no_shading(item: dict[str, Any]) -> bool:
    """False for filled areas: pdfplumber takes the edges of a background (底色) for rules, even of a white page-wide one."""
    thickness = min(item.get("width", 0), item.get("height", 0))
    return not (item.get("object_type") == "rect" and not item.get("stroke") and thickness > THICKEST_RULE)


def _characters(page: Any) -> list[tuple[float, float, str, bool]]:
    left, top = displayed_origin(page)
    return [
        ((one["x0"] + one["x1"]) / 2 - left, (one["top"] + one["bottom"]) / 2 - top, one["text"], bool(one["upright"]))
        for one in page.chars
    ]


def _their_text(cell: Cell, rivals: list[TheirCell], characters: list[tuple[float, float, str, bool]]) -> str | None:
    """What pdfplumber reads in this cell if that differs from what we read, else None."""
    assert cell.box is not None
    ours = _plain(cell.text)
    filled = [rival.text for rival in rivals if _plain(rival.text)]
    if len(filled) > 1:
        return " | ".join(filled)
    if (_plain(filled[0]) if filled else "") == ours:
        return None
    box = cell.box
    inside = [one for one in characters if box.x0 <= one[0] < box.x1 and box.top <= one[1] < box.bottom]
    turned = any(not one[3] for one in inside)
    if (not rivals or turned) and Counter(_plain("".join(one[2] for one in inside))) == Counter(ours):
        return None  # pdfplumber found no such cell, or sorts turned text in another order
    return filled[0] if filled else "".join(one[2] for one in inside)


def _plain(text: str) -> str:
    return _SPACE.sub("", text)


def _belong_together(ours: Box, theirs: Box) -> bool:
    """Same cell, or one lies within the other: more than half of the smaller box is shared."""
    if all(abs(one - other) <= SAME_SIDE for one, other in zip(ours, theirs, strict=True)):
        return True
    wide = min(ours.x1, theirs.x1) - max(ours.x0, theirs.x0)
    high = min(ours.bottom, theirs.bottom) - max(ours.top, theirs.top)
    if wide <= 0 or high <= 0:
        return False
    return wide * high > 0.5 * min(_size(ours), _size(theirs))


def _size(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _holds(outer: Box | None, inner: Box) -> bool:
    if outer is None:
        return False
    middle = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= middle[0] <= outer.x1 and outer.top <= middle[1] <= outer.bottom

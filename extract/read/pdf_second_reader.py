"""The second, independent reader (第二读取程序): the same page through pdfplumber, compared cell by cell.

pdfplumber shares no code with our reader beyond the file: another parser, other rules for lines and characters. So a cell on
which both agree is very likely read as printed.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from ..cell_grid import Box, Cell, CellGrid, LeftOut, PageTurn, ReadDocument, ReadingDoubt
from .pdf_glyphs import MISREAD, UNREADABLE
from .pdf_lines import TWICE_PRINTED

THICKEST_RULE = 3.0
SAME_SIDE = 4.0
"""Points by which the sides of one cell may differ between the readers: both move double rules together."""
SAME_PLACE = 0.3
"""Share of an em within which a character of theirs is the one that we left out."""
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
            doubts.extend(compare_page(page, grids, number, document.left_out.get(number, ())))
            page.close()
    return tuple(doubts)


def _turned(page: Any, turn: PageTurn) -> Any:
    """The same page turned as our reader turned it, so that pdfplumber too sees rows as rows."""
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate = ((page.rotation or 0) + {1: 270, 2: 180, 3: 90}[turn.turn]) % 360
    return type(page)(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def compare_page(page: Any, grids: list[CellGrid], number: int, left_out: Sequence[LeftOut] = ()) -> list[ReadingDoubt]:
    """The differences on one page, given as pdfplumber's page object and our grids of that page. ``left_out`` is what we did
    not read on purpose and said so: neither reader counts it."""
    if left_out:
        page = page.filter(_Shown(page, left_out))
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
            if other is not None and not _is_parted(page, cell, [theirs[at].box for at in rivals], characters):
                doubts.append(ReadingDoubt("readers-differ", cell.text, number, cell.box, other))
    for at, rival in enumerate(theirs):
        if at not in met and rival.text and not any(_holds(grid.box, rival.box) for grid in grids):
            doubts.append(ReadingDoubt("readers-differ", "", number, rival.box, rival.text))
    return doubts


class _Shown:
    """Tells pdfplumber's characters that we left out on purpose from the others: one of theirs for each of ours."""

    def __init__(self, page: Any, left_out: Sequence[LeftOut]) -> None:
        left, top = displayed_origin(page)
        theirs: dict[str, list[tuple[float, float, float, int]]] = {}
        for one in page.chars:
            middle = (one["x0"] + one["x1"]) / 2 - left, (one["top"] + one["bottom"]) / 2 - top
            theirs.setdefault(one["text"], []).append((*middle, one["size"], id(one)))
        self.gone: set[int] = set()
        for ours in left_out:
            for x, y, size, character in theirs.get(ours.character, ()):
                # our middle is that of the ink, theirs that of the line
                near = abs(ours.x - x) <= SAME_PLACE * size and abs(ours.y - y) <= 2 * SAME_PLACE * size
                if near and character not in self.gone:
                    self.gone.add(character)
                    break

    def __call__(self, item: dict[str, Any]) -> bool:
        return id(item) not in self.gone


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


class TheirCharacter(NamedTuple):
    """A character that pdfplumber found: its middle, its left side, its text, and whether it stands upright."""

    x: float
    y: float
    x0: float
    size: float
    text: str
    is_upright: bool


def _characters(page: Any) -> list[TheirCharacter]:
    left, top = displayed_origin(page)
    return [
        TheirCharacter(
            (one["x0"] + one["x1"]) / 2 - left,
            (one["top"] + one["bottom"]) / 2 - top,
            one["x0"] - left,
            one["size"],
            one["text"],
            bool(one["upright"]),
        )
        for one in page.chars
    ]


def _their_text(cell: Cell, rivals: list[TheirCell], characters: list[TheirCharacter]) -> str | None:
    """What pdfplumber reads in this cell if that differs in meaning from what we read, else None."""
    assert cell.box is not None
    ours = _plain(cell.text)
    if UNREADABLE in ours or MISREAD in ours:
        return None  # said already: the font does not tell what is printed, or lies
    filled = [rival.text for rival in rivals if _plain(rival.text)]
    if len(filled) > 1:
        return " | ".join(filled)
    if (_plain(filled[0]) if filled else "") == ours:
        return None
    inside = _printed_once(cell.box, characters)
    turned = any(not one.is_upright for one in inside)
    if (not rivals or turned) and Counter(_plain("".join(one.text for one in inside))) == Counter(ours):
        return None  # pdfplumber found no such cell, or sorts turned text in another order
    if filled and len(_plain(filled[0])) > len(ours) and _is_confirmed(cell, filled[0], inside):
        return None  # what pdfplumber has more of is printed several times
    return filled[0] if filled else "".join(one.text for one in inside)


def _printed_once(box: Box, characters: list[TheirCharacter]) -> list[TheirCharacter]:
    """The characters with their middle in a box, those that are printed over themselves (shadow, fake bold) once."""
    kept: list[TheirCharacter] = []
    for one in characters:
        if box.x0 <= one.x < box.x1 and box.top <= one.y < box.bottom:
            reach = TWICE_PRINTED * one.size
            if not any(
                other.text == one.text and abs(other.x - one.x) <= reach and abs(other.y - one.y) <= reach for other in kept
            ):
                kept.append(one)
    return kept


def _is_confirmed(cell: Cell, theirs: str, inside: list[TheirCharacter]) -> bool:
    """Whether our text is what stands there when each character counts once, and they have nothing else."""
    lines = sorted(_plain(line) for line in cell.text.split("\n"))
    read = sorted(_plain(line) for line in _lines_of(inside))
    return "".join(lines) == "".join(read) and set(_plain(theirs)) <= set(_plain(cell.text))


def _lines_of(characters: list[TheirCharacter]) -> list[str]:
    lines: list[list[TheirCharacter]] = []
    for one in sorted(characters, key=lambda one: one.y):
        if lines and one.y - lines[-1][0].y <= 0.5 * one.size:
            lines[-1].append(one)
        else:
            lines.append([one])
    return ["".join(one.text for one in sorted(line, key=lambda one: one.x0)) for line in lines]


def _is_parted(page: Any, cell: Cell, rivals: list[Box], characters: list[TheirCharacter]) -> bool:
    """Whether pdfplumber took our cell and its neighbours for one although it sees the rule between them and reads ours alike.

    It happens where rules end a hair before they meet: then the page itself says that the cells are two.
    """
    box = cell.box
    if box is None or len(rivals) != 1 or _size(rivals[0]) <= 1.2 * _size(box):
        return False
    if _plain("".join(_lines_of(_printed_once(box, characters)))) != _plain(cell.text.replace("\n", "")):
        return False
    left, top = displayed_origin(page)
    sides = [(side, "v") for side in (box.x0, box.x1) if rivals[0].x0 + SAME_SIDE < side < rivals[0].x1 - SAME_SIDE]
    sides += [(side, "h") for side in (box.top, box.bottom) if rivals[0].top + SAME_SIDE < side < rivals[0].bottom - SAME_SIDE]
    return bool(sides) and all(_is_ruled(page, box, side, way, left, top) for side, way in sides)


def _is_ruled(page: Any, box: Box, side: float, way: str, left: float, top: float) -> bool:
    """Whether pdfplumber sees rules along most of one side of a box."""
    start, end = (box.top, box.bottom) if way == "v" else (box.x0, box.x1)
    covered = 0.0
    for edge in page.edges:
        wide, high = edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]
        if (wide if way == "v" else high) > 0.5:  # by size: on turned pages rules are level only but for rounding
            continue
        position = edge["x0"] - left if way == "v" else edge["top"] - top
        if abs(position - side) <= THICKEST_RULE:
            first, last = (edge["top"] - top, edge["bottom"] - top) if way == "v" else (edge["x0"] - left, edge["x1"] - left)
            covered = max(covered, min(last, end) - max(first, start))
    return covered >= 0.6 * (end - start)


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


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

"""OFD (GB/T 33190, 版式文档) → grids and prose. Text objects give characters, paths give rules; tables are what rules enclose.

Coordinates are millimetres in the file and points here, origin at the top left. A table without rules stays prose. Annotations
and seals are not read. Pictures leave a doubt, because a scanned page is a picture.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

import numpy
from lxml import etree

from extract.cell_grid import Block, Box, Cell, CellGrid, Paragraph, ReadDocument, ReadingDoubt
from extract.errors import TooLarge, TruncatedDocument
from extract.read.limits import DEFAULT_LIMITS, Limits
from extract.read.ofd_drawing import Character, ObjectSpace, characters_of, object_space, strokes_of
from extract.read.pdf_lattice import Lattice, TextProbe, connect, join_strokes, tile_component
from extract.read.pdf_paint import Stroke
from extract.read.xml_parsing import child, descendants, local_name
from extract.read.zip_parts import OfficePackage, open_package

READER = "ofd"
LARGE_PICTURE = 150.0
"""Points; a picture at least this wide and half as high may hold a table."""


@dataclass
class _Page:
    number: int
    characters: list[Character] = field(default_factory=list)
    horizontal: list[Stroke] = field(default_factory=list)
    vertical: list[Stroke] = field(default_factory=list)
    doubts: list[ReadingDoubt] = field(default_factory=list)


def read_ofd(content: bytes, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """Read an OFD file. Raises :class:`TruncatedDocument`, :class:`DecompressionBomb`, :class:`TooLarge`,
    :class:`UnsupportedFormat`."""
    package = open_package(content, limits)
    blocks: list[Block] = []
    doubts: list[ReadingDoubt] = []
    number = 0
    for root in descendants(package.xml("OFD.xml"), "DocRoot"):
        document_path = (root.text or "").strip().lstrip("/")
        document = package.xml(document_path)
        templates = {item.get("ID"): item.get("BaseLoc") or "" for item in descendants(document, "TemplatePage")}
        pages = [item for item in descendants(document, "Page") if item.get("BaseLoc")]
        if number + len(pages) > limits.max_pages:
            raise TooLarge(f"超过 {limits.max_pages} 页", f"more than {limits.max_pages} pages")
        for item in pages:
            number += 1
            page = _read_page(package, posixpath.dirname(document_path), item.get("BaseLoc") or "", templates, number)
            blocks.extend(_blocks(page, limits))
            doubts.extend(page.doubts)
    if not number:
        raise TruncatedDocument("OFD 中没有页面", "the OFD file holds no page")
    return ReadDocument("ofd", tuple(blocks), number, tuple(doubts))


def _read_page(package: OfficePackage, folder: str, location: str, templates: dict[str | None, str], number: int) -> _Page:
    page = _Page(number)
    content = package.xml(_path(package, folder, location))
    for item in descendants(content, "Template"):
        template = templates.get(item.get("TemplateID"))
        if template:
            _read_objects(package.xml(_path(package, folder, template)), page)
    _read_objects(content, page)
    return page


def _path(package: OfficePackage, folder: str, location: str) -> str:
    """A location is relative to the document's folder, or to the root when it begins with "/"."""
    path = location.lstrip("/") if location.startswith("/") else posixpath.normpath(posixpath.join(folder, location))
    return path if package.has(path) else location.lstrip("/")


def _read_objects(content: etree._Element, page: _Page) -> None:
    for item in content.iter():
        name = local_name(item)
        if name not in ("TextObject", "PathObject", "ImageObject") or item.get("Visible", "true").lower() == "false":
            continue
        space = object_space(item)
        if name == "TextObject":
            _read_text(item, space, page)
        elif name == "PathObject":
            horizontal, vertical = strokes_of(item, space, len(page.horizontal) + len(page.vertical))
            page.horizontal += horizontal
            page.vertical += vertical
        elif space.width >= LARGE_PICTURE and space.height >= LARGE_PICTURE / 2:
            page.doubts.append(ReadingDoubt("unsupported-part", "页面上有图片，图片内的文字和表格未读取", page.number))


def _read_text(item: etree._Element, space: ObjectSpace, page: _Page) -> None:
    characters = characters_of(item, space)
    invisible = item.get("Alpha") == "0" or (
        item.get("Fill", "true").lower() == "false" and item.get("Stroke", "false").lower() == "false"
    )
    colour = child(item, "FillColor")
    if invisible or (colour is not None and colour.get("Alpha") == "0"):
        page.doubts.append(ReadingDoubt("hidden-text", "".join(one.text for one in characters), page.number))
    else:
        page.characters += characters


def _blocks(page: _Page, limits: Limits) -> list[Block]:
    """Grids and lines of prose of a page from top to bottom."""
    centres = numpy.array([one.centre for one in page.characters if one.text.strip()] or numpy.empty((0, 2)))
    probe = TextProbe(lambda: centres)
    placed: list[tuple[float, float, Block]] = []
    rest = page.characters
    for component in connect(join_strokes(page.horizontal), join_strokes(page.vertical)):
        lattice = tile_component(component, probe, limits.max_cells) if component.horizontal and component.vertical else None
        if lattice is None or len(lattice.tiles) < 2:
            continue
        inside = [one for one in rest if _contains(lattice.box, one)]
        if any(one.text.strip() for one in inside):
            taken = set(map(id, inside))
            rest = [one for one in rest if id(one) not in taken]
            placed.append((lattice.box.top, lattice.box.x0, _grid(lattice, inside, page.number)))
    for line in _lines(rest):
        text = _line_text(line)
        if text:
            box = Box(line[0].x0, min(one.top for one in line), line[-1].x1, max(one.bottom for one in line))
            placed.append((box.top, box.x0, Paragraph(text, page.number, box)))
    return [block for _, _, block in sorted(placed, key=lambda item: item[:2])]


def _contains(box: Box, character: Character) -> bool:
    x, y = character.centre
    return box.x0 <= x < box.x1 and box.top <= y < box.bottom


def _grid(lattice: Lattice, inside: list[Character], number: int) -> CellGrid:
    """Each character belongs to the cell in which its centre lies."""
    cells: list[Cell] = []
    for tile in lattice.tiles:
        box = lattice.tile_box(tile)
        lines = _lines([one for one in inside if _contains(box, one)])
        text = "\n".join(line for line in map(_line_text, lines) if line)
        cells.append(Cell(tile.row, tile.column, text, tile.row_span, tile.column_span, number, box))
    return CellGrid(tuple(cells), lattice.row_count, lattice.column_count, READER, number, lattice.box)


def _lines(characters: list[Character]) -> list[list[Character]]:
    """Characters on one base line, from left to right; lines from top to bottom. A copy printed over a character to make it
    bold is left out: "12" must not become "1122"."""
    lines: list[list[Character]] = []
    for one in sorted(characters, key=lambda character: character.base):
        if lines and one.base - lines[-1][0].base <= 0.4 * min(one.size, lines[-1][0].size):
            lines[-1].append(one)
        else:
            lines.append([one])
    return [_without_copies(sorted(line, key=lambda character: character.x0)) for line in lines]


def _without_copies(line: list[Character]) -> list[Character]:
    kept: list[Character] = []
    for one in line:
        if not any(one.text == other.text and one.x0 - other.x0 < 0.15 * one.size for other in kept[-3:]):
            kept.append(one)
    return kept


def _line_text(line: list[Character]) -> str:
    """The characters of a line, with a blank where the gap between two is wider than half a character."""
    pieces: list[str] = []
    for index, one in enumerate(line):
        if index and one.x0 - line[index - 1].x1 > 0.5 * one.size:
            pieces.append(" ")
        pieces.append(one.text)
    return "".join(pieces).strip()

"""Word documents (DOCX) → grids and prose, read from the XML itself.

What counts as published is what Word prints: inserted text yes, deleted text no; the result of a field, not its code;
hidden text no. A table inside a cell becomes a grid of its own, right after the outer one; the outer cell keeps only its own
paragraphs. Cells that a row leaves out (``gridBefore``, ``gridAfter``, short rows) are empty cells. Headers, footers and
comments are not read. ``page`` is None: a Word file has no pages until a program lays it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extract.cell_grid import Block, CellGrid, Paragraph, ReadDocument, ReadingDoubt
from extract.read.cell_tiling import PlacedCell, refuse_over, tile
from extract.read.limits import DEFAULT_LIMITS, Limits
from extract.read.word_chart import read_chart
from extract.read.word_text import ShownText, TextStyles, paragraph_text, read_text_styles
from extract.read.xml_parsing import attribute, child, descendants, local_name, whole_number
from extract.read.zip_parts import OfficePackage, open_package

READER = "word"
LARGE_PICTURE_EMU = 360_000 * 6
"""Pictures at least this wide and half as high (6 cm × 3 cm) may hold a table; smaller ones are ornaments."""

_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "Choice"})
_DELETED = frozenset({"del", "moveFrom"})


@dataclass
class _Reading:
    """What has been gathered so far from one document."""

    package: OfficePackage
    part: str
    relations: dict[str, tuple[str, str]]
    styles: TextStyles
    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    doubts: list[ReadingDoubt] = field(default_factory=list)
    anchored: list[etree._Element] = field(default_factory=list)
    """Paragraphs of table cells that hold drawings; these are read when the table is complete."""
    table_count: int = 0
    chart_count: int = 0


def read_word(content: bytes, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """Read a DOCX file. Raises :class:`TruncatedDocument`, :class:`DecompressionBomb`, :class:`TooLarge`,
    :class:`UnsupportedFormat`."""
    package = open_package(content, limits)
    part = package.main_part()
    relations = package.relations(part)
    body = child(package.xml(part), "body")
    styles = next((path for kind, path in relations.values() if kind == "styles" and package.has(path)), None)
    reading = _Reading(package, part, relations, read_text_styles(package.xml(styles) if styles else None), limits)
    if body is not None:
        _read_blocks(body, reading)
    _read_notes(reading)
    return ReadDocument("docx", tuple(reading.blocks), None, tuple(reading.doubts))


def _read_blocks(parent: etree._Element, reading: _Reading) -> None:
    for element in block_children(parent):
        name = local_name(element)
        if name == "p":
            _read_paragraph(element, reading)
        elif name == "tbl":
            frame = _page_frame(element)
            if frame is not None:
                _read_blocks(frame, reading)
                continue
            reading.blocks.extend(_read_table(element, reading))
            while reading.anchored:
                _read_drawings(reading.anchored.pop(0), reading, in_table=True)
        elif name == "altChunk":
            reading.doubts.append(ReadingDoubt("unsupported-part", "文中嵌入了另一个文件（altChunk），未读取"))


def _page_frame(table: etree._Element) -> etree._Element | None:
    """The only cell of a table that merely frames a page: tables stand in it, and titles and units (年度、单位) between them,
    which must keep their order to be those of the right table."""
    rows = [row for row in block_children(table) if local_name(row) == "tr"]
    cells = [cell for row in rows for cell in block_children(row) if local_name(cell) == "tc"]
    if len(cells) != 1 or not any(local_name(item) == "tbl" for item in block_children(cells[0])):
        return None
    return cells[0]


def block_children(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, tables (or rows, or cells) below an element, looking through content controls and tracked insertions."""
    for element in parent:
        name = local_name(element)
        if name in _WRAPPERS:
            yield from block_children(element)
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            chosen = child(element, "Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from block_children(chosen)
        elif name and name not in _DELETED:
            yield element


def _read_paragraph(element: etree._Element, reading: _Reading) -> None:
    shown = _shown_text(element, reading)
    if shown.text.strip():
        reading.blocks.append(Paragraph(shown.text.strip()))
    struck = f"{shown.struck.strip()} {shown.deleted.strip()}".strip()
    if struck:
        reading.doubts.append(ReadingDoubt("struck-text", struck))
    _read_drawings(element, reading)


def _shown_text(paragraph: etree._Element, reading: _Reading) -> ShownText:
    shown = paragraph_text(paragraph, reading.styles)
    if shown.hidden.strip():
        reading.doubts.append(ReadingDoubt("hidden-text", shown.hidden.strip()))
    if shown.unknown_symbols:
        reading.doubts.append(
            ReadingDoubt("unsupported-part", f"不认识的符号：{shown.unknown_symbols}", other_text=shown.text.strip())
        )
    return shown


def _read_drawings(element: etree._Element, reading: _Reading, in_table: bool = False) -> None:
    """Text boxes, charts, embedded objects and large pictures anchored in a paragraph, in this order of the XML."""
    for item in element.iter():
        name = local_name(item)
        if name == "Fallback" and local_name(item.getparent()) == "AlternateContent":  # type: ignore[arg-type]
            continue
        if any(local_name(outer) == "Fallback" for outer in _ancestors_within(item, element)):
            continue
        if name == "txbxContent" and not any(local_name(outer) == "txbxContent" for outer in _ancestors_within(item, element)):
            _read_text_box(item, reading, in_table)
        elif name == "chart" and attribute(item, "id") is not None:
            _read_chart_part(attribute(item, "id") or "", reading)
        elif name == "OLEObject":
            reading.doubts.append(ReadingDoubt("unsupported-part", f"嵌入对象（{item.get('ProgID') or '未知'}）未读取"))
        elif name == "inline" or name == "anchor":
            _note_large_picture(item, reading)


def _ancestors_within(item: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    parent = item.getparent()
    while parent is not None and parent is not top:
        yield parent
        parent = parent.getparent()


def _read_text_box(content: etree._Element, reading: _Reading, in_table: bool) -> None:
    if in_table:
        text = "\n".join(paragraph_text(item, reading.styles).text for item in descendants(content, "p")).strip()
        if text:
            reading.doubts.append(ReadingDoubt("unplaced-text", text, other_text="表格内的文本框"))
    _read_blocks(content, reading)


def _read_chart_part(relation_id: str, reading: _Reading) -> None:
    kind, path = reading.relations.get(relation_id, ("", ""))
    if kind != "chart" or not reading.package.has(path):
        return
    reading.chart_count += 1
    grid = read_chart(reading.package.xml(path), reading.chart_count, reading.limits)
    if grid is None:
        reading.doubts.append(ReadingDoubt("unsupported-part", f"图{reading.chart_count} 没有缓存的数据，未读取"))
    else:
        reading.blocks.append(grid)


def _note_large_picture(drawing: etree._Element, reading: _Reading) -> None:
    extent = child(drawing, "extent")
    if extent is None or not descendants(drawing, "pic"):
        return
    width, height = whole_number(extent.get("cx")), whole_number(extent.get("cy"))
    if width >= LARGE_PICTURE_EMU and height >= LARGE_PICTURE_EMU // 2:
        reading.doubts.append(ReadingDoubt("unsupported-part", "文中有图片，图片内的文字和表格未读取"))


def _read_table(table: etree._Element, reading: _Reading) -> list[CellGrid]:
    """The grid of a table, then the grids inside its cells."""
    reading.table_count += 1
    number = reading.table_count
    placed: list[PlacedCell] = []
    inner: list[etree._Element] = []
    open_merges: dict[int, int] = {}
    row_number = 0
    for row in block_children(table):
        if local_name(row) != "tr" or _is_left_out(row, reading):
            continue
        open_merges, row_used = _place_row(row, row_number, placed, open_merges, inner, reading)
        row_number += row_used
    refuse_over(len(placed), reading.limits)
    grid = tile(placed, READER, lambda row, column: f"表{number} R{row + 1}C{column + 1}", reading.limits, is_ragged=True)
    grids = [] if grid is None else [grid]
    for cell in inner:
        for item in block_children(cell):
            if local_name(item) == "tbl":
                grids.extend(_read_table(item, reading))
    return grids


def _is_left_out(row: etree._Element, reading: _Reading) -> bool:
    """Rows deleted in tracked changes or hidden are not printed; a text in them is reported."""
    properties = child(row, "trPr")
    if properties is None or (child(properties, "del") is None and not _is_on(child(properties, "hidden"))):
        return False
    text = " ".join(str(part) for part in row.itertext()).strip()
    if text:
        reading.doubts.append(ReadingDoubt("hidden-text", text))
    return True


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (attribute(element, "val") or "1") not in ("0", "false", "off")


def _place_row(
    row: etree._Element,
    row_number: int,
    placed: list[PlacedCell],
    open_merges: dict[int, int],
    inner: list[etree._Element],
    reading: _Reading,
) -> tuple[dict[int, int], int]:
    """Place the cells of one row; returns the vertical merges open below it (column → index in ``placed``) and the number
    of rows used (0 or 1)."""
    column = _grid_offset(row, "gridBefore", reading.limits)
    still_open: dict[int, int] = {}
    first = True
    for cell in block_children(row):
        if local_name(cell) != "tc":
            continue
        properties = child(cell, "tcPr")
        span = _span(properties, reading.limits)
        text, struck = _cell_text(cell, reading)
        inner.append(cell)
        if _merge(properties, "hMerge") == "continue" and not first:
            placed[-1] = placed[-1]._replace(
                column_span=placed[-1].column_span + span,
                text=_joined(placed[-1].text, text),
                struck=_joined(placed[-1].struck, struck),
            )
        else:
            vertical = _merge(properties, "vMerge")
            above = open_merges.get(column)
            if vertical == "continue" and above is not None and placed[above].column_span == span:
                placed[above] = placed[above]._replace(row_span=row_number + 1 - placed[above].row)
                still_open[column] = above
                if text:
                    reading.doubts.append(ReadingDoubt("hidden-text", text, other_text="被合并单元格遮住的文字"))
            else:
                if vertical is not None:
                    still_open[column] = len(placed)
                placed.append(PlacedCell(row_number, column, text, 1, span, struck))
        first = False
        column += span
    return still_open, 0 if first else 1


def _joined(left: str, right: str) -> str:
    return "\n".join(part for part in (left, right) if part)


def _merge(properties: etree._Element | None, name: str) -> str | None:
    """ "restart", "continue" (what a bare element means) or None."""
    element = child(properties, name)
    return None if element is None else (attribute(element, "val") or "continue")


def _span(properties: etree._Element | None, limits: Limits) -> int:
    element = child(properties, "gridSpan")
    return _whole(None if element is None else attribute(element, "val"), 1, limits)


def _grid_offset(row: etree._Element, name: str, limits: Limits) -> int:
    element = child(row, "trPr", name)
    return _whole(None if element is None else attribute(element, "val"), 0, limits)


def _whole(text: str | None, least: int, limits: Limits) -> int:
    """A number of columns; nonsense counts as the least, an excess is refused."""
    value = whole_number(text, least)
    refuse_over(value, limits)
    return max(value, least)


def _cell_text(cell: etree._Element, reading: _Reading) -> tuple[str, str]:
    """The cell's own paragraphs, one line each, and what is struck out or deleted in them; drawings are read after the table."""
    lines: list[str] = []
    struck: list[str] = []
    for item in block_children(cell):
        if local_name(item) == "p":
            shown = _shown_text(item, reading)
            lines.append(shown.text)
            struck += [part.strip() for part in (shown.struck, shown.deleted) if part.strip()]
            _doubt_number(item, shown.text, reading)
            if any(True for _ in item.iter("{*}drawing", "{*}pict", "{*}object")):
                reading.anchored.append(item)
        elif local_name(item) == "altChunk":
            reading.doubts.append(ReadingDoubt("unsupported-part", "单元格中嵌入了另一个文件（altChunk），未读取"))
    return "\n".join(line.strip() for line in lines).strip(), " ".join(struck)


def _doubt_number(paragraph: etree._Element, text: str, reading: _Reading) -> None:
    """Automatic numbering (自动编号) prints digits that no text holds, right before a figure."""
    number = child(paragraph, "pPr", "numPr", "numId")
    if number is not None and attribute(number, "val") != "0" and re.fullmatch(r"[-0-9.,%\s]*[0-9][-0-9.,%\s]*", text):
        reading.doubts.append(ReadingDoubt("generated-content", f"自动编号后的“{text.strip()}”"))


def _read_notes(reading: _Reading) -> None:
    """Footnotes and endnotes are printed, so they are prose; they stand at the end because Word files have no pages."""
    for kind, path in reading.relations.values():
        if kind in ("footnotes", "endnotes") and reading.package.has(path):
            for note in reading.package.xml(path):
                if attribute(note, "type") in (None, "normal"):
                    _read_blocks(note, reading)

"""Web pages (HTML) → grids and prose: the portal's own, saved by Word or Excel, or exported by a system.

A table that contains other tables and few cells of its own only arranges the page: its texts become paragraphs and the tables
inside become grids. A table of data with a table in a cell stays a grid; the inner one follows it as a grid of its own. A
cell's text is what a browser shows: white space runs collapse, ``<br>`` and block elements break lines. Text that is not
displayed is left out; inside tables it leaves a doubt. ``page`` is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extract.cell_grid import Block, Paragraph, ReadDocument, ReadingDoubt
from extract.errors import TruncatedDocument, UnsupportedFormat
from extract.read.cell_tiling import PlacedCell, refuse_over, tile
from extract.read.charset import decode_page
from extract.read.limits import DEFAULT_LIMITS, Limits
from extract.read.page_metadata import page_title, published_on
from extract.read.page_style import PageStyle, read_style
from extract.read.page_text import BLOCK_ELEMENTS, SILENT_ELEMENTS, element_text, is_figure_table, tidy

READER = "web-page"
LARGEST_COLUMN_SPAN = 1000
"""The bound of the HTML standard; browsers treat a larger colspan as this."""


@dataclass
class _Reading:
    style: PageStyle
    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    doubts: list[ReadingDoubt] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    """Inline text since the last block boundary."""
    struck: list[str] = field(default_factory=list)
    """What is struck out in the paragraph being read."""
    table_count: int = 0


def read_web_page(content: bytes, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """Read an HTML page. Raises :class:`TruncatedDocument` when it ends inside a table, :class:`UnsupportedFormat` when it nests
    deeper than the parser allows, :class:`TooLarge` when a table has more cells than the limits."""
    text, encoding, broken = decode_page(content)
    _refuse_cut_off(text)
    root = _parse(text)
    reading = _Reading(read_style(root), limits)
    if broken:
        reading.doubts.append(ReadingDoubt("unsupported-part", f"有 {broken} 个字符不能按 {encoding} 解码"))
    for body in root.iter("body"):
        _walk(body, reading)
        break
    else:
        _walk(root, reading)
    _flush(reading)
    return ReadDocument(
        "html",
        tuple(reading.blocks),
        None,
        tuple(reading.doubts),
        page_title(root),
        published_on(root, reading.blocks),
        {"encoding": encoding},
    )


def _refuse_cut_off(text: str) -> None:
    lowered = text.lower()
    if "</html" not in lowered and lowered.rfind("<table") > lowered.rfind("</table"):
        raise TruncatedDocument("网页在表格中间中断", "the page ends inside a table")


def _parse(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    # libxml2 ends the text at a NUL; surrogates cannot be encoded
    clean = text.replace("\x00", "").encode("utf-8", "replace")
    root = etree.fromstring(clean, parser) if clean.strip() else None
    if root is None:
        root = etree.fromstring("<html><body></body></html>", etree.HTMLParser())
    fatal = [entry for entry in parser.error_log if entry.level_name == "FATAL" or "depth" in entry.message.lower()]
    if fatal:
        raise UnsupportedFormat(
            "网页的嵌套层数或文本长度超过解析上限", "the page nests deeper or is longer than the parser allows"
        )
    for table in root.iter("table"):
        _add_row_groups(table)
    return root


def _add_row_groups(table: etree._Element) -> None:
    """Put rows outside a group into a ``tbody``, as browsers do: selectors count on it (``table > tbody > tr``)."""
    group: etree._Element | None = None
    for item in list(table):
        if item.tag != "tr":
            group = None
            continue
        if group is None:
            group = etree.Element("tbody")
            item.addprevious(group)
        group.append(item)


def _walk(element: etree._Element, reading: _Reading) -> None:
    """Read an element's content as blocks, in reading order."""
    _add_text(element.text, element, reading)
    for item in element:
        if isinstance(item.tag, str):
            _walk_item(item, reading)
        _add_text(item.tail, element, reading)


def _walk_item(item: etree._Element, reading: _Reading) -> None:
    name = str(item.tag)
    if name in SILENT_ELEMENTS or not reading.style.look(item).displayed:
        pass
    elif name == "details" and item.get("open") is None:
        for summary in item.iterchildren("summary"):
            _walk_item(summary, reading)
    elif name == "table" and not _is_layout(item):
        _flush(reading)
        _read_table(item, reading)
    elif name == "br":
        reading.pending.append("\n")
    elif name in BLOCK_ELEMENTS:
        _flush(reading)
        _walk(item, reading)
        _flush(reading)
    else:
        _walk(item, reading)


def _add_text(text: str | None, element: etree._Element, reading: _Reading) -> None:
    if text:
        look = reading.style.look(element)
        if look.seen:
            (reading.struck if look.struck else reading.pending).append(text)


def _flush(reading: _Reading) -> None:
    text = tidy("".join(part if part == "\n" else part.replace("\n", " ") for part in reading.pending))
    struck = tidy("".join(reading.struck).replace("\n", " "))
    reading.pending.clear()
    reading.struck.clear()
    if text:
        reading.blocks.append(Paragraph(text))
    if struck:
        reading.doubts.append(ReadingDoubt("struck-text", struck))


def _read_table(table: etree._Element, reading: _Reading) -> None:
    reading.table_count += 1
    number = reading.table_count
    placed: list[PlacedCell] = []
    row_number = 0
    for caption in table.iterchildren("caption"):
        if reading.style.look(caption).displayed:
            _walk(caption, reading)
            _flush(reading)
    for group in _row_groups(table):
        rows = [row for row in group if not _left_out(row, reading)]
        _place_group(rows, row_number, placed, reading)
        row_number += len(rows)
    _doubt_order(table, reading)
    grid = tile(placed, READER, lambda row, column: f"表{number} R{row + 1}C{column + 1}", reading.limits, is_ragged=True)
    if grid is not None:
        reading.blocks.append(grid)
    for inner in _inner_tables(table):
        if next(inner.iterancestors("table"), None) is table:
            _walk_item(inner, reading)


def _inner_tables(table: etree._Element) -> list[etree._Element]:
    return [inner for inner in table.iterdescendants("table") if not is_figure_table(inner)]


def _doubt_order(table: etree._Element, reading: _Reading) -> None:
    """Cells that the style shows in another order than the file has them cannot be given to columns with certainty."""
    parts = [table, *(item for item in table.iterdescendants("thead", "tbody", "tfoot", "tr", "td", "th"))]
    moved = [item for item in parts if reading.style.look(item).reordered]
    if moved:
        text = tidy(" ".join(str(part) for part in moved[0].itertext()).replace("\n", " "))
        reading.doubts.append(ReadingDoubt("columns-reordered", text[:60]))


def _is_layout(table: etree._Element) -> bool:
    """True for a table that holds others and is itself no table of data: fewer than four rows, or mostly rows of one cell,
    tables in more than a quarter of its cells, or more cells in those tables than of its own."""
    inner = _inner_tables(table)
    if not inner:
        return False
    rows = [[cell for cell in _table_children(row) if cell.tag in ("td", "th")] for group in _row_groups(table) for row in group]
    cells = [cell for row in rows for cell in row]
    holding = {item for each in inner for item in each.iterancestors("td", "th")}
    holders = sum(1 for cell in cells if cell in holding)
    every_cell = sum(1 for _ in table.iterdescendants("td", "th"))
    mostly_single = sum(1 for row in rows if len(row) > 1) * 2 < len(rows)
    return len(rows) < 4 or mostly_single or holders * 4 > len(cells) or every_cell > 2 * len(cells)


def _row_groups(table: etree._Element) -> list[list[etree._Element]]:
    """The rows by thead, tbody (or none) and tfoot, in the order in which a browser shows them; no rowspan crosses a group."""
    groups: list[tuple[int, list[etree._Element]]] = []
    loose: list[etree._Element] | None = None
    for item in _table_children(table):
        if item.tag == "tr":
            if loose is None:
                loose = []
                groups.append((1, loose))
            loose.append(item)
        elif item.tag in ("thead", "tbody", "tfoot"):
            loose = None
            groups.append(
                ({"thead": 0, "tfoot": 2}.get(str(item.tag), 1), [row for row in _table_children(item) if row.tag == "tr"])
            )
    return [rows for _, rows in sorted(groups, key=lambda group: group[0])]


def _table_children(element: etree._Element) -> Iterator[etree._Element]:
    """Children, looking through elements that do not belong in a table (form, font, Word's own)."""
    for item in element:
        if not isinstance(item.tag, str) or item.tag in ("caption", "colgroup", "col"):
            continue
        if item.tag in ("tr", "thead", "tbody", "tfoot", "td", "th"):
            yield item
        elif item.tag not in SILENT_ELEMENTS:
            yield from _table_children(item)


def _left_out(row: etree._Element, reading: _Reading) -> bool:
    """Rows that are not displayed, and the empty row of height 0 by which Word and Excel keep column widths."""
    text = tidy("".join(str(part) for part in row.itertext()))
    if not reading.style.look(row).displayed:
        if text:
            reading.doubts.append(ReadingDoubt("hidden-text", text))
        return True
    return row.get("height") == "0" and not text


def _place_group(rows: list[etree._Element], first_row: int, placed: list[PlacedCell], reading: _Reading) -> None:
    """Place cells as the HTML table model does: at the first free column, spans cut at the end of the group."""
    busy: dict[int, int] = {}  # column → first row of the group in which it is free again
    last = len(rows)
    for index, row in enumerate(rows):
        column = 0
        for cell in _table_children(row):
            if cell.tag not in ("td", "th"):
                continue
            if not reading.style.look(cell).displayed:
                _doubt_hidden(cell, reading)
                continue
            while busy.get(column, 0) > index:
                column += 1
            width = min(_span(cell, "colspan", 1), LARGEST_COLUMN_SPAN) or 1
            height = _span(cell, "rowspan", 1)
            height = last - index if height == 0 else min(height, last - index)
            free = next((step for step in range(width) if busy.get(column + step, 0) > index), width)
            refuse_over((column + free) * (first_row + index + height), reading.limits)
            text = element_text(cell, reading.style)
            if text.hidden:
                reading.doubts.append(ReadingDoubt("hidden-text", text.hidden))
            if text.otherwise:
                reading.doubts.append(ReadingDoubt("generated-content", text.otherwise))
            placed.append(PlacedCell(first_row + index, column, text.shown, height, free, text.struck))
            for step in range(free):
                busy[column + step] = index + height
            column += free


def _doubt_hidden(cell: etree._Element, reading: _Reading) -> None:
    text = tidy("".join(str(part) for part in cell.itertext()))
    if text:
        reading.doubts.append(ReadingDoubt("hidden-text", text))


def _span(cell: etree._Element, name: str, default: int) -> int:
    """A span as browsers read it: leading digits count, nonsense is 1, a long number is only "very many"."""
    found = re.match(r"\s*\+?([0-9]+)", cell.get(name) or "")
    return default if found is None else int(found[1][:9])

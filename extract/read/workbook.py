"""Workbooks (XLSX) → one grid per sheet, each cell as the sheet shows it.

The XML is read itself, because what was published is the number under its format, and only the XML tells formats, hidden rows,
merged ranges and cached results of formulas together. Formulas are never calculated, links never followed, macros never run.
Rows and columns that are hidden are not shown, so they are left out and leave a doubt. ``page`` is the 1-based number of the
sheet, the reference is the cell's own ("B5").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import InvalidOperation

from lxml import etree

from extract.cell_grid import Block, Paragraph, ReadDocument, ReadingDoubt
from extract.errors import TooLarge
from extract.read.limits import DEFAULT_LIMITS, Limits
from extract.read.number_format import BUILT_IN, exact_number, plain_number, show_number, show_text
from extract.read.page_color import Color
from extract.read.sheet_fonts import (
    NOT_CALCULATED,
    CellLook,
    TextRun,
    cell_looks,
    conditional_ranges,
    shown_parts,
    text_runs,
    theme_colors,
)
from extract.read.sheet_grid import Sheet, SheetCell, column_letters, parse_range, parse_reference, sheet_grids
from extract.read.xml_parsing import attribute, child, descendants, local_name, whole_number
from extract.read.zip_parts import OfficePackage, open_package

READER = "workbook"


@dataclass(frozen=True)
class _Book:
    """What the sheets of a workbook share."""

    package: OfficePackage
    shared_texts: list[list[TextRun]]
    formats: list[str]
    looks: list[CellLook]
    theme: list[Color]
    styles: etree._Element | None
    date_1904: bool
    limits: Limits


@dataclass
class _SheetReading:
    sheet: Sheet
    doubts: list[ReadingDoubt] = field(default_factory=list)
    show_zeros: bool = True


def read_workbook(content: bytes, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """Read an XLSX (or XLSM) file. Raises :class:`TruncatedDocument`, :class:`DecompressionBomb`, :class:`TooLarge`,
    :class:`UnsupportedFormat`."""
    package = open_package(content, limits)
    main = package.main_part()
    workbook, relations = package.xml(main), package.relations(main)
    date_1904 = (attribute(item, "date1904") if (item := child(workbook, "workbookPr")) is not None else None) in ("1", "true")
    theme = theme_colors(_part(package, relations, "theme"))
    styles = _part(package, relations, "styles")
    looks = [] if styles is None else cell_looks(styles, theme)
    book = _Book(package, _shared_texts(package, relations, theme), _formats(styles), looks, theme, styles, date_1904, limits)
    sheets = child(workbook, "sheets")
    entries = [] if sheets is None else [item for item in sheets if local_name(item) == "sheet"]
    if len(entries) > limits.max_pages:
        raise TooLarge(f"工作表 {len(entries)} 张，上限 {limits.max_pages}", f"{len(entries)} sheets, limit {limits.max_pages}")
    blocks: list[Block] = []
    doubts: list[ReadingDoubt] = []
    for page, entry in enumerate(entries, start=1):
        kind, path = relations.get(attribute(entry, "id") or "", ("", ""))
        name = entry.get("name") or ""
        if kind != "worksheet" or not package.has(path):
            doubts.append(ReadingDoubt("unsupported-part", f"工作表“{name}”是图表或宏表，未读取", page))
            continue
        reading = _read_sheet(book, path, page, name)
        if entry.get("state", "visible") != "visible":
            if reading.sheet.cells:
                doubts.append(ReadingDoubt("hidden-text", f"隐藏的工作表“{name}”未读取", page))
            continue
        grids, grid_doubts = sheet_grids(reading.sheet, READER, limits)
        blocks.extend(grids)
        blocks.extend(Paragraph(text, page) for text in _drawn_texts(package, path))
        doubts.extend(reading.doubts + grid_doubts)
    return ReadDocument("xlsx", tuple(blocks), len(entries), tuple(doubts))


def _part(package: OfficePackage, relations: dict[str, tuple[str, str]], wanted: str) -> etree._Element | None:
    path = next((path for kind, path in relations.values() if kind == wanted and package.has(path)), None)
    return None if path is None else package.xml(path)


def _shared_texts(package: OfficePackage, relations: dict[str, tuple[str, str]], theme: list[Color]) -> list[list[TextRun]]:
    root = _part(package, relations, "sharedStrings")
    return [] if root is None else [text_runs(item, theme) for item in root if local_name(item) == "si"]


def _formats(styles: etree._Element | None) -> list[str]:
    """The format code of each cell style, in order."""
    if styles is None:
        return []
    codes = dict(BUILT_IN)
    for item in descendants(styles, "numFmt"):
        codes[whole_number(item.get("numFmtId"))] = item.get("formatCode") or "General"
    styles_of_cells = child(styles, "cellXfs")
    return (
        [] if styles_of_cells is None else [codes.get(whole_number(item.get("numFmtId")), "General") for item in styles_of_cells]
    )


def _read_sheet(book: _Book, path: str, page: int, name: str) -> _SheetReading:
    root = book.package.xml(path)
    reading = _SheetReading(Sheet(page, name))
    view = child(root, "sheetViews", "sheetView")
    reading.show_zeros = view is None or view.get("showZeros", "1") not in ("0", "false")
    for item in descendants(root, "col"):
        if _is_off(item, "width"):
            first, last = whole_number(item.get("min"), 1), whole_number(item.get("max"), 1)
            reading.sheet.hidden_columns.append((first - 1, last - 1))
    for ranges in conditional_ranges(root, book.styles, book.theme):
        text = f"{ranges} 的条件格式可能划去、隐藏或改变数字的显示"
        reading.doubts.append(ReadingDoubt("shown-otherwise", text, page))
    data = child(root, "sheetData")
    row_number = -1
    for row in data if data is not None else ():
        row_number = whole_number(row.get("r"), row_number + 2) - 1
        if _is_off(row, "ht"):
            reading.sheet.hidden_rows.add(row_number)
        _read_row(book, row, row_number, reading)
    for item in descendants(root, "mergeCell"):
        merged = parse_range(item.get("ref") or "")
        if merged is not None:
            reading.sheet.merges.append(merged)
    return reading


def _is_off(item: etree._Element, size: str) -> bool:
    """Hidden by the flag, or by a height or width of 0."""
    stated = item.get(size)
    try:
        return item.get("hidden") in ("1", "true") or (stated is not None and float(stated) == 0)
    except ValueError:
        return False


def _read_row(book: _Book, row: etree._Element, row_number: int, reading: _SheetReading) -> None:
    column = -1
    for cell in row:
        if local_name(cell) != "c":
            continue
        position = parse_reference(cell.get("r") or "")
        column = position[1] if position is not None else column + 1
        shown = _shown_cell(book, cell, f"{column_letters(column)}{row_number + 1}", reading)
        if shown.text or shown.struck:
            reading.sheet.cells[row_number, column] = shown
            if len(reading.sheet.cells) > book.limits.max_cells:
                raise TooLarge(f"工作表超过 {book.limits.max_cells} 格", f"a sheet of more than {book.limits.max_cells} cells")


def _shown_cell(book: _Book, cell: etree._Element, where: str, reading: _SheetReading) -> SheetCell:
    """The text that a cell shows, apart from what is struck out; what cannot be seen leaves a doubt."""
    style = whole_number(cell.get("s"))
    look = book.looks[style] if style < len(book.looks) else CellLook()
    shown = shown_parts(_runs(book, cell, where, reading), look)
    if shown.hidden.strip():
        reading.doubts.append(ReadingDoubt("hidden-text", shown.hidden.strip(), reading.sheet.page, other_text=where))
    return SheetCell(shown.text.strip(), shown.struck.strip())


def _runs(book: _Book, cell: etree._Element, where: str, reading: _SheetReading) -> list[TextRun]:
    """The stored text of a cell by runs, framed by a format for texts, or its number as displayed."""
    style = whole_number(cell.get("s"))
    format_code = book.formats[style] if style < len(book.formats) else "General"
    inline, value = child(cell, "is"), child(cell, "v")
    kind, stored = cell.get("t", "n"), "" if value is None else value.text or ""
    runs: list[TextRun] = []
    if kind == "inlineStr":
        runs = [] if inline is None else text_runs(inline, book.theme)
    elif kind == "s":
        index = whole_number(stored, -1)
        runs = book.shared_texts[index] if 0 <= index < len(book.shared_texts) else []
    elif kind == "str":
        runs = [TextRun(stored)]
    else:
        return [TextRun(_shown_value(kind, stored, format_code, cell, where, book, reading))]
    text = "".join(run.text for run in runs)
    framed = show_text(text, format_code)
    if framed == text:
        return runs
    if text.strip() and not framed.strip():
        reading.doubts.append(
            ReadingDoubt("hidden-text", text.strip(), reading.sheet.page, other_text=f"{where} 的数字格式不显示文字")
        )
        return []
    before, _, after = framed.partition(text)
    return [TextRun(before), *runs, TextRun(after)]


def _shown_value(
    kind: str, stored: str, format_code: str, cell: etree._Element, where: str, book: _Book, reading: _SheetReading
) -> str:
    """What a value that is no text shows; doubts are noted for errors, formulas without a result and formats that could not be
    applied."""
    page = reading.sheet.page
    if not stored.strip():
        if child(cell, "f") is not None:
            reading.doubts.append(ReadingDoubt("unsupported-part", f"{where} 的公式没有保存结果，未计算", page))
            return NOT_CALCULATED
        return ""
    if kind == "b":
        return "TRUE" if stored.strip() in ("1", "true") else "FALSE"
    if kind == "e":
        reading.doubts.append(ReadingDoubt("unsupported-part", f"{where} 的公式出错：{stored}", page))
        return stored
    return stored if kind == "d" else _shown_number(stored, format_code, where, book, reading)


def _shown_number(stored: str, format_code: str, where: str, book: _Book, reading: _SheetReading) -> str:
    try:
        value = exact_number(stored.strip())
    except InvalidOperation:
        return stored
    if not value.is_finite():
        return stored
    if value == 0 and not reading.show_zeros:
        return ""
    shown, certain = show_number(value, format_code, book.date_1904)
    page = reading.sheet.page
    if not certain:
        reading.doubts.append(
            ReadingDoubt("unsupported-part", f"{where} 的数字格式 {format_code} 未能套用", page, other_text=shown)
        )
    if not shown and value != 0:
        reading.doubts.append(ReadingDoubt("hidden-text", plain_number(value), page, other_text=f"{where} 的数字格式不显示数字"))
    return shown


def _drawn_texts(package: OfficePackage, sheet_path: str) -> list[str]:
    """The paragraphs of text boxes drawn on a sheet: often the title or the unit."""
    found: list[str] = []
    for kind, path in package.relations(sheet_path).values():
        if kind == "drawing" and package.has(path):
            for body in descendants(package.xml(path), "txBody"):
                lines = ("".join(item.text or "" for item in descendants(line, "t")).strip() for line in descendants(body, "p"))
                found.extend(line for line in lines if line)
    return found

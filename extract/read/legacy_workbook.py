"""Old binary workbooks (XLS, ET) → grids, each cell as shown: formats, merged ranges and hidden parts as in XLSX."""

from __future__ import annotations

import io
from decimal import InvalidOperation
from typing import Any

import xlrd  # type: ignore[import-untyped]

from extract.cell_grid import Block, ReadDocument, ReadingDoubt
from extract.errors import PasswordProtected, TooLarge, TruncatedDocument
from extract.read.limits import DEFAULT_LIMITS, Limits
from extract.read.number_format import exact_number, plain_number, show_number, show_text
from extract.read.page_color import BLACK, WHITE, Color
from extract.read.sheet_fonts import CellLook, Font, TextRun, shown_parts
from extract.read.sheet_grid import MergedRange, Sheet, SheetCell, column_letters, sheet_grids

READER = "legacy-workbook"


def read_legacy_workbook(content: bytes, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """Read an XLS file. Formulas give their stored results. Raises :class:`PasswordProtected`, :class:`TruncatedDocument`,
    :class:`TooLarge`."""
    book = _open(content)
    if book.nsheets > limits.max_pages:
        raise TooLarge(f"工作表 {book.nsheets} 张，上限 {limits.max_pages}", f"{book.nsheets} sheets, limit {limits.max_pages}")
    blocks: list[Block] = []
    doubts: list[ReadingDoubt] = []
    for number in range(book.nsheets):
        source = book.sheet_by_index(number)
        sheet, sheet_doubts = _read_sheet(book, source, number + 1, limits)
        if source.visibility:
            if sheet.cells:
                doubts.append(ReadingDoubt("hidden-text", f"隐藏的工作表“{sheet.name}”未读取", number + 1))
            continue
        grids, grid_doubts = sheet_grids(sheet, READER, limits)
        blocks.extend(grids)
        doubts.extend(sheet_doubts + grid_doubts)
    return ReadDocument("xls", tuple(blocks), book.nsheets, tuple(doubts))


def _open(content: bytes) -> Any:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise PasswordProtected() from error
        raise TruncatedDocument("工作簿损坏或不完整", "the workbook is damaged or cut off") from error
    except Exception as error:  # xlrd meets damage with whatever its parsing happens to raise
        raise TruncatedDocument("工作簿损坏或不完整", "the workbook is damaged or cut off") from error


def _read_sheet(book: Any, source: Any, page: int, limits: Limits) -> tuple[Sheet, list[ReadingDoubt]]:
    sheet = Sheet(page, source.name)
    doubts: list[ReadingDoubt] = []
    sheet.merges.extend(MergedRange(top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells)
    sheet.hidden_rows.update(row for row, info in source.rowinfo_map.items() if info.hidden or info.height == 0)
    sheet.hidden_columns.extend((column, column) for column, info in source.colinfo_map.items() if info.hidden or info.width == 0)
    for row in range(source.nrows):
        for column in range(source.row_len(row)):
            cell = _shown_cell(book, source, row, column, page, doubts)
            if cell.text or cell.struck:
                sheet.cells[row, column] = cell
        if len(sheet.cells) > limits.max_cells:
            raise TooLarge(f"工作表超过 {limits.max_cells} 格", f"a sheet of more than {limits.max_cells} cells")
    return sheet, doubts


def _shown_cell(book: Any, source: Any, row: int, column: int, page: int, doubts: list[ReadingDoubt]) -> SheetCell:
    """The text of a cell by the runs of its fonts: read, struck out, or not to be seen."""
    text = _shown(book, source, row, column, page, doubts)
    style = source.cell_xf_index(row, column)
    if not text.strip() or style >= len(book.xf_list):
        return SheetCell(text.strip())
    form = book.xf_list[style]
    look = CellLook(_font(book, form.font_index), _background(book, form.background))
    starts = [(0, form.font_index), *source.rich_text_runlist_map.get((row, column), ())]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    runs = [
        TextRun(text[start:end], _font(book, font), book.font_list[font].escapement == 1 if font < len(book.font_list) else False)
        for (start, font), end in zip(starts, ends, strict=True)
    ]
    shown = shown_parts(runs, look)
    if shown.hidden.strip():
        doubts.append(ReadingDoubt("hidden-text", shown.hidden.strip(), page, other_text=f"{column_letters(column)}{row + 1}"))
    return SheetCell(shown.text.strip(), shown.struck.strip())


def _font(book: Any, number: int) -> Font:
    if number >= len(book.font_list):
        return Font()
    font = book.font_list[number]
    return Font(bool(font.struck_out), _palette(book, font.colour_index, BLACK), font.height / 20)


def _background(book: Any, pattern: Any) -> Color | None:
    if pattern.fill_pattern == 0:
        return WHITE
    return _palette(book, pattern.pattern_colour_index, None) if pattern.fill_pattern == 1 else None


def _palette(book: Any, number: int, otherwise: Color | None) -> Color | None:
    stated = book.colour_map.get(number)
    return otherwise if stated is None else (*stated, 1.0)


def _shown(book: Any, source: Any, row: int, column: int, page: int, doubts: list[ReadingDoubt]) -> str:
    kind, value = source.cell_type(row, column), source.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    where = f"{column_letters(column)}{row + 1}"
    style = source.cell_xf_index(row, column)
    known = book.format_map.get(book.xf_list[style].format_key) if style < len(book.xf_list) else None
    format_code = known.format_str if known is not None else "General"
    if kind == xlrd.XL_CELL_TEXT:
        return show_text(str(value), format_code)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        text = str(xlrd.error_text_from_code.get(value, "#N/A"))
        doubts.append(ReadingDoubt("unsupported-part", f"{where} 的公式出错：{text}", page))
        return text
    return _shown_number(float(value), format_code, where, page, bool(book.datemode), bool(source.show_zero_values), doubts)


def _shown_number(
    stored: float, format_code: str, where: str, page: int, date_1904: bool, show_zeros: bool, doubts: list[ReadingDoubt]
) -> str:
    try:
        value = exact_number(stored)
    except InvalidOperation:
        return repr(stored)
    if value == 0 and not show_zeros:
        return ""
    shown, certain = show_number(value, format_code, date_1904)
    if not certain:
        doubts.append(ReadingDoubt("unsupported-part", f"{where} 的数字格式 {format_code} 未能套用", page, other_text=shown))
    if not shown and value != 0:
        doubts.append(ReadingDoubt("hidden-text", plain_number(value), page, other_text=f"{where} 的数字格式不显示数字"))
    return shown

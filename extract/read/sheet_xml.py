"""Spreadsheets as one XML file (XML 表格 2003), which reporting systems export under the name .xls → grids as shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from extract.cell_grid import Block, ReadDocument, ReadingDoubt
from extract.errors import TooLarge
from extract.read.limits import DEFAULT_LIMITS, Limits
from extract.read.number_format import exact_number, show_number, show_text
from extract.read.page_color import BLACK, WHITE, Color, read_color
from extract.read.sheet_fonts import NOT_CALCULATED, CellLook, Font, TextRun, shown_parts
from extract.read.sheet_grid import MergedRange, Sheet, SheetCell, column_letters, sheet_grids
from extract.read.xml_parsing import attribute, child, local_name, parse_xml, whole_number

READER = "sheet-xml"
NAMED_FORMATS = {
    "General Number": "General", "General Date": "yyyy/m/d h:mm", "Long Date": 'yyyy"年"m"月"d"日"',
    "Medium Date": "d-mmm-yy", "Short Date": "yyyy/m/d", "Long Time": "h:mm:ss", "Medium Time": "h:mm AM/PM",
    "Short Time": "h:mm", "Currency": '"¥"#,##0.00',
    "Euro Currency": '"€"#,##0.00', "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
}  # fmt: skip
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def read_sheet_xml(content: bytes, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """Read an Excel 2003 XML file. Formulas give their stored results. Raises :class:`TruncatedDocument`, :class:`TooLarge`,
    :class:`UnsupportedFormat`."""
    root = parse_xml(content, "Workbook")
    formats = _formats(root)
    looks = _looks(root)
    blocks: list[Block] = []
    doubts: list[ReadingDoubt] = []
    sheets = [item for item in root if local_name(item) == "Worksheet"]
    if len(sheets) > limits.max_pages:
        raise TooLarge(f"工作表 {len(sheets)} 张，上限 {limits.max_pages}", f"{len(sheets)} sheets, limit {limits.max_pages}")
    for page, item in enumerate(sheets, start=1):
        sheet, sheet_doubts = _read_sheet(item, page, formats, looks, limits)
        visible = child(item, "WorksheetOptions", "Visible")
        if visible is not None and (visible.text or "").strip() != "SheetVisible":
            if sheet.cells:
                doubts.append(ReadingDoubt("hidden-text", f"隐藏的工作表“{sheet.name}”未读取", page))
            continue
        grids, grid_doubts = sheet_grids(sheet, READER, limits)
        blocks.extend(grids)
        doubts.extend(sheet_doubts + grid_doubts)
    return ReadDocument("xls", tuple(blocks), len(sheets), tuple(doubts))


def _formats(root: etree._Element) -> dict[str, str]:
    """Style identifier → format code; a style without one has that of its parent or of "Default"."""
    stated: dict[str, tuple[str | None, str]] = {}
    styles = child(root, "Styles")
    for item in styles if styles is not None else ():
        number_format = child(item, "NumberFormat")
        code = None if number_format is None else attribute(number_format, "Format") or "General"
        stated[attribute(item, "ID") or ""] = (code, attribute(item, "Parent") or "Default")
    found: dict[str, str] = {}
    for name in stated:
        current, seen = name, set[str]()
        while current in stated and current not in seen and stated[current][0] is None:
            seen.add(current)
            current = stated[current][1]
        code = stated[current][0] if current in stated else None
        found[name] = NAMED_FORMATS.get(code or "General", code or "General")
    return found


def _looks(root: etree._Element) -> dict[str, CellLook]:
    """Style identifier → font and fill; a style that states none has those of its parent or of "Default"."""
    styles = {attribute(item, "ID") or "": item for item in root.iterfind("{*}Styles/{*}Style")}
    return {
        name: CellLook(_font(_stated(styles, name, "Font")), _background(_stated(styles, name, "Interior"))) for name in styles
    }


def _stated(styles: dict[str, etree._Element], name: str, part: str) -> etree._Element | None:
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        found = child(styles[name], part)
        if found is not None and len(found.attrib):
            return found
        name = attribute(styles[name], "Parent") or "Default"
    return None


def _font(item: etree._Element | None) -> Font:
    if item is None:
        return Font()
    color = attribute(item, "Color")
    struck = attribute(item, "StrikeThrough") == "1"
    return Font(struck, BLACK if color in (None, "Automatic") else read_color(color or ""))


def _background(item: etree._Element | None) -> Color | None:
    if item is None or attribute(item, "Pattern") in (None, "None"):
        return WHITE
    return read_color(attribute(item, "Color") or "") if attribute(item, "Pattern") == "Solid" else None


def _read_sheet(
    item: etree._Element, page: int, formats: dict[str, str], looks: dict[str, CellLook], limits: Limits
) -> tuple[Sheet, list[ReadingDoubt]]:
    sheet = Sheet(page, attribute(item, "Name") or "")
    doubts: list[ReadingDoubt] = []
    table = child(item, "Table")
    row = column = -1
    for part in table if table is not None else ():
        if local_name(part) == "Column":
            first = whole_number(attribute(part, "Index"), column + 2) - 1
            column = first + whole_number(attribute(part, "Span"))
            if attribute(part, "Hidden") == "1" or attribute(part, "Width") == "0":
                sheet.hidden_columns.append((first, column))
        elif local_name(part) == "Row":
            row = min(whole_number(attribute(part, "Index"), row + 2) - 1, LAST_ROW)
            last = min(row + whole_number(attribute(part, "Span")), LAST_ROW)
            if attribute(part, "Hidden") == "1" or attribute(part, "Height") == "0":
                sheet.hidden_rows.update(range(row, last + 1))
            _read_row(part, row, sheet, doubts, formats, looks)
            row = last
            if len(sheet.cells) > limits.max_cells:
                raise TooLarge(f"工作表超过 {limits.max_cells} 格", f"a sheet of more than {limits.max_cells} cells")
    return sheet, doubts


def _read_row(
    row_element: etree._Element,
    row: int,
    sheet: Sheet,
    doubts: list[ReadingDoubt],
    formats: dict[str, str],
    looks: dict[str, CellLook],
) -> None:
    column = -1
    for cell in row_element:
        if local_name(cell) != "Cell":
            continue
        column = min(whole_number(attribute(cell, "Index"), column + 2) - 1, LAST_COLUMN)
        across = min(whole_number(attribute(cell, "MergeAcross")), LAST_COLUMN)
        down = min(whole_number(attribute(cell, "MergeDown")), LAST_ROW)
        if across or down:
            sheet.merges.append(MergedRange(row, column, row + down, column + across))
        style, where = attribute(cell, "StyleID") or "Default", f"{column_letters(column)}{row + 1}"
        text = _shown(cell, formats.get(style, "General"), where, sheet.page, doubts).strip()
        shown = shown_parts([TextRun(text)], looks.get(style, CellLook()))
        if shown.hidden:
            doubts.append(ReadingDoubt("hidden-text", shown.hidden, sheet.page, other_text=where))
        if shown.text or shown.struck:
            sheet.cells[row, column] = SheetCell(shown.text, shown.struck)
        column += across


def _shown(cell: etree._Element, format_code: str, where: str, page: int, doubts: list[ReadingDoubt]) -> str:
    data = child(cell, "Data")
    if data is None:
        if attribute(cell, "Formula") is not None:
            doubts.append(ReadingDoubt("unsupported-part", f"{where} 的公式没有保存结果，未计算", page))
            return NOT_CALCULATED
        return ""
    kind, stored = attribute(data, "Type") or "String", "".join(str(part) for part in data.itertext())
    if kind == "Error":
        doubts.append(ReadingDoubt("unsupported-part", f"{where} 的公式出错：{stored}", page))
        return stored
    if kind == "Boolean":
        return "TRUE" if stored.strip() == "1" else "FALSE"
    value = _value(kind, stored.strip())
    if value is None:
        return show_text(stored, format_code) if kind == "String" else stored
    shown, certain = show_number(value, format_code)
    if not certain:
        doubts.append(ReadingDoubt("unsupported-part", f"{where} 的数字格式 {format_code} 未能套用", page, other_text=shown))
    if not shown and value != 0:
        doubts.append(ReadingDoubt("hidden-text", stored.strip(), page, other_text=f"{where} 的数字格式不显示数字"))
    return shown


def _value(kind: str, stored: str) -> Decimal | None:
    """The number of a numeric cell, or the serial of a date; None for text and for what does not parse."""
    try:
        if kind == "Number":
            value = exact_number(stored)
            return value if value.is_finite() else None
        if kind == "DateTime":
            passed = datetime.fromisoformat(stored) - datetime(1899, 12, 30)
            return exact_number(repr(passed.days + passed.seconds / 86400))
    except (InvalidOperation, ValueError, TypeError):
        return None
    return None

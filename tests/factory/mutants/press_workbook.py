"""A paper as a workbook (XLSX): one sheet for each table, figures as numbers with the format that shows them as printed."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as PlainCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.factory.mutants.paper import Cell, Paper, Sheet
from tests.factory.packed import repack

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+")
_SHOWN = {"red": "#,##0.00;[Red]#,##0.00", "accounting": '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'}
_INLINE = {"struck": InlineFont(strike=True), "white": InlineFont(color="FFFFFFFF")}
_WHOLE = {"struck": Font(strike=True), "white": Font(color="FFFFFFFF")}


def typeset_xlsx(paper: Paper) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    page: Worksheet | None = None
    top = 0
    lines = list(paper.prose)
    for number, sheet in enumerate(paper.sheets, start=1):
        if page is None or not sheet.on_page:
            page, top = workbook.create_sheet(f"表{number}"), 0
            page.sheet_state = "hidden" if sheet.hidden else "visible"
        top = _sheet(page, sheet, top, lines) + 1
        lines = []
    for line in paper.after:
        top += 1
        assert page is not None
        page.cell(top, 1, line)
    out = io.BytesIO()
    workbook.save(out)
    return repack(out.getvalue())


def _sheet(page: Worksheet, sheet: Sheet, top: int, before: list[str]) -> int:
    for text in (*before, *sheet.titles):
        top += 1
        page.cell(top, 1, text)
        if sheet.width > 1:
            page.merge_cells(start_row=top, start_column=1, end_row=top, end_column=sheet.width)
    above = [part for part in (sheet.left, *sheet.right) if part]
    for number in range(0, len(above), 2):
        top += 1
        for place, text in zip((1, max(sheet.width - 1, 2)), above[number : number + 2], strict=False):
            page.cell(top, place if len(above) > 1 else max(sheet.width - 1, 1), text)
    for row, column, cell in sheet.placed():
        _cell(page, cell, top + row + 1, column + 1)
    for row in sheet.hidden_rows:
        page.row_dimensions[top + row + 1].hidden = True
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(column + 1)].hidden = True
    top += len(sheet.rows)
    for note in sheet.notes:
        top += 1
        page.cell(top, 1, note)
    return top


def _cell(page: Worksheet, cell: Cell, row: int, column: int) -> None:
    target = page.cell(row, column)
    text = cell.text + (cell.shown[5:] if cell.shown.startswith("mark:") else "")
    if cell.gone and text:
        target.value = CellRichText(TextBlock(_INLINE[cell.how], cell.gone), text)
    elif cell.gone:
        target.value = _value(cell.gone, target)
        if cell.how == "hidden":
            target.number_format = ";;;"
        else:
            target.font = _WHOLE[cell.how]
    elif text:
        target.value = _value(text, target)
        if cell.shown in _SHOWN and cell.fact is not None:
            target.value = cell.fact.yuan / 10_000
            target.number_format = _SHOWN[cell.shown]
    if cell.shown == "thousandth" and cell.fact is not None:
        target.value, target.number_format = cell.fact.yuan / 10, "0.00,"
    if cell.shown == "digits" and cell.fact is not None:
        target.value, target.number_format = cell.fact.yuan / 10_000 + Decimal("0.0000001"), "0.00"
    if cell.columns > 1 or cell.rows > 1:
        page.merge_cells(start_row=row, start_column=column, end_row=row + cell.rows - 1, end_column=column + cell.columns - 1)
    if cell.shown.startswith("under:"):
        covered = page._cells[row, column + cell.columns - 1] = PlainCell(page, row, column + cell.columns - 1)
        covered.value = Decimal(cell.shown[6:])


def _value(text: str, target: object) -> object:
    if _NUMBER.fullmatch(text):
        places = "0" * len(text.partition(".")[2])
        target.number_format = ("#,##0." if "," in text else "0.") + places  # type: ignore[attr-defined]
        return Decimal(text.replace(",", ""))
    return text

"""Typesets composed forms as XLSX: merged cells; figures as text, or as numbers that the cell's format shows as published."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.factory.compose import ComposedForm, Piece
from tests.factory.packed import repack

FIGURE = re.compile(r"-?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<percent>%?)")
THIN = Border(*(Side(style="thin") for _ in range(4)))


@dataclass(frozen=True, slots=True)
class WorkbookStyle:
    """``typed`` writes figures as numbers; ``sheet_per_form`` False sets all forms below one another on one sheet."""

    typed: bool = True
    sheet_per_form: bool = True


def typeset_xlsx(forms: Sequence[ComposedForm], style: WorkbookStyle | None = None, sheet_names: Sequence[str] = ()) -> bytes:
    """The forms as one workbook; sheets are named 1, 2, … unless ``sheet_names`` says otherwise."""
    style = style or WorkbookStyle()
    workbook = Workbook()
    sheet: Worksheet = workbook.active
    sheet.title = sheet_names[0] if sheet_names else "自评表1"
    row = 1
    for number, form in enumerate(forms):
        if number and style.sheet_per_form:
            sheet = workbook.create_sheet(sheet_names[number] if number < len(sheet_names) else f"自评表{number + 1}")
            row = 1
        row = _form(sheet, form, row, style) + 2
    out = io.BytesIO()
    workbook.save(out)
    return repack(out.getvalue())


def _form(sheet: Worksheet, form: ComposedForm, row: int, style: WorkbookStyle) -> int:
    """Writes one form from ``row`` on and returns the row after it."""
    edges = form.edges()
    for number, (left, right) in enumerate(pairwise(edges), 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = max(column.width if row > 1 else 0, (right - left) / 5.2)
    for number, title in enumerate(form.titles):
        cell = sheet.cell(row, 1, title)
        cell.font = Font(name="宋体", size=16 if number == 0 else 10, bold=number == 0)
        cell.alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(edges) - 1)
        row += 1
    if form.above_left or form.above_right:
        if form.above_left:
            sheet.cell(row, 1, form.above_left)
        if form.above_right:
            sheet.cell(row, len(edges) - 2, form.above_right)
        row += 1
    for piece, column_index, span in form.placed():
        _cell(sheet, piece, row, column_index + 1, span, style)
    row += form.row_count
    for line in form.below:
        sheet.cell(row, 1, line)
        row += 1
    return row


def _cell(sheet: Worksheet, piece: Piece, first_row: int, column: int, span: int, style: WorkbookStyle) -> None:
    row = first_row + piece.row
    cell = sheet.cell(row, column)
    figure = FIGURE.fullmatch(piece.text) if style.typed and piece.figure and piece.text.isascii() else None
    if figure:
        number = Decimal(piece.text.replace(",", "").removesuffix("%"))
        cell.value = number / 100 if figure["percent"] else number
        cell.number_format = number_format(figure)
    elif piece.text:
        cell.value = piece.text
        cell.data_type = "s"
    cell.font = Font(name="宋体", size=9)
    cell.alignment = Alignment(horizontal=piece.align, vertical="center", wrap_text=True)
    for covered in sheet.iter_rows(row, row + piece.row_span - 1, column, column + span - 1):
        for one in covered:
            one.border = THIN
    if span > 1 or piece.row_span > 1:
        sheet.merge_cells(start_row=row, start_column=column, end_row=row + piece.row_span - 1, end_column=column + span - 1)


def number_format(figure: re.Match[str]) -> str:
    """The format under which a spreadsheet shows the number with these digits, separators and sign."""
    whole = "#,##0" if "," in figure["whole"] else "0"
    part = "." + "0" * len(figure["part"]) if figure["part"] else ""
    return whole + part + figure["percent"]


WORKBOOK_STYLES: dict[str, WorkbookStyle] = {
    "sheet_per_form": WorkbookStyle(),
    "one_sheet": WorkbookStyle(sheet_per_form=False),
    "as_text": WorkbookStyle(typed=False),
}

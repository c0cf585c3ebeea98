"""Typesets final-accounts statements (决算报表) as PDF, Word, web page and workbook, from one model of a printed table.

A printed table is rows of cells with spans, the lines above and below it, and where pages end. Everything in it is invented.
"""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import docx
import openpyxl
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from tests.factory.pdf import font_name


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed cell."""

    text: str = ""
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class PrintedTable:
    """A table with the lines around it. ``header_rows`` of its rows are repeated at the top of each page when asked for;
    ``new_page`` begins it on a page (or sheet) of its own."""

    rows: Sequence[Sequence[Printed]]
    title: str = ""
    captions: Sequence[str] = ()
    notes: Sequence[str] = ()
    header_rows: int = 1
    new_page: bool = True
    widths: Sequence[float] = field(default=())

    @property
    def column_count(self) -> int:
        return sum(cell.columns for cell in self.rows[0]) if self.rows else 0

    def placed(self) -> list[tuple[int, int, Printed]]:
        """Each cell with the row and column of its upper left corner."""
        taken: set[tuple[int, int]] = set()
        found = []
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                found.append((row, column, cell))
                taken.update((row + down, column + right) for down in range(cell.rows) for right in range(cell.columns))
        return found


def cells(*texts: str) -> list[Printed]:
    """A row of plain cells."""
    return [Printed(text) for text in texts]


def typeset_pdf(
    tables: Sequence[PrintedTable],
    *,
    rules: Literal["all", "horizontal", "none"] = "all",
    repeat_header: bool = False,
    prose: Sequence[str] = (),
    size: float = 8,
    row_height: float | None = None,
) -> bytes:
    """A landscape PDF; ``rules`` says which lines are drawn."""
    font = font_name(True)
    plain = ParagraphStyle("plain", fontName=font, fontSize=size, leading=size * 1.25, wordWrap="CJK")
    head = ParagraphStyle("head", parent=plain, alignment=TA_CENTER)
    title = ParagraphStyle("title", parent=plain, fontSize=15, leading=22, alignment=TA_CENTER)
    right = ParagraphStyle("right", parent=plain, alignment=TA_RIGHT)
    story: list[Flowable] = [Paragraph(html.escape(text), plain) for text in prose]
    for number, table in enumerate(tables):
        if table.new_page and (number or prose):
            story.append(PageBreak())
        if table.title:
            story.append(Paragraph(html.escape(table.title), title))
        story += [Paragraph(html.escape(text), right) for text in table.captions]
        if table.rows:
            story.append(_flowable(table, plain, head, right, rules, repeat_header, row_height))
        story += [Paragraph(html.escape(text), plain) for text in table.notes]
    target = io.BytesIO()
    SimpleDocTemplate(
        target, pagesize=landscape(A4), leftMargin=36, rightMargin=36, topMargin=40, bottomMargin=40, invariant=1
    ).build(story)
    return target.getvalue()


def _flowable(
    table: PrintedTable, plain: ParagraphStyle, head: ParagraphStyle, right: ParagraphStyle, rules: str, repeat: bool,
    height: float | None,
) -> Table:  # fmt: skip
    count = table.column_count
    data: list[list[object]] = [["" for _ in range(count)] for _ in table.rows]
    commands: list[tuple[object, ...]] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 5)]
    commands.append(("RIGHTPADDING", (0, 0), (-1, -1), 5))
    for row, column, cell in table.placed():
        is_figure = cell.text in ("—", "-") or cell.text.strip("-(),.").replace(",", "").replace(".", "").isdigit()
        style = head if row < table.header_rows else right if is_figure else plain
        data[row][column] = Paragraph(html.escape(cell.text), style) if cell.text else ""
        if cell.columns > 1 or cell.rows > 1:
            commands.append(("SPAN", (column, row), (column + cell.columns - 1, row + cell.rows - 1)))
    if rules == "all":
        commands.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    elif rules == "horizontal":
        commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black))
        commands.append(("LINEABOVE", (0, 0), (-1, 0), 0.5, colors.black))
    total = sum(table.widths) or 1.0
    widths = [770 * width / total for width in table.widths] if table.widths else [770 / count] * count
    heights = [height] * len(table.rows) if height else None
    made = Table(data, colWidths=widths, rowHeights=heights, repeatRows=table.header_rows if repeat else 0)
    made.setStyle(TableStyle(commands))
    return made


def typeset_html(tables: Sequence[PrintedTable], prose: Sequence[str] = ()) -> bytes:
    """A portal page with one table element per printed table."""
    parts = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>部门决算公开</title></head><body><div class='article'>"]
    parts += [f"<p>{html.escape(text)}</p>" for text in prose]
    for table in tables:
        parts += [f"<p style='text-align:center'><b>{html.escape(table.title)}</b></p>"] if table.title else []
        parts += [f"<p>{html.escape(text)}</p>" for text in table.captions]
        if table.rows:
            parts.append("<table border='1'>")
            for row in table.rows:
                made = "".join(
                    f"<td colspan='{cell.columns}' rowspan='{cell.rows}'>{html.escape(cell.text)}</td>" for cell in row
                )
                parts.append(f"<tr>{made}</tr>")
            parts.append("</table>")
        parts += [f"<p>{html.escape(text)}</p>" for text in table.notes]
    return "".join([*parts, "</div></body></html>"]).encode()


def typeset_docx(tables: Sequence[PrintedTable], prose: Sequence[str] = ()) -> bytes:
    """A Word file with one table per printed table."""
    document = docx.Document()
    for text in prose:
        document.add_paragraph(text)
    for table in tables:
        for text in ([table.title] if table.title else []) + list(table.captions):
            document.add_paragraph(text)
        if table.rows:
            made = document.add_table(rows=len(table.rows), cols=table.column_count)
            made.style = "Table Grid"
            for row, column, cell in table.placed():
                target = made.cell(row, column)
                if cell.columns > 1 or cell.rows > 1:
                    target = target.merge(made.cell(row + cell.rows - 1, column + cell.columns - 1))
                target.text = cell.text
        for text in table.notes or ("",):
            document.add_paragraph(text)
    target_bytes = io.BytesIO()
    document.save(target_bytes)
    return target_bytes.getvalue()


def typeset_xlsx(tables: Sequence[PrintedTable], *, numbers: bool = True, sheet_names: Sequence[str] = ()) -> bytes:
    """A workbook with one sheet per printed table, its lines as rows; figures as numbers with printed decimals, or as text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet, top = None, 0
    for number, table in enumerate(tables):
        if sheet is None or table.new_page:
            sheet, top = book.create_sheet(sheet_names[number] if number < len(sheet_names) else f"Sheet{number + 1}"), 0
        width = max(1, table.column_count)
        for text in ([table.title] if table.title else []) + list(table.captions):
            top += 1
            sheet.cell(top, 1, text)
            if width > 1:
                sheet.merge_cells(start_row=top, start_column=1, end_row=top, end_column=width)
        for row, column, cell in table.placed():
            target = sheet.cell(top + row + 1, column + 1)
            digits = cell.text.replace(",", "")
            if numbers and digits.replace(".", "", 1).lstrip("-").isdigit() and "." in digits:
                target.value = float(digits)
                target.number_format = "#,##0." + "0" * len(digits.partition(".")[2])
            else:
                target.value = cell.text or None
            if cell.columns > 1 or cell.rows > 1:
                sheet.merge_cells(
                    start_row=top + row + 1,
                    start_column=column + 1,
                    end_row=top + row + cell.rows,
                    end_column=column + cell.columns,
                )
        top += len(table.rows)
        for text in table.notes:
            top += 1
            sheet.cell(top, 1, text)
        top += 1
    target_bytes = io.BytesIO()
    book.save(target_bytes)
    return target_bytes.getvalue()

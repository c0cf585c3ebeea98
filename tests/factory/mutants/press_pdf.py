"""A paper as a PDF with ruled tables, drawn cell by cell so that each way of striking out and hiding can be made."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.factory.mutants.paper import Cell, Paper, Sheet
from tests.factory.pdf_text import PdfStyle, font_name, text_width, wrap

STYLE = PdfStyle(size=8)
LEADING, PADDING, ROW = 10.0, 2.0, 15.0


def typeset_pdf(paper: Paper) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=1)
    canvas.setTitle(paper.name)
    press = _Press(canvas)
    for line in paper.prose:
        press.line(line)
    for number, sheet in enumerate(paper.sheets):
        if not sheet.on_page and (number or paper.prose):
            press.next_page(sheet.landscape)
        elif number == 0:
            press.turn(sheet.landscape)
        press.sheet(sheet)
    for line in paper.after:
        press.line(line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


class _Press:
    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.turn(False)

    def turn(self, landscape: bool) -> None:
        self.landscape = landscape
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        self.canvas.setPageSize((self.width, self.height))
        self.y = self.height - 40

    def next_page(self, landscape: bool | None = None) -> None:
        self.canvas.showPage()
        self.turn(self.landscape if landscape is None else landscape)

    def line(self, text: str, align: str = "left", size: float = 9) -> None:
        for part in text.split("\n"):
            for line in wrap(part, self.width - 72, STYLE, size):
                self.y -= size * 1.6
                width = text_width(line, STYLE, size)
                x = 36 if align == "left" else self.width - 36 - width if align == "right" else (self.width - width) / 2
                self._text(x, self.y, line, size)

    def sheet(self, sheet: Sheet) -> None:
        if sheet.turned == "rotate":
            self._rotate()
        for title in sheet.titles:
            self.line(title, "center", 14)
        if sheet.left or sheet.right:
            first = [*sheet.right[:1]]
            self.line(sheet.left or " ")
            if first:
                if "\n" not in first[0]:
                    self.y += 9 * 1.6
                self.line(first[0], "right")
            for text in sheet.right[1:]:
                self.line(text, "right")
        self.y -= 6
        self._table(sheet)
        if sheet.turned == "watermark":
            self._watermark()
        self.y -= 2
        for note in sheet.notes:
            self.line(note)
        self.y -= 8

    def _rotate(self) -> None:
        """The page carries /Rotate 90 and its content is drawn so that it shows upright."""
        self.canvas.setPageSize((self.width, self.height))
        self.canvas.setPageRotation(90)
        self.canvas.transform(0, 1, -1, 0, self.height, 0)

    def _watermark(self) -> None:
        self.canvas.saveState()
        self.canvas.setFillGray(0.85)
        self.canvas.translate(self.width / 2, self.height / 2)
        self.canvas.rotate(35)
        self.canvas.setFont(font_name(True), 40)
        self.canvas.drawCentredString(0, 120, "内部资料")
        self.canvas.restoreState()

    def _table(self, sheet: Sheet) -> None:
        scale = (self.width - 72) / sum(sheet.widths)
        edges = [36.0]
        for width in sheet.widths:
            edges.append(edges[-1] + width * scale)
        heights = self._heights(sheet, edges)
        placed = sheet.placed()
        spans_to = [max((r + c.rows for r, _, c in placed if r < row), default=0) for row in range(len(sheet.rows))]
        start = 0
        for row in range(len(sheet.rows) + 1):
            full = row < len(sheet.rows) and spans_to[row] <= row and self.y - sum(heights[start : row + 1]) < 45
            if row == len(sheet.rows) or (row in sheet.breaks) or full:
                if row > start:
                    self._rows(placed, edges, heights, start, row)
                start = row
                if row < len(sheet.rows):
                    self.next_page()
                    if sheet.repeat_header and row > sheet.header:
                        self._rows(placed, edges, heights, 0, sheet.header)

    def _heights(self, sheet: Sheet, edges: list[float]) -> list[float]:
        heights = [ROW] * len(sheet.rows)
        for row, column, cell in sorted(sheet.placed(), key=lambda item: item[2].rows):
            lines = self._lines(cell, edges[column + cell.columns] - edges[column])
            lacking = len(lines) * LEADING + 5 - sum(heights[row : row + cell.rows])
            for down in range(cell.rows):
                heights[row + down] += max(0.0, lacking) / cell.rows
        return heights

    @staticmethod
    def _lines(cell: Cell, width: float) -> list[str]:
        mark = cell.shown[5:] if cell.shown.startswith("mark:") else ""
        return wrap(cell.text + mark, width - 2 * PADDING, STYLE, STYLE.size) if cell.text or mark else []

    def _rows(self, placed: list[tuple[int, int, Cell]], edges: list[float], heights: list[float], low: int, high: int) -> None:
        tops = [self.y]
        for row in range(low, high):
            tops.append(tops[-1] - heights[row])
        for row, column, cell in placed:
            if not low <= row < high:
                continue
            top, bottom = tops[row - low], tops[min(row + cell.rows, high) - low]
            left, right = edges[column], edges[column + cell.columns]
            self.canvas.setLineWidth(0.5)
            self.canvas.rect(left, bottom, right - left, top - bottom)
            self._cell(cell, left, right, top, bottom)
        self.y = tops[-1]

    def _cell(self, cell: Cell, left: float, right: float, top: float, bottom: float) -> None:
        lines = self._lines(cell, right - left)
        if cell.gone:
            lines = lines or [""]
        y = (top + bottom) / 2 + len(lines) * LEADING / 2 - STYLE.size
        for number, line in enumerate(lines):
            gone = cell.gone if number == 0 else ""
            width = text_width(line, STYLE, STYLE.size) + (text_width(gone + " ", STYLE, STYLE.size) if gone else 0)
            x = (
                left + PADDING
                if cell.align == "left"
                else right - PADDING - width
                if cell.align == "right"
                else (left + right - width) / 2
            )
            if gone:
                self._gone(x, y, gone, cell.how)
                x += text_width(gone + " ", STYLE, STYLE.size)
            self._text(x, y, line, STYLE.size)
            if cell.shown == "bold":
                self._text(x + 0.25, y, line, STYLE.size)
            y -= LEADING

    def _gone(self, x: float, y: float, text: str, how: str) -> None:
        width, size = text_width(text, STYLE, STYLE.size), STYLE.size
        self.canvas.saveState()
        if how == "white":
            self.canvas.setFillColorRGB(1, 1, 1)
        if how == "clipped":
            path = self.canvas.beginPath()
            path.rect(0, 0, 1, 1)
            self.canvas.clipPath(path, stroke=0, fill=0)
        self._text(x, y, text, 0.4 if how == "small" else size, mode=3 if how == "hidden" else 0)
        if how == "struck":
            self.canvas.setLineWidth(0.7)
            self.canvas.line(x, y + size * 0.35, x + width, y + size * 0.35)
        if how == "cover":
            self.canvas.setFillColorRGB(1, 1, 1)
            self.canvas.rect(x - 1, y - 1, width + 2, size + 1, stroke=0, fill=1)
        self.canvas.restoreState()

    def _text(self, x: float, y: float, text: str, size: float, mode: int = 0) -> None:
        if not text:
            return
        drawn = self.canvas.beginText(x, y)
        drawn.setFont(font_name(True), size)
        drawn.setTextRenderMode(mode)
        drawn.textOut(text.replace("\t", "  "))
        self.canvas.drawText(drawn)

"""Typesets composed forms as PDF (reportlab), with the habits of the programs that departments print from.

Rules may be real lines (WPS), thin filled rectangles (Word), short segments (ONLYOFFICE) or horizontal only; pages may carry
/Rotate; several forms may share a page and a form may run over pages, with or without a repeated header. Same input, same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tests.factory.broken_rows import break_row
from tests.factory.compose import ComposedForm, Part, Piece, Text
from tests.factory.layouts import WIDTH
from tests.factory.pdf_text import PADDING, PdfStyle, cell_lines, font_name, runs, text_width, wrap

__all__ = ["PDF_STYLES", "PdfStyle", "font_name", "typeset_parts_pdf", "typeset_pdf"]


def row_heights(form: ComposedForm, style: PdfStyle) -> list[float]:
    """Heights in points such that every cell's lines fit, those of cells over several rows included."""
    leading = style.size * 1.25
    heights = [style.row_height] * form.row_count
    for piece in sorted(form.pieces, key=lambda piece: piece.row_span):
        needed = len(cell_lines(piece, style)) * leading + 6
        rows = range(piece.row, piece.row + piece.row_span)
        lacking = needed - sum(heights[row] for row in rows)
        if lacking > 0:
            for row in rows:
                heights[row] += lacking / piece.row_span
    return heights


def typeset_pdf(
    forms: Sequence[ComposedForm], style: PdfStyle | None = None, prose: Sequence[str] = (), title: str = ""
) -> bytes:
    """The forms as one PDF; ``prose`` are paragraphs printed before the first form."""
    style = style or PdfStyle()
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=1)
    canvas.setTitle(title or forms[0].pieces[1].text if forms else title)
    press = Press(canvas, style, landscape=bool(forms) and forms[0].landscape)
    for paragraph in prose:
        press.paragraph(paragraph)
    for number, form in enumerate(forms):
        if (number or prose) and style.new_page_per_form:
            press.next_page(form.landscape)
        press.form(form)
    press.finish()
    canvas.save()
    return out.getvalue()


def typeset_parts_pdf(parts: Sequence[Part], style: PdfStyle | None = None, title: str = "") -> bytes:
    """A whole document as one PDF with numbered pages: its cover, its contents, its prose and its tables, in their order."""
    style = style or PdfStyle()
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=1)
    canvas.setTitle(title)
    press = Press(canvas, style, landscape=isinstance(parts[0], ComposedForm) and parts[0].landscape, numbered=True)
    before: Part | None = None
    for part in parts:
        press.part(part, before)
        before = part
    press.finish()
    canvas.save()
    return out.getvalue()


class Press:
    """The state while pages are drawn: the canvas, the page's displayed size and how far down it is filled."""

    def __init__(self, canvas: Canvas, style: PdfStyle, landscape: bool, numbered: bool = False) -> None:
        self.canvas, self.style, self.numbered = canvas, style, numbered
        self._open_page(landscape)

    def _open_page(self, landscape: bool) -> None:
        self.landscape = landscape
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        self.y = 46.0
        self._set_width(WIDTH)
        # reportlab swaps the sides of a page with /Rotate 90 or 270 itself: what is given is the size as displayed
        self.canvas.setPageSize((self.width, self.height))
        if self.style.rotate:
            self.canvas.setPageRotation(self.style.rotate)
        if self.style.rotate == 90:
            self.canvas.transform(0, 1, -1, 0, self.height, 0)
        elif self.style.rotate == 270:
            self.canvas.transform(0, -1, 1, 0, 0, self.width)

    def _set_width(self, width: float) -> None:
        """Text and tables of this width stand in the middle of the page."""
        self.table_width = width
        self.left = (self.width - width) / 2

    @property
    def bottom(self) -> float:
        return float(min(self.height - 40, self.style.body_height or self.height))

    def next_page(self, landscape: bool | None = None) -> None:
        self.finish()
        self._open_page(self.landscape if landscape is None else landscape)

    def finish(self) -> None:
        """Ends the page, with its number at the foot where pages are numbered."""
        if self.numbered:
            number = f"- {self.canvas.getPageNumber()} -"
            self.text((self.width - text_width(number, self.style, 9)) / 2, self.height - 22, number, 9)
        self.canvas.showPage()

    def part(self, part: Part, before: Part | None) -> None:
        """One part of a document: a table begins a page unless the style lets tables follow one another."""
        after_text = before is not None and not isinstance(before, ComposedForm)
        if isinstance(part, Text):
            changes = isinstance(before, ComposedForm) or (isinstance(before, Text) and before.role == "cover" != part.role)
            if changes or (part.role == "part" and before is not None):
                self.next_page(False)
                self._set_width(WIDTH)
            self._set_text(part, is_first=before is None)
            return
        if after_text or (before is not None and (self.style.new_page_per_form or not part.titles)):
            self.next_page(part.landscape)
        self.form(part)

    def _set_text(self, part: Text, is_first: bool) -> None:
        if part.role == "cover":
            self.y += 180 if is_first else 10
            self.centred(part.text, 22, bold=True)
        elif part.role == "part":
            for line in wrap(part.text, self.table_width - 40, self.style, 15):
                self.centred(line, 15, bold=True)
            self.y += 10
        else:
            self.paragraph(part.text, bold=part.role == "heading")

    def text(self, x: float, baseline: float, text: str, size: float, bold: bool = False) -> None:
        """Draw at a displayed position (from the top left)."""
        for font, part in runs(text, self.style):
            drawn = self.canvas.beginText(x, self.height - baseline)
            drawn.setFont(font, size)
            if bold:
                drawn.setTextRenderMode(2)
                self.canvas.setLineWidth(0.35)
            drawn.textOut(part)
            if bold:
                drawn.setTextRenderMode(0)
            self.canvas.drawText(drawn)
            x += pdfmetrics.stringWidth(part, font, size)

    def centred(self, text: str, size: float, bold: bool = False) -> None:
        self.text((self.width - text_width(text, self.style, size)) / 2, self.y + size, text, size, bold)
        self.y += size * 1.6

    def paragraph(self, text: str, bold: bool = False) -> None:
        size = max(self.style.size + 1.5, 12 if self.numbered else 0)
        for number, line in enumerate(wrap("　　" + text, self.table_width, self.style, size)):
            if self.y + size > self.height - 40:
                self.next_page()
            self.text(self.left + (2 * size if self.numbered and number == 0 else 0), self.y + size, line, size, bold)
            self.y += size * 1.6

    def form(self, form: ComposedForm) -> None:
        heights = row_heights(form, self.style)
        head = 60.0 + heights[0]
        if self.y > 60 and (self.y + head > self.bottom or form.landscape != self.landscape):
            self.next_page(form.landscape)
        self._set_width(form.edges()[-1])
        for number, title in enumerate(form.titles):
            self.centred(title, 17 if number == 0 else 10, bold=number == 0)
        if form.above_left or form.above_right:
            self.text(self.left, self.y + 9, form.above_left, 9)
            width = text_width(form.above_right, self.style, 9)
            self.text(self.left + self.table_width - width, self.y + 9, form.above_right, 9)
            self.y += 14
        self._table(form, heights)
        for line in (line for text in form.below for line in wrap(text, self.table_width, self.style, 9)):
            self.text(self.left, self.y + 12, line, 9)
            self.y += 16
        self.y += 22

    def _table(self, form: ComposedForm, heights: list[float]) -> None:
        row = 0
        while row < form.row_count:
            repeated = form.header_rows if row > form.header_rows[-1] and self.style.repeat_header and row else ()
            used = sum(heights[number] for number in repeated)
            end = row
            while end < form.row_count and (end == row or self.y + used + heights[end] <= self.bottom):
                used += heights[end]
                end += 1
            broken = break_row(form, end, self.bottom - self.y - used, self.style) if self._breaks(form, end) else None
            if broken is not None:
                form, end = broken, end + 1
                heights = row_heights(form, self.style)
            self._part(form, heights, row, end, repeated)
            row = end
            if row < form.row_count:
                self.next_page()
                self._set_width(form.edges()[-1])

    def _breaks(self, form: ComposedForm, row: int) -> bool:
        return self.style.break_rows and row < form.row_count

    def _part(self, form: ComposedForm, heights: list[float], start: int, end: int, repeated: tuple[int, ...]) -> None:
        """Rows ``start`` to ``end`` at the current height; cells that began above go on without text, as Word continues them."""
        heights = self._heights_of_part(form, heights, start, end)
        if repeated:
            header = [piece for piece in form.pieces if piece.row in repeated and piece.row + piece.row_span - 1 in repeated]
            self._pieces(
                header, heights, repeated[0], repeated[-1] + 1, frame=_frames(form, repeated[0], repeated[-1] + 1, header)
            )
        reaching = [piece for piece in form.pieces if piece.row < end and piece.row + piece.row_span > start]
        self._pieces(reaching, heights, start, end)

    def _heights_of_part(self, form: ComposedForm, heights: list[float], start: int, end: int) -> list[float]:
        """The heights, the last row of the part made higher where a cell that goes on would not hold its text on this page."""
        grown = list(heights)
        for piece in form.pieces:
            if start <= piece.row < end < piece.row + piece.row_span:
                needed = len(cell_lines(piece, self.style)) * self.style.size * 1.25 + 6
                grown[end - 1] += max(0.0, needed - sum(grown[piece.row : end]))
        return grown

    def _pieces(
        self, pieces: Sequence[Piece], heights: list[float], start: int, end: int, frame: Sequence[tuple[int, int]] = ()
    ) -> None:
        tops = [self.y]
        for row in range(start, end):
            tops.append(tops[-1] + heights[row])
        boxes = []
        for piece in pieces:
            first, last = max(piece.row, start), min(piece.row + piece.row_span, end)
            box = (self.left + piece.left, tops[first - start], self.left + piece.right, tops[last - start])
            boxes.append(box)
            if piece.row >= start:
                self._cell_text(piece, box)
        boxes += [(self.left + left, tops[0], self.left + right, tops[-1]) for left, right in frame]
        _draw_rules(self.canvas, self.height, boxes, self.style)
        self.y = tops[-1]

    def _cell_text(self, piece: Piece, box: tuple[float, float, float, float]) -> None:
        lines = cell_lines(piece, self.style)
        leading = self.style.size * 1.25
        x0, top, x1, bottom = box
        y = max(top + 2, (top + bottom - leading * len(lines)) / 2)
        for line in lines:
            width = text_width(line, self.style, self.style.size)
            middle = max(x0 + 0.5, (x0 + x1 - width) / 2)
            x = {"left": x0 + PADDING, "right": max(x0 + 0.5, x1 - 3 - width)}.get(piece.align, middle)
            if line:
                self.text(x, y + self.style.size, line, self.style.size)
            y += leading


def _frames(form: ComposedForm, start: int, end: int, covered: Sequence[Piece]) -> list[tuple[int, int]]:
    """Spans of a repeated header's row that no repeated cell covers: they are drawn empty."""
    free, left = [], 0
    for piece in sorted(covered, key=lambda piece: piece.left):
        if piece.left > left:
            free.append((left, piece.left))
        left = max(left, piece.right)
    return free


def _draw_rules(canvas: Canvas, height: float, boxes: Sequence[tuple[float, float, float, float]], style: PdfStyle) -> None:
    """All edges of the boxes, each once, in the style's manner."""
    edges: set[tuple[float, float, float, float]] = set()
    for x0, top, x1, bottom in boxes:
        edges |= {(x0, top, x1, top), (x0, bottom, x1, bottom)}
        if style.rules != "horizontal":
            edges |= {(x0, top, x0, bottom), (x1, top, x1, bottom)}
    canvas.setLineWidth(0.6)
    canvas.setFillGray(0)
    for x0, top, x1, bottom in sorted(edges):
        if style.rules == "rectangles":
            canvas.rect(x0 - 0.24, height - bottom - 0.24, x1 - x0 + 0.48, bottom - top + 0.48, stroke=0, fill=1)
        elif style.rules == "segments":
            _segments(canvas, height, (x0, top, x1, bottom))
        else:
            canvas.line(x0, height - top, x1, height - bottom)


def _segments(canvas: Canvas, height: float, edge: tuple[float, float, float, float], step: float = 12) -> None:
    x0, top, x1, bottom = edge
    length = max(x1 - x0, bottom - top)
    count = max(1, round(length / step))
    for number in range(count):
        a, b = number / count, (number + 1) / count
        canvas.line(
            x0 + (x1 - x0) * a, height - (top + (bottom - top) * a), x0 + (x1 - x0) * b, height - (top + (bottom - top) * b)
        )


PDF_STYLES: dict[str, PdfStyle] = {
    "lines": PdfStyle(),
    "rectangles": PdfStyle(rules="rectangles", latin="Times-Roman"),
    "segments": PdfStyle(rules="segments", size=8.5),
    "rotate_90": PdfStyle(rotate=90),
    "rotate_270": PdfStyle(rotate=270, rules="rectangles"),
    "over_pages": PdfStyle(body_height=420),
    "over_pages_header": PdfStyle(body_height=420, repeat_header=True, rules="rectangles"),
    "flowing": PdfStyle(new_page_per_form=False, size=8, row_height=16),
    "not_embedded": PdfStyle(embedded=False),
    "horizontal": PdfStyle(rules="horizontal"),
}

"""Tables without any rules (无框线表): read where the columns are clear, and not where they are not."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.cell_grid import Paragraph, ReadDocument
from extract.read.pdf_ruled import read_pdf
from extract.read.pdf_second_reader import compare_pages
from tests.factory.fonts.make_subset import SUBSET

pdfmetrics.registerFont(TTFont("FormKai", SUBSET))
ROWS = [
    ("合计", "120.50", "100.25", "20.25"),
    ("人员经费", "80.00", "80.00", ""),
    ("项目支出", "20.25", "", "20.25"),
    ("公用经费", "20.25", "20.25", ""),
]
LEFT = (40, 180, 280, 380)


def typeset(page: Callable[[Canvas], None]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(500, 400))
    canvas.setFont("FormKai", 10)
    page(canvas)
    canvas.save()
    return buffer.getvalue()


def body(canvas: Canvas, rows: Sequence[Sequence[str]], top: float = 260, right: bool = False) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if right and column:
                canvas.drawRightString(LEFT[column] + 60, top - 20 * number, text)
            else:
                canvas.drawString(LEFT[column], top - 20 * number, text)


def rows(document: ReadDocument) -> list[list[str]]:
    (grid,) = document.grids()
    return [[cell.text for cell in grid.row_cells(row)] for row in range(grid.row_count)]


@pytest.mark.parametrize("right", [False, True])
def test_a_table_without_rules_is_read_by_its_gaps(right: bool) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(40, 340, "支出决算表")
        canvas.drawString(40, 320, "单位：万元")
        body(canvas, [("项目", "合计", "人员经费", "项目支出")], 280, right)
        body(canvas, ROWS, right=right)

    content = typeset(page)
    document = read_pdf(content)
    assert rows(document) == [["项目", "合计", "人员经费", "项目支出"], *map(list, ROWS)]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["支出决算表", "单位：万元"]
    assert document.doubts == ()
    assert compare_pages(content, document, [1]) == ()


def test_a_heading_over_columns_reaches_to_the_next_one() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT[0], 295, "项目")
        canvas.drawString(LEFT[1], 295, "支出")
        body(canvas, [("名称", "合计", "人员经费", "项目支出")], 280)
        body(canvas, ROWS)

    document = read_pdf(typeset(page))
    assert rows(document)[:2] == [["项目", "支出"], ["名称", "合计", "人员经费", "项目支出"]]
    assert document.doubts == ()


def test_a_heading_of_which_it_is_not_clear_what_it_stands_over_is_said() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawCentredString(330, 295, "支出")
        body(canvas, [("项目", "合计", "人员经费", "项目支出")], 280)
        body(canvas, ROWS)

    document = read_pdf(typeset(page))
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("unplaced-text", "支出")]


def test_a_label_that_fills_its_column_to_the_end_is_parted_from_the_next() -> None:
    def page(canvas: Canvas) -> None:
        body(canvas, ROWS)
        canvas.drawString(180.3 - 10 * 14, 180, "项目支出人员经费公用经费合计")
        canvas.drawString(180, 180, "5.00")

    document = read_pdf(typeset(page))
    assert rows(document)[-1] == ["项目支出人员经费公用经费合计", "5.00", "", ""]


def test_sentences_with_figures_are_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for number in range(6):
            canvas.drawString(40 + 7 * number, 300 - 18 * number, "人员经费支出合计120.50万元")
            canvas.drawString(250 - 13 * number, 300 - 18 * number, "项目支出20.25万元")

    assert list(read_pdf(typeset(page)).grids()) == []

"""Tables without vertical rules: columns by alignment, headings over groups, and doubt where the page does not say."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.cell_grid import CellGrid, Paragraph, ReadDocument
from extract.read.pdf_ruled import read_pdf
from tests.factory.fonts.make_subset import SUBSET

pdfmetrics.registerFont(TTFont("FormKai", SUBSET))  # embedded: what is read must not depend on the machine's fonts
ROWS = [
    ("年度资金总额", "0", "20.5", "19.875", "10"),
    ("其中：财政拨款", "0", "20.5", "", "—"),
    ("上年结转资金", "", "0", "0", "—"),
]
RIGHT = (250, 330, 410, 490)


def read(page: Callable[[Canvas], None]) -> ReadDocument:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(560, 500))
    canvas.setFont("FormKai", 10)
    page(canvas)
    canvas.save()
    return read_pdf(buffer.getvalue())


def rule(canvas: Canvas, y: float, left: float = 60, right: float = 500) -> None:
    canvas.line(left, y, right, y)


def row(canvas: Canvas, y: float, label: str, *figures: str) -> None:
    canvas.drawString(66, y, label)
    for right, figure in zip(RIGHT, figures, strict=False):
        canvas.drawRightString(right, y, figure)


def shape(grid: CellGrid) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in grid.cells]


def test_a_three_line_table_with_wrapped_caption_and_note() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(60, 440, "项目资金（万元）")
        for y in (430, 405, 330):
            rule(canvas, y)
        row(canvas, 413, "资金来源", "年初预算数", "全年预算数", "全年执行数", "分值")
        for number, cells in enumerate(ROWS):
            row(canvas, 390 - 20 * number, *cells)
        canvas.drawString(60, 315, "注：金额单位为万元。")

    document = read(page)
    (grid,) = document.grids()
    assert grid.reader == "pdf_unruled"
    heading = ("资金来源", "年初预算数", "全年预算数", "全年执行数", "分值")
    expected = [(at, column, 1, 1, text) for at, cells in enumerate([heading, *ROWS]) for column, text in enumerate(cells)]
    assert shape(grid) == expected
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "项目资金（万元）",
        "注：金额单位为万元。",
    ]
    assert document.doubts == ()


def two_storeys(canvas: Canvas, ruled: bool) -> None:
    for y in (440, 400, 330):
        rule(canvas, y)
    if ruled:
        rule(canvas, 420, 190, 335)
        rule(canvas, 420, 350, 495)
    canvas.drawString(66, 415, "资金来源")
    canvas.drawCentredString(270, 427, "预算数")
    canvas.drawCentredString(432, 427, "执行")
    row(canvas, 407, "", "年初", "全年", "金额", "率")
    for number, cells in enumerate(ROWS):
        row(canvas, 385 - 20 * number, *cells)


def test_headings_over_groups_of_columns_follow_their_short_rules() -> None:
    document = read(lambda canvas: two_storeys(canvas, ruled=True))
    (grid,) = document.grids()
    assert shape(grid)[:7] == [
        (0, 0, 2, 1, "资金来源"), (0, 1, 1, 2, "预算数"), (0, 3, 1, 2, "执行"),
        (1, 1, 1, 1, "年初"), (1, 2, 1, 1, "全年"), (1, 3, 1, 1, "金额"), (1, 4, 1, 1, "率"),
    ]  # fmt: skip
    assert document.doubts == ()


def test_headings_over_groups_without_rules_are_doubted() -> None:
    document = read(lambda canvas: two_storeys(canvas, ruled=False))
    assert {doubt.text for doubt in document.doubts} >= {"预算数"}
    assert {doubt.kind for doubt in document.doubts} == {"unplaced-text"}


def test_a_frame_with_row_rules_only() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(60, 300, 440, 120)
        for y in (330, 360, 390):
            rule(canvas, y)
        for number, cells in enumerate([("指标", "分值", "得分", "目标", "实际"), *ROWS]):
            row(canvas, 400 - 30 * number, *cells)

    (grid,) = read(page).grids()
    assert (grid.row_count, grid.column_count) == (4, 5)
    assert [cell.text for cell in grid.row_cells(1)] == list(ROWS[0])


def test_a_continued_label_is_doubted_not_guessed() -> None:
    def page(canvas: Canvas) -> None:
        for y in (430, 405, 310):
            rule(canvas, y)
        row(canvas, 413, "资金来源", "年初", "全年")
        row(canvas, 390, "其中：当年财政拨款安排的", "1", "2")
        row(canvas, 375, "项目支出")
        row(canvas, 360, "其他资金", "3", "4")
        row(canvas, 345, "合计", "5", "6")

    document = read(page)
    assert [doubt.text for doubt in document.doubts] == ["项目支出"]


def test_an_amount_midway_beside_a_label_of_two_lines_is_in_its_row() -> None:
    def page(canvas: Canvas) -> None:
        for y in (430, 405, 330):
            rule(canvas, y)
        row(canvas, 413, "资金来源", "年初", "全年")
        canvas.drawString(66, 392, "当年财政")
        row(canvas, 386, "", "1.5", "2.5")
        canvas.drawString(66, 380, "拨款")
        row(canvas, 360, "其他资金", "3", "4")
        row(canvas, 340, "合计", "4.5", "6.5")

    (grid,) = read(page).grids()
    assert [cell.text for cell in grid.row_cells(1)] == ["当年财政\n拨款", "1.5", "2.5"]


def test_figures_printed_twice_for_boldness_leave_nothing_behind() -> None:
    def page(canvas: Canvas) -> None:
        for y in (430, 405, 350):
            rule(canvas, y)
        for shift in (0.0, 0.25):
            canvas.saveState()
            canvas.translate(shift, 0)
            row(canvas, 413, "资金来源", "年初", "全年")
            row(canvas, 390, "财政拨款", "11.5", "22.5")
            row(canvas, 370, "合计", "11.5", "22.5")
            canvas.restoreState()

    document = read(page)
    (grid,) = document.grids()
    assert [cell.text for cell in grid.row_cells(2)] == ["合计", "11.5", "22.5"]
    assert len(document.blocks) == 1


def test_rules_around_prose_make_no_table() -> None:
    def page(canvas: Canvas) -> None:
        rule(canvas, 470)
        rule(canvas, 30)
        for number in range(12):
            canvas.drawString(60, 450 - 16 * number, "2024年度本部门项目支出绩效自评工作已经完成，平均得分为98.5分。")

    document = read(page)
    assert list(document.grids()) == []
    assert len(document.blocks) == 12


def test_two_tables_of_the_same_width_stay_two() -> None:
    def table(canvas: Canvas, top: float) -> None:
        for y in (top, top - 25, top - 90):
            rule(canvas, y)
        row(canvas, top - 17, "资金来源", "年初", "全年", "执行", "分值")
        for number, cells in enumerate(ROWS):
            row(canvas, top - 40 - 20 * number, *cells)

    def page(canvas: Canvas) -> None:
        table(canvas, 470)
        canvas.drawString(60, 350, "第二个项目的资金情况")
        table(canvas, 330)

    document = read(page)
    assert [grid.row_count for grid in document.grids()] == [4, 4]
    assert [type(block).__name__ for block in document.blocks] == ["CellGrid", "Paragraph", "CellGrid"]

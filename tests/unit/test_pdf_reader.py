"""The PDF reader on small typeset pages: what becomes a cell, what becomes prose, and what is only doubted."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from reportlab.lib.colors import white
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.cell_grid import CellGrid, Paragraph, ReadDocument
from extract.errors import (
    DocumentRefused,
    EmptyDocument,
    NotWhatItClaims,
    PasswordProtected,
    TooLarge,
    TooSlow,
    TruncatedDocument,
)
from extract.read.limits import Limits
from extract.read.pdf_ruled import read_pdf
from tests.factory.fonts.make_subset import SUBSET

pdfmetrics.registerFont(TTFont("FormKai", SUBSET))  # embedded: what is read must not depend on the machine's fonts
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def typeset(*pages: Callable[[Canvas], None]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 400))
    for page in pages:
        canvas.setFont("FormKai", 10)
        canvas.setLineWidth(0.5)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def ruled(canvas: Canvas, left: float = 50, bottom: float = 200, columns: int = 2, rows: int = 2) -> None:
    """A grid of cells 80 × 30 points."""
    canvas.grid([left + 80 * at for at in range(columns + 1)], [bottom + 30 * at for at in range(rows + 1)])


def texts(document: ReadDocument) -> list[list[str]]:
    return [[cell.text for cell in grid.cells] for grid in document.grids()]


def prose(document: ReadDocument) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def doubts(document: ReadDocument) -> list[tuple[str, str]]:
    return [(doubt.kind, doubt.text) for doubt in document.doubts]


def filled(canvas: Canvas) -> None:
    ruled(canvas)
    for number, (x, y) in enumerate([(60, 240), (140, 240), (60, 210), (140, 210)]):
        canvas.drawString(x, y, "甲乙丙丁"[number])


def test_prose_and_grids_come_in_reading_order_with_page_and_box() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(60, 150, "注：表下文字")
        filled(canvas)
        canvas.drawString(60, 350, "项目支出绩效自评表")

    document = read_pdf(typeset(page, page))
    kinds = [(type(block).__name__, block.page) for block in document.blocks]
    assert kinds == [(name, number) for number in (1, 2) for name in ("Paragraph", "CellGrid", "Paragraph")]
    assert document.page_count == 2
    title = document.blocks[0]
    assert title.box is not None
    assert title.box.x0 == pytest.approx(60, abs=1)
    assert title.box.bottom == pytest.approx(50, abs=3)
    assert texts(document)[0] == ["甲", "乙", "丙", "丁"]


def test_a_white_rule_on_white_paper_parts_nothing_but_on_a_shaded_row_it_does() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(50, 200, 160, 60)
        canvas.line(50, 230, 210, 230)
        canvas.line(90, 200, 90, 260)
        canvas.setStrokeColor(white)
        canvas.line(130, 200, 130, 230)
        canvas.setFillGray(0.7)
        canvas.rect(91, 231, 118, 28, stroke=0, fill=1)
        canvas.line(150, 230, 150, 260)
        canvas.setFillGray(0)
        for x, y, text in [
            (55, 240, "一"),
            (95, 240, "二"),
            (155, 240, "三"),
            (55, 210, "四"),
            (95, 210, "五"),
            (155, 210, "六"),
        ]:
            canvas.drawString(x, y, text)

    (grid,) = read_pdf(typeset(page)).grids()
    assert [(cell.text.replace(" ", ""), cell.column_span) for cell in grid.cells] == [
        ("一", 1), ("二", 1), ("三", 1), ("四", 1), ("五六", 2),
    ]  # fmt: skip
    assert grid.column_count == 3


def test_two_figures_in_one_cell_never_run_together() -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas, columns=1)
        canvas.drawString(60, 240, "12.34")
        canvas.drawString(95, 240, "56")
        canvas.drawString(60, 210, "资  金")

    assert texts(read_pdf(typeset(page))) == [["12.34 56", "资  金"]]


def test_tables_that_nearly_touch_stay_two_and_a_frame_around_swallows_none() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(20, 20, 360, 360)
        canvas.rect(24, 24, 352, 352)
        filled(canvas)
        ruled(canvas, bottom=134, rows=2)
        canvas.drawString(60, 140, "第二表")
        canvas.drawString(30, 40, "框内说明")

    document = read_pdf(typeset(page))
    assert [len(grid.cells) for grid in document.grids()] == [4, 4]
    assert prose(document) == ["框内说明"]


def test_a_box_ticked_inside_a_cell_is_part_of_the_cell_and_an_inner_table_is_its_own() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([20, 300, 380], [100, 250, 380])
        canvas.rect(30, 300, 10, 10)
        canvas.drawString(45, 300, "是")
        canvas.drawString(30, 230, "附表")
        canvas.grid([40, 100, 160], [120, 150, 180])
        canvas.drawString(50, 160, "内")

    assert texts(read_pdf(typeset(page))) == [["是", "", "附表", ""], ["内", "", "", ""]]


def test_words_set_vertically_come_in_reading_order() -> None:
    def page(canvas: Canvas) -> None:
        canvas.grid([50, 80, 160, 240], [200, 300])
        for number, character in enumerate("绩效指标"):
            canvas.drawString(60, 280 - 14 * number, character)
        canvas.saveState()
        canvas.rotate(90)
        canvas.drawString(210, -100, "向上第一行")
        canvas.drawString(210, -115, "第二行")
        canvas.restoreState()
        canvas.rotate(-90)
        canvas.drawString(-290, 215, "向下第一行")
        canvas.drawString(-290, 200, "第二行")

    assert texts(read_pdf(typeset(page))) == [["绩\n效\n指\n标", "向上第一行\n第二行", "向下第一行\n第二行"]]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_table_printed_sideways_keeps_its_rows_and_has_boxes_of_the_displayed_page(angle: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(200, 200)
        canvas.rotate(angle)
        canvas.translate(-200, -200)
        ruled(canvas, columns=3)
        for number, text in enumerate("甲乙丙丁戊己"):
            canvas.drawString(60 + 80 * (number % 3), 240 - 30 * (number // 3), text)
        canvas.drawString(60, 300, "题名")

    document = read_pdf(typeset(page))
    (grid,) = document.grids()
    assert (grid.row_count, grid.column_count) == (2, 3)
    assert [cell.text for cell in grid.cells] == list("甲乙丙丁戊己")
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "CellGrid"]
    box = grid.cells[0].box
    assert box is not None
    assert box.x1 - box.x0 == pytest.approx(80, abs=1)  # as it is read: turned
    box = document.turned_pages[1].displayed(box)
    corners = {90: (140, 270, 170, 350), 180: (270, 230, 350, 260), 270: (230, 50, 260, 130)}
    assert tuple(box) == pytest.approx(corners[angle], abs=1)


def test_a_character_printed_twice_for_boldness_is_one() -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.drawString(60, 240, "合计11.10")
        canvas.drawString(60.3, 240, "合计11.10")

    assert texts(read_pdf(typeset(page)))[0][0] == "合计11.10"


@pytest.mark.parametrize("way", ["invisible", "white", "covered", "off the page", "tiny", "behind a scan", "transparent"])
def test_text_that_nobody_sees_is_doubted_and_in_no_cell(way: str) -> None:
    def page(canvas: Canvas) -> None:
        filled(canvas)
        if way == "white":
            canvas.setFillColor(white)
        if way == "transparent":
            canvas.setFillAlpha(0)
        if way == "tiny":
            canvas.setFont("FormKai", 0.4)
        x = 500 if way == "off the page" else 70
        canvas.drawString(x, 222, "秘密9", mode=3 if way == "invisible" else None)
        if way == "covered":
            canvas.setFillColor(white)
            canvas.rect(68, 220, 40, 11, stroke=0, fill=1)
        if way == "behind a scan":
            canvas.drawImage(ImageReader(_picture()), 0, 0, 400, 400)

    document = read_pdf(typeset(page))
    assert ("hidden-text", "秘密9") in [(kind, text.replace("甲 乙", "")) for kind, text in doubts(document)] or (
        way == "behind a scan" and any(kind == "hidden-text" and "秘密9" in text for kind, text in doubts(document))
    )
    assert not any("秘密" in text for cells in texts(document) for text in cells)


def _picture() -> io.BytesIO:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (60, 60), (200, 210, 220)).save(buffer, format="PNG")
    buffer.seek(0)
    return buffer


def test_white_text_on_a_dark_heading_is_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(50, 230, 160, 30, stroke=0, fill=1)
        ruled(canvas)
        canvas.setFillColor(white)
        canvas.drawString(60, 240, "表头")

    document = read_pdf(typeset(page))
    assert texts(document) == [["表头", "", "", ""]]
    assert document.doubts == ()


def test_a_watermark_gets_into_no_cell() -> None:
    def page(canvas: Canvas) -> None:
        filled(canvas)
        canvas.saveState()
        canvas.setFillGray(0.8)
        canvas.setFont("FormKai", 40)
        canvas.translate(60, 180)
        canvas.rotate(35)
        canvas.drawString(0, 0, "内部样稿")
        canvas.restoreState()
        canvas.setFillGray(0.85)
        canvas.setFont("FormKai", 36)
        canvas.drawString(55, 215, "公示")

    document = read_pdf(typeset(page))
    assert texts(document) == [["甲", "乙", "丙", "丁"]]
    assert doubts(document) == [("unplaced-text", "公示")]  # the slanting one is taken for a watermark by everybody


def test_a_word_printed_into_the_next_cell_or_out_of_the_table_is_doubted() -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.drawString(100, 240, "1234567890")
        canvas.drawString(180, 210, "9876543210")

    assert doubts(read_pdf(typeset(page))) == [("unplaced-text", "1234567890"), ("unplaced-text", "9876543210")]


def test_a_page_of_pictures_is_unreadable_and_an_empty_page_is_not() -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(_picture()), 0, 0, 400, 400)

    document = read_pdf(typeset(scan, filled, lambda canvas: None))
    assert [(doubt.kind, doubt.page) for doubt in document.doubts] == [("unreadable-page", 1)]


def test_the_text_of_form_fields_is_read() -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.acroForm.textfield(value="88.5", x=55, y=235, width=60, height=18, fontSize=9, borderWidth=0)

    assert texts(read_pdf(typeset(page)))[0][0] == "88.5"


def test_an_open_bottom_and_open_sides_are_closed_where_text_stands() -> None:
    def page(canvas: Canvas) -> None:
        canvas.line(50, 300, 250, 300)
        canvas.line(50, 270, 250, 270)
        for x in (120, 180):
            canvas.line(x, 230, x, 300)
        for x in (60, 130, 190):
            canvas.drawString(x, 280, "头")
            canvas.drawString(x, 250, "身")

    (grid,) = read_pdf(typeset(page)).grids()
    assert (grid.row_count, grid.column_count) == (2, 3)
    assert [cell.text for cell in grid.cells] == ["头"] * 3 + ["身"] * 3


def test_title_of_the_metadata_only_where_it_is_printed() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setTitle("项目支出绩效自评表.docx")
        canvas.drawString(60, 350, "项目支出 绩效自评表")

    def other(canvas: Canvas) -> None:
        canvas.setTitle("预算公开样张")
        canvas.drawString(60, 350, "决算")

    assert read_pdf(typeset(page)).title == "项目支出绩效自评表"
    assert read_pdf(typeset(other)).title == ""


def test_full_width_characters_are_left_as_printed() -> None:
    def page(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.drawString(60, 240, "门０１２．３％")

    assert texts(read_pdf(typeset(page)))[0][0] == "门０１２．３％"


def _encrypted(user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(typeset(filled)))
    writer.encrypt(user, owner, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_what_cannot_be_opened_says_why() -> None:
    whole = typeset(filled, filled)
    with pytest.raises(EmptyDocument):
        read_pdf(b" \n")
    with pytest.raises(NotWhatItClaims):
        read_pdf(b"<html>404</html>")
    for share in (0.3, 0.6, 0.9):
        with pytest.raises(TruncatedDocument):
            read_pdf(whole[: int(len(whole) * share)])
    with pytest.raises(PasswordProtected):
        read_pdf(_encrypted("open", "own"))
    assert texts(read_pdf(_encrypted("", "own"))) == [["甲", "乙", "丙", "丁"]]
    with pytest.raises(TooLarge):
        read_pdf(whole, Limits(max_pages=1))
    with pytest.raises(TooLarge):
        read_pdf(whole, Limits(max_bytes=100))
    with pytest.raises(TooLarge):
        read_pdf(whole, Limits(max_cells=3))
    with pytest.raises(TooSlow):
        read_pdf(whole, Limits(max_seconds=-1.0))


def test_a_file_whose_pages_lost_their_content_is_refused() -> None:
    whole = typeset(filled, filled)
    start = whole.rfind(b"stream\n", 0, whole.rfind(b"endstream"))
    broken = whole[: start + 20] + whole[whole.rfind(b"endstream") :]  # shorter: pdfium rebuilds the index
    with pytest.raises(TruncatedDocument):
        read_pdf(broken)


def test_grids_tile_the_plane() -> None:
    for grid in read_pdf(typeset(filled)).grids():
        assert isinstance(grid, CellGrid)
        for row in range(grid.row_count):
            for column in range(grid.column_count):
                assert grid.at(row, column) is not None


@pytest.mark.corpus
def test_every_printed_glyph_of_published_pages_is_accounted_for() -> None:
    if not CORPUS.is_dir():
        pytest.skip("needs ../shared/corpus beside the checkout")
    pages = 0
    for path in sorted(CORPUS.glob("*/*.pdf")):
        content = path.read_bytes()
        try:
            document = read_pdf(content)
        except DocumentRefused:
            continue
        parts: dict[int, list[str]] = {}
        for block in document.blocks:
            assert block.page is not None
            texts_of = [block.text] if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
            parts.setdefault(block.page, []).extend(texts_of)
        for number, left_out in document.left_out.items():
            parts.setdefault(number, []).extend(one.character for one in left_out)
        otherwise = {doubt.page for doubt in document.doubts if doubt.kind == "shown-otherwise"}
        file = pypdfium2.PdfDocument(content)
        for number, page in enumerate(file, start=1):
            printed = page.get_textpage().get_text_range().translate({0: None, 2: "-", 0xFFFE: "-"})
            found, wanted = Counter("".join("".join(parts.get(number, [])).split())), Counter("".join(printed.split()))
            if number not in otherwise:  # else the page shows other text than pdfium tells
                assert not wanted - found, (path.name, number)
            if number not in document.left_out:  # else pdfium drops what is printed where the same was printed and covered
                assert number in otherwise or found == wanted, (path.name, number)
            pages += 1
        file.close()
    assert pages > 50

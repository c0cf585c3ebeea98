"""What the page shows is what counts (页面所示): struck out, hidden, said otherwise, drawn, printed over, lying sideways."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.colors import black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.cell_grid import Box, Cell, PageTurn, ReadDocument
from extract.read.pdf_ruled import read_pdf
from extract.read.pdf_second_reader import compare_pages
from tests.factory.fonts.make_subset import SUBSET

pdfmetrics.registerFont(TTFont("FormKai", SUBSET))


def typeset(page: Callable[[Canvas], None], change: Callable[[bytes], bytes] | None = None) -> bytes:
    """A page of a table of three rows with a figure each, and what ``page`` adds; ``change`` edits its content stream."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 300), pageCompression=0)
    canvas.setFont("FormKai", 10)
    canvas.setLineWidth(0.5)
    canvas.grid([50, 150, 250], [100, 130, 160, 190])
    for row, (label, figure) in enumerate([("合计", "10.50"), ("人员经费", "8.25"), ("项目支出", "")]):
        canvas.drawString(55, 170 - 30 * row, label)
        canvas.drawString(200, 170 - 30 * row, figure)
    page(canvas)
    canvas.save()
    content = buffer.getvalue()
    if change is not None:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
        stream = DecodedStreamObject()
        stream.set_data(change(writer.pages[0].get_contents().get_data()))
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
        out = io.BytesIO()
        writer.write(out)
        content = out.getvalue()
    return content


def nothing(canvas: Canvas) -> None:
    """Adds nothing to the table."""


def cells(document: ReadDocument) -> list[Cell]:
    (grid,) = document.grids()
    return list(grid.cells)


def figures(document: ReadDocument) -> list[str]:
    return [cell.text for cell in cells(document) if cell.column == 1]


def kinds(document: ReadDocument) -> list[str]:
    return [doubt.kind for doubt in document.doubts]


def agreed(content: bytes, document: ReadDocument) -> bool:
    return compare_pages(content, document, [1]) == ()


@pytest.mark.parametrize("way", ["line", "bar", "slant"])
def test_a_figure_with_a_line_through_it_is_struck_and_no_published_text(way: str) -> None:
    def page(canvas: Canvas) -> None:
        if way == "line":
            canvas.line(199, 143.5, 222, 143.5)
        elif way == "bar":
            canvas.rect(199, 143, 23, 0.8, stroke=0, fill=1)
        else:
            canvas.line(199, 140, 222, 147)

    content = typeset(page)
    document = read_pdf(content)
    assert [(cell.text, cell.struck) for cell in cells(document) if cell.column == 1] == [("10.50", ""), ("", "8.25"), ("", "")]
    assert agreed(content, document)


def test_an_underline_and_the_rules_of_the_table_strike_nothing() -> None:
    def page(canvas: Canvas) -> None:
        canvas.line(199, 138.5, 222, 138.5)  # under the figure
        canvas.drawString(190, 127, "3.75")  # misprinted over the rule between two rows

    document = read_pdf(typeset(page))
    assert not any(cell.struck for cell in cells(document))
    assert "struck-text" not in kinds(document)


def test_struck_prose_is_left_out_and_said() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(50, 250, "人员经费8.25")
        canvas.line(49, 253.5, 112, 253.5)

    document = read_pdf(typeset(page))
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("struck-text", "人员经费8.25")]


@pytest.mark.parametrize("upper", ["12.58", "3.10", "8.25"])
def test_of_a_figure_printed_over_a_covered_one_all_is_read(upper: str) -> None:
    """pdfium drops a character that stands where the same one stood before, be it covered or not."""

    def page(canvas: Canvas) -> None:
        canvas.setFillColor(white)
        canvas.rect(195, 136, 40, 16, stroke=0, fill=1)
        canvas.setFillColor(black)
        canvas.setFont("FormKai", 10)
        canvas.drawString(200, 140, upper)

    content = typeset(page)
    document = read_pdf(content)
    assert figures(document) == ["10.50", upper, ""]
    assert ("hidden-text", "8.25") in [(doubt.kind, doubt.text) for doubt in document.doubts]
    assert agreed(content, document)


def test_a_figure_that_is_clipped_away_is_not_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        outline = canvas.beginPath()
        outline.rect(10, 10, 20, 20)
        canvas.clipPath(outline, stroke=0, fill=0)
        canvas.setFont("FormKai", 10)
        canvas.drawString(200, 110, "99.99")
        canvas.restoreState()

    document = read_pdf(typeset(page))
    assert figures(document) == ["10.50", "8.25", ""]
    assert ("hidden-text", "99.99") in [(doubt.kind, doubt.text) for doubt in document.doubts]


def test_words_that_run_past_their_clip_are_read_to_the_end() -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        outline = canvas.beginPath()
        outline.rect(50, 100, 70, 30)
        canvas.clipPath(outline, stroke=0, fill=0)
        canvas.setFont("FormKai", 10)
        canvas.drawString(95, 110, "人员经费")
        canvas.restoreState()

    document = read_pdf(typeset(page))
    assert "人员经费" in cells(document)[4].text
    assert kinds(document) == []


def test_text_in_a_layer_that_is_off_is_not_read() -> None:
    content = typeset(lambda canvas: canvas.drawString(200, 110, "99.99"))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    layer = writer._add_object(DictionaryObject({
        NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("草稿"),
    }))  # fmt: skip
    off = DictionaryObject({NameObject("/OFF"): ArrayObject([layer]), NameObject("/Order"): ArrayObject([layer])})
    writer._root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): off}
    )
    page = writer.pages[0]
    page["/Resources"].get_object()[NameObject("/Properties")] = DictionaryObject({NameObject("/L1"): layer})  # type: ignore[index]
    stream = DecodedStreamObject()
    stream.set_data(re.sub(rb"(BT[^B]*?\(99\.99\) Tj.*?ET)", rb"/OC /L1 BDC \1 EMC", page.get_contents().get_data()))  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    document = read_pdf(out.getvalue())
    assert figures(document) == ["10.50", "8.25", ""]
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("hidden-text", "99.99")]
    assert agreed(out.getvalue(), document)


def test_the_glyphs_count_and_not_the_text_said_in_their_place() -> None:
    def said(stream: bytes) -> bytes:
        return re.sub(rb"(BT[^B]*?\(8\.25\) Tj.*?ET)", rb"/Span <</ActualText (9.25)>> BDC \1 EMC", stream)

    content = typeset(nothing, said)
    document = read_pdf(content)
    assert figures(document) == ["10.50", "8.25", ""]
    assert [(doubt.kind, doubt.text, doubt.other_text) for doubt in document.doubts] == [("shown-otherwise", "8.25", "9.25")]
    assert agreed(content, document)


def test_a_text_said_that_is_the_same_raises_no_doubt() -> None:
    def said(stream: bytes) -> bytes:
        return re.sub(rb"(BT[^B]*?\(8\.25\) Tj.*?ET)", rb"/Span <</ActualText (8.25)>> BDC \1 EMC", stream)

    document = read_pdf(typeset(nothing, said))
    assert figures(document) == ["10.50", "8.25", ""]
    assert kinds(document) == []


@pytest.mark.parametrize("pairs", [{"31": "37", "37": "31"}, {"31": "37"}], ids=["exchanged", "two shapes for one digit"])
def test_a_digit_whose_shape_is_another_digits_is_not_believed(pairs: dict[str, str]) -> None:
    figure = b"7.10" if len(pairs) == 2 else b"1.10"
    content = typeset(
        lambda canvas: canvas.drawString(200, 110, figure.decode()),
        lambda stream: re.sub(rb"/F2\+0 (?=10 Tf 12 TL \(" + re.escape(figure) + rb"\))", b"/Other ", stream),
    )
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    fonts = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    other = DictionaryObject(fonts["/F2+0"].get_object())
    fonts[NameObject("/Other")] = writer._add_object(other)
    codes = other["/ToUnicode"].get_object().get_data()  # type: ignore[union-attr]
    changed = DecodedStreamObject()
    lines = {f"<{code}> <00{code}>".encode(): f"<{code}> <00{told}>".encode() for code, told in pairs.items()}
    changed.set_data(re.sub(b"|".join(map(re.escape, lines)), lambda found: lines[found[0]], codes))
    other[NameObject("/ToUnicode")] = writer._add_object(changed)
    out = io.BytesIO()
    writer.write(out)
    document = read_pdf(out.getvalue())
    assert figures(document)[:2] == ["10.50", "8.25"]
    assert not any(character.isdigit() for character in figures(document)[2])
    assert kinds(document) == ["shown-otherwise"]
    assert agreed(out.getvalue(), document)


def test_ink_in_an_empty_cell_of_figures_is_said() -> None:
    def page(canvas: Canvas) -> None:
        outline = canvas.beginPath()
        outline.moveTo(200, 110)
        outline.curveTo(205, 120, 210, 120, 215, 110)
        outline.close()
        canvas.drawPath(outline, stroke=0, fill=1)

    document = read_pdf(typeset(page))
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("unread-ink", "项目支出")]


def test_a_white_drawing_and_a_seal_over_the_table_are_no_ink_in_a_cell() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillColor(white)
        canvas.circle(210, 115, 5, stroke=0, fill=1)
        canvas.circle(200, 150, 60, stroke=1, fill=0)

    assert kinds(read_pdf(typeset(page))) == []


def test_text_printed_several_times_at_one_place_is_one_text_for_both_readers() -> None:
    def page(canvas: Canvas) -> None:
        for shift in (0.2, 0.4):
            canvas.drawString(200 + shift, 140, "8.25")
            canvas.drawString(55 + shift, 140, "人员经费")

    content = typeset(page)
    document = read_pdf(content)
    assert figures(document) == ["10.50", "8.25", ""]
    assert agreed(content, document)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_lies_sideways_is_read_turned_by_both_readers(rotation: int) -> None:
    upright = typeset(nothing)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(upright))
    writer.pages[0].rotate(rotation)
    out = io.BytesIO()
    writer.write(out)
    document = read_pdf(out.getvalue())
    assert [(cell.text, cell.box) for cell in cells(document)] == [
        (cell.text, pytest.approx(cell.box, abs=0.01)) for cell in cells(read_pdf(upright))
    ]
    assert document.turned_pages[1].turn == {90: 1, 180: 2, 270: 3}[rotation]
    assert agreed(out.getvalue(), document)


@pytest.mark.parametrize(("turn", "place"), [(1, (90, 10, 180, 40)), (2, (60, 20, 90, 110)), (3, (20, 60, 110, 90))])
def test_a_box_of_a_turned_page_is_told_as_displayed(turn: int, place: tuple[float, ...]) -> None:
    read = Box(10, 20, 40, 110) if turn != 2 else Box(10, 90, 40, 180)
    displayed = PageTurn(turn, 200 if turn != 2 else 100, 100 if turn != 2 else 200).displayed(read)
    assert tuple(displayed) == place


@pytest.mark.parametrize("at", [20, 60])
def test_a_content_stream_that_is_broken_is_told_with_its_page(at: int) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typeset(nothing)))
    writer.pages[0].compress_content_streams()
    out = io.BytesIO()
    writer.write(out)
    whole = out.getvalue()
    assert kinds(read_pdf(whole)) == []
    start = next(
        found.end()
        for found in re.finditer(rb"stream\r?\n", whole)
        if b"FlateDecode" in whole[found.start() - 80 : found.start()]
    )
    broken = whole[: start + at] + bytes(255 - byte for byte in whole[start + at : start + at + 4]) + whole[start + at + 4 :]
    doubts = [(doubt.kind, doubt.page) for doubt in read_pdf(broken).doubts]
    assert ("damaged-page", 1) in doubts


def test_a_page_whose_content_is_lost_is_told_and_a_blank_page_is_not() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typeset(lambda canvas: canvas.showPage())))
    assert [doubt.kind for doubt in _read(writer).doubts] == []  # the second page is blank
    del writer.pages[0]["/Contents"]
    assert ("damaged-page", 1) in [(doubt.kind, doubt.page) for doubt in _read(writer).doubts]


def _read(writer: pypdf.PdfWriter) -> ReadDocument:
    out = io.BytesIO()
    writer.write(out)
    return read_pdf(out.getvalue())

"""The second reader sees a planted misreading and raises no false alarm; the page picture frames the right place."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.cell_grid import Box, CellGrid, ReadDocument
from extract.errors import DocumentRefused
from extract.read.page_picture import save_page_picture
from extract.read.pdf_ruled import read_pdf
from extract.read.pdf_second_reader import compare_pages
from tests.factory.fonts.make_subset import SUBSET

pdfmetrics.registerFont(TTFont("FormKai", SUBSET))  # embedded: what is read must not depend on the machine's fonts
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
WIDTH, HEIGHT = 400.0, 300.0


def typeset(turn: int = 0, margin: float = 0.0) -> bytes:
    """A table with merged cells, shading, a drawn cell frame at a known place; displayed upright after /Rotate."""
    buffer = io.BytesIO()
    more = 3 * margin  # the margins differ, so that a wrong side shows
    canvas = Canvas(buffer, pagesize=(WIDTH + more, HEIGHT + more))
    wide, high = (WIDTH, HEIGHT) if turn % 180 == 0 else (HEIGHT, WIDTH)
    if margin:
        canvas.setCropBox((margin, margin / 2, wide + margin, high + margin / 2))
    canvas.setPageRotation(turn)
    canvas.translate(margin, margin / 2)
    turns = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, HEIGHT, 0),
        180: (-1, 0, 0, -1, WIDTH, HEIGHT),
        270: (0, -1, 1, 0, 0, WIDTH),
    }
    canvas.transform(*turns[turn])
    canvas.setFillGray(0.8)
    canvas.rect(100, 170, 200, 30, stroke=0, fill=1)
    canvas.setFillGray(0)
    for x0, y0, x1, y1 in [
        (40, 200, 300, 200),
        (100, 170, 300, 170),
        (40, 140, 300, 140),
        (40, 140, 40, 200),
        (100, 140, 100, 200),
    ]:
        canvas.line(x0, y0, x1, y1)
    canvas.line(200, 140, 200, 170)
    canvas.line(300, 140, 300, 200)
    canvas.setFont("FormKai", 10)
    for x, y, text in [(45, 165, "资金"), (110, 180, "年初预算数"), (110, 150, "29.837303"), (210, 150, "28.9")]:
        canvas.drawString(x, y, text)
    canvas.save()
    return buffer.getvalue()


def misread(document: ReadDocument, text: str, other: str) -> ReadDocument:
    (grid,) = document.grids()
    cells = tuple(replace(cell, text=other) if cell.text == text else cell for cell in grid.cells)
    blocks = tuple(replace(block, cells=cells) if isinstance(block, CellGrid) else block for block in document.blocks)
    return replace(document, blocks=blocks)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("margin", [0.0, 25.0])
def test_the_readers_agree_and_a_planted_misreading_shows(turn: int, margin: float) -> None:
    content = typeset(turn, margin)
    document = read_pdf(content)
    assert [cell.text for grid in document.grids() for cell in grid.cells] == ["资金", "年初预算数", "29.837303", "28.9"]
    assert compare_pages(content, document, [1]) == ()
    (doubt,) = compare_pages(content, misread(document, "29.837303", "29.83730"), [1])
    assert (doubt.kind, doubt.text, doubt.other_text, doubt.page) == ("readers-differ", "29.83730", "29.837303", 1)
    assert doubt.box is not None
    assert doubt.box.x0 == pytest.approx(100, abs=1.5)


def test_cells_wrongly_taken_together_show() -> None:
    content = typeset()
    document = read_pdf(content)
    (grid,) = document.grids()
    first, second = grid.cells[2:]
    assert first.box is not None
    assert second.box is not None
    both = replace(
        first, text="29.83730328.9", column_span=2, box=Box(first.box.x0, first.box.top, second.box.x1, second.box.bottom)
    )
    wrong = replace(document, blocks=(replace(grid, cells=(*grid.cells[:2], both)),))
    (doubt,) = compare_pages(content, wrong, {1})
    assert doubt.other_text == "29.837303 | 28.9"


def test_a_table_that_we_lost_shows() -> None:
    content = typeset()
    doubts = compare_pages(content, replace(read_pdf(content), blocks=()), {1})
    assert {doubt.other_text for doubt in doubts} == {"资金", "年初预算数", "29.837303", "28.9"}


@pytest.mark.corpus
def test_no_false_alarm_on_the_published_pages() -> None:
    if not CORPUS.is_dir():
        pytest.skip("needs ../shared/corpus beside the checkout")
    checked = 0
    for path in sorted(CORPUS.glob("*/*.pdf")):
        content = path.read_bytes()
        try:
            document = read_pdf(content)
        except DocumentRefused:
            continue
        pages = sorted({grid.page for grid in document.grids() if grid.page is not None})[:2]
        assert compare_pages(content, document, pages) == (), path.name
        checked += len(pages)
    assert checked >= 10


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("margin", [0.0, 25.0])
def test_the_picture_frames_the_cell(turn: int, margin: float, tmp_path: Path) -> None:
    content = typeset(turn, margin)
    cell = next(cell for grid in read_pdf(content).grids() for cell in grid.cells if cell.text == "28.9")
    assert cell.box is not None
    path = tmp_path / "page.png"
    save_page_picture(content, 1, [cell.box], path, resolution=144)
    with Image.open(path) as picture:
        assert picture.size == (WIDTH * 2, HEIGHT * 2)
        pixels = picture.convert("RGB").load()
        assert pixels is not None
        red = [
            (x, y)
            for x in range(picture.width)
            for y in range(picture.height)
            if pixels[x, y][0] > 180 and pixels[x, y][1] < 90  # type: ignore[index]
        ]
        dark = [
            (x, y)
            for x in range(410, 590)
            for y in range(265, 315)
            if pixels[x, y][0] < 90  # type: ignore[index]
        ]
    assert min(x for x, _ in red) == pytest.approx(2 * 200, abs=6)
    assert max(x for x, _ in red) == pytest.approx(2 * 300, abs=6)
    assert min(y for _, y in red) == pytest.approx(2 * (HEIGHT - 170), abs=6)
    assert max(y for _, y in red) == pytest.approx(2 * (HEIGHT - 140), abs=6)
    assert dark  # the figure stands inside the frame


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        save_page_picture(typeset(), 2, [], tmp_path / "page.png")

"""Forms printed without vertical rules: row rules cut at the cells or whole, with or without a frame; every layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import pytest
from reportlab.pdfgen.canvas import Canvas

import tests.factory.pdf as press
from extract.cell_grid import Paragraph, ReadDocument
from extract.read.pdf_ruled import read_pdf
from tests.factory.compose import ComposedForm, compose
from tests.factory.layouts import LAYOUTS
from tests.factory.notation import NOTATIONS
from tests.factory.sample_facts import guichi, haidian, wuhua

Boxes = Sequence[tuple[float, float, float, float]]
STYLE = press.PdfStyle(rules="horizontal", size=8)
FACTS = (*haidian(2024)[:1], *guichi()[:1], *wuhua()[:1])
draw_cut_rules = press._draw_rules


def draw_frame(canvas: Canvas, height: float, boxes: Boxes) -> None:
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    canvas.line(left, height - top, left, height - bottom)
    canvas.line(right, height - top, right, height - bottom)


def draw_cut_and_frame(canvas: Canvas, height: float, boxes: Boxes, style: press.PdfStyle) -> None:
    draw_cut_rules(canvas, height, boxes, style)
    draw_frame(canvas, height, boxes)


def draw_whole(canvas: Canvas, height: float, boxes: Boxes, _: press.PdfStyle) -> None:
    """Each row rule in one stroke as far as it reaches."""
    canvas.setLineWidth(0.6)
    edges = sorted({(round(y, 2), box[0], box[2]) for box in boxes for y in (box[1], box[3])})
    for y, pieces in groupby(edges, key=lambda edge: edge[0]):
        start, end = 0.0, -1.0
        for _, x0, x1 in [*pieces, (y, 1e6, 1e6)]:
            if x0 <= end + 0.1:
                end = max(end, x1)
                continue
            if end > start:
                canvas.line(start, height - y, end, height - y)
            start, end = x0, x1


def draw_whole_and_frame(canvas: Canvas, height: float, boxes: Boxes, style: press.PdfStyle) -> None:
    draw_whole(canvas, height, boxes, style)
    draw_frame(canvas, height, boxes)


def plain(text: str) -> str:
    return "".join(text.split())


def printed(code: str, number: int, monkeypatch: pytest.MonkeyPatch, draw: object) -> tuple[ComposedForm, ReadDocument]:
    notations = [notation for name, notation in NOTATIONS.items() if name != "full_width"]
    form = compose(FACTS[number], LAYOUTS[code], notations[(number + len(code)) % len(notations)])
    monkeypatch.setattr(press, "_draw_rules", draw)
    return form, read_pdf(press.typeset_pdf([form], STYLE))


def cell_texts(document: ReadDocument) -> Counter[str]:
    return Counter(plain(cell.text) for grid in document.grids() for cell in grid.cells if cell.text)


@pytest.mark.parametrize("draw", [draw_cut_rules, draw_cut_and_frame])
@pytest.mark.parametrize("number", range(len(FACTS)))
@pytest.mark.parametrize("code", LAYOUTS)
def test_rules_cut_at_the_cells_give_every_cell(code: str, number: int, draw: object, monkeypatch: pytest.MonkeyPatch) -> None:
    form, document = printed(code, number, monkeypatch, draw)
    assert cell_texts(document) == Counter(plain(piece.text) for piece in form.pieces if piece.text.strip())
    assert document.doubts == ()


@pytest.mark.parametrize("draw", [draw_whole, draw_whole_and_frame])
@pytest.mark.parametrize("number", range(len(FACTS)))
@pytest.mark.parametrize("code", LAYOUTS)
def test_whole_rules_never_fuse_figures_nor_lose_a_character(
    code: str, number: int, draw: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, document = printed(code, number, monkeypatch, draw)
    figures = Counter(plain(piece.text) for piece in form.pieces if piece.figure and piece.text.strip())
    assert figures - cell_texts(document) == Counter()
    read = "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells) for block in document.blocks
    )
    outside = "".join([*form.titles, form.above_left, form.above_right, *form.below])
    assert Counter(plain(read)) == Counter(plain(outside + "".join(piece.text for piece in form.pieces)))

"""A random grid with merged cells, typeset in many ways of drawing rules and turned any way, is read back as the same grid."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extract.cell_grid import CellGrid
from extract.read.pdf_ruled import read_pdf
from tests.factory.fonts.make_subset import SUBSET

pdfmetrics.registerFont(TTFont("FormKai", SUBSET))  # embedded: what is read must not depend on the machine's fonts
WIDTH, HEIGHT, MARGIN, SIZE = 560.0, 420.0, 37.0, 8.0
Side = tuple[float, float, float, float]


@dataclass(frozen=True)
class Drawn:
    """A cell to typeset: position, spans, lines of text."""

    row: int
    column: int
    row_span: int
    column_span: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    """Boundaries in points from the top left."""
    cells: tuple[Drawn, ...]


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    spans = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in free:
                continue
            down, right = draw(st.integers(1, min(3, rows - row))), draw(st.integers(1, min(3, columns - column)))
            while not all((row + i, column + j) in free for i in range(down) for j in range(right)):
                down, right = (down - 1, right) if down > 1 else (down, right - 1)
            free -= {(row + i, column + j) for i in range(down) for j in range(right)}
            spans.append((row, column, down, right))
    # A boundary at which no cell begins or ends cannot be seen on paper.
    keep_rows = sorted({row for row, _, _, _ in spans} | {rows})
    keep_columns = sorted({column for _, column, _, _ in spans} | {columns})
    xs, ys = [40.5], [60.25]
    for _ in keep_columns[1:]:
        xs.append(xs[-1] + draw(st.sampled_from([22.0, 31.5, 44.0, 70.25])))
    for _ in keep_rows[1:]:
        ys.append(ys[-1] + draw(st.sampled_from([13.0, 24.0, 37.5])))
    cells = []
    for row, column, down, right in spans:
        top, bottom = keep_rows.index(row), keep_rows.index(row + down)
        left, end = keep_columns.index(column), keep_columns.index(column + right)
        room = int((xs[end] - xs[left] - 4) // SIZE), int((ys[bottom] - ys[top] - 2) // (SIZE * 1.25))
        words = st.text("年初预算数全年执率0123456789.%-≥", min_size=1, max_size=max(1, room[0]))
        cells.append(Drawn(top, left, bottom - top, end - left, tuple(draw(st.lists(words, max_size=room[1])))))
    return Sheet(tuple(xs), tuple(ys), tuple(cells))


def sides_of(sheet: Sheet, cell: Drawn) -> list[Side]:
    x0, x1 = sheet.xs[cell.column], sheet.xs[cell.column + cell.column_span]
    y0, y1 = sheet.ys[cell.row], sheet.ys[cell.row + cell.row_span]
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]


def up(y: float) -> float:
    return HEIGHT - y


def stroked(canvas: Canvas, sheet: Sheet, shorten: float = 0.0, shift: float = 0.0) -> None:
    for cell in sheet.cells:
        for x0, y0, x1, y1 in sides_of(sheet, cell):
            dx, dy = (shorten, 0.0) if y0 == y1 else (0.0, shorten)
            canvas.line(x0 + dx + shift, up(y0 + dy + shift), x1 - dx + shift, up(y1 - dy + shift))


def dashed(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setDash(3, 2)
    stroked(canvas, sheet)
    canvas.setDash()


def doubled(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setLineWidth(0.4)
    stroked(canvas, sheet)
    stroked(canvas, sheet, shift=1.2)


def thin_fills(canvas: Canvas, sheet: Sheet) -> None:
    for cell in sheet.cells:
        for x0, y0, x1, y1 in sides_of(sheet, cell):
            canvas.rect(x0 - 0.24, up(y1) - 0.24, x1 - x0 + 0.48, y1 - y0 + 0.48, stroke=0, fill=1)


def outlines(canvas: Canvas, sheet: Sheet) -> None:
    for cell in sheet.cells:
        x0, y0, x1, _ = sides_of(sheet, cell)[0]
        y1 = sides_of(sheet, cell)[1][1]
        canvas.rect(x0, up(y1), x1 - x0, y1 - y0, stroke=1, fill=0)


def short_pieces(canvas: Canvas, sheet: Sheet) -> None:
    for cell in sheet.cells:
        for x0, y0, x1, y1 in sides_of(sheet, cell):
            pieces = max(1, int(max(x1 - x0, y1 - y0) // 3))
            for piece in range(pieces):
                a, b = piece / pieces, (piece + 1) / pieces
                canvas.line(x0 + (x1 - x0) * a, up(y0 + (y1 - y0) * a), x0 + (x1 - x0) * b, up(y0 + (y1 - y0) * b))


def shaded(canvas: Canvas, sheet: Sheet) -> None:
    for number, cell in enumerate(sheet.cells):
        x0, y0, x1, _ = sides_of(sheet, cell)[0]
        y1 = sides_of(sheet, cell)[1][1]
        if number % 2:
            canvas.setFillGray(0.85)
            canvas.rect(x0, up(y1), x1 - x0, y1 - y0, stroke=0, fill=1)
            canvas.rect(x0 + 3, up(y1) + 3, x1 - x0 - 6, y1 - y0 - 6, stroke=0, fill=1)
    canvas.setFillGray(0)
    stroked(canvas, sheet)


def framed_twice(canvas: Canvas, sheet: Sheet) -> None:
    stroked(canvas, sheet)
    stroked(canvas, sheet)
    canvas.rect(12, 12, WIDTH - 24, HEIGHT - 24)


STYLES: dict[str, Callable[[Canvas, Sheet], None]] = {
    "stroked": stroked,
    "open corners": lambda canvas, sheet: stroked(canvas, sheet, shorten=0.9),
    "dashed": dashed,
    "doubled": doubled,
    "thin fills": thin_fills,
    "outlines": outlines,
    "short pieces": short_pieces,
    "shaded": shaded,
    "drawn twice in a page frame": framed_twice,
}


def typeset(sheet: Sheet, style: str, turn: int, cropped: bool, in_form: bool) -> bytes:
    """The sheet on a page that is displayed upright after /Rotate, WIDTH × HEIGHT points."""
    buffer = io.BytesIO()
    wide, high = (WIDTH, HEIGHT) if turn % 180 == 0 else (HEIGHT, WIDTH)
    extra = MARGIN if cropped else 0.0
    canvas = Canvas(buffer, pagesize=(WIDTH + 2 * extra, HEIGHT + 2 * extra))  # reportlab swaps the sides of a turned page
    if cropped:
        canvas.setCropBox((extra, extra, wide + extra, high + extra))
    canvas.setPageRotation(turn)
    canvas.translate(extra, extra)
    upright = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, HEIGHT, 0),
        180: (-1, 0, 0, -1, WIDTH, HEIGHT),
        270: (0, -1, 1, 0, 0, WIDTH),
    }
    if in_form:
        canvas.beginForm("sheet", 0, 0, 4 * WIDTH, 4 * HEIGHT)
        canvas.scale(2, 2)
        paint(canvas, sheet, style)
        canvas.endForm()
        canvas.transform(*upright[turn])
        canvas.scale(0.5, 0.5)
        canvas.doForm("sheet")
    else:
        canvas.transform(*upright[turn])
        paint(canvas, sheet, style)
    canvas.save()
    return buffer.getvalue()


def paint(canvas: Canvas, sheet: Sheet, style: str) -> None:
    canvas.setLineWidth(0.5)
    STYLES[style](canvas, sheet)
    canvas.setFont("FormKai", SIZE)
    for cell in sheet.cells:
        x, y = sheet.xs[cell.column] + 2, sheet.ys[cell.row] + 1 + SIZE
        for number, line in enumerate(cell.lines):
            canvas.drawString(x, up(y + number * SIZE * 1.25), line)
    canvas.drawString(60, up(40), "单位：万元")


def shape(grid: CellGrid) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in grid.cells]


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sheet=sheets(), turn=st.sampled_from([0, 90, 180, 270]), cropped=st.booleans(), in_form=st.booleans())
def test_a_grid_is_read_back(style: str, sheet: Sheet, turn: int, cropped: bool, in_form: bool) -> None:
    document = read_pdf(typeset(sheet, style, turn, cropped, in_form))
    prose = [block.text for block in document.blocks if not isinstance(block, CellGrid)]
    grids = list(document.grids())
    text = [line for cell in sheet.cells for line in cell.lines]
    if len(sheet.cells) == 1 or not text:
        assert not grids  # a box around prose is no table
        assert sorted(prose) == sorted([*text, "单位：万元"])
        return
    assert document.doubts == ()
    assert prose == ["单位：万元"]
    assert len(grids) == 1
    if len(sheet.xs) > 2 or grids[0].reader == "pdf_ruled":
        assert shape(grids[0]) == sorted(
            (cell.row, cell.column, cell.row_span, cell.column_span, "\n".join(cell.lines)) for cell in sheet.cells
        )
    for cell in grids[0].cells:
        assert cell.box is not None
        assert cell.page == 1
        assert abs(cell.box.x0 - sheet.xs[cell.column]) < 1.6
        assert abs(cell.box.bottom - sheet.ys[cell.row + cell.row_span]) < 1.6

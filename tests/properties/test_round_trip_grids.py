"""Typeset → read: every cell comes back with its text and its spans, whatever the layout, format and manner of ruling."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings

from extract.cell_grid import CellGrid, ReadDocument
from extract.read.pdf_ruled import read_pdf
from extract.read.web_page import read_web_page
from extract.read.word import read_word
from extract.read.workbook import read_workbook
from tests.factory.compose import ComposedForm, compose
from tests.factory.facts import FormFacts
from tests.factory.layouts import LAYOUTS
from tests.factory.notation import NOTATIONS
from tests.factory.pdf import PDF_STYLES, typeset_pdf
from tests.factory.pdf_text import has_cjk_font
from tests.factory.random_forms import forms
from tests.factory.web_page import WEB_STYLES, typeset_html
from tests.factory.word import WORD_STYLES, typeset_docx
from tests.factory.workbook import WORKBOOK_STYLES, typeset_xlsx

Typeset = Callable[[list[ComposedForm]], bytes]
LEFT_OUT = {"horizontal"} if has_cjk_font() else {"horizontal", "not_embedded"}
WHOLE_PAGE = [name for name in PDF_STYLES if not name.startswith("over_pages") and name not in LEFT_OUT]
WAYS: dict[str, tuple[Typeset, Callable[[bytes], ReadDocument]]] = {
    **{f"pdf-{name}": (partial(typeset_pdf, style=PDF_STYLES[name]), read_pdf) for name in WHOLE_PAGE},
    **{f"docx-{name}": (partial(typeset_docx, style=style), read_word) for name, style in WORD_STYLES.items()},
    **{f"html-{name}": (partial(typeset_html, style=style), read_web_page) for name, style in WEB_STYLES.items()},
    **{f"xlsx-{name}": (partial(typeset_xlsx, style=style), read_workbook) for name, style in WORKBOOK_STYLES.items()},
}


def _plain(text: str) -> str:
    return "".join(text.split())


def _form_grid(document: ReadDocument, composed: ComposedForm) -> tuple[CellGrid, int]:
    """The grid that holds the form, and the row at which the form begins in it (sheets hold the title as well)."""
    first = next(piece for piece in composed.pieces if piece.row == 0)
    for grid in document.grids():
        for cell in grid.cells:
            if cell.column == 0 and _plain(cell.text) == _plain(first.text) and grid.row_count - cell.row >= composed.row_count:
                return grid, cell.row
    raise AssertionError(f"no grid holds {first.text!r}")


def _grid_differences(composed: ComposedForm, grid: CellGrid, offset: int) -> list[str]:
    """Rows whose cells differ in text, order or row span; column spans are left out: a reader may join edges 2 points apart."""
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(composed.row_count)]
    for piece, column, _ in composed.placed():
        for row in range(piece.row, piece.row + piece.row_span):
            rows[row].append((column, piece.row, piece.row_span, _plain(piece.text)))
    found = []
    for number, cells in enumerate(rows):
        wanted = [cell[1:] for cell in sorted(cells)]
        read = [(cell.row - offset, cell.row_span, _plain(cell.text)) for cell in grid.row_cells(number + offset)]
        while len(read) > len(wanted) and read[-1][1:] == (1, ""):
            read.pop()  # a sheet that another, wider form shares
        if wanted != read:
            found.append(f"row {number}: wanted {wanted}, read {read}")
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", LAYOUTS)
@settings(max_examples=1, deadline=None)
@given(form=forms())
def test_cells_come_back(code: str, way: str, form: FormFacts) -> None:
    typeset, read = WAYS[way]
    layout = LAYOUTS[code]
    notation = NOTATIONS[list(NOTATIONS)[sorted(LAYOUTS).index(code) % len(NOTATIONS)]]
    composed = compose(form, layout, notation)
    grid, offset = _form_grid(read(typeset([composed])), composed)
    assert _grid_differences(composed, grid, offset) == []

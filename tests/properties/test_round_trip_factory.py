"""The factory alone: same facts, same bytes; every layout tiles its rectangle; figures survive their notation."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.factory.compose import compose
from tests.factory.facts import FormFacts
from tests.factory.layouts import LAYOUTS, WIDTH
from tests.factory.notation import NOTATIONS, UNIT_SIZE, Notation
from tests.factory.pdf import PDF_STYLES, typeset_pdf
from tests.factory.pdf_text import has_cjk_font
from tests.factory.random_forms import amount, forms
from tests.factory.web_page import typeset_html
from tests.factory.word import typeset_docx
from tests.factory.workbook import typeset_xlsx


@pytest.mark.parametrize("code", LAYOUTS)
@settings(max_examples=10, deadline=None)
@given(form=forms())
def test_pieces_tile_the_rectangle(code: str, form: FormFacts) -> None:
    composed = compose(form, LAYOUTS[code], NOTATIONS["six_decimals"])
    columns = len(composed.edges()) - 1
    owners: dict[tuple[int, int], int] = {}
    for piece, column, span in composed.placed():
        for row in range(piece.row, piece.row + piece.row_span):
            for covered in range(column, column + span):
                owners[row, covered] = owners.get((row, covered), 0) + 1
    assert owners == {(row, column): 1 for row in range(composed.row_count) for column in range(columns)}
    assert composed.edges()[-1] == WIDTH


@pytest.mark.parametrize("code", NOTATIONS)
@pytest.mark.parametrize("unit", UNIT_SIZE)
@settings(max_examples=30, deadline=None)
@given(money=amount())
def test_printed_amount_states_what_is_expected(code: str, unit: str, money: Decimal) -> None:
    notation: Notation = NOTATIONS[code]
    printed = re.sub("[,，]", "", notation.amount(money, unit))
    assert Decimal(printed.replace("．", ".")) * UNIT_SIZE[unit] == notation.stored(money, unit)


def test_a_font_that_is_not_embedded_is_read_where_the_machine_has_one() -> None:
    if not has_cjk_font():
        pytest.skip("no Chinese font on this machine: documents typeset without their font are left out of the round trips")


@settings(max_examples=3, deadline=None)
@given(form=forms())
def test_same_facts_give_same_bytes(form: FormFacts) -> None:
    composed = [compose(form, LAYOUTS["qiannan_2024"], NOTATIONS["yuan_thousands"])] * 2
    for typeset in (typeset_docx, typeset_xlsx, typeset_html):
        assert typeset(composed) == typeset(composed)
    for style in PDF_STYLES.values():
        assert typeset_pdf(composed, style) == typeset_pdf(composed, style)

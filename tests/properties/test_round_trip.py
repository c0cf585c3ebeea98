"""Facts → document in layout L and format F → reader → transform → the same facts (往返): random facts, every layout.

The default run takes a few examples of every layout in every format; ``-m exhaustive`` takes many more, in every manner of
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extract.read.open_document import read_document
from tests.factory.compose import ComposedForm, compose
from tests.factory.expected import differences, expected_rows
from tests.factory.facts import FormFacts
from tests.factory.layouts import LAYOUTS
from tests.factory.notation import NOTATIONS
from tests.factory.pdf import PDF_STYLES, typeset_pdf
from tests.factory.pdf_text import has_cjk_font
from tests.factory.random_forms import forms
from tests.factory.web_page import WEB_STYLES, typeset_html
from tests.factory.word import WORD_STYLES, typeset_docx
from tests.factory.workbook import WORKBOOK_STYLES, typeset_xlsx
from transform.document_facts import DocumentContext, DocumentFacts, facts_of

LEFT_OUT = {"horizontal"} if has_cjk_font() else {"horizontal", "not_embedded"}
RULED = [name for name in PDF_STYLES if name not in LEFT_OUT]
WAYS: dict[str, dict[str, Callable[[Sequence[ComposedForm]], bytes]]] = {
    "pdf": {name: partial(typeset_pdf, style=PDF_STYLES[name]) for name in RULED},
    "docx": {name: partial(typeset_docx, style=style) for name, style in WORD_STYLES.items()},
    "html": {name: partial(typeset_html, style=style) for name, style in WEB_STYLES.items()},
    "xlsx": {name: partial(typeset_xlsx, style=style) for name, style in WORKBOOK_STYLES.items()},
}


def round_trip(facts: Sequence[FormFacts], layout_code: str, notation_code: str, kind: str, manner: str) -> list[str]:
    """What differs after a document was typeset, read and transformed."""
    layout, notation = LAYOUTS[layout_code], NOTATIONS[notation_code]
    content = WAYS[kind][manner]([compose(form, layout, notation) for form in facts])
    document = read_document(content, f"document.{kind}")
    staged = facts_of(document, DocumentContext("ab" * 32, f"document.{kind}"))
    found = differences([expected_rows(form, layout, notation) for form in facts], staged.frames)
    return [difference for difference in found if not _is_said(difference, staged)]


def _is_said(difference: str, staged: DocumentFacts) -> bool:
    """A figure that is not loaded, with a finding of its form that says so: digits that a line end cuts (１２３\n４) may be two
    figures, so leaving them out is right. Any other value than the published one never is."""
    form = re.match(r"form ([0-9]+) ", difference)
    doubted = set(staged.frames["finding"].filter(pl.col("rule_id") == "EX-103")["form_no"].to_list())
    return difference.endswith("got None") and form is not None and int(form.group(1)) in doubted


def _check(data: st.DataObject, code: str, kind: str, most_forms: int) -> None:
    execution_weight = Decimal(LAYOUTS[code].execution_weight)
    facts = data.draw(st.lists(forms(execution_weight), min_size=1, max_size=most_forms), label="facts")
    manner = data.draw(st.sampled_from(sorted(WAYS[kind])), label="manner")
    notation = data.draw(st.sampled_from(sorted(NOTATIONS)), label="notation")
    assert round_trip(facts, code, notation, kind, manner) == []


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("code", LAYOUTS)
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=st.data())
def test_facts_come_back(code: str, kind: str, data: st.DataObject) -> None:
    _check(data, code, kind, most_forms=2)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("code", LAYOUTS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_facts_come_back_in_many_examples(code: str, kind: str, data: st.DataObject) -> None:
    _check(data, code, kind, most_forms=3)

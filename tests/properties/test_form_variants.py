"""Forms as no layout of ours has them (变体): whatever comes out is right, or a finding says that it may not be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from zlib import crc32

import polars as pl
import pytest

from extract.read.open_document import read_document
from tests.factory.compose import ComposedForm, compose
from tests.factory.expected import ExpectedForm, differences, expected_rows
from tests.factory.facts import FormFacts
from tests.factory.form_variants import CELL_VARIANTS, FUNDING, LAYOUT_VARIANTS
from tests.factory.layouts import LAYOUTS, Layout
from tests.factory.notation import NOTATIONS
from tests.factory.pdf import typeset_pdf
from tests.factory.sample_accounts import shijingshan_forms
from tests.factory.web_page import typeset_html
from tests.factory.word import typeset_docx
from tests.factory.workbook import typeset_xlsx
from transform.document_facts import DocumentContext, DocumentFacts, facts_of

TYPESET: dict[str, Callable[[Sequence[ComposedForm]], bytes]] = {
    "html": typeset_html, "docx": typeset_docx, "xlsx": typeset_xlsx, "pdf": typeset_pdf,
}  # fmt: skip
# these have no place for a column more or less
CODES = [code for code in LAYOUTS if code not in ("two_header_rows", "total_first", "rate_as_indicator", "fengtai_2023")]
NOTATION = NOTATIONS["six_decimals"]
FORMS = [
    replace(form, grade="优", self_conclusion="优。全年工作按计划完成。", department_code="004", implementer_code="004001")
    for form in shijingshan_forms()
]


def _read(form: ComposedForm, kind: str) -> DocumentFacts:
    return facts_of(read_document(TYPESET[kind]([form]), f"document.{kind}"), DocumentContext("ab" * 32, f"document.{kind}"))


def _expected(form: FormFacts, layout: Layout) -> ExpectedForm:
    """Without what the variant does not print."""
    rows = expected_rows(form, layout, NOTATION)
    printed = {column.key for column in layout.funding_columns}
    gone = {column for key, column in FUNDING.items() if key not in printed}
    funding = tuple({key: None if key in gone else value for key, value in row.items()} for row in rows.funding)
    indicators = rows.indicators if layout.prints("level2") else tuple({**row, "level2": None} for row in rows.indicators)
    return replace(rows, funding=funding, indicators=indicators)


def _wrong(form: FormFacts, layout: Layout, composed: ComposedForm, kind: str) -> list[str]:
    staged = _read(composed, kind)
    doubted = staged.frames["finding"].filter(pl.col("severity").is_in(["warning", "error"])).height
    return [] if doubted else differences([_expected(form, layout)], staged.frames)


@pytest.mark.parametrize("kind", TYPESET)
@pytest.mark.parametrize("variant", [*LAYOUT_VARIANTS, *CELL_VARIANTS])
def test_a_variant_is_right_or_said(variant: str, kind: str) -> None:
    chance = Random(crc32(f"{variant} {kind}".encode()))
    for number in range(8):
        form = chance.choice(FORMS)
        layout = LAYOUTS[chance.choice(CODES)]
        if variant in LAYOUT_VARIANTS:
            layout = LAYOUT_VARIANTS[variant](layout, chance)
        composed = compose(form, layout, NOTATION)
        if variant in CELL_VARIANTS:
            composed = CELL_VARIANTS[variant](composed, chance)
        assert _wrong(form, layout, composed, kind) == [], (number, layout.code)


@pytest.mark.parametrize("variant", ["synonyms", "other_order", "without_a_column"])
def test_what_has_only_another_order_or_wording_is_not_doubted(variant: str) -> None:
    chance = Random(crc32(variant.encode()))
    for _ in range(12):
        layout = LAYOUT_VARIANTS[variant](LAYOUTS[chance.choice(CODES)], chance)
        form = chance.choice(FORMS)
        staged = _read(compose(form, layout, NOTATION), "html")
        assert differences([_expected(form, layout)], staged.frames) == []
        assert staged.frames["finding"].filter(pl.col("severity") != "info")["message"].to_list() == []

"""Final accounts made by the factory come back: random facts × region × format → every figure under its statement and row.

``-m exhaustive`` takes every region in every format with many documents.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from extract.read.open_document import read_document
from tests.factory.accounts_document import accounts, typeset_accounts
from tests.factory.accounts_facts import FUNDS
from tests.factory.accounts_layouts import REGIONS
from tests.factory.accounts_tables import Figure, FigureStyle, Statement, statements
from tests.factory.compose import ComposedForm
from tests.factory.pdf import PdfStyle, typeset_pdf
from tests.factory.random_accounts import random_accounts
from tests.factory.web_page import WebStyle, typeset_html
from tests.factory.word import typeset_docx
from tests.factory.workbook import WorkbookStyle, typeset_xlsx
from transform.chinese_text import compact
from transform.document_facts import DocumentContext, DocumentFacts, facts_of

SMALL = PdfStyle(size=8, row_height=14)
FORMATS: dict[str, Callable[[Sequence[ComposedForm]], bytes]] = {
    "lines.pdf": lambda forms: typeset_pdf(forms, SMALL),
    "rectangles.pdf": lambda forms: typeset_pdf(forms, PdfStyle(rules="rectangles", size=8, row_height=15, latin="Times-Roman")),
    "segments.pdf": lambda forms: typeset_pdf(forms, PdfStyle(rules="segments", size=8, row_height=15)),
    "unruled.pdf": lambda forms: typeset_pdf(forms, PdfStyle(rules="horizontal", size=8, row_height=15)),
    "short_pages.pdf": lambda forms: typeset_pdf(forms, PdfStyle(size=8, row_height=15, body_height=300)),
    "headed_pages.pdf": lambda forms: typeset_pdf(forms, PdfStyle(size=8, row_height=15, body_height=300, repeat_header=True)),
    "broken_rows.pdf": lambda forms: typeset_pdf(forms, PdfStyle(size=9.5, row_height=17, body_height=315, break_rows=True)),
    "large_type.pdf": lambda forms: typeset_pdf(forms, PdfStyle(size=11, row_height=18, body_height=330, break_rows=True)),
    "flowing.pdf": lambda forms: typeset_pdf(forms, PdfStyle(size=8, row_height=14, new_page_per_form=False)),
    "docx": typeset_docx,
    "html": typeset_html,
    "framed.html": lambda forms: typeset_html(forms, WebStyle(framed=True, paragraphs=True)),
    "xlsx": typeset_xlsx,
    "text.xlsx": lambda forms: typeset_xlsx(forms, WorkbookStyle(typed=False)),
}  # fmt: skip
STYLES = (
    FigureStyle(), FigureStyle(zero="0.00"), FigureStyle(zero="—", thousands=True),
    FigureStyle(unit="元", thousands=True, zero="0.00"), FigureStyle(negative="()"), FigureStyle(decimals=6),
)  # fmt: skip


def figures_read(facts: DocumentFacts, made: Sequence[Statement]) -> Counter[Figure]:
    """The figures of the staged rows in the shape of the factory's."""
    listed = {statement.key for statement in made}
    found: Counter[Figure] = Counter()
    for table, value in (("statement_amount", "amount_yuan"), ("statement_count", "quantity")):
        for row in facts.frames[table].to_dicts():
            if row[value] is None:
                continue
            title = compact(row["published_title"] or "")
            statement = row["statement_code"] if row["statement_code"] in listed else title
            place = row["subject_code"] or compact(row["label"] or "")
            found[
                Figure(
                    statement, row["side"] or "", place, row["measure"], Decimal(row[value]).normalize(), row.get("unit") or ""
                )
            ] += 1
    return found


def figures_printed(made: Sequence[Statement]) -> Counter[Figure]:
    figures = [figure for statement in made for figure in statement.figures]
    amounts = [one.amount.quantize(Decimal("0.01")).normalize() for one in figures]
    return Counter(
        replace(one, row=compact(one.row), measure=compact(one.measure), amount=amount)
        for one, amount in zip(figures, amounts, strict=True)
    )


def differences(region: str, form: str, seed: int) -> list[str]:
    """What the reading of one random document has lost or added; empty when the round trip holds."""
    lost, added, _ = round_trip(region, form, seed)
    return [f"lost  {figure} × {count}" for figure, count in lost.items()] + [f"added {figure}" for figure in added]


def round_trip(region: str, form: str, seed: int) -> tuple[Counter[Figure], Counter[Figure], list[str]]:
    """The figures of a random document that were not read, those that were read and never printed, and what was doubted."""
    chance = random.Random(seed)
    facts = random_accounts(chance, lines=chance.randint(3, 9), exact=chance.random() < 0.5, refunds=True)
    made = statements(facts, REGIONS[region], STYLES[seed % len(STYLES)])
    content = FORMATS[form]([composed for statement in made for composed in statement.forms])
    read = read_as(content, f"{facts.department}{facts.fiscal_year}年度部门决算", form)
    printed, found = figures_printed(made), figures_read(read, made)
    doubts = read.frames["finding"].filter(pl.col("origin") == "extraction")["message"].to_list()
    return printed - found, found - printed, doubts


def read_as(content: bytes, title: str, form: str) -> DocumentFacts:
    name = f"{title}.{form.rpartition('.')[2]}"
    return facts_of(read_document(content, name), DocumentContext("a" * 64, name))


GRID = [(region, form) for region in REGIONS for form in FORMATS]
EASY = (
    ("shanghai", "lines.pdf"), ("shanghai", "docx"), ("beijing", "rectangles.pdf"), ("beijing", "headed_pages.pdf"),
    ("yunnan", "segments.pdf"), ("yunnan", "xlsx"), ("sichuan", "html"), ("sichuan", "text.xlsx"),
    ("national", "short_pages.pdf"), ("national", "framed.html"), ("guangdong", "flowing.pdf"), ("guangdong", "xlsx"),
)  # fmt: skip
HARD = (("sichuan", "flowing.pdf"), ("beijing", "unruled.pdf"), ("national", "broken_rows.pdf"))
"""Some figures may stay unread, with a finding."""


@pytest.mark.parametrize(("region", "form"), EASY)
def test_every_figure_comes_back(region: str, form: str) -> None:
    assert differences(region, form, seed=3) == []


@pytest.mark.parametrize(("region", "form"), HARD)
def test_hard_typesetting_loses_nothing_in_silence(region: str, form: str) -> None:
    assert_nothing_wrong(region, form, seed=3)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("region", "form"), GRID)
@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_wrong_and_nothing_is_lost_in_silence(region: str, form: str, seed: int) -> None:
    assert_nothing_wrong(region, form, seed)


def assert_nothing_wrong(region: str, form: str, seed: int) -> None:
    """In any manner of typesetting: no figure that was not printed, and a finding wherever a figure was not read."""
    lost, added, doubts = round_trip(region, form, seed)
    assert not added
    assert doubts or not lost


@pytest.mark.parametrize(
    ("region", "kind", "seed"), [("shanghai", "pdf", 1), ("beijing", "docx", 2), ("sichuan", "html", 3), ("national", "pdf", 4)]
)
def test_whole_accounts_come_back(region: str, kind: str, seed: int) -> None:
    """Statements and prose of a whole document; the table of contents, the glossary and the page numbers add nothing."""
    chance = random.Random(seed)
    before = random_accounts(chance, lines=6)
    facts = replace(random_accounts(chance, before.department, before.fiscal_year + 1, lines=6), previous=before)
    document = accounts(facts, REGIONS[region], FigureStyle())
    read = read_as(typeset_accounts(document, kind, SMALL), document.title, kind)
    assert figures_read(read, document.statements) == figures_printed(document.statements)
    assert sorted(read.frames["narrative_figure"]["amount_yuan"].drop_nulls()) == sorted(
        one.amount for one in document.prose.stated
    )
    unread = list(read.frames["narrative_figure"].select("measure", "amount_yuan").rows())
    for one in document.prose.stated:
        fitting = next((row for row in unread if row[1] == one.amount and one.words in row[0]), None)
        assert fitting is not None, f"{one} is not among {unread}"
        unread.remove(fitting)
    assert read.frames["finding"].filter(pl.col("severity") == "error").is_empty()
    assert read.frames["document"]["fiscal_year"].to_list() == [facts.fiscal_year]


@pytest.mark.parametrize("seed", range(20))
def test_random_facts_obey_the_identities(seed: int) -> None:
    facts = random_accounts(random.Random(seed), exact=seed % 2 == 0, refunds=True)
    assert facts.grand_total() > 0
    assert facts.amount("fiscal.income") == sum(facts.amount(f"{fund}.income") for fund in FUNDS)
    assert facts.fiscal_total() == sum(facts.amount(f"{fund}.total") for fund in FUNDS)
    assert facts.personnel_cost() + facts.running_cost() == facts.amount("general.basic")


@pytest.mark.parametrize("region", REGIONS)
def test_statements_tile_their_rectangles(region: str) -> None:
    for statement in statements(random_accounts(random.Random(9)), REGIONS[region], FigureStyle()):
        for form in statement.forms:
            owners: Counter[tuple[int, int]] = Counter()
            for piece, column, span in form.placed():
                rows, columns = range(piece.row, piece.row + piece.row_span), range(column, column + span)
                owners.update((row, covered) for row in rows for covered in columns)
            assert set(owners.values()) == {1}
            assert len(owners) == form.row_count * (len(form.edges()) - 1)

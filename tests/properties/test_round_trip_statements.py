"""Final accounts made by the factory come back: random facts × region × format → every figure under its statement, row and measure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from extract.read.open_document import read_document
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
    "flowing.pdf": lambda forms: typeset_pdf(forms, PdfStyle(size=8, row_height=14, new_page_per_form=False)),
    "docx": typeset_docx,
    "html": typeset_html,
    "framed.html": lambda forms: typeset_html(forms, WebStyle(framed=True, paragraphs=True)),
    "xlsx": typeset_xlsx,
    "text.xlsx": lambda forms: typeset_xlsx(forms, WorkbookStyle(typed=False)),
}  # fmt: skip
STYLES = (
    FigureStyle(), FigureStyle(zero="0.00"), FigureStyle(zero="—", thousands=True), FigureStyle(unit="元", thousands=True, zero="0.00"),
    FigureStyle(negative="()"), FigureStyle(decimals=6),
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
            found[Figure(statement, row["side"] or "", place, row["measure"], Decimal(row[value]).normalize(), row.get("unit") or "")] += 1
    return found


def figures_printed(made: Sequence[Statement]) -> Counter[Figure]:
    return Counter(
        Figure(f.statement, f.side, compact(f.row), compact(f.measure), f.amount.quantize(Decimal("0.01")).normalize(), f.count_unit)
        for statement in made for f in statement.figures
    )  # fmt: skip


def differences(region: str, form: str, seed: int) -> list[str]:
    """What the reading of one random document has lost or added; empty when the round trip holds."""
    chance = random.Random(seed)
    facts = random_accounts(chance, lines=chance.randint(3, 9), exact=chance.random() < 0.5, refunds=True)
    style = STYLES[seed % len(STYLES)]
    made = statements(facts, REGIONS[region], style)
    content = FORMATS[form]([composed for statement in made for composed in statement.forms])
    name = f"{facts.department}{facts.fiscal_year}年度部门决算.{form.rpartition('.')[2]}"
    read = facts_of(read_document(content, name), DocumentContext("a" * 64, name))
    printed, found = figures_printed(made), figures_read(read, made)
    lost = [f"lost  {figure} × {count}" for figure, count in (printed - found).items()]
    return lost + [f"added {figure} × {count}" for figure, count in (found - printed).items()]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_figure_comes_back(region: str, form: str) -> None:
    assert differences(region, form, seed=3) == []

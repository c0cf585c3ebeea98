"""Forms behind the last statement (附件 after 附表): they are forms, and no row of theirs becomes a row of that statement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.read.open_document import read_document
from tests.factory.accounts_document import typeset_accounts
from tests.factory.compose import ComposedForm, Part, Text, compose
from tests.factory.expected import differences, expected_rows
from tests.factory.layouts import LAYOUTS
from tests.factory.notation import NOTATIONS
from tests.factory.sample_accounts import nanhai, shijingshan_forms
from transform.document_facts import DocumentContext, DocumentFacts, facts_of

FIGURES = ("statement_name", "label", "measure", "amount_yuan", "side")


def _read(parts: tuple[Part, ...], kind: str) -> DocumentFacts:
    content = typeset_accounts(replace(nanhai(), parts=parts), kind)
    return facts_of(read_document(content, f"document.{kind}"), DocumentContext("ab" * 32, f"document.{kind}"))


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "pdf"])
@pytest.mark.parametrize(
    ("code", "between"), [("fengtai_2024", ()), ("hubei", (Text("附件"),)), ("yunnan", (Text("附件1", "part"),))]
)
def test_forms_behind_the_last_statement(kind: str, code: str, between: tuple[Text, ...]) -> None:
    tables = tuple(part for part in nanhai().parts if isinstance(part, ComposedForm))
    head = (Text(nanhai().title, "cover"), Text("第四部分 附表", "part"))
    layout, notation = LAYOUTS[code], NOTATIONS["six_decimals"]
    facts = shijingshan_forms()[:2]
    forms = tuple(compose(form, layout, notation) for form in facts)
    alone, both = _read((*head, *tables), kind), _read((*head, *tables, *between, *forms), kind)
    amounts = [sorted(map(str, one.frames["statement_amount"].select(FIGURES).rows())) for one in (alone, both)]
    assert amounts[0] == amounts[1]
    assert differences([expected_rows(form, layout, notation) for form in facts], both.frames) == []
    doubted = both.frames["finding"].filter(rule_id="EX-102")["message"].to_list()
    assert doubted == alone.frames["finding"].filter(rule_id="EX-102")["message"].to_list()

"""A department's whole final accounts (部门决算公开): cover, contents, statements, prose, glossary, perhaps forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.factory.accounts_facts import AccountsFacts
from tests.factory.accounts_layouts import Region
from tests.factory.accounts_prose import GLOSSARY, Prose, contents, explain
from tests.factory.accounts_tables import FigureStyle, Statement, statements
from tests.factory.compose import ComposedForm, Part, Text
from tests.factory.pdf import PdfStyle, typeset_parts_pdf
from tests.factory.web_page import WebStyle, typeset_parts_html
from tests.factory.word import typeset_parts_docx
from tests.factory.workbook import WorkbookStyle, typeset_xlsx


@dataclass(frozen=True)
class Accounts:
    """A document before it is typeset, with what must be read from it."""

    title: str
    department: str
    parts: tuple[Part, ...]
    statements: tuple[Statement, ...]
    prose: Prose


def accounts(facts: AccountsFacts, region: Region, style: FigureStyle, forms: Sequence[ComposedForm] = ()) -> Accounts:
    """The whole document; ``forms`` are self-evaluation forms at its end."""
    name = f"{facts.department}{facts.fiscal_year}年度部门决算"
    made = statements(facts, region, style)
    prose = explain(facts, region)
    tables: list[Part] = [form for statement in made for form in statement.forms]
    about: list[Part] = [
        Text(f"第一部分 {facts.department}概况", "part"), Text("一、主要职能", "heading"), Text(facts.department + facts.duties),
        Text("二、机构设置", "heading"), Text(f"纳入{name}编制范围的单位包括：{facts.department}（本级）。"),
    ]  # fmt: skip
    text: list[Part] = []
    for heading, paragraphs in prose.chapters:
        text += [Text(heading, "heading"), *(Text(paragraph) for paragraph in paragraphs)]
    glossary: list[Part] = [Text(line) for line in GLOSSARY]
    front: list[Part] = [Text(facts.department, "cover"), Text(f"{facts.fiscal_year}年度部门决算", "cover"), Text("目录", "part")]
    front += [Text(line, "contents") for line in contents(facts, region, prose)]
    if region.tables_last:
        body = [
            Text(f"第二部分 {name}情况说明", "part"), *text, Text("第三部分 名词解释", "part"), *glossary,
            Text("第四部分 附表", "part"), *tables,
        ]  # fmt: skip
    else:
        body = [
            Text(f"第二部分 {name}表", "part"), *tables, Text(f"第三部分 {name}情况说明", "part"), *text,
            Text("第四部分 名词解释", "part"), *glossary,
        ]  # fmt: skip
    evaluation: list[Part] = [Text(f"第五部分 {facts.fiscal_year}年度部门绩效评价情况", "part"), *forms] if forms else []
    return Accounts(name, facts.department, (*front, *about, *body, *evaluation), tuple(made), prose)


def typeset_accounts(document: Accounts, kind: str, style: PdfStyle | WebStyle | WorkbookStyle | None = None) -> bytes:
    """The document as ``pdf``, ``docx``, ``html`` or ``xlsx`` (a workbook holds the tables alone, one sheet each)."""
    if kind == "pdf":
        return typeset_parts_pdf(document.parts, style if isinstance(style, PdfStyle) else None, document.title)
    if kind == "docx":
        return typeset_parts_docx(document.parts)
    if kind == "html":
        web = style if isinstance(style, WebStyle) else None
        return typeset_parts_html(document.parts, web, document.title, site=document.department)
    forms = [part for part in document.parts if isinstance(part, ComposedForm)]
    names = [f"表{number}" for number in range(1, len(forms) + 1)]
    return typeset_xlsx(forms, style if isinstance(style, WorkbookStyle) else None, names)

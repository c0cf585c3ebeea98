"""What a document is (文件类别): final accounts, forms, a report; budgets, a government's accounts and templates are refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import data
from transform.amounts import Number, read_cell_number
from transform.chinese_text import compact, fold, joined
from transform.recognise.published_rows import Line, ProseLine, PublishedRow, heading_key

_PLACEHOLDER = re.compile(r"[XxＸ×╳✕]{2,}|[○〇△□]{2,}|[_＿]{3,}|\*{2,}")
_ANNEX = re.compile(r"附件[0-9一二三四五六七八九十\-—.]*[:：]?")
_LAST_LINE_NUMBER = 100
_STATEMENT_TITLE = re.compile(r"决算(?:明细|公开情况)?(?:总)?表(?:[(（].*[)）])?$")


@dataclass(frozen=True, slots=True)
class TitleEvidence:
    """How often short lines and headings speak of a budget and of final accounts, whose accounts, and how much is filled in."""

    budget: int
    final_accounts: int
    statement_titles: int
    figures: int
    placeholders: int
    budget_headings: int = 0
    """Columns headed 预算数 and the like; those headed 决算数 are among ``final_accounts``."""
    figures_above_zero: int = 0
    of_a_department: int = 0
    """Titles of statements that only a department's accounts have."""
    of_a_government: int = 0
    """Kinds of witnesses for the accounts of a whole government: title, titles of tables, rows of taxes, rates of completion."""


def title_evidence(lines: Sequence[Line], title: str) -> TitleEvidence:
    """Counts over titles, that is: lines of at most 40 characters, headings of tables and the document's own title."""
    words = data.yaml_document("forms")["document_kinds"]
    prose = [line.text for line in lines if isinstance(line, ProseLine)]
    cells = [cell.text for line in lines if isinstance(line, PublishedRow) for cell in line.filled]
    words_in_cells = [text for text in cells if len(compact(text)) <= 40 and not isinstance(read_cell_number(text), Number)]
    folded = [fold(text) for text in [title, *(text for text in prose if len(compact(text)) <= 40), *words_in_cells]]
    figures = [text for text in cells if _is_figure(text)]
    headings = [heading_key(text) for text in words_in_cells]
    return TitleEvidence(
        budget=sum(any(word in text for word in words["budget_title_words"]) for text in folded),
        final_accounts=sum(any(word in text for word in words["final_accounts_words"]) for text in folded),
        statement_titles=sum(bool(_STATEMENT_TITLE.search(text)) for text in folded),
        figures=len(figures),
        placeholders=sum(bool(_PLACEHOLDER.search(text)) for text in prose),
        budget_headings=sum(text in words["budget_headings"] for text in headings),
        figures_above_zero=sum(_is_above_zero(text) for text in figures),
        of_a_department=sum(any(re.search(pattern, text) for pattern in words["department_titles"]) for text in folded),
        of_a_government=(
            any(re.search(pattern, text) for text in folded for pattern in words["government_titles"])
            + any(re.search(pattern, text) for text in folded for pattern in words["government_tables"])
            + (len({text for text in headings if text in words["government_rows"]}) > 1)
            + any(text in words["government_headings"] for text in headings)
        ),
    )


def is_budget(evidence: TitleEvidence) -> bool:
    """A budget speaks of 部门预算, 预算表 and 预算数 more often than of 决算; final accounts do so less often. Where a budget and
    final accounts are published in one file (预决算公开) the statements of the accounts are read."""
    if evidence.statement_titles * 4 > evidence.budget:
        return False
    return evidence.budget + evidence.budget_headings > evidence.final_accounts


def is_of_a_government(evidence: TitleEvidence) -> bool:
    """The accounts of a county or town as a whole (财政总决算): at least two kinds of witnesses, and no statement that only a
    department publishes. A finance bureau's own accounts may speak of the whole county as well, and have such statements."""
    return evidence.of_a_government > 1 and evidence.of_a_department == 0


def is_empty_template(evidence: TitleEvidence, department: str | None) -> bool:
    """Titles of final accounts without a figure in any table: a form that nobody filled in. A printed 0.00 is a figure of whom it
    names; noughts of nobody (××局) are a template as well."""
    if evidence.final_accounts == 0:
        return False
    names_nobody = department is None or _PLACEHOLDER.search(department) is not None
    return evidence.figures == 0 or (evidence.figures_above_zero == 0 and names_nobody)


@cache
def _subject_codes() -> frozenset[str]:
    return frozenset(row["code"] for name in ("function_subjects", "economic_subjects") for row in data.rows(name))


def _is_figure(text: str) -> bool:
    """A printed number that is neither the code of a subject nor a line number (行次, 栏次), which templates print too."""
    number = read_cell_number(text)
    if not isinstance(number, Number):
        return False
    plain = compact(text)
    return not (plain.isdigit() and (plain in _subject_codes() or int(plain) <= _LAST_LINE_NUMBER))


def _is_above_zero(text: str) -> bool:
    number = read_cell_number(text)
    return isinstance(number, Number) and number.value != 0


def document_title(lines: Sequence[Line], stated: str, name: str) -> str:
    """The title the file states, else the title lines at its head, else the file's name without its extension."""
    words = data.yaml_document("forms")["document_kinds"]
    title_words = [*words["final_accounts_words"], *words["budget_title_words"]]
    if stated and any(word in fold(stated) for word in title_words):
        return joined(stated)
    head: list[str] = []
    for line in lines[:12]:
        text = line.text if isinstance(line, ProseLine) else (line.filled[0].text if len(line.filled) == 1 else "")
        if not text:
            if head:
                break
            continue
        if len(compact(text)) > 60 or compact(text) == "目录":
            break
        if _ANNEX.fullmatch(compact(text)):
            continue
        head.append(joined(text))
        if any(word in fold(text) for word in title_words):
            break
    if head and any(word in fold(head[-1]) for word in title_words):
        return "".join(head)
    return joined(stated) or joined(re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name))

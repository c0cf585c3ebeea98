"""What a document is (文件类别): final accounts, forms, a report; budgets and empty templates are refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import data
from transform.amounts import Number, read_cell_number
from transform.chinese_text import compact, fold, joined
from transform.recognise.published_rows import Line, ProseLine, PublishedRow

_PLACEHOLDER = re.compile(r"[XxＸ×╳]{2,}|[○〇]{2,}|[_＿]{3,}|\*{2,}")
_ANNEX = re.compile(r"附件[0-9一二三四五六七八九十\-—.]*[:：]?")
_LAST_LINE_NUMBER = 100
_STATEMENT_TITLE = re.compile(r"决算(?:明细|公开情况)?(?:总)?表(?:[(（].*[)）])?$")


@dataclass(frozen=True, slots=True)
class TitleEvidence:
    """How often short lines speak of a budget and of final accounts, and how much of the document is filled in."""

    budget: int
    final_accounts: int
    statement_titles: int
    figures: int
    placeholders: int


def title_evidence(lines: Sequence[Line], title: str) -> TitleEvidence:
    """Counts over titles, that is: lines of at most 40 characters, headings of tables and the document's own title."""
    words = data.yaml_document("forms")["document_kinds"]
    titles = [title, *(line.text for line in lines if isinstance(line, ProseLine) and len(compact(line.text)) <= 40)]
    cells = [cell.text for line in lines if isinstance(line, PublishedRow) for cell in line.filled]
    titles += [text for text in cells if len(compact(text)) <= 40 and not isinstance(read_cell_number(text), Number)]
    folded = [fold(text) for text in titles]
    return TitleEvidence(
        budget=sum(any(word in text for word in words["budget_title_words"]) for text in folded),
        final_accounts=sum(any(word in text for word in words["final_accounts_words"]) for text in folded),
        statement_titles=sum(bool(_STATEMENT_TITLE.search(text)) for text in folded),
        figures=sum(_is_figure(text) for text in cells),
        placeholders=sum(bool(_PLACEHOLDER.search(line.text)) for line in lines if isinstance(line, ProseLine)),
    )


def is_budget(evidence: TitleEvidence) -> bool:
    """A budget speaks of 部门预算 and 预算表 more often than of 决算; final accounts do so less often."""
    return evidence.budget > 0 and evidence.budget > evidence.final_accounts


def is_empty_template(evidence: TitleEvidence) -> bool:
    """Titles of final accounts without a figure in any table: a form that nobody filled in. A printed 0.00 is a figure."""
    return evidence.final_accounts > 0 and evidence.figures == 0


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

"""Doubts of readers and of the recogniser as findings (读取存疑): origin ``extraction``, rules EX-…."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import data
from extract.cell_grid import ReadingDoubt
from transform.chinese_text import joined
from transform.fact_rows import stable_id
from transform.personal_data import masked

_RULE_OF_KIND = {
    "unplaced-text": "EX-001",
    "readers-differ": "EX-002",
    "hidden-text": "EX-003",
    "unreadable-page": "EX-004",
    "unsupported-part": "EX-005",
    "struck-text": "EX-006",
    "shown-otherwise": "EX-008",
    "unread-ink": "EX-009",
    "generated-content": "EX-010",
    "columns-reordered": "EX-011",
    "read-once": "EX-007",
    "damaged-page": "EX-004",
    "damaged-file": "EX-012",
}
_MESSAGES = {
    "unplaced-text": "表框内的文字“{text}”没有归入任何单元格。",
    "readers-differ": "同一单元格，读取程序读作“{text}”，另一读取程序读作“{other}”。",
    "hidden-text": "“{text}”在页面上看不见，没有作为公布内容读取。",
    "damaged-page": "该页在文件中已损坏，可能没有读全：{text}。请重新下载并对照原页。",
    "damaged-file": "文件损坏，部分内容可能丢失：{text}。请重新下载或向发布单位索取。",
    "unreadable-page": "该页没有可读的文字，未读取。{text}",
    "generated-content": "页面上显示的内容不是文件中的文字，没有读取：{text}",
    "columns-reordered": "页面上各列（或数字）的显示次序与文件中的次序不同，读取的次序可能不是显示的次序：{text}",
    "unsupported-part": "文件中有不支持的部分，未读取：{text}",
    "read-once": "{text}，没有两个读取程序互相印证。",
    "struck-text": "“{text}”已被划去，没有作为公布内容读取。",
    "shown-otherwise": "页面显示“{text}”，文件中的文字却是“{other}”。",
    "unread-ink": "“{text}”一行的格内有图形或图片，其中的内容没有读取。",
}


@cache
def severity_of(rule_id: str) -> str:
    """The severity declared in data/reference/extraction_rules.csv."""
    return next(row["severity"] for row in data.rows("extraction_rules") if row["rule_id"] == rule_id)


def document_finding(
    sha256: str,
    rule_id: str,
    message: str,
    *,
    form_no: int | None = None,
    page: int | None = None,
    expected: str | None = None,
    actual: str | None = None,
    fact_ids: Sequence[str] = (),
    key: str = "",
) -> dict[str, Any]:
    """One row of the staged table ``finding`` with origin ``extraction``."""
    return {
        "finding_id": stable_id("q", sha256, rule_id, form_no, page, key, message),
        "document_sha256": sha256,
        "rule_id": rule_id,
        "severity": severity_of(rule_id),
        "origin": "extraction",
        "message": message,
        "expected": expected,
        "actual": actual,
        "fact_ids": list(fact_ids),
        "form_no": form_no,
        "statement_code": None,
        "page": page,
    }


def findings_of_doubts(
    doubts: Sequence[ReadingDoubt], sha256: str, personal: Collection[str], form_pages: Mapping[int, tuple[int, int]]
) -> list[dict[str, Any]]:
    """What a reader was in doubt about, each with the form on whose page it stands where that is one form only."""
    findings = []
    for number, doubt in enumerate(doubts):
        forms = [form for form, (first, last) in form_pages.items() if doubt.page is not None and first <= doubt.page <= last]
        text = masked(joined(doubt.text), personal)[:200]
        other = masked(joined(doubt.other_text), personal)[:200]
        message = _MESSAGES[doubt.kind].format(text=text, other=other)
        findings.append(
            document_finding(
                sha256,
                _RULE_OF_KIND[doubt.kind],
                message,
                form_no=forms[0] if len(forms) == 1 else None,
                page=doubt.page,
                expected=other or None,
                actual=text or None,
                key=str(number),
            )
        )
    return findings

"""Labels and headings of statements → roles (行、列的含义), by the wordings of ``data/statement_rules.yaml``; never by number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import data
from transform.chinese_text import fold

QUOTES = re.compile(r"[\"“”'‘’「」《》*]")
ORDINAL = re.compile(
    r"^(?:[(（]?(?:[一二三四五六七八九十百]+|\d{1,2})[)）]?[、.．,，:：]|[(（](?:[一二三四五六七八九十百]+|\d{1,2})[)）]|第[一二三四五六七八九十]+[类部])"
)
OF_WHICH = re.compile(r"^其中[:：]?")


def statement_rules() -> Mapping[str, Any]:
    """The whole of ``data/statement_rules.yaml``."""
    found: Mapping[str, Any] = data.yaml_document("statement_rules")
    return found


@lru_cache(maxsize=8192)
def plain_label(label: str) -> str:
    """A label as it is compared: ``"（一）一般公共预算财政拨款："`` → ``"一般公共预算财政拨款"``."""
    text = QUOTES.sub("", fold(label)).rstrip(":：")
    return ORDINAL.sub("", OF_WHICH.sub("", ORDINAL.sub("", text)))


@lru_cache(maxsize=8192)
def is_of_which(label: str) -> bool:
    """Whether a row only repeats a part of the row above (其中：…)."""
    return OF_WHICH.match(ORDINAL.sub("", QUOTES.sub("", fold(label)))) is not None


@lru_cache(maxsize=8192)
def plain_heading(measure: str) -> str:
    """A heading path as it is compared: without white space, quotation marks and ordinals of each part."""
    return "/".join(ORDINAL.sub("", QUOTES.sub("", fold(part))) for part in measure.split("/"))


@lru_cache(maxsize=8192)
def class_code(label: str) -> str | None:
    """The code of a class of the functional classification (功能分类的类) by its name, present or former; None for others."""
    return class_names().get(plain_label(label))


@cache
def class_names() -> Mapping[str, str]:
    return {plain_label(row["name"]): row["code"] for row in data.rows("function_subjects") if len(row["code"]) == 3}


@cache
def _row_patterns() -> tuple[tuple[str, re.Pattern[str], Mapping[str, Any]], ...]:
    return tuple(
        (role, re.compile("|".join(f"(?:{one})" for one in entry["wordings"])), entry)
        for role, entry in statement_rules()["rows"].items()
    )


def row_roles(rows: Sequence[tuple[str, str | None, str | None]]) -> dict[int, str]:
    """Roles of the rows (label, side, code) of one statement by index. A row with a code is a subject and has no role.

    Statements with sides (income, expenditure) have no row ``total``: their 总计 is ``grand_total``."""
    found: dict[int, str] = {}
    seen: dict[str | None, set[str]] = {}
    for index, (label, side, code) in enumerate(rows):
        if code or not label:
            continue
        met = seen.setdefault(side, set())
        text = plain_label(label)
        for role, pattern, entry in _row_patterns():
            after, until = entry.get("after"), entry.get("until")
            if (role == "total") == (side is not None) and role in ("total", "grand_total"):
                continue
            if side is None and role in ("income_total", "expenditure_total", "grand_total"):
                continue
            if (after and after not in met) or (until and until in met) or not pattern.fullmatch(text):
                continue
            if is_of_which(label) and not after and not entry.get("of_which"):
                break
            found[index] = role
            met.add(role)
            break
    return found


@cache
def _column_patterns(role: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one) for one in statement_rules()["columns"][role])


def column_of(role: str, measures: Sequence[str]) -> str | None:
    """The one heading path that meets the first wording that any meets; None when none or several do."""
    for pattern in _column_patterns(role):
        found = [measure for measure in measures if pattern.fullmatch(plain_heading(measure))]
        if found:
            return found[0] if len(found) == 1 else None
    return None

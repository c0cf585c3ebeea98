"""Whose year and what role the figures of a column have (列的年度与口径): by its own heading and the headings over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import data
from transform.reading.evidence import Decision, Evidence, Scope, settle
from transform.recognise.published_rows import heading_key

FINAL = "决算"
_EXPLICIT = re.compile(r"(?<![0-9])(20[0-9]{2})(?:年度?|(?![0-9]))")
_NO_YEAR_OF_FIGURES = re.compile(r"^(?:末|底|初|[0-9]{1,2}月)")


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """``year`` is relative to nothing: None where the headings name none (the table's year holds) or contradict one another.
    ``role`` is 决算, 预算, 年初预算, 调整预算, 全年预算 or 增减; None where contested."""

    year: Decision[int]
    role: Decision[str]


@cache
def _roles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    roles = data.yaml_document("model/roles")["roles"]
    return tuple((role, re.compile("|".join(f"(?:{one})" for one in wordings))) for role, wordings in roles.items())


@cache
def _relative() -> tuple[tuple[str, int], ...]:
    known: dict[str, int] = data.yaml_document("model/roles")["relative_years"]
    return tuple(sorted(known.items(), key=lambda item: -len(item[0])))


def role_of(key: str) -> str | None:
    """The role that a heading names; None for a subject or a fund."""
    return next((role for role, pattern in _roles() if pattern.fullmatch(key)), None)


def is_role(text: str) -> bool:
    """Whether a heading names a role: 预算数, 决算数, 上年决算数."""
    return heading_says(text)[2] is not None


@lru_cache(maxsize=8192)
def heading_says(text: str) -> tuple[int | None, int | None, str | None]:
    """Explicit year, relative year, role that one heading names: 上年决算数 → (None, -1, 决算); 2023年 → (2023, None, None)."""
    key = heading_key(text)
    if (whole := role_of(key)) is not None:
        return None, None, whole
    if (match := _EXPLICIT.search(key)) is not None and not _NO_YEAR_OF_FIGURES.match(key[match.end() :]):
        return int(match.group(1)), None, role_of(key[: match.start()] + key[match.end() :])
    year_only = data.yaml_document("model/roles")["year_only"]
    for word, shift in _relative():
        rest = key.removeprefix(word)
        if rest != key and (rest in year_only or role_of(rest) is not None):
            return None, shift, role_of(rest)
    return None, None, None


def column_meaning(path: Sequence[str], fiscal_year: int | None) -> ColumnMeaning:
    """What the headings above a column say of year and role, the nearest first."""
    years: list[Evidence[int]] = []
    roles: list[Evidence[str]] = []
    for depth, text in enumerate(path):
        scope = Scope.COLUMN if depth == len(path) - 1 else Scope.GROUP
        kind = "列标题" if scope is Scope.COLUMN else "上层列标题"
        explicit, shift, role = heading_says(text)
        if explicit is not None:
            years.append(Evidence("year", explicit, text, kind, scope))
        elif shift and fiscal_year is not None:
            years.append(Evidence("year", fiscal_year + shift, text, kind, scope))
        elif shift:
            years.append(Evidence("year", None, text, kind, scope))
        elif shift == 0 and fiscal_year is not None and role is not None:
            years.append(Evidence("year", fiscal_year, text, kind, scope))
        if role is not None:
            # two roles over one column contradict one another wherever they stand: no group of budgets holds a final account
            roles.append(Evidence("role", role, text, kind, Scope.GROUP))
    return ColumnMeaning(settle("year", years), settle("role", roles))

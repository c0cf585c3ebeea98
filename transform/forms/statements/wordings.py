"""The wordings of data/statements.yaml as look-up tables (用语表)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import data
from transform.chinese_text import fold
from transform.recognise.published_rows import heading_key


@dataclass(frozen=True, slots=True)
class StatementKind:
    """One of the known statements: stable slug, canonical name, and whether it has an income and an expenditure side."""

    code: str
    name: str
    has_sides: bool
    single_words: Mapping[str, str]
    """Title key → a word that no other statement of the document may have in its title if this title is to mean this one."""


@cache
def section(name: str) -> Any:
    """A top-level section of data/statements.yaml."""
    return data.yaml_document("statements")[name]


@cache
def names() -> Mapping[str, str]:
    """Slug → canonical name, as in data/dictionary/statements.csv."""
    with data.path("dictionary/statements.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def title_key(text: str) -> str:
    """What is compared of a title: folded, without quotation marks, brackets and punctuation inside."""
    return re.sub(r"[\"'()<>《》,・;:*#\-_ ]", "", fold(text))


@cache
def kinds_by_title() -> Mapping[str, StatementKind]:
    """Title key → kind, for every wording of every known statement."""
    found: dict[str, StatementKind] = {}
    for entry in section("statements"):
        single = {title_key(title): str(entry["single_word"]) for title in entry.get("single_titles", ())}
        kind = StatementKind(entry["code"], names()[entry["code"]], bool(entry.get("sides")), single)
        found.update({title_key(title): kind for title in (*entry["titles"], *entry.get("single_titles", ()), kind.name)})
    return found


@cache
def headings(name: str) -> frozenset[str]:
    """Heading keys of one list of column headings such as ``headings("label")``."""
    return frozenset(heading_key(wording) for wording in section("headings")[name])


@cache
def known_headings() -> frozenset[str]:
    """Every heading key that a header row can hold."""
    lists = ("code", "label", "line", "ordinal", "column_numbers", "attribute", "rate", "value", "income", "expenditure")
    return frozenset().union(*(headings(name) for name in lists)) | frozenset(section("headings")["code_parts"])


@cache
def code_parts() -> Mapping[str, int]:
    """类/款/项 → level."""
    parts: Mapping[str, int] = section("headings")["code_parts"]
    return parts


def is_total(text: str) -> bool:
    """True for the label of a total row (合计, 总计, 人员经费合计)."""
    return heading_key(text) in headings("totals")


_ORDINAL = re.compile(r"^\(?[一二三四五六七八九十]{1,3}[),.]+")


@cache
def _classes() -> Mapping[str, str]:
    """Name of a class of the functional classification, present or former → its code of three digits."""
    return {heading_key(row["name"]): row["code"] for row in data.rows("function_subjects") if len(row["code"]) == 3}


@cache
def _economic_items() -> Mapping[str, str]:
    """Name of an item of the economic classification of departments (3…) → its code, where one code only has the name."""
    codes: dict[str, set[str]] = {}
    for row in data.rows("economic_subjects"):
        if len(row["code"]) == 5 and row["code"].startswith("3"):
            codes.setdefault(heading_key(row["name"]).removesuffix("用"), set()).add(row["code"])
    return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}


def item_of_heading(text: str) -> str:
    """The code of the economic item that a heading or label names (公务接待费 → 30217), "" for any other."""
    return _economic_items().get(heading_key(_ORDINAL.sub("", fold(text))).removesuffix("用"), "")


def class_of_label(label: str) -> str:
    """The code of the class that a row names (八、社会保障和就业支出 → 208), "" for any other label."""
    return _classes().get(heading_key(_ORDINAL.sub("", fold(label))), "")

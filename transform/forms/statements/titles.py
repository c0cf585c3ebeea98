"""Titles of statements (报表标题): which statement a line names. Its number (公开07表) says nothing: it differs by region."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import data
from transform.chinese_text import compact, fold, joined
from transform.forms.statements.wordings import kinds_by_title, names, section, title_key
from transform.recognise.published_rows import heading_key

_NUMBERING = re.compile(
    r"^(?:附件?[0-9一二三四五六七八九十]*[:,.]?|附?表[0-9一二三四五六七八九十]{1,3}(?:-[0-9]+)?[:,.]?|[0-9]{1,2}[.,)]|[一二三四五六七八九十]{1,3}[,.]"
    r"|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}(?=[^0-9年])|第[一二三四五六七八九十]+部分)+"
)
_YEAR = re.compile(r"^(?:\(?(?:20[0-9]{2}|二[〇○零0][一二][〇○零0一二三四五六七八九])\)?年?度?|本年度?)")
_CONTINUED = re.compile(
    r"(?:\(续表?[0-9一二三四五六]*\)|续表?[0-9一二三四五六]*|\([0-9一二三四五六七八九十]{1,2}\)|-[0-9]{1,2}|\([0-9]/[0-9]\))$"
)
_TABLE_OF_CONTENTS = re.compile(r"(?:[.…·．。]{2,}|\s{2,}|\t)\s*[-—(（]?[0-9]{1,3}[-—)）]?\s*$|[.…·．]{3,}")
_SENTENCE = re.compile(r"[。；;！？?!=]|[:：].*[0-9]")
_MONEY_UNIT = re.compile(r"\(?(?:金额|计量|货币)?单位:?(?:人民币)?[百千]?[万亿]?元\)?")
_MAXIMUM_LENGTH = 60
_MINIMUM_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Title:
    """A statement's title: slug and canonical name (the published title of one that is not listed), and what is printed."""

    code: str
    name: str
    published: str
    is_listed: bool = True
    has_sides: bool = False
    single_word: str = ""
    """The title means the listed statement only where no other statement of the document has this word in its title."""
    wording: str = ""
    """The wording by which the title is known, without year and department: the same on every page of one table."""
    is_continued: bool = False
    """True where the title itself says that the table goes on (续)."""
    is_inferred: bool = False
    """True where no title is printed and the columns say which statement it is."""


@cache
def _form_number() -> re.Pattern[str]:
    return re.compile(f"(?:{section('caption')['form_number']})")


@cache
def _prefix_endings() -> tuple[str, ...]:
    # the endings of bodies are one list, which also tells whose document it is: 实验小学收入支出决算总表 has a name before it
    bodies = [ending for ending in data.yaml_document("forms")["departments"]["endings"] if len(ending) > 1]
    return (*section("title")["prefix_endings"], *bodies, "园", "场")


@cache
def _titles_longest_first() -> tuple[str, ...]:
    return tuple(sorted(kinds_by_title(), key=len, reverse=True))


@lru_cache(maxsize=8192)
def title_of(text: str) -> Title | None:
    """The statement that a line or cell names as its title, or None: "表三 2024年度部门 支 出 决 算 表（续）" → 支出决算表."""
    if (
        "表" not in text
        or not 3 < len(compact(text)) <= _MAXIMUM_LENGTH
        or _TABLE_OF_CONTENTS.search(text)
        or _SENTENCE.search(text)
    ):
        return None
    folded = _MONEY_UNIT.sub("", fold(text))
    shown = re.sub(r"^(?:(?:财决)?公开[0-9]{1,2}(?:-[0-9])?表|Z[0-9]{2}(?:-[0-9])?)|公开[0-9]{1,2}(?:-[0-9])?表$", "", folded)
    bare = _NUMBERING.sub("", shown) or shown
    is_continued = False
    if (match := _CONTINUED.search(bare)) is not None and "表" in bare[: match.start()]:
        is_continued = "续" in match.group()
        bare = bare[: match.start()]
    bare = re.sub(r"(?<=表)\(.*\)$", "", bare)
    key = title_key(bare)
    return _listed(key, text, is_continued) or _other(key, bare, text, is_continued)


def _listed(key: str, text: str, is_continued: bool) -> Title | None:
    for known in _titles_longest_first():
        if not key.endswith(known):
            continue
        prefix = key[: len(key) - len(known)]
        if _is_prefix(prefix):
            kind = kinds_by_title()[known]
            return Title(
                kind.code, kind.name, joined(text), True, kind.has_sides, kind.single_words.get(known, ""), known, is_continued
            )
        return None
    return None


def _is_prefix(prefix: str) -> bool:
    """A year, a department's name, its kind (部门, 单位, 本级): not a word that makes another statement of the title."""
    rest = _YEAR.sub("", prefix)
    return not rest or rest.endswith(_prefix_endings()) or (_YEAR.search(rest[-7:]) is not None and rest[-1] in "年度")


@cache
def _other_words() -> tuple[str, ...]:
    return tuple(title_key(word) for word in section("title")["other_words"])


def _other(key: str, bare: str, text: str, is_continued: bool) -> Title | None:
    """A statement of a further region under its published title (国有资产占用情况表)."""
    words = section("title")
    if not key.endswith(tuple(words["other_endings"])) or any(word in key for word in words["excluded_words"]):
        return None
    if not any(word in key for word in _other_words()) or "预算表" in key or "预算总表" in key:
        return None
    return _published(bare, text, is_continued)


def _published(bare: str, text: str, is_continued: bool) -> Title | None:
    name = re.sub(r"^.*?20[0-9]{2}年?度?(?:部门|单位)?", "", bare) or bare
    if len(title_key(name)) < _MINIMUM_LENGTH or re.search(r"(?:部门|单位)(?:收支)?决算(?:公开)?表$", bare):
        return None  # a chapter heading: 第二部分 某局2024年度部门决算表
    slug = "published_" + hashlib.sha256(title_key(name).encode()).hexdigest()[:10]
    return Title(slug, _printed(name, text), joined(text), is_listed=False, wording=title_key(name), is_continued=is_continued)


def under_published_title(title: Title) -> Title:
    """The same title as a statement of its own, not as the listed one."""
    return _published(fold(title.published), title.published, title.is_continued) or title


def _printed(name: str, text: str) -> str:
    """The end of the printed text that folds to ``name``, with its own quotation marks and brackets."""
    shown = compact(text)
    for start in range(len(shown)):
        if title_key(shown[start:]) == title_key(name):
            return joined(shown[start:])
    return name


def title_by_columns(headings: Sequence[Sequence[str]], taken: Collection[str]) -> Title | None:
    """The one listed statement that a table without a title can be by its columns; ``taken`` are the codes printed elsewhere."""
    found = [code for code in _codes_by_columns(headings) if code not in taken]
    if len(found) != 1:
        return None
    name = names()[found[0]]
    return Title(found[0], name, name, wording=title_key(name), is_inferred=True)


def _codes_by_columns(headings: Sequence[Sequence[str]]) -> list[str]:
    keys = {heading_key(text) for path in headings for text in path}
    return [
        entry["code"]
        for entry in section("by_columns")
        if keys <= {heading_key(text) for text in entry["only"]} and all(heading_key(text) in keys for text in entry["has"])
    ]


def contradicted_by_columns(title: Title, headings: Sequence[Sequence[str]]) -> str | None:
    """The name of the statement that the columns show where it is another than the title's, and both are known by columns."""
    found = _codes_by_columns(headings)
    is_known = any(entry["code"] == title.code for entry in section("by_columns"))
    return names()[found[0]] if is_known and len(found) == 1 and found[0] != title.code else None


def title_in_lines(lines: Sequence[str]) -> Title | None:
    """The title that the last of some lines completes, alone or with one or two lines before it (a title broken over lines).
    The longest wording that is found counts: 一般公共预算财政拨款 / 支出决算表."""
    if not lines:
        return None
    alone = title_of(lines[-1])
    for count in (3, 2):
        parts = lines[-count:]
        if len(parts) < count or any(title_of(part) is not None for part in parts[:-1]) or any(len(part) > 40 for part in parts):
            continue
        whole = title_of("".join(parts))
        if (
            whole is not None
            and whole.is_listed
            and (alone is None or (whole.code != alone.code and not _adds_only_prefix(parts, alone)))
        ):
            return whole
    return alone


def _adds_only_prefix(parts: Sequence[str], alone: Title) -> bool:
    """Whether the lines before are a department's name or a year, which change nothing about the title of the last line."""
    return _is_prefix(title_key("".join(parts[:-1]))) and alone.is_listed


def is_form_number(text: str) -> bool:
    """公开07表, 附表3, 续表."""
    return _form_number().fullmatch(fold(text)) is not None

"""Which body a document is about when its forms do not say so (公开部门): from title, cover, labels, first prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import data
from transform.chinese_text import fold, joined
from transform.departments import canonical_department, split_code
from transform.recognise.published_rows import Line, ProseLine, PublishedRow, heading_key
from transform.units import find_unit

_YEAR = re.compile(r"20[0-9]{2}年?度?")
_REST_OF_TITLE = re.compile(r"(?:[(/]?(?:部门|单位|本级|整体|项目|财政|支出|预算)[)]?)*(?:决算|绩效|自评|预算).*$")


@cache
def _wordings() -> dict[str, tuple[str, ...]]:
    section = data.yaml_document("forms")["departments"]
    return {key: tuple(sorted(words, key=len, reverse=True)) for key, words in section.items()}


def _is_body(name: str) -> bool:
    return (
        3 < len(name) <= 40
        and name.endswith(_wordings()["endings"])
        and not re.search(r"[0-9,，。;；:：、？?×╳○〇□△＿_*]|[XxＸ]{2}", name)
    )


def _from_title(text: str) -> str | None:
    """某市某局2024年度部门决算 → 某市某局."""
    body = _REST_OF_TITLE.sub("", _YEAR.sub("", fold(text)))
    body = re.sub(r"^[关于附件0-9:.、 -]+|[的()]+$", "", body)
    return body if _is_body(body) else None


def _from_label(text: str) -> str | None:
    """部门：某局 (but not 单位：万元)."""
    match = re.match(r"^\s*([^:：]{2,6})\s*[:：]\s*(\S.*)$", text)
    if match is None or heading_key(match.group(1)) not in _wordings()["labels"]:
        return None
    value = fold(re.split(r"\s{2,}|金额单位|单位[:：]", match.group(2))[0])
    if find_unit(match.group(2)) is not None and not _is_body(value):
        return None
    _, name = split_code(value)
    return name if _is_body(name) else None


def _from_prose(text: str) -> str | None:
    """某局是主管…的政府组成部门 → 某局."""
    body = fold(text)[:60]
    followers = "|".join(map(re.escape, _wordings()["followers"]))
    endings = "|".join(map(re.escape, _wordings()["endings"]))
    match = re.match(
        rf"^((?:中共|中国|[一-鿿]{{2,9}}[省市区县州旗盟])[一-鿿()]{{2,28}}?(?:{endings}))(?:\([^)]*\))?(?:{followers})", body
    )
    return match.group(1) if match is not None and _is_body(match.group(1)) else None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes a document. ``rivals`` are other bodies that stand in the same kind of place; where no one of them is named
    more often than all others together the name is None: which is meant is not guessed."""

    name: str | None
    rivals: tuple[str, ...] = ()


def publisher_in_text(title: str, lines: Sequence[Line], name: str) -> Publisher:
    """The most telling name. Order: the document's title, labels (部门：…), cover lines, the file's name, the first prose."""
    prose = [line.text for line in lines if isinstance(line, ProseLine)]
    # a workbook prints its title lines as cells: rows that hold little else
    captions = [cell.text for line in lines if isinstance(line, PublishedRow) and len(line.filled) <= 3 for cell in line.filled]
    short = [text for text in [*prose, *captions] if len(text) <= 60]
    file_title = re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name)
    titled, labelled = _named([title], _from_title), _named(short, _from_label)
    if titled:
        others = [other for other in labelled if not _is_same_body(titled[0], other)]
        # units that a table names beside their department are its parts; a book of other bodies' tables is not
        return Publisher(titled[0], _distinct(others) if len(others) == len(labelled) else ())
    if labelled:
        return _most_named(labelled)
    for candidates, reader in ((short[:12], _from_title), ([file_title], _from_title), (prose[:200], _from_prose)):
        found = _named(candidates, reader)
        if found:
            return Publisher(found[0])
    return Publisher(None)


def _named(texts: Sequence[str], reader: Callable[[str], str | None]) -> list[str]:
    return [joined(found) for text in texts if (found := reader(text)) is not None]


def _most_named(names: Sequence[str]) -> Publisher:
    counted = [(sum(_is_same_body(name, other) for other in names), name) for name in _distinct(names)]
    most, name = max(counted, key=lambda pair: pair[0])
    rivals = tuple(other for _, other in counted if other != name)
    return Publisher(name if most * 2 > len(names) else None, rivals if most * 2 > len(names) else tuple(n for _, n in counted))


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        if not any(_is_same_body(name, other) for other in found):
            found.append(name)
    return tuple(found)


def _is_same_body(one: str, other: str) -> bool:
    """One name is the other one with its place or scope: 市教育局 and 某市教育局（本级）."""
    first, second = (re.sub(r"\((?:本级|机关|汇总|部门|单位|局机关)\)$|本级$", "", fold(name)) for name in (one, other))
    if first.endswith(second) or second.endswith(first):
        return True
    bodies = [canonical_department(name, None) for name in (first, second)]
    return bool(bodies[0].body) and bodies[0].body == bodies[1].body

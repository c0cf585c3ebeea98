"""The unit of money of a table (金额单位的判定): whole phrases, read over cell borders and line breaks, above and below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from transform.chinese_text import joined
from transform.reading.evidence import Evidence, Scope
from transform.units import Unit, find_units

QUESTION = "unit"
_CUT = re.compile(r"单\s*位\s*[:：∶]\s*(?:人民币)?\s*[十百千]?[十百千万亿]\s*[)）]?\s*$")
_ALL_TABLES = re.compile(
    r"各表|所有[报表]|全部[报表]|本套|[全各]套|本[文报][件告]|以下(?:报表|表格)|上述(?:报表|表格)|(?<!本)报表中?(?:金额|数据|单位)|决算表均"
)


def unit_phrases(texts: Sequence[str]) -> Iterator[tuple[Unit | None, str]]:
    """The units that lines or cells around a table print, with their words. A phrase that a cell border or line end cuts
    (单位：万 | 元) is one phrase; None stands for one whose end is not there."""
    index = 0
    while index < len(texts):
        text = texts[index]
        following = texts[index + 1] if index + 1 < len(texts) else ""
        if following and (spanning := _over_border(text, following)):
            yield from ((unit, joined(f"{text} {following}")) for unit in spanning)
            index += 2
            continue
        units = find_units(text)
        if units:
            yield from ((unit, joined(text)) for unit in units)
        elif _CUT.search(text):
            yield None, joined(text)
        index += 1


def phrase_cells(texts: Sequence[str]) -> frozenset[int]:
    """The places of neighbouring texts that are one phrase of a unit: 金额单位 | 万元, 单位：万 | 元."""
    return frozenset(
        place for index in range(len(texts) - 1) if _over_border(texts[index], texts[index + 1]) for place in (index, index + 1)
    )


def _over_border(first: str, second: str) -> list[Unit]:
    """Units that two neighbouring texts print only together: those of the second alone do not count then."""
    if len(second.strip()) > 12 and find_units(second):
        return []
    alone = find_units(first)
    if alone:
        return []
    together = find_units(f"{first} {second}")
    return together if together and (_CUT.search(first) or _opens_phrase(first) or not find_units(second)) else []


def _opens_phrase(text: str) -> bool:
    """金额单位, 单位：, 单位：人民币: the unit itself is in the next cell."""
    return (
        re.search(r"(?:金额|计量|货币|资金)\s*单\s*位\s*[:：∶]?\s*(?:人民币)?\s*$|单\s*位\s*[:：∶]\s*(?:人民币)?\s*$", text)
        is not None
    )


def table_witnesses(above: Sequence[tuple[str, int | None]], below: Sequence[tuple[str, int | None]]) -> Iterator[Evidence[Unit]]:
    """What the lines above (title, captions) and below (notes) a table say of its unit; each with its page."""
    for kind, lines in (("表上方", above), ("表下方", below)):
        page = next((page for _, page in lines if page is not None), None)
        for unit, words in unit_phrases([text for text, _ in lines]):
            yield Evidence(QUESTION, unit, words[-60:], kind, Scope.TABLE, page)


def document_witnesses(lines: Iterable[tuple[str, int | None]], is_head: Iterable[bool]) -> Iterator[Evidence[Unit]]:
    """What lines that belong to no table say of all tables: those at the head of the document, before its first table and
    title, and those that speak of all tables (本套报表金额单位均为元)."""
    for (text, page), head in zip(lines, is_head, strict=True):
        if len(text) > 200 or not (head or _ALL_TABLES.search(text)):
            continue
        for unit in find_units(text):
            yield Evidence(QUESTION, unit, joined(text)[-60:], "全文", Scope.DOCUMENT, page)

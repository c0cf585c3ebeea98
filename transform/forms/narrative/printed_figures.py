"""Figures in running text (文字中的数字): money, percentages, counts, years, and what only looks like a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from transform.amounts import Number, read_number
from transform.forms.narrative.wordings import alternatives
from transform.units import UNITS, Unit

Kind = Literal["money", "percent", "count", "bare", "name", "blank", "broken", "threshold", "unit-price", "approximate"]

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_YEAR = r"(?:19|20)[0-9]{2}年(?![初末终])(?:度)?(?:(?:1[0-2]|0?[1-9])月(?:(?:[12][0-9]|3[01]|0?[1-9])日)?)?(?:底|末)?"
_DATE = r"(?:1[0-2]|0?[1-9])月(?:[12][0-9]|3[01]|0?[1-9])日|(?:1[0-2]|[1-9])月?[-—~～至](?:1[0-2]|[1-9])月份?"
_FIGURE = re.compile(
    rf"(?P<date>{_YEAR}|{_DATE}|(?:19|20)[0-9]{{2}}(?=年))"
    rf"|(?P<blank>(?:[XxＸ×＊*_]{{2,}}|[XxＸ×])(?:{_UNIT}|万|%))"
    rf"|(?P<money>[-－−]?[¥￥]?(?P<amount>{_NUMBER})(?:人民币)?(?P<unit>{_UNIT}))"
    rf"|(?P<roughly>{_NUMBER}[余多](?:{_UNIT}))"
    rf"|(?P<percent>[-－−]?(?P<rate>{_NUMBER})(?:个百分点|%))"
    rf"|(?P<wan>{_NUMBER}[万亿](?!元))"
    rf"|(?P<plain>{_NUMBER})"
)
_QUOTED_TITLE = re.compile(r"《[^《》]*》")
_IN_NAME = re.compile(r"[一-鿿A-Za-z+“”\"\'）)—-]")
_ITEM_CODE = re.compile(r"[（(][0-9]{1,7}(?:类|款|项)?级?[)）]")


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure at ``start``–``end`` of its paragraph. ``number`` and ``unit`` are those of money and percentages only.

    ``broken`` is money that is not one certain figure (a range, a list under one unit, groups that do not join); ``name`` are
    digits inside a name; ``approximate`` says itself that it is
    not exact (近200万元); ``bare`` has no unit; ``blank`` is a mark of the template (XX万元)."""

    kind: Kind
    start: int
    end: int
    text: str
    number: Number | None = None
    unit: Unit | None = None

    @property
    def value(self) -> Decimal:
        """The figure as printed; raises ValueError where it is none."""
        if self.number is None:
            raise ValueError(f"no figure: {self.kind}")
        return self.number.value


def figures_of(text: str) -> list[PrintedFigure]:
    """All figures of a paragraph from left to right; years, dates and what stands in the title of a document (《…》) left out."""
    titles = [match.span() for pattern in (_QUOTED_TITLE, _ITEM_CODE) for match in pattern.finditer(text)]
    found = []
    for match in _FIGURE.finditer(text):
        if match["date"] or _numbers_a_line(text, match) or any(start <= match.start() < end for start, end in titles):
            continue
        found.append(_figure(text, match))
    return found


def _numbers_a_line(text: str, match: re.Match[str]) -> bool:
    """The number in front of an entry: 1.财政拨款收入, （2）公务接待费."""
    if not match["plain"] or len(match["plain"]) > 2:
        return False
    before, after = text[: match.start()][-1:], text[match.end() : match.end() + 1]
    return before in ("", *"。；;：:，,（()）") and after in tuple(".．、)）")


def _figure(text: str, match: re.Match[str]) -> PrintedFigure:
    start, end = match.span()
    if match["blank"]:
        return PrintedFigure("blank", start, end, match.group())
    if match["money"]:
        if _is_joined_before(text, match):
            return PrintedFigure("broken", start, end, match.group())
        kind: Kind = "money"
        if re.search(rf"{alternatives('approximations')}$", text[:start]):
            return PrintedFigure("approximate", start, end, match.group())
        after = text[end : end + 12]
        if re.match(rf"(?:[（(]不?含[^()（）]{{0,4}}[)）])?{alternatives('thresholds')}", after):
            kind = "threshold"
        elif re.match(r"[/／每]", after):
            kind = "unit-price"
        return PrintedFigure(kind, start, end, text[start : match.end("amount")], _signed(match), UNITS[match["unit"]])
    if match["roughly"]:
        return PrintedFigure("approximate", start, end, match.group())
    if match["percent"]:
        return PrintedFigure("percent", start, end, match["percent"], _signed(match))
    after = text[end : end + 6]
    if re.match(alternatives("count_units"), after) or (match["wan"] and re.match("[人户亩吨平]", after)):
        return PrintedFigure("count", start, end, match.group())
    # 5G网络, 2023项目: digits of a name; a figure with decimals is never one
    is_name = match["plain"] is not None and "." not in match.group() and _IN_NAME.match(after) is not None
    return PrintedFigure("name" if is_name else "bare", start, end, match.group())


def _signed(match: re.Match[str]) -> Number | None:
    sign = "-" if match.group()[0] in "-－−" else ""
    return read_number(sign + (match["amount"] or match["rate"]))


def _is_joined_before(text: str, match: re.Match[str]) -> bool:
    """Whether more digits stand right before the figure: 10-20万元, 10至20万元, 4125.49,4143.91万元, 12 345万元."""
    before = text[: match.start()]
    return (
        re.search(r"[0-9.][,，.\s~～至到-]?$", before) is not None
        or re.search(r"[0-9]元?[~～至到—–-]+$", before) is not None
        or (match.group()[0] in "-－−" and re.search(r"[0-9元]$", before) is not None)
    )

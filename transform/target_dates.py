"""Deadlines among targets (时效目标): 12月底前, 2024年9月20日前完成印刷, 年底, 5-10月, ≤12月."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day (ISO; "--12-31" where no year is printed and the fiscal year is unknown) by which something is due."""

    date: str
    year_inferred: bool
    steps: tuple[str, ...] = ()


_YEAR = r"(?:(?P<year>20[0-9]{2}|[12][0-9](?=年))年(?:度)?|(?P<year_word>本年度?|当年度?|今年|次年|翌年)年?)?"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])月份?"
_DAY = r"(?:(?P<day>3[01]|[12][0-9]|0?[1-9])[日号]|(?P<part>底|末|上旬|中旬|下旬|初)?)"
_TAIL = r"(?:之前|以前|前|止|内|之内|以内|为止)?(?:[,]?(?:按时|全部|全面|已)?(?:完成|竣工|建成|交付|到位|支付|发放|投入使用|结束|验收|上线|印发)[\u4e00-\u9fff]{0,12})?"
_LEAD = r"(?:(?:截至|截止|截止到|于|在|到|至|不晚于|不迟于|早于|不超过|预计|计划|≤|<)(?:到)?)?"
_SINGLE = re.compile(rf"{_LEAD}{_YEAR}{_MONTH}{_DAY}{_TAIL}")
_SPAN = re.compile(
    rf"{_LEAD}(?:(?:20[0-9]{{2}})年)?(?:1[0-2]|0?[1-9])(?:月份?)?(?:(?:3[01]|[12][0-9]|0?[1-9])[日号])?(?:-|~|至|到){_YEAR}{_MONTH}{_DAY}{_TAIL}"
)
_WITH_SPAN_YEAR = re.compile(r"(20[0-9]{2})年")
_YEAR_END = re.compile(
    rf"{_LEAD}(?:(?P<year>20[0-9]{{2}})年度?|(?P<year_word>本年度|本年|当年度|当年|今年|次年|翌年|全年|年度)|(?P<bare>年))"
    rf"(?P<edge>年?[底末]|内|以内|之内)?{_TAIL}"
)
_NUMERIC = re.compile(rf"{_LEAD}(?P<year>20[0-9]{{2}})[-./](?P<month>1[0-2]|0?[1-9])[-./](?P<day>3[01]|[12][0-9]|0?[1-9])[日号]?{_TAIL}")
_NUMERIC_MONTH = re.compile(rf"{_LEAD}(?P<year>20[0-9]{{2}})[-./](?P<month>1[0-2]|0?[1-9])(?:底|末)?{_TAIL}")
_DAY_OF_PART = {"上旬": 10, "中旬": 20, "初": 10}


def read_deadline(text: str, fiscal_year: int | None, *, timeliness: bool = False) -> Deadline | None:
    """The deadline in a target that has been brought to half-width signs without white space; None if it is none.

    ``timeliness`` (时效指标) allows 2024.12 to be a month: elsewhere it is a figure. Dates that do not exist are no deadlines.
    """
    numeric = _NUMERIC.fullmatch(text) or (_NUMERIC_MONTH.fullmatch(text) if timeliness else None)
    if numeric is not None:
        day = numeric.groupdict().get("day")
        return _dated(int(numeric["year"]), int(numeric["month"]), int(day) if day else None, inferred=False)
    for pattern, steps in ((_SINGLE, ()), (_SPAN, ("end-of-span",))):
        match = pattern.fullmatch(text)
        if match is not None:
            year, inferred = _year(match, fiscal_year)
            if year is None and steps and (printed := _WITH_SPAN_YEAR.search(text)):
                year, inferred = int(printed[1]), False
            elif inferred and steps and (printed := _WITH_SPAN_YEAR.search(text)):
                year, inferred = int(printed[1]), False
            day = int(match["day"]) if match["day"] else _DAY_OF_PART.get(match["part"] or "")
            return _dated(year, int(match["month"]), day, inferred, steps)
    match = _YEAR_END.fullmatch(text)
    if match is None or (match["bare"] and not match["edge"]) or (match["year_word"] in ("全年", "年度") and not match["edge"]):
        return None
    year, inferred = _year(match, fiscal_year)
    return _dated(year, 12, 31, inferred)


def _year(match: re.Match[str], fiscal_year: int | None) -> tuple[int | None, bool]:
    """The printed year, or the fiscal year of the form (rule 6) as inferred; 次年 is the one after."""
    if match["year"]:
        printed = int(match["year"])
        return (printed, False) if printed > 99 else (2000 + printed, True)
    if fiscal_year is None:
        return None, False
    return fiscal_year + (match["year_word"] in ("次年", "翌年")), True


def _dated(year: int | None, month: int, day: int | None, inferred: bool, steps: tuple[str, ...] = ()) -> Deadline | None:
    last = calendar.monthrange(year if year is not None else 2024, month)[1]
    if day is None:
        day, steps = last, (*steps, "end-of-month")
    if day > last:
        return None
    return Deadline(f"--{month:02d}-{day:02d}" if year is None else f"{year:04d}-{month:02d}-{day:02d}", inferred, steps)

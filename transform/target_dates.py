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
_DONE = "(?:完成|竣工|建成|交付|到位|支付|发放|投入使用|结束|验收|上线|印发)"
_TAIL = rf"(?:之前|以前|前|止|内|之内|以内|为止)?(?:[,]?(?:按时|全部|全面|已)?{_DONE}[\u4e00-\u9fff]{{0,12}})?"
_LEAD = r"(?:(?:截至|截止|截止到|于|在|到|至|不晚于|不迟于|早于|不超过|预计|计划|≤|<)(?:到)?)?"
# 5-10月, 2024年1月1日至12月31日: the span is due at its end
_SPAN_DAY = r"(?:1[0-2]|0?[1-9])(?:月份?)?(?:(?:3[01]|[12][0-9]|0?[1-9])[日号])?"
_SPAN = rf"(?P<span>(?:(?P<span_year>20[0-9]{{2}})年)?{_SPAN_DAY}(?:-|~|至|到))?"
_MONTHLY = re.compile(_LEAD + _SPAN + _YEAR + _MONTH + _DAY + _TAIL)
_YEARLY = re.compile(
    rf"{_LEAD}(?:(?:20[0-9]{{2}}年?(?:-|~|至|到))?(?P<year>20[0-9]{{2}})年度?|(?P<short>[12][0-9])年(?=[底末内])"
    rf"|(?P<year_word>本年度|本年|当年度|当年|今年|次年|翌年)|(?:全年|年度|年)(?=[年底末内以之]))(?:年?[底末]|内|以内|之内)?{_TAIL}"
)
_NUMERIC_YEAR = r"(?P<year>20[0-9]{2})[-./](?P<month>1[0-2]|0?[1-9])"
_NUMERIC = re.compile(rf"{_LEAD}{_NUMERIC_YEAR}[-./](?P<day>3[01]|[12][0-9]|0?[1-9])[日号]?{_TAIL}")
_NUMERIC_MONTH = re.compile(rf"{_LEAD}{_NUMERIC_YEAR}(?P<day>(?!))?(?:底|末)?{_TAIL}")
_DAY_OF_PART = {"上旬": 10, "中旬": 20, "初": 10}


def read_deadline(text: str, fiscal_year: int | None, *, timeliness: bool = False) -> Deadline | None:
    """The deadline in a target that has been brought to half-width signs without white space; None if it is none.

    ``timeliness`` (时效指标) allows 2024.12 to be a month: elsewhere it is a figure. Dates that do not exist are no deadlines.
    """
    numeric = _NUMERIC.fullmatch(text) or (_NUMERIC_MONTH.fullmatch(text) if timeliness else None)
    if numeric is not None:
        day = int(numeric["day"]) if numeric["day"] else None
        return _dated(int(numeric["year"]), int(numeric["month"]), day, inferred=False)
    match = _MONTHLY.fullmatch(text)
    if match is not None:
        year, inferred = _year(match["year"] or match["span_year"], match["year_word"], fiscal_year)
        day = int(match["day"]) if match["day"] else _DAY_OF_PART.get(match["part"] or "")
        return _dated(year, int(match["month"]), day, inferred, ("取时段终点",) if match["span"] else ())
    match = _YEARLY.fullmatch(text)
    if match is None:
        return None
    year, inferred = _year(match["year"] or match["short"], match["year_word"], fiscal_year)
    return _dated(year, 12, 31, inferred)


def _year(printed: str | None, word: str | None, fiscal_year: int | None) -> tuple[int | None, bool]:
    """The printed year, or the fiscal year of the form (rule 6) as inferred; 次年 is the one after, 24年 is 2024."""
    if printed:
        return (int(printed), False) if len(printed) == 4 else (2000 + int(printed), True)
    if fiscal_year is None:
        return None, False
    return fiscal_year + (word in ("次年", "翌年")), True


def _dated(year: int | None, month: int, day: int | None, inferred: bool, steps: tuple[str, ...] = ()) -> Deadline | None:
    last = calendar.monthrange(year if year is not None else 2024, month)[1]
    if day is None:
        day, steps = last, (*steps, "取月末")
    if day > last:
        return None
    return Deadline(f"--{month:02d}-{day:02d}" if year is None else f"{year:04d}-{month:02d}-{day:02d}", inferred, steps)

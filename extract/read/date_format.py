"""Dates and times as a workbook shows them (日期格式): serial numbers under year, month, day and time placeholders."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_LAST_SERIAL = Decimal(2958466)
"""The first serial number after 9999-12-31."""


def show_date(value: Decimal, tokens: tuple[tuple[str, str], ...], date_1904: bool) -> str | None:
    """The shown text of a date serial; None when the number is no date or a placeholder is not known.

    ``tokens`` are (kind, text) pairs of a format section. Serial 1 is 1900-01-01; the 29 February 1900 that workbooks
    believe in (serial 60) is not shown as a date.
    """
    if not 0 <= value < _LAST_SERIAL or (not date_1904 and int(value) == 60):
        return None
    moment = _moment(value, date_1904)
    twelve_hours = any(kind == "date" and text in ("am/pm", "a/p", "上午/下午") for kind, text in tokens)
    shown: list[str] = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "elapsed":
            shown.append(_elapsed(value, text))
        elif kind == "date":
            part = (
                _minutes(moment, text)
                if text in ("m", "mm") and _is_minutes(tokens, index)
                else _part(moment, text, twelve_hours)
            )
            if part is None:
                return None
            shown.append(part)
        elif kind in ("literal", "point", "comma"):
            shown.append(text)
        elif kind == "digit":
            shown.append("0")  # fractions of a second
        else:
            return None
    return "".join(shown)


def _moment(value: Decimal, date_1904: bool) -> datetime:
    days = int(value)
    seconds = int(((value - days) * 86400).quantize(Decimal(1), ROUND_HALF_UP))
    start = datetime(1904, 1, 1) if date_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    return start + timedelta(days=days, seconds=seconds)


def _is_minutes(tokens: tuple[tuple[str, str], ...], index: int) -> bool:
    """ "m" means minutes next after hours or next before seconds."""
    before = next((text for kind, text in reversed(tokens[:index]) if kind in ("date", "elapsed")), "")
    after = next((text for kind, text in tokens[index + 1 :] if kind in ("date", "elapsed")), "")
    return before.startswith("h") or after.startswith("s")


def _minutes(moment: datetime, text: str) -> str:
    return f"{moment.minute:0{len(text)}d}"


def _elapsed(value: Decimal, text: str) -> str:
    seconds = int((value * 86400).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{seconds // {'h': 3600, 'm': 60, 's': 1}[text[0]]:0{len(text)}d}"


def _part(moment: datetime, text: str, twelve_hours: bool) -> str | None:
    letter, width = text[0], len(text)
    if text in ("am/pm", "a/p", "上午/下午"):
        afternoon = moment.hour >= 12
        return ("下午" if afternoon else "上午") if text != "a/p" else ("P" if afternoon else "A")
    if letter in "ye":
        return f"{moment.year % 100:02d}" if letter == "y" and width <= 2 else str(moment.year)
    if letter == "m":
        name = _MONTHS[moment.month - 1]
        return f"{moment.month:0{width}d}" if width <= 2 else {3: name[:3], 4: name}.get(width, name[:1])
    if letter == "d":
        name = _DAYS[moment.weekday()]
        return f"{moment.day:0{width}d}" if width <= 2 else (name[:3] if width == 3 else name)
    if letter == "h":
        hour = (moment.hour % 12 or 12) if twelve_hours else moment.hour
        return f"{hour:0{min(width, 2)}d}"
    if letter == "s":
        return f"{moment.second:0{min(width, 2)}d}"
    if letter == "a" and width >= 3:
        return ("星期" if width == 4 else "") + "一二三四五六日"[moment.weekday()]
    return None

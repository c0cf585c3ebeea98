"""Printed figures (数字、金额): from the characters of a cell to an exact Decimal, with every step named.

A figure is read only where it has one reading. What could be two figures, a code or a cut-off number is
:class:`Unreadable` and becomes a finding; it is never guessed. No binary float anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from transform.chinese_text import compact, is_blank
from transform.units import UNITS, YUAN, Unit

FEN = Decimal("0.01")
_MOST_DECIMALS = 6
"""万元 with six decimals is 分: more are never published on purpose."""


@dataclass(frozen=True, slots=True)
class Number:
    """A printed figure. ``value`` is as printed (12.30% → 12.30); ``decimals`` counts the printed decimals; ``percent`` says
    that a % follows; ``negative_notation`` is "", "-", "()" or "△"; ``steps`` names what was done to the characters."""

    value: Decimal
    decimals: int
    percent: bool
    negative_notation: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """No figure is published: an empty cell ("") or a mark such as "—" (``mark`` as printed)."""

    mark: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something is printed that is not one certain figure. ``reason``: "words", "grouping", "several-figures" or "malformed"."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """A figure with the unit of money printed right behind it (29.6169万元); ``unit`` is None where none is printed."""

    number: Number
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in 元, rounded half up to 分; ``exact`` is False when the published figure has more than two decimals in 元."""

    yuan: Decimal
    exact: bool
    steps: tuple[str, ...]


_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= dict.fromkeys(map(ord, "﹣‐‑–−"), "-") | {ord("﹐"): ",", ord("﹒"): ".", ord("﹪"): "%", ord("▲"): "△"}
_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?:([ \xa0\u2002-\u200a\u202f\u205f\u3000])[0-9]{3}(?:\1[0-9]{3})*)\.[0-9]{2,6}")
"""Groups of three behind one blank each, with decimals at the end only. Without decimals they may be several counts."""
_APOSTROPHES = re.compile(r"[1-9][0-9]{0,2}(?:['’＇][0-9]{3})+(?:\.[0-9]+)?")
_NOTE_MARK = re.compile(
    r"(?<=[0-9%)])\s?(?:[①-⑳㉑-㉟❶-❿⑴-⒇]+|[\[［〔【]\s?(?:注\s?)?[0-9]{1,2}\s?[\]］〕】]|\((?:注|附注)[0-9]{0,2}\)|[*※†‡]+|\^[0-9]{1,2})$"
)
"""A mark that sends the reader to a note: ①, [1], (注1), * or a raised digit ("^1")."""
_SIGNED = re.compile(r"(?P<sign>[-+△]?)(?P<currency>[¥￥]?)(?P<digits>[0-9.,\s]*[0-9][0-9.,\s]*)")
_UNIT_NAMES = "|".join(sorted(UNITS, key=len, reverse=True))
_UNIT_BEHIND = re.compile(rf"(?P<figure>.*[0-9)%])\s*\(?(?P<unit>{_UNIT_NAMES})\)?(?:人民币|整)?", re.S)


def read_cell_number(text: str) -> Number | Blank | Unreadable:
    """What a cell that should hold a figure holds: a :class:`Number`, a :class:`Blank` ("" or "—") or :class:`Unreadable`."""
    if is_blank(text):
        return Blank(compact(text))
    steps: list[str] = []
    visible = _INVISIBLE.sub("", text).strip()
    body = visible.translate(_HALF_WIDTH)
    if body != visible:
        steps.append("全角转半角")
    marked = _NOTE_MARK.sub("", body)
    # "12①" may be the first of a list, 10^4 is a power: a figure with decimals or a % is neither
    if marked != body and re.search(r"[.,%]", marked):
        body = marked.rstrip()
        steps.append("去掉注释标记")
    if body.startswith("负") and body[1:].lstrip()[:1].isdigit():
        body = "△" + body[1:].lstrip()
    percent = False
    body, notation = _take_brackets(body)
    if body.endswith("%"):
        percent, body = True, body[:-1].rstrip()
        if not notation:
            body, notation = _take_brackets(body)
    if _APOSTROPHES.fullmatch(body.lstrip("-+△")):
        body = re.sub("['’]", ",", body)
    match = _SIGNED.fullmatch(body)
    if match is None:
        return Unreadable(text, "several-figures" if re.fullmatch(r"[-+△0-9.,%()\s]+", body) else "words")
    sign = match["sign"]
    if sign and notation:
        return Unreadable(text, "malformed")
    if sign in ("-", "△"):
        notation = sign
    elif sign == "+":
        steps.append("去掉正号")
    if match["currency"]:
        steps.append("去掉货币符号")
    # white space right behind a minus may be a dash of the neighbouring column: "- 12.30"
    if sign and sign != "△" and match["digits"][:1].isspace():
        return Unreadable(text, "several-figures")
    digits = _join_digits(match["digits"].strip(), steps)
    if isinstance(digits, Unreadable):
        return Unreadable(text, digits.reason)
    if notation in ("()", "△"):
        steps.append(f"{notation}读作负数")
    value = Decimal(digits)
    return Number(
        value=-value if notation else value,
        decimals=len(digits.partition(".")[2]),
        percent=percent,
        negative_notation=notation,
        steps=tuple(steps),
    )


def _take_brackets(body: str) -> tuple[str, str]:
    """(12.30) → "12.30", "()": a figure in brackets is negative."""
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(), "()"
    return body, ""


def _join_digits(text: str, steps: list[str]) -> str | Unreadable:
    """The digits of one figure without grouping and inner white space, or why they are not one figure."""
    if _SPACED.fullmatch(text):
        steps.append("去掉千分位空格")
        return re.sub(r"\s", "", text)
    parts = re.split(r"\s+", text)
    if len(parts) > 1:
        if not _is_one_figure(parts, "\n" in text or "\r" in text):
            return Unreadable(text, "several-figures")
        steps.append("合并断开的数字")
    digits = "".join(parts)
    if _GROUPED.fullmatch(digits):
        steps.append("去掉千分位逗号")
        return digits.replace(",", "")
    if "," in digits:
        return Unreadable(text, "grouping")
    if not _PLAIN.fullmatch(digits):
        return Unreadable(text, "several-figures" if digits.count(".") > 1 else "malformed")
    if digits.startswith("."):
        steps.append("补整数位0")
        digits = "0" + digits
    return digits


def _is_one_figure(parts: list[str], broken_line: bool) -> bool:
    """Whether digit groups with white space between them can only be one figure that the layout cut in two.

    They can when some group is no figure by itself ("1,23" + "4.50", "12." + "5"), or when the first has decimals and only
    decimals follow: three or more of them ("12.142 988"), or any number across a line break ("29.6" + "169"). Not so when the
    whole would end in a 0 or have more than six decimals, which is how two figures in one cell look ("65.00" + "10").
    """
    whole = "".join(parts)
    if not (_PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole)):
        return False
    if any(not (_PLAIN.fullmatch(part) or _GROUPED.fullmatch(part) or re.fullmatch("[0-9]+", part)) for part in parts):
        return True
    first, rest = parts[0], parts[1:]
    # a group that begins with the point or a separator ("115" + ".6") is no figure that anybody prints
    if all(part.startswith((".", ",")) for part in rest):
        return True
    if "." not in first or any(not re.fullmatch("[0-9]+", part) for part in rest):
        return False
    decimals = len(first.partition(".")[2])
    if whole.endswith("0") or len(whole.partition(".")[2]) > _MOST_DECIMALS:
        return False
    return decimals >= 3 or broken_line


def read_number(text: str) -> Number | None:
    """The figure that a cell holds, or None when it is blank or not one certain figure (see :func:`read_cell_number`)."""
    found = read_cell_number(text)
    return found if isinstance(found, Number) else None


def read_amount(text: str) -> PrintedAmount | None:
    """A figure with or without a unit of money behind it: "29.6169万元", "300 元", "（12.30）万元", "1,234.50"."""
    visible = _INVISIBLE.sub("", text).strip().translate(_HALF_WIDTH)
    match = _UNIT_BEHIND.fullmatch(visible)
    unit = None if match is None else UNITS[match["unit"]]
    number = read_number(text if match is None else match["figure"])
    if number is None or (unit is not None and number.percent):
        return None
    if unit is None and "去掉货币符号" in number.steps:
        unit = YUAN
    return PrintedAmount(number, unit)


def to_yuan(number: Number, unit: Unit) -> Amount:
    """The figure in 元, half up to 0.01. 29.837303 万元 → 298373.03; ``exact`` is False when 元 has more than two decimals.

    ``steps`` are those of the conversion only; the figure's own are in ``number.steps``."""
    yuan = number.value * unit.factor
    stored = yuan.quantize(FEN, ROUND_HALF_UP)
    steps = (f"{unit.name}乘{unit.factor}",) if unit.factor != 1 else ()
    return Amount(stored, stored == yuan, steps if stored == yuan else (*steps, "四舍五入到分"))

"""Targets and actual values of indicators (年度指标值、实际完成值): from the printed words to operator, value, unit and date.

Grammar and rules of comparison: DOMAIN.md §6. What the grammar does not know stays words ("qualitative"): a wrong number is
worse than none. Whatever was not printed but concluded is named in ``inferred``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from transform.chinese_text import compact, is_blank, plain_radicals
from transform.indicators import is_not_applicable
from transform.target_dates import read_deadline
from transform.units import UNITS, Unit

Operator = Literal["=", ">=", "<=", ">", "<", "range", "qualitative", "deadline"]
Status = Literal["met", "partial", "unmet"]


@dataclass(frozen=True, slots=True)
class Target:
    """One target or actual value. ``operator`` is None where nothing is published (blank, 不涉及). ``value`` (and, for a range,
    ``value_high``) is in ``unit``; money is always in 元 (or 元/人 …). ``date`` is ISO, "--12-31" where no year is known.

    ``status`` is a claim in words (达成指标 → "met"). ``inferred`` names what is not printed: "operator", "unit", "year",
    "approximate", "operator-conflict", "unit-conflict". ``steps`` names what was done to the characters.
    """

    operator: Operator | None
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str | None = None
    date: str | None = None
    status: Status | None = None
    inferred: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_LOOK_ALIKES = str.maketrans(
    {"≧": "≥", "⩾": "≥", "≮": "≥", "≦": "≤", "⩽": "≤", "≯": "≤", "》": ">", "〉": ">", "﹥": ">", "《": "<", "〈": "<", "﹤": "<",
     "﹦": "=", "﹪": "%", "～": "~", "〜": "~", "∼": "~", "˜": "~", "—": "-", "–": "-", "−": "-", "―": "-", "‐": "-", "﹣": "-",
     "【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "。": ".", "、": ",", "∶": ":"}
)  # fmt: skip
_DOUBLE_SIGNS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", ">≥": "≥", "≥=": "≥", "≤=": "≤", "<≤": "≤", "==": "="}
_OPERATORS: dict[str, str] = {
    **dict.fromkeys(
        ("≥", "不少于", "不低于", "不小于", "不短于", "大于等于", "大于或等于", "高于或等于", "至少", "最少", "达到", "达"), ">="
    ),
    **dict.fromkeys(
        (
            "≤",
            "不超过",
            "不高于",
            "不多于",
            "不大于",
            "不得超过",
            "小于等于",
            "小于或等于",
            "低于或等于",
            "控制在",
            "至多",
            "最多",
            "不超",
        ),
        "<=",
    ),
    **dict.fromkeys((">", "大于", "高于", "超过", "多于"), ">"),
    **dict.fromkeys(("<", "小于", "低于", "少于"), "<"),
    **dict.fromkeys(("=", "等于"), "="),
    "约": "~",
}
_QUALITATIVE_OPERATORS = frozenset({"定性", "文字描述", "定性指标", "描述", "其他", "其它"})
_BEHIND = {
    **dict.fromkeys(("及以上", "以上", "(含)以上", "或以上"), ">="),
    **dict.fromkeys(("及以下", "以下", "以内", "之内", "内", "(含)以下", "或以下"), "<="),
    **dict.fromkeys(("以上(含)", "及以上(含)"), ">="),
    **dict.fromkeys(("以下(含)", "以内(含)"), "<="),
    "左右": "~",
    "(含)": "",
}


def _any_of(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_MONEY = "|".join(sorted(UNITS, key=len, reverse=True))
# a counting word never holds a word of time, limit or completion: 3个月内完成 is not 3 of "个月内完成"
_NOUN = r"(?:(?!完成|以上|以下|及以|左右|达到|其中|不|内|底|末|前)[\u4e00-\u9fff㎡㎥℃]){1,6}?|[a-zA-Zμ]{1,3}[23²³]?"
_PER = r"/[\u4e00-\u9fff·]{1,6}?"


def _unit(name: str) -> str:
    """A pattern for one unit, bare or in brackets; its parts are the groups name, name_money, name_per, name_scale, name_noun."""
    money = rf"(?P<{name}_money>{_MONEY})(?P<{name}_per>{_PER}(?:{_PER})?)?"
    noun = rf"(?P<{name}_scale>[万亿](?!元))?(?P<{name}_noun>(?:{_NOUN})(?:{_PER})?)?"
    return rf"\(?(?P<{name}>%|‰|百分比|百分点|{money}|{noun})\)?"


_QUANTITY = re.compile(
    rf"(?P<front>[\u4e00-\u9fff“”\",:(]{{0,24}}?)(?P<operator>{_any_of(_OPERATORS)})?(?P<hundredths>百分之)?"
    rf"(?P<number>-?{_DIGITS}){_unit('unit')}(?P<behind>{_any_of(_BEHIND)})?"
)
_INTERVAL = re.compile(rf"(?P<low>-?{_DIGITS}){_unit('unit_low')}(?:-|~|至|到)(?P<number>-?{_DIGITS}){_unit('unit')}(?:之间)?")
_BOUNDS = re.compile(
    rf"(?P<sign_low>[≥>])(?P<low>-?{_DIGITS}){_unit('unit_low')}[,;且并和]*(?P<sign_high>[≤<])(?P<number>-?{_DIGITS}){_unit('unit')}"
)
_BETWEEN = re.compile(rf"(?P<low>-?{_DIGITS}){_unit('unit_low')}[≤<][^0-9≤<≥>]{{1,16}}[≤<](?P<number>-?{_DIGITS}){_unit('unit')}")
# words before a figure that do not change it: 已完成100%, 共举办3次
_DONE = re.compile(r"(?:已|实际|共|共计|合计|累计|全年|计划|完成|实现|举办|开展|组织|召开)+")
_SHARE_NAME = re.compile(r"(?:率|度|比例|占比|比重|比率|覆盖面)(?:为|是|:|均)?$")
_RELATIVE = re.compile(r"[每各均或和及与比较]|同比|环比")

_STATUS_MET = re.compile(
    r"(?:均|全部|已|已经|全面|圆满|按时|按期|如期|按计划|顺利|及时|按要求|保质保量|按质按量|超额)*"
    r"(?:达标|(?:达成|完成|达到|实现)(?:了|年度|年初|预期|既定|预定|预设|全年|计划|绩效|全部|设定|既有)*"
    r"(?:指标|目标|任务|要求|标准|效果|值|目标值|指标值)?)(?:了|\.|!)?"
)
_STATUS_PARTIAL = re.compile(r"(?:部分|基本)(?:达成|完成|达到|实现|达标).*")
_STATUS_UNMET = re.compile(r"(?:未|没有|尚未|未能|未按时|未按期|未全部|未全面)(?:达成|完成|达到|实现|达标|开展|实施|启动).*")
_COST = frozenset({"成本指标", "经济成本指标"})
_AT_LEAST = frozenset({"数量指标", "质量指标", "服务对象满意度指标"})


def parse_target(
    text: str,
    *,
    fiscal_year: int | None = None,
    fund_unit: Unit | None = None,
    level2_class: str | None = None,
    operator_text: str = "",
    unit_text: str = "",
) -> Target:
    """A published target (年度指标值) by the grammar.

    ``operator_text``/``unit_text`` are separate columns (指标性质、度量单位). ``fund_unit`` is the unit of the form's fund
    table: the unit of a bare figure in a cost row. A figure without an operator is stored as "=" with "operator" in ``inferred``.
    """
    if is_blank(text) or is_not_applicable(text):
        return Target(None)
    body, steps = _normalised(text)
    status = _status(body)
    if status is not None or _column_sign(operator_text) in _QUALITATIVE_OPERATORS:
        return Target("qualitative", status=status, steps=steps)
    body, conflicts = _with_columns(body, operator_text, unit_text)
    deadline = read_deadline(body, fiscal_year, timeliness=level2_class == "时效指标")
    if deadline is not None:
        inferred = (*conflicts, *(("year",) if deadline.year_inferred else ()))
        return Target("deadline", date=deadline.date, inferred=inferred, steps=(*steps, *deadline.steps))
    found = _read_range(body) or _read_quantity(body)
    if found is None:
        return Target("qualitative", steps=steps)
    found = replace(found, inferred=(*found.inferred, *conflicts), steps=(*steps, *found.steps))
    return _with_fund_unit(found, fund_unit, level2_class)


def parse_actual(
    text: str,
    *,
    fiscal_year: int | None = None,
    fund_unit: Unit | None = None,
    level2_class: str | None = None,
    operator_text: str = "",
    unit_text: str = "",
) -> Target:
    """A published actual value (实际完成值). As :func:`parse_target`, but a bare figure is simply "=": nothing is inferred by
    that. The operator column belongs to the target and is ignored unless it says that the indicator is qualitative."""
    column = operator_text if _column_sign(operator_text) in _QUALITATIVE_OPERATORS else ""
    found = parse_target(
        text, fiscal_year=fiscal_year, fund_unit=fund_unit, level2_class=level2_class, operator_text=column, unit_text=unit_text
    )
    return replace(found, inferred=tuple(item for item in found.inferred if item != "operator"))


def _normalised(text: str) -> tuple[str, tuple[str, ...]]:
    """Half-width signs, no white space, no punctuation at the end. Not NFKC: it would turn a note mark ① into a figure."""
    tight = compact(plain_radicals(text))
    body = tight.translate(_HALF_WIDTH).translate(_LOOK_ALIKES)
    steps = ("全角转半角",) if body != tight else ()
    for printed, sign in _DOUBLE_SIGNS.items():
        body = body.replace(printed, sign)
    return re.sub(r"[.,;:!]+$", "", body), steps


def _status(body: str) -> Status | None:
    if _STATUS_MET.fullmatch(body):
        return "met"
    if _STATUS_UNMET.fullmatch(body):
        return "unmet"
    return "partial" if _STATUS_PARTIAL.fullmatch(body) else None


def _column_sign(operator_text: str) -> str:
    return "" if is_blank(operator_text) else _normalised(operator_text)[0]


def _with_columns(body: str, operator_text: str, unit_text: str) -> tuple[str, tuple[str, ...]]:
    """The target as it would read in one cell: "≥" | "12" | "个" → "≥12个", and where the columns contradict the cell."""
    sign, unit = (
        _column_sign(operator_text),
        "" if is_blank(unit_text) or is_not_applicable(unit_text) else _normalised(unit_text)[0],
    )
    conflicts: list[str] = []
    quantity = _QUANTITY.fullmatch(body)
    if sign in _OPERATORS and quantity is not None and not quantity["front"]:
        printed = quantity["operator"]
        if printed is None:
            body = sign + body
        elif _OPERATORS[printed] != _OPERATORS[sign]:
            conflicts.append("operator-conflict")
    if unit and quantity is not None:
        if not quantity["unit"] and not quantity["behind"] and not quantity["hundredths"]:
            body += unit
        elif _canonical_unit_word(quantity["unit"]) != _canonical_unit_word(unit):
            conflicts.append("unit-conflict")
    elif unit and re.fullmatch(rf"{_DIGITS}(?:-|~|至|到){_DIGITS}", body):
        body += unit
    return body, tuple(conflicts)


def _canonical_unit_word(word: str) -> str:
    return "%" if word in ("百分比", "百分点") else word.strip("()")


def _measured(match: re.Match[str], number: str, unit: str) -> tuple[Decimal, str | None, tuple[str, ...]]:
    """Value and unit of one printed quantity: money in 元, 万/亿 multiplied out (5万册 → 50000 册)."""
    value = Decimal(match[number].replace(",", ""))
    steps: tuple[str, ...] = ("去掉千分位逗号",) if "," in match[number] else ()
    if match[f"{unit}_money"]:
        money = UNITS[match[f"{unit}_money"]]
        steps += (f"{money.name}乘{money.factor}",) if money.factor != 1 else ()
        return _plain(value * money.factor), "元" + (match[f"{unit}_per"] or ""), steps
    if match[f"{unit}_scale"]:
        scale = Decimal(10_000 if match[f"{unit}_scale"] == "万" else 100_000_000)
        return _plain(value * scale), match[f"{unit}_noun"], (*steps, f"{match[f'{unit}_scale']}乘{scale}")
    word = match[unit] or None
    return value, None if word is None else _canonical_unit_word(word), steps


def _plain(value: Decimal) -> Decimal:
    """No exponent form: 3E+4 → 30000."""
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value


def _read_range(body: str) -> Target | None:
    match = _BOUNDS.fullmatch(body) or _BETWEEN.fullmatch(body) or _INTERVAL.fullmatch(body)
    if match is None:
        return None
    high, unit, steps = _measured(match, "number", "unit")
    if match["unit_low"]:
        low, unit_low, _ = _measured(match, "low", "unit_low")
        if unit is not None and unit_low != unit:
            return None
    elif match["unit_money"] or match["unit_scale"]:
        # "3-5万元": the unit behind holds for both
        low = _plain(Decimal(match["low"].replace(",", "")) * (high / Decimal(match["number"].replace(",", "")) if high else 1))
    else:
        low = Decimal(match["low"].replace(",", ""))
    return Target("range", low, high, unit, steps=steps) if low <= high else None


def _read_quantity(body: str) -> Target | None:
    match = _QUANTITY.fullmatch(body)
    if match is None:
        return None
    front, printed, behind = match["front"].strip(":,("), match["operator"], match["behind"] or ""
    operator, after = _OPERATORS.get(printed or "", ""), _BEHIND.get(behind, "")
    if front:
        # figures inside a sentence: only with an operator, or as the value of a named rate, never "每人不超过…"
        share = bool(match["unit"]) and _canonical_unit_word(match["unit"]) == "%" and _SHARE_NAME.search(front) is not None
        plain = _DONE.fullmatch(front) is not None and bool(match["unit"])
        if _RELATIVE.search(front) or not (operator or after or share or plain):
            return None
    inferred: tuple[str, ...] = ("approximate",) if "~" in (operator, after) else ()
    operator, after = operator.replace("~", ""), after.replace("~", "")
    if operator and after and operator[0] != after[0] and operator != "=":
        return None
    chosen = after if operator in ("", "=") and after else operator
    if not chosen:
        inferred = ("operator", *inferred)
    value, unit, steps = _measured(match, "number", "unit")
    if match["hundredths"]:
        if unit is not None:
            return None
        unit = "%"
    final: Operator = chosen if chosen else "="  # type: ignore[assignment]
    return Target(final, value, None, unit, inferred=inferred, steps=(*steps, *(("取自句中",) if front else ())))


def _with_fund_unit(found: Target, fund_unit: Unit | None, level2_class: str | None) -> Target:
    """A bare figure in a cost row has the unit of the fund table (0.045 beside 万元 → 450 元), named as inferred."""
    if fund_unit is None or level2_class not in _COST or found.unit is not None or found.value is None:
        return found
    return replace(
        found,
        value=_plain(found.value * fund_unit.factor),
        value_high=None if found.value_high is None else _plain(found.value_high * fund_unit.factor),
        unit="元",
        inferred=(*found.inferred, "unit"),
        steps=(*found.steps, f"按资金表单位{fund_unit.name}乘{fund_unit.factor}"),
    )


@dataclass(frozen=True, slots=True)
class Completion:
    """Whether a target was met. ``kind``: "verified" (both sides are figures or dates), "claimed" (words such as 达成指标) or
    "incomparable". ``ratio`` is the completion (1 = 100 %), six decimals, only where verified and defined."""

    met: bool | None
    ratio: Decimal | None
    kind: Literal["verified", "claimed", "incomparable"]
    inferred: tuple[str, ...] = ()


_INCOMPARABLE = Completion(None, None, "incomparable")


def completion(target: Target, actual: Target, level2_class: str | None) -> Completion:
    """The comparison of DOMAIN.md §6: rule 1 chooses the direction of a target without operator, rule 3 keeps claims apart."""
    if target.operator is None or actual.operator is None:
        return _INCOMPARABLE
    if actual.status is not None:
        return Completion(actual.status == "met", None, "claimed")
    if target.operator == "deadline":
        if target.date is None or actual.date is None or target.date.startswith("-") != actual.date.startswith("-"):
            return _INCOMPARABLE
        return Completion(actual.date <= target.date, None, "verified", _both(target, actual, "year"))
    if target.value is None or actual.value is None or actual.operator not in ("=", ">=", "<="):
        return _INCOMPARABLE
    inferred = _comparable_units(target, actual)
    if inferred is None:
        return _INCOMPARABLE
    if "operator" in target.inferred:
        return _compared(_direction(target, level2_class), target, actual.value, (*inferred, "operator"))
    return _compared(target.operator, target, actual.value, inferred)


def _both(target: Target, actual: Target, item: str) -> tuple[str, ...]:
    return (item,) if item in target.inferred or item in actual.inferred else ()


def _comparable_units(target: Target, actual: Target) -> tuple[str, ...] | None:
    """What had to be inferred to compare, or None where the units differ or a missing one could change the magnitude."""
    if target.unit == actual.unit:
        return _both(target, actual, "unit")
    units = {target.unit, actual.unit}
    if None not in units or any(unit is not None and unit.startswith("元") for unit in units):
        return None
    if "%" in units and actual.value is not None and target.value is not None:
        bare = actual.value if actual.unit is None else target.value
        if 0 < bare <= 1:  # 0.98 beside 95 % may be a share of one
            return None
    return ("unit",)


def _direction(target: Target, level2_class: str | None) -> str:
    if level2_class in _COST or (level2_class or "").endswith("成本指标"):
        return "<="
    return ">=" if level2_class in _AT_LEAST or target.unit == "%" else "="


def _compared(operator: str, target: Target, actual: Decimal, inferred: tuple[str, ...]) -> Completion:
    aim = target.value
    assert aim is not None
    if operator == "range":
        high = target.value_high if target.value_high is not None else aim
        inside = aim <= actual <= high
        ratio = Decimal(1) if inside else _ratio(actual, aim) if actual < aim else _ratio(high, actual)
        return Completion(inside, ratio, "verified", inferred)
    met = {
        ">=": actual >= aim,
        ">": actual > aim,
        "<=": actual <= aim,
        "<": actual < aim,
        "=": actual == aim,
    }[operator]
    if operator in (">=", ">"):
        ratio = _ratio(actual, aim)
    elif operator in ("<=", "<"):
        ratio = _ratio(aim, actual)
    else:
        ratio = Decimal(1) if met else _ratio(min(actual, aim), max(actual, aim))
    return Completion(met, ratio, "verified", inferred)


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """A quotient to six decimals; None where it is undefined or has no meaning (zero or negative figures)."""
    if whole <= 0 or part < 0:
        return None
    return (part / whole).quantize(Decimal("0.000001"))

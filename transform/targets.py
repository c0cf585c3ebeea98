"""Targets and actual values of indicators (年度指标值、实际完成值): from the printed words to operator, value, unit and date.

Grammar and rules of comparison: DOMAIN.md §6. What the grammar does not know stays words ("qualitative"): a wrong number is
worse than none. Whatever was not printed but concluded is named in ``inferred``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from transform.chinese_text import is_blank
from transform.indicators import is_not_applicable
from transform.target_dates import read_deadline
from transform.target_grammar import (
    BEHIND,
    BETWEEN,
    BOUNDS,
    DIGITS,
    DONE,
    INTERVAL,
    OPERATORS,
    QUALITATIVE_OPERATORS,
    QUANTITY,
    RELATIVE,
    SHARE_NAME,
    Status,
    claimed_status,
    normalised,
)
from transform.units import UNITS, Unit

Operator = Literal["=", ">=", "<=", ">", "<", "range", "qualitative", "deadline"]


@dataclass(frozen=True, slots=True)
class Target:
    """One target or actual value. ``operator`` is None where nothing is published (blank, 不涉及). ``value`` (and, for a range,
    ``value_high``) is in ``unit``; money is always in 元 (or 元/人 …). ``date`` is ISO, "--12-31" where no year is known.

    ``status`` is a claim in words (达成指标 → "met"). ``inferred`` names what is not printed: "operator", "unit", "year",
    "approximate", "operator-conflict", "unit-conflict", "unit-doubtful". ``steps`` names what was done to the characters.
    """

    operator: Operator | None
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str | None = None
    date: str | None = None
    status: Status | None = None
    inferred: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


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
    funds_yuan: Decimal | None = None,
) -> Target:
    """A published target (年度指标值) by the grammar.

    ``operator_text``/``unit_text`` are separate columns (指标性质、度量单位). ``fund_unit`` is the unit of the fund table:
    the unit of a bare figure in a cost row, unless that makes it more than ten times ``funds_yuan``, the largest amount of
    the form's funds (then it stays bare and ``inferred`` says "unit-doubtful"). A figure without an operator is stored as
    "=" with "operator" in ``inferred``.
    """
    if is_blank(text) or is_not_applicable(text):
        return Target(None)
    body, steps = normalised(text)
    status = claimed_status(body)
    if status is not None or _column_sign(operator_text) in QUALITATIVE_OPERATORS:
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
    return _with_fund_unit(found, fund_unit, level2_class, funds_yuan)


def parse_actual(
    text: str,
    *,
    fiscal_year: int | None = None,
    fund_unit: Unit | None = None,
    level2_class: str | None = None,
    operator_text: str = "",
    unit_text: str = "",
    funds_yuan: Decimal | None = None,
) -> Target:
    """A published actual value (实际完成值). As :func:`parse_target`, but a bare figure is simply "=": nothing is inferred by
    that. The operator column belongs to the target and is ignored unless it says that the indicator is qualitative."""
    column = operator_text if _column_sign(operator_text) in QUALITATIVE_OPERATORS else ""
    found = parse_target(
        text,
        fiscal_year=fiscal_year,
        fund_unit=fund_unit,
        level2_class=level2_class,
        operator_text=column,
        unit_text=unit_text,
        funds_yuan=funds_yuan,
    )
    return replace(found, inferred=tuple(item for item in found.inferred if item != "operator"))


def _column_sign(operator_text: str) -> str:
    return "" if is_blank(operator_text) else normalised(operator_text)[0]


def _with_columns(body: str, operator_text: str, unit_text: str) -> tuple[str, tuple[str, ...]]:
    """The target as it would read in one cell: "≥" | "12" | "个" → "≥12个", and where the columns contradict the cell."""
    sign = _column_sign(operator_text)
    unit = "" if is_blank(unit_text) or is_not_applicable(unit_text) else normalised(unit_text)[0]
    conflicts: list[str] = []
    quantity = QUANTITY.fullmatch(body)
    if sign in OPERATORS and quantity is not None and not quantity["front"]:
        printed = quantity["operator"]
        if printed is None:
            body = sign + body
        elif OPERATORS[printed] != OPERATORS[sign]:
            conflicts.append("operator-conflict")
    if unit and quantity is not None:
        if not quantity["unit"] and not quantity["behind"] and not quantity["hundredths"]:
            body += unit
        elif _canonical_unit_word(quantity["unit"]) != _canonical_unit_word(unit):
            conflicts.append("unit-conflict")
    elif unit and re.fullmatch(rf"{DIGITS}(?:-|~|至|到){DIGITS}", body):
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
    match = BOUNDS.fullmatch(body) or BETWEEN.fullmatch(body) or INTERVAL.fullmatch(body)
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
    match = QUANTITY.fullmatch(body)
    if match is None:
        return None
    front, printed, behind = match["front"].strip(":,("), match["operator"], match["behind"] or ""
    operator, after = OPERATORS.get(printed or "", ""), BEHIND.get(behind, "")
    if front:
        # figures inside a sentence: only with an operator, or as the value of a named rate, never "每人不超过…"
        share = bool(match["unit"]) and _canonical_unit_word(match["unit"]) == "%" and SHARE_NAME.search(front) is not None
        plain = DONE.fullmatch(front) is not None and bool(match["unit"])
        if RELATIVE.search(front) or not (operator or after or share or plain):
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


def _with_fund_unit(found: Target, fund_unit: Unit | None, level2_class: str | None, funds_yuan: Decimal | None) -> Target:
    """A bare figure in a cost row has the unit of the fund table (0.045 beside 万元 → 450 元), named as inferred."""
    if fund_unit is None or level2_class not in _COST or found.unit is not None or found.value is None:
        return found
    largest = (found.value_high or found.value) * fund_unit.factor
    if funds_yuan is not None and fund_unit.factor > 1 and largest > 10 * funds_yuan:
        return replace(found, inferred=(*found.inferred, "unit-doubtful"))
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

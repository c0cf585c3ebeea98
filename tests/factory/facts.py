"""What a self-evaluation form states (自评表里的事实), apart from any layout or notation.

Amounts are Decimal in 元, rates Decimal in percent, weights and scores Decimal in points; None stands for a cell in which
nothing (or a dash) is printed. All people and telephone numbers made from these classes are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Operator = Literal["=", ">=", "<=", ">", "<", "range", "qualitative", "deadline"]


@dataclass(frozen=True, slots=True)
class FundingFact:
    """One row of 项目资金. ``source`` is total, fiscal, carryover, other, own_level or superior; amounts in 元."""

    source: str
    initial: Decimal | None
    full_year: Decimal | None
    executed: Decimal | None
    weight: Decimal | None = None
    rate: Decimal | None = None
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """年度指标值: a number with operator and unit, or a text (``qualitative``, ``deadline``). ``high`` ends a ``range``."""

    operator: Operator
    value: Decimal | None = None
    unit: str = ""
    text: str = ""
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Actual:
    """实际完成值: a number with its unit, or a text (完成, 达成预期指标)."""

    value: Decimal | None = None
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """One line of 绩效指标; levels are the canonical words without points (产出指标)."""

    level1: str
    level2: str
    name: str
    target: Target
    actual: Actual
    weight: Decimal | None
    score: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """One project's form. ``total_weight``/``total_score`` are as published: nothing makes them add up."""

    project_name: str
    department: str
    implementer: str
    fiscal_year: int
    funding: tuple[FundingFact, ...]
    goal_expected: str
    goal_actual: str
    indicators: tuple[IndicatorFact, ...]
    total_weight: Decimal | None
    total_score: Decimal | None
    grade: str = ""
    self_conclusion: str = ""
    department_code: str = ""
    implementer_code: str = ""
    officer: str = ""
    phone: str = ""

    def total(self) -> FundingFact:
        """The row 年度资金总额."""
        return next(row for row in self.funding if row.source == "total")


def execution_rate(full_year: Decimal | None, executed: Decimal | None) -> Decimal | None:
    """执行率 in percent with two decimals, half up; None where it is not defined."""
    if not full_year or executed is None:
        return None
    return (executed * 100 / full_year).quantize(Decimal("0.01"), ROUND_HALF_UP)


def execution_score(rate: Decimal | None, weight: Decimal) -> Decimal | None:
    """得分 of the funding row: weight × min(rate, 100 %), two decimals, half up."""
    if rate is None:
        return None
    return (weight * min(rate, Decimal(100)) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def grade_of(score: Decimal) -> str:
    """优 from 90, 良 from 80, 中 from 60, else 差 (财预〔2020〕10号)."""
    return "优" if score >= 90 else "良" if score >= 80 else "中" if score >= 60 else "差"

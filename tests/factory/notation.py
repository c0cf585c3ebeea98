"""How figures are printed (书写方式): a choice of its own, apart from facts and layouts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from tests.factory.facts import Actual, Target

UNIT_SIZE = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}
FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
OPERATOR_SIGNS = {
    "ascii": {"=": "=", ">=": ">=", "<=": "<=", ">": ">", "<": "<"},
    "symbol": {"=": "=", ">=": "≥", "<=": "≤", ">": ">", "<": "<"},
    "wide": {"=": "＝", ">=": "≥", "<=": "≤", ">": "＞", "<": "＜"},
    "slanted": {"=": "=", ">=": "⩾", "<=": "⩽", ">": ">", "<": "<"},
}


@dataclass(frozen=True, slots=True)
class Notation:
    """``decimals`` are the most that an amount shows; ``padded`` prints them all. ``dash`` stands where nothing applies
    (points of sub rows), ``missing`` where an amount is unknown; ``score_decimals`` None prints scores without padding."""

    decimals: int = 6
    padded: bool = False
    thousands: bool = False
    full_width: bool = False
    dash: str = "—"
    missing: str = ""
    rate_sign: bool = True
    rate_padded: bool = False
    score_padded: bool = False
    signs: Literal["ascii", "symbol", "wide", "slanted"] = "symbol"
    unit_in_brackets: bool = False

    def stored(self, amount: Decimal | None, unit: str) -> Decimal | None:
        """The amount in 元 that the printed figure states, which may be rounder than the fact."""
        if amount is None:
            return None
        size = UNIT_SIZE[unit]
        return (self._published(amount, size) * size).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def amount(self, amount: Decimal | None, unit: str) -> str:
        """An amount of 元 as printed under ``unit``."""
        if amount is None:
            return self.missing
        return self._digits(self._published(amount, UNIT_SIZE[unit]), self.decimals if self.padded else None, self.thousands)

    def rate(self, rate: Decimal | None) -> str:
        """A percentage: 100%, 100, 100.00 or 99.97."""
        if rate is None:
            return self.dash
        return self._digits(rate, 2 if self.rate_padded else None) + (self._wide("%") if self.rate_sign else "")

    def score(self, score: Decimal | None, empty: str = "") -> str:
        """Points: 10, 8.41 or 10.00; ``empty`` is printed for None."""
        return empty if score is None else self._digits(score, 2 if self.score_padded else None)

    def target(self, target: Target) -> str:
        """≥500条, =12.00(个), 2024年12月底前, 得到提高."""
        if target.value is None:
            return target.text
        if target.operator == "range":
            assert target.high is not None
            return f"{self._plain(target.value)}-{self._plain(target.high)}{self._unit(target.unit)}"
        return self.sign(target) + self.quantity(target.value, target.unit)

    def sign(self, target: Target) -> str:
        """The operator alone, for layouts that give it a column of its own (指标性质)."""
        return OPERATOR_SIGNS[self.signs].get(target.operator, "")

    def quantity(self, value: Decimal, unit: str) -> str:
        return self._plain(value) + self._unit(unit)

    def actual(self, actual: Actual) -> str:
        return actual.text if actual.value is None else self.quantity(actual.value, actual.unit)

    def _published(self, amount: Decimal, size: Decimal) -> Decimal:
        return (amount / size).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    def _unit(self, unit: str) -> str:
        return f"({unit})" if unit and self.unit_in_brackets else self._wide(unit) if unit == "%" else unit

    def _plain(self, value: Decimal) -> str:
        return self._digits(value, 2 if self.unit_in_brackets else None)

    def _digits(self, value: Decimal, decimals: int | None, thousands: bool = False) -> str:
        separator = "," if thousands else ""
        if decimals is None:
            text = f"{value:{separator}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
        else:
            text = f"{value:{separator}.{decimals}f}"
        return self._wide("0" if text == "-0" else text)

    def _wide(self, text: str) -> str:
        return text.translate(FULL_WIDTH) if self.full_width else text


NOTATIONS: dict[str, Notation] = {
    "six_decimals": Notation(),
    "two_decimals": Notation(
        decimals=2, padded=True, dash="-", rate_sign=False, rate_padded=True, score_padded=True, unit_in_brackets=True
    ),
    "yuan_thousands": Notation(decimals=2, thousands=True, dash="-", rate_sign=False, signs="wide"),
    "full_width": Notation(full_width=True, dash="－", signs="wide"),
    "blank_dash": Notation(dash="", rate_padded=True, signs="ascii"),
    "thousands_padded": Notation(
        decimals=2, padded=True, thousands=True, dash="—", missing="—", rate_padded=True, score_padded=True
    ),
    "slanted_signs": Notation(dash="——", signs="slanted"),
}

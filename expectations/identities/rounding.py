"""Rounding bands (舍入误差带) from the decimals that were printed, and the detector of lost digits (DOMAIN §5).

For an identity whose figures are printed on a grid of one unit in the last place (ulp), each printed figure may be off by
half an ulp; the largest legal residual is the sum of these halves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from transform.units import UNITS

NUMBER = re.compile(r"[-−△]?\d[\d,]*(?:\.(\d+))?")
SCALES = {name: unit.factor for name, unit in UNITS.items()}
HALF = Decimal("0.5")


def printed_decimals(text: str | None) -> int | None:
    """Digits after the point of a printed number: ``"12.142 988"`` → 6, ``"6 万元"`` → 0; None when no number is printed."""
    if not text:
        return None
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    match = NUMBER.search(folded)
    return None if match is None else len(match.group(1) or "")


def ulp(decimals: int, unit: str | None) -> Decimal:
    """One unit in the last printed place, in 元 for a unit of money and in the figure's own unit otherwise."""
    return SCALES.get(unit or "", Decimal(1)).scaleb(-decimals)


def sum_band(ulps: Sequence[Decimal]) -> Decimal:
    """The largest legal residual of an identity: half an ulp for each figure concerned."""
    return sum((HALF * one for one in ulps), Decimal(0))


def slipped_digit(published: Decimal, expected: Decimal) -> str | None:
    """How ``published`` may have come from ``expected`` by one slip of the hand, in Chinese; None when it cannot.

    Slips: point shifted by k places, one digit lost, one added, two neighbours swapped. Signs must agree.
    """
    if published == expected or published <= 0 or expected <= 0:
        return None
    for power in (1, 2, 3, 4):
        if published == expected.scaleb(power):
            return f"多了 {power} 位（小数点右移）"
        if published.scaleb(power) == expected:
            return f"少了 {power} 位（小数点左移）"
    decimals = max(0, -int(published.normalize().as_tuple().exponent), -int(expected.normalize().as_tuple().exponent))
    printed, right = str(int(published.scaleb(decimals))), str(int(expected.scaleb(decimals)))
    if len(printed) + 1 == len(right) and any(right[:i] + right[i + 1 :] == printed for i in range(len(right))):
        return "少印一位数字"
    if len(printed) == len(right) + 1 and any(printed[:i] + printed[i + 1 :] == right for i in range(len(printed))):
        return "多印一位数字"
    swapped = (right[:i] + right[i + 1] + right[i] + right[i + 2 :] for i in range(len(right) - 1))
    return "相邻两位数字颠倒" if printed in swapped else None

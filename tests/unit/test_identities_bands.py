"""Rounding bands from printed decimals, and the detector of slipped digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.identities.funding_rules import judge
from expectations.identities.rounding import printed_decimals, slipped_digit, sum_band, ulp


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("12.142 988", 6), ("6 万元", 0), ("1,234.50", 2), ("９８．４０％", 2), ("—", None), ("", None), (None, None), ("-0.5", 1)],
)
def test_printed_decimals(text: str | None, decimals: int | None) -> None:
    assert printed_decimals(text) == decimals


def test_band_of_four_figures_in_ten_thousands_is_two_hundred_yuan() -> None:
    assert ulp(2, "万元") == 100
    assert sum_band([ulp(2, "万元")] * 4) == 200


@pytest.mark.parametrize(
    ("residual", "verdict"),
    [
        ("0", (True, "")),
        ("200", (True, "info")),
        ("-200", (True, "info")),
        ("200.01", (False, "warning")),
        ("20000.01", (False, "error")),
    ],
)
def test_residual_inside_band_is_info_and_outside_fails(residual: str, verdict: tuple[bool, str]) -> None:
    assert judge(Decimal(residual), Decimal(200), Decimal(20000), "error") == verdict


@pytest.mark.parametrize(
    ("published", "expected", "slip"),
    [
        ("1066.51", "10661.51", "少印一位数字"),
        ("10661.51", "1066.51", "多印一位数字"),
        ("990", "99", "多了 1 位（小数点右移）"),
        ("0.3735", "3735", "少了 4 位（小数点左移）"),
        ("12.43", "15.23", None),
        ("12.43", "12.34", "相邻两位数字颠倒"),
        ("5", "5", None),
        ("0", "5", None),
    ],
)
def test_slipped_digit(published: str, expected: str, slip: str | None) -> None:
    assert slipped_digit(Decimal(published), Decimal(expected)) == slip


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=2, max_size=26))
def test_sum_of_rounded_parts_never_leaves_the_band(fen: list[int]) -> None:
    """Exact amounts of 分, each and their total printed in 万元 with two decimals: the residual is inside the band."""
    grid = Decimal(100)
    parts = [(Decimal(one) / 100 / grid).quantize(Decimal(1)) * grid for one in fen]
    total = (Decimal(sum(fen)) / 100 / grid).quantize(Decimal(1)) * grid
    assert abs(total - sum(parts)) <= sum_band([grid] * (len(fen) + 1))

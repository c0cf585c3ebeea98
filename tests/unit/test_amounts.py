"""Printed figures: one reading or none."""

from __future__ import annotations

import pytest

from transform.amounts import Blank, Number, Unreadable, read_amount, read_cell_number, read_number, to_yuan
from transform.units import UNITS

READABLE = [
    ("0", "0", 0, ""),
    ("0.00", "0.00", 2, ""),
    ("29.837303", "29.837303", 6, ""),
    ("196,876.3", "196876.3", 1, ""),
    ("1,234,567", "1234567", 0, ""),
    ("１２．３４", "12.34", 2, ""),
    ("１，２３４．５０", "1234.50", 2, ""),
    ("12.142 988", "12.142988", 6, ""),
    ("29.616\n9", "29.6169", 4, ""),
    ("29.61\n69", "29.6169", 4, ""),
    ("196,87\n6.30", "196876.30", 2, ""),
    ("1,234.\n50", "1234.50", 2, ""),
    ("-12.30", "-12.30", 2, "-"),
    ("－12.30", "-12.30", 2, "-"),
    ("−12.30", "-12.30", 2, "-"),
    ("(12.30)", "-12.30", 2, "()"),
    ("（12.30）", "-12.30", 2, "()"),
    ("（1,012.30）", "-1012.30", 2, "()"),
    ("△12.30", "-12.30", 2, "△"),
    ("▲12", "-12", 0, "△"),
    ("+3.5", "3.5", 1, ""),
    (".5", "0.5", 1, ""),
    ("\u200b12.5\u3000", "12.5", 1, ""),
    ("¥12.50", "12.50", 2, ""),
    ("2 307.53", "2307.53", 2, ""),
    ("12\u00a0307\u00a0530.12", "12307530.12", 2, ""),
    ("２ ３０７．５３", "2307.53", 2, ""),
    ("1'234.56", "1234.56", 2, ""),
    ("1,999.34①", "1999.34", 2, ""),
    ("543.82[1]", "543.82", 2, ""),
    ("543.82［注1］", "543.82", 2, ""),
    ("12.5^1", "12.5", 1, ""),
    ("负12.30", "-12.30", 2, "△"),
    ("△ 12.30", "-12.30", 2, "△"),
]


@pytest.mark.parametrize(("text", "value", "decimals", "notation"), READABLE)
def test_readable(text: str, value: str, decimals: int, notation: str) -> None:
    number = read_number(text)
    assert number is not None
    assert (str(number.value), number.decimals, number.percent, number.negative_notation) == (value, decimals, False, notation)


@pytest.mark.parametrize(
    ("text", "value"), [("99.97%", "99.97"), ("100％", "100"), ("100 %", "100"), ("-3.5%", "-3.5"), ("(3.5%)", "-3.5")]
)
def test_percent(text: str, value: str) -> None:
    number = read_number(text)
    assert number is not None
    assert number.percent
    assert str(number.value) == value


UNREADABLE = [
    "1,23", "1,2345", "12,34.5", "0,123", "1.2.3", "1.234,56", "12 345", "100 200", "65.00\n10", "65.00 10", "65.25 5",
    "29.837303 10", "29.837303\n5", "29.8373 10", "1968\n76.30", "10.00\n90.00", "- 12.30", "— 12.30", "—12.30", "--12",
    "(-12)", "12.", "012", "1e5", "12①", "3个", "12.30元", "约12", "N/A", "1/2", "2024-12", "12 34%", "((3))", "%",
    "．", "10²", "10^4", "12^1", "1,234 567.50",
    "2 307", "2 307.5", "2 307.53 1", "23 695.9 0", "45 2021.00", "±12.30", "12.34(1)",
    "1234,5678.90", "12.30-", "［图片］", "1 2 3", "五", "１．２．３",
]  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE)
def test_ambiguous_or_not_a_figure_is_never_guessed(text: str) -> None:
    assert read_number(text) is None
    found = read_cell_number(text)
    assert isinstance(found, Unreadable)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "mark"), [("", ""), (" \n", ""), ("-", "-"), ("—", "—"), ("——", "——"), ("－", "－"), ("/", "/"), ("— ", "—")]
)
def test_blank_is_not_zero(text: str, mark: str) -> None:
    assert read_cell_number(text) == Blank(mark)
    assert read_number(text) is None


def test_zero_is_not_blank() -> None:
    assert isinstance(read_cell_number("0"), Number)


def test_steps_name_what_was_done() -> None:
    number = read_number("（１，２３４．５６\n７）")
    assert number is not None
    assert number.steps == ("全角转半角", "合并断开的数字", "去掉千分位逗号", "()读作负数")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("29.6169万元", "29.6169", "万元"),
        ("29.616\n9 万元", "29.6169", "万元"),
        ("300 元", "300", "元"),
        ("（12.30）万元", "-12.30", "万元"),
        ("1.2亿元", "1.2", "亿元"),
        ("12.00(元)", "12.00", "元"),
        ("￥12.00", "12.00", "元"),
        ("1,234.50", "1234.50", None),
    ],
)
def test_amount_with_unit(text: str, value: str, unit: str | None) -> None:
    amount = read_amount(text)
    assert amount is not None
    assert (str(amount.number.value), amount.unit.name if amount.unit else None) == (value, unit)


@pytest.mark.parametrize("text", ["3个", "100%元", "万元", "10万美元", "1,23万元"])
def test_no_amount(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "yuan", "exact"),
    [
        ("29.837303", "万元", "298373.03", True),
        ("0.3735", "万元", "3735.00", True),
        ("196,876.3", "元", "196876.30", True),
        ("0.0000005", "万元", "0.01", False),
        ("-0.0000005", "万元", "-0.01", False),
        ("1.0000004", "万元", "10000.00", False),
        ("1.005", "元", "1.01", False),
        ("0", "亿元", "0.00", True),
    ],
)
def test_to_yuan_rounds_half_up_and_says_so(text: str, unit: str, yuan: str, exact: bool) -> None:
    number = read_number(text)
    assert number is not None
    amount = to_yuan(number, UNITS[unit])
    assert (str(amount.yuan), amount.exact) == (yuan, exact)
    assert ("四舍五入到分" in amount.steps) is not exact

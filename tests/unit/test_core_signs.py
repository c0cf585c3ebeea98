"""Signs and digits as cells print and formats show them (正负号与数字格式), by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.read.number_format import BUILT_IN, exact_number, plain_number, show_number
from transform.amounts import Blank, Number, Unreadable, read_cell_number, to_yuan
from transform.units import UNITS

ACCOUNTING = '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1234.5", "#,##0.00", "1,234.50"), ("-1234.5", "#,##0.00", "-1,234.50"), ("0", "#,##0.00", "0.00"),
        ("1234.5", "0", "1235"),
        ("-1234.5", "0.00;(0.00)", "(1234.50)"), ("-12", "0;-0;0", "-12"), ("0", '0.00;-0.00;"-"', "-"), ("5", "0;;", "5"),
        ("0.1234", "0.00%", "12.34%"), ("12345", "0.00,", "12.35"), ("1234567", "#,##0.00,,", "1.23"), ("7", "000", "007"),
        ("0.5", "#.00", ".50"), ("1.005", "0.00", "1.01"), ("2.5", "0", "3"), ("-0.001", "0.00", "0.00"),
        ("12", '0"万元"', "12万元"),
        ("12.30", "General", "12.3"), ("1234.56", "@", "1234.56"), ("5", "0.0#", "5.0"), ("5.25", "0.0#", "5.25"),
    ],
)  # fmt: skip
def test_what_a_format_shows(value: str, code: str, shown: str) -> None:
    assert show_number(Decimal(value), code)[0].strip().replace("-0.00", "0.00") == shown


@pytest.mark.parametrize(("value", "shown"), [("1234.5", "1,234.50"), ("-1234.5", "(1,234.50)"), ("0", "-")])
def test_the_accounting_format(value: str, shown: str) -> None:
    assert show_number(Decimal(value), ACCOUNTING)[0].strip() == shown


def test_a_format_that_hides_the_sign_leaves_no_certain_figure() -> None:
    shown = show_number(Decimal("-12.30"), "0.00;0.00")[0].strip()
    assert not isinstance(read_cell_number(shown), Number)


def test_built_in_formats_are_those_of_the_standard() -> None:
    assert sorted(BUILT_IN) == [*range(23), *range(27, 59)]
    assert (BUILT_IN[2], BUILT_IN[4], BUILT_IN[10], BUILT_IN[49]) == ("0.00", "#,##0.00", "0.00%", "@")


@pytest.mark.parametrize(
    ("stored", "exact"), [(0.1, "0.1"), (1234.56, "1234.56"), ("1234.560000000001", "1234.56"), (3, "3"), ("-0.07", "-0.07")]
)
def test_a_stored_binary_number_is_the_decimal_that_was_typed(stored: str | float, exact: str) -> None:
    assert exact_number(stored) == Decimal(exact)


def test_a_number_without_format_has_no_noughts_behind() -> None:
    assert [plain_number(Decimal(text)) for text in ("12.30", "100", "-5.0", "0.00")] == ["12.3", "100", "-5", "0"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.30", "12.30"), ("-12.30", "-12.30"), ("(12.30)", "-12.30"), ("（12.30）", "-12.30"), ("△12.30", "-12.30"),
        ("－12.30", "-12.30"), ("1,234.50", "1234.50"), ("１２．３０", "12.30"), ("+3", "3"),
    ],
)  # fmt: skip
def test_a_cell_with_one_reading(text: str, value: str) -> None:
    number = read_cell_number(text)
    assert isinstance(number, Number)
    assert number.value == Decimal(value)


@pytest.mark.parametrize("text", ["1.2.3", "1O5.20", "12 345", "--12", "(-12)", "□2.30", "12.30\n45.60"])
def test_a_cell_with_two_readings_has_none(text: str) -> None:
    assert isinstance(read_cell_number(text), Unreadable)


@pytest.mark.parametrize("text", ["", " ", "—", "-", "/", "——", "－"])
def test_marks_for_nothing_are_no_nought(text: str) -> None:
    assert isinstance(read_cell_number(text), Blank)


def test_a_printed_nought_is_nought() -> None:
    number = read_cell_number("0.00")
    assert isinstance(number, Number)
    assert number.value == 0


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("12.34", "万元", "123400.00"), ("12.34", "元", "12.34"), ("1.5", "百万元", "1500000.00"), ("0.000001", "亿元", "100.00"),
        ("-3", "千元", "-3000.00"), ("1.23456789", "万元", "12345.68"),
    ],
)  # fmt: skip
def test_amounts_in_yuan(text: str, unit: str, yuan: str) -> None:
    number = read_cell_number(text)
    assert isinstance(number, Number)
    assert to_yuan(number, UNITS[unit]).yuan == Decimal(yuan)

"""What counts as proof, what a difference is worth, and what a wrong sum says (勾稽与佐证); all by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.identities.rounding import SCALES, printed_decimals, slipped_digit, sum_band, ulp
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Cell
from expectations.identities.statement_verdicts import Verdict, at_most, equality, is_applicable
from expectations.proof import CONTRADICTED, SUPPORTED, equalities, grades
from tests.unit.test_identities import clean, run
from transform.units import UNITS

RULE = Rule("DQ-900", "sums", "error", "和", "sum", {})
OTHER = Rule("DQ-901", "cross", "error", "表间", "cross", {})


def cell(name: str, text: str, unit: str = "元") -> Cell:
    value = Decimal(text) * SCALES[unit] if text else None
    step = ulp(printed_decimals(text) or 0, unit)
    return Cell(value, text, unit, 1, name, "expenditure", "支出决算表", name, "合计", step, step)


def holds(total: str, *parts: str, unit: str = "元") -> Verdict:
    return equality(
        RULE, "x", cell("t", total, unit), [(1, cell(str(n), text, unit)) for n, text in enumerate(parts)], "各项之和"
    )


@pytest.mark.parametrize("name", [name for name in UNITS if name not in ("十万元", "千万元")])
def test_a_unit_is_worth_the_same_to_the_rules_as_to_the_reading(name: str) -> None:
    assert SCALES[name] == UNITS[name].factor


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("12.142 988", 6), ("6 万元", 0), ("1,234.50", 2), ("-0.5", 1), ("", None), ("—", None), ("１．２５", 2)],
)
def test_printed_decimals(text: str, decimals: int | None) -> None:
    assert printed_decimals(text) == decimals


@pytest.mark.parametrize(
    ("decimals", "unit", "step"),
    [(2, "万元", "100"), (0, "万元", "10000"), (2, "元", "0.01"), (6, "亿元", "100"), (0, "辆", "1"), (1, None, "0.1")],
)
def test_one_unit_in_the_last_place(decimals: int, unit: str | None, step: str) -> None:
    assert ulp(decimals, unit) == Decimal(step)


def test_the_band_is_half_a_unit_for_each_figure() -> None:
    assert sum_band([Decimal(100), Decimal(100), Decimal("0.01")]) == Decimal("100.005")
    assert sum_band([]) == 0


@pytest.mark.parametrize(
    ("total", "parts", "held", "residual"),
    [
        ("3.00", ("1.00", "2.00"), True, "0"),
        ("3.01", ("1.00", "2.00"), True, "0.01"), ("3.02", ("1.00", "2.00"), False, "0.02"),
        ("2.98", ("1.00", "2.00"), False, "-0.02"),
        ("3.00", ("1.00", "", "2.00"), True, "0"), ("3.00", ("1.00", ""), False, "2.00"),
        ("-3.00", ("-1.00", "-2.00"), True, "0"), ("3.00", ("-1.00", "-2.00"), False, "6.00"),
    ],
)  # fmt: skip
def test_an_equality_holds_within_its_band(total: str, parts: tuple[str, ...], held: bool, residual: str) -> None:
    verdict = holds(total, *parts)
    assert (verdict.held, verdict.residual) == (held, Decimal(residual))
    assert bool(verdict.message) == (Decimal(residual) != 0)


def test_what_a_failed_sum_says() -> None:
    verdict = holds("35.00", "10.00", "20.00", unit="万元")
    assert verdict.message == "《支出决算表》t·合计为 35.00 万元，各项之和为 30 万元，相差 5 万元"
    assert (verdict.severity, verdict.expected, verdict.actual) == ("error", "30 万元", "35.00 万元")
    assert set(verdict.fact_ids) == {"t", "0", "1"}


def test_inside_its_band_a_difference_is_rounding() -> None:
    assert holds("3.01", "1.00", "2.00").inside_band
    assert not holds("3.00", "1.00", "2.00").inside_band
    assert not holds("3.10", "1.00", "2.00").inside_band


@pytest.mark.parametrize(
    ("total", "parts", "filled", "applies"),
    [("3", ("1",), False, True), ("", ("1",), False, False), ("", ("1",), True, True), ("3", ("", ""), True, False)],
)
def test_where_an_identity_can_be_judged(total: str, parts: tuple[str, ...], filled: bool, applies: bool) -> None:
    assert is_applicable(cell("t", total), [(1, cell(str(n), text)) for n, text in enumerate(parts)], filled) is applies


@pytest.mark.parametrize(("part", "held"), [("2.00", True), ("3.00", True), ("3.01", True), ("3.02", False)])
def test_a_part_is_at_most_its_whole(part: str, held: bool) -> None:
    verdict = at_most(RULE, "x", cell("p", part), [cell("w", "3.00")], "全部")
    assert (verdict.held, verdict.terms) == (held, ())


def test_the_same_cells_compared_twice_are_one_proof() -> None:
    first, again = holds("3.00", "1.00", "2.00"), holds("3.00", "1.00", "2.00")
    held, failed = equalities([(RULE, first), (OTHER, again)])
    assert dict(held) == {"t": 1, "0": 1, "1": 1}
    assert not failed
    rows = [{"fact_id": name, "amount_yuan": Decimal(1), "statement_code": "expenditure", "page": 1} for name in ("t", "0", "1")]
    assert dict(grades(rows, [(RULE, first), (OTHER, again)])) == dict.fromkeys(("t", "0", "1"), SUPPORTED)


def test_a_figure_compared_with_blanks_only_has_no_proof() -> None:
    held, failed = equalities([(RULE, holds("3.00", "", ""))])
    assert (dict(held), dict(failed)) == ({}, {})


def test_a_cell_in_two_failed_equalities_takes_the_blame_alone() -> None:
    wrong = cell("wrong", "9.00")
    one = equality(RULE, "x", cell("a", "3.00"), [(1, wrong), (1, cell("b", "1.00"))], "和")
    two = equality(RULE, "y", cell("c", "4.00"), [(1, wrong), (1, cell("d", "2.00"))], "和")
    _, failed = equalities([(RULE, one), (OTHER, two)])
    assert dict(failed) == {"wrong": 2}


def test_one_failed_equality_blames_all_its_cells() -> None:
    _, failed = equalities([(RULE, holds("9.00", "1.00", "2.00"))])
    assert dict(failed) == {"t": 1, "0": 1, "1": 1}
    rows = [{"fact_id": "t", "amount_yuan": Decimal(9), "statement_code": "expenditure", "page": 1}]
    assert dict(grades(rows, [(RULE, holds("9.00", "1.00", "2.00"))])) == {"t": CONTRADICTED}


def test_a_blank_has_no_grade() -> None:
    rows = [{"fact_id": "t", "amount_yuan": None, "statement_code": "expenditure", "page": 1}]
    assert list(grades(rows, [])) == []


@pytest.mark.parametrize(
    ("published", "expected", "slip"),
    [
        ("12345", "1234.5", "多了 1 位（小数点右移）"),
        ("123.45", "12345", "少了 2 位（小数点左移）"), ("1245", "12345", "少印一位数字"),
        ("123345", "12345", "多印一位数字"), ("12435", "12345", "相邻两位数字颠倒"),
        ("12345", "12345", None), ("54321", "12345", None),
        ("-12345", "1234.5", None), ("0", "5", None), ("1", "0", None), ("12346", "12345", None),
    ],
)  # fmt: skip
def test_slips_of_the_hand(published: str, expected: str, slip: str | None) -> None:
    assert slipped_digit(Decimal(published), Decimal(expected)) == slip


def counts(rule_id: str) -> tuple[int, int, int]:
    """How often a rule applied, held and failed on the clean form of the tests of identities."""
    found = [row for row in run(clean()).outcomes if row["rule_id"] == rule_id]
    return sum(row["applied"] for row in found), sum(row["held"] for row in found), sum(row["failed"] for row in found)


@pytest.mark.parametrize(
    ("rule_id", "times"),
    [("DQ-501", 3), ("DQ-502", 1), ("DQ-503", 1), ("DQ-505", 1), ("DQ-504", 1), ("DQ-518", 1), ("DQ-520", 1)],
)
def test_a_rule_that_holds_is_counted(rule_id: str, times: int) -> None:
    assert counts(rule_id) == (times, times, 0)

"""The same figure in several tables tests their units (量级互证)."""

from __future__ import annotations

from decimal import Decimal

from transform.settle.scale import Printed, ScaledTable, shift_between, verdicts

WAN, YUAN = Decimal(10_000), Decimal(1)


def table(number: int, factor: Decimal, **figures: str) -> ScaledTable:
    made = ScaledTable(number)
    for key, text in figures.items():
        made.add(key, Printed(Decimal(text), len(text.partition(".")[2]), factor))
    return made


def test_equal_figures_tie_tables_whatever_their_units_are() -> None:
    assert shift_between(table(1, WAN, total="2396.64"), table(2, YUAN, total="23966400.00")) == 0


def test_rounding_to_the_coarser_unit_is_no_difference() -> None:
    assert shift_between(table(1, WAN, total="2396.64"), table(2, YUAN, total="23966384.51")) == 0
    assert shift_between(table(1, WAN, total="2396.64"), table(2, YUAN, total="23966484.51")) is None


def test_figures_that_differ_by_a_power_of_ten_show_a_wrong_unit() -> None:
    first = table(1, WAN, total="2396.64", k208="2327.14")
    assert shift_between(first, table(2, YUAN, total="2396.64", k208="2327.14")) == -4
    assert shift_between(first, table(2, WAN, total="239.664", k208="232.714")) == -1


def test_one_figure_alone_or_figures_of_two_digits_prove_nothing() -> None:
    assert shift_between(table(1, WAN, total="2396.64"), table(2, YUAN, total="2396.64")) is None
    assert shift_between(table(1, WAN, a="12", b="34"), table(2, YUAN, a="12", b="34")) is None


def test_one_figure_of_the_same_scale_outweighs_accidents() -> None:
    first = table(1, WAN, total="2396.64", a="500.00", b="700.00")
    assert shift_between(first, table(2, WAN, total="2396.64", a="50.00", b="70.00")) == 0


def test_the_larger_group_of_tables_holds_and_the_other_stands_apart() -> None:
    tables = [table(number, WAN, total="2396.64", k208="2327.14") for number in (1, 2, 3)]
    judged = verdicts([*tables, table(4, YUAN, total="2396.64", k208="2327.14")])
    assert [judged[number].shift for number in (1, 2, 3)] == [0, 0, 0]
    assert (judged[4].shift, judged[4].against) == (-4, (1, 2, 3))
    assert judged[1].agreeing == (2, 3)


def test_two_tables_that_differ_contradict_one_another() -> None:
    judged = verdicts([table(1, WAN, a="2396.64", b="2327.14"), table(2, YUAN, a="2396.64", b="2327.14")])
    assert [judged[number].shift for number in (1, 2)] == [4, -4]

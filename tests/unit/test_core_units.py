"""Units of money: what each is worth, which of two words is nearer, and what must be said; every value is written by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factory.statements import Printed, PrintedTable, cells, typeset_html
from tests.unit.test_statements import amounts, read
from transform.settle.scale import Printed as Figure
from transform.settle.scale import ScaledTable, ScaleVerdict, shift_between, verdicts
from transform.settle.unit import document_witnesses, phrase_cells, table_witnesses, unit_phrases
from transform.units import UNITS, find_unit, find_units


@pytest.mark.parametrize(
    ("name", "yuan"),
    [
        ("元", "1"), ("百元", "100"), ("千元", "1000"), ("万元", "10000"), ("十万元", "100000"), ("百万元", "1000000"),
        ("千万元", "10000000"), ("亿元", "100000000"),
    ],
)  # fmt: skip
def test_what_a_unit_is_worth(name: str, yuan: str) -> None:
    assert UNITS[name].factor == Decimal(yuan)
    unit = find_unit(f"单位：{name}")
    assert unit is not None
    assert (unit.name, unit.factor) == (name, Decimal(yuan))


def test_every_unit_is_tested_above() -> None:
    assert sorted(UNITS) == sorted(["元", "百元", "千元", "万元", "十万元", "百万元", "千万元", "亿元"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("单位：万元  金额单位：元", ["万元", "元"]), ("填报单位：财政局", []), ("补助50万元以上", []),
        ("单位：人、万元", ["万元"]), ("项目资金（万元）", ["万元"]),
    ],
)  # fmt: skip
def test_units_of_a_line(text: str, names: list[str]) -> None:
    assert [unit.name for unit in find_units(text)] == names


def statement(
    captions: tuple[str, ...], headings: tuple[str, str, str], notes: tuple[str, ...] = (), label: str = "行政运行"
) -> bytes:
    rows = [
        [Printed("项目", 2), *cells(*headings)], cells("功能分类科目编码", "科目名称", "", "", ""),
        [Printed("合计", 2), *cells("30.00", "10.00", "20.00")], cells("2010301", label, "30.00", "10.00", "20.00"),
    ]  # fmt: skip
    return typeset_html([PrintedTable(rows, "一般公共预算财政拨款支出决算表", captions, notes, 2)])


PLAIN = ("合计", "基本支出", "项目支出")


def of_code(content: bytes) -> list[Decimal | None]:
    read_amounts = amounts(read(content, "unit.html"))
    return [amount for (code, _), amount in read_amounts.items() if code == "2010301"]


def rules(content: bytes) -> set[str]:
    return {row["rule_id"] for row in read(content, "unit.html").rows["finding"]}


def test_the_unit_of_a_heading_is_nearer_than_that_of_the_table() -> None:
    content = statement(("单位：万元",), ("合计", "基本支出（元）", "项目支出"))
    assert of_code(content) == [Decimal("300000.00"), Decimal("10.00"), Decimal("200000.00")]


def test_the_unit_of_a_row_is_nearer_than_that_of_the_table() -> None:
    content = statement(("单位：万元",), PLAIN, label="行政运行（元）")
    assert of_code(content) == [Decimal("30.00"), Decimal("10.00"), Decimal("20.00")]


@pytest.mark.parametrize("captions", [("单位：万元", "金额单位：元"), ("单位：万元", "（单位：元）")])
def test_two_units_above_a_statement_load_nothing_and_are_said(captions: tuple[str, ...]) -> None:
    content = statement(captions, PLAIN)
    assert set(of_code(content)) <= {None}
    assert "EX-124" in rules(content)


def test_a_unit_below_that_says_otherwise_loads_nothing_and_is_said() -> None:
    content = statement(("单位：万元",), PLAIN, ("注：本表金额单位为元。",))
    assert set(of_code(content)) <= {None}
    assert "EX-124" in rules(content)


def test_the_same_unit_twice_is_no_contradiction() -> None:
    content = statement(("单位：万元",), PLAIN, ("注：本表金额单位为万元。",))
    assert of_code(content) == [Decimal("300000.00"), Decimal("100000.00"), Decimal("200000.00")]
    assert rules(content) == set()


def test_no_unit_loads_nothing_and_is_said() -> None:
    content = statement((), PLAIN)
    assert set(of_code(content)) <= {None}
    assert "EX-104" in rules(content)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["单位：万", "元"], ["万元"]), (["金额单位：", "万元"], ["万元"]), (["单位：万元", "元"], ["万元", "元"]),
        (["单位：万"], [None]),
        (["单位：", "财政局"], []), (["单位：百万", "元"], ["百万元"]), (["部门：财政局", "单位：元"], ["元"]),
    ],
)  # fmt: skip
def test_a_phrase_over_cell_borders(texts: list[str], found: list[str | None]) -> None:
    assert [unit.name if unit else None for unit, _ in unit_phrases(texts)] == found


def test_only_the_cells_of_one_phrase_are_taken_together() -> None:
    assert phrase_cells(["部门：财政局", "单位：万", "元"]) == {1, 2}
    assert phrase_cells(["单位：万元", "元"]) == frozenset()
    assert phrase_cells(["单位：万元"]) == frozenset()


def test_witnesses_say_where_they_stand() -> None:
    above, below = list(table_witnesses([("单位：万元", 3)], [("单位：元", 4)]))
    assert (above.answer, above.kind, above.page) == (UNITS["万元"], "表上方", 3)
    assert (below.answer, below.kind, below.page) == (UNITS["元"], "表下方", 4)
    assert above.scope == below.scope


def table(number: int, factor: str, **figures: str) -> ScaledTable:
    made = ScaledTable(number)
    for key, text in figures.items():
        made.add(key, Figure(Decimal(text), len(text.partition(".")[2]), Decimal(factor)))
    return made


ONE = {"a": "1234.56", "b": "789.01"}


def test_tables_of_one_scale_bear_each_other_out() -> None:
    found = verdicts([table(1, "10000", **ONE), table(2, "10000", **ONE), table(3, "1", a="12345600", b="7890100")])
    assert found == {1: ScaleVerdict((2, 3)), 2: ScaleVerdict((1, 3)), 3: ScaleVerdict((1, 2))}


@pytest.mark.parametrize(("factor", "shift"), [("1", -4), ("1000", -1), ("100000000", 4), ("100000", 1)])
def test_a_table_apart_by_a_power_of_ten_is_named_with_its_shift(factor: str, shift: int) -> None:
    found = verdicts([table(1, "10000", **ONE), table(2, "10000", **ONE), table(3, factor, **ONE)])
    assert (found[3].shift, found[3].against, found[3].agreeing) == (shift, (1, 2), ())
    assert found[1] == ScaleVerdict((2,))


def test_two_tables_that_contradict_one_another_are_both_apart() -> None:
    found = verdicts([table(1, "10000", **ONE), table(2, "1", **ONE)])
    assert (found[1].shift, found[2].shift) == (4, -4)


def test_one_shared_figure_and_short_figures_tie_nothing() -> None:
    assert shift_between(table(1, "10000", a="1234.56"), table(2, "1", a="1234.56")) is None
    assert shift_between(table(1, "10000", a="12", b="34"), table(2, "1", a="12", b="34")) is None
    assert shift_between(table(1, "10000", a="123", b="345"), table(2, "1", a="123", b="345")) == -4
    assert shift_between(table(1, "10000", **ONE), table(2, "1", c="1234.56", d="789.01")) is None


def test_zero_is_of_no_scale() -> None:
    assert table(1, "1", a="0.00").figures == {}


def test_a_single_power_of_ten_needs_two_different_figures() -> None:
    same = {"a": "123.45", "b": "123.45"}
    assert shift_between(table(1, "10000", **same), table(2, "1000", **same)) is None
    assert shift_between(table(1, "10000", **same), table(2, "100", **same)) == -2


def test_rounded_figures_agree_within_half_a_unit_of_the_last_place() -> None:
    assert shift_between(table(1, "10000", a="1234.56"), table(2, "1", a="12345649.99")) == 0
    assert shift_between(table(1, "10000", a="1234.56"), table(2, "1", a="12345651.00")) is None


def test_what_a_line_says_of_all_tables() -> None:
    """At the head of the document any unit counts; elsewhere only a line that speaks of all tables, and never a long one."""
    lines = [("单位：万元", 1), ("单位：元", 2), ("以上报表金额单位均为元。", 9), ("单位：元。" + "说" * 200, 1), ("单位：元", 3)]
    found = list(document_witnesses(lines, [True, False, False, True, False]))
    assert [(one.answer and one.answer.name, one.page, one.kind) for one in found] == [("万元", 1, "全文"), ("元", 9, "全文")]

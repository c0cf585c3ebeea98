"""Targets and actual values: the grammar, and the comparison of the two."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from transform.targets import Target, completion, parse_actual, parse_target
from transform.units import UNITS


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("≥100%", ">=", "100", "%"),
        ("＞＝90％", ">=", "90", "%"),
        ("》=90%", ">=", "90", "%"),
        ("≧ 90 %", ">=", "90", "%"),
        ("达到90%以上", ">=", "90", "%"),
        ("95%以上（含）", ">=", "95", "%"),
        ("不低于95%", ">=", "95", "%"),
        ("满意度不低于95%", ">=", "95", "%"),
        ("成果物验收合格率≥95%", ">=", "95", "%"),
        ("满意度90%", "=", "90", "%"),
        ("百分之95", "=", "95", "%"),
        ("≥100百分比", ">=", "100", "%"),
        ("＜5天", "<", "5", "天"),
        ("超过3次", ">", "3", "次"),
        ("5个工作日内", "<=", "5", "个工作日"),
        ("≤12个月", "<=", "12", "个月"),
        ("=12.00(个)", "=", "12.00", "个"),
        ("≥2,000㎡", ">=", "2000", "㎡"),
        ("5万册", "=", "50000", "册"),
        ("≤6万元", "<=", "60000", "元"),
        ("控制在1.5亿元以内", "<=", "150000000", "元"),
        ("300元/人·天", "=", "300", "元/人·天"),
        ("≤0.5万元/年", "<=", "5000", "元/年"),
        ("-5%", "=", "-5", "%"),
        ("已完成100%", "=", "100", "%"),
        ("共举办3次", "=", "3", "次"),
        ("≥2次/季度", ">=", "2", "次/季度"),
        ("1次/年", "=", "1", "次/年"),
        ("约50人", "=", "50", "人"),
        ("0", "=", "0", None),
    ],
)
def test_quantity(text: str, operator: str, value: str, unit: str | None) -> None:
    found = parse_target(text, fiscal_year=2024)
    assert (found.operator, found.unit) == (operator, unit)
    assert found.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3-5个", "3", "5", "个"),
        ("90%~95%", "90", "95", "%"),
        ("3至5万元", "30000", "50000", "元"),
        ("10万元-20万元", "100000", "200000", "元"),
        ("≥90%且≤95%", "90", "95", "%"),
        ("90%≤满意度≤95%", "90", "95", "%"),
    ],
)
def test_range(text: str, low: str, high: str, unit: str) -> None:
    assert parse_target(text) == Target("range", Decimal(low), Decimal(high), unit, steps=parse_target(text).steps)


@pytest.mark.parametrize(
    ("text", "date", "inferred"),
    [
        ("12 月底前", "2024-12-31", True),
        ("2月底", "2024-02-29", True),
        ("2025年6月30日前", "2025-06-30", False),
        ("2024年9月20日前完成印刷", "2024-09-20", False),
        ("2024-12-31", "2024-12-31", False),
        ("5-10月", "2024-10-31", True),
        ("2024年1月1日至12月31日", "2024-12-31", False),
        ("24年底前", "2024-12-31", True),
        ("次年3月底前", "2025-03-31", True),
        ("年底前", "2024-12-31", True),
        ("2024年度", "2024-12-31", False),
        ("≤12月", "2024-12-31", True),
        ("11月中旬", "2024-11-20", True),
    ],
)
def test_deadline(text: str, date: str, inferred: bool) -> None:
    found = parse_target(text, fiscal_year=2024)
    assert (found.operator, found.date, "year" in found.inferred) == ("deadline", date, inferred)


def test_without_a_fiscal_year_the_year_stays_open() -> None:
    assert parse_target("12月底前").date == "--12-31"


@pytest.mark.parametrize(
    "text",
    [
        "增长5%", "提高10%", "完成2", "每人不超过500元", "5A级景区", "2月30日", "13月底", "第四季度", "20-10个", "≤5以上",
        "100①", "3-5-7个",
        "1.2.3",
        "区级30万/年;街镇20万/年",
        "零投诉", "》元/亩", "1、234个", "12。5个", "3个月内完成2次", "优良中低差", "90%≤X", "10%-5万元",
    ],
)  # fmt: skip
def test_words_stay_words(text: str) -> None:
    found = parse_target(text, fiscal_year=2024)
    assert (found.operator, found.value, found.date) == ("qualitative", None, None)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "/", "无", "不涉及", "不适用"])
def test_nothing_published(text: str) -> None:
    assert parse_target(text) == Target(None)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("达成预期指标", "met"),
        ("已达到预期效果", "met"),
        ("按时完成", "met"),
        ("部分达成年度指标并具有一定效果", "partial"),
        ("基本完成", "partial"),
        ("未达成年度指标且效果较差", "unmet"),
        ("未完成", "unmet"),
        ("未发生安全事故", None),
        ("已完成相关工作", None),
        ("完成率较高", None),
    ],
)
def test_status(text: str, status: str | None) -> None:
    found = parse_actual(text)
    assert (found.operator, found.status) == ("qualitative", status)


def test_operator_and_unit_in_their_own_columns() -> None:
    found = parse_target("12", operator_text="≥", unit_text="个")
    assert (found.operator, found.value, found.unit, found.inferred) == (">=", Decimal(12), "个", ())
    money = parse_target("1,200", operator_text="＝", unit_text="万元")
    assert (money.operator, money.value, money.unit) == ("=", Decimal(12_000_000), "元")
    assert parse_target("优良中低差", operator_text="定性").operator == "qualitative"
    assert parse_target("95", operator_text="定性").operator == "qualitative"
    assert parse_target("12", operator_text="≤", unit_text="月", fiscal_year=2020).date == "2020-12-31"
    assert parse_target("90%", operator_text="≥", unit_text="%").inferred == ()


def test_columns_that_contradict_the_cell_are_named() -> None:
    assert parse_target("≥90%", operator_text="≤").inferred == ("operator-conflict",)
    assert parse_target("≥90%", unit_text="次").inferred == ("unit-conflict",)


def test_a_bare_figure_in_a_cost_row_has_the_unit_of_the_fund_table() -> None:
    found = parse_target("≤0.045", fund_unit=UNITS["万元"], level2_class="经济成本指标")
    assert (found.operator, found.value, found.unit, found.inferred) == ("<=", Decimal(450), "元", ("unit",))
    assert parse_target("≤0.045", fund_unit=UNITS["万元"], level2_class="数量指标").unit is None
    assert parse_target("≤5%", fund_unit=UNITS["万元"], level2_class="成本指标").unit == "%"


def test_an_inferred_unit_that_exceeds_the_funds_many_times_is_not_taken() -> None:
    funds = Decimal("3735.00")
    found = parse_target("≤4200", fund_unit=UNITS["万元"], level2_class="成本指标", funds_yuan=funds)
    assert (found.value, found.unit, found.inferred) == (Decimal(4200), None, ("unit-doubtful",))
    taken = parse_target("≤0.42", fund_unit=UNITS["万元"], level2_class="成本指标", funds_yuan=funds)
    assert (taken.value, taken.unit) == (Decimal(4200), "元")


def test_no_operator_is_named_on_targets_only() -> None:
    assert parse_target("5次").inferred == ("operator",)
    assert parse_actual("5次").inferred == ()


@pytest.mark.parametrize(
    ("target", "actual", "level2", "met", "ratio", "kind"),
    [
        ("≥232课时", "84课时", "数量指标", False, "0.362069", "verified"),
        ("≥232", "248", "数量指标", True, "1.068966", "verified"),
        ("≤6万元", "31876.3元", "成本指标", True, "1.882276", "verified"),
        ("≤6万元", "0元", "成本指标", True, None, "verified"),
        ("257", "248", "数量指标", False, "0.964981", "verified"),
        ("257", "300", "数量指标", True, "1.167315", "verified"),
        ("30万元", "29万元", "成本指标", True, "1.034483", "verified"),
        ("＝100%", "100%", None, True, "1", "verified"),
        ("＝36人", "40人", "数量指标", False, "0.900000", "verified"),
        ("3-5个", "4个", "数量指标", True, "1", "verified"),
        ("3-5个", "2个", "数量指标", False, "0.666667", "verified"),
        ("12月底前", "2024年11月5日", "时效指标", True, None, "verified"),
        ("2024年6月30日前", "7月1日", "时效指标", False, None, "verified"),
        ("≥90%", "达成指标", "质量指标", True, None, "claimed"),
        ("≥90%", "未完成", "质量指标", False, None, "claimed"),
        ("≥90%", "0.98", "质量指标", None, None, "incomparable"),
        ("≥90%", "98", "质量指标", True, "1.088889", "verified"),
        ("≤6万元", "5", "质量指标", None, None, "incomparable"),
        ("≥3次", "4场", "数量指标", None, None, "incomparable"),
        ("持续提高", "有所提高", "社会效益指标", None, None, "incomparable"),
        ("—", "5", None, None, None, "incomparable"),
        (">0", "0", "数量指标", False, None, "verified"),
    ],
)
def test_completion(target: str, actual: str, level2: str | None, met: bool | None, ratio: str | None, kind: str) -> None:
    found = completion(
        parse_target(target, fiscal_year=2024, level2_class=level2),
        parse_actual(actual, fiscal_year=2024, level2_class=level2),
        level2,
    )
    assert (found.met, found.ratio, found.kind) == (met, None if ratio is None else Decimal(ratio), kind)


def test_the_direction_of_a_target_without_operator_is_named() -> None:
    assert completion(parse_target("257"), parse_actual("300"), "数量指标").inferred == ("operator",)


def test_a_hostile_text_is_read_quickly() -> None:
    started = time.perf_counter()
    for text in ("项目" * 3000 + "5%", "1," * 3000, "1-" * 3000, "≥" * 5000, "(" * 5000, "3" * 5000):
        parse_target(text, fiscal_year=2024)
    assert time.perf_counter() - started < 2.0

"""Units of money in labels, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from transform.units import find_unit, find_units


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("项目资金（万元）", "万元"),
        ("项目资金 (万元)", "万元"),
        ("项目资金\n（万\n元）", "万元"),
        ("项目资金（元）", "元"),
        ("资金(元)", "元"),
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("(单位:人民币元)", "元"),
        ("（单位：人民币万元）", "万元"),
        ("金额单位： 元", "元"),
        ("金额单位：万元（保留两位小数）", "万元"),
        ("单 位：万元", "万元"),
        ("【单位：亿元】", "亿元"),
        ("项目支出绩效自评表 单位：万元 填报日期：2025年2月", "万元"),
        ("预算数（单位：千元）", "千元"),
        ("年初预算数（万元、%）", "万元"),
        ("单位：百万元", "百万元"),
        ("单位：万元币种：人民币", "万元"),
        ("（人民币：元）", "元"),
        ("年初预算数（万元/%）", "万元"),
        ("本表以万元为金额单位", "万元"),
        ("货币单位：千万元", "千万元"),
        ("填报单位：某某局 单位：万元", "万元"),
        ("万元", "万元"),
        ("全年预算数(A)万元", "万元"),
        ("⾦额单位：元", "元"),
    ],
)
def test_printed_unit(text: str, unit: str) -> None:
    found = find_unit(text)
    assert found is not None
    assert found.name == unit


@pytest.mark.parametrize(
    "text",
    [
        "50万元以上项目", "（100万元以上）", "采购金额达到200万元", "单位（盖章）：", "填报单位：元江县财政局",
        "实施单位：万元乡人民政府", "单位：元/人", "单位：万美元", "（美元）", "补助标准（元/人）", "（公元）", "单位：人",
        "本单位万元以上合同", "年初预算数", "", "300元/人", "单位：个",
    ],
)  # fmt: skip
def test_no_unit(text: str) -> None:
    assert find_units(text) == []


def test_different_units_are_all_returned_and_none_is_chosen() -> None:
    text = "表一（万元） 表二（单位：元）"
    assert [unit.name for unit in find_units(text)] == ["万元", "元"]
    assert find_unit(text) is None


def test_the_same_unit_twice_is_one() -> None:
    assert [unit.name for unit in find_units("项目资金（万元） 单位：万元")] == ["万元"]


def test_a_hostile_label_is_refused_quickly() -> None:
    started = time.perf_counter()
    for text in ("单位：" + " " * 50_000 + "x", "（" * 20_000, "单位" * 20_000):
        assert find_units(text) == []
    assert time.perf_counter() - started < 2.0

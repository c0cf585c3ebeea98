"""What a document is (文件类别) by several witnesses: budgets, a county's accounts and templates of noughts are refused."""

from __future__ import annotations

from typing import Any

import pytest

from extract.errors import EmptyTemplate, NotFinalAccounts
from tests.unit.test_self_evaluation import grid_of, read
from transform.document_facts import DocumentFacts

TOTALS = """
项目 | {heading} | 项目 | {heading}
一、一般公共预算财政拨款收入 | {a} | 一、一般公共服务支出 | {a}
二、政府性基金预算财政拨款收入 | . | 二、外交支出 | .
本年收入合计 | {a} | 本年支出合计 | {a}
年初结转和结余 | {b} | 年末结转和结余 | {b}
总计 | {c} | 总计 | {c}
"""
PURCHASES = "项目 | 行次 | 预算数\n一、政府采购支出合计 | 1 | 32.18\n（一）政府采购货物支出 | 2 | 32.18"
TAXES = """
项目 | 预算数 | 调整预算数 | 决算数 | 决算数为预算数%
税收收入 | 2,571 | 2,857 | 2,857 | 111.1
增值税 | 1,571 | 1,857 | 1,857 | 118.2
契税 | 1,000 | 1,000 | 1,000 | 100.0
"""


def totals(heading: str = "决算数", a: str = "120.50", b: str = "2.00", c: str = "122.50") -> Any:
    return grid_of(TOTALS.format(heading=heading, a=a, b=b, c=c))


def department(facts: DocumentFacts) -> str | None:
    name = facts.frames["document"]["department_printed"].item()
    return None if name is None else str(name)


@pytest.mark.parametrize(
    "blocks",
    [
        ("乌有县民政局2025年部门预算", "收支预算总表", totals("预算数"), "政府采购情况表", "单位：万元", grid_of(PURCHASES)),
        # no title of a table says 预算, and some do not say what they are
        (
            "乌有县民政局2025年部门预算",
            "收支总表",
            "单位：万元",
            totals("预算数"),
            "财政拨款收支总表",
            "单位：万元",
            totals("预算数"),
        ),
        ("收支总表", "部门：乌有县民政局", "单位：万元", totals("预算数")),
    ],
)
def test_a_budget_is_none_of_ours_whatever_its_tables_are_called(blocks: tuple[Any, ...]) -> None:
    with pytest.raises(NotFinalAccounts, match="预算"):
        read(*blocks)


def test_accounts_with_their_budget_beside_them_are_read() -> None:
    facts = read(
        "乌有县民政局2024年度部门决算",
        "收入支出决算总表",
        "单位：万元",
        totals(),
        "政府采购情况表",
        "单位：万元",
        grid_of(PURCHASES),
    )
    assert facts.frames["statement_amount"].height > 0


@pytest.mark.parametrize("title", ["乌有县2022年财政决算公开", "关于乌有县2022年全县决算的报告", "2022年度乌有县决算"])
def test_the_accounts_of_a_county_are_no_departments(title: str) -> None:
    with pytest.raises(NotFinalAccounts, match="一级政府"):
        read(title, "2022年乌有县一般公共预算收入决算表", "单位：万元", grid_of(TAXES))


def test_a_finance_bureau_may_speak_of_the_whole_county() -> None:
    facts = read(
        "乌有县财政局2022年度部门决算", "收入支出决算总表", "部门：乌有县财政局", "单位：万元", totals(),
        "2022年全县一般公共预算收入决算情况", "全县税收收入完成2857万元。",
    )  # fmt: skip
    assert department(facts) == "乌有县财政局"
    town = read("乌有县东镇2022年度部门决算", "收入支出决算总表", "单位：万元", totals())
    assert town.frames["statement_amount"].height > 0


def test_noughts_of_nobody_are_a_template() -> None:
    noughts = totals(a="0.00", b="0.00", c="0.00")
    for head in ("××局2024年度部门决算", "XX县XX局2024年度部门决算", "2024年度部门决算"):
        with pytest.raises(EmptyTemplate, match="只有零"):
            read(head, "收入支出决算总表", "单位：万元", noughts)
    facts = read("乌有县档案馆2024年度部门决算", "收入支出决算总表", "单位：万元", noughts)
    assert facts.frames["statement_amount"].height > 0


@pytest.mark.parametrize(
    "name",
    ["实验小学", "第三中学", "二中", "人民医院", "机关幼儿园", "图书馆", "农业科学研究所", "人民法院", "人民检察院", "委党校",
     "文化宫", "融媒体中心", "供销合作社", "经济开发区", "国有林场", "城北街道", "粮食储备库", "水务集团", "血站", "交警大队"],
)  # fmt: skip
def test_bodies_that_are_no_bureau_have_a_name(name: str) -> None:
    whole = f"乌有县{name}"
    for blocks in (
        (f"{whole}2024年度单位决算",), (f"{whole}2024年度部门（单位）决算",), ("2024年度决算公开", f"单位名称：{whole}"),
        ("2024年度决算公开", f"编制单位：{whole}　　　　　　金额单位：万元"),
    ):  # fmt: skip
        assert department(read(*blocks, "收入支出决算总表", "单位：万元", totals())) == whole, blocks


def told(facts: DocumentFacts) -> list[str]:
    return facts.frames["finding"].filter(rule_id="EX-131")["message"].to_list()


def test_two_departments_in_places_of_one_kind_are_said() -> None:
    tables = ["收入支出决算总表", "部门：{}", "单位：万元", totals()]
    one, other = (
        [part.format(name) if isinstance(part, str) else part for part in tables] for name in ("乌有县民政局", "乌有县司法局")
    )
    split = read("2024年度部门决算", *one, *other)
    assert department(split) is None
    assert all(name in told(split)[0] for name in ("民政局", "司法局"))
    contradicted = read("乌有县审计局2024年度部门决算", *one)
    assert department(contradicted) == "乌有县审计局"
    assert "民政局" in told(contradicted)[0]


def test_a_name_with_its_place_or_scope_is_the_same_department() -> None:
    tables = ["收入支出决算总表", "部门：县民政局（本级）", "单位：万元", totals(), "收入决算表", "部门：民政局"]
    assert told(read("乌有县民政局2024年度部门决算", *tables)) == []


def test_the_name_of_a_school_before_a_title_makes_no_other_statement_of_it() -> None:
    facts = read("乌有县实验小学2024年度单位决算", "乌有县实验小学收入支出决算总表", "单位：万元", totals())
    assert set(facts.frames["statement_amount"]["statement_name"].to_list()) == {"收入支出决算总表"}

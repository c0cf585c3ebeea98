"""Columns of a form that may not be what they look like (列): repeated, merged, unnamed, shifted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.test_self_evaluation import grid_of, indicators_of, read, rules_of
from transform.document_facts import DocumentFacts

MONEY = "年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分"
FIGURES = "100 | 80 | 60 | 10 | 75% | 7.5"
LINES = "产出指标 | 数量指标 | 长度 | ≥5公里 | 5公里 | 50 | 50 | .\n效益指标 | 社会效益指标 | 保障 | 提升 | 提升 | 40 | 38 | ."
HEADINGS = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施"


def form(
    money: str = MONEY, figures: str = FIGURES, lines: str = LINES, total: str = "总分>5 | 100 | 95.5 | .", head: str = ""
) -> Any:
    """One form; the money stands beside a frame and a label, in as many columns as it has."""
    count = len(figures.split("|"))
    rows = [
        f"项目名称>2 | 管网改造>{max(count, 6)}", *([head] if head else []), f"项目资金（万元）v3 | . | {money}",
        f"年度资金总额 | {figures}", f"其中：当年财政拨款 | {figures}", HEADINGS, *lines.splitlines(), total,
    ]  # fmt: skip
    return read("项目支出绩效自评表", "（2024年度）", grid_of("\n".join(rows)))


def total(facts: DocumentFacts) -> dict[str, Any]:
    return facts.frames["project_funding"].filter(fund_source="total").row(0, named=True)


def said(facts: DocumentFacts) -> set[str]:
    return set(facts.frames["finding"].filter(severity="warning")["rule_id"].to_list())


def test_an_adjustment_is_no_budget() -> None:
    facts = form("年初预算数 | 预算调整数 | 全年预算数 | 全年执行数 | 执行率 | 得分", "100 | -20 | 80 | 60 | 75% | 7.5")
    assert total(facts)["full_year_budget_yuan"] == Decimal(800000)
    assert said(facts) == {"EX-109"}


def test_two_columns_that_say_the_same_are_both_left_out() -> None:
    facts = form("年初预算数 | 全年预算数 | 调整预算数 | 全年执行数 | 执行率 | 得分", "100 | 80 | 70 | 60 | 75% | 7.5")
    assert (total(facts)["full_year_budget_yuan"], total(facts)["executed_yuan"]) == (None, Decimal(600000))
    assert said(facts) == {"EX-109"}


@pytest.mark.parametrize(
    ("figures", "lost"),
    [
        ("100>2 | 60 | 10 | 75% | 7.5", {"initial_budget_yuan", "full_year_budget_yuan"}),
        ("100 | 80 | 60>2 | 75% | 7.5", {"executed_yuan", "weight"}),
    ],
)
def test_a_figure_over_two_columns_is_of_neither(figures: str, lost: set[str]) -> None:
    facts = form(figures=figures)
    names = ("initial_budget_yuan", "full_year_budget_yuan", "executed_yuan", "weight", "execution_rate_percent", "score")
    assert {name for name in names if total(facts)[name] is None} == lost
    assert said(facts) == {"EX-102"}


def test_an_unnamed_column_of_money_is_left_out_and_the_others_are_read() -> None:
    facts = form(MONEY.replace("全年预算数", "."))
    assert (total(facts)["initial_budget_yuan"], total(facts)["full_year_budget_yuan"]) == (Decimal(1000000), None)
    assert (total(facts)["executed_yuan"], total(facts)["weight"]) == (Decimal(600000), Decimal(10))
    assert said(facts) == {"EX-109"}


def test_money_beside_its_headings_is_moved_only_where_the_rate_bears_it_out() -> None:
    noughts = form(f". | {MONEY.rsplit(' | ', 1)[0]}", "0 | 0 | 0 | 10 | . | .")
    assert total(noughts)["weight"] != Decimal(0)
    assert "EX-106" not in rules_of(noughts)


def test_points_of_two_indicators_in_one_cell_are_of_neither() -> None:
    facts = form(lines=LINES.replace("50 | 50", "90v2 | 50").replace("40 | 38", "38"))
    assert [(row["weight"], row["score"]) for row in indicators_of(facts)] == [(None, Decimal(50)), (None, Decimal(38))]
    finding = facts.frames["finding"].filter(rule_id="EX-102").row(0, named=True)
    assert len(finding["fact_ids"]) == 2


def test_a_result_over_two_columns_is_of_neither() -> None:
    facts = form(lines=LINES.replace("≥5公里 | 5公里", "5公里>2"))
    assert (indicators_of(facts)[0]["target_text"], indicators_of(facts)[0]["actual_text"]) == (None, None)
    assert said(facts) == {"EX-102"}


def test_an_unnamed_column_of_indicators_is_said_once() -> None:
    facts = form()
    grid = "\n".join([HEADINGS.replace("分值", "."), LINES])
    blank = read(
        "项目支出绩效自评表",
        "（2024年度）",
        grid_of(f"项目名称>2 | 管网改造>6\n项目资金（万元）v2 | . | {MONEY}\n年度资金总额 | {FIGURES}\n{grid}"),
    )
    assert [row["score"] for row in indicators_of(blank)] == [row["score"] for row in indicators_of(facts)]
    assert [row["weight"] for row in indicators_of(blank)] == [None, None]
    assert rules_of(blank).count("EX-109") == 1


def test_a_total_in_the_head_is_the_score_whatever_stands_below_it() -> None:
    facts = form(head="自评总分>2 | 95.5>3 | 评价等级 | 优>2", total="注>2 | .>6")
    row = facts.frames["project_evaluation"].row(0, named=True)
    assert (row["total_weight"], row["total_score"]) == (None, Decimal("95.5"))


def test_what_is_left_of_a_total_row_is_no_indicator() -> None:
    facts = form(total=".>2 | 100 | . | . | . | . | .")
    assert len(indicators_of(facts)) == 2
    assert "EX-102" in said(facts)
    assert said(form(total=".>2 | 100 | . | . | 95.5 | . | .")) & {"EX-101", "EX-102", "EX-132"}


def test_a_row_that_does_not_suit_its_headings_is_said() -> None:
    facts = form(lines=LINES.replace("长度 | ≥5公里 | 5公里 | 50 | 50", ". | ≥5公里 | 50 | 50 | ."))
    assert {"EX-101", "EX-132"} & said(facts)

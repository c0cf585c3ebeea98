"""Forms that go on in a further table (续表) of a file without pages, with its own count of columns."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.test_self_evaluation import HEAD, grid_of, indicators_of, read, rules_of

HEADINGS = "绩效指标v2 | 一级指标>2 | 二级指标 | 三级指标 | 年度指标值>2 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施"
FIRST = "产出指标>2 | 数量指标 | 培训期数 | 2期>2 | 2期 | 50 | 48 | ."
REST = ". | 效益指标 | 社会效益指标 | 知晓度 | 90% | 95% | 40 | 37 | 无\n总分>6 | 90 | 85 | ."
NEXT_TITLE = "收入支出决算总表"


def first_part(head: str = HEAD) -> str:
    return "\n".join([head.strip(), HEADINGS, FIRST])


def test_a_further_table_without_headings_goes_on_under_those_above() -> None:
    facts = read("项目支出绩效自评表", "（2023年度）", grid_of(first_part()), grid_of(REST))
    assert [(row["level1"], row["target_text"], row["weight"], row["score"]) for row in indicators_of(facts)] == [
        ("产出指标", "2期", Decimal(50), Decimal(48)),
        ("效益指标", "90%", Decimal(40), Decimal(37)),
    ]
    assert facts.frames["project_evaluation"]["total_score"].to_list() == [Decimal(85)]
    assert not {"EX-102", "EX-112"} & set(rules_of(facts))


def test_a_foot_alone_is_read_by_its_labels() -> None:
    facts = read("项目支出绩效自评表", "（2023年度）", grid_of(first_part()), grid_of("总分 | 50 | 48\n自评等级 | 优>2"))
    row = facts.frames["project_evaluation"].row(0, named=True)
    assert (row["total_weight"], row["total_score"], row["grade"]) == (Decimal(50), Decimal(48), "优")


def test_money_that_goes_on_in_the_next_table_keeps_its_columns() -> None:
    lines = HEAD.strip().splitlines()
    cut = next(index for index, line in enumerate(lines) if line.startswith("上年结转"))
    rest = [". | 上年结转资金>3 | 7 | 8>2 | 9 | — | — | —", ". | 其他资金>3 | . | .>2 | . | — | — | —"]
    second = "\n".join([*rest, HEADINGS, FIRST, "总分>8 | 50 | 48 | ."])
    facts = read("项目支出绩效自评表", "（2023年度）", grid_of("\n".join(lines[:cut])), grid_of(second))
    carried = facts.frames["project_funding"].filter(fund_source="carryover").row(0, named=True)
    amounts = [carried[name] for name in ("initial_budget_yuan", "full_year_budget_yuan", "executed_yuan")]
    assert amounts == [Decimal(70000), Decimal(80000), Decimal(90000)]


def test_a_row_that_fits_no_heading_is_said() -> None:
    facts = read(
        "项目支出绩效自评表",
        "（2023年度）",
        grid_of(first_part()),
        grid_of("效益指标 | 知晓度 | 90% | 95% | 40.5\n总分>3 | 90 | 85"),
    )
    assert len(indicators_of(facts)) == 1
    assert {"EX-102", "EX-112"} & set(rules_of(facts))


def test_another_table_behind_a_form_is_none_of_it() -> None:
    other = grid_of("项目 | 行次 | 金额\n一、本年收入 | 1 | 120.50\n本年支出 | 2 | 120.50")
    facts = read("项目支出绩效自评表", "（2023年度）", grid_of(first_part()), NEXT_TITLE, other)
    assert len(indicators_of(facts)) == 1

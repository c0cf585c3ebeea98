"""Layouts of other provinces (各地自评表): turnover payments, funding as one line, odd headings, officers in odd places."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extract.cell_grid import Cell, CellGrid
from tests.unit.test_self_evaluation import HEAD, REGULAR, form, grid_of, indicators_of, read, rules_of
from transform.document_facts import DocumentFacts

TURNOVER = """
转移支付（项目）名称>2 | 农村危房改造补助资金>5
中央主管部门>2 | 住房和城乡建设部>5
地方主管部门>2 | 西安市住房和城乡建设局>2 | 资金使用单位 | 蓝田县住房和城乡建设局>2
资金投入情况（万元）>2v5 | . | 全年预算数（A） | 全年执行数（B） | 执行率（B/A） | .
年度资金总额 | 1,234.50 | 1,200.00 | 97.21% | .
其中：中央财政资金 | 1,000.00 | 1,000.00 | 100% | .
地方资金 | 234.50 | 200.00 | 85.29% | .
其他资金 | . | . | . | .
总体目标完成情况v2 | 总体目标>3 | 全年实际完成情况>3
改造危房320户>3 | 改造325户>3
绩效指标v4 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施
产出指标 | 数量指标 | 改造户数 | ≥320户 | 325户 | .
效益指标 | 社会效益指标 | 住房安全 | 提升 | 提升 | .
满意度指标 | 服务对象满意度指标 | 改造户满意度 | ≥95% | 96.3% | .
"""


def only(facts: DocumentFacts, table: str = "project_evaluation") -> dict[str, Any]:
    [row] = facts.frames[table].to_dicts()
    return row


def everything(facts: DocumentFacts) -> str:
    return "".join(str(frame.to_dicts()) for frame in facts.frames.values())


def test_the_department_of_a_turnover_payment_is_the_local_one_and_local_money_is_its_own_level() -> None:
    facts = read("转移支付区域（项目）绩效自评表", "（2023年度）", grid_of(TURNOVER))
    evaluation = only(facts)
    assert evaluation["project_name"] == "农村危房改造补助资金"
    assert (evaluation["department_name"], evaluation["district_code"]) == ("西安市住房和城乡建设局", "610100")
    executed = {row["fund_source"]: row["executed_yuan"] for row in facts.frames["project_funding"].to_dicts()}
    assert executed == {"total": 12_000_000, "superior": 10_000_000, "own_level": 2_000_000, "other": None}
    assert rules_of(facts) == []


def test_a_central_department_is_the_department_of_a_form_that_names_no_other() -> None:
    text = TURNOVER.replace("地方主管部门>2 | 西安市住房和城乡建设局>2", "备注>2 | 无>2")
    assert only(read("（2023年度）", grid_of(text)))["department_name"] == "住房和城乡建设部"


def test_funding_printed_as_one_line_without_a_label_is_the_total() -> None:
    head = HEAD.splitlines()
    head[4:9] = [
        "项目资金（万元）>2v2 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分>2",
        "150 | １４８．０５ | 148.05 | 10 | 100% | 10>2",
    ]
    facts = form(REGULAR, head="\n".join(head))
    row = only(facts, "project_funding")
    assert (row["fund_source"], row["full_year_budget_yuan"], row["executed_yuan"]) == (
        "total",
        Decimal("1480500"),
        Decimal("1480500"),
    )
    assert (row["weight"], row["execution_rate_percent"], row["score"]) == (10, 100, 10)
    assert rules_of(facts) == []


def test_a_heading_of_the_reached_goals_is_never_stored_as_a_goal() -> None:
    head = HEAD.replace("预期目标>4 | 实际完成情况>4", "年初设定目标>4 | 截至年底目标完成情况综述>4")
    evaluation = only(form(REGULAR, head=head))
    assert (evaluation["goal_expected"], evaluation["goal_actual"]) == ("办好培训", "办了两期")


def test_a_grade_is_a_grade_without_its_label_and_without_the_officer_beside_it() -> None:
    labelled = form(REGULAR, total="总分>6 | 100 | 100 | （自评等级）优")
    assert only(labelled)["grade"] == "优"
    beside = form(REGULAR, total="总分>6 | 100 | 100 | .\n自评等级>2 | 优 | 自评人：令狐远>6")
    assert only(beside)["grade"] == "优"
    assert "令狐远" not in everything(beside)
    unknown = form(REGULAR, total="总分>6 | 100 | 100 | .\n自评等级>2 | 令狐远审定>7")
    assert only(unknown)["grade"] is None
    assert "EX-102" in rules_of(unknown)


def test_officers_named_inside_other_cells_reach_no_table() -> None:
    head = HEAD.replace("某某区社区中心>3", "某某区社区中心（联系人：端木青 13812340000）>3")
    rows = REGULAR.replace("95% | 10 | 10 | 无", "95% | 10 | 10 | 详询端木青，13812340000")
    facts = form(rows, head=head)
    assert only(facts)["implementer_name"] == "某某区社区中心"
    assert indicators_of(facts)[3]["reason"].startswith("详询[姓名]")
    assert "端木青" not in everything(facts)
    assert "13812340000" not in everything(facts)


def test_other_matters_below_the_indicators_are_no_indicator() -> None:
    facts = form(REGULAR, total="其他需要说明的事项>2 | 无>7\n总分>6 | 100 | 100 | .")
    assert len(indicators_of(facts)) == 4


WHOLE = """
部门名称>2 | 某某区统计局>7
部门整体支出（万元）>2v3 | . | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 | 500 | 520 | 510 | 10 | 98.08% | 9.81
项目支出 | 200 | 220 | 210 | . | 95.45% | .
年度总体目标v2 | 预期目标>4 | 实际完成情况>4
完成统计工作>4 | 完成>4
"""


def whole_department(title: str) -> Any:
    rows = REGULAR.strip().splitlines()
    headings = f"绩效指标v{len(rows) + 1} | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析"
    return grid_of("\n".join([title, WHOLE.strip(), headings, *rows, "总分>6 | 100 | 99.81 | ."]))


def project(title_rows: str = "项目支出绩效自评表>9\n（2023年度）>9", total: str = "总分>6 | 100 | 100 | .") -> Any:
    rows = REGULAR.strip().splitlines()
    headings = f"绩效指标v{len(rows) + 1} | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析"
    return grid_of("\n".join([title_rows, HEAD.strip(), headings, *rows, total]))


def test_the_evaluation_of_a_whole_department_is_no_project_and_leaves_a_finding() -> None:
    facts = read(whole_department("部门整体支出绩效自评表>9\n（2023年度）>9"), project())
    assert only(facts)["project_name"] == "社区培训经费"
    assert {row["full_year_budget_yuan"] for row in facts.frames["project_funding"].to_dicts()} == {Decimal("121429.88"), None}
    assert "EX-112" in rules_of(facts)


def test_the_year_in_the_title_lines_of_a_table_survives_a_table_of_targets_before_it() -> None:
    targets = grid_of("""
绩效目标申报表>4
（2025年度）>4
项目名称>2 | 停车场建设>2
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 车位数 | ≥100个
""")
    evaluation = only(read(targets, project()))
    assert (evaluation["project_name"], evaluation["fiscal_year"]) == ("社区培训经费", 2023)


def test_a_form_without_a_project_row_has_the_year_of_its_own_title_lines() -> None:
    rows = WHOLE.replace("部门整体支出", "项目资金").replace("部门名称", "主管部门")
    headings = "绩效指标v5 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析"
    facts = read(
        grid_of("\n".join(["项目支出绩效自评表>9\n（2022年度）>9", rows.strip(), headings, *REGULAR.strip().splitlines()]))
    )
    assert only(facts)["fiscal_year"] == 2022


def test_of_several_total_rows_the_one_that_is_the_sum_of_all_scores_is_taken() -> None:
    facts = form(REGULAR, total="合计>6 | 90 | 90 | .\n综合得分>4 | 100>5")
    evaluation = only(facts)
    assert (evaluation["total_weight"], evaluation["total_score"]) == (None, 100)
    unclear = form(REGULAR, total="合计>6 | 90 | 91 | .\n总分>6 | 100 | 92 | .")
    assert "EX-102" in rules_of(unclear)


MIXED = "绩效指标v{rows} | 指标类型>2 | 指标名称 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析"


def test_one_column_of_mixed_levels_gives_each_label_its_own_level() -> None:
    rows = """
数量指标>2 | 培训期数 | ≥2期 | 2期 | 40 | 40 | .
质量指标>2 | 合格率 | =100% | 100% | 10 | 10 | .
.>2 | 到课率 | =100% | 100% | 10 | 10 | .
效益指标>2 | 知晓度 | 提高 | 提高 | 20 | 20 | .
满意度指标>2 | 学员满意度 | ≥90% | 95% | 10 | 10 | .
"""
    read_rows = indicators_of(form(rows, headings=MIXED))
    assert [row["level1_class"] for row in read_rows] == ["产出指标", "产出指标", "产出指标", "效益指标", "满意度指标"]
    assert [row["level2"] for row in read_rows] == ["数量指标", "质量指标", "质量指标", None, None]
    assert [row["weight"] for row in read_rows] == [40, 10, 10, 20, 10]
    assert [row["actual_text"] for row in read_rows] == ["2期", "100%", "100%", "提高", "95%"]


def test_an_indicator_that_is_called_like_a_first_level_is_no_shifted_row() -> None:
    facts = form(REGULAR.replace("| 知晓度 |", "| 效益 |"))
    assert indicators_of(facts)[2]["indicator_name"] == "效益"
    assert rules_of(facts) == []


def beside(*grids: CellGrid, gap: int) -> CellGrid:
    """Grids of the same height as one, ``gap`` blank columns apart."""
    cells: list[Cell] = []
    offset = 0
    for number, grid in enumerate(grids):
        cells += [replace(cell, column=cell.column + offset, reference=f"{number} {cell.reference}") for cell in grid.cells]
        offset += grid.column_count
        if number < len(grids) - 1 and gap:
            cells += [Cell(row, offset, "", 1, gap, reference="gap") for row in range(grid.row_count)]
            offset += gap
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return CellGrid(tuple(cells), grids[0].row_count, offset, reader="test")


@pytest.mark.parametrize("gap", [0, 1])
def test_forms_side_by_side_are_read_each_for_itself(gap: int) -> None:
    rows = REGULAR.strip().splitlines()
    headings = f"绩效指标v{len(rows) + 1} | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析"
    text = "\n".join([HEAD.strip(), headings, *rows, "总分>6 | 100 | 100 | ."])
    other = text.replace("社区培训经费", "道路养护").replace("项目资金（万元）", "项目资金（元）").replace("培训期数", "养护里程")
    facts = read("项目支出绩效自评表", "（2023年度）", beside(grid_of(text), grid_of(other), gap=gap))
    assert facts.frames["project_evaluation"]["project_name"].to_list() == ["社区培训经费", "道路养护"]
    totals = facts.frames["project_funding"].filter(facts.frames["project_funding"]["fund_source"] == "total")
    assert totals["initial_budget_yuan"].to_list() == [Decimal(300_000), Decimal(30)]
    assert [row["indicator_name"] for row in indicators_of(facts) if row["seq"] == 1] == ["培训期数", "养护里程"]
    assert set(rules_of(facts)) <= {"EX-108"}


def test_amounts_that_print_their_own_unit_need_none_above_them() -> None:
    head = HEAD.replace("项目资金（万元）", "项目资金").replace("30 | 12.142 988 | 12.142988", "30万元 | 30万元 | 121,429.88元")
    facts = form(REGULAR, head=head.replace("30 | 12.142988 | 12.142988", "30万元 | 30万元 | 12.142988万元"))
    total = facts.frames["project_funding"].filter(facts.frames["project_funding"]["fund_source"] == "total").to_dicts()[0]
    assert (total["full_year_budget_yuan"], total["executed_yuan"]) == (Decimal("300000"), Decimal("121429.88"))
    assert "EX-104" not in rules_of(facts)
    assert "EX-104" in rules_of(form(REGULAR, head=HEAD.replace("项目资金（万元）", "项目资金")))


def test_a_frame_that_is_worded_like_a_column_takes_no_column_away() -> None:
    head = HEAD.replace("项目资金（万元）", "预算资金（万元）").replace("全年预算数", "调整预算数")
    facts = form(REGULAR, head=head)
    total = facts.frames["project_funding"].filter(facts.frames["project_funding"]["fund_source"] == "total").to_dicts()[0]
    assert (total["initial_budget_yuan"], total["full_year_budget_yuan"]) == (Decimal("300000"), Decimal("121429.88"))
    assert rules_of(facts) == []


@pytest.mark.parametrize(
    ("printed", "budget", "executed", "percent"),
    [
        ("1", "30", "30", 100),
        ("0.97", "32", "31", 97),
        ("0.96875", "32", "31", Decimal("96.875")),
        # 1 where the amounts say 1.00 %, and where they say neither: as printed
        ("1", "300", "3", 1),
        ("0.5", "30", "30", Decimal("0.5")),
        ("1%", "30", "30", 1),
    ],
)
def test_a_rate_printed_as_a_fraction_is_stored_in_percent_only_where_the_amounts_agree(
    printed: str, budget: str, executed: str, percent: Decimal
) -> None:
    line = f"年度资金总额 | 30 | {budget} | {executed} | 10 | {printed} | 10"
    facts = form(REGULAR, head=HEAD.replace("年度资金总额 | 30 | 12.142 988 | 12.142988 | 10 | 100% | 10", line))
    total = facts.frames["project_funding"].filter(facts.frames["project_funding"]["fund_source"] == "total").to_dicts()[0]
    assert total["execution_rate_percent"] == percent
    assert ("EX-106" in rules_of(facts)) == (percent > 1)


def test_a_subtotal_among_the_indicators_is_no_indicator() -> None:
    rows = REGULAR.strip().splitlines()
    facts = form("\n".join([*rows[:2], "产出指标小计>5 | 50 | 50 | .", *rows[2:]]))
    assert [row["indicator_name"] for row in indicators_of(facts)] == ["培训期数", "完成时间", "知晓度", "学员满意度"]
    assert rules_of(facts) == ["EX-106"]


def test_columns_that_nobody_knows_do_not_cost_the_known_ones() -> None:
    head = HEAD.replace("年初预算数", "上年执行数").replace("| 分值 | 执行率", "| 结余 | 执行率")
    facts = form(REGULAR, head=head.replace("| 10 | 100% | 10", "| 0 | 100% | 10"))
    total = facts.frames["project_funding"].filter(facts.frames["project_funding"]["fund_source"] == "total").to_dicts()[0]
    assert (total["full_year_budget_yuan"], total["initial_budget_yuan"], total["score"]) == (Decimal("121429.88"), None, 10)
    assert rules_of(facts) == ["EX-109", "EX-109"]


def test_a_block_of_pairs_goes_on_in_a_second_line() -> None:
    head = HEAD.splitlines()
    head[4:9] = [
        "项目资金（万元）>2v2 | 年初预算数 | 30 | 全年预算数 | 30 | 全年执行数 | 27>2",
        "执行率 | 90% | 分值 | 10 | 得分 | 9>2",
    ]
    facts = form(REGULAR, head="\n".join(head))
    row = only(facts, "project_funding")
    assert (row["executed_yuan"], row["execution_rate_percent"], row["weight"], row["score"]) == (270_000, 90, 10, 9)
    assert rules_of(facts) == []


def test_sources_as_headings_beside_each_other_are_no_row_of_a_source() -> None:
    head = HEAD.splitlines()
    head[4:9] = [
        "项目资金（万元）>2v3 | 预算数>3 | 执行数>3 | 执行率v2",
        "小计 | 财政拨款 | 其他 | 合计 | 财政拨款 | 其他",
        "30 | 20 | 10 | 27 | 18 | 9 | 90%",
    ]
    facts = form(REGULAR, head="\n".join(head))
    assert facts.frames["project_funding"].height == 0
    assert {"EX-109", "EX-111"} <= set(rules_of(facts))


def test_a_blank_operator_beside_a_number_is_said() -> None:
    headings = "绩效指标v{rows} | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 实际完成值 | 分值 | 得分"
    rows = "产出指标 | 数量指标 | 培训期数 | . | 2 | 期 | 2 | 40 | 40\n"
    rows += "效益指标 | 社会效益指标 | 知晓度 | ≥ | 90 | % | 95 | 50 | 50\n"
    facts = form(rows, "总分>8 | 100 | 100", headings=headings)
    assert [row["target_operator"] for row in indicators_of(facts)] == ["=", ">="]
    assert rules_of(facts).count("EX-106") == 1


def test_a_reason_that_ends_with_subtotal_makes_no_subtotal() -> None:
    facts = form(REGULAR.replace("提高 | 提高 | 30 | 30 | .", "提高 | 提高 | 30 | 30 | 见小计"))
    assert [row["indicator_name"] for row in indicators_of(facts)][2] == "知晓度"


def test_two_forms_on_one_sheet_whose_totals_stand_in_their_heads_are_two() -> None:
    head = HEAD.strip().replace("项目资金（万元）", "自评总分>2 | 100>3 | 评价等级 | 优>3\n项目资金（万元）", 1)
    rows = REGULAR.strip().splitlines()
    headings = "绩效指标v5 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施"
    once = "\n".join([head, headings, *rows])
    facts = read(grid_of("项目支出绩效自评表>9\n（2023年度）>9\n" + once + "\n项目支出绩效自评表>9\n（2024年度）>9\n" + once))
    evaluations = facts.frames["project_evaluation"].sort("form_no").to_dicts()
    assert [row["fiscal_year"] for row in evaluations] == [2023, 2024]
    assert len(indicators_of(facts)) == 8

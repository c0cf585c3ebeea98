"""Self-evaluation forms as small grids with the right answer beside them (自评表识别): shifts, cuts and odd labels."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from extract.cell_grid import Block, Cell, CellGrid, Paragraph, ReadDocument, ReadingDoubt
from extract.errors import EmptyTemplate, NoRecognisableTable, NotFinalAccounts
from transform.document_facts import DocumentContext, DocumentFacts, facts_of

HEAD = """
项目名称>2 | 社区培训经费>7
主管部门>2 | 012-北京市某某区民政局>3 | 实施单位 | 某某区社区中心>3
项目负责人>2 | 郑清宇>3 | 联系电话 | 010-55667788>3
项目资金（万元）>2v5 | . | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 | 30 | 12.142 988 | 12.142988 | 10 | 100% | 10
其中：当年财政拨款 | 30 | 12.142988 | 12.142988 | — | — | —
上年结转资金 | . | . | . | — | — | —
其他资金 | . | . | . | — | — | —
年度总体目标v2 | 预期目标>4 | 实际完成情况>4
办好培训>4 | 办了两期>4
"""
HEADINGS = "绩效指标v{rows} | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施"


_TABLES = count(1)


def grid_of(text: str, *, page: int | None = None) -> CellGrid:
    """A grid from lines of cells; ">n" spans n columns, "vn" n rows, "." is an empty cell. Positions under spans are skipped."""
    owned: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    table = next(_TABLES)
    rows = [line for line in text.strip().splitlines() if line.strip()]
    for row, line in enumerate(rows):
        column = 0
        for part in line.split("|"):
            body = part.strip()
            row_span, column_span = 1, 1
            head, _, digits = body.rpartition("v")
            if digits.isdigit() and head:
                body, row_span = head, int(digits)
            head, _, digits = body.rpartition(">")
            if digits.isdigit() and head:
                body, column_span = head, int(digits)
            while (row, column) in owned:
                column += 1
            owned |= {(r, c) for r in range(row, row + row_span) for c in range(column, column + column_span)}
            value = "" if body == "." else body.replace("\\n", "\n")
            reference = f"表{table} R{row + 1}C{column + 1}"
            cells.append(Cell(row, column, value, row_span, column_span, page=page, reference=reference))
            column += column_span
    width = max(column for _, column in owned) + 1
    for row in range(len(rows)):
        cells += [Cell(row, column, "", page=page, reference="pad") for column in range(width) if (row, column) not in owned]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return CellGrid(tuple(cells), len(rows), width, reader="test", page=page)


def read(*blocks: Block | str, name: str = "样例.html") -> DocumentFacts:
    document = ReadDocument("html", tuple(Paragraph(b) if isinstance(b, str) else b for b in blocks), None)
    return facts_of(document, DocumentContext("a" * 64, name))


def form(indicators: str, total: str = "总分>6 | 100 | 100 | .", head: str = HEAD, headings: str = HEADINGS) -> DocumentFacts:
    rows = [line for line in indicators.strip().splitlines() if line.strip()]
    grid = grid_of("\n".join([head.strip(), headings.format(rows=len(rows) + 1), *rows, total]))
    return read("项目支出绩效自评表", "（2023年度）", grid)


def indicators_of(facts: DocumentFacts) -> list[dict[str, Any]]:
    return facts.frames["indicator_result"].sort("seq").to_dicts()


def rules_of(facts: DocumentFacts) -> list[str]:
    return sorted(facts.frames["finding"]["rule_id"].to_list())


REGULAR = """
产出指标v2 | 数量指标 | 培训期数 | ≥2期 | 2期 | 40 | 40 | .
时效指标 | 完成时间 | 12月底 | 12月底 | 10 | 10 | .
效益指标 | 社会效益指标 | 知晓度 | 提高 | 提高 | 30 | 30 | .
满意度指标 | 服务对象满意度指标 | 学员满意度 | ≥90% | 95% | 10 | 10 | 无
"""


def test_a_regular_form_is_read_whole_and_without_doubt() -> None:
    facts = form(REGULAR)
    [evaluation] = facts.frames["project_evaluation"].to_dicts()
    assert (evaluation["project_name"], evaluation["fiscal_year"]) == ("社区培训经费", 2023)
    assert (evaluation["department_name"], evaluation["department_code"]) == ("北京市某某区民政局", "012")
    assert (evaluation["total_weight"], evaluation["total_score"]) == (100, 100)
    assert (evaluation["goal_expected"], evaluation["goal_actual"]) == ("办好培训", "办了两期")
    funding = {row["fund_source"]: row for row in facts.frames["project_funding"].to_dicts()}
    assert funding["total"]["full_year_budget_yuan"] == Decimal("121429.88")
    assert funding["total"]["execution_rate_percent"] == 100
    assert funding["fiscal"]["weight"] is None
    assert funding["other"]["initial_budget_yuan"] is None
    rows = indicators_of(facts)
    assert [row["level1"] for row in rows] == ["产出指标", "产出指标", "效益指标", "满意度指标"]
    assert (rows[0]["target_operator"], rows[0]["target_value"], rows[0]["target_unit"]) == (">=", 2, "期")
    assert sum(row["weight"] for row in rows) == 90
    assert rows[3]["reason"] == "无"
    assert rules_of(facts) == []


def test_every_figure_of_every_fact_has_a_place() -> None:
    facts = form(REGULAR)
    located = set(facts.frames["figure_location"]["fact_id"].to_list())
    for table in ("project_evaluation", "project_funding", "indicator_result"):
        assert set(facts.frames[table]["fact_id"].to_list()) <= located


def test_officers_are_noticed_and_stored_nowhere() -> None:
    facts = form(REGULAR.replace("| 无", "| 郑清宇已调离，可拨010-55667788"))
    [evaluation] = facts.frames["project_evaluation"].to_dicts()
    assert evaluation["has_contact_name"]
    assert evaluation["has_contact_phone"]
    for frame in facts.frames.values():
        stored = frame.write_json()
        assert "郑清宇" not in stored
        assert "55667788" not in stored


def test_a_row_shifted_right_is_read_by_its_content_and_says_so() -> None:
    # 002: the level-1 cell of the row above ends too early, so the row begins one column too far left
    rows = REGULAR.replace(
        "效益指标 | 社会效益指标 | 知晓度 | 提高 | 提高 | 30 | 30 | .", "社会效益指标 | 知晓度 | 提高 | 提高 | 30 | 30 | . | ."
    )
    facts = form(rows)
    row = indicators_of(facts)[2]
    assert (row["level2"], row["indicator_name"], row["target_text"], row["weight"]) == ("社会效益指标", "知晓度", "提高", 30)
    assert "EX-101" in rules_of(facts)
    assert row["level1"] == "产出指标"  # filled down as printed; its class follows from the second level
    assert row["level1_class"] == "效益指标"


def test_a_row_with_a_missing_cell_keeps_only_what_is_certain() -> None:
    rows = REGULAR.replace("时效指标 | 完成时间 | 12月底 | 12月底 | 10 | 10 | .", "时效指标 | 完成时间 | 按期 | 10 | 10 | 无 | .")
    facts = form(rows)
    row = indicators_of(facts)[1]
    assert (row["indicator_name"], row["weight"], row["score"], row["reason"]) == ("完成时间", 10, 10, "无")
    assert row["target_text"] is None
    assert row["actual_text"] is None
    assert {"EX-101", "EX-102"} <= set(rules_of(facts))


def test_levels_that_changed_places_are_put_right() -> None:
    rows = REGULAR.replace("效益指标 | 社会效益指标 | 知晓度", "社会效益指标 | 效益指标 | 知晓度")
    row = indicators_of(form(rows))[2]
    assert (row["level1"], row["level2"]) == ("效益指标", "社会效益指标")


def test_an_unlisted_level_is_read_where_it_is_printed() -> None:
    rows = REGULAR.replace("效益指标 | 社会效益指标", "带动类 | 辐射带动")
    facts = form(rows)
    row = indicators_of(facts)[2]
    assert (row["level1"], row["level2"], row["level1_class"]) == ("带动类", "辐射带动", None)
    assert "EX-101" not in rules_of(facts)


@pytest.mark.parametrize(
    ("total", "weight", "score", "rule"),
    [
        ("总分>6 | 100 | 99 | .", 100, 99, None),
        ("总分>5 | 100 | 99 | . | .", 100, 99, "EX-106"),  # one column too far left, 20 of 21 forms of 002
        ("总分>5 | 100 | . | . | .", None, None, "EX-102"),  # weights and scores both sum to 100: nobody can know
        ("总 分>6 | 100 | 990 | .", 100, 990, None),  # a wrong total is published as it is
        ("合计>6 | 100 | 98.5 | 优", 100, Decimal("98.5"), None),
    ],
)
def test_the_total_row(total: str, weight: int | None, score: int | None, rule: str | None) -> None:
    facts = form(REGULAR, total)
    [evaluation] = facts.frames["project_evaluation"].to_dicts()
    assert (evaluation["total_weight"], evaluation["total_score"]) == (weight, score)
    assert rule is None or rule in rules_of(facts)


@pytest.mark.parametrize(
    ("printed", "grade"),
    [
        ("优", "优"),
        ("□优 √良 □中 □差", "良"),
        ("优□√ 良□ 中□ 差□", "优"),
        ("优 √良 中 差", "良"),
        ("优√ 良 中 差", "优"),
        ("优√良 中 差", None),
        ("优□ 良□ 中□ 差□", None),
    ],
)
def test_a_ticked_grade(printed: str, grade: str | None) -> None:
    facts = form(REGULAR, f"总分>6 | 100 | 100 | .\n评价等级>2 | {printed}>7")
    [evaluation] = facts.frames["project_evaluation"].to_dicts()
    assert evaluation["grade"] == grade


def test_a_funding_block_of_labels_and_figures_in_turn() -> None:
    head = """
项目名称>2 | 防汛物资>7
主管部门>2 | 某某市水务局>3 | 实施单位 | 某某市防汛办>3
预算执行情况（万元）>2v3 | 预算数： | 120.00 | 到位数： | 120.00 | 执行数：>2 | 118.50
其中：财政资金 | 100.00 | 其中：财政资金 | 100.00 | 其中：财政资金>2 | 98.50
其他 | 20.00 | 其他 | 20.00 | 其他>2 | 20.00
年度总体目标v2 | 预期目标>4 | 实际完成情况>4
办好 | . | . | . | 办好>4
"""
    facts = form(REGULAR, head=head)
    funding = {row["fund_source"]: row for row in facts.frames["project_funding"].to_dicts()}
    assert (funding["total"]["full_year_budget_yuan"], funding["total"]["executed_yuan"]) == (1200000, 1185000)
    assert (funding["fiscal"]["full_year_budget_yuan"], funding["other"]["executed_yuan"]) == (1000000, 200000)
    assert rules_of(facts) == ["EX-109"]  # 到位数 is a figure that the warehouse has no place for


def test_a_line_over_all_levels_takes_none_from_above() -> None:
    facts = form(REGULAR + "预算执行率>3 | . | . | 10 | 9.5 | .\n")
    row = indicators_of(facts)[4]
    assert (row["indicator_name"], row["level1"], row["weight"], row["score"]) == ("预算执行率", None, 10, Decimal("9.5"))


def test_funding_one_column_off_is_moved_as_a_block() -> None:
    head = HEAD.replace(
        "项目资金（万元）>2v5 | . | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
        "项目资金（万元）>2v5 | . | . | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率",
    )
    facts = form(REGULAR, head=head)
    funding = {row["fund_source"]: row for row in facts.frames["project_funding"].to_dicts()}
    assert funding["total"]["initial_budget_yuan"] == 300000
    assert (funding["total"]["execution_rate_percent"], funding["total"]["score"]) == (100, 10)
    assert "EX-106" in rules_of(facts)


def test_amounts_without_any_unit_are_not_loaded() -> None:
    facts = form(REGULAR, head=HEAD.replace("（万元）", ""))
    assert all(row["initial_budget_yuan"] is None for row in facts.frames["project_funding"].to_dicts())
    assert "EX-104" in rules_of(facts)


def test_two_units_in_one_block_are_not_decided() -> None:
    facts = form(REGULAR, head=HEAD.replace("年初预算数", "年初预算数（元）").replace("项目资金（万元）", "项目资金"))
    assert all(row["initial_budget_yuan"] in (None, Decimal("30.00")) for row in facts.frames["project_funding"].to_dicts())
    both = form(
        REGULAR,
        head=HEAD.replace("项目资金（万元）", "项目资金")
        .replace("年初预算数", "年初预算数（元）")
        .replace("全年执行数", "全年执行数（万元）"),
    )
    assert all(row["executed_yuan"] is None for row in both.frames["project_funding"].to_dicts())
    assert "EX-104" in rules_of(both)


def test_an_unreadable_figure_is_left_out_alone() -> None:
    facts = form(REGULAR, head=HEAD.replace("12.142988 | 10 | 100% | 10", "12.14 13.15 | 10 | 100% | 10"))
    [total] = [row for row in facts.frames["project_funding"].to_dicts() if row["fund_source"] == "total"]
    assert (total["executed_yuan"], total["initial_budget_yuan"]) == (None, 300000)
    assert "EX-103" in rules_of(facts)


def test_unknown_funding_rows_and_headings_leave_a_finding() -> None:
    facts = form(REGULAR, head=HEAD.replace("其他资金 | .", "彩虹基金 | 5"))
    assert {row["fund_source"] for row in facts.frames["project_funding"].to_dicts()} == {"total", "fiscal", "carryover"}
    assert "EX-109" in rules_of(facts)


def test_a_form_over_a_page_end_is_one_form_and_a_cut_row_one_row() -> None:
    first = grid_of(
        HEAD.strip() + "\n" + HEADINGS.format(rows=2) + "\n产出指标 | 数量指标 | 培训期数和 | ≥2期 | 2期 | 40 | 40 | .", page=1
    )
    second = grid_of(
        """
. v3 | .v2 | . | 参加人数 | . | . | . | . | .
时效指标 | 完成时间 | 12月底 | 12月底 | 10 | 10 | .
效益指标 | 社会效益指标 | 知晓度 | 提高 | 提高 | 40 | 40 | .
总分>6 | 100 | 100 | .
""".replace(". v3", ".v3"),
        page=2,
    )
    facts = read("项目支出绩效自评表", "（2023年度）", first, "- 2 -", second)
    rows = indicators_of(facts)
    assert [row["indicator_name"] for row in rows] == ["培训期数和参加人数", "完成时间", "知晓度"]
    assert [row["level1"] for row in rows] == ["产出指标", "产出指标", "效益指标"]
    [evaluation] = facts.frames["project_evaluation"].to_dicts()
    assert evaluation["total_score"] == 100
    pages = facts.frames["figure_location"].filter(fact_id=rows[1]["fact_id"], figure="target")["page"].to_list()
    assert pages == [2]


def test_two_forms_in_one_grid_and_the_same_form_twice() -> None:
    once = "\n".join([HEAD.strip(), HEADINGS.format(rows=5), REGULAR.strip(), "总分>6 | 100 | 100 | ."])
    grid = grid_of(
        "项目支出绩效自评表>9\n（2023年度）>9\n" + once + "\n联系人>2 | 郑清宇>7\n项目支出绩效自评表>9\n（2024年度）>9\n" + once
    )
    facts = read(grid)
    evaluations = facts.frames["project_evaluation"].sort("form_no").to_dicts()
    assert [row["fiscal_year"] for row in evaluations] == [2023, 2024]
    twice = read("（2023年度）", grid_of(once), "（2023年度）", grid_of(once))
    assert [row["duplicate_of_form_no"] for row in twice.frames["project_evaluation"].sort("form_no").to_dicts()] == [None, 1]


def test_a_list_of_projects_is_no_form() -> None:
    listing = grid_of("序号 | 项目名称 | 金额\n1 | 社区培训 | 30\n2 | 社区活动 | 20")
    with pytest.raises(NoRecognisableTable):
        read("项目清单", listing)


def test_budget_template_and_nothing() -> None:
    budget = grid_of("收入预算总表>3\n项目 | 本年预算 | 备注\n财政拨款 | 12.30 | .")
    with pytest.raises(NotFinalAccounts):
        read("某某区民政局2025年部门预算", budget)
    empty = grid_of("项目 | 决算数\n一般公共预算 | .\n政府性基金 | .")
    with pytest.raises(EmptyTemplate):
        read("XX局2024年度部门决算", "收入支出决算总表", empty)
    with pytest.raises(NoRecognisableTable):
        read("通知公告", grid_of("日期 | 人数\n周一 | 3"))


def test_prose_whose_tables_are_elsewhere_is_loaded() -> None:
    facts = read(
        "某某市某某区民政局2024年度部门决算",
        "收入支出决算表见附件。",
        "2024年度本年收入合计123.45万元，其中：财政拨款收入120.00万元。",
    )
    assert {row["amount_yuan"] for row in facts.frames["narrative_figure"].to_dicts()} >= {
        Decimal("1234500.00"),
        Decimal("1200000.00"),
    }
    assert facts.frames["document"]["kind"].to_list() == ["final_accounts"]


def test_a_table_that_nobody_reads_is_said() -> None:
    form_grid = grid_of("\n".join([HEAD.strip(), HEADINGS.format(rows=5), REGULAR.strip(), "总分>6 | 100 | 100 | ."]))
    other = grid_of("设备 | 数量 | 单价\n显微镜 | 3 | 12800.50")
    numbered = grid_of("序号 | 单位名称\n1 | 某某区民政局\n2 | 某某区社区中心")
    facts = read("（2023年度）", form_grid, other, numbered)
    [finding] = facts.frames["finding"].filter(rule_id="EX-112").to_dicts()
    assert "显微镜" in finding["message"]
    assert finding["origin"] == "extraction"


def test_a_scan_is_refused_as_what_it_is() -> None:
    document = ReadDocument("pdf", (Paragraph("部门决算", page=1),), 2, doubts=(ReadingDoubt("unreadable-page", "", page=2),))
    with pytest.raises(NoRecognisableTable, match="扫描件"):
        facts_of(document, DocumentContext("a" * 64, "扫描.pdf"))


def test_a_targets_only_table_is_no_self_evaluation() -> None:
    targets = grid_of(
        "项目名称 | 社区培训>3\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
        "产出指标 | 数量指标 | 培训期数 | ≥2期\n效益指标 | 社会效益指标 | 知晓度 | 提高"
    )
    with pytest.raises(NotFinalAccounts):
        read("2025年部门预算项目绩效目标表", targets)


def struck(grid: CellGrid, text: str, instead: str = "") -> CellGrid:
    """The grid with every cell of this text struck out, and perhaps another text written beside it."""
    cells = tuple(replace(cell, text=instead, struck=text) if cell.text == text else cell for cell in grid.cells)
    return replace(grid, cells=cells)


def struck_form(text: str, instead: str = "") -> DocumentFacts:
    rows = "产出指标 | 数量指标 | 培训期数 | 2期 | 2期 | 50 | 48 | .\n产出指标 | 质量指标 | 合格率 | 90% | 95% | 40 | 37 | ."
    grid = grid_of("\n".join([HEAD.strip(), HEADINGS.format(rows=3), rows, "总分>6 | 100 | 95 | ."]))
    return read("项目支出绩效自评表", "（2023年度）", struck(grid, text, instead))


def test_a_figure_that_is_struck_out_is_left_empty_and_said() -> None:
    facts = struck_form("48")
    assert [row["score"] for row in indicators_of(facts)] == [None, Decimal(37)]
    finding = facts.frames["finding"].filter(rule_id="EX-006").row(0, named=True)
    assert (finding["form_no"], finding["severity"]) == (1, "warning")
    assert finding["fact_ids"] == [indicators_of(facts)[0]["fact_id"]]
    assert "“48”" in finding["message"]


def test_a_figure_that_replaces_a_struck_one_is_the_figure() -> None:
    facts = struck_form("48", "49")
    assert [row["score"] for row in indicators_of(facts)] == [Decimal(49), Decimal(37)]
    assert "EX-006" not in rules_of(facts)


def test_an_officer_struck_out_is_named_nowhere() -> None:
    assert "郑清宇" not in str([frame.rows() for frame in struck_form("郑清宇").frames.values()])

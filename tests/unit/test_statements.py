"""Statements in layouts that published documents have: what is read, what is doubted, what is recorded as empty."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extract.read.open_document import read_document
from tests.factory.statements import Printed, PrintedTable, cells, typeset_docx, typeset_html, typeset_pdf, typeset_xlsx
from transform.forms.statements.context import StatementContext, YearWitnesses
from transform.forms.statements.read import StatementsReading, statements_of
from transform.forms.statements.titles import title_in_lines, title_of
from transform.reading.evidence import Evidence, Scope, settle
from transform.recognise.published_rows import lines_of
from transform.units import UNITS

UNIT = ("公开05表", "部门：某某县某某局 金额单位：万元")
SIMPLE = [
    [Printed("项目", 2), *cells("合计", "基本支出", "项目支出")],
    cells("功能分类科目编码", "科目名称", "", "", ""),
    [Printed("合计", 2), *cells("30.00", "10.00", "20.00")],
    cells("201", "一般公共服务支出", "30.00", "10.00", "20.00"),
]


def read(content: bytes, name: str, unit: str | None = None) -> StatementsReading:
    document = read_document(content, name)
    lines = lines_of(document)
    context = StatementContext.of(document, lines, "b" * 64, YearWitnesses.of("2024年度部门决算", lines, [], []))
    if unit:
        said = Evidence("unit", UNITS[unit], f"单位：{unit}", "全文", Scope.DOCUMENT)
        context = replace(context, unit=settle("unit", [said]))
    return statements_of(lines, context)


def simple(title: str = "一般公共预算财政拨款支出决算表", **around: object) -> PrintedTable:
    return PrintedTable(SIMPLE, title, **{"captions": UNIT, "header_rows": 2, **around})  # type: ignore[arg-type]


def amounts(reading: StatementsReading) -> dict[tuple[str, str], Decimal | None]:
    return {(row["subject_code"] or row["label"], row["measure"]): row["amount_yuan"] for row in reading.rows["statement_amount"]}


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("收 入 支 出 决 算 总 表", "收入支出决算总表"),
        ("2023年度一般公共预算财政拨款支出决算表", "一般公共预算财政拨款支出决算表"),
        ("表三 2024年度部门支出决算表（续）", "支出决算表"),
        ("某某市某某局2024年度财政拨款收入支出决算表", "财政拨款收入支出决算总表"),
        ("一般公共预算财政拨款基本支出决算明细表", "一般公共预算财政拨款基本支出决算表"),
        ("财决公开02表 收入决算总表", "收入决算表"),
        ("一般公共预算财政拨款“三公”经费支出决算表", "财政拨款“三公”经费支出决算表"),
        ("政府性基金预算⻔类财政拨款收入支出决算表", "政府性基金预算门类财政拨款收入支出决算表"),
        ("国有资产占用情况表", "国有资产占用情况表"),
        ("“三公”经费财政拨款支出决算表", "财政拨款“三公”经费支出决算表"),
        ("财政拨款“三公”经费及会议费、培训费支出决算表", "财政拨款“三公”经费支出决算表"),
        ("政府性基金预算收支决算表", "政府性基金预算财政拨款收入支出决算表"),
        ("社会保险基金支出决算表", "社会保险基金支出决算表"),
    ],
)
def test_title_names_its_statement(printed: str, name: str) -> None:
    title = title_of(printed)
    assert title is not None
    assert title.name == name


@pytest.mark.parametrize(
    "printed",
    [
        "三、支出决算表........7",
        "支出决算情况说明",
        "第二部分 某某局2024年度部门决算表",
        "项目支出绩效自评表",
        "支出决算表见下，合计 3.00 万元。",
    ],
)
def test_what_only_mentions_a_statement_is_no_title(printed: str) -> None:
    assert title_of(printed) is None


def test_title_broken_over_lines_is_the_longer_one() -> None:
    broken = title_in_lines(["一般公共预算财政拨款", "支出决算表"])
    prefixed = title_in_lines(["某某县某某局2024年度", "支出决算表"])
    assert [title.code if title else None for title in (broken, prefixed)] == ["general_budget_expenditure", "expenditure"]


def test_table_of_contents_is_no_statement() -> None:
    contents = ["目录", "一、收入支出决算总表", "二、收入决算表"]
    units = PrintedTable([cells("序号", "单位名称", "备注"), cells("1", "某某县某某局", "")])
    reading = read(typeset_docx([units], contents), "contents.docx")
    assert reading.readings == ()


def test_blank_zero_and_dash_stay_apart() -> None:
    table = PrintedTable([*SIMPLE, cells("208", "社会保障和就业支出", "", "0.00", "—")], "支出决算表", UNIT, (), 2)
    rows = {
        row["measure"]: row
        for row in read(typeset_html([table]), "zero.html").rows["statement_amount"]
        if row["subject_code"] == "208"
    }
    assert [(rows[name]["amount_yuan"], rows[name]["published_text"]) for name in ("合计", "基本支出", "项目支出")] == [
        (None, ""), (Decimal("0.00"), "0.00"), (None, "—"),
    ]  # fmt: skip


def test_counts_are_not_money() -> None:
    rows = [
        cells("项目", "行次", "预算数", "决算统计数"), cells("栏次", "", "1", "2"), cells("支出合计", "1", "3.00", "2.50"),
        cells("1．公务用车保有量（辆）", "2", "—", "4"), cells("2．国内公务接待人次（人）", "3", "—", "56"),
    ]  # fmt: skip
    reading = read(typeset_xlsx([PrintedTable(rows, "财政拨款“三公”经费支出决算表", UNIT, (), 2)]), "counts.xlsx")
    counted = {
        row["label"]: (row["quantity"], row["unit"]) for row in reading.rows["statement_count"] if row["quantity"] is not None
    }
    assert counted == {"1．公务用车保有量（辆）": (Decimal(4), "辆"), "2．国内公务接待人次（人）": (Decimal(56), "人")}
    assert amounts(reading)[("支出合计", "决算统计数")] == Decimal("25000.00")
    assert not [row for row in reading.rows["statement_amount"] if "（" in row["label"]]


def test_rates_and_unknown_texts_are_no_figures_and_leave_a_finding() -> None:
    rows = [cells("项目", "预算数", "决算数", "完成预算%", "经办科室"), cells("公务接待费", "4.00", "3.00", "75.00", "某科")]
    reading = read(typeset_html([PrintedTable(rows, "财政拨款“三公”经费支出决算表", UNIT)]), "rate.html")
    assert list(amounts(reading)) == [("公务接待费", "预算数"), ("公务接待费", "决算数")]
    assert [row["rule_id"] for row in reading.rows["finding"]] == ["EX-109", "EX-109"]


def test_names_at_the_foot_are_never_quoted() -> None:
    foot = [cells("单位负责人", "王某某", "制表人", "李某某", "13800000000"), [Printed("财务负责人：赵某某", 5)]]
    table = PrintedTable([*SIMPLE, *foot], "支出决算表", UNIT, ["联系人：钱某某 电话：13900000000"], 2)
    for content, name in ((typeset_html([table]), "foot.html"), (typeset_pdf([table]), "foot.pdf")):
        reading = read(content, name)
        assert len(reading.rows["statement_amount"]) == 6
        everything = str(reading.rows)
        assert not any(word in everything for word in ("王某某", "李某某", "赵某某", "钱某某", "138", "139"))


def test_disclosed_empty_is_not_missing() -> None:
    frame = [*SIMPLE[:2], [Printed("合计", 2), *cells("", "", "")], [Printed(), Printed(), Printed(), Printed(), Printed()]]
    note = "注：某某局2024年度没有使用国有资本经营预算安排的支出，故本表无数据。"
    reading = read(typeset_pdf([PrintedTable(frame, "国有资本经营预算财政拨款支出决算表", UNIT, [note], 2)]), "empty.pdf")
    coverage = {row["item_code"]: row["status"] for row in reading.rows["coverage"]}
    assert coverage["state_capital_expenditure"] == "disclosed-empty"
    assert coverage["income"] == "missing"
    assert not reading.has_figures


def test_empty_statement_without_a_table_is_disclosed() -> None:
    lines = ["政府性基金预算财政拨款收入支出决算表", "本部门2024年度没有政府性基金收支，本表为空。", "第三部分 情况说明"]
    reading = read(typeset_docx([simple()], lines), "words.docx")
    assert [(each.title.code, each.status) for each in reading.readings] == [
        ("government_fund_income_expenditure", "disclosed-empty"), ("general_budget_expenditure", "read"),
    ]  # fmt: skip


def test_without_unit_nothing_is_money() -> None:
    reading = read(typeset_html([simple(captions=())]), "unit.html")
    assert set(amounts(reading).values()) == {None}
    assert [(row["rule_id"], row["statement_code"]) for row in reading.rows["finding"]] == [
        ("EX-104", "general_budget_expenditure")
    ]


def test_unit_of_the_document_and_of_the_heading() -> None:
    by_document = read(typeset_html([simple(captions=())]), "unit.html", "元")
    assert amounts(by_document)[("201", "基本支出")] == Decimal("10.00")
    assert all("取自全文" in row["steps"] for row in by_document.rows["figure_location"])
    headed = [[Printed("项目"), Printed("决算数（万元）")], cells("政府采购支出合计", "12.30")]
    by_heading = read(typeset_html([PrintedTable(headed, "政府采购情况表")]), "unit.html")
    assert next(iter(amounts(by_heading).values())) == Decimal("123000.00")


def test_total_fused_with_sub_headings() -> None:
    """合计 as the row's label in the same row as the headings 合计, 基本支出, 项目支出 below 本年支出."""
    rows = [
        [Printed("项目", 2), Printed("年初结转和结余", 1, 2), Printed("本年支出", 3, 2), Printed("年末结转和结余", 1, 2)],
        cells("功能分类科目编码", "科目名称"),
        [Printed("合计", 2), *cells("5.00", "合计", "基本支出", "项目支出", "2.00")],
        cells("229", "其他支出", "5.00", "3.00", "1.00", "2.00", "2.00"),
    ]
    reading = read(typeset_docx([PrintedTable(rows, "政府性基金预算财政拨款收入支出决算表", UNIT, (), 3)]), "fused.docx")
    found = amounts(reading)
    assert found[("229", "本年支出/基本支出")] == Decimal("10000.00")
    assert found[("合计", "年末结转和结余")] == Decimal("20000.00")
    assert ("合计", "本年支出/合计") not in found


def test_heading_cut_by_a_page_is_taken_over() -> None:
    stub = ("功能分类科目编码", "科目名称")
    left = [[Printed("项目", 2), Printed("合计", 1, 2), Printed("工资福利支出", 2)], cells(*stub, "小计", "基本工资"),
            cells("201", "一般公共服务支出", "9.00", "5.00", "2.00")]  # fmt: skip
    right = [[Printed("项目", 2), Printed("", 2), Printed("资本性支出", 1)], cells(*stub, "津贴补贴", "奖金", "小计"),
             cells("201", "一般公共服务支出", "1.00", "2.00", "4.00")]  # fmt: skip
    tables = [PrintedTable(left, "财政拨款支出决算明细表", UNIT, (), 2), PrintedTable(right, "", (), (), 2)]
    reading = read(typeset_pdf(tables), "cut.pdf")
    assert amounts(reading)[("201", "工资福利支出/奖金")] == Decimal("20000.00")
    assert amounts(reading)[("201", "资本性支出/小计")] == Decimal("40000.00")
    assert [row["rule_id"] for row in reading.rows["finding"]] == ["EX-106"]


def test_two_sets_in_one_document_keep_their_rows_apart() -> None:
    reading = read(typeset_docx([simple(), simple()]), "sets.docx")
    rows = reading.rows["statement_amount"]
    assert len(reading.readings) == 2
    assert len({row["fact_id"] for row in rows}) == len(rows)
    assert len({(row["row_no"], row["measure"]) for row in rows}) == len(rows)


def test_two_three_public_statements_keep_their_published_titles() -> None:
    rows = [cells("项目", "行次", "决算数"), cells("“三公”经费支出合计", "1", "9.00")]
    first, second = "财政拨款“三公”经费、行政参公单位机关运行经费情况表", "一般公共预算财政拨款“三公”经费情况表"
    both = read(typeset_html([PrintedTable(rows, first, UNIT), PrintedTable(rows, second, UNIT)]), "two.html")
    alone = read(typeset_html([PrintedTable(rows, second, UNIT)]), "one.html")
    assert [each.title.name for each in both.readings] == [first, second]
    assert [each.title.code for each in alone.readings] == ["three_public_expenses"]


def test_row_without_label_is_doubted() -> None:
    table = PrintedTable([*SIMPLE, cells("", "", "7.00", "", "")], "支出决算表", UNIT, (), 2)
    reading = read(typeset_html([table]), "label.html")
    assert Decimal("70000.00") not in amounts(reading).values()
    doubts = [row for row in reading.rows["finding"] if row["rule_id"] == "EX-102"]
    assert len(doubts) == 1
    assert doubts[0]["statement_code"] == "expenditure"


def test_more_than_two_decimals_of_yuan_are_rounded_and_said() -> None:
    table = PrintedTable(
        [*SIMPLE[:2], cells("201", "一般公共服务支出", "1.005", "", "1.005")], "支出决算表", ("单位：元",), (), 2
    )
    reading = read(typeset_docx([table]), "fen.docx")
    assert amounts(reading)[("201", "合计")] == Decimal("1.01")
    assert {row["rule_id"] for row in reading.rows["finding"]} == {"EX-108"}


def test_lines_of_figures_without_a_table_are_doubted() -> None:
    lines = [
        "支出决算表",
        "单位：万元",
        "201 一般公共服务支出 30.00 10.00 20.00",
        "208 社会保障 3.00 1.00 2.00",
        "221 住房保障 3.00 1.00 2.00",
    ]
    reading = read(typeset_docx([], lines), "lines.docx")
    assert [(row["rule_id"], row["statement_code"]) for row in reading.rows["finding"]] == [("EX-004", "expenditure")]


def test_every_figure_has_its_place() -> None:
    reading = read(typeset_pdf([simple()]), "place.pdf")
    places = {row["fact_id"]: row for row in reading.rows["figure_location"]}
    for row in reading.rows["statement_amount"]:
        assert places[row["fact_id"]]["page"] == 1
        assert row["bbox"].startswith("[")
        assert "单位“万元”取自表上方" in places[row["fact_id"]]["steps"]


def test_parts_of_a_code_under_one_heading_without_headings_of_their_own() -> None:
    grid = [
        [Printed("项目", 4), *cells("合计", "基本支出")],
        [Printed("功能分类科目编码", 3), *cells("科目名称", "", "")],
        cells("208", "", "", "社会保障和就业支出", "22.26", "22.26"),
        cells("208", "05", "", "行政事业单位养老支出", "22.26", "22.26"),
        cells("208", "05", "05", "机关事业单位基本养老保险缴费支出", "22.26", "22.26"),
        [Printed("合计", 4), *cells("22.26", "22.26")],
    ]
    table = PrintedTable(grid, "一般公共预算财政拨款支出决算表", captions=UNIT, header_rows=2)
    found = amounts(read(typeset_html([table]), "a.html"))
    assert found == {
        (name, measure): Decimal("222600.00") for name in ("208", "20805", "2080505", "合计") for measure in ("合计", "基本支出")
    }


def test_counts_printed_as_pairs_below_the_amounts_are_no_amounts() -> None:
    grid = [
        cells("合计", "因公出国（境）费", "公务用车运行维护费", "公务接待费"),
        cells("7.55", "", "6.55", "1.00"),
        cells("公务用车保有量（辆）", "3", "国内公务接待批次（个）", "15"),
    ]
    table = PrintedTable(grid, "财政拨款“三公”经费支出决算表", captions=UNIT, header_rows=1)
    reading = read(typeset_html([table]), "a.html")
    assert next(row["amount_yuan"] for row in reading.rows["statement_amount"] if row["measure"] == "合计") == Decimal("75500.00")
    counts = [(row["label"], row["quantity"], row["unit"]) for row in reading.rows["statement_count"]]
    assert counts == [("公务用车保有量（辆）", Decimal(3), "辆"), ("国内公务接待批次（个）", Decimal(15), "个")]
    assert len(reading.rows["statement_amount"]) == 4


def test_a_label_that_holds_an_amount_is_no_label() -> None:
    grid = [
        cells("科目编码", "科目名称", "金额"),
        cells("301", "800.00 302商品和服务支出", "100.00"),
        cells("303", "对个人和家庭的补助", "20.00"),
    ]
    reading = read(typeset_html([PrintedTable(grid, "一般公共预算财政拨款基本支出决算表", captions=UNIT)]), "a.html")
    assert amounts(reading) == {("303", "金额"): Decimal("200000.00")}
    assert [doubt.rule_id for doubt in reading.readings[0].doubts] == ["EX-102"]


def test_a_column_of_units_is_no_label_and_its_counts_are_no_money() -> None:
    grid = [
        cells("项目", "单位", "数值"),
        cells("“三公”经费支出", "万元", "7.55"),
        cells("车辆数合计", "辆", "3"),
        cells("大型设备", "台/套", "2"),
    ]
    reading = read(typeset_html([PrintedTable(grid, "机构运行信息决算表", captions=UNIT)]), "a.html")
    assert amounts(reading) == {("“三公”经费支出", "数值"): Decimal("75500.00")}
    counts = [(row["label"], row["quantity"], row["unit"]) for row in reading.rows["statement_count"]]
    assert counts == [("车辆数合计", Decimal(3), "辆"), ("大型设备", Decimal(2), "台/套")]


def test_a_title_without_a_table_right_before_a_table_with_its_own_title_is_recorded_as_empty() -> None:
    page = (
        "<p>九、国有资本经营预算财政拨款支出决算表</p><p>本部门不涉及国有资本经营预算，公开空表。</p><table>"
        "<tr><td colspan='3'>支出决算表</td></tr><tr><td colspan='3'>金额单位：万元</td></tr>"
        "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td>201</td><td>一般公共服务支出</td><td>3.00</td></tr></table>"
    )
    found = {row["item_name"]: row["status"] for row in read(page.encode(), "a.html").rows["coverage"]}
    assert (found["国有资本经营预算财政拨款支出决算表"], found["支出决算表"]) == ("disclosed-empty", "read")


def test_the_unit_of_a_label_counts_only_the_column_of_counts() -> None:
    grid = [
        [Printed("资产类别", rows=2), Printed("数量", rows=2), Printed("价值（万元）", 2)],
        cells("账面原值", "账面净值"),
        cells("车辆（辆）", "3", "60.00", "20.00"),
    ]
    reading = read(typeset_html([PrintedTable(grid, "国有资产占用情况表", header_rows=2)]), "a.html")
    assert sorted(str(value) for value in amounts(reading).values()) == ["200000.00", "600000.00"]
    assert [(row["quantity"], row["unit"]) for row in reading.rows["statement_count"]] == [(Decimal(3), "辆")]


def test_what_is_no_figure_under_a_heading_of_figures_is_doubted_and_no_label() -> None:
    grid = [
        cells("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        cells("201", "一般公共服务支出", "3.00", "2.00", "1.OO"),
        cells("20103", "政府办公厅（室）及相关机构事务", "3.00", "2.00", "***"),
    ]
    reading = read(typeset_html([PrintedTable(grid, "支出决算表", captions=UNIT)]), "a.html")
    assert [row["label"] for row in reading.rows["statement_amount"]][::2] == [
        "一般公共服务支出",
        "政府办公厅（室）及相关机构事务",
    ]
    assert [doubt.rule_id for doubt in reading.readings[0].doubts] == ["EX-103", "EX-103"]


def test_the_year_of_a_workbook_that_prints_none_is_that_of_its_name() -> None:
    document = read_document(typeset_xlsx([simple()]), "a.xlsx")
    lines = lines_of(document)

    def year(title: str, name: str) -> int | None:
        witnesses = YearWitnesses.of(title, lines, [], [name])
        return statements_of(lines, StatementContext.of(document, lines, "b" * 64, witnesses)).year.value

    assert year("支出决算表", "某某局2023年度部门决算.xlsx") == 2023
    assert year("2022年度部门决算", "某某局2023年度部门决算.xlsx") == 2022
    assert year("支出决算表", "20230908.xlsx") is None

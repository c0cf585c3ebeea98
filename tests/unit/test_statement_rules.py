"""Every rule on statements and prose: silent on a clean account, found when its error is planted, and counted."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from expectations.identities.statement_evaluation import rules_on_statements
from tests.factory.clean_account import Tables, add_prose, add_statement, cell, clean, printed, reprint, run, stated

Plant = Callable[[Tables], None]
SUMMARY, FISCAL, GENERAL = "income_expenditure_summary", "fiscal_income_expenditure_summary", "general_budget_expenditure"
BASIC, FUND, CAPITAL, PUBLIC = (
    "general_budget_basic_expenditure",
    "government_fund_income_expenditure",
    "state_capital_expenditure",
    "three_public_expenses",
)
PROCUREMENT = "government_procurement"


def put(code: str, label: str, measure: str, text: str, side: str | None = None) -> Plant:
    return lambda tables: reprint(tables, code, label, measure, text, side)


def say(subject: str, text: str, role: str | None = None) -> Plant:
    return lambda tables: stated(tables, subject, role).update(printed(text))


def rate(subject: str, column: str, value: str, role: str | None = None) -> Plant:
    return lambda tables: stated(tables, subject, role).update({column: Decimal(value)})


def public(item: str, kind: str, text: str) -> Plant:
    return lambda tables: reprint(tables, PUBLIC, "", f"{item}/{kind}", text)


def rename(code: str, subject: str, name: str) -> Plant:
    def plant(tables: Tables) -> None:
        for row in tables["statement_amount"]:
            if row["statement_code"] == code and row["subject_code"] == subject:
                row["label"] = name

    return plant


def recode(code: str, subject: str, other: str) -> Plant:
    def plant(tables: Tables) -> None:
        for row in tables["statement_amount"]:
            if row["statement_code"] == code and row["subject_code"] == subject:
                row["subject_code"] = other

    return plant


def cover(code: str, status: str, detail: str) -> Plant:
    def plant(tables: Tables) -> None:
        row = next((row for row in tables["coverage"] if row["item_code"] == code), None)
        if row is None:
            row = {
                "document_sha256": tables["document"][0]["sha256"],
                "item_kind": "statement",
                "item_code": code,
                "item_name": code,
            }
            tables["coverage"].append(row)
        row.update(status=status, detail=detail)

    return plant


def title(code: str, text: str) -> Plant:
    def plant(tables: Tables) -> None:
        for row in tables["statement_amount"]:
            if row["statement_code"] == code:
                row["published_title"] = text

    return plant


def unit(code: str, name: str) -> Plant:
    """The statement prints another unit, and its stored values follow what it prints."""

    def plant(tables: Tables) -> None:
        for row in tables["statement_amount"]:
            if row["statement_code"] == code and row["amount_yuan"] is not None:
                row.update(published_unit=name, **printed(row["published_text"], name))

    return plant


def shift(tables: Tables) -> None:
    """The column of 302 is printed one row too high after 办公费 (DOMAIN §9, case a)."""
    for label, text in (
        ("30201", "10.00"),
        ("30216", "0.50"),
        ("30217", "."),
        ("30229", "2.50"),
        ("30231", "5.00"),
        ("30299", "18.00"),
    ):
        reprint(tables, BASIC, label, "决算数", text)


def form(executed: str) -> Plant:
    def plant(tables: Tables) -> None:
        tables["project_funding"].append({"fact_id": "pf_1", "form_no": 1, "fund_source": "total", "published_unit": "万元",
                                          "executed_yuan": Decimal(executed) * 10000, "published_text": executed})  # fmt: skip

    return plant


def procurement(total: str) -> Plant:
    lines = [(None, "一、政府采购支出合计", total), (None, "（一）政府采购货物支出", "10.00"),
             (None, "（二）政府采购工程支出", "5.00"),
             (None, "（三）政府采购服务支出", "15.00")]  # fmt: skip
    return lambda tables: add_statement(tables, PROCUREMENT, ["决算数"], lines)


def residue(tables: Tables) -> None:
    add_prose(
        tables, "机关运行经费支出", "1.00", "十一、其他重要事项", kind="change", quote="机关运行经费支出增加（减少）1.00万元"
    )


def nothing_but(sections: str) -> Plant:
    def plant(tables: Tables) -> None:
        tables["narrative_figure"] = [
            row for row in tables["narrative_figure"] if sections not in row["section"] + row["subject"]
        ]

    return plant


def item_budgets(tables: Tables) -> None:
    """Every 项 has its initial budget; together 1 万元 more than the whole."""
    section = "五、一般公共预算财政拨款支出决算情况说明"
    pension = "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）"
    for path, text in (("一般公共服务支出（类）财政事务（款）行政运行（项）", "27.00"), (pension, "22.00")):
        add_prose(tables, path.rpartition("（款）")[2], text, section, role="年初预算", item_path=path)
    add_prose(tables, "一般公共预算财政拨款支出", "100.00", section, role="年初预算")


def many(*plants: Plant) -> Plant:
    def plant(tables: Tables) -> None:
        for one in plants:
            one(tables)

    return plant


PATH = {"item_path": "一般公共服务支出（类）人大事务（款）人大会议（项）"}
PLANTED: list[tuple[str, str, Plant]] = [
    ("DQ-101", "error", put(SUMMARY, "八、其他收入", "决算数", "6.00")),
    ("DQ-102", "error", put(SUMMARY, "八、社会保障和就业支出", "决算数", "21.00")),
    ("DQ-103", "error", put(SUMMARY, "年初结转和结余", "决算数", "9.00")),
    ("DQ-104", "error", put(SUMMARY, "结余分配", "决算数", "3.00")),
    ("DQ-105", "error", put(SUMMARY, "总计", "决算数", "151.00", "expenditure")),
    ("DQ-106", "warning", put(SUMMARY, "总计", "决算数", "0.00", "income")),
    ("DQ-111", "error", put("income", "20805", "其他收入", "1.00")),
    ("DQ-112", "error", put("income", "2010101", "本年收入合计", "61.00")),
    ("DQ-121", "error", put("expenditure", "201", "项目支出", "26.00")),
    ("DQ-122", "error", put("expenditure", "208", "基本支出", "16.00")),
    ("DQ-131", "error", put(FISCAL, "十一、城乡社区支出", "政府性基金预算财政拨款", "17.00")),
    ("DQ-132", "error", put(FISCAL, "年末财政拨款结转和结余", "一般公共预算财政拨款", "9.00")),
    ("DQ-133", "warning", put(FISCAL, "年初财政拨款结转和结余", "决算数", "4.00")),
    ("DQ-141", "error", put(GENERAL, "20106", "合计", "26.00")),
    ("DQ-142", "error", put(GENERAL, "2010601", "项目支出", "15.00")),
    ("DQ-151", "error", put(BASIC, "30102", "决算数", "16.00")),
    ("DQ-152", "error", put(BASIC, "人员经费合计", "决算数", "47.00")),
    ("DQ-153", "error", put(BASIC, "公用经费合计", "决算数", "21.00")),
    ("DQ-154", "error", lambda tables: add_statement(tables, BASIC, ["决算数"], [(None, "合计", "67.00")])),
    ("DQ-155", "error", shift),
    ("DQ-161", "error", public("合计", "决算数", "5.00")),
    ("DQ-162", "error", public("公务用车购置及运行费/公务用车运行费", "决算数", "3.00")),
    ("DQ-163", "warning", public("公务接待费", "决算数", "2.50")),
    ("DQ-164", "error", public("公务接待费", "决算数", "0.40")),
    ("DQ-171", "error", put(FUND, "21208", "年末结转和结余", "3.00")),
    ("DQ-172", "error", put(CAPITAL, "223", "项目支出", "6.00")),
    ("DQ-173", "error", put(FISCAL, "本年支出合计", "政府性基金预算财政拨款", "19.00")),
    ("DQ-174", "warning", cover("government_fund_basic_expenditure", "empty", "")),
    ("DQ-175", "error", cover(FUND, "read", "政府性基金预算财政拨款收入支出决算表；说明：故本表无数据。")),
    ("DQ-201", "error", put(SUMMARY, "本年收入合计", "决算数", "141.00")),
    ("DQ-202", "error", put(SUMMARY, "本年支出合计", "决算数", "124.00")),
    ("DQ-203", "error", put(SUMMARY, "一、一般公共服务支出", "决算数", "81.00")),
    ("DQ-204", "error", put(FISCAL, "本年收入合计", "决算数", "126.00")),
    ("DQ-205", "error", put(GENERAL, "合计", "合计", "96.00")),
    ("DQ-206", "error", put(GENERAL, "合计", "基本支出", "67.00")),
    ("DQ-207", "warning", put(GENERAL, "2080505", "合计", "22.00")),
    ("DQ-208", "info", put(SUMMARY, "年末结转和结余", "决算数", "27.00")),
    ("DQ-209", "warning", say("机关运行经费支出", "25.00")),
    ("DQ-209", "warning", public("合计", "决算数", "400.00")),
    ("DQ-301", "warning", recode("expenditure", "20805", "20899")),
    ("DQ-301", "info", many(recode("income", "22301", "22388"), recode("income", "2230105", "2238805"))),
    ("DQ-302", "warning", rename("income", "2080505", "住房公积金")),
    ("DQ-304", "warning", lambda tables: add_prose(tables, "人大会议（项）", "1.00", "五、一般公共预算支出情况说明", **PATH)),
    ("DQ-305", "warning", rename(GENERAL, "2010601", "财政行政运行")),
    ("DQ-401", "warning", say("收入支出总计", "155.00")),
    ("DQ-402", "warning", say("本年收入合计", "104.00")),
    ("DQ-402", "warning", rate("财政拨款收入", "share_percent", "98.29")),
    ("DQ-403", "warning", say("基本支出", "71.00")),
    ("DQ-403", "warning", rate("基本支出", "share_percent", "65.91")),
    ("DQ-404", "warning", say("财政拨款收入支出总计", "12.80")),
    ("DQ-405", "warning", say("社会保障和就业支出（类）", "21.00")),
    ("DQ-405", "warning", rate("一般公共服务支出（类）", "share_percent", "79.95")),
    ("DQ-406", "error", say("行政运行（项）", "51.00", "决算")),
    ("DQ-406", "warning", rate("行政运行（项）", "completion_percent", "91.15", "决算")),
    ("DQ-406", "warning", item_budgets),
    ("DQ-407", "error", say("行政运行（项）", "0", "年初预算")),
    ("DQ-408", "warning", say("人员经费", "64.00")),
    ("DQ-409", "warning", say("公务接待费", "0.08", "决算")),
    ("DQ-410", "error", say("政府性基金预算财政拨款本年支出", "81.00")),
    ("DQ-411", "warning", lambda tables: add_prose(tables, "机关运行经费支出", "19.00", "十一、其他重要事项的情况说明")),
    ("DQ-412", "warning", lambda tables: tables["narrative_figure"][1].update(change_percent=Decimal("9.00"))),
    ("DQ-412", "warning", lambda tables: tables["narrative_figure"][1].update(printed("150.00"))),
    ("DQ-413", "info", residue),
    ("DQ-414", "warning", say("货物采购金额", "11.00")),
    ("DQ-414", "warning", procurement("31.00")),
    ("DQ-415", "info", say("编报绩效目标的项目涉及预算金额", "400.00")),
    ("DQ-418", "warning", say("本年收入合计", "1400000.00")),
    ("DQ-419", "warning", cover("government_fund_basic_expenditure", "disclosed-empty", "仍保留该表格式，并作下述说明：")),
    ("DQ-420", "warning", title(GENERAL, "2023年度一般公共预算财政拨款支出决算表")),
    ("DQ-422", "warning", cover(PUBLIC, "missing", "文件中没有这张表")),
    ("DQ-423", "info", nothing_but("三公")),
    ("DQ-425", "warning", put("expenditure", "2010101", "项目支出", "-10.00")),
    ("DQ-426", "info", put("expenditure", "2010101", "项目支出", "10.00001")),
    ("DQ-428", "info", many(put("income", "201", "经营收入", "0"), put("income", "20101", "经营收入", "0.00"))),
    ("DQ-429", "error", unit(FUND, "元")),
    ("DQ-433", "info", put(SUMMARY, "一、一般公共服务支出", "决算数", "80.01")),
    ("DQ-516", "info", form("53.10")),
]  # fmt: skip


def test_clean_account_has_no_finding() -> None:
    assert [(row["rule_id"], row["message"]) for row in run(clean()).findings] == []


@pytest.mark.parametrize(
    ("rule_id", "severity", "plant"), PLANTED, ids=[f"{row[0]}-{row[1]}-{i}" for i, row in enumerate(PLANTED)]
)
def test_planted_error_is_found(rule_id: str, severity: str, plant: Plant) -> None:
    tables = clean()
    plant(tables)
    found = [row for row in run(tables).findings if row["rule_id"] == rule_id and row["severity"] == severity]
    assert found, f"{rule_id} says nothing"
    assert all(row["origin"] == "published" for row in found)
    assert all(row["message"].endswith("。") for row in found)


def test_every_rule_has_a_planted_error() -> None:
    planted = {row[0] for row in PLANTED} | {"DQ-123"}
    assert {rule.rule_id for rule in rules_on_statements()} - planted == set()


def test_rules_without_their_error_apply_and_hold_on_the_clean_account() -> None:
    outcomes = run(clean()).outcomes
    assert all(row["applied"] == row["held"] + row["failed"] and row["failed"] == 0 for row in outcomes)
    silent = {row["rule_id"] for row in outcomes} - {row["rule_id"] for row in outcomes if row["applied"]}
    # these need what the clean account does not print: failures, empty tables, repeated figures, years in titles, zeros, forms
    assert silent == {"DQ-123", "DQ-154", "DQ-174", "DQ-411", "DQ-419", "DQ-420", "DQ-428", "DQ-516"}


def test_outcomes_name_the_statement() -> None:
    applied = {(row["rule_id"], row["statement_code"]): row["applied"] for row in run(clean()).outcomes}
    assert applied["DQ-112", "income"] > 20
    assert applied["DQ-151", BASIC] == 4
    assert applied["DQ-205", GENERAL] == 3


def test_lost_digit_is_proposed_where_the_identities_ask_for_it() -> None:
    tables = clean()
    for label in ("201", "20101"):  # DOMAIN §9, case b: the same digit is lost in two rows
        reprint(tables, "expenditure", label, "基本支出", "5.50" if label == "201" else "4.00")
    proposals = [row for row in run(tables).findings if row["rule_id"] == "DQ-123"]
    assert any(row["expected"] == "55 万元" and row["actual"] == "5.50 万元" for row in proposals)
    assert all(row["severity"] == "info" for row in proposals)
    assert cell(tables, "expenditure", "201", "基本支出")["published_text"] == "5.50"


def test_one_wrong_total_is_proposed_instead_of_its_parts() -> None:
    tables = clean()
    reprint(tables, GENERAL, "合计", "合计", "95.90")
    proposals = [row for row in run(tables).findings if row["rule_id"] == "DQ-123"]
    assert {(row["actual"], row["expected"]) for row in proposals} == {("95.90 万元", "95 万元")}


def test_a_line_printed_again_on_the_next_page_counts_once() -> None:
    tables = clean()
    again = [row for row in tables["statement_amount"] if row["statement_code"] == GENERAL and row["subject_code"] == "2010601"]
    tables["statement_amount"] += [dict(row, fact_id=row["fact_id"] + "_2", row_no=99) for row in again]
    assert [row for row in run(tables).findings if row["severity"] == "error"] == []


def test_a_figure_of_the_neighbouring_item_may_be_a_shifted_row() -> None:
    tables = clean()
    for label, text in (("30216", "0.80"), ("30217", ".")):
        reprint(tables, BASIC, label, "决算数", text)
    found = [row for row in run(tables).findings if row["rule_id"] == "DQ-155"]
    assert [row["severity"] for row in found] == ["warning"]


def test_a_note_on_the_next_table_contradicts_nothing() -> None:
    tables = clean()
    cover(FUND, "read", "政府性基金表；第9页；本年度没有国有资本经营预算支出，故本表无数据")(tables)
    assert run(tables).findings == ()


def test_secret_departments_may_leave_lines_out() -> None:
    tables = clean()
    tables["document"][0]["department_name"] = "安宁县国家保密局"
    tables["statement_amount"] = [
        row
        for row in tables["statement_amount"]
        if not (row["statement_code"] == GENERAL and (row["subject_code"] or "")[:5] == "20106")
    ]
    found = [row for row in run(tables).findings if row["rule_id"] == "DQ-142"]
    assert {row["severity"] for row in found} == {"info"}


def test_departments_may_stop_at_classes() -> None:
    tables = clean()
    tables["statement_amount"] = [row for row in tables["statement_amount"] if len(row["subject_code"] or "") <= 3]
    tables["narrative_figure"] = []
    assert [row for row in run(tables).findings if row["severity"] == "error"] == []


def test_two_accounts_in_one_document_are_not_mixed() -> None:
    tables = clean()
    again = [dict(row, fact_id=row["fact_id"] + "_2", row_no=row["row_no"] + 100) for row in tables["statement_amount"]]
    for row in again:
        if row["amount_yuan"] is not None:
            row["amount_yuan"], row["published_text"] = row["amount_yuan"] * 2, str(row["amount_yuan"] / 5000)
    tables["statement_amount"] += again
    tables["coverage"] += [dict(row, item_code=row["item_code"] + "-2") for row in tables["coverage"]]
    tables["narrative_figure"] = []
    evaluation = run(tables)
    assert [(row["rule_id"], row["message"]) for row in evaluation.findings if row["severity"] != "info"] == []
    assert {row["statement_code"]: row["applied"] for row in evaluation.outcomes if row["rule_id"] == "DQ-202"} == {
        "income_expenditure_summary": 2
    }


def test_doubt_of_the_reader_makes_it_an_extraction_finding() -> None:
    tables = clean()
    reprint(tables, GENERAL, "2010601", "项目支出", "15.00")
    tables["finding"].append({"finding_id": "q", "rule_id": "EX-102", "statement_code": GENERAL, "severity": "warning"})
    found = [row for row in run(tables).findings if row["rule_id"] == "DQ-142"]
    assert {row["origin"] for row in found} == {"extraction"}


def test_a_class_named_without_its_last_noun_is_the_class_of_the_statements() -> None:
    tables = clean()
    add_prose(tables, "一般公共服务（类）支出", "80.00", "五、一般公共预算支出情况说明", item_path="一般公共服务（类）")
    assert [row["message"] for row in run(tables).findings if row["rule_id"] == "DQ-304"] == []

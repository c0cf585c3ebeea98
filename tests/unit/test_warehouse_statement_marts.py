"""Marts over statements and prose: totals and parts are told apart, a SUM is right, what is not certain stays open."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sql.warehouse import open_read_only
from tests.factory.staged_rows import Document, Row, Statement, load, rows_of


def amounts(total: str, basic: str | None, project: str | None) -> dict[str, str | None]:
    return {"本年支出合计": total, "基本支出": basic, "项目支出": project, "经营支出": None}


ROWS = (
    Row(None, "合计", amounts("600.00", "100.00", "500.00")),
    Row("201", "一般公共服务支出", amounts("350.00", "100.00", "250.00")),
    Row("20106", "财政事务", amounts("350.00", "100.00", "250.00")),
    Row("2010601", "行政运行", amounts("100.00", "100.00", None)),
    Row("2010607", "信息化建设", amounts("250.00", None, "250.00")),
    Row("229", "其他支出", amounts("250.00", None, "250.00")),
    Row("22999", "其他支出", amounts("250.00", None, "250.00")),  # a line that goes no deeper than 款
)
EXPENDITURE = Statement("expenditure", "支出决算表", ROWS, proof="proven")


def account(*statements: Statement, salt: str = "决算", **values: Any) -> Document:
    return Document(salt, forms=(), statements=statements, **values)


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    with open_read_only(home) as connection:
        return connection.execute(query).fetchall()


def test_leaves_of_parts_add_up_to_the_printed_total(tmp_path: Path) -> None:
    load(tmp_path, account(EXPENDITURE))
    parts = "SELECT sum(amount_yuan) FROM mart.statement_amount WHERE is_leaf AND NOT is_total_measure"
    whole = "SELECT sum(amount_yuan) FROM mart.statement_amount WHERE level = '合计' AND is_total_measure"
    assert ask(tmp_path, parts) == ask(tmp_path, whole) == [(Decimal("600.00"),)]
    assert ask(tmp_path, "SELECT DISTINCT subject_code, level, is_leaf FROM mart.statement_amount ORDER BY 1 NULLS FIRST") == [
        (None, "合计", False),
        ("201", "类", False),
        ("20106", "款", False),
        ("2010601", "项", True),
        ("2010607", "项", True),
        ("229", "类", False),
        ("22999", "款", True),
    ]
    assert ask(tmp_path, "SELECT proof, count(*) FROM mart.statement_amount GROUP BY 1 ORDER BY 1") == [
        ("proven", 1),
        (None, 27),
    ]


def test_leaf_looks_at_its_own_statement_only(tmp_path: Path) -> None:
    shallow = Statement(
        "general_budget_expenditure", "一般公共预算财政拨款支出决算表", (Row("201", "一般公共服务支出", {"合计": "1.00"}),)
    )
    load(tmp_path, account(EXPENDITURE, shallow))
    query = "SELECT is_leaf FROM mart.statement_amount WHERE statement_code = 'general_budget_expenditure'"
    assert ask(tmp_path, query) == [(True,)]


@pytest.mark.parametrize(
    ("code", "label", "level", "is_leaf"),
    [
        (None, "本年支出合计", "合计", False),
        (None, "总计", "合计", False),
        (None, "一、一般公共服务支出", "行", None),
        (None, "其中：基本支出结转", "其中", None),
        (None, None, "行", None),
        ("205", "教育支出", "类", True),
        ("2050299", "其他普通教育支出", "项", True),
    ],
)
def test_level_of_a_row(tmp_path: Path, code: str | None, label: str | None, level: str, is_leaf: bool | None) -> None:
    load(tmp_path, account(Statement("expenditure", "支出决算表", (Row(code, label, {"决算数": "1.00"}),))))
    assert ask(tmp_path, "SELECT level, is_leaf FROM mart.statement_amount") == [(level, is_leaf)]


def test_spending_items_in_order_with_their_parts(tmp_path: Path) -> None:
    load(tmp_path, account(EXPENDITURE))
    query = (
        "SELECT rank_in_document, subject_code, label, class_name, total_yuan, basic_yuan, project_yuan, other_yuan,"
        " share_percent FROM mart.expenditure_item ORDER BY subject_code"
    )
    assert ask(tmp_path, query) == [
        (3, "2010601", "行政运行", "一般公共服务支出", Decimal("100.00"), Decimal("100.00"), None, None, Decimal("16.6667")),
        (1, "2010607", "信息化建设", "一般公共服务支出", Decimal("250.00"), None, Decimal("250.00"), None, Decimal("41.6667")),
        (1, "22999", "其他支出", "其他支出", Decimal("250.00"), None, Decimal("250.00"), None, Decimal("41.6667")),
    ]
    assert ask(tmp_path, 'SELECT sum("支出合计_元"), sum("支出合计_万元") FROM 决算.支出功能项') == [
        (Decimal("600.00"), Decimal("0.060000"))
    ]
    traced = "FROM mart.expenditure_item JOIN main.fact_statement_amount USING (fact_id) WHERE amount_yuan = total_yuan"
    assert ask(tmp_path, f"SELECT count(*) {traced}") == [(3,)]


def test_repeated_statement_counts_once_and_contradicting_ones_not_at_all(tmp_path: Path) -> None:
    other = Statement("expenditure", "支出决算表", tuple(Row(row.code, row.label, amounts("9.00", None, "9.00")) for row in ROWS))
    load(tmp_path, account(EXPENDITURE, EXPENDITURE))
    assert ask(tmp_path, "SELECT count(*), sum(total_yuan) FROM mart.expenditure_item") == [(3, Decimal("600.00"))]
    load(tmp_path, account(EXPENDITURE, other, salt="矛盾", fiscal_year=2023))
    assert ask(tmp_path, "SELECT count(*), sum(total_yuan) FROM mart.expenditure_item") == [(3, Decimal("600.00"))]
    assert ask(tmp_path, "SELECT count(*) FROM mart.statement_amount WHERE fiscal_year = 2023") == [(56,)]


def test_superseded_account_is_out_and_scopes_stay_apart(tmp_path: Path) -> None:
    load(tmp_path, account(EXPENDITURE, salt="甲"))
    load(tmp_path, account(EXPENDITURE, salt="乙"), account(EXPENDITURE, salt="汇总", scope="部门"))
    assert ask(tmp_path, "SELECT scope, sum(total_yuan) FROM mart.expenditure_item GROUP BY scope ORDER BY scope") == [
        ("单位", Decimal("600.00")),
        ("部门", Decimal("600.00")),
    ]
    assert ask(tmp_path, "SELECT count(*) FROM published.statement_amount WHERE NOT is_current") == [(28,)]


PLACES = ("total", "abroad", "vehicle", "vehicle_purchase", "vehicle_operation", "reception")
VEHICLES = "公务用车购置及运行维护费"
ITEMS = (
    "合计", "因公出国（境）费", f"{VEHICLES}/小计", f"{VEHICLES}/公务用车购置费", f"{VEHICLES}/公务用车运行费", "公务接待费"
)  # fmt: skip
ROW_LABELS = (
    "“三公”经费合计",
    "1．因公出国（境）费",
    "2．公务用车购置及运行维护费",
    "（1）公务用车购置费",
    "（2）公务用车运行维护费",
    "3．公务接待费",
)


def in_columns(outer: bool) -> Statement:
    figures: dict[str, str | None] = {}
    for number, item in enumerate(ITEMS):
        figures[f"预算数/{item}" if outer else f"{item}/预算数"] = f"{10 + number}.00"
        figures[f"决算数/{item}" if outer else f"{item}/决算数"] = f"{number}.00"
    return Statement("three_public_expenses", "财政拨款“三公”经费支出决算表", (Row(None, None, figures),))


def in_rows() -> Statement:
    rows = [Row(None, label, {"预算数": f"{10 + n}.00", "决算统计数": f"{n}.00"}) for n, label in enumerate(ROW_LABELS)]
    rows += [
        Row(None, "其中：外事接待费", {"预算数": "1.00", "决算统计数": "1.00"}),
        Row(None, "会议费", {"预算数": "7.00", "决算统计数": "7.00"}),
    ]
    return Statement("three_public_expenses", "财政拨款“三公”经费支出决算表", tuple(rows))


@pytest.mark.parametrize("statement", [in_columns(True), in_columns(False), in_rows()], ids=["outer", "inner", "rows"])
def test_three_public_expenses_in_every_layout(tmp_path: Path, statement: Statement) -> None:
    load(tmp_path, account(statement))
    columns = ", ".join(f"{place}_budget_yuan, {place}_final_yuan" for place in PLACES)
    expected = tuple(Decimal(f"{figure}.00") for number in range(6) for figure in (10 + number, number))
    assert ask(tmp_path, f"SELECT {columns} FROM mart.three_public_expenses") == [expected]
    row = ask(
        tmp_path,
        "SELECT fiscal_year, department_name, scope, len(fact_ids), final_of_budget_percent FROM mart.three_public_expenses",
    )
    assert row == [(2024, "北京市西城区样例局", "单位", 12, Decimal("0.0000"))]
    assert ask(tmp_path, 'SELECT "公务接待费_预算数_元", "公务接待费_决算数_万元" FROM 决算.三公经费') == [
        (Decimal("15.00"), Decimal("0.000500"))
    ]


def test_two_amounts_in_one_place_leave_it_open(tmp_path: Path) -> None:
    rows = (
        Row(None, "公务接待费", {"决算数": "1.00"}),
        Row(None, "公务接待费", {"决算数": "2.00"}),
        Row(None, "合计", {"决算数": "3.00"}),
    )
    load(tmp_path, account(Statement("three_public_expenses", "三公", rows)))
    assert ask(tmp_path, "SELECT reception_final_yuan, total_final_yuan, total_budget_yuan FROM mart.three_public_expenses") == [
        (None, Decimal("3.00"), None)
    ]


@pytest.mark.parametrize(
    ("measure", "budget", "final"),
    [
        ("年初预算", "1.00", None),
        ("一般公共预算财政拨款/决算数", None, "1.00"),
        ("一般公共预算财政拨款", None, "1.00"),
        ("一般公共预算财政拨款/全年预算数", "1.00", None),
        ("预算数/决算数", None, None),
    ],
)
def test_budget_is_never_taken_for_final_account(tmp_path: Path, measure: str, budget: str | None, final: str | None) -> None:
    load(tmp_path, account(Statement("three_public_expenses", "三公", (Row(None, "公务接待费", {measure: "1.00"}),))))
    rows = ask(tmp_path, "SELECT reception_budget_yuan, reception_final_yuan FROM mart.three_public_expenses")
    assert rows == ([] if budget is final is None else [(budget and Decimal(budget), final and Decimal(final))])


def test_empty_table_makes_no_row_of_three_public_expenses(tmp_path: Path) -> None:
    load(tmp_path, account(Statement("three_public_expenses", "三公", (Row(None, None, {"合计/决算数": None}),))))
    assert ask(tmp_path, "SELECT count(*) FROM mart.three_public_expenses") == [(0,)]


def test_differences_of_prose_and_tables_are_listed(tmp_path: Path) -> None:
    document = account(EXPENDITURE)
    staged = rows_of(document)
    fact_id = staged["statement_amount"][0]["fact_id"]
    finding = {"document_sha256": document.sha256, "severity": "warning", "message": "文表不符", "expected": "1", "actual": "2",
               "fact_ids": [fact_id], "statement_code": "expenditure", "page": 3}  # fmt: skip
    findings = [
        finding | {"finding_id": "f1", "rule_id": "DQ-403", "origin": "published"},
        finding | {"finding_id": "f2", "rule_id": "DQ-403", "origin": "extraction"},
        finding | {"finding_id": "f3", "rule_id": "DQ-301", "origin": "published"},
    ]
    load(tmp_path, document, finding=findings)
    query = "SELECT finding_id, department_name, scope, rule_name IS NOT NULL, fact_ids FROM mart.prose_difference"
    assert ask(tmp_path, query) == [("f1", "北京市西城区样例局", "单位", True, [fact_id])]
    assert ask(tmp_path, 'SELECT "程度", "事实编号" FROM 决算.文表不符') == [("警告", [fact_id])]


def test_figures_of_the_prose_keep_what_they_measure(tmp_path: Path) -> None:
    document = account(EXPENDITURE)
    place = {"document_sha256": document.sha256, "page": 2, "published_text": "12", "published_unit": "万元"}
    row = place | {"fiscal_year": 2024, "measure": "公务接待费", "quote": "公务接待费12万元", "kind": "amount"}
    figures = [
        row
        | {
            "fact_id": "nf1",
            "amount_yuan": Decimal("120000.00"),
            "direction": "increase",
            "base_year": 2023,
            "change_percent": Decimal("5.5"),
        },
        row | {"fact_id": "nf2", "amount_yuan": None, "kind": "rate", "rate_percent": Decimal("98")},
    ]
    locations = rows_of(document)["figure_location"] + [
        place | {"fact_id": name, "figure": "amount_yuan"} for name in ("nf1", "nf2")
    ]
    load(tmp_path, document, narrative_figure=figures, figure_location=locations)
    assert ask(tmp_path, "SELECT measure, amount_yuan, quote, department_name FROM published.narrative_figure") == [
        ("公务接待费", Decimal("120000.00"), "公务接待费12万元", "北京市西城区样例局")
    ]
    query = "SELECT fact_id, kind, direction, base_year, change_percent, rate_percent FROM mart.narrative_figure ORDER BY fact_id"
    assert ask(tmp_path, query) == [
        ("nf1", "amount", "increase", 2023, Decimal("5.500000"), None),
        ("nf2", "rate", None, None, None, Decimal("98.000000")),
    ]


def test_a_class_has_one_name_in_force(tmp_path: Path) -> None:
    """mart.expenditure_item joins the 类 by its code: two current names would double its rows."""
    load(tmp_path, account(EXPENDITURE))
    query = "SELECT code FROM dim_function_subject WHERE status = 'current' GROUP BY code HAVING count(*) > 1"
    assert ask(tmp_path, query) == []


def test_another_version_with_other_figures_is_never_silent(tmp_path: Path) -> None:
    changed = Statement("expenditure", "支出决算表", (Row(None, "合计", amounts("601.00", "101.00", "500.00")), *ROWS[1:]))
    earlier, later = account(EXPENDITURE, salt="甲"), account(changed, salt="乙")
    load(tmp_path, earlier)
    load(tmp_path, later)
    columns = "label, measure, earlier_amount_yuan, later_amount_yuan, change_yuan"
    assert ask(tmp_path, f"SELECT {columns} FROM mart.statement_restatement ORDER BY measure") == [
        ("合计", "基本支出", Decimal("100.00"), Decimal("101.00"), Decimal("1.00")),
        ("合计", "本年支出合计", Decimal("600.00"), Decimal("601.00"), Decimal("1.00")),
    ]
    found = (
        "SELECT document_sha256, severity, origin, statement_code, len(fact_ids), page FROM dq.finding WHERE rule_id = 'DQ-430'"
    )
    assert ask(tmp_path, found) == [(later.sha256, "warning", "published", "expenditure", 4, 3)]
    load(tmp_path, later)
    assert len(ask(tmp_path, found)) == 1
    load(tmp_path, removed=[earlier.sha256])
    assert ask(tmp_path, found) == []


def test_same_figures_in_another_version_are_no_finding(tmp_path: Path) -> None:
    load(tmp_path, account(EXPENDITURE, salt="甲"))
    load(tmp_path, account(EXPENDITURE, salt="乙"))
    assert ask(tmp_path, "SELECT count(*) FROM dim_document WHERE version = 2") == [(1,)]
    assert ask(tmp_path, "SELECT count(*) FROM dq.finding WHERE rule_id = 'DQ-430'") == [(0,)]

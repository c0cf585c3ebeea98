"""Statements whose unit, year, role, title or rows contradict something: what is loaded, and what is said (by hand)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.read.open_document import read_document
from tests.factory.statements import Printed, PrintedTable, cells, typeset_html
from transform.document_facts import DocumentContext, facts_of

TITLE = "某某县某某局2024年度部门决算"
CAPTIONS = ("公开03表", "金额单位：万元")
HEAD = cells("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出")
BODY = [
    cells("", "合计", "321.50", "111.25", "210.25", ""),
    cells("208", "社会保障和就业支出", "321.50", "111.25", "210.25", ""),
    cells("20802", "民政管理事务", "321.50", "111.25", "210.25", ""),
    cells("2080201", "行政运行", "111.25", "111.25", "", ""),
    cells("2080202", "一般行政管理事务", "210.25", "", "210.25", ""),
]
INCOME_HEAD = cells("科目编码", "科目名称", "本年收入合计", "财政拨款收入", "其他收入")
INCOME = PrintedTable(
    [INCOME_HEAD, *[[*row[:3], row[2], Printed("")] for row in BODY]], "收入决算表", captions=("金额单位：万元",)
)  # fmt: skip


def read(*tables: PrintedTable, title: str = TITLE) -> dict[str, list[dict[str, object]]]:
    content = typeset_html(list(tables)).replace(b"<body>", f"<body><p>{title}</p>".encode(), 1)
    facts = facts_of(read_document(content, "a.html"), DocumentContext("c" * 64, "a.html"))
    return {name: frame.to_dicts() for name, frame in facts.frames.items()}


def spent(rows: list[object] | None = None, head: object = None, title: str = "支出决算表", **around: object) -> PrintedTable:
    grid = [head or HEAD, *(rows if rows is not None else BODY)]
    return PrintedTable(grid, title, **{"captions": CAPTIONS, **around})  # type: ignore[arg-type]


def of_mart(rows: dict[str, list[dict[str, object]]], code: str = "expenditure") -> dict[tuple[object, object], object]:
    """What the marts hold: this year's final accounts, once, nothing contested."""
    year = rows["document"][0]["fiscal_year"]
    return {
        (row["subject_code"] or row["label"], row["measure"]): row["amount_yuan"]
        for row in rows["statement_amount"]
        if row["statement_code"] == code and row["amount_yuan"] is not None and row["role"] == "决算"
        and row["figure_year"] == year and not row["contested"] and not row["printed_before"]
    }  # fmt: skip


def said(rows: dict[str, list[dict[str, object]]]) -> set[tuple[object, object]]:
    return {(row["rule_id"], row["statement_code"]) for row in rows["finding"] if row["severity"] in ("warning", "error")}


def test_the_plain_account_is_right_and_nothing_is_said() -> None:
    rows = read(INCOME, spent())
    assert of_mart(rows)["2080202", "项目支出"] == Decimal("2102500.00")
    assert len(of_mart(rows)) == 13
    assert said(rows) == set()


@pytest.mark.parametrize("group", ["上年决算数", "2023年", "年初预算数", "调整预算数", "比上年增减"])
def test_a_group_heading_over_all_columns_makes_it_no_final_account_of_this_year(group: str) -> None:
    head = [*cells("科目编码", "科目名称"), Printed(group, 4)]
    rows = read(INCOME, spent([[Printed(""), Printed(""), *HEAD[2:]], *BODY], head, header_rows=2))
    assert of_mart(rows) == {}
    assert len([row for row in rows["statement_amount"] if row["statement_code"] == "expenditure" and row["amount_yuan"]]) == 13
    assert ("EX-126", "expenditure") in said(rows)


def test_a_note_below_that_says_another_unit_leaves_the_amounts_out() -> None:
    rows = read(INCOME, spent(notes=["注：以上单位均为元。"]))
    assert of_mart(rows) == {}
    assert ("EX-124", "expenditure") in said(rows)


def test_a_table_out_of_scale_is_published_as_printed_and_enters_no_mart() -> None:
    rows = read(INCOME, spent(captions=("金额单位：元",)), PrintedTable(INCOME.rows, "财政拨款收入决算表", captions=CAPTIONS))
    assert of_mart(rows) == {}
    assert {row["contested"] for row in rows["statement_amount"] if row["statement_code"] == "expenditure"} == {"unit"}
    assert ("EX-124", "expenditure") in said(rows)


def test_a_unit_that_is_not_printed_is_borne_out_by_the_same_figures_elsewhere_and_said() -> None:
    rows = read(INCOME, spent(captions=()))
    assert of_mart(rows)["2080202", "项目支出"] == Decimal("2102500.00")
    assert ("EX-125", "expenditure") in said(rows)


def test_without_any_unit_nothing_is_loaded() -> None:
    rows = read(spent(captions=()))
    assert of_mart(rows) == {}
    assert ("EX-104", "expenditure") in said(rows)


def test_a_row_printed_twice_is_published_twice_and_counts_once() -> None:
    rows = read(INCOME, spent([*BODY, BODY[-1]]))
    twice = [row for row in rows["statement_amount"] if row["subject_code"] == "2080202" and row["measure"] == "项目支出"]
    assert len(twice) == 2
    assert twice[1]["printed_before"] == twice[0]["fact_id"]
    assert len(of_mart(rows)) == 13
    assert ("EX-127", "expenditure") in said(rows)


def test_a_table_printed_twice_counts_once_and_one_with_other_figures_is_another() -> None:
    assert len(of_mart(read(INCOME, spent(), spent()))) == 13
    other = [[*row[:2], *[Printed("7" + cell.text if cell.text else "") for cell in row[2:]]] for row in BODY]
    assert ("EX-143", "expenditure") in said(read(INCOME, spent(), spent(other)))


def test_a_title_of_another_year_than_the_document_decides_no_year() -> None:
    rows = read(INCOME, spent(title="2023年度支出决算表"))
    assert of_mart(rows) == {}
    assert ("EX-126", "expenditure") in said(rows)


def test_a_header_with_a_cell_too_few_is_not_trusted() -> None:
    rows = read(INCOME, spent(head=[*HEAD[:3], *HEAD[4:]]))
    assert of_mart(rows) == {}
    assert ("EX-102", "expenditure") in said(rows)


def test_columns_of_another_statement_than_the_title_says_enter_no_mart() -> None:
    rows = read(PrintedTable(INCOME.rows, "支出决算表", captions=CAPTIONS))
    assert of_mart(rows) == {}
    assert ("EX-142", "expenditure") in said(rows)


def test_a_table_without_title_is_known_by_its_columns_and_said() -> None:
    rows = read(INCOME, spent(title=""))
    assert len(of_mart(rows)) == 13
    assert ("EX-141", "expenditure") in said(rows)
    assert len(of_mart(rows, "income")) == 10


def test_a_row_without_code_and_a_subject_without_items_are_said() -> None:
    assert ("EX-128", "expenditure") in said(
        read(INCOME, spent([*BODY[:-1], cells("", "一般行政管理事务", "210.25", "", "210.25", "")]))
    )
    assert ("EX-129", "expenditure") in said(
        read(INCOME, spent([*BODY[:3], cells("21011", "行政事业单位医疗", "5.55", "5.55", "", ""), *BODY[3:]]))
    )


def test_each_decision_is_kept_with_its_words() -> None:
    decided = {
        (row["question"], row["statement_code"]): (row["answer"], row["state"], row["words"])
        for row in read(INCOME, spent())["decision"]
    }
    assert decided["unit", "expenditure"] == ("万元", "printed", "金额单位：万元")
    assert decided["year", None] == ("2024", "printed", TITLE)
    assert decided["statement", "expenditure"] == ("支出决算表", "printed", "支出决算表")

"""Versions, repetitions and sums: what counts, and what stays visible although it does not count."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from sql.warehouse import open_read_only
from tests.factory.staged_rows import Document, Form, load


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    with open_read_only(home) as connection:
        return connection.execute(query).fetchall()


def executed(home: Path) -> Decimal:
    return Decimal(ask(home, "SELECT sum(executed_yuan) FROM mart.project_funding")[0][0])


def test_corrected_document_is_a_new_version(tmp_path: Path) -> None:
    load(tmp_path, Document("原件", forms=(Form(executed="60.00"),)))
    load(tmp_path, Document("更正件", forms=(Form(executed="61.00"),)))
    assert ask(tmp_path, "SELECT title, version, is_current FROM dim_document ORDER BY version") == [
        ("《原件》自评表", 1, False),
        ("《更正件》自评表", 2, True),
    ]
    assert executed(tmp_path) == Decimal("61.00")
    assert ask(tmp_path, "SELECT reason, count(*) FROM mart.form_choice GROUP BY 1 ORDER BY 1") == [
        ("counted", 1),
        ("superseded", 1),
    ]
    assert ask(tmp_path, "SELECT count(*), count(*) FILTER (is_current) FROM published.project_funding") == [(2, 1)]
    assert ask(
        tmp_path, "SELECT earlier_executed_yuan, later_executed_yuan, executed_change_yuan FROM mart.project_restatement"
    ) == [(Decimal("60.00"), Decimal("61.00"), Decimal("1.00"))]


def test_another_figure_in_an_earlier_document_is_never_silent(tmp_path: Path) -> None:
    original, corrected = Document("原件"), Document("更正件", forms=(Form(executed="61.00"),))
    load(tmp_path, original)
    load(tmp_path, corrected, Document("另一项目", forms=(Form("另一项目"),)))
    query = "SELECT document_sha256, severity, expected, actual, len(fact_ids), form_no FROM dq.finding WHERE rule_id = 'DQ-430'"
    earlier, later = ("年初预算数 100.00 元，全年预算数 80.00 元，全年执行数 " + figure + " 元" for figure in ("60.00", "61.00"))
    assert ask(tmp_path, query) == [(corrected.sha256, "warning", earlier, later, 2, 1)]
    load(tmp_path, corrected)
    assert len(ask(tmp_path, query)) == 1
    load(tmp_path, removed=[original.sha256])
    assert ask(tmp_path, query) == []


def test_day_of_publication_beats_the_order_of_coming_in(tmp_path: Path) -> None:
    load(tmp_path, Document("新", published_on="2025-10-01"))
    load(tmp_path, Document("旧", published_on="2025-08-01"))
    assert ask(tmp_path, "SELECT title FROM dim_document WHERE is_current") == [("《新》自评表",)]


def test_days_are_not_compared_with_no_day(tmp_path: Path) -> None:
    load(tmp_path, Document("先到", published_on="2025-10-01"))
    load(tmp_path, Document("后到", published_on=None))
    assert ask(tmp_path, "SELECT title FROM dim_document WHERE is_current") == [("《后到》自评表",)]


def test_other_projects_year_or_implementer_are_other_publications(tmp_path: Path) -> None:
    load(
        tmp_path,
        Document("甲"),
        Document("乙", forms=(Form(project="另一项目"),)),
        Document("丙", fiscal_year=2023),
        Document("丁", forms=(Form(implementer="北京市西城区另一中心"),)),
        Document("戊", forms=(Form(department="北京市西城区另一局"),), department="北京市西城区另一局"),
    )
    assert ask(tmp_path, "SELECT count(*), count(DISTINCT publication_key), bool_and(is_current) FROM dim_document") == [
        (5, 5, True)
    ]
    assert executed(tmp_path) == Decimal("300.00")


def test_uncertain_department_or_year_is_never_a_version(tmp_path: Path) -> None:
    nobody = (Form(department=None, implementer=None),)
    load(tmp_path, Document("甲", forms=nobody, department=None), Document("乙", forms=nobody, department=None))
    load(tmp_path, Document("丙", fiscal_year=None), Document("丁", fiscal_year=None))
    assert ask(tmp_path, "SELECT count(*) FROM dim_document WHERE is_current") == [(4,)]


def test_project_published_again_in_another_document_counts_once(tmp_path: Path) -> None:
    load(tmp_path, Document("单项", forms=(Form("甲", executed="1.00"),)))
    load(tmp_path, Document("汇编", forms=(Form("甲", executed="2.00"), Form("乙", executed="3.00"))))
    assert ask(tmp_path, "SELECT count(*) FROM dim_document WHERE is_current") == [(2,)]
    assert executed(tmp_path) == Decimal("5.00")
    assert ask(tmp_path, "SELECT reason FROM mart.form_choice WHERE NOT is_counted") == [("published_again",)]
    assert ask(tmp_path, "SELECT sum(full_year_budget_yuan) FROM mart.project_evaluation") == [(Decimal("160.00"),)]


def test_same_figures_twice_in_one_document_count_once_and_other_figures_twice(tmp_path: Path) -> None:
    forms = (Form("甲", executed="1.00"), Form("甲", executed="1.00", duplicate_of=1), Form("甲", executed="5.00"))
    load(tmp_path, Document("一份", forms=forms))
    assert executed(tmp_path) == Decimal("6.00")
    assert ask(tmp_path, "SELECT duplicate_of_form_no FROM published.project_evaluation ORDER BY form_no") == [
        (None,),
        (1,),
        (None,),
    ]
    assert ask(tmp_path, "SELECT count(*) FROM mart.indicator_result") == [(2,)]


def test_parts_add_up_to_the_total_without_double_counting(tmp_path: Path) -> None:
    with_fiscal = Form(
        "甲", executed="60.00", parts={"fiscal": "50.00", "own_level": "30.00", "superior": "20.00", "other": "10.00"}
    )
    without_fiscal = Form("乙", executed="9.00", parts={"own_level": "4.00", "superior": "5.00"})
    load(tmp_path, Document("一份", forms=(with_fiscal, without_fiscal)))
    assert executed(tmp_path) == Decimal("69.00")
    assert ask(tmp_path, "SELECT sum(executed_yuan) FROM mart.project_funding_source") == [(Decimal("69.00"),)]
    assert ask(tmp_path, "SELECT count(*) FROM published.project_funding") == [(8,)]


def test_department_year_adds_up_what_counts(tmp_path: Path) -> None:
    load(tmp_path, Document("一份", forms=(Form("甲", score="97.00"), Form("乙", initial=None, executed="0.00"))))
    row = ask(
        tmp_path,
        "SELECT forms, initial_budget_yuan, full_year_budget_yuan, executed_yuan, executed_of_full_year_percent,"
        " executed_of_initial_percent, lowest_total_score, errors_published FROM mart.department_year",
    )
    assert row == [
        (2, Decimal("100.00"), Decimal("160.00"), Decimal("60.00"), Decimal("37.5000"), Decimal("60.0000"), Decimal("97.0000"), 1)
    ]


def test_rates_are_exact_rounded_half_up_and_undefined_on_zero(tmp_path: Path) -> None:
    load(tmp_path, Document("一份"))
    cases = {("1", "3"): "33.3333", ("2", "3"): "66.6667", ("-2", "3"): "-66.6667", ("0", "5"): "0.0000", ("1", "0"): None,
             ("99999999999999.99", "99999999999999.99"): "100.0000", ("0.01", "80000.00"): "0.0000",
             ("0.01", "20000.00"): "0.0001"}  # fmt: skip
    for (numerator, denominator), wanted in cases.items():
        query = f"SELECT mart.percent({numerator}::DECIMAL(20,2), {denominator}::DECIMAL(20,2))"
        assert ask(tmp_path, query) == [(None if wanted is None else Decimal(wanted),)], query


def test_chinese_views_show_the_same_money_in_both_units(tmp_path: Path) -> None:
    load(tmp_path, Document("一份", forms=(Form(initial="298373.03", executed="0.01"),)))
    assert ask(tmp_path, 'SELECT "年初预算数_万元", "年初预算数_元", "全年执行数_万元" FROM 决算.项目资金') == [
        (Decimal("29.837303"), Decimal("298373.03"), Decimal("0.000001"))
    ]
    assert ask(tmp_path, 'SELECT "年初预算数_万元", "年初预算数_元" FROM 决算.部门年度') == [
        (Decimal("29.837303"), Decimal("298373.03"))
    ]


def test_no_column_is_a_binary_float(tmp_path: Path) -> None:
    load(tmp_path, Document("一份"))
    query = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type IN ('DOUBLE', 'FLOAT')"
    assert ask(tmp_path, query) == []
    assert ask(tmp_path, "SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND data_type LIKE 'DECIMAL%'")[0][0] > 50


def test_proof_names_title_page_text_and_unit(tmp_path: Path) -> None:
    load(tmp_path, Document("一份"))
    assert ask(tmp_path, "SELECT evidence FROM mart.project_funding") == [("《《一份》自评表》，第1页，“0.01”，万元",)]

"""The dictionary describes every column of the warehouse as it is built, in both languages, and the document is up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from sql import dictionary, warehouse
from sql.scripts import migrations
from tests.factory.staged_rows import Document, load
from transform.fact_rows import SCHEMAS

REPOSITORY = Path(__file__).resolve().parents[2]
OURS = "schema_name IN ('main', 'published', 'mart', '决算', 'dq', 'etl') AND NOT internal"
CONTRACT = {
    "project_evaluation": "document_sha256, document_title, fiscal_year, district_code, district_name, department_name, "
    "department_code, implementer_name, form_no, project_name, total_weight, total_score, grade, "
    "goal_expected, goal_actual, published_unit, page, is_current, duplicate_of_form_no",
    "project_funding": "document_sha256, fiscal_year, district_code, department_name, form_no, project_name, fund_source, "
    "initial_budget_yuan, full_year_budget_yuan, executed_yuan, weight, execution_rate_percent, score, "
    "page, is_current",
    "indicator_result": "document_sha256, fiscal_year, district_code, department_name, form_no, project_name, seq, level1, "
    "level2, level1_class, level2_class, indicator_name, target_text, target_operator, target_value, "
    "target_unit, actual_text, actual_value, actual_unit, weight, score, reason, page, is_current",
    "statement_amount": "document_sha256, fiscal_year, district_code, department_name, statement_code, statement_name, "
    "row_no, side, line_no, subject_code, label, measure, amount_yuan, published_text, published_unit, "
    "page, is_current, figure_year, role, table_no, printed_before, contested",
    "statement_count": "document_sha256, fiscal_year, district_code, department_name, statement_code, statement_name, "
    "row_no, side, line_no, subject_code, label, measure, quantity, unit, published_text, "
    "published_unit, page, is_current, figure_year, role, table_no, printed_before, contested",
    "decision": "document_sha256, table_no, statement_code, form_no, scope, column_heading, question, answer, state, words, "
    "place, kind, contradicted_by",
    "narrative_figure": "document_sha256, fiscal_year, district_code, department_name, measure, amount_yuan, quote, page, "
    "is_current",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = tmp_path_factory.mktemp("home")
    load(home, Document("甲"))
    with warehouse.open_read_only(home) as connection:
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def test_every_column_is_described_once_in_its_order(built: duckdb.DuckDBPyConnection) -> None:
    built_columns: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, kind in ask(
        built, f"SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE {OURS} ORDER BY column_index"
    ):
        built_columns.setdefault((schema, table), []).append((column, kind))
    described: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for field in dictionary.fields():
        described.setdefault((field.schema, field.table), []).append((field.column, field.type))
    assert described == built_columns
    assert len(described) > 40


def test_every_comment_is_in_both_languages(built: duckdb.DuckDBPyConnection) -> None:
    comments = ask(
        built, f"SELECT schema_name || '.' || table_name || '.' || column_name, comment FROM duckdb_columns() WHERE {OURS}"
    )
    comments += ask(built, f"SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE {OURS}")
    comments += ask(built, f"SELECT schema_name || '.' || view_name, comment FROM duckdb_views() WHERE {OURS}")
    assert len(comments) > 500
    for name, comment in comments:
        chinese, _, english = (comment or "").partition(" | ")
        assert re.search("[一-鿿]", chinese), name
        assert re.search("[a-zA-Z]{3}", english), name


def test_money_has_its_unit() -> None:
    for field in dictionary.fields():
        if field.column.endswith("_yuan") or field.column.endswith("_元"):
            assert field.unit == "元", field
            assert field.type.startswith("DECIMAL("), field
        if field.column.endswith("_万元"):
            assert field.unit == "万元", field
        if field.column.endswith(("_percent", "_百分比")):
            assert field.unit == "%", field
            assert field.type.startswith("DECIMAL("), field


def test_the_document_is_up_to_date() -> None:
    path = REPOSITORY / "docs" / "dictionary.md"
    assert path.read_text(encoding="utf-8") == dictionary.markdown(), "run: python -m sql.dictionary"


def test_published_views_are_those_of_the_contract(built: duckdb.DuckDBPyConnection) -> None:
    for view, columns in CONTRACT.items():
        assert [row[0] for row in ask(built, f"DESCRIBE published.{view}")] == columns.split(", "), view


def duckdb_type(kind: Any) -> str:
    if isinstance(kind, pl.Decimal):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if isinstance(kind, pl.List):
        return "VARCHAR[]"
    return {pl.String: "VARCHAR", pl.Int64: "INTEGER", pl.Boolean: "BOOLEAN"}[kind]


def test_staged_and_loaded_columns_have_one_type() -> None:
    loaded = {(field.table, field.column): field.type for field in dictionary.fields() if field.schema in ("main", "dq")}
    table_of = {
        "document": "dim_document",
        "project_evaluation": "fact_project_evaluation",
        "project_funding": "fact_project_funding",
        "indicator_result": "fact_indicator_result",
    }
    shared = 0
    for staged, columns in SCHEMAS.items():
        for column, kind in columns.items():
            known = loaded.get((table_of.get(staged, staged), column))
            if known is None or column == "published_on":  # a text when staged, a DATE when loaded
                continue
            assert known == duckdb_type(kind), (staged, column)
            shared += 1
    assert shared > 70


def test_no_staged_column_is_dropped_without_a_reason() -> None:
    """Natural keys become keys; every other staged column is found in the star or in dq under its own name."""
    become_keys = {"document_sha256", "department_canonical", "implementer_canonical", "district_code", "fund_source",
                   "level1_class", "level2_class"}  # fmt: skip
    kept = {field.column for field in dictionary.fields() if field.schema in ("main", "dq")}
    dropped = {column for columns in SCHEMAS.values() for column in columns} - kept - become_keys
    assert dropped == set()


def test_migrations_are_numbered_without_gaps() -> None:
    assert [migration.version for migration in migrations()] == list(range(1, len(migrations()) + 1))

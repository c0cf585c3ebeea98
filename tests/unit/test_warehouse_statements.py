"""Statements in the star: every figure arrives, subjects find their vintage, and nothing is left behind by order or removal."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sql import warehouse
from sql.exports import ordered_export
from sql.scripts import migrations
from sql.shape import fill_seeds
from sql.verification import LOADED_INTO, verify
from sql.warehouse import STAGED_TABLES, open_read_only
from tests.factory.staged_rows import Document, Row, Statement, load
from transform.fact_rows import SCHEMAS

EXPENDITURE = Statement(
    "expenditure",
    "支出决算表",
    rows=(
        Row(None, "合计", {"本年支出合计": "300.00", "基本支出": "100.00", "项目支出": "200.00"}),
        Row("201", "一般公共服务支出", {"本年支出合计": "300.00", "基本支出": "100.00", "项目支出": "200.00"}),
        Row("20106", "财政事务", {"本年支出合计": "300.00", "基本支出": "100.00", "项目支出": "200.00"}),
        Row("2010601", "行政运行", {"本年支出合计": "100.00", "基本支出": "100.00", "项目支出": None}),
        Row("2010607", "信息化建设", {"本年支出合计": "200.00", "基本支出": "0.00", "项目支出": "200.00"}),
    ),
    proof="proven",
)
BASIC = Statement(
    "general_budget_basic_expenditure",
    "一般公共预算财政拨款基本支出决算表",
    rows=(Row("30101", "基本工资", {"决算数": "100.00"}), Row(None, "公用经费合计", {"决算数": "0.00"})),
)


def account(salt: str = "决算", *statements: Statement, **values: Any) -> Document:
    return Document(salt, forms=(), statements=statements or (EXPENDITURE, BASIC), **values)


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    with open_read_only(home) as connection:
        return connection.execute(query).fetchall()


def contents(home: Path, directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in ordered_export(home / warehouse.CURRENT, directory)}


def test_every_staged_table_is_loaded_and_counted() -> None:
    assert set(STAGED_TABLES) == set(SCHEMAS) == set(LOADED_INTO)


def test_figures_arrive_as_staged(tmp_path: Path) -> None:
    load(tmp_path, account())
    assert ask(tmp_path, "SELECT count(*), count(amount_yuan), sum(amount_yuan) FROM published.statement_amount") == [
        (17, 16, Decimal("2500.00"))
    ]
    query = (
        "SELECT department_name, district_code, statement_code, statement_name, row_no, subject_code, label, amount_yuan,"
        " published_unit, is_current FROM published.statement_amount WHERE subject_code = '2010607' AND measure = '项目支出'"
    )
    assert ask(tmp_path, query) == [
        ("北京市西城区样例局", "110102", "expenditure", "支出决算表", 5, "2010607", "信息化建设", Decimal("200.00"), "万元", True)
    ]


def test_counts_stand_apart_from_money(tmp_path: Path) -> None:
    statement = Statement("three_public_expenses", "财政拨款“三公”经费支出决算表", counts={"公务用车保有量": ("3", "辆")})
    load(tmp_path, account("决算", statement))
    assert ask(tmp_path, "SELECT label, quantity, unit, statement_name FROM published.statement_count") == [
        ("公务用车保有量", Decimal(3), "辆", "财政拨款“三公”经费支出决算表")
    ]
    assert ask(tmp_path, "SELECT count(*) FROM published.statement_amount") == [(0,)]


def subject_names(home: Path) -> dict[str, tuple[str | None, str | None]]:
    rows = ask(
        home,
        "SELECT subject_code, function.name, economic.name FROM main.fact_statement_amount AS fact"
        " JOIN main.dim_function_subject AS function USING (function_subject_key)"
        " JOIN main.dim_economic_subject AS economic USING (economic_subject_key) WHERE fact.subject_code IS NOT NULL",
    )
    return {code: (function, economic) for code, function, economic in rows}


def test_codes_find_the_list_that_holds_them(tmp_path: Path) -> None:
    unknown = Row("2999999", "没有这个科目", {"决算数": "1.00"})
    load(tmp_path, account("决算", EXPENDITURE, Statement(BASIC.code, BASIC.name, rows=(*BASIC.rows, unknown))))
    names = subject_names(tmp_path)
    assert names["2010601"] == ("行政运行", None)
    assert names["30101"] == (None, "基本工资")
    assert names["2999999"] == (None, None)


@pytest.mark.parametrize(
    ("code", "label", "year", "name"),
    [
        ("213", "农林水支出", 2024, "农林水支出"),
        ("213", "农林水", 2012, "农林水事务"),  # the name in force in the year
        ("213", "农林水", 2024, "农林水支出"),
        ("213", "农林水", None, None),  # two names and nothing that decides
        ("213", "农林水事务", None, "农林水事务"),  # the printed name decides
        ("213", "农林水事务", 2024, "农林水事务"),
        ("2013804", "市场主体管理", 2024, "市场主体管理"),
        ("2101102", "事业单位医疗", 2024, "事业单位医疗"),  # another entry of this code records a wrong publication
        ("310", "资本性支出", 2024, "资本性支出"),
        ("310", "某支出", 2016, "其他资本性支出"),
        ("2060901", "某专项", 1999, "科技重大专项"),
    ],
)
def test_vintage_of_a_subject(tmp_path: Path, code: str, label: str, year: int | None, name: str | None) -> None:
    statement = Statement("expenditure", "支出决算表", rows=(Row(code, label, {"基本支出": "1.00"}),))
    load(tmp_path, account("决算", statement, fiscal_year=year))
    assert subject_names(tmp_path)[code] in {(name, None), (None, name)}


def test_regional_statement_keeps_its_published_name(tmp_path: Path) -> None:
    curly = Statement("published_1234567890", "“样例”资产占用情况表", rows=(Row(None, "合计", {"金额": "1.00"}),))
    straight = Statement("published_1234567890", "「样例」资产占用情况表", rows=(Row(None, "合计", {"金额": "1.00"}),))
    first, second = account("甲", curly), account("乙", straight, fiscal_year=2023)
    load(tmp_path / "a", first, second)
    load(tmp_path / "b", second)
    load(tmp_path / "b", first)
    assert contents(tmp_path / "a", tmp_path / "ea") == contents(tmp_path / "b", tmp_path / "eb")
    assert ask(tmp_path / "a", "SELECT DISTINCT statement_name FROM published.statement_amount ORDER BY 1") == [
        ("“样例”资产占用情况表",),
        ("「样例」资产占用情况表",),
    ]
    assert ask(tmp_path / "a", "SELECT name FROM dim_statement WHERE NOT is_listed") == [("“样例”资产占用情况表",)]
    load(tmp_path / "a", removed=[first.sha256, second.sha256])
    assert ask(tmp_path / "a", "SELECT count(*), count(*) FILTER (NOT is_listed) FROM dim_statement") == [(17, 0)]
    assert ask(tmp_path / "a", "SELECT count(*) FROM main.fact_statement_amount") == [(0,)]
    assert ask(tmp_path / "a", "SELECT count(*) FROM dq.statement_proof") == [(0,)]


def test_seeding_again_keeps_regional_statements_and_keys(tmp_path: Path) -> None:
    """A later program seeds other lists: what documents brought stays, and the keys of subjects are found again."""
    regional = Statement("published_1234567890", "样例资产占用情况表", rows=(Row(None, "合计", {"金额": "1.00"}),))
    load(tmp_path, account("决算", EXPENDITURE, regional))
    before = contents(tmp_path, tmp_path / "before")
    with duckdb.connect(str(warehouse.warehouse_path(tmp_path))) as connection:
        connection.execute("UPDATE etl.schema_version SET digest = 'older'")
        fill_seeds(connection)
        emptied = connection.execute(
            "SELECT count(*) FROM main.fact_statement_amount WHERE function_subject_key IS NULL"
        ).fetchone()
    assert emptied == (16,)
    load(tmp_path)
    assert contents(tmp_path, tmp_path / "after") == before


def test_a_file_of_the_first_schema_is_carried_over(tmp_path: Path) -> None:
    """A warehouse whose last migration was the first one ends up with the same content as one made today."""
    (tmp_path / "old").mkdir()
    with duckdb.connect(str(warehouse.warehouse_path(tmp_path / "old"))) as connection:
        connection.execute(migrations()[0].text)
        connection.execute(
            "CREATE TABLE etl.schema_version AS SELECT 1 AS version, 'star' AS name, 'code-0' AS code_version,"
            " NULL::VARCHAR AS digest, NULL::TIMESTAMP AS applied_at"
        )
    for name in ("old", "new"):
        load(tmp_path / name, account(), Document("甲"))
    assert contents(tmp_path / "old", tmp_path / "eo") == contents(tmp_path / "new", tmp_path / "en")
    assert ask(tmp_path / "old", "SELECT max(version) FROM etl.schema_version") == [(len(migrations()),)]


def test_loading_statements_again_changes_no_byte(tmp_path: Path) -> None:
    load(tmp_path, account(), Document("甲"))
    before = contents(tmp_path, tmp_path / "before")
    load(tmp_path, account())
    assert contents(tmp_path, tmp_path / "after") == before
    assert len(before["main.fact_statement_amount.csv"].splitlines()) == 1 + 17
    verify(warehouse.warehouse_path(tmp_path))

"""Loading: idempotent, independent of order, complete, closed to users' SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from sql import warehouse
from sql.exports import ordered_export
from sql.records import DocumentSource, DocumentState, ExpectationRow, RunRecord, WarehouseFault
from sql.verification import verify
from tests.factory.staged_rows import RUN, Document, Form, build, load, stage

FIRST = Document("甲", forms=(Form("项目一"), Form("项目二", parts={"fiscal": "50.00", "other": "10.00"})))
SECOND = Document("乙", forms=(Form("项目三", department=None),), department="北京市西城区另一局")
THIRD = Document("丙", forms=(Form("项目四"),), department=None)


def contents(home: Path, directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in ordered_export(home / warehouse.CURRENT, directory)}


def scalar(home: Path, query: str) -> object:
    with warehouse.open_read_only(home) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_loading_again_changes_no_byte(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load(home, FIRST, SECOND, THIRD)
    before = contents(home, tmp_path / "before")
    load(home, SECOND, FIRST)
    assert contents(home, tmp_path / "after") == before
    assert len(before["main.fact_project_evaluation.csv"].splitlines()) == 1 + 4


def test_order_and_batches_leave_no_trace(tmp_path: Path) -> None:
    load(tmp_path / "a", FIRST, SECOND, THIRD)
    load(tmp_path / "b", THIRD)
    load(tmp_path / "b", SECOND, FIRST)
    assert contents(tmp_path / "a", tmp_path / "ea") == contents(tmp_path / "b", tmp_path / "eb")


def test_removed_document_leaves_nothing(tmp_path: Path) -> None:
    load(tmp_path / "a", FIRST)
    load(tmp_path / "b", FIRST, SECOND)
    load(tmp_path / "b", removed=[SECOND.sha256])
    assert contents(tmp_path / "a", tmp_path / "ea") == contents(tmp_path / "b", tmp_path / "eb")
    assert list(warehouse.document_states(tmp_path / "b")) == [FIRST.sha256]


def test_quarantined_document_loses_its_facts_and_keeps_its_reason(tmp_path: Path) -> None:
    load(tmp_path, FIRST, SECOND)
    state = DocumentState(FIRST.sha256, "甲.pdf", "quarantined", "code-2", "run-2", "template", "空白模板", "empty template")
    next_path = warehouse.build_next(
        tmp_path, loaded=[], removed=[], states=[state], sources=[], run=RunRecord("run-2", "reprocess", "code-2")
    )
    verify(next_path)
    warehouse.swap(next_path, tmp_path)
    known = warehouse.document_states(tmp_path)
    assert known[FIRST.sha256] == replace(state, sequence=1)
    assert known[SECOND.sha256].sequence == 2
    assert scalar(tmp_path, "SELECT count(*) FROM published.project_evaluation") == 1


def test_states_of_an_empty_home_are_empty(tmp_path: Path) -> None:
    assert warehouse.document_states(tmp_path) == {}
    assert not warehouse.is_up_to_date(tmp_path)
    with pytest.raises(FileNotFoundError):
        warehouse.open_for_questions(tmp_path)


def test_source_fills_the_document_and_is_kept_once(tmp_path: Path) -> None:
    staged = stage(tmp_path, FIRST)
    fetched = datetime(2025, 10, 2, 3, 4, 5)
    sources = [
        DocumentSource(FIRST.sha256, "local.pdf"),
        DocumentSource(FIRST.sha256, "a.pdf", "https://portal.example/a.pdf", "portal", fetched.date(), fetched),
    ]
    state = DocumentState(FIRST.sha256, "a.pdf", "loaded", "code-1", "run-1")
    for _ in range(2):
        next_path = warehouse.build_next(tmp_path, loaded=[staged], removed=[], states=[state], sources=sources, run=RUN)
        verify(next_path)
        warehouse.swap(next_path, tmp_path)
    with warehouse.open_read_only(tmp_path) as connection:
        row = connection.execute("SELECT source_url, source, published_on, fetched_at FROM dim_document").fetchone()
        assert row == ("https://portal.example/a.pdf", "portal", fetched.date(), fetched)
        assert connection.execute("SELECT count(*) FROM etl.document_source").fetchone() == (2,)


def test_department_falls_back_to_the_document_and_implementers_get_a_parent(tmp_path: Path) -> None:
    load(tmp_path, FIRST, SECOND, THIRD)
    with warehouse.open_read_only(tmp_path) as connection:
        published = connection.execute(
            "SELECT department_name, department_code FROM published.project_evaluation WHERE project_name = '项目三'"
        ).fetchone()
        assert published == (None, None)
        canonical = connection.execute(
            "SELECT department_name FROM mart.project_evaluation WHERE project_name = '项目三'"
        ).fetchone()
        assert canonical == ("北京市西城区另一局",)
        # THIRD names no department; all of its forms have the same one
        assert connection.execute(
            "SELECT name, code FROM dim_document JOIN dim_department USING (department_key) WHERE sha256 = ?", [THIRD.sha256]
        ).fetchone() == ("北京市西城区样例局", "197")


def test_implementer_of_one_department_has_it_as_parent(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    query = (
        "SELECT child.name, parent.name FROM dim_department AS child JOIN dim_department AS parent"
        " ON parent.department_key = child.parent_department_key"
    )
    with warehouse.open_read_only(tmp_path) as connection:
        assert connection.execute(query).fetchall() == [("北京市西城区样例中心", "北京市西城区样例局")]
    load(tmp_path, SECOND)  # now it implements for two departments: nothing is guessed
    with warehouse.open_read_only(tmp_path) as connection:
        assert connection.execute(query).fetchall() == []


def test_uncertain_district_is_null_and_loses_no_row(tmp_path: Path) -> None:
    load(tmp_path, Document("丁", district_code=None))
    with warehouse.open_read_only(tmp_path) as connection:
        for view in ("published.project_evaluation", "mart.project_evaluation", "mart.project_funding", "mart.indicator_result"):
            assert connection.execute(f"SELECT district_code, count(*) FROM {view} GROUP BY 1").fetchall() == [(None, 1)]


def test_district_has_its_full_chain(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    assert scalar(tmp_path, "SELECT DISTINCT district_name FROM published.project_evaluation") == "北京市西城区"
    assert scalar(tmp_path, "SELECT count(*) - count(DISTINCT code) FROM dim_district") == 1  # the member 0 has no code


def test_expectations_of_a_run_are_replaced_not_doubled(tmp_path: Path) -> None:
    next_path = build(tmp_path, [FIRST])
    rows = [ExpectationRow("facts", "expect_not_null", "fact_id", True, None, 0, "run-1")]
    warehouse.record_expectations(next_path, rows)
    warehouse.record_expectations(next_path, rows)
    warehouse.swap(next_path, tmp_path)
    with warehouse.open_read_only(tmp_path) as connection:
        assert connection.execute("FROM dq.expectation_result").fetchall() == [
            ("facts", "expect_not_null", "fact_id", True, None, 0, "run-1")
        ]


@pytest.mark.parametrize(
    "statement",
    [
        "FROM read_csv('{path}')",
        "FROM '{path}'",
        "COPY (SELECT 1) TO '{path}'",
        "ATTACH '{path}'",
        "EXPORT DATABASE '{path}'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "INSTALL httpfs",
        "LOAD httpfs",
        "DELETE FROM main.fact_project_funding",
        "CREATE TABLE note (text VARCHAR)",
    ],
)
def test_users_sql_reaches_nothing_but_the_warehouse(tmp_path: Path, statement: str) -> None:
    load(tmp_path, FIRST)
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="ascii")
    with warehouse.open_for_questions(tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM published.project_funding").fetchone() == (4,)
        with pytest.raises(duckdb.Error):
            connection.execute(statement.format(path=secret)).fetchall()
    assert secret.read_text(encoding="ascii") == "a\n1\n"


def test_todays_shape_is_not_written_twice_but_a_changed_one_is(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    assert warehouse.is_up_to_date(tmp_path)
    with duckdb.connect(str(tmp_path / warehouse.CURRENT)) as connection:
        connection.execute("UPDATE etl.schema_version SET digest = 'older'")
        connection.execute("DROP VIEW mart.restatement")
        connection.execute("DELETE FROM main.dim_district")
    assert not warehouse.is_up_to_date(tmp_path)
    load(tmp_path)
    assert warehouse.is_up_to_date(tmp_path)
    assert scalar(tmp_path, "SELECT count(*) FROM mart.restatement") == 0
    assert scalar(tmp_path, "SELECT count(*) FROM published.project_evaluation WHERE district_code IS NOT NULL") == 2


def test_a_newer_programs_file_is_refused(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    with duckdb.connect(str(tmp_path / warehouse.CURRENT)) as connection:
        connection.execute("INSERT INTO etl.schema_version VALUES (99, 'future', 'x', NULL, NULL)")
    with pytest.raises(WarehouseFault) as caught:
        build(tmp_path, [SECOND])
    assert caught.value.code == "newer-schema"

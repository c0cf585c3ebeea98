"""Great Expectations beside the reading: one real child validates a small star and writes Data Docs that load nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import validator_process
from expectations.gate import ExpectationFailed, gate

SHA256 = "a" * 64
DDL = Path(__file__).resolve().parents[2] / "sql" / "ddl" / "0001_star.sql"
FACT = "fact_id, document_key, fiscal_year, project_key, department_key, district_key, form_no, page"


def small_star(path: Path, *planted: str) -> None:
    """One invented document with one form, and what a faulty program might have written besides."""
    statements = (
        f"INSERT INTO main.dim_document (document_key, sha256, is_current, publication_key) VALUES (1, '{SHA256}', true, 1)",
        "INSERT INTO main.dim_department (department_key, name) VALUES (1, '某馆')",
        "INSERT INTO main.dim_district (district_key, code) VALUES (1, '110106')",
        "INSERT INTO main.dim_project (project_key, name) VALUES (1, '图书角')",
        "INSERT INTO main.dim_indicator (indicator_key, name) VALUES (1, '图书角数量')",
        "INSERT INTO main.dim_fund_source (fund_source_key, code) VALUES (1, 'total')",
        f"INSERT INTO main.fact_project_evaluation ({FACT}) VALUES ('pe_1', 1, 2024, 1, 1, 1, 1, 1)",
        f"INSERT INTO main.fact_project_funding ({FACT}, fund_source_key) VALUES ('pf_1', 1, 2024, 1, 1, 1, 1, 1, 1)",
        f"INSERT INTO main.fact_indicator_result ({FACT}, indicator_key, seq) VALUES ('ir_1', 1, 2024, 1, 1, 1, 1, 1, 1, 1)",
        "INSERT INTO main.figure_location (fact_id, document_key, figure, page, bbox, published_text, stored_value)"
        " VALUES ('pf_1', 1, 'executed_yuan', 1, '[1.00, 2.00, 3.00, 4.00]', '6', '60000.00')",
    )
    with duckdb.connect(str(path)) as connection:
        connection.execute(DDL.read_text(encoding="utf-8"))
        for statement in (*statements, *planted):
            connection.execute(statement)


@pytest.fixture(scope="module")
def validated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[dict[str, Any]], Path]]:
    """A star with planted faults of ours and one fault of the publisher (a score above its weight), validated once."""
    home = tmp_path_factory.mktemp("home")
    small_star(
        home / "next.duckdb",
        "UPDATE main.fact_project_funding SET project_key = 99, weight = 10, score = 11",
        "INSERT INTO main.fact_indicator_result SELECT * FROM main.fact_indicator_result",
        "UPDATE main.fact_indicator_result SET target_operator = 'about'",
        "UPDATE main.figure_location SET page = -1, bbox = '[1, x]'",
    )
    process = validator_process.start(home)
    rows = validator_process.validate(process, home / "next.duckdb", [SHA256], "run-1", home / "docs")
    yield rows, home / "docs"
    with duckdb.connect(str(home / "next.duckdb")) as connection:  # the child has given the file free
        connection.execute("CREATE TABLE t (i INTEGER)")


def test_planted_faults_of_ours_and_nothing_else_fail(validated: tuple[list[dict[str, Any]], Path]) -> None:
    failed = {
        (row["suite"], row["column_name"] or row["detail_zh"].split("：")[-1]) for row in validated[0] if not row["success"]
    }
    assert failed == {
        ("cells", "page"),
        ("cells", "坐标写作 [左, 上, 右, 下]（不符 1 行）"),
        ("facts.indicator_result", "fact_id"),
        ("facts.indicator_result", "document_key+form_no+seq"),
        ("facts.indicator_result", "target_operator"),
        ("star.fact_project_funding", "每个事实的项目都在维表中（不符 1 行）"),
    }
    with pytest.raises(ExpectationFailed):
        gate(validated[0])


def test_rows_have_the_agreed_columns(validated: tuple[list[dict[str, Any]], Path]) -> None:
    wanted = {"run_id", "suite", "expectation", "table_name", "column_name", "success", "observed", "unexpected_count",
              "detail_zh", "detail_en", "gate"}  # fmt: skip
    for row in validated[0]:
        assert wanted <= row.keys()
        assert row["run_id"] == "run-1"
    assert {row["suite"].split(".")[0] for row in validated[0]} == {"cells", "facts", "star"}


def test_every_expectation_was_evaluated(validated: tuple[list[dict[str, Any]], Path]) -> None:
    assert not [row for row in validated[0] if "Error" in (row["observed"] or "") or "placeholder" in (row["observed"] or "")]


def test_data_docs_load_nothing_from_elsewhere(validated: tuple[list[dict[str, Any]], Path]) -> None:
    pages = sorted(validated[1].rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text, page
        assert not re.findall(r"""(?:src|href|srcset|action)\s*=\s*["']?(?:https?:)?//[^"'> ]*""", text), page
        assert not re.findall(r"@import|url\(", text), page


def test_index_shows_every_result_in_chinese_and_its_links_exist(validated: tuple[list[dict[str, Any]], Path]) -> None:
    text = (validated[1] / "index.html").read_text(encoding="utf-8")
    assert text.count("✗ 未通过") == 6
    assert text.count("✓ 通过") + 6 == len(validated[0])
    links = re.findall(r'href="([^"]+)"', text)
    assert len(links) == len({row["suite"] for row in validated[0]})
    for link in links:
        assert (validated[1] / link).is_file()


@pytest.mark.slow
def test_child_ends_when_its_parent_has_gone(tmp_path: Path) -> None:
    process = validator_process.start(tmp_path)
    assert process.child.stdin is not None
    process.child.stdin.close()
    try:
        assert process.child.wait(timeout=60) == 0
    finally:
        process.stop()


def test_slow_child_is_stopped_and_said(tmp_path: Path) -> None:
    process = validator_process.start(tmp_path)
    with pytest.raises(ExpectationFailed, match="未完成") as caught:
        validator_process.validate(process, tmp_path / "none.duckdb", [], "run-1", tmp_path / "docs", timeout_seconds=0.2)
    assert caught.value.code == "validator-timeout"
    assert process.child.poll() is not None


def test_child_ends_although_its_input_stays_open_when_its_parent_is_another(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-m", "expectations.validator_process", "1"], stdin=subprocess.PIPE, cwd=tmp_path)
    try:
        assert child.wait(timeout=30) == 1
    finally:
        child.kill()
        assert child.stdin is not None
        child.stdin.close()


@pytest.mark.slow
def test_crash_is_told_with_its_last_line(tmp_path: Path) -> None:
    (tmp_path / "broken.duckdb").write_bytes(b"not a database")
    process = validator_process.start(tmp_path)
    with pytest.raises(ExpectationFailed, match="校验进程出错") as caught:
        validator_process.validate(process, tmp_path / "broken.duckdb", [], "run-1", tmp_path / "docs")
    assert caught.value.code == "validator-crashed"
    assert not (tmp_path / "docs").exists()


def test_parent_does_not_pay_for_the_import(tmp_path: Path) -> None:
    """Starting takes no time, and this module's imports never bring Great Expectations into the main process."""
    began = time.monotonic()
    process = validator_process.start(tmp_path)
    assert time.monotonic() - began < 1.0
    process.stop()
    code = "import sys, expectations.identities, expectations.gate, expectations.validator_process, expectations.suites.star;"
    code += "sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 0

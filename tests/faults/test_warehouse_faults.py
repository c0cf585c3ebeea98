"""Faults: killed builds, readers during a swap, wrong rows. The current warehouse stays as it was, and every check can fail."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sql import warehouse
from sql.exports import ordered_export
from sql.records import DocumentState, WarehouseFault
from sql.verification import checks, verify
from tests.factory.staged_rows import RUN, Document, Form, build, load, rows_of, stage

REPOSITORY = Path(__file__).resolve().parents[2]
FIRST, SECOND = Document("甲"), Document("乙", forms=(Form("另一项目"),))


def digest(home: Path) -> str:
    return hashlib.sha256((home / warehouse.CURRENT).read_bytes()).hexdigest()


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


BUILD_FOR_EVER = """
    import sys
    from pathlib import Path
    from tests.factory.staged_rows import Document, Form, build
    print("started", flush=True)
    for number in range(10_000):
        build(Path(sys.argv[1]), [Document(f"{number}-{other}", forms=(Form(f"项目{number}"),)) for other in range(4)])
"""


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.6])
def test_killed_build_leaves_the_old_file_and_the_next_one_succeeds(tmp_path: Path, seconds: float) -> None:
    load(tmp_path, FIRST)
    before = digest(tmp_path)
    process = start(BUILD_FOR_EVER, str(tmp_path))
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    assert digest(tmp_path) == before
    load(tmp_path, SECOND)
    clean = tmp_path / "clean"
    load(clean, FIRST, SECOND)
    exported = [
        {path.name: path.read_bytes() for path in ordered_export(home / warehouse.CURRENT, tmp_path / name)}
        for home, name in ((tmp_path, "after"), (clean, "expected"))
    ]
    assert exported[0] == exported[1]
    assert sorted(path.name for path in tmp_path.glob("warehouse*")) == [warehouse.CURRENT]


READ_TWICE = """
    import sys
    from pathlib import Path
    from sql.warehouse import open_read_only
    with open_read_only(Path(sys.argv[1])) as connection:
        query = "SELECT count(*), sum(executed_yuan) FROM mart.project_funding"
        print(connection.execute(query).fetchone(), flush=True)
        sys.stdin.readline()
        print(connection.execute(query).fetchone(), flush=True)
    with open_read_only(Path(sys.argv[1])) as connection:
        print(connection.execute(query).fetchone(), flush=True)
"""


def test_a_reader_keeps_its_file_while_the_next_one_is_swapped_in(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    process = start(READ_TWICE, str(tmp_path))
    assert process.stdout is not None
    first = process.stdout.readline()
    load(tmp_path, SECOND)
    rest, _ = process.communicate("\n", timeout=30)
    assert first == "(1, Decimal('60.00'))\n"
    assert rest.splitlines() == ["(1, Decimal('60.00'))", "(2, Decimal('120.00'))"]


def test_missing_staged_file_stops_the_run(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    before = digest(tmp_path)
    staged = stage(tmp_path, SECOND)
    (staged.directory / "finding.parquet").unlink()
    state = DocumentState(SECOND.sha256, "乙.pdf", "loaded", "code-1", "run-1")
    with pytest.raises(WarehouseFault) as caught:
        warehouse.build_next(tmp_path, loaded=[staged], removed=[], states=[state], sources=[], run=RUN)
    assert caught.value.code == "staging-incomplete"
    assert digest(tmp_path) == before


def test_another_writers_log_is_not_overlooked(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    (tmp_path / f"{warehouse.CURRENT}.wal").write_bytes(b"unfinished")
    with pytest.raises(WarehouseFault) as caught:
        build(tmp_path, [SECOND])
    assert caught.value.code == "write-ahead-log"


def test_swapped_file_has_no_log_and_no_lock(tmp_path: Path) -> None:
    load(tmp_path, FIRST)
    assert [path.name for path in tmp_path.glob("warehouse*")] == [warehouse.CURRENT]


def test_folder_names_are_not_read_as_patterns(tmp_path: Path) -> None:
    load(tmp_path / "部门[1]*'？", FIRST)
    with warehouse.open_read_only(tmp_path / "部门[1]*'？") as connection:
        assert connection.execute("SELECT count(*) FROM published.project_evaluation").fetchone() == (1,)


def with_rows(table: str, *changes: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The staged rows of FIRST's table, each repeated with each of the changes."""
    return {table: [row | change for change in changes for row in rows_of(FIRST)[table]]}


def _repeat_of_nothing() -> dict[str, list[dict[str, Any]]]:
    """A statement's amount that says it was printed before, under an id that no fact has."""
    fact = {"fact_id": "sa_again", "document_sha256": FIRST.sha256}
    amount = fact | {
        "statement_code": "expenditure",
        "row_no": 1,
        "label": "合计",
        "measure": "合计",
        "printed_before": "sa_other",
    }
    place = fact | {"figure": "amount_yuan"}
    return {"statement_amount": [amount], "figure_location": [*rows_of(FIRST)["figure_location"], place]}


@pytest.mark.parametrize(
    ("code", "replaced"),
    [
        ("repeated-fact-id", with_rows("project_funding", {}, {})),
        ("orphan-key", with_rows("project_funding", {"fund_source": "lottery"})),
        ("orphan-key", with_rows("project_evaluation", {"district_code": "999999"})),
        ("repeated-form", with_rows("project_evaluation", {}, {"fact_id": "pe_other"})),
        ("orphan-form", with_rows("indicator_result", {"form_no": 7})),
        ("count-differs", with_rows("finding", {"document_sha256": "0" * 64})),
        ("no-location", {"figure_location": []}),
        ("location-without-fact", with_rows("figure_location", {}, {"fact_id": "pe_other"})),
        ("finding-without-fact", with_rows("finding", {"fact_ids": ["pe_other"]})),
        (
            "proof-without-fact",
            {"statement_proof": [{"document_sha256": FIRST.sha256, "fact_id": "sa_other", "proof": "proven"}]},
        ),
        ("repeated-finding", with_rows("finding", {}, {})),
        ("unknown-rule", with_rows("finding", {"rule_id": "DQ-000"})),
        ("repeat-without-fact", _repeat_of_nothing()),
    ],
)
def test_wrong_staged_rows_are_not_swapped_in(tmp_path: Path, code: str, replaced: dict[str, list[dict[str, Any]]]) -> None:
    state = DocumentState(FIRST.sha256, "甲.pdf", "loaded", "code-1", "run-1")
    staged = stage(tmp_path, FIRST, **replaced)
    next_path = warehouse.build_next(tmp_path, loaded=[staged], removed=[], states=[state], sources=[], run=RUN)
    with pytest.raises(WarehouseFault) as caught:
        verify(next_path)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        (
            "repeated-key",
            "INSERT INTO main.dim_project BY NAME SELECT project_key, '同一散列' AS name, department_key FROM main.dim_project",
        ),
        ("orphan-key", "UPDATE main.fact_indicator_result SET indicator_key = NULL"),
        ("orphan-key", "UPDATE main.fact_project_evaluation SET implementer_key = 1"),
        ("orphan-key", "DELETE FROM main.dim_document"),
        ("count-differs", "DELETE FROM main.figure_location WHERE figure = 'score'"),
        ("count-differs", "DELETE FROM etl.staged_count WHERE table_name = 'document'"),
        ("state-differs", "DELETE FROM etl.document_state"),
        ("version-chain", "UPDATE main.dim_document SET is_current = FALSE"),
        ("version-chain", "UPDATE main.dim_document SET version = 2"),
    ],
)
def test_wrong_rows_of_the_next_file_are_found(tmp_path: Path, code: str, statement: str) -> None:
    next_path = build(tmp_path, [FIRST])
    with duckdb.connect(str(next_path)) as connection:
        connection.execute(statement)
    with pytest.raises(WarehouseFault) as caught:
        verify(next_path)
    assert caught.value.code == code


def test_every_check_has_been_made_to_fail_above() -> None:
    with duckdb.connect() as connection:
        codes = {check.code for check in checks(connection)}
    marks = [mark for test in (test_wrong_staged_rows_are_not_swapped_in, test_wrong_rows_of_the_next_file_are_found)
             for mark in test.pytestmark]  # type: ignore[attr-defined]  # fmt: skip
    # without tables there are no columns, and so no reference checks
    assert codes | {"orphan-key"} == {case[0] for mark in marks for case in mark.args[1]}


def test_verification_counts_what_it_looked_at(tmp_path: Path) -> None:
    next_path = build(tmp_path, [FIRST, SECOND])
    assert verify(next_path)["fact_project_evaluation"] == 2

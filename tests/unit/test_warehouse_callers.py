"""What flows hands to the warehouse: versions in order, no slow bound parameters, nothing read again for a changed comment."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import sql.warehouse
from flows import code_version, stages
from flows.discovery import FoundDocument
from flows.run_plan import RunPlan
from flows.settings import Settings
from sql.records import DocumentState
from sql.warehouse import open_read_only
from tests.factory.staged_rows import Document, load

REPOSITORY = Path(__file__).resolve().parents[2]


def test_undated_documents_of_one_batch_are_ordered_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the SHA-256 would decide which of two undated versions is the newer one."""
    handed: list[DocumentState] = []

    def keep(home: Path, *, states: list[DocumentState], **_: Any) -> Path:
        handed.extend(states)
        return home

    monkeypatch.setattr(sql.warehouse, "build_next", keep)
    names = {"f" * 64: "甲 1.pdf", "0" * 64: "甲 3.pdf", "7" * 64: "甲 2.pdf"}
    jobs = tuple(FoundDocument(sha256, name, 1) for sha256, name in names.items())
    plan = RunPlan("ingest", "run-1", "code-1", datetime(2026, 1, 1, tzinfo=UTC), jobs, (), (), (), frozenset())
    refused = [DocumentState("7" * 64, "甲 2.pdf", "quarantined", "code-1", "run-1", "template")]
    stages._build(Settings(home=tmp_path), plan, ["0" * 64, "f" * 64], refused)
    assert [state.name for state in handed] == ["甲 1.pdf", "甲 2.pdf", "甲 3.pdf"]


def test_explaining_a_fact_does_not_import_pandas(tmp_path: Path) -> None:
    document = Document("甲")
    load(tmp_path, document)
    with open_read_only(tmp_path) as connection:
        row = connection.execute("SELECT fact_id FROM main.fact_project_funding").fetchone()
    assert row is not None
    code = """
        import sys
        from pathlib import Path
        from flows.explain import explain_fact
        print(explain_fact(Path(sys.argv[1]), sys.argv[2]).fact_id, "pandas" in sys.modules)
    """
    answer = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path), row[0]],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [row[0], "False"]


def test_a_changed_comment_is_no_reason_to_read_again() -> None:
    files = {path.relative_to(REPOSITORY).as_posix() for path in code_version._deciding_files()}
    assert "data/dictionary/statements.csv" in files  # names that the reading of statements uses
    assert "data/reference/dq_rules.csv" in files
    assert not {"data/dictionary/fields.csv", "data/dictionary/tables.csv", "data/messages.yaml"} & files
    assert not any(name.startswith("sql/") for name in files)

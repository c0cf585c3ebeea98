"""The stages stand in one line: each imports only what lies before it, and heavy libraries stay in their stage."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("data", "extract", "transform", "expectations", "sql", "flows")
ONLY_IN = {
    "prefect": {"flows"},
    "great_expectations": {"expectations"},
    "sqlalchemy": {"expectations"},
    "duckdb_engine": {"expectations"},
    "pdfplumber": {"extract"},
    "pypdfium2": {"extract"},
    "docx": {"extract"},
    "python_calamine": {"extract"},
    "rich": {"flows"},
}


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """The first part of every imported module's name, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom):
            parents = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            yield [*parents, *(node.module or "").split(".")][0], node.lineno


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_what_lies_before_it(stage: str) -> None:
    files = sorted((ROOT / stage).rglob("*.py"))
    assert files, f"nothing to look at in {stage}"
    later = STAGES[STAGES.index(stage) + 1 :]
    wrong = [f"{path.relative_to(ROOT)}:{line} {name}" for path in files for name, line in imports_of(path) if name in later]
    assert wrong == []


def test_heavy_libraries_stay_in_their_stage() -> None:
    seen = set()
    wrong = []
    for stage in STAGES:
        for path in sorted((ROOT / stage).rglob("*.py")):
            for name, line in imports_of(path):
                seen.add(name)
                if stage not in ONLY_IN.get(name, {stage}):
                    wrong.append(f"{path.relative_to(ROOT)}:{line} {name}")
    assert wrong == []
    assert {"prefect", "great_expectations", "pypdfium2"} <= seen, "the test must have met what it forbids elsewhere"


def test_no_program_file_imports_the_tests() -> None:
    files = [path for stage in STAGES for path in (ROOT / stage).rglob("*.py")]
    assert [str(path) for path in files for name, _ in imports_of(path) if name == "tests"] == []


@pytest.mark.parametrize("command", ["query", "explain"])
def test_commands_that_answer_load_nothing_heavy(command: str) -> None:
    modules = {"query": "flows.cli, flows.query, sql.warehouse", "explain": "flows.cli, flows.explain"}[command]
    heavy = ["polars", "pyarrow", "prefect", "great_expectations", "pdfplumber", "pypdfium2", "rich", "lxml", "docx", "openpyxl"]
    code = f"import sys, {modules}; print(*[name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert loaded == []

"""What a reader can hold in the head: no dumping grounds, files of a readable size, generated pages up to date."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from extract.errors import REASONS
from flows.fact_tables import FACT_TABLES
from flows.failures_page import PAGE, failures_page
from flows.messages import message_keys

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("data", "extract", "transform", "expectations", "sql", "flows")
DUMPING_GROUNDS = {"util", "utils", "helper", "helpers", "common", "misc", "base", "core", "manager"}
MOST_LINES = 400
CONTRACT_REASONS = {
    "empty", "truncated", "password", "not-what-it-claims", "unsupported", "bomb", "too-large", "too-slow", "no-table",
    "not-final-accounts", "self-check-failed", "template", "reader-crashed", "too-much-memory",
}  # fmt: skip


def program_files() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_no_module_is_a_dumping_ground() -> None:
    files = program_files() + sorted((ROOT / "tests").rglob("*.py"))
    assert len(files) > 50
    assert [str(path.relative_to(ROOT)) for path in files if {path.stem, *path.parent.parts} & DUMPING_GROUNDS] == []


def test_files_are_of_a_readable_size() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in program_files()}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}


def test_every_module_says_what_it_is() -> None:
    nameless = [path for path in program_files() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert [str(path.relative_to(ROOT)) for path in nameless] == []


def test_reasons_of_quarantine_are_those_of_the_contract() -> None:
    assert {reason.code for reason in REASONS} == CONTRACT_REASONS


def test_page_of_failures_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == failures_page(), "run: make docs"


def test_messages_say_the_same_in_both_languages() -> None:
    different = []
    for key, texts in message_keys().items():
        assert set(texts) == {"zh", "en"}, key
        if set(re.findall(r"{(\w+)}", texts["zh"])) != set(re.findall(r"{(\w+)}", texts["en"])):
            different.append(key)
    assert different == []


def test_every_message_is_used_and_every_used_key_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "flows").glob("*.py"))
    used = set(re.findall(r"""["'](?:explain-|labelled\(\s*)?([a-z]+(?:-[a-z]+)*)["']""", code))
    families = ("table-", "progress-", "severity-", "origin-", "explain-", "column-", "report-", "question-", "decision-")
    for table in FACT_TABLES:
        assert f"table-{table.removeprefix('fact_').replace('_', '-')}" in message_keys()
    unused = [key for key in message_keys() if key not in used and not key.startswith(families)]
    assert unused == []
    asked = set(re.findall(r"""(?<![.\w])message\(\s*["']([a-z-]+)["']""", code))
    asked |= set(re.findall(r"""["'](column-[a-z-]+)["']""", code))
    assert asked
    assert asked - message_keys().keys() == set()


def test_lock_names_no_index_and_no_machine() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert re.findall(r"https?://\S+|file:\S+|^-.*|/home/\S+|/tmp/\S+|/work/\S+", lock, re.M) == []

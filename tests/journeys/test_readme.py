"""README.md says what is so: its queries run, its answers are the answers, its three questions are those of ``make run``."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from flows.first_questions import QUESTIONS
from flows.readme_page import with_answers
from tests.journeys.conftest import ROOT, Command

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


@pytest.mark.parametrize("sql", blocks("sql"))
def test_every_query_runs_and_answers_something(home: Path, sql: str) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute(sql).fetchall()


def test_there_are_queries_in_both_languages() -> None:
    assert len(blocks("sql")) >= 5


def test_worked_example_shows_what_the_commands_print(home: Path, juesuan: Command) -> None:
    assert with_answers(README, home) == README, "run: make docs"
    asked = re.search(r"`juesuan explain (\S+)`", README)
    assert asked is not None
    assert juesuan("explain", asked[1], "--home", home).stdout == blocks("explain")[0]
    assert blocks("text")[0] in juesuan("query", blocks("sql")[0], "--home", home).stdout


def test_first_questions_are_on_the_page() -> None:
    assert len(QUESTIONS) == 3
    for question in QUESTIONS:
        assert question.zh in README
        assert question.sql + "\n" in blocks("sql")


def test_reason_codes_on_the_page_are_those_of_the_program() -> None:
    from extract.errors import REASONS

    table = README[README.index("| 原因 | 说明 |") : README.index("退出状态")]
    assert set(re.findall(r"`([a-z-]+)`", table)) == {reason.code for reason in REASONS}


def test_links_lead_somewhere() -> None:
    pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{page}: {target}"


def test_make_targets_named_in_the_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        target
        for page in ("README.md", "CONTRIBUTING.md")
        for target in re.findall(r"(?:`|&& |^)make ([a-z]+)", (ROOT / page).read_text("utf-8"))
    }
    assert {"run", "test"} <= named <= targets

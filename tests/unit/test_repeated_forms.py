"""Forms of one project in one document (同一项目的多张表): codes tell projects apart, what is printed twice counts once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.test_self_evaluation import HEAD, HEADINGS, grid_of, read, rules_of
from transform.document_facts import DocumentFacts
from transform.projects import split_project_code

ROWS = "产出指标 | 数量指标 | 培训期数 | 2期 | 2期 | 90 | 90 | ."
CODE, OTHER_CODE = "51000021T000012345678", "51000023T013812345678"


def block(name: str, full_year: str = "12.142988", rows: str = ROWS) -> Any:
    head = HEAD.replace("社区培训经费", name).replace("12.142 988 | 12.142988", f"{full_year} | 12.142988")
    return grid_of("\n".join([head.strip(), HEADINGS.format(rows=2), rows, "总分>6 | 100 | 100 | ."]))


def document(*blocks: Any) -> DocumentFacts:
    lines = [part for grid in blocks for part in ("项目支出绩效自评表", "（2023年度）", grid)]
    return read(*lines)


def evaluations(facts: DocumentFacts) -> list[tuple[Any, ...]]:
    return facts.frames["project_evaluation"].select("project_name", "project_code", "duplicate_of_form_no").rows()


@pytest.mark.parametrize(
    ("printed", "code", "name"),
    [
        (f"{CODE}-社区培训经费", CODE, "社区培训经费"),
        (f"{CODE[:12]}\n{CODE[12:]}-社区培训经费", CODE, "社区培训经费"),
        (f"[{CODE}]社区培训经费", CODE, "社区培训经费"),
        (f"{CODE}社区培训经费", CODE, "社区培训经费"),
        (f"社区培训经费（{CODE}）", CODE, "社区培训经费"),
        ("219001 社区培训-提升经费", None, "219001社区培训-提升经费"),
        ("219001-社区培训-提升经费", "219001", "社区培训-提升经费"),
        ("2024年社区培训经费", None, "2024年社区培训经费"),
        ("20240101-社区培训经费", None, "20240101-社区培训经费"),
        ("2023-2025年规划编制", None, "2023-2025年规划编制"),
        ("12345热线运行", None, "12345热线运行"),
        ("5G-A基站建设", None, "5G-A基站建设"),
        ("社区培训经费（2024）", None, "社区培训经费（2024）"),
        ("社区培训经费（二期）", None, "社区培训经费（二期）"),
    ],
)
def test_a_code_is_parted_from_the_name(printed: str, code: str | None, name: str) -> None:
    assert split_project_code(printed) == (code, name)


def test_the_code_is_kept_beside_the_name() -> None:
    facts = document(block(f"{OTHER_CODE}-社区培训经费"))
    assert evaluations(facts) == [("社区培训经费", OTHER_CODE, None)]
    place = facts.frames["figure_location"].filter(figure="project_name").row(0, named=True)
    assert (place["published_text"], place["stored_value"]) == (f"{OTHER_CODE}-社区培训经费", "社区培训经费")


def test_the_code_in_a_cell_of_its_own() -> None:
    head = HEAD.replace("社区培训经费>7", f"社区培训经费>3 | 项目代码 | {CODE}>3")
    grid = grid_of("\n".join([head.strip(), HEADINGS.format(rows=2), ROWS, "总分>6 | 100 | 100 | ."]))
    assert evaluations(document(grid)) == [("社区培训经费", CODE, None)]


def test_one_name_and_two_codes_are_two_projects() -> None:
    facts = document(block(f"{CODE}-社区培训经费"), block(f"{OTHER_CODE}-社区培训经费", "15"))
    assert evaluations(facts) == [("社区培训经费", CODE, None), ("社区培训经费", OTHER_CODE, None)]
    assert "EX-130" not in rules_of(facts)


def test_one_form_twice_counts_once() -> None:
    facts = document(block("社区培训经费"), block("社区培训经费"))
    assert [row[2] for row in evaluations(facts)] == [None, 1]
    assert "EX-130" not in rules_of(facts)


def test_two_forms_with_other_amounts_both_stand_and_are_said() -> None:
    facts = document(block("社区培训经费"), block("社区培训经费", "15"))
    assert [row[2] for row in evaluations(facts)] == [None, None]
    finding = facts.frames["finding"].filter(rule_id="EX-130").row(0, named=True)
    assert (finding["form_no"], finding["severity"], finding["origin"]) == (2, "warning", "extraction")
    assert "全年预算数" in finding["message"]
    assert {fact[:2] for fact in finding["fact_ids"]} == {"pe", "pf"}


def test_the_same_money_with_other_indicators_counts_once_and_is_said() -> None:
    facts = document(block("社区培训经费"), block("社区培训经费", rows=ROWS.replace("2期 | 2期", "3期 | 3期")))
    assert [row[2] for row in evaluations(facts)] == [None, 1]
    assert rules_of(facts).count("EX-130") == 1

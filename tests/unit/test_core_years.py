"""Years: what words name, and which witness decides; every answer is written by hand."""

from __future__ import annotations

import pytest

from transform.reading.evidence import Evidence, Scope, settle, told
from transform.settle.years import document_year, table_year, witnesses, years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("某某局2024年度部门决算", [2024]), ("2024部门决算", [2024]), ("二〇二四年度决算公开", [2024]),
        ("24年度部门决算", [2024]),
        ("2024年部门决算（2025年8月公开）", [2024]), ("2023年度与2024年度", [2023, 2024]), ("发布日期：2025年8月29日", []),
        ("金额2024.50万元", []), ("部门决算公开表", []),
    ],
)  # fmt: skip
def test_years_that_a_text_names(text: str, years: list[int]) -> None:
    assert years_in(text) == years


def title(*years: int) -> list[Evidence[int]]:
    return [Evidence("year", year, f"{year}年度", "标题", Scope.DOCUMENT) for year in years]


def tables(*years: int | None) -> list[list[Evidence[int]]]:
    return [[Evidence("year", year, f"{year}年度", "表题", Scope.TABLE)] if year else [] for year in years]


@pytest.mark.parametrize(
    ("own", "of_tables", "prose", "names", "year", "state"),
    [
        (title(2024), tables(None, None), [], [], 2024, "printed"),
        (title(2024), tables(2024, 2024), [], [], 2024, "printed"),
        (title(2024), tables(2023, None, None), [], [], 2024, "printed"),
        (title(2024), tables(2023, 2023, None), [], [], None, "contested"),
        (title(2023, 2024), tables(None, None), [], [], None, "contested"),
        (title(2023, 2024), tables(2024, 2024), [], [], 2024, "printed"),
        ([], tables(2024, 2024, None), [], [], 2024, "printed"),
        ([], tables(2024, 2023), [], [], None, "contested"),
        ([], tables(2024, None, None), [], title(2023), 2023, "printed"),
        ([], tables(2024, None, None), [], [], 2024, "inferred"),
        ([], tables(None, None), [], title(2022), 2022, "printed"),
        ([], tables(None), [], [], None, "unknown"),
        ([], tables(None), title(2023), title(2022), 2023, "printed"),
        ([], tables(None), title(2022, 2023), [], None, "contested"),
        ([], tables(2024, None, None), title(2024), title(2023), 2024, "printed"),
        ([], tables(2024, 2024, 2023), title(2023), [], 2024, "printed"),
    ],
)
def test_the_year_of_a_document(
    own: object, of_tables: object, prose: object, names: object, year: int | None, state: str
) -> None:
    decided = document_year(own, of_tables, prose, names)  # type: ignore[arg-type]
    assert (decided.value, decided.state) == (year, state)


def test_a_table_that_names_another_year_is_of_none() -> None:
    document = document_year(title(2024), [], [], [])
    assert table_year([], document) == document
    assert table_year(tables(2024)[0], document).value == 2024
    other = table_year(tables(2023)[0], document)
    assert (other.value, other.state) == (None, "contested")
    assert "2023年度" in told(other)
    assert "2024年度" in told(other)


def test_a_table_without_a_document_year_has_its_own() -> None:
    unknown = document_year([], [], [], [])
    assert table_year(tables(2023)[0], unknown).value == 2023


def test_each_year_of_a_text_is_one_witness() -> None:
    found = list(witnesses([("2023年度、2023年度和2024年度决算", 4)], "标题", Scope.TABLE))
    assert [(one.answer, one.page, one.scope) for one in found] == [(2023, 4, Scope.TABLE), (2024, 4, Scope.TABLE)]


def one(answer: str | None, scope: Scope, words: str = "") -> Evidence[str]:
    return Evidence("unit", answer, words or str(answer), "表上方", scope)


def test_the_nearest_scope_decides_and_farther_ones_are_rivals() -> None:
    decided = settle("unit", [one("元", Scope.DOCUMENT), one("万元", Scope.TABLE), one("元", Scope.NAME)])
    assert (decided.value, decided.state, len(decided.rivals)) == ("万元", "printed", 2)


@pytest.mark.parametrize("answers", [("万元", "元"), ("万元", None), (None, "万元"), (None,)])
def test_contradiction_of_one_scope_decides_nothing(answers: tuple[str | None, ...]) -> None:
    decided = settle("unit", [one(answer, Scope.TABLE) for answer in answers])
    assert (decided.value, decided.state) == (None, "contested")
    assert decided.is_contested


def test_two_that_agree_decide_and_none_decides_nothing() -> None:
    assert settle("unit", [one("万元", Scope.TABLE), one("万元", Scope.TABLE)]).value == "万元"
    unknown = settle("unit", ())
    assert (unknown.value, unknown.state, unknown.is_contested) == (None, "unknown", False)


def test_what_agrees_may_be_said_by_the_caller() -> None:
    pair = [one("决算", Scope.GROUP), one("决算数", Scope.GROUP)]
    assert settle("role", pair).value is None
    assert settle("role", pair, agree=lambda first, second: first[:2] == second[:2]).value == "决算"


def test_witnesses_are_told_with_their_page_once() -> None:
    witness = Evidence("unit", "元", "单位：元", "表下方", Scope.TABLE, 3)
    decided = settle("unit", [witness, one("万元", Scope.TABLE, "单位：万元"), one("万元", Scope.TABLE, "单位：万元")])
    assert told(decided) == "表下方“单位：元”（第3页）与表上方“单位：万元”"


def test_scopes_are_ordered_from_near_to_far() -> None:
    names = ["CELL", "COLUMN", "GROUP", "TABLE", "DOCUMENT", "NAME"]
    assert [scope.name for scope in sorted(Scope)] == names
    assert len({int(scope) for scope in Scope}) == len(names)

"""What is read is what is printed, and what is not read is said (读出与说明): figures of statements and forms, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.cell_grid import Cell, CellGrid, ReadDocument
from tests.factory.mutants.bases import forms_paper, statements_paper
from tests.factory.mutants.judge import reading_of
from tests.factory.mutants.press import PRESSES
from transform.recognise.unread_tables import unread_tables


def grid(*rows: list[str]) -> CellGrid:
    found = tuple(Cell(r, c, text, page=3, reference=f"R{r}C{c}") for r, row in enumerate(rows) for c, text in enumerate(row))
    return CellGrid(found, len(rows), len(rows[0]), "test", 3)


def document(*grids: CellGrid) -> ReadDocument:
    return ReadDocument("html", grids, None)


def test_a_table_with_a_figure_and_without_a_fact_is_said() -> None:
    told = list(unread_tables(document(grid(["序号", "单价"], ["1", "2.50"])), ()))
    assert [(one.number, one.page, one.first_words, one.figures) for one in told] == [(1, 3, "序号单价1 2.50", 1)]


@pytest.mark.parametrize(
    ("text", "count"),
    [("2.50", 1), ("101", 1), ("100", 0), ("0", 0), ("-1", 1), ("1.0", 1), ("—", 0), ("", 0), ("甲", 0), ("1,234", 1)],
)
def test_what_is_a_figure_and_what_a_line_number(text: str, count: int) -> None:
    assert [one.figures for one in unread_tables(document(grid(["名称"], [text])), ())] == [count] * bool(count)


def test_a_table_of_which_a_cell_was_taken_is_read() -> None:
    first, second = grid(["甲", "2.50"]), grid(["乙", "3.50"])
    assert list(unread_tables(document(first), {(3, "R0C1")})) == []
    assert [one.number for one in unread_tables(document(second, first), {(9, "R0C1")})] == [1, 2]


@pytest.mark.parametrize("form", ["html", "xlsx", "docx", "pdf"])
def test_the_money_of_a_form_stands_under_its_own_headings(form: str) -> None:
    """年初预算 20, 全年预算 21, 全年执行 16.5 万元 of the total; 20, 20, 16 of the appropriation; 0, 1, 0.5 carried over."""
    paper = forms_paper("fengtai_2024", 0)
    rows = reading_of(PRESSES[form](paper), f"{paper.name}.{form}")["project_funding"].to_dicts()
    names = ("initial_budget_yuan", "full_year_budget_yuan", "executed_yuan")
    first = {row["fund_source"]: tuple(row[name] for name in names) for row in rows if row["form_no"] == 1}
    assert first["total"] == (Decimal(200_000), Decimal(210_000), Decimal(165_000))
    assert first["fiscal"] == (Decimal(200_000), Decimal(200_000), Decimal(160_000))
    assert first["carryover"] == (Decimal(0), Decimal(10_000), Decimal(5_000))
    total = next(row for row in rows if row["form_no"] == 1 and row["fund_source"] == "total")
    assert (total["weight"], total["execution_rate_percent"], total["score"]) == (10, Decimal("78.57"), Decimal("7.86"))


@pytest.mark.parametrize("form", ["html", "xlsx", "docx", "pdf"])
def test_the_points_of_a_form_stand_under_their_own_headings(form: str) -> None:
    paper = forms_paper("fengtai_2024", 0)
    rows = reading_of(PRESSES[form](paper), f"{paper.name}.{form}")["indicator_result"].to_dicts()
    found = {row["indicator_name"]: (row["weight"], row["score"], row["level1"]) for row in rows if row["form_no"] == 1}
    assert found == {
        "培训期数": (20, 20, "产出指标"), "验收合格率": (15, 15, "产出指标"), "完成时限": (15, 14, "产出指标"),
        "群众知晓度": (30, 28, "效益指标"), "服务对象满意度": (10, 10, "满意度指标"),
    }  # fmt: skip


@pytest.mark.parametrize("region", ["national", "shanghai", "yunnan"])
def test_every_figure_has_the_text_the_unit_and_the_place_that_are_printed(region: str) -> None:
    paper = statements_paper(region, 2)
    frames = reading_of(PRESSES["html"](paper), f"{paper.name}.html")
    rows = [row for row in frames["statement_amount"].to_dicts() if row["amount_yuan"] is not None]
    assert len(rows) == len(paper.facts)
    assert {row["published_unit"] for row in rows} == {"万元"}
    assert all(Decimal(row["published_text"]) * 10_000 == row["amount_yuan"] for row in rows)
    assert all(row["bbox"] for row in rows)
    assert len({row["fact_id"] for row in rows}) == len(rows)

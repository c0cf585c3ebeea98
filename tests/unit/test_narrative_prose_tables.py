"""A small table without a unit is loaded only where the document itself proves its unit (正文小表)."""

from __future__ import annotations

from decimal import Decimal

from extract.cell_grid import Block, Cell, CellGrid, Paragraph
from transform.forms.narrative.prose_tables import tables_without_unit
from transform.forms.narrative.read import NarrativeContext, narrative_of


def table(*rows: str) -> CellGrid:
    texts = [row.split(" | ") for row in rows]
    cells = tuple(
        Cell(r, c, text, reference=f"表1 R{r + 1}C{c + 1}") for r, row in enumerate(texts) for c, text in enumerate(row)
    )
    return CellGrid(cells, len(texts), len(texts[0]), "word")


PLAIN = table("项目名称 | 预算 | 支出 | 差额", "某教育项目 | 513099 | 513099 | 0", "某宣传项目 | 20000 | — | 20000")


def rows_of(known: set[Decimal], *blocks: Block) -> dict[str, list[dict[str, object]]]:
    return narrative_of(blocks, NarrativeContext("0" * 64, 2024, (), frozenset(), known))


def test_the_unit_is_taken_from_an_amount_of_a_form() -> None:
    rows = rows_of({Decimal("513099.00")}, PLAIN)
    assert [(row["measure"], str(row["amount_yuan"]), row["bbox"]) for row in rows["narrative_figure"]] == [
        ("某教育项目预算", "513099.00", "表1 R2C2"),
        ("某教育项目支出", "513099.00", "表1 R2C3"),
        ("某教育项目差额", "0.00", "表1 R2C4"),
        ("某宣传项目预算", "20000.00", "表1 R3C2"),
        ("某宣传项目差额", "20000.00", "表1 R3C4"),
    ]
    (finding,) = rows["finding"]
    assert finding["rule_id"] == "EX-123"
    assert len(finding["fact_ids"]) == 5  # type: ignore[arg-type]


def test_without_proof_nothing_is_loaded_but_a_finding_stays() -> None:
    for known in (set(), {Decimal("20000.00")}, {Decimal("513099.00"), Decimal("5130990000.00")}):
        rows = rows_of(known, PLAIN)
        assert rows["narrative_figure"] == []
        assert [row["rule_id"] for row in rows["finding"]] == ["EX-123"]


def test_tables_with_a_unit_and_tables_of_another_kind_are_left_alone() -> None:
    known = {Decimal("513099.00")}
    blocks: list[Block] = [
        Paragraph("单位：元"),
        PLAIN,
        table("项目名称 | 预算（元） | 支出", "甲 | 513099 | 513099"),
        table("项目名称 | 得分 | 支出", "甲 | 513099 | 513099"),
        table("一级指标 | 预算 | 支出", "甲 | 513099 | 513099"),
    ]
    assert list(tables_without_unit(blocks, known)) == []

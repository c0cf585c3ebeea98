"""Forms as they are published with shifted rows, missing headings and cut columns: typeset here, the right answers beside them.

The damage is that of Fengtai 2023 (LAYOUTS column 002), made on invented facts: what can be read with certainty is read, the
rest is not loaded, and either way a finding says what happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extract.read.open_document import read_document
from tests.factory.compose import ComposedForm, Piece, compose
from tests.factory.facts import FormFacts
from tests.factory.layouts import LAYOUTS
from tests.factory.notation import NOTATIONS
from tests.factory.pdf import PDF_STYLES, typeset_pdf
from tests.factory.sample_facts import haidian
from tests.factory.web_page import typeset_html
from tests.factory.word import typeset_docx
from transform.document_facts import DocumentContext, facts_of

Damage = Callable[[ComposedForm], ComposedForm]
FORM: FormFacts = haidian(2023)[0]
TYPESETTERS: dict[str, Callable[[list[ComposedForm]], bytes]] = {
    "html": typeset_html,
    "docx": typeset_docx,
    "pdf": lambda forms: typeset_pdf(forms, PDF_STYLES["rectangles"]),
}


def row_of(form: ComposedForm, text: str) -> int:
    """The row in which the first piece with this text begins."""
    return next(piece.row for piece in form.pieces if piece.text.replace("\n", "") == text)


def reset(form: ComposedForm, row: int, texts: dict[str, str]) -> ComposedForm:
    """The form with other texts in the pieces of one row, found by what they print now (the first of equal ones)."""
    left = dict(texts)
    pieces = []
    for piece in form.pieces:
        if piece.row == row and piece.text in left:
            piece = replace(piece, text=left.pop(piece.text))
        pieces.append(piece)
    assert not left, f"row {row} prints no {left}"
    return replace(form, pieces=tuple(pieces))


def shift_left(form: ComposedForm, row: int, first: str) -> ComposedForm:
    """The texts of a row from the piece printing ``first`` on stand one cell further left; the last cell stays empty."""
    mine = sorted((piece for piece in form.pieces if piece.row == row), key=lambda piece: piece.left)
    at = next(index for index, piece in enumerate(mine) if piece.text == first)
    moved = [piece.text for piece in mine[at:]] + [""]
    changed = {mine[at - 1 + offset]: text for offset, text in enumerate(moved)}
    return replace(
        form, pieces=tuple(replace(piece, text=changed[piece]) if piece in changed else piece for piece in form.pieces)
    )


def total_one_column_left(form: ComposedForm) -> ComposedForm:
    """总分 spans one column less, so 100 and 98.39 stand under 实际完成值 and 分值, and 得分 is empty."""
    row = row_of(form, "总分")
    label = next(piece for piece in form.pieces if piece.row == row and piece.text == "总分")
    names = {"年度指标值", "实际完成值"}
    edge = min(piece.right for piece in form.pieces if piece.text in names)
    figures = [piece for piece in form.pieces if piece.row == row and piece is not label]
    edges = [edge, label.right, *sorted(piece.right for piece in figures)]
    texts = [piece.text for piece in sorted(figures, key=lambda piece: piece.left)] + [""]
    shifted = [Piece(row, left, right, text) for left, right, text in zip(edges, edges[1:], texts, strict=False)]
    kept = tuple(piece for piece in form.pieces if piece.row != row)
    return replace(form, pieces=(*kept, replace(label, right=edge), *shifted))


def without_column(form: ComposedForm, heading: str) -> ComposedForm:
    """The form cut off at the left edge of a column: what stood there and to the right of it is gone."""
    edge = next(piece.left for piece in form.pieces if piece.text == heading)
    pieces = tuple(replace(piece, right=min(piece.right, edge)) for piece in form.pieces if piece.left < edge)
    return replace(form, pieces=pieces)


def staged(damage: Damage, kind: str, layout: str = "fengtai_2023") -> dict[str, list[dict[str, Any]]]:
    """The staged rows of the damaged form, by table."""
    form = damage(compose(FORM, LAYOUTS[layout], NOTATIONS["six_decimals"]))
    document = read_document(TYPESETTERS[kind]([form]), f"form.{kind}")
    return {name: rows.to_dicts() for name, rows in facts_of(document, DocumentContext("cd" * 32, f"form.{kind}")).frames.items()}


def total_row(rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return next(row for row in rows["project_funding"] if row["fund_source"] == "total")


def indicator(rows: dict[str, list[dict[str, Any]]], name: str) -> dict[str, Any]:
    return next(row for row in rows["indicator_result"] if row["indicator_name"] == name)


def findings(rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {row["rule_id"] for row in rows["finding"]}


@pytest.mark.parametrize("kind", TYPESETTERS)
class TestDamagedForm:
    def test_undamaged_form_has_no_finding_about_places(self, kind: str) -> None:
        rows = staged(lambda form: form, kind)
        assert findings(rows) & {"EX-101", "EX-102", "EX-103", "EX-106", "EX-109", "EX-111"} == set()

    def test_funding_headings_one_column_left_of_the_figures(self, kind: str) -> None:
        rows = staged(lambda form: shift_left(form, row_of(form, "年初预算数"), "年初预算数"), kind)
        total = total_row(rows)
        assert (total["initial_budget_yuan"], total["full_year_budget_yuan"], total["executed_yuan"]) == (
            Decimal("4500000.00"),
            Decimal("4500000.00"),
            Decimal("4387126.55"),
        )
        assert (total["weight"], total["execution_rate_percent"], total["score"]) == (10, Decimal("97.49"), Decimal("9.75"))
        assert "EX-106" in findings(rows)

    def test_missing_heading_of_the_score(self, kind: str) -> None:
        rows = staged(lambda form: reset(form, row_of(form, "年初预算数"), {"得分": ""}), kind)
        assert total_row(rows)["score"] == Decimal("9.75")
        assert "EX-106" in findings(rows)

    def test_missing_score_is_not_invented(self, kind: str) -> None:
        rows = staged(lambda form: reset(form, row_of(form, "年度资金总额"), {"9.75": ""}), kind)
        total = total_row(rows)
        assert (total["weight"], total["execution_rate_percent"], total["score"]) == (10, Decimal("97.49"), None)

    def test_total_row_one_column_left(self, kind: str) -> None:
        rows = staged(total_one_column_left, kind)
        evaluation = rows["project_evaluation"][0]
        assert (evaluation["total_weight"], evaluation["total_score"]) == (100, Decimal("98.39"))
        assert findings(rows) & {"EX-101", "EX-106"}

    def test_reason_column_cut_off(self, kind: str) -> None:
        rows = staged(lambda form: without_column(form, "偏差原因分析及改进措施"), kind)
        assert [row["reason"] for row in rows["indicator_result"] if row["reason"]] == []
        assert indicator(rows, "享受运营补贴的驿站数量")["score"] == Decimal("19.64")
        assert rows["project_evaluation"][0]["total_score"] == Decimal("98.39")

    def test_second_level_in_the_first_column(self, kind: str) -> None:
        rows = staged(lambda form: reset(form, row_of(form, "效益指标"), {"效益指标": "社会效益指标"}), kind, "fengtai_2024")
        row = indicator(rows, "居家老年人获得服务的便利程度")
        assert (row["level2"], row["level2_class"], row["level1_class"]) == ("社会效益指标", "社会效益指标", "效益指标")

    def test_shifted_indicator_is_right_or_not_loaded(self, kind: str) -> None:
        """target and everything after it one cell to the left: the third level is overprinted, so the line cannot be certain."""

        def damage(form: ComposedForm) -> ComposedForm:
            return shift_left(form, row_of(form, "驿站年度考核合格率"), "≥95%")

        rows = staged(damage, kind, "fengtai_2024")
        loaded = [row for row in rows["indicator_result"] if row["target_text"] == "≥95%" or row["indicator_name"] == "≥95%"]
        for row in loaded:
            assert (row["weight"], row["score"]) in {(20, 20), (None, None)}
        assert findings(rows) & {"EX-101", "EX-102"}

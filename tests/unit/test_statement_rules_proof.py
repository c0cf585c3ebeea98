"""How well each amount is supported: graded from the equalities it stands in, and carried to the staged table."""

from __future__ import annotations

from collections import Counter

import pytest

from expectations.identities import evaluate
from expectations.proof import ALONE, CONTRADICTED, PROVEN, SUPPORTED, grade
from tests.factory.clean_account import Tables, add_statement, cell, clean, frames, printed, reprint, run

GENERAL = "general_budget_expenditure"


def graded(tables: Tables) -> dict[str, str]:
    return {row["fact_id"]: row["proof"] for row in run(tables).proofs}


@pytest.mark.parametrize(
    ("held", "failed", "two_readers", "expected"),
    [
        (2, 0, False, PROVEN), (5, 1, False, PROVEN), (1, 0, True, PROVEN), (1, 0, False, SUPPORTED), (2, 1, False, SUPPORTED),
        (0, 0, False, ALONE), (0, 0, True, ALONE), (0, 1, True, CONTRADICTED), (1, 1, True, CONTRADICTED),
        (2, 3, False, CONTRADICTED),
    ],
)  # fmt: skip
def test_grade(held: int, failed: int, two_readers: bool, expected: str) -> None:
    assert grade(held, failed, two_readers) == expected


def test_every_printed_amount_of_the_clean_account_is_supported() -> None:
    tables = clean()
    printed_facts = {row["fact_id"] for row in tables["statement_amount"] if row["amount_yuan"] is not None}
    proofs = graded(tables)
    assert proofs.keys() == printed_facts
    assert set(proofs.values()) == {PROVEN, SUPPORTED}
    assert Counter(proofs.values())[PROVEN] > 150


def test_a_detail_with_its_class_only_is_supported_and_two_readers_prove_it() -> None:
    tables = clean()
    detail = cell(tables, "general_budget_basic_expenditure", "30101", "决算数")["fact_id"]
    assert graded(tables)[detail] == SUPPORTED
    agreed = {row["fact_id"]: row["proof"] for row in evaluate(frames(tables), agreed_pages={4}).proofs}
    assert agreed[detail] == PROVEN


def test_a_wrong_total_is_contradicted_and_its_parts_are_not() -> None:
    tables = clean()
    reprint(tables, GENERAL, "合计", "合计", "96.00")
    proofs = graded(tables)
    assert proofs[cell(tables, GENERAL, "合计", "合计")["fact_id"]] == CONTRADICTED
    assert proofs[cell(tables, GENERAL, "201", "合计")["fact_id"]] == PROVEN
    assert list(proofs.values()).count(CONTRADICTED) == 1


def test_a_class_that_fails_once_leaves_all_its_cells_in_doubt() -> None:
    tables = clean()
    reprint(tables, "general_budget_basic_expenditure", "30102", "决算数", "16.00")
    doubted = {fact for fact, proof in graded(tables).items() if proof == CONTRADICTED}
    assert cell(tables, "general_budget_basic_expenditure", "30102", "决算数")["fact_id"] in doubted
    assert cell(tables, "general_budget_basic_expenditure", "302", "决算数")["fact_id"] not in doubted


def test_figures_under_a_wrong_unit_are_contradicted_although_they_add_up() -> None:
    tables = clean()
    for row in tables["statement_amount"]:
        if row["statement_code"] == "government_fund_income_expenditure" and row["amount_yuan"] is not None:
            row.update(published_unit="元", **printed(row["published_text"], "元"))
    proofs = graded(tables)
    assert {proof for fact, proof in proofs.items() if "government_fund" in fact} == {CONTRADICTED}
    assert proofs[cell(tables, "fiscal_income_expenditure_summary", "本年支出合计", "合计")["fact_id"]] == PROVEN


def test_a_table_without_any_identity_stands_alone() -> None:
    tables = clean()
    add_statement(tables, "government_service_purchase", ["决算金额"], [(None, "志愿服务", "2.34")])
    assert graded(tables)["sa_government_service_purchase_1_决算金额"] == ALONE


def test_no_amount_can_change_unnoticed() -> None:
    """Each printed amount in turn is a hundred times what it was: it is contradicted, and a finding names it."""
    count = sum(row["amount_yuan"] not in (None, 0) for row in clean()["statement_amount"])
    unnoticed = []
    for index in range(count):
        tables = clean()
        row = [row for row in tables["statement_amount"] if row["amount_yuan"] not in (None, 0)][index]
        row.update(printed(f"{row['amount_yuan'] / 100:.2f}"))
        evaluation = run(tables)
        named = any(row["fact_id"] in found["fact_ids"] for found in evaluation.findings if found["severity"] == "error")
        proof = next(one["proof"] for one in evaluation.proofs if one["fact_id"] == row["fact_id"])
        if not named or proof != CONTRADICTED:
            unnoticed.append((row["statement_code"], row["subject_code"] or row["label"], row["measure"], named, proof))
    assert unnoticed == []

"""docs/rules.md is generated from the data and current; each rule is described, and evaluated or excused."""

from __future__ import annotations

import data
from expectations.identities.evaluation import DOCUMENT_CHECKS, FORM_CHECKS
from expectations.identities.rule_rows import rules
from expectations.identities.statement_evaluation import CHECKS, JUDGED_CHECKS, rules_on_statements
from expectations.rule_catalogue import TARGET, catalogue, reasons_for


def test_catalogue_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == catalogue(), "run: python -m expectations.rule_catalogue"


def test_every_rule_row_has_its_function_and_every_function_its_row() -> None:
    assert {rule.check for rule in rules()} == FORM_CHECKS.keys() | DOCUMENT_CHECKS.keys()
    assert {rule.check for rule in rules_on_statements()} == CHECKS.keys() | JUDGED_CHECKS.keys()


def test_every_rule_of_the_warehouse_is_evaluated_or_says_why_not() -> None:
    described = {row["rule_id"]: row for row in data.rows("dq_rules")}
    evaluated = {rule.rule_id for rule in (*rules(), *rules_on_statements())}
    assert evaluated <= described.keys()
    for rule_id in described.keys() - evaluated:
        assert next(reasons_for(rule_id))["zh"]
    assert {row["severity"] for row in described.values()} <= {"error", "warning", "info"}
    assert len(described) == len(data.rows("dq_rules"))


def test_no_rule_is_both_evaluated_and_excused() -> None:
    evaluated = {rule.rule_id for rule in (*rules(), *rules_on_statements())}
    assert [rule_id for rule_id in sorted(evaluated) if any(True for _ in reasons_for(rule_id))] == []

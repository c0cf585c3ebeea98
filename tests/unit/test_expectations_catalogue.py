"""docs/rules.md is generated from the data and current; each rule is described, and evaluated or excused."""

from __future__ import annotations

import data
from expectations.identities.evaluation import DOCUMENT_CHECKS, FORM_CHECKS
from expectations.identities.rule_rows import rules
from expectations.rule_catalogue import TARGET, catalogue, reasons_for


def test_catalogue_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == catalogue(), "run: python -m expectations.rule_catalogue"


def test_every_rule_row_has_its_function_and_every_function_its_row() -> None:
    named = {rule.check for rule in rules()} - {"awaits_statements"}
    assert named == FORM_CHECKS.keys() | DOCUMENT_CHECKS.keys()


def test_every_rule_of_the_warehouse_is_evaluated_or_says_why_not() -> None:
    described = {row["rule_id"]: row for row in data.rows("dq_rules")}
    evaluated = {rule.rule_id: rule for rule in rules()}
    assert evaluated.keys() <= described.keys()
    for rule_id in described.keys() - evaluated.keys():
        assert next(reasons_for(rule_id))["zh"]
    assert {row["severity"] for row in described.values()} <= {"error", "warning", "info"}
    assert len(described) == len(data.rows("dq_rules"))

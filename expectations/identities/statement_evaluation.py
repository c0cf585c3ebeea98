"""Evaluation of the rules on statements and prose of one document (决算报表规则评定): findings, counts, equalities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

import polars as pl

from expectations.identities import (
    disclosure_rules,
    narrative_rules,
    public_expense_rules,
    statement_detectors,
    statement_sums,
    subject_rules,
)
from expectations.identities.outcome import severity_of
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, account_of
from expectations.identities.statement_roles import statement_rules
from expectations.identities.statement_verdicts import PROSE, Verdict
from transform.fact_rows import stable_id

AccountCheck = Callable[[Rule, Account], Iterator[Verdict]]
JudgedCheck = Callable[[Rule, Sequence[tuple[Rule, Verdict]]], Iterator[Verdict]]

CHECKS: Mapping[str, AccountCheck] = {
    function.__name__: function
    for function in (
        statement_sums.balance,
        statement_sums.columns,
        statement_sums.hierarchy,
        statement_sums.by_class,
        statement_sums.role_of_classes,
        statement_sums.covers_subjects,
        public_expense_rules.public_sum,
        public_expense_rules.public_within_budget,
        public_expense_rules.public_covers_basic,
        public_expense_rules.public_within_fiscal,
        statement_detectors.row_shift,
        subject_rules.subject_codes,
        subject_rules.subject_names,
        subject_rules.names_agree,
        disclosure_rules.empty_says_so,
        disclosure_rules.instruction_left,
        disclosure_rules.filled_says_empty,
        disclosure_rules.statements_present,
        disclosure_rules.title_year,
        disclosure_rules.positive_total,
        disclosure_rules.negative_amounts,
        disclosure_rules.statement_decimals,
        disclosure_rules.statement_zero_style,
        disclosure_rules.forms_within_projects,
        *narrative_rules.CHECKS,
    )
}


def rounding_residuals(rule: Rule, judged: Sequence[tuple[Rule, Verdict]]) -> Iterator[Verdict]:
    """DQ-433: what rounding explains, told once for each rule and statement, never as an error."""
    groups: dict[tuple[str, str | None], list[Verdict]] = {}
    for judged_rule, verdict in judged:
        if verdict.inside_band:
            groups.setdefault((judged_rule.rule_id, verdict.statement_code), []).append(verdict)
    for (rule_id, code), verdicts in groups.items():
        text = f"{rule_id} 有 {len(verdicts)} 处差异在舍入误差之内：" + "；".join(one.message for one in verdicts[:3])
        text += " 等" if len(verdicts) > 3 else ""
        facts = tuple(dict.fromkeys(fact for one in verdicts for fact in one.fact_ids))
        first = verdicts[0]
        yield Verdict(True, f"{rule_id}.{code}", text, first.expected, first.actual, facts, first.page, "info", code)


JUDGED_CHECKS: Mapping[str, JudgedCheck] = {
    function.__name__: function
    for function in (
        statement_detectors.unit_factor,
        narrative_rules.prose_unit,
        statement_detectors.statement_digit_loss,
        rounding_residuals,
    )
}


@dataclass(frozen=True)
class StatementEvaluation:
    """``findings`` and ``outcomes`` are rows of staged tables; ``verdicts`` every application of a rule, for the proof grades."""

    findings: tuple[Mapping[str, Any], ...]
    outcomes: tuple[Mapping[str, Any], ...]
    verdicts: tuple[tuple[Rule, Verdict], ...]


@cache
def rules_on_statements() -> tuple[Rule, ...]:
    """Every rule on statements and prose, in the order of ``data/statement_rules.yaml``."""
    return tuple(
        Rule(row["id"], row["check"], row["severity"], row["name_zh"], row["name_en"], MappingProxyType(row["parameters"]))
        for row in statement_rules()["rules"]
    )


def evaluate_statements(frames: Mapping[str, pl.DataFrame]) -> StatementEvaluation:
    """Applies every rule to the statements and the prose of one document. Nothing is changed, nothing raised for its faults."""
    account = account_of(frames)
    if account is None:
        return StatementEvaluation((), (), ())
    judged = [
        (rule, verdict) for rule in rules_on_statements() if rule.check in CHECKS for verdict in CHECKS[rule.check](rule, account)
    ]
    judged = [
        (rule, replace(verdict, statement_code=None) if verdict.statement_code == PROSE else verdict) for rule, verdict in judged
    ]
    wrong_units: set[str | None] = set()
    for rule in rules_on_statements():
        if rule.check in JUDGED_CHECKS:
            later = [(rule, verdict) for verdict in JUDGED_CHECKS[rule.check](rule, judged)]
            if rule.check == "unit_factor":
                wrong_units = {verdict.statement_code for _, verdict in later if not verdict.held}
                judged = [(one, told_elsewhere(verdict, wrong_units)) for one, verdict in judged]
            judged += later
    doubts = _doubts(frames)
    findings = {row["finding_id"]: row for rule, verdict in judged if (row := _finding(account, rule, verdict, doubts))}
    ordered = sorted(findings.values(), key=lambda row: (row["statement_code"] or "", row["rule_id"], row["finding_id"]))
    return StatementEvaluation(tuple(ordered), tuple(_outcomes(account, judged)), tuple(judged))


def told_elsewhere(verdict: Verdict, wrong_units: set[str | None]) -> Verdict:
    """A comparison with a statement whose unit is wrong still counts as failed; what is to be said is said once, by DQ-429."""
    if verdict.held or not wrong_units & {cell.statement for _, cell in verdict.terms}:
        return verdict
    return replace(verdict, message="") if len({cell.statement for _, cell in verdict.terms}) > 1 else verdict


def _doubts(frames: Mapping[str, pl.DataFrame]) -> list[tuple[str, Mapping[str, Any]]]:
    known: Mapping[str, str] = statement_rules()["doubts"]
    if "finding" not in frames:
        return []
    return [(known[row["rule_id"]], row) for row in frames["finding"].iter_rows(named=True) if row["rule_id"] in known]


def _origin(verdict: Verdict, doubts: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """``extraction`` where the reading of a statement or page concerned is in doubt; else ``published``."""
    codes = {cell.statement for _, cell in verdict.terms} | {verdict.statement_code}
    for scope, doubt in doubts:
        if scope == "statement" and doubt["statement_code"] is not None and doubt["statement_code"] in codes:
            return "extraction"
        if scope == "page" and doubt["page"] is not None and doubt["page"] in verdict.pages:
            return "extraction"
    return "published"


def _finding(
    account: Account, rule: Rule, verdict: Verdict, doubts: Sequence[tuple[str, Mapping[str, Any]]]
) -> Mapping[str, Any] | None:
    if not verdict.message or (verdict.held and rule.check != "rounding_residuals"):
        return None
    origin = _origin(verdict, doubts)
    ending = "。读取时对有关单元格有疑问，请先对照原页。" if origin == "extraction" else "。"
    key = f"{rule.check}.{rule.name_en}.{verdict.subject}"
    where = "" if verdict.page is None else f"第 {verdict.page} 页："
    return {
        "finding_id": stable_id("q", account.sha256, rule.rule_id, verdict.statement_code, key),
        "document_sha256": account.sha256, "rule_id": rule.rule_id,
        "severity": severity_of(verdict.severity or rule.severity, origin), "origin": origin,
        "message": f"{where}{verdict.message.rstrip('。')}{ending}", "expected": verdict.expected or None,
        "actual": verdict.actual or None, "fact_ids": list(dict.fromkeys(verdict.fact_ids)), "form_no": None,
        "statement_code": verdict.statement_code, "page": verdict.page,
    }  # fmt: skip


def _outcomes(account: Account, judged: Sequence[tuple[Rule, Verdict]]) -> Iterator[Mapping[str, Any]]:
    """Applied, held and failed per rule and statement; a rule that applied nowhere is counted with zeros."""
    counts: dict[tuple[str, str | None], list[int]] = {}
    for rule, verdict in judged:
        if rule.check not in ("rounding_residuals",):
            counts.setdefault((rule.rule_id, verdict.statement_code), [0, 0])[0 if verdict.held else 1] += 1
    applied = {rule_id for rule_id, _ in counts}
    counts.update(
        {
            (rule.rule_id, None): [0, 0]
            for rule in rules_on_statements()
            if rule.rule_id not in applied and rule.check != "rounding_residuals"
        }
    )
    for (rule_id, code), (held, failed) in sorted(counts.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield {
            "document_sha256": account.sha256, "rule_id": rule_id, "form_no": None, "statement_code": code,
            "applied": held + failed, "held": held, "failed": failed,
        }  # fmt: skip

"""Evaluation of every rule on the staged tables of one document (规则评定): findings, and how often each rule applied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from expectations.identities import document_rules, funding_rules, indicator_rules, score_rules, wording_rules
from expectations.identities.form_figures import Form, forms_of
from expectations.identities.outcome import Check, severity_of
from expectations.identities.rule_rows import Rule, document, rules
from expectations.identities.statement_evaluation import evaluate_statements
from expectations.proof import grades
from transform.fact_rows import stable_id

FormCheck = Callable[[Rule, Form], Iterator[Check]]
DocumentCheck = Callable[[Rule, Sequence[Form]], Iterator[tuple[Form, Check]]]

FORM_CHECKS: Mapping[str, FormCheck] = {
    function.__name__: function
    for function in (
        funding_rules.sum_of_parts,
        funding_rules.execution_rate,
        funding_rules.execution_score,
        funding_rules.executed_within_budget,
        funding_rules.budget_cut,
        funding_rules.zero_budget,
        funding_rules.executed_missing,
        funding_rules.decimals,
        funding_rules.zero_style,
        funding_rules.digit_loss,
        score_rules.weights,
        score_rules.total_score,
        score_rules.score_range,
        score_rules.grade,
        score_rules.scores_missing,
        indicator_rules.deviation_reason,
        indicator_rules.full_points_unmet,
        indicator_rules.proportional_score,
        indicator_rules.over_fulfilment,
        indicator_rules.comparable_units,
        indicator_rules.cost_against_funds,
        indicator_rules.unit_magnitude,
        wording_rules.indicator_levels,
        wording_rules.label_wording,
        wording_rules.real_target,
        wording_rules.operator_present,
        wording_rules.actual_is_value,
        wording_rules.actual_present,
        wording_rules.name_is_name,
        wording_rules.numbering,
        wording_rules.satisfaction_present,
        indicator_rules.number_range,
        document_rules.text_pattern,
        document_rules.personal_data,
        document_rules.goals_present,
        document_rules.fiscal_year,
    )
}
DOCUMENT_CHECKS: Mapping[str, DocumentCheck] = {
    function.__name__: function for function in (document_rules.duplicate_form, document_rules.department_wording)
}
OUR_FAULT = frozenset({"DQ-519"})


@dataclass(frozen=True)
class Evaluation:
    """``findings``, ``outcomes`` and ``proofs`` are rows of the staged tables ``finding``, ``rule_outcome`` and
    ``statement_proof``, in a fixed order."""

    findings: tuple[Mapping[str, Any], ...]
    outcomes: tuple[Mapping[str, Any], ...]
    proofs: tuple[Mapping[str, Any], ...] = ()


def evaluate(frames: Mapping[str, pl.DataFrame], agreed_pages: Collection[int] = ()) -> Evaluation:
    """Applies every rule of ``data/identities.yaml`` to the forms and of ``data/statement_rules.yaml`` to the statements and the
    prose of one document.

    ``frames`` are the staged tables of that document (transform.fact_rows.SCHEMAS); ``finding`` holds the doubts of the
    extraction; tables may be missing. ``agreed_pages`` are those that a second reader read alike. Nothing is changed; a fault
    of the publication is a finding, never an exception.
    """
    forms, statements = evaluate_forms(frames), evaluate_statements(frames)
    proofs: list[Mapping[str, Any]] = []
    if "statement_amount" in frames:
        amounts = frames["statement_amount"].to_dicts()
        sha256 = amounts[0]["document_sha256"] if amounts else ""
        proofs = [
            {"document_sha256": sha256, "fact_id": fact_id, "proof": proof}
            for fact_id, proof in grades(amounts, statements.verdicts, agreed_pages, _inferred_tables(frames))
        ]
    return Evaluation(forms.findings + statements.findings, forms.outcomes + statements.outcomes, tuple(proofs))


def _inferred_tables(frames: Mapping[str, pl.DataFrame]) -> set[int | None]:
    """The numbers of the statements whose unit or title no words decided (dq.decision)."""
    rows = frames["decision"].iter_rows(named=True) if "decision" in frames else ()
    return {row["table_no"] for row in rows if row["state"] == "inferred" and row["question"] in ("unit", "statement")}


def evaluate_forms(frames: Mapping[str, pl.DataFrame]) -> Evaluation:
    """Applies the rules on self-evaluation forms."""
    forms = forms_of(frames) if "project_evaluation" in frames else ()
    if not forms:
        return Evaluation((), ())
    sha256 = forms[0].evaluation["document_sha256"]
    doubts = doubts_of(frames)
    findings: dict[str, Mapping[str, Any]] = {}
    counts: dict[tuple[int, str], list[int]] = {(form.form_no, rule.rule_id): [0, 0] for form in forms for rule in rules()}
    for rule in rules():
        for form, check in applications(rule, forms):
            counts[form.form_no, rule.rule_id][0 if check.held else 1] += 1
            if check.message:
                row = finding_row(sha256, rule, form, check, doubts)
                findings[row["finding_id"]] = row
    ordered = sorted(findings.values(), key=lambda row: (row["form_no"], row["rule_id"], row["finding_id"]))
    outcomes = [
        {"document_sha256": sha256, "rule_id": rule_id, "form_no": form_no, "statement_code": None, "applied": sum(count),
         "held": count[0], "failed": count[1]}
        for (form_no, rule_id), count in sorted(counts.items())
    ]  # fmt: skip
    return Evaluation(tuple(ordered), tuple(outcomes))


def applications(rule: Rule, forms: Sequence[Form]) -> Iterator[tuple[Form, Check]]:
    """Every place where a rule applied, form by form. A rule whose check waits for other tables applies nowhere."""
    if rule.check in FORM_CHECKS:
        for form in forms:
            for check in FORM_CHECKS[rule.check](rule, form):
                yield form, check
    elif rule.check in DOCUMENT_CHECKS:
        yield from DOCUMENT_CHECKS[rule.check](rule, forms)


def doubts_of(frames: Mapping[str, pl.DataFrame]) -> tuple[Mapping[str, Any], ...]:
    """The extraction's own findings that make a figure uncertain."""
    known: Mapping[str, Any] = document()["doubts"]
    if "finding" not in frames:
        return ()
    return tuple(row for row in frames["finding"].iter_rows(named=True) if row["rule_id"] in known)


def origin(rule: Rule, form: Form, check: Check, doubts: Sequence[Mapping[str, Any]]) -> str:
    """``extraction`` where a doubt concerns the same facts (or the whole form, when it names no fact); else ``published``."""
    if rule.rule_id in OUR_FAULT:
        return "extraction"
    for doubt in doubts:
        effect = document()["doubts"][doubt["rule_id"]]
        if rule.rule_id not in effect.get("rules", (rule.rule_id,)):
            continue
        facts = set(doubt["fact_ids"] or ())
        # a figure that was not loaded is missing from a sum over the whole form, whichever facts the sum names
        whole = effect["whole_form"] and (not facts or rule.rule_id in document()["sums_over_form"])
        if doubt["form_no"] == form.form_no and (whole or facts & set(check.fact_ids)):
            return "extraction"
    return "published"


def finding_row(sha256: str, rule: Rule, form: Form, check: Check, doubts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """One row of ``finding``: a whole Chinese sentence that says where, with the figures."""
    where = f"第 {form.form_no} 张表“{form.project}”" + ("" if check.page is None else f"（第 {check.page} 页）")
    origin_code = origin(rule, form, check, doubts)
    ending = (
        "。读取时对有关单元格有疑问，请先对照原页。" if origin_code == "extraction" and rule.rule_id not in OUR_FAULT else "。"
    )
    severity = check.severity or ("info" if check.held else rule.severity)
    return {
        "finding_id": stable_id("q", sha256, rule.rule_id, form.form_no, f"{rule.check}.{check.subject}"),
        "document_sha256": sha256, "rule_id": rule.rule_id,
        "severity": severity if rule.rule_id in OUR_FAULT else severity_of(severity, origin_code), "origin": origin_code,
        "message": f"{where}：{check.message}{ending}", "expected": check.expected or None, "actual": check.actual or None,
        "fact_ids": list(dict.fromkeys(check.fact_ids)), "form_no": form.form_no, "statement_code": None, "page": check.page,
    }  # fmt: skip

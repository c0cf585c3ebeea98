"""The staged rows of one document (事实行): one schema each, natural keys only, every row with its provenance.

Units: ``*_yuan`` Decimal in 元 with two decimals, ``*_percent`` Decimal in percent, weights and scores Decimal with four
decimals. None stands for a blank, "-" or "—"; a printed 0 is Decimal(0). No binary float anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

YUAN = pl.Decimal(20, 2)
SCORE = pl.Decimal(9, 4)
PERCENT = pl.Decimal(18, 6)
QUANTITY = pl.Decimal(28, 8)
TEXT, WHOLE, FLAG = pl.String, pl.Int64, pl.Boolean

PROVENANCE: dict[str, Any] = {"page": WHOLE, "bbox": TEXT, "published_text": TEXT, "published_unit": TEXT}

SCHEMAS: dict[str, dict[str, Any]] = {
    # one row: the document itself
    "document": {
        "sha256": TEXT,
        "title": TEXT,
        "fiscal_year": WHOLE,
        "kind": TEXT,
        "scope": TEXT,
        "format": TEXT,
        "pages": WHOLE,
        "department_name": TEXT,
        "department_code": TEXT,
        "department_printed": TEXT,
        "district_code": TEXT,
        "district_evidence": TEXT,
        "published_on": TEXT,
        "reader": TEXT,
        "code_version": TEXT,
    },
    "project_evaluation": {
        "fact_id": TEXT,
        "document_sha256": TEXT,
        "form_no": WHOLE,
        "fiscal_year": WHOLE,
        "form_title": TEXT,
        "project_name": TEXT,
        "project_code": TEXT,
        "department_name": TEXT,
        "department_code": TEXT,
        "department_canonical": TEXT,
        "district_code": TEXT,
        "implementer_name": TEXT,
        "implementer_canonical": TEXT,
        "total_weight": SCORE,
        "total_score": SCORE,
        "grade": TEXT,
        "goal_expected": TEXT,
        "goal_actual": TEXT,
        "self_conclusion": TEXT,
        "has_contact_name": FLAG,
        "has_contact_phone": FLAG,
        "unit_evidence": TEXT,
        "duplicate_of_form_no": WHOLE,
        **PROVENANCE,
    },
    "project_funding": {
        "fact_id": TEXT,
        "document_sha256": TEXT,
        "form_no": WHOLE,
        "fiscal_year": WHOLE,
        "fund_source": TEXT,
        "fund_source_printed": TEXT,
        "initial_budget_yuan": YUAN,
        "full_year_budget_yuan": YUAN,
        "executed_yuan": YUAN,
        "weight": SCORE,
        "execution_rate_percent": PERCENT,
        "score": SCORE,
        **PROVENANCE,
    },
    "indicator_result": {
        "fact_id": TEXT,
        "document_sha256": TEXT,
        "form_no": WHOLE,
        "fiscal_year": WHOLE,
        "seq": WHOLE,
        "level1": TEXT,
        "level2": TEXT,
        "level1_class": TEXT,
        "level2_class": TEXT,
        "indicator_name": TEXT,
        "target_text": TEXT,
        "target_operator": TEXT,
        "target_value": QUANTITY,
        "target_value_high": QUANTITY,
        "target_unit": TEXT,
        "target_date": TEXT,
        "target_inferred": TEXT,
        "actual_text": TEXT,
        "actual_operator": TEXT,
        "actual_value": QUANTITY,
        "actual_unit": TEXT,
        "actual_status": TEXT,
        "weight": SCORE,
        "score": SCORE,
        "reason": TEXT,
        **PROVENANCE,
    },
    # one row per published figure of a statement (决算报表); figures that are not money (辆, 批次, 人次, 人) stand apart
    "statement_amount": {
        "fact_id": TEXT,
        "document_sha256": TEXT,
        "fiscal_year": WHOLE,
        "statement_code": TEXT,
        "statement_name": TEXT,
        "published_title": TEXT,
        "row_no": WHOLE,
        "side": TEXT,
        "line_no": TEXT,
        "subject_code": TEXT,
        "label": TEXT,
        "measure": TEXT,
        "figure_year": WHOLE,
        "role": TEXT,
        "table_no": WHOLE,
        "printed_before": TEXT,
        "contested": TEXT,
        "amount_yuan": YUAN,
        **PROVENANCE,
    },
    "statement_count": {
        "fact_id": TEXT,
        "document_sha256": TEXT,
        "fiscal_year": WHOLE,
        "statement_code": TEXT,
        "statement_name": TEXT,
        "published_title": TEXT,
        "row_no": WHOLE,
        "side": TEXT,
        "line_no": TEXT,
        "subject_code": TEXT,
        "label": TEXT,
        "measure": TEXT,
        "figure_year": WHOLE,
        "role": TEXT,
        "table_no": WHOLE,
        "printed_before": TEXT,
        "contested": TEXT,
        "quantity": QUANTITY,
        "unit": TEXT,
        **PROVENANCE,
    },
    # how far the identities between statements bear a figure out: proven, supported, alone or contradicted
    "statement_proof": {
        "document_sha256": TEXT,
        "fact_id": TEXT,
        "proof": TEXT,
    },
    # one row per amount that the prose (情况说明) states, with what it measures; a rate that stands by itself has no amount
    "narrative_figure": {
        "fact_id": TEXT,
        "document_sha256": TEXT,
        "fiscal_year": WHOLE,
        "section": TEXT,
        "measure": TEXT,
        "subject": TEXT,
        "role": TEXT,
        "item_path": TEXT,
        "part_of": TEXT,
        "kind": TEXT,
        "figure_year": WHOLE,
        "direction": TEXT,
        "compared_with": TEXT,
        "base_year": WHOLE,
        "amount_yuan": YUAN,
        "rate_percent": PERCENT,
        "change_percent": PERCENT,
        "share_percent": PERCENT,
        "share_of": TEXT,
        "completion_percent": PERCENT,
        "completion_of": TEXT,
        "quote": TEXT,
        **PROVENANCE,
    },
    # one row per published figure or text of a fact: where exactly it stands and how it became the stored value
    "figure_location": {
        "fact_id": TEXT,
        "document_sha256": TEXT,
        "figure": TEXT,
        "page": WHOLE,
        "bbox": TEXT,
        "published_text": TEXT,
        "published_unit": TEXT,
        "stored_value": TEXT,
        "steps": TEXT,
    },
    "finding": {
        "finding_id": TEXT,
        "document_sha256": TEXT,
        "rule_id": TEXT,
        "severity": TEXT,
        "origin": TEXT,
        "message": TEXT,
        "expected": TEXT,
        "actual": TEXT,
        "fact_ids": pl.List(pl.String),
        "form_no": WHOLE,
        "statement_code": TEXT,
        "page": WHOLE,
    },
    # by what the unit, year and role of statements, their columns and forms were decided: a few rows for a table
    "decision": {
        "document_sha256": TEXT,
        "table_no": WHOLE,
        "statement_code": TEXT,
        "form_no": WHOLE,
        "scope": TEXT,
        "column_heading": TEXT,
        "question": TEXT,
        "answer": TEXT,
        "state": TEXT,
        "words": TEXT,
        "kind": TEXT,
        "place": TEXT,
        "contradicted_by": TEXT,
    },
    "rule_outcome": {
        "document_sha256": TEXT,
        "rule_id": TEXT,
        "form_no": WHOLE,
        "statement_code": TEXT,
        "applied": WHOLE,
        "held": WHOLE,
        "failed": WHOLE,
    },
    "coverage": {
        "document_sha256": TEXT,
        "item_kind": TEXT,
        "item_code": TEXT,
        "item_name": TEXT,
        "status": TEXT,
        "detail": TEXT,
    },
}


def stable_id(prefix: str, *parts: object) -> str:
    """An identifier that is the same in every run for the same document and natural key: prefix + 20 hex digits."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}_{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def frame(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows of a staged table as a polars frame with the declared schema; raises on a column that is not declared."""
    schema = SCHEMAS[table]
    for row in rows:
        unknown = row.keys() - schema.keys()
        if unknown:
            raise KeyError(f"{table}: undeclared columns {sorted(unknown)}")
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")

"""A read form as staged rows (自评表 → 事实行): evaluation, funding, indicators, where each figure stands, findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from transform.chinese_text import compact
from transform.departments import canonical_department
from transform.districts import District
from transform.fact_rows import stable_id
from transform.forms.self_evaluation.funding import AMOUNTS, NUMBERS
from transform.forms.self_evaluation.head import department_of
from transform.forms.self_evaluation.reading import Figure, FormReading, FundingRow, IndicatorRow
from transform.indicators import level1_class, level1_of_level2, level2_class
from transform.reading_findings import document_finding
from transform.targets import Target, parse_actual, parse_target

Row = dict[str, Any]
_EMPTY = Figure(None)
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class FormContext:
    """What a form's rows need of its document."""

    sha256: str
    form_no: int
    district: District | None
    document_department: str | None


def form_rows(reading: FormReading, context: FormContext) -> dict[str, list[Row]]:
    """All staged rows of one form, by table."""
    evaluation, located = _evaluation_row(reading, context)
    rows: dict[str, list[Row]] = {
        "project_evaluation": [evaluation],
        "project_funding": [],
        "indicator_result": [],
        "figure_location": located,
    }
    fact_of_subject: dict[str, str] = {}
    for funding in reading.funding:
        row, places = _funding_row(funding, reading, context)
        rows["project_funding"].append(row)
        rows["figure_location"] += places
        fact_of_subject[funding.source] = row["fact_id"]
    for seq, indicator in enumerate(reading.indicators, start=1):
        row, places = _indicator_row(indicator, seq, reading, context)
        rows["indicator_result"].append(row)
        rows["figure_location"] += places
        fact_of_subject[str(seq)] = row["fact_id"]
    rows["finding"] = _findings(reading, context, evaluation["fact_id"], fact_of_subject)
    return rows


def _text_of(figure: Figure) -> str | None:
    return figure.value if isinstance(figure.value, str) else None


def _provenance(main: Figure, unit: str | None) -> Row:
    cell = main.cell
    return {
        "page": cell.page if cell is not None else None,
        "bbox": cell.location if cell is not None else None,
        "published_text": main.published_text,
        "published_unit": unit,
    }


def _locations(fact_id: str, figures: Mapping[str, Figure], context: FormContext) -> list[Row]:
    """One row for each figure that stands somewhere on the page, blank cells included: a blank is published too."""
    rows = []
    for name, figure in figures.items():
        if figure.cell is None:
            continue
        stored = None if figure.value is None else str(figure.value)
        rows.append(
            {
                "fact_id": fact_id,
                "document_sha256": context.sha256,
                "figure": name,
                "page": figure.cell.page,
                "bbox": figure.cell.location,
                "published_text": figure.published_text,
                "published_unit": figure.unit,
                "stored_value": stored,
                "steps": "；".join(figure.steps) or None,
            }
        )
    return rows


def _evaluation_row(reading: FormReading, context: FormContext) -> tuple[Row, list[Row]]:
    fact_id = stable_id("pe", context.sha256, "project_evaluation", context.form_no)
    code, department = department_of(reading.head, "department")
    _, implementer = department_of(reading.head, "implementer")
    name = reading.head.get("project_name", _EMPTY)
    totals = reading.totals
    main = next((figure for figure in (totals.get("total_score"), name) if figure is not None and figure.value is not None), name)
    canonical = department or context.document_department
    figures: dict[str, Figure] = {
        "project_name": name,
        "project_code": reading.head.get("project_code", _EMPTY),
        "department_name": reading.head.get("department", _EMPTY),
        "implementer_name": reading.head.get("implementer", _EMPTY),
        **{
            key: totals[key]
            for key in ("total_weight", "total_score", "grade", "goal_expected", "goal_actual", "self_conclusion")
            if key in totals
        },
    }
    row: Row = {
        "fact_id": fact_id,
        "document_sha256": context.sha256,
        "form_no": context.form_no,
        "fiscal_year": reading.fiscal_year,
        "form_title": reading.title or None,
        "project_name": _text_of(name),
        "project_code": _text_of(reading.head.get("project_code", _EMPTY)),
        "department_name": department,
        "department_code": code,
        "department_canonical": canonical_department(canonical, context.district).name if canonical else None,
        "district_code": context.district.code if context.district is not None else None,
        "implementer_name": implementer,
        "implementer_canonical": canonical_department(implementer, context.district).name if implementer else None,
        "total_weight": _number(totals.get("total_weight")),
        "total_score": _number(totals.get("total_score")),
        "grade": _text_of(totals.get("grade", _EMPTY)),
        "goal_expected": _text_of(totals.get("goal_expected", _EMPTY)),
        "goal_actual": _text_of(totals.get("goal_actual", _EMPTY)),
        "self_conclusion": _text_of(totals.get("self_conclusion", _EMPTY)),
        "has_contact_name": reading.has_contact_name,
        "has_contact_phone": reading.has_contact_phone,
        "unit_evidence": reading.unit_evidence or None,
        "duplicate_of_form_no": None,
        **_provenance(main, reading.unit.name if reading.unit is not None else None),
    }
    return row, _locations(fact_id, figures, context)


def _number(figure: Figure | None) -> Decimal | None:
    return figure.value if figure is not None and isinstance(figure.value, Decimal) else None


def _funding_row(funding: FundingRow, reading: FormReading, context: FormContext) -> tuple[Row, list[Row]]:
    fact_id = stable_id("pf", context.sha256, "project_funding", context.form_no, funding.source)
    figures = funding.figures
    order = ("executed_yuan", "full_year_budget_yuan", "initial_budget_yuan")
    main = next((figures[name] for name in order if name in figures and figures[name].value is not None), funding.label)
    row: Row = {
        "fact_id": fact_id,
        "document_sha256": context.sha256,
        "form_no": context.form_no,
        "fiscal_year": reading.fiscal_year,
        "fund_source": funding.source,
        "fund_source_printed": _text_of(funding.label),
        **{name: _number(figures.get(name)) for name in (*AMOUNTS, *NUMBERS)},
        **_provenance(main, reading.unit.name if reading.unit is not None else None),
    }
    return row, _locations(fact_id, {"fund_source": funding.label, **figures}, context)


def _indicator_row(indicator: IndicatorRow, seq: int, reading: FormReading, context: FormContext) -> tuple[Row, list[Row]]:
    fact_id = stable_id("ir", context.sha256, "indicator_result", context.form_no, seq)
    figures = dict(indicator.figures)
    level1, level2 = indicator.text("level1"), indicator.text("level2")
    class1, class2 = level1_class(level1) if level1 else None, level2_class(level2) if level2 else None
    parents = level1_of_level2(class2) if class2 else ()
    if class2 and class1 not in parents and len(parents) == 1:
        class1 = parents[0]
    target_text = _whole_target(indicator)
    target = _target(indicator, reading, class2)
    actual = _actual(indicator, reading, class2)
    main = next(
        (
            figures[name]
            for name in ("actual", "target", "indicator_name", "level2", "level1")
            if name in figures and figures[name].value is not None
        ),
        next(iter(figures.values()), _EMPTY),
    )
    text = {name: _text_of(figures.get(name, _EMPTY)) for name in ("indicator_name", "actual", "reason")}
    row: Row = {
        "fact_id": fact_id,
        "document_sha256": context.sha256,
        "form_no": context.form_no,
        "fiscal_year": reading.fiscal_year,
        "seq": seq,
        "level1": level1,
        "level2": level2,
        "level1_class": class1,
        "level2_class": class2,
        "indicator_name": text["indicator_name"],
        "target_text": target_text or None,
        "target_operator": target.operator,
        "target_value": target.value,
        "target_value_high": target.value_high,
        "target_unit": target.unit,
        "target_date": target.date,
        "target_inferred": "、".join(target.inferred) or None,
        "actual_text": text["actual"],
        "actual_operator": actual.operator,
        "actual_value": actual.value,
        "actual_unit": actual.unit,
        "actual_status": actual.status,
        "weight": indicator.number("weight"),
        "score": indicator.number("score"),
        "reason": text["reason"],
        **_provenance(main, figures["weight"].unit if "weight" in figures else None),
    }
    row["published_unit"] = None
    return row, _locations(fact_id, figures, context)


def _whole_target(indicator: IndicatorRow) -> str | None:
    """The target as one text where operator, value and unit stand in columns of their own."""
    parts = [indicator.text("target_operator"), indicator.text("target"), indicator.text("target_unit")]
    value = indicator.text("target")
    if value is None:
        return None
    operator, unit = parts[0] or "", parts[2] or ""
    if not any(character.isdigit() for character in value):
        return value
    return f"{operator if not value.startswith(operator) else ''}{value}{unit if unit and not value.endswith(unit) else ''}"


def _target(indicator: IndicatorRow, reading: FormReading, class2: str | None) -> Target:
    return parse_target(
        indicator.text("target") or "",
        fiscal_year=reading.fiscal_year,
        level2_class=class2,
        operator_text=indicator.text("target_operator") or "",
        unit_text=indicator.text("target_unit") or "",
    )


def _actual(indicator: IndicatorRow, reading: FormReading, class2: str | None) -> Target:
    return parse_actual(
        indicator.text("actual") or "",
        fiscal_year=reading.fiscal_year,
        level2_class=class2,
        unit_text=indicator.text("target_unit") or "",
    )


def _findings(reading: FormReading, context: FormContext, form_fact: str, fact_of_subject: Mapping[str, str]) -> list[Row]:
    findings = []
    for number, doubt in enumerate(reading.doubts):
        page = doubt.cell.page if doubt.cell is not None else reading.page
        findings.append(
            document_finding(
                context.sha256,
                doubt.rule_id,
                doubt.message,
                form_no=context.form_no,
                page=page,
                expected=doubt.expected or None,
                actual=_shortened(compact(doubt.cell.text)) if doubt.cell is not None else None,
                fact_ids=[fact_of_subject[one] for one in doubt.subject.split() if one in fact_of_subject] or [form_fact],
                key=f"{doubt.subject}|{number}",
            )
        )
    return findings


def _shortened(text: str) -> str:
    """The beginning of a long text, never cut inside a number: half a telephone number would no longer be known as one."""
    return text if len(text) <= _LONGEST_TEXT else re.sub(r"[0-9\-—－ ]*$", "", text[:_LONGEST_TEXT])

"""What the warehouse must hold of a typeset form (应有的事实): values by the staged columns of ``transform.fact_rows``.

Only columns whose value follows from what is printed are given; a column that the layout does not print is None, a column on
which the contract leaves the reader a choice is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.factory.compose import NOT_APPLICABLE, class_points, skeleton_rows
from tests.factory.facts import FormFacts, FundingFact, IndicatorFact, Target
from tests.factory.layouts import Layout
from tests.factory.notation import Notation

Row = dict[str, Any]
MONEY = {"元": Decimal(1), "万元": Decimal(10000), "亿元": Decimal(100_000_000)}


@dataclass(frozen=True)
class ExpectedForm:
    """Rows by table; ``indicators`` in the order of the form, lines marked 不涉及 left out."""

    evaluation: Row
    funding: tuple[Row, ...]
    indicators: tuple[Row, ...]


def expected_rows(form: FormFacts, layout: Layout, notation: Notation) -> ExpectedForm:
    """The rows of one form as typeset in ``layout`` with ``notation``."""
    evaluation: Row = {
        "project_name": form.project_name,
        "fiscal_year": form.fiscal_year,
        "total_weight": form.total_weight if layout.total_place != "head" else None,
        "total_score": form.total_score,
        "goal_expected": form.goal_expected or None,
        "goal_actual": form.goal_actual or None,
        "grade": form.grade if layout.grade_label or layout.conclusion_label else None,
        "has_contact_name": bool(form.officer) and (layout.prints("officer") or "{officer}" in layout.contact_line),
        "has_contact_phone": bool(form.phone) and layout.prints("phone"),
    }
    if layout.prints("department"):
        printed_code = "{code}" in layout.department_text and bool(form.department_code)
        evaluation |= {"department_name": form.department, "department_code": form.department_code if printed_code else None}
    if layout.prints("implementer"):
        evaluation["implementer_name"] = form.implementer
    if layout.conclusion_label:
        evaluation["self_conclusion"] = form.self_conclusion
    printed = {source for source, _ in layout.funding_rows}
    funding = tuple(_funding(row, layout, notation) for row in form.funding if row.source in printed)
    indicators = [_indicator(fact, form, layout, notation) for fact in _in_order(form, layout)]
    if layout.rate_row:
        total = form.total()
        indicators.append({"indicator_name": "预算执行率", "weight": total.weight, "score": total.score})
    return ExpectedForm(evaluation, funding, tuple(indicators))


def _in_order(form: FormFacts, layout: Layout) -> Sequence[IndicatorFact]:
    return (
        [row for row in skeleton_rows(form.indicators) if isinstance(row, IndicatorFact)] if layout.skeleton else form.indicators
    )


def _funding(row: FundingFact, layout: Layout, notation: Notation) -> Row:
    is_total = row.source == "total"
    printed: Row = {
        "fund_source": row.source,
        "initial_budget_yuan": notation.stored(row.initial, layout.unit) if layout.prints("initial") else None,
        "full_year_budget_yuan": notation.stored(row.full_year, layout.unit),
        "executed_yuan": notation.stored(row.executed, layout.unit),
        "execution_rate_percent": row.rate if is_total or layout.sub_rate == "own" else None,
    }
    if not layout.rate_row:
        printed["score"] = row.score
    if "weight" in {column.key for column in layout.funding_columns}:
        # without the column some regions still print the points in a heading (20分): both readings are right
        printed["weight"] = row.weight
    return printed


def _indicator(fact: IndicatorFact, form: FormFacts, layout: Layout, notation: Notation) -> Row:
    points = class_points(form, fact.level1)
    row: Row = {
        "level1": layout.level1_text.format(name=fact.level1, points=notation.score(points)),
        "level1_class": fact.level1,
        "level2": fact.level2,
        "indicator_name": layout.name_text.format(name=fact.name),
        "actual_text": notation.actual(fact.actual) or None,
        "weight": fact.weight,
        "score": fact.score,
        **_target(fact.target),
    }
    if not layout.prints("operator"):
        row["target_text"] = notation.target(fact.target) or None
    if layout.prints("reason"):
        row["reason"] = fact.reason or None
    if "成本" in fact.level1 + fact.level2 and fact.target.value is not None and not fact.target.unit:
        # a bare number in a cost line may be read in the unit of the funds (DOMAIN: 成本 without a unit)
        return {key: value for key, value in row.items() if key not in ("target_value", "target_unit")}
    if fact.actual.value is not None:
        row["actual_value"] = fact.actual.value * MONEY.get(fact.actual.unit, Decimal(1))
    return row


def _target(target: Target) -> Row:
    if target.value is None:
        return {"target_operator": target.operator, **({"target_value": None} if target.operator == "qualitative" else {})}
    unit = "元" if target.unit in MONEY else target.unit or None
    return {
        "target_operator": target.operator,
        "target_value": target.value * MONEY.get(target.unit, Decimal(1)),
        "target_unit": unit,
    }


def differences(expected: Sequence[ExpectedForm], frames: Mapping[str, Any]) -> list[str]:
    """What differs between the expected forms and the staged frames of one document, a sentence each; none if all is right."""
    evaluations = frames["project_evaluation"].sort("form_no").to_dicts()
    found: list[str] = []
    if len(evaluations) != len(expected):
        found.append(f"forms: expected {len(expected)}, got {len(evaluations)}")
    for number, (form, got) in enumerate(zip(expected, evaluations, strict=False), 1):
        place = f"form {number}"
        found += _compare(place, form.evaluation, got)
        mine = [row for row in frames["project_funding"].to_dicts() if row["form_no"] == got["form_no"]]
        found += _funding_differences(place, form, mine)
        rows = [row for row in frames["indicator_result"].to_dicts() if row["form_no"] == got["form_no"]]
        rows = [row for row in sorted(rows, key=lambda row: row["seq"]) if _plain(row["indicator_name"] or "") != NOT_APPLICABLE]
        if len(rows) != len(form.indicators):
            names = [row["indicator_name"] for row in rows]
            found.append(f"{place} indicators: expected {[r['indicator_name'] for r in form.indicators]}, got {names}")
        for seq, (want, have) in enumerate(zip(form.indicators, rows, strict=False), 1):
            found += _compare(f"{place} indicator {seq}", want, have)
    return found


def _funding_differences(place: str, form: ExpectedForm, rows: Sequence[Row]) -> list[str]:
    by_source = {row["fund_source"]: row for row in rows}
    found = [
        f"{place} funding {source}: not expected" for source in by_source.keys() - {row["fund_source"] for row in form.funding}
    ]
    for want in form.funding:
        have = by_source.get(want["fund_source"])
        if have is None:
            found.append(f"{place} funding {want['fund_source']}: missing")
        else:
            found += _compare(f"{place} funding {want['fund_source']}", want, have)
    return found


def _compare(place: str, want: Row, have: Row) -> list[str]:
    return [
        f"{place} {key}: expected {value!r}, got {have.get(key)!r}"
        for key, value in want.items()
        if not _same(value, have.get(key))
    ]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one) == _plain(other)
    return bool(one == other)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)

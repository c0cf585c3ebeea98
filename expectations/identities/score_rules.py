"""Rules on weights, points, total and grade (分值、得分、总分、等级)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from expectations.identities.form_figures import Form, plain
from expectations.identities.outcome import Check, held
from expectations.identities.rounding import HALF
from expectations.identities.rule_rows import Rule, document


def weights(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-504: Σ weights of the indicators + weight of execution = full marks. Forms without a weight of execution spread all
    marks over the indicators. With a weight missing it applies only when the known ones already exceed the total."""
    rows = form.scored_indicators()
    known = [form.figure(row, "weight") for row in rows]
    funding = form.figure(form.funding.get("total"), "weight")
    printed = form.figure(form.evaluation, "total_weight")
    if not rows or all(one is None for one in known):
        return
    marks, tolerance = Decimal(rule.parameters["full_marks"]), Decimal(rule.parameters["tolerance"])
    indicators = Decimal(sum(one.value for one in known if one is not None))
    total = indicators + (funding.value if funding is not None else 0)
    incomplete = funding is None or any(one is None for one in known)
    makes_full_marks = abs(total - marks) <= tolerance
    # a total row may print the points of the indicators alone (90) beside those of execution (10)
    full = printed.value if printed is not None and makes_full_marks else marks
    if makes_full_marks and any(abs(one - full) <= tolerance for one in (total, indicators)):
        yield held("weights")
    elif not incomplete or total > full + tolerance:
        facts = [one.fact_id for one in (*known, funding) if one is not None]
        if printed is not None and printed.value != Decimal(rule.parameters["full_marks"]):
            facts.append(printed.fact_id)
        execution = f"、执行率分值 {plain(funding.value)}" if funding is not None else ""
        yield Check(
            False, "weights", f"各指标分值合计 {plain(indicators)}{execution}，共 {plain(total)}，应为 {plain(full)}",
            plain(full), plain(total), tuple(facts), form.evaluation["page"],
        )  # fmt: skip


def total_score(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-505: the printed total equals the sum of all points. Whole points are decided, not rounded: only the total's own last
    digit and points with decimals carry a band. With points missing it applies only when the known ones exceed the total."""
    total = form.figure(form.evaluation, "total_score")
    rows = form.scored_indicators()
    if total is None or not rows:
        return
    known = [form.figure(row, "score") for row in rows]
    funding = form.figure(form.funding.get("total"), "score")
    figures = [one for one in (*known, funding) if one is not None]
    summed = Decimal(sum(one.value for one in figures))
    band = HALF * total.fine_ulp + sum((HALF * one.fine_ulp for one in figures if one.value % 1), Decimal(0))
    incomplete = (funding is None and not scored_without_execution(form)) or any(one is None for one in known)
    if abs(total.value - summed) <= band:
        exact = total.value == summed
        message = "" if exact else f"总分印为 {plain(total.value)}，各项得分相加为 {plain(summed)}，差异在舍入误差之内"
        yield Check(True, "total", message, plain(summed), plain(total.value), (total.fact_id,), total.page)
    elif not incomplete or summed > total.value + band:
        yield Check(
            False, "total", f"总分印为 {plain(total.value)}，各项得分相加为 {plain(summed)}",
            plain(summed), plain(total.value), (total.fact_id, *(one.fact_id for one in figures)), total.page,
        )  # fmt: skip


def scored_without_execution(form: Form) -> bool:
    """Whether the indicators alone carry all the marks, so that the fund block has no points of its own."""
    weights = [form.figure(row, "weight") for row in form.scored_indicators()]
    full = form.figure(form.evaluation, "total_weight")
    known = [one.value for one in weights if one is not None]
    return full is not None and len(known) == len(weights) and sum(known) == full.value


def score_range(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-506: 0 ≤ points ≤ weight, for each indicator, for execution and for the total."""
    places: list[tuple[str, str, Mapping[str, Any] | None, str, str]] = [
        (str(row["seq"]), f"指标“{row['indicator_name'] or row['level2'] or row['seq']}”", row, "score", "weight")
        for row in form.indicators
    ]
    places.append(("total", "预算执行率", form.funding.get("total"), "score", "weight"))
    places.append(("form", "总分", form.evaluation, "total_score", "total_weight"))
    for subject, name, row, score_column, weight_column in places:
        score, weight = form.figure(row, score_column), form.figure(row, weight_column)
        if score is None or (weight is None and score.value >= 0):
            continue
        if score.value >= 0 and (weight is None or score.value <= weight.value):
            yield held(subject)
            continue
        limit = "" if weight is None else plain(weight.value)
        fault = f"低于零分：{plain(score.value)}" if score.value < 0 else f"{plain(score.value)} 超过分值 {limit}"
        said = name if subject == "form" else f"{name}的得分"
        yield Check(False, subject, f"{said} {fault}", f"0 – {limit}", plain(score.value), (score.fact_id,), score.page)


def scheme_of(form: Form, grade: str) -> Mapping[str, Any]:
    """The grade scheme (等级方案) that applies: by a grade that only one scheme has, then by the district, else the national."""
    schemes: list[Mapping[str, Any]] = document()["grade_schemes"]
    for scheme in schemes:
        if grade in scheme["only_grades"]:
            return scheme
    code = form.district_code or ""
    for scheme in schemes:
        if any(code.startswith(prefix) for prefix in scheme["district_prefixes"]):
            return scheme
    return schemes[-1]


def grade(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-507: the printed grade is the one that the scheme gives for the total score, on a scale of 100."""
    total, full = form.figure(form.evaluation, "total_score"), form.figure(form.evaluation, "total_weight")
    printed = (form.evaluation.get("grade") or "").strip()
    name = document()["grade_aliases"].get(printed)
    if total is None or name is None or (full is not None and full.value != 100) or not 0 <= total.value <= 100:
        return
    scheme = scheme_of(form, name)
    limits = sorted(((Decimal(low), one) for one, low in scheme["limits"].items()), reverse=True)
    right = next(one for low, one in limits if total.value >= low)
    if right == name:
        yield held("grade")
    else:
        yield Check(
            False, "grade", f"总分 {plain(total.value)} 按{scheme['name']}等级方案应为“{right}”，印为“{printed}”",
            right, printed, (total.fact_id,), total.page,
        )  # fmt: skip


def scores_missing(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-521: weights are printed but the points are not, or the total is not. One finding per form."""
    rows = [row for row in form.counted_indicators() if row["weight"] is not None]
    funding = form.funding.get("total")
    missing = [row for row in rows if row["score"] is None]
    parts = []
    if missing:
        parts.append(
            "各指标得分"
            if len(missing) == len(rows)
            else "指标" + "、".join(f"“{row['indicator_name']}”" for row in missing) + "的得分"
        )
    if funding is not None and funding["weight"] is not None and funding["score"] is None:
        parts.append("预算执行率的得分")
    if form.evaluation["total_score"] is None:
        parts.append("总分")
    if not parts:
        yield held("scores")
        return
    facts = [row["fact_id"] for row in missing] or [form.evaluation["fact_id"]]
    yield Check(False, "scores", f"没有公布{'、'.join(parts)}", "", "空白", tuple(facts), form.evaluation["page"])

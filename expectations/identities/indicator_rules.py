"""Rules on single indicators (绩效指标): targets met or not, units, costs, levels, wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from expectations.identities.form_figures import Figure, Form, plain
from expectations.identities.outcome import Check, held
from expectations.identities.rounding import SCALES
from expectations.identities.rule_rows import Rule

AT_LEAST, AT_MOST = frozenset({">=", ">"}), frozenset({"<=", "<"})
COSTS = frozenset({"成本指标", "经济成本指标"})


def title(row: Mapping[str, Any]) -> str:
    """How messages name an indicator: its 三级指标, else the second level with its number."""
    return f"指标“{row['indicator_name'] or row['level2'] or row['seq']}”"


def place(row: Mapping[str, Any]) -> tuple[tuple[str, ...], int | None]:
    return (row["fact_id"],), row["page"]


def direction(row: Mapping[str, Any]) -> str | None:
    """The operator of a target; a bare number reads ≤ for costs and ≥ for all else (DOMAIN §6, rule of comparison 1)."""
    if row["target_operator"] == "=" and "operator" in (row["target_inferred"] or ""):
        return "<=" if row["level2_class"] in COSTS else ">="
    return str(row["target_operator"]) if row["target_operator"] else None


def comparable(row: Mapping[str, Any]) -> bool:
    """Whether target and actual are two plain numbers in one unit; a count may leave its unit out on one side, money may not."""
    target, actual = row["target_unit"] or "", row["actual_unit"] or ""
    same = target == actual or (not (target and actual) and "元" not in target + actual)
    numbers = row["target_value"] is not None and row["actual_value"] is not None
    rough = "approximate" in (row["target_inferred"] or "") or "conflict" in (row["target_inferred"] or "")
    return (
        same
        and numbers
        and not rough
        and row["actual_operator"] in (None, "=")
        and min(row["target_value"], row["actual_value"]) >= 0
    )


def completion(row: Mapping[str, Any]) -> Decimal | None:
    """The share of the target that was reached, 1 = just reached; None where target and actual are not two comparable numbers.

    ≥: actual/target; ≤: target/actual (an actual of 0 meets any limit); =: the smaller over the larger; a range: 1 inside."""
    if not comparable(row):
        return None
    target, actual, operator = row["target_value"], row["actual_value"], direction(row)
    if operator in AT_LEAST:
        return actual / target if target else None
    if operator in AT_MOST:
        return target / actual if actual else Decimal(1)
    if operator == "=":
        return Decimal(1) if target == actual else min(actual, target) / max(actual, target)
    if operator == "range" and row["target_value_high"] is not None:
        return Decimal(1) if target <= actual <= row["target_value_high"] else None
    return None


def missed(row: Mapping[str, Any]) -> Decimal | None:
    """The completion of a row that verifiably missed its target, else None."""
    reached = completion(row)
    return None if reached is None or reached >= 1 else reached


def deviation_reason(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-508: points were lost and no reason is given."""
    for row in form.counted_indicators():
        weight, score = row["weight"], row["score"]
        if weight is None or score is None or score >= weight:
            continue
        facts, page = place(row)
        if (row["reason"] or "").strip() not in rule.parameters["blank_reasons"]:
            yield held(str(row["seq"]))
        else:
            yield Check(
                False, str(row["seq"]), f"{title(row)}得 {plain(score)} 分，低于分值 {plain(weight)}，没有写明偏差原因",
                "偏差原因及改进措施", "空白", facts, page,
            )  # fmt: skip


def full_points_unmet(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-508: full points although the printed actual misses the printed target."""
    for row in form.counted_indicators():
        if row["weight"] is None or row["score"] != row["weight"] or completion(row) is None:
            continue
        facts, page = place(row)
        if missed(row) is None:
            yield held(f"{row['seq']}.full")
        else:
            yield Check(
                False, f"{row['seq']}.full", f"{title(row)}的指标值为 {row['target_text']}，"
                f"实际完成 {row['actual_text']}，未达到却得满分 {plain(row['score'])}",
                row["target_text"] or "", row["actual_text"] or "", facts, page,
            )  # fmt: skip


def proportional_score(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-509: points of a missed quantitative target against weight × completion. Other scoring is legal, so it is a remark."""
    for row in form.counted_indicators():
        reached = missed(row)
        if reached is None or row["weight"] is None or row["score"] is None or row["score"] == row["weight"]:
            continue
        right = row["weight"] * reached
        facts, page = place(row)
        if abs(right - row["score"]) <= Decimal(rule.parameters["tolerance_points"]):
            yield held(str(row["seq"]))
            continue
        shown = plain(right.quantize(Decimal("0.01"), ROUND_HALF_UP))
        share = plain((reached * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
        yield Check(
            False, str(row["seq"]),
            f"{title(row)}的指标值为 {row['target_text']}，实际完成 {row['actual_text']}（{share}%），"
            f"分值 {plain(row['weight'])} 按比例应得 {shown} 分，实得 {plain(row['score'])} 分",
            shown, plain(row["score"]), facts, page,
        )  # fmt: skip


def over_fulfilment(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-510: far beyond the target without a word; the target was set too low (财预〔2020〕10号)."""
    excess = Decimal(rule.parameters["excess"])
    for row in form.counted_indicators():
        target, actual, operator = row["target_value"], row["actual_value"], direction(row)
        if not comparable(row) or not target or operator not in AT_LEAST | AT_MOST:
            continue
        ratio = actual / target
        beyond = ratio < 1 - excess if operator in AT_MOST else ratio > 1 + excess
        facts, page = place(row)
        if not beyond or (row["reason"] or "").strip() not in rule.parameters["blank_reasons"]:
            yield held(str(row["seq"]))
        else:
            share = plain((ratio * 100).quantize(Decimal(1), ROUND_HALF_UP))
            yield Check(
                False, str(row["seq"]),
                f"{title(row)}的指标值为 {row['target_text']}，实际完成 {row['actual_text']}，"
                f"为指标值的 {share}%，没有说明；目标可能定得偏低",
                row["target_text"] or "", row["actual_text"] or "", facts, page,
            )  # fmt: skip


def comparable_units(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-511: the unit of the actual is that of the target. Money against another unit is a warning, the rest remarks."""
    money, shares = set(rule.parameters["money"]), set(rule.parameters["shares"])

    def kind(unit: str) -> str:
        return "money" if unit in money else ("share" if unit in shares else unit)

    for row in form.counted_indicators():
        if row["target_value"] is None or row["actual_value"] is None or not row["target_unit"]:
            continue
        target, actual = row["target_unit"], row["actual_unit"] or ""
        facts, page = place(row)
        if kind(target) == kind(actual):
            yield held(str(row["seq"]))
            continue
        serious = bool(actual) and "money" in (kind(target), kind(actual))
        said = f"计量单位不同（{target}、{actual}）" if actual else "没有写计量单位"
        yield Check(
            False, str(row["seq"]), f"{title(row)}的指标值为 {row['target_text']}，实际完成值 {row['actual_text']} {said}",
            target, actual or "空白", facts, page, rule.severity if serious else "info",
        )  # fmt: skip


def cost_amount(form: Form, row: Mapping[str, Any], side: str) -> Decimal | None:
    """A cost in 元: ``side`` is "target" or "actual". A bare figure has the unit of the fund block (DOMAIN §6, rule 5)."""
    value: Decimal | None = row[f"{side}_value"]
    unit = row[f"{side}_unit"]
    if value is None or unit not in (None, "", "元"):
        return None
    return value if unit else value * SCALES[form.unit]


def cost_rows(rule: Rule, form: Form) -> list[Mapping[str, Any]]:
    """The cost indicators (成本指标) whose target is an amount of money."""
    wanted = set(rule.parameters["level2"])
    rows = (row for row in form.counted_indicators() if row["level2_class"] in wanted)
    return [row for row in rows if cost_amount(form, row, "target") is not None]


def unit_printed(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every target says its unit of money itself; a bare number may be a count."""
    return all(row["target_unit"] and "unit" not in (row["target_inferred"] or "") for row in rows)


def cost_against_funds(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-512: the sum of the cost targets does not exceed the budget, nor fall below the spending, and the cost actuals add up
    to the spending. Unit costs (单价) differ by nature, hence a remark only."""
    rows, total = cost_rows(rule, form), form.funding.get("total")
    share = Decimal(rule.parameters["share"])
    initial, full = form.figure(total, "initial_budget_yuan"), form.figure(total, "full_year_budget_yuan")
    executed = form.figure(total, "executed_yuan")
    if not rows:
        return
    facts, page = tuple(row["fact_id"] for row in rows), rows[0]["page"]
    target, shown = (
        Decimal(sum(cost_amount(form, row, "target") or 0 for row in rows)),
        "、".join(row["target_text"] or "" for row in rows),
    )
    budgets = [one for one in (initial, full) if one is not None and one.value > 0]
    if budgets:
        ceiling = max(budgets, key=lambda one: one.value)
        name = "年初预算数" if ceiling is initial else "全年预算数"
        if target > ceiling.value * (1 + share):
            text = f"成本指标值 {shown} 高于{name} {ceiling.shown}"
            yield Check(False, "target.high", text, f"≤ {ceiling.shown}", shown, facts, page)
        elif executed is not None and unit_printed(rows) and target < executed.value * (1 - share):
            text = f"成本指标值 {shown} 低于全年执行数 {executed.shown}，可能是单价或单位有误"
            yield Check(False, "target.low", text, f"≥ {executed.shown}", shown, facts, page)
        else:
            yield held("target")
    if executed is None or any(cost_amount(form, row, "actual") is None for row in rows):
        return
    actual = Decimal(sum(cost_amount(form, row, "actual") or 0 for row in rows))
    if abs(actual - executed.value) <= executed.value * share or target < executed.value * (1 - share):
        exact = actual == executed.value
        text = "" if exact else f"成本指标完成值合计 {form.amount_text(actual)}，与全年执行数 {executed.shown} 略有出入"
        yield Check(True, "actual", text, executed.shown, form.amount_text(actual), facts, page)
    else:
        text = f"成本指标完成值合计 {form.amount_text(actual)}，与全年执行数 {executed.shown} 不符"
        yield Check(False, "actual", text, executed.shown, form.amount_text(actual), facts, page)


def unit_magnitude(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-429: a cost indicator prints its own unit; when its actual is exactly 10⁴ times (or a ten-thousandth of) the executed
    amount, the unit of the fund block is misprinted."""
    executed = form.figure(form.funding.get("total"), "executed_yuan")
    share = Decimal(rule.parameters["share"])
    rows = [row for row in cost_rows(rule, form) if row["actual_unit"] == "元" and row["actual_value"]]
    if executed is None or executed.value <= 0 or not rows:
        return
    actual = Decimal(sum(row["actual_value"] for row in rows))
    factor = next((one for one in (Decimal(10000), Decimal("0.0001")) if abs(actual / executed.value / one - 1) <= share), None)
    if factor is None:
        yield held("unit")
        return
    yield Check(
        False, "unit",
        f"全年执行数 {executed.shown} 与成本指标完成值 {'、'.join(row['actual_text'] or '' for row in rows)} 相差一万倍，"
        f"资金单位“{form.unit}”可能有误",
        form.amount_text(actual), executed.shown, (executed.fact_id, *(row["fact_id"] for row in rows)), executed.page,
    )  # fmt: skip


def number_range(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-425: amounts of funds are not negative; a satisfaction is not above 100 %."""
    for source, row in form.funding.items():
        for column in ("initial_budget_yuan", "full_year_budget_yuan", "executed_yuan", "execution_rate_percent"):
            figure: Figure | None = form.figure(row, column)
            if figure is None:
                continue
            if figure.value >= 0:
                yield held(f"{source}.{column}")
            else:
                yield Check(
                    False,
                    f"{source}.{column}",
                    f"资金表印有负数 {figure.shown}",
                    "≥ 0",
                    figure.shown,
                    (figure.fact_id,),
                    figure.page,
                )
    for row in form.counted_indicators():
        if row["level1_class"] != rule.parameters["level1"] or row["actual_unit"] != "%" or row["actual_value"] is None:
            continue
        if 0 <= row["actual_value"] <= 100:
            yield held(str(row["seq"]))
        else:
            text = f"{title(row)}的满意度印为 {row['actual_text']}"
            yield Check(False, str(row["seq"]), text, "0 – 100%", row["actual_text"] or "", (row["fact_id"],), row["page"])

"""Rules on single indicators (绩效指标): targets met or not, units, costs, levels, wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from expectations.identities.form_figures import NOT_APPLICABLE, Figure, Form, not_applicable, plain
from expectations.identities.outcome import Check, held
from expectations.identities.rule_rows import Rule, taxonomy

AT_LEAST, AT_MOST = frozenset({">=", ">"}), frozenset({"<=", "<"})
BRACKETED_POINTS = re.compile(r"[(（]\d+(\.\d+)?分?[)）]$")


def title(row: Mapping[str, Any]) -> str:
    """How messages name an indicator: its 三级指标, else the second level with its number."""
    return f"指标“{row['indicator_name'] or row['level2'] or row['seq']}”"


def place(row: Mapping[str, Any]) -> tuple[tuple[str, ...], int | None]:
    return (row["fact_id"],), row["page"]


def completion(row: Mapping[str, Any]) -> Decimal | None:
    """The share of the target that was reached, 1 = just reached; None where target and actual are not two comparable numbers.

    ≥: actual/target; ≤: target/actual (an actual of 0 meets any limit); =: the smaller over the larger; a range: 1 inside."""
    target, actual, operator = row["target_value"], row["actual_value"], row["target_operator"]
    if target is None or actual is None or (row["target_unit"] or "") != (row["actual_unit"] or "") or row.get("actual_operator"):
        return None
    if target < 0 or actual < 0:
        return None
    if operator in AT_LEAST:
        return actual / target if target else None
    if operator in AT_MOST:
        return target / actual if actual else None if target else Decimal(1)
    if operator == "=":
        return Decimal(1) if target == actual else min(actual, target) / max(actual, target)
    if operator == "range" and row["target_value_high"] is not None:
        return Decimal(1) if target <= actual <= row["target_value_high"] else None
    return None


def missed(row: Mapping[str, Any]) -> Decimal | None:
    """The completion of a row that verifiably missed its target, else None. A bare number without a direction counts as missed
    only when the actual is smaller, because ≥ is then the reading."""
    reached = completion(row)
    inferred = row["target_operator"] == "=" and bool(row.get("target_inferred"))
    if reached is None or reached >= 1 or (inferred and row["actual_value"] >= row["target_value"]):
        return None
    return reached


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
            f"分值 {plain(row['weight'])} 按比例应得 {shown} 分，实得 {plain(row['score'])} 分", shown, plain(row["score"]), facts, page,
        )  # fmt: skip


def over_fulfilment(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-510: far beyond the target without a word; the target was set too low (财预〔2020〕10号)."""
    excess = Decimal(rule.parameters["excess"])
    for row in form.counted_indicators():
        target, actual, operator = row["target_value"], row["actual_value"], row["target_operator"]
        bare = operator == "=" and row.get("target_inferred")
        comparable = completion(row) is not None or (operator in AT_MOST and actual == 0 and target)
        if not comparable or not target or not (operator in AT_LEAST | AT_MOST or bare):
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


def cost_rows(rule: Rule, form: Form) -> list[Mapping[str, Any]]:
    """The cost indicators (成本指标) whose target is an amount of money."""
    wanted = set(rule.parameters["level2"])
    return [
        row
        for row in form.counted_indicators()
        if row["level2_class"] in wanted and row["target_unit"] == "元" and row["target_value"] is not None
    ]


def unit_printed(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every target says its unit of money itself; a bare number may be a count."""
    return not any("unit" in (row["target_inferred"] or "") for row in rows)


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
    target, shown = Decimal(sum(row["target_value"] for row in rows)), "、".join(row["target_text"] or "" for row in rows)
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
    if executed is None or any(row["actual_value"] is None or row["actual_unit"] != "元" for row in rows):
        return
    actual = Decimal(sum(row["actual_value"] for row in rows))
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


def folded(label: str | None) -> str:
    """A level label without white space and without its points in brackets: ``"产出指标(50分)"`` → ``"产出指标"``."""
    return BRACKETED_POINTS.sub("", re.sub(r"\s", "", label or ""))


@cache
def canonical_labels(level: str) -> Mapping[str, frozenset[str]]:
    """Every known wording of a level → its canonical names."""
    names: dict[str, set[str]] = {}
    for row in taxonomy():
        if row["canonical_level"] == level:
            names.setdefault(folded(row["alias"]), set()).add(row["canonical_name"])
    return {alias: frozenset(found) for alias, found in names.items()}


@cache
def legal_parents() -> Mapping[str, frozenset[str]]:
    """Canonical second level → the first levels under which the framework allows it."""
    parents: dict[str, set[str]] = {}
    for row in taxonomy():
        if row["canonical_level"] == "2" and row["parent_name"]:
            parents.setdefault(row["canonical_name"], set()).add(row["parent_name"])
    return {name: frozenset(found) for name, found in parents.items()}


def indicator_levels(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-514: the printed first level may stand above the second level; labels that repeat the first level are a remark."""
    wrong: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in form.indicators:
        first, second = canonical_labels("1").get(folded(row["level1"])), row["level2_class"]
        if not first or not row["level2"]:
            continue
        repeats = folded(row["level2"]) == folded(row["level1"])
        if not repeats and (second not in legal_parents() or first & legal_parents()[second]):
            yield held(str(row["seq"]))
        else:
            wrong.setdefault((folded(row["level1"]), row["level2"]), []).append(row)
    for (level1, level2), rows in wrong.items():
        facts, page = tuple(row["fact_id"] for row in rows), rows[0]["page"]
        if level1 == folded(level2):
            yield Check(True, f"{level1}.{level2}", f"二级指标与一级指标同为“{level1}”", "", level2, facts, page)
        else:
            right = "、".join(sorted(legal_parents()[rows[0]["level2_class"]]))
            text = f"二级指标“{level2}”列在一级指标“{level1}”之下，按指标框架属于“{right}”"
            yield Check(False, f"{level1}.{level2}", text, right, level1, facts, page)


def label_wording(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-524: second-level labels as the framework spells them; one remark per form and wording."""
    odd: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in form.indicators:
        label, name = folded(row["level2"]), row["level2_class"]
        if not label or not name:
            continue
        if label == name or label == folded(row["level1"]):
            yield held(str(row["seq"]))
        else:
            odd.setdefault((label, name), []).append(row)
    for (label, name), rows in odd.items():
        facts = tuple(row["fact_id"] for row in rows)
        yield Check(False, label, f"二级指标印作“{label}”，规范名称为“{name}”", name, label, facts, rows[0]["page"])


def why_no_target(rule: Rule, row: Mapping[str, Any]) -> str:
    """Why the text of a target is none, as a Chinese clause; "" for a real target."""
    target, name = re.sub(r"\s", "", row["target_text"] or ""), re.sub(r"\s", "", row["indicator_name"] or "")
    if not target or target in NOT_APPLICABLE:
        return "没有写明指标值" if not target else f"指标值为“{target}”，没有目标"
    if target in rule.parameters["scales"]:
        return f"指标值“{target}”是评价尺度，不是目标"
    if target == name:
        return "指标值与三级指标是同一段文字，不是目标"
    if target == "1" and len(name) >= rule.parameters["long_name"]:
        return "指标值只写“1”，没有可以衡量的目标"
    return ""


def real_target(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-515: the target is more than a scale, a blank, the name over again, or "1" beside a sentence. One remark per kind."""
    odd: dict[str, list[Mapping[str, Any]]] = {}
    for row in form.counted_indicators():
        why = why_no_target(rule, row)
        if why:
            odd.setdefault(why, []).append(row)
        else:
            yield held(str(row["seq"]))
    for why, rows in odd.items():
        names = "、".join(f"“{row['indicator_name'] or row['level2']}”" for row in rows)
        yield one_remark(why, rows, f"指标{names}的{why}", "可以衡量的目标", rows[0]["target_text"] or "空白")


def one_remark(subject: str, rows: Sequence[Mapping[str, Any]], text: str, expected: str, actual: str) -> Check:
    return Check(False, subject, text, expected, actual, tuple(row["fact_id"] for row in rows), rows[0]["page"])


def operator_present(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-526: numbers without ≥, ≤ or =, whose direction had to be inferred; one remark per form."""
    odd = []
    for row in form.counted_indicators():
        if row["target_value"] is None:
            continue
        if "operator" in (row["target_inferred"] or ""):
            odd.append(row)
        else:
            yield held(str(row["seq"]))
    if odd:
        shown = "、".join(dict.fromkeys(row["target_text"] or "" for row in odd))
        yield one_remark("operator", odd, f"年度指标值 {shown} 没有比较符号，方向由指标性质推定", "≥、≤ 或 =", shown)


def actual_is_value(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-527: an actual printed as a limit ("≤15%") says nothing about what was reached."""
    for row in form.counted_indicators():
        if row["actual_value"] is None and not row["actual_operator"]:
            continue
        text = (row["actual_text"] or "").strip()
        if re.search(rule.parameters["pattern"], text):
            yield one_remark(str(row["seq"]), [row], f"{title(row)}的实际完成值印作限值 {text}，不是实际达到的数", "实际数", text)
        else:
            yield held(str(row["seq"]))


def actual_present(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-530: points were given and nothing says what was reached."""
    for row in form.counted_indicators():
        if row["score"] is None:
            continue
        if (row["actual_text"] or "").strip():
            yield held(str(row["seq"]))
        else:
            yield one_remark(
                str(row["seq"]), [row], f"{title(row)}得 {plain(row['score'])} 分，没有写明实际完成值", "实际完成值", "空白"
            )


def name_is_name(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-529: 三级指标 holds a value or a limit; one remark per form."""
    odd = []
    for row in form.counted_indicators():
        if re.search(rule.parameters["pattern"], (row["indicator_name"] or "").strip()):
            odd.append(row)
        elif row["indicator_name"]:
            yield held(str(row["seq"]))
    if odd:
        shown = "、".join(f"“{row['indicator_name']}”" for row in odd)
        yield one_remark("name", odd, f"三级指标印的是指标值或限值：{shown}", "指标名称", shown)


def numbering(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-528: 指标1, 指标2 … are unique inside one second level."""
    seen: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in form.indicators:
        match = re.match(rule.parameters["pattern"], row["indicator_name"] or "")
        if match:
            seen.setdefault((row["level2"] or "", match[1]), []).append(row)
    for (level2, number), rows in seen.items():
        subject = f"{level2}.{number}"
        if len(rows) == 1:
            yield held(subject)
        else:
            yield one_remark(subject, rows, f"{level2}的编号“指标{number}”出现 {len(rows)} 次", "1", str(len(rows)))


def satisfaction_present(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-525: the framework gives 10 points to satisfaction in principle; a project without beneficiaries may leave it out."""
    if not form.indicators:
        return
    wanted = rule.parameters["level1"]
    rows = [
        row
        for row in form.indicators
        if row["level1_class"] == wanted or wanted in legal_parents().get(row["level2_class"] or "", ())
    ]
    if any(not not_applicable(row) for row in rows):
        yield held("form")
    elif not rows:
        yield Check(False, "form", "没有设置满意度指标", wanted, "", (form.evaluation["fact_id"],), form.evaluation["page"])


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
            yield one_remark(
                str(row["seq"]), [row], f"{title(row)}的满意度印为 {row['actual_text']}", "0 – 100%", row["actual_text"] or ""
            )

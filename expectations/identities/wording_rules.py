"""Rules on how indicators are named and worded (指标名称与用字): levels, targets that are none, numbering, missing texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from expectations.identities.form_figures import NOT_APPLICABLE, Form, not_applicable, plain
from expectations.identities.indicator_rules import title
from expectations.identities.outcome import Check, held
from expectations.identities.rule_rows import Rule, taxonomy

BRACKETED_POINTS = re.compile(r"[(（]\d+(\.\d+)?分?[)）]$")


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

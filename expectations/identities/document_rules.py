"""Rules on texts of a form and across the forms of one document (文字、跨表)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from expectations.identities.form_figures import AMOUNTS, Form
from expectations.identities.outcome import Check, held
from expectations.identities.rule_rows import Rule

FORM_TEXTS = {
    "project_name": "项目名称",
    "goal_expected": "预期目标",
    "goal_actual": "实际完成情况",
    "self_conclusion": "自评结论",
}
INDICATOR_TEXTS = {"indicator_name": "三级指标", "target_text": "年度指标值", "actual_text": "实际完成值", "reason": "偏差原因"}
YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
CONTEXT = 8


def texts(form: Form) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Every published text of a form: natural key, Chinese name of the place, text, staged row."""
    for column, name in FORM_TEXTS.items():
        if form.evaluation.get(column):
            yield column, name, form.evaluation[column], form.evaluation
    for row in form.indicators:
        for column, name in INDICATOR_TEXTS.items():
            if row.get(column):
                yield f"{row['seq']}.{column}", name, row[column], row


def text_pattern(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-419: a wording that should not be in a published text (placeholders of a template, doubled punctuation)."""
    for subject, name, text, row in texts(form):
        match = re.search(rule.parameters["pattern"], text)
        if match is None:
            yield held(subject)
            continue
        near = text[max(0, match.start() - CONTEXT) : match.end() + CONTEXT].replace("\n", "")
        yield Check(False, subject, f"{name}中有“{match[0]}”（…{near}…）", "", match[0], (row["fact_id"],), row["page"])


def personal_data(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-519: no telephone number in a text that goes into the facts. The number itself is never repeated in the finding."""
    for subject, name, text, row in texts(form):
        if re.search(rule.parameters["pattern"], text):
            yield Check(False, subject, f"{name}中含有电话号码，应在入库前略去", "", "（略）", (row["fact_id"],), row["page"])
        else:
            yield held(subject)


def goals_present(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-522: the form states what was wanted and what was reached."""
    empty = [FORM_TEXTS[column] for column in ("goal_expected", "goal_actual") if not (form.evaluation.get(column) or "").strip()]
    if not empty:
        yield held("goals")
    else:
        text = f"年度总体目标的{'、'.join(empty)}没有内容"
        yield Check(False, "goals", text, "", "空白", (form.evaluation["fact_id"],), form.evaluation["page"])


def fiscal_year(rule: Rule, form: Form) -> Iterator[Check]:
    """DQ-420: a year in the name of the project is the year of the form; names with several years need only contain it."""
    year, years = form.evaluation["fiscal_year"], YEAR.findall(form.evaluation["project_name"] or "")
    if year is None or not years:
        return
    if str(year) in years or min(years) < str(year) < max(years):
        yield held("project")
    else:
        text = f"项目名称写 {'、'.join(years)} 年，自评表为 {year} 年度"
        yield Check(False, "project", text, str(year), "、".join(years), (form.evaluation["fact_id"],), form.evaluation["page"])


def fingerprint(form: Form) -> tuple[object, ...]:
    """What makes two forms the same: project, funds, and the weights, points and targets of the indicators."""
    funds = tuple(tuple(form.funding[source][column] for column in AMOUNTS) for source in sorted(form.funding))
    rows = tuple((row["level2_class"], row["target_text"], row["weight"], row["score"]) for row in form.indicators)
    return re.sub(r"\s", "", form.evaluation["project_name"] or ""), funds, rows, form.evaluation["total_score"]


def duplicate_form(rule: Rule, forms: Sequence[Form]) -> Iterator[tuple[Form, Check]]:
    """DQ-523: the same project with the same figures printed again in the document."""
    seen: dict[tuple[object, ...], Form] = {}
    for form in forms:
        first = seen.setdefault(fingerprint(form), form)
        if first is form:
            yield form, held("form")
        else:
            facts = (form.evaluation["fact_id"], first.evaluation["fact_id"])
            text = f"与第 {first.form_no} 张表项目相同、数字相同，是重复公布"
            yield form, Check(False, "form", text, "", str(first.form_no), facts, form.evaluation["page"])


def department_wording(rule: Rule, forms: Sequence[Form]) -> Iterator[tuple[Form, Check]]:
    """DQ-421: one department is written in one way; the wording that most forms use is the reference."""
    named = [form for form in forms if form.evaluation["department_name"]]
    if len(named) < 2:
        return
    groups: dict[str, list[Form]] = {}
    for form in named:
        groups.setdefault(form.evaluation["department_canonical"] or form.evaluation["department_name"], []).append(form)
    for members in groups.values():
        wordings = [form.evaluation["department_name"] for form in members]
        usual = max(wordings, key=lambda one: (wordings.count(one), -wordings.index(one)))
        for form, wording in zip(members, wordings, strict=True):
            if wording == usual:
                yield form, held("department")
            else:
                text = f"主管部门写作“{wording}”，同一文件其他表写作“{usual}”"
                yield (
                    form,
                    Check(False, "department", text, usual, wording, (form.evaluation["fact_id"],), form.evaluation["page"]),
                )

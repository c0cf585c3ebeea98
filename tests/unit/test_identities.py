"""Every rule on self-evaluation forms: silent on a clean form, found when its error is planted, and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from expectations.identities import Evaluation, evaluate
from expectations.identities.rule_rows import rules
from transform.fact_rows import frame

Tables = dict[str, list[dict[str, Any]]]
SHA256 = "5" * 64
UNIT_SCALE = {"万元": Decimal(10000), "元": Decimal(1)}
SCORES = ("weight", "score", "execution_rate_percent", "total_weight", "total_score")
AMOUNTS = ("initial_budget_yuan", "full_year_budget_yuan", "executed_yuan")


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def located(tables: Tables, row: dict[str, Any], printed: Mapping[str, str | None], unit: str | None = None) -> None:
    """Stores the printed figures in a row and says where they stand."""
    for column, text in printed.items():
        scale = UNIT_SCALE.get(unit or "", Decimal(1)) if column in AMOUNTS else Decimal(1)
        row[column] = None if text is None else Decimal(text.replace(",", "").rstrip("%")) * scale
        if text is not None:
            tables["figure_location"].append(
                {"fact_id": row["fact_id"], "document_sha256": SHA256, "figure": column, "page": 3, "published_text": text,
                 "published_unit": unit if column in AMOUNTS else None}
            )  # fmt: skip


def funding(tables: Tables, source: str, *printed: str | None, form_no: int = 1, unit: str = "万元") -> None:
    row = {
        "fact_id": f"pf_{form_no}_{source}",
        "document_sha256": SHA256,
        "form_no": form_no,
        "fiscal_year": 2024,
        "fund_source": source,
        "page": 3,
        "published_unit": unit,
    }
    columns = (*AMOUNTS, "weight", "execution_rate_percent", "score")
    located(tables, row, dict(zip(columns, (*printed, *[None] * (6 - len(printed))), strict=True)), unit)
    tables["project_funding"].append(row)


def indicator(
    tables: Tables,
    level1: str,
    level2: str,
    name: str,
    target: str,
    actual: str,
    points: str | None,
    score: str | None,
    **more: Any,
) -> None:
    seq = 1 + sum(row["form_no"] == more.get("form_no", 1) for row in tables["indicator_result"])
    row = {
        "fact_id": f"ir_{more.get('form_no', 1)}_{seq}",
        "document_sha256": SHA256,
        "form_no": 1,
        "fiscal_year": 2024,
        "seq": seq,
        "level1": level1,
        "level2": level2,
        "level1_class": level1,
        "level2_class": level2,
        "indicator_name": name,
        "target_text": target,
        "actual_text": actual,
        "page": 3,
        **more,
    }
    located(tables, row, {"weight": points, "score": score})
    tables["indicator_result"].append(row)


def quantity(operator: str, target: str, actual: str, unit: str) -> dict[str, Any]:
    return {
        "target_operator": operator,
        "target_value": Decimal(target),
        "target_unit": unit,
        "actual_value": Decimal(actual),
        "actual_unit": unit,
        "actual_operator": "=",
    }


def clean(form_no: int = 1, tables: Tables | None = None) -> Tables:
    """One invented form in 万元 in which everything is right."""
    made = tables or {
        name: [] for name in ("project_evaluation", "project_funding", "indicator_result", "figure_location", "finding")
    }
    row = {
        "fact_id": f"pe_{form_no}",
        "document_sha256": SHA256,
        "form_no": form_no,
        "fiscal_year": 2024,
        "project_name": f"2024年社区图书角建设{form_no}",
        "department_name": "某区文化馆",
        "department_canonical": "某区文化馆",
        "district_code": "110106",
        "grade": "优",
        "goal_expected": "建成图书角。",
        "goal_actual": "图书角已建成。",
        "page": 3,
        "published_unit": "万元",
    }
    located(made, row, {"total_weight": "100", "total_score": "99.84"})
    made["project_evaluation"].append(row)
    funding(made, "total", "30.00", "30.00", "29.52", "10", "98.40%", "9.84", form_no=form_no)
    funding(made, "fiscal", "20.00", "20.00", "19.52", form_no=form_no)
    funding(made, "carryover", "10.00", "10.00", "10.00", form_no=form_no)
    funding(made, "other", None, None, None, form_no=form_no)
    rows = (
        ("产出指标", "数量指标", "图书角数量", "≥12个", "13个", "20", "20", quantity(">=", "12", "13", "个")),
        ("产出指标", "质量指标", "图书合格率", "≥95%", "96%", "20", "20", quantity(">=", "95", "96", "%")),
        ("产出指标", "成本指标", "成本控制", "≤30万元", "29.52万元", "10", "10", quantity("<=", "300000", "295200", "元")),
        ("效益指标", "社会效益指标", "阅读氛围", "有所提升", "有所提升", "30", "30", {"target_operator": "qualitative"}),
        ("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", "95%", "10", "10", quantity(">=", "90", "95", "%")),
    )
    for *texts, more in rows:
        indicator(made, *texts, form_no=form_no, **more)
    return made


def run(tables: Tables) -> Evaluation:
    frames: dict[str, pl.DataFrame] = {name: frame(name, rows) for name, rows in tables.items()}
    return evaluate(frames)


def found(tables: Tables, rule_id: str) -> list[Mapping[str, Any]]:
    return [row for row in run(tables).findings if row["rule_id"] == rule_id]


def reprint(table: str, index: int, column: str, text: str | None) -> Callable[[Tables], None]:
    """An error of the printer: another figure (or none) in one cell."""

    def plant(tables: Tables) -> None:
        row = tables[table][index]
        places = tables["figure_location"]
        places[:] = [one for one in places if (one["fact_id"], one["figure"]) != (row["fact_id"], column)]
        located(tables, row, {column: text}, row.get("published_unit"))

    return plant


def rewrite(table: str, index: int, **values: Any) -> Callable[[Tables], None]:
    return lambda tables: tables[table][index].update(values)


def both(*plants: Callable[[Tables], None]) -> Callable[[Tables], None]:
    def plant(tables: Tables) -> None:
        for one in plants:
            one(tables)

    return plant


def restate(text: str, amounts: tuple[str, str, str]) -> Callable[[Tables], None]:
    """The same amounts everywhere in the fund block, written otherwise."""
    return both(*(reprint("project_funding", index, column, text) for index, column in enumerate(amounts)))


def print_again(tables: Tables) -> None:
    clean(2, tables)
    tables["project_evaluation"][1].update(project_name=tables["project_evaluation"][0]["project_name"])


def write_department_otherwise(tables: Tables) -> None:
    clean(3, clean(2, tables))
    tables["project_evaluation"][2].update(department_name="某馆")


FUNDS, ROWS, FORM = "project_funding", "indicator_result", "project_evaluation"
PLANTED: list[tuple[str, str, Callable[[Tables], None]]] = [
    ("DQ-501", "error", reprint(FUNDS, 1, "executed_yuan", "18.52")),
    ("DQ-502", "error", reprint(FUNDS, 0, "execution_rate_percent", "89.40%")),
    ("DQ-503", "error", reprint(FUNDS, 0, "score", "9.00")),
    ("DQ-504", "error", reprint(ROWS, 4, "weight", "100")),
    ("DQ-505", "error", reprint(FORM, 0, "total_score", "98.84")),
    ("DQ-506", "error", reprint(ROWS, 1, "score", "25")),
    ("DQ-506", "error", reprint(FORM, 0, "total_score", "998.4")),
    ("DQ-507", "warning", rewrite(FORM, 0, grade="良")),
    ("DQ-508", "warning", reprint(ROWS, 3, "score", "29")),
    ("DQ-508", "warning", rewrite(ROWS, 0, actual_text="5个", actual_value=Decimal(5))),
    ("DQ-509", "warning", both(rewrite(ROWS, 0, actual_value=Decimal(6), reason="工期推迟"), reprint(ROWS, 0, "score", "4"))),
    ("DQ-510", "info", rewrite(ROWS, 0, actual_value=Decimal(60), actual_text="60个")),
    ("DQ-511", "warning", rewrite(ROWS, 2, actual_unit="%", actual_value=Decimal(98), actual_text="98%")),
    ("DQ-512", "info", rewrite(ROWS, 2, target_value=Decimal(1950000), target_text="≤195万元")),
    ("DQ-512", "info", rewrite(ROWS, 2, actual_value=Decimal(100000), actual_text="10万元")),
    ("DQ-513", "info", both(reprint(FUNDS, 0, "full_year_budget_yuan", "12.00"), reprint(FUNDS, 0, "executed_yuan", "12.00"))),
    ("DQ-514", "warning", rewrite(ROWS, 3, level1="产出指标")),
    ("DQ-515", "info", rewrite(ROWS, 3, target_text="优良中低差")),
    ("DQ-515", "info", rewrite(ROWS, 3, target_text="阅读氛围")),
    ("DQ-517", "error", reprint(FUNDS, 0, "executed_yuan", "31.52")),
    ("DQ-518", "info", reprint(FUNDS, 0, "initial_budget_yuan", "0.00")),
    (
        "DQ-518",
        "info",
        both(reprint(FUNDS, 3, "full_year_budget_yuan", "0.00"), reprint(FUNDS, 3, "execution_rate_percent", "0.00")),
    ),
    ("DQ-519", "error", rewrite(FORM, 0, goal_actual="已建成，详询13912345678。")),
    ("DQ-520", "warning", reprint(FUNDS, 0, "executed_yuan", None)),
    ("DQ-521", "warning", reprint(FORM, 0, "total_score", None)),
    ("DQ-522", "warning", rewrite(FORM, 0, goal_actual=None)),
    ("DQ-523", "info", print_again),
    ("DQ-524", "info", rewrite(ROWS, 4, level2="服务对象满意度标")),
    (
        "DQ-525",
        "info",
        rewrite(ROWS, 4, level1="效益指标", level2="社会效益指标", level1_class="效益指标", level2_class="社会效益指标"),
    ),
    ("DQ-526", "info", rewrite(ROWS, 0, target_text="12个", target_operator="=", target_inferred="operator")),
    ("DQ-527", "info", rewrite(ROWS, 1, actual_text="≥96%", actual_operator=">=")),
    (
        "DQ-528",
        "info",
        both(rewrite(ROWS, 0, indicator_name="指标1：书架"), rewrite(ROWS, 1, level2="数量指标", indicator_name="指标1：桌椅")),
    ),
    ("DQ-529", "info", rewrite(ROWS, 2, indicator_name="≤30万元")),
    ("DQ-530", "warning", rewrite(ROWS, 3, actual_text=None)),
    ("DQ-419", "warning", rewrite(FORM, 0, goal_expected="建成××个图书角。")),
    ("DQ-419", "info", rewrite(FORM, 0, goal_expected="建成图书角，。")),
    ("DQ-420", "info", rewrite(FORM, 0, project_name="2022年社区图书角建设")),
    ("DQ-421", "info", write_department_otherwise),
    ("DQ-425", "warning", reprint(FUNDS, 3, "initial_budget_yuan", "-1.00")),
    ("DQ-425", "warning", rewrite(ROWS, 4, actual_value=Decimal(195), actual_text="195%")),
    ("DQ-426", "info", reprint(FUNDS, 1, "initial_budget_yuan", "20.0000001")),
    ("DQ-428", "info", both(reprint(FUNDS, 3, "initial_budget_yuan", "0"), reprint(FUNDS, 3, "executed_yuan", "0.00"))),
    ("DQ-429", "error", rewrite(ROWS, 2, actual_value=Decimal("29.52"), actual_text="29.52元")),
    ("DQ-123", "info", reprint(FUNDS, 1, "initial_budget_yuan", "2.00")),
]


def test_clean_form_raises_nothing() -> None:
    assert [row["message"] for row in run(clean()).findings] == []


def test_every_rule_has_a_planted_error() -> None:
    evaluated = {rule.rule_id for rule in rules() if rule.check != "awaits_statements"}
    assert evaluated == {rule_id for rule_id, _, _ in PLANTED}


@pytest.mark.parametrize(("rule_id", "severity", "plant"), PLANTED, ids=[f"{i}-{case[0]}" for i, case in enumerate(PLANTED)])
def test_planted_error_is_found(rule_id: str, severity: str, plant: Callable[[Tables], None]) -> None:
    tables = clean()
    plant(tables)
    findings = found(tables, rule_id)
    assert [row["severity"] for row in findings] == [severity]
    assert findings[0]["message"].endswith("。")
    assert findings[0]["fact_ids"]
    assert findings[0]["page"] == 3


def test_outcomes_count_every_rule_for_every_form() -> None:
    outcomes = run(clean(2, clean())).outcomes
    assert {row["rule_id"] for row in outcomes} == {rule.rule_id for rule in rules()}
    assert {row["form_no"] for row in outcomes} == {1, 2}
    assert all(row["applied"] == row["held"] + row["failed"] for row in outcomes)
    applied = {row["rule_id"]: row["applied"] for row in outcomes if row["form_no"] == 1}
    assert applied["DQ-501"] == 3
    assert applied["DQ-502"] == 1


def test_missing_figures_are_not_applied_and_never_held() -> None:
    tables = clean()
    for index in range(3):
        reprint(FUNDS, index, "executed_yuan", None)(tables)
    reprint(FORM, 0, "total_score", None)(tables)
    applied = {row["rule_id"]: row["applied"] for row in run(tables).outcomes}
    assert (applied["DQ-501"], applied["DQ-502"], applied["DQ-505"], applied["DQ-507"]) == (2, 0, 0, 0)
    assert not [row for row in run(tables).findings if row["severity"] == "error"]


LEGAL: list[tuple[str, Callable[[Tables], None]]] = [
    (
        "weight of execution 20",
        both(
            reprint(FUNDS, 0, "weight", "20"),
            reprint(FUNDS, 0, "score", "19.68"),
            reprint(ROWS, 4, "weight", None),
            reprint(ROWS, 4, "score", None),
            reprint(FORM, 0, "total_score", "99.68"),
        ),
    ),
    ("rate printed without sign", reprint(FUNDS, 0, "execution_rate_percent", "98.40")),
    (
        "points of execution rounded to whole",
        both(
            reprint(FUNDS, 0, "score", "10"),
            reprint(FUNDS, 0, "execution_rate_percent", "100%"),
            reprint(FUNDS, 0, "executed_yuan", "30.00"),
            reprint(FUNDS, 1, "executed_yuan", "20.00"),
            reprint(FORM, 0, "total_score", "100"),
        ),
    ),
    ("line that does not apply", lambda tables: indicator(tables, "效益指标", "经济效益指标", "不涉及", "", "", None, None)),
    ("inverse target of zero", rewrite(ROWS, 0, target_operator="<=", target_value=Decimal(0), actual_value=Decimal(0))),
    (
        "trailing zeros left out",
        both(reprint(FUNDS, 2, "full_year_budget_yuan", "10"), reprint(FUNDS, 0, "initial_budget_yuan", "30")),
    ),
    ("Shanghai grade", rewrite(FORM, 0, district_code="310107")),
    (
        "budget of zero",
        both(
            *(
                reprint(FUNDS, index, column, "0.00")
                for index in range(3)
                for column in ("initial_budget_yuan", "full_year_budget_yuan", "executed_yuan")
            ),
            reprint(FUNDS, 0, "execution_rate_percent", None),
            reprint(FUNDS, 0, "score", "9.84"),
        ),
    ),
    ("several years in the name", rewrite(FORM, 0, project_name="2023—2025年三年行动")),
]


@pytest.mark.parametrize(("plant"), [case[1] for case in LEGAL], ids=[case[0] for case in LEGAL])
def test_legal_special_case_gives_no_error(plant: Callable[[Tables], None]) -> None:
    tables = clean()
    plant(tables)
    assert [row["message"] for row in run(tables).findings if row["severity"] != "info"] == []


def test_own_level_and_superior_are_parts_of_the_fiscal_row() -> None:
    tables = clean()
    tables[FUNDS] = tables[FUNDS][:1]
    for source, figures in {
        "fiscal": ("30.00", "30.00", "29.52"),
        "own_level": ("20.00", "20.00", "19.52"),
        "superior": ("10.00", "10.00", "10.00"),
        "other": ("0.00", "0.00", "0.00"),
    }.items():
        funding(tables, source, *figures)
    assert found(tables, "DQ-501") == []
    reprint(FUNDS, 2, "initial_budget_yuan", "11.00")(tables)
    assert [row["severity"] for row in found(tables, "DQ-501")] == ["warning"]


def test_shanghai_grades_follow_their_own_limits() -> None:
    tables = clean()
    reprint(FORM, 0, "total_score", "76")(tables)
    rewrite(FORM, 0, grade="良", district_code="310107")(tables)
    assert found(tables, "DQ-507") == []
    rewrite(FORM, 0, district_code="110106")(tables)
    assert [row["expected"] for row in found(tables, "DQ-507")] == ["中"]
    rewrite(FORM, 0, grade="合格")(tables)
    assert [row["expected"] for row in found(tables, "DQ-507")] == ["良"]


def test_doubt_of_the_extraction_is_not_charged_to_the_publisher() -> None:
    tables = clean()
    reprint(ROWS, 4, "weight", "100")(tables)
    assert [row["origin"] for row in found(tables, "DQ-504")] == ["published"]
    doubt = {
        "finding_id": "x_1",
        "document_sha256": SHA256,
        "rule_id": "EX-102",
        "severity": "warning",
        "origin": "extraction",
        "message": "",
        "fact_ids": ["ir_1_5"],
        "form_no": 1,
    }
    tables["finding"] = [doubt]
    assert [row["origin"] for row in found(tables, "DQ-504")] == ["extraction"]
    tables["finding"] = [doubt | {"form_no": 2}]
    assert [row["origin"] for row in found(tables, "DQ-504")] == ["published"]
    tables["finding"] = [doubt | {"fact_ids": []}]
    assert [row["origin"] for row in found(tables, "DQ-504")] == ["extraction"]


def test_telephone_number_is_not_repeated_in_the_finding() -> None:
    tables = clean()
    rewrite(FORM, 0, goal_actual="联系13912345678。")(tables)
    row = found(tables, "DQ-519")[0]
    assert "13912345678" not in " ".join(str(value) for value in row.values())
    assert row["origin"] == "extraction"


def test_result_is_the_same_in_any_order_of_rows() -> None:
    tables = clean(2, clean())
    reprint(ROWS, 4, "weight", "100")(tables)
    reprint(FORM, 0, "total_score", "990")(tables)
    first = run(tables)
    for rows in tables.values():
        rows.reverse()
    assert run(tables) == first
    assert len({row["finding_id"] for row in first.findings}) == len(first.findings)


def test_no_forms_no_rows() -> None:
    assert run({name: [] for name in clean()}) == Evaluation((), ())


def test_column_by_position_only_excuses_the_fund_columns() -> None:
    tables = clean()
    reprint(FUNDS, 0, "score", None)(tables)
    reprint(FUNDS, 0, "executed_yuan", "31.52")(tables)
    doubt = {"finding_id": "x_1", "document_sha256": SHA256, "rule_id": "EX-106", "severity": "info", "origin": "extraction"}
    tables["finding"] = [doubt | {"message": "", "fact_ids": ["pf_1_total"], "form_no": 1}]
    origins = {row["rule_id"]: row["origin"] for row in run(tables).findings}
    assert origins["DQ-517"] == "extraction"
    assert origins["DQ-521"] == "published"


def test_execution_rate_printed_among_the_indicators_counts_once() -> None:
    tables = clean()
    indicator(tables, "预算执行率", "预算执行率", "预算执行率", "100%", "98.4%", "10", "9.84")
    assert [row["rule_id"] for row in run(tables).findings if row["severity"] == "error"] == []


def test_form_without_points_for_execution() -> None:
    tables = clean()
    for column in ("weight", "score"):
        reprint(FUNDS, 0, column, None)(tables)
    reprint(ROWS, 4, "weight", "20")(tables)
    reprint(ROWS, 4, "score", "20")(tables)
    reprint(FORM, 0, "total_score", "100")(tables)
    assert [row["message"] for row in run(tables).findings if row["severity"] == "error"] == []
    reprint(FORM, 0, "total_score", "95")(tables)
    assert [row["actual"] for row in found(tables, "DQ-505")] == ["95"]


def test_bare_cost_has_the_unit_of_the_fund_block() -> None:
    tables = clean()
    rewrite(ROWS, 2, target_text="275.14", target_value=Decimal("275.14"), target_unit=None, target_inferred="operator")(tables)
    rewrite(ROWS, 2, actual_text="29.52", actual_value=Decimal("29.52"), actual_unit=None)(tables)
    assert ["高于年初预算数" in row["message"] for row in found(tables, "DQ-512")] == [True]
    rewrite(ROWS, 2, target_text="30", target_value=Decimal(30))(tables)
    assert found(tables, "DQ-512") == []

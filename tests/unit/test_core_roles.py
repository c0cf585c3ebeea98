"""Which rows and columns of statements play which part (行列含义), by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from expectations.identities.statement_roles import (
    class_code,
    column_of,
    is_of_which,
    plain_heading,
    plain_label,
    row_roles,
    statement_rules,
)
from transform.forms.statements.decisions import contested_questions, figure_role, figure_year, is_this_years_final
from transform.forms.statements.reading import StatementReading, StatementRow
from transform.forms.statements.titles import title_of
from transform.reading.evidence import Decision, Evidence, Scope, settle
from transform.settle.columns import column_meaning
from transform.units import UNITS, Unit


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("（一）一般公共预算财政拨款：", "一般公共预算财政拨款"),
        ("一、本年收入合计", "本年收入合计"), ("其中：1.事业收入", "事业收入"),
        ("“三公”经费", "三公经费"), ("本年收入合计", "本年收入合计"),
    ],
)  # fmt: skip
def test_labels_as_compared(label: str, plain: str) -> None:
    assert plain_label(label) == plain


@pytest.mark.parametrize(
    ("label", "of_which"),
    [("其中：基本支出", True), ("一、其中：基本支出", True), ("基本支出", False), ("基本支出（其中：人员）", False)],
)
def test_of_which(label: str, of_which: bool) -> None:
    assert is_of_which(label) is of_which


def test_headings_as_compared() -> None:
    assert plain_heading("一、本年支出/“基本支出”") == "本年支出/基本支出"


@pytest.mark.parametrize(
    ("label", "code"),
    [("一、一般公共服务支出", "201"), ("十九、住房保障支出", "221"), ("行政运行", None), ("医疗卫生与计划生育支出", "210")],
)
def test_classes_by_name(label: str, code: str | None) -> None:
    assert class_code(label) == code


def test_totals_of_a_statement_with_sides() -> None:
    rows = [
        ("甲", "income", None), ("本年收入合计", "income", None), ("总计", "income", None),
        ("本年支出合计", "expenditure", None), ("总计", "expenditure", None),
    ]  # fmt: skip
    assert row_roles(rows) == {1: "income_total", 2: "grand_total", 3: "expenditure_total", 4: "grand_total"}


def test_the_total_of_a_statement_without_sides() -> None:
    roles = row_roles([("合计", None, None), ("行政运行", None, "2010301"), ("合计", None, "201"), ("", None, None)])
    assert roles == {0: "total"}


def test_carry_over_rows() -> None:
    rows = [("年初结转和结余", "income", None), ("年末结转和结余", "expenditure", None)]
    roles = row_roles(rows)
    assert set(roles) == {0, 1}
    assert roles[0] != roles[1]


def test_two_columns_of_one_wording_are_none() -> None:
    (role, wordings), *_ = statement_rules()["columns"].items()
    word = next(one for one in wordings if one.isalpha())
    assert column_of(role, ["甲", word, "乙"]) == word
    assert column_of(role, ["甲", "乙"]) is None
    assert column_of(role, [word, f"一、{word}"]) is None


def reading_with(*columns: tuple[str, ...], unit: Evidence[Unit] | None = None, **more: Decision[int]) -> StatementReading:
    """A statement of 2024 in 万元 with the columns named."""
    said = [Evidence("unit", UNITS["万元"], "单位：万元", "表上方", Scope.TABLE)]
    title = title_of("支出决算表")
    assert title is not None
    reading = StatementReading(1, title, 1, settle("unit", said + ([unit] if unit else [])), more.get("year", year_of(2024)))
    reading.columns = {path: column_meaning(path, 2024) for path in columns}
    return reading


def year_of(*years: int) -> Decision[int]:
    return settle("year", [Evidence("year", year, f"{year}年度", "标题", Scope.DOCUMENT) for year in years])


@pytest.mark.parametrize(
    ("path", "label", "role", "year"),
    [
        (("合计",), "行政运行", "决算", 2024), (("年初预算数", "合计"), "行政运行", "年初预算", 2024),
        (("上年决算数", "合计"), "行政运行", "决算", 2023), (("合计",), "年初预算数", "年初预算", 2024),
        (("决算数",), "年初预算数", None, 2024), (("年初预算数",), "年初预算数", "年初预算", 2024),
        (("2022年", "合计"), "", "决算", 2022),
        (("不在表上",), "行政运行", "决算", 2024),
    ],
)  # fmt: skip
def test_role_and_year_of_a_figure(path: tuple[str, ...], label: str, role: str | None, year: int) -> None:
    reading = reading_with(path) if path != ("不在表上",) else reading_with()
    assert (figure_role(reading, path, label), figure_year(reading, path)) == (role, year)
    is_final = role == "决算" and year == 2024
    row = StatementRow(None, 0, label, "2010301", None)
    assert is_this_years_final(reading, row, path, 2024) is is_final
    assert not is_this_years_final(reading, row, path, 2021)


def test_what_is_contested_about_a_figure() -> None:
    path = ("合计",)
    assert contested_questions(reading_with(path), path, "行政运行", "万元") == []
    other = Evidence("unit", UNITS["元"], "单位：元", "表下方", Scope.TABLE)
    kept = replace(reading_with(path, unit=other).unit, value=UNITS["万元"])
    reading = reading_with(path)
    reading.unit = kept
    assert contested_questions(reading, path, "行政运行", "万元") == ["unit"]
    assert contested_questions(reading, path, "行政运行", "元") == []
    assert contested_questions(reading, path, "行政运行", None) == []
    assert contested_questions(reading_with(path, year=year_of(2023, 2024)), path, "行政运行", "万元") == ["year"]
    assert contested_questions(reading_with(("决算数",)), ("决算数",), "年初预算数", "万元") == ["role"]


def test_a_heading_with_a_year_of_its_own_is_not_contested_by_the_title() -> None:
    path = ("2022年", "合计")
    assert contested_questions(reading_with(path, year=year_of(2023, 2024)), path, "行政运行", "万元") == []
    assert figure_year(reading_with(path, year=year_of(2023, 2024)), path) == 2022

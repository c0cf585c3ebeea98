"""Which rows and columns of statements play which part (行列含义), by hand."""

from __future__ import annotations

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

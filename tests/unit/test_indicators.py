"""Indicator classes from printed labels."""

from __future__ import annotations

from decimal import Decimal

import pytest

import data
from transform.indicators import (
    is_level1,
    is_level2,
    is_not_applicable,
    label_points,
    level1_class,
    level1_of_level2,
    level2_class,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("产出指\n标(50分)", "产出指标"),
        ("一、产出指标（50 分）", "产出指标"),
        ("效益\n指标", "效益指标"),
        ("满意度指标", "满意度指标"),
        ("成本指标", "成本指标"),
        ("产出", "产出指标"),
        ("数量指标", None),
        ("预算执行率", None),
        ("", None),
    ],
)
def test_level1(text: str, name: str | None) -> None:
    assert level1_class(text) == name
    assert is_level1(text) is (name is not None)


@pytest.mark.parametrize(
    ("text", "name", "listed"),
    [
        ("社会\n效益\n指标", "社会效益指标", True),
        ("服务对象\n满意度标", "服务对象满意度指标", True),
        ("可持续性指标", "可持续影响指标", True),
        ("（二）质量指标", "质量指标", True),
        ("数量指标1", "数量指标", True),
        ("满意度指标", "服务对象满意度指标", True),
        ("培训数量指标", "数量指标", False),
        ("培训质量", None, False),
        ("产出指标", None, False),
        ("指标1：培训人数", None, False),
    ],
)
def test_level2(text: str, name: str | None, listed: bool) -> None:
    assert level2_class(text) == name
    assert is_level2(text) is listed


def test_every_alias_of_the_table_has_its_class() -> None:
    for row in data.rows("indicator_taxonomy"):
        if row["match_type"] == "keyword" or row["canonical_code"] == "X":
            continue
        found = level1_class if row["canonical_level"] == "1" else level2_class
        assert found(row["alias"].replace("\\n", "\n")) == row["canonical_name"], row["alias"]


def test_legal_parents() -> None:
    assert level1_of_level2("成本指标") == ("产出指标", "成本指标")
    assert level1_of_level2("经济成本指标") == ("成本指标",)
    assert level1_of_level2("服务对象满意度指标") == ("满意度指标",)
    assert level1_of_level2("没有这一类") == ()


def test_points_in_the_label() -> None:
    assert label_points("产出指标(50分)") == Decimal(50)
    assert label_points("满意度指\n标（10分）") == Decimal(10)
    assert label_points("产出指标") is None


def test_not_applicable() -> None:
    assert is_not_applicable("不涉及")
    assert is_not_applicable(" 无 ")
    assert not is_not_applicable("无重大事故")
    assert not is_not_applicable("—")

"""White space, look-alikes and blanks."""

from __future__ import annotations

import pytest

from transform.chinese_text import compact, fold, is_blank, joined


def test_compact_removes_every_white_space() -> None:
    assert compact(" 项\u3000目\n名\u200b称\u00a0\ufeff\t") == "项目名称"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("项目资金（万元）：", "项目资金(万元)"),
        ("⻔牌", "门牌"),
        ("⼯资⾦额", "工资金额"),
        ("执行率（B/A）", "执行率(B/A)"),
        ("全年预算数（Ａ）", "全年预算数(A)"),
        ("其中:当年财政拨款", "其 中：当年财政拨款"),
        ("2023—2024", "2023-2024"),
        ("2023——2024", "2023－2024"),
        ("“三公”经费", '"三公"经费'),
    ],
)
def test_fold_makes_notations_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_keeps_different_labels_apart() -> None:
    assert fold("年初预算数") != fold("全年预算数")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12 月底", "12月底"),
        ("社会工作\n部", "社会工作部"),
        ("12.142 988", "12.142 988"),
        ("29.616\n9 万元", "29.616 9万元"),
        ("iPad  Pro 平板", "iPad Pro平板"),
        ("持续  推进 ，效果\n明显", "持续推进，效果明显"),
        ("  首尾  ", "首尾"),
        ("⻔诊", "门诊"),
        ("12\u200b34", "1234"),
        ("≥ 90 %", "≥90%"),
        ("A,\nB", "A, B"),
        ("", ""),
    ],
)
def test_joined(text: str, stored: str) -> None:
    assert joined(text) == stored


@pytest.mark.parametrize("text", ["", " ", "-", "—", "——", "－", "/", "–", "\n—\n"])
def test_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "0.00", "无", "不涉及", "-1", "—。"])
def test_not_blank(text: str) -> None:
    assert not is_blank(text)

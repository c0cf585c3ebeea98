"""One place decides (判定): the nearest scope wins, two answers of one scope decide nothing, silence decides nothing."""

from __future__ import annotations

import pytest

from transform.reading.evidence import Evidence, Scope, settle, told
from transform.settle.unit import phrase_cells, unit_phrases
from transform.units import UNITS, Unit


def says(name: str | None, scope: Scope, kind: str = "表上方") -> Evidence[Unit]:
    return Evidence("unit", UNITS[name] if name else None, f"单位：{name or '万'}", kind, scope)


@pytest.mark.parametrize(
    ("witnesses", "value", "state"),
    [
        ((), None, "unknown"),
        ((says("万元", Scope.TABLE),), "万元", "printed"),
        ((says("万元", Scope.TABLE), says("万元", Scope.TABLE, "表下方")), "万元", "printed"),
        ((says("万元", Scope.TABLE), says("元", Scope.COLUMN)), "元", "printed"),
        ((says("元", Scope.DOCUMENT), says("万元", Scope.TABLE)), "万元", "printed"),
        ((says("万元", Scope.TABLE), says("元", Scope.TABLE, "表下方")), None, "contested"),
        ((says(None, Scope.TABLE), says("元", Scope.TABLE)), None, "contested"),
        ((says(None, Scope.TABLE),), None, "contested"),
        ((says(None, Scope.TABLE), says("元", Scope.COLUMN)), "元", "printed"),
    ],
)
def test_the_nearest_scope_decides(witnesses: tuple[Evidence[Unit], ...], value: str | None, state: str) -> None:
    decided = settle("unit", witnesses)
    assert (decided.value.name if decided.value else None, decided.state) == (value, state)


def test_a_farther_witness_that_differs_is_kept_as_a_rival() -> None:
    decided = settle("unit", [says("万元", Scope.TABLE), says("元", Scope.COLUMN, "列标题")])
    assert [rival.words for rival in decided.rivals] == ["单位：万元"]
    assert not decided.is_contested


def test_what_contradicts_is_named_with_its_words() -> None:
    decided = settle("unit", [says("万元", Scope.TABLE), says("元", Scope.TABLE, "表下方")])
    assert told(decided) == "表上方“单位：万元”与表下方“单位：元”"


@pytest.mark.parametrize(
    ("texts", "units"),
    [
        (["单位：万", "元"], ["万元"]),
        (["金额单位", "万元"], ["万元"]),
        (["部门：某某局", "公开01表  单位：万", "元"], ["万元"]),
        (["单", "位：万元"], ["万元"]),
        (["单位：", "元"], ["元"]),
        (["公开01表", "单位：万元"], ["万元"]),
        (["单位：万元、人"], ["万元"]),
        (["单位：人、万元"], ["万元"]),
        (["以上单位均为元"], ["元"]),
        (["注：本表以“万元”为金额单位。"], ["万元"]),
        (["单位：万", "公开01表", "元"], [None, "元"]),
        (["填报单位：某某局"], []),
        (["注：本套报表金额单位转换时可能存在尾差。"], []),
    ],
)
def test_whole_phrases_are_read_over_borders(texts: list[str], units: list[str | None]) -> None:
    assert [unit.name if unit else None for unit, _ in unit_phrases(texts)] == units


def test_cells_of_one_phrase_are_known_as_captions() -> None:
    assert phrase_cells(["部门：某某局", "金额单位", "万元"]) == {1, 2}
    assert phrase_cells(["部门：某某局", "单位：万元"]) == frozenset()

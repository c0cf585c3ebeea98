"""Classes of indicators (一级指标、二级指标): canonical names for what forms print, from ``indicator_taxonomy.csv``."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import data
from transform.chinese_text import fold

_POINTS = re.compile(
    r"\((?:共|满分|权重)?(?P<points>[0-9]+(?:\.[0-9]+)?)(?P<sign>分|%)?\)|(?<=[标度率出益本果])(?P<bare>[0-9]+(?:\.[0-9]+)?)分$"
)
_NUMBERING = re.compile(
    r"^(?:\(?[一二三四五六七八九十]{1,3}\)?[,.]|\([一二三四五六七八九十]{1,3}\)|\(?[0-9]{1,2}\)|[0-9]{1,2}[.,:](?![0-9]))"
)
_TRAILING_NUMBER = re.compile(r"(?<=指标)[0-9]{1,2}$")
_NOT_APPLICABLE = frozenset({"不涉及", "不适用", "无", "无此项", "无此指标", "没有", "不涉及此项", "本项目不涉及", "N/A", "NA"})


def _core(text: str) -> str:
    """The label without points, numbering and white space: "一、产出指\\n标(50分)" → "产出指标"."""
    return _TRAILING_NUMBER.sub("", _NUMBERING.sub("", _POINTS.sub("", fold(text))))


@cache
def _classes(level: str) -> dict[str, str]:
    return {
        _core(row["alias"].replace("\\n", "\n")): row["canonical_name"]
        for row in data.rows("indicator_taxonomy")
        if row["canonical_level"] == level and row["match_type"] != "keyword" and row["canonical_code"] != "X"
    }


@cache
def _keywords() -> tuple[tuple[str, str], ...]:
    return tuple(
        (row["alias"], row["canonical_name"])
        for row in data.rows("indicator_taxonomy")
        if row["canonical_level"] == "2" and row["match_type"] == "keyword"
    )


def level1_class(text: str) -> str | None:
    """The canonical first-level class (产出指标, 效益指标, 满意度指标, 成本指标 …) of a printed label, None if it is none."""
    return _classes("1").get(_core(text))


def level2_class(text: str) -> str | None:
    """The canonical second-level class (数量指标 … 服务对象满意度指标) of a printed label, None if it is none.

    A label that ends in 指标 and is not listed is classed by its key word (培训数量指标 → 数量指标): rows "keyword" of the table.
    """
    core = _core(text)
    listed = _classes("2").get(core)
    if listed is not None or not core.endswith("指标") or core in _classes("1") or len(core) > 14:
        return listed
    return next((name for keyword, name in _keywords() if keyword in core), None)


def is_level1(text: str) -> bool:
    """True for a label that is listed as a first-level class (一级指标)."""
    return _core(text) in _classes("1")


def is_level2(text: str) -> bool:
    """True for a label that is listed as a second-level class (二级指标); 成本指标 and 满意度指标 are both levels."""
    return _core(text) in _classes("2")


@cache
def level1_of_level2(level2: str) -> tuple[str, ...]:
    """The first-level classes under which a canonical second-level class may stand: 成本指标 → (产出指标, 成本指标)."""
    canonical = [
        row for row in data.rows("indicator_taxonomy") if row["canonical_level"] == "2" and row["canonical_name"] == level2
    ]
    parents = [row["parent_name"] for row in canonical if row["parent_name"]]
    # the template of 2021 made 成本 a first level of its own, so the same words may stand under themselves
    own = [name for name in (level2,) if canonical and level1_class(name) == name]
    return tuple(dict.fromkeys([*parents, *own]))


def label_points(text: str) -> Decimal | None:
    """The points printed in a class label (分值): 产出指标(50分) → 50; None where none are printed."""
    match = _POINTS.search(fold(text))
    return None if match is None else Decimal(match["points"] or match["bare"])


def is_not_applicable(text: str) -> bool:
    """True for the marks of an unused row (不涉及、不适用、无); a blank or a dash is not one of them."""
    return fold(text).rstrip("。.") in _NOT_APPLICABLE

"""Cells of a statement as figures (单元格取数): money in 元, or a count of things (辆, 批次, 人次, 人), which is not money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transform.amounts import Blank, Number, Unreadable, read_amount, read_cell_number, to_yuan
from transform.chinese_text import compact, fold, joined
from transform.forms.statements.header_paths import Leaf
from transform.forms.statements.reading import StatementFigure, StatementReading
from transform.forms.statements.wordings import section
from transform.recognise.published_rows import RowCell, heading_key
from transform.units import UNITS, Unit


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that is not money: the unit it counts, "" where none is printed or known."""

    unit: str


@cache
def _count_labels() -> dict[str, str]:
    return {heading_key(label): unit for label, unit in section("counts")["labels"].items()}


def _unit_in_brackets(text: str) -> str | None:
    """公务用车保有量（辆） → 辆; 合计（万元） → None."""
    match = re.search(r"\(([^()]{1,4})\)\W*$", fold(text))
    if match is None:
        return None
    unit = match.group(1).removeprefix("单位:")
    return unit if unit in section("counts")["units"] else None


def counted(texts: tuple[str, ...]) -> Counted | None:
    """Whether a row's label or a column's headings say that its figures count things."""
    for text in reversed(texts):
        unit = _unit_in_brackets(text)
        if unit is not None:
            return Counted(unit)
    for text in reversed(texts):
        key = heading_key(text)
        if key in _count_labels():
            return Counted(_count_labels()[key])
    return None


def figure_of(
    cell: RowCell, leaf: Leaf, label: str, reading: StatementReading, extra_unit: str = "", *, label_counts: bool = True
) -> StatementFigure | None:
    """The figure in a cell; None (with a doubt) where it holds something else. ``extra_unit``: what a column 计量单位 prints.
    ``label_counts`` is False where another column of the row holds the count: 车辆（辆） | 数量 3 | 原值 60.00."""
    parsed = read_cell_number(cell.text)
    what = f"{label}·{leaf.name}" if label else leaf.name
    things = counted((*leaf.path, label) if label_counts else leaf.path)
    if things is None and extra_unit and extra_unit not in UNITS:
        things = Counted(extra_unit)
    if isinstance(parsed, Blank):
        return StatementFigure(
            leaf.path, None, cell.cell, None if things else _unit_name(leaf, reading), things.unit if things else None
        )
    unit = UNITS.get(leaf.unit) or UNITS.get(extra_unit) or reading.unit
    evidence = f"单位“{unit.name}”取自表头" if unit is not None and leaf.unit in UNITS else reading.unit_evidence
    if isinstance(parsed, Unreadable):
        amount = read_amount(cell.text)
        if amount is None or amount.number.percent:
            reading.doubt("EX-103", f"“{what}”一格印的是“{joined(cell.text)[:60]}”，不是数字，没有入库。", cell.cell)
            return None
        parsed, unit = amount.number, amount.unit or unit
        evidence = f"单位“{unit.name}”印在数字后" if amount.unit is not None and unit is not None else evidence
    return _number_figure(cell, leaf, parsed, things, reading, what, unit, evidence)


def _number_figure(
    cell: RowCell,
    leaf: Leaf,
    parsed: Number,
    things: Counted | None,
    reading: StatementReading,
    what: str,
    unit: Unit | None,
    evidence: str,
) -> StatementFigure | None:
    if parsed.percent:
        reading.doubt("EX-103", f"“{what}”一格印的是百分数“{compact(cell.text)}”，不是金额，没有入库。", cell.cell)
        return None
    if things is not None:
        return StatementFigure(leaf.path, parsed.value, cell.cell, things.unit or None, things.unit, parsed.steps)
    if unit is None:
        return StatementFigure(leaf.path, None, cell.cell, None, None, (*parsed.steps, "没有找到单位，金额留空"))
    yuan = to_yuan(parsed, unit)
    if not yuan.exact:
        reading.doubt(
            "EX-108", f"“{what}”公布为“{compact(cell.text)}”{unit.name}，换算成元后超过两位小数，入库值四舍五入到分。", cell.cell
        )
    return StatementFigure(leaf.path, yuan.yuan, cell.cell, unit.name, None, (*parsed.steps, *yuan.steps, evidence))


def _unit_name(leaf: Leaf, reading: StatementReading) -> str | None:
    if leaf.unit in UNITS:
        return leaf.unit
    return reading.unit.name if reading.unit is not None else None

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
from transform.reading.evidence import Decision, Evidence, Scope, settle, told
from transform.recognise.published_rows import RowCell, heading_key
from transform.units import UNITS, Unit, find_unit


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
        if cell.cell.struck:
            struck = compact(cell.cell.struck)[:60]
            reading.doubt("EX-006", f"“{what}”一格中“{struck}”被划去，没有作为公布内容入库。", cell.cell)
        unit = unit_of_figure(leaf, label, extra_unit, None, reading).value
        name = unit.name if unit is not None else None
        return StatementFigure(leaf.path, None, cell.cell, None if things else name, things.unit if things else None)
    behind: Unit | None = None
    if isinstance(parsed, Unreadable):
        amount = read_amount(cell.text)
        if amount is None or amount.number.percent:
            reading.doubt("EX-103", f"“{what}”一格印的是“{joined(cell.text)[:60]}”，不是数字，没有入库。", cell.cell)
            return None
        parsed, behind = amount.number, amount.unit
    if parsed.percent:
        reading.doubt("EX-103", f"“{what}”一格印的是百分数“{compact(cell.text)}”，不是金额，没有入库。", cell.cell)
        return None
    if things is not None:
        return StatementFigure(leaf.path, parsed.value, cell.cell, things.unit or None, things.unit, parsed.steps)
    return _money(cell, leaf, parsed, unit_of_figure(leaf, label, extra_unit, behind, reading), reading, what)


def unit_of_figure(leaf: Leaf, label: str, extra_unit: str, behind: Unit | None, reading: StatementReading) -> Decision[Unit]:
    """By what the unit of one figure is decided: what is printed behind it, its column's or row's own, the table's, the
    document's, in this order."""
    witnesses: list[Evidence[Unit]] = []
    if behind is not None:
        witnesses.append(Evidence("unit", behind, behind.name, "数字后", Scope.CELL))
    if leaf.unit in UNITS:
        witnesses.append(Evidence("unit", UNITS[leaf.unit], leaf.name, "列标题", Scope.COLUMN))
    if extra_unit in UNITS:
        witnesses.append(Evidence("unit", UNITS[extra_unit], extra_unit, "计量单位栏", Scope.COLUMN))
    elif (own := find_unit(label)) is not None:
        witnesses.append(Evidence("unit", own, label, "行标题", Scope.COLUMN))
    return settle("unit", witnesses) if witnesses else reading.unit


def _money(
    cell: RowCell, leaf: Leaf, parsed: Number, decided: Decision[Unit], reading: StatementReading, what: str
) -> StatementFigure:
    """An amount in 元; NULL with its printed figure kept where the unit is not certain."""
    unit = decided.value
    if unit is None:
        if decided.is_contested and decided is not reading.unit:
            reading.doubt("EX-124", f"“{what}”一格的金额单位互相矛盾（{told(decided)}），没有入库。", cell.cell)
        why = "单位互相矛盾，金额留空" if decided.is_contested else "没有找到单位，金额留空"
        return StatementFigure(leaf.path, None, cell.cell, None, None, (*parsed.steps, why), parsed.value, parsed.decimals)
    yuan = to_yuan(parsed, unit)
    if not yuan.exact:
        reading.doubt(
            "EX-108", f"“{what}”公布为“{compact(cell.text)}”{unit.name}，换算成元后超过两位小数，入库值四舍五入到分。", cell.cell
        )
    steps = (*parsed.steps, *yuan.steps, f"单位“{unit.name}”取自{decided.because}")
    return StatementFigure(leaf.path, yuan.yuan, cell.cell, unit.name, None, steps, parsed.value, parsed.decimals)

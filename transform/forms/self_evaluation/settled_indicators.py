"""What needs all indicator rows of a form (指标行互相核对): levels filled down, shifted rows against the total, merged points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from transform.amounts import Number, read_cell_number
from transform.chinese_text import joined
from transform.forms.self_evaluation.indicator_columns import NAMES
from transform.forms.self_evaluation.indicators import LEVELS, NUMBERS, known_label
from transform.forms.self_evaluation.reading import Figure, FormReading, IndicatorRow, joined_figure
from transform.indicators import is_level1, is_level2


def settle_mixed_levels(rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """Labels of such a column by their wording; a blank one repeats the label above it."""
    settled: list[IndicatorRow] = []
    above: Figure | None = None
    for row in rows:
        figures = dict(row.figures)
        label = figures.pop("level1", Figure(None))
        if label.value is None and above is not None and not row.stands_alone:
            label = replace(above, steps=(*above.steps, "由上一行填充"))
        if isinstance(label.value, str):
            above = label
            figures["level2" if is_level2(label.value) and not is_level1(label.value) else "level1"] = label
        settled.append(replace(row, figures=figures, stands_alone=True))
    return settled


def settle_merged_numbers(rows: list[IndicatorRow], reading: FormReading) -> list[IndicatorRow]:
    """Points in a cell merged over several indicators are those of all together: how much each has is not known."""
    settled = list(rows)
    for field in NUMBERS:
        sharing: dict[int, list[int]] = {}
        for index, row in enumerate(rows):
            figure = row.figures.get(field)
            if figure is not None and figure.value is not None and figure.cell is not None and figure.cell.row_span > 1:
                sharing.setdefault(id(figure.cell), []).append(index)
        for indices in sharing.values():
            if len(indices) < 2:
                continue
            figure = rows[indices[0]].figures[field]
            which = "、".join(str(index + 1) for index in indices)
            message = (
                f"第{which}个指标的“{NAMES[field]}”合并为一格“{joined(figure.published_text)}”，各占多少不能确定，没有入库。"
            )
            reading.doubt("EX-102", message, figure.cell, subject=" ".join(str(index + 1) for index in indices))
            for index in indices:
                figures = {**settled[index].figures, field: replace(figure, value=None)}
                settled[index] = replace(settled[index], figures=figures)
    return settled


def settle_levels(rows: list[IndicatorRow], reading: FormReading) -> list[IndicatorRow]:
    """Fills 一级指标 and 二级指标 down from the row above where a row does not print its own (merged cells over a page end,
    blank cells, shifted rows). A level-2 label does not cross into a row with a level-1 label of its own."""
    settled: list[IndicatorRow] = []
    above: dict[str, Figure] = {}
    filled: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows, start=1):
        if row.stands_alone:
            settled.append(row)
            above.clear()
            continue
        figures = dict(row.figures)
        for field in LEVELS:
            if field in above and field in figures and _is_rest_of_label(field, above[field], figures[field]):
                figures[field] = joined_figure(above[field], figures[field], "跨页合并")
                settled = [_with_label(other, field, above[field], figures[field]) for other in settled]
        own1 = figures.get("level1")
        if own1 is not None and own1.value is not None and ("level1" not in above or own1.cell is not above["level1"].cell):
            above.pop("level2", None)
        for field in LEVELS:
            own = figures.get(field)
            if own is not None and own.value is not None:
                above[field] = own
            elif field in above:
                figures[field] = replace(above[field], steps=(*above[field].steps, "由上一行填充"))
                filled.setdefault((field, str(above[field].value)), []).append(number)
        settled.append(replace(row, figures=figures))
    for (field, label), numbers in filled.items():
        which = "、".join(map(str, numbers))
        reading.doubt("EX-107", f"第{which}个指标没有印{NAMES[field]}，按上一行读作“{label}”。", subject=str(numbers[0]))
    return settled


def _is_rest_of_label(field: str, above: Figure, own: Figure) -> bool:
    """True where a page end cuts a merged label in two (产出指 / 标)."""
    if not isinstance(above.value, str) or not isinstance(own.value, str) or own.cell is above.cell:
        return False
    return (
        not known_label(field, own.value) and not known_label(field, above.value) and known_label(field, above.value + own.value)
    )


def _with_label(row: IndicatorRow, field: str, old: Figure, new: Figure) -> IndicatorRow:
    figure = row.figures.get(field)
    return replace(row, figures={**row.figures, field: new}) if figure is not None and figure.cell is old.cell else row


def settle_shifted(rows: list[IndicatorRow], reading: FormReading) -> list[IndicatorRow]:
    """Notes every shifted row, and decides weights among equally good readings where the printed total leaves only one."""
    total = reading.totals.get("total_weight")
    fund_weight = next(
        (row.figures["weight"].value for row in reading.funding if row.source == "total" and "weight" in row.figures), None
    )
    expected = total.value if total is not None and isinstance(total.value, Decimal) else None
    settled: list[IndicatorRow] = []
    for number, row in enumerate(rows, start=1):
        if not row.is_shifted:
            settled.append(row)
            continue
        needed = None
        if expected is not None:
            others = [other.number("weight") or Decimal(0) for other in rows if other is not row]
            needed = expected - sum(others, Decimal(0)) - (fund_weight if isinstance(fund_weight, Decimal) else Decimal(0))
        settled.append(_settle_one(row, needed, number, reading))
    return settled


def _weight(figures: dict[str, Figure]) -> Decimal | None:
    figure = figures.get("weight")
    return figure.value if figure is not None and isinstance(figure.value, Decimal) else None


def _settle_one(row: IndicatorRow, needed: Decimal | None, number: int, reading: FormReading) -> IndicatorRow:
    subject = str(number)
    cell = next((figure.cell for figure in row.figures.values() if figure.cell is not None), None)
    fitting = [candidate for candidate in row.candidates if needed is not None and (_weight(candidate) or Decimal(0)) == needed]
    if len(fitting) == 1:
        reading.doubt("EX-101", f"第{number}个指标的单元格相对表头错位，按内容归列，分值与总分核对一致。", cell, subject=subject)
        return replace(row, figures=fitting[0], uncertain=())
    figures = dict(row.figures)
    numbers = [figures[field] for field in NUMBERS if field in figures and figures[field].value is not None]
    if needed is not None and not fitting and numbers and len(row.candidates) != 1:
        # the figures of this row do not add up in any reading: which column they belong to is not known
        for field in NUMBERS:
            if field in figures and figures[field].value is not None:
                reading.doubt(
                    "EX-102",
                    f"第{number}个指标错位，“{NAMES[field]}”{figures[field].value}与总分不符，没有入库。",
                    figures[field].cell,
                    subject=subject,
                )
                figures[field] = replace(figures[field], value=None)
    outcome = "只有能按内容确定的单元格入库" if row.uncertain else "按内容归列后全部入库"
    reading.doubt("EX-101", f"第{number}个指标的单元格相对表头错位，{outcome}。", cell, subject=subject)
    for uncertain in row.uncertain:
        reading.doubt(
            "EX-102", f"第{number}个指标中“{joined(uncertain.text)}”不能确定属于哪一列，没有入库。", uncertain, subject=subject
        )
    return replace(row, figures=figures)


def doubt_blank_operators(reading: FormReading) -> None:
    """A form that gives the operator a column of its own prints ≥ or ≤ there; a blank beside a number may be a sign that the
    file's font cannot show, so it is said."""
    for number, row in enumerate(reading.indicators, start=1):
        operator, target = row.figures.get("target_operator"), row.text("target")
        if operator is not None and operator.value is None and isinstance(read_cell_number(target or ""), Number):
            message = f"第{number}个指标的计算符号一格是空白，指标值“{target}”按没有印运算符读取。"
            reading.doubt("EX-106", message, operator.cell, subject=str(number))

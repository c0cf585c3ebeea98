"""The indicator rows (绩效指标行), one by one: shifted rows by their content, rows cut by a page end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from transform.amounts import Blank, Number, Unreadable, read_cell_number
from transform.chinese_text import compact, joined
from transform.forms.self_evaluation.indicator_columns import NAMES
from transform.forms.self_evaluation.reading import (
    Figure,
    FormReading,
    IndicatorRow,
    joined_figure,
    number_figure,
    text_figure,
)
from transform.indicators import is_level1, is_level2, level1_class, level1_of_level2, level2_class
from transform.recognise.column_alignment import (
    TOLERATED,
    AlignedRow,
    Assignment,
    Column,
    align_row,
    covered_fields,
    position_of,
)
from transform.recognise.published_rows import PublishedRow, RowCell

LEVELS = ("level1", "level2")
_BARE_TARGET = re.compile(r"[≥≤><=＝＞＜≧≦]+[0-9０-９]")
"""≥95% where a name should be: the target has slipped over the name."""
NUMBERS = ("weight", "score")
TEXTS = ("indicator_name", "target", "target_operator", "target_unit", "actual", "reason")


def _text(cells: Assignment, field: str) -> str:
    cell = cells.get(field)
    return compact(cell.text) if cell is not None else ""


def has_mixed_levels(rows: Sequence[PublishedRow], columns: Sequence[Column]) -> bool:
    """True where the only column of levels prints second-level labels under a first-level heading (指标类型: 数量指标, 效益指标):
    each label then is of the level that its own wording says."""
    levels = [index for index, column in enumerate(columns) if column.field in LEVELS]
    if len(levels) != 1 or columns[levels[0]].field != "level1":
        return False
    labels = [compact(cell.text) for row in rows for cell in row.filled if position_of(cell, columns) == levels[0]]
    return any(is_level2(label) and not is_level1(label) for label in labels)


def oddity(cells: Assignment, form_has_scores: bool, mixed_levels: bool = False, form_has_names: bool = True) -> int | None:
    """How odd a reading of a row is; None where a cell cannot be what its heading says. Only the classes of the taxonomy and the
    numbers decide: a wording that nobody listed is one oddity, the same in every reading. ``form_has_scores`` is False for a form
    that prints no 得分 at all (002 form 1)."""
    level1, level2, name = (_text(cells, field) for field in ("level1", "level2", "indicator_name"))
    if mixed_levels and level1 and is_level2(level1) and not is_level1(level1):
        level1, level2 = "", level1
    if level1 and is_level2(level1) and not is_level1(level1):
        return None
    if level2 and is_level1(level2) and not is_level2(level2):
        return None
    are_levels = is_level1(level1) and is_level2(level2) and _legal_pair(level1, level2)
    if name and is_level1(name) and not is_level2(name) and not are_levels:
        return None
    if is_level1(_text(cells, "frame")):
        return None
    if isinstance(read_cell_number(_text(cells, "reason")), Number):
        return None  # a bare number is no reason: it is the weight or the score of a row that is read too far to the right
    numbers = {field: read_cell_number(cells[field].text) for field in NUMBERS if field in cells}
    if any(isinstance(number, Unreadable) and number.reason == "words" for number in numbers.values()):
        return None
    filled = {field for field, cell in cells.items() if not isinstance(read_cell_number(cell.text), Blank)}
    odd = 0
    odd += bool(level2 and level1 and is_level1(level2) and not _legal_pair(level1, level2))
    if not (level1 and level1 == name):  # a line 预算执行率 prints its own label in all levels: no sign of a shift
        odd += bool(level1 and not is_level1(level1)) + bool(level2 and not is_level2(level2))
    odd += (1 if level2 else 2) * is_level2(name) + isinstance(read_cell_number(name), Number)
    odd += 2 * bool(_BARE_TARGET.match(name))
    odd += _is_number_for_words(cells)
    odd += sum(isinstance(number, Number) and number.percent for number in numbers.values())
    odd += 2 * (form_has_names and not name and bool(filled & {"target", "actual", "weight", "level2"}))
    if "weight" in filled and not filled & {"actual", "score"}:
        return odd + 1  # what was not done has neither result nor score: one oddity, not two
    odd += form_has_scores and ("weight" in filled) != ("score" in filled)
    odd += "actual" in filled and not filled & {"target", "target_operator"}
    odd += "weight" in filled and "actual" not in filled
    return odd


def _is_number_for_words(cells: Assignment) -> bool:
    """A bare number reached where the target is in words: possible, but odd."""
    target, actual = _text(cells, "target"), _text(cells, "actual")
    return bool(target) and not any(character.isdigit() for character in target) and isinstance(read_cell_number(actual), Number)


def _legal_pair(level1: str, level2: str) -> bool:
    first, second = level1_class(level1), level2_class(level2)
    return first is None or second is None or first in level1_of_level2(second)


def has_scores(rows: Sequence[PublishedRow], columns: Sequence[Column]) -> bool:
    """True where at least one row of the block prints a number under 得分."""
    score = [index for index, column in enumerate(columns) if column.field == "score"]
    return any(
        isinstance(read_cell_number(cell.text), Number) and position_of(cell, columns) in score
        for row in rows
        for cell in row.filled
    )


def read_indicator_row(
    row: PublishedRow,
    columns: Sequence[Column],
    reading: FormReading,
    *,
    form_has_scores: bool = True,
    mixed_levels: bool = False,
    tolerated: int = TOLERATED,
) -> IndicatorRow:
    """One row; levels that are not printed in it stay None here and are filled by :func:`settle_levels`."""
    has_names = any(column.field == "indicator_name" for column in columns)
    judge = partial(oddity, form_has_scores=form_has_scores, mixed_levels=mixed_levels, form_has_names=has_names)
    aligned = align_row(row.cells, columns, judge, tolerated)
    candidates = tuple(_figures(row, candidate, columns, None) for candidate in aligned.candidates) if aligned.is_shifted else ()
    cells = _without_merged(aligned.cells, columns, reading) if not aligned.is_shifted else aligned.cells
    figures = _figures(row, cells, columns, reading, aligned)
    if aligned.is_odd and row.filled:
        words = "｜".join(joined(cell.text) for cell in row.filled)
        message = f"“{words}”一行的内容与列标题不相称（如名称、分值或得分空缺），按列标题入库，请对照原页。"
        reading.doubt("EX-132", message, row.filled[0].cell)
    return IndicatorRow(figures, candidates, tuple(cell.cell for cell in aligned.uncertain), aligned.is_shifted)


def _without_merged(cells: Assignment, columns: Sequence[Column], reading: FormReading) -> Assignment:
    """A cell merged over several columns stands under no one heading, but a target over those of its parts (≥ | 90 | %)."""
    kept: dict[str, RowCell] = {}
    for field, cell in cells.items():
        over = set(covered_fields(cell, columns)) & {*NUMBERS, *TEXTS} - {"indicator_name", "reason"}
        if len(over) < 2 or cell.is_empty or isinstance(read_cell_number(cell.text), Blank):
            kept[field] = cell
        elif over <= {"target", "target_operator", "target_unit"}:
            kept["target"] = cell
        else:
            what = "、".join(f"“{NAMES[name]}”" for name in NAMES if name in over)
            reading.doubt("EX-102", f"“{joined(cell.text)}”印在合并{what}的一格中，不能确定归哪一列，没有入库。", cell.cell)
    return kept


def read_line_alone(row: PublishedRow, label: RowCell, columns: Sequence[Column], reading: FormReading) -> IndicatorRow:
    """A line whose label reaches over the levels and the name: it has a name and no levels, and takes none from above."""
    figures = {"indicator_name": text_figure(label)}
    for cell in row.filled:
        index = position_of(cell, columns)
        field = columns[index].field if index is not None else None
        if cell is label or field in (None, "frame", "remark", *LEVELS, "indicator_name"):
            continue
        figures[str(field)] = number_figure(cell, reading, NAMES[str(field)]) if field in NUMBERS else text_figure(cell)
    return IndicatorRow(figures, stands_alone=True)


def _figures(
    row: PublishedRow,
    cells: Assignment,
    columns: Sequence[Column],
    reading: FormReading | None,
    aligned: AlignedRow | None = None,
) -> dict[str, Figure]:
    """Cells as figures. ``reading`` is None while candidates are compared, so that no doubt is noted twice."""
    notes = reading if reading is not None else FormReading()
    figures: dict[str, Figure] = {}
    for field in (*LEVELS, *TEXTS):
        if field in cells:
            figures[field] = text_figure(cells[field])
    for field in NUMBERS:
        if field in cells:
            figures[field] = number_figure(cells[field], notes, NAMES[field])
    if aligned is not None:
        for field in aligned.crowded:
            _join_crowded(field, row, columns, figures, notes)
    return figures


def _join_crowded(
    field: str, row: PublishedRow, columns: Sequence[Column], figures: dict[str, Figure], reading: FormReading
) -> None:
    """Several filled cells under one heading: one text for targets and names (≥ | 90 | %), nothing certain for numbers."""
    under = {index for index, column in enumerate(columns) if column.field == field}
    parts = [cell for cell in row.filled if position_of(cell, columns) in under]
    if field in ("frame", "remark") or len(parts) < 2:
        return
    if field in NUMBERS:
        figures[field] = Figure(None, parts[0].cell)
        reading.doubt("EX-102", f"“{NAMES[field]}”一列下有多个单元格，没有入库。", parts[0].cell)
        return
    figure = text_figure(parts[0])
    for part in parts[1:]:
        figure = joined_figure(figure, text_figure(part), "同一标题下多格合并")
    if isinstance(figure.value, str):
        figure = replace(figure, value=joined(figure.value.replace("\n", "")))
    figures[field] = figure
    if field not in ("target", "actual"):
        reading.doubt("EX-106", f"“{NAMES.get(field, field)}”一列下有多个单元格，按先后合并。", parts[0].cell)


def is_cut_row(previous: IndicatorRow, row: IndicatorRow) -> bool:
    """True where a row at the head of a page is the rest of the last row of the page before: an indicator always has a name and,
    as all rows above it have, a weight; the rest of a cut row lacks one of them that its beginning has."""
    if not any(figure.value is not None for figure in row.figures.values()):
        return False
    if row.number("weight") is not None and previous.number("weight") is not None:
        return False
    if row.number("score") is not None and previous.number("score") is not None:
        return False
    if row.text("indicator_name") is None:
        return True
    # a new level label of its own begins a new row, unless the label itself is the rest of a cut one
    for field in LEVELS:
        label, above = row.text(field), previous.text(field)
        known = is_level1(label) or is_level2(label) if label else False
        if label and known and not (above and not known_label(field, above)):
            return False
    return (row.number("weight") is None) != (previous.number("weight") is None)


def known_label(field: str, label: str) -> bool:
    return is_level1(label) if field == "level1" else is_level2(label)


def join_cut_row(previous: IndicatorRow, row: IndicatorRow) -> IndicatorRow:
    """The two parts of a row that a page end cuts, as one."""
    figures = dict(previous.figures)
    for field, figure in row.figures.items():
        if field in NUMBERS:
            if figures.get(field, Figure(None)).value is None:
                figures[field] = figure
        else:
            figures[field] = joined_figure(figures[field], figure, "跨页合并") if field in figures else figure
    return replace(previous, figures=figures, uncertain=(*previous.uncertain, *row.uncertain))


def is_blank_row(row: PublishedRow) -> bool:
    """A row whose own cells are all blank or dashes."""
    return all(isinstance(read_cell_number(cell.text), Blank) for cell in row.own)


def has_number(row: PublishedRow) -> bool:
    return any(isinstance(read_cell_number(cell.text), Number) for cell in row.filled)

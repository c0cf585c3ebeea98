"""The goals of the year (年度总体目标): what was expected and what was reached, as texts."""

from __future__ import annotations

from collections.abc import Sequence

from transform.chinese_text import joined
from transform.forms.self_evaluation.reading import Figure, FormReading, joined_figure, text_figure
from transform.recognise.column_alignment import Column, position_of
from transform.recognise.published_rows import PublishedRow, RowCell
from transform.recognise.wordings import keys

EXPECTED, ACTUAL = "goal_expected", "goal_actual"
_HEADING_LENGTH = 16
_ACTUAL_ENDINGS = ("完成情况", "完成情况综述", "实现情况")


def goal_heading(cell: RowCell) -> str | None:
    """goal_expected for 预期目标, goal_actual for 实际完成情况, else None."""
    if cell.key in keys("goals", "actual"):
        return ACTUAL
    # 截至年底目标实际完成情况 and the like: a heading is short and ends with its word
    if len(cell.key) <= _HEADING_LENGTH and cell.key.endswith(_ACTUAL_ENDINGS):
        return ACTUAL
    return EXPECTED if cell.key in keys("goals", "expected") else None


def is_goal_frame(cell: RowCell) -> bool:
    """The (vertical) label 年度总体目标 at the left of the block."""
    return cell.key in keys("goals", "frame")


def goal_columns(row: PublishedRow) -> list[Column] | None:
    """The columns of a row that heads the goals: both 预期目标 and 实际完成情况 are in it. None for any other row."""
    headed = [(cell, goal_heading(cell)) for cell in row.filled]
    if not any(field == ACTUAL for _, field in headed):
        return None
    # 年度总体目标 is both a frame and a wording of 预期目标: the heading is the last such cell left of 实际完成情况
    expected = [cell for cell, field in headed if field == EXPECTED]
    if not expected:
        return None
    columns: list[Column] = []
    for cell in row.cells:
        field = goal_heading(cell)
        is_heading = field == ACTUAL or (cell is expected[-1])
        columns.append(Column(cell.start, cell.end, field if is_heading and cell.own else "?frame", joined(cell.text)))
    return columns


def read_goal_row(row: PublishedRow, columns: Sequence[Column], reading: FormReading) -> None:
    """Adds the texts of one row to the goals; several rows (目标1, 目标2 …) and rows cut by a page end are joined."""
    for cell in row.filled:
        index = position_of(cell, columns)
        field = columns[index].field if index is not None else None
        if field in (EXPECTED, ACTUAL):
            _add(field, text_figure(cell), reading)
        elif not is_goal_frame(cell) and index is not None and len(joined(cell.text)) > 12:
            reading.doubt("EX-102", "年度总体目标部分有文字不在“预期目标”和“实际完成情况”两列内，没有入库。", cell.cell)


def read_goal_pair(row: PublishedRow, reading: FormReading) -> bool:
    """A block without headings: the label 年度总体目标 or 预期目标 and its text in one row. False where the row is none."""
    filled = list(row.filled)
    labels = [index for index, cell in enumerate(filled) if goal_heading(cell) is not None or is_goal_frame(cell)]
    if not labels:
        return False
    for index in labels:
        following = filled[index + 1] if index + 1 < len(filled) and index + 1 not in labels else None
        if following is not None:
            field = goal_heading(filled[index]) or EXPECTED
            _add(field, text_figure(following), reading)
    leftover = [cell for cell in filled[labels[-1] + 2 :] if len(joined(cell.text)) > 2]
    for cell in leftover:
        reading.doubt("EX-102", "年度总体目标一行中有文字不能确定是预期目标还是完成情况，没有入库。", cell.cell)
    return True


def _add(field: str, figure: Figure, reading: FormReading) -> None:
    if field in reading.totals:
        reading.totals[field] = joined_figure(reading.totals[field], figure, "多行合并")
    else:
        reading.totals[field] = figure

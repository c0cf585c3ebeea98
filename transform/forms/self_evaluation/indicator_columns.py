"""The headings of the indicator block (绩效指标表头), over one or several rows, as columns on the ruler."""

from __future__ import annotations

from collections.abc import Sequence

from transform.amounts import Number, read_cell_number
from transform.chinese_text import joined
from transform.forms.self_evaluation.reading import FormReading
from transform.recognise.column_alignment import Column
from transform.recognise.published_rows import PublishedRow, RowCell, overlap
from transform.recognise.wordings import is_frame, lookup

NAMES = {
    "level1": "一级指标",
    "level2": "二级指标",
    "indicator_name": "三级指标",
    "target": "年度指标值",
    "target_operator": "计算符号",
    "target_unit": "计量单位",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因分析",
}


def indicator_fields(row: PublishedRow) -> dict[str, RowCell]:
    """Fields of the indicator block whose headings stand in a row, or reach down into it from the row above."""
    known = lookup("indicators", "columns")
    found: dict[str, RowCell] = {}
    for cell in row.cells:
        field = known.get(cell.key)
        if field is not None:
            found.setdefault(field, cell)
    return found


def is_indicator_header(row: PublishedRow) -> bool:
    """At least three headings of the block, a level or name among them, and a target, result or weight; no figures."""
    found = indicator_fields(row)
    levels = found.keys() & {"level1", "level2", "indicator_name"}
    measures = found.keys() & {"target", "actual", "weight", "score", "target_operator"}
    has_figures = any(isinstance(read_cell_number(cell.text), Number) for cell in row.filled)
    return len(found) >= 3 and bool(levels) and bool(measures) and not has_figures


def is_upper_header(row: PublishedRow) -> bool:
    """A row of headings without the levels, which follow in the row below (绩效指标 over 一级指标 | 二级指标 | 三级指标)."""
    found = indicator_fields(row)
    known = lookup("indicators", "columns")
    only_headings = all(cell.key in known or is_frame(cell.key, "indicators", "frame") for cell in row.filled)
    return len(found) >= 3 and only_headings and bool(found.keys() & {"target", "actual"}) and not is_indicator_header(row)


def is_second_header(row: PublishedRow, columns: Sequence[RowCell]) -> bool:
    """A row below the first one that only divides its headings further (指标性质 | 指标值 | 度量单位 under 年度指标值)."""
    known = lookup("indicators", "columns")
    filled = row.filled
    if not filled or not all(cell.key in known for cell in filled):
        return False
    return all(any(_lies_within(cell, heading) for heading in columns) for cell in filled) and any(
        known[cell.key] in ("target", "target_operator", "target_unit", "actual", "weight", "score") for cell in filled
    )


def _lies_within(cell: RowCell, heading: RowCell) -> bool:
    return overlap((cell.start, cell.end), (heading.start, heading.end)) > 0.8 * (cell.end - cell.start)


def indicator_columns(rows: Sequence[PublishedRow], reading: FormReading) -> list[Column]:
    """Leaf columns of the heading rows: the lowest heading of each stretch of the ruler, the upper one where that is unknown."""
    known = lookup("indicators", "columns")
    upper = list(rows[0].cells)
    lower = [cell for row in rows[1:] for cell in row.own]
    leaves: list[tuple[RowCell, RowCell | None]] = []
    for cell in upper:
        below = [other for other in lower if _lies_within(other, cell)]
        leaves.extend((other, cell) for other in below)
        if not below:
            leaves.append((cell, None))
    columns: list[Column] = []
    seen: set[str] = set()
    for cell, above in sorted(leaves, key=lambda leaf: leaf[0].start):
        field = known.get(cell.key) or (known.get(above.key) if above is not None else None)
        if field in seen and field != "remark":
            reading.doubt("EX-109", f"绩效指标部分的列标题“{joined(cell.text)}”重复，后一列没有入库。", cell.cell)
            field = "remark"
        if field is not None:
            seen.add(field)
        elif is_frame(cell.key, "indicators", "frame"):
            field = "frame"
        elif not cell.is_empty:
            reading.doubt("EX-109", f"绩效指标部分的列标题“{joined(cell.text)}”不认识，该列没有入库。", cell.cell)
            field = "remark"
        columns.append(Column(cell.start, cell.end, field, joined(cell.text)))
    return _with_frame_and_reason(columns, seen)


def _with_frame_and_reason(columns: list[Column], seen: set[str]) -> list[Column]:
    """A blank heading left of the levels is the frame column; a blank one behind 得分, or the stretch behind a table that is cut
    there, is where the reasons would be."""
    first_level = next((index for index, column in enumerate(columns) if column.field in ("level1", "level2")), 0)
    for index in range(first_level):
        if columns[index].field is None:
            columns[index] = Column(columns[index].start, columns[index].end, "frame", "")
    if "reason" in seen or "score" not in seen:
        return columns
    last = next(index for index, column in enumerate(columns) if column.field == "score")
    if last + 1 < len(columns) and columns[last + 1].field is None:
        columns[last + 1] = Column(columns[last + 1].start, columns[last + 1].end, "reason", "", is_virtual=True)
    elif last + 1 == len(columns):
        width = columns[last].end - columns[last].start
        columns.append(Column(columns[last].end, columns[last].end + width, "reason", "", is_virtual=True))
    return columns

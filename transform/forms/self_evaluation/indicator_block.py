"""The indicator block of a form (绩效指标部分): its rows in the order of the form, what is no indicator left out and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transform.amounts import Blank, Number, read_cell_number
from transform.chinese_text import joined
from transform.forms.self_evaluation.indicator_columns import indicator_columns
from transform.forms.self_evaluation.indicators import (
    has_mixed_levels,
    has_scores,
    is_blank_row,
    is_cut_row,
    join_cut_row,
    read_indicator_row,
    read_line_alone,
)
from transform.forms.self_evaluation.reading import FormReading, IndicatorRow
from transform.forms.self_evaluation.settled_indicators import settle_merged_numbers, settle_mixed_levels
from transform.recognise.column_alignment import Column, position_of, unnamed_columns
from transform.recognise.published_rows import PublishedRow, RowCell, heading_key, overlap
from transform.recognise.wordings import keys

IndicatorBlocks = Sequence[tuple[Sequence[PublishedRow], Sequence[PublishedRow]]]
"""Heading rows and data rows; a repeated heading on a new page begins a new pair."""
_ANY_ODDITY = 99


def read_indicators(blocks: IndicatorBlocks, reading: FormReading) -> list[Column]:
    columns: list[Column] = []
    rows: list[IndicatorRow] = []
    last_grid: int | None = None
    mixed = False
    for headers, data_rows in blocks:
        columns = _without_unnamed(indicator_columns(headers, reading), data_rows, reading)
        scored = has_scores([row for _, every in blocks for row in every], columns)
        mixed = mixed or has_mixed_levels(data_rows, columns)
        for row in data_rows:
            if not row.filled and is_blank_row(row):
                last_grid = row.grid
                continue
            if _is_full_width_text(row):
                reading.doubt("EX-109", "绩效指标部分有一行整行文字，没有入库。", row.filled[0].cell)
                continue
            if rows and last_grid is not None and row.grid != last_grid:
                # the rest of a row that a page end cuts is odd by nature: it is no shifted row
                rest = read_indicator_row(row, columns, FormReading(), form_has_scores=scored, tolerated=_ANY_ODDITY)
                if not rest.is_shifted and is_cut_row(rows[-1], rest):
                    rows[-1] = join_cut_row(rows[-1], rest)
                    last_grid = row.grid
                    continue
            if _is_subtotal(row):
                reading.doubt("EX-106", "小计行是各项指标之和，不是指标，没有作为指标入库。", row.filled[0].cell)
                last_grid = row.grid
                continue
            alone = _stands_alone(row, columns)
            if alone is not None:
                read = read_line_alone(row, alone, columns, reading)
            else:
                read = read_indicator_row(row, columns, reading, form_has_scores=scored, mixed_levels=mixed)
            if _is_no_indicator(read):
                words = "｜".join(joined(cell.text) for cell in row.filled)
                reading.doubt("EX-102", f"绩效指标部分的“{words}”一行不是指标，没有入库。", row.filled[0].cell)
            elif alone is not None or _has_content(read):
                rows.append(read)
            elif any(figure.value is not None for figure in read.figures.values()):
                _keep_label(rows, read, reading, row)
            last_grid = row.grid
    rows = settle_merged_numbers(rows, reading)
    reading.indicators = settle_mixed_levels(rows) if mixed else rows
    return columns


def _without_unnamed(columns: list[Column], rows: Sequence[PublishedRow], reading: FormReading) -> list[Column]:
    """A column of figures or texts whose heading is blank is not loaded, and that is said once."""
    for index in unnamed_columns(columns, [row.cells for row in rows]):
        beside = next((column.heading for column in reversed(columns[:index]) if column.heading), "")
        cell = next((cell for row in rows for cell in row.filled if position_of(cell, columns) == index), None)
        shown = f"（如“{joined(cell.text)}”）" if cell is not None else ""
        reading.doubt(
            "EX-109", f"绩效指标部分“{beside}”右侧有一列没有标题{shown}，该列没有入库。", cell.cell if cell is not None else None
        )
        columns[index] = replace(columns[index], field="remark")
    return columns


def _is_subtotal(row: PublishedRow) -> bool:
    """产出指标小计 | 50 | 50: a label that ends with 小计 and nothing but figures behind it."""
    labels = [cell for cell in row.filled if not isinstance(read_cell_number(cell.text), Number | Blank)]
    figures = [cell for cell in row.filled if cell not in labels]
    ends_so = bool(labels) and labels[-1].key.endswith(tuple(keys("totals", "subtotal_endings")))
    # a reason that ends with 小计 stands behind the figures
    return ends_so and bool(figures) and labels[-1].start < figures[0].start


def _stands_alone(row: PublishedRow, columns: Sequence[Column]) -> RowCell | None:
    """A label that reaches over the columns of the levels and the name (预算执行率 as a line of its own), else None."""
    covering = [column for column in columns if column.field in ("level1", "level2", "indicator_name")]
    if len(covering) < 2 or not row.filled:
        return None
    first = row.filled[0]
    reached = [
        column
        for column in covering
        if overlap((first.start, first.end), (column.start, column.end)) > 0.8 * (column.end - column.start)
    ]
    return first if len(reached) == len(covering) else None


def _has_content(row: IndicatorRow) -> bool:
    """An indicator has a name, or at least a target, a result or points of its own."""
    return any(
        row.figures[name].value is not None
        for name in ("indicator_name", "target", "actual", "weight", "score")
        if name in row.figures
    ) or bool(row.uncertain)


def _is_no_indicator(row: IndicatorRow) -> bool:
    """A number or 总分 under the names, with neither target nor result: what is left of a total row, no indicator."""
    name = row.text("indicator_name") or ""
    is_rest = isinstance(read_cell_number(name), Number) or heading_key(name) in keys("totals", "total")
    return is_rest and all(row.figures[field].value is None for field in ("target", "actual") if field in row.figures)


def _keep_label(rows: list[IndicatorRow], read: IndicatorRow, reading: FormReading, row: PublishedRow) -> None:
    """A row that prints a level only (生态效益指标 without an indicator) is kept as published: the form has it."""
    if row.own and any(
        name in read.figures and read.figures[name].cell in [cell.cell for cell in row.filled] for name in ("level1", "level2")
    ):
        rows.append(read)
        return
    for cell in row.filled:
        reading.doubt("EX-102", f"绩效指标部分的“{joined(cell.text)}”不能归入任何一行，没有入库。", cell.cell)


def _is_full_width_text(row: PublishedRow) -> bool:
    filled = row.filled
    if len(filled) != 1:
        return False
    width = row.cells[-1].end - row.cells[0].start
    return (filled[0].end - filled[0].start) > 0.7 * width

"""Forms that stand side by side in one table (并排的自评表) are taken apart, so that each row is a row of one form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.cell_grid import Block, Cell, CellGrid, ReadDocument
from transform.forms.self_evaluation.indicator_columns import is_indicator_header
from transform.recognise.published_rows import heading_key, rows_of
from transform.recognise.wordings import lookup


def forms_apart(document: ReadDocument) -> ReadDocument:
    """The document with every such table as one table for each form, from left to right; all else is unchanged."""
    blocks: list[Block] = []
    for block in document.blocks:
        blocks.extend(_parts(block) if isinstance(block, CellGrid) else [block])
    return document if len(blocks) == len(document.blocks) else replace(document, blocks=tuple(blocks))


def _parts(grid: CellGrid) -> list[CellGrid]:
    """The stretches of columns that each name a project and have headings of indicators; the whole table where one has not."""
    starts = _starts(grid)
    if len(starts) < 2:
        return [grid]
    edges = [0, *(_edge(grid, *pair) for pair in pairwise(starts)), grid.column_count]
    if any(edge is None for edge in edges):
        return [grid]
    known = [edge for edge in edges if edge is not None]
    parts = [_columns(grid, first, last) for first, last in pairwise(known)]
    return parts if all(any(is_indicator_header(row) for row in rows_of(part, 0)) for part in parts) else [grid]


def _starts(grid: CellGrid) -> Sequence[int]:
    """The columns in which a row prints 项目名称, for the first row that prints it more than once."""
    by_row: dict[int, list[int]] = {}
    for cell in grid.cells:
        if lookup("head").get(heading_key(cell.text)) == "project_name":
            by_row.setdefault(cell.row, []).append(cell.column)
    return next((columns for _, columns in sorted(by_row.items()) if len(columns) > 1), ())


def _edge(grid: CellGrid, left: int, right: int) -> int | None:
    """The last column up to ``right`` that no printed cell reaches across; None where there is none behind ``left``."""
    crossed = {
        column for cell in grid.cells if cell.text.strip() for column in range(cell.column + 1, cell.column + cell.column_span)
    }
    return next((column for column in range(right, left, -1) if column not in crossed), None)


def _columns(grid: CellGrid, first: int, last: int) -> CellGrid:
    cells = tuple(_cells_between(grid.cells, first, last))
    return replace(grid, cells=cells, column_count=last - first)


def _cells_between(cells: Sequence[Cell], first: int, last: int) -> Iterator[Cell]:
    """The cells of a stretch of columns; a blank cell that reaches across its edge is cut there."""
    for cell in cells:
        start, end = max(cell.column, first), min(cell.column + cell.column_span, last)
        if start < end:
            yield replace(cell, column=start - first, column_span=end - start)

"""From the cells of a sheet to grids (工作表网格): hidden rows and columns out, merged ranges as spans, empty margins cut."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from extract.cell_grid import CellGrid, ReadingDoubt
from extract.read.cell_tiling import PlacedCell, tile
from extract.read.limits import Limits

LARGEST_GAP = 60
"""Empty rows in a run after which the rest of a sheet is a grid of its own; printed forms never leave so many."""


class SheetCell(NamedTuple):
    """The text that a cell shows, and what is struck out in it; not both are blank."""

    text: str
    struck: str = ""


class MergedRange(NamedTuple):
    """0-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    """A sheet as stored: cells by (row, column), 0-based; hidden columns as ranges with both ends included."""

    page: int
    name: str
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merges: list[MergedRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def hides_column(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse_reference(reference: str) -> tuple[int, int] | None:
    """ "B5" → (4, 1); None for anything else."""
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})", reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def parse_range(reference: str) -> MergedRange | None:
    """ "A1:C2" → a range with its corners in order; None for anything else."""
    first, _, last = reference.partition(":")
    start, end = parse_reference(first), parse_reference(last or first)
    if start is None or end is None:
        return None
    return MergedRange(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))


def sheet_grids(sheet: Sheet, reader: str, limits: Limits) -> tuple[list[CellGrid], list[ReadingDoubt]]:
    """The grids of a sheet, top to bottom, and doubts about text in hidden rows and columns. Raises :class:`TooLarge`."""
    shown, doubts = _visible_cells(sheet)
    grids: list[CellGrid] = []
    for first, last in _row_runs(sheet, shown):
        part = {position: cell for position, cell in shown.items() if first <= position[0] <= last}
        grid = _grid(sheet, part, reader, limits)
        if grid is not None:
            grids.append(grid)
    return grids, doubts


def _visible_cells(sheet: Sheet) -> tuple[dict[tuple[int, int], SheetCell], list[ReadingDoubt]]:
    """Cells on shown rows and columns. The text of a merged range moves to its first shown position when its corner is hidden."""
    homes = {(merge.first_row, merge.first_column): merge for merge in sheet.merges}
    covered = _covered_positions(sheet, homes)
    shown: dict[tuple[int, int], SheetCell] = {}
    hidden: list[str] = []
    for (row, column), cell in sheet.cells.items():
        if (row, column) in covered:
            hidden.append(cell.text or cell.struck)
            continue
        merge = homes.get((row, column), MergedRange(row, column, row, column))
        rows = (item for item in range(merge.first_row, merge.last_row + 1) if item not in sheet.hidden_rows)
        columns = (item for item in range(merge.first_column, merge.last_column + 1) if not sheet.hides_column(item))
        first_row, first_column = next(rows, None), next(columns, None)
        if first_row is None or first_column is None:
            hidden.append(cell.text or cell.struck)
        else:
            shown[first_row, first_column] = cell
    return shown, [ReadingDoubt("hidden-text", text, sheet.page) for text in hidden]


def _covered_positions(sheet: Sheet, homes: dict[tuple[int, int], MergedRange]) -> set[tuple[int, int]]:
    """Stored cells under a merged range, other than its corner: they are never shown."""
    covered: set[tuple[int, int]] = set()
    for merge in homes.values():
        if (merge.last_row - merge.first_row + 1) * (merge.last_column - merge.first_column + 1) <= len(sheet.cells):
            positions = (
                (row, column)
                for row in range(merge.first_row, merge.last_row + 1)
                for column in range(merge.first_column, merge.last_column + 1)
            )
            covered.update(position for position in positions if position in sheet.cells)
        else:
            covered.update(
                (row, column)
                for row, column in sheet.cells
                if merge.first_row <= row <= merge.last_row and merge.first_column <= column <= merge.last_column
            )
        covered.discard((merge.first_row, merge.first_column))
    return covered


def _row_runs(sheet: Sheet, shown: dict[tuple[int, int], SheetCell]) -> list[tuple[int, int]]:
    """First and last row of each run of rows, where runs are separated by very many empty ones."""
    if not shown:
        return []
    reach = {merge.first_row: merge.last_row for merge in sheet.merges}
    rows = sorted({row for row, _ in shown})
    runs = [[rows[0], rows[0]]]
    for previous, row in pairwise(rows):
        if row - max(previous, min(reach.get(previous, previous), previous + LARGEST_GAP)) > LARGEST_GAP:
            runs.append([row, row])
        runs[-1][1] = row
    return [(first, last) for first, last in runs]


def _grid(sheet: Sheet, shown: dict[tuple[int, int], SheetCell], reader: str, limits: Limits) -> CellGrid | None:
    merges = _merges_of(sheet, shown)
    last_row = max([row for row, _ in shown] + [merge.last_row for merge in merges.values()])
    last_column = max([column for _, column in shown] + [merge.last_column for merge in merges.values()])
    first_row, first_column = min(row for row, _ in shown), min(column for _, column in shown)
    # a merged title may reach over sheets of empty columns: it does not widen the table by more than a screen
    last_row = min(last_row, max(row for row, _ in shown) + LARGEST_GAP)
    last_column = min(last_column, max(column for _, column in shown) + LARGEST_GAP)
    rows = [row for row in range(first_row, last_row + 1) if row not in sheet.hidden_rows]
    columns = [column for column in range(first_column, last_column + 1) if not sheet.hides_column(column)]
    placed: list[PlacedCell] = []
    for position in sorted(set(shown) | set(merges)):
        merge = merges.get(position, MergedRange(*position, *position))
        top, left = bisect_left(rows, position[0]), bisect_left(columns, position[1])
        height = bisect_left(rows, merge.last_row + 1) - top
        width = bisect_left(columns, merge.last_column + 1) - left
        if height > 0 and width > 0:
            cell = shown.get(position, SheetCell(""))
            placed.append(PlacedCell(top, left, cell.text, height, width, cell.struck))
    placed.append(PlacedCell(len(rows) - 1, len(columns) - 1, ""))  # the far corner, so that the grid reaches it
    return tile(
        placed, reader, lambda row, column: f"{column_letters(columns[column])}{rows[row] + 1}", limits, sheet.page, sheet.name
    )


def _merges_of(sheet: Sheet, shown: dict[tuple[int, int], SheetCell]) -> dict[tuple[int, int], MergedRange]:
    """Merged ranges inside the used rows and columns by their first shown position, empty ones included."""
    first_row, last_row = min(row for row, _ in shown), max(row for row, _ in shown)
    first_column, last_column = min(column for _, column in shown), max(column for _, column in shown)
    found: dict[tuple[int, int], MergedRange] = {}
    for merge in sheet.merges:
        if (
            merge.first_row > last_row
            or merge.last_row < first_row
            or merge.first_column > last_column
            or merge.last_column < first_column
        ):
            continue
        rows = (row for row in range(max(merge.first_row, first_row), merge.last_row + 1) if row not in sheet.hidden_rows)
        columns = (
            column
            for column in range(max(merge.first_column, first_column), merge.last_column + 1)
            if not sheet.hides_column(column)
        )
        row, column = next(rows, None), next(columns, None)
        if row is not None and column is not None:
            found[row, column] = merge
    return found

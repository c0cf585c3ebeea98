"""Which published cell stands under which heading (列归属), and what to do with rows that are shifted against it.

By default a cell belongs to the heading that it overlaps most. Where the cells then contradict their headings (a text under
分值, a percentage under 分值, 产出指标 under 二级指标), every shift of the whole row or of one end of it is tried. What all shifts
without contradiction agree on is certain; what they disagree on is uncertain and is not loaded (002: 29 rows of this kind).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from transform.recognise.published_rows import RowCell, overlap

Assignment = Mapping[str, RowCell]
Contradicts = Callable[[Assignment], bool]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading's interval on the ruler and the field it stands for; ``field`` is None where no heading is printed and
    begins with "?" where the heading is not known."""

    start: float
    end: float
    field: str | None
    heading: str = ""
    is_virtual: bool = False
    """True for a field that the form is expected to have behind its last heading, but whose heading is cut off."""


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """The cells of one row by field. ``candidates`` are the equally good readings; with one, the row is certain."""

    cells: Assignment
    uncertain: tuple[RowCell, ...] = ()
    is_shifted: bool = False
    candidates: tuple[Assignment, ...] = ()
    crowded: tuple[str, ...] = ()
    """Fields under whose heading more than one filled cell stands; ``cells`` has the first of them."""


def position_of(cell: RowCell, columns: Sequence[Column]) -> int | None:
    """Index of the column that a cell overlaps most; a cell over several columns belongs to the first it covers wholly."""
    shares = [overlap((cell.start, cell.end), (column.start, column.end)) for column in columns]
    best = max(shares, default=0.0)
    if best <= 0:
        return None
    covered = [
        index for index, column in enumerate(columns) if shares[index] > 0 and shares[index] >= 0.6 * (column.end - column.start)
    ]
    return covered[0] if covered else shares.index(best)


def place(positions: Iterable[tuple[RowCell, int | None]], columns: Sequence[Column]) -> tuple[dict[str, RowCell], bool, set[str]]:
    """Cells by field for given positions; whether any filled cell has no field; the fields with more than one filled cell."""
    placed: dict[str, RowCell] = {}
    homeless = False
    crowded: set[str] = set()
    for cell, index in positions:
        field = columns[index].field if index is not None and 0 <= index < len(columns) else None
        if field is None:
            homeless = homeless or not cell.is_empty
            continue
        if field in placed and not placed[field].is_empty:
            if not cell.is_empty:
                crowded.add(field)
            continue
        if field not in placed or not cell.is_empty:
            placed[field] = cell
    return placed, homeless, crowded


def _shifted(base: Sequence[tuple[RowCell, int]], width: int) -> Iterable[tuple[int, list[tuple[RowCell, int | None]]]]:
    """All shifts of the filled cells: a tail or a head of the row by one or two columns, never over one another."""
    for distance in (1, 2):
        for step in (distance, -distance):
            for cut in range(len(base)):
                tail = [(cell, position + step if index >= cut else position) for index, (cell, position) in enumerate(base)]
                head = [(cell, position + step if index <= cut else position) for index, (cell, position) in enumerate(base)]
                for moved in (tail, head):
                    order = [position for _, position in moved]
                    if order == sorted(set(order)) and order[0] >= 0 and order[-1] < width:
                        yield distance, list(moved)


def align_row(row: Sequence[RowCell], columns: Sequence[Column], contradicts: Contradicts, *, may_shift: bool = True) -> AlignedRow:
    """Assigns the cells of a row to the fields of the headings. ``contradicts`` judges one assignment."""
    positions = [(cell, position_of(cell, columns)) for cell in row]
    own = [(cell, index) for cell, index in positions if cell.own]
    reaching = [(cell, index) for cell, index in positions if not cell.own]
    placed, homeless, crowded = place([*own, *reaching], [column for column in columns])
    placed_real = {field: cell for field, cell in placed.items()}
    if not homeless and not contradicts(placed_real):
        return AlignedRow(placed_real, crowded=tuple(sorted(crowded)), candidates=(placed_real,))
    if not may_shift:
        return _uncertain_row(placed_real, contradicts, row)
    filled = [(cell, index) for cell, index in own if not cell.is_empty and index is not None]
    accepted: dict[int, list[Assignment]] = {}
    for distance, moved in _shifted(filled, len(columns)):
        candidate, no_field, _ = place([*moved, *reaching], columns)
        if not no_field and not contradicts(candidate):
            known = accepted.setdefault(distance, [])
            if not any(_same(candidate, other) for other in known):
                known.append(candidate)
    swapped = _swap_levels(placed_real)
    if swapped is not None and not homeless and not contradicts(swapped):
        accepted.setdefault(1, []).append(swapped)
    if not accepted:
        return _uncertain_row(placed_real, contradicts, row)
    candidates = accepted[min(accepted)]
    return agree(candidates, row)


def agree(candidates: Sequence[Assignment], row: Sequence[RowCell]) -> AlignedRow:
    """What all candidate readings of a shifted row have in common; the rest of its cells is uncertain."""
    common = {
        field: cell for field, cell in candidates[0].items() if all(other.get(field) is cell for other in candidates[1:])
    }
    used = {id(cell) for cell in common.values()}
    uncertain = tuple(cell for cell in row if cell.own and not cell.is_empty and id(cell) not in used)
    return AlignedRow(common, uncertain=uncertain, is_shifted=True, candidates=tuple(candidates))


def _same(first: Assignment, second: Assignment) -> bool:
    filled = {field for field, cell in [*first.items(), *second.items()] if not cell.is_empty}
    return all(first.get(field) is second.get(field) for field in filled)


def _swap_levels(placed: Assignment) -> dict[str, RowCell] | None:
    """The reading in which the cells under 一级指标 and 二级指标 have changed places (a vertical merge one row off)."""
    if "level1" in placed and "level2" in placed:
        return {**placed, "level1": placed["level2"], "level2": placed["level1"]}
    return None


def _uncertain_row(placed: Assignment, contradicts: Contradicts, row: Sequence[RowCell]) -> AlignedRow:
    """No reading fits: keep the largest part of the printed positions that does not contradict itself, doubt the rest."""
    kept: dict[str, RowCell] = {}
    for field, cell in placed.items():
        if not contradicts({**kept, field: cell}):
            kept[field] = cell
    used = {id(cell) for cell in kept.values()}
    uncertain = tuple(cell for cell in row if cell.own and not cell.is_empty and id(cell) not in used)
    return AlignedRow(kept, uncertain=uncertain, is_shifted=True, candidates=())

"""Which published cell stands under which heading (列归属), and what to do with rows that are shifted against it.

By default a cell belongs to the heading that it overlaps most. Where the cells then contradict their headings (a text under
分值, 产出指标 under 二级指标), every shift of the whole row or of one end of it is tried and the least odd one is taken. What
equally odd readings agree on is certain; what they disagree on is uncertain and is not loaded (002 has 14 rows of this kind).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from transform.recognise.published_rows import RowCell, overlap

Assignment = Mapping[str, RowCell]
Oddity = Callable[[Assignment], int | None]
"""How odd a reading is: None where it cannot be, 0 where nothing is odd about it."""

TOLERATED = 1
"""One oddity is what published forms are like; from two on a shift is looked for."""


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
    is_odd: bool = False
    """True for a row that is taken as printed although more is odd about it than published forms have: no reading is better."""


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


def unnamed_columns(columns: Sequence[Column], rows: Sequence[Sequence[RowCell]]) -> list[int]:
    """Columns without a heading in which at least half of the rows (and two) print something: a heading is missing there, the
    rows are not shifted."""
    counts = dict.fromkeys((index for index, column in enumerate(columns) if column.field is None), 0)
    for row in rows:
        for index in {position_of(cell, columns) for cell in row if cell.own and not cell.is_empty}:
            if index in counts:
                counts[index] += 1
    return [index for index, count in counts.items() if count > 1 and count * 2 >= len(rows)]


def covered_fields(cell: RowCell, columns: Sequence[Column]) -> tuple[str, ...]:
    """The fields of all columns that a cell covers: more than one for a merged cell, which stands under neither heading alone."""
    return tuple(
        dict.fromkeys(
            column.field
            for column in columns
            if column.field is not None
            and not column.is_virtual
            and overlap((cell.start, cell.end), (column.start, column.end)) > 0.6 * (column.end - column.start)
        )
    )


def place(
    positions: Iterable[tuple[RowCell, int | None]], columns: Sequence[Column]
) -> tuple[dict[str, RowCell], bool, set[str]]:
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


def align_row(row: Sequence[RowCell], columns: Sequence[Column], oddity: Oddity, tolerated: int = TOLERATED) -> AlignedRow:
    """Assigns the cells of a row to the fields of the headings. ``oddity`` judges one reading; a reading as printed is
    taken as it is up to ``tolerated`` oddities."""
    positions = [(cell, position_of(cell, columns)) for cell in row]
    own = [(cell, index) for cell, index in positions if cell.own]
    reaching = [(cell, index) for cell, index in positions if not cell.own]
    printed, homeless, crowded = place([*own, *reaching], columns)
    printed_oddity = None if homeless else oddity(printed)
    as_printed = AlignedRow(printed, crowded=tuple(sorted(crowded)), candidates=(printed,))
    if printed_oddity is not None and printed_oddity <= tolerated:
        return as_printed
    judged: list[tuple[int, int, Assignment]] = []
    filled = [(cell, index) for cell, index in own if not cell.is_empty and index is not None]
    for distance, moved in _shifted(filled, len(columns)):
        candidate, no_field, _ = place([*moved, *reaching], columns)
        candidate_oddity = None if no_field else oddity(candidate)
        if candidate_oddity is not None:
            judged.append((candidate_oddity + _displaced(candidate, reaching), distance, candidate))
    swapped = _swap_levels(printed)
    if swapped is not None and not homeless and (swapped_oddity := oddity(swapped)) is not None:
        judged.append((swapped_oddity, 1, swapped))
    if printed_oddity is not None and not any(candidate_oddity < printed_oddity for candidate_oddity, _, _ in judged):
        return replace(as_printed, is_odd=True)
    if not judged:
        return _uncertain_row(printed, oddity, row)
    least = min((candidate_oddity, distance) for candidate_oddity, distance, _ in judged)
    candidates: list[Assignment] = []
    for candidate_oddity, distance, judged_reading in judged:
        if (candidate_oddity, distance) == least and not any(_same(judged_reading, other) for other in candidates):
            candidates.append(judged_reading)
    return agree(candidates, row)


def _displaced(candidate: Assignment, reaching: Sequence[tuple[RowCell, int | None]]) -> int:
    """How many filled cells that reach down from above lose their place to a shifted cell."""
    placed = {id(cell) for cell in candidate.values()}
    return sum(not cell.is_empty and id(cell) not in placed for cell, _ in reaching)


def agree(candidates: Sequence[Assignment], row: Sequence[RowCell]) -> AlignedRow:
    """What all candidate readings of a shifted row have in common; the rest of its cells is uncertain."""
    common = {field: cell for field, cell in candidates[0].items() if all(other.get(field) is cell for other in candidates[1:])}
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


def _uncertain_row(placed: Assignment, oddity: Oddity, row: Sequence[RowCell]) -> AlignedRow:
    """No reading fits: keep the largest part of the printed positions that does not contradict itself, doubt the rest."""
    kept: dict[str, RowCell] = {}
    for field, cell in placed.items():
        if oddity({**kept, field: cell}) is not None:
            kept[field] = cell
    used = {id(cell) for cell in kept.values()}
    uncertain = tuple(cell for cell in row if cell.own and not cell.is_empty and id(cell) not in used)
    return AlignedRow(kept, uncertain=uncertain, is_shifted=True, candidates=())

"""The scale of tables against one another (量级互证): the same total, class or subject stands in several tables of a document.

Where the tables agree, each bears out the unit of the others. Where one differs from the others by a power of ten at every figure
that they share, its unit is wrong or misread, and nothing of it may be loaded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

SHIFTS = (1, 2, 3, 4, 5, 6, 7, 8)
_LEAST_DIGITS = 3
_LEAST_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed figure: its digits as a number, how many decimals, and how many 元 its unit is worth."""

    number: Decimal
    decimals: int
    factor: Decimal

    @property
    def yuan(self) -> Decimal:
        return self.number * self.factor

    @property
    def band(self) -> Decimal:
        """Half a unit of the last printed place, in 元."""
        return self.factor * Decimal(5).scaleb(-self.decimals - 1)

    @property
    def digits(self) -> int:
        return len(self.number.normalize().as_tuple().digits)


@dataclass
class ScaledTable:
    """One table's figures by what they measure (a subject's code, a class, a total): keys mean the same in all tables."""

    number: int
    figures: dict[str, list[Printed]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: str, figure: Printed) -> None:
        if figure.number:
            self.figures[key].append(figure)


def shift_between(first: ScaledTable, second: ScaledTable) -> int | None:
    """0 where two tables share figures of one scale; else the power of ten by which ``second`` is too large against ``first``,
    if two different figures at least say the same; None where nothing ties the tables."""
    found: dict[int, set[tuple[str, Decimal]]] = defaultdict(set)
    for key in first.figures.keys() & second.figures.keys():
        for one in first.figures[key]:
            for other in second.figures[key]:
                if min(one.digits, other.digits) >= _LEAST_DIGITS:
                    for shift in _shifts(one, other):
                        found[shift].add((key, one.number))
    if found[0]:
        return 0
    counts = Counter({shift: len(same) for shift, same in found.items() if abs(shift) > 1 or len({n for _, n in same}) > 1})
    (shift, count), *rest = counts.most_common() or [(0, 0)]
    if count < _LEAST_FIGURES or (rest and rest[0][1] == count):
        return None
    return shift


def _shifts(one: Printed, other: Printed) -> Iterable[int]:
    for shift in (0, *SHIFTS, *(-shift for shift in SHIFTS)):
        scale = Decimal(1).scaleb(shift)
        if abs(one.yuan * scale - other.yuan) <= one.band * scale + other.band:
            yield shift


@dataclass(frozen=True, slots=True)
class ScaleVerdict:
    """``agreeing``: tables whose scale bears out this one's. ``shift`` ≠ 0: it stands apart from ``against`` by 10^shift."""

    agreeing: tuple[int, ...] = ()
    shift: int = 0
    against: tuple[int, ...] = ()


def verdicts(tables: Sequence[ScaledTable]) -> Mapping[int, ScaleVerdict]:
    """The verdict on each table: those tied by scale are one group; the largest group holds, what differs from it stands apart;
    two largest groups of one size contradict one another."""
    shifts: dict[tuple[int, int], int] = {}
    for index, first in enumerate(tables):
        for second in tables[index + 1 :]:
            shift = shift_between(first, second)
            if shift is not None:
                shifts[first.number, second.number] = shift
                shifts[second.number, first.number] = -shift
    groups = _groups([table.number for table in tables], shifts)
    found: dict[int, ScaleVerdict] = {}
    for table in tables:
        own = groups[table.number]
        agreeing = tuple(sorted(number for number in own if number != table.number and shifts.get((table.number, number)) == 0))
        apart = {number: shift for (number, other), shift in shifts.items() if other == table.number and shift}
        stronger = {number: shift for number, shift in apart.items() if len(groups[number]) >= len(own)}
        if stronger:
            shift = Counter(stronger.values()).most_common(1)[0][0]
            against = tuple(sorted(number for number, other in stronger.items() if other == shift))
            found[table.number] = ScaleVerdict(agreeing, shift, against)
        else:
            found[table.number] = ScaleVerdict(agreeing)
    return found


def _groups(numbers: Sequence[int], shifts: Mapping[tuple[int, int], int]) -> dict[int, frozenset[int]]:
    """Tables tied by shift 0, directly or through others."""
    parent = {number: number for number in numbers}

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    for (first, second), shift in shifts.items():
        if shift == 0:
            parent[root(first)] = root(second)
    members: dict[int, set[int]] = defaultdict(set)
    for number in numbers:
        members[root(number)].add(number)
    return {number: frozenset(members[root(number)]) for number in numbers}

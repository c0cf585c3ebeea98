"""Witnesses and decisions (证据与判定): by what a unit, a year, a role or a statement was decided.

A witness says one thing about one question; it decides nothing. :func:`settle` is the only place that decides: the nearest scope
wins, two different answers of one scope decide nothing, no witness decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, Literal, TypeVar

Answer = TypeVar("Answer")
State = Literal["printed", "inferred", "contested", "unknown"]


class Scope(IntEnum):
    """What a witness speaks of, from the nearest to the farthest (由近及远)."""

    CELL = 0
    COLUMN = 1
    """A column's own heading, or a row's own label."""
    GROUP = 2
    """A heading over several columns."""
    TABLE = 3
    """Lines above and below the table, its title."""
    DOCUMENT = 4
    NAME = 5
    """The name of the file or of its source."""


@dataclass(frozen=True, slots=True)
class Evidence(Generic[Answer]):
    """One witness. ``answer`` is None where words are printed that should answer and do not (单位：万). ``kind`` says what
    speaks: heading, row label, line above, line below, title, document line, file name, scale …"""

    question: str
    answer: Answer | None
    words: str
    kind: str
    scope: Scope
    page: int | None = None

    def __str__(self) -> str:
        return f"{self.kind}“{self.words}”" + ("" if self.page is None else f"（第{self.page}页）")


@dataclass(frozen=True, slots=True)
class Decision(Generic[Answer]):
    """What was decided: ``value`` is None where ``state`` is unknown, or where words contradict words. Where something else than
    words contradicts them (sums, scale) it is contested and keeps the printed value, which nothing but ``published`` may use.
    ``rivals`` are the witnesses that say otherwise: of the same scope where it is contested, else of farther ones."""

    question: str
    value: Answer | None
    state: State
    because: Evidence[Answer] | None = None
    rivals: tuple[Evidence[Answer], ...] = ()

    @property
    def is_contested(self) -> bool:
        return self.state == "contested"


def settle(
    question: str, witnesses: Iterable[Evidence[Answer]], *, agree: Callable[[Answer, Answer], bool] | None = None
) -> Decision[Answer]:
    """Decides one question: the nearest scope wins; two answers of that scope that do not ``agree``, or one that cannot be
    read, decide nothing."""
    ordered = sorted(witnesses, key=lambda witness: witness.scope)
    if not ordered:
        return Decision(question, None, "unknown")
    nearest = [witness for witness in ordered if witness.scope == ordered[0].scope]
    first = next((witness for witness in nearest if witness.answer is not None), nearest[0])
    rivals = tuple(witness for witness in ordered if witness is not first and _differs(first, witness, agree))
    if first.answer is None or any(rival in nearest for rival in rivals):
        return Decision(question, None, "contested", first, rivals)
    return Decision(question, first.answer, "printed", first, rivals)


def _differs(first: Evidence[Answer], other: Evidence[Answer], agree: Callable[[Answer, Answer], bool] | None) -> bool:
    if first.answer is None or other.answer is None:
        return first.answer is not other.answer
    return not agree(first.answer, other.answer) if agree is not None else first.answer != other.answer


def told(decision: Decision[Answer]) -> str:
    """The witnesses of a contested decision for people: 表上方“单位：万元”与表下方“单位：元”."""
    named: Sequence[Evidence[Answer]] = ([decision.because] if decision.because is not None else []) + list(decision.rivals)
    return "与".join(dict.fromkeys(str(witness) for witness in named))

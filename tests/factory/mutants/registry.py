"""The kinds of change (改动的种类) and what makes one mutant of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.factory.mutants.bases import LAYOUT_ORDER, REGION_ORDER, forms_paper, statements_paper
from tests.factory.mutants.judge import Expect, Judgement, judge
from tests.factory.mutants.paper import Paper
from tests.factory.mutants.press import PRESSES

ALL = ("html", "xlsx", "docx", "pdf")
Change = Callable[[Paper, random.Random], Expect]


@dataclass(frozen=True)
class Kind:
    """One kind of change: its family, its formats, its base, and the regions (or layouts) that have the place."""

    name: str
    family: str
    change: Change
    formats: tuple[str, ...]
    base: str
    regions: tuple[str, ...]


KINDS: dict[str, Kind] = {}


class NotHere(Exception):
    """The base has no place for this change."""


def kind(
    family: str, *, formats: tuple[str, ...] = ALL, base: str = "statements", regions: tuple[str, ...] = ()
) -> Callable[[Change], Change]:
    """Registers a change under its function's name."""

    def register(change: Change) -> Change:
        name = change.__name__
        if name in KINDS:
            raise ValueError(f"two kinds are named {name}")
        places = regions or (LAYOUT_ORDER if base.endswith("forms") else REGION_ORDER)
        KINDS[name] = Kind(name, family, change, formats, base, places)
        return change

    return register


def base_paper(made: Kind, seed: int, number: int) -> Paper:
    """The unchanged document that the ``number``-th mutant of a kind starts from."""
    place = made.regions[(sum(map(ord, made.name)) + number + seed) % len(made.regions)]
    if made.base.endswith("forms"):
        return forms_paper(place, number + seed, count=3 if made.base == "three forms" else 2)
    return statements_paper(place, seed + number, negative=made.base == "negative", whole=made.base == "whole")


def mutant(made: Kind, seed: int, number: int) -> tuple[Paper, Expect]:
    """The ``number``-th mutant: the changed document and what a careful reader records of it."""
    for attempt in range(12):
        paper = base_paper(made, seed, number + attempt)
        chance = random.Random(f"{made.name} {seed} {number} {attempt}")
        try:
            return paper, made.change(paper, chance)
        except NotHere:
            continue
    raise LookupError(f"no base has a place for {made.name}")


def run(made: Kind, form: str, seed: int, number: int) -> tuple[Judgement, bytes]:
    """Typesets and judges one mutant."""
    paper, expect = mutant(made, seed, number)
    content = PRESSES[form](paper)
    return judge(paper, expect, content, form), content

"""How well each statement amount is supported (佐证程度): from the equalities it stands in and the readers that agree on it.

proven        in two or more equalities that hold, or in one that holds on a page where two readers agreed
supported     in one equality that holds
alone         in none
contradicted  in an equality that fails, unless more hold than fail: a figure that others confirm more often is not the one
              to doubt; and a cell that stands in several failed equalities takes the blame from the cells beside it
Every amount of a statement whose unit is wrong by a factor (DQ-429) is contradicted, however well its sums add up.
A figure whose equalities hold more often than they fail is graded by those that hold beyond the failed ones. Inequalities (≤),
names and codes support no figure. Blank cells have no grade.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from expectations.identities.rule_rows import Rule
from expectations.identities.statement_verdicts import Verdict

PROVEN, SUPPORTED, ALONE, CONTRADICTED = "proven", "supported", "alone", "contradicted"
ENOUGH = 2


def grades(
    amounts: Sequence[Mapping[str, Any]], verdicts: Sequence[tuple[Rule, Verdict]], agreed_pages: Collection[int] = ()
) -> Iterator[tuple[str, str]]:
    """``(fact_id, grade)`` for every printed amount. ``amounts`` are rows of the staged table ``statement_amount``;
    ``agreed_pages`` are the pages that a second reader read alike."""
    held, failed = equalities(verdicts)
    wrong_units = {verdict.statement_code for rule, verdict in verdicts if rule.check == "unit_factor" and not verdict.held}
    for row in amounts:
        if row["amount_yuan"] is None:
            continue
        if row["statement_code"] in wrong_units:
            yield row["fact_id"], CONTRADICTED
        else:
            yield row["fact_id"], grade(held[row["fact_id"]], failed[row["fact_id"]], row["page"] in agreed_pages)


def grade(held: int, failed: int, two_readers: bool = False) -> str:
    """The grade of an amount in ``held`` equalities that hold and ``failed`` that do not."""
    if failed and failed >= held:
        return CONTRADICTED
    support = held - failed
    if support >= ENOUGH or (support == 1 and two_readers):
        return PROVEN
    return SUPPORTED if support == 1 else ALONE


def equalities(verdicts: Sequence[tuple[Rule, Verdict]]) -> tuple[Counter[str], Counter[str]]:
    """How many equalities that hold, and that fail, each fact stands in. The same cells compared twice count once.

    Where one cell stands in more failed equalities than any other cell of an equality, and in two at least, the failure is its
    own: the others are not blamed for it."""
    held: Counter[str] = Counter()
    broken: list[frozenset[str]] = []
    seen: set[frozenset[str]] = set()
    for _, verdict in verdicts:
        facts = frozenset(cell.fact_id for _, cell in verdict.terms if cell.value is not None)
        if len(facts) < ENOUGH or facts in seen:
            continue
        seen.add(facts)
        if verdict.held:
            held.update(facts)
        else:
            broken.append(facts)
    met = Counter(fact for facts in broken for fact in facts)
    failed: Counter[str] = Counter()
    for facts in broken:
        most = max(met[fact] for fact in facts)
        culprits = [fact for fact in facts if met[fact] == most]
        failed.update(culprits if len(culprits) == 1 and most >= ENOUGH else facts)
    return held, failed

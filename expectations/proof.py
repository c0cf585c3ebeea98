"""How well each statement amount is supported (佐证程度): from the equalities it stands in, what ties its table to others,
and the readers that agree on it.

proven        two or more equalities hold (or one, on a page where two readers agreed), and the figure's table is tied to others:
              an equality that leaves the table holds for one of its figures, which bears out its unit and year as well
supported     an equality holds, but the table is tied to nothing, or its unit was inferred; or one equality only
alone         no equality
contradicted  an equality fails, unless more hold than fail: a figure that others confirm more often is not the one
              to doubt; and a cell that stands in several failed equalities takes the blame from the cells beside it
Amounts whose unit, year, role or statement is contested (dq.decision), and those of a statement whose unit is wrong by a factor
(DQ-429), are contradicted, however well their sums add up. A figure whose equalities hold more often than they fail is graded by
those that hold beyond the failed ones. Inequalities (≤), names and codes support no figure. Blank cells have no grade.
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
    amounts: Sequence[Mapping[str, Any]],
    verdicts: Sequence[tuple[Rule, Verdict]],
    agreed_pages: Collection[int] = (),
    inferred_tables: Collection[int | None] = (),
) -> Iterator[tuple[str, str]]:
    """``(fact_id, grade)`` for every printed amount. ``amounts`` are rows of the staged table ``statement_amount``;
    ``agreed_pages`` are the pages that a second reader read alike; ``inferred_tables`` the numbers of the statements whose unit
    or title is not printed."""
    held, failed = equalities(verdicts)
    wrong_units = {verdict.statement_code for rule, verdict in verdicts if rule.check == "unit_factor" and not verdict.held}
    tied = _tied_tables(amounts, verdicts)
    for row in amounts:
        if row["amount_yuan"] is None:
            continue
        fact_id, table = row["fact_id"], _table_of(row)
        if row["statement_code"] in wrong_units or row.get("contested"):
            yield fact_id, CONTRADICTED
        else:
            is_tied = table in tied and row.get("table_no") not in inferred_tables
            yield fact_id, grade(held[fact_id], failed[fact_id], row["page"] in agreed_pages, is_tied=is_tied)


def grade(held: int, failed: int, two_readers: bool = False, *, is_tied: bool = True) -> str:
    """The grade of an amount in ``held`` equalities that hold and ``failed`` that do not; ``is_tied``: an equality that leaves
    its table bears out the table's unit and year."""
    if failed and failed >= held:
        return CONTRADICTED
    support = held - failed
    if is_tied and (support >= ENOUGH or (support == 1 and two_readers)):
        return PROVEN
    return SUPPORTED if support else ALONE


def _table_of(row: Mapping[str, Any]) -> tuple[str, int | None]:
    return row["statement_code"], row.get("table_no")


def _tied_tables(amounts: Sequence[Mapping[str, Any]], verdicts: Sequence[tuple[Rule, Verdict]]) -> set[tuple[str, int | None]]:
    """The statements of which a figure stands in an equality with another statement, or with the prose, that holds."""
    table_of = {row["fact_id"]: _table_of(row) for row in amounts}
    tied: set[tuple[str, int | None]] = set()
    for _, verdict in verdicts:
        cells = [cell for _, cell in verdict.terms if cell.value]
        if verdict.held and len({cell.statement for cell in cells}) > 1:
            tied |= {table_of[cell.fact_id] for cell in cells if cell.fact_id in table_of}
    return tied


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

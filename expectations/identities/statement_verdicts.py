"""What one identity of the statements says at one place (报表勾稽的判定): cells with their signs, residual, band, verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.identities.form_figures import plain
from expectations.identities.outcome import Check
from expectations.identities.rounding import SCALES, sum_band
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Cell

ZERO = Decimal(0)
PROSE = "narrative"
"""What stands for the statement of a figure that the prose prints."""
NO_TERMS: tuple[tuple[int, Cell], ...] = ()


@dataclass(frozen=True)
class Verdict(Check):
    """One application of a rule to statements. ``terms`` are the cells whose signed sum is to be zero, first the
    one that is to equal the others; ``residual`` is that sum and ``band`` the largest legal one.
    ``pages`` lie under the cells."""

    statement_code: str | None = None
    terms: tuple[tuple[int, Cell], ...] = NO_TERMS
    residual: Decimal = ZERO
    band: Decimal = ZERO
    pages: tuple[int | None, ...] = ()

    @property
    def inside_band(self) -> bool:
        """Held, with a difference that rounding explains."""
        return self.held and self.residual != 0


def is_applicable(total: Cell, parts: Sequence[tuple[int, Cell]], row_filled: bool) -> bool:
    """Whether an identity can be judged: something is printed on both sides. A blank total counts as zero only where its row is
    filled otherwise, blank parts only where another part is filled."""
    if total.value is None and not row_filled:
        return False
    return any(cell.value is not None for _, cell in parts)


def equality(rule: Rule, subject: str, total: Cell, parts: Sequence[tuple[int, Cell]], what: str) -> Verdict:
    """The verdict on ``total = Σ sign × part``. ``what`` names the parts for people ("各类之和")."""
    terms = ((1, total), *((-sign, cell) for sign, cell in parts))
    residual = sum((sign * cell.amount for sign, cell in terms), ZERO)
    printed = [cell for _, cell in terms if cell.value is not None]
    band = sum_band([cell.fine for cell in printed])
    coarse = sum_band([cell.coarse for cell in printed])
    facts = tuple(cell.fact_id for cell in printed)
    pages = tuple(dict.fromkeys(cell.page for _, cell in terms))
    size, expected = abs(residual), total.amount - residual
    holds = size <= band
    severity = None if holds else (rule.severity if size > coarse else "warning")
    message = "" if size == 0 else sentence(total, expected, size, what)
    return Verdict(
        holds, subject, message, money(expected, total), total.shown, facts, total.page, severity, total.statement, terms,
        residual, band, pages,
    )  # fmt: skip


def at_most(rule: Rule, subject: str, part: Cell, whole: Sequence[Cell], what: str) -> Verdict:
    """The verdict on ``part ≤ Σ whole``: an inequality supports no figure, so it carries no terms."""
    limit = sum((cell.amount for cell in whole), ZERO)
    printed = [cell for cell in (part, *whole) if cell.value is not None]
    band = sum_band([cell.coarse for cell in printed])
    holds = part.amount - limit <= band
    facts = tuple(cell.fact_id for cell in printed)
    message = "" if holds else f"{part.place}为 {part.shown}，大于{what} {money(limit, part)}"
    return Verdict(
        holds, subject, message, f"≤ {money(limit, part)}", part.shown, facts, part.page, None, part.statement,
        pages=tuple(dict.fromkeys(cell.page for cell in printed)),
    )  # fmt: skip


def sentence(total: Cell, expected: Decimal, size: Decimal, what: str) -> str:
    """A Chinese clause: what is printed, what follows from the other cells, and the difference."""
    return f"{total.place}为 {total.shown}，{what}为 {money(expected, total)}，相差 {money(size, total)}"


def money(value: Decimal, like: Cell) -> str:
    """An amount of 元 in the unit of a cell."""
    unit = like.unit or "元"
    return f"{plain(value / SCALES.get(unit, Decimal(1)))} {unit}"


def passed(subject: str, statement_code: str | None) -> Verdict:
    """The rule applied here and held."""
    return Verdict(True, subject, statement_code=statement_code)

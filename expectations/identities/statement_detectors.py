"""Detectors that say what was probably meant (差错推断): lost digits, rows shifted by one, units that are wrong by a factor.

They read the verdicts of the identities, propose, and never change a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from expectations.identities.public_expense_rules import public_cell_of, wordings
from expectations.identities.rounding import SCALES, slipped_digit
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, Cell, Statement
from expectations.identities.statement_verdicts import PROSE, ZERO, Verdict, money, passed

Judged = Sequence[tuple[Rule, Verdict]]
MOST_CANDIDATES = 6


def replaced_digit(published: Decimal, expected: Decimal) -> bool:
    """Whether exactly one digit differs, in figures of the same length."""
    places = max(0, -int(published.normalize().as_tuple().exponent), -int(expected.normalize().as_tuple().exponent))
    first, second = str(published.scaleb(places).to_integral_value()), str(expected.scaleb(places).to_integral_value())
    return len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) == 1


def statement_digit_loss(rule: Rule, judged: Judged) -> Iterator[Verdict]:
    """DQ-123: solves each failed identity for each cell. A value that repairs several identities at once is proposed before one
    that a slip of a digit explains; cells that other identities confirm come last. A few candidates at the most are named."""
    failed = [verdict for _, verdict in judged if verdict.terms and not verdict.held and verdict.message]
    repairs: Counter[tuple[str, Decimal]] = Counter()
    for verdict in failed:
        repairs.update((cell.fact_id, cell.amount - sign * verdict.residual) for sign, cell in verdict.terms if cell.value)
    confirmed = _held_identities(judged)
    for verdict in failed:
        options: dict[int, list[tuple[Cell, Decimal, str, int]]] = {}
        for sign, cell in verdict.terms:
            meant = cell.amount - sign * verdict.residual
            repaired = repairs[cell.fact_id, meant]
            if cell.value and cell.statement != PROSE and meant != cell.value:
                slip = _slip(cell, meant, repaired)
                if slip is not None:
                    options.setdefault(repaired - confirmed.get(cell.fact_id, 0), []).append((cell, meant, slip, repaired))
        best = options[max(options)] if options else []
        if 0 < len(best) <= MOST_CANDIDATES:
            yield _proposal(best)
        else:
            yield passed(f"{verdict.statement_code}.{verdict.subject}", verdict.statement_code)


def _held_identities(judged: Judged) -> Mapping[str, int]:
    """How many equalities a cell satisfies as it is printed: each would break if the cell were another."""
    counts: dict[str, int] = {}
    for _, verdict in judged:
        for _, cell in verdict.terms if verdict.held else ():
            counts[cell.fact_id] = counts.get(cell.fact_id, 0) + 1
    return counts


def _slip(cell: Cell, meant: Decimal, repaired: int) -> str | None:
    """What happened to the digits, in Chinese; None when one identity asks for a figure that no slip explains."""
    scale = SCALES.get(cell.unit, Decimal(1))
    slip = slipped_digit(cell.amount / scale, meant / scale)
    if slip is None and repaired >= 2:
        slip = "一位数字不同" if meant > 0 and replaced_digit(cell.amount / scale, meant / scale) else "数字不同"
    return slip


def _proposal(best: Sequence[tuple[Cell, Decimal, str, int]]) -> Verdict:
    texts = []
    for cell, meant, slip, repaired in best:
        texts.append(
            f"{cell.place}印为 {cell.shown}，可能是 {money(meant, cell)}（{slip}）"
            + (f"，改后 {repaired} 处勾稽同时相符" if repaired > 1 else "")
        )
    first, meant = best[0][0], best[0][1]
    facts = tuple(cell.fact_id for cell, *_ in best)
    return Verdict(
        False, ".".join(facts), "；或者".join(texts), money(meant, first), first.shown, facts, first.page, None, first.statement,
        pages=tuple(dict.fromkeys(cell.page for cell, *_ in best)),
    )  # fmt: skip


def row_shift(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-155: the column of a class is printed one row off. Signs: the last item (其他) prints the total of its class while the
    others already add up to it; or an item prints the 三公 figure of its neighbour and not its own."""
    for number, statements in enumerate(account.sets):
        basic = statements.get("general_budget_basic_expenditure")
        measure = (basic.column("amount") or basic.column("spent")) if basic else None
        if basic is None or measure is None:
            continue
        for parent in [code for code in basic.by_code if len(code) == 3]:
            yield from _class_shift(basic, measure, parent, number)
        yield from _neighbour_shift(basic, measure, statements, number)


def _shifted(subject: str, text: str, expected: str, cell: Cell, facts: tuple[str, ...], severity: str | None = None) -> Verdict:
    pages = (cell.page,)
    return Verdict(False, subject, text, expected, cell.shown, facts, cell.page, severity, cell.statement, pages=pages)


def _class_shift(basic: Statement, measure: str, parent: str, number: int) -> Iterator[Verdict]:
    by_code = basic.by_code
    items = [
        row.cells[measure] for code, row in by_code.items() if len(code) == 5 and code.startswith(parent) and measure in row.cells
    ]
    total, last = by_code[parent].cells.get(measure), by_code.get(parent + "99")
    if total is None or not total.value or last is None or measure not in last.cells or len(items) < 3:
        return
    rest = sum((cell.amount for cell in items if cell is not last.cells[measure]), ZERO)
    other = last.cells[measure]
    if other.value == total.value and rest == total.value:
        text = f"{other.place}印为 {other.shown}，与 {parent} 合计相同，而其余各款之和已等于合计："
        text += "这一列很可能整列错行（上移一行），各款数字应对照原件"
        facts = tuple(cell.fact_id for cell in (other, total, *items) if cell.value is not None)
        yield _shifted(f"{number}.{parent}", text, "", other, facts)
    else:
        yield passed(f"{number}.{parent}", basic.code)


def _neighbour_shift(basic: Statement, measure: str, statements: Mapping[str, Statement], number: int) -> Iterator[Verdict]:
    """A 三公 subject and the row before or after it, compared with the 三公 statement."""
    rows = [row for row in basic.rows if row.code and len(row.code) == 5 and measure in row.cells]
    for code, item in wordings()["subjects"].items():
        place = next((i for i, row in enumerate(rows) if row.code == code), None)
        whole = public_cell_of(statements, "final", item)
        if place is None or whole is None or not whole.value:
            continue
        own = rows[place].cells[measure]
        near = [
            rows[i].cells[measure] for i in (place - 1, place + 1) if 0 <= i < len(rows) and (rows[i].code or "")[:3] == code[:3]
        ]
        moved = [cell for cell in near if cell.value == whole.value]
        if moved and own.value != whole.value and (own.amount > whole.value or own.value is None):
            text = f"{moved[0].place}印为 {moved[0].shown}，正是{whole.place}的数字，而 {own.place}为 {own.shown}：可能错行"
            yield _shifted(
                f"{number}.{code}", text, own.label, moved[0], (moved[0].fact_id, own.fact_id, whole.fact_id), "warning"
            )
        else:
            yield passed(f"{number}.{code}", basic.code)


def factor_between(rule: Rule, verdict: Verdict) -> Decimal | None:
    """The power of ten by which two statements differ in an equality between them; None when it is no matter of units."""
    total, others = verdict.terms[0][1], verdict.terms[1:]
    rest = -sum((sign * cell.amount for sign, cell in others), ZERO)
    if verdict.held or not total.value or not rest or any(cell.statement == total.statement for _, cell in others):
        return None
    for factor in (Decimal(text) for text in rule.parameters["factors"]):
        gap = abs(total.value * factor - rest)
        if gap <= max(factor, Decimal(1)) * verdict.band and gap * 1000 <= abs(rest):
            return factor
    return None


def unit_factor(rule: Rule, judged: Judged) -> Iterator[Verdict]:
    """DQ-429: equalities between two statements that fail exactly by a factor of units. Of the two the one that agrees with fewer
    others is the one whose unit is wrong; the prose is never the one."""
    between = [verdict for _, verdict in judged if verdict.terms and len({cell.statement for _, cell in verdict.terms}) > 1]
    agreeing = Counter(
        code for verdict in between if verdict.held for code in {cell.statement for _, cell in verdict.terms if cell.value}
    )
    wrong: dict[str, tuple[Verdict, Decimal]] = {}
    for verdict in between:
        factor = factor_between(rule, verdict)
        codes = sorted({cell.statement for _, cell in verdict.terms} - {PROSE}, key=lambda code: (agreeing[code], code))
        if factor is not None and (len(codes) > 1 or agreeing[codes[0]] == 0):
            wrong.setdefault(codes[0], (verdict, factor))
    for code in sorted({cell.statement for verdict in between for _, cell in verdict.terms} - {PROSE}):
        yield _wrong_unit(code, *wrong[code]) if code in wrong else passed(code, code)


def _wrong_unit(code: str, verdict: Verdict, factor: Decimal) -> Verdict:
    cell = next(cell for _, cell in verdict.terms if cell.statement == code)
    other = next(cell for _, cell in verdict.terms if cell.statement != code)
    own_factor = factor if cell is verdict.terms[0][1] else 1 / factor
    named = next((name for name, scale in SCALES.items() if scale == SCALES.get(cell.unit, Decimal(1)) * own_factor), None)
    times = f"{max(factor, 1 / factor):.0f} 倍"
    text = f"《{cell.statement_name}》印的金额单位是“{cell.unit}”，其数字与《{other.statement_name}》相差 {times}"
    text += f"（{cell.shown} 与 {other.shown}）" + (f"，很可能应为“{named}”" if named else "")
    facts = tuple(dict.fromkeys(one.fact_id for _, one in verdict.terms if one.value is not None))
    return Verdict(False, code, text, named or "", cell.unit, facts, cell.page, None, code, pages=(cell.page,))

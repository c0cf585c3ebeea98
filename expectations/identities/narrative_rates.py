"""Rules on the percentages of the prose (占比、完成率、增减率): each follows from amounts (DQ-402, 403, 405…407, 412)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from expectations.identities.narrative_figures import (
    ProseFigure,
    amounts,
    around,
    budget_before,
    figures_of,
    prose,
    public_cell,
    public_item,
    whole_of,
)
from expectations.identities.public_expense_rules import public_cell_of
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, Cell
from expectations.identities.statement_sums import one_of
from expectations.identities.statement_verdicts import ZERO, Verdict, equality, money, passed

HUNDRED = Decimal(100)
GENERAL = re.compile(r"一般公共预算(?:财政拨款)?支出")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def percent_grid(figure: ProseFigure, rate: Decimal) -> Decimal:
    """One unit in the last printed place of a percentage, as the quote prints it ("98.20%"); the staged value keeps no zeros."""
    printed = [
        text for text in PERCENT.findall(unicodedata.normalize("NFKC", figure.row["quote"] or "")) if Decimal(text) == abs(rate)
    ]
    decimals = max((len(text.partition(".")[2]) for text in printed), default=max(0, -int(rate.normalize().as_tuple().exponent)))
    return Decimal(1).scaleb(-decimals)


def follows(rate: Decimal, figure: ProseFigure, whole: Cell) -> bool:
    """Whether a percentage of a figure can come from two rounded amounts, rounded or cut."""
    part = figure.cell
    low_whole, high_whole = around(whole)
    low, high = around(part)
    if low_whole <= 0:
        return True
    bounds = sorted(one / other * HUNDRED for one in (low, high) for other in (low_whole, high_whole))
    grid = percent_grid(figure, rate)
    return bounds[0] - grid < rate <= bounds[-1] + grid


def computed(rate: Decimal, figure: ProseFigure, whole: Cell) -> str:
    grid = min(percent_grid(figure, rate), Decimal("0.01"))
    return f"{(figure.cell.amount / whole.amount * HUNDRED).quantize(grid, ROUND_HALF_UP)}%"


def _wrong(figure: ProseFigure, text: str, expected: str, actual: str, severity: str | None = None) -> Verdict:
    page = figure.cell.page
    return Verdict(
        False, figure.cell.fact_id, text, expected, actual, (figure.cell.fact_id,), page, severity, None, pages=(page,)
    )


def prose_share(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-402, 403, 405, 414: a share is its amount over the whole."""
    figures = figures_of(account)
    for _, figure in amounts(figures):
        rate = figure.row["share_percent"]
        found = whole_of(figure, account, figures) if rate is not None else None
        if found is None or found[0] != rule.rule_id:
            continue
        whole = found[1]
        if follows(rate, figure, whole):
            yield passed(figure.cell.fact_id, None)
        else:
            right, shown = computed(rate, figure, whole), figure.shown_percent("share_percent")
            text = f"文字说明“{figure.row['quote']}”：{figure.cell.shown} 占 {whole.shown} 的 {right}，印为 {shown}"
            yield _wrong(figure, text, right, shown)


def shares_add_up(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-405: the shares of the classes of one list add up to 100 %, each off by half its last digit at most."""
    lists: dict[tuple[str, str], list[ProseFigure]] = {}
    for _, figure in amounts(figures_of(account)):
        if figure.path and figure.path[-1][1] == "类" and figure.row["share_percent"] is not None:
            lists.setdefault((figure.section, figure.row["share_of"] or figure.part_of), []).append(figure)
    for figures in lists.values():
        total = sum((figure.row["share_percent"] for figure in figures), ZERO)
        band = len(figures) * max(percent_grid(figure, figure.row["share_percent"]) for figure in figures)
        if len(figures) < 2 or len({figure.path for figure in figures}) < len(figures):
            continue
        if abs(total - HUNDRED) <= max(band / 2, Decimal("0.01")):
            yield passed(figures[0].cell.fact_id, None)
        else:
            text = f"文字说明中 {len(figures)} 个类的占比相加为 {total.normalize():f}%"
            yield _wrong(figures[0], text, "100%", f"{total.normalize():f}%")


def completion(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-406: a completion rate is the final figure over the budget that the sentence names."""
    figures = figures_of(account)
    for index, figure in amounts(figures):
        rate, budget = figure.row["completion_percent"], budget_before(figures, index)
        if rate is None or budget is None or not budget.cell.value:
            continue
        if follows(rate, figure, budget.cell):
            yield passed(figure.cell.fact_id, None)
        else:
            right, shown = computed(rate, figure, budget.cell), figure.shown_percent("completion_percent")
            parts = f"{figure.cell.shown} 为{budget.role} {budget.cell.shown} 的 {right}"
            text = f"文字说明“{figure.row['quote']}”：{parts}，印为 {shown}"
            yield _wrong(figure, text, right, shown)


def budgets_add_up(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-406: the budgets of all 项 add up to the whole. Judged only where the prose names every 项 that the statement prints."""
    general = (
        one_of(account.sets[0], "general_budget_expenditure|general_budget_income_expenditure")
        if len(account.sets) == 1
        else None
    )
    column = general.column("spent") if general is not None else None
    if general is None or column is None:
        return
    printed = [row for row in general.rows if len(row.code or "") == 7 and column in row.cells and row.cells[column].value]
    for role in prose()["budget_roles"]:
        items: dict[tuple[tuple[str, str], ...], ProseFigure] = {}
        whole: ProseFigure | None = None
        for _, figure in amounts(figures_of(account)):
            if figure.role != role:
                continue
            if figure.path and figure.path[-1][1] == "项" and "一般公共预算" in figure.section:
                items.setdefault(figure.path, figure)
            elif not figure.path and GENERAL.fullmatch(figure.subject):
                whole = whole or figure
        if whole is not None and len(printed) > 1 and len(items) == len(printed):
            parts = [(1, figure.cell) for figure in items.values()]
            yield equality(rule, role, whole.cell, parts, f"{len(items)} 个项的{role}之和")


def zero_denominator(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-407: over a budget of zero no rate is defined. 0 over 0 printed as 0 % or 100 % is a remark."""
    figures = figures_of(account)
    for index, figure in amounts(figures):
        rate = figure.row["completion_percent"]
        if rate is None:
            continue
        budget = budget_before(figures, index)
        cell = budget.cell if budget is not None else _public_budget(figure, account)
        if cell is None:
            continue
        if cell.amount != 0:
            yield passed(figure.cell.fact_id, None)
            continue
        shown = figure.shown_percent("completion_percent")
        other = _explains(figures, figure, rate)
        text = f"文字说明“{figure.row['quote']}”：{cell.place}为 {cell.shown}，没有可以计算的完成率，印为 {shown}"
        text += f"；{shown} 是{other.role} {other.cell.shown} 的完成率" if other is not None else ""
        yield _wrong(figure, text, "不写完成率", shown, None if figure.cell.amount != 0 else "info")


def _explains(figures: list[ProseFigure], figure: ProseFigure, rate: Decimal) -> ProseFigure | None:
    """Another budget of the same subject over which the rate is right."""
    for other in figures:
        same = other.subject == figure.subject and other.path == figure.path and other.is_amount
        if same and other.role in prose()["budget_roles"] and other.cell.value and follows(rate, figure, other.cell):
            return other
    return None


def _public_budget(figure: ProseFigure, account: Account) -> Cell | None:
    """The budget of a public expense in its statement, for sentences that give only the rate."""
    item = public_item(figure)
    if item is None or public_cell(figure, account) is None:
        return None
    return public_cell_of(account.sets[0], "budget", item)


def _this_year(figures: list[ProseFigure], index: int) -> ProseFigure | None:
    """The amount that a change is of: the last figure before it of the same subject, path and role."""
    figure = figures[index]
    for one in reversed(figures[:index]):
        if one.is_amount and (one.subject, one.path, one.role) == (figure.subject, figure.path, figure.role):
            return one
    return None


def change_rate(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-412: base = this year − change; the rate is the change over the base, and there is none over a base of zero."""
    figures = figures_of(account)
    for index, figure in enumerate(figures):
        rate, change = figure.row["change_percent"], figure.row["amount_yuan"]
        if figure.row["kind"] != "change" or rate is None or change is None or figure.row["direction"] not in ("增加", "减少"):
            continue
        this = _this_year(figures, index)
        if this is None:
            continue
        base = this.cell.amount - change if figure.row["direction"] == "增加" else this.cell.amount + change
        shown = figure.shown_percent("change_percent")
        if base == 0:
            text = (
                f"文字说明“{figure.row['quote']}”：{this.cell.shown} 全部是增加额，上年为零，没有可以计算的增减率，印为 {shown}"
            )
            yield _wrong(figure, text, "不写增减率", shown)
            continue
        whole = Cell(base, "", this.cell.unit, None, "", "", "", "", "", this.cell.fine, this.cell.coarse + figure.cell.coarse)
        if base < 0 or follows(rate, figure, whole):
            yield passed(figure.cell.fact_id, None)
        else:
            right = computed(rate, figure, whole)
            text = f"文字说明“{figure.row['quote']}”：上年 {money(base, this.cell)}，增减率为 {right}，印为 {shown}"
            yield _wrong(figure, text, right, shown)

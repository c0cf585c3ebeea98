"""Rules on the three public expenses (“三公”经费): sums, budget, and the same items among basic expenditure (DQ-161…164, 209)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, Cell, Statement
from expectations.identities.statement_roles import plain_heading, plain_label, statement_rules
from expectations.identities.statement_sums import TOTALS, cells_of
from expectations.identities.statement_verdicts import Verdict, at_most, equality, is_applicable

Items = Mapping[tuple[str, str], Cell]


def wordings() -> Mapping[str, Any]:
    """The section ``public_expenses`` of the rules."""
    found: Mapping[str, Any] = statement_rules()["public_expenses"]
    return found


@cache
def _item_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((item, re.compile("|".join(f"(?:{one})" for one in lines))) for item, lines in wordings()["items"].items())


def item_of(text: str) -> str | None:
    """Which item a label or heading without its 预算数/决算数 means; None for 会议费, 培训费, 机关运行经费 and the like."""
    return next((item for item, pattern in _item_patterns() if pattern.fullmatch(text)), None)


def items_of(statement: Statement) -> Iterator[tuple[str, Items]]:
    """The cells by (budget or final, item), whether items are columns or rows; rows of several units come one by one."""
    measures = statement.measures()
    kinds = {measure: _kind_and_rest(measure) for measure in measures}
    if any(rest and item_of(rest) for _, rest in kinds.values()):
        for row in statement.rows:
            found: dict[tuple[str, str], Cell] = {}
            for kind in ("budget", "final"):
                for measure in _preferred(kind, measures):
                    item = item_of(kinds[measure][1])
                    if item is not None and measure in row.cells:
                        found.setdefault((kind, item), row.cells[measure])
            yield f"{row.row_no}", found
        return
    by_row: dict[tuple[str, str], Cell] = {}
    for row in statement.rows:
        item = item_of(plain_label(row.label)) if row.label else None
        for kind in ("budget", "final") if item is not None else ():
            for measure in _preferred(kind, measures):
                known = by_row.get((kind, str(item)))
                if measure in row.cells and (known is None or known.value is None):  # a heading row 三公经费 is blank
                    by_row[kind, str(item)] = row.cells[measure]
    if by_row:
        yield "rows", by_row


def _kind_and_rest(measure: str) -> tuple[str, str]:
    """``"公务接待费/决算数"`` → ``("决算数", "公务接待费")``; a table of final figures only needs no such heading."""
    parts = plain_heading(measure).split("/")
    known = {*wordings()["budget"], *wordings()["final"]}
    kind = next((part for part in parts if part in known), "")
    rest = [part for part in parts if part != kind or not kind]
    while len(rest) > 1 and rest[-1] in TOTALS:
        rest.pop()
    return kind, "/".join(rest)


def _preferred(kind: str, measures: list[str]) -> list[str]:
    """The columns of a kind: of several budgets (年初, 全年) the one that the wordings name first."""
    if kind == "final" and not any(_kind_and_rest(measure)[0] for measure in measures):
        return measures
    for wording in wordings()[kind]:
        found = [measure for measure in measures if _kind_and_rest(measure)[0] == wording]
        if found:
            return found
    return []


def public_statements(statements: Mapping[str, Statement]) -> list[Statement]:
    """The statements of the three public expenses; some regions publish two."""
    return [one for one in statements.values() if statement_rules()["public_statement"] in one.name]


def public_cell_of(statements: Mapping[str, Statement], kind: str, item: str) -> Cell | None:
    """The cell of an item, the greatest where two statements print it; None where a statement has several rows of them."""
    tables = [list(items_of(one)) for one in public_statements(statements) if one.filled]
    found = [table[0][1][kind, item] for table in tables if len(table) == 1 and (kind, item) in table[0][1]]
    if any(len(table) > 1 for table in tables):
        return None
    return max(found, key=lambda cell: cell.amount, default=None)


def _tables(account: Account) -> Iterator[tuple[str, Items]]:
    for number, statements in enumerate(account.sets):
        for statement in public_statements(statements):
            for name, items in items_of(statement):
                yield f"{number}.{statement.code}.{name}", items


def public_sum(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-161, DQ-162: a total equals its items, in the budget and in the final figures; 会议费 and 培训费 stay outside."""
    for name, items in _tables(account):
        for kind in ("budget", "final"):
            total = items.get((kind, rule.parameters["total"]))
            parts = [(1, items[kind, part]) for part in rule.parameters["parts"] if (kind, part) in items]
            filled = any(cell.value is not None for cell in items.values())
            if total is not None and len(parts) == len(rule.parameters["parts"]) and is_applicable(total, parts, filled):
                what = "、".join(wordings()["names"][part] for part in rule.parameters["parts"]) + "相加"
                yield equality(rule, f"{name}.{kind}", total, parts, what)


def public_within_budget(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-163: no item costs more than its budget. An item whose budget is blank is not judged."""
    for name, items in _tables(account):
        for item in wordings()["names"]:
            budget, final = items.get(("budget", item)), items.get(("final", item))
            if budget is not None and final is not None and budget.value is not None and final.value is not None:
                yield at_most(rule, f"{name}.{item}", final, [budget], "预算数")


def public_covers_basic(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-164: what basic expenditure prints for an item is a part of it. Not judged where the statement has several rows."""
    for number, statements in enumerate(account.sets):
        basic = statements.get("general_budget_basic_expenditure")
        measure = (basic.column("amount") or basic.column("spent")) if basic else None
        for code, item in wordings()["subjects"].items() if basic else ():
            row, whole = basic.by_code.get(code) if basic else None, public_cell_of(statements, "final", item)
            if row is None or measure not in row.cells or whole is None:
                continue
            part = row.cells[str(measure)]
            if part.value is not None and (whole.value is not None or part.value > 0):
                yield at_most(rule, f"{number}.{code}", part, [whole], whole.place)


def public_within_fiscal(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-209: the public expenses are paid from fiscal money and cannot exceed it."""
    for number, statements in enumerate(account.sets):
        whole, total = cells_of(rule.parameters["whole"], statements, None), public_cell_of(statements, "final", "total")
        if total is not None and total.value is not None and whole is not None and whole[0][2].value is not None:
            yield at_most(rule, f"{number}", total, [whole[0][2]], whole[0][2].place)

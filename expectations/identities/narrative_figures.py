"""Figures of the prose as the rules see them (情况说明的数字): what each measures, and the cell that it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from expectations.identities.public_expense_rules import public_cell_of
from expectations.identities.rounding import printed_decimals, ulp
from expectations.identities.statement_cells import Account, Cell, Statement
from expectations.identities.statement_roles import plain_label, statement_rules
from expectations.identities.statement_sums import cells_of, one_of
from expectations.identities.statement_verdicts import PROSE
from expectations.identities.subject_rules import plain_name

PATH = re.compile(r"(.+?)\((类|款|项)\)")  # names may hold brackets of their own: 中医（民族）医院


@dataclass(frozen=True)
class ProseFigure:
    """One figure of the prose. ``subject``, ``part_of`` and ``section`` are folded; ``path`` is 类, 款, 项 as they are named."""

    row: Mapping[str, Any]
    subject: str
    part_of: str
    section: str
    role: str
    path: tuple[tuple[str, str], ...]
    cell: Cell

    @property
    def is_amount(self) -> bool:
        """An amount of money of the year itself, no change, reason or rate."""
        return self.row["kind"] == "amount" and self.row["amount_yuan"] is not None

    def shown_percent(self, column: str) -> str:
        return f"{self.row[column].normalize():f}%"


def prose() -> Mapping[str, Any]:
    """The section ``prose`` of the rules."""
    found: Mapping[str, Any] = statement_rules()["prose"]
    return found


@lru_cache(maxsize=1)
def figures_of(account: Account) -> list[ProseFigure]:
    """Every figure of the prose of the fiscal year itself, in printed order."""
    return [
        figure_of(row)
        for row in account.narrative
        if row["figure_year"] is None or account.fiscal_year is None or row["figure_year"] == account.fiscal_year
    ]


def figure_of(row: Mapping[str, Any]) -> ProseFigure:
    unit = row["published_unit"] or ""
    decimals = printed_decimals(row["published_text"]) or 0
    last = ulp(decimals, unit)
    cell = Cell(
        row["amount_yuan"],
        row["published_text"] or "",
        unit,
        row["page"],
        row["fact_id"],
        PROSE,
        "文字说明",
        row["measure"] or "",
        "",
        last,
        last,
    )
    path = tuple((name, level) for name, level in PATH.findall(plain_label(row["item_path"] or "")))
    return ProseFigure(
        row, plain_label(row["subject"] or row["measure"] or ""), plain_label(row["part_of"] or ""),
        plain_label(row["section"] or ""), row["role"] or "", path, cell,
    )  # fmt: skip


@cache
def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def matches(entry: Mapping[str, Any], figure: ProseFigure) -> bool:
    """Whether an entry of ``prose.cells`` speaks of a figure."""
    if "item" in entry:
        if not figure.path or figure.path[-1][1] != entry["item"]:
            return False
    elif figure.path or not pattern(entry["subject"]).fullmatch(figure.subject):
        return False
    if "part_of" in entry and not pattern(entry["part_of"]).search(figure.part_of):
        return False
    return pattern(entry.get("section", prose()["sections"])).search(figure.section) is not None


def cell_of(entry: Mapping[str, Any], figure: ProseFigure, account: Account) -> Cell | None:
    """The one cell that a figure of the prose repeats; None where the statement, the row or the column is missing or not sure."""
    if len(account.sets) > 1:
        return None
    for statements in account.sets:
        if "item" not in entry:
            found = cells_of(entry["cell"], statements, None)
            return found[0][2] if found is not None and len(found) == 1 else None
        codes, _, column = entry["cell"]
        statement = one_of(statements, codes)
        return None if statement is None else item_cell(statement, figure, column)
    return None


def item_cell(statement: Statement, figure: ProseFigure, column: str) -> Cell | None:
    """The cell of a subject that is named by its path: the names of all its levels must agree."""
    wanted = {"类": 3, "款": 5, "项": 7}
    by_code, measure = statement.by_code, statement.column(column)
    found = []
    for code, row in by_code.items():
        if len(code) != wanted[figure.path[-1][1]] or measure not in row.cells:
            continue
        names = {
            level: plain_name(by_code[code[:length]].label)
            for level, length in wanted.items()
            if code[:length] in by_code and length <= len(code)
        }
        if all(names.get(level, plain_name(name)) == plain_name(name) for name, level in figure.path):
            found.append(row.cells[str(measure)])
    return found[0] if len(found) == 1 else None


def public_item(figure: ProseFigure) -> str | None:
    """Which of the three public expenses a figure measures; only in the part of the prose that speaks of them."""
    if not pattern(prose()["public_section"]).search(figure.section + figure.part_of + figure.subject):
        return None
    return next((item for item, text in prose()["public_items"].items() if pattern(text).fullmatch(figure.subject)), None)


def public_cell(figure: ProseFigure, account: Account) -> Cell | None:
    """The cell of the three public expenses that a figure repeats; 年初预算 and 全年预算 are told apart."""
    item = public_item(figure)
    if item is None or len(account.sets) != 1:
        return None
    kind = "final" if figure.role in prose()["actual_roles"] else "budget" if figure.role in prose()["budget_roles"] else ""
    cell = public_cell_of(account.sets[0], kind, item) if kind else None
    if cell is None or kind == "final":
        return cell
    named = next((word for word in ("年初", "全年", "调整") if word in cell.measure), "")
    return cell if not named or named in figure.role or figure.role == "预算" else None


def budget_before(figures: list[ProseFigure], index: int) -> ProseFigure | None:
    """The budget that a completion rate is of: the last figure of the same subject whose role the sentence names."""
    figure = figures[index]
    of = plain_label(figure.row["completion_of"] or "")
    for other in reversed(figures[:index]):
        same = other.subject == figure.subject and other.path == figure.path and other.is_amount
        if same and other.role in prose()["budget_roles"] and (other.role in of or of.startswith("预算")):
            return other
    return None


def whole_of(figure: ProseFigure, account: Account, figures: list[ProseFigure]) -> tuple[str, Cell] | None:
    """What a share is of: rule and cell; by the words of the sentence, else by what the figure is part of."""
    named = plain_label(figure.row["share_of"] or "") or figure.part_of
    for entry in prose()["wholes"] if named else ():
        if not pattern(entry["of"]).fullmatch(named):
            continue
        found = cells_of(entry["cell"], account.sets[0], None) if "cell" in entry and len(account.sets) == 1 else None
        if found is not None and len(found) == 1 and found[0][2].value:
            return entry["rule"], found[0][2]
        stated = [
            other
            for other in figures
            if other.is_amount and pattern(entry["of"]).fullmatch(other.subject) and other.role in prose()["actual_roles"]
        ]
        if stated and stated[0].cell.value:
            return entry["rule"], stated[0].cell
    return None


def around(cell: Cell) -> tuple[Decimal, Decimal]:
    """The least and the greatest unrounded amount."""
    return cell.amount - cell.coarse / 2, cell.amount + cell.coarse / 2


def amounts(figures: list[ProseFigure]) -> Iterator[tuple[int, ProseFigure]]:
    """The amounts of the year among the figures, with their places."""
    return ((index, figure) for index, figure in enumerate(figures) if figure.is_amount)

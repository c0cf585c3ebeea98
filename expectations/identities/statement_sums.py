"""Identities inside and between statements (表内、表间勾稽): rows, columns, levels, classes, cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, Cell, Row, Statement
from expectations.identities.statement_roles import class_code, is_of_which, plain_heading, statement_rules
from expectations.identities.statement_verdicts import ZERO, Verdict, at_most, equality, is_applicable, money

Set = Mapping[str, Statement]
TOTALS = ("合计", "小计", "总计")


def balance(rule: Rule, account: Account) -> Iterator[Verdict]:
    """A cell equals a signed sum of others: the first reading that holds, else the first whose cells are all there."""
    columns = rule.parameters.get("each_column", [None])
    for number, statements in enumerate(account.sets):
        for column in columns:
            yield from _balance(rule, statements, column, number)


def _balance(rule: Rule, statements: Set, column: str | None, number: int) -> Iterator[Verdict]:
    found = cells_of(rule.parameters["total"], statements, column)
    if found is None or len(found) != 1:
        return
    statement, row, total = found[0]
    readings = [parts for reading in rule.parameters["readings"] if (parts := _terms(reading, statements, column)) is not None]
    if rule.parameters.get("above"):
        readings += _above(statement, row, total.measure, rule.parameters["above"])
    readings = [parts for parts in readings if is_applicable(total, parts, row.filled or statement.status == "disclosed-empty")]
    subject = f"{number}.{rule.name_en}.{column or ''}"
    verdicts = [equality(rule, subject, total, parts, _what(parts, total)) for parts in readings]
    if verdicts:
        yield next((one for one in verdicts if one.held), verdicts[0])


def _what(parts: Sequence[tuple[int, Cell]], total: Cell) -> str:
    """The other side of an equality for people."""
    if len(parts) == 1:
        return parts[0][1].place
    if {cell.statement for _, cell in parts} == {total.statement}:
        names = "、".join(dict.fromkeys(cell.label for _, cell in parts if cell.label))
        return f"同表{names}相加减" if len(parts) <= 4 else "同表各行之和"
    return "按" + "、".join(dict.fromkeys(cell.place for _, cell in parts)) + "计算"


def one_of(statements: Set, codes: str) -> Statement | None:
    """The first of several statements ("a|b") that a set holds: regions publish one or the other."""
    return next((statements[code] for code in codes.split("|") if code in statements), None)


def cells_of(term: Sequence[str], statements: Set, column: str | None) -> list[tuple[Statement, Row, Cell]] | None:
    """The cells of one term [statement, row role, column role, side]; None when statement, column or row is missing."""
    codes, role, column_role, *rest = term
    side = rest[0] if rest else None
    statement = one_of(statements, codes)
    if statement is None:
        return None
    rows = statement.rows_of(role, side)
    rows = rows if len({row.side for row in rows}) <= 1 else []
    measure = statement.column(str(column if column_role == "*" else column_role), rows[0].side) if rows else None
    if measure is None:
        return None
    return [(statement, row, row.cells[measure]) for row in rows if measure in row.cells] or None


def _terms(reading: Sequence[Sequence[str]], statements: Set, column: str | None) -> list[tuple[int, Cell]] | None:
    """All cells of a reading with their signs; None when a row that every such statement prints is missing."""
    parts: list[tuple[int, Cell]] = []
    for term in reading:
        sign, address = (-1, term[1:]) if term[0] == "-" else (1, term)
        found = cells_of(address, statements, column)
        if found is None:
            known = any(code in statements for code in address[0].split("|"))
            if not (known and address[1] in statement_rules()["optional_rows"]):
                return None
            continue
        if len(found) > 1 and address[1] not in statement_rules()["repeatable_rows"]:
            return None  # 支出合计 in a second block of columns: nobody knows which one counts
        parts += [(sign, cell) for _, _, cell in found]
    return parts or None


def _above(statement: Statement, total_row: Row, measure: str, side: str) -> list[list[tuple[int, Cell]]]:
    """Readings of what stands above a total: the rows named like classes of the functional classification, then all rows."""
    rows = []
    for row in statement.rows:
        if row is total_row:
            break
        if row.side == side:
            rows.append(row)
    named = [row for row in rows if class_code(row.label)]
    plain = [row for row in rows if not is_of_which(row.label)]
    return [
        [(1, row.cells[measure]) for row in chosen if measure in row.cells] for chosen in (named, plain, rows) if len(chosen) >= 2
    ]


def columns(rule: Rule, account: Account) -> Iterator[Verdict]:
    """In every row a column equals the signed sum of others; a heading that is not known counts when only so the row adds up."""
    for number, statement in statements_in(rule, account):
        for side in dict.fromkeys(row.side for row in statement.rows):
            total = statement.column(rule.parameters["total"], side)
            signs = _column_signs(rule, statement, side, total)
            if total is None or len(signs) < 2:
                continue
            others = (
                [] if rule.parameters.get("minus") else [one for one in top_columns(statement.measures(side)) if one != total]
            )
            readings = [signs, [(1, one) for one in others]] if len(others) > 1 else [signs]
            for row in statement.rows:
                if row.side == side and total in row.cells:
                    yield from _row_verdict(rule, row, row.cells[total], readings, f"{number}.{row.row_no}.{side}")


def _column_signs(rule: Rule, statement: Statement, side: str | None, total: str | None) -> list[tuple[int, str]]:
    parameters = rule.parameters
    if any(statement.column(role, side) is None for role in parameters.get("needed", ())):
        return []
    found = [(1, statement.column(role, side)) for role in parameters["plus"]]
    found += [(-1, statement.column(role, side)) for role in parameters.get("minus", ())]
    return [(sign, measure) for sign, measure in found if measure is not None and measure != total]


def _row_verdict(
    rule: Rule, row: Row, total: Cell, readings: Sequence[Sequence[tuple[int, str]]], subject: str
) -> Iterator[Verdict]:
    verdicts = []
    for reading in readings:
        parts = [(sign, row.cells[measure]) for sign, measure in reading if measure in row.cells]
        if is_applicable(total, parts, row.filled):
            names = "、".join(dict.fromkeys(cell.measure for _, cell in parts))
            verdicts.append(equality(rule, subject, total, parts, f"同一行{names}相加" if len(parts) <= 3 else "同一行各列之和"))
    if verdicts:
        yield next((one for one in verdicts if one.held), verdicts[0])


def top_columns(measures: Sequence[str]) -> list[str]:
    """The columns of the outermost level: of a group with its own subtotal only the subtotal, and no 其中 columns."""
    chosen: list[str] = []
    for measure in measures:
        parts = plain_heading(measure).split("/")
        if any(part.startswith("其中") for part in measure.split("/")):
            continue
        group = [other for other in measures if other.split("/")[0] == measure.split("/")[0] and "/" in other]
        subtotal = next(
            (other for other in group if plain_heading(other).split("/")[1:] and plain_heading(other).split("/")[1] in TOTALS),
            None,
        )
        if len(parts) == 1 or subtotal is None or subtotal == measure:
            chosen.append(measure)
    return chosen


def hierarchy(rule: Rule, account: Account) -> Iterator[Verdict]:
    """合计 = Σ类 = Σ款 = Σ项 in every column. A subject without lines below it is not judged, for departments may stop at
    类 or 款; in a department that keeps secrets single lines may be missing too."""
    secret = re.search(statement_rules()["secret_departments"], account.department) is not None
    for number, statement in statements_in(rule, account):
        for name, parent, rows in levels(statement):
            what = "各类之和" if name == "合计" else f"所列下级科目（{_listed(rows)}）之和"
            for measure, total in parent.cells.items():
                parts = [(1, row.cells[measure]) for row in rows if measure in row.cells]
                if is_applicable(total, parts, parent.filled):
                    verdict = equality(rule, f"{number}.{name}.{measure}", total, parts, what)
                    left_out = secret and not verdict.held and verdict.residual > 0
                    yield replace(verdict, severity="info") if left_out else verdict


def levels(statement: Statement) -> Iterator[tuple[str, Row, list[Row]]]:
    """Name, row and rows one level below, for 合计 and every subject that has such rows."""
    by_code = statement.by_code
    below: dict[str, list[Row]] = {}
    met: set[tuple[object, ...]] = set()
    for row in statement.rows:
        code = row.code or ""
        same = (code, row.label, *((measure, cell.text) for measure, cell in row.cells.items()))
        if same in met:
            continue  # a line that is printed again at the top of a page counts once
        met.add(same)
        parent = next((code[:length] for length in (len(code) - 2, len(code) - 4) if code[:length] in by_code), "")
        if code:
            below.setdefault(parent if length_of_class(code) != len(code) else "", []).append(row)
    totals, classes = statement.rows_of("total"), below.get("", [])
    if len(totals) == 1 and classes and all(length_of_class(row.code or "") == len(row.code or "") for row in classes):
        yield "合计", totals[0], classes
    for code, row in by_code.items():
        if code in below:
            yield code, row, below[code]


def _listed(rows: Sequence[Row]) -> str:
    return "、".join(row.code or "" for row in rows[:6]) + (" 等" if len(rows) > 6 else "")


def length_of_class(code: str) -> int:
    """Digits of a class code (类): three, in the functional and in the economic classification alike."""
    return 3 if len(code) >= 3 else len(code)


def by_class(rule: Rule, account: Account) -> Iterator[Verdict]:
    """Each class row of a two-sided statement equals the class row of a statement by subject."""
    (left_code, left_column), (right_code, right_column) = rule.parameters["left"], rule.parameters["right"]
    for number, statements in enumerate(account.sets):
        left, right = one_of(statements, left_code), one_of(statements, right_code)
        if left is None or right is None:
            continue
        left_measure, right_measure = left.column(left_column, "expenditure"), right.column(right_column)
        classes = right.by_code
        for row in left.rows:
            code = class_code(row.label) if row.side == "expenditure" else None
            other = classes.get(code or "")
            if other is None or left_measure not in row.cells or right_measure not in other.cells:
                continue
            total, part = other.cells[str(right_measure)], row.cells[str(left_measure)]
            if total.value is not None and is_applicable(total, [(1, part)], True):
                yield equality(rule, f"{number}.{code}", total, [(1, part)], part.place)


def role_of_classes(rule: Rule, account: Account) -> Iterator[Verdict]:
    """人员经费合计 and 公用经费合计 equal the classes that belong to them."""
    for number, statements in enumerate(account.sets):
        statement = statements.get("general_budget_basic_expenditure")
        if statement is None:
            continue
        totals = statement.rows_of(rule.parameters["total"])
        if len(totals) != 1:
            continue
        rows = [row for code in rule.parameters["classes"] for row in _class_rows(statement, code)]
        for measure, total in totals[0].cells.items():
            parts = [(1, row.cells[measure]) for row in rows if measure in row.cells]
            if is_applicable(total, parts, True) and total.value is not None:
                yield equality(rule, f"{number}.{measure}", total, parts, f"{_listed(rows)} 各科目之和")


def _class_rows(statement: Statement, code: str) -> list[Row]:
    """The row of a class; where it is not printed or not read, the rows below it."""
    if code in statement.by_code:
        return [statement.by_code[code]]
    return [row for row in statement.rows if (row.code or "").startswith(code) and row.code != code]


def covers_subjects(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-207: item by item, all expenditure is not less than that of the three budgets together."""
    whole_code, whole_column = rule.parameters["whole"]
    for number, statements in enumerate(account.sets):
        whole = statements.get(whole_code)
        measure = whole.column(whole_column) if whole else None
        parts: dict[str, list[Cell]] = {}
        for codes, column in rule.parameters["parts"]:
            statement = one_of(statements, codes)
            part_measure = statement.column(column) if statement else None
            for code, row in statement.by_code.items() if statement else ():
                if part_measure in row.cells and row.cells[str(part_measure)].value is not None:
                    parts.setdefault(code, []).append(row.cells[str(part_measure)])
        for code, row in whole.by_code.items() if whole else ():
            if code in parts and measure in row.cells and row.cells[str(measure)].value is not None:
                cells = parts[code]
                what = "与".join(cell.place for cell in cells[1:])
                verdict = at_most(rule, f"{number}.{code}", cells[0], [row.cells[str(measure)]], row.cells[str(measure)].place)
                if len(cells) > 1:
                    verdict = _together(rule, f"{number}.{code}", cells, row.cells[str(measure)], what)
                yield verdict


def _together(rule: Rule, subject: str, cells: Sequence[Cell], whole: Cell, what: str) -> Verdict:
    """``Σ cells ≤ whole``, told of the first cell."""
    summed, first = sum((cell.amount for cell in cells), ZERO), cells[0]
    coarse = sum((cell.coarse for cell in cells), ZERO)
    joint = replace(first, value=summed, measure=f"{first.measure}（连同{what}）", coarse=coarse)
    return at_most(rule, subject, replace(joint, text=money(summed, first).removesuffix(f" {first.unit}")), [whole], whole.place)


def statements_in(rule: Rule, account: Account) -> Iterator[tuple[int, Statement]]:
    for number, statements in enumerate(account.sets):
        for code in rule.parameters["statements"]:
            if code in statements and statements[code].filled:
                yield number, statements[code]

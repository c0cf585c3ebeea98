"""Rules on what is disclosed and how it is printed (披露、记数): missing and empty statements, titles, signs, decimals, zeros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from expectations.identities.rounding import SCALES, printed_decimals, sum_band, ulp
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, Cell
from expectations.identities.statement_roles import statement_rules
from expectations.identities.statement_sums import cells_of
from expectations.identities.statement_verdicts import Verdict, passed
from transform.forms.statements.wordings import names

TITLE_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?:年度?)?")
SECOND = re.compile(r"-\d+$")


def _said(subject: str, text: str, expected: str, actual: str, code: str | None, severity: str | None = None) -> Verdict:
    return Verdict(False, subject, text, expected, actual, severity=severity, statement_code=code)


def _of(cells: list[Cell], subject: str, text: str, expected: str, actual: str) -> Verdict:
    facts, first = tuple(cell.fact_id for cell in cells), cells[0]
    return Verdict(False, subject, text, expected, actual, facts, first.page, None, first.statement, pages=(first.page,))


def empty_says_so(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-174: a statement without figures carries its 无数据 sentence."""
    for row in account.coverage:
        code = SECOND.sub("", row["item_code"])
        if row["status"] == "disclosed-empty":
            yield passed(row["item_code"], code)
        elif row["status"] == "empty":
            yield _said(row["item_code"], f"《{row['item_name']}》没有数字，也没有“本表无数据”的说明", "空表说明", "没有", code)


def instruction_left(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-419: the sentence under an empty statement is the publisher's own, not the template's instruction how to write one."""
    for row in account.coverage:
        if row["status"] != "disclosed-empty":
            continue
        code, residue = SECOND.sub("", row["item_code"]), re.search(rule.parameters["pattern"], row["detail"] or "")
        if residue is None:
            yield passed(row["item_code"], code)
        else:
            text = f"《{row['item_name']}》下面留有模板的填写要求“{residue[0]}”"
            yield _said(row["item_code"], text, "本单位的说明", residue[0], code)


def filled_says_empty(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-175: a statement with figures other than 0 does not say that it has none."""
    filled = {one.code for one in account.statements() if any(cell.value for row in one.rows for cell in row.cells.values())}
    for row in account.coverage:
        code = SECOND.sub("", row["item_code"])
        if row["status"] not in ("read", "incomplete") or code not in filled:
            continue
        sentence, name = re.search(rule.parameters["pattern"], row["detail"] or ""), row["item_name"] or ""
        said_of = [word for word in rule.parameters["funds"] if word in (row["detail"] or "").rpartition("；")[2]]
        if sentence and (not said_of or any(word in name for word in said_of)):  # a note may speak of the next table
            yield _said(row["item_code"], f"《{row['item_name']}》印有数字，又说“{sentence[0]}”", "", sentence[0], code)
        else:
            yield passed(row["item_code"], code)


def statements_present(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-422: the statements that every region publishes, and those of the region's own set (a remark). A file with only a few
    statements is a part of a disclosure and is not judged. 涉密 and dissolved departments are why this is a warning, no error."""
    here = [row for row in account.coverage if row["status"] != "missing"]
    present = {SECOND.sub("", row["item_code"]) for row in here}
    present |= {code for code, word in rule.parameters["also"].items() if any(word in (row["item_name"] or "") for row in here)}
    if len(present) < rule.parameters["least_statements"]:
        return
    for row in account.coverage:
        if row["status"] == "missing" and row["item_code"] not in present:
            yield _said(row["item_code"], f"文件中没有找到《{row['item_name']}》", row["item_name"], "没有", row["item_code"])
        else:
            yield passed(row["item_code"], SECOND.sub("", row["item_code"]))
    for region in statement_rules()["regional_sets"]:
        if (account.district_code or "").startswith(region["district_prefix"]):
            for code in region["statements"]:
                if code in present:
                    yield passed(f"{region['name']}.{code}", code)
                else:
                    text = f"{region['name']}的部门一般还公开《{names()[code]}》，文件中没有找到"
                    yield _said(f"{region['name']}.{code}", text, names()[code], "没有", code, "info")


def title_year(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-420: a year printed in the title of a statement is the fiscal year of the document."""
    for number, statements in enumerate(account.sets):
        for code, statement in statements.items():
            years = TITLE_YEAR.findall(statement.title)
            if not years or account.fiscal_year is None:
                continue
            if str(account.fiscal_year) in years:
                yield passed(f"{number}.{code}", code)
            else:
                cells = [cell for row in statement.rows for cell in row.cells.values()][:1]
                text = f"《{statement.name}》的表题印为“{statement.title}”，文件是 {account.fiscal_year} 年度"
                yield _of(cells, f"{number}.{code}", text, str(account.fiscal_year), "、".join(years))


def positive_total(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-106: a department with accounts has income and expenditure."""
    for number, statements in enumerate(account.sets):
        found = cells_of(rule.parameters["total"], statements, None)
        if found is None or found[0][2].value is None:
            continue
        cell = found[0][2]
        if cell.amount > 0:
            yield passed(f"{number}", cell.statement)
        else:
            yield _of([cell], f"{number}", f"{cell.place}为 {cell.shown}，应大于零", "> 0", cell.shown)


def negative_amounts(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-425: negative amounts stand only among balances and adjustments; told once for each statement."""
    allowed = re.compile(rule.parameters["allowed"])
    for number, statements in enumerate(account.sets):
        for statement in statements.values():
            balances = {index for index, role in statement.roles.items() if role.startswith("opening")}
            rows = [row for index, row in enumerate(statement.rows) if index not in balances]
            cells = [cell for row in rows for cell in row.cells.values()]
            odd = [
                cell
                for cell in cells
                if cell.value is not None and cell.value < 0 and not allowed.search(cell.label + cell.measure)
            ]
            if not odd:
                yield passed(f"{number}.{statement.code}", statement.code)
                continue
            shown = "；".join(f"{cell.label}·{cell.measure} {cell.shown}" for cell in odd[:3]) + (" 等" if len(odd) > 3 else "")
            text = f"《{statement.name}》有 {len(odd)} 个负数不在结转结余或调整之中：{shown}"
            yield _of(odd, f"{number}.{statement.code}", text, "≥ 0", odd[0].shown)


def statement_decimals(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-426: more decimals than the custom of the unit; one remark per document, where they are met first."""
    for number, statements in enumerate(account.sets):
        odd: list[Cell] = []
        for statement in statements.values():
            most = rule.parameters["most"].get(statement.unit)
            cells = [cell for row in statement.rows for cell in row.cells.values() if cell.value is not None]
            found = [cell for cell in cells if most is not None and (printed_decimals(cell.text) or 0) > most]
            odd += found
            if cells and not found:
                yield passed(f"{number}.{statement.code}", statement.code)
        if odd:
            names = "、".join(f"《{name}》" for name in dict.fromkeys(cell.statement_name for cell in odd))
            text = f"{names}有 {len(odd)} 个金额的小数位数多于单位的惯例（如 {odd[0].shown}）"
            yield _of(odd[:1], f"{number}", text, "", odd[0].text)


def statement_zero_style(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-428: 0 and 0.00 in one statement. A blank is no style of zero: nobody knows whether it means one."""
    for number, statements in enumerate(account.sets):
        for statement in statements.values():
            zeros = {cell.text: cell for row in statement.rows for cell in row.cells.values() if cell.value == 0}
            if not zeros:
                continue
            if len(zeros) == 1:
                yield passed(f"{number}.{statement.code}", statement.code)
            else:
                shown = "、".join(f"“{text}”" for text in sorted(zeros))
                text = f"《{statement.name}》中零有 {len(zeros)} 种写法：{shown}"
                yield _of(list(zeros.values()), f"{number}.{statement.code}", text, "一种写法", shown)


def forms_within_projects(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-516: what the self-evaluation forms spent together is not more than the project expenditure of the department."""
    executed = [row for row in account.form_executed if row["executed_yuan"] is not None]
    for number, statements in enumerate(account.sets[:1]):
        found = cells_of(rule.parameters["whole"], statements, None)
        if not executed or found is None or found[0][2].value is None:
            continue
        whole, summed = found[0][2], sum((row["executed_yuan"] for row in executed), Decimal(0))
        ulps = [ulp(printed_decimals(row["published_text"]) or 2, row["published_unit"]) for row in executed]
        if summed <= whole.amount + sum_band([*ulps, whole.coarse]):
            yield passed(f"{number}", whole.statement)
            continue
        scale = SCALES.get(whole.unit, Decimal(1))
        text = f"{len(executed)} 张自评表的全年执行数合计 {summed / scale:f} {whole.unit}，大于{whole.place} {whole.shown}"
        facts = (whole.fact_id, *(row["fact_id"] for row in executed))
        yield Verdict(
            False, f"{number}", text, f"≤ {whole.shown}", f"{summed / scale:f}", facts, whole.page, None, whole.statement
        )

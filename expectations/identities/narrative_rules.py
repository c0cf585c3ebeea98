"""Rules that compare the prose with the statements and with itself (文表勾稽): DQ-304, 401…411, 413…415, 423."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from expectations.identities import narrative_rates
from expectations.identities.narrative_figures import (
    ProseFigure,
    amounts,
    cell_of,
    figures_of,
    matches,
    pattern,
    prose,
    public_cell,
)
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, Cell
from expectations.identities.statement_sums import cells_of
from expectations.identities.statement_verdicts import PROSE, ZERO, Verdict, at_most, equality, passed
from expectations.identities.subject_rules import plain_name


def said(figure: ProseFigure, subject: str, text: str, expected: str, actual: str, severity: str | None = None) -> Verdict:
    """A finding on a figure of the prose."""
    page = figure.cell.page
    return Verdict(False, subject, text, expected, actual, (figure.cell.fact_id,), page, severity, None, pages=(page,))


def prose_cell(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-401…406, 408, 410, 414: an amount of the prose is that of the statement."""
    for _, figure in amounts(figures_of(account)):
        if figure.role not in prose()["actual_roles"]:
            continue
        for entry in prose()["cells"]:
            if entry["rule"] == rule.rule_id and matches(entry, figure):
                cell = cell_of(entry, figure, account)
                if cell is not None:
                    yield compared(rule, figure, cell)
                    break


def compared(rule: Rule, figure: ProseFigure, cell: Cell) -> Verdict:
    """A figure of the prose and the cell it repeats, a blank cell being zero. That the prose rounds is no difference."""
    verdict = equality(rule, figure.cell.fact_id, figure.cell, [(1, cell)], cell.place)
    rounded = (cell.amount / figure.cell.coarse).to_integral_value(ROUND_HALF_UP) * figure.cell.coarse
    if verdict.held and rounded == figure.cell.amount:
        verdict = replace(verdict, message="", residual=ZERO)
    return replace(verdict, statement_code=cell.statement)


def prose_public(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-409: budgets and final figures of the three public expenses."""
    for _, figure in amounts(figures_of(account)):
        cell = public_cell(figure, account)
        if cell is not None:
            yield compared(rule, figure, cell)


def repeated_figure(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-411: what is stated twice of one subject, by its full path or under its full name, is the same amount."""
    first: dict[tuple[str, ...], ProseFigure] = {}
    for _, figure in amounts(figures_of(account)):
        if not (
            figure.path
            or pattern(r"一般公共预算财政拨款.*|财政拨款.*总计|本年(?:收入|支出)合计|机关运行经费.*").fullmatch(figure.subject)
        ):
            continue
        fund = next((word for word in ("政府性基金", "国有资本") if word in figure.section), "")
        role = "" if figure.role in prose()["actual_roles"] else figure.role
        key = (figure.subject, role, fund, figure.part_of if not figure.path else "", *(name for name, _ in figure.path))
        other = first.setdefault(key, figure)
        if other is not figure:
            yield equality(rule, figure.cell.fact_id, figure.cell, [(1, other.cell)], "前文同一数字")


def template_residue(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-413: 增加（减少）left over from the template."""
    for figure in figures_of(account):
        if figure.row["kind"] != "change":
            continue
        match = re.search(rule.parameters["pattern"], figure.row["quote"] or "")
        if match:
            yield said(figure, figure.cell.fact_id, f"文字说明“{figure.row['quote']}”没有选定增减方向", "增加 或 减少", match[0])
        else:
            yield passed(figure.cell.fact_id, None)


def procurement_parts(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-414: total = goods + works + services; awards to small firms are within the total, those to micro firms within them."""
    stated = [figure for _, figure in amounts(figures_of(account)) if figure.role in prose()["actual_roles"]]

    def named(text: str) -> ProseFigure | None:
        found = [one for one in stated if pattern(text).fullmatch(one.subject) or pattern(text).fullmatch(one.cell.label)]
        return found[0] if found else None

    words = prose()["procurement"]
    total, parts = named(words["total"]), [one for text in words["parts"] if (one := named(text)) is not None]
    if total is not None and len(parts) >= 2:
        yield equality(rule, "parts", total.cell, [(1, one.cell) for one in parts], "货物、工程、服务相加")
    if total is None:
        return
    awards = [one for text in prose()["small_firms"] if (one := named(text)) is not None]
    if len(awards) == 2:
        summed = sum((one.cell.amount for one in awards), ZERO)
        joint = replace(
            awards[0].cell,
            value=summed,
            label="中小企业中标采购金额合计",
            text=str(summed / Decimal(10000)),
            unit="万元",
            coarse=awards[0].cell.coarse * 2,
        )
        yield at_most(rule, "awards", joint, [total.cell], total.cell.place)
    small, micro = named(prose()["contracts"]["small"]), named(prose()["contracts"]["micro"])
    if small is not None:
        # contracts may run over several years, so this is a remark only
        yield replace(at_most(rule, "small", small.cell, [total.cell], total.cell.place), severity="info")
    if small is not None and micro is not None:
        yield at_most(rule, "micro", micro.cell, [small.cell], small.cell.place)


def operating_cost(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-209: 机关运行经费 is the part of 公用经费 that administrative units spend; less is right, more is not."""
    if len(account.sets) != 1:
        return
    wholes = [found[0][2] for term in rule.parameters["wholes"] if (found := cells_of(term, account.sets[0], None))]
    for _, figure in amounts(figures_of(account)):
        if wholes and figure.role in prose()["actual_roles"] and pattern(prose()["operating"]).fullmatch(figure.subject):
            verdict = at_most(rule, figure.cell.fact_id, figure.cell, [wholes[0]], wholes[0].place)
            yield replace(verdict, statement_code=wholes[0].statement)


def performance_amount(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-415: a remark only, for the targets are set on the budget and the statement prints what was spent."""
    if len(account.sets) != 1:
        return
    wholes = [found[0][2] for key in ("whole", "more") if (found := cells_of(rule.parameters[key], account.sets[0], None))]
    for _, figure in amounts(figures_of(account)):
        if wholes and wholes[0].statement == "expenditure" and pattern(prose()["performance"]).fullmatch(figure.subject):
            verdict = at_most(rule, figure.cell.fact_id, figure.cell, wholes, "项目支出决算数与年初结转之和")
            yield replace(verdict, statement_code="expenditure")


def prose_names(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-304: the subjects that the prose names by their level are rows of the statements."""
    codes: Sequence[str] = rule.parameters["statements"]
    names = {plain_name(row.label) for one in account.statements() if one.code in codes for row in one.rows if row.code}
    levels = {len(row.code) for one in account.statements() if one.code in codes for row in one.rows if row.code}
    seen: set[str] = set()
    for figure in figures_of(account):
        if not figure.path or not names or {"类": 3, "款": 5, "项": 7}[figure.path[-1][1]] not in levels:
            continue
        name = plain_name(figure.path[-1][0])
        if name in seen or (figure.is_amount and figure.cell.value == 0) or figure.role not in prose()["actual_roles"]:
            continue
        seen.add(name)
        if name in names or f"{name}支出" in names:  # 社会保障和就业（类）支出: the noun stands behind the level
            yield passed(name, None)
        else:
            text = f"文字说明中的科目“{figure.path[-1][0]}（{figure.path[-1][1]}）”不在各决算表中"
            yield said(figure, name, text, "决算表中的科目名称", figure.path[-1][0])


def prose_parts(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-423: parts of the prose that leave figures. A part without any figure is not seen here, so this is a remark only."""
    figures = figures_of(account)
    if len(figures) < rule.parameters["least_figures"] or not account.sets:
        return
    for name, text in prose()["required"].items():
        if any(pattern(text).search(figure.section + figure.subject) for figure in figures):
            yield passed(name, None)
        else:
            yield Verdict(False, name, f"情况说明中没有见到“{name}”的数字", name, "没有")


def prose_unit(rule: Rule, judged: Sequence[tuple[Rule, Verdict]]) -> Iterator[Verdict]:
    """DQ-418: a figure of the prose that differs from its cell exactly by a factor of units (元 written for 万元)."""
    for _, verdict in judged:
        if len(verdict.terms) != 2 or verdict.terms[0][1].statement != PROSE or verdict.terms[1][1].statement == PROSE:
            continue
        stated, cell = verdict.terms[0][1], verdict.terms[1][1]
        factor = next(
            (text for text in rule.parameters["factors"] if cell.value and stated.amount * Decimal(text) == cell.value), None
        )
        if verdict.held or factor is None or not verdict.message:
            yield passed(stated.fact_id, cell.statement)
        else:
            text = f"{stated.place}写作 {stated.shown}，{cell.place}为 {cell.shown}，正好相差 {factor} 倍，金额单位很可能写错"
            yield Verdict(
                False,
                stated.fact_id,
                text,
                cell.shown,
                stated.shown,
                verdict.fact_ids,
                stated.page,
                None,
                cell.statement,
                pages=verdict.pages,
            )


CHECKS = (
    prose_cell,
    prose_public,
    repeated_figure,
    template_residue,
    procurement_parts,
    operating_cost,
    performance_amount,
    prose_names,
    prose_parts,
    narrative_rates.prose_share,
    narrative_rates.shares_add_up,
    narrative_rates.completion,
    narrative_rates.budgets_add_up,
    narrative_rates.zero_denominator,
    narrative_rates.change_rate,
)

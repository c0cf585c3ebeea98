"""Random final accounts that add up (随机部门决算): any 项 of the classification, any mix of funds, money on a grid or in 分."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from tests.factory.accounts_facts import (
    ABROAD,
    OPERATION,
    PURCHASE,
    RECEPTION,
    REFERENCE,
    ZERO,
    AccountsFacts,
    FunctionLine,
    ServicePurchase,
    economic_names,
    subject_names,
    sum_of,
)
from tests.factory.fonts.make_subset import characters

Money = Callable[[int, int], Decimal]
"""An amount in 元 between two amounts of 万元."""
DEPARTMENTS = (
    "北京市海淀区民政局",
    "上海市长宁区文化和旅游局",
    "昆明市五华区水务局",
    "佛山市南海区司法局",
    "成都市武侯区审计局",
    "长沙市岳麓区统计局",
)
CATALOGUE = (
    ("社区治理服务项目", ("公共服务", "社会治理服务", "社区治理服务")),
    ("考试考务服务项目", ("政府履职辅助性服务", "其他政府履职辅助性服务", "考试考务服务")),
    ("信息系统运维服务项目", ("政府履职辅助性服务", "信息化服务", "信息系统运行维护服务")),
)  # fmt: skip


@cache
def _items(fund: str) -> tuple[str, ...]:
    """Codes of the current 项 of a fund whose names the bundled font can print."""
    printable = set(characters())
    names = subject_names()
    funds = {
        line.split(",")[0]: line.split(",")[4] for line in (REFERENCE / "function_subjects.csv").read_text("utf-8").splitlines()
    }
    found = [code for code in names if len(code) == 7 and funds.get(code) == fund and code[:3] not in ("227", "230", "233")]
    return tuple(c for c in found if all(part in names and set(names[part]) <= printable for part in (c[:3], c[:5], c)))


@cache
def _economic(first: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in economic_names() if len(code) == 5 and code[:3] in first)


def random_accounts(
    chance: random.Random, department: str = "", year: int = 2024, *, lines: int = 6, exact: bool = True, refunds: bool = False
) -> AccountsFacts:
    """One department's year with ``lines`` 项 of 一般公共预算. ``exact`` money lies on a grid of 100 元, so that figures in 万元
    add up exactly; else it is in 分 and they add up within the rounding band. ``refunds`` makes some projects negative."""
    grid, steps = (Decimal(100), 100) if exact else (Decimal("0.01"), 1_000_000)

    def money(low: int, high: int) -> Decimal:
        return chance.randint(low * steps, high * steps) * grid

    chosen = sorted(chance.sample(_items("G"), lines))
    made = [_general_line(code, number, chance, money, refunds) for number, code in enumerate(chosen)]
    if chance.random() < 0.6:
        made += [_fund_line(code, money) for code in sorted(chance.sample(_items("F"), 2))]
    if chance.random() < 0.3:
        made.append(FunctionLine(chance.choice(_items("S")), capital=money(1, 50)))
    opening_own, used, distributed = money(0, 60), money(0, 5), money(0, 5)
    closing_own = opening_own + used - distributed + sum((sum_of(line.own_income) - sum_of(line.own) for line in made), ZERO)
    names = chance.sample(CATALOGUE, chance.randint(1, 3))
    goods, works, services, small = money(1, 90), money(0, 50), money(1, 90), money(0, 40)
    facts = AccountsFacts(
        department or chance.choice(DEPARTMENTS), year, tuple(made), used, distributed, opening_own, closing_own,
        counts=_counts(chance),
        procurement={"货物": goods, "工程": works, "服务": services, "中小企业": min(small, services) + goods, "小微企业": goods},
        services=tuple(ServicePurchase(name, levels, money(1, 40)) for name, levels in names),
    )  # fmt: skip
    budgets = {code: facts.three_public(code) + money(0, 8) for code in (ABROAD, PURCHASE, OPERATION, RECEPTION)}
    return replace(facts, budgets=budgets)


def _general_line(code: str, number: int, chance: random.Random, money: Money, refunds: bool) -> FunctionLine:
    basic, project = {}, {}
    if number % 2 == 0:
        picked = chance.sample(_economic(("301",)), 6) + chance.sample(_economic(("302",)), 10)
        picked += [*chance.sample(_economic(("303",)), 2), "31002", OPERATION, RECEPTION]
        basic = {one: money(1, 90) for one in sorted(set(picked))}
    if number % 2 or chance.random() < 0.5:
        project = {one: money(1, 200) for one in sorted({*chance.sample(_economic(("302", "310")), 4), ABROAD})}
    if refunds and project and chance.random() < 0.3:
        project["30227"] = -money(1, 20)
    own = (
        {"项目支出": money(1, 30)} if number == 1 else {"基本支出": money(1, 30), "经营支出": money(1, 9)} if number == 2 else {}
    )
    income = {"事业收入": money(1, 30), "其他收入": money(0, 9)} if number in (1, 2) else {}
    opening = {"general": money(0, 9)} if number in (1, 3) else {}
    closing = {"general": money(0, 9)} if number in (1, 4) else {}
    spent = sum_of(basic) + sum_of(project)
    return FunctionLine(
        code, basic, project, own=own, own_income=income, opening=opening, closing=closing,
        initial_budget=spent + money(-5, 40), full_year_budget=spent + money(0, 9),
    )  # fmt: skip


def _fund_line(code: str, money: Money) -> FunctionLine:
    return FunctionLine(code, fund=money(1, 400), opening={"fund": money(0, 60)}, closing={"fund": money(0, 60)})


def _counts(chance: random.Random) -> dict[str, int]:
    names = (
        "因公出国（境）团组数",
        "因公出国（境）人次数",
        "公务用车购置数",
        "公务用车保有量",
        "国内公务接待批次",
        "国内公务接待人次",
    )
    return {name: chance.randint(1, 60) for name in names}

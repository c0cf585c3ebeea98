"""What a department's final accounts state (部门决算里的事实), apart from any layout or notation.

Everything follows from the lines of expenditure (项) and a few stocks, so that the identities between the statements hold exactly
on the facts; what a layout prints is rounded figure by figure, as published documents are. Amounts are Decimal in 元.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
ZERO = Decimal(0)
OWN_INCOME = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
OWN_SPENDING = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
PERSONNEL, RUNNING = ("301", "303"), ("302", "307", "310")
"""经济分类 类 of 人员经费 and of 公用经费."""
ABROAD, PURCHASE, OPERATION, RECEPTION = "30212", "31013", "30231", "30217"
"""经济分类 款 of the four 三公 items: 因公出国, 公务用车购置, 公务用车运行维护, 公务接待."""
CLASSES = (
    "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217", "219", "220",
    "221", "222", "223", "224", "229", "231", "232", "234",
)  # fmt: skip
"""The 26 类 that 收入支出决算总表 prints, in their order."""


@dataclass(frozen=True)
class FunctionLine:
    """One 项: its expenditure from 一般公共预算 by 经济分类 款 (``basic``, ``project``), from 政府性基金 (``fund``), from
    国有资本经营预算 (``capital``) and from own money by kind (``own``); its income from own money by kind; what was carried in
    and out of each fund; its 年初预算 and 全年预算 from 一般公共预算."""

    code: str
    basic: Mapping[str, Decimal] = field(default_factory=dict)
    project: Mapping[str, Decimal] = field(default_factory=dict)
    fund: Decimal = ZERO
    capital: Decimal = ZERO
    own: Mapping[str, Decimal] = field(default_factory=dict)
    own_income: Mapping[str, Decimal] = field(default_factory=dict)
    opening: Mapping[str, Decimal] = field(default_factory=dict)
    closing: Mapping[str, Decimal] = field(default_factory=dict)
    initial_budget: Decimal = ZERO
    full_year_budget: Decimal = ZERO

    def amount(self, measure: str) -> Decimal:
        """One figure of the line: ``income``, ``income.fiscal``, ``income.其他收入``, ``spent``, ``spent.项目支出``, ``general``,
        ``general.basic``, ``general.30201``, ``fund``, ``fund.opening``, … (the columns of the layouts name them)."""
        head, _, tail = measure.partition(".")
        if head == "income":
            return self._income(tail)
        if head == "spent":
            fiscal = {"": self._fiscal_spending(), "基本支出": sum_of(self.basic), "项目支出": self._fiscal_projects()}
            return fiscal.get(tail, ZERO) + (sum_of(self.own) if not tail else self.own.get(tail, ZERO))
        if head == "fiscal":
            return self._fiscal_spending() if not tail else sum((self.amount(f"{fund}.{tail}") for fund in FUNDS), ZERO)
        return self._of_fund(head, tail)

    def _of_fund(self, fund: str, part: str) -> Decimal:
        spent = {"general": sum_of(self.basic) + sum_of(self.project), "fund": self.fund, "capital": self.capital}[fund]
        opening, closing = self.opening.get(fund, ZERO), self.closing.get(fund, ZERO)
        basic = sum_of(self.basic) if fund == "general" else ZERO
        parts = {"": spent, "opening": opening, "closing": closing, "income": spent + closing - opening}
        parts |= {"basic": basic, "project": spent - basic, "total": spent + closing}
        if part in parts:
            return parts[part]
        kind, _, code = part.rpartition(".")
        if fund != "general":
            return ZERO
        chosen = [self.basic] if kind == "basic" else [self.project] if kind == "project" else [self.basic, self.project]
        return sum((value for one in chosen for key, value in one.items() if key.startswith(code)), ZERO)

    def _fiscal_spending(self) -> Decimal:
        return sum((self._of_fund(fund, "") for fund in FUNDS), ZERO)

    def _fiscal_projects(self) -> Decimal:
        return self._fiscal_spending() - sum_of(self.basic)

    def _income(self, kind: str) -> Decimal:
        fiscal = sum((self._of_fund(fund, "income") for fund in FUNDS), ZERO)
        if kind == "fiscal":
            return fiscal
        return self.own_income.get(kind, ZERO) if kind else fiscal + sum_of(self.own_income)


FUNDS = ("general", "fund", "capital")


def sum_of(amounts: Mapping[str, Decimal]) -> Decimal:
    return sum(amounts.values(), ZERO)


@dataclass(frozen=True, slots=True)
class ServicePurchase:
    """One line of 政府购买服务: what was bought, the three levels of the catalogue, and the money."""

    name: str
    levels: tuple[str, str, str]
    amount: Decimal


@dataclass(frozen=True)
class AccountsFacts:
    """One department's year. ``used_surplus``: 使用非财政拨款结余; ``distributed``: 结余分配; ``opening_own``, ``closing_own``:
    结转和结余 of own money; ``budgets``: 三公 budget by 款; ``counts``: figures that are not money, by name; ``previous``: the
    year before, if known."""

    department: str
    fiscal_year: int
    lines: tuple[FunctionLine, ...]
    used_surplus: Decimal = ZERO
    distributed: Decimal = ZERO
    opening_own: Decimal = ZERO
    closing_own: Decimal = ZERO
    budgets: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    procurement: Mapping[str, Decimal] = field(default_factory=dict)
    services: tuple[ServicePurchase, ...] = ()
    duties: str = "负责本行政区域内有关工作的组织、协调和监督管理。"
    previous: AccountsFacts | None = None

    def amount(self, measure: str, code: str = "") -> Decimal:
        """A figure summed over the lines whose code begins with ``code`` (all lines without one)."""
        return sum((line.amount(measure) for line in self.lines if line.code.startswith(code)), ZERO)

    def stock(self, name: str) -> Decimal:
        """Opening or closing 结转和结余 of all money."""
        own = self.opening_own if name == "opening" else self.closing_own
        return own + self.amount(f"fiscal.{name}")

    def grand_total(self) -> Decimal:
        """收入总计 = 支出总计."""
        income = self.amount("income") + self.used_surplus + self.stock("opening")
        if income != self.amount("spent") + self.distributed + self.stock("closing"):
            raise ValueError(f"the facts of {self.department} {self.fiscal_year} do not balance")
        return income

    def fiscal_total(self) -> Decimal:
        """财政拨款收入总计."""
        return self.amount("fiscal.income") + self.amount("fiscal.opening")

    def figure(self, measure: str, code: str = "") -> Decimal:
        """Any figure by its name in the layouts: of the lines under ``code``, or one of the department as a whole."""
        head, _, tail = measure.partition(".")
        if head in ("final", "budget"):
            return (self.three_public if head == "final" else self.three_public_budget)(tail)
        if head == "procurement":
            three = ("货物", "工程", "服务")
            return self.procurement.get(tail, ZERO) if tail else sum((self.procurement.get(one, ZERO) for one in three), ZERO)
        if head == "purchase":
            return sum((one.amount for one in self.services), ZERO)
        whole: dict[str, Callable[[], Decimal]] = {
            "total": self.grand_total, "fiscal.total": self.fiscal_total, "running": self.running_cost,
            "personnel": self.personnel_cost, "opening": lambda: self.stock("opening"), "closing": lambda: self.stock("closing"),
            "used": lambda: self.used_surplus, "distributed": lambda: self.distributed,
        }  # fmt: skip
        return whole[measure]() if measure in whole else self.amount(measure, code)

    def three_public(self, code: str = "") -> Decimal:
        """决算 of one 三公 item, of both car items (``cars``) or of all."""
        codes = {"": (ABROAD, PURCHASE, OPERATION, RECEPTION), "cars": (PURCHASE, OPERATION)}.get(code, (code,))
        return sum((self.amount(f"general.{one}") for one in codes), ZERO)

    def three_public_budget(self, code: str = "") -> Decimal:
        codes = {"": (ABROAD, PURCHASE, OPERATION, RECEPTION), "cars": (PURCHASE, OPERATION)}.get(code, (code,))
        return sum((self.budgets.get(one, ZERO) for one in codes), ZERO)

    def running_cost(self) -> Decimal:
        """公用经费, which is 机关运行经费 for a department without ordinary 事业单位."""
        return sum((self.amount(f"general.basic.{one}") for one in RUNNING), ZERO)

    def personnel_cost(self) -> Decimal:
        return sum((self.amount(f"general.basic.{one}") for one in PERSONNEL), ZERO)

    def codes(self, measures: tuple[str, ...]) -> list[str]:
        """The 类, 款 and 项, parents first, for which a measure is not zero."""
        filled = [line.code for line in self.lines if any(line.amount(measure) for measure in measures)]
        return sorted({code[:length] for code in filled for length in (3, 5, 7)})


@cache
def subject_names() -> dict[str, str]:
    """功能分类科目 code → current name."""
    with (REFERENCE / "function_subjects.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file) if row["status"] == "current"}


@cache
def economic_names() -> dict[str, str]:
    """部门预算支出经济分类 code → current name."""
    with (REFERENCE / "economic_subjects.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["system"] == "部门预算支出经济分类" and row["status"] == "current"]
    return {row["code"]: row["name"] for row in rows}

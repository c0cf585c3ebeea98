"""The unchanged documents (未改动的底本): statements of invented accounts in each region's layout, and forms."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from tests.factory.accounts_facts import AccountsFacts, economic_names, subject_names
from tests.factory.accounts_layouts import F05, F08, REGIONS, Region
from tests.factory.accounts_tables import Cell as StatementCell
from tests.factory.accounts_tables import Figure, FigureStyle, Setter
from tests.factory.compose import ComposedForm, compose
from tests.factory.expected import expected_rows
from tests.factory.facts import Actual, FormFacts, FundingFact, IndicatorFact, Target
from tests.factory.layouts import LAYOUTS
from tests.factory.mutants.paper import Fact, Paper, Sheet, linked_sheet, sheet_of_form
from tests.factory.notation import NOTATIONS
from tests.factory.random_accounts import random_accounts

REGION_ORDER = ("national", "shanghai", "beijing", "guangdong", "yunnan", "sichuan")
LAYOUT_ORDER = ("fengtai_2024", "baoshan_2024", "chizhou", "xicheng_2024", "one_goal_cell")
TABLES = (0, 1, 2, 3, 4)
"""The places of 收入支出总表, 收入, 支出, 财政拨款收支总表 and 一般公共预算支出 in a region's set."""
OWN_CODES = {"一般公共预算财政拨款收入支出决算表": "general_budget_income_expenditure"}
"""Titles of a region that are statements of their own, though the layouts give them the code of a neighbour."""


@dataclass(frozen=True, slots=True)
class _Linked(StatementCell):
    figure: Figure | None = None


class _Linker(Setter):
    """Sets a statement and remembers which piece prints which figure."""

    def __init__(self, facts: AccountsFacts, region: Region, style: FigureStyle, number: int) -> None:
        self.sheets: list[Sheet] = []
        super().__init__(facts, region, style, region.tables[number], number + 1)

    def _money(self, amount: Decimal, row: str, measure: str, side: str = "") -> StatementCell:
        before = len(self.made.figures)
        cell = super()._money(amount, row, measure, side)
        figure = self.made.figures[before] if len(self.made.figures) > before else None
        return _Linked(cell.text, cell.columns, cell.align, figure)

    def _form(self, *arguments: object, **named: object) -> None:
        super()._form(*arguments, **named)  # type: ignore[arg-type]
        form = self.made.forms[-1]
        depth = len(form.header_rows)
        body = [number for number, piece in enumerate(form.pieces) if piece.row >= depth]
        cells = [cell for row in self.rows for cell in row]
        facts = {
            number: self._fact(cell.figure) for number, cell in zip(body, cells, strict=True)
            if isinstance(cell, _Linked) and cell.figure is not None
        }  # fmt: skip
        self.sheets.append(linked_sheet(form, OWN_CODES.get(self.table.title, self.made.key), self.table.title, facts))

    def _fact(self, figure: Figure) -> Fact:
        code = figure.row if figure.row.isdigit() else ""
        label = (subject_names() | economic_names()).get(code, "") if code else figure.row
        statement = OWN_CODES.get(self.table.title, figure.statement)
        return Fact(statement, figure.side, code, label, tuple(figure.measure.split("/")), figure.amount)


@cache
def _accounts(seed: int, negative: bool) -> AccountsFacts:
    """Accounts with two 项 of 政府性基金, so that the fund's statement has rows; ``negative``: one begins in debt."""
    for attempt in range(200):
        facts = random_accounts(random.Random(seed * 1000 + attempt), lines=4)
        if facts.amount("fund") and facts.amount("general.basic") and not facts.amount("capital"):
            return _in_debt(facts) if negative else facts
    raise LookupError("no accounts with a fund")


def _in_debt(facts: AccountsFacts) -> AccountsFacts:
    """A fund that began the year in debt: 年初结转和结余 is negative, which accounts may print."""
    place = next(number for number, line in enumerate(facts.lines) if line.fund)
    line = replace(facts.lines[place], opening={"fund": Decimal(-123_400)})
    return replace(facts, lines=(*facts.lines[:place], line, *facts.lines[place + 1 :]))


def statements_paper(
    region_code: str, seed: int, style: FigureStyle | None = None, *, negative: bool = False, whole: bool = False
) -> Paper:
    """Six statements of one department in a region's layout; ``whole``: all that the region publishes."""
    region, facts = REGIONS[region_code], _accounts(seed, negative)
    style = style or FigureStyle()
    places = [number for number, table in enumerate(region.tables) if number in TABLES and table.shape != "matrix"]
    places += [number for number, table in enumerate(region.tables) if table.code == F05.code and number > 4]
    places += [number for number, table in enumerate(region.tables) if table.code == F08.code]
    places = list(range(len(region.tables))) if whole else places
    sheets = [sheet for number in places for sheet in _Linker(facts, region, style, number).sheets]
    name = f"{facts.department}{facts.fiscal_year}年度部门决算"
    stated = [fact for sheet in sheets for fact in sheet.facts()]
    return Paper(name, [name], sheets, facts.fiscal_year, facts.department, style.unit, stated)


def form_facts(number: int, department: str = "成都市武侯区审计局") -> FormFacts:
    """One project's form: amounts, points and words of its own for each number; everything adds up."""
    total = Decimal(200_000 + 31_400 * number)
    carried = Decimal(10_000 * (1 + number))
    spent = (total * Decimal("0.8")).quantize(Decimal(1))
    spent_carried = carried / 2
    whole, executed = total + carried, spent + spent_carried
    rate = (executed * 100 / whole).quantize(Decimal("0.01"))
    score = (rate / 10).quantize(Decimal("0.01"))
    funding = (
        FundingFact("total", total, whole, executed, Decimal(10), rate, score),
        FundingFact("fiscal", total, total, spent, rate=Decimal("80.00")),
        FundingFact("carryover", Decimal(0), carried, spent_carried, rate=Decimal("50.00")),
        FundingFact("own_level", total, total, spent, rate=Decimal("80.00")),
        FundingFact("superior", None, None, None), FundingFact("other", None, None, None),
    )  # fmt: skip
    lines = (
        ("产出指标", "数量指标", "培训期数", Target(">=", Decimal(4 + number), "期"), Actual(Decimal(5 + number), "期"), 20, 20),
        ("产出指标", "质量指标", "验收合格率", Target(">=", Decimal(95), "%"), Actual(Decimal(97), "%"), 15, 15),
        ("产出指标", "时效指标", "完成时限", Target("deadline", text="12月底前"), Actual(text="按时完成"), 15, 14),
        ("效益指标", "社会效益指标", "群众知晓度", Target("qualitative", text="持续提升"), Actual(text="持续提升"), 30, 28),
        ("满意度指标", "服务对象满意度指标", "服务对象满意度", Target(">=", Decimal(90), "%"), Actual(Decimal(93), "%"), 10, 10),
    )  # fmt: skip
    indicators = tuple(
        IndicatorFact(one, two, name, target, actual, Decimal(weight), Decimal(points), "宣传不足" if points < weight else "")
        for one, two, name, target, actual, weight, points in lines
    )
    points = sum((line.score or Decimal(0) for line in indicators), score)
    names = ("审计业务培训项目", "公共投资审计专项", "经济责任审计项目", "审计信息化运行维护费")
    return FormFacts(
        project_name=names[number % len(names)], department=department, implementer=department, fiscal_year=2024, funding=funding,
        goal_expected=f"组织培训{4 + number}期，提高业务水平。", goal_actual=f"组织培训{5 + number}期，业务水平提高。",
        indicators=indicators, total_weight=Decimal(100), total_score=points, grade="优",
        self_conclusion="优。项目完成较好。", department_code="135", implementer_code="135001",
        officer="闻人远", phone="028-5550137",
    )  # fmt: skip


def forms_paper(layout_code: str, seed: int, count: int = 2, notation: str = "six_decimals") -> Paper:
    """A document of self-evaluation forms, each on a page or sheet of its own."""
    layout = LAYOUTS[layout_code]
    facts = [form_facts(seed + number) for number in range(count)]
    composed: list[ComposedForm] = [compose(one, layout, NOTATIONS[notation]) for one in facts]
    sheets = [
        replace(sheet_of_form(form, f"form{number}", one.project_name), header=0)
        for number, (form, one) in enumerate(zip(composed, facts, strict=True), start=1)
    ]
    expected = [expected_rows(one, layout, NOTATIONS[notation]) for one in facts]
    name = f"{facts[0].department}2024年度项目支出绩效自评表"
    return Paper(name, [], sheets, 2024, facts[0].department, layout.unit, [], list(expected))

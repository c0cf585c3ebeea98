# ruff: noqa: E501 - the lines of an account are rows of data
"""The invented final accounts of the bundled samples (data/samples): real names of places, every figure made up for this project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from tests.factory.accounts_document import Accounts, accounts
from tests.factory.accounts_facts import (
    ABROAD,
    OPERATION,
    PURCHASE,
    RECEPTION,
    AccountsFacts,
    FunctionLine,
    ServicePurchase,
    sum_of,
)
from tests.factory.accounts_layouts import REGIONS
from tests.factory.accounts_tables import FigureStyle
from tests.factory.compose import ComposedForm, Part, Text, compose
from tests.factory.facts import FormFacts
from tests.factory.layouts import FENGTAI_2024
from tests.factory.notation import NOTATIONS
from tests.factory.sample_facts import (
    BENEFIT,
    COST,
    COUNT,
    ECONOMIC_COST,
    OUTPUT,
    QUALITY,
    SATISFACTION,
    SERVED,
    SOCIAL,
    TIME,
    at_least,
    at_most,
    form,
    funding,
    got,
    of_department,
    said,
    until,
    words,
)  # fmt: skip

Money = Mapping[str, str]
"""Amounts in 万元 by 经济分类 款."""
PER_HEAD: Money = {
    "30101": "5.46", "30102": "9.82", "30103": "8.17", "30112": "0.12", "30199": "0.46", "30201": "0.57", "30202": "0.06", "30205": "0.05",
    "30206": "0.23", "30207": "0.19", "30209": "0.94", "30211": "0.21", "30213": "0.14", "30216": "0.09", "30226": "0.18", "30227": "0.62",
    "30228": "0.61", "30229": "0.47", "30239": "0.86", "30299": "0.33", "31002": "0.16",
}  # fmt: skip
"""What one official costs in a year, by 经济分类 款."""
INSURED = (
    ("2080505", "30108", "3.02"),
    ("2080506", "30109", "1.51"),
    ("2101101", "30110", "1.94"),
    ("2101103", "30111", "0.58"),
    ("2210201", "30113", "4.37"),
    ("2210203", "30102", "2.11"),
)


@dataclass(frozen=True)
class Office:
    """A department: its officials, its cars, the 款 of its own work, what it spends on projects (项 → 款 → 万元), on 政府性基金 and from
    国有资本, its own money, and its 三公 besides cars."""

    name: str
    year: int
    staff: int
    cars: int
    main: str
    projects: Mapping[str, Money]
    duties: str
    funds: Money = field(default_factory=dict)
    capital: Money = field(default_factory=dict)
    other_income: str = "0"
    used_own: str = "0"
    carried_in: str = "0"
    carried_out: str = "0"
    reception: str = "1.86"
    services: tuple[tuple[str, tuple[str, str, str], str], ...] = ()
    procurement: tuple[str, str, str, str, str] = ("12.40", "0", "46.85", "51.20", "38.75")
    price: str = "1"


def wan(text: str | Decimal, factor: Decimal = Decimal(1)) -> Decimal:
    """An amount of 万元 with two decimals in 元."""
    return (Decimal(text) * factor).quantize(Decimal("0.01"), ROUND_HALF_UP) * 10_000


def office_accounts(office: Office) -> AccountsFacts:
    """The facts of an office's year, as its staff and projects determine them."""
    rate = Decimal(office.price) * office.staff
    running = {code: wan(amount, rate) for code, amount in PER_HEAD.items()} | {
        RECEPTION: wan(office.reception),
        OPERATION: wan("2.38", Decimal(office.cars)),
    }
    opening, closing = {"general": wan(office.carried_in)}, {"general": wan(office.carried_out)}
    own = wan(office.used_own)
    lines = [FunctionLine(office.main + "01", running)]
    for number, (code, project) in enumerate(sorted(office.projects.items())):
        line = FunctionLine(code, project={one: wan(amount) for one, amount in project.items()})
        if number == 0:
            income = {"其他收入": wan(office.other_income)}
            line = replace(line, own={"项目支出": own} if own else {}, own_income=income, opening=opening, closing=closing)
        lines.append(line)
    lines += [FunctionLine(code, {economic: wan(amount, rate)}) for code, economic, amount in INSURED]
    lines = [_budgeted(line) for line in sorted(lines, key=lambda line: line.code)]
    lines += [FunctionLine(code, fund=wan(amount)) for code, amount in office.funds.items()]
    lines += [FunctionLine(code, capital=wan(amount)) for code, amount in office.capital.items()]
    goods, works, bought, small, micro = (wan(amount) for amount in office.procurement)
    facts = AccountsFacts(
        office.name, office.year, tuple(lines), opening_own=wan("18.62"), closing_own=wan("18.62") + wan(office.other_income) - own,
        counts={"因公出国（境）团组数": 0, "因公出国（境）人次数": 0, "公务用车购置数": 0, "公务用车保有量": office.cars, "国内公务接待批次": 14, "国内公务接待人次": 96},
        procurement={"货物": goods, "工程": works, "服务": bought, "中小企业": small, "小微企业": micro},
        services=tuple(ServicePurchase(name, levels, wan(amount)) for name, levels, amount in office.services), duties=office.duties,
    )  # fmt: skip
    budgets = {
        OPERATION: wan("2.60", Decimal(office.cars)),
        RECEPTION: wan(office.reception, Decimal("1.5")),
        ABROAD: facts.three_public(ABROAD),
        PURCHASE: facts.three_public(PURCHASE),
    }
    return replace(facts, budgets=budgets)


def _budgeted(line: FunctionLine) -> FunctionLine:
    spent = sum_of(line.basic) + sum_of(line.project)
    over = Decimal("1.04") if line.project else Decimal("1.02") if len(line.basic) == 1 else Decimal("0.98")
    return replace(line, initial_budget=wan(spent / 10_000, over), full_year_budget=spent)


YANGPU = Office(
    "上海市杨浦区文化和旅游局", 2024, 46, 5, "20701", {
        "2070104": {"30218": "38.60", "30227": "214.35", "31003": "66.20"}, "2070108": {"30201": "12.48", "30226": "45.90", "30227": "386.75"},
        "2070112": {"30227": "58.32"}, "2070113": {"30202": "24.16", "30227": "131.07"},
    }, "负责本区文化、旅游和广播电视工作的统筹规划、公共服务与市场管理。", funds={"2296010": "85.40"}, other_income="12.75", used_own="6.30", carried_in="31.18", carried_out="27.44",
)  # fmt: skip
YANGPU_BEFORE = replace(
    YANGPU, year=2023, staff=44, cars=6, price="0.97", reception="2.35", funds={"2296010": "72.00"}, carried_in="22.90", carried_out="31.18",
    projects={"2070104": {"30218": "41.05", "30227": "198.62"}, "2070108": {"30226": "39.84", "30227": "352.11"}, "2070112": {"30227": "61.27"}, "2070113": {"30202": "20.73", "30227": "118.45"}},
    other_income="6.30", used_own="6.30",
)  # fmt: skip
SHIJINGSHAN = Office(
    "北京市石景山区统计局", 2024, 28, 2, "20105", {
        "2010505": {"30202": "8.42", "30226": "64.37", "30227": "152.90"}, "2010507": {"30201": "15.66", "30226": "288.24", "30227": "96.51"}, "2010504": {"30213": "31.75", "31007": "74.80"},
    }, "负责本区统计调查、国民经济核算和普查的组织实施。", reception="0",
    services=(("社会公众满意度调查服务", ("政府履职辅助性服务", "调查服务", "社会调查服务"), "36.50"), ("统计信息系统运维服务", ("政府履职辅助性服务", "信息化服务", "信息系统运行维护服务"), "31.75")),
    procurement=("28.64", "0", "121.30", "112.45", "74.20"),
)  # fmt: skip
YUHUA = Office(
    "长沙市雨花区审计局", 2024, 33, 3, "20108", {
        "2010804": {"30202": "6.25", "30211": "27.38", "30227": "318.46"}, "2010806": {"30213": "22.80", "31007": "41.96"},
    }, "负责本区财政收支和其他依法应当接受审计的单位的审计监督。", other_income="4.86", carried_in="9.30", carried_out="11.05",
    procurement=("41.96", "0", "186.20", "203.75", "96.40"),
)  # fmt: skip
NANHAI = Office(
    "佛山市南海区司法局", 2024, 61, 8, "20406", {
        "2040604": {"30201": "18.32", "30226": "76.45", "30227": "143.90"}, "2040605": {"30202": "33.07", "30227": "64.28"}, "2040607": {"30226": "212.60", "30227": "188.15"}, "2040610": {"30227": "155.83", "31003": "29.40"},
    }, "负责本区法治宣传、公共法律服务、社区矫正和人民调解工作的指导管理。", funds={"2296012": "24.60"}, capital={"2230105": "3.72"}, other_income="9.41", used_own="5.28", carried_in="14.66", carried_out="20.03",
    procurement=("63.80", "0", "247.15", "266.30", "142.05"),
)  # fmt: skip
YILING = Office(
    "宜昌市夷陵区应急管理局", 2024, 39, 6, "22401", {
        "2240104": {"30227": "96.20", "31003": "118.75"}, "2240106": {"30211": "14.32", "30226": "52.68", "30227": "134.05"}, "2240108": {"30218": "41.90", "30225": "12.36", "31003": "205.60"},
    }, "负责本区安全生产、防灾减灾救灾和应急救援的综合监督管理。", other_income="7.20", carried_in="25.40", carried_out="18.15",
)  # fmt: skip


def yangpu(year: int) -> Accounts:
    """上海市杨浦区文化和旅游局: nine statements with the prose, for 2023 and 2024; the stocks of one year open the next."""
    before = office_accounts(YANGPU_BEFORE)
    now = replace(
        office_accounts(YANGPU),
        opening_own=before.closing_own,
        closing_own=before.closing_own + wan("12.75") - wan("6.30"),
        previous=before,
    )
    return accounts(now if year == 2024 else before, REGIONS["shanghai"], FigureStyle())


def shijingshan() -> Accounts:
    """北京市石景山区统计局: twelve statements, three of them empty, and two self-evaluation forms."""
    forms = [compose(one, FENGTAI_2024, NOTATIONS["six_decimals"]) for one in shijingshan_forms()]
    return accounts(office_accounts(SHIJINGSHAN), REGIONS["beijing"], FigureStyle(zero="0.00"), forms)


def shijingshan_forms() -> tuple[FormFacts, ...]:
    census = form(
        "人口和劳动力抽样调查", 2024, funding("2600000", "2256900", "2256900"),
        ("完成人口变动和劳动力抽样调查的入户登记与数据审核。", "全部样本小区按时完成登记，数据质量抽查合格。"),
        (
            (OUTPUT, COUNT, "调查样本小区数量", at_least("42", "个"), got("44", "个"), "20", "20", ""),
            (OUTPUT, QUALITY, "数据审核合格率", at_least("98", "%"), got("99.1", "%"), "20", "20", ""),
            (OUTPUT, TIME, "数据上报时间", until("2024年11月底前"), said("11月完成"), "10", "10", ""),
            (COST, ECONOMIC_COST, "调查员劳务支出", at_most("66", "万元"), got("64.37", "万元"), "10", "10", ""),
            (BENEFIT, SOCIAL, "统计数据服务决策的作用", words("有效提升"), said("有效提升"), "20", "18", "数据解读产品偏少，下一步增加专题分析"),
            (SATISFACTION, SERVED, "数据使用单位满意度", at_least("90", "%"), got("94", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    system = form(
        "统计信息系统运行维护", 2024, funding("1150000", "1065500", "1065500"),
        ("保障统计信息系统全年稳定运行。", "系统全年运行稳定，按计划完成设备更新。"),
        (
            (OUTPUT, COUNT, "维护系统数量", at_least("6", "套"), got("6", "套"), "20", "20", ""),
            (OUTPUT, QUALITY, "系统可用率", at_least("99", "%"), got("99.6", "%"), "20", "20", ""),
            (OUTPUT, TIME, "故障处理时间", at_most("4", "小时"), got("3", "小时"), "10", "10", ""),
            (BENEFIT, SOCIAL, "业务办理连续性", words("得到保障"), said("得到保障"), "30", "30", ""),
            (SATISFACTION, SERVED, "使用人员满意度", at_least("90", "%"), got("88", "%"), "10", "9.78", "移动端功能不足，已列入下年升级计划"),
        ),
    )  # fmt: skip
    return of_department((census, system), SHIJINGSHAN.name)


def yuhua() -> Accounts:
    """长沙市雨花区审计局: the national nine with 行次 and 栏次, as a workbook."""
    return accounts(office_accounts(YUHUA), REGIONS["national"], FigureStyle(zero="0.00", thousands=True))


def nanhai() -> Accounts:
    """佛山市南海区司法局: the Guangdong set on a portal's page, in 元."""
    return accounts(office_accounts(NANHAI), REGIONS["guangdong"], FigureStyle(unit="元", thousands=True))


def yiling_with_errors() -> Accounts:
    """宜昌市夷陵区应急管理局 with planted errors: a sum that is off, a digit lost in a row and a sentence that contradicts its table."""
    return _with_misprints(accounts(office_accounts(YILING), REGIONS["shanghai"], FigureStyle()))


def _with_misprints(document: Accounts) -> Accounts:
    """Changes a figure of two rows and one sentence; fails if a place to change is not there exactly once."""
    parts = list(document.parts)
    for title, code, old, new in MISPRINTS:
        found = [i for i, part in enumerate(parts) if isinstance(part, ComposedForm) and part.titles == (title,)]
        assert len(found) == 1, title
        table = parts[found[0]]
        assert isinstance(table, ComposedForm)
        rows = [piece.row for piece in table.pieces if piece.text == code]
        places = [n for n, piece in enumerate(table.pieces) if piece.row in rows and piece.text == old]
        assert len(places) == 1, (title, code, old, [piece.text for piece in table.pieces if piece.row in rows])
        pieces = list(table.pieces)
        pieces[places[0]] = replace(pieces[places[0]], text=new)
        parts[found[0]] = replace(table, pieces=tuple(pieces))
    old, new = MISPRINTED_SENTENCE
    assert sum(old in part.text for part in parts if isinstance(part, Text)) == 1
    changed: list[Part] = [replace(part, text=part.text.replace(old, new)) if isinstance(part, Text) else part for part in parts]
    return replace(document, parts=tuple(changed))


MISPRINTS = (
    ("支出决算表", "22401", "675.86", "657.86"),
    ("一般公共预算财政拨款基本支出决算表", "30103", "318.63", "38.63"),
)
"""Title, code of the row, right figure, printed figure: two digits exchanged, one digit lost."""
MISPRINTED_SENTENCE = ("机关运行经费支出238.83万元", "机关运行经费支出283.83万元")

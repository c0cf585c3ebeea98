# ruff: noqa: E501 - the columns and rows of a statement are rows of data
"""The sets of statements that regions publish, as data (决算报表版式): Shanghai nine, Beijing twelve, Yunnan eleven, Sichuan thirteen,
national nine with 行次 and 栏次, Guangdong nine.

A column or row names the figure of the facts that it prints (:meth:`tests.factory.accounts_facts.AccountsFacts.figure`); widths
are shares of the table's width.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Shape = Literal["two_sided", "functions", "economic", "blocks", "one_row", "items", "services", "matrix"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the headings below it; a leaf has a ``measure`` if figures stand under it, else the ``kind`` of its stub."""

    text: str
    measure: str = ""
    width: float = 6
    kind: Literal["value", "label", "code", "line", "ordinal", "attribute"] = "value"
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A row with a fixed label: the figure it prints (a key of ``counts`` where ``count_unit`` is set)."""

    label: str
    measure: str = ""
    budget: str = ""
    count_unit: str = ""


@dataclass(frozen=True)
class Table:
    """One statement of a region. ``rows``/``feet`` are fixed rows (left and right of a two-sided table, whose right part has the
    ``columns``); ``listed`` are the measures whose non-zero lines are printed; ``cuts``: after which columns a wide table goes on on
    another page."""

    code: str
    title: str
    shape: Shape
    columns: tuple[Heading, ...] = ()
    rows: tuple[Item, ...] = ()
    feet: tuple[tuple[Item | None, tuple[str, ...]], ...] = ()
    listed: tuple[str, ...] = ()
    total: Literal["first", "last", "none"] = "first"
    economic: tuple[tuple[str, ...], ...] = ()
    part: str = "basic"
    note: str = ""
    empty: str = ""
    landscape: bool = True
    cuts: tuple[int, ...] = ()
    outer: str = ""
    line_numbers: bool = False


@dataclass(frozen=True)
class Region:
    """A region's habits: ``line_numbers`` prints 行次, ``column_numbers`` 栏次, ``code_columns`` 3 prints 类/款/项 apart."""

    code: str
    tables: tuple[Table, ...]
    form_number: str = "公开{number:02}表"
    department_line: str = "部门：{department}"
    unit_line: str = "单位：{unit}"
    line_numbers: bool = False
    column_numbers: bool = False
    code_columns: Literal[1, 3] = 1
    value_heading: str = "决算数"
    code_heading: str = "功能分类科目编码"
    spaced_titles: bool = False
    tables_last: bool = False


def value(text: str, measure: str, width: float = 6) -> Heading:
    return Heading(text, measure, width)


def over(text: str, *children: Heading) -> Heading:
    return Heading(text, children=children)


INCOME_ROWS = (
    Item("一、一般公共预算财政拨款收入", "general.income"), Item("二、政府性基金预算财政拨款收入", "fund.income"),
    Item("三、国有资本经营预算财政拨款收入", "capital.income"), Item("四、上级补助收入", "income.上级补助收入"), Item("五、事业收入", "income.事业收入"),
    Item("六、经营收入", "income.经营收入"), Item("七、附属单位上缴收入", "income.附属单位上缴收入"), Item("八、其他收入", "income.其他收入"),
)  # fmt: skip
FISCAL_ROWS = (
    Item("一、一般公共预算财政拨款", "general.income"), Item("二、政府性基金预算财政拨款", "fund.income"), Item("三、国有资本经营预算财政拨款", "capital.income"),
)  # fmt: skip
FISCAL_COLUMNS = (
    value("合计", "fiscal"), value("一般公共预算财政拨款", "general"), value("政府性基金预算财政拨款", "fund"), value("国有资本经营预算财政拨款", "capital"),
)  # fmt: skip
F01 = Table(
    "income_expenditure_summary", "收入支出决算总表", "two_sided", (value("决算数", "spent"),), INCOME_ROWS, (
        (Item("本年收入合计", "income"), ("本年支出合计", "spent")), (Item("使用非财政拨款结余", "used"), ("结余分配", "distributed")),
        (Item("年初结转和结余", "opening"), ("年末结转和结余", "closing")), (Item("总计", "total"), ("总计", "total")),
    ), note="注：本表反映部门本年度的总收支和年末结转结余情况。", landscape=False,
)  # fmt: skip
F02 = Table(
    "income", "收入决算表", "functions", (
        value("本年收入合计", "income"), value("财政拨款收入", "fiscal.income"), *(value(name, f"income.{name}") for name in ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")),
    ), listed=("income",), note="注：本表反映部门本年度取得的各项收入情况。",
)  # fmt: skip
F03 = Table(
    "expenditure", "支出决算表", "functions", (
        value("本年支出合计", "spent"), *(value(name, f"spent.{name}") for name in ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")),
    ), listed=("spent",), note="注：本表反映部门本年度各项支出情况。",
)  # fmt: skip
F04 = Table(
    "fiscal_income_expenditure_summary", "财政拨款收入支出决算总表", "two_sided", FISCAL_COLUMNS, FISCAL_ROWS, (
        (Item("本年收入合计", "fiscal.income"), ("本年支出合计", "fiscal", "general", "fund", "capital")),
        (Item("年初财政拨款结转和结余", "fiscal.opening"), ("年末财政拨款结转和结余", "fiscal.closing", "general.closing", "fund.closing", "capital.closing")),
        (Item("一、一般公共预算财政拨款", "general.opening"), ()), (Item("二、政府性基金预算财政拨款", "fund.opening"), ()), (Item("三、国有资本经营预算财政拨款", "capital.opening"), ()),
        (Item("总计", "fiscal.total"), ("总计", "fiscal.total", "general.total", "fund.total", "capital.total")),
    ), note="注：本表反映部门本年度财政拨款总收支和结转结余情况。",
)  # fmt: skip
GENERAL = (value("合计", "general"), value("基本支出", "general.basic"), value("项目支出", "general.project"))
F05 = Table(
    "general_budget_expenditure", "一般公共预算财政拨款支出决算表", "functions", GENERAL, listed=("general",), note="注：本表反映部门本年度一般公共预算财政拨款支出情况。", landscape=False,
)  # fmt: skip
F06 = Table(
    "general_budget_basic_expenditure", "一般公共预算财政拨款基本支出决算表", "blocks", economic=(("301", "303"), ("302", "310")),
    note="注：本表反映部门本年度一般公共预算财政拨款基本支出情况。", landscape=False,
)  # fmt: skip


def three_public(kind: str) -> tuple[Heading, ...]:
    """One half of the 三公 table: ``budget`` or ``final``."""
    cars = over(
        "公务用车购置及运行维护费",
        value("小计", f"{kind}.cars"),
        value("公务用车购置费", f"{kind}.31013"),
        value("公务用车运行维护费", f"{kind}.30231"),
    )
    return (value("合计", f"{kind}."), value("因公出国（境）费", f"{kind}.30212"), cars, value("公务接待费", f"{kind}.30217"))


def both(text: str, code: str) -> Heading:
    return over(text, value("预算数", f"budget.{code}"), value("决算数", f"final.{code}"))


INTERLEAVED = (
    both("合计", ""), both("因公出国（境）费", "30212"),
    over("公务用车购置及运行维护费", both("小计", "cars"), both("公务用车购置费", "31013"), both("公务用车运行维护费", "30231")), both("公务接待费", "30217"),
)  # fmt: skip
F07 = Table(
    "three_public_expenses",
    "财政拨款“三公”经费支出决算表",
    "one_row",
    INTERLEAVED,
    outer="财政拨款“三公”经费",
    note="注：本表反映部门本年度“三公”经费支出预决算情况。",
)
HALVES = (over("预算数", *three_public("budget")), over("决算数", *three_public("final")))


def stocks(fund: str) -> tuple[Heading, ...]:
    spent = over("本年支出", value("合计", fund), value("基本支出", f"{fund}.basic"), value("项目支出", f"{fund}.project"))
    return (
        value("年初结转和结余", f"{fund}.opening"),
        value("本年收入", f"{fund}.income"),
        spent,
        value("年末结转和结余", f"{fund}.closing"),
    )


F08 = Table(
    "government_fund_income_expenditure", "政府性基金预算财政拨款收入支出决算表", "functions", stocks("fund"), listed=("fund", "fund.opening", "fund.closing"),
    note="注：本表反映部门本年度政府性基金预算财政拨款收入支出及结转结余情况。", empty="说明：{department}本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。",
)  # fmt: skip
F09 = Table(
    "state_capital_income_expenditure", "国有资本经营预算财政拨款收入支出决算表", "functions", stocks("capital"), listed=("capital",),
    note="注：本表反映部门本年度国有资本经营预算财政拨款收入支出及结转结余情况。", empty="说明：{department}本年度没有国有资本经营预算财政拨款收入和支出，故本表无数据。",
)  # fmt: skip
CAPITAL_SPENT = replace(
    F09, code="state_capital_expenditure", title="国有资本经营预算财政拨款支出决算表", columns=(value("合计", "capital"), value("基本支出", "capital.basic"), value("项目支出", "capital.project")),
)  # fmt: skip

SHANGHAI = Region(
    "shanghai", (F01, F02, F03, F04, replace(F05, total="last"), F06, F07, F08, F09), form_number="", department_line=""
)

NATIONAL = Region(
    "national", (
        F01, F02, F03, F04, replace(F05, columns=(over("本年支出", value("小计", "general"), *GENERAL[1:]),)),
        replace(F06, economic=(("301", "303"), ("302",), ("307", "310")), outer="人员经费|公用经费", landscape=True), F08, CAPITAL_SPENT, replace(F07, columns=HALVES, outer=""),
    ), line_numbers=True, column_numbers=True, code_columns=3, value_heading="金额", unit_line="{year}年度  金额单位：{unit}",
)  # fmt: skip

NOTHING = "说明：我部门本年度无此项收入、支出，故本表无数据。"
ECONOMIC = (value("合计", "general.basic"), value("人员经费", "personnel"), value("公用经费", "running"))
BEIJING = Region(
    "beijing", (
        replace(F01, landscape=True), F02, F03, F04, replace(F05, landscape=True), replace(F06, shape="economic", columns=ECONOMIC, landscape=True),
        replace(F08, empty=NOTHING, note=""),
        Table("government_fund_basic_expenditure", "政府性基金预算财政拨款基本支出决算表", "economic", (value("合计", ""), value("人员经费", ""), value("公用经费", "")), empty=NOTHING),
        replace(CAPITAL_SPENT, empty=NOTHING, note=""), replace(F07, columns=HALVES, outer="", note=""),
        Table("government_procurement", "政府采购情况表", "items", (value("决算数", ""),), (
            Item("一、政府采购支出合计", "procurement."), Item("（一）政府采购货物支出", "procurement.货物"), Item("（二）政府采购工程支出", "procurement.工程"),
            Item("（三）政府采购服务支出", "procurement.服务"), Item("二、政府采购授予中小企业合同金额", "procurement.中小企业"), Item("其中：授予小微企业合同金额", "procurement.小微企业"),
        ), line_numbers=True),
        Table("government_service_purchase", "政府购买服务决算公开情况表", "services", (value("决算金额", "purchase"),)),
    ), column_numbers=True,
)  # fmt: skip

YUNNAN_SPENT = over(
    "本年支出",
    value("合计", "general"),
    over("基本支出", value("小计", "general.basic"), value("人员经费", "personnel"), value("公用经费", "running")),
    value("项目支出", "general.project"),
)
YUNNAN_THREE = (
    Item("一、“三公”经费支出"), Item("（一）支出合计", "final.", "budget."), Item("1．因公出国（境）费", "final.30212", "budget.30212"), Item("2．公务用车购置及运行维护费", "final.cars", "budget.cars"),
    Item("（1）公务用车购置费", "final.31013", "budget.31013"), Item("（2）公务用车运行维护费", "final.30231", "budget.30231"), Item("3．公务接待费", "final.30217", "budget.30217"),
    Item("（二）相关统计数"), Item("1．因公出国（境）团组数（个）", "因公出国（境）团组数", count_unit="个"), Item("2．因公出国（境）人次数（人）", "因公出国（境）人次数", count_unit="人"),
    Item("3．公务用车购置数（辆）", "公务用车购置数", count_unit="辆"), Item("4．公务用车保有量（辆）", "公务用车保有量", count_unit="辆"),
    Item("5．国内公务接待批次（个）", "国内公务接待批次", count_unit="个"), Item("6．国内公务接待人次（人）", "国内公务接待人次", count_unit="人"),
)  # fmt: skip
YUNNAN_ITEMS = Table(
    "", "财政拨款“三公”经费、行政参公单位机关运行经费情况表", "items", (value("预算数", "budget"), value("决算统计数", "final")),
    (*YUNNAN_THREE, Item("二、机关运行经费", "running"), Item("（一）行政单位", "running")), line_numbers=True, landscape=False,
)  # fmt: skip
YUNNAN = Region(
    "yunnan", (
        replace(F01, title="收入支出决算表"), F02, F03, replace(F04, title="财政拨款收入支出决算表"),
        replace(F05, code="general_budget_income_expenditure", title="一般公共预算财政拨款收入支出决算表", landscape=True, columns=(
            value("年初结转和结余", "general.opening"), value("本年收入", "general.income"), over("本年支出", value("合计", "general"), value("基本支出", "general.basic"), value("项目支出", "general.project")),
            value("年末结转和结余", "general.closing")), listed=("general", "general.opening", "general.closing")),
        replace(F06, title="一般公共预算财政拨款基本支出决算表", economic=(("301", "303"), ("302",), ("307", "310")), landscape=True),
        replace(F06, code="general_budget_project_expenditure", title="一般公共预算财政拨款项目支出决算表", part="project", economic=(("301", "303"), ("302",), ("307", "310")), landscape=True, note=""),
        F08, F09, YUNNAN_ITEMS,
        replace(YUNNAN_ITEMS, title="一般公共预算财政拨款“三公”经费情况表", rows=YUNNAN_THREE),
    ), line_numbers=True, column_numbers=True, code_columns=3, value_heading="金额", unit_line="{year}年度  金额单位：{unit}",
)  # fmt: skip


def wide(*groups: tuple[str, tuple[tuple[str, str], ...]]) -> tuple[Heading, ...]:
    """合计, then each 经济分类 类 with its 小计 and its 款."""
    columns = [value("合计", "general", 8)]
    for code, items in groups:
        name = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}[code]
        columns.append(
            over(name, value("小计", f"general.{code}", 7), *(value(text, f"general.{one}", 7) for one, text in items))
        )
    return tuple(columns)


WAGES = (("30101", "基本工资"), ("30102", "津贴补贴"), ("30103", "奖金"), ("30107", "绩效工资"), ("30113", "住房公积金"))
GOODS = (
    ("30201", "办公费"),
    ("30202", "印刷费"),
    ("30206", "电费"),
    ("30207", "邮电费"),
    ("30211", "差旅费"),
    ("30217", "公务接待费"),
    ("30231", "公务用车运行维护费"),
    ("30299", "其他商品和服务支出"),
)
WIDE = wide(
    ("301", WAGES),
    ("302", GOODS),
    ("303", (("30302", "退休费"), ("30305", "生活补助"))),
    ("310", (("31002", "办公设备购置"), ("31003", "专用设备购置"))),
)
SICHUAN = Region(
    "sichuan", (
        replace(F01, landscape=True), F02, F03, F04,
        Table("fiscal_expenditure_detail", "财政拨款支出决算明细表", "matrix", WIDE, listed=("general",), cuts=(7, 16)),
        replace(F05, landscape=True), Table("general_budget_expenditure_detail", "一般公共预算财政拨款支出决算明细表", "matrix", WIDE, listed=("general",), cuts=(7, 16)),
        replace(F06, title="一般公共预算财政拨款基本支出决算明细表", economic=(("301", "303"), ("302",), ("307", "310")), landscape=True),
        Table("general_budget_project_expenditure", "一般公共预算财政拨款项目支出决算表", "functions", (value("项目支出", "general.project"),), listed=("general.project",), landscape=False),
        F08, F09, CAPITAL_SPENT, replace(F07, columns=HALVES, outer=""),
    ), unit_line="金额单位：{unit}", tables_last=True, spaced_titles=True,
)  # fmt: skip

GUANGDONG = Region(
    "guangdong", (
        F01, F02, F03, F04, F05, replace(F06, title="一般公共预算财政拨款基本支出决算明细表", economic=(("301", "303"), ("302", "310"))),
        replace(F07, title="一般公共预算财政拨款“三公”经费支出决算表", columns=HALVES, outer=""), F08, CAPITAL_SPENT,
    ), line_numbers=True, column_numbers=True, code_columns=3, value_heading="金额", department_line="部门名称：{department}",
)  # fmt: skip

REGIONS: dict[str, Region] = {region.code: region for region in (SHANGHAI, BEIJING, YUNNAN, SICHUAN, NATIONAL, GUANGDONG)}

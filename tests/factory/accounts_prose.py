"""The prose of final accounts (情况说明), written from the facts of the statements, with the figures to be read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tests.factory.accounts_facts import (
    ABROAD,
    OPERATION,
    PURCHASE,
    RECEPTION,
    ZERO,
    AccountsFacts,
    economic_names,
    subject_names,
)
from tests.factory.accounts_headings import ordinal
from tests.factory.accounts_layouts import Region

TEN_THOUSAND = Decimal(10_000)
GLOSSARY = (
    "一、财政拨款收入：指单位本年度从本级财政部门取得的财政拨款，包括一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款。",
    "二、事业收入：指事业单位开展专业业务活动及其辅助活动取得的收入。",
    "三、其他收入：指单位取得的除上述收入以外的各项收入。",
    "四、年初结转和结余：指以前年度尚未完成、结转到本年按有关规定继续使用的资金。",
    "五、年末结转和结余：指本年度或以前年度预算安排、因客观条件发生变化无法按原计划实施，需延迟到以后年度按有关规定继续使用的资金。",
    "六、基本支出：指单位为保障机构正常运转、完成日常工作任务而发生的各项支出。",
    "七、项目支出：指单位为完成特定的行政工作任务或事业发展目标，在基本支出之外发生的各项支出。",
    "八、“三公”经费：指单位使用本级财政拨款安排的因公出国（境）费、公务用车购置及运行维护费和公务接待费。",
    "九、机关运行经费：指行政单位和参照公务员法管理的事业单位使用一般公共预算财政拨款安排的基本支出中的日常公用经费支出。",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount that the prose states: words of its measure, in 元."""

    words: str
    amount: Decimal


@dataclass
class Prose:
    """Chapters in order: a heading and its paragraphs; and the amounts stated in them."""

    chapters: list[tuple[str, list[str]]] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)

    def chapter(self, heading: str, *paragraphs: str) -> None:
        self.chapters.append((heading, [text for text in paragraphs if text]))

    def money(self, words: str, amount: Decimal) -> str:
        """The amount as printed, noted as stated under ``words``."""
        printed = (amount / TEN_THOUSAND).quantize(Decimal("0.01"), ROUND_HALF_UP)
        self.stated.append(Stated(words, printed * TEN_THOUSAND))
        return f"{printed:f}万元"


def percent(part: Decimal, whole: Decimal) -> str:
    return f"{(part * 100 / whole).quantize(Decimal('0.01'), ROUND_HALF_UP):f}%" if whole else "0.00%"


def explain(facts: AccountsFacts, region: Region) -> Prose:
    """The chapters of 情况说明 in the order of the statements, then 其他重要事项."""
    prose = Prose()
    _totals(prose, facts)
    _general(prose, facts)
    _basic(prose, facts)
    _three_public(prose, facts)
    _other_funds(prose, facts)
    _other_matters(prose, facts, purchases=region.code == "beijing")
    return prose


def _compared(prose: Prose, words: str, now: Decimal, before: Decimal | None, year: int) -> str:
    """，与2023年度相比增加…: nothing where the year before is not known."""
    if before is None:
        return ""
    change = now - before
    if not change:
        return f"与{year - 1}年度相比，{words}持平。"
    direction, adverb = ("增加", "增长") if change > 0 else ("减少", "下降")
    rate = f"，{adverb}{percent(abs(change), before)}" if before else ""
    return f"与{year - 1}年度相比，{words}{direction}{prose.money(words, abs(change))}{rate}。主要原因：项目安排有所调整。"


def _before(facts: AccountsFacts, name: str) -> Decimal | None:
    return facts.previous.figure(name) if facts.previous else None


def _totals(prose: Prose, facts: AccountsFacts) -> None:
    year = facts.fiscal_year
    total, income, spent = facts.grand_total(), facts.amount("income"), facts.amount("spent")
    prose.chapter(
        "一、收入支出决算总体情况说明",
        f"{facts.department}{year}年度收入支出总计{prose.money('收入支出总计', total)}。"
        + _compared(prose, "收入支出总计", total, _before(facts, "total"), year),
    )
    kinds = [("财政拨款收入", "income.fiscal")] + [(name, f"income.{name}") for name in ("事业收入", "其他收入")]
    parts = [(name, facts.amount(measure)) for name, measure in kinds]
    prose.chapter(
        "二、收入决算情况说明",
        f"本年收入合计{prose.money('本年收入合计', income)}，其中：" + _shares(prose, parts, income),
    )
    parts = [(name, facts.amount(f"spent.{name}")) for name in ("基本支出", "项目支出", "经营支出")]
    prose.chapter(
        "三、支出决算情况说明", f"本年支出合计{prose.money('本年支出合计', spent)}，其中：" + _shares(prose, parts, spent)
    )
    prose.chapter(
        "四、财政拨款收入支出决算总体情况说明",
        f"{facts.department}{year}年度财政拨款收入支出总计{prose.money('财政拨款收入支出总计', facts.fiscal_total())}。"
        + _compared(prose, "财政拨款收入支出总计", facts.fiscal_total(), _before(facts, "fiscal.total"), year),
    )


def _shares(prose: Prose, parts: Sequence[tuple[str, Decimal]], whole: Decimal) -> str:
    return "；".join(f"{name}{prose.money(name, amount)}，占{percent(amount, whole)}" for name, amount in parts if amount) + "。"


def _general(prose: Prose, facts: AccountsFacts) -> None:
    names, year = subject_names(), facts.fiscal_year
    spent = facts.amount("general")
    classes = [(f"{names[code]}（类）", facts.amount("general", code)) for code in facts.codes(("general",)) if len(code) == 3]
    lines = [line for line in facts.lines if line.amount("general")]
    initial = sum((line.initial_budget for line in lines), ZERO)
    whole = (
        f"一般公共预算财政拨款支出年初预算为{prose.money('年初预算', initial)}，支出决算为{prose.money('决算', spent)}，"
        f"完成年初预算的{percent(spent, initial)}。其中："
    )
    prose.chapter(
        "五、一般公共预算财政拨款支出决算情况说明",
        "（一）一般公共预算财政拨款支出决算总体情况",
        f"一般公共预算财政拨款支出{prose.money('一般公共预算财政拨款支出', spent)}，"
        + f"占本年支出合计的{percent(spent, facts.amount('spent'))}。"
        + _compared(prose, "一般公共预算财政拨款支出", spent, _before(facts, "general"), year),
        "（二）一般公共预算财政拨款支出决算结构情况",
        f"一般公共预算财政拨款支出{prose.money('一般公共预算财政拨款支出', spent)}，主要用于以下方面："
        + _shares(prose, classes, spent),
        "（三）一般公共预算财政拨款支出决算具体情况",
        whole,
        *(_line(prose, number, line.code, line.initial_budget, line.amount("general")) for number, line in enumerate(lines, 1)),
    )


def _line(prose: Prose, number: int, code: str, initial: Decimal, spent: Decimal) -> str:
    names = subject_names()
    item = f"{names[code[:3]]}（类）{names[code[:5]]}（款）{names[code]}（项）"
    relation = "大于" if spent > initial else "小于"
    rate = f"，完成年初预算的{percent(spent, initial)}" if initial > 0 else ""
    reason = "决算数与年初预算数持平。" if spent == initial else f"决算数{relation}年初预算数的主要原因：按实际工作进度安排。"
    return (
        f"{number}、{item}。年初预算为{prose.money('年初预算', initial)}，支出决算为{prose.money('决算', spent)}{rate}。{reason}"
    )


def _basic(prose: Prose, facts: AccountsFacts) -> None:
    names = economic_names()

    def used(first: tuple[str, ...]) -> str:
        codes = [code for code in sorted(names) if len(code) == 5 and code[:3] in first]
        return "、".join(names[code] for code in codes if facts.amount(f"general.basic.{code}"))

    basic = facts.amount("general.basic")
    prose.chapter(
        "六、一般公共预算财政拨款基本支出决算情况说明",
        f"一般公共预算财政拨款基本支出{prose.money('基本支出', basic)}，其中：人员经费"
        f"{prose.money('人员经费', facts.personnel_cost())}，主要包括：{used(('301', '303'))}；公用经费"
        f"{prose.money('公用经费', facts.running_cost())}，主要包括：{used(('302', '310'))}。",
    )


def _three_public(prose: Prose, facts: AccountsFacts) -> None:
    year, total, budget = facts.fiscal_year, facts.three_public(), facts.three_public_budget()
    items = [
        ("因公出国（境）费", ABROAD),
        ("公务用车购置费", PURCHASE),
        ("公务用车运行维护费", OPERATION),
        ("公务接待费", RECEPTION),
    ]
    parts = [
        f"{name}支出决算为{prose.money(name, facts.three_public(code))}，占{percent(facts.three_public(code), total)}"
        for name, code in items
        if facts.three_public(code)
    ]
    counts = facts.counts
    said = (
        f"年末公务用车保有量{counts.get('公务用车保有量')}辆，国内公务接待{counts.get('国内公务接待批次')}批次、"
        f"{counts.get('国内公务接待人次')}人次。"
    )
    prose.chapter(
        "七、财政拨款“三公”经费支出决算情况说明",
        f"{year}年度“三公”经费财政拨款支出预算为{prose.money('三公', budget)}，支出决算为{prose.money('三公', total)}，"
        f"完成预算的{percent(total, budget)}。" + _compared(prose, "“三公”经费支出决算", total, _before(facts, "final."), year),
        f"其中：{'；'.join(parts)}。" if parts else "",
        said if counts else "",
    )  # fmt: skip


def _other_funds(prose: Prose, facts: AccountsFacts) -> None:
    for heading, name, fund in (
        ("八、政府性基金预算财政拨款收入支出决算情况说明", "政府性基金预算财政拨款", "fund"),
        ("九、国有资本经营预算财政拨款收入支出决算情况说明", "国有资本经营预算财政拨款", "capital"),
    ):
        spent = facts.amount(fund)
        if not spent:
            prose.chapter(heading, f"{facts.department}{facts.fiscal_year}年度无{name}收入和支出。")
            continue
        words = ("年初结转和结余", "本年收入", "本年支出", "年末结转和结余")
        figures = [facts.amount(f"{fund}.{part}") for part in ("opening", "income")] + [spent, facts.amount(f"{fund}.closing")]
        text = "，".join(f"{word}{prose.money(word, figure)}" for word, figure in zip(words, figures, strict=True))
        prose.chapter(heading, f"{name}{text}。")


def _other_matters(prose: Prose, facts: AccountsFacts, purchases: bool) -> None:
    year, running = facts.fiscal_year, facts.running_cost()
    goods, works, services = (facts.procurement.get(one, ZERO) for one in ("货物", "工程", "服务"))
    total, small = goods + works + services, facts.procurement.get("中小企业", ZERO)
    paragraphs = [
        "（一）机关运行经费支出情况",
        f"{year}年度机关运行经费支出{prose.money('机关运行经费', running)}。"
        + _compared(prose, "机关运行经费支出", running, _before(facts, "running"), year),
        "（二）政府采购支出情况",
        f"{year}年度政府采购支出总额{prose.money('政府采购', total)}，其中：政府采购货物支出{prose.money('货物', goods)}、"
        f"政府采购工程支出{prose.money('工程', works)}、政府采购服务支出{prose.money('服务', services)}。"
        f"授予中小企业合同金额{prose.money('中小企业', small)}，占政府采购支出总额的{percent(small, total)}。",
    ]
    if purchases:
        bought = sum((one.amount for one in facts.services), ZERO)
        paragraphs += ["（三）政府购买服务支出情况", f"{year}年度政府购买服务决算{prose.money('政府购买服务', bought)}。"]
    prose.chapter("十、其他重要事项的情况说明", *paragraphs)


def contents(facts: AccountsFacts, region: Region, prose: Prose) -> list[str]:
    """The lines of 目录."""
    name = f"{facts.department}{facts.fiscal_year}年度部门决算"
    tables = [f"{ordinal(number)}、{table.title}" for number, table in enumerate(region.tables, start=1)]
    texts = [heading for heading, _ in prose.chapters]
    if region.tables_last:
        return [
            f"第一部分 {facts.department}概况",
            f"第二部分 {name}情况说明",
            *texts,
            "第三部分 名词解释",
            "第四部分 附表",
            *tables,
        ]
    return [
        f"第一部分 {facts.department}概况",
        f"第二部分 {name}表",
        *tables,
        f"第三部分 {name}情况说明",
        *texts,
        "第四部分 名词解释",
    ]

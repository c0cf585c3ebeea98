"""Kinds of change to years and roles (年度与口径)."""

from __future__ import annotations

import random
from decimal import Decimal

from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Paper, Sheet
from tests.factory.mutants.registry import NotHere, kind
from tests.factory.mutants.tools import further_column, more_columns, one_functions, one_statement, over_values

RIGHT = Expect("right")


def _over_all(paper: Paper, chance: random.Random, text: str) -> Expect:
    sheet = one_functions(paper, chance)
    over_values(sheet, text)
    return Expect("flagged", (sheet.key,), common=(text,))


@kind("years")
def over_all_previous(paper: Paper, chance: random.Random) -> Expect:
    return _over_all(paper, chance, "上年决算数")


@kind("years")
def over_all_year(paper: Paper, chance: random.Random) -> Expect:
    return _over_all(paper, chance, "2023年度")


@kind("years")
def over_all_budget(paper: Paper, chance: random.Random) -> Expect:
    return _over_all(paper, chance, "年初预算数")


@kind("years")
def over_all_adjusted(paper: Paper, chance: random.Random) -> Expect:
    return _over_all(paper, chance, "调整预算数")


@kind("years")
def over_all_this_year(paper: Paper, chance: random.Random) -> Expect:
    text = chance.choice(["本年决算数", "2024年度决算数", "决算数"])
    over_values(one_functions(paper, chance), text)
    return Expect("right", common=(text,))


def _more(paper: Paper, chance: random.Random, this: str, other: str, swap: bool = False) -> Expect:
    sheet = one_functions(paper, chance)
    if len(sheet.value_columns()) > 4:
        raise NotHere
    more_columns(sheet, this, other)
    if swap:
        _swap_halves(sheet)
    return Expect("either", common=(this, other))


def _swap_halves(sheet: Sheet) -> None:
    """The further columns stand before this year's."""
    count = sheet.rows[0][-1].columns
    first = sheet.width - 2 * count
    places = {id(cell): column for _, column, cell in sheet.placed()}
    for row in sheet.rows:
        stub = [cell for cell in row if places[id(cell)] < first]
        left = [cell for cell in row if first <= places[id(cell)] < first + count]
        right = [cell for cell in row if places[id(cell)] >= first + count]
        row[:] = [*stub, *right, *left]


@kind("years")
def group_previous(paper: Paper, chance: random.Random) -> Expect:
    return _more(paper, chance, "本年决算数", "上年决算数")


@kind("years")
def group_previous_first(paper: Paper, chance: random.Random) -> Expect:
    return _more(paper, chance, "本年决算数", "上年决算数", swap=True)


@kind("years")
def group_years(paper: Paper, chance: random.Random) -> Expect:
    return _more(paper, chance, "2024年", "2023年", swap=chance.random() < 0.5)


@kind("years")
def group_budget(paper: Paper, chance: random.Random) -> Expect:
    return _more(paper, chance, "决算数", "年初预算数", swap=chance.random() < 0.5)


@kind("years")
def change_columns(paper: Paper, chance: random.Random) -> Expect:
    """Columns of last year, of the change and of its rate beside this year's."""
    sheet = one_functions(paper, chance)
    count = len(sheet.body())
    for heading, low in (("上年决算数", 100), ("比上年增减额", 1), ("比上年增减率(%)", 2)):
        further_column(sheet, heading, [f"{Decimal(low + n) + Decimal('0.37'):.2f}" for n in range(count)])
    return Expect("either")


@kind("years")
def column_previous(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    further_column(
        sheet, chance.choice(["上年数", "2023年决算数", "去年同期"]), [f"{n + 41}.77" for n in range(len(sheet.body()))]
    )
    return Expect("either")


@kind("years")
def title_other_year(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_statement(paper, chance)
    sheet.titles[0] = "2023年度" + sheet.titles[0]
    return Expect("flagged", (sheet.key,))


@kind("years")
def title_year_line(paper: Paper, chance: random.Random) -> Expect:
    """A line of its own under one title names another year."""
    for sheet in paper.sheets:
        sheet.titles.append("2024年度")
    sheet = one_statement(paper, chance)
    sheet.titles[1] = "2022年度"
    return Expect("flagged", (sheet.key,))


@kind("years")
def titles_this_year(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        sheet.titles[0] = "2024年度" + sheet.titles[0]
    return RIGHT


@kind("years")
def cover_other_year(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        sheet.titles[0] = "2024年度" + sheet.titles[0]
    paper.name = paper.name.replace("2024", "2023")
    paper.prose[0] = paper.name
    return Expect("flagged", ("", *(sheet.key for sheet in paper.sheets)))


def _said(paper: Paper, text: str) -> Expect:
    paper.name = paper.name.replace("2024年度部门决算", text)
    paper.prose[0] = paper.name
    for sheet in paper.sheets:
        sheet.right = [line.replace("2024年度", "").strip() for line in sheet.right]
    return RIGHT


@kind("years")
def year_bare(paper: Paper, chance: random.Random) -> Expect:
    return _said(paper, "2024部门决算")


@kind("years", formats=("html", "xlsx", "docx"))
def year_chinese(paper: Paper, chance: random.Random) -> Expect:
    return _said(paper, "二〇二四年度部门决算")


@kind("years")
def year_short(paper: Paper, chance: random.Random) -> Expect:
    return _said(paper, "24年度部门决算")


@kind("years")
def year_without_degree(paper: Paper, chance: random.Random) -> Expect:
    return _said(paper, "2024年部门决算公开")


@kind("years")
def published_date_of_next_year(paper: Paper, chance: random.Random) -> Expect:
    """The date of publication is no fiscal year."""
    paper.prose.append("发布日期：2025年8月29日")
    return RIGHT


@kind("years", base="three forms")
def form_other_year(paper: Paper, chance: random.Random) -> Expect:
    """One of the forms says another year than the document."""
    sheet = paper.sheets[-1]
    cells = [cell for cell in sheet.cells() if "2024" in cell.text and "年" in cell.text and len(cell.text) < 14]
    if sheet.titles and "2024" in sheet.titles[-1]:
        sheet.titles[-1] = sheet.titles[-1].replace("2024", "2022")
    elif cells:
        cells[0].text = cells[0].text.replace("2024", "2022")
    else:
        raise NotHere
    paper.forms[-1].evaluation["fiscal_year"] = 2022  # type: ignore[attr-defined]
    return Expect("either")

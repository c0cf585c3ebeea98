"""Kinds of change to the statements that only a whole set has: basic expenditure in blocks, 三公, wide 明细表 (其余报表)."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Cell, Paper, Sheet
from tests.factory.mutants.registry import NotHere, kind
from tests.factory.mutants.tools import forget, printed, reprint, unit_line

RIGHT = Expect("right")
BLOCKS = ("national", "shanghai", "guangdong", "sichuan", "yunnan")
BASIC, PUBLIC, DETAIL = "general_budget_basic_expenditure", "three_public_expenses", "fiscal_expenditure_detail"


@kind("controls", base="whole")
def unchanged_whole(paper: Paper, chance: random.Random) -> Expect:
    return RIGHT


@kind("controls", base="whole")
def unchanged_whole_in_yuan(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        if any("单位：" in line for line in sheet.right):
            unit_line(sheet, "单位：元")
        reprint(sheet, "元")
    return RIGHT


def _filled(sheet: Sheet, length: int) -> list[Cell]:
    """The figures of economic subjects whose code has this length."""
    found = [cell for cell in sheet.cells() if cell.fact is not None and len(cell.fact.code) == length]
    if not found:
        raise NotHere
    return found


@kind("further", base="whole", regions=BLOCKS)
def basic_item_gone(paper: Paper, chance: random.Random) -> Expect:
    """One 款 of 基本支出 is not printed: the sum of its 类 contradicts."""
    sheet = paper.sheet(BASIC)
    cell = chance.choice(_filled(sheet, 5))
    forget(paper, [cell.fact])
    cell.text, cell.fact = "", None
    return Expect("flagged", (BASIC,))


@kind("further", base="whole", regions=BLOCKS)
def basic_item_twice(paper: Paper, chance: random.Random) -> Expect:
    """A 款 stands twice in its block, each time with its money."""
    sheet = paper.sheet(BASIC)
    cell = chance.choice(_filled(sheet, 5))
    row = next(row for row in sheet.rows if any(one is cell for one in row))
    at = next(n for n, one in enumerate(row) if one is cell)
    again = [Cell("") for _ in row]
    again[at - 2 : at + 1] = [replace(row[at - 2]), replace(row[at - 1]), replace(cell)]
    if any(one.columns > 1 for one in row):
        raise NotHere
    sheet.rows.insert(sheet.rows.index(row) + 1, again)
    return Expect("flagged", (BASIC,))


@kind("further", base="whole", regions=BLOCKS)
def basic_code_mistyped(paper: Paper, chance: random.Random) -> Expect:
    sheet = paper.sheet(BASIC)
    cell = chance.choice(_filled(sheet, 5))
    row = next(row for row in sheet.rows if any(one is cell for one in row))
    at = next(n for n, one in enumerate(row) if one is cell)
    code = row[at - 2].text
    row[at - 2].text = "30298" if code != "30298" else "30297"
    return Expect("flagged", (BASIC,))


@kind("further", base="whole", regions=BLOCKS)
def basic_figures_of_two_blocks_exchanged(paper: Paper, chance: random.Random) -> Expect:
    """Two figures of one line stand in each other's block: both sums contradict."""
    sheet = paper.sheet(BASIC)
    for row in sheet.body():
        cells = [n for n, cell in enumerate(row) if cell.fact is not None and len(cell.fact.code) == 5]
        if len(cells) > 1 and row[cells[0]].text != row[cells[1]].text:
            row[cells[0]], row[cells[1]] = row[cells[1]], row[cells[0]]
            return Expect("flagged", (BASIC,))
    raise NotHere


@kind("further", base="whole")
def basic_in_another_scale(paper: Paper, chance: random.Random) -> Expect:
    reprint(paper.sheet(BASIC), "元")
    return Expect("flagged", (BASIC,))


@kind("further", base="whole", regions=("national", "shanghai", "beijing", "guangdong", "sichuan"))
def public_in_another_scale(paper: Paper, chance: random.Random) -> Expect:
    """The line above 三公 says 元, its figures are in 万元 as everywhere."""
    unit_line(paper.sheet(PUBLIC), "单位：元")
    return Expect("flagged", (PUBLIC,))


@kind("further", base="whole", regions=("national", "beijing", "guangdong", "sichuan"))
def public_half_without_heading(paper: Paper, chance: random.Random) -> Expect:
    """The heading 预算数 over one half of 三公 is missing: its figures are not to become 决算 without a word."""
    sheet = paper.sheet(PUBLIC)
    next(cell for cell in sheet.cells() if cell.text == "预算数").text = ""
    return Expect("flagged", (PUBLIC,))


@kind("further", base="whole", regions=("national", "beijing", "guangdong", "sichuan"))
def public_half_of_last_year(paper: Paper, chance: random.Random) -> Expect:
    """The second half of 三公 is last year's: none of it is this year's 决算."""
    sheet = paper.sheet(PUBLIC)
    next(cell for cell in sheet.cells() if cell.text == "决算数").text = "上年决算数"
    forget(paper, [fact for fact in sheet.facts() if "决算数" in fact.path])
    return Expect("either")


@kind("further", base="whole", regions=("national", "beijing", "guangdong", "sichuan"))
def public_halves_in_other_order(paper: Paper, chance: random.Random) -> Expect:
    """决算数 stands before 预算数, headings and figures alike."""
    sheet = paper.sheet(PUBLIC)
    places = {id(cell): column for _, column, cell in sheet.placed()}
    half = sheet.width // 2
    for row in sheet.rows:
        left = [cell for cell in row if places[id(cell)] < half]
        right = [cell for cell in row if places[id(cell)] >= half]
        if not any(cell.text.isdigit() for cell in row):
            row[:] = [*right, *left]
    return RIGHT


def _details(paper: Paper) -> list[Sheet]:
    return [sheet for sheet in paper.sheets if sheet.key == DETAIL]


@kind("further", base="whole", regions=("sichuan",))
def detail_page_gone(paper: Paper, chance: random.Random) -> Expect:
    """The last columns of the wide 明细表 are missing: its sums contradict."""
    last = _details(paper)[-1]
    forget(paper, last.facts())
    paper.sheets = [sheet for sheet in paper.sheets if sheet is not last]
    return Expect("flagged", (DETAIL,))


@kind("further", base="whole", regions=("sichuan",))
def detail_pages_in_other_order(paper: Paper, chance: random.Random) -> Expect:
    second, third = _details(paper)[1:3]
    one, other = (next(n for n, sheet in enumerate(paper.sheets) if sheet is it) for it in (second, third))
    paper.sheets[one], paper.sheets[other] = third, second
    return Expect("either")


@kind("further", base="whole", regions=("sichuan",))
def detail_page_lacks_a_row(paper: Paper, chance: random.Random) -> Expect:
    """One page of the further columns has one row fewer: its rows cannot be told by their order."""
    page = _details(paper)[1]
    row = page.rows.pop(page.header + len(page.body()) // 2)
    forget(paper, [cell.fact for cell in row])
    return Expect("flagged", (DETAIL,))


@kind("further", base="whole", regions=("yunnan", "beijing"))
def count_with_decimals_of_money(paper: Paper, chance: random.Random) -> Expect:
    """A row of 三公 or 政府采购 in 元 among rows in 万元, said in its label: the nearer unit holds, or a finding tells."""
    sheets = [s for s in paper.sheets if s.facts() and all(not f.code and not f.side for f in s.facts()) and len(s.facts()) > 3]
    if not sheets:
        raise NotHere
    cell = chance.choice([cell for cell in sheets[0].cells() if cell.fact is not None])
    row = next(row for row in sheets[0].rows if any(one is cell for one in row))
    for one in row:
        if one.fact is not None:
            one.text = printed(one.fact.yuan, "元")
    return Expect("flagged", (sheets[0].key,))

"""Kinds of change to which statement a table is (哪张表), and to which document it is (哪种文件)."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from tests.factory.mutants.bases import form_facts
from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Cell, Fact, Paper, Sheet, copy_of, sheet_of_form
from tests.factory.mutants.registry import NotHere, kind
from tests.factory.mutants.tools import forget, functions, general, one_functions, one_statement

RIGHT = Expect("right")


@kind("statements")
def title_missing(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_statement(paper, chance)
    sheet.titles = []
    return Expect("either")


@kind("statements")
def title_and_unit_missing(paper: Paper, chance: random.Random) -> Expect:
    """Nothing stands above one table: it is no continuation of the table before."""
    sheet = chance.choice(paper.sheets[1:])
    sheet.titles, sheet.left, sheet.right = [], "", []
    return Expect("flagged", ("", sheet.key))


@kind("statements")
def title_broken(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        sheet.titles[0] = sheet.titles[0][:6] + "\n" + sheet.titles[0][6:]
    return RIGHT


@kind("statements")
def title_in_two_lines(paper: Paper, chance: random.Random) -> Expect:
    sheet = general(paper)
    sheet.titles = [sheet.titles[0][:8], sheet.titles[0][8:]]
    return RIGHT


@kind("statements")
def title_spaced(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        sheet.titles[0] = "  ".join(sheet.titles[0].replace(" ", ""))
    return RIGHT


@kind("statements")
def title_with_department(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        sheet.titles[0] = f"{paper.department}2024年度{sheet.titles[0].replace(' ', '')}"
    return RIGHT


@kind("statements")
def title_numbered(paper: Paper, chance: random.Random) -> Expect:
    for number, sheet in enumerate(paper.sheets, start=1):
        sheet.titles[0] = f"附表{number}：{sheet.titles[0].replace(' ', '')}"
    return RIGHT


@kind("statements", formats=("pdf", "docx"))
def title_on_page_before(paper: Paper, chance: random.Random) -> Expect:
    """The title is the last line of the page before."""
    place = chance.randrange(1, len(paper.sheets))
    paper.sheets[place - 1].notes += paper.sheets[place].titles
    paper.sheets[place].titles = []
    return RIGHT


@kind("statements")
def title_of_neighbour(paper: Paper, chance: random.Random) -> Expect:
    """收入决算表 and 支出决算表 carry each other's title: their columns contradict."""
    income, spent = paper.sheet("income"), paper.sheet("expenditure")
    income.titles, spent.titles = spent.titles, income.titles
    return Expect("flagged", ("income", "expenditure"))


@kind("statements")
def title_of_project_expenditure(paper: Paper, chance: random.Random) -> Expect:
    """A table of a similar name follows: 一般公共预算财政拨款项目支出决算表 with the column 项目支出 alone."""
    source = paper.sheet("expenditure")
    sheet = copy_of(source)
    sheet.key, sheet.name = "general_budget_project_expenditure", "一般公共预算财政拨款项目支出决算表"
    sheet.titles = [sheet.name]
    for cell in sheet.cells():
        cell.fact = None
    sheet.rows = [row for n, row in enumerate(sheet.rows) if n < sheet.header]
    sheet.rows.append([Cell("说明：本部门本年度无此项支出，故本表无数据。", sheet.width)])
    paper.sheets.append(sheet)
    return RIGHT


@kind("statements")
def further_fund(paper: Paper, chance: random.Random) -> Expect:
    """A fund that the set does not know: the table is a statement of its own, with its own name."""
    sheet = next((one for one in paper.sheets if one.key == "government_fund_income_expenditure"), None)
    if sheet is None:
        raise NotHere
    title = "社会保险基金预算财政拨款收入支出决算表"
    sheet.titles, sheet.name, old = [title], title, sheet.key
    sheet.key = title
    renamed = {id(fact): replace(fact, statement=title) for fact in paper.facts if fact.statement == old}
    paper.facts = [renamed.get(id(fact), fact) for fact in paper.facts]
    return Expect("either")


@kind("statements")
def numbers_of_tables_exchanged(paper: Paper, chance: random.Random) -> Expect:
    """Two tables carry each other's number (公开02表): title and shape decide."""
    numbered = [sheet for sheet in paper.sheets if any("公开0" in line for line in sheet.right)]
    if len(numbered) < 2:
        raise NotHere
    one, other = chance.sample(numbered, 2)
    one.right, other.right = other.right, one.right
    return RIGHT


@kind("statements")
def two_on_a_page(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets[2::2]:
        sheet.on_page = True
        sheet.landscape = False
    for sheet in paper.sheets:
        sheet.landscape = False
    return RIGHT


@kind("statements")
def first_page_a_picture(paper: Paper, chance: random.Random) -> Expect:
    """The first page of a statement is a picture: only its second page is text, without title and headings."""
    sheet = chance.choice(functions(paper)[1:])
    place = sheet.header + len(sheet.body()) // 2
    sheet.titles, sheet.left, sheet.right = [], "", []
    gone = sheet.rows[:place]
    forget(paper, [cell.fact for row in gone for cell in row])
    forget(paper, [cell.fact for row in sheet.rows[place:] for cell in row])
    sheet.rows = sheet.rows[place:]
    sheet.header = 0
    before = paper.sheets[paper.sheets.index(sheet) - 1]
    return Expect("flagged", ("", before.key, sheet.key))


@kind("statements")
def foreign_table_between(paper: Paper, chance: random.Random) -> Expect:
    """A table that is no statement stands between two: its numbers belong to none."""
    place = chance.randrange(1, len(paper.sheets))
    rows = [[Cell(text) for text in line] for line in (
        ("序号", "单位名称", "单位性质", "编制人数"), ("1", "局本级", "行政", "42"), ("2", "信息中心", "事业", "17"),
    )]  # fmt: skip
    table = Sheet("other", "部门构成情况表", ["部门构成情况表"], "", [], rows, 1, widths=[60.0, 200.0, 120.0, 100.0])
    paper.sheets.insert(place, table)
    return RIGHT


@kind("statements")
def form_after_statements(paper: Paper, chance: random.Random) -> Expect:
    """附件: a self-evaluation form follows the last statement and is never columns of it."""
    from tests.factory.compose import compose
    from tests.factory.expected import expected_rows
    from tests.factory.layouts import LAYOUTS
    from tests.factory.notation import NOTATIONS

    facts, layout, notation = form_facts(1, paper.department), LAYOUTS["fengtai_2024"], NOTATIONS["six_decimals"]
    sheet = sheet_of_form(compose(facts, layout, notation), "form1", facts.project_name)
    sheet.header = 0
    paper.sheets.append(sheet)
    paper.forms.append(expected_rows(facts, layout, notation))
    return RIGHT


@kind("statements")
def form_after_statements_without_title(paper: Paper, chance: random.Random) -> Expect:
    expect = form_after_statements(paper, chance)
    paper.sheets[-1].titles = []
    paper.forms[-1].evaluation.pop("fiscal_year", None)  # type: ignore[attr-defined]
    return replace(expect, verdict="either")


@kind("statements")
def contents_before(paper: Paper, chance: random.Random) -> Expect:
    """A table of contents names all tables: it is none of them."""
    paper.prose += ["目录", *(f"{n}、{sheet.name}…………{n + 2}" for n, sheet in enumerate(paper.sheets, start=1))]
    return RIGHT


@kind("documents")
def budget(paper: Paper, chance: random.Random) -> Expect:
    paper.name = paper.name.replace("部门决算", "部门预算")
    paper.prose = [paper.name]
    for sheet in paper.sheets:
        sheet.titles = [title.replace("决 算", "预 算").replace("决算", "预算") for title in sheet.titles]
        for cell in sheet.cells():
            cell.text = cell.text.replace("决算", "预算")
    return Expect("refused")


@kind("documents")
def budget_of_which_some_titles_say_so(paper: Paper, chance: random.Random) -> Expect:
    paper.name = paper.name.replace("部门决算", "部门预算")
    paper.prose = [paper.name]
    for number, sheet in enumerate(paper.sheets):
        word = "预算" if number < 3 else ""
        sheet.titles = [title.replace(" ", "").replace("决算", word) for title in sheet.titles]
        for cell in sheet.cells():
            cell.text = cell.text.replace("决算", "预算")
    return Expect("refused")


@kind("documents")
def template_of_noughts(paper: Paper, chance: random.Random) -> Expect:
    """Noughts only, and no department named."""
    paper.name = "部门决算公开表"
    paper.prose = [paper.name]
    for sheet in paper.sheets:
        sheet.left = ""
        sheet.right = [line.replace("2024", "××××") for line in sheet.right]
        sheet.notes = []
        for cell in sheet.cells():
            if cell.fact is not None:
                cell.text = "0.00"
    paper.sheets = [sheet for sheet in paper.sheets if sheet.right or sheet.titles]
    return Expect("refused")


@kind("documents")
def county_accounts(paper: Paper, chance: random.Random) -> Expect:
    """The final accounts of a whole county are no department's."""
    paper.name = "安宁县2024年财政总决算"
    paper.prose = [paper.name, "2024年全县一般公共预算收入完成情况如下。"]
    titles = (
        "2024年全县一般公共预算收入决算表", "2024年全县一般公共预算支出决算表", "2024年县本级一般公共预算支出决算表",
        "2024年全县政府性基金收入决算表", "2024年全县政府性基金支出决算表", "2024年全县国有资本经营收支决算表",
    )  # fmt: skip
    for sheet, title in zip(paper.sheets, titles, strict=False):
        sheet.titles, sheet.left, sheet.notes = [title], "", []
    del paper.sheets[len(titles) :]
    return Expect("refused")


def _unit(paper: Paper, name: str) -> Expect:
    paper.name = paper.name.replace(paper.department, name)
    paper.prose = [paper.name]
    for sheet in paper.sheets:
        sheet.left = sheet.left.replace(paper.department, name)
        sheet.notes = [note.replace(paper.department, name) for note in sheet.notes]
    paper.department = name
    return RIGHT


@kind("documents")
def unit_is_a_school(paper: Paper, chance: random.Random) -> Expect:
    return _unit(paper, "成都市武侯区第一小学")


@kind("documents")
def unit_is_a_hospital(paper: Paper, chance: random.Random) -> Expect:
    return _unit(paper, "成都市武侯区人民医院")


@kind("controls")
def unchanged(paper: Paper, chance: random.Random) -> Expect:
    return RIGHT


@kind("controls", base="negative")
def unchanged_in_debt(paper: Paper, chance: random.Random) -> Expect:
    return RIGHT


@kind("controls", base="forms")
def unchanged_forms(paper: Paper, chance: random.Random) -> Expect:
    return RIGHT


@kind("statements")
def title_continued(paper: Paper, chance: random.Random) -> Expect:
    """The next page prints the title again, with （续）."""
    from tests.factory.mutants.kinds_rows import _continued

    sheet = one_functions(paper, chance)
    rest = _continued(paper, sheet, with_header=True)
    rest.titles = [sheet.titles[0].replace(" ", "") + "（续）"]
    rest.right = list(sheet.right)
    return RIGHT


@kind("statements")
def title_again_on_next_page(paper: Paper, chance: random.Random) -> Expect:
    from tests.factory.mutants.kinds_rows import _continued

    sheet = one_functions(paper, chance)
    rest = _continued(paper, sheet, with_header=True)
    rest.titles, rest.right, rest.left = list(sheet.titles), list(sheet.right), sheet.left
    return RIGHT


@kind("statements")
def statement_empty(paper: Paper, chance: random.Random) -> Expect:
    """The fund's statement is an empty frame with its sentence."""
    sheet = paper.sheet("government_fund_income_expenditure")
    forget(paper, sheet.facts())
    sheet.rows = [*sheet.rows[: sheet.header], [Cell("", sheet.width)]]
    sheet.notes = ["说明：本部门本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。"]
    return Expect("either")


@kind("statements")
def budget_table_at_the_end(paper: Paper, chance: random.Random) -> Expect:
    """A table of next year's budget follows: none of its figures is of these final accounts."""
    source = paper.sheet("expenditure")
    sheet = copy_of(source)
    sheet.titles, sheet.name, sheet.key = ["2025年部门支出预算表"], "2025年部门支出预算表", "budget"
    for cell in sheet.cells():
        if cell.fact is not None:
            cell.text, cell.fact = f"{cell.fact.yuan / 10_000 + 3:.2f}", None
        cell.text = cell.text.replace("决算", "预算")
    paper.sheets.append(sheet)
    return Expect("either")


@kind("statements")
def asset_table_between(paper: Paper, chance: random.Random) -> Expect:
    """国有资产占用情况表 with amounts of its own stands between two statements: it is a table of its own."""
    rows = [[Cell(text) for text in line] for line in (
        ("项目", "数量", "账面金额"), ("一、房屋（平方米）", "1200", "345.67"), ("二、车辆（辆）", "5", "88.90"),
        ("三、其他", "", "12.34"),
    )]  # fmt: skip
    title = "固定资产明细表"
    table = Sheet(title, title, [title], "", ["单位：万元"], rows, 1, widths=[200.0, 100.0, 100.0])
    paper.sheets.insert(chance.randrange(1, len(paper.sheets)), table)
    for row in rows[1:]:
        paper.facts.append(Fact(title, "", "", row[0].text, ("账面金额",), Decimal(row[2].text) * 10_000))
    return Expect("either")


@kind("statements")
def untitled_table_of_own_columns(paper: Paper, chance: random.Random) -> Expect:
    """An untitled table right below a statement, on its page, with columns of its own: none of its figures is the statement's."""
    place = chance.randrange(1, len(paper.sheets))
    rows = [[Cell(text) for text in line] for line in (
        ("序号", "项目名称", "合同金额"), ("1", "办公楼维修", "45.67"), ("2", "信息系统运维", "38.90"),
    )]  # fmt: skip
    table = Sheet("other", "合同", [], "", [], rows, 1, widths=[60.0, 200.0, 120.0], on_page=True)
    paper.sheets.insert(place, table)
    return Expect("either")


@kind("statements", formats=("pdf",))
def page_sideways(paper: Paper, chance: random.Random) -> Expect:
    """The pages of a statement carry /Rotate and show upright."""
    one_functions(paper, chance).turned = "rotate"
    return RIGHT


@kind("documents")
def accounts_of_two_units(paper: Paper, chance: random.Random) -> Expect:
    """The same statement twice with other figures, of the department and of a unit below it: neither may replace the other."""
    source = paper.sheet("expenditure")
    again = copy_of(source)
    for cell in again.cells():
        if cell.fact is not None:
            cell.text, cell.fact = f"{cell.fact.yuan / 20_000:.2f}", None
    again.left = "部门：成都市武侯区信息中心"
    paper.sheets.append(again)
    return Expect("flagged", ("expenditure", ""))

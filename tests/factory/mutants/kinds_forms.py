"""Kinds of change to self-evaluation forms (自评表)."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from tests.factory.expected import ExpectedForm
from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Cell, Paper, Sheet, copy_of
from tests.factory.mutants.registry import NotHere, kind

RIGHT = Expect("right")


def _form(paper: Paper, number: int = 0) -> ExpectedForm:
    form = paper.forms[number]
    assert isinstance(form, ExpectedForm)
    return form


def _row(sheet: Sheet, text: str) -> list[Cell]:
    found = next((row for row in sheet.rows if any(text in cell.text.replace("\n", "") for cell in row)), None)
    if found is None:
        raise NotHere
    return found


def _at(row: list[Cell], text: str) -> int:
    return next(n for n, cell in enumerate(row) if text in cell.text.replace("\n", ""))


@kind("forms", base="forms")
def two_forms_on_a_sheet(paper: Paper, chance: random.Random) -> Expect:
    paper.sheets[1].on_page = True
    return RIGHT


@kind("forms", base="forms")
def form_twice(paper: Paper, chance: random.Random) -> Expect:
    paper.sheets.insert(1, copy_of(paper.sheets[0]))
    paper.forms.insert(1, paper.forms[0])
    return Expect("either")


@kind("forms", base="forms")
def form_twice_differs(paper: Paper, chance: random.Random) -> Expect:
    """Two forms of one project with different amounts: both stand, with a finding."""
    again = copy_of(paper.sheets[0])
    row = _row(again, "年度资金总额")
    at = _at(row, "年度资金总额")
    row[at + 3].text = f"{Decimal(row[at + 3].text) + 1}"
    paper.sheets.insert(1, again)
    first = _form(paper)
    changed = tuple(
        dict(one, executed_yuan=one["executed_yuan"] + 10_000) if one["fund_source"] == "total" else dict(one)
        for one in first.funding
    )
    paper.forms.insert(1, replace(first, funding=changed))
    return Expect("flagged", ("", "form1", "form2"))


@kind("forms", base="forms")
def same_name_other_code(paper: Paper, chance: random.Random) -> Expect:
    """Two projects of one name with different codes are two projects."""
    first, second = paper.sheets[0], paper.sheets[1]
    names = [_row(sheet, "项目名称") for sheet in (first, second)]
    one, other = (row[_at(row, "项目名称") + 1] for row in names)
    name = one.text
    one.text, other.text = f"51010724T000001-{name}", f"51010724T000002-{name}"
    for number in (0, 1):
        _form(paper, number).evaluation.pop("project_name")
    return Expect("either")


@kind("forms", base="forms")
def carry_over_first(paper: Paper, chance: random.Random) -> Expect:
    """The row of the carry-over stands before this year's appropriation."""
    for sheet in paper.sheets:
        one, other = _row(sheet, "当年财政拨款"), _row(sheet, "上年结转资金")
        first, second = sheet.rows.index(one), sheet.rows.index(other)
        label = one[_at(one, "当年财政拨款")]
        label.text = label.text.replace("其中：", "")
        mark = other[_at(other, "上年结转资金")]
        mark.text = "其中：" + mark.text
        sheet.rows[first], sheet.rows[second] = other, one
    return RIGHT


@kind("forms", base="forms")
def funding_columns_exchanged(paper: Paper, chance: random.Random) -> Expect:
    """全年执行数 stands before 全年预算数; the headings say so."""
    for sheet in paper.sheets:
        head = _row(sheet, "全年预算数")
        at = _at(head, "全年预算数") - len(head)
        start = sheet.rows.index(head)
        for row in sheet.rows[start : start + 5]:
            if row is head or any(word in cell.text for cell in row for word in ("资金", "拨款")):
                row[at], row[at + 1] = row[at + 1], row[at]
    return RIGHT


@kind("forms", base="forms")
def weight_and_score_exchanged(paper: Paper, chance: random.Random) -> Expect:
    """得分 stands before 分值 in the indicators; the headings say so."""
    for sheet in paper.sheets:
        head = _row(sheet, "三级指标")
        at = _at(head, "分值")
        if head[at + 1].text != "得分":
            raise NotHere
        behind = at - len(head)
        for row in sheet.rows[sheet.rows.index(head) :]:
            if len(row) >= -behind and (row is head or row[behind].text.replace(".", "").isdigit()):
                row[behind], row[behind + 1] = row[behind + 1], row[behind]
    return RIGHT


@kind("forms", base="forms")
def reason_before_target(paper: Paper, chance: random.Random) -> Expect:
    """偏差原因 stands directly behind the indicator's name; the headings say so."""
    for sheet in paper.sheets:
        head = _row(sheet, "三级指标")
        count = len(head) - 1 - _at(head, "三级指标")
        start = sheet.rows.index(head)
        if "原因" not in head[-1].text.replace("\n", ""):
            raise NotHere
        for row in sheet.rows[start:]:
            if len(row) < count + 1 or any(word in cell.text for cell in row for word in ("总分", "等级", "结论")):
                continue
            row.insert(len(row) - count, row.pop())
        places = sheet.widths
        places.insert(len(places) - count, places.pop())
    return RIGHT


@kind("forms", base="forms")
def form_label_broken(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        for cell in sheet.cells():
            if cell.text in ("产出指标", "数量指标", "满意度指标", "社会效益指标"):
                cell.text = cell.text[:3] + "\n" + cell.text[3:]
    return RIGHT


@kind("forms", base="forms")
def fund_label_broken(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        for cell in sheet.cells():
            for word in ("当年财政拨款", "上年结转资金", "年度资金总额"):
                if word in cell.text:
                    cell.text = cell.text.replace(word, word[:3] + "\n" + word[3:])
    return RIGHT


@kind("forms", base="forms")
def form_heading_broken(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        for cell in sheet.cells():
            if cell.text in ("年初预算数", "全年预算数", "全年执行数", "年度指标值", "实际完成值"):
                cell.text = cell.text[:2] + "\n" + cell.text[2:]
    return RIGHT


@kind("forms", base="forms")
def project_name_blank(paper: Paper, chance: random.Random) -> Expect:
    row = _row(paper.sheets[0], "项目名称")
    row[_at(row, "项目名称") + 1].text = ""
    _form(paper).evaluation["project_name"] = None
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def funding_heading_blank(paper: Paper, chance: random.Random) -> Expect:
    row = _row(paper.sheets[0], "全年执行数")
    row[_at(row, "全年执行数")].text = ""
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def funding_heading_same(paper: Paper, chance: random.Random) -> Expect:
    """两个“全年预算数”: which of the columns is which is not certain."""
    row = _row(paper.sheets[0], "全年执行数")
    row[_at(row, "全年执行数")].text = "全年预算数"
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def score_heading_blank(paper: Paper, chance: random.Random) -> Expect:
    row = _row(paper.sheets[0], "三级指标")
    row[_at(row, "得分")].text = ""
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def funding_row_twice(paper: Paper, chance: random.Random) -> Expect:
    sheet = paper.sheets[0]
    row = _row(sheet, "上年结转资金")
    frame = _row(sheet, "全年预算数")[0]
    if frame.rows < 3:
        raise NotHere
    frame.rows += 1
    sheet.rows.insert(sheet.rows.index(row) + 1, [replace(cell) for cell in row])
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def indicator_row_twice(paper: Paper, chance: random.Random) -> Expect:
    sheet = paper.sheets[0]
    row = _row(sheet, "服务对象满意度")
    place = sheet.rows.index(row)
    for cells in sheet.rows[:place]:
        for cell in cells:
            if cell.text == "绩效指标":
                cell.rows += 1
    sheet.rows.insert(place + 1, [replace(cell) for cell in row])
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def funding_over_columns(paper: Paper, chance: random.Random) -> Expect:
    """One amount stands in a cell over 全年预算数 and 全年执行数."""
    row = _row(paper.sheets[0], "年度资金总额")
    at = _at(row, "年度资金总额")
    row[at + 2].columns += row[at + 3].columns
    del row[at + 3]
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def funding_slipped(paper: Paper, chance: random.Random) -> Expect:
    """The figures of the total stand one column too far left: the first is gone, the last column empty."""
    row = _row(paper.sheets[0], "年度资金总额")
    at = _at(row, "年度资金总额")
    texts = [row[n].text for n in range(at + 2, len(row))]
    for n, text in zip(range(at + 1, len(row)), [*texts, ""], strict=True):
        row[n].text = text
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def funding_total_contradicts(paper: Paper, chance: random.Random) -> Expect:
    row = _row(paper.sheets[0], "年度资金总额")
    cell = row[_at(row, "年度资金总额") + 3]
    cell.text = f"{Decimal(cell.text) + 3}"
    total = next(one for one in _form(paper).funding if one["fund_source"] == "total")
    total["executed_yuan"] += 30_000
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def total_score_contradicts(paper: Paper, chance: random.Random) -> Expect:
    form = _form(paper)
    old = form.evaluation["total_score"]
    cells = [cell for cell in paper.sheets[0].cells() if cell.text == f"{old.normalize():f}"]
    if len(cells) != 1:
        raise NotHere
    cells[0].text = f"{old - 5:f}"
    form.evaluation["total_score"] = old - 5
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def indicator_gone(paper: Paper, chance: random.Random) -> Expect:
    """A line of the indicators is missing: its points are missing in the sum."""
    sheet = paper.sheets[0]
    row = _row(sheet, "群众知晓度")
    if any(cell.rows > 1 for cell in row):
        raise NotHere
    for cells in sheet.rows:
        for cell in cells:
            if cell.text == "绩效指标":
                cell.rows -= 1
    sheet.rows.remove(row)
    form = _form(paper)
    left = tuple(one for one in form.indicators if one["indicator_name"] not in ("群众知晓度", "指标：群众知晓度"))
    paper.forms[0] = replace(form, indicators=left)
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def form_title_missing(paper: Paper, chance: random.Random) -> Expect:
    sheet = paper.sheets[1]
    if not sheet.titles:
        raise NotHere
    sheet.titles = []
    _form(paper, 1).evaluation.pop("fiscal_year")
    return Expect("either")


@kind("forms", base="forms")
def form_over_pages(paper: Paper, chance: random.Random) -> Expect:
    """The page ends between the indicators; the headings are not repeated."""
    sheet = paper.sheets[0]
    head = sheet.rows.index(_row(sheet, "三级指标"))
    sheet.breaks.append(head + 4)
    return RIGHT


@kind("forms", base="forms")
def form_figures_wide(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        row = _row(sheet, "年度资金总额")
        for cell in row[_at(row, "年度资金总额") + 1 :]:
            cell.text = cell.text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    return RIGHT


@kind("forms", base="forms")
def form_two_points(paper: Paper, chance: random.Random) -> Expect:
    row = _row(paper.sheets[0], "年度资金总额")
    cell = row[_at(row, "年度资金总额") + 2]
    cell.text = "2.1.5"
    return Expect("flagged", ("form1",))


@kind("forms", base="forms")
def level_missing(paper: Paper, chance: random.Random) -> Expect:
    """一级指标 of one line is blank: which class its points belong to is not certain."""
    cells = [cell for cell in paper.sheets[0].cells() if cell.text == "效益指标"]
    cells[0].text = ""
    return Expect("flagged", ("form1",))

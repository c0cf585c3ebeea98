"""Kinds of change to what is shown (显示与隐藏): struck out, hidden, white."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Cell, Paper, copy_of
from tests.factory.mutants.registry import kind
from tests.factory.mutants.tools import (
    empty_cell,
    forget,
    further_column,
    leaf_figure,
    leaf_row,
    one_functions,
    one_statement,
    other_amount,
)


def _struck(paper: Paper, chance: random.Random, how: str) -> Expect:
    """A figure is struck out and nothing stands in its place."""
    sheet = one_functions(paper, chance)
    cell = leaf_figure(sheet, chance)
    forget(paper, [cell.fact])
    cell.gone, cell.text, cell.how, cell.fact = cell.text, "", how, None
    return Expect("flagged", (sheet.key,))


@kind("shown")
def struck(paper: Paper, chance: random.Random) -> Expect:
    return _struck(paper, chance, "struck")


@kind("shown", formats=("html", "docx"))
def struck_by_style(paper: Paper, chance: random.Random) -> Expect:
    return _struck(paper, chance, "css")


@kind("shown", formats=("html", "docx"))
def struck_deleted(paper: Paper, chance: random.Random) -> Expect:
    return _struck(paper, chance, "deleted")


@kind("shown")
def struck_replaced(paper: Paper, chance: random.Random) -> Expect:
    """A figure is struck out and the right one printed beside it."""
    cell = leaf_figure(one_functions(paper, chance), chance)
    cell.gone, cell.how = other_amount(cell.text), "struck"
    return Expect("either")


@kind("shown", formats=("html", "docx"))
def deleted_replaced(paper: Paper, chance: random.Random) -> Expect:
    cell = leaf_figure(one_functions(paper, chance), chance)
    cell.gone, cell.how = other_amount(cell.text), "deleted"
    return Expect("either")


@kind("shown")
def total_struck_replaced(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_statement(paper, chance)
    cell = chance.choice([c for c in sheet.cells() if c.fact and not c.fact.code and "计" in c.fact.label])
    cell.gone, cell.how = other_amount(cell.text), "struck"
    return Expect("either")


@kind("shown")
def label_struck(paper: Paper, chance: random.Random) -> Expect:
    """A whole row is struck out, name and figures."""
    sheet = one_functions(paper, chance)
    row = sheet.rows[leaf_row(sheet, chance)]
    forget(paper, [cell.fact for cell in row])
    for cell in row:
        if cell.text:
            cell.gone, cell.text, cell.how, cell.fact = cell.text, "", "struck", None
    return Expect("flagged", (sheet.key,))


def _hidden(paper: Paper, chance: random.Random, how: str) -> Expect:
    """A figure that nobody sees stands in a cell that looks empty: it is not published."""
    cell = empty_cell(one_functions(paper, chance), chance)
    cell.gone, cell.how = "88.88", how
    return Expect("either")


@kind("shown", formats=("html", "docx", "pdf", "xlsx"))
def hidden_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "hidden")


@kind("shown")
def white_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "white")


@kind("shown", formats=("html", "docx", "pdf"))
def tiny_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "small")


@kind("shown", formats=("html",))
def invisible_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "invisible")


@kind("shown", formats=("html",))
def transparent_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "opacity")


@kind("shown", formats=("html",))
def off_screen_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "off")


@kind("shown", formats=("pdf",))
def painted_over_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "cover")


@kind("shown", formats=("pdf",))
def clipped_figure(paper: Paper, chance: random.Random) -> Expect:
    return _hidden(paper, chance, "clipped")


def _hidden_beside(paper: Paper, chance: random.Random, how: str) -> Expect:
    """A figure that nobody sees stands beside the one that is seen."""
    cell = leaf_figure(one_functions(paper, chance), chance)
    cell.gone, cell.how = other_amount(cell.text), how
    return Expect("either")


@kind("shown", formats=("html", "docx", "pdf"))
def hidden_beside(paper: Paper, chance: random.Random) -> Expect:
    return _hidden_beside(paper, chance, "hidden")


@kind("shown", formats=("html", "docx", "pdf"))
def white_beside(paper: Paper, chance: random.Random) -> Expect:
    return _hidden_beside(paper, chance, "white")


@kind("shown", formats=("pdf",))
def painted_over_beside(paper: Paper, chance: random.Random) -> Expect:
    return _hidden_beside(paper, chance, "cover")


@kind("shown", formats=("html", "xlsx", "docx"))
def row_hidden(paper: Paper, chance: random.Random) -> Expect:
    """A hidden row with other figures: an old draft of the row below."""
    sheet = one_functions(paper, chance)
    place = leaf_row(sheet, chance)
    draft = [replace(c, text=other_amount(c.text) if c.fact else c.text, fact=None) for c in sheet.rows[place]]
    if sheet.rows and any(cell.rows > 1 for cell in sheet.rows[place - 1]) and place == sheet.header:
        place += 1
    sheet.rows.insert(place, draft)
    sheet.hidden_rows.add(place)
    return Expect("either")


@kind("shown", formats=("xlsx",))
def column_hidden(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    further_column(sheet, "上缴财政专户", [f"{n + 31}.25" for n in range(len(sheet.body()))])
    sheet.hidden_columns.add(sheet.width - 1)
    return Expect("either")


@kind("shown", formats=("xlsx", "html"))
def sheet_hidden(paper: Paper, chance: random.Random) -> Expect:
    """A hidden sheet (or block) holds an old draft of a statement."""
    sheet = one_functions(paper, chance)
    draft = copy_of(sheet)
    for cell in draft.cells():
        if cell.fact is not None:
            cell.text, cell.fact = other_amount(cell.text), None
    draft.hidden = True
    if draft.titles:
        draft.titles = []
    paper.sheets.append(draft)
    return Expect("either")


@kind("shown", base="forms")
def form_figure_struck(paper: Paper, chance: random.Random) -> Expect:
    """The executed amount of a form's total is struck out."""
    cell, source, column = _form_money(paper)
    cell.gone, cell.text, cell.how = cell.text, "", "struck"
    next(row for row in paper.forms[0].funding if row["fund_source"] == source)[column] = None  # type: ignore[attr-defined]
    return Expect("flagged", ("form1",))


@kind("shown", base="forms")
def form_figure_struck_replaced(paper: Paper, chance: random.Random) -> Expect:
    cell, _, _ = _form_money(paper)
    cell.gone, cell.how = "77.7", "struck"
    return Expect("either")


def _form_money(paper: Paper) -> tuple[Cell, str, str]:
    sheet = paper.sheets[0]
    row = next(row for row in sheet.rows if any("年度资金总额" in cell.text for cell in row))
    at = next(n for n, cell in enumerate(row) if "年度资金总额" in cell.text)
    return row[at + 3], "total", "executed_yuan"


@kind("shown", formats=("xlsx",))
def value_under_merged_cell(paper: Paper, chance: random.Random) -> Expect:
    """A merged cell hides a value: only its first cell is displayed."""
    sheet = one_functions(paper, chance)
    row = next(row for row in sheet.body() if any(cell.columns > 1 for cell in row))
    next(cell for cell in row if cell.columns > 1).shown = "under:77.77"
    return Expect("either")


@kind("shown", formats=("xlsx",))
def formula_without_value(paper: Paper, chance: random.Random) -> Expect:
    """A formula of which the file holds no value: nothing is displayed for certain."""
    sheet = one_functions(paper, chance)
    cell = leaf_figure(sheet, chance)
    cell.text = "=1+2"
    forget(paper, [cell.fact])
    cell.fact = None
    return Expect("flagged", (sheet.key,))


@kind("shown", formats=("xlsx",))
def displayed_in_thousands(paper: Paper, chance: random.Random) -> Expect:
    """The format shows a thousandth of the value: what is displayed counts."""
    for cell in one_functions(paper, chance).cells():
        if cell.fact is not None:
            cell.shown = "thousandth"
    return Expect("right")


@kind("shown", formats=("xlsx",))
def more_digits_than_displayed(paper: Paper, chance: random.Random) -> Expect:
    for cell in one_functions(paper, chance).cells():
        if cell.fact is not None:
            cell.shown = "digits"
    return Expect("right")


@kind("shown", formats=("docx",))
def inserted_with_revision(paper: Paper, chance: random.Random) -> Expect:
    """A tracked insertion is what stands after acceptance."""
    for cell in one_functions(paper, chance).cells():
        if cell.fact is not None:
            cell.shown = "inserted"
    return Expect("right")


@kind("shown", formats=("pdf",))
def printed_twice_bold(paper: Paper, chance: random.Random) -> Expect:
    """Each figure is printed twice a hair apart, to look bold: it is one figure."""
    for cell in one_functions(paper, chance).cells():
        if cell.text:
            cell.shown = "bold"
    return Expect("right")


@kind("shown", formats=("pdf",))
def watermark(paper: Paper, chance: random.Random) -> Expect:
    """A pale diagonal watermark lies over the table and enters no cell."""
    one_functions(paper, chance).turned = "watermark"
    return Expect("right")


@kind("shown", base="forms", formats=("html", "docx", "xlsx"))
def form_row_hidden(paper: Paper, chance: random.Random) -> Expect:
    """A hidden row with other money: a draft of the carry-over."""
    sheet = paper.sheets[0]
    place = next(n for n, row in enumerate(sheet.rows) if any("上年结转资金" in cell.text for cell in row))
    frame = next(
        cell for row in sheet.rows[:place] for cell in row if "项目资金" in cell.text.replace("\n", "") and cell.rows > 1
    )
    frame.rows += 1
    sheet.rows.insert(place, [replace(c, text="3.3" if c.text in ("1", "0.5", "2") else c.text) for c in sheet.rows[place]])
    sheet.hidden_rows.add(place)
    return Expect("either")

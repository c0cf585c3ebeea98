"""Kinds of change to digits and signs (数字与符号)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.factory.mutants.judge import Expect
from tests.factory.mutants.paper import Fact, Paper
from tests.factory.mutants.registry import ALL, kind
from tests.factory.mutants.tools import empty_cell, forget, leaf_figure, one_functions, printed

RIGHT, EITHER = Expect("right"), Expect("either")
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
NO_PDF = ("html", "xlsx", "docx")
"""The bundled font has no △ and no U+2212."""


def _dress(paper: Paper, chance: random.Random, made: Callable[[str], str], verdict: Expect, whole: bool = True) -> Expect:
    """Prints the figures of one statement (or one of them) in another dress."""
    sheet = one_functions(paper, chance)
    if not whole:
        cell = leaf_figure(sheet, chance)
        cell.text = made(cell.text)
    else:
        for cell in sheet.cells():
            if cell.fact is not None:
                cell.text = made(cell.text)
    return verdict


@kind("digits")
def digits_thousands(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: f"{Decimal(text):,.2f}", RIGHT)


@kind("digits")
def digits_spaced_thousands(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: f"{Decimal(text):,.2f}".replace(",", " "), RIGHT)


@kind("digits")
def digits_wide(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: text.translate(WIDE), RIGHT)


@kind("digits")
def digits_wide_comma(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: f"{Decimal(text):,.2f}".replace(",", "，"), EITHER)


@kind("digits")
def digits_lakh(paper: Paper, chance: random.Random) -> Expect:
    """1,23,456.78: separators not by thousands."""
    return _dress(paper, chance, _lakh, EITHER)


def _lakh(text: str) -> str:
    whole, _, part = text.partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*groups, tail]) + "." + part


@kind("digits")
def digits_unit_inside(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: text + "万元", RIGHT)


@kind("digits")
def digits_broken(paper: Paper, chance: random.Random) -> Expect:
    """A line end in the middle of a figure: one figure, or not certain."""
    return _dress(paper, chance, lambda text: text[:-4] + "\n" + text[-4:], EITHER, whole=False)


@kind("digits")
def digits_broken_at_point(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: text.replace(".", ".\n"), EITHER, whole=False)


@kind("digits")
def two_figures_in_cell(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    cell = leaf_figure(sheet, chance)
    cell.text = f"{cell.text}\n{Decimal(cell.text) + 7}"
    forget(paper, [cell.fact])
    cell.fact = None
    return Expect("flagged", (sheet.key,))


@kind("digits")
def two_points(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    cell = leaf_figure(sheet, chance)
    cell.text = cell.text[:-3] + "." + cell.text[-3:]
    return Expect("flagged", (sheet.key,))


@kind("digits")
def letter_in_digits(paper: Paper, chance: random.Random) -> Expect:
    """O for 0, l for 1: not certain."""
    sheet = one_functions(paper, chance)
    cell = leaf_figure(sheet, chance)
    cell.text = "1O" + cell.text
    forget(paper, [cell.fact])
    cell.fact = None
    return Expect("flagged", (sheet.key,))


@kind("digits")
def digit_hidden_by_box(paper: Paper, chance: random.Random) -> Expect:
    sheet = one_functions(paper, chance)
    cell = leaf_figure(sheet, chance)
    cell.text = "□" + cell.text[1:]
    return Expect("flagged", (sheet.key,))


@kind("digits", formats=("html", "docx"))
def footnote_mark(paper: Paper, chance: random.Random) -> Expect:
    """A superscript mark behind a figure is a mark."""
    leaf_figure(one_functions(paper, chance), chance).shown = "mark:1"
    return EITHER


@kind("digits")
def footnote_circle(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: text + "①", EITHER, whole=False)


@kind("digits")
def footnote_brackets(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: text + "[1]", EITHER, whole=False)


@kind("digits")
def footnote_star(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: text + "*", EITHER, whole=False)


@kind("digits")
def digits_yuan_inside(paper: Paper, chance: random.Random) -> Expect:
    """One figure of a table in 万元 is printed with 元 behind it: its own unit, or not certain."""
    return _dress(paper, chance, lambda text: printed(Decimal(text) * 10_000, "元") + "元", EITHER, whole=False)


@kind("digits")
def more_decimals(paper: Paper, chance: random.Random) -> Expect:
    return _dress(paper, chance, lambda text: text + "0000", RIGHT)


@kind("digits")
def no_decimals(paper: Paper, chance: random.Random) -> Expect:
    """Figures that are whole lose their decimals: 100.00 as 100."""
    return _dress(paper, chance, lambda text: text.removesuffix(".00"), RIGHT)


@kind("digits")
def empty_dash(paper: Paper, chance: random.Random) -> Expect:
    return _fill(paper, chance, "—")


@kind("digits")
def empty_hyphen(paper: Paper, chance: random.Random) -> Expect:
    return _fill(paper, chance, "-")


@kind("digits")
def empty_slash(paper: Paper, chance: random.Random) -> Expect:
    return _fill(paper, chance, "/")


@kind("digits")
def empty_nothing(paper: Paper, chance: random.Random) -> Expect:
    return _fill(paper, chance, "无")


def _fill(paper: Paper, chance: random.Random, mark: str) -> Expect:
    sheet = one_functions(paper, chance)
    empty_cell(sheet, chance)
    columns = set(sheet.value_columns())
    for row, at, cell in sheet.placed():
        if row >= sheet.header and at in columns and cell.fact is None and not cell.text:
            cell.text = mark
    return RIGHT


@kind("digits")
def empty_zero(paper: Paper, chance: random.Random) -> Expect:
    """A printed nought is nought, and a fact."""
    sheet = one_functions(paper, chance)
    empty_cell(sheet, chance)
    columns = sheet.value_columns()
    by_column = {at: cell.fact for _, at, cell in sheet.placed() if cell.fact is not None}
    by_row = {row: cell.fact for row, _, cell in sheet.placed() if cell.fact is not None}
    for row, at, cell in sheet.placed():
        if row >= sheet.header and at in columns and cell.fact is None and not cell.text and row in by_row:
            here, above = by_row[row], by_column[at]
            assert here is not None
            assert above is not None
            cell.text = "0.00"
            cell.fact = replace(here, path=above.path, yuan=Decimal(0))
            paper.facts.append(cell.fact)
    return RIGHT


def _negative(paper: Paper, made: Callable[[str], str], verdict: Expect) -> Expect:
    for sheet in paper.sheets:
        for cell in sheet.cells():
            if cell.fact is not None and cell.fact.yuan < 0:
                cell.text = made(cell.text.lstrip("-"))
    return verdict


@kind("signs", base="negative")
def negative_minus(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: "-" + text, RIGHT)


@kind("signs", base="negative")
def negative_brackets(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: f"({text})", EITHER)


@kind("signs", base="negative")
def negative_wide_brackets(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: f"（{text}）", EITHER)


@kind("signs", base="negative", formats=NO_PDF)
def negative_triangle(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: "△" + text, EITHER)


@kind("signs", base="negative", formats=NO_PDF)
def negative_true_minus(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: "−" + text, RIGHT)


@kind("signs", base="negative")
def negative_wide_minus(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: "－" + text, RIGHT)


@kind("signs", base="negative")
def negative_long_dash(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: "–" + text, EITHER)


@kind("signs", base="negative")
def negative_behind(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: text + "-", EITHER)


@kind("signs", base="negative")
def negative_spaced(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: "- " + text, EITHER)


@kind("signs", base="negative")
def negative_word(paper: Paper, chance: random.Random) -> Expect:
    return _negative(paper, lambda text: "负" + text, EITHER)


@kind("signs", base="negative", formats=("xlsx",))
def negative_red(paper: Paper, chance: random.Random) -> Expect:
    """The sheet shows a negative amount red and without a sign."""
    for sheet in paper.sheets:
        for cell in sheet.cells():
            if cell.fact is not None and cell.fact.yuan < 0:
                cell.shown = "red"
    return EITHER


@kind("signs", base="negative", formats=("xlsx",))
def negative_accounting(paper: Paper, chance: random.Random) -> Expect:
    for sheet in paper.sheets:
        for cell in sheet.cells():
            if cell.fact is not None and cell.fact.yuan < 0:
                cell.shown = "accounting"
    return RIGHT


@kind("signs", formats=ALL)
def sign_lost(paper: Paper, chance: random.Random) -> Expect:
    """A figure of a leaf carries a minus that the sums contradict."""
    sheet = one_functions(paper, chance)
    cell = leaf_figure(sheet, chance)
    assert isinstance(cell.fact, Fact)
    new = replace(cell.fact, yuan=-cell.fact.yuan)
    paper.facts = [new if fact is cell.fact else fact for fact in paper.facts]
    cell.text, cell.fact = "-" + cell.text, new
    return Expect("flagged", (sheet.key,))

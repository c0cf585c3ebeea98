"""Variants of a form that publishers print (自评表的变体): of its layout, and of its cells once it is laid out.

Each takes a source of chance, so that one seed gives one variant. What comes of a variant must be right, or have a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import data
from tests.factory.compose import ComposedForm, Piece
from tests.factory.layouts import WIDTH, Column, Layout

FUNDING = {
    "initial": "initial_budget_yuan", "full_year": "full_year_budget_yuan", "executed": "executed_yuan", "weight": "weight",
    "rate": "execution_rate_percent", "score": "score",
}  # fmt: skip
INDICATORS = {
    "level1": "level1", "level2": "level2", "name": "indicator_name", "operator": "target_operator", "target": "target",
    "target_unit": "target_unit", "actual": "actual", "weight": "weight", "score": "score", "reason": "reason",
}  # fmt: skip
LEVELS = ("level1", "level2", "name")
NOBODY_LISTED = ("核定情况", "参考", "上年实际值", "三年平均值", "权数", "上年得分", "批复数", "预算调剂数", "预算调整数")


def _ruled(columns: Sequence[Column], wanted: Sequence[Column], start: int) -> tuple[Column, ...]:
    """The wanted columns beside each other over the whole width, each about as wide as it was; a new one is narrow."""
    widths = {column.key: column.end - edge for column, edge in zip(columns, [start, *(c.end for c in columns)], strict=False)}
    total = sum(widths.get(column.key, 40) for column in wanted)
    edge, made = 0, []
    for column in wanted:
        edge += widths.get(column.key, 40)
        made.append(replace(column, end=start + edge * (WIDTH - start) // total))
    return tuple(made)


def synonyms(layout: Layout, chance: Random) -> Layout:
    """Every heading and label in another wording of data/forms.yaml."""
    words = data.yaml_document("forms")["self_evaluation"]

    def other(column: Column, listed: dict[str, list[str]], fields: dict[str, str]) -> Column:
        return replace(column, heading=chance.choice(listed[fields[column.key]])) if column.key in fields else column

    return replace(
        layout,
        funding_columns=tuple(other(column, words["funding"]["columns"], FUNDING) for column in layout.funding_columns),
        indicator_columns=tuple(other(column, words["indicators"]["columns"], INDICATORS) for column in layout.indicator_columns),
        funding_rows=tuple((source, chance.choice(words["funding"]["sources"][source])) for source, _ in layout.funding_rows),
        total_label=chance.choice(words["totals"]["total"]),
        goals_headings=(chance.choice(words["goals"]["expected"]), chance.choice(words["goals"]["actual"])),
    )


def other_order(layout: Layout, chance: Random) -> Layout:
    """The columns behind the labels in any order."""
    money, rest = list(layout.funding_columns[1:]), [c for c in layout.indicator_columns if c.key not in LEVELS]
    chance.shuffle(money)
    chance.shuffle(rest)
    levels = [column for column in layout.indicator_columns if column.key in LEVELS]
    return replace(
        layout,
        funding_columns=_ruled(layout.funding_columns, [layout.funding_columns[0], *money], layout.funding_left),
        indicator_columns=_ruled(layout.indicator_columns, [*levels, *rest], layout.frame_end),
    )


def without_a_column(layout: Layout, chance: Random) -> Layout:
    """One column of money and the second level are not printed."""
    gone = chance.choice(list(FUNDING))
    return replace(
        layout,
        funding_columns=_ruled(layout.funding_columns, [c for c in layout.funding_columns if c.key != gone], layout.funding_left),
        indicator_columns=_ruled(
            layout.indicator_columns, [c for c in layout.indicator_columns if c.key != "level2"], layout.frame_end
        ),
        merge_levels=False,
    )


def unlisted_column(layout: Layout, chance: Random) -> Layout:
    """A further column under a heading that nobody listed, in one of the two blocks."""
    extra = Column("unlisted", chance.choice(NOBODY_LISTED), 0)
    if chance.random() < 0.5:
        money = list(layout.funding_columns)
        money.insert(chance.randrange(1, len(money) + 1), extra)
        return replace(layout, funding_columns=_ruled(layout.funding_columns, money, layout.funding_left))
    lines = list(layout.indicator_columns)
    lines.insert(chance.randrange(3, len(lines) + 1), extra)
    return replace(layout, indicator_columns=_ruled(layout.indicator_columns, lines, layout.frame_end))


def other_heading(heading: str | None) -> Callable[[Layout, Random], Layout]:
    """One heading is blank (""), or in words that nobody listed (None)."""

    def change(layout: Layout, chance: Random) -> Layout:
        words = heading if heading is not None else chance.choice(NOBODY_LISTED)
        if chance.random() < 0.5:
            money = list(layout.funding_columns)
            at = chance.randrange(1, len(money))
            money[at] = replace(money[at], heading=words)
            return replace(layout, funding_columns=tuple(money))
        lines = list(layout.indicator_columns)
        at = chance.randrange(len(lines))
        lines[at] = replace(lines[at], heading=words)
        return replace(layout, indicator_columns=tuple(lines))

    return change


LAYOUT_VARIANTS: dict[str, Callable[[Layout, Random], Layout]] = {
    "synonyms": synonyms,
    "other_order": other_order,
    "without_a_column": without_a_column,
    "unlisted_column": unlisted_column,
    "blank_heading": other_heading(""),
    "unlisted_heading": other_heading(None),
}


def _figures(form: ComposedForm) -> list[int]:
    return [index for index, piece in enumerate(form.pieces) if piece.figure and piece.text[:1].isdigit()]


def _changed(form: ComposedForm, changes: dict[int, Piece | None]) -> ComposedForm:
    pieces = (changes.get(index, piece) for index, piece in enumerate(form.pieces))
    return replace(form, pieces=tuple(piece for piece in pieces if piece is not None))


def merged_beside(form: ComposedForm, chance: Random) -> ComposedForm:
    """A figure and the one beside it in one merged cell, which shows the first of them."""
    at = {(piece.row, piece.left): index for index, piece in enumerate(form.pieces) if piece.figure}
    pairs = [(i, at[key]) for i in _figures(form) if (key := (form.pieces[i].row, form.pieces[i].right)) in at]
    first, second = chance.choice(pairs)
    return _changed(form, {first: replace(form.pieces[first], right=form.pieces[second].right), second: None})


def merged_below(form: ComposedForm, chance: Random) -> ComposedForm:
    """The points of two indicators in one merged cell; the form as it is where it has one indicator only."""
    below = {(form.pieces[i].row, form.pieces[i].left): i for i in _figures(form)}
    first_row = form.header_rows[-1]
    pairs = [(i, below[key]) for i in _figures(form) if (key := (form.pieces[i].row + 1, form.pieces[i].left)) in below]
    pairs = [(i, j) for i, j in pairs if first_row < form.pieces[i].row < form.row_count - 2]
    if not pairs:
        return form
    first, second = chance.choice(pairs)
    return _changed(form, {first: replace(form.pieces[first], row_span=2), second: None})


def shifted_row(form: ComposedForm, chance: Random) -> ComposedForm:
    """The texts of one indicator stand a cell further to the left or to the right."""
    row = chance.randrange(form.header_rows[-1] + 1, form.row_count - 1)
    indices = [index for index, piece in enumerate(form.pieces) if piece.row == row and piece.row_span == 1]
    indices.sort(key=lambda index: form.pieces[index].left)
    texts = [form.pieces[index].text for index in indices]
    moved = [*texts[1:], ""] if chance.random() < 0.5 else ["", *texts[:-1]]
    return _changed(form, {i: replace(form.pieces[i], text=text) for i, text in zip(indices, moved, strict=True)})


CELL_VARIANTS: dict[str, Callable[[ComposedForm, Random], ComposedForm]] = {
    "merged_beside": merged_beside,
    "merged_below": merged_below,
    "shifted_row": shifted_row,
}

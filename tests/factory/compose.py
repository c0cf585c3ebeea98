"""A form's facts in a layout and a notation → one rectangle of cells (拼版), which every typesetter draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Literal

from tests.factory.facts import FormFacts, FundingFact, IndicatorFact
from tests.factory.layouts import WIDTH, Column, HeadItem, Layout
from tests.factory.notation import Notation

FILLED_IN = "20250211"
SKELETON = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
NOT_APPLICABLE = "不涉及"


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell between the edges ``left`` and ``right`` (points), from ``row`` on; ``figure`` marks printed numbers."""

    row: int
    left: int
    right: int
    text: str
    row_span: int = 1
    align: str = "center"
    vertical: bool = False
    figure: bool = False


@dataclass(frozen=True)
class ComposedForm:
    """``titles`` stand above the table (empty when they are its first rows); ``header_rows`` may be repeated on a next page."""

    titles: tuple[str, ...]
    above_left: str
    above_right: str
    pieces: tuple[Piece, ...]
    row_count: int
    header_rows: tuple[int, ...]
    below: tuple[str, ...]
    landscape: bool

    def edges(self) -> tuple[int, ...]:
        """The distinct vertical edges: the columns of the grid lie between them."""
        return tuple(sorted({piece.left for piece in self.pieces} | {piece.right for piece in self.pieces}))

    def placed(self) -> Iterator[tuple[Piece, int, int]]:
        """Each piece with its column and column span."""
        index = {edge: number for number, edge in enumerate(self.edges())}
        for piece in self.pieces:
            yield piece, index[piece.left], index[piece.right] - index[piece.left]


Rows = list[list[Piece]]


def compose(form: FormFacts, layout: Layout, notation: Notation) -> ComposedForm:
    """Lay the whole form out from top to bottom."""
    titles = (layout.title, layout.year_text.format(year=form.fiscal_year))
    rows: Rows = []
    if layout.title_inside:
        rows += [[Piece(0, 0, WIDTH, title)] for title in titles]
    rows += [_head_row(row, form, layout) for row in layout.head]
    if layout.total_place == "head":
        rows.append(_total_row(form, layout, notation))
    rows += _funding(form, layout, notation) + _goals(form, layout)
    if layout.total_place == "before_indicators":
        rows.append(_total_row(form, layout, notation))
    header_at = len(rows)
    indicators = _indicators(form, layout, notation)
    header_count = 2 if layout.group_heading else 1
    rows += indicators
    if layout.total_place == "last":
        rows.append(_total_row(form, layout, notation))
    if layout.grade_label and layout.total_place != "head":
        middle = layout.indicator_columns[-4].end
        rows.append([Piece(0, 0, middle, layout.grade_label), Piece(0, middle, WIDTH, form.grade)])
    if layout.conclusion_label:
        rows.append(
            [Piece(0, 0, 26, layout.conclusion_label, vertical=True), Piece(0, 26, WIDTH, form.self_conclusion, align="left")]
        )
    values = {
        "department": form.department,
        "date": FILLED_IN,
        "unit": layout.unit,
        "year": form.fiscal_year,
        "officer": form.officer,
    }
    return ComposedForm(
        titles=() if layout.title_inside else titles,
        above_left=layout.above_left.format(**values),
        above_right=layout.above_right.format(**values),
        pieces=tuple(replace(piece, row=number + piece.row) for number, row in enumerate(rows) for piece in row),
        row_count=len(rows),
        header_rows=tuple(range(header_at, header_at + header_count)),
        below=(layout.contact_line.format(**values),) if layout.contact_line else (),
        landscape=layout.landscape,
    )


def _head_value(item: HeadItem, form: FormFacts, layout: Layout) -> str:
    texts = {
        "": item.text,
        "project": form.project_name,
        "department": layout.department_text.format(name=form.department, code=form.department_code),
        "implementer": layout.implementer_text.format(
            name=form.implementer, code=form.department_code, implementer_code=form.implementer_code
        ),
        "officer": form.officer,
        "phone": form.phone,
    }
    if item.field == "department" and not form.department_code:
        return form.department
    if item.field == "implementer" and not form.implementer_code:
        return form.implementer
    return texts[item.field]


def _head_row(items: tuple[HeadItem, ...], form: FormFacts, layout: Layout) -> list[Piece]:
    row, left = [], 0
    for item in items:
        row.append(Piece(0, left, item.label_end, item.label))
        row.append(Piece(0, item.label_end, item.value_end, _head_value(item, form, layout)))
        left = item.value_end
    return row


def _funding(form: FormFacts, layout: Layout, notation: Notation) -> Rows:
    facts = {row.source: row for row in form.funding}
    printed = [(source, label) for source, label in layout.funding_rows if source in facts]
    rows: Rows = [_cells(layout.funding_columns, layout.funding_left, {c.key: c.heading for c in layout.funding_columns})]
    for source, label in printed:
        texts = _funding_texts(facts[source], layout, notation) | {"source": label}
        rows.append(_cells(layout.funding_columns, layout.funding_left, texts, left_aligned={"source"}, figures=True))
    frame = Piece(0, 0, layout.funding_left, layout.funding_label.format(unit=layout.unit), row_span=len(rows))
    rows[0].insert(0, frame)
    return rows


def _funding_texts(fact: FundingFact, layout: Layout, notation: Notation) -> dict[str, str]:
    is_total = fact.source == "total"
    rate = (
        notation.rate(fact.rate) if is_total or layout.sub_rate == "own" else notation.dash if layout.sub_rate == "dash" else ""
    )
    return {
        "initial": notation.amount(fact.initial, layout.unit),
        "full_year": notation.amount(fact.full_year, layout.unit),
        "executed": notation.amount(fact.executed, layout.unit),
        "weight": notation.score(fact.weight, "" if is_total else notation.dash),
        "rate": rate,
        "score": notation.score(fact.score, "" if is_total else notation.dash),
    }


def _goals(form: FormFacts, layout: Layout) -> Rows:
    left, split = layout.goals_left, layout.goals_split
    if layout.goals_style == "label_value":
        # 年度总体目标 in one merged cell, the results in another below it
        return [
            [Piece(0, 0, left, layout.goals_label), Piece(0, left, WIDTH, form.goal_expected, align="left")],
            [Piece(0, 0, left, "年度总体目标完成情况"), Piece(0, left, WIDTH, form.goal_actual, align="left")],
        ]
    frame = Piece(0, 0, left, layout.goals_label, row_span=2, vertical=left < 40)
    headings = [Piece(0, left, split, layout.goals_headings[0]), Piece(0, split, WIDTH, layout.goals_headings[1])]
    texts = [Piece(0, left, split, form.goal_expected, align="left"), Piece(0, split, WIDTH, form.goal_actual, align="left")]
    if layout.goals_style == "heading_row":
        return [[frame, *headings], texts]
    expected, actual = _sentences(form.goal_expected), _sentences(form.goal_actual)
    count = max(len(expected), len(actual))
    expected += [""] * (count - len(expected))
    actual += [""] * (count - len(actual))
    rows = [
        [Piece(0, left, split, one, align="left"), Piece(0, split, WIDTH, other, align="left")]
        for one, other in zip(expected, actual, strict=True)
    ]
    return [[replace(frame, row_span=1 + count), *headings], *rows]


def _sentences(text: str) -> list[str]:
    """The parts of a goal that some regions print in a row each."""
    parts = [part + "。" for part in text.split("。") if part]
    return parts if text.endswith("。") else [*parts[:-1], parts[-1].removesuffix("。")] if parts else [""]


def skeleton_rows(indicators: tuple[IndicatorFact, ...]) -> list[IndicatorFact | tuple[str, str]]:
    """The indicators in the order of the standard frame; unused lines as (一级, 二级), printed with 不涉及."""
    rows: list[IndicatorFact | tuple[str, str]] = []
    levels = list(dict.fromkeys([*SKELETON, *(fact.level1 for fact in indicators)]))
    for level1 in levels:
        mine = [fact for fact in indicators if fact.level1 == level1]
        for level2 in dict.fromkeys([*SKELETON.get(level1, ()), *(fact.level2 for fact in mine)]):
            found = [fact for fact in mine if fact.level2 == level2]
            rows += found or [(level1, level2)]
    return rows


def class_points(form: FormFacts, level1: str) -> Decimal:
    """The points of one 一级指标, which some regions print in its label."""
    return sum((fact.weight or Decimal(0) for fact in form.indicators if fact.level1 == level1), Decimal(0))


def _indicators(form: FormFacts, layout: Layout, notation: Notation) -> Rows:
    lines: list[IndicatorFact | tuple[str, str]] = skeleton_rows(form.indicators) if layout.skeleton else list(form.indicators)
    entries = [_indicator_texts(line, form, layout, notation) for line in lines]
    if layout.rate_row:
        total = form.total()
        texts = dict.fromkeys(("level1", "level2", "name"), "预算执行率") | {"target": "100%"}
        texts["actual"] = notation.rate(total.rate)
        entries.append(texts | {"weight": notation.score(total.weight), "score": notation.score(total.score)})
    rows = _indicator_headings(layout)
    heading_count = len(rows)
    for texts in entries:
        rows.append(_cells(layout.indicator_columns, layout.frame_end, texts, left_aligned={"name", "reason"}, figures=True))
    if layout.merge_levels:
        _merge_levels(rows, heading_count, entries, layout)
    if layout.frame_label:
        rows[0].insert(0, Piece(0, 0, layout.frame_end, layout.frame_label, row_span=len(rows), vertical=True))
    return rows


def _indicator_headings(layout: Layout) -> Rows:
    headings = _cells(layout.indicator_columns, layout.frame_end, {c.key: c.heading for c in layout.indicator_columns})
    if not layout.group_heading:
        return [headings]
    grouped = [
        piece
        for piece, column in zip(headings, layout.indicator_columns, strict=True)
        if column.key in ("level1", "level2", "name")
    ]
    others = [replace(piece, row_span=2) for piece in headings if piece not in grouped]
    return [[Piece(0, grouped[0].left, grouped[-1].right, layout.group_heading), *others], grouped]


def _indicator_texts(
    line: IndicatorFact | tuple[str, str], form: FormFacts, layout: Layout, notation: Notation
) -> dict[str, str]:
    if isinstance(line, tuple):
        return {"level1": line[0], "level2": line[1], "name": NOT_APPLICABLE}
    points = class_points(form, line.level1)
    texts = {
        "level1": layout.level1_text.format(name=line.level1, points=notation.score(points)),
        "level2": line.level2,
        "name": layout.name_text.format(name=line.name),
        "target": notation.target(line.target),
        "actual": notation.actual(line.actual),
        "weight": notation.score(line.weight),
        "score": notation.score(line.score),
        "reason": line.reason,
        "note": "",
        "remark": "",
    }
    if layout.prints("operator"):
        numeric = line.target.value is not None and line.target.operator != "range"
        texts |= {
            "operator": notation.sign(line.target) if numeric else "定性" if line.target.operator == "qualitative" else "",
            "target": notation.quantity(line.target.value, "")
            if numeric and line.target.value is not None
            else notation.target(line.target),
            "target_unit": line.target.unit if numeric else "",
        }
    return texts


def _levels(wanted: str, entry: tuple[int, dict[str, str]]) -> tuple[str, str]:
    """What must be equal in neighbouring lines for their cells of a level to merge."""
    return entry[1]["level1"], entry[1][wanted]


def _merge_levels(rows: Rows, start: int, entries: list[dict[str, str]], layout: Layout) -> None:
    """Merge equal neighbours of 一级指标 and, within them, of 二级指标 downwards; the covered cells are removed."""
    keys = [column.key for column in layout.indicator_columns]
    for wanted, at in (("level1", keys.index("level1")), ("level2", keys.index("level2"))):
        edge = layout.indicator_columns[at].end
        numbered = list(enumerate(entries, start))
        for _, group in groupby(numbered, partial(_levels, wanted)):
            numbers = [number for number, _ in group]
            for number in numbers:
                position = next(i for i, piece in enumerate(rows[number]) if piece.right == edge)
                if number == numbers[0]:
                    rows[number][position] = replace(rows[number][position], row_span=len(numbers))
                else:
                    del rows[number][position]


def _total_row(form: FormFacts, layout: Layout, notation: Notation) -> list[Piece]:
    if layout.total_place == "head":
        return [
            Piece(0, 0, 78, layout.total_label), Piece(0, 78, 265, notation.score(form.total_score), figure=True),
            Piece(0, 265, 340, layout.grade_label), Piece(0, 340, WIDTH, form.grade),
        ]  # fmt: skip
    keys = [column.key for column in layout.indicator_columns]
    at = min(keys.index("weight"), keys.index("score"))
    label_end = layout.indicator_columns[at - 1].end
    values = {"weight": notation.score(form.total_weight), "score": notation.score(form.total_score)}
    return [Piece(0, 0, label_end, layout.total_label), *_cells(layout.indicator_columns[at:], label_end, values, figures=True)]


def _cells(
    columns: tuple[Column, ...],
    start: int,
    texts: dict[str, str],
    left_aligned: frozenset[str] | set[str] = frozenset(),
    figures: bool = False,
) -> list[Piece]:
    """One row of pieces, one per column; a column without text stays empty."""
    row, left = [], start
    for column in columns:
        align = "left" if column.key in left_aligned else "center"
        is_figure = figures and column.key in ("initial", "full_year", "executed", "weight", "rate", "score")
        row.append(Piece(0, left, column.end, texts.get(column.key, ""), align=align, figure=is_figure))
        left = column.end
    return row


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph outside the tables: of the cover, of the contents, the title of a part (which begins a
    page), a heading, or running text."""

    text: str
    role: Literal["cover", "contents", "part", "heading", "body"] = "body"


Part = ComposedForm | Text

"""The foot of a form (表尾): total row, grade, conclusion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from transform.amounts import Blank, Number, read_cell_number
from transform.chinese_text import joined
from transform.forms.self_evaluation.reading import Figure, FormReading, joined_figure, number_figure, text_figure
from transform.recognise.column_alignment import Column, covered_fields, position_of
from transform.recognise.published_rows import PublishedRow, RowCell, heading_key
from transform.recognise.wordings import keys


def foot_kind(row: PublishedRow) -> str | None:
    """The kind of a foot row ("total", "grade", "conclusion", "notes") by its first filled cell; else None. The label stands
    at the left: an indicator that is called 合计 has the merged or blank cells of both its levels before it."""
    if not row.filled:
        return None
    first = row.filled[0]
    if sum(cell.start < first.start for cell in row.cells) > 1:
        return None
    key = first.key
    for kind in ("total", "grade", "conclusion", "notes"):
        if key in keys("totals", kind):
            return kind
    return None


def read_total_row(row: PublishedRow, columns: Sequence[Column], reading: FormReading) -> None:
    """总分 row: the weight and the score; without ``columns`` (in the head) a single figure is the score. Where they do not stand
    under 分值 and 得分 (002: one column too far left in 20 of 21 forms) they are read in their order, which is certain for two
    figures and for one that equals the sum of the weights."""
    rest = list(row.filled[1:])
    grade_words = keys("totals", "grade_words")
    for cell in rest:
        if cell.key in grade_words:
            reading.totals.setdefault("grade", text_figure(cell))
    numbers = [cell for cell in rest if isinstance(read_cell_number(cell.text), Number)]
    texts = [cell for cell in rest if cell not in numbers and cell.key not in grade_words and not _is_blank(cell)]
    for cell in texts:
        if _grade_in_pair(cell, rest, reading):
            continue
        reading.doubt("EX-102", "总分行中有不认识的内容，没有入库。", cell.cell)
    for cell in row.cells:
        if not cell.own and not _is_blank(cell) and _field_at(cell, columns) in ("weight", "score"):
            reading.doubt("EX-102", f"“{joined(cell.text)}”一格与总分行合并，总分不能确定，没有入库。", cell.cell)
    placed = {field: cell for cell in numbers if (field := _field_at(cell, columns)) in ("weight", "score")}
    if len(placed) == len(numbers):
        for field, cell in placed.items():
            _store(field, cell, reading)
    elif len(numbers) == 2:
        _read_two(numbers, columns, reading)
    elif len(numbers) == 1 and not columns:
        _store("score", numbers[0], reading)
    elif len(numbers) == 1:
        _read_single(numbers[0], row.filled[0].key, reading)
    elif numbers:
        reading.doubt("EX-102", "总分行中的数多于两个，不能确定哪个是分值和得分，没有入库。", numbers[0].cell)


def choose_total_row(rows: Sequence[tuple[PublishedRow, Sequence[Column]]], reading: FormReading) -> PublishedRow | None:
    """The one of several total rows (合计 of the indicators, then 综合得分) whose score is the sum of all scores. None where the
    rows do not differ; where they do and none is the sum, nobody can know and the doubt is noted."""
    scores: list[tuple[PublishedRow, object]] = []
    for row, columns in rows:
        scratch = FormReading(funding=reading.funding, indicators=reading.indicators)
        read_total_row(row, columns, scratch)
        score = scratch.totals.get("total_score")
        if score is not None and score.value is not None:
            scores.append((row, score.value))
    if len({value for _, value in scores}) < 2:
        return None
    fitting = [row for row, value in scores if value == column_sum(reading, "score")]
    if len(fitting) == 1:
        return fitting[0]
    reading.doubt("EX-102", "有几行总分且得分不同，不能确定哪一行是总分，按第一行入库。", scores[0][0].filled[0].cell)
    return scores[0][0]


def _is_blank(cell: RowCell) -> bool:
    return isinstance(read_cell_number(cell.text), Blank)


def _grade_in_pair(cell: RowCell, rest: Sequence[RowCell], reading: FormReading) -> bool:
    """评分等级 | 优 printed behind the total in the same row."""
    if cell.key not in keys("totals", "grade"):
        return False
    index = rest.index(cell)
    if index + 1 < len(rest) and "grade" not in reading.totals:
        reading.totals["grade"] = text_figure(rest[index + 1])
    return True


def _field_at(cell: RowCell, columns: Sequence[Column]) -> str | None:
    if {"weight", "score"} <= set(covered_fields(cell, columns)):
        return None  # a figure over both columns stands under neither
    index = position_of(cell, columns)
    return columns[index].field if index is not None else None


def _store(field: str, cell: RowCell, reading: FormReading) -> None:
    name = {"weight": "total_weight", "score": "total_score"}[field]
    if name not in reading.totals:
        reading.totals[name] = number_figure(cell, reading, "总分")


def _read_two(numbers: Sequence[RowCell], columns: Sequence[Column], reading: FormReading) -> None:
    """Two figures under neither heading: the weight and the score in the order of the headings, unless the sums say the other."""
    order = [column.field for column in columns if column.field in ("weight", "score")]
    first, second = (read_cell_number(cell.text) for cell in numbers)
    values = [number.value if isinstance(number, Number) else None for number in (first, second)]
    sums = [column_sum(reading, "weight"), column_sum(reading, "score")]
    if order == ["score", "weight"]:
        sums.reverse()
    else:
        order = ["weight", "score"]
    if values[0] != values[1] and values != sums and values[::-1] == sums:
        order.reverse()
    for field, cell in zip(order, numbers, strict=True):
        _store(field, cell, reading)
    named = "和".join("分值" if field == "weight" else "得分" for field in order)
    reading.doubt("EX-106", f"总分行的两个数不在“分值”“得分”两列下，按先后读作{named}。", numbers[0].cell)


def _read_single(cell: RowCell, label: str, reading: FormReading) -> None:
    """One figure that stands under neither heading: the total weight if it equals the sum of all weights and no score is
    printed anywhere; else nobody can know."""
    value = read_cell_number(cell.text)
    weights, scores = column_sum(reading, "weight"), column_sum(reading, "score")
    if isinstance(value, Number) and value.value == weights and scores is None:
        _store("weight", cell, reading)
        reading.doubt("EX-106", "总分行只有一个数且不在“分值”列下；它等于各项分值之和，读作分值合计。", cell.cell)
    elif isinstance(value, Number) and value.value == scores and (value.value != weights or label.endswith("得分")):
        _store("score", cell, reading)
        reading.doubt("EX-106", "总分行只有一个数且不在“得分”列下；它等于各项得分之和，读作得分合计。", cell.cell)
    else:
        reading.doubt("EX-102", f"总分行只有一个数“{joined(cell.text)}”，不能确定是分值还是得分，没有入库。", cell.cell)


def column_sum(reading: FormReading, name: str) -> Decimal | None:
    """Sum of 分值 or 得分 over indicators and funding; None where none is printed."""
    values = [figure.value for row in reading.indicators if (figure := row.figures.get(name)) is not None]
    values += [row.figures[name].value for row in reading.funding if row.source == "total" and name in row.figures]
    numbers = [value for value in values if isinstance(value, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None


def read_foot_row(kind: str, row: PublishedRow, reading: FormReading) -> None:
    """评分等级, 自评结论: the text to the right of the label."""
    rest = [cell for cell in row.filled[1:] if not _is_blank(cell)]
    field = {"grade": "grade", "conclusion": "self_conclusion"}.get(kind)
    if field is None or not rest:
        return
    if field == "grade":
        rest = _grade_cells(rest)
        if not rest:
            reading.doubt("EX-102", "评分等级一行中没有认识的等级，没有入库。", row.filled[0].cell)
            return
    figure = text_figure(rest[0])
    for cell in rest[1:]:
        figure = joined_figure(figure, text_figure(cell), "多格合并")
    if field in reading.totals and reading.totals[field].value is not None:
        if field == "self_conclusion":
            reading.totals[field] = joined_figure(reading.totals[field], figure, "多行合并")
        return
    reading.totals[field] = figure


def _grade_cells(cells: Sequence[RowCell]) -> list[RowCell]:
    """The cells of a grade row that hold a grade or ticks: an officer's name or a remark may stand behind them."""
    words = keys("totals", "grade_words")
    marked = [cell for cell in cells if any(mark in cell.text for mark in _MARKS)]
    return marked or [cell for cell in cells if cell.key in words][:1]


_TICKS = "√☑✓✔"
_MARKS = _TICKS + "□☐■"


def ticked_grade(text: str) -> str | None:
    """The one grade that is ticked of several (□优 √良, 优□√ 良□); None where the mark's word is not certain."""
    words = "|".join(sorted(keys("totals", "grade_words"), key=len, reverse=True))
    body = text.strip()
    before = re.findall(rf"([{_MARKS}]+)\s*({words})", body)
    after = re.findall(rf"({words})\s*([{_MARKS}]+)", body)
    if body[:1] in _MARKS and body[-1:] not in _MARKS:
        ticked = [word for marks, word in before if set(marks) & set(_TICKS)]
    elif body[-1:] in _MARKS and body[:1] not in _MARKS:
        ticked = [word for word, marks in after if set(marks) & set(_TICKS)]
    else:
        # a mark in the middle belongs to the word that it touches, if it touches one only
        touching_next = re.findall(rf"(?<=\s)[{_TICKS}]({words})", body)
        touching_last = re.findall(rf"({words})[{_TICKS}](?=\s)", body)
        ticked = [*touching_next, *touching_last]
    return ticked[0] if len(ticked) == 1 else None


def settle_grade(reading: FormReading) -> None:
    """A grade printed as the first word of the conclusion (优。自评为优的理由…) or ticked among several (√优 □良)."""
    grade = reading.totals.get("grade")
    words = sorted(keys("totals", "grade_words"), key=len, reverse=True)
    if grade is not None and isinstance(grade.value, str):
        bare = heading_key(grade.value)
        if bare in words and bare != grade.value:
            # （自评等级）优: the label stands in brackets in the same cell
            reading.totals["grade"] = replace(
                grade, value=bare, steps=(*grade.steps, "去掉括号内的标签"), text=grade.published_text
            )
            return
        if grade.value in words or not any(mark in grade.value for mark in _MARKS):
            return
        ticked = ticked_grade(grade.cell.text if grade.cell is not None else grade.value)
        if ticked is not None:
            steps = (*grade.steps, "取打勾的等级")
            reading.totals["grade"] = replace(grade, value=ticked, steps=steps, text=grade.published_text)
        else:
            reading.totals["grade"] = replace(grade, value=None)
            reading.doubt("EX-102", "评分等级印成多个选项，不能确定选了哪一个，没有入库。", grade.cell)
        return
    conclusion = reading.totals.get("self_conclusion")
    if conclusion is not None and isinstance(conclusion.value, str):
        match = re.match("(" + "|".join(words) + r")(?=[。,，;；:：.、\s]|$)", conclusion.value)
        if match:
            reading.totals["grade"] = Figure(
                match.group(1), conclusion.cell, steps=("取自评结论开头的等级",), text=conclusion.published_text
            )

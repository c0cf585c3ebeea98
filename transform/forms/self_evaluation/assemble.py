"""One form from its rows (自评表组装): sends each row to its block, then settles what needs the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transform.amounts import Number, read_cell_number
from transform.chinese_text import compact, fold, is_blank, joined
from transform.forms.self_evaluation.continued_tables import on_one_ruler
from transform.forms.self_evaluation.form_areas import FormArea
from transform.forms.self_evaluation.funding import AMOUNTS, is_funding_header, read_funding, settle_fraction_rates, source_of
from transform.forms.self_evaluation.funding_pairs import is_pair_row, read_funding_pairs
from transform.forms.self_evaluation.goals import goal_columns, goal_heading, is_goal_frame, read_goal_pair, read_goal_row
from transform.forms.self_evaluation.head import (
    PERSONAL,
    head_label,
    label_with_value,
    note_persons_in,
    read_head_row,
    settle_department,
    settle_project,
)
from transform.forms.self_evaluation.indicator_block import read_indicators
from transform.forms.self_evaluation.indicator_columns import (
    is_indicator_header,
    is_second_header,
    is_upper_header,
)
from transform.forms.self_evaluation.reading import Figure, FormReading, doubt_struck_out
from transform.forms.self_evaluation.settled_indicators import doubt_blank_operators, settle_levels, settle_shifted
from transform.forms.self_evaluation.totals import (
    choose_total_row,
    column_sum,
    foot_kind,
    read_foot_row,
    read_total_row,
    settle_grade,
)
from transform.recognise.column_alignment import Column
from transform.recognise.published_rows import PublishedRow, RowCell
from transform.recognise.wordings import form_wordings, is_frame
from transform.units import Unit, find_unit, find_units

_LONGEST_REMARK = 60
"""A cell that names an officer (联系人：…) is short; a colon in a long text introduces a sentence."""

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年?度?")


@dataclass
class _Blocks:
    """The rows of one form by block, as the walk finds them."""

    head: list[PublishedRow] = field(default_factory=list)
    funding_header: PublishedRow | None = None
    funding: list[PublishedRow] = field(default_factory=list)
    goal_columns: list[Column] | None = None
    goals: list[PublishedRow] = field(default_factory=list)
    goal_pairs: list[PublishedRow] = field(default_factory=list)
    indicators: list[tuple[list[PublishedRow], list[PublishedRow]]] = field(default_factory=list)
    """Heading rows and data rows; a repeated heading on a new page begins a new pair."""
    foot: list[tuple[str, PublishedRow]] = field(default_factory=list)


def read_form(area: FormArea, document_context: Sequence[str], document_unit: Unit | None) -> FormReading:
    """Reads one form. ``document_context`` are texts (title, file name) for a year that the form does not print."""
    reading = FormReading(page=area.page)
    blocks = _split(on_one_ruler(area.rows, reading))
    for row in blocks.head:
        read_head_row(row, reading)
    settle_department(reading)
    settle_project(reading)
    reading.title = _title(area)
    cells = [cell.text for row in area.rows for cell in row.filled if len(cell.text) <= _LONGEST_REMARK]
    note_persons_in([*area.before, *area.within, *area.after, *cells], reading)
    _settle_year(reading, area, document_context)
    _settle_unit(reading, area, blocks, document_unit)
    if blocks.funding_header is not None:
        read_funding(blocks.funding_header, _joined_funding_rows(blocks.funding), reading)
    else:
        read_funding_pairs(blocks.funding, reading)
    _doubt_missing_unit(reading)
    settle_fraction_rates(reading)
    if blocks.goal_columns is not None:
        for row in blocks.goals:
            read_goal_row(row, blocks.goal_columns, reading)
    for row in blocks.goal_pairs:
        read_goal_pair(row, reading)
    columns = read_indicators(blocks.indicators, reading)
    _read_foot(blocks, columns, reading)
    reading.indicators = settle_levels(settle_shifted(reading.indicators, reading), reading)
    doubt_blank_operators(reading)
    settle_grade(reading)
    doubt_struck_out(area.rows, reading)
    _doubt_missing_parts(reading, area)
    return reading


def _split(rows: Sequence[PublishedRow]) -> _Blocks:
    """Each row to its block. A row is known by its own labels first and by the block that it stands in second."""
    blocks = _Blocks()
    state = "head"
    for row in rows:
        if is_indicator_header(row):
            if blocks.indicators and not blocks.indicators[-1][1] and blocks.indicators[-1][0][-1].grid == row.grid:
                # headings over two merged rows: the lower row meets them all
                blocks.indicators.pop()
            blocks.indicators.append(([row], []))
            state = "indicators"
        elif is_upper_header(row):
            state = "headings"
        elif state == "indicators" and not blocks.indicators[-1][1] and is_second_header(row, blocks.indicators[-1][0][0].cells):
            blocks.indicators[-1][0].append(row)
        elif state == "head" and is_pair_row(row):
            blocks.funding.append(row)
            state = "funding"
        elif state != "indicators" and is_funding_header(row):
            blocks.funding_header = blocks.funding_header or row
            state = "funding"
        elif state != "indicators" and (columns := goal_columns(row)) is not None:
            blocks.goal_columns = blocks.goal_columns or columns
            state = "goals"
        elif (kind := _foot_kind_in(row, state, blocks)) is not None:
            blocks.foot.append(("head-total" if kind == "total" and state == "head" else kind, row))
            state = "foot" if kind == "total" and state != "head" else state
        elif _is_head_row(row, state):
            blocks.head.append(row)
        elif state == "indicators":
            blocks.indicators[-1][1].append(row)
        elif source_of(row) is not None and state in ("head", "funding"):
            blocks.funding.append(row)
        elif any(is_goal_frame(cell) or goal_heading(cell) for cell in row.filled) and state != "foot" and not blocks.goals:
            (blocks.goals if blocks.goal_columns is not None else blocks.goal_pairs).append(row)
            state = "goals" if blocks.goal_columns is not None else state
        elif state == "goals":
            blocks.goals.append(row)
        elif state == "funding":
            blocks.funding.append(row)
        elif state == "head":
            blocks.head.append(row)
        elif state == "foot" and blocks.foot and blocks.foot[-1][0] in ("conclusion", "notes"):
            blocks.foot.append((blocks.foot[-1][0] + "-continued", row))
    return blocks


def _foot_kind_in(row: PublishedRow, state: str, blocks: _Blocks) -> str | None:
    """合计 inside the funding block is a source of money, outside of it the total row of the form."""
    kind = foot_kind(row)
    if kind == "total" and state in ("funding", "head") and (source_of(row) is not None or blocks.funding_header is not None):
        return None
    if kind in ("notes", "conclusion") and state in ("head", "funding"):
        return None
    return kind


def _is_head_row(row: PublishedRow, state: str) -> bool:
    labelled = [cell for cell in row.filled if head_label(cell) is not None or label_with_value(cell) is not None]
    if not labelled:
        return False
    if state == "indicators":
        return (head_label(row.filled[0]) or (label_with_value(row.filled[0]) or ("",))[0]) in PERSONAL
    return labelled[0] is row.filled[0] or state == "head"


def _title(area: FormArea) -> str:
    words = form_wordings()["title_words"]
    candidates = [
        joined(text) for text in area.before if any(word in compact(text) for word in words) and len(compact(text)) <= 40
    ]
    return candidates[-1] if candidates else ""


def _years(texts: Sequence[str]) -> list[int]:
    found = [int(match.group(1)) for text in texts for match in _YEAR.finditer(fold(text)) if "年" in match.group(0)]
    return list(dict.fromkeys(found))


def _settle_year(reading: FormReading, area: FormArea, context: Sequence[str]) -> None:
    """（2024年度） nearest to the form; else 年度 in its head; else the document's title."""
    near = [text for text in reversed(area.before) if _is_year_line(text)]
    for texts in (near[:1], [f.value for k, f in reading.head.items() if k == "other" and isinstance(f.value, str)], context):
        years = _years(texts)
        if len(years) == 1 or (years and texts is not context):
            reading.fiscal_year = years[0]
            return
        if years:
            reading.fiscal_year = years[0]
            if len(set(years)) > 1:
                reading.doubt("EX-110", f"表上没有印年度，标题和文件名中有{'、'.join(map(str, years))}年，按{years[0]}年入库。")
            return
    reading.doubt("EX-110", "表内外都没有找到年度，年度留空。")


def _is_year_line(text: str) -> bool:
    """（2024年度）, 2024年度, or a title that carries the year; a date of filling in (填报日期：20250211) is none."""
    body = fold(text)
    if "日期" in body or "填报时间" in body:
        return False
    return len(body) <= 60 and bool(re.search(r"(?:19|20)[0-9]{2}年度?", body)) and not re.search(r"[0-9]{4}年[0-9]{1,2}月", body)


def _settle_unit(reading: FormReading, area: FormArea, blocks: _Blocks, document_unit: Unit | None) -> None:
    """The unit of the amounts, from the nearest place that prints one: labels of the block, head, lines around, document. A frame
    and a column heading that print different ones (项目资金（万元） over 预算数（元）) decide nothing."""
    header = [blocks.funding_header] if blocks.funding_header is not None else []
    rows = [*header, *blocks.funding]
    labels = [cell for row in rows for cell in row.filled if not isinstance(read_cell_number(cell.text), Number)]
    is_framed = any(is_frame(cell.key, "funding", "frame") and find_units(cell.text) for cell in labels)
    places: list[tuple[str, Sequence[str]]] = [
        ("资金部分的标题" if is_framed else "资金部分的行列标题", [cell.text for cell in labels]),
        (
            "表头",
            [cell.text for row in blocks.head for cell in row.filled if find_units(cell.text) and len(compact(cell.text)) < 30],
        ),
        ("表格上方", [text for text in area.before if len(compact(text)) < 60]),
        ("表格之间", [text for text in area.within if len(compact(text)) < 60]),
    ]
    for where, texts in places:
        units = list(dict.fromkeys(unit for text in texts if (unit := find_unit(text)) is not None))
        if where == "表格上方" and units:
            units = units[-1:]
        if len(units) == 1:
            reading.unit, reading.unit_evidence = units[0], where
            return
        if len(units) > 1:
            names = "、".join(unit.name for unit in units)
            reading.doubt("EX-104", f"{where}印了不止一种金额单位（{names}），不能确定用哪一种，金额没有入库。")
            return
    if document_unit is not None:
        reading.unit, reading.unit_evidence = document_unit, "文件中其他位置"
        return


def _doubt_missing_unit(reading: FormReading) -> None:
    """Amounts without any unit are not loaded; each may print its own (320万元), and then nothing is missing."""
    if reading.unit is not None or any(doubt.rule_id == "EX-104" for doubt in reading.doubts):
        return
    amounts = [row.figures[name] for row in reading.funding for name in AMOUNTS if name in row.figures]
    if any(amount.value is None and not is_blank(amount.published_text or "") for amount in amounts):
        reading.doubt("EX-104", "表内外都没有找到金额单位，资金没有入库。")


def _joined_funding_rows(rows: Sequence[PublishedRow]) -> list[PublishedRow]:
    """Rows without any text say nothing; the rest stays as it is."""
    return [row for row in rows if row.filled]


def _read_foot(blocks: _Blocks, columns: Sequence[Column], reading: FormReading) -> None:
    # a total in the head stands above other headings than those of the indicators
    totals = [(row, columns if kind == "total" else ()) for kind, row in blocks.foot if kind in ("total", "head-total")]
    total = choose_total_row(totals, reading)
    for row, under in totals:
        if total is None or row is total:
            read_total_row(row, under, reading)
    for kind, row in blocks.foot:
        if kind in ("total", "head-total"):
            continue
        if kind.endswith("-continued"):
            _continue_conclusion(kind, row, reading)
        else:
            read_foot_row(kind, row, reading)


def _continue_conclusion(kind: str, row: PublishedRow, reading: FormReading) -> None:
    """The rest of a conclusion that a page end cuts."""
    cells: list[RowCell] = [cell for cell in row.filled if head_label(cell) is None]
    if kind.startswith("conclusion") and cells and "self_conclusion" in reading.totals:
        first = reading.totals["self_conclusion"]
        text = "\n".join([first.published_text, *(cell.text for cell in cells)])
        reading.totals["self_conclusion"] = Figure(joined(text), first.cell, steps=(*first.steps, "跨页合并"), text=text)


def _doubt_missing_parts(reading: FormReading, area: FormArea) -> None:
    name = reading.head.get("project_name")
    missing = []
    if name is None or name.value is None:
        missing.append("项目名称")
    if not reading.funding:
        missing.append("资金")
    if not reading.indicators:
        missing.append("绩效指标")
    if missing:
        cell = area.rows[0].filled[0].cell if area.rows and area.rows[0].filled else None
        reading.doubt("EX-111", f"这张自评表没有读到{'、'.join(missing)}，请对照原页。", cell)
    if "total_score" not in reading.totals and column_sum(reading, "score") is not None:
        reading.doubt("EX-106", "没有读到总分行的得分，总得分留空。")

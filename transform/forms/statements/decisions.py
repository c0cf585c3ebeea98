"""The questions that a whole statement asks (整张表的判定): unit and year from its witnesses, scale against the other statements,
and what must be said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from transform.chinese_text import is_blank
from transform.forms.statements.reading import StatementReading, StatementRow
from transform.forms.statements.tables import StatementTable
from transform.forms.statements.titles import Title
from transform.forms.statements.wordings import class_of_label, is_total, item_of_heading
from transform.reading.evidence import Decision, Evidence, Scope, settle, told
from transform.settle import unit as unit_of
from transform.settle import years
from transform.settle.columns import FINAL, heading_says, is_role
from transform.settle.scale import Printed, ScaledTable, ScaleVerdict, verdicts
from transform.units import UNITS, Unit


def table_unit(table: StatementTable, document: Decision[Unit]) -> Decision[Unit]:
    """The unit of a statement's own lines and title; where they print none, the one that the document states for all tables."""
    above = [(text, part.page) for part in table.parts for text in [*_title_of(part.title), *part.captions]]
    below = [(text, part.last_page) for part in table.parts for text in part.notes]
    decided = settle(unit_of.QUESTION, unit_of.table_witnesses(above, below))
    return document if decided.state == "unknown" else decided


def table_years(table: StatementTable) -> Iterator[Evidence[int]]:
    """The years that a statement's title and the lines between it and the table print."""
    texts = [(text, part.page) for part in table.parts for text in [*_title_of(part.title), *part.captions]]
    yield from years.witnesses(texts, "表标题", Scope.TABLE)


def _title_of(title: Title | None) -> list[str]:
    return [title.published] if title is not None else []


def settled_by_scale(readings: Sequence[StatementReading]) -> dict[int, Decision[Unit]]:
    """The units that the scale of the other statements decides, by number of the statement: contested where it stands apart by
    a power of ten, inferred where none is printed and it is theirs."""
    sure = {reading.number: reading for reading in readings if reading.unit.value is not None}
    found: dict[int, Decision[Unit]] = {}
    judged = verdicts([_scaled(reading, None) for reading in readings if reading.unit.state != "contested"])
    for number, verdict in judged.items():
        if verdict.shift and number in sure:
            found[number] = _apart(sure[number], verdict, readings)
    others = [_scaled(reading, None) for number, reading in sure.items() if number not in found]
    for reading in readings:
        if reading.unit.state == "unknown" and _needs_unit(reading):
            inferred = _borne_out(reading, others, sure)
            if inferred is not None:
                found[reading.number] = inferred
    return found


def _apart(reading: StatementReading, verdict: ScaleVerdict, readings: Sequence[StatementReading]) -> Decision[Unit]:
    names = "、".join(dict.fromkeys(readings[number - 1].title.name for number in verdict.against[:3]))
    way = "大" if verdict.shift > 0 else "小"
    words = f"同一数字比{names}{way}{10 ** abs(verdict.shift)}倍"
    rival: Evidence[Unit] = Evidence(unit_of.QUESTION, None, words, "量级", Scope.DOCUMENT)
    return Decision(unit_of.QUESTION, reading.unit.value, "contested", reading.unit.because, (*reading.unit.rivals, rival))


def _borne_out(
    reading: StatementReading, others: Sequence[ScaledTable], sure: Mapping[int, StatementReading]
) -> Decision[Unit] | None:
    """The one unit that other statements print and under which this one's figures are theirs."""
    candidates = {sure[other.number].unit.value for other in others}
    fitting: list[tuple[Unit, tuple[int, ...]]] = []
    for unit in sorted((unit for unit in candidates if unit is not None), key=lambda unit: unit.factor):
        verdict = verdicts([*others, _scaled(reading, unit)])[reading.number]
        if verdict.agreeing and not verdict.shift:
            fitting.append((unit, verdict.agreeing))
    if len(fitting) != 1:
        return None
    unit, agreeing = fitting[0]
    names = "、".join(dict.fromkeys(sure[number].title.name for number in agreeing[:3]))
    because = Evidence(unit_of.QUESTION, unit, f"同一数字在{names}中以{unit.name}公布", "量级", Scope.DOCUMENT)
    return Decision(unit_of.QUESTION, unit, "inferred", because)


def _needs_unit(reading: StatementReading) -> bool:
    return any(figure.number is not None and figure.unit is None for row in reading.rows for figure in row.figures)


def _scaled(reading: StatementReading, unit: Unit | None) -> ScaledTable:
    """A statement's figures by code, class or total; those without a unit as if they were in ``unit``, or left out."""
    table = ScaledTable(reading.number)
    for whole in _sum_of_two_totals(reading, unit):
        table.add("合计", whole)
    for row in reading.rows:
        label = row.label or ""
        total = "合计" if is_total(label) or not label else ""
        of_row = row.code or class_of_label(label) or item_of_heading(label)
        for figure in row.figures:
            # a column that names an item says what its total is: 三公经费 prints its items as columns
            key = of_row or (item_of_heading(figure.path[-1]) if total and figure.path else "") or total
            if not key:
                continue
            own = UNITS.get(figure.unit or "", unit)
            if figure.number is not None and own is not None and figure.count_unit is None:
                table.add(key, Printed(figure.number, figure.decimals, own.factor))
    return table


def _sum_of_two_totals(reading: StatementReading, unit: Unit | None) -> list[Printed]:
    """人员经费合计 + 公用经费合计: a statement that prints two totals and not their sum, which other statements print."""
    totals = [row.figures[0] for row in reading.rows if is_total(row.label or "") and not row.code and len(row.figures) == 1]
    units = {UNITS.get(figure.unit or "", unit) for figure in totals}
    numbers = [figure.number for figure in totals if figure.number is not None]
    known = units.pop() if len(units) == 1 else None
    if len(totals) != 2 or len(numbers) != 2 or known is None:
        return []
    return [Printed(numbers[0] + numbers[1], max(figure.decimals for figure in totals), known.factor)]


def doubt_decisions(reading: StatementReading, fiscal_year: int | None) -> None:
    """What must be said of a statement's unit, year and columns."""
    name = reading.title.name
    if reading.unit.is_contested and reading.unit.value is not None and _has_figures(reading):
        words = f"“{name}”的金额单位“{reading.unit.value.name}”与量级不符（{told(reading.unit)}）"
        reading.doubt("EX-124", f"{words}，按印出的单位保留在公布库，不计入汇总。")
    if _needs_unit(reading):
        if reading.unit.is_contested:
            reading.doubt("EX-124", f"“{name}”的金额单位互相矛盾（{told(reading.unit)}），金额没有入库。")
        elif reading.unit.state == "unknown":
            reading.doubt("EX-104", f"“{name}”内外都没有找到金额单位，金额没有入库。")
    if reading.other_statement and _has_figures(reading):
        shown = "、".join("/".join(path) for path in list(reading.columns)[:4])
        text = f"“{name}”的各列（{shown}）是“{reading.other_statement}”的列，标题与列不符，其金额不计入汇总。"
        reading.doubt("EX-142", text)
    bare = [path for path in reading.columns if path in bare_columns(reading.columns)]
    if bare and _has_figures(reading):
        shown = "、".join("/".join(path) for path in bare[:4])
        text = f"“{name}”的“{shown}”等 {len(bare)} 列没有外层表头，是预算还是决算不能确定，不计入汇总。"
        reading.doubt("EX-126", text)
    if reading.unit.state == "inferred" and _has_figures(reading):
        reading.doubt("EX-125", f"“{name}”没有印金额单位，按量级判定：{reading.unit.because}，请核对。")
    if reading.year.is_contested and _has_figures(reading):
        reading.doubt("EX-126", f"“{name}”的年度互相矛盾（{told(reading.year)}），其金额不作为本年决算。")
    elif _has_figures(reading) and not any(
        is_this_years_final(reading, row, figure.path, fiscal_year) for row in reading.rows for figure in row.figures
    ):
        headings = "、".join(dict.fromkeys("/".join(path) for path in list(reading.columns)[:3]))
        reading.doubt("EX-126", f"“{name}”的各列（{headings}）都不是本年决算，与表名或全文不一致，其金额不作为本年决算。")


def _has_figures(reading: StatementReading) -> bool:
    return any(not is_blank(figure.cell.text) for row in reading.rows for figure in row.figures)


def is_this_years_final(reading: StatementReading, row: StatementRow, path: tuple[str, ...], fiscal_year: int | None) -> bool:
    """Whether a figure is of this year's final accounts."""
    if contested_questions(reading, path, row.label or "", None):
        return False
    return figure_role(reading, path, row.label or "") == FINAL and figure_year(reading, path) == fiscal_year


def figure_role(reading: StatementReading, path: tuple[str, ...], label: str) -> str | None:
    """The role of a figure: what its column's headings or its row's label say, else 决算, for the document is one; None where
    they contradict one another."""
    if path in bare_columns(reading.columns):
        return None
    of_row = heading_says(label)[2]
    meaning = reading.columns.get(path)
    decided = meaning.role if meaning is not None else None
    if decided is None or decided.state == "unknown":
        return of_row or FINAL
    return decided.value if of_row in (None, decided.value) else None


def bare_columns(columns: Mapping[tuple[str, ...], object]) -> set[tuple[str, ...]]:
    """Columns that lack the outer heading which says 预算数 or 决算数 of columns of the same name: 合计 beside 决算数/合计."""
    groups = {path[-depth:] for path in columns for depth in range(1, len(path)) if any(map(is_role, path[:-depth]))}
    return {path for path in columns if path in groups and not any(map(is_role, path))}


def contested_questions(reading: StatementReading, path: tuple[str, ...], label: str, unit: str | None) -> list[str]:
    """What the evidence of a figure contradicts itself about: such a figure is published and enters no mart."""
    meaning = reading.columns.get(path)
    of_column = meaning is not None and meaning.year.state != "unknown"
    year = meaning.year if meaning is not None and of_column else reading.year
    is_own_unit = unit is not None and reading.unit.value is not None and unit == reading.unit.value.name
    return [
        question
        for question, is_contested in (
            ("unit", reading.unit.is_contested and is_own_unit),
            ("year", year.is_contested),
            ("role", figure_role(reading, path, label) is None),
            ("statement", bool(reading.other_statement)),
        )
        if is_contested
    ]


def figure_year(reading: StatementReading, path: tuple[str, ...]) -> int | None:
    """The year of a column's figures: what its headings say, else the statement's; None where contested or not known."""
    meaning = reading.columns.get(path)
    if meaning is not None and meaning.year.state != "unknown":
        return meaning.year.value
    return reading.year.value


def decision_rows(reading: StatementReading, sha256: str) -> Iterator[dict[str, Any]]:
    """The staged rows of ``decision``: unit and year of the statement, year and role of each column whose headings speak."""
    about = {"document_sha256": sha256, "table_no": reading.number, "statement_code": reading.title.code}
    inferred = reading.title.is_inferred
    words = "、".join("/".join(path) for path in reading.columns) if inferred else reading.title.published
    title = Evidence("statement", reading.title.name, words, "各列表头" if inferred else "表标题", Scope.TABLE, reading.page)
    known = Decision("statement", reading.title.name, "inferred" if inferred else "printed", title)
    if reading.other_statement:
        columns = Evidence(
            "statement", reading.other_statement, "、".join("/".join(path) for path in reading.columns), "各列表头", Scope.TABLE
        )
        known = Decision("statement", reading.title.name, "contested", title, (columns,))
    for decision in (known, reading.unit, reading.year):
        yield about | decision_row(decision, "table")
    for path, meaning in reading.columns.items():
        for decided in (meaning.year, meaning.role):
            if decided.state != "unknown":
                yield about | {"column_heading": "/".join(path)} | decision_row(decided, "column")


def decision_row(decision: Decision[Any], scope: str) -> dict[str, Any]:
    """One decision as columns: its answer with the printed words that gave it, and what says otherwise."""
    because = decision.because
    answer = decision.value.name if isinstance(decision.value, Unit) else decision.value
    return {
        "scope": scope,
        "question": decision.question,
        "answer": None if answer is None else str(answer),
        "state": decision.state,
        "words": because.words if because is not None else None,
        "kind": because.kind if because is not None else None,
        "place": None if because is None or because.page is None else f"第{because.page}页",
        "contradicted_by": "；".join(str(rival) for rival in decision.rivals) or None,
    }

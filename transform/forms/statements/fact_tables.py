"""Read statements as staged rows (报表 → 事实行): statement_amount, statement_count, figure_location, coverage, finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from transform.chinese_text import compact
from transform.fact_rows import stable_id
from transform.forms.statements.decisions import contested_questions, decision_rows, figure_role, figure_year
from transform.forms.statements.reading import StatementFigure, StatementReading, StatementRow
from transform.forms.statements.two_sided import measures
from transform.forms.statements.wordings import names, section
from transform.reading_findings import document_finding

Row = dict[str, Any]


def statement_rows(readings: Sequence[StatementReading], sha256: str, fiscal_year: int | None) -> dict[str, list[Row]]:
    """All staged rows of a document's statements, by table. Rows are numbered through all statements of one kind."""
    rows: dict[str, list[Row]] = {
        name: [] for name in ("statement_amount", "statement_count", "figure_location", "coverage", "finding", "decision")
    }
    next_row: Counter[str] = Counter()
    printed: dict[tuple[object, ...], str] = {}
    for reading in readings:
        paths = _measures(reading)
        for row in reading.rows:
            next_row[reading.title.code] += 1
            for figure in row.figures:
                measure = paths[(row.side, row.block)][figure.path]
                added = _add_figure(rows, reading, row, figure, measure, next_row[reading.title.code], sha256, fiscal_year)
                key = (reading.title.code, row.side, row.code, row.label, measure)
                added["printed_before"] = printed.get(key) if row.again else None
                printed.setdefault(key, added["fact_id"])
        rows["finding"] += _findings(reading, sha256)
        rows["decision"] += decision_rows(reading, sha256)
    rows["coverage"] = _coverage(readings, sha256)
    return rows


def _measures(reading: StatementReading) -> dict[tuple[str | None, int], dict[tuple[str, ...], str]]:
    """For each block the measure of each heading path: outer headings that all its columns share are dropped."""
    found: dict[tuple[str | None, int], list[tuple[str, ...]]] = {}
    for row in reading.rows:
        found.setdefault((row.side, row.block), []).extend(figure.path for figure in row.figures)
    return {key: measures(paths) for key, paths in found.items()}


def _add_figure(
    rows: dict[str, list[Row]], reading: StatementReading, row: StatementRow, figure: StatementFigure, measure: str, row_no: int,
    sha256: str, fiscal_year: int | None,
) -> Row:  # fmt: skip
    is_count = figure.count_unit is not None
    table = "statement_count" if is_count else "statement_amount"
    fact_id = stable_id("sc" if is_count else "sa", sha256, table, reading.title.code, row_no, row.side, measure)
    place: Row = {
        "page": figure.cell.page,
        "bbox": figure.cell.location,
        "published_text": compact(figure.cell.text),
        "published_unit": figure.unit,
    }
    fact: Row = {
        "fact_id": fact_id,
        "document_sha256": sha256,
        "fiscal_year": fiscal_year,
        "statement_code": reading.title.code,
        "statement_name": reading.title.name,
        "published_title": reading.title.published,
        "row_no": row_no,
        "side": row.side,
        "line_no": row.line_no,
        "subject_code": row.code,
        "label": row.label,
        "measure": measure,
        "figure_year": figure_year(reading, figure.path),
        "role": figure_role(reading, figure.path, row.label or ""),
        "table_no": reading.number,
        "contested": ",".join(contested_questions(reading, figure.path, row.label or "", figure.unit)) or None,
        **({"quantity": figure.value, "unit": figure.count_unit or None} if is_count else {"amount_yuan": figure.value}),
        **place,
    }
    rows[table].append(fact)
    rows["figure_location"].append(
        {
            "fact_id": fact_id,
            "document_sha256": sha256,
            "figure": "quantity" if is_count else "amount_yuan",
            **place,
            "stored_value": None if figure.value is None else str(figure.value),
            "steps": "；".join(figure.steps) or None,
        }
    )
    return fact


def _findings(reading: StatementReading, sha256: str) -> list[Row]:
    return [
        {
            **document_finding(
                sha256,
                doubt.rule_id,
                doubt.message,
                page=doubt.page,
                actual=compact(doubt.cell.text)[:200] if doubt.cell is not None else None,
                key=f"{reading.number}|{number}",
            ),
            "statement_code": reading.title.code,
        }
        for number, doubt in enumerate(reading.doubts)
    ]


def with_statement_codes(findings: Sequence[Mapping[str, Any]], readings: Sequence[StatementReading]) -> list[Row]:
    """Doubts of the reader with the statement on whose page they stand, where that is one statement and no form."""
    on_page: dict[int, set[str]] = {}
    for reading in readings:
        for page in {reading.page, *(figure.cell.page for row in reading.rows for figure in row.figures)}:
            if page is not None:
                on_page.setdefault(page, set()).add(reading.title.code)
    named = []
    for finding in findings:
        codes = on_page.get(finding["page"] or 0, set())
        alone = len(codes) == 1 and finding["form_no"] is None and finding["statement_code"] is None
        named.append({**finding, "statement_code": next(iter(codes))} if alone else dict(finding))
    return named


def _coverage(readings: Sequence[StatementReading], sha256: str) -> list[Row]:
    """One row per statement, and one per statement that every region publishes and this document has not."""
    rows: list[Row] = []
    seen: Counter[str] = Counter()
    for reading in readings:
        code = reading.title.code
        seen[code] += 1
        page = f"第{reading.page}页" if reading.page is not None else ""
        detail = "；".join(part for part in (reading.title.published, reading.form_number, page, reading.empty_sentence) if part)
        rows.append(
            _coverage_row(sha256, code if seen[code] == 1 else f"{code}-{seen[code]}", reading.title.name, reading.status, detail)
        )
    absent = [group[0] for group in section("expected") if readings and not any(seen[code] for code in group)]
    return rows + [_coverage_row(sha256, code, names()[code], "missing", "文件中没有这张表") for code in absent]


def _coverage_row(sha256: str, code: str, name: str, status: str, detail: str) -> Row:
    return {
        "document_sha256": sha256,
        "item_kind": "statement",
        "item_code": code,
        "item_name": name,
        "status": status,
        "detail": detail or None,
    }


def has_figures(readings: Sequence[StatementReading]) -> bool:
    """Whether any statement prints a figure: without one the document is a template (空白模板)."""
    return any(figure.value is not None for reading in readings for row in reading.rows for figure in row.figures)

"""Findings, coverage and freshness (数据质量报告) of the current warehouse, as tables for a terminal or a web page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.fact_tables import FACT_TABLES
from flows.messages import message
from flows.query import shown
from flows.table_text import render_table
from sql.warehouse import open_read_only

if TYPE_CHECKING:
    import duckdb

ROWS_SHOWN = 500
CELL_WIDTH = 48
SEVERITIES = ("error", "warning", "info")
_FACTS = " UNION ALL ".join(f"SELECT document_key FROM main.{table}" for table in FACT_TABLES)


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the report: ``key`` of its title, keys of its columns, cells as text, and how many rows there are in all."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report: how many of what, then the sections in the order in which they are read."""

    documents: int
    facts: int
    severities: dict[str, int]
    quarantined: int
    sections: tuple[Section, ...]


def collect_report(home: Path, language: str) -> Report:
    """Read everything the report shows from the warehouse. Raises FileNotFoundError where there is none."""
    with open_read_only(home) as connection:
        severities = dict.fromkeys(SEVERITIES, 0)
        severities.update(connection.execute("SELECT severity, count(*) FROM dq.finding GROUP BY severity").fetchall())
        return Report(
            documents=_number(connection, "SELECT count(*) FROM main.dim_document"),
            facts=_number(connection, f"SELECT count(*) FROM ({_FACTS})"),
            severities=severities,
            quarantined=_number(connection, "SELECT count(*) FROM etl.document_state WHERE status = 'quarantined'"),
            sections=tuple(_sections(connection, language)),
        )


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _section(
    connection: duckdb.DuckDBPyConnection, key: str, columns: Sequence[str], sql: str, limit: int | None = None
) -> Section:
    rows = connection.execute(sql).fetchall()
    cells = [tuple("" if value is None else shown(value) for value in row) for row in rows[:limit]]
    return Section(key, tuple(columns), tuple(cells), len(rows))


def _words(column: str, language: str, prefix: str, values: Sequence[str]) -> str:
    """An SQL expression that puts the person's word in the place of a code."""
    cases = " ".join(f"WHEN '{value}' THEN '{message(f'{prefix}-{value}', language)}'" for value in values)
    return f"CASE {column} {cases} ELSE {column} END"


def _sections(connection: duckdb.DuckDBPyConnection, language: str) -> list[Section]:
    severity = _words("finding.severity", language, "severity", SEVERITIES)
    origin = _words("finding.origin", language, "origin", ("published", "extraction"))
    state_message = "message_zh" if language == "zh" else "message_en"
    rule_name = "rule.name_zh" if language == "zh" else "coalesce(rule.name_en, rule.name_zh)"
    order = "list_position(['error', 'warning', 'info'], finding.severity)"
    return [
        _section(
            connection,
            "report-quarantine",
            ("column-document", "column-reason", "column-message"),
            f"SELECT name, reason_code, {state_message} FROM etl.document_state WHERE status = 'quarantined' ORDER BY name",
        ),
        _section(
            connection,
            "report-by-rule",
            ("column-severity", "column-origin", "column-rule", "column-meaning", "column-count", "column-documents"),
            f"""SELECT {severity}, {origin}, finding.rule_id, any_value({rule_name}), count(*), count(DISTINCT document_sha256)
            FROM dq.finding AS finding LEFT JOIN dq.rule AS rule USING (rule_id)
            GROUP BY finding.severity, finding.origin, finding.rule_id
            ORDER BY {order}, count(*) DESC, finding.rule_id""",
        ),
        _section(
            connection,
            "report-findings",
            ("column-severity", "column-rule", "column-document", "column-form", "column-page", "column-message",
             "column-expected", "column-actual"),
            f"""SELECT {severity}, rule_id, coalesce(document.title, state.name, left(finding.document_sha256, 12)),
                coalesce(CAST(form_no AS VARCHAR), statement_code), finding.page, finding.message, expected, actual
            FROM dq.finding AS finding LEFT JOIN main.dim_document AS document ON document.sha256 = finding.document_sha256
            LEFT JOIN etl.document_state AS state USING (document_sha256)
            ORDER BY {order}, 3, form_no, finding.page, rule_id, finding_id""",
            ROWS_SHOWN,
        ),
        _section(
            connection,
            "report-rules",
            ("column-rule", "column-meaning", "column-applied", "column-held", "column-failed"),
            f"""SELECT rule_id, any_value({rule_name}), sum(applied), sum(held), sum(failed)
            FROM dq.rule_outcome LEFT JOIN dq.rule AS rule USING (rule_id) GROUP BY rule_id ORDER BY rule_id""",
        ),
        _section(
            connection,
            "report-coverage",
            ("column-kind", "column-item", "column-status", "column-count", "column-documents"),
            # forms are counted; of statements, whose set is given, each one is named
            """SELECT item_kind, CASE WHEN item_kind <> 'form' THEN coalesce(item_name, item_code) END AS item, status, count(*),
                count(DISTINCT document_sha256)
            FROM dq.coverage GROUP BY item_kind, item, status ORDER BY item_kind, item, status""",
            ROWS_SHOWN,
        ),
        _section(
            connection,
            "report-freshness",
            ("column-document", "column-department", "column-year", "column-published-on", "column-figures"),
            f"""SELECT document.title, department.name, document.fiscal_year, document.published_on, count(fact.document_key)
            FROM main.dim_document AS document LEFT JOIN main.dim_department AS department USING (department_key)
            LEFT JOIN ({_FACTS}) AS fact USING (document_key)
            GROUP BY document.document_key, document.title, department.name, document.fiscal_year, document.published_on
            ORDER BY document.published_on DESC NULLS LAST, document.fiscal_year DESC, document.title, document.document_key""",
            ROWS_SHOWN,
        ),
    ]  # fmt: skip


def report_text(report: Report, language: str) -> str:
    """The report for a terminal."""
    lines = [
        message("report-title", language),
        message("report-lead", language, documents=report.documents, facts=report.facts),
        message("summary-findings", language, **report.severities),
    ]
    for section in report.sections:
        lines += ["", f"## {message(section.key, language)}"]
        if not section.rows:
            lines.append(message("report-none", language))
            continue
        lines.append(render_table([message(column, language) for column in section.columns], section.rows, CELL_WIDTH))
        if section.total > len(section.rows):
            lines.append(message("report-more", language, shown=len(section.rows), total=section.total))
    return "\n".join(lines)

"""Where a figure was published (追溯): from a fact to document, page, cell, printed text and each step to the stored value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.cell_grid import Box
from flows.fact_tables import FACT_TABLES, FORM_FACT_TABLES
from flows.messages import message
from flows.table_text import display_width
from sql.literals import literal
from sql.warehouse import open_read_only

if TYPE_CHECKING:
    import duckdb


class ExplainRefused(LookupError):
    """An id that names no fact, several facts, or no figure of one. ``key`` and ``values`` make the message for the person."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure or text of a fact. ``bbox`` is "[x0, top, x1, bottom]" in points, or a cell reference."""

    figure: str
    page: int | None
    bbox: str | None
    published_text: str | None
    published_unit: str | None
    stored_value: str | None
    steps: str | None

    @property
    def box(self) -> Box | None:
        """The rectangle on the page; None where the place is a cell reference."""
        if not self.bbox or not self.bbox.startswith("["):
            return None
        x0, top, x1, bottom = (float(value) for value in self.bbox.strip("[]").split(","))
        return Box(x0, top, x1, bottom)


@dataclass(frozen=True, slots=True)
class FindingOnFact:
    """A finding that names the fact, or its form as a whole."""

    rule_id: str
    severity: str
    origin: str
    message: str | None
    expected: str | None
    actual: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class DecisionOnFact:
    """By what one question of the figure's table or column was decided (依据): unit, year, role or statement."""

    question: str
    answer: str | None
    state: str
    words: str | None
    kind: str | None
    place: str | None
    contradicted_by: str | None


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """Another version of the same publication."""

    sha256: str
    title: str | None
    version: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """One figure of the fact that two consecutive versions give differently (更正); days are ISO, ids name the facts of each."""

    figure: str
    earlier_value: str | None
    later_value: str | None
    earlier_published_on: str | None
    later_published_on: str | None
    earlier_fact_id: str | None
    later_fact_id: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of where a fact comes from. ``asked`` holds the figures asked for, ``figures`` all of the fact's."""

    fact_id: str
    table: str
    form_no: int | None
    project_name: str | None
    department_name: str | None
    document_title: str | None
    document_sha256: str
    document_name: str | None
    source_url: str | None
    format: str
    fiscal_year: int | None
    version: int
    is_current: bool
    asked: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    decisions: tuple[DecisionOnFact, ...]
    findings: tuple[FindingOnFact, ...]
    other_versions: tuple[OtherVersion, ...]
    corrections: tuple[Correction, ...]

    def json_text(self) -> str:
        """The explanation as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def explain_fact(home: Path, asked: str) -> Explanation:
    """Explain a fact (``FACT_ID`` or the beginning of one) or one figure of it (``FACT_ID.figure``).

    Raises :class:`ExplainRefused` when the id names nothing or more than one fact.
    """
    with open_read_only(home) as connection:
        return explain_from(connection, asked)


def explain_from(connection: duckdb.DuckDBPyConnection, asked: str) -> Explanation:
    """The same on a warehouse that is open already, for callers that ask about many facts."""
    name, _, figure_name = asked.strip().partition(".")
    fact_id, table = _find_fact(connection, name)
    explanation = _describe(connection, fact_id, table)
    if not figure_name:
        return explanation
    chosen = tuple(figure for figure in explanation.figures if figure.figure == figure_name)
    if not chosen:
        names = ", ".join(figure.figure for figure in explanation.figures)
        raise ExplainRefused("explain-unknown-figure", fact=fact_id, figure=figure_name, figures=names)
    return replace(explanation, asked=chosen)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, *values: str | int) -> list[dict[str, Any]]:
    """The rows as dictionaries. Each ``?`` is filled in as a literal: a bound parameter costs a second (sql/literals.py)."""
    first, *rest = sql.split("?")
    answer = connection.execute(first + "".join(literal(value) + part for value, part in zip(values, rest, strict=True)))
    names = [str(column[0]) for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _find_fact(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, str]:
    """The id and the table of the one fact whose id begins with ``name``."""
    union = " UNION ALL ".join(f"SELECT fact_id, '{table}' AS fact_table FROM main.{table}" for table in FACT_TABLES)
    found = _rows(
        connection, f"SELECT * FROM ({union}) WHERE starts_with(fact_id, ?) ORDER BY fact_id <> ?, fact_id LIMIT 2", name, name
    )
    if not found or not name:
        raise ExplainRefused("explain-unknown", fact=name)
    if len(found) > 1 and found[0]["fact_id"] != name:
        raise ExplainRefused("explain-ambiguous", fact=name)
    return found[0]["fact_id"], found[0]["fact_table"]


def _describe(connection: duckdb.DuckDBPyConnection, fact_id: str, table: str) -> Explanation:
    form_columns = "form_no" if table in FORM_FACT_TABLES else "NULL AS form_no"
    project = "project_key" if table in FORM_FACT_TABLES else "0"
    fact = _rows(
        connection,
        f"""SELECT {form_columns}, project.name AS project_name, department.name AS department_name,
            document.title AS document_title, document.sha256 AS document_sha256, state.name AS document_name,
            document.source_url, document.format, document.fiscal_year, document.version, document.is_current,
            document.publication_key
        FROM main.{table} AS fact JOIN main.dim_document AS document USING (document_key)
        LEFT JOIN main.dim_project AS project ON project.project_key = {"fact." if project != "0" else ""}{project}
        LEFT JOIN main.dim_department AS department ON department.department_key = fact.department_key
        LEFT JOIN etl.document_state AS state ON state.document_sha256 = document.sha256
        WHERE fact_id = ?""",
        fact_id,
    )[0]
    publication = fact.pop("publication_key")
    figures = tuple(
        Figure(**row)
        for row in _rows(
            connection,
            """SELECT figure, page, bbox, published_text, published_unit, stored_value, steps
            FROM main.figure_location WHERE fact_id = ? ORDER BY figure""",
            fact_id,
        )
    )
    findings = tuple(
        FindingOnFact(**row)
        for row in _rows(
            connection,
            """SELECT rule_id, severity, origin, message, expected, actual, page FROM dq.finding
            WHERE document_sha256 = ? AND list_contains(fact_ids, ?) ORDER BY severity, rule_id, finding_id""",
            fact["document_sha256"],
            fact_id,
        )
    )
    decisions = _decisions(connection, table, fact_id, fact["document_sha256"], fact["form_no"])
    others = tuple(
        OtherVersion(**row)
        for row in _rows(
            connection,
            """SELECT sha256, title, version, is_current FROM main.dim_document
            WHERE publication_key = ? AND sha256 <> ? ORDER BY version""",
            publication,
            fact["document_sha256"],
        )
    )
    corrections = _corrections(connection, fact_id) if others else ()
    return Explanation(
        fact_id=fact_id,
        table=table,
        asked=figures,
        figures=figures,
        decisions=decisions,
        findings=findings,
        other_versions=others,
        corrections=corrections,
        **fact,
    )


def _decisions(
    connection: duckdb.DuckDBPyConnection, table: str, fact_id: str, sha256: str, form_no: int | None
) -> tuple[DecisionOnFact, ...]:
    """The decisions on the form or on the statement of a fact, and on its column; prose has none of its own."""
    columns = "question, answer, state, words, kind, place, contradicted_by"
    if form_no is not None:
        query = f"SELECT {columns} FROM dq.decision WHERE document_sha256 = ? AND form_no = ? ORDER BY question"
        return tuple(DecisionOnFact(**row) for row in _rows(connection, query, sha256, form_no))
    if not table.startswith("fact_statement"):
        return ()
    query = f"""SELECT {columns} FROM dq.decision AS decision
        JOIN (SELECT table_no, measure FROM main.{table} WHERE fact_id = ?) AS fact USING (table_no)
        WHERE document_sha256 = ? AND (column_heading IS NULL OR ends_with('/' || column_heading, '/' || measure))
        ORDER BY column_heading NULLS FIRST, question"""
    return tuple(DecisionOnFact(**row) for row in _rows(connection, query, fact_id, sha256))


def _corrections(connection: duckdb.DuckDBPyConnection, fact_id: str) -> tuple[Correction, ...]:
    rows = _rows(
        connection,
        """SELECT figure, earlier_value, later_value, CAST(earlier_published_on AS VARCHAR) AS earlier_published_on,
            CAST(later_published_on AS VARCHAR) AS later_published_on, earlier_fact_id, later_fact_id
        FROM mart.restatement WHERE earlier_fact_id = ? OR later_fact_id = ? ORDER BY later_fetched_at, figure""",
        fact_id,
        fact_id,
    )
    return tuple(Correction(**row) for row in rows)


def explanation_lines(explanation: Explanation, language: str) -> list[str]:
    """The explanation as lines for people."""

    def labelled(key: str, value: object) -> str:
        label = message(f"explain-{key}", language)
        return f"{label}{' ' * max(1, 14 - display_width(label))}{value}"

    version_key = "explain-version-current" if explanation.is_current else "explain-version-superseded"
    lines = [f"{explanation.fact_id}  ({explanation.table})"]
    lines.append(labelled("document", explanation.document_title or explanation.document_name or ""))
    lines.append(labelled("name", explanation.source_url or explanation.document_name or ""))
    lines.append(labelled("sha", explanation.document_sha256))
    lines.append(labelled("version", message(version_key, language, version=explanation.version)))
    if explanation.department_name:
        lines.append(labelled("department", explanation.department_name))
    if explanation.project_name:
        lines.append(labelled("project", explanation.project_name))
    if explanation.form_no is not None:
        lines.append(labelled("form", explanation.form_no))
    for figure in explanation.asked:
        lines += ["", *_figure_lines(figure, explanation.format, language, labelled("figure", figure.figure))]
    if explanation.decisions:
        lines += ["", message("explain-decisions", language)]
        lines += [_decision_line(decision, language) for decision in explanation.decisions]
    lines += ["", *_finding_lines(explanation.findings, language)]
    if explanation.other_versions:
        lines += ["", message("explain-other-versions", language)]
        for other in explanation.other_versions:
            version_key = "explain-version-current" if other.is_current else "explain-version-superseded"
            version = message(version_key, language, version=other.version)
            lines.append(f"  {version}  {other.sha256[:16]}  {other.title or ''}")
    if explanation.corrections:
        lines += ["", message("explain-corrections", language)]
        blank = message("explain-blank", language)
        for item in explanation.corrections:
            before, after = (blank if value is None else value for value in (item.earlier_value, item.later_value))
            days = f"{item.earlier_published_on or '?'} → {item.later_published_on or '?'}"
            other_fact = item.earlier_fact_id if item.later_fact_id == explanation.fact_id else item.later_fact_id
            lines.append(f"  {item.figure}: {before} → {after}  ({days})  {other_fact or ''}".rstrip())
    return lines


def _figure_lines(figure: Figure, document_format: str, language: str, head: str) -> list[str]:
    def labelled(key: str, value: object) -> str:
        label = message(f"explain-{key}", language)
        return f"  {label}{' ' * max(1, 12 - display_width(label))}{value}"

    page = ""
    if figure.page is not None:
        is_sheet = document_format in ("xlsx", "xls")
        page = message("explain-sheet" if is_sheet else "explain-page", language, page=figure.page) + "  "
    blank = message("explain-blank", language)
    published = (figure.published_text or "").replace("\n", "⏎") or blank
    lines = [head, labelled("where", page + (figure.bbox or "")), labelled("published", published)]
    if figure.published_unit:
        lines.append(labelled("unit", figure.published_unit))
    if figure.steps:
        lines.append(labelled("steps", figure.steps.replace("\n", " → ")))
    lines.append(labelled("stored", blank if figure.stored_value is None else figure.stored_value))
    return lines


def _decision_line(decision: DecisionOnFact, language: str) -> str:
    question = message(f"question-{decision.question}", language)
    answer = decision.answer or message(f"decision-{decision.state}", language)
    because = " ".join(part for part in (decision.kind, decision.words and f"“{decision.words}”", decision.place) if part)
    against = message("explain-against", language, others=decision.contradicted_by) if decision.contradicted_by else ""
    return f"  {question}{' ' * max(1, 8 - display_width(question))}{answer}  ({because or '—'}){against}"


def _finding_lines(findings: Sequence[FindingOnFact], language: str) -> list[str]:
    if not findings:
        return [message("explain-no-findings", language)]
    lines = [message("explain-findings", language)]
    for finding in findings:
        severity, origin = message(f"severity-{finding.severity}", language), message(f"origin-{finding.origin}", language)
        lines.append(f"  {finding.rule_id} [{severity} · {origin}] {finding.message or ''}")
    return lines


def save_picture(home: Path, explanation: Explanation, path: Path, language: str) -> str:
    """Draw the page with the figures' cells framed; returns what to tell the person. Only PDF documents have pages to draw."""
    from extract.archive.document_store import load
    from extract.read.page_picture import save_page_picture

    if explanation.format != "pdf":
        places = ", ".join(dict.fromkeys(figure.bbox for figure in explanation.asked if figure.bbox))
        return message("explain-image-not-pdf", language, format=explanation.format.upper(), reference=places)
    framed = [(figure.page, figure.box) for figure in explanation.asked if figure.page is not None and figure.box is not None]
    if not framed:
        return message("explain-image-no-page", language)
    page = framed[0][0]
    boxes = list(dict.fromkeys(box for on_page, box in framed if on_page == page and box is not None))
    content = load(home, explanation.document_sha256)
    save_page_picture(content, page, boxes, path)
    return message("explain-image-saved", language, path=path, page=page)

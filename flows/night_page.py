"""The summary of a night (夜间小结): one set of tables for the web page, the terminal, the Prefect artifact and the message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from extract.fetch.report import Outcome, Status
from flows.fetching import SourceOutcome
from flows.messages import message
from flows.night import NightResult
from flows.report import Section
from flows.report_page import page_of_tables
from flows.settings import Settings
from flows.table_text import render_table
from sql.dictionary import fields

FOLDER, NEWEST = "reports", "night.html"
ROWS_SHOWN = 500
STATUS_WORDS: dict[Status, str] = {
    "new": "night-new",
    "changed": "night-changed",
    "unchanged": "night-unchanged",
    "vanished": "night-vanished",
    "blocked": "night-blocked",
    "failed": "night-failed",
}
STATE_WORDS = {
    "fetched": "night-source-fetched",
    "partly": "night-source-partly",
    "blocked": "night-source-blocked",
    "failed": "night-source-failed",
}
DIFFERENCE_WORDS = {
    "documents": "report-documents",
    "facts": "report-facts",
    "forms-money": "night-forms-money",
    "statements-money": "night-statements-money",
}


def write_night_page(result: NightResult, settings: Settings) -> Path:
    """Write the page of this night beside those of other nights in ``HOME/reports``, and as ``night.html``; gives its path."""
    folder = settings.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = night_page(result, settings.language)
    path = folder / f"night-{result.started_at:%Y%m%dT%H%M%SZ}.html"
    for target in (path, folder / NEWEST):
        aside = target.with_name(f".{target.name}")
        aside.write_text(text, encoding="utf-8")
        aside.replace(target)
    return path


def night_page(result: NightResult, language: str) -> str:
    """HTML text of the summary."""
    counts = {status: sum(len(documents_of(source, status)) for source in result.sources) for status in STATUS_WORDS}
    kinds = {"changed": "info", "vanished": "warning", "blocked": "warning", "failed": "error"}
    tiles = [(message(STATUS_WORDS[status], language), counts[status], kinds.get(status, "")) for status in STATUS_WORDS]
    quarantined = len(result.run.quarantined) if result.run else 0
    tiles.append((message("report-quarantine", language), quarantined, "quarantine"))
    return page_of_tables(
        message("night-title", language), night_lead(result, language), tiles, night_tables(result, language), language
    )


def night_lead(result: NightResult, language: str) -> str:
    """One sentence: when, how long, and whether anything needs a person."""
    when = result.started_at.strftime("%Y-%m-%d %H:%M UTC")
    lead = message("night-lead", language, when=when, seconds=f"{result.seconds:.0f}")
    if not result.sources and not result.failure:
        return lead + message("fetch-no-source", language)
    state = "night-is-broken" if result.failure else "night-needs-care" if result.needs_attention else "night-is-well"
    reason = result.failure.message(language) if result.failure else ""
    return lead + message(state, language, reason=reason)


def documents_of(source: SourceOutcome, *statuses: Status) -> list[Outcome]:
    """What became of a source's addresses under these statuses."""
    return list(source.report.of(*statuses)) if source.report is not None else []


def night_tables(result: NightResult, language: str) -> list[Section]:
    """All tables of the summary, empty ones too: that nothing vanished is news as well."""
    return [
        _sources(result, language),
        _checks(result, language),
        _fresh(result, language),
        _restated(result, language),
        _troubles(result, language),
        _quarantined(result, language),
        _findings(result, language),
    ]


def _section(key: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Section:
    return Section(key, columns, tuple(rows[:ROWS_SHOWN]), len(rows))


def _sources(result: NightResult, language: str) -> Section:
    columns = ("column-source", "column-title", "column-status", *STATUS_WORDS.values(), "column-requests", "column-newest",
               "column-days",
               "column-message")  # fmt: skip
    rows = []
    for item in result.sources:
        report = item.report
        counts = [str(len(documents_of(item, status))) for status in STATUS_WORDS]
        newest = report.newest_published_on if report else None
        row = (item.source.id, item.source.title, message(STATE_WORDS[item.state], language), *counts)
        rows.append(
            (*row, str(report.requests) if report else "", newest or "", days_since(newest), source_message(item, language))
        )
    return _section("night-sources", columns, rows)


def source_message(item: SourceOutcome, language: str) -> str:
    """Why a source was not fetched as a whole, for people; "" where it was."""
    if item.report is None:
        return message("night-source-broke", language, places=item.crash)
    if item.report.stopped:
        reason = item.report.stopped_zh if language == "zh" else item.report.stopped_en
        left = message("night-not-tried", language, count=item.report.not_tried) if item.report.not_tried else ""
        return f"[{item.report.stopped}] {reason}{left}"
    for outcome in documents_of(item, "blocked", "failed"):
        if outcome.kind == "list":
            return f"[{outcome.code}] {outcome.message_zh if language == 'zh' else outcome.message_en}"
    return ""


def days_since(day: str | None) -> str:
    """Whole days from an ISO day to today (UTC); "" where it is not known."""
    return str((datetime.now(UTC).date() - date.fromisoformat(day)).days) if day else ""


def _checks(result: NightResult, language: str) -> Section:
    columns = ("column-check", "column-department", "column-year", "column-what", "column-before", "column-after")
    comparison = result.comparison
    rows: list[tuple[str, ...]] = []
    for key, differences in (("night-coverage", comparison.shrunk), ("night-magnitude", comparison.off_magnitude)):
        held = "night-check-held" if comparison.compared else "night-check-nothing"
        if not differences:
            rows.append((message(key, language), message(held, language, count=comparison.compared), "", "", "", ""))
        for item in differences:
            place = f"{item.figures.district_code} {item.figures.department_name}".strip()
            what = message(DIFFERENCE_WORDS[item.what], language)
            rows.append((message(key, language), place, str(item.figures.fiscal_year or ""), what, item.before, item.after))
    return _section("night-checks", columns, rows)


def _fresh(result: NightResult, language: str) -> Section:
    columns = (
        "column-status",
        "column-source",
        "column-title",
        "column-document",
        "column-published-on",
        "column-meaning",
        "column-url",
    )
    rows = []
    for item in result.fresh:
        document = item.document
        meaning = ""
        if item.same_figures is not None:
            meaning = message("night-same-figures" if item.same_figures else "night-other-figures", language)
        status = message("night-changed" if item.replaces else "night-new", language)
        published = document.published_on.isoformat() if document.published_on else ""
        rows.append((status, document.source, document.title, document.name, published, meaning, document.url))
    return _section("night-fresh", columns, rows)


@cache
def _figure_names(language: str) -> dict[str, str]:
    """What the columns of the fact tables are called in the data dictionary."""
    return {field.column: field.zh if language == "zh" else field.en for field in fields() if field.table.startswith("fact_")}


def _restated(result: NightResult, language: str) -> Section:
    columns = (
        "column-department",
        "column-project",
        "column-year",
        "column-figure",
        "column-before",
        "column-after",
        "column-dates",
    )
    rows = []
    for item in result.restated:
        dates = " → ".join(day.isoformat() if day else "?" for day in (item.published_before, item.published_after))
        year = str(item.fiscal_year or "")
        figure = "，".join(text for text in (item.item, _figure_names(language).get(item.figure, item.figure)) if text)
        rows.append(
            (item.department_name or "", item.project_name or "", year, figure, item.before or "", item.after or "", dates)
        )
    return _section("night-restated", columns, rows)


def _troubles(result: NightResult, language: str) -> Section:
    columns = ("column-status", "column-source", "column-reason", "column-title", "column-message", "column-url")
    rows = []
    for source in result.sources:
        for outcome in documents_of(source, "vanished", "blocked", "failed"):
            text = outcome.message_zh if language == "zh" else outcome.message_en
            status = message(STATUS_WORDS[outcome.status], language)
            rows.append((status, source.source.id, outcome.code, outcome.title, text, outcome.url))
    return _section("night-troubles", columns, rows)


def _quarantined(result: NightResult, language: str) -> Section:
    columns = ("column-document", "column-reason", "column-message")
    states = result.run.quarantined if result.run else ()
    rows = [
        (state.name, state.reason_code or "", (state.message_zh if language == "zh" else state.message_en) or "")
        for state in states
    ]
    return _section("report-quarantine", columns, rows)


def _findings(result: NightResult, language: str) -> Section:
    columns = ("column-severity", "column-origin", "column-rule", "column-count")
    rows = [
        (message(f"severity-{severity}", language), message(f"origin-{origin}", language), rule, str(count))
        for severity, origin, rule, count in result.findings
    ]
    return _section("report-by-rule", columns, rows)


def night_text(result: NightResult, language: str) -> str:
    """The summary for a terminal or a message: the lead, then every table that has rows."""
    parts = [message("night-title", language) + " · " + night_lead(result, language)]
    for section in night_tables(result, language):
        if section.rows:
            heads = [message(column, language) for column in section.columns]
            parts.append(f"{message(section.key, language)} ({section.total})\n{render_table(heads, section.rows)}")
    return "\n\n".join(parts) + "\n"


def night_markdown(result: NightResult, language: str) -> str:
    """The summary as Markdown, for the Prefect artifact."""

    def cells(row: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"

    parts = [night_lead(result, language)]
    for section in night_tables(result, language):
        if section.rows:
            heads = tuple(message(column, language) for column in section.columns)
            table = [cells(heads), cells(("---",) * len(heads)), *(cells(row) for row in section.rows)]
            parts.append(f"## {message(section.key, language)} ({section.total})\n\n" + "\n".join(table))
    return "\n\n".join(parts) + "\n"

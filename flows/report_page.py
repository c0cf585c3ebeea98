"""The report as one self-contained web page (网页报告): no script, no font and no picture from anywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from flows.messages import message
from flows.report import SEVERITIES, Report, Section
from flows.table_text import NUMBER_CHARACTERS

SHORT_COLUMNS = {"column-origin", "column-rule", "column-reason", "column-form", "column-page", "column-status", "column-source"}
"""Columns of codes and single words, which are never broken over lines."""
WIDE_COLUMNS = {"column-title": " class=title", "column-url": " class=address"}
STYLE_FILE = Path(__file__).with_name("report_page.css")


def report_page(report: Report, language: str) -> str:
    """HTML text of the report in a language."""
    tiles = [(message("report-documents", language), report.documents, ""), (message("report-facts", language), report.facts, "")]
    tiles += [(message(f"severity-{name}", language), report.severities[name], name) for name in SEVERITIES]
    tiles.append((message("report-quarantine", language), report.quarantined, "quarantine"))
    lead = message("report-lead", language, documents=report.documents, facts=report.facts)
    return page_of_tables(message("report-title", language), lead, tiles, report.sections, language)


def page_of_tables(
    title: str, lead: str, tiles: Sequence[tuple[str, int, str]], sections: Sequence[Section], language: str
) -> str:
    """HTML text of a page: a heading, large numbers (label, number, kind), then tables. All texts are escaped here."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{"zh-CN" if language == "zh" else "en"}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE_FILE.read_text(encoding='utf-8')}</style></head>",
        f"<body><header><h1>{escape(title)}</h1>",
        f"<p>{escape(lead)}</p></header>",
        "<main>",
        '<ul class="tiles">',
        *(f'<li class="{kind}"><b>{count:,}</b><span>{escape(label)}</span></li>' for label, count, kind in tiles),
        "</ul>",
        *(_section_html(section, language) for section in sections),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _section_html(section: Section, language: str) -> str:
    heading = f"<h2>{escape(message(section.key, language))} <small>{section.total:,}</small></h2>"
    if not section.rows:
        return f"<section>{heading}<p class='none'>{escape(message('report-none', language))}</p></section>"
    on_right = [
        any(row[place] for row in section.rows) and all(set(row[place]) <= NUMBER_CHARACTERS for row in section.rows)
        for place in range(len(section.columns))
    ]
    marks = {message(f"severity-{name}", language): name for name in SEVERITIES}

    def cell(text: str, place: int) -> str:
        if text in marks and section.columns[place] == "column-severity":
            return f'<td><span class="mark {marks[text]}">{escape(text)}</span></td>'
        column = section.columns[place]
        kind = " class=number" if on_right[place] else " class=short" if column in SHORT_COLUMNS else WIDE_COLUMNS.get(column, "")
        return f"<td{kind}>{escape(text)}</td>"

    head = "".join(
        f"<th{' class=number' if right else ''}>{escape(message(column, language))}</th>"
        for column, right in zip(section.columns, on_right, strict=True)
    )
    body = "\n".join("<tr>" + "".join(cell(text, place) for place, text in enumerate(row)) + "</tr>" for row in section.rows)
    more = ""
    if section.total > len(section.rows):
        more = f"<p>{escape(message('report-more', language, shown=len(section.rows), total=section.total))}</p>"
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<section>{heading}<div class='scroll'>{table}</div>{more}</section>"

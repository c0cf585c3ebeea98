"""One document's grids and prose → its staged rows (文件 → 事实行). The only entrance to this package for the pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from extract.cell_grid import ReadDocument
from extract.errors import EmptyTemplate, NoRecognisableTable, NotFinalAccounts
from transform.chinese_text import compact
from transform.departments import canonical_department, scope_in_title
from transform.districts import Ambiguous, District, resolve_district
from transform.fact_rows import SCHEMAS, frame
from transform.forms.narrative.read import NarrativeContext, narrative_of
from transform.forms.self_evaluation.assemble import read_form
from transform.forms.self_evaluation.form_areas import evaluation_areas, is_of_whole_department, without_forms
from transform.forms.self_evaluation.head import department_of
from transform.forms.self_evaluation.reading import FormReading
from transform.forms.self_evaluation.repeated import settle_repeated
from transform.forms.self_evaluation.rows import FormContext, form_rows
from transform.forms.self_evaluation.side_by_side import forms_apart
from transform.forms.statements.context import StatementContext, YearWitnesses
from transform.forms.statements.decisions import decision_row
from transform.forms.statements.read import StatementsReading, statements_of
from transform.personal_data import masked_rows, personal_parts
from transform.reading.evidence import told
from transform.reading_findings import document_finding, findings_of_doubts
from transform.recognise.document_kind import (
    TitleEvidence,
    document_title,
    is_budget,
    is_empty_template,
    is_of_a_government,
    title_evidence,
)
from transform.recognise.published_rows import Line, ProseLine, lines_of
from transform.recognise.publishing_department import Publisher, publisher_in_text
from transform.recognise.unread_tables import unread_tables
from transform.units import Unit, find_unit

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What is known of a document besides its content: digest, name, and hints such as the source's title or region."""

    sha256: str
    name: str
    hints: tuple[str, ...] = ()
    code_version: str = ""


@dataclass(frozen=True)
class DocumentFacts:
    """The staged rows of one document, a frame for each table of :data:`transform.fact_rows.SCHEMAS`.

    ``personal`` are the officers' names and numbers met while reading, only to keep them out of later messages; never stored.
    """

    frames: dict[str, pl.DataFrame]
    personal: frozenset[str]


def facts_of(document: ReadDocument, context: DocumentContext) -> DocumentFacts:
    """Recognises and normalises all forms of a document. Raises NotFinalAccounts, EmptyTemplate or NoRecognisableTable."""
    lines = lines_of(forms_apart(document))
    evidence = title_evidence(lines, " ".join([document.title, context.name]))
    every_area = evaluation_areas(lines)
    areas = [area for area in every_area if not is_of_whole_department(area)]
    title = document_title(lines, document.title, context.name)
    readings = [read_form(area, [title, context.name, *_first_prose(lines)], _document_unit(lines)) for area in areas]
    form_years = [(reading.fiscal_year, None) for reading in readings if reading.fiscal_year is not None]
    years = YearWitnesses.of(title, lines, form_years, (*context.hints, context.name))
    unclaimed = without_forms(lines, every_area)
    statements = statements_of(unclaimed, StatementContext.of(document, lines, context.sha256, years))
    year = statements.year.value
    publisher = _document_department(readings, title, lines, context.name)
    department_text = publisher.name
    if not _has_content(readings):
        _refuse_other_kinds(evidence)
        _refuse_what_is_empty(readings, statements.has_figures, evidence, document, year, department_text)
    personal = personal_parts(text for reading in readings for text in reading.personal_texts)
    district = _district(readings, department_text, title, lines, context)
    rows: dict[str, list[Mapping[str, Any]]] = {name: [] for name in SCHEMAS}
    for number, reading in enumerate(readings, start=1):
        form_context = FormContext(context.sha256, number, _form_district(reading, district), department_text)
        for table, table_rows in form_rows(reading, form_context).items():
            rows[table].extend(table_rows)
        rows["decision"] += _form_decisions(reading, number, context.sha256)
    settle_repeated(rows)
    rows["document"] = [_document_row(document, context, title, department_text, district, readings, evidence, year)]
    rows["finding"] += statements.named(findings_of_doubts(document.doubts, context.sha256, personal, _pages_of(readings)))
    rows["decision"].append({"document_sha256": context.sha256} | decision_row(statements.year, "document"))
    rows["finding"] += _year_findings(statements, context.sha256)
    if publisher.rivals:
        others = "、".join(f"“{rival}”" for rival in publisher.rivals[:5])
        chosen = f"按“{department_text}”入库" if department_text else "部门留空"
        message = f"文件的不同位置写着不同的部门：{others}；{chosen}，请对照原页。"
        rows["finding"].append(document_finding(context.sha256, "EX-131", message))
    if isinstance(district, Ambiguous):
        names = "、".join(candidate.full_name for candidate in district.candidates[:5])
        message = f"“{district.text}”可能是{names}，由名称和上下文不能确定，区划代码留空。"
        rows["finding"].append(document_finding(context.sha256, "EX-105", message))
    rows["coverage"] += _coverage(context.sha256, readings)
    publishers = (department_text,) if department_text else ()
    known_yuan = {value for row in rows["project_funding"] for name, value in row.items() if name.endswith("_yuan") and value}
    prose = NarrativeContext(context.sha256, year, publishers, personal, frozenset(known_yuan))
    narrative = narrative_of(document.blocks, prose)
    for table_of_rows in (statements.rows, narrative):
        for table, table_rows in table_of_rows.items():
            rows[table] += table_rows
    taken = {(row["page"], row["bbox"]) for row in rows["figure_location"]}
    for unread in unread_tables(document, taken):
        which = f"第{unread.number}个表（“{unread.first_words}”）"
        message = f"{which}既不是自评表也不是决算表，其中{unread.figures}个数字没有入库，请对照原页。"
        rows["finding"].append(document_finding(context.sha256, "EX-112", message, page=unread.page, key=str(unread.number)))
    frames = {name: frame(name, masked_rows(name, table_rows, personal)) for name, table_rows in rows.items()}
    return DocumentFacts(frames, personal)


def _form_decisions(reading: FormReading, number: int, sha256: str) -> Iterator[Row]:
    """By what the unit and the year of a form were decided, as rows of ``decision``."""
    about = {"document_sha256": sha256, "form_no": number, "scope": "form"}
    unit, year = reading.unit.name if reading.unit is not None else None, reading.fiscal_year
    for question, answer, kind in (("unit", unit, reading.unit_evidence), ("year", year, "")):
        state = "unknown" if answer is None else "printed"
        yield about | {
            "question": question, "answer": None if answer is None else str(answer), "state": state, "kind": kind or None
        }  # fmt: skip


def _year_findings(statements: StatementsReading, sha256: str) -> list[Row]:
    """What must be said of a document's year: that it contradicts itself, that few tables print it, or that nothing does."""
    decided = statements.year
    if not statements.has_figures or decided.state == "printed":
        return []
    if decided.state == "inferred":
        text = f"只有{decided.because}印了年度，全文没有其他年度，按 {decided.value} 年度读取，请核对。"
        return [document_finding(sha256, "EX-110", f"财政年度没有印在标题上：{text}")]
    why = f"年度互相矛盾（{told(decided)}）" if decided.is_contested else "标题、封面和各表都没有印年度"
    finding = document_finding(sha256, "EX-110", f"财政年度不能确定：{why}；数字已入公布库，年度留空。")
    return [finding if decided.is_contested else finding | {"severity": "info"}]


def _scanned_pages(document: ReadDocument) -> list[int]:
    """Pages that are pictures without text (扫描件)."""
    return sorted({doubt.page for doubt in document.doubts if doubt.kind == "unreadable-page" and doubt.page is not None})


def _has_prose_figures(document: ReadDocument, year: int | None) -> bool:
    """Final accounts whose tables are attachments of their own still print their figures in prose (seed 001)."""
    prose = narrative_of(document.blocks, NarrativeContext("", year, (), frozenset()))
    return any(row["amount_yuan"] for row in prose["narrative_figure"])


def _has_content(readings: Sequence[FormReading]) -> bool:
    """Whether any form prints a sum of money, a target or a result."""
    filled = [reading for reading in readings if reading.funding or reading.indicators]
    return any(
        figure.value is not None
        for reading in filled
        for figures in (
            *[row.figures for row in reading.funding],
            *[{k: v for k, v in row.figures.items() if k in ("target", "actual", "score")} for row in reading.indicators],
        )
        for figure in figures.values()
    )


def _refuse_other_kinds(evidence: TitleEvidence) -> None:
    """Budgets and the accounts of a whole government are refused, whatever statement a table of theirs looks like."""
    if is_budget(evidence):
        budget, accounts = evidence.budget + evidence.budget_headings, evidence.final_accounts
        raise NotFinalAccounts(
            f"标题和栏目中 {budget} 处是预算，{accounts} 处是决算；请下载同一部门的决算",
            f"a budget: {budget} titles and headings speak of one, {accounts} of final accounts; fetch the final accounts",
        )
    if is_of_a_government(evidence):
        raise NotFinalAccounts(
            "是一级政府的财政决算（有税收、本级收支等表）；请下载各部门的决算",
            "the accounts of a whole government (taxes, income and expenditure of its level); fetch those of its departments",
        )


def _refuse_what_is_empty(
    readings: Sequence[FormReading],
    has_figures: bool,
    evidence: TitleEvidence,
    document: ReadDocument,
    year: int | None,
    department: str | None,
) -> None:
    """Scans, templates (also those with noughts in every statement) and documents without any table that is known."""
    scanned = _scanned_pages(document)
    if scanned and not readings and not has_figures:
        raise NoRecognisableTable(
            f"有 {len(scanned)} 页是没有文字的图片（扫描件），读不到其中的表；请向发布单位索取有文字层的文件",
            f"{len(scanned)} pages are pictures without text (scans); ask the publisher for a file with a text layer",
            page=scanned[0],
        )
    is_template = is_empty_template(evidence, department)
    if (has_figures and not is_template) or (evidence.final_accounts and _has_prose_figures(document, year)):
        return
    if is_template:
        has_noughts = evidence.figures > 0
        raise EmptyTemplate(
            "表中只有零，也没有写明是哪个部门" if has_noughts else "表中没有任何金额或指标值",
            "noughts only, and no department is named" if has_noughts else "no amount and no indicator value in any table",
        )
    if not readings and evidence.statement_titles == 0:
        raise NoRecognisableTable(
            "既没有项目支出绩效自评表，也没有部门决算报表", "neither a self-evaluation form nor a statement of final accounts"
        )


def _first_prose(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines[:40] if isinstance(line, ProseLine) and len(compact(line.text)) <= 60]


def _document_unit(lines: Sequence[Line]) -> Unit | None:
    """The unit that a document states on lines of its own (单位：万元), if it is the same on all of them."""
    units = {
        unit
        for line in lines
        if isinstance(line, ProseLine)
        and len(compact(line.text)) <= 30
        and "单位" in line.text
        and (unit := find_unit(line.text))
    }
    return units.pop() if len(units) == 1 else None


def _document_department(readings: Sequence[FormReading], title: str, lines: Sequence[Line], name: str) -> Publisher:
    """The 主管部门 of more than half of the forms; else who publishes the document; else the 实施单位 of more than half."""
    printed = _names_in_forms(readings, "department")
    if printed and printed.most_common(1)[0][1] * 2 > printed.total():
        return Publisher(printed.most_common(1)[0][0])
    found = publisher_in_text(title, lines, name)
    if printed:
        # forms of several departments in one file each name their own
        return Publisher(found.name)
    if found.name is not None or found.rivals:
        return found
    units = _names_in_forms(readings, "implementer")
    return Publisher(units.most_common(1)[0][0] if units and units.most_common(1)[0][1] * 2 > units.total() else None)


def _names_in_forms(readings: Sequence[FormReading], field: str) -> Counter[str]:
    return Counter(name for reading in readings if (name := department_of(reading.head, field)[1]) is not None)


def _district(
    readings: Sequence[FormReading], department: str | None, title: str, lines: Sequence[Line], context: DocumentContext
) -> District | Ambiguous | None:
    names = [department] if department else []
    for reading in readings:
        for field in ("department", "implementer"):
            name = department_of(reading.head, field)[1]
            if name and name not in names:
                names.append(name)
    year = next((reading.fiscal_year for reading in readings if reading.fiscal_year), None)
    return resolve_district(names, [title, *context.hints, context.name, *_first_prose(lines)], on=year)


def _form_district(reading: FormReading, document_district: District | Ambiguous | None) -> District | None:
    """A form is of its document's district unless its own department clearly names another one."""
    default = document_district if isinstance(document_district, District) else None
    name = department_of(reading.head, "department")[1]
    if name is None:
        return default
    own = resolve_district([name], [default.full_name] if default is not None else [], on=reading.fiscal_year)
    return own if isinstance(own, District) else default


def _document_row(
    document: ReadDocument,
    context: DocumentContext,
    title: str,
    department: str | None,
    district: District | Ambiguous | None,
    readings: Sequence[FormReading],
    evidence: TitleEvidence,
    year: int | None,
) -> dict[str, Any]:
    place = district if isinstance(district, District) else None
    canonical = canonical_department(department, place) if department else None
    codes = Counter(code for reading in readings if (code := department_of(reading.head, "department")[0]) is not None)
    reader = next((grid.reader for grid in document.grids()), "")
    has_report = sum(len(compact(block.text)) > 80 for block in document.blocks if hasattr(block, "text")) >= 5
    is_account = bool(evidence.statement_titles) or not readings
    kind = "final_accounts" if is_account else "performance_report" if has_report else "project_self_evaluation"
    return {
        "sha256": context.sha256,
        "title": title,
        "fiscal_year": year,
        "kind": kind,
        "scope": (canonical.scope if canonical else None) or scope_in_title(title),
        "format": document.format,
        "pages": document.page_count,
        "department_name": canonical.name if canonical else None,
        "department_code": codes.most_common(1)[0][0] if codes else None,
        "department_printed": department,
        "district_code": place.code if place else None,
        "district_evidence": place.evidence if place else None,
        "published_on": document.published_on,
        "reader": reader,
        "code_version": context.code_version,
    }


def _pages_of(readings: Sequence[FormReading]) -> dict[int, tuple[int, int]]:
    """First and last page of each form, by its number."""
    pages: dict[int, tuple[int, int]] = {}
    for number, reading in enumerate(readings, start=1):
        seen = [figure.page for row in reading.indicators for figure in row.figures.values() if figure.page is not None]
        seen += [figure.page for row in reading.funding for figure in row.figures.values() if figure.page is not None]
        if seen:
            pages[number] = (min(seen), max(seen))
    return pages


def _coverage(sha256: str, readings: Sequence[FormReading]) -> list[dict[str, Any]]:
    rows = []
    for number, reading in enumerate(readings, start=1):
        name = reading.head.get("project_name")
        missing = [label for label, part in (("资金", reading.funding), ("绩效指标", reading.indicators)) if not part]
        rows.append(
            {
                "document_sha256": sha256,
                "item_kind": "form",
                "item_code": f"form-{number}",
                "item_name": name.value if name is not None and isinstance(name.value, str) else None,
                "status": "incomplete" if missing else "read",
                "detail": "缺" + "、".join(missing) if missing else None,
            }
        )
    return rows

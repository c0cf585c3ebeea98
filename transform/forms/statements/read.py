"""Rows and prose of a document → its statements (决算报表识别), as staged rows. The entrance to this package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from transform.chinese_text import compact, is_blank, joined
from transform.forms.statements.captions import says_empty
from transform.forms.statements.completeness import doubt_missing_columns
from transform.forms.statements.context import StatementContext
from transform.forms.statements.continuation import tables_of
from transform.forms.statements.decisions import doubt_decisions, settled_by_scale, table_unit, table_years
from transform.forms.statements.fact_tables import has_figures, statement_rows, with_statement_codes
from transform.forms.statements.figures import counted, figure_of
from transform.forms.statements.header_paths import Leaf, is_blank_cell
from transform.forms.statements.parts import parts_of
from transform.forms.statements.reading import StatementReading, StatementRow
from transform.forms.statements.repetitions import mark_repetitions
from transform.forms.statements.subject_codes import doubt_codes
from transform.forms.statements.tables import JoinedRow, StatementTable, has_cells, struck_stubs
from transform.forms.statements.titles import contradicted_by_columns, is_form_number, under_published_title
from transform.forms.statements.wordings import headings, title_key
from transform.reading.evidence import Decision, settle
from transform.recognise.published_rows import Line, RowCell, heading_key
from transform.settle import years
from transform.settle.columns import column_meaning
from transform.units import Unit

_AMOUNT = re.compile(r"(?<![0-9.])[0-9][0-9,]*\.[0-9]{2}(?![0-9%万亿元])")
_MANY_DOUBTS = 6
_SHARE_OF_DOUBTS = 0.3


@dataclass(frozen=True)
class StatementsReading:
    """The statements of a document and their staged rows by table: statement_amount, statement_count, figure_location, coverage
    and finding."""

    readings: tuple[StatementReading, ...]
    rows: Mapping[str, list[dict[str, Any]]]
    year: Decision[int] = field(default_factory=lambda: settle("year", ()))
    """The fiscal year of the document."""

    def named(self, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Findings of the reader with the statement on whose page they stand."""
        return with_statement_codes(findings, self.readings)

    @property
    def has_figures(self) -> bool:
        """False for a template: statements without a single figure."""
        return has_figures(self.readings)


def statements_of(lines: Sequence[Line], context: StatementContext) -> StatementsReading:
    """Reads all statements of a document and makes their staged rows."""
    readings, year = read_statements(lines, context)
    return StatementsReading(tuple(readings), statement_rows(readings, context.sha256, year.value), year)


def read_statements(lines: Sequence[Line], context: StatementContext) -> tuple[list[StatementReading], Decision[int]]:
    """All statements of a document in reading order, empty ones included, and the document's year. Units that the scale of the
    other statements contradicts, or bears out where none is printed, are settled once all have been read."""
    tables = _named(tables_of(parts_of(lines, context.captions, context.unruled, context.unreadable)))
    own_years = [tuple(table_years(table)) for table in tables]
    given = context.years
    year = years.document_year(given.own, [*own_years, *given.forms], given.prose, given.names)
    of_tables = [years.table_year(own, year) for own in own_years]
    units = [table_unit(table, context.unit) for table in tables]
    numbered = list(enumerate(zip(tables, units, of_tables, strict=True), start=1))
    readings = [_reading(table, number, unit, own, year.value) for number, (table, unit, own) in numbered]
    for number, decided in settled_by_scale(readings).items():
        table, _, own = numbered[number - 1][1]
        readings[number - 1] = _reading(table, number, decided, own, year.value)
    mark_repetitions(readings)
    return readings, year


def _named(tables: list[StatementTable]) -> list[StatementTable]:
    """Titles that mean a listed statement only where no other statement has the same word are told apart here."""
    for table in tables:
        word = table.title.single_word
        others = [other for other in tables if other is not table and word and word in title_key(other.title.published)]
        if any(title_key(other.title.published) != title_key(table.title.published) for other in others):
            table.title = under_published_title(table.title)
    return tables


def _reading(
    table: StatementTable, number: int, unit: Decision[Unit], year: Decision[int], fiscal_year: int | None
) -> StatementReading:
    reading = StatementReading(number, table.title, table.page, unit, year)
    paths = dict.fromkeys(leaf.path for layout in table.layouts for leaf in layout.leaves if leaf.kind == "value")
    reading.columns = {path: column_meaning(path, fiscal_year) for path in paths}
    captions = [text for part in table.parts for text in part.captions]
    reading.form_number = next((joined(text) for text in captions if is_form_number(text)), "")
    reading.notes = [joined(text) for part in table.parts for text in part.notes]
    for block in sorted({row.block for row in table.rows}):
        for row in table.rows:
            if row.block == block:
                _read_row(row, reading)
    for lost in table.lost:
        text = " ".join(joined(cell.text) for cell in lost.row.filled)[:120]
        reading.doubt(
            "EX-102", f"“{reading.title.name}”：{lost.message}，该行没有入库：“{text}”。", lost.row.filled[0].cell, lost.row.page
        )
    _doubt_other_columns(reading, table)
    for text, page in [lost for part in table.parts for lost in part.lost_lines]:
        reading.doubt(
            "EX-102", f"“{reading.title.name}”：表下有一行数字没有读成表中的行，没有入库：“{joined(text)[:120]}”。", None, page
        )
    for inherited in table.inherited:
        reading.doubt("EX-106", f"“{reading.title.name}”续页的外层表头印在前一页，按前一页归列。", None, inherited.page)
    if not table.layouts and any(part.unread_lines for part in table.parts):
        reading.status = "not-read"
        reading.doubt("EX-004", f"“{reading.title.name}”下面有成行的数字，但没有读成表格，没有入库，请对照原页。")
        return reading
    _doubt_headings(reading, table)
    _drop_unreliable(reading, table)
    _read_status(reading, captions)
    reading.other_statement = contradicted_by_columns(table.title, list(paths)) or ""
    if table.title.is_inferred:
        shown = "、".join("/".join(path) for path in list(paths)[:4])
        reading.doubt("EX-141", f"一张表没有印标题，按列（{shown}）认定为“{reading.title.name}”，请核对。")
    doubt_decisions(reading, fiscal_year)
    doubt_codes(reading)
    doubt_missing_columns(reading)
    return reading


def _doubt_other_columns(reading: StatementReading, table: StatementTable) -> None:
    """Columns that are printed but are neither money nor counts: percentages, and texts under a heading that is not known."""
    rows = [piece.cells.row for row in table.rows for piece in row.pieces]
    known = headings("attribute")
    for leaf in dict.fromkeys(leaf for layout in table.layouts for leaf in layout.leaves):
        is_other = leaf.kind == "rate" or (leaf.kind == "attribute" and not any(heading_key(text) in known for text in leaf.path))
        if is_other and has_cells(leaf, rows):
            reading.doubt("EX-109", f"“{reading.title.name}”的“{leaf.name}”列不是金额也不是数量，没有入库。")


def _drop_unreliable(reading: StatementReading, table: StatementTable) -> None:
    """Where many cells fit no column, or the header has fewer cells than the body, the columns as a whole are not certain:
    nothing of the statement is loaded."""
    loaded = sum(not is_blank(figure.cell.text) for row in reading.rows for figure in row.figures)
    doubted = sum(doubt.rule_id in ("EX-102", "EX-103") for doubt in reading.doubts)
    if table.is_header_short and loaded:
        reading.rows.clear()
        reading.doubt("EX-102", f"“{reading.title.name}”的表头比表体少格，各列归属不能确定，{loaded}个数字没有入库。")
    elif doubted >= _MANY_DOUBTS and doubted > _SHARE_OF_DOUBTS * (loaded + doubted):
        reading.rows.clear()
        reading.doubt("EX-102", f"“{reading.title.name}”有{doubted}格不能确定归列，整张表的列不可靠，{loaded}个数字没有入库。")


def _read_row(row: JoinedRow, reading: StatementReading) -> None:
    """One row's figures. A row without label or code in a table that has labels is not loaded."""
    pieces = row.pieces
    cells = [cell for piece in pieces for cell in piece.cells.values.values()]
    label = joined(row.label)
    for cell in [cell for piece in pieces for cell in piece.cells.uncertain if not is_blank_cell(cell)]:
        reading.doubt(
            "EX-102",
            f"“{reading.title.name}·{label or row.code}”一行中“{compact(cell.text)}”属于哪一列不能确定，没有入库。",
            cell.cell,
        )
    for struck in {id(cell.cell): cell.cell for piece in pieces for cell in struck_stubs(piece)}.values():
        reading.doubt(
            "EX-006", f"“{reading.title.name}”一行的名称或编码“{compact(struck.struck)[:60]}”被划去，请对照原页。", struck
        )
    if label and not any(character.isalpha() for character in label):
        label = ""  # figures that the grid has in the place of the label are none
    if not _is_certain_stub(row.code, label):
        for cell in cells:
            if not is_blank_cell(cell):
                text = f"“{reading.title.name}”中“{compact(cell.text)}”所在行的编码或名称“{row.code} {label}”不完整，没有入库。"
                reading.doubt("EX-102", text, cell.cell)
        return
    has_label_column = any(piece.block.stubs for piece in pieces)
    unlabelled = (not label and not row.code) or (not pieces[0].cells.is_label_own and not row.code)
    if has_label_column and unlabelled:
        for cell in cells:
            if not is_blank_cell(cell):
                reading.doubt(
                    "EX-102", f"“{reading.title.name}”中“{compact(cell.text)}”所在行没有项目名称，没有入库。", cell.cell
                )
        return
    found = StatementRow(row.side, row.block, label or None, row.code or None, row.line_no or None)
    chosen: dict[tuple[str, ...], tuple[RowCell, Leaf]] = {}
    for piece in pieces:
        twice = {path for path, count in Counter(leaf.path for leaf in piece.block.values).items() if count > 1 or not path}
        for index, cell in sorted(piece.cells.values.items()):
            leaf = piece.block.leaves[index]
            if leaf.path in twice:
                if not is_blank_cell(cell):
                    reading.unheaded.setdefault(leaf.path, []).append(cell)
            elif leaf.path not in chosen or chosen[leaf.path][0].is_empty:
                chosen[leaf.path] = (cell, leaf)
    counting = [leaf for _, leaf in chosen.values() if counted(leaf.path) is not None]
    for cell, leaf in chosen.values():
        figure = figure_of(cell, leaf, label, reading, pieces[0].cells.unit, label_counts=not counting or leaf in counting)
        if figure is not None:
            found.figures.append(figure)
    if found.figures:
        found.page = found.figures[0].cell.page
        reading.rows.append(found)


def _is_certain_stub(code: str, label: str) -> bool:
    """False for a piece of a code (03), an amount inside the label (its column was not seen), 栏次 fused with the label below."""
    is_whole = not code or len(code) in (3, 5, 7, 9) or len(code) > 9
    holds_number_row = any(heading_key(label).startswith(word) for word in headings("column_numbers"))
    return is_whole and _AMOUNT.search(label) is None and not holds_number_row


def _doubt_headings(reading: StatementReading, table: StatementTable) -> None:
    """Figures under no heading, or under one that is printed over two columns of the same block: told once for each column. Where
    the last column is the one without heading, all headings before it may stand one too far to the left."""
    for path, cells in reading.unheaded.items():
        why = f"有两列的表头都是“{'/'.join(path)}”" if path else "有一列没有表头"
        shown = "、".join(compact(cell.text) for cell in cells[:3])
        message = f"“{reading.title.name}”{why}，其中{len(cells)}个数字（{shown}{'等' if len(cells) > 3 else ''}）没有入库。"
        reading.doubt("EX-102", message, cells[0].cell)
    for layout in table.layouts if () in reading.unheaded else ():
        values = [leaf for block in layout.blocks for leaf in block.values[-1:]]
        table.is_header_short = table.is_header_short or any(not leaf.path for leaf in values)


def _read_status(reading: StatementReading, captions: Sequence[str]) -> None:
    figures = [figure for row in reading.rows for figure in row.figures if figure.value is not None or figure.cell.text.strip()]
    amounts = [figure for figure in figures if figure.cell.text.strip() and not is_blank(figure.cell.text)]
    if amounts:
        # kept with its figures, so that the contradiction can be told (DQ-175)
        reading.empty_sentence = joined(next((text for text in reading.notes if says_empty(text, about_table=True)), ""))
        return
    if any(doubt.rule_id in ("EX-102", "EX-103") for doubt in reading.doubts):
        reading.status = "not-read"
        return
    sentence = next((text for text in [*reading.notes, *captions] if says_empty(text)), "")
    reading.status = "disclosed-empty" if sentence else "empty"
    reading.empty_sentence = joined(sentence)

"""A paper as a Word file (DOCX)."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.factory.mutants.paper import Cell, Paper, Sheet
from tests.factory.packed import repack

GONE = {
    "struck": "<w:strike/>", "css": "<w:dstrike/>", "hidden": "<w:vanish/>", "white": "<w:color w:val='FFFFFF'/>",
    "small": "<w:sz w:val='2'/>",
}  # fmt: skip


def typeset_docx(paper: Paper) -> bytes:
    document: Any = docx.Document()
    body = document.element.body
    for paragraph in document.paragraphs:
        body.remove(paragraph._p)
    parts = [_paragraph(line) for line in paper.prose]
    for number, sheet in enumerate(paper.sheets):
        parts += _sheet(sheet, breaks=not sheet.on_page and bool(number or paper.prose))
    parts += [_paragraph(line) for line in paper.after]
    for part in parts:
        body.insert(len(body) - 1, parse_xml(part))
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


def _sheet(sheet: Sheet, breaks: bool) -> list[str]:
    lines = [*sheet.titles]
    above = [part for part in (sheet.left, *sheet.right) if part]
    lines += ["\t".join(above[:2])] if above else []
    lines += above[2:]
    parts = [_paragraph(line, breaks and number == 0) for number, line in enumerate(lines)]
    if breaks and not parts:
        parts = [_paragraph("", True)]
    return [*parts, _table(sheet), *(_paragraph(note) for note in sheet.notes), _paragraph("")]


def _table(sheet: Sheet) -> str:
    rows: list[list[tuple[int, int, Cell]]] = [[] for _ in sheet.rows]
    for row, column, cell in sheet.placed():
        for down in range(cell.rows):
            rows[row + down].append((column, down, cell))
    borders = "".join(f"<w:{side} w:val='single' w:sz='4'/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f"<w:gridCol w:w='{int(width * 20)}'/>" for width in sheet.widths)
    body = "".join(_row(sheet, sorted(row, key=lambda item: item[0]), n in sheet.hidden_rows) for n, row in enumerate(rows))
    head = f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    return f"<w:tbl {nsdecls('w')}>{head}{body}</w:tbl>"


def _row(sheet: Sheet, cells: list[tuple[int, int, Cell]], hidden: bool) -> str:
    made = []
    for column, down, cell in cells:
        merge = "" if cell.rows == 1 else "<w:vMerge/>" if down else "<w:vMerge w:val='restart'/>"
        span = f"<w:gridSpan w:val='{cell.columns}'/>" if cell.columns > 1 else ""
        width = int(sum(sheet.widths[column : column + cell.columns]) * 20)
        content = _paragraph("") if down else _content(cell)
        made.append(f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{span}{merge}</w:tcPr>{content}</w:tc>")
    return f"<w:tr>{'<w:trPr><w:hidden/></w:trPr>' if hidden else ''}{''.join(made)}</w:tr>"


def _content(cell: Cell) -> str:
    gone = ""
    if cell.gone and cell.how == "deleted":
        gone = f"<w:del w:id='7' w:author='a'><w:r><w:delText>{escape(cell.gone)}</w:delText></w:r></w:del>"
    elif cell.gone:
        gone = f"<w:r><w:rPr>{GONE[cell.how]}</w:rPr><w:t>{escape(cell.gone)}</w:t></w:r>"
    mark = ""
    if cell.shown.startswith("mark:"):
        mark = f"<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{escape(cell.shown[5:])}</w:t></w:r>"
    lines = cell.text.split("\n")
    if cell.shown == "inserted":
        return _paragraph(cell.text, inserted=True)
    made = [
        _paragraph(line, inside=gone if n == 0 else "", after=mark if n == len(lines) - 1 else "") for n, line in enumerate(lines)
    ]
    return "".join(made)


def _paragraph(text: str, break_before: bool = False, inside: str = "", after: str = "", inserted: bool = False) -> str:
    runs = "<w:br/>".join(
        "<w:tab/>".join(f"<w:t xml:space='preserve'>{escape(part)}</w:t>" for part in line.split("\t"))
        for line in text.split("\n")
    )
    run = f"<w:r>{runs}</w:r>" if text else ""
    if inserted and run:
        run = f"<w:ins w:id='8' w:author='a'>{run}</w:ins>"
    before = "<w:pPr><w:pageBreakBefore/></w:pPr>" if break_before else ""
    return f"<w:p {nsdecls('w')}>{before}{inside}{run}{after}</w:p>"

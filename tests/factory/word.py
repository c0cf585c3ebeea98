"""Typesets composed forms as DOCX: gridSpan and vMerge, on request inside the cell of an outer table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.factory.compose import ComposedForm, Part, Piece, Text
from tests.factory.packed import repack

TWIPS = 20


@dataclass(frozen=True, slots=True)
class WordStyle:
    """``nested`` puts each form into the single cell of an outer table, as some templates do."""

    nested: bool = False
    page_breaks: bool = True
    cjk_font: str = "宋体"


def typeset_docx(forms: Sequence[ComposedForm], style: WordStyle | None = None, prose: Sequence[str] = ()) -> bytes:
    """The forms as one DOCX; ``prose`` are paragraphs before the first form."""
    style = style or WordStyle()
    parts = [_paragraph(text, style) for text in prose]
    for number, form in enumerate(forms):
        parts += _form_parts(form, style, break_before=style.page_breaks and bool(number or prose))
    return _document(parts)


def typeset_parts_docx(parts: Sequence[Part], style: WordStyle | None = None) -> bytes:
    """A whole document as one DOCX: its cover, its contents, its prose and its tables, in their order."""
    style = style or WordStyle()
    made: list[str] = []
    for number, part in enumerate(parts):
        breaks = style.page_breaks and number > 0
        if isinstance(part, Text):
            size = {"cover": 44, "part": 32}.get(part.role, 24)
            centred = "center" if part.role in ("cover", "part") else "left"
            bold = part.role in ("cover", "part", "heading")
            made.append(_paragraph(part.text, style, centred, size, bold, break_before=breaks and part.role == "part"))
        else:
            made += _form_parts(part, style, break_before=breaks)
    return _document(made)


def _document(parts: Sequence[str]) -> bytes:
    document: Any = docx.Document()
    body = document.element.body
    for paragraph in document.paragraphs:
        body.remove(paragraph._p)
    for part in parts:
        body.insert(len(body) - 1, parse_xml(part))
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


def _form_parts(form: ComposedForm, style: WordStyle, break_before: bool) -> list[str]:
    titles = [
        _paragraph(
            title,
            style,
            align="center",
            size=34 if number == 0 else 21,
            bold=number == 0,
            break_before=break_before and number == 0,
        )
        for number, title in enumerate(form.titles)
    ]
    if form.above_left or form.above_right:
        titles.append(_paragraph(form.above_left + "\t" + form.above_right, style, tab=sum(_widths(form)) * TWIPS))
    table = _table(form, style)
    below = [_paragraph(line, style) for line in form.below]
    if not style.nested:
        lead = [_paragraph("", style, break_before=break_before)] if not titles else []
        return [*lead, *titles, table, *below, _paragraph("", style)]
    width = sum(_widths(form)) + 20
    inside = "".join([*titles, table, *below, _paragraph("", style)])
    outer = (
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{width * TWIPS}' w:type='dxa'/></w:tblPr>"
        f"<w:tblGrid><w:gridCol w:w='{width * TWIPS}'/></w:tblGrid>"
        f"<w:tr><w:tc><w:tcPr><w:tcW w:w='{width * TWIPS}' w:type='dxa'/></w:tcPr>{inside}</w:tc></w:tr></w:tbl>"
    )
    return [outer, _paragraph("", style)]


def _widths(form: ComposedForm) -> list[int]:
    edges = form.edges()
    return [right - left for left, right in pairwise(edges)]


def _table(form: ComposedForm, style: WordStyle) -> str:
    rows: list[list[tuple[int, int, Piece]]] = [[] for _ in range(form.row_count)]
    for piece, column, span in form.placed():
        for row in range(piece.row, piece.row + piece.row_span):
            rows[row].append((column, span, piece))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} w:val='single' w:sz='4' w:color='000000'/>" for side in sides)
    grid = "".join(f"<w:gridCol w:w='{width * TWIPS}'/>" for width in _widths(form))
    body = "".join(
        "<w:tr>"
        + "".join(_cell(number, span, piece, style) for _, span, piece in sorted(row, key=lambda item: item[0]))
        + "</w:tr>"
        for number, row in enumerate(rows)
    )
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{sum(_widths(form)) * TWIPS}' w:type='dxa'/><w:jc w:val='center'/>"
        f"<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type='fixed'/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _cell(row: int, span: int, piece: Piece, style: WordStyle) -> str:
    merge = ""
    if piece.row_span > 1:
        merge = "<w:vMerge w:val='restart'/>" if row == piece.row else "<w:vMerge/>"
    spanned = f"<w:gridSpan w:val='{span}'/>" if span > 1 else ""
    properties = f"<w:tcW w:w='{(piece.right - piece.left) * TWIPS}' w:type='dxa'/>{spanned}{merge}<w:vAlign w:val='center'/>"
    text = piece.text if row == piece.row else ""
    content = "".join(_paragraph(line, style, align=piece.align, size=18) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _paragraph(
    text: str, style: WordStyle, align: str = "left", size: int = 21, bold: bool = False, tab: int = 0, break_before: bool = False
) -> str:
    tabs = f"<w:tabs><w:tab w:val='right' w:pos='{tab}'/></w:tabs>" if tab else ""
    before = "<w:pageBreakBefore/>" if break_before else ""
    weight = "<w:b/>" if bold else ""
    fonts = f"<w:rFonts w:ascii='Times New Roman' w:hAnsi='Times New Roman' w:eastAsia='{style.cjk_font}'/>"
    pieces = "<w:tab/>".join(f"<w:t xml:space='preserve'>{escape(part)}</w:t>" for part in text.split("\t"))
    run = f"<w:r><w:rPr>{fonts}{weight}<w:sz w:val='{size}'/></w:rPr>{pieces}</w:r>" if text else ""
    spacing = "<w:spacing w:before='0' w:after='0'/>"
    return f"<w:p {nsdecls('w')}><w:pPr>{before}{tabs}{spacing}<w:jc w:val='{align}'/></w:pPr>{run}</w:p>"


WORD_STYLES: dict[str, WordStyle] = {"plain": WordStyle(), "nested": WordStyle(nested=True)}

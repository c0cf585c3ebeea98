"""Rows that a page end cuts in two (跨页断行), as Word sets them: first lines on one page, the rest on the next."""

from __future__ import annotations

from dataclasses import replace

from tests.factory.compose import ComposedForm, Piece
from tests.factory.pdf_text import PdfStyle, cell_lines


def break_row(form: ComposedForm, row: int, room: float, style: PdfStyle) -> ComposedForm | None:
    """The form with ``row`` as two rows, the first of which fits into ``room`` points; None where the row cannot be broken."""
    pieces = [piece for piece in form.pieces if piece.row <= row < piece.row + piece.row_span]
    lines = {id(piece): cell_lines(piece, style) for piece in pieces}
    fitting = int((room - 6) // (style.size * 1.25))
    most = max((len(found) for found in lines.values()), default=0)
    spans = any(piece.row_span > 1 or (piece.figure and len(lines[id(piece)]) > 1) for piece in pieces)
    if row in form.header_rows or fitting < 1 or most <= fitting or spans:
        return None
    made: list[Piece] = []
    for piece in form.pieces:
        if id(piece) not in lines:
            made.append(replace(piece, row=piece.row + 1) if piece.row > row else piece)
            continue
        above, below = lines[id(piece)][:fitting], lines[id(piece)][fitting:]
        made.append(replace(piece, text="\n".join(above)))
        made.append(replace(piece, row=row + 1, text="\n".join(below)))
    return replace(form, pieces=tuple(made), row_count=form.row_count + 1)

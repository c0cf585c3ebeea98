"""How text is set in the made PDFs (排字): the style of a document, its fonts, and lines that fit a width."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pypdfium2
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.factory.compose import Piece
from tests.factory.fonts.make_subset import SUBSET

PADDING = 1.2
NO_LINE_START = "，。；：、！？）】》”’％"


@dataclass(frozen=True, slots=True)
class PdfStyle:
    """``rules``: how lines are drawn; ``rotate``: the /Rotate entry; ``new_page_per_form`` False lets forms follow one another on
    a page; ``body_height`` (points) cuts pages short so that a form runs over; ``break_rows`` lets a page end cut a row in two;
    ``embedded`` False names STSong-Light, which needs no file; ``latin``: the face of digits and letters."""

    rules: Literal["lines", "rectangles", "segments", "horizontal"] = "lines"
    rotate: Literal[0, 90, 270] = 0
    new_page_per_form: bool = True
    body_height: float = 0
    repeat_header: bool = False
    break_rows: bool = False
    embedded: bool = True
    latin: Literal["", "Times-Roman"] = ""
    size: float = 9
    row_height: float = 20


@cache
def font_name(embedded: bool) -> str:
    """Registers the embedded subset, or Adobe's song face that every viewer replaces, and returns its name."""
    if embedded:
        pdfmetrics.registerFont(TTFont("FormKai", str(SUBSET)))
        return "FormKai"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


@cache
def has_cjk_font() -> bool:
    """Whether this machine has a font that stands in for STSong-Light. Without one pdfium finds no text in an object of a single
    character, so that what is typeset without its font cannot come back whole."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont(font_name(embedded=False), 10)
    canvas.drawString(60, 150, "甲")
    canvas.save()
    with pypdfium2.PdfDocument(buffer.getvalue()) as document:
        return bool(document[0].get_textpage().count_chars())


def runs(text: str, style: PdfStyle) -> list[tuple[str, str]]:
    """(font, text) pieces: digits and Latin letters in the Latin face where the style has one."""
    cjk = font_name(style.embedded)
    missing = {
        character for character in text if style.embedded and ord(character) not in pdfmetrics.getFont(cjk).face.charToGlyph
    }
    if missing - {"\t"}:
        raise ValueError(f"the bundled font has no {sorted(missing)}: add them to tests/factory/fonts/make_subset.py")
    if not style.latin:
        return [(cjk, text)] if text else []
    found: list[tuple[str, str]] = []
    for character in text:
        font = style.latin if character.isascii() else cjk
        if found and found[-1][0] == font:
            found[-1] = (font, found[-1][1] + character)
        else:
            found.append((font, character))
    return found


def text_width(text: str, style: PdfStyle, size: float) -> float:
    return sum(float(pdfmetrics.stringWidth(part, font, size)) for font, part in runs(text, style))


def wrap(text: str, width: float, style: PdfStyle, size: float, vertical: bool = False) -> list[str]:
    """Lines of at most ``width`` points. Words of Latin letters or digits stay together unless one alone is too wide, in which
    case it breaks anywhere, as Word does with a figure in a narrow column; ``vertical`` sets one character a line."""
    if vertical:
        return [character for character in text if not character.isspace()]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in _words(paragraph):
            if text_width(current + word, style, size) <= width:
                current += word
                continue
            if word in NO_LINE_START and len(current) > 1:
                lines.append(current[:-1])
                current = current[-1] + word
                continue
            if current.strip():
                kept = current.rstrip("（(《【“")
                lines.append(kept)
                current = current[len(kept) :]
            for character in word:
                if current and text_width(current + character, style, size) > width:
                    lines.append(current)
                    current = ""
                current += character
        lines.append(current)
    return [line.strip() for line in lines]


def _words(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        if character.isascii() and not character.isspace():
            word += character
            continue
        if word:
            yield word
        word = ""
        yield character
    if word:
        yield word


def cell_lines(piece: Piece, style: PdfStyle) -> list[str]:
    return wrap(
        piece.text, piece.right - piece.left - 2 * PADDING, style, style.size, piece.vertical and piece.right - piece.left < 40
    )

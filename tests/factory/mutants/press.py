"""Typesets a :class:`Paper` as PDF, DOCX, HTML and XLSX, with what is struck out, hidden or coloured by each format's means."""

from __future__ import annotations

from collections.abc import Callable

from tests.factory.mutants.paper import Paper
from tests.factory.mutants.press_html import typeset_html
from tests.factory.mutants.press_pdf import typeset_pdf
from tests.factory.mutants.press_word import typeset_docx
from tests.factory.mutants.press_workbook import typeset_xlsx

PRESSES: dict[str, Callable[[Paper], bytes]] = {
    "html": typeset_html, "xlsx": typeset_xlsx, "docx": typeset_docx, "pdf": typeset_pdf,
}  # fmt: skip

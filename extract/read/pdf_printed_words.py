"""What the printed words of a document tell about it as a whole: its title, and what goes on from page to page (题名、跨页)."""

from __future__ import annotations

import re

import pypdfium2

from ..cell_grid import Block, Paragraph, ReadingDoubt

_CERTAIN_WORDS = 20
"""Characters from which the same words on the next page are no accident."""


def goes_on(doubt: ReadingDoubt, blocks: list[Block]) -> bool:
    """Whether words that are cut off at the end of a page are printed on the next or stood on the one before (跨页的格)."""
    if doubt.kind != "hidden-text" or doubt.page is None or len(doubt.text) < _CERTAIN_WORDS:
        return False
    near = [block for block in blocks if block.page in (doubt.page - 1, doubt.page + 1)]
    words = "".join(block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells) for block in near)
    shown = re.sub(r"\s", "", words)
    return all(re.sub(r"\s", "", line) in shown for line in doubt.text.split("\n"))


def printed_title(document: pypdfium2.PdfDocument, blocks: list[Block]) -> str:
    """The title in the file's metadata, only where the first pages print it too: most are left over from another file."""
    title = re.sub(r"\.(pdf|docx?|xlsx?|wps|et)$", "", document.get_metadata_value("Title").strip(), flags=re.IGNORECASE)
    wanted = re.sub(r"\s", "", title)
    if len(wanted) < 4:
        return ""
    printed = "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in blocks[:60]
        if block.page in (1, 2)
    )
    return title if wanted in re.sub(r"\s", "", printed) else ""

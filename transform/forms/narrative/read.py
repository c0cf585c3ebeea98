"""Blocks of a document → the figures of its prose (文字说明中的数字), as staged rows. The entrance to this package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.cell_grid import Block
from transform.forms.narrative.clause_grammar import read_paragraph
from transform.forms.narrative.figure_rows import Row, RowWriter
from transform.forms.narrative.measures import Phrase, entry_phrase, item_in, item_phrase
from transform.forms.narrative.paragraph_context import Surroundings
from transform.forms.narrative.paragraphs import ProseParagraph, begins_numbered, is_heading, paragraphs_of
from transform.forms.narrative.printed_figures import figures_of
from transform.forms.narrative.prose_tables import tables_without_unit
from transform.forms.narrative.stated import Doubt, ParagraphReading
from transform.forms.narrative.wordings import alternatives

_PART = re.compile(r"^第[一二三四五六七八九十]+部分|^附(?:件|表|录)")
_TOP = re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]")
_BEFORE_YEAR = re.compile(r"(?:^|[。；，：）、])([\u4e00-\u9fff（）]{3,40})(?=20[0-9]{2}年)")
_MARKS = re.compile("[，。：:；]")
_SUB = re.compile(r"^[（(0-9]")
_MAY_HOLD_FIGURES = re.compile("[0-9XxＸ×＊*_]")
_LONGEST_HEADING = 60
_FEWEST_CONTENTS = 6
"""Headings one after another that make a table of contents."""


@dataclass(frozen=True)
class NarrativeContext:
    """What the prose needs of its document. ``publishers`` are the names that it may print in front of a subject; ``personal``
    are officers' names and numbers, masked in quotes and messages."""

    sha256: str
    fiscal_year: int | None = None
    publishers: tuple[str, ...] = ()
    personal: Collection[str] = field(default=frozenset())
    known_yuan: Collection[Decimal] = field(default=frozenset())
    """Amounts of the document's forms in 元: the only proof of the unit of a small table that prints none."""


def narrative_of(blocks: Sequence[Block], context: NarrativeContext) -> dict[str, list[Row]]:
    """Rows of ``narrative_figure``, ``figure_location`` and ``finding`` for all amounts of a document's prose.

    Of tables only the small ones without a unit are read here (see prose_tables). The chapter 名词解释 is not read: amounts
    that stand there only leave a finding.
    """
    writer = RowWriter(context.sha256, context.fiscal_year, context.personal)
    paragraphs = paragraphs_of(blocks)
    publishers = tuple(sorted({*context.publishers, *_named_before_years(paragraphs)}, key=len, reverse=True))
    for paragraph, surroundings, is_glossary in _placed(paragraphs, publishers):
        if not _MAY_HOLD_FIGURES.search(paragraph.text):
            continue
        reading = read_paragraph(paragraph.text, surroundings)
        if is_glossary:
            reading = _not_loaded(reading)
        writer.write(paragraph, surroundings.heading, reading)
    for table in tables_without_unit(blocks, context.known_yuan):
        writer.write_table(table)
    return writer.rows


def _named_before_years(paragraphs: Sequence[ProseParagraph]) -> set[str]:
    """Names that stand before a year again and again: 某市某局2024年度收入合计 … They are the publishing body."""
    found = Counter(name for paragraph in paragraphs for name in _BEFORE_YEAR.findall(paragraph.text))
    return {name for name, times in found.items() if times >= 2 and not re.search(alternatives("money_nouns"), name)}


def _not_loaded(reading: ParagraphReading) -> ParagraphReading:
    doubts = [Doubt("EX-121", one.figure, one.start, one.end, "在名词解释中") for one in reading.stated if one.kind != "rate"]
    return ParagraphReading([], [*doubts, *reading.doubts])


def _placed(
    paragraphs: Sequence[ProseParagraph], publishers: tuple[str, ...]
) -> Iterator[tuple[ProseParagraph, Surroundings, bool]]:
    """Each paragraph with the heading and the functional item above it, and whether it stands in the glossary."""
    heading, glossary, titles_in_a_row = "", "", 0
    entry: Phrase | None = None
    for paragraph in paragraphs:
        text = paragraph.text
        if _is_title(text):
            titles_in_a_row += 1
            glossary = _glossary(text, glossary)
            if not _SUB.match(text):
                heading = text
            entry = None
        else:
            if titles_in_a_row >= _FEWEST_CONTENTS:
                heading = ""
            titles_in_a_row = 0
        begins = re.split("[。：:，,]", text)[0]
        item = item_in(begins)
        if begins_numbered(text) or item:
            entry = item_phrase(item) if item else entry_phrase(begins) if len(begins) >= len(text) - 1 else None
        yield paragraph, Surroundings(heading, entry, publishers), bool(glossary)


def _is_title(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or (figures_of(text) and any(figure.kind == "money" for figure in figures_of(text))):
        return False
    if len(text) <= 30 and re.search(rf"[^，。：；]{alternatives('heading_endings')}$", text) and not _MARKS.search(text):
        return True
    return is_heading(text) or _PART.match(text) is not None or (_TOP.match(text) is not None and not _MARKS.search(text))


def _glossary(text: str, current: str) -> str:
    """The kind of heading that opened the glossary, "" outside it; the next heading of that kind or a higher one ends it."""
    kind = "part" if _PART.match(text) else "top" if _TOP.match(text) else ""
    if re.search(alternatives("glossary"), text) and kind:
        return kind
    if kind == "part" or (kind == "top" and current == "top"):
        return ""
    return current

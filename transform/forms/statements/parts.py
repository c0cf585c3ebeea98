"""Titled parts of tables (报表分段): which rows of which grid belong to which title, with the lines above and below.

A title counts for the grid right below it. A table of contents (目录) is titles without grids, and a chapter of prose between a
title and a grid parts them. Two statements on one page or one sheet are two parts; a page without a title is a part without one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from transform.chinese_text import compact
from transform.forms.statements.captions import (
    is_caption,
    is_caption_row,
    is_note,
    is_page_number,
    is_personal,
    is_title_row,
    note_of_row,
    says_empty,
)
from transform.forms.statements.titles import Title, title_in_lines, title_of
from transform.recognise.published_rows import Line, ProseLine, PublishedRow

_SHORT = 30
"""Longer lines between a title and a grid are prose and part them."""
_STRAY_LINES = 3
"""Short lines of unknown meaning that may stand between a title and its table (a department's name, a watermark)."""
_NOTE_LINES = 8
_FIGURE = re.compile(r"(?<!\S)[-(（]?[0-9][0-9,]*\.[0-9]+[)）]?(?!\S)")
_FIGURE_LINES = 3
"""So many lines of figures below a title are a table, whatever the reader made of them."""


@dataclass
class TablePart:
    """Rows of one grid below one title. ``captions`` stand above (unit, form number), ``notes`` below or inside.
    ``is_apart`` is True where prose parts an untitled part from what came before."""

    title: Title | None
    rows: list[PublishedRow] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    page: int | None = None
    is_apart: bool = False
    is_after_picture: bool = False
    """True where a page that is a picture stands before it: the picture may hold the title and the first rows."""
    is_unruled: bool = False
    """True where the grid was found by the alignment of its text and has no vertical rules."""
    lost_lines: list[tuple[str, int | None]] = field(default_factory=list)
    """Lines of figures right below the table, with their pages, that the reader did not see as its rows."""
    unread_lines: int = 0
    """Lines of figures below a title that the reader did not see as a table."""

    @property
    def last_page(self) -> int | None:
        return self.rows[-1].page if self.rows else self.page

    @property
    def grid(self) -> int | None:
        return self.rows[0].grid if self.rows else None


@dataclass
class _Above:
    """The lines met since the last grid: the last title among them (None once prose parts it from what follows), what stands
    below it, and the part that the title makes if no table follows."""

    title: Title | None = None
    page: int | None = None
    captions: list[str] = field(default_factory=list)
    stray: int = 0
    lines: list[str] = field(default_factory=list)
    has_prose: bool = False
    without_table: TablePart | None = None

    def read(self, line: ProseLine) -> TablePart | None:
        """Takes a line; returns the part of the title before when the line is the next title and no table stood between."""
        text = line.text
        if is_page_number(text) or not compact(text) or (is_personal(text) and not is_caption(text)):
            return None
        self.lines.append(text)
        title = title_in_lines(self.lines[-3:])
        if title is not None:
            finished = self.finish()
            self.title, self.page, self.captions, self.stray = title, line.page, [], 0
            self.without_table = TablePart(title, page=line.page)
            return finished
        if self.without_table is not None:
            self.without_table.unread_lines += len(_FIGURE.findall(text)) > 1
            if self.title is not None and says_empty(text, about_table=True):
                self.without_table.notes.append(text)
        if is_caption(text) or is_note(text) or says_empty(text, about_table=True):
            self.captions.append(text)
        elif len(compact(text)) > _SHORT:
            self.has_prose, self.title = True, None
        else:
            self.stray += 1
            self.title = None if self.stray > _STRAY_LINES else self.title
        return None

    def finish(self) -> TablePart | None:
        """A title without a table is a statement if a sentence says that it is empty, or if lines of figures stand below it."""
        part, self.without_table = self.without_table, None
        if part is None or not (part.notes or part.unread_lines >= _FIGURE_LINES):
            return None
        part.captions = list(self.captions)
        return part

    def title_for(self, page: int | None) -> Title | None:
        """The title, unless it stands more than one page before the table."""
        if self.title is None or self.page is None or page is None or page - self.page <= 1:
            return self.title
        return None


def parts_of(
    lines: Sequence[Line],
    captions: Mapping[int, str],
    unruled: Collection[int] = (),
    unreadable: Collection[int] = (),
) -> Iterator[TablePart]:
    """All parts of tables in reading order, titled or not, and titles without a table that are statements all the same.
    ``captions`` are the names that the format itself gives to grids (names of sheets), by number of the grid; ``unruled`` are
    the numbers of the grids without vertical rules. Nothing goes on over one of the ``unreadable`` pages: what stands on such a
    picture may be the title of the next statement."""
    above = _Above()
    last: TablePart | None = None
    for key, group in groupby(lines, key=lambda line: None if isinstance(line, ProseLine) else line.grid):
        if key is None:
            for line in group:
                assert isinstance(line, ProseLine)
                if last is not None and len(last.notes) < _NOTE_LINES and _may_be_note(line.text, above):
                    last.notes.append(line.text)
                    if len(_FIGURE.findall(line.text)) > 1:
                        last.lost_lines.append((line.text, line.page))
                if (finished := above.read(line)) is not None:
                    last = finished
                    yield finished
            continue
        rows = [line for line in group if isinstance(line, PublishedRow)]
        if above.title_for(rows[0].page) is None and (finished := above.finish()) is not None:
            yield finished
        segments = list(_segments(rows, above, captions.get(key, "")))
        before, page = (last.last_page if last is not None else None), rows[0].page
        if before is not None and page is not None and any(before < picture < page for picture in unreadable):
            segments[0].is_apart = segments[0].is_after_picture = True
        if _is_of_another(segments[0], above) and (finished := above.finish()) is not None:
            yield finished
        for part in segments:
            part.is_unruled = key in unruled
            last = part
            yield part
        above = _Above()
    if (finished := above.finish()) is not None:
        yield finished


def _is_of_another(part: TablePart, above: _Above) -> bool:
    """Whether the grid prints a title of its own, of another statement than the title above it: that one has no table."""
    return part.title is not None and above.title is not None and part.title.code != above.title.code


def _may_be_note(text: str, above: _Above) -> bool:
    """Lines below a table until the next title or chapter are its notes."""
    if above.title is not None or is_page_number(text) or title_of(text) is not None or is_personal(text):
        return False
    if (
        above.lines
        and not is_note(text)
        and re.match(r"^第[一二三四五六七八九十]+部分|^[一二三四五六七八九十]+、", compact(text))
    ):
        return False
    return not above.has_prose or is_note(text)


def _is_upper_line(row: PublishedRow, following: PublishedRow) -> bool:
    """Whether a row and the next are one title that is broken in two: 一般公共预算财政 / 拨款支出决算表."""
    if len(row.filled) != 1 or len(following.filled) != 1 or title_of(row.filled[0].text) is not None:
        return False
    lines = [row.filled[0].text, following.filled[0].text]
    whole = title_in_lines(lines)
    return whole is not None and whole.is_listed and whole != title_of(lines[1])


def _segments(rows: Sequence[PublishedRow], above: _Above, caption: str) -> Iterator[TablePart]:
    """The parts of one grid: a title row within it begins another one."""
    part = TablePart(None, captions=list(above.captions), page=rows[0].page, is_apart=above.has_prose)
    part.title = above.title_for(rows[0].page)
    begun = False
    for row, following in zip_longest(rows, rows[1:]):
        is_upper = following is not None and _is_upper_line(row, following)
        if begun and (is_title_row(row) or is_upper):
            yield part
            part, begun = TablePart(None, page=row.page), False
        if not begun and (is_upper or is_caption_row(row)):
            for text in [cell.text for cell in row.filled]:
                part.captions.append(text)
                part.title = title_in_lines(part.captions[-3:]) or part.title
            continue
        if any(is_personal(cell.text) for cell in row.filled) and not any(
            _FIGURE.fullmatch(cell.text.strip()) for cell in row.filled
        ):
            continue
        note = note_of_row(row)
        if note is not None:
            (part.notes if begun else part.captions).append(note)
            continue
        begun = True
        part.rows.append(row)
    if part.title is None:
        part.title = title_of(caption) if caption else None
    yield part

"""What stands around a statement (表头、表注): its unit, its form number, the department, notes, and the 无数据 sentence."""

from __future__ import annotations

import re
from functools import cache

from transform.amounts import Number, read_cell_number
from transform.chinese_text import compact, fold
from transform.forms.statements.titles import is_form_number, title_of
from transform.forms.statements.wordings import section
from transform.recognise.published_rows import PublishedRow, heading_key
from transform.settle.unit import phrase_cells
from transform.units import find_units

_NOTE_MARK = re.compile(r"(?:注|附注|说明|备注)[0-9]?:.")
_PAGE_NUMBER = re.compile(r"[-—–·\s第]*[0-9]{1,4}(?:\s*[/／共]\s*[0-9]{1,4})?[-—–·\s页]*")


@cache
def _labels() -> frozenset[str]:
    return frozenset(heading_key(label) for label in section("caption")["labels"])


@cache
def _notes() -> tuple[str, ...]:
    return tuple(fold(word) for word in section("caption")["notes"])


@cache
def _empty_sentences() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in section("empty")["sentences"])


@cache
def _about_table() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in section("empty")["about_table"])


def is_page_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(text.strip()) is not None


def is_caption(text: str) -> bool:
    """公开07表, 单位：万元, 部门：某局, 2024年度: what stands between a title and its table, several side by side as well."""
    parts = text.split()
    return _is_one_caption(text) or (len(parts) > 1 and all(_is_one_caption(part) for part in parts))


def _is_one_caption(text: str) -> bool:
    short = compact(text)
    if not short or is_form_number(text):
        return True
    if len(short) > 60 or re.search("[。；！？]", short):
        return False
    if find_units(text) and re.search("单位|元[)）]?$", short):
        return True
    label = re.match(r"^([^:：]{2,12})[:：]", short)
    if label is not None and heading_key(label.group(1)) in _labels():
        return True
    return re.fullmatch(r"\(?20[0-9]{2}年?度?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?\)?", fold(text)) is not None


def is_note(text: str) -> bool:
    """注：…, 说明：…, or a numbered sentence below a table."""
    folded = re.sub(r"^(?:[0-9]{1,2}[.,、)]|[*※])", "", fold(text))
    return folded.startswith(_notes()) and len(folded) > 2


def says_empty(text: str, *, about_table: bool = False) -> bool:
    """Whether a sentence says that the table has no data (故本表无数据). Without a table it must speak of the table itself."""
    folded = fold(text)
    patterns = _about_table() if about_table else _empty_sentences()
    return any(pattern.search(folded) for pattern in patterns)


@cache
def _personal() -> frozenset[str]:
    return frozenset(heading_key(label) for label in section("caption")["personal"])


def is_personal(text: str) -> bool:
    """单位负责人：某某 or the bare label: what follows is a name or a number."""
    return any(heading_key(part) in _personal() for part in re.split(r"[:：\s]+", text) if part)


def is_caption_row(row: PublishedRow) -> bool:
    """A row of a grid that stands above the header: title, form number, department, unit; no figures."""
    filled = row.filled
    if not filled:
        return True
    if any(isinstance(read_cell_number(cell.text), Number) for cell in filled):
        return False
    titles = [cell for cell in filled if title_of(cell.text) is not None]
    unit_words = phrase_cells([cell.text for cell in filled])
    return len(titles) <= 1 and all(
        cell in titles or index in unit_words or is_caption(cell.text) for index, cell in enumerate(filled)
    )


def is_title_row(row: PublishedRow) -> bool:
    """A caption row that names a statement."""
    return is_caption_row(row) and any(title_of(cell.text) is not None for cell in row.filled)


def note_of_row(row: PublishedRow) -> str | None:
    """The text of a row that is a note of the table and no body row."""
    filled = row.filled
    if len(filled) != 1:
        return None
    text = filled[0].text
    width = row.cells[-1].end - row.cells[0].start
    spans = filled[0].end - filled[0].start > 0.6 * width or len(row.cells) == 1
    if spans and (is_note(text) or len(compact(text)) > 40 or re.search("[。；]$", compact(text)) or says_empty(text)):
        return text
    return text if is_note(text) and (len(compact(text)) > 12 or _NOTE_MARK.match(fold(text))) else None

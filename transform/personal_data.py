"""Names and telephone numbers of officers (个人信息) stay in the raw archive only (DOMAIN §8, 个人信息保护法).

They are masked once, where the rows of a document are written (:func:`masked_rows`), by what kind of field it is: a contact may
stand in a text or a name; a code, a figure, the name of an office or a label is none, however much its digits look like a number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any

import data
from transform.amounts import Number, read_cell_number
from transform.chinese_text import compact
from transform.projects import split_project_code

NAME_MARK, PHONE_MARK = "[姓名]", "[电话]"

# a narrow cell breaks a number over two lines; a number within a longer word (a code) is no telephone
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?<![0-9]\.)1[3-9](?:\s?[0-9]){9}(?!\.?[0-9]|[A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(?<![0-9]\.)0[0-9]{2,3}[-—－ ]?[0-9]{7,8}(?![0-9A-Za-z])")
_NUMBER = r"[0-9][0-9 \-—－]{5,}[0-9]"
_LABELLED_PHONE = re.compile(
    rf"((?:联系)?电话|联系方式|手机号?码?|传真|(?i:tel|phone))([:：\s]*)({_NUMBER}(?:[/、,，;；]\s*{_NUMBER})*)"
)
_LABELLED_NAME = re.compile(
    r"((?:项目)?负责人|联系人|填报人|填表人|经办人|审核人|制表人)(?:[(（]签[字章名][)）])?([:：]\s*)([一-鿿·]{2,4})(?![一-鿿])"
)
_NAME = re.compile(r"[一-鿿·]{2,4}")
_DIGITS = re.compile(_NUMBER)


class Field(Enum):
    """What kind of field a column is, for the question whether a contact may stand in it."""

    CODE = "a key, code, place or word of our own: never masked"
    LABEL = "the name of an office, a heading, a title: masked only where it is nothing but an officer's name or number"
    FIGURE = "a printed figure: masked only where it is an officer's number; what is no figure is a text"
    NAME = "the name of a project, with its code in front: the code is kept"
    TEXT = "anything that people wrote"


_FIGURE_TABLES = frozenset({"statement_amount", "statement_count", "project_funding"})


@cache
def _columns(kind: str) -> frozenset[str]:
    return frozenset(data.yaml_document("forms")["personal"]["columns"][kind])


def field_of(table: str, column: str, figure: str | None = None) -> Field:
    """The kind of a column; ``figure`` is what a row of ``figure_location`` is about. A column that nobody listed is a text."""
    if column in _columns("code"):
        return Field.CODE
    if column in _columns("name"):
        return Field.NAME
    if column in ("published_text", "stored_value"):
        if table == "project_evaluation":
            return Field.NAME
        if figure is not None:
            return Field.CODE if column == "stored_value" and figure in _columns("code") else _field_of_figure(figure)
        return Field.FIGURE if table in _FIGURE_TABLES else Field.TEXT
    return Field.LABEL if column in _columns("label") else Field.TEXT


def _field_of_figure(figure: str) -> Field:
    if figure in _columns("name") or figure in _columns("code"):
        return Field.NAME
    if figure in _columns("text"):
        return Field.TEXT
    return Field.LABEL if figure in _columns("label") else Field.FIGURE


def masked_rows(table: str, rows: Iterable[Mapping[str, Any]], known: Collection[str]) -> list[Mapping[str, Any]]:
    """The rows of a staged table without contacts; ``known`` are the officers' names and numbers that the document prints."""
    return [
        {
            column: masked_field(value, field_of(table, column, row.get("figure")), known) if isinstance(value, str) else value
            for column, value in row.items()
        }
        for row in rows
    ]


def masked_field(text: str, field: Field, known: Collection[str]) -> str:
    """One value of a row, masked as its kind of field asks."""
    match field:
        case Field.CODE:
            return text
        case Field.LABEL:
            return _mark_of(compact(text)) if compact(text) in known else text
        case Field.FIGURE:
            is_figure = isinstance(read_cell_number(text), Number)
            return masked_field(text, Field.LABEL, known) if is_figure else masked(text, known)
        case Field.NAME:
            return _masked_name(text, known)
        case Field.TEXT:
            return masked(text, known)


def _masked_name(text: str, known: Collection[str]) -> str:
    code, _ = split_project_code(text)
    place = _spread(code).search(text) if code is not None and code not in known else None
    if place is None:
        return masked(text, known)
    before, behind = text[: place.start()], text[place.end() :]
    return f"{masked(before, known)}{place.group(0)}{masked(behind, known)}"


def _spread(code: str) -> re.Pattern[str]:
    """A code as it stands in a cell that breaks it over lines."""
    return re.compile(r"\s*".join(map(re.escape, code)))


def personal_parts(texts: Iterable[str]) -> frozenset[str]:
    """The names and numbers inside the values of officer and telephone cells. An office (办公室) in their place is no person."""
    offices = tuple(data.yaml_document("forms")["personal"]["office_endings"])
    parts: set[str] = set()
    for text in texts:
        parts.update(match.group(0) for match in _DIGITS.finditer(text))
        words = compact(re.sub(r"[0-9\-—－]", "", text))
        if words.endswith(offices):
            continue
        parts.update(match.group(0) for match in _NAME.finditer(words))
        parts.update(match.group(0) for match in _NAME.finditer(re.sub(r"[0-9\-—－]", " ", text)))
    return frozenset(part for part in parts if len(part) >= 2)


def masked(text: str, known: Collection[str]) -> str:
    """A text that people wrote, with telephone numbers and the known officers' names replaced by marks."""
    masked_text = _LABELLED_PHONE.sub(lambda m: m.group(1) + m.group(2) + PHONE_MARK, text)
    masked_text = _LABELLED_NAME.sub(lambda m: m.group(1) + m.group(2) + NAME_MARK, masked_text)
    masked_text = _MOBILE.sub(PHONE_MARK, masked_text)
    masked_text = _LANDLINE.sub(PHONE_MARK, masked_text)
    for part in _longest_first(known):
        if part in masked_text:
            masked_text = masked_text.replace(part, _mark_of(part))
    return masked_text


def _longest_first(known: Collection[str]) -> Sequence[str]:
    return sorted(known, key=len, reverse=True)


def _mark_of(part: str) -> str:
    return PHONE_MARK if part[0].isdigit() else NAME_MARK

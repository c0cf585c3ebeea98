"""The head of a form (表头): name of the project, departments; officers are noticed and left out (DOMAIN §8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from transform.chinese_text import joined
from transform.departments import split_code
from transform.forms.self_evaluation.reading import Figure, FormReading, text_figure
from transform.projects import is_project_code, split_project_code
from transform.recognise.published_rows import PublishedRow, RowCell, heading_key
from transform.recognise.wordings import lookup

_LABELLED = re.compile(r"([一-鿿（）()]{2,12})\s*[：:]\s*([^：:\s]{2,20})")
PERSONAL = frozenset({"officer", "phone", "officer_and_phone"})
_PERSON_REMARK = re.compile(r"[(（][^()（）]*[：:][^()（）]*[)）]")


def head_label(cell: RowCell) -> str | None:
    """The field that a label cell of the head stands for, e.g. "project_name", or None."""
    return lookup("head").get(cell.key)


def read_head_row(row: PublishedRow, reading: FormReading) -> None:
    """Label, value, label, value … from left to right; a value is all text up to the next label."""
    if any(head_label(cell) in PERSONAL for cell in row.own):
        # an officer whose name is struck out is an officer all the same
        reading.personal_texts += [cell.cell.struck for cell in row.own if cell.cell.struck.strip()]
    label: str | None = None
    label_cell: RowCell | None = None
    values: list[RowCell] = []
    for cell in row.own:
        found = head_label(cell)
        in_one = label_with_value(cell) if found is None and not cell.is_empty else None
        if found is not None or in_one is not None:
            _store(label, values, reading, label_cell)
            label, label_cell, values = found, cell, []
            if in_one is not None:
                _store_text(in_one[0], in_one[1], cell, reading)
        elif label is not None and not cell.is_empty:
            values.append(cell)
    _store(label, values, reading, label_cell)


def label_with_value(cell: RowCell) -> tuple[str, str] | None:
    """A cell that holds both, e.g. "主管部门：某局"."""
    text = joined(cell.text)
    for mark in ("：", ":"):
        if mark in text:
            label, value = text.split(mark, 1)
            field = lookup("head").get(heading_key(label))
            return (field, value.strip()) if field and value.strip() else None
    return None


def _store_text(field: str, value: str, cell: RowCell, reading: FormReading) -> None:
    if field in PERSONAL:
        _note_person(field, value, reading)
    else:
        _keep(field, Figure(value, cell.cell, steps=("取冒号后的内容",), text=cell.text), reading)


def _store(field: str | None, values: Sequence[RowCell], reading: FormReading, label_cell: RowCell | None) -> None:
    if field is None:
        return
    if field in PERSONAL:
        for cell in values:
            _note_person(field, joined(cell.text), reading)
        return
    figures = [figure for figure in map(text_figure, values) if figure.value is not None]
    if not figures:
        if label_cell is not None:
            _keep(field, Figure(None, label_cell.cell), reading)
        return
    figure = figures[0]
    if len(figures) > 1 and field == "project_name":
        reading.doubt("EX-102", "项目名称右侧有多个单元格，只取第一个，其余没有入库。", figures[1].cell)
    _keep(field, figure, reading)


def _keep(field: str, figure: Figure, reading: FormReading) -> None:
    if field not in reading.head or reading.head[field].value is None:
        reading.head[field] = figure


def settle_project(reading: FormReading) -> None:
    """The code that a budget system prints before the name (51000021T…-设备更新) is parted from it: the name is the name."""
    printed = reading.head.get("project_code")
    if printed is not None and not (isinstance(printed.value, str) and is_project_code(printed.value)):
        del reading.head["project_code"]
    name = reading.head.get("project_name")
    if name is None or not isinstance(name.value, str):
        return
    code, bare = split_project_code(name.value)
    if code is None:
        return
    text = name.published_text
    reading.head["project_name"] = replace(name, value=bare, steps=(*name.steps, "去掉项目代码"), text=text)
    reading.head.setdefault("project_code", Figure(code, name.cell, steps=("取名称中的项目代码",), text=text))


def settle_department(reading: FormReading) -> None:
    """Whoever hands the money down (中央主管部门) is the department of a form that names no other one."""
    higher = reading.head.pop("higher_department", None)
    own = reading.head.get("department")
    if higher is not None and (own is None or own.value is None):
        reading.head["department"] = higher


def note_persons_in(texts: Sequence[str], reading: FormReading) -> None:
    """Officers named on the lines around a form (联系人：…  联系电话：…)."""
    for text in texts:
        for match in _LABELLED.finditer(text):
            # the label may follow the name of the unit: 某某中心（联系人：…）
            label = heading_key(re.split("[(（]", match.group(1))[-1])
            field = lookup("head").get(label)
            if field in PERSONAL:
                _note_person(field, joined(match.group(2)), reading)


def _note_person(field: str, text: str, reading: FormReading) -> None:
    if not text:
        return
    reading.personal_texts.append(text)
    if field == "phone" or any(character.isdigit() for character in text):
        reading.has_contact_phone = True
    if field != "phone":
        reading.has_contact_name = True


def department_of(head: Mapping[str, Figure], field: str) -> tuple[str | None, str | None]:
    """(local code, name as published without it) of 主管部门 or 实施单位; (None, None) where it is not printed."""
    figure = head.get(field)
    if figure is None or not isinstance(figure.value, str):
        return None, None
    # a remark with a label of its own (联系人：…) is no part of the name
    return split_code(_PERSON_REMARK.sub("", figure.value))

"""Finds the self-evaluation forms of a document (自评表识别): which rows, over which grids and pages, are one form.

A form begins at its 项目名称 row (or, where that is missing, at the grid that holds its headings), goes on over page ends
until its 总分 row, and takes the foot rows and the title lines around it along. Nothing depends on the order of the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transform.amounts import Number, read_cell_number
from transform.chinese_text import compact, fold
from transform.forms.self_evaluation.continued_tables import continues_headings, is_heading
from transform.forms.self_evaluation.funding import is_funding_header
from transform.forms.self_evaluation.goals import goal_columns
from transform.forms.self_evaluation.head import PERSONAL, head_label, label_with_value
from transform.forms.self_evaluation.indicator_columns import indicator_fields, is_indicator_header
from transform.forms.self_evaluation.totals import foot_kind
from transform.indicators import is_level1, is_level2
from transform.recognise.published_rows import Line, ProseLine, PublishedRow, heading_key
from transform.recognise.wordings import form_wordings, keys
from transform.units import find_unit

_HEAD_ROWS = 6
_TITLE_LENGTH = 40
_YEAR_LINE = re.compile("^[^0-9]{0,12}(?:19|20)[0-9]{2}年度?[^月]*$")
_ANNEX = re.compile("附件|附表|附[0-9一二三四五六七八九十]")
_FURNITURE_LENGTH = 24
"""Lines between two parts of one form are page numbers, repeated titles, units: short. Longer prose ends a form."""


@dataclass
class FormArea:
    """The lines of one form: the title lines before it, its rows, and the lines within and directly behind it."""

    before: tuple[str, ...] = ()
    rows: list[PublishedRow] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    is_complete: bool = False
    """True once the total row is seen."""

    @property
    def page(self) -> int | None:
        return self.rows[0].page if self.rows else None


def is_form_start(row: PublishedRow) -> bool:
    """A row that names the project: the label 项目名称 with its value beside it, not one heading among the headings of a list."""
    labels = [cell for cell in row.filled if head_label(cell) == "project_name"]
    if not labels:
        return any((label_with_value(cell) or ("",))[0] == "project_name" for cell in row.filled[:1])
    others = [cell for cell in row.filled if cell is not labels[0]]
    if not others:
        return True
    headings = [cell for cell in others if head_label(cell) not in (None, "other") or cell.key in keys("lists", "headings")]
    return len(headings) < max(1, len(others)) and not any(isinstance(read_cell_number(c.text), Number) for c in row.filled[:1])


def is_evaluation_area(area: FormArea) -> bool:
    """True where the rows have what only a self-evaluation has: results or scores beside the targets, not the targets alone."""
    return any(is_indicator_header(row) and indicator_fields(row).keys() & {"actual", "score"} for row in area.rows)


def is_of_whole_department(area: FormArea) -> bool:
    """部门整体支出绩效自评表: the nearest title or a label says so and no project is named. Its money is that of all projects
    and the staff together, and must not be added to theirs."""
    words = form_wordings()["whole_department_words"]
    if any(head_label(cell) == "project_name" for row in area.rows for cell in row.filled):
        return False
    head = [cell.text for row in area.rows[:_HEAD_ROWS] for cell in row.filled if len(compact(cell.text)) <= _TITLE_LENGTH]
    titles = [text for text in area.before if _is_form_title(text) and len(compact(text)) <= _TITLE_LENGTH]
    return any(word in compact(text) for text in (*titles[-1:], *head) for word in words)


def without_forms(lines: Sequence[Line], areas: Sequence[FormArea]) -> list[Line]:
    """The lines that no form has claimed: a form behind the last statement is never columns of that statement, and the unit above
    the form is no unit below the statement."""
    claimed = {(row.grid, row.row) for area in areas for row in area.rows}
    kept: list[Line] = []
    for line in lines:
        if isinstance(line, ProseLine) or (line.grid, line.row) not in claimed:
            kept.append(line)
        else:
            del kept[_beginning_of_titles(kept, line.grid) :]
            kept.append(_CLAIMED)
    return [line for line in kept if line is not _CLAIMED]


_CLAIMED = ProseLine("", None)


def _beginning_of_titles(lines: Sequence[Line], grid: int) -> int:
    """Where the lines straight above a row of a form begin to speak of it: its title or 附件, else its year and unit. Behind a
    row of the form before it they all do."""
    first = len(lines)
    while first and (line := lines[first - 1]) is not _CLAIMED:
        is_title = isinstance(line, PublishedRow) and line.grid == grid and _is_title_row(line)
        if not is_title and not isinstance(line, ProseLine):
            break
        first -= 1
    above = [line.text if isinstance(line, ProseLine) else "".join(_texts([line])) for line in lines[first:]]
    if first and lines[first - 1] is _CLAIMED:
        return first
    begins = [index for index, text in enumerate(above) if _is_form_title(text) or _ANNEX.match(compact(text))]
    if begins:
        return first + begins[0]
    own = 0
    while own < len(above) and (find_unit(above[-own - 1]) is not None or _YEAR_LINE.search(fold(above[-own - 1]))):
        own += 1
    return len(lines) - own


def evaluation_areas(lines: Sequence[Line]) -> list[FormArea]:
    """The lines of every self-evaluation form, those of a whole department too."""
    areas: list[FormArea] = []
    current: FormArea | None = None
    prose: list[str] = []
    title_rows: list[PublishedRow] = []
    headed_grids = _grids_with_headings(lines)
    tables: dict[int, list[PublishedRow]] = {}
    for line in lines:
        if isinstance(line, PublishedRow):
            tables.setdefault(line.grid, []).append(line)
    for line in lines:
        if isinstance(line, ProseLine):
            prose.append(line.text)
            continue
        if is_form_start(line) or (
            current is None and line.begins_grid and line.grid in headed_grids and not _has_start(lines, line.grid)
        ):
            if current is not None:
                # title rows of the next form on the same sheet are no rows of the form before
                title_rows = _take_trailing_titles(current, line)
                current.after.extend(prose)
            same_grid = [row for row in title_rows if row.grid == line.grid]
            headed = [row for row in same_grid if _has_head_label(row)]
            current = FormArea(before=(*prose[-12:], *_texts([row for row in same_grid if row not in headed])))
            areas.append(current)
            current.rows.extend([*headed, line])
            prose, title_rows = [], []
            continue
        if current is not None and _goes_on(current, line, prose, headed_grids, tables[line.grid]):
            current.within.extend(prose)
            prose = []
            current.rows.append(line)
            current.is_complete = current.is_complete or (foot_kind(line) == "total" and is_evaluation_area(current))
            continue
        if current is not None:
            current.after.extend(prose[:6])
            current = None
        title_rows = [row for row in title_rows if row.grid == line.grid]
        title_rows.append(line)
    if current is not None:
        current.after.extend(prose[:6])
    for area in areas:
        _lift_titles(area)
    return [area for area in areas if is_evaluation_area(area)]


def _texts(rows: Sequence[PublishedRow]) -> list[str]:
    return [cell.text for row in rows for cell in row.filled]


def _grids_with_headings(lines: Sequence[Line]) -> set[int]:
    return {
        line.grid
        for line in lines
        if isinstance(line, PublishedRow)
        and (is_indicator_header(line) or is_funding_header(line) or goal_columns(line) is not None)
    }


def _has_start(lines: Sequence[Line], grid: int) -> bool:
    return any(isinstance(line, PublishedRow) and line.grid == grid and is_form_start(line) for line in lines)


def _take_trailing_titles(area: FormArea, start: PublishedRow) -> list[PublishedRow]:
    """Rows behind the foot of a form on the same grid as the next start: they are that form's title rows."""
    header = max((index for index, row in enumerate(area.rows) if is_indicator_header(row)), default=-1)
    # a total that stands in the head (自评总分) is no foot: what follows it is the form itself
    last_foot = max((index for index, row in enumerate(area.rows) if index > header and foot_kind(row) is not None), default=None)
    if last_foot is None:
        # a form without a foot: the title lines straight above the start
        last_foot = len(area.rows) - 1
        while last_foot >= 0 and area.rows[last_foot].grid == start.grid and _is_title_row(area.rows[last_foot]):
            last_foot -= 1
    trailing = [row for row in area.rows[last_foot + 1 :] if row.grid == start.grid and not _is_signature(row)]
    area.rows = [row for row in area.rows if row not in trailing]
    return trailing


def _is_title_row(row: PublishedRow) -> bool:
    """A title, a year or a unit as a line of the table itself (项目支出绩效自评表, （2024年度）, 单位：万元)."""
    texts = [cell.text for cell in row.filled]
    if not texts or len(texts) > 2 or _has_head_label(row):
        return not texts
    return any(_is_form_title(text) or find_unit(text) is not None or _YEAR_LINE.search(fold(text)) for text in texts)


def _lift_titles(area: FormArea) -> None:
    """A form that begins at its grid has its title lines among its rows: they are lines before it."""
    while len(area.rows) > 1 and _is_title_row(area.rows[0]):
        area.before = (*area.before, *_texts(area.rows[:1]))
        del area.rows[0]


def _has_head_label(row: PublishedRow) -> bool:
    return any(head_label(cell) is not None for cell in row.filled)


def _is_signature(row: PublishedRow) -> bool:
    """联系人, 联系电话, 填报日期 below a form: all labels are of officers or dates, none names a department or a project.
    A row that prints a unit (单位：万元) is none: it stands above the next form."""
    if any(find_unit(cell.text) is not None for cell in row.filled):
        return False
    labels = {head_label(cell) or (label_with_value(cell) or ("",))[0] for cell in row.filled} - {"", None}
    return bool(labels) and labels <= {*PERSONAL, "other"}


def _goes_on(
    area: FormArea, row: PublishedRow, prose: Sequence[str], headed_grids: set[int], table: Sequence[PublishedRow]
) -> bool:
    """Whether a row still belongs to the form. A new grid (``table``) does while the form is incomplete and only furniture is
    between."""
    last = area.rows[-1]
    if row.grid == last.grid:
        return True
    if any(len(heading_key(text)) > _FURNITURE_LENGTH or _is_form_title(text) for text in prose):
        return False
    if foot_kind(row) is not None and not _is_list_total(row, headed_grids):
        return True
    if area.is_complete:
        repeats_header = is_indicator_header(row) and _same_frame(last, row)
        is_rest = foot_kind(last) in ("conclusion", "notes") and len(row.filled) <= 2
        return _is_signature(row) or (_is_next_page(last, row) and (repeats_header or is_rest))
    if row.grid in headed_grids or (_is_next_page(last, row) and _same_frame(last, row)):
        return True
    return _continues_unheaded(area, table)


def _continues_unheaded(area: FormArea, table: Sequence[PublishedRow]) -> bool:
    """A table without headings straight behind one of a form, in a file without pages: it has the same number of columns, and a
    level or the total of a form is in it."""
    heading = next((row for row in reversed(area.rows) if is_heading(row, None)), None)
    if heading is None or table[0].grid != area.rows[-1].grid + 1 or table[0].cells[0].cell.box is not None:
        return False
    known = any(foot_kind(row) == "total" for row in table) or any(
        is_level1(compact(cell.text)) or is_level2(compact(cell.text)) for row in table for cell in row.filled[:2]
    )
    return known and continues_headings(heading, table)


def _is_form_title(text: str) -> bool:
    return any(word in compact(text) for word in form_wordings()["title_words"])


def _is_list_total(row: PublishedRow, headed_grids: set[int]) -> bool:
    """合计 as the first word of a grid of its own that has no heading of a form is another table's total."""
    return row.begins_grid and foot_kind(row) == "total" and row.grid not in headed_grids and len(row.filled) > 4


def _is_next_page(last: PublishedRow, row: PublishedRow) -> bool:
    return last.page is not None and row.page is not None and 0 <= row.page - last.page <= 1


def _same_frame(last: PublishedRow, row: PublishedRow) -> bool:
    """Both rows span about the same stretch of the ruler."""
    start, end = last.cells[0].start, last.cells[-1].end
    tolerance = 0.05 * max(1.0, end - start)
    return abs(row.cells[0].start - start) <= tolerance and abs(row.cells[-1].end - end) <= tolerance

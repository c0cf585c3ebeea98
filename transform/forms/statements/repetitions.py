"""Rows, pages and tables that a document prints twice (重复列示): published twice, counted once, and said.

A row counts as printed before where its code and label, or its numbered label, and all its figures come again. Labels without
code and number (其他, 办公用品) may rightly come again; they count only as part of a run that comes again as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from transform.chinese_text import compact, fold
from transform.forms.statements.reading import StatementReading, StatementRow
from transform.forms.statements.wordings import is_total

_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[,.]|\([一二三四五六七八九十0-9]{1,2}\)|[0-9]{1,2}[.,)])")
_RUN = 3
_SAME_TABLE = 0.8
_NAMED = 3

Key = tuple[str | None, str, str]
Figures = tuple[tuple[tuple[str, ...], str], ...]


def mark_repetitions(readings: Sequence[StatementReading]) -> None:
    """Marks what is printed again in its own statement or in a second print of it, with a doubt for each statement."""
    for reading in readings:
        _mark_rows(reading)
    for index, later in enumerate(readings):
        for earlier in readings[:index]:
            if earlier.title.code != later.title.code:
                continue
            if not _mark_second_print(earlier, later):
                _doubt_other_account(earlier, later)
            break


def _key(row: StatementRow) -> Key:
    return row.side, row.code or "", compact(row.label or "")


def _figures(row: StatementRow) -> Figures:
    return tuple((figure.path, compact(figure.cell.text)) for figure in row.figures)


def _is_filled(row: StatementRow) -> bool:
    return any(figure.number for figure in row.figures)


def _is_named(row: StatementRow) -> bool:
    """Whether code or label say that there can be one such row only."""
    label = row.label or ""
    return bool(row.code) or is_total(label) or _ORDINAL.match(fold(label)) is not None


def _mark_rows(reading: StatementReading) -> None:
    for _, group in groupby(reading.rows, key=lambda row: row.block):
        rows = list(group)
        first: dict[tuple[Key, Figures], int] = {}
        repeats: list[tuple[int, int]] = []
        for index, row in enumerate(rows):
            print_ = (_key(row), _figures(row))
            if print_ in first:
                repeats.append((index, first[print_]))
            else:
                first[print_] = index
        for run in _runs(repeats):
            if any(_is_filled(rows[index]) for index, _ in run):
                for index, _ in run:
                    rows[index].again = len(run) >= _RUN or (_is_named(rows[index]) and _is_filled(rows[index]))
    again = [row for row in reading.rows if row.again]
    if any(row.code or not is_total(row.label or "") for row in again):  # 合计 at the head of each page is custom
        named = "、".join(f"“{' '.join(part for part in (row.code, row.label) if part)}”" for row in again[:_NAMED])
        more = f"等 {len(again)} 行" if len(again) > _NAMED else ""
        message = f"“{reading.title.name}”中{named}{more}重复列示，数字相同：公布库中两次都保留，汇总时只计一次。"
        reading.doubt("EX-127", message, None, again[0].page)


def _runs(repeats: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Repeated rows that follow one another as the rows that they repeat do."""
    runs: list[list[tuple[int, int]]] = []
    for index, before in repeats:
        if runs and (index, before) == (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1):
            runs[-1].append((index, before))
        else:
            runs.append([(index, before)])
    return runs


def _doubt_other_account(earlier: StatementReading, later: StatementReading) -> None:
    """The same statement with other figures: of a unit beside its department, of another fund, or corrected. All are kept."""
    filled = [any(map(_is_filled, reading.rows)) for reading in (earlier, later)]
    if all(filled):
        text = f"文件中有两张“{later.title.name}”，数字不同：可能是不同单位或口径的报表，相加前请先区分。"
        later.doubt("EX-143", text)


def _mark_second_print(earlier: StatementReading, later: StatementReading) -> bool:
    """Whether a statement is another print of an earlier one: most of its rows are the same. Those count once; the others are
    two prints that contradict one another."""
    before = {_key(row): row for row in earlier.rows if _is_filled(row)}
    rows = [row for row in later.rows if _is_filled(row)]
    same = [row for row in rows if _key(row) in before and _figures(before[_key(row)]) == _figures(row)]
    if len(same) < _RUN or len(same) < _SAME_TABLE * max(len(rows), len(before)):
        return False
    for row in later.rows:
        row.again = row.again or row in same or not _is_filled(row)
    name = later.title.name
    later.doubt("EX-127", f"“{name}”整张表重复列示（{len(same)} 行数字相同）：公布库中两次都保留，汇总时只计一次。")
    for row in rows:
        if row not in same and _key(row) in before:
            where = " ".join(part for part in (row.code, row.label) if part)
            later.doubt("EX-127", f"“{name}”重复列示，“{where}”一行两次的数字不同，哪一次正确不能确定。", None, row.page)
    return True

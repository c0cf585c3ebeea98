"""Columns of a statement from its header rows (表头路径): each is an interval of the ruler with its headings, outermost first.

Header rows are known by what they hold: headings and no figures. 栏次 rows (1, 2, 3 …) belong to the header but are not part
of a path. A header row can be fused with the first body row (类 | 款 | 项 | 合计 | 2,946.25); its cells are then told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile

from transform.amounts import Blank, Number, read_cell_number
from transform.chinese_text import compact, fold, plain_radicals
from transform.forms.statements.wordings import code_parts, headings, is_total, known_headings, section
from transform.recognise.published_rows import PublishedRow, RowCell, heading_key, overlap
from transform.units import find_unit

STUB_KINDS = frozenset({"code", "code_part", "label", "line", "ordinal"})
_COLUMN_NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|[甲乙丙丁]|[A-Za-z])\)?|[0-9]{1,3}(?:=|＝).*|[0-9]{1,3}(?:[+-][0-9]{1,3})+")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column. ``kind``: code, code_part, label, line (行次), ordinal (序号), attribute (text), rate (%), value (figures).
    ``path`` has the headings from the outermost in, white space removed; ``level`` is 0–2 for 类/款/项; ``unit`` what the
    heading prints as unit (of money or of things)."""

    start: float
    end: float
    path: tuple[str, ...]
    kind: str
    level: int = 0
    unit: str = ""

    @property
    def name(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True)
class Header:
    """The columns of a part of a table and its body: the rows behind the header, those fused with it without their headings."""

    leaves: tuple[Leaf, ...]
    body: tuple[PublishedRow, ...]
    row_count: int
    is_short: bool = False
    """True where the header has fewer cells than the body has columns: which heading stands over which column is not certain."""
    headless: int = 0
    """How many columns of figures from the left have a blank outermost heading: it may stand on the page before."""


def heading_text(text: str) -> str:
    """A heading as it enters a path: radicals replaced, white space removed."""
    return compact(plain_radicals(text))


@lru_cache(maxsize=65536)
def _parsed(text: str) -> type[object]:
    return type(read_cell_number(text))


def is_number(cell: RowCell) -> bool:
    return _parsed(cell.text) is Number


def is_blank_cell(cell: RowCell) -> bool:
    """Nothing, or a dash, is printed."""
    return _parsed(cell.text) is Blank


def kind_of_heading(path: Sequence[str]) -> tuple[str, int]:
    """What the headings above a column say that it holds; "value" where they say nothing else."""
    keys = [heading_key(text) for text in path]
    if not keys:
        return "value", 0
    last = keys[-1]
    if last in code_parts() and (len(keys) == 1 or len(last) == 1 or any(_is_code(key) for key in keys)):
        return "code_part", code_parts()[last]
    if _is_code(last):
        return "code", 0
    for kind in ("line", "ordinal", "attribute"):
        if last in headings(kind):
            return kind, 0
    if last in headings("label") or last.endswith(tuple(section("headings")["label_endings"])):
        return "label", 0
    if last in headings("rate") or last.endswith(("率", "比重")) or "%" in fold(path[-1]):
        return "rate", 0
    if any(key in headings("attribute") for key in keys):
        return "attribute", 0
    return "value", 0


def _is_code(key: str) -> bool:
    return key in headings("code") or key.endswith(tuple(section("headings")["code_endings"]))


def is_stub_heading(cell: RowCell) -> bool:
    """项目, 科目编码, 行次, 类 …: what only a header row holds."""
    key = cell.key
    if key in code_parts() or key in headings("column_numbers"):
        return True
    return kind_of_heading([cell.text])[0] in STUB_KINDS


def is_column_number_row(row: PublishedRow) -> bool:
    """栏次 1 2 3 …: numbers that count the columns and are not figures."""
    filled = [cell for cell in row.filled if cell.key not in headings("column_numbers")]
    marked = len(filled) < len(row.filled)
    filled = [cell for cell in filled if not is_stub_heading(cell)]
    if not filled or any(_COLUMN_NUMBER.fullmatch(fold(cell.text)) is None for cell in filled):
        return False
    counted = [
        int(match.group())
        for cell in filled
        if (match := re.match(r"\(?([0-9]{1,3})", fold(cell.text))) and (match := re.search("[0-9]+", match.group()))
    ]
    in_order = all(second - first in (0, 1) for first, second in pairwise(counted))
    if marked:
        return in_order
    return in_order and len(counted) >= 3 and counted[-1] - counted[0] == len(counted) - 1 and counted[0] >= 1


def _is_heading_cell(cell: RowCell) -> bool:
    return cell.key in known_headings() or is_stub_heading(cell) or find_unit(cell.text) is not None


def _is_header_row(row: PublishedRow, above: Sequence[PublishedRow], *, is_titled: bool) -> bool:
    """A row without figures that holds headings. The first row behind a title always is one."""
    filled = row.filled
    if is_column_number_row(row):
        return bool(above) or any(cell.key in headings("column_numbers") for cell in filled) or len(filled) >= 5
    if any(is_number(cell) or is_blank_cell(cell) for cell in filled) or not filled:
        return False
    if not above:
        return is_titled or any(is_stub_heading(cell) for cell in filled) or _is_side_row(row) or _is_full_of_headings(row)
    reached = any(_reaches_down(cell) for cell in row.cells if not cell.own)
    if len(filled) > 1 and not any(_is_under_stub(cell, above) for cell in filled):
        return True
    if any(is_stub_heading(cell) for cell in filled):
        return True
    if reached and not _is_lone_total(row):
        return True
    return all(_is_heading_cell(cell) for cell in filled) and not _is_lone_total(row) and not _is_label_row(row)


def _is_under_stub(cell: RowCell, above: Sequence[PublishedRow]) -> bool:
    """Whether a cell stands below a heading of labels; in the body only numbers stand elsewhere."""
    return any(is_stub_heading(heading) and _shares(heading, cell) for row in above for heading in row.filled)


def _is_full_of_headings(row: PublishedRow) -> bool:
    """人员经费 | 公用经费: every cell is printed and a known heading, none of them the label of a row."""
    return (
        len(row.filled) == len(row.own)
        and all(_is_heading_cell(cell) for cell in row.filled)
        and not is_total(row.filled[0].text)
    )


def _is_side_row(row: PublishedRow) -> bool:
    keys = {cell.key for cell in row.filled}
    return bool(keys & headings("income")) and bool(keys & headings("expenditure"))


def _reaches_down(cell: RowCell) -> bool:
    """A filled heading cell above that is not one of 类/款/项, which may stand beside the 合计 row."""
    return not cell.is_empty and cell.key not in code_parts() and cell.cell.row_span > 1


def _is_lone_total(row: PublishedRow) -> bool:
    """合计 as the row's label, its figures blank: the first body row of an empty table."""
    first = row.filled[0]
    others = [cell for cell in row.own if cell is not first and cell.start >= first.end]
    return is_total(first.text) and len(row.filled) == 1 and bool(others)


def _is_label_row(row: PublishedRow) -> bool:
    """本年收入合计 | (blank) | 本年支出合计 | (blank): labels with their figures blank."""
    blanks = sum(cell.is_empty for cell in row.own)
    return bool(blanks) and all(is_total(cell.text) for cell in row.filled)


def header_of(rows: Sequence[PublishedRow], *, is_titled: bool) -> Header | None:
    """The header that a sequence of rows begins with, or None when it begins with body rows."""
    count = 0
    while count < len(rows):
        row = rows[count]
        if _is_header_row(row, rows[:count], is_titled=is_titled):
            count += 1
        elif not row.filled and 0 < count < len(rows) - 1 and _is_header_row(rows[count + 1], rows[: count + 1], is_titled=False):
            count += 1  # an empty row between two rows of headings
        else:
            break
    if count == 0:
        return None
    header_cells = [(index, cell) for index, row in enumerate(rows[:count]) if not is_column_number_row(row) for cell in row.own]
    header_cells += [
        (index, cell)
        for index, row in enumerate(rows[:count])
        if is_column_number_row(row)
        for cell in row.filled
        if is_stub_heading(cell) and cell.key not in headings("column_numbers")
    ]
    body = list(rows[count:])
    if body:
        fused, rest = _split_fused(body[0], header_cells, count)
        header_cells += [(count, cell) for cell in fused]
        body[0] = rest
    leaves = [_without_borrowed_heading(leaf, header_cells) for leaf in _leaves(header_cells)]
    if not leaves:
        return None
    top = [cell for index, cell in header_cells if index == 0]
    values = [leaf for leaf in leaves if leaf.kind == "value"]
    headless = list(takewhile(lambda leaf: any(cell.is_empty and _is_over(cell, leaf) for cell in top), values))
    body = [row for row in body if row.cells]
    return Header(tuple(leaves), tuple(body), count, _is_short(leaves, header_cells, rows[:count], body), len(headless))


def _without_borrowed_heading(leaf: Leaf, header: Sequence[tuple[int, RowCell]]) -> Leaf:
    """A column whose own heading is left blank under a heading of several columns, while its neighbours there have their own: the
    group names all of them and this one not in particular."""
    over = [(index, cell) for index, cell in header if _is_over(cell, leaf)]
    if leaf.kind != "value" or len(over) < 2 or not leaf.path:
        return leaf
    index, own = max(over, key=lambda item: item[0])
    groups = [
        cell
        for above, cell in over
        if above < index and not cell.is_empty and cell.end - cell.start > 1.3 * (own.end - own.start)
    ]
    if not own.is_empty or own.end - own.start > 1.3 * (leaf.end - leaf.start) or not groups:
        return leaf
    beside = [cell for level, cell in header if level == index and cell is not own and _covers_more(groups[-1], cell)]
    return replace(leaf, path=()) if any(not cell.is_empty for cell in beside) else leaf


def _is_short(
    leaves: Sequence[Leaf], header: Sequence[tuple[int, RowCell]], rows: Sequence[PublishedRow], body: Sequence[PublishedRow]
) -> bool:
    """Whether a column without heading shows that headings are missing: the document has no cell over it, or 栏次 counts it while
    nothing is printed below."""
    numbers = [cell for row in rows if is_column_number_row(row) for cell in row.filled]
    for leaf in leaves:
        if leaf.path or leaf.kind != "value":
            continue
        over = [cell for _, cell in header if _is_over(cell, leaf)]
        if over and all(cell.cell.is_padding for cell in over):
            return True
        filled = [cell for row in body for cell in row.filled if _is_over(cell, leaf)]
        if any(_is_over(number, leaf) for number in numbers) and not filled:
            return True
    return False


def _split_fused(row: PublishedRow, header: Sequence[tuple[int, RowCell]], index: int) -> tuple[list[RowCell], PublishedRow]:
    """Headings in the first body row: 类/款/项 beside the 合计 row, or sub-headings under a heading that spans several columns
    in a row whose label is 合计. They are cells that only a header holds while the row has a label of its own."""
    filled = row.filled
    parts = [cell for cell in filled if is_stub_heading(cell)]
    label = next((cell for cell in filled if is_total(cell.text) and cell not in parts), None)
    if label is None or (not parts and len(filled) < 2):
        return [], row
    under_span = [
        cell
        for cell in filled
        if cell is not label
        and not is_number(cell)
        and cell.key in known_headings()
        and any(_covers_more(above, cell) for _, above in header)
        and not any(is_stub_heading(above) and _shares(above, cell) for _, above in header)
    ]
    fused = [*parts, *(cell for cell in under_span if cell not in parts)]
    if not fused:
        return [], row
    gone = {id(cell) for cell in fused}
    return fused, replace(row, cells=tuple(cell for cell in row.cells if id(cell) not in gone))


def _covers_more(above: RowCell, cell: RowCell) -> bool:
    shared = overlap((above.start, above.end), (cell.start, cell.end))
    return (
        not above.is_empty
        and shared >= 0.8 * (cell.end - cell.start)
        and (above.end - above.start) > 1.3 * (cell.end - cell.start)
    )


def _leaves(header: Sequence[tuple[int, RowCell]]) -> list[Leaf]:
    """The columns: header cells with no other header cell below them."""
    found: list[Leaf] = []
    for index, cell in header:
        below = [other for other_index, other in header if other_index > index and _shares(cell, other)]
        if below:
            found += [_leaf(start, end, header) for start, end in _uncovered(cell, below)]
            continue
        found.append(_leaf(cell.start, cell.end, header))
    found.sort(key=lambda leaf: leaf.start)
    return found


def _is_over(cell: RowCell, leaf: Leaf) -> bool:
    return cell.start <= (leaf.start + leaf.end) / 2 < cell.end


def _shares(first: RowCell, second: RowCell) -> bool:
    width = min(first.end - first.start, second.end - second.start)
    return overlap((first.start, first.end), (second.start, second.end)) > 0.2 * max(width, 1e-6)


def _uncovered(cell: RowCell, below: Sequence[RowCell]) -> list[tuple[float, float]]:
    """Stretches of a heading that no lower heading stands under (a fused row gives only some columns a sub-heading)."""
    rest = [(cell.start, cell.end)]
    for other in below:
        cut: list[tuple[float, float]] = []
        for start, end in rest:
            cut += [(start, min(end, other.start)), (max(start, other.end), end)]
        rest = [(start, end) for start, end in cut if end - start > 0]
    least = 0.5 * min(other.end - other.start for other in below)
    return [(start, end) for start, end in rest if end - start > least]


def _leaf(start: float, end: float, header: Sequence[tuple[int, RowCell]]) -> Leaf:
    path: list[str] = []
    seen: set[int] = set()
    for _, cell in sorted(header, key=lambda item: item[0]):
        shared = overlap((cell.start, cell.end), (start, end))
        if cell.is_empty or id(cell.cell) in seen or shared < 0.5 * min(end - start, cell.end - cell.start):
            continue
        if cell.key in headings("column_numbers") and path:
            continue
        seen.add(id(cell.cell))
        path.append(heading_text(cell.text))
    kind, level = kind_of_heading(path)
    return Leaf(start, end, tuple(path), kind, level, _printed_unit(path))


def _printed_unit(path: Sequence[str]) -> str:
    """The unit that a heading prints in brackets: 决算数（万元）, 数量（辆）."""
    for text in reversed(path):
        unit = find_unit(text)
        if unit is not None:
            return unit.name
        match = re.search(r"[(（]([^()（）]{1,4})[)）]$", text)
        if match is not None and match.group(1) in section("counts")["units"]:
            return match.group(1)
    return ""

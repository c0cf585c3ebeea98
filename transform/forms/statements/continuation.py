"""Which part of a table goes on which statement (续表): further rows on the next page, further columns of a table wider than a
page, or another statement. What fits nowhere with certainty is not loaded and leaves a doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from transform.forms.statements.body_rows import columns_under
from transform.forms.statements.broken_rows import is_broken, join_broken
from transform.forms.statements.header_paths import STUB_KINDS, Header, Leaf, header_of, is_number
from transform.forms.statements.parts import TablePart
from transform.forms.statements.tables import (
    JoinedRow,
    Layout,
    Lost,
    RowGroup,
    StatementTable,
    layout_of,
    paired_columns,
    rows_in,
)
from transform.forms.statements.titles import title_by_columns
from transform.recognise.published_rows import PublishedRow


def tables_of(parts: Iterable[TablePart]) -> list[StatementTable]:
    """All statements of a document in reading order."""
    all_parts = list(parts)
    taken = {part.title.code for part in all_parts if part.title is not None}
    tables: list[StatementTable] = []
    current: StatementTable | None = None
    for part in all_parts:
        if part.title is None:
            if current is not None and not part.is_apart and _is_near(current, part) and _goes_on(current, part):
                continue
            begun = _by_columns(part, taken)
            if begun is not None:
                taken.add(begun.title.code)
                tables.append(begun)
                current = begun
            elif part.rows:
                if current is not None and not part.is_apart and _is_near(current, part) and not _is_foreign(current, part):
                    _lose(current, part.rows, "没有标题，列与前表不能对上")
                current = None
            continue
        if current is not None and part.title.wording == current.title.wording and _repeats_title(current, part):
            _goes_on(current, part)
            continue
        table = StatementTable(part.title, part.page)
        if _begin(table, part):
            tables.append(table)
            current = table
        else:
            current = None
    return tables


def _is_foreign(current: StatementTable, part: TablePart) -> bool:
    """Whether a table has headings and rows of its own, none of which are those of the statement before it: what it is will be
    said of the table (EX-112) and not of that statement."""
    header = header_of(part.rows, is_titled=False)
    if header is None or not current.layouts:
        return False
    layout = _layout(header, part, StatementTable(current.title, part.page))
    known = {row.key[1:] for row in current.rows}
    shared = {path for layouts in current.layouts for path in layouts.value_paths} & set(layout.value_paths)
    keys = {row.key[1:] for line in rows_in(header.body, layout, {}) for row in line}
    return layout.has_stub and not shared and not keys & known


def _by_columns(part: TablePart, taken: Collection[str]) -> StatementTable | None:
    """A table without a title as the statement that its columns say it is, in a document that prints other statements. Not behind
    a picture: rows may be missing."""
    header = header_of(part.rows, is_titled=False) if taken and part.rows and not part.is_after_picture else None
    if header is None or not any(leaf.kind in STUB_KINDS for leaf in header.leaves):
        return None
    title = title_by_columns([leaf.path for leaf in header.leaves if leaf.kind == "value"], taken)
    table = StatementTable(title, part.page) if title is not None else None
    return table if table is not None and _begin(table, part) else None


def _is_near(current: StatementTable, part: TablePart) -> bool:
    last = current.last_row
    return last is None or last.page is None or part.page is None or 0 <= part.page - last.page <= 2


def _begin(table: StatementTable, part: TablePart) -> bool:
    """The first part of a statement; False where the rows below the title have not the shape of one."""
    table.parts.append(part)
    if not part.rows:
        return bool(part.notes or part.unread_lines)
    header = header_of(part.rows, is_titled=True)
    if header is None:
        return False
    layout = _layout(header, part, table)
    values = [leaf for leaf in layout.leaves if leaf.kind == "value"]
    if not values or (not layout.has_stub and len(values) < 3):
        return False
    rows = rows_in(header.body, layout, {})
    table.layouts.append(layout)
    table.groups.append(RowGroup(rows, [layout.column_set]))
    return True


def _layout(header: Header, part: TablePart, table: StatementTable) -> Layout:
    table.is_header_short = table.is_header_short or header.is_short
    leaves = paired_columns(header.leaves, header.body) if part.is_unruled else header.leaves
    return layout_of(leaves, header.body, table.title)


def _begin_again(table: StatementTable, part: TablePart) -> bool:
    """The part before had nothing but the upper rows of the header: a page end cuts the header itself."""
    whole = replace(part, rows=[row for known in table.parts for row in known.rows] + part.rows)
    begun = StatementTable(table.title, table.page)
    if not _begin(begun, whole):
        return False
    table.layouts, table.groups = begun.layouts, begun.groups
    table.parts.append(part)
    return True


def _repeats_title(current: StatementTable, part: TablePart) -> bool:
    """Whether a title printed again heads the next page of the same table, and not the same table of another unit."""
    if not part.rows or not current.layouts:
        return False
    if part.title is not None and part.title.is_continued:
        return True
    if not _is_near(current, part):
        return False
    header = header_of(part.rows, is_titled=False)
    if header is None:
        return _fits(part.rows, current.layouts[-1])
    layout = _layout(header, part, current)
    if layout.column_set not in [known.column_set for known in current.layouts]:
        return _can_be_wider(current, layout)
    first = _first_key(rows_in(header.body, layout, {}))
    return first is not None and first != _first_key(current.groups[0].rows)


def _first_key(rows: Sequence[Sequence[JoinedRow]]) -> tuple[int, str, str] | None:
    return next((row.key for line in rows for row in line if row.label or row.code), None)


def _can_be_wider(current: StatementTable, layout: Layout) -> bool:
    """Only a table of one block goes on with further columns, and these do not begin with a total of their own."""
    shared = {path for known in current.layouts for path in known.value_paths} & set(layout.value_paths)
    if layout.has_total_column and any(known.has_total_column for known in current.layouts):
        return False
    return len(layout.blocks) == 1 and len(current.layouts[0].blocks) == 1 and not shared and bool(current.layouts[0].has_stub)


def _goes_on(table: StatementTable, part: TablePart) -> bool:
    """Joins a part to a statement; False where it cannot be one of its pages."""
    if not part.rows or not table.layouts:
        return False
    if not table.rows:
        return _begin_again(table, part)
    header = header_of(part.rows, is_titled=False) or _header_without_stub(part.rows, table.layouts[-1])
    if header is None:
        layout, body = table.layouts[-1], tuple(part.rows)
        if not _fits(body, layout):
            return False
    else:
        layout, body = _layout(replace(header, leaves=_inherit(header, table)), part, table), header.body
        known = next((known for known in table.layouts if _same_columns(known, layout)), None)
        if known is None and (not _can_be_wider(table, layout) or _is_foreign(table, part)):
            return False
        if known is not None:
            layout = _with_paths_of(layout, known)
    table.parts.append(part)
    table.layouts.append(layout)
    is_first_set = layout.column_set == table.layouts[0].column_set
    if is_first_set and (layout.has_stub or not table.layouts[0].has_stub):
        _add_rows(table, rows_in(body, layout, _last_codes(table)), layout)
    elif layout.has_stub:
        _attach_by_label(table, rows_in(body, layout, {}), layout, body)
    else:
        _attach_by_order(table, body, layout)
    return True


def _same_columns(known: Layout, layout: Layout) -> bool:
    return known.column_set == layout.column_set and len(known.blocks) == len(layout.blocks)


def _with_paths_of(layout: Layout, known: Layout) -> Layout:
    """The same columns have the same sides on every page, also where the page does not repeat 收入 and 支出."""
    blocks = tuple(replace(block, side=other.side) for block, other in zip(layout.blocks, known.blocks, strict=True))
    return Layout(layout.leaves, blocks)


def _inherit(header: Header, table: StatementTable) -> tuple[Leaf, ...]:
    """A page of further columns that begins under a heading printed on the page before takes that heading over."""
    values = [leaf for leaf in header.leaves if leaf.kind == "value"]
    before = [leaf for leaf in table.layouts[-1].leaves if leaf.kind == "value"][-1:]
    if not header.headless or not before or len(before[0].path) < 2:
        return header.leaves
    if tuple(leaf.path for leaf in values) in [known.value_paths for known in table.layouts]:
        return header.leaves
    table.inherited.append(header.body[0] if header.body else table.parts[-1].rows[-1])
    under = values[: header.headless]
    return tuple(replace(leaf, path=(before[0].path[0], *leaf.path)) if leaf in under else leaf for leaf in header.leaves)


def _header_without_stub(rows: Sequence[PublishedRow], layout: Layout) -> Header | None:
    """The header of a page of further columns without labels: rows of words where the page before has figures."""
    count = 0
    for row in rows:
        if any(is_number(cell) for cell in row.filled):
            break
        count += 1
    words = [cell for row in rows[:count] for cell in row.filled if any(character.isalpha() for character in cell.text)]
    misplaced = [
        cell
        for cell in words
        if not any(layout.leaves[index].kind in (*STUB_KINDS, "attribute") for index in columns_under(cell, layout.leaves))
    ]
    if not count or len(misplaced) < 2:
        return None
    header = header_of(rows, is_titled=True)
    return header if header is not None and not any(leaf.kind in STUB_KINDS for leaf in header.leaves) else None


def _fits(rows: Sequence[PublishedRow], layout: Layout) -> bool:
    """Whether all figures stand under columns of figures and all words under labels."""
    for row in rows:
        if not _on_ruler(row, layout):
            return False
        for cell in row.filled:
            under = columns_under(cell, layout.leaves)
            kinds = {layout.leaves[index].kind for index in under}
            if is_number(cell) and (not kinds or "label" in kinds or (kinds & {"value"} and len(under) > 1)):
                return False
            if any(character.isalpha() for character in cell.text) and not kinds & {*STUB_KINDS, "attribute", "rate"}:
                return False
    return bool(rows)


def _on_ruler(row: PublishedRow, layout: Layout) -> bool:
    """Whether the cells of a row begin and end where columns do."""
    starts = [leaf.start for leaf in layout.leaves]
    ends = [leaf.end for leaf in layout.leaves]
    tolerance = max(0.1, 0.2 * min(leaf.end - leaf.start for leaf in layout.leaves))
    return all(
        min(abs(cell.start - start) for start in starts) <= tolerance and min(abs(cell.end - end) for end in ends) <= tolerance
        for cell in row.own
    )


def _last_codes(table: StatementTable) -> dict[int, str]:
    codes: dict[int, str] = {}
    for row in table.rows:
        if row.code:
            codes[row.block] = row.code
    return codes


def _add_rows(table: StatementTable, rows: list[list[JoinedRow]], layout: Layout) -> None:
    """Further rows of the same columns; the first may be the rest of the last one."""
    for number in range(len(layout.blocks)):
        last = next((row for row in reversed(table.rows) if row.block == number), None)
        place = next(((line, row) for line in rows for row in line if row.block == number), None)
        if last is not None and place is not None and is_broken(last, place[1]):
            join_broken(last, place[1])
            place[0].remove(place[1])
    table.groups.append(RowGroup(rows, [layout.column_set]))


def _attach_by_label(table: StatementTable, rows: list[list[JoinedRow]], layout: Layout, body: Sequence[PublishedRow]) -> None:
    """Further columns whose page repeats the labels: each row goes to the rows with the same labels in the same order."""
    wanted = [row for line in rows for row in line]
    free = [row for group in table.groups if layout.column_set not in group.column_sets for lines in group.rows for row in lines]
    keys = [row.key for row in free]
    for start in range(len(free) - len(wanted) + 1):
        if keys[start : start + len(wanted)] == [row.key for row in wanted]:
            for row, further in zip(free[start:], wanted, strict=False):
                row.pieces += further.pieces
            _mark(table, free[start : start + len(wanted)], layout)
            return
    _lose(table, body, "续列的行与前页的行不能一一对上")


def _mark(table: StatementTable, rows: Sequence[JoinedRow], layout: Layout) -> None:
    taken = {id(row) for row in rows}
    for group in table.groups:
        if any(id(row) in taken for lines in group.rows for row in lines):
            group.column_sets.append(layout.column_set)


def _attach_by_order(table: StatementTable, body: Sequence[PublishedRow], layout: Layout) -> None:
    """Further columns without labels: the rows stand in the order of a page that has as many."""
    for group in table.groups:
        if layout.column_set in group.column_sets or len(group.rows) != len(body):
            continue
        further = rows_in(body, layout, {})
        if any(line and not target for line, target in zip(further, group.rows, strict=True)):
            continue
        for line, target in zip(further, group.rows, strict=True):
            if line and target:
                target[0].pieces += line[0].pieces
        group.column_sets.append(layout.column_set)
        return
    _lose(table, body, "续列没有行标题，行数与前页不同")


def _lose(table: StatementTable, rows: Sequence[PublishedRow], message: str) -> None:
    table.lost += [Lost(message, row) for row in rows if any(is_number(cell) for cell in row.filled)]

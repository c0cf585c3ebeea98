"""A form over several tables without page coordinates (续表): the columns of the next table are those of the headings above it.

On a page a column is a stretch of points, and goes on below a page end at the same place. In HTML, Word and workbooks each
table counts its own columns: the sixth of one is not the sixth of the next. Where a row has as many cells as the headings,
cell for cell, it shows which edge of the one table is which edge of the other; where no row does, nothing can be assigned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transform.chinese_text import joined
from transform.forms.self_evaluation.funding import is_funding_header
from transform.forms.self_evaluation.goals import goal_columns
from transform.forms.self_evaluation.head import head_label, label_with_value
from transform.forms.self_evaluation.indicator_columns import is_indicator_header, is_second_header, is_upper_header
from transform.forms.self_evaluation.reading import FormReading
from transform.forms.self_evaluation.totals import foot_kind
from transform.recognise.published_rows import PublishedRow, RowCell

Edges = Mapping[float, float]
_FAR = 1_000_000.0
"""Further than any ruler reaches."""


def is_heading(row: PublishedRow, above: PublishedRow | None) -> bool:
    """A row whose cells are the columns of what follows: headings of money, of goals, of indicators."""
    if is_funding_header(row) or is_indicator_header(row) or is_upper_header(row) or goal_columns(row) is not None:
        return True
    return above is not None and is_second_header(row, above.cells)


def on_one_ruler(rows: Sequence[PublishedRow], reading: FormReading) -> list[PublishedRow]:
    """The rows of a form with those of a further table moved under the headings that they continue; rows that cannot be are left
    out, and said."""
    settled: list[PublishedRow] = []
    heading: PublishedRow | None = None
    edges: Edges | None = {}
    for index, row in enumerate(rows):
        if is_heading(row, heading):
            heading, edges = row, {}
        elif heading is None or row.grid == heading.grid or _has_boxes(row):
            pass
        else:
            if not edges and edges is not None:
                edges = _edges(heading, [other for other in rows[index:] if other.grid == row.grid])
            moved = _moved(row, edges) or _beside_the_headings(row)
            if moved is None:
                _doubt(row, reading)
                continue
            row = moved
        settled.append(row)
    return settled


def continues_headings(heading: PublishedRow, rows: Sequence[PublishedRow]) -> bool:
    """Whether a table without headings of its own has a row with as many cells as the headings above it."""
    return any(len(row.cells) == len(heading.cells) for row in rows)


def _has_boxes(row: PublishedRow) -> bool:
    return any(cell.cell.box is not None for cell in row.cells)


def _edges(heading: PublishedRow, rows: Sequence[PublishedRow]) -> Edges | None:
    """From the edges of the further table to those of the headings."""
    whole = next((row for row in rows if len(row.cells) == len(heading.cells)), None)
    if whole is None:
        return None
    pairs = zip(whole.cells, heading.cells, strict=True)
    return {edge: known for cell, head in pairs for edge, known in ((cell.start, head.start), (cell.end, head.end))}


def _moved(row: PublishedRow, edges: Edges | None) -> PublishedRow | None:
    """The row on the ruler of the headings; None where an edge of a filled cell is not known."""
    cells: list[RowCell] = []
    for cell in row.cells:
        start, end = (edges.get(cell.start), edges.get(cell.end)) if edges is not None else (None, None)
        if start is not None and end is not None:
            cells.append(replace(cell, start=start, end=end))
        elif not cell.is_empty:
            return None
    return replace(row, cells=tuple(cells))


def _beside_the_headings(row: PublishedRow) -> PublishedRow | None:
    """A row of the foot or the head that stands under no heading: its own labels say what it is."""
    labelled = any(head_label(cell) is not None or label_with_value(cell) is not None for cell in row.filled)
    if foot_kind(row) is None and not labelled:
        return None
    cells = (replace(cell, start=cell.start - _FAR, end=cell.end - _FAR) for cell in row.cells)
    return replace(row, cells=tuple(cells))


def _doubt(row: PublishedRow, reading: FormReading) -> None:
    if row.filled:
        words = "｜".join(joined(cell.text) for cell in row.filled)
        reading.doubt("EX-102", f"续表中“{words}”一行的列与前表的标题不能对应，没有入库。", row.filled[0].cell)

"""A funding block printed as label, figure, label, figure … (预算数：120 | 执行数：118.5)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from transform.amounts import Blank, Number, read_cell_number
from transform.chinese_text import joined
from transform.forms.self_evaluation.funding import AMOUNTS, NAMES
from transform.forms.self_evaluation.reading import Figure, FormReading, FundingRow, amount_figure, number_figure, text_figure
from transform.recognise.published_rows import PublishedRow, RowCell, overlap
from transform.recognise.wordings import lookup

Pair = tuple[RowCell, RowCell]


def _pairs(row: PublishedRow) -> list[Pair]:
    """Each label with the cell right of it, if that holds a figure or is blank."""
    cells = list(row.own)
    found: list[Pair] = []
    for label, value in pairwise(cells):
        is_label = not label.is_empty and not isinstance(read_cell_number(label.text), Number | Blank)
        if is_label and isinstance(read_cell_number(value.text), Number | Blank):
            found.append((label, value))
    return found


def is_pair_row(row: PublishedRow) -> bool:
    """A row that opens such a block: at least two labels of amounts or rates, each followed by a figure."""
    known = lookup("funding", "columns")
    fields = [known[label.key] for label, value in _pairs(row) if label.key in known and not value.is_empty]
    return len(fields) >= 2 and len(set(fields)) == len(fields) and any(field in AMOUNTS for field in fields)


def read_funding_pairs(rows: Sequence[PublishedRow], reading: FormReading) -> None:
    """The first row gives the total and which figure stands where; the rows below it (其中：财政资金 …) repeat their
    source before each figure of the same column."""
    known, sources = lookup("funding", "columns"), lookup("funding", "sources")
    places: list[tuple[str, RowCell]] = []
    for row in rows:
        if not places:
            if is_pair_row(row):
                places = _opening_row(row, reading)
            continue
        pairs = [(label, value) for label, value in _pairs(row) if label.key in sources or label.key in known]
        named = {sources[label.key] for label, _ in pairs if label.key in sources}
        if not named and _completes_total(pairs, places, reading):
            continue
        if len(named) != 1:
            for label, _ in pairs:
                reading.doubt("EX-109", f"资金行“{joined(label.text)}”不能确定属于哪个来源，没有入库。", label.cell)
            continue
        source = named.pop()
        if any(row.source == source for row in reading.funding):
            reading.doubt("EX-109", f"资金行“{joined(pairs[0][0].text)}”与前面的行属于同一来源，没有入库。", pairs[0][0].cell)
            continue
        figures = {
            field: _figure(field, value, reading, source)
            for _, value in pairs
            for field, place in places
            if overlap((value.start, value.end), (place.start, place.end)) > 0
        }
        reading.funding.append(FundingRow(source, text_figure(pairs[0][0]), figures))


def _completes_total(pairs: Sequence[Pair], places: list[tuple[str, RowCell]], reading: FormReading) -> bool:
    """A second line of the opening row (执行率 | 90% | 得分 | 9): figures of the total that it does not have yet."""
    known = lookup("funding", "columns")
    fields = [known[label.key] for label, _ in pairs]
    total = next((row for row in reading.funding if row.source == "total"), None)
    if total is None or not fields or len(set(fields)) != len(fields) or any(field in total.figures for field in fields):
        return False
    added = {field: _figure(field, value, reading, "total") for field, (_, value) in zip(fields, pairs, strict=True)}
    reading.funding[reading.funding.index(total)] = FundingRow("total", total.label, {**total.figures, **added})
    return True


def _opening_row(row: PublishedRow, reading: FormReading) -> list[tuple[str, RowCell]]:
    known = lookup("funding", "columns")
    pairs = _pairs(row)
    for label, value in pairs:
        if label.key not in known and not value.is_empty:
            reading.doubt("EX-109", f"资金部分的“{joined(label.text)}”不认识，没有入库。", label.cell)
    places = [(known[label.key], value) for label, value in pairs if label.key in known]
    figures = {field: _figure(field, value, reading, "total") for field, value in places}
    reading.funding.append(FundingRow("total", text_figure(pairs[0][0]), figures))
    return places


def _figure(field: str, value: RowCell, reading: FormReading, source: str) -> Figure:
    if field in AMOUNTS:
        return amount_figure(value, reading.unit, reading, NAMES[field], subject=source)
    return number_figure(value, reading, NAMES[field], subject=source)

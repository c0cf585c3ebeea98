"""The funding block (项目资金): three amounts, weight, rate and score for each source of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from transform.amounts import Blank, Number, Unreadable, read_amount, read_cell_number
from transform.chinese_text import joined
from transform.forms.self_evaluation.reading import (
    Figure,
    FormReading,
    FundingRow,
    amount_figure,
    number_figure,
    text_figure,
)
from transform.recognise.column_alignment import Assignment, Column, covered_fields, place, position_of, unnamed_columns
from transform.recognise.published_rows import PublishedRow, RowCell
from transform.recognise.wordings import is_frame, keys, lookup

AMOUNTS = ("initial_budget_yuan", "full_year_budget_yuan", "executed_yuan")
NUMBERS = ("weight", "execution_rate_percent", "score")
POINTS = ("weight", "score")
NAMES = {
    "initial_budget_yuan": "年初预算数",
    "full_year_budget_yuan": "全年预算数",
    "executed_yuan": "全年执行数",
    "weight": "分值",
    "execution_rate_percent": "执行率",
    "score": "得分",
}


def funding_fields(row: PublishedRow) -> dict[str, RowCell]:
    """Fields of the funding block whose headings stand in a row."""
    known = lookup("funding", "columns")
    found: dict[str, RowCell] = {}
    for cell in row.filled:
        field = known.get(cell.key) if not _is_frame_of(row, cell) else None
        if field is not None and field not in found:
            found[field] = cell
    return found


def _is_frame_of(row: PublishedRow, cell: RowCell) -> bool:
    """预算资金 is a wording of the frame and of a column: at the left of all headings it is the frame."""
    return cell is row.filled[0] and is_frame(cell.key, "funding", "frame")


def is_funding_header(row: PublishedRow) -> bool:
    """A row with at least two headings of the block, one of them an amount, and no figures beside them."""
    found = funding_fields(row)
    amounts = [field for field in found if field in AMOUNTS]
    has_figures = any(isinstance(read_cell_number(cell.text), Number) for cell in row.filled)
    return len(found) >= 2 and bool(amounts) and not has_figures


def source_of(row: PublishedRow) -> tuple[str, RowCell] | None:
    """The source of money a row is about, and its label cell: the last known wording before the first figure, because a
    nested source (财政拨款 | 本级安排) stands to the right of the one that it is part of."""
    known = lookup("funding", "sources")
    found: tuple[str, RowCell] | None = None
    for cell in row.filled:
        if isinstance(read_cell_number(cell.text), Number):
            break
        source = known.get(cell.key)
        if source is not None:
            found = source, cell
    return found


def header_columns(row: PublishedRow, reading: FormReading) -> list[Column]:
    """The headings of the block as columns; a form that cuts off its last heading 得分 gets a virtual one behind it."""
    known = lookup("funding", "columns")
    columns: list[Column] = []
    seen: set[str] = set()
    again: set[str] = set()
    for cell in row.cells:
        field = known.get(cell.key) if not (row.filled and _is_frame_of(row, cell)) else None
        if field is not None and field in seen:
            again.add(field)
            which = "两列都" if field in AMOUNTS else "后一列"
            reading.doubt("EX-109", f"资金部分的列标题“{joined(cell.text)}”与前面的列意思相同，{which}没有入库。", cell.cell)
            field = f"?again {len(columns)}"
        elif field is not None:
            seen.add(field)
        elif is_frame(cell.key, "funding", "frame") or cell.key in keys("funding", "label_headings"):
            field = "?label"
        elif not cell.is_empty:
            reading.doubt("EX-109", f"资金部分的列标题“{joined(cell.text)}”不认识，该列没有入库。", cell.cell)
            # each for itself: two columns that nobody knows do not crowd each other
            field = f"?unknown {len(columns)}"
        columns.append(Column(cell.start, cell.end, field, joined(cell.text)))
    # of two columns that say the same of an amount nobody knows which is meant; of two scores the first is the form's own
    columns = [replace(column, field=f"?{column.field}") if column.field in again & {*AMOUNTS} else column for column in columns]
    return _with_virtual_score(columns, seen)


def _with_virtual_score(columns: list[Column], seen: set[str]) -> list[Column]:
    if "score" in seen or not seen:
        return columns
    last = max((index for index, column in enumerate(columns) if column.field in seen), default=len(columns))
    if last + 1 < len(columns) and columns[last + 1].field is None:
        following = columns[last + 1]
        columns[last + 1] = Column(following.start, following.end, "score", "", is_virtual=True)
    elif last + 1 == len(columns):
        width = columns[last].end - columns[last].start
        columns.append(Column(columns[last].end, columns[last].end + width, "score", "", is_virtual=True))
    return columns


def contradicts(cells: Assignment) -> bool:
    """True where a cell cannot be what its heading says."""
    for field, cell in cells.items():
        parsed = read_cell_number(cell.text)
        if isinstance(parsed, Blank) or field.startswith("?"):
            continue
        if field in AMOUNTS:
            if isinstance(parsed, Unreadable):
                amount = read_amount(cell.text)
                if parsed.reason == "words" and (amount is None or amount.number.percent):
                    return True
            elif parsed.percent:
                return True
        elif isinstance(parsed, Unreadable):
            # digits that are no one figure contradict nothing: the cell alone is left out and doubted
            if parsed.reason == "words":
                return True
        elif field in POINTS and not _is_points(parsed):
            return True
    return False


def _is_points(number: Number) -> bool:
    """Weights and scores are points of a hundred, never percentages."""
    return not number.percent and abs(number.value) <= Decimal(100)


def _value_cells(row: PublishedRow, label: RowCell) -> list[RowCell]:
    return [cell for cell in row.own if cell.start >= label.end - 0.5 * (label.end - label.start) and cell is not label]


def read_funding(header: PublishedRow, rows: Sequence[PublishedRow], reading: FormReading) -> None:
    """Reads the rows below the headings of the block. All rows of a block are shifted together or not at all."""
    columns = header_columns(header, reading)
    block: list[tuple[str, RowCell, list[RowCell]]] = []
    starts: list[int] = []
    for row in rows:
        found = None if _is_row_of_sources(row) else source_of(row) or _unlabelled_total(row, rows, columns)
        if found is None:
            _doubt_unknown_row(row, reading)
            continue
        source, label = found
        if any(source == other for other, _, _ in block):
            reading.doubt("EX-109", f"资金行“{joined(label.text)}”与前面的行属于同一来源，没有入库。", label.cell, subject=source)
            continue
        block.append((source, label, _value_cells(row, label)))
        starts.append(row.row)
    every = [values for _, _, values in block]
    shift = _shift_of_block(every, columns)
    if shift is None and (unnamed := unnamed_columns(columns, every)):
        named = [replace(c, field=f"?unnamed {n}") if n in unnamed else c for n, c in enumerate(columns)]
        if _shift_of_block(every, named) == 0:
            columns, shift = named, 0
            reading.doubt(
                "EX-109", "资金部分有一列数字没有标题，该列没有入库。", header.filled[0].cell if header.filled else None
            )
    if shift is None:
        reading.doubt(
            "EX-102",
            "资金部分的数字与列标题不能对应，没有入库，请对照原页。",
            header.filled[0].cell if header.filled else None,
            subject=" ".join(source for source, _, _ in block),
        )
    elif shift != 0:
        side = "左" if shift > 0 else "右"
        reading.doubt(
            "EX-106", f"资金部分的数字比列标题偏{side}{abs(shift)}列，按各列内容移回后入库。", header.filled[0].cell, expected=""
        )
    for source, label, values in block:
        reading.funding.append(_funding_row(source, label, values, columns, shift, reading, starts))


def _is_row_of_sources(row: PublishedRow) -> bool:
    """Sources as headings beside each other (小计 | 财政拨款 | 其他 under 预算数): no row of one source."""
    known = lookup("funding", "sources")
    has_figures = any(isinstance(read_cell_number(cell.text), Number) for cell in row.filled)
    return not has_figures and sum(cell.key in known for cell in row.filled) > 2


def _unlabelled_total(row: PublishedRow, rows: Sequence[PublishedRow], columns: Sequence[Column]) -> tuple[str, RowCell] | None:
    """The only row of a block without any label (项目资金 as one line under its headings): it is the total, and the label is
    the frame that reaches down to it. None where a label is printed or the figures do not stand under the headings."""
    known = [column for column in columns if column.field and not column.field.startswith("?")]
    frame = next((cell for cell in row.cells if not cell.own and not cell.is_empty), None)
    if frame is None or not known or [other for other in rows if other.filled] != [row]:
        return None
    is_plain = all(not isinstance(read_cell_number(cell.text), Unreadable) for cell in row.filled)
    return ("total", frame) if is_plain and frame.end <= known[0].start and _fits(row.own, columns, 0) else None


def settle_fraction_rates(reading: FormReading) -> None:
    """执行率 printed as a fraction (0.9688, 1) where only the fraction agrees with the amounts: the share in percent, noted."""
    for position, row in enumerate(reading.funding):
        rate = row.figures.get("execution_rate_percent")
        budget, executed = (row.figures.get(name, Figure(None)).value for name in ("full_year_budget_yuan", "executed_yuan"))
        if rate is None or not isinstance(rate.value, Decimal) or rate.unit is not None or not 0 < rate.value <= 1:
            continue
        if not isinstance(budget, Decimal) or not isinstance(executed, Decimal) or budget <= 0:
            continue
        share = executed / budget
        step = Decimal(1).scaleb(int(rate.value.as_tuple().exponent))
        if share.quantize(step, ROUND_HALF_UP) != rate.value or abs(share * 100 - rate.value) < 1:
            continue
        figure = replace(rate, value=rate.value * 100, steps=(*rate.steps, "比值换算为百分数"), text=rate.published_text)
        reading.funding[position] = FundingRow(row.source, row.label, {**row.figures, "execution_rate_percent": figure})
        reading.doubt("EX-106", f"执行率印为比值{rate.value}，与金额核对一致，按百分数入库。", rate.cell, subject=row.source)


def _doubt_unknown_row(row: PublishedRow, reading: FormReading) -> None:
    if not row.filled:
        return
    numbers = [cell for cell in row.filled if isinstance(read_cell_number(cell.text), Number)]
    if numbers:
        label = row.filled[0]
        reading.doubt("EX-109", f"资金行“{joined(label.text)}”不认识，该行没有入库。", label.cell, subject="total")


def _positions(values: Sequence[RowCell], columns: Sequence[Column], shift: int) -> list[tuple[RowCell, int | None]]:
    placed = []
    for cell in values:
        index = position_of(cell, columns)
        placed.append((cell, None if index is None else index + shift))
    return placed


def _fits(values: Sequence[RowCell], columns: Sequence[Column], shift: int) -> bool:
    positions = [(cell, index) for cell, index in _positions(values, columns, shift) if not cell.is_empty]
    cells, homeless, crowded = place(positions, columns)
    lost = any(
        not 0 <= (index if index is not None else -1) < len(columns) and not isinstance(read_cell_number(cell.text), Blank)
        for cell, index in positions
    )
    # a dash that falls beyond the headings says nothing; a figure that does is lost
    real_homeless = homeless and any(
        not isinstance(read_cell_number(cell.text), Blank)
        and (index is None or not 0 <= index < len(columns) or columns[index].field is None)
        for cell, index in positions
    )
    label_crowded = any(
        columns[index].field == "?label" and not isinstance(read_cell_number(cell.text), Blank)
        for cell, index in positions
        if index is not None and 0 <= index < len(columns)
    )
    return not lost and not real_homeless and not crowded and not label_crowded and not contradicts(cells)


def _shift_of_block(block: Sequence[Sequence[RowCell]], columns: Sequence[Column]) -> int | None:
    """0 where the figures stand under their headings; else the only shift by which all rows fit and the rate is that of the
    amounts; None where there is none. Without the rate a heading that is not printed looks like a shift."""
    if all(_fits(values, columns, 0) for values in block):
        return 0
    for distance in (1, 2):
        fitting = [shift for shift in (distance, -distance) if all(_fits(values, columns, shift) for values in block)]
        if fitting:
            is_borne_out = any(_bears_out(values, columns, fitting[0]) for values in block)
            return fitting[0] if len(fitting) == 1 and is_borne_out else None
    return None


def _bears_out(values: Sequence[RowCell], columns: Sequence[Column], shift: int) -> bool:
    """Whether the rate of a row is 全年执行数 ÷ 全年预算数, in percent or as a fraction, at the printed decimals."""
    cells = place(_positions(values, columns, shift), columns)[0]
    rate, budget, executed = (
        read_cell_number(cells[field].text) if field in cells else None
        for field in ("execution_rate_percent", "full_year_budget_yuan", "executed_yuan")
    )
    if not (isinstance(rate, Number) and isinstance(budget, Number) and isinstance(executed, Number)) or budget.value <= 0:
        return False
    ulp = Decimal(1).scaleb(-rate.decimals)
    share = executed.value / budget.value
    return any(abs(share * scale - rate.value) <= ulp for scale in (Decimal(100), Decimal(1)))


def _funding_row(
    source: str,
    label: RowCell,
    values: Sequence[RowCell],
    columns: Sequence[Column],
    shift: int | None,
    reading: FormReading,
    starts: Sequence[int],
) -> FundingRow:
    # without a shift that fits all rows, each row keeps only what does not contradict its heading, if the row as a whole fits
    fits = shift is not None or _fits(values, columns, 0)
    cells: Mapping[str, RowCell] = place(_positions(values, columns, shift or 0), columns)[0] if fits else {}
    cells = _without_merged(cells, columns, reading, source, starts)
    figures: dict[str, Figure] = {}
    for field in AMOUNTS:
        if field in cells:
            figures[field] = amount_figure(cells[field], reading.unit, reading, NAMES[field], subject=source)
    for field in NUMBERS:
        if field in cells:
            figures[field] = number_figure(cells[field], reading, NAMES[field], subject=source)
    virtual = next((column for column in columns if column.is_virtual), None)
    score = figures.get("score")
    if virtual is not None and score is not None and score.value is not None and shift == 0:
        reading.doubt("EX-106", "资金部分最后一列没有“得分”标题，按位置读作得分。", score.cell, subject=source)
    return FundingRow(source, text_figure(label), figures)


def _without_merged(
    cells: Mapping[str, RowCell], columns: Sequence[Column], reading: FormReading, source: str, starts: Sequence[int]
) -> Mapping[str, RowCell]:
    """A figure in a cell merged over several columns, or an amount over several rows (``starts``), belongs to none alone."""
    kept: dict[str, RowCell] = {}
    for field, cell in cells.items():
        over = [name for name in covered_fields(cell, columns) if name in NAMES]
        is_merged = len(over) > 1 or (
            field in AMOUNTS and any(cell.cell.row < start < cell.cell.row + cell.cell.row_span for start in starts)
        )
        if is_merged and not isinstance(read_cell_number(cell.text), Blank):
            what = "、".join(f"“{NAMES[name]}”" for name in over) if len(over) > 1 else f"“{NAMES[field]}”的几行"
            reading.doubt(
                "EX-102", f"资金部分的“{joined(cell.text)}”印在合并{what}的一格中，没有入库。", cell.cell, subject=source
            )
        else:
            kept[field] = cell
    return kept

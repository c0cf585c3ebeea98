"""What is read of one self-evaluation form (项目支出绩效自评表) before it becomes rows: figures with their cells, and doubts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from extract.cell_grid import Cell
from transform.amounts import Blank, Number, Unreadable, read_amount, read_cell_number, to_yuan
from transform.chinese_text import compact, joined
from transform.recognise.published_rows import PublishedRow, RowCell
from transform.units import Unit

Value = Decimal | str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure or text: where it stands and how it became the stored value."""

    value: Value
    cell: Cell | None = None
    unit: str | None = None
    steps: tuple[str, ...] = ()
    text: str | None = None
    """The published text where it is not just the cell's (a row cut by a page end, several cells under one heading)."""

    @property
    def published_text(self) -> str:
        if self.text is not None:
            return self.text
        return self.cell.text if self.cell is not None else ""

    @property
    def page(self) -> int | None:
        return self.cell.page if self.cell is not None else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was not certain while reading; becomes a finding of the rules EX-… (origin ``extraction``)."""

    rule_id: str
    message: str
    cell: Cell | None = None
    expected: str | None = None
    subject: str = ""
    """The rows concerned, parted by blanks: sources of money, numbers of indicators; none where it is the whole form."""


@dataclass(frozen=True)
class FundingRow:
    """资金行: one source of money. Amounts in 元, rate in percent."""

    source: str
    label: Figure
    figures: dict[str, Figure]


@dataclass(frozen=True)
class IndicatorRow:
    """绩效指标行. ``figures`` by field: level1, level2, indicator_name, target, target_operator, target_unit, actual,
    weight, score, reason. ``candidates`` are the equally good readings of a shifted row."""

    figures: dict[str, Figure]
    candidates: tuple[dict[str, Figure], ...] = ()
    uncertain: tuple[Cell, ...] = ()
    is_shifted: bool = False
    stands_alone: bool = False
    """True for a line without levels of its own (预算执行率), which takes none from the lines above."""

    def text(self, name: str) -> str | None:
        figure = self.figures.get(name)
        return figure.value if figure is not None and isinstance(figure.value, str) else None

    def number(self, name: str) -> Decimal | None:
        figure = self.figures.get(name)
        return figure.value if figure is not None and isinstance(figure.value, Decimal) else None


@dataclass
class FormReading:
    """All that is read of one form; filled block by block."""

    head: dict[str, Figure] = field(default_factory=dict)
    unit: Unit | None = None
    unit_evidence: str = ""
    fiscal_year: int | None = None
    title: str = ""
    funding: list[FundingRow] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    totals: dict[str, Figure] = field(default_factory=dict)
    has_contact_name: bool = False
    has_contact_phone: bool = False
    personal_texts: list[str] = field(default_factory=list)
    """Names and numbers of officers: only to keep them out of findings, never stored."""
    doubts: list[Doubt] = field(default_factory=list)
    page: int | None = None

    def doubt(
        self, rule_id: str, message: str, cell: Cell | None = None, *, expected: str | None = None, subject: str = ""
    ) -> None:
        self.doubts.append(Doubt(rule_id, message, cell, expected, subject))


def text_figure(cell: RowCell) -> Figure:
    """A published text with its line breaks joined; blank cells and dashes give a value of None."""
    value = joined(cell.text)
    if isinstance(read_cell_number(cell.text), Blank):
        return Figure(None, cell.cell)
    steps = () if value == cell.text else ("合并换行",)
    return Figure(value or None, cell.cell, steps=steps)


def joined_figure(first: Figure, second: Figure, how: str) -> Figure:
    """The text of two cells as one (a row that a page end cuts, several cells under one heading)."""
    if second.value is None:
        return first
    if first.value is None:
        return second
    text = f"{first.published_text}\n{second.published_text}"
    return Figure(joined(text), first.cell, first.unit, (*first.steps, how), text)


def number_figure(cell: RowCell, reading: FormReading, what: str, *, subject: str = "") -> Figure:
    """A weight, score or rate: the printed number, without its percent sign. Text that is no number leaves a doubt."""
    parsed = read_cell_number(cell.text)
    match parsed:
        case Number():
            return Figure(parsed.value, cell.cell, "%" if parsed.percent else None, parsed.steps)
        case Blank():
            return Figure(None, cell.cell)
        case Unreadable():
            reading.doubt("EX-103", f"“{what}”一格印的是“{joined(cell.text)}”，不是数字，没有入库。", cell.cell, subject=subject)
            return Figure(None, cell.cell)


def amount_figure(cell: RowCell, unit: Unit | None, reading: FormReading, what: str, *, subject: str = "") -> Figure:
    """A sum of money in 元; ``unit`` is that of the form unless the cell prints its own."""
    parsed = read_cell_number(cell.text)
    if isinstance(parsed, Blank):
        return Figure(None, cell.cell)
    printed_unit = unit
    if isinstance(parsed, Unreadable):
        amount = read_amount(cell.text)
        if amount is None or amount.number.percent:
            reading.doubt("EX-103", f"“{what}”一格印的是“{joined(cell.text)}”，不是金额，没有入库。", cell.cell, subject=subject)
            return Figure(None, cell.cell)
        parsed, printed_unit = amount.number, amount.unit or unit
    if parsed.percent:
        reading.doubt("EX-103", f"“{what}”一格印的是百分数“{joined(cell.text)}”，没有入库。", cell.cell, subject=subject)
        return Figure(None, cell.cell)
    if printed_unit is None:
        return Figure(None, cell.cell)
    yuan = to_yuan(parsed, printed_unit)
    if not yuan.exact:
        reading.doubt(
            "EX-108",
            f"“{what}”公布为“{compact(cell.text)}”{printed_unit.name}，换算成元后超过两位小数，入库值四舍五入到分。",
            cell.cell,
            subject=subject,
        )
    return Figure(yuan.yuan, cell.cell, printed_unit.name, (*parsed.steps, *yuan.steps))


def first_filled(cells: Iterable[RowCell]) -> RowCell | None:
    return next((cell for cell in cells if not cell.is_empty), None)


def doubt_struck_out(rows: Iterable[PublishedRow], reading: FormReading) -> None:
    """What is struck out (划去) is no published text. Where nothing stands in its place the value is left empty and that is said,
    once for a row; where it is replaced the replacement is what is published."""
    for row in rows:
        struck = [cell for cell in row.own if cell.cell.struck.strip() and cell.is_empty]
        if struck:
            texts = "、".join(f"“{joined(cell.cell.struck)}”" for cell in struck)
            whole = "整行" if not row.filled else ""
            subject = _rows_with({id(cell.cell) for cell in struck}, reading)
            message = f"{texts}{whole}被划去，没有印更改后的内容，留空。"
            reading.doubt("EX-006", message, struck[0].cell, subject=subject)


def _rows_with(cells: Collection[int], reading: FormReading) -> str:
    """The rows of which one of these cells is a figure, as the subject of a doubt."""
    rows = [(row.source, row.figures) for row in reading.funding]
    rows += [(str(number), row.figures) for number, row in enumerate(reading.indicators, start=1)]
    return " ".join(key for key, figures in rows if any(id(figure.cell) in cells for figure in figures.values()))

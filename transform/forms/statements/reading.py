"""What is read of one statement before it becomes rows: rows with their figures, and doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from extract.cell_grid import Cell
from transform.forms.statements.titles import Title
from transform.reading.evidence import Decision, settle
from transform.recognise.published_rows import RowCell
from transform.settle.columns import ColumnMeaning
from transform.units import Unit


@dataclass(frozen=True, slots=True)
class StatementFigure:
    """One published cell under one heading path. ``value`` is 元, or things where ``count_unit`` is set; None for blank and —,
    and where the unit is not certain. ``number`` and ``decimals`` are the figure as printed, before any unit."""

    path: tuple[str, ...]
    value: Decimal | None
    cell: Cell
    unit: str | None = None
    count_unit: str | None = None
    steps: tuple[str, ...] = ()
    number: Decimal | None = None
    decimals: int = 0


@dataclass
class StatementRow:
    """One row of one block: 行次, 科目编码, 项目 or 科目名称, and its figures in the order of the columns. ``again`` marks a row
    that the document has printed before (重复列示): it is published twice and counts once."""

    side: str | None
    block: int
    label: str | None
    code: str | None
    line_no: str | None
    figures: list[StatementFigure] = field(default_factory=list)
    page: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class StatementDoubt:
    """Something that was not certain while reading; becomes a finding of the rules EX-… with the statement's code."""

    rule_id: str
    message: str
    cell: Cell | None = None
    page: int | None = None


@dataclass
class StatementReading:
    """One statement of a document. ``number`` counts the statements; ``status`` is read, not-read, disclosed-empty or empty
    (nothing printed and nothing said)."""

    number: int
    title: Title
    page: int | None
    unit: Decision[Unit] = field(default_factory=lambda: settle("unit", ()))
    year: Decision[int] = field(default_factory=lambda: settle("year", ()))
    columns: dict[tuple[str, ...], ColumnMeaning] = field(default_factory=dict)
    form_number: str = ""
    rows: list[StatementRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[StatementDoubt] = field(default_factory=list)
    other_statement: str = ""
    """The statement that the columns show where the title names another one."""
    unheaded: dict[tuple[str, ...], list[RowCell]] = field(default_factory=dict)
    """Figures whose column no heading tells from the others, by the heading."""
    status: str = "read"
    empty_sentence: str = ""

    def doubt(self, rule_id: str, message: str, cell: Cell | None = None, page: int | None = None) -> None:
        self.doubts.append(
            StatementDoubt(rule_id, message, cell, page if page is not None else (cell.page if cell else self.page))
        )

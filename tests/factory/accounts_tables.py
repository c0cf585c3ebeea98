"""Facts of final accounts in a region's layout → composed statements and the figures that must be read from them (报表拼版)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal

from tests.factory.accounts_facts import CLASSES, PERSONNEL, RUNNING, AccountsFacts, economic_names, subject_names
from tests.factory.accounts_headings import header_pieces, headings_between, leaves, measures, ordinal, with_column_numbers
from tests.factory.accounts_layouts import Heading, Item, Region, Table
from tests.factory.compose import ComposedForm, Piece
from tests.factory.notation import UNIT_SIZE

PORTRAIT, LANDSCAPE = 520, 760


@dataclass(frozen=True, slots=True)
class FigureStyle:
    """How money is printed: ``zero`` for a figure that is zero, ``negative`` with a minus or in brackets."""

    unit: Literal["万元", "元"] = "万元"
    decimals: int = 2
    thousands: bool = False
    zero: Literal["", "0.00", "—"] = ""
    negative: Literal["-", "()"] = "-"

    def text(self, amount: Decimal) -> str:
        value = self._rounded(amount)
        if not value:
            return self.zero
        digits = f"{abs(value):{',' if self.thousands else ''}.{self.decimals}f}"
        return digits if value > 0 else f"({digits})" if self.negative == "()" else f"-{digits}"

    def stored(self, amount: Decimal) -> Decimal | None:
        """The amount in 元 that the printed figure states; None for a blank or a dash."""
        value = self._rounded(amount)
        return value * UNIT_SIZE[self.unit] if value or self.zero == "0.00" else None

    def _rounded(self, amount: Decimal) -> Decimal:
        return (amount / UNIT_SIZE[self.unit]).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Figure:
    """What must be read: statement (its code, or its title where it has none), side, subject code or else label, measure, and 元
    or a count."""

    statement: str
    side: str
    row: str
    measure: str
    amount: Decimal
    count_unit: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a body row; a figure has its ``measure`` path's leaf number in ``leaf``."""

    text: str = ""
    columns: int = 1
    align: str = "right"


@dataclass
class Statement:
    """A composed statement: one form, or several where its columns go on on further pages, and its figures."""

    table: Table
    forms: list[ComposedForm] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.table.code or self.table.title


def statements(facts: AccountsFacts, region: Region, style: FigureStyle) -> list[Statement]:
    """All statements of a region's set in its order."""
    return [Setter(facts, region, style, table, number).made for number, table in enumerate(region.tables, start=1)]


class Setter:
    """Sets one statement: its headings, its rows, the figures of its rows."""

    def __init__(self, facts: AccountsFacts, region: Region, style: FigureStyle, table: Table, number: int) -> None:
        self.facts, self.region, self.style, self.table = facts, region, style, table
        self.made = Statement(table)
        self.number = number
        self.rows: list[list[Cell]] = []
        getattr(self, f"_{table.shape}")()

    # -- figures ------------------------------------------------------------------------------------------------------
    def _money(self, amount: Decimal, row: str, measure: str, side: str = "") -> Cell:
        stored = self.style.stored(amount)
        if stored is not None:
            self.made.figures.append(Figure(self.made.key, side, row, measure, stored))
        return Cell(self.style.text(amount))

    # -- shapes -------------------------------------------------------------------------------------------------------
    def _functions(self, columns: Sequence[Heading] | None = None, first: bool = True) -> None:
        columns = columns or self.table.columns
        names, paths = subject_names(), measures(self.table.columns)
        chosen = [leaf.measure for _, leaf in leaves(columns)]
        count = self.region.code_columns
        codes = self.facts.codes(self.table.listed)
        total = [
            Cell("合计", count + 1, "center"),
            *(self._money(self.facts.amount(m), "合计", paths[m]) for m in chosen if codes),
        ]
        total += [Cell() for _ in chosen] if not codes else []
        if self.table.total == "first":
            self.rows.append(total)
        for code in codes:
            cut = [code[:3], code[3:5], code[5:]] if count == 3 else [code]
            stub = [*(Cell(text, align="center") for text in cut), Cell(names[code], align="left")]
            self.rows.append(stub + [self._money(self.facts.amount(m, code), code, paths[m]) for m in chosen])
        if self.table.total == "last":
            self.rows.append(total)
        self._form(self._function_headings(columns), notes=self._notes(bool(codes)), continued=not first)

    def _function_headings(self, columns: Sequence[Heading]) -> list[Heading]:
        heading, name = self.region.code_heading, Heading("科目名称", kind="label", width=14)
        if self.region.code_columns == 3:
            parts = tuple(Heading(text, kind="code", width=2.4) for text in "类款项")
            return [Heading("项目", children=(Heading(heading, children=parts), name)), *columns]
        return [Heading("项目", children=(Heading(heading, kind="code", width=6), name)), *columns]

    def _matrix(self) -> None:
        flat = list(self.table.columns)
        pages: list[list[Heading]] = []
        starts = [0, *self.table.cuts, len(list(leaves(flat)))]
        for low, high in pairwise(starts):
            pages.append(headings_between(flat, low, high))
        for number, page in enumerate(pages):
            self._functions(page, first=number == 0)
            self.rows = []

    def _two_sided(self) -> None:
        value_heading, numbered = self.region.value_heading, self.region.line_numbers
        only = len(self.table.columns) == 1
        columns = (replace(self.table.columns[0], text=value_heading),) if only else self.table.columns
        body = self._two_sided_rows()
        for line, (item, label, figures) in enumerate(body, start=1):
            row = [Cell(item.label if item else "", align="left"), *self._line_number(line)]
            row.append(self._money(self.facts.figure(item.measure), item.label, value_heading, "income") if item else Cell())
            row += [Cell(label, align="left"), *self._line_number(line + len(body))]
            for (measure, code), leaf in zip(figures, columns, strict=False):
                row.append(self._money(self.facts.figure(measure, code), label, leaf.text, "expenditure"))
            row += [Cell()] * (len(columns) - len(figures))
            self.rows.append(row)
        line_heading = (Heading("行次", kind="line", width=2.4),) if numbered else ()
        stub = (Heading("项目", kind="label", width=13), *line_heading)
        left = Heading("收入", children=(*stub, Heading(value_heading, "left", 6)))
        self._form([left, Heading("支出", children=(*stub, *columns))])

    def _line_number(self, line: int) -> list[Cell]:
        return [Cell(str(line), align="center")] if self.region.line_numbers else []

    def _two_sided_rows(self) -> list[tuple[Item | None, str, list[tuple[str, str]]]]:
        """Each line: its item of income, its label on the right, and the figures there as (name, code)."""
        names, table = subject_names(), self.table
        body: list[tuple[Item | None, str, list[tuple[str, str]]]] = []
        for index, code in enumerate(CLASSES):
            item = table.rows[index] if index < len(table.rows) else None
            body.append((item, f"{ordinal(index + 1)}、{names[code]}", [(leaf.measure, code) for leaf in table.columns]))
        for foot, texts in table.feet:
            body.append((foot, texts[0] if texts else "", [(measure, "") for measure in texts[1:]]))
        return body

    def _blocks(self) -> None:
        names = economic_names()
        blocks = [[code for code in sorted(names) if code[:3] in block] for block in self.table.economic]
        for line in range(max(map(len, blocks))):
            row: list[Cell] = []
            for codes in blocks:
                code = codes[line] if line < len(codes) else ""
                row += [Cell(code, align="center"), Cell(names.get(code, ""), align="left")]
                row.append(self._economic(code) if code else Cell())
            self.rows.append(row)
        if self.table.part == "basic":
            width = 3 * (len(blocks) - 1) - 1
            self.rows.append([
                Cell("人员经费合计", 2, "center"), self._money(self.facts.personnel_cost(), "人员经费合计", "决算数"),
                Cell("公用经费合计", width, "center"), self._money(self.facts.running_cost(), "公用经费合计", "决算数"),
            ])  # fmt: skip
        block = (
            Heading("经济分类科目编码", kind="code", width=4),
            Heading("科目名称", kind="label", width=11),
            Heading("决算数", "left", 5),
        )
        if self.table.outer:
            personnel, running = self.table.outer.split("|")
            headings = [Heading(personnel, children=block), Heading(running, children=block * (len(blocks) - 1))]
        else:
            headings = list(block * len(blocks))
        self._form(headings, numbered=False)

    def _economic(self, code: str = "") -> Cell:
        if not code:
            return self._economic_rows()
        return self._money(self.facts.amount(f"general.{self.table.part}.{code}"), code, "决算数")

    def _economic_rows(self) -> Cell:
        """Beijing's form of F06: one row per 经济分类 subject that has money; an empty fund has an empty frame."""
        names, facts = economic_names(), self.facts
        filled = bool(self.table.columns[0].measure)
        codes = [code for code in sorted(names) if filled and facts.amount(f"general.basic.{code}")]
        total = [self._money(facts.figure(leaf.measure), "合计", leaf.text) if filled else Cell() for leaf in self.table.columns]
        self.rows.append([Cell("合计", 2, "center"), *total])
        for code in codes:
            amount = facts.amount(f"general.basic.{code}")
            parts = {
                "general.basic": amount,
                "personnel": amount * (code[:3] in PERSONNEL),
                "running": amount * (code[:3] in RUNNING),
            }
            figures = [self._money(parts[leaf.measure], code, leaf.text) for leaf in self.table.columns]
            self.rows.append([Cell(code, align="center"), Cell(names[code], align="left"), *figures])
        stub = (Heading("经济分类科目编码", kind="code", width=5), Heading("科目名称", kind="label", width=14))
        self._form([Heading("项目", children=stub), *self.table.columns], self._notes(filled), numbered=False)
        return Cell()

    def _one_row(self) -> None:
        headings = (Heading(self.table.outer, children=self.table.columns),) if self.table.outer else self.table.columns
        paths = measures(headings)
        self.rows.append([replace(self._money(self.facts.figure(m), "", paths[m]), align="center") for m in paths])
        self._form(headings, plain_numbers=self.region.column_numbers)

    def _items(self) -> None:
        columns = self.table.columns
        for line, item in enumerate(self.table.rows, start=1):
            row = [Cell(item.label, align="left"), Cell(str(line), align="center")]
            for leaf in columns:
                measure = item.budget if leaf.measure == "budget" else item.measure
                row.append(self._item_figure(item, measure, leaf))
            self.rows.append(row)
        self._form([Heading("项目", kind="label", width=18), Heading("行次", kind="line", width=3), *columns], numbered=False)

    def _item_figure(self, item: Item, measure: str, leaf: Heading) -> Cell:
        if item.count_unit and measure:
            count = self.facts.counts.get(measure, 0)
            self.made.figures.append(Figure(self.made.key, "", item.label, leaf.text, Decimal(count), item.count_unit))
            return Cell(str(count))
        return self._money(self.facts.figure(measure), item.label, leaf.text) if measure else Cell()

    def _services(self) -> None:
        heading = self.table.columns[0].text
        self.rows.append([Cell("合计", 5, "center"), self._money(self.facts.figure("purchase"), "合计", heading)])
        for number, one in enumerate(self.facts.services, start=1):
            texts = [
                Cell(str(number), align="center"),
                Cell(one.name, align="left"),
                *(Cell(level, align="left") for level in one.levels),
            ]
            self.rows.append([*texts, self._money(one.amount, one.name, heading)])
        levels = tuple(Heading(text, kind="attribute", width=9) for text in ("一级目录", "二级目录", "三级目录"))
        stub = [Heading("序号", kind="ordinal", width=3), Heading("政府购买服务项目名称", kind="label", width=14)]
        self._form([*stub, Heading("政府购买服务指导性目录", children=levels), *self.table.columns], numbered=False)

    # -- composition --------------------------------------------------------------------------------------------------
    def _notes(self, has_rows: bool) -> tuple[str, ...]:
        department = self.facts.department
        return tuple(
            text.format(department=department) for text in (self.table.note, "" if has_rows else self.table.empty) if text
        )

    def _form(
        self, headings: Sequence[Heading], notes: tuple[str, ...] | None = None, continued: bool = False, numbered: bool = True,
        plain_numbers: bool = False,
    ) -> None:  # fmt: skip
        columns = list(leaves(headings))
        width = LANDSCAPE if self.table.landscape else PORTRAIT
        whole = sum(leaf.width for _, leaf in columns)
        edges = [0, *(round(width * sum(leaf.width for _, leaf in columns[: n + 1]) / whole) for n in range(len(columns)))]
        pieces, depth = header_pieces(headings, edges)
        if (self.region.column_numbers and numbered) or plain_numbers:
            pieces = with_column_numbers(pieces, depth, [leaf for _, leaf in columns], edges)
            depth = max(piece.row + piece.row_span for piece in pieces)
        for number, row in enumerate(self.rows, start=depth):
            at = 0
            for cell in row:
                pieces.append(
                    Piece(number, edges[at], edges[at + cell.columns], cell.text, align=cell.align, figure=cell.align == "right")
                )
                at += cell.columns
        values = {
            "department": self.facts.department,
            "unit": self.style.unit,
            "number": self.number,
            "year": self.facts.fiscal_year,
        }
        title = " ".join(self.table.title) if self.region.spaced_titles else self.table.title
        number_line = self.region.form_number.format(**values)
        right = "  ".join(text for text in (number_line, self.region.unit_line.format(**values)) if text)
        form = ComposedForm(
            titles=() if continued else (title,),
            above_left="" if continued else self.region.department_line.format(**values),
            above_right="" if continued else right,
            pieces=tuple(pieces),
            row_count=depth + len(self.rows),
            header_rows=tuple(range(depth)),
            below=self._notes(True) if notes is None else notes,
            landscape=self.table.landscape,
        )
        self.made.forms.append(form)

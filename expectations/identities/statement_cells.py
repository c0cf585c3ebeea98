"""The statements of one document as the rules see them (决算报表): rows, columns and cells, each with what was printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from expectations.identities.form_figures import plain
from expectations.identities.rounding import SCALES, printed_decimals, ulp
from expectations.identities.statement_roles import column_of, row_roles

SECOND = re.compile(r"-\d+$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One published cell. ``value`` is 元, None where nothing is printed. ``fine`` is one unit in the last place that the
    statement prints at its finest (trailing zeros are often left out), ``coarse`` that of the cell's own digits."""

    value: Decimal | None
    text: str
    unit: str
    page: int | None
    fact_id: str
    statement: str
    statement_name: str
    label: str
    measure: str
    fine: Decimal
    coarse: Decimal

    @property
    def amount(self) -> Decimal:
        """The value, a blank counted as zero; callers decide whether a blank may count at all."""
        return Decimal(0) if self.value is None else self.value

    @property
    def shown(self) -> str:
        """The figure for people: as printed, with its unit."""
        return f"{self.text} {self.unit}".strip() if self.value is not None else "空白"

    @property
    def place(self) -> str:
        """Where the cell stands, in Chinese: 《支出决算表》合计·项目支出."""
        return f"《{self.statement_name}》" + "·".join(part for part in (self.label, self.measure) if part)


@dataclass(frozen=True)
class Row:
    """One row of a statement. ``cells`` is keyed by the heading path of the column."""

    row_no: int
    side: str | None
    code: str | None
    label: str
    cells: Mapping[str, Cell]

    @property
    def filled(self) -> bool:
        return any(cell.value is not None for cell in self.cells.values())


@dataclass(frozen=True)
class Statement:
    """One statement of a document. ``status`` is that of ``dq.coverage`` (read, empty, disclosed-empty)."""

    code: str
    name: str
    title: str
    unit: str
    status: str
    rows: tuple[Row, ...]

    @cached_property
    def filled(self) -> bool:
        """Whether any figure is printed."""
        return any(row.filled for row in self.rows)

    @cached_property
    def roles(self) -> Mapping[int, str]:
        """Index of a row → its role (income_total, opening …); rows without a role are left out."""
        return row_roles([(row.label, row.side, row.code) for row in self.rows])

    @cached_property
    def _columns(self) -> dict[tuple[str, str | None], str | None]:
        return {}

    def measures(self, side: str | None = None) -> list[str]:
        """The heading paths of the statement (of one side of it), in printed order."""
        rows = (row for row in self.rows if side is None or row.side == side)
        return list(dict.fromkeys(measure for row in rows for measure in row.cells))

    def column(self, role: str, side: str | None = None) -> str | None:
        """The heading path of a column role; None when no column or more than one meets its wordings."""
        key = (role, side)
        if key not in self._columns:
            self._columns[key] = column_of(role, self.measures(side))
        return self._columns[key]

    def rows_of(self, role: str, side: str | None = None) -> list[Row]:
        """The rows of a role (of one side)."""
        found = (self.rows[index] for index, name in self.roles.items() if name == role)
        return [row for row in found if side is None or row.side == side]

    @cached_property
    def by_code(self) -> Mapping[str, Row]:
        """Rows by subject code; a code that is printed twice is left out, for nobody knows which row is meant."""
        counts = Counter(row.code for row in self.rows if row.code)
        return {row.code: row for row in self.rows if row.code and counts[row.code] == 1}

    def money(self, value: Decimal) -> str:
        """An amount of 元 in the unit of the statement, for messages."""
        return f"{plain(value / SCALES.get(self.unit, Decimal(1)))} {self.unit}"


@dataclass(frozen=True, eq=False)
class Account:
    """The final accounts of one document (部门决算): statements by code, in one or several sets (部门 and 单位 in one file)."""

    sha256: str
    fiscal_year: int | None
    department: str
    district_code: str | None
    sets: tuple[Mapping[str, Statement], ...]
    coverage: tuple[Mapping[str, Any], ...]
    narrative: tuple[Mapping[str, Any], ...]
    form_executed: tuple[Mapping[str, Any], ...]

    def statements(self) -> Iterator[Statement]:
        """Every statement of every set."""
        for one in self.sets:
            yield from one.values()


def account_of(frames: Mapping[str, pl.DataFrame]) -> Account | None:
    """The statements of a document, from its staged tables; None for a document without statements and prose."""
    amounts = [row for row in _rows(frames, "statement_amount") if not row.get("printed_before")]
    coverage = [row for row in _rows(frames, "coverage") if row["item_kind"] == "statement"]
    narrative = _rows(frames, "narrative_figure")
    if not amounts and not coverage and not narrative:
        return None
    about = next(iter(_rows(frames, "document")), {})
    sha256 = about.get("sha256") or next(row["document_sha256"] for row in (*amounts, *coverage, *narrative))
    return Account(
        sha256, about.get("fiscal_year"), about.get("department_name") or "", about.get("district_code"),
        tuple(_sets(amounts, coverage)), tuple(coverage), tuple(narrative),
        tuple(row for row in _rows(frames, "project_funding") if row["fund_source"] == "total"),
    )  # fmt: skip


def _rows(frames: Mapping[str, pl.DataFrame], table: str) -> list[dict[str, Any]]:
    return frames[table].to_dicts() if table in frames else []


def _sets(amounts: Sequence[Mapping[str, Any]], coverage: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Statement]]:
    """Statements that a document holds equally often belong together; the first of each kind make the first set."""
    status: dict[str, list[str]] = {}
    for row in coverage:
        if row["status"] != "missing":
            status.setdefault(SECOND.sub("", row["item_code"]), []).append(row["status"])
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for row in amounts:
        by_code.setdefault(row["statement_code"], []).append(row)
    groups: dict[int, dict[str, list[Statement]]] = {}
    for code, rows in by_code.items():
        found = [_statement(part, "read") for part in _parts(rows)]
        # a table of one kind more or less often than recognised: nobody knows which rows belong together
        if len(status.get(code, found)) == len(found):
            groups.setdefault(len(found), {})[code] = [
                Statement(one.code, one.name, one.title, one.unit, state, one.rows)
                for one, state in zip(found, status.get(code, ["read"] * len(found)), strict=True)
            ]
    for count, kinds in groups.items():
        for number in range(count):
            yield {code: found[number] for code, found in kinds.items()}


def _parts(rows: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The rows of several tables of one kind, cut where the published title changes or the row of the first cell comes again."""
    ordered = sorted(rows, key=lambda row: row["row_no"])
    parts: list[list[Mapping[str, Any]]] = []
    for row in ordered:
        first = parts[-1][0] if parts else None
        new = first is None or row["published_title"] != first["published_title"]
        again = first is not None and row["row_no"] != first["row_no"] and row["measure"] == first["measure"]
        if new or (again and first is not None and _identity(row) == _identity(first) and _whole_again(parts[-1], row)):
            parts.append([])
        parts[-1].append(row)
    return parts


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["side"], row["subject_code"], row["label"]


def _whole_again(part: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> bool:
    """Whether a label that comes again starts another table: both sides, or more than two rows, lie between."""
    sides = {one["side"] for one in part}
    return row["side"] is None or len(sides) == 2


def _statement(rows: Sequence[Mapping[str, Any]], status: str) -> Statement:
    head = rows[0]
    units = Counter(row["published_unit"] for row in rows if row["published_unit"])
    unit = units.most_common(1)[0][0] if units else ""
    finest = max((printed_decimals(row["published_text"]) or 0 for row in rows if row["amount_yuan"] is not None), default=0)
    grouped: dict[tuple[int, str | None], dict[str, Cell]] = {}
    about: dict[tuple[int, str | None], Mapping[str, Any]] = {}
    for row in rows:
        own = row["published_unit"] or unit
        decimals = printed_decimals(row["published_text"]) or 0
        cell = Cell(
            row["amount_yuan"], row["published_text"] or "", own, row["page"], row["fact_id"], row["statement_code"],
            row["statement_name"], row["label"] or "", row["measure"] or "", ulp(max(finest, decimals), own), ulp(decimals, own),
        )  # fmt: skip
        key = (row["row_no"], row["side"])
        grouped.setdefault(key, {}).setdefault(cell.measure, cell)
        about.setdefault(key, row)
    table = tuple(
        Row(key[0], key[1], about[key]["subject_code"] or None, about[key]["label"] or "", cells)
        for key, cells in grouped.items()
    )
    return Statement(head["statement_code"], head["statement_name"], head["published_title"] or "", unit, status, table)

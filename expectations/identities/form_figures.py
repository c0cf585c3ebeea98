"""One self-evaluation form as the rules see it (一张自评表): its staged rows, and for every figure what was printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from expectations.identities.rounding import HALF, SCALES, printed_decimals, ulp
from expectations.identities.rule_rows import document

AMOUNTS = {"initial_budget_yuan": "年初预算数", "full_year_budget_yuan": "全年预算数", "executed_yuan": "全年执行数"}
SOURCES = {
    "total": "年度资金总额",
    "fiscal": "财政拨款",
    "carryover": "上年结转资金",
    "other": "其他资金",
    "own_level": "本级安排",
    "superior": "上级补助",
}
NOT_APPLICABLE = frozenset({"不涉及", "不适用", "无", "/", "-", "—", "——"})


@dataclass(frozen=True)
class Figure:
    """One published figure (公布数). ``value`` is 元, percent or points; ``coarse_ulp`` follows from its own printed decimals,
    ``fine_ulp`` from the finest decimals that the document prints in this unit (trailing zeros are often left out)."""

    value: Decimal
    text: str
    unit: str
    page: int | None
    fact_id: str
    coarse_ulp: Decimal
    fine_ulp: Decimal

    @property
    def shown(self) -> str:
        """The figure for people: as printed, with its unit."""
        return self.text if not self.unit or self.text.endswith(self.unit) else f"{self.text} {self.unit}"


@dataclass(frozen=True)
class Form:
    """One form. ``indicators`` are in the order of the document; ``funding`` is keyed by the source of the money."""

    form_no: int
    evaluation: Mapping[str, Any]
    funding: Mapping[str, Mapping[str, Any]]
    indicators: tuple[Mapping[str, Any], ...]
    locations: Mapping[tuple[str, str], Mapping[str, Any]]
    finest: Mapping[str, int]
    district_code: str | None = None
    duplicates: tuple[str, ...] = field(default=())

    @property
    def project(self) -> str:
        return self.evaluation.get("project_name") or f"第 {self.form_no} 张表"

    @property
    def unit(self) -> str:
        """The unit in which the funds of the form are printed: 元, 万元 …"""
        units = (row.get("published_unit") for row in (*self.funding.values(), self.evaluation))
        return next((unit for unit in units if unit in SCALES), "元")

    def figure(self, row: Mapping[str, Any] | None, column: str) -> Figure | None:
        """The published figure of a staged row; None where the cell is blank or was not loaded."""
        value = None if row is None else row.get(column)
        if row is None or not isinstance(value, Decimal):
            return None
        where = self.locations.get((row["fact_id"], column), {})
        money = column in AMOUNTS
        unit = (where.get("published_unit") or self.unit) if money else ("%" if column.endswith("_percent") else "分")
        text = (where.get("published_text") or "").strip() or plain(value / SCALES.get(unit, Decimal(1)))
        decimals = printed_decimals(text) or 0
        fine = max(decimals, self.finest.get(unit, 0)) if money else decimals
        page = where.get("page") if where.get("page") is not None else row.get("page")
        return Figure(
            value, text, unit, page, row["fact_id"], ulp(decimals, unit if money else None), ulp(fine, unit if money else None)
        )

    def counted_indicators(self) -> Iterator[Mapping[str, Any]]:
        """The rows that carry something to judge: without 不涉及 lines and without lines that print neither weight nor score."""
        for row in self.indicators:
            if not (not_applicable(row) or (row["weight"] is None and row["score"] is None)):
                yield row

    def scored_indicators(self) -> list[Mapping[str, Any]]:
        """The rows whose points count beside the fund block: without a line 预算执行率 that repeats its weight."""
        weight = self.figure(self.funding.get("total"), "weight")
        repeated = None if weight is None else weight.value
        return [
            row
            for row in self.counted_indicators()
            if not (repeated is not None and row["weight"] == repeated and is_execution(row))
        ]

    def amount_text(self, value: Decimal) -> str:
        """An amount of 元 in the unit of the form, for messages."""
        return f"{plain(value / SCALES[self.unit])} {self.unit}"


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: ``Decimal("6.00")`` → ``"6"``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def half(figure: Figure, fine: bool) -> Decimal:
    """Half an ulp of the figure: how far the unrounded value may lie from what is printed."""
    return HALF * (figure.fine_ulp if fine else figure.coarse_ulp)


def is_execution(row: Mapping[str, Any]) -> bool:
    """Whether an indicator row is the budget execution rate itself (预算执行率); some regions print it among the indicators."""
    return any("预算执行" in (row.get(column) or "") for column in ("level1", "level2"))


def not_applicable(row: Mapping[str, Any]) -> bool:
    """Whether a row says that the indicator does not apply (不涉及): said in words, and no points set on it."""
    if row["weight"] is not None or row["score"] is not None:
        return False
    said = {(row.get(column) or "").strip() for column in ("indicator_name", "target_text", "actual_text")}
    return bool(said & NOT_APPLICABLE) or said == {""}


def finest_decimals(locations: pl.DataFrame) -> dict[str, int]:
    """Per unit of money, the decimals to which the document prints its amounts, at least those of the unit's custom."""
    finest: dict[str, int] = dict(document()["least_decimals"])
    for row in locations.filter(pl.col("figure").is_in(list(AMOUNTS))).iter_rows(named=True):
        unit, decimals = row["published_unit"], printed_decimals(row["published_text"])
        if unit in SCALES and decimals is not None:
            finest[unit] = max(finest.get(unit, 0), decimals)
    return finest


def forms_of(frames: Mapping[str, pl.DataFrame]) -> tuple[Form, ...]:
    """The forms of one document, in their order, assembled from its staged tables."""
    located = frames["figure_location"]
    locations = {(row["fact_id"], row["figure"]): row for row in located.iter_rows(named=True)}
    finest = finest_decimals(located)
    funding: dict[int, dict[str, Mapping[str, Any]]] = {}
    for row in frames["project_funding"].iter_rows(named=True):
        funding.setdefault(row["form_no"], {}).setdefault(row["fund_source"], row)
    indicators: dict[int, list[Mapping[str, Any]]] = {}
    for row in frames["indicator_result"].sort("form_no", "seq").iter_rows(named=True):
        indicators.setdefault(row["form_no"], []).append(row)
    return tuple(
        Form(row["form_no"], row, funding.get(row["form_no"], {}), tuple(indicators.get(row["form_no"], ())), locations, finest,
             row["district_code"])
        for row in frames["project_evaluation"].sort("form_no").iter_rows(named=True)
    )  # fmt: skip

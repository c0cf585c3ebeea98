"""How a suite is declared: plain values without Great Expectations, whose import costs five seconds (see validator_process)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Expected:
    """One expectation. ``kind`` is the name of a Great Expectations class, ``arguments`` its keywords.

    ``gate``: a failure is a fault of this program and stops the load. Otherwise it is a remark on what was published.
    """

    kind: str
    arguments: Mapping[str, Any]
    zh: str
    en: str
    gate: bool = True

    @property
    def column(self) -> str:
        """The column concerned, several joined with "+", "" for the whole table."""
        one = self.arguments.get("column")
        return str(one) if one else "+".join(self.arguments.get("column_list", ()))


@dataclass(frozen=True)
class TableSuite:
    """The expectations on one table. ``query`` selects the rows to look at; ``zh`` is the heading in the Data Docs."""

    name: str
    table: str
    zh: str
    query: str
    expectations: tuple[Expected, ...] = field(default=())


def filled(column: str, zh: str, en: str) -> Expected:
    return Expected("ExpectColumnValuesToNotBeNull", {"column": column}, f"{zh}不为空", f"{en} is not null")


def unique(column: str, zh: str, en: str) -> Expected:
    return Expected("ExpectColumnValuesToBeUnique", {"column": column}, f"{zh}不重复", f"{en} is unique")


def unique_together(columns: Sequence[str], zh: str, en: str) -> Expected:
    return Expected("ExpectCompoundColumnsToBeUnique", {"column_list": list(columns)}, f"{zh}不重复", f"{en} is unique")


def between(column: str, low: int | None, high: int | None, zh: str, en: str) -> Expected:
    arguments: dict[str, Any] = {"column": column}
    arguments |= {} if low is None else {"min_value": low}
    arguments |= {} if high is None else {"max_value": high}
    return Expected("ExpectColumnValuesToBeBetween", arguments, zh, en)


def one_of(column: str, values: Sequence[str], zh: str, en: str) -> Expected:
    return Expected("ExpectColumnValuesToBeInSet", {"column": column, "value_set": list(values)}, zh, en)


def at_least_one_row(zh: str, en: str) -> Expected:
    return Expected("ExpectTableRowCountToBeBetween", {"min_value": 1}, zh, en)


def no_rows(columns: str, condition: str, zh: str, en: str, *, gate: bool = True) -> Expected:
    """No row (``one``) of the suite may fulfil ``condition``; ``columns`` are shown of those that do. No braces in either."""
    query = f"SELECT {columns} FROM (SELECT * FROM {{batch}}) AS one WHERE {condition}"
    return Expected("UnexpectedRowsExpectation", {"unexpected_rows_query": query}, zh, en, gate)


def of_documents(table: str, documents: Sequence[str]) -> str:
    """The rows of a table that belong to the given documents (SHA-256). Raises ValueError on anything that is not one."""
    for sha256 in documents:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"not a SHA-256: {sha256!r}")
    listed = ", ".join(f"'{sha256}'" for sha256 in sorted(documents))
    return (
        f"SELECT fact.* FROM main.{table} AS fact WHERE fact.document_key IN "
        f"(SELECT document_key FROM main.dim_document WHERE sha256 IN ({listed}))"
    )

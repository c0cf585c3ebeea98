"""Python values as SQL literals (SQL 字面量).

Why not parameters: for the first bound parameter of a process duckdb looks for pandas, and where pandas is installed (Great
Expectations brings it) importing it takes a second of every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime


def literal(value: str | int | bool | date | datetime | None) -> str:
    """The value as DuckDB reads it back, unchanged; a NUL character, which SQL text cannot hold, becomes U+FFFD."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("\0", "\ufffd").replace("'", "''") + "'"


def text_list(values: Iterable[str]) -> str:
    """A VARCHAR[] of the values, in their order."""
    return f"CAST([{', '.join(literal(value) for value in values)}] AS VARCHAR[])"


def values_rows(rows: Sequence[Sequence[str | int | bool | date | datetime | None]]) -> str:
    """``VALUES (…), (…)`` of at least one row."""
    return "VALUES " + ", ".join(f"({', '.join(literal(value) for value in row)})" for row in rows)

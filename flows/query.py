"""Questions in SQL (查询): read-only, one statement, answers exact to the last digit in whatever format."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO, Literal

import duckdb

from flows.table_text import render_table

Format = Literal["table", "csv", "json", "parquet"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json", "parquet")
READING_STATEMENTS = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
CELL_WIDTH = 44
"""Places that a cell of a table on a terminal may take; a table written to a file or a pipe is not cut."""


class QuestionRefused(ValueError):
    """A question that is not one read-only statement. ``key`` is the message for the person who asked."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    """Run one SELECT, DESCRIBE, SHOW or EXPLAIN. Raises :class:`QuestionRefused` on others, duckdb.Error on a wrong one."""
    statements = connection.extract_statements(sql)
    if not statements:
        raise QuestionRefused("query-empty")
    if len(statements) > 1:
        raise QuestionRefused("query-one-statement")
    if statements[0].type not in READING_STATEMENTS:
        raise QuestionRefused("query-read-only")
    return connection.execute(statements[0])


def column_names(answer: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the answer's columns; a repeated one gets a number, so that no column hides another one."""
    names: list[str] = []
    for described in answer.description or []:
        name, number = str(described[0]), 1
        while name in names:
            number += 1
            name = f"{described[0]}_{number}"
        names.append(name)
    return names


def shown(value: Any) -> str:
    """A value as people read it. Decimals keep all their digits; nothing is written in exponents."""
    if value is None:
        return "NULL"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    return str(value)


def json_text(value: Any) -> str:
    """A value as JSON; a decimal becomes a number with exactly its digits (read it with a decimal parser, not as float)."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(json_text(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json_text(str(key))}: {json_text(item)}" for key, item in value.items()) + "}"
    if value is None or isinstance(value, (bool, int, float, str)):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value.isoformat() if isinstance(value, (date, datetime)) else str(value), ensure_ascii=False)


def answer_text(answer: duckdb.DuckDBPyConnection, form: Format, cut_cells: bool) -> tuple[str, int]:
    """The answer as text in a format other than parquet, and its number of rows."""
    names, rows = column_names(answer), answer.fetchall()
    if form == "csv":
        return _csv_text(names, rows), len(rows)
    if form == "json":
        objects = (json_text(dict(zip(names, row, strict=True))) for row in rows)
        return "[" + ",\n ".join(objects) + "]\n", len(rows)
    cells = [[shown(value) for value in row] for row in rows]
    return render_table(names, cells, CELL_WIDTH if cut_cells else None) + "\n", len(rows)


def _csv_text(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(["" if value is None else shown(value) for value in row] for row in rows)
    return stream.getvalue()


def write_parquet(answer: duckdb.DuckDBPyConnection, target: BinaryIO) -> int:
    """Write the answer as Parquet with its exact types (DECIMAL stays DECIMAL); returns the number of rows."""
    import pyarrow.parquet

    names = column_names(answer)
    table = answer.to_arrow_table().rename_columns(names)
    pyarrow.parquet.write_table(table, target, compression="zstd")
    return int(table.num_rows)


def read_question(argument: str) -> str:
    """The SQL text: the argument itself, or standard input for ``-``."""
    return sys.stdin.read() if argument == "-" else argument


def save_answer(answer: duckdb.DuckDBPyConnection, form: Format, path: Path) -> int:
    """Write the answer to a file; returns the number of rows."""
    if form == "parquet":
        with path.open("wb") as stream:
            return write_parquet(answer, stream)
    text, count = answer_text(answer, form, cut_cells=False)
    path.write_text(text, encoding="utf-8")
    return count

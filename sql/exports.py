"""Files from the warehouse (导出): for users, and for the comparison of two warehouses byte by byte. Only reads.

Both are the same bytes for the same content: rows in the order of all their columns, no clock, fixed dates inside XLSX.
"""

from __future__ import annotations

import datetime
import re
import shutil
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from sql.literals import literal, text_list
from sql.records import WarehouseFault
from sql.warehouse import OFFLINE, open_read_only

FORMATS = ("parquet", "csv", "xlsx")
COMPARED_SCHEMAS = ("main", "published", "mart", "dq")
XLSX_ROWS, XLSX_TEXT = 1_048_576, 32_767
LONGEST_EXACT_NUMBER = 15  # decimal digits that Excel keeps; a longer number is written as text
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DICTIONARY = """
    SELECT columns.schema_name AS "schema", columns.table_name AS "table", columns.column_name AS "column",
        columns.data_type AS "type", columns.comment AS "comment", coalesce(tables.comment, views.comment) AS table_comment
    FROM duckdb_columns() AS columns
    LEFT JOIN duckdb_tables() AS tables ON tables.schema_name = columns.schema_name AND tables.table_name = columns.table_name
    LEFT JOIN duckdb_views() AS views ON views.schema_name = columns.schema_name AND views.view_name = columns.table_name
    WHERE columns.schema_name IN ('main', 'published', 'mart', '决算', 'dq', 'etl') AND NOT columns.internal
"""


def ordered_export(path: Path, directory: Path) -> list[Path]:
    """Every table and view of main, published, mart and dq of a warehouse file as CSV ``<schema>.<table>.csv``, rows sorted.

    The schema ``etl`` is left out: it holds clocks. NULL is written as ``\\N``, so that it differs from an empty text.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    with duckdb.connect(str(path), read_only=True, config=OFFLINE) as connection:
        for schema, table in _tables(connection, COMPARED_SCHEMAS):
            target = directory / f"{schema}.{table}.csv"
            _copy(connection, f'FROM "{schema}"."{table}"', target, "FORMAT csv, HEADER, NULLSTR '\\N'")
            written.append(target)
    return written


def export(home: Path, directory: Path, format_name: str) -> list[Path]:
    """The star schema and the data dictionary as Parquet or CSV files, or as the sheets of ``warehouse.xlsx``.

    Returns the files written; others in the directory are left alone. Raises ValueError for another format, FileNotFoundError
    where nothing has been loaded, WarehouseFault ``too-many-rows`` when a table does not fit into a sheet.
    """
    if format_name not in FORMATS:
        raise ValueError(f"format must be one of {', '.join(FORMATS)}: {format_name}")
    with open_read_only(home) as connection:
        directory.mkdir(parents=True, exist_ok=True)
        queries = {table: f'FROM main."{table}"' for _, table in _tables(connection, ("main",))} | {"dictionary": _DICTIONARY}
        if format_name == "xlsx":
            return [_write_workbook(connection, queries, directory / "warehouse.xlsx")]
        options = "FORMAT csv, HEADER" if format_name == "csv" else "FORMAT parquet, COMPRESSION zstd"
        written = []
        for name, query in queries.items():
            target = directory / f"{name}.{format_name}"
            _copy(connection, query, target, options)
            written.append(target)
        return written


def _tables(connection: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT schema_name, table_name FROM (SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
        " UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal)"
        f" WHERE schema_name IN (SELECT unnest({text_list(schemas)})) ORDER BY ALL"
    ).fetchall()


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path, options: str) -> None:
    """One thread: the row groups of a Parquet file then always end at the same rows."""
    connection.execute("SET threads = 1")
    connection.execute(f"COPY (SELECT * FROM ({query}) ORDER BY ALL) TO {literal(str(target))} ({options})")


def _write_workbook(connection: duckdb.DuckDBPyConnection, queries: dict[str, str], target: Path) -> Path:
    from openpyxl import Workbook  # slow to import, and only here needed

    for name, query in queries.items():
        row = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
        if row is None or row[0] + 1 > XLSX_ROWS:
            raise WarehouseFault(
                "too-many-rows",
                f"{name} 的行数超过工作表上限，请改用 parquet 或 csv",
                f"{name} has more rows than a sheet holds; use parquet or csv",
            )
    workbook = Workbook(write_only=True)
    for name, query in queries.items():
        sheet = workbook.create_sheet(name)
        cursor = connection.execute(f"SELECT * FROM ({query}) ORDER BY ALL")
        sheet.append([_cell(sheet, column[0]) for column in cursor.description or []])
        for values in _rows(cursor):
            sheet.append([_cell(sheet, value) for value in values])
    fresh = target.with_name(f".{target.name}.new")
    workbook.save(fresh)
    _remove_clock(fresh, target)
    fresh.unlink()
    return target


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := cursor.fetchmany(10_000):
        yield from batch


def _cell(sheet: Any, value: Any) -> Any:
    """A cell that shows the value and nothing else: ``=12.00(个)`` is a published target, never a formula."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        digits = len(value.as_tuple().digits) if isinstance(value, Decimal) else len(str(abs(value)))
        if digits <= LONGEST_EXACT_NUMBER:
            return value
        value = str(value)
    if isinstance(value, list):
        value = ", ".join(value)
    if not isinstance(value, str):
        return value
    text = _NOT_IN_XML.sub("\ufffd", value)
    cell = WriteOnlyCell(sheet, value=None)
    # Excel cuts a text off after 32,767 characters; the mark says so, the other formats have the whole text
    cell._value = text if len(text) <= XLSX_TEXT else text[: XLSX_TEXT - 2] + "…✂"
    cell.data_type = "s"
    return cell


def _remove_clock(source: Path, target: Path) -> None:
    """Write the workbook again with one fixed date for every member and for its properties."""
    partial = target.with_name(f".{target.name}.partial")
    fixed = datetime.datetime(*FIXED_DATE).isoformat() + "Z"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + fixed.encode(), content)
            member = zipfile.ZipInfo(name, FIXED_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, content)
    shutil.move(partial, target)

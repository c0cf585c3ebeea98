"""The shape of a warehouse file (库结构): numbered migrations, seeded dimensions, views and comments.

Called by the one writer, sql/warehouse.py, on the next file only.
"""

from __future__ import annotations

from glob import escape

import duckdb

from sql.dictionary import comment_statements
from sql.literals import literal, values_rows
from sql.records import RunRecord, WarehouseFault
from sql.scripts import everything_digest, migrations, script, seed_files, views


def apply_migrations(connection: duckdb.DuckDBPyConnection, run: RunRecord) -> None:
    """Drop the views and apply the migrations that the file has not seen; raises WarehouseFault for a file of a newer program."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS etl")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS etl.schema_version"
        " (version INTEGER, name VARCHAR, code_version VARCHAR, digest VARCHAR, applied_at TIMESTAMP)"
    )
    connection.execute(script("load/0005_view_schemas.sql"))
    row = connection.execute("SELECT coalesce(max(version), 0) FROM etl.schema_version").fetchone()
    applied = int(row[0]) if row else 0
    if applied > migrations()[-1].version:
        raise WarehouseFault(
            "newer-schema",
            "仓库由更新版本的程序写成，请升级程序",
            "the warehouse was written by a newer version of the program; upgrade it",
            f"{applied} > {migrations()[-1].version}",
        )
    for migration in migrations():
        if migration.version > applied:
            connection.execute("BEGIN")
            connection.execute(migration.text)
            row = (migration.version, migration.name, run.code_version, None, run.started_at)
            connection.execute(f"INSERT INTO etl.schema_version {values_rows([row])}")
            connection.execute("COMMIT")
    connection.execute(script("load/0000_macros.sql"))


def has_todays_shape(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether tables, seeds, views and comments of the file are today's; then a load need not write them again."""
    present = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'etl' AND table_name = 'schema_version'"
    ).fetchone()
    if present is None:
        return False
    row = connection.execute("SELECT version, digest FROM etl.schema_version ORDER BY version DESC LIMIT 1").fetchone()
    return row == (migrations()[-1].version, everything_digest())


def fill_seeds(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the dimensions and rules that do not depend on documents."""
    connection.execute("BEGIN")
    for name, path in seed_files().items():
        connection.execute(
            f"CREATE TEMP TABLE seed_{name} AS SELECT * FROM read_csv({literal(escape(str(path)))},"
            " all_varchar = true, header = true, nullstr = '\\N')"
        )
    connection.execute(script("load/0010_seed.sql"))
    for name in seed_files():
        connection.execute(f"DROP TABLE seed_{name}")
    connection.execute("COMMIT")


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """All views, all comments, and the mark that the file has today's shape."""
    connection.execute("BEGIN")
    for view in views():
        connection.execute(view)
    connection.execute(";\n".join(comment_statements()))
    connection.execute("UPDATE etl.schema_version SET digest = NULL")
    connection.execute(
        f"UPDATE etl.schema_version SET digest = {literal(everything_digest())} WHERE version = {migrations()[-1].version}"
    )
    connection.execute("COMMIT")

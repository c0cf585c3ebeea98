"""The only writer of the warehouse (仓库的唯一写入者): builds the next file aside, and swaps it in by rename.

A reader that has the current file open goes on reading it; a run that is killed leaves the current file as it was. Callers hold
the run lock from ``build_next`` to ``swap``, and verify in between (sql/verification.py). Imports nothing heavy but duckdb.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from glob import escape
from pathlib import Path

import duckdb

from sql.literals import literal, text_list, values_rows
from sql.records import DocumentSource, DocumentState, ExpectationRow, RunRecord, StagedDocument, VanishedAddress, WarehouseFault
from sql.scripts import script
from sql.shape import apply_migrations, create_views, fill_seeds, has_todays_shape

Row = tuple[str | int | bool | date | datetime | None, ...]
CURRENT, NEXT = "warehouse.duckdb", "warehouse.next.duckdb"
STAGED_TABLES = (
    "document", "project_evaluation", "project_funding", "indicator_result", "statement_amount", "statement_count",
    "statement_proof", "narrative_figure", "figure_location", "finding", "rule_outcome", "coverage", "decision",
)  # fmt: skip
BY_DOCUMENT_KEY = (
    "main.dim_document", "main.fact_project_evaluation", "main.fact_project_funding", "main.fact_indicator_result",
    "main.fact_statement_amount", "main.fact_statement_count", "main.fact_narrative_figure", "main.figure_location",
)  # fmt: skip
BY_SHA256 = ("dq.finding", "dq.decision", "dq.rule_outcome", "dq.coverage", "dq.statement_proof", "etl.staged_count")
# No file, network or extension can be reached through a connection that a user's SQL runs on, and SQL cannot change that.
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def warehouse_path(home: Path) -> Path:
    """Where the current warehouse of a home lies (it may not exist yet)."""
    return home / CURRENT


def build_next(
    home: Path,
    *,
    loaded: Sequence[StagedDocument],
    removed: Sequence[str],
    states: Sequence[DocumentState],
    sources: Sequence[DocumentSource],
    run: RunRecord,
    vanished: Sequence[VanishedAddress] | None = None,
) -> Path:
    """Write ``HOME/warehouse.next.duckdb``: the current warehouse with ``loaded`` replaced and ``removed`` taken out.

    ``removed`` are SHA-256 of documents whose facts go; a document whose state is ``quarantined`` loses its facts as well.
    Sources are added to those known; ``vanished`` takes the place of the known vanished addresses, None leaves them. Raises
    WarehouseFault when another program is writing the current file, or when staged files are missing.
    """
    next_path = _fresh_copy(home)
    gone = sorted({*removed, *(document.sha256 for document in loaded), *(s.sha256 for s in states if s.status != "loaded")})
    with _writing(next_path) as connection:
        reshape = not has_todays_shape(connection)
        if reshape:
            apply_migrations(connection, run)
            fill_seeds(connection)
            create_views(connection)
        connection.execute("BEGIN")
        connection.execute(f"SET VARIABLE run_id = {literal(run.run_id)}")
        _write_states(connection, states, removed)
        _write_sources(connection, sources)
        if vanished is not None:
            connection.execute("DELETE FROM etl.vanished_address")
            _insert(
                connection,
                "etl.vanished_address",
                "url, source, vanished_at",
                [(v.url, v.source, v.vanished_at) for v in vanished],
            )
        _delete_documents(connection, gone)
        if loaded:
            _load(connection, loaded)
        connection.execute(script("load/0024_subject_keys.sql"))
        connection.execute(script("load/0030_refresh.sql"))
        connection.execute(script("load/0040_restatement_findings.sql"))
        _write_run(connection, run, len(loaded), len(removed))
        connection.execute("COMMIT")
    return next_path


def record_expectations(next_path: Path, rows: Sequence[ExpectationRow]) -> None:
    """Add the outcomes of a run's expectations to the next file; those that the same run has left there are replaced."""
    with _writing(next_path) as connection:
        for run_id in sorted({row.run_id for row in rows}):
            connection.execute(f"DELETE FROM dq.expectation_result WHERE run_id = {literal(run_id)}")
        _insert(
            connection,
            "dq.expectation_result",
            'suite, expectation, "column", success, observed, unexpected_count, run_id',
            [(r.suite, r.expectation, r.column, r.success, r.observed, r.unexpected_count, r.run_id) for r in rows],
        )


def swap(next_path: Path, home: Path) -> None:
    """Put the next file in the place of the current one: written through to the disk, renamed, no write-ahead log left beside it.

    Raises WarehouseFault if the next file still has a log, that is, if its writer did not finish.
    """
    with _writing(next_path) as connection:
        connection.execute("CHECKPOINT")
    if _log_of(next_path).exists():
        raise _log_left_behind(next_path)
    with next_path.open("rb") as file:
        os.fsync(file.fileno())
    next_path.replace(warehouse_path(home))
    directory = os.open(home, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def open_read_only(home: Path) -> duckdb.DuckDBPyConnection:
    """The current warehouse for the program's own reading. Raises FileNotFoundError where nothing has been loaded yet.

    Close it soon: within one process DuckDB hands out the file that is open already, even after a swap.
    """
    return duckdb.connect(_existing(home), read_only=True, config=OFFLINE)


def open_for_questions(home: Path) -> duckdb.DuckDBPyConnection:
    """The current warehouse for a user's SQL: read-only, no other file, no network, no extension, settings locked."""
    return duckdb.connect(_existing(home), read_only=True, config=CLOSED)


def document_states(home: Path) -> dict[str, DocumentState]:
    """State of every document that the warehouse knows, by SHA-256; empty where there is no warehouse yet."""
    if not warehouse_path(home).exists():
        return {}
    with open_read_only(home) as connection:
        rows = connection.execute(
            "SELECT document_sha256, name, status, code_version, run_id, reason_code, message_zh, message_en, page, sequence"
            " FROM etl.document_state ORDER BY sequence"
        ).fetchall()
    return {row[0]: DocumentState(*row) for row in rows}


def is_up_to_date(home: Path) -> bool:
    """Whether the current file was written with today's tables, views, seeds and comments; False means: build once more."""
    if not warehouse_path(home).exists():
        return False
    with open_read_only(home) as connection:
        return has_todays_shape(connection)


def _existing(home: Path) -> str:
    path = warehouse_path(home)
    if not path.exists():
        raise FileNotFoundError(path)
    return str(path)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _log_left_behind(path: Path) -> WarehouseFault:
    return WarehouseFault(
        "write-ahead-log",
        f"{path.name} 旁有未写完的日志文件，可能有其他程序正在写入；请关闭该程序后重试",
        f"a write-ahead log lies beside {path.name}: another program writes to it; close that program and try again",
    )


def _fresh_copy(home: Path) -> Path:
    """The next file as a copy of the current one, or not there yet; what a killed run has left is removed."""
    home.mkdir(parents=True, exist_ok=True)
    current, next_path = warehouse_path(home), home / NEXT
    for leaving in (next_path, _log_of(next_path)):
        leaving.unlink(missing_ok=True)
    if _log_of(current).exists():
        raise _log_left_behind(current)
    if current.exists():
        shutil.copyfile(current, next_path)
    return next_path


@contextmanager
def _writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(path), config=OFFLINE)
    try:
        yield connection
    finally:
        connection.close()


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[Row]) -> None:
    """Rows of Python values in one statement (executemany would take a millisecond each)."""
    if rows:
        connection.execute(f"INSERT INTO {table} ({columns}) {values_rows(rows)}")


def _write_states(connection: duckdb.DuckDBPyConnection, states: Sequence[DocumentState], removed: Sequence[str]) -> None:
    """Replace the states of the documents of this run; a document keeps the sequence number under which it first came in."""
    known = dict(connection.execute("SELECT document_sha256, sequence FROM etl.document_state").fetchall())
    following = max(known.values(), default=0) + 1
    rows: list[Row] = []
    for state in states:
        sequence = state.sequence if state.sequence is not None else known.get(state.sha256)
        if sequence is None:
            sequence, following = following, following + 1
        rows.append((state.sha256, state.name, state.status, state.reason_code, state.message_zh, state.message_en, state.page,
                     state.code_version, state.run_id, sequence))  # fmt: skip
    gone = sorted({*removed, *(state.sha256 for state in states)})
    connection.execute(f"DELETE FROM etl.document_state WHERE document_sha256 IN (SELECT unnest({text_list(gone)}))")
    columns = "document_sha256, name, status, reason_code, message_zh, message_en, page, code_version, run_id, sequence"
    _insert(connection, "etl.document_state", columns, rows)


def _write_sources(connection: duckdb.DuckDBPyConnection, sources: Sequence[DocumentSource]) -> None:
    columns = "document_sha256, name, url, source, published_on, fetched_at"
    connection.execute("CREATE TEMP TABLE seen_source AS FROM etl.document_source LIMIT 0")
    rows = [(s.sha256, s.name, s.url, s.source, s.published_on, s.fetched_at) for s in sources]
    _insert(connection, "temp.seen_source", columns, rows)
    connection.execute("INSERT INTO etl.document_source (FROM seen_source EXCEPT FROM etl.document_source) ORDER BY ALL")
    connection.execute("DROP TABLE seen_source")


def _delete_documents(connection: duckdb.DuckDBPyConnection, gone: Sequence[str]) -> None:
    connection.execute(
        "CREATE TEMP TABLE gone AS SELECT sha256, etl.document_key(sha256) AS document_key"
        f" FROM (SELECT unnest({text_list(gone)}) AS sha256)"
    )
    for table in BY_DOCUMENT_KEY:
        connection.execute(f"DELETE FROM {table} WHERE document_key IN (SELECT document_key FROM gone)")
    for table in BY_SHA256:
        connection.execute(f"DELETE FROM {table} WHERE document_sha256 IN (SELECT sha256 FROM gone)")
    connection.execute("DROP TABLE gone")


def _load(connection: duckdb.DuckDBPyConnection, loaded: Sequence[StagedDocument]) -> None:
    """One statement per table over the Parquet files of all documents, and the files' own row counts for the verification."""
    for table in STAGED_TABLES:
        files = {str(document.directory / f"{table}.parquet"): document.sha256 for document in loaded}
        missing = [name for name in files if not Path(name).exists()]
        if missing:
            zh, en = "暂存区缺少文件，请重新运行", "files are missing in staging; run again"
            raise WarehouseFault("staging-incomplete", zh, en, ", ".join(missing[:3]))
        paths = text_list(escape(name) for name in files)  # a folder's name may hold * or [
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged_{table} AS SELECT * FROM read_parquet({paths})")
        counts = connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({paths})").fetchall()
        rows = [(files[name], table, int(count)) for name, count in counts]
        _insert(connection, "etl.staged_count", "document_sha256, table_name, staged_rows", rows)
    for name in ("0020_facts", "0022_statement_facts", "0023_narrative_facts"):
        connection.execute(script(f"load/{name}.sql"))
    for table in (*(f"staged_{table}" for table in STAGED_TABLES), "keyed_form", "keyed_document"):
        connection.execute(f"DROP TABLE {table}")


def _write_run(connection: duckdb.DuckDBPyConnection, run: RunRecord, loaded: int, removed: int) -> None:
    connection.execute(f"DELETE FROM etl.run WHERE run_id = {literal(run.run_id)}")
    columns = "run_id, command, code_version, started_at, documents_loaded, documents_removed"
    _insert(connection, "etl.run", columns, [(run.run_id, run.command, run.code_version, run.started_at, loaded, removed)])

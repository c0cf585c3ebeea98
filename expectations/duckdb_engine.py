"""The one repair that Great Expectations 1.24.1 needs for DuckDB (isolated here, pinned, tested).

As shipped, every metric on ``duckdb:///`` fails: GX gives the connection back to the pool before it has fetched its rows, and
duckdb-engine drops pending rows at that moment. One connection that stays open for the life of the engine repairs it.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]
    """The SQL engine of GX with one connection kept open."""

    @contextmanager
    def get_connection(self) -> Generator[sqlalchemy.Connection, None, None]:
        """The one connection; never closed here, so that pending rows survive."""
        kept: sqlalchemy.Connection | None = getattr(self, "_connection", None)
        if kept is None:
            kept = self.engine.connect()
            self._connection = kept
        yield kept


def open_read_only(context: Any, name: str, warehouse: Path) -> SQLDatasource:
    """A data source of ``context`` on a DuckDB file that can only be read. All SQL sources of this process use the repair."""
    SQLDatasource.execution_engine_override = DuckDBExecutionEngine
    return context.data_sources.add_sql(
        name, connection_string=f"duckdb:///{warehouse}", create_temp_table=False, kwargs={"connect_args": {"read_only": True}}
    )

"""Runs the declared suites with Great Expectations and builds the Data Docs. Imported in the side process only."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gx_expectations

from expectations.data_docs import restyle
from expectations.duckdb_engine import open_read_only
from expectations.suites import cells, facts, star
from expectations.suites.declaration import Expected, TableSuite

SITE = "juesuan"


def declared(documents: Sequence[str]) -> tuple[TableSuite, ...]:
    """All suites of a run: cells and facts of the new documents, and the whole star."""
    return (*cells.suites(documents), *facts.suites(documents), *star.suites())


def run_suites(warehouse: Path, documents: Sequence[str], run_id: str, docs_directory: Path) -> list[dict[str, Any]]:
    """Validates and documents; see :func:`expectations.validator_process.validate` for the rows."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    with tempfile.TemporaryDirectory(prefix="juesuan-docs-") as built:
        replace_sites(context, Path(built))
        datasource = open_read_only(context, "warehouse", warehouse)
        rows: list[dict[str, Any]] = []
        for suite in declared(documents):
            rows += run_one(context, datasource, suite, run_id)
        context.build_data_docs()
        close(datasource)
        restyle(Path(built), rows)
        publish(Path(built), docs_directory)
    return rows


def replace_sites(context: Any, directory: Path) -> None:
    """One site of Data Docs, in ``directory``, instead of those that the context brings."""
    for name in list(context.get_site_names()):
        context.delete_data_docs_site(name)
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(directory)}
    index = {"class_name": "DefaultSiteIndexBuilder"}
    config = {"class_name": "SiteBuilder", "show_how_to_buttons": False, "store_backend": backend, "site_index_builder": index}
    context.add_data_docs_site(SITE, config)


def run_one(context: Any, datasource: Any, declared_suite: TableSuite, run_id: str) -> list[dict[str, Any]]:
    """Builds one suite, runs it, and returns its rows in the order of the declaration."""
    suite = context.suites.add(gx.ExpectationSuite(name=declared_suite.name))
    for number, one in enumerate(declared_suite.expectations):
        suite.add_expectation(as_gx(number, one))
    asset = datasource.add_query_asset(declared_suite.name, declared_suite.query)
    batch = asset.add_batch_definition_whole_table("rows")
    definition = gx.ValidationDefinition(name=declared_suite.name, data=batch, suite=suite)
    result = context.validation_definitions.add(definition).run(run_id=gx.RunIdentifier(run_name=run_id))
    results = {one.expectation_config.meta["number"]: one for one in result.results}
    return [row_of(declared_suite, one, results[number], run_id) for number, one in enumerate(declared_suite.expectations)]


def as_gx(number: int, one: Expected) -> Any:
    """The Great Expectations object of a declared expectation, described in both languages."""
    kind = getattr(gx_expectations, one.kind)
    return kind(**one.arguments, description=f"{one.zh} · {one.en}", meta={"number": number})


def row_of(suite: TableSuite, one: Expected, result: Any, run_id: str) -> dict[str, Any]:
    """One row of dq.expectation_result. A raised exception counts as a failure of ours."""
    found: Mapping[str, Any] = result.result or {}
    count = found.get("unexpected_count", found.get("observed_value") if one.kind == "UnexpectedRowsExpectation" else None)
    raised = not result.success and bool(exception_of(result))
    observed = (
        exception_of(result) if raised else str(found.get("observed_value", found.get("partial_unexpected_list", "")))[:500]
    )
    failed_zh, failed_en = ("", "") if result.success else (f"（不符 {count} 行）", f" ({count} rows do not)")
    columns = {"table_name": suite.table, "column_name": one.column or None}
    return {
        "run_id": run_id, "suite": suite.name, "suite_zh": suite.zh, "expectation": one.kind, **columns,
        "success": bool(result.success), "observed": observed or None,
        "unexpected_count": int(count) if count is not None else None,
        "detail_zh": f"{suite.zh}：{one.zh}{failed_zh}", "detail_en": f"{suite.table}: {one.en}{failed_en}",
        "gate": one.gate or raised,
    }  # fmt: skip


def exception_of(result: Any) -> str:
    """The message of an exception that GX caught while evaluating, else ""."""
    info = result.exception_info or {}
    entries = [info] if "raised_exception" in info else [entry for entry in info.values() if isinstance(entry, dict)]
    return next((str(entry.get("exception_message")) for entry in entries if entry.get("raised_exception")), "")


def close(datasource: Any) -> None:
    """Gives the file free, so that the next step may rename it."""
    engine = datasource.get_execution_engine()
    engine.close()
    engine.engine.dispose()


def publish(built: Path, target: Path) -> None:
    """Puts the built pages in the place of the old ones: aside first, so that a reader never sees half a site."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(target.name + ".next")
    old = target.with_name(target.name + ".old")
    for leftover in (aside, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(built, aside)
    if target.exists():
        target.rename(old)
    aside.rename(target)
    shutil.rmtree(old, ignore_errors=True)

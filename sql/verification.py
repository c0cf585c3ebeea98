"""What must hold in the next warehouse file before it is swapped in (换库前的检查). A failure is a fault of the program.

Each check is one query that returns the rows which break it; the first ones go into the message. Those that concern one document
alone run where it is read as well, on its staged tables: a document that fails one is set aside, and stops no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from sql.records import WarehouseFault

if TYPE_CHECKING:
    import polars as pl

DIMENSION_KEYS = {
    "dim_district": "district_key",
    "dim_department": "department_key",
    "dim_project": "project_key",
    "dim_indicator": "indicator_key",
    "dim_function_subject": "function_subject_key",
    "dim_economic_subject": "economic_subject_key",
    "dim_statement": "statement_key",
    "dim_fund_source": "fund_source_key",
    "dim_document": "document_key",
}
REFERENCES: dict[str, dict[str, str]] = {
    "fact_project_evaluation": {"implementer_key": "dim_department"},
    "fact_project_funding": {"implementer_key": "dim_department"},
    "fact_indicator_result": {"implementer_key": "dim_department"},
    "fact_statement_amount": {},
    "fact_statement_count": {},
    "fact_narrative_figure": {},
    "figure_location": {},
    "dim_document": {},
    "dim_department": {},
    "dim_project": {},
}
FACTS = tuple(name for name in REFERENCES if name.startswith("fact_"))
# staged table → the table that holds its rows, and the column that names the document there
LOADED_INTO = {
    "document": ("main.dim_document", "document_key"),
    "project_evaluation": ("main.fact_project_evaluation", "document_key"),
    "project_funding": ("main.fact_project_funding", "document_key"),
    "indicator_result": ("main.fact_indicator_result", "document_key"),
    "statement_amount": ("main.fact_statement_amount", "document_key"),
    "statement_count": ("main.fact_statement_count", "document_key"),
    "statement_proof": ("dq.statement_proof", "document_sha256"),
    "narrative_figure": ("main.fact_narrative_figure", "document_key"),
    "figure_location": ("main.figure_location", "document_key"),
    "finding": ("dq.finding", "document_sha256"),
    "rule_outcome": ("dq.rule_outcome", "document_sha256"),
    "coverage": ("dq.coverage", "document_sha256"),
    "decision": ("dq.decision", "document_sha256"),
}
_ALL_FACTS = " UNION ALL ".join(f"SELECT fact_id, document_key AS document FROM main.{name}" for name in FACTS)
_FORM_ROWS = ("project_funding", "indicator_result")
# What the checks on one document ask of, in the warehouse and in the staged tables of a document: the same words in both.
IN_WAREHOUSE = {
    "fact": _ALL_FACTS,
    "place": "SELECT fact_id, figure, document_key AS document FROM main.figure_location",
    "problem": "SELECT finding_id, rule_id, fact_ids, document_sha256 AS document FROM dq.finding",
    "graded": "SELECT fact_id, document_sha256 AS document FROM dq.statement_proof",
    "form": "SELECT document_key AS document, form_no FROM main.fact_project_evaluation",
    "form_row": " UNION ALL ".join(
        f"SELECT fact_id, document_key AS document, form_no FROM main.fact_{name}" for name in _FORM_ROWS
    ),
    "repeated": "SELECT printed_before AS fact_id FROM main.fact_statement_amount WHERE printed_before IS NOT NULL",
}
IN_STAGING = {
    "fact": " UNION ALL ".join(
        f"SELECT fact_id, document_sha256 AS document FROM {name.removeprefix('fact_')}" for name in FACTS
    ),
    "place": "SELECT fact_id, figure, document_sha256 AS document FROM figure_location",
    "problem": "SELECT finding_id, rule_id, fact_ids, document_sha256 AS document FROM finding",
    "graded": "SELECT fact_id, document_sha256 AS document FROM statement_proof",
    "form": "SELECT document_sha256 AS document, form_no FROM project_evaluation",
    "form_row": " UNION ALL ".join(f"SELECT fact_id, document_sha256 AS document, form_no FROM {name}" for name in _FORM_ROWS),
    "repeated": "SELECT printed_before AS fact_id FROM statement_amount WHERE printed_before IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Check:
    """``code`` is stable; ``query`` returns the offending rows, and nothing when all is well."""

    code: str
    zh: str
    en: str
    query: str


_IDENTITY_CHECKS = 3
"""So many of the checks on one document come before those on keys and counts: what they find makes these fail as well."""


def document_checks() -> Iterator[Check]:
    """The checks that concern one document alone, asked of :data:`IN_WAREHOUSE` or :data:`IN_STAGING`."""
    yield Check(
        "repeated-form",
        "同一文件的表号重复",
        "two forms of one document have the same number",
        "SELECT document, form_no, count(*) FROM form GROUP BY ALL HAVING count(*) > 1",
    )
    yield Check(
        "orphan-form",
        "资金或指标行没有对应的自评表",
        "a row of funding or indicators belongs to no form",
        "SELECT fact_id, form_no FROM form_row WHERE NOT EXISTS"
        " (SELECT 1 FROM form WHERE form.document = form_row.document AND form.form_no = form_row.form_no)",
    )
    yield Check(
        "repeated-fact-id",
        "事实编号重复",
        "a fact id is not unique",
        "SELECT fact_id, count(*) FROM fact GROUP BY 1 HAVING count(*) > 1 OR fact_id IS NULL",
    )
    yield Check(
        "no-location",
        "有事实没有出处",
        "a fact has no place where it was published",
        "SELECT fact_id FROM fact WHERE NOT EXISTS"
        " (SELECT 1 FROM place WHERE place.fact_id = fact.fact_id AND place.document = fact.document)",
    )
    yield Check(
        "location-without-fact",
        "有出处没有事实",
        "a published place belongs to no fact",
        "SELECT fact_id, figure FROM place WHERE NOT EXISTS (SELECT 1 FROM fact WHERE fact.fact_id = place.fact_id)",
    )
    yield Check(
        "finding-without-fact",
        "问题引用了不存在的事实",
        "a finding names a fact that is not there",
        "SELECT finding_id, fact_id FROM (SELECT finding_id, unnest(fact_ids) AS fact_id FROM problem) AS named"
        " WHERE NOT EXISTS (SELECT 1 FROM fact WHERE fact.fact_id = named.fact_id)",
    )
    yield Check(
        "proof-without-fact",
        "佐证程度对应的事实不存在或重复",
        "a grade of proof names a fact that is not there, or a fact has two grades",
        "SELECT fact_id, count(*) FROM graded GROUP BY 1 HAVING count(*) > 1 OR fact_id NOT IN"
        " (SELECT fact_id FROM fact WHERE fact_id IS NOT NULL)",
    )
    yield Check(
        "repeat-without-fact",
        "重复列示所指的事实不存在",
        "what is printed again names a fact that is not there",
        "SELECT fact_id FROM repeated WHERE fact_id NOT IN (SELECT fact_id FROM fact WHERE fact_id IS NOT NULL)",
    )
    yield Check(
        "repeated-finding",
        "问题编号重复",
        "the id of a finding is not unique",
        "SELECT finding_id, count(*) FROM problem GROUP BY 1 HAVING count(*) > 1",
    )


_STAGED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    **{name.removeprefix("fact_"): ("fact_id", "document_sha256") for name in FACTS},
    "project_evaluation": ("fact_id", "document_sha256", "form_no"),
    "project_funding": ("fact_id", "document_sha256", "form_no"),
    "indicator_result": ("fact_id", "document_sha256", "form_no"),
    "statement_amount": ("fact_id", "document_sha256", "printed_before"),
    "figure_location": ("fact_id", "document_sha256", "figure"),
    "finding": ("finding_id", "rule_id", "fact_ids", "document_sha256"),
    "statement_proof": ("fact_id", "document_sha256"),
}


def over(sources: Mapping[str, str], query: str) -> str:
    """A check's query over one set of sources."""
    named = ", ".join(f"{name} AS ({source})" for name, source in sources.items() if re.search(rf"\b{name}\b", query + " fact"))
    return f"WITH {named} {query}"


def failed_checks(frames: Mapping[str, pl.DataFrame]) -> list[tuple[Check, str]]:
    """The checks that the staged tables of one document do not meet, each with the first rows that break it."""
    failed = []
    connection = _scratch()
    for name in _STAGED_COLUMNS:
        connection.register(name, frames[name].select(_STAGED_COLUMNS[name]).to_arrow())
    for check in document_checks():
        offending = connection.execute(over(IN_STAGING, check.query)).fetchmany(3)
        if offending:
            failed.append((check, "; ".join(str(row) for row in offending)))
    for name in _STAGED_COLUMNS:
        connection.unregister(name)
    return failed


@cache
def _scratch() -> duckdb.DuckDBPyConnection:
    """One empty database for each reader process: opening one takes longer than all the checks of a document."""
    return duckdb.connect(":memory:", config={"threads": "1"})


def verify(next_path: Path) -> dict[str, int]:
    """Hold every check on the file; raises WarehouseFault with the code of the first that fails.

    Returns how many rows each fact table has, so that a caller can see that the checks did not pass on nothing.
    """
    with duckdb.connect(str(next_path), read_only=True) as connection:
        for check in checks(connection):
            offending = connection.execute(check.query).fetchmany(3)
            if offending:
                raise WarehouseFault(check.code, check.zh, check.en, "; ".join(str(row) for row in offending))
        return {name: _count(connection, name) for name in FACTS}


def checks(connection: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    """All checks; the columns of the file decide which references there are to hold."""
    alone = [replace(check, query=over(IN_WAREHOUSE, check.query)) for check in document_checks()]
    yield from alone[:_IDENTITY_CHECKS]
    for dimension, key in DIMENSION_KEYS.items():
        yield Check(
            "repeated-key",
            f"{dimension} 的键重复（两个成员的散列相同）",
            f"a key of {dimension} is not unique: two members have one hash",
            f"SELECT {key}, count(*) FROM main.{dimension} GROUP BY 1 HAVING count(*) > 1 OR {key} IS NULL",
        )
    yield from _reference_checks(connection)
    yield from _count_checks()
    yield from alone[_IDENTITY_CHECKS:]
    yield Check(
        "unknown-rule",
        "问题引用了没有登记的规则",
        "a finding names a rule that dq.rule does not describe",
        "SELECT DISTINCT rule_id FROM dq.finding WHERE rule_id NOT IN (SELECT rule_id FROM dq.rule)",
    )
    yield Check(
        "version-chain",
        "公布件的版本号不连续，或没有唯一的最新版本",
        "the versions of a publication are not 1, 2, 3, … with the last one current",
        "SELECT publication_key, max(version), count(*) FROM main.dim_document GROUP BY 1"
        " HAVING max(version) <> count(*) OR count(*) FILTER (is_current) <> 1 OR max(version) FILTER (is_current) <> count(*)",
    )


def _reference_checks(connection: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    dimension_of = {key: dimension for dimension, key in DIMENSION_KEYS.items()}
    for table, named in REFERENCES.items():
        columns = connection.execute(
            f"SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = '{table}'"
            " AND ends_with(column_name, '_key')",
        ).fetchall()
        for (column,) in columns:
            dimension = named.get(column) or dimension_of.get(column)
            if dimension is None or dimension == table:
                continue
            key = DIMENSION_KEYS[dimension]
            yield Check(
                "orphan-key",
                f"{table}.{column} 在 {dimension} 中没有对应成员",
                f"{table}.{column} is empty or has no member in {dimension}",
                f"SELECT {column}, count(*) FROM main.{table} AS fact WHERE NOT EXISTS"
                f" (SELECT 1 FROM main.{dimension} AS member WHERE member.{key} = fact.{column}) GROUP BY 1",
            )


def _count_checks() -> Iterator[Check]:
    for staged, (table, column) in LOADED_INTO.items():
        # DQ-430 compares documents: the warehouse makes its findings, nobody stages them
        made_here = " WHERE rule_id <> 'DQ-430'" if table == "dq.finding" else ""
        sha = "document_sha256" if column == "document_sha256" else "etl.document_key(document_sha256)"
        yield Check(
            "count-differs",
            f"{table} 的行数与暂存区不同",
            f"{table} does not hold as many rows as were staged",
            f"SELECT * FROM (SELECT {sha} AS document, sum(staged_rows) AS staged FROM etl.staged_count"
            f" WHERE table_name = '{staged}' GROUP BY 1 HAVING sum(staged_rows) > 0)"
            f" FULL JOIN (SELECT {column} AS document, count(*) AS loaded FROM {table}{made_here} GROUP BY 1) USING (document)"
            " WHERE staged IS DISTINCT FROM loaded",
        )
    yield Check(
        "state-differs",
        "文件的处理状态与是否入库不一致",
        "a document is in the star without the state loaded, or the other way round",
        "SELECT coalesce(sha256, document_sha256), status FROM main.dim_document"
        " FULL JOIN (SELECT * FROM etl.document_state WHERE status = 'loaded') AS state ON document_sha256 = sha256"
        " WHERE sha256 IS NULL OR document_sha256 IS NULL",
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM main.{table}").fetchone()
    return int(row[0]) if row else 0

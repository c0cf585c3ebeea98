"""Staged documents made of a few facts, for the tests of the warehouse: what flows would have written to ``HOME/staging``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sql.records import DocumentSource, DocumentState, RunRecord, StagedDocument
from sql.verification import verify
from sql.warehouse import build_next, swap, warehouse_path
from transform.fact_rows import SCHEMAS, frame, stable_id
from transform.settle.columns import FINAL, heading_says

RUN = RunRecord("run-1", "ingest", "code-1")


@dataclass(frozen=True)
class Form:
    """One form: money in 元 as text; ``parts`` are further funding rows (source → executed)."""

    project: str = "档案整理项目"
    initial: str | None = "100.00"
    full_year: str | None = "80.00"
    executed: str | None = "60.00"
    parts: dict[str, str] = field(default_factory=dict)
    department: str | None = "北京市西城区样例局"
    implementer: str | None = "北京市西城区样例中心"
    duplicate_of: int | None = None
    score: str = "98.50"
    target: str = "=12.00(个)"


@dataclass(frozen=True)
class Row:
    """One row of a statement: amounts in 元 as text by measure (None: printed blank)."""

    code: str | None
    label: str | None
    amounts: dict[str, str | None]
    side: str | None = None


@dataclass(frozen=True)
class Statement:
    """One statement. ``counts`` are figures that are not money: label → (quantity, unit). ``proof`` grades its first amount."""

    code: str
    name: str
    rows: Sequence[Row] = ()
    counts: dict[str, tuple[str, str]] = field(default_factory=dict)
    proof: str | None = None


@dataclass(frozen=True)
class Document:
    """One document; ``salt`` stands for its bytes."""

    salt: str
    forms: Sequence[Form] = (Form(),)
    department: str | None = "北京市西城区样例局"
    fiscal_year: int | None = 2024
    published_on: str | None = None
    district_code: str | None = "110102"
    statements: Sequence[Statement] = ()
    scope: str | None = "单位"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.salt.encode()).hexdigest()


def rows_of(document: Document) -> dict[str, list[dict[str, Any]]]:
    """The rows of every staged table of a document."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in SCHEMAS}
    rows["document"].append({
        "sha256": document.sha256, "title": f"《{document.salt}》自评表", "fiscal_year": document.fiscal_year,
        "kind": "project_self_evaluation", "scope": document.scope, "format": "pdf", "pages": 2,
        "department_name": document.department,
        "district_code": document.district_code, "published_on": document.published_on, "code_version": "code-1",
    })  # fmt: skip
    for form_no, form in enumerate(document.forms, start=1):
        _add_form(rows, document, form_no, form)
    next_row: dict[str, int] = {}
    for statement in document.statements:
        _add_statement(rows, document, statement, next_row)
    if not document.forms:
        return rows
    rows["finding"].append({
        "finding_id": stable_id("fi", document.sha256), "document_sha256": document.sha256, "rule_id": "DQ-505",
        "severity": "error", "origin": "published", "message": "总分不等于各项得分之和",
        "fact_ids": [stable_id("pe", document.sha256, 1)], "form_no": 1,
    })  # fmt: skip
    rows["rule_outcome"].append(
        {"document_sha256": document.sha256, "rule_id": "DQ-505", "form_no": 1, "applied": 1, "held": 0, "failed": 1}
    )
    return rows


def _add_form(rows: dict[str, list[dict[str, Any]]], document: Document, form_no: int, form: Form) -> None:
    natural = {"document_sha256": document.sha256, "form_no": form_no, "fiscal_year": document.fiscal_year}
    place = {"page": form_no, "bbox": "10,20,30,40", "published_text": "0.01", "published_unit": "万元"}

    def add(table: str, fact_id: str, figure: str, **values: Any) -> None:
        rows[table].append({"fact_id": fact_id, **natural, **place, **values})
        rows["figure_location"].append(
            {"fact_id": fact_id, "document_sha256": document.sha256, "figure": figure, "stored_value": "100.00", **place}
        )

    add(
        "project_evaluation", stable_id("pe", document.sha256, form_no), "total_score", form_title="项目支出绩效自评表",
        project_name=form.project, department_name=form.department and "样例局", department_code=form.department and "197",
        department_canonical=form.department, district_code=document.district_code, implementer_name=form.implementer,
        implementer_canonical=form.implementer, total_weight=Decimal(100), total_score=Decimal(form.score), grade="优",
        duplicate_of_form_no=form.duplicate_of,
    )  # fmt: skip
    for source, money in {"total": form.executed, **form.parts}.items():
        whole = source == "total"
        add(
            "project_funding", stable_id("pf", document.sha256, form_no, source), "executed_yuan", fund_source=source,
            initial_budget_yuan=Decimal(form.initial) if whole and form.initial else None,
            full_year_budget_yuan=Decimal(form.full_year) if whole and form.full_year else None,
            executed_yuan=Decimal(money) if money else None,
        )  # fmt: skip
    add(
        "indicator_result", stable_id("ir", document.sha256, form_no, 1), "score", seq=1, level1="产出", level2="数量",
        level1_class="产出指标", level2_class="数量指标", indicator_name="整理卷数", target_text=form.target, target_operator="=",
        target_value=Decimal("12.00"), target_unit="个", weight=Decimal(10), score=Decimal("9.5"),
    )  # fmt: skip


def _role(measure: str, label: str | None) -> str | None:
    said = [heading_says(text)[2] for text in (*reversed(measure.split("/")), label or "")]
    roles = [role for role in dict.fromkeys(said) if role is not None]
    return (roles or [FINAL])[0] if len(roles) < 2 else None


def _add_statement(
    rows: dict[str, list[dict[str, Any]]], document: Document, statement: Statement, next_row: dict[str, int]
) -> None:
    place = {"page": 3, "bbox": "10,20,30,40", "published_text": "0.01", "published_unit": "万元"}
    natural = {
        "document_sha256": document.sha256, "fiscal_year": document.fiscal_year, "statement_code": statement.code,
        "statement_name": statement.name, "published_title": f"2024年度{statement.name}",
    }  # fmt: skip

    def add(table: str, row_no: int, figure: str, **values: Any) -> str:
        fact_id = stable_id(table, document.sha256, statement.code, row_no, values.get("side"), values["measure"])
        rows[table].append({"fact_id": fact_id, **natural, "row_no": row_no, **place, **values})
        rows["figure_location"].append({"fact_id": fact_id, "document_sha256": document.sha256, "figure": figure, **place})
        return fact_id

    graded = statement.proof
    for row in statement.rows:
        next_row[statement.code] = next_row.get(statement.code, 0) + 1
        for measure, amount in row.amounts.items():
            value = None if amount is None else Decimal(amount)
            fact_id = add(
                "statement_amount", next_row[statement.code], "amount_yuan", side=row.side, subject_code=row.code,
                label=row.label, measure=measure, amount_yuan=value, figure_year=document.fiscal_year,
                role=_role(measure, row.label), table_no=1,
            )  # fmt: skip
            if graded is not None:
                rows["statement_proof"].append({"document_sha256": document.sha256, "fact_id": fact_id, "proof": graded})
                graded = None
    for label, (quantity, unit) in statement.counts.items():
        next_row[statement.code] = next_row.get(statement.code, 0) + 1
        add(
            "statement_count", next_row[statement.code], "quantity", label=label, measure="决算统计数",
            quantity=Decimal(quantity), unit=unit,
        )  # fmt: skip


def stage(home: Path, document: Document, **replaced: list[dict[str, Any]]) -> StagedDocument:
    """Write the document's rows as Parquet; ``replaced`` gives other rows for single tables."""
    directory = home / "staging" / document.sha256
    directory.mkdir(parents=True, exist_ok=True)
    for table, rows in (rows_of(document) | replaced).items():
        frame(table, rows).write_parquet(directory / f"{table}.parquet")
    return StagedDocument(document.sha256, directory)


@cache
def empty_warehouse() -> bytes:
    """A warehouse without documents; most of the time of a first build goes into it, so a test process builds it once."""
    with TemporaryDirectory() as directory:
        next_path = build_next(Path(directory), loaded=[], removed=[], states=[], sources=[], run=RUN)
        swap(next_path, Path(directory))
        return warehouse_path(Path(directory)).read_bytes()


def build(
    home: Path, documents: Sequence[Document], removed: Sequence[str] = (), run: RunRecord = RUN, **replaced: list[dict[str, Any]]
) -> Path:
    """Stage the documents and build the next file (neither verified nor swapped); ``replaced`` as for :func:`stage`."""
    home.mkdir(parents=True, exist_ok=True)
    if not warehouse_path(home).exists():
        warehouse_path(home).write_bytes(empty_warehouse())
    return build_next(
        home,
        loaded=[stage(home, document, **replaced) for document in documents],
        removed=removed,
        states=[DocumentState(document.sha256, f"{document.salt}.pdf", "loaded", "code-1", run.run_id) for document in documents],
        sources=[DocumentSource(document.sha256, f"{document.salt}.pdf") for document in documents],
        run=run,
    )


def load(home: Path, *documents: Document, removed: Sequence[str] = (), **replaced: list[dict[str, Any]]) -> None:
    """Build, verify and swap."""
    next_path = build(home, documents, removed, RUN, **replaced)
    verify(next_path)
    swap(next_path, home)

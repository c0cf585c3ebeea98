"""A document that contradicts itself, or with which the warehouse does not hold together, is set aside and stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations.validator_process import start
from flows import document_reading, stages
from flows.document_reading import ReadingJob, ReadingOutcome, read_one
from flows.progress import no_progress
from flows.run_plan import plan_ingest
from flows.settings import Settings
from flows.stages import publish, read_documents, run_ingest_stages
from flows.worker_pool import JobEnd
from sql.records import WarehouseFault
from sql.verification import failed_checks
from sql.warehouse import document_states, open_read_only
from tests.factory.staged_rows import Document, rows_of
from transform.fact_rows import frame

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
PAGES = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".html", ".docx", ".xlsx"))
PDF = next(iter(sorted(SAMPLES.glob("*.pdf"))))


def staged(**changed: Any) -> dict[str, pl.DataFrame]:
    rows = rows_of(Document("甲"))
    for table, change in changed.items():
        change(rows[table])
    return {table: frame(table, table_rows) for table, table_rows in rows.items()}


@pytest.mark.parametrize(
    ("table", "change", "code"),
    [
        ("project_funding", lambda rows: rows.append(dict(rows[0])), "repeated-fact-id"),
        ("project_evaluation", lambda rows: rows.append(rows[0] | {"fact_id": "pe_other"}), "repeated-form"),
        ("project_funding", lambda rows: rows[0].update(form_no=9), "orphan-form"),
        ("figure_location", lambda rows: rows.pop(0), "no-location"),
        ("figure_location", lambda rows: rows.append(rows[0] | {"fact_id": "pf_nowhere"}), "location-without-fact"),
        ("finding", lambda rows: rows[0].update(fact_ids=["pe_nowhere"]), "finding-without-fact"),
        ("finding", lambda rows: rows.append(dict(rows[0])), "repeated-finding"),
    ],
)
def test_a_reading_that_contradicts_itself_is_seen_before_it_is_loaded(table: str, change: Any, code: str) -> None:
    assert not failed_checks(staged())
    assert code in [check.code for check, _ in failed_checks(staged(**{table: change}))]


def test_such_a_document_goes_to_quarantine_and_the_others_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiled = PAGES[0].name

    def read_and_spoil(job: ReadingJob) -> ReadingOutcome:
        facts = document_reading._recognise

        def spoil(*given: Any) -> dict[str, pl.DataFrame]:
            frames = facts(*given)
            if job.name == spoiled:
                frames["figure_location"] = frames["figure_location"].head(0)
            return frames

        monkeypatch.setattr(document_reading, "_recognise", spoil)
        try:
            return read_one(job)
        finally:
            monkeypatch.setattr(document_reading, "_recognise", facts)

    settings = Settings(home=tmp_path)
    plan = plan_ingest(settings, PAGES[:3], no_progress)
    monkeypatch.setattr(
        "flows.worker_pool.run_jobs", lambda work, jobs, *_: (JobEnd(j, "done", 0.0, read_and_spoil(j)) for j in jobs)
    )
    outcomes = read_documents(settings, plan, plan.jobs, no_progress)
    validator = start(settings.home)
    try:
        result = publish(settings, plan, outcomes, validator, no_progress)
    finally:
        validator.stop()
    assert [(state.name, state.reason_code) for state in result.quarantined] == [(spoiled, "self-check-failed")]
    assert "no-location" in result.quarantined[0].message_zh
    assert len(result.loaded) == 2
    assert result.needs_attention


def test_documents_that_break_the_warehouse_are_found_by_halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {PAGES[1].name, PAGES[3].name}
    settings = Settings(home=tmp_path)
    build = stages._build
    attempts: list[int] = []

    def fragile(settings: Settings, plan: Any, loaded: Sequence[str], quarantined: Sequence[Any]) -> Path:
        attempts.append(len(loaded))
        names = {document.sha256: document.name for document in plan.jobs}
        if any(names[sha256] in bad for sha256 in loaded):
            raise WarehouseFault("planted", "种下的错误", "planted", "")
        return build(settings, plan, loaded, quarantined)

    monkeypatch.setattr(stages, "_build", fragile)
    result = run_ingest_stages(settings, PAGES[:5], no_progress)
    assert {state.name for state in result.quarantined} == bad
    assert {state.reason_code for state in result.quarantined} == {"self-check-failed"}
    assert len(result.loaded) == 3
    assert {state.status for state in document_states(tmp_path).values()} == {"loaded", "quarantined"}


def test_a_fault_of_the_installation_blames_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Path:
        raise WarehouseFault("planted", "种下的错误", "planted", "")

    monkeypatch.setattr(stages, "_build", broken)
    with pytest.raises(stages.RunFailed):
        run_ingest_stages(Settings(home=tmp_path), PAGES[:2], no_progress)
    assert not list((tmp_path / "quarantine").glob("*")) if (tmp_path / "quarantine").exists() else True


def findings_of(home: Path) -> list[tuple[str, str]]:
    with open_read_only(home) as connection:
        return connection.execute("SELECT rule_id, severity FROM dq.finding WHERE rule_id = 'EX-007'").fetchall()


def test_an_exception_in_the_second_reader_costs_its_witness_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise AssertionError("not foreseen")

    monkeypatch.setattr(document_reading, "compare_pages", broken)
    settings = Settings(home=tmp_path, verification="all")
    plan = plan_ingest(settings, [PDF], no_progress)
    monkeypatch.setattr("flows.worker_pool.run_jobs", lambda work, jobs, *_: (JobEnd(j, "done", 0.0, read_one(j)) for j in jobs))
    outcomes = read_documents(settings, plan, plan.jobs, no_progress)
    validator = start(settings.home)
    try:
        result = publish(settings, plan, outcomes, validator, no_progress)
    finally:
        validator.stop()
    assert len(result.loaded) == 1
    assert findings_of(tmp_path) == [("EX-007", "info")]


def test_a_crash_in_the_second_reader_costs_its_witness_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(work: Any, jobs: Sequence[ReadingJob], *_: Any) -> Any:
        for job in jobs:
            yield JobEnd(job, "crashed", 0.0) if job.second_reader else JobEnd(job, "done", 0.0, read_one(job))

    monkeypatch.setattr("flows.worker_pool.run_jobs", run)
    result = run_ingest_stages(Settings(home=tmp_path, verification="all"), [PDF], no_progress)
    assert len(result.loaded) == 1
    assert findings_of(tmp_path) == [("EX-007", "info")]

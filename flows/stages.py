"""The stages of an ingest (导入各步) as plain functions: plan → read → publish. They know nothing of Prefect.

``run_ingest_stages`` does them one after the other; ``flows.ingest`` calls the same three as tasks of a Prefect flow.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.archive.document_store import load, locate
from extract.archive.quarantine import put as put_into_quarantine
from extract.archive.quarantine import release
from extract.errors import DocumentRefused, ReaderCrashed, TooSlow
from flows.code_version import code_version
from flows.discovery import Discovery, FoundDocument, RefusedDocument, Skipped, discover, take
from flows.fact_tables import FACT_TABLES
from flows.messages import message
from flows.progress import Progress
from flows.run_ledger import now, run_id_of, write_log
from flows.run_lock import run_lock
from flows.settings import Settings
from flows.staged_documents import ReadingKey, clear_leavings, staged_counts
from sql.records import DocumentSource, DocumentState, ExpectationRow, RunRecord, StagedDocument, WarehouseFault

if TYPE_CHECKING:
    from expectations.validator_process import ValidatorProcess
    from flows.document_reading import ReadingOutcome


LOADED, QUARANTINED = "loaded", "quarantined"


class UnknownDocument(LookupError):
    """``reprocess`` was asked for a document that is not in the archive. The person must check the SHA-256."""


class RunFailed(Exception):
    """A run that ended without a new warehouse; the old one is untouched. ``key`` and ``values`` make the message for people."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def message(self, language: str) -> str:
        return message(self.key, language, **self.values)


@dataclass(frozen=True)
class RunPlan:
    """What a run has to do: ``jobs`` to read, ``refused`` before reading, ``unchanged`` left alone."""

    kind: str
    run_id: str
    code_version: str
    started_at: datetime
    jobs: tuple[FoundDocument, ...]
    refused: tuple[RefusedDocument, ...]
    unchanged: tuple[FoundDocument, ...]
    still_quarantined: tuple[DocumentState, ...]
    known: frozenset[str]
    skipped: tuple[Skipped, ...] = ()

    def needs_no_build(self, settings: Settings) -> bool:
        """Whether nothing is to be read or refused, and the warehouse is the one that today's tables and views would make."""
        from sql.warehouse import is_up_to_date

        return not self.jobs and not self.refused and is_up_to_date(settings.home)


@dataclass(frozen=True)
class RunResult:
    """What a run did, for the summary and for ``--json``. ``quarantined`` are this run's states, with reasons."""

    plan: RunPlan
    loaded: tuple[str, ...] = ()
    quarantined: tuple[DocumentState, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def facts_loaded(self) -> int:
        """Rows of all fact tables that came from this run's documents."""
        return sum(self.rows.values())

    @property
    def needs_attention(self) -> bool:
        """Whether a document of this run went to quarantine or could not be opened: exit status 3."""
        return bool(self.quarantined) or any(skipped.reason == "unreadable" for skipped in self.plan.skipped)

    def contract_object(self) -> dict[str, Any]:
        """The object that ``--json`` prints (CONTRACT.md)."""
        plan = self.plan
        seen = [*plan.jobs, *plan.unchanged, *(refused.document for refused in plan.refused)]
        return {
            "documents_seen": len(seen),
            "documents_new": sum(document.sha256 not in plan.known for document in seen),
            "documents_loaded": len(self.loaded),
            "documents_unchanged": len(plan.unchanged),
            "documents_quarantined": len(self.quarantined),
            "facts_loaded": self.facts_loaded,
            "findings": sum(self.findings.values()),
            "seconds": round(self.seconds, 3),
        }


def plan_ingest(settings: Settings, paths: Sequence[Path], progress: Progress) -> RunPlan:
    """Archive what the paths hold and say what of it must be read: all that is not loaded or refused by this very code."""
    progress("archive", 0, 1)
    found = discover(paths, settings.home, settings.limits)
    progress("archive", 1, 1)
    return _plan(settings, "ingest", found, forced=False)


def plan_reprocess(settings: Settings, sha256s: Sequence[str]) -> RunPlan:
    """Archived documents, by (the beginning of) their SHA-256, or all that were ever loaded or refused, to be read again."""
    states = known_states(settings)
    found = Discovery()
    for sha256 in sha256s or sorted(states):
        matching = [known for known in states if known.startswith(sha256.lower())]
        if len(matching) != 1:
            raise UnknownDocument(sha256)
        state = states[matching[0]]
        if locate(settings.home, state.sha256) is None:  # a file over the limit of size was never archived
            found.skipped.append(Skipped(state.name, "not-archived", state.sha256))
        else:
            take(load(settings.home, state.sha256), state.name, settings.home, settings.limits, found)
    return _plan(settings, "reprocess", found, forced=True)


def _plan(settings: Settings, kind: str, found: Discovery, forced: bool) -> RunPlan:
    version = code_version()
    states = known_states(settings)

    def is_unchanged(document: FoundDocument) -> bool:
        state = states.get(document.sha256)
        return not forced and state is not None and state.code_version == version

    everything = [*found.documents.values(), *(refused.document for refused in found.refused.values())]
    unchanged = tuple(document for document in everything if is_unchanged(document))
    jobs = tuple(document for document in found.documents.values() if not is_unchanged(document))
    refused = tuple(refused for refused in found.refused.values() if not is_unchanged(refused.document))
    work = [*(document.sha256 for document in jobs), *(entry.document.sha256 for entry in refused)]
    return RunPlan(
        kind=kind,
        run_id=run_id_of(kind, work, version, states.values()),
        code_version=version,
        started_at=now(),
        jobs=jobs,
        refused=refused,
        unchanged=unchanged,
        still_quarantined=tuple(
            states[document.sha256] for document in unchanged if states[document.sha256].status == QUARANTINED
        ),
        known=frozenset(states),
        skipped=tuple(found.skipped),
    )


def known_states(settings: Settings) -> dict[str, DocumentState]:
    """Where each document stands according to the warehouse, by SHA-256; nothing before the first run."""
    if not settings.warehouse.exists():
        return {}
    from sql.warehouse import document_states

    return document_states(settings.home)


def read_documents(settings: Settings, plan: RunPlan, jobs: Sequence[FoundDocument], progress: Progress) -> list[ReadingOutcome]:
    """Read the documents in reader processes and stage their facts. What an earlier, killed run has staged is taken as it is."""
    from flows.document_reading import ReadingJob, ReadingOutcome, read_one
    from flows.worker_pool import WorkersUnavailable, run_jobs

    outcomes: list[ReadingOutcome] = []
    waiting: list[ReadingJob] = []
    for document in sorted(jobs, key=lambda document: (-document.size, document.sha256)):
        key = ReadingKey(plan.code_version, settings.verification, document.name)
        folder = settings.staging / document.sha256
        counts = staged_counts(folder, key) if plan.kind == "ingest" else None
        if counts is not None:
            outcomes.append(ReadingOutcome(document.sha256, counts))
        else:
            waiting.append(ReadingJob(document.sha256, document.name, settings.home, folder, key, settings.limits))
    progress("read", len(outcomes), len(jobs))
    try:
        for end in run_jobs(read_one, waiting, settings.workers, settings.limits.max_seconds):
            if end.end == "done" and end.result is not None:
                outcome = end.result
            else:
                refusal = _slow_refusal(settings) if end.end == "too-slow" else ReaderCrashed()
                outcome = ReadingOutcome(end.job.sha256, None, refusal, {"total": end.seconds})
            if outcome.disk_fault:
                raise RunFailed("failed-disk", reason=outcome.disk_fault)
            outcomes.append(outcome)
            progress("read", len(outcomes), len(jobs))
    except WorkersUnavailable as error:
        raise RunFailed("failed-workers") from error
    return outcomes


def _slow_refusal(settings: Settings) -> TooSlow:
    seconds = f"{settings.limits.max_seconds:g}"
    return TooSlow(f"上限 {seconds} 秒（JUESUAN_MAX_SECONDS）", f"the limit is {seconds} s (JUESUAN_MAX_SECONDS)")


def publish(
    settings: Settings, plan: RunPlan, outcomes: Sequence[ReadingOutcome], validator: ValidatorProcess, progress: Progress
) -> RunResult:
    """Build the next warehouse from the staged facts, validate and verify it, and put it in the place of the current one.

    Raises :class:`RunFailed` before anything that a reader of the warehouse can see has changed.
    """
    import duckdb

    from expectations.gate import ExpectationFailed, gate
    from expectations.validator_process import validate
    from sql.verification import verify
    from sql.warehouse import record_expectations, swap

    progress("load", 0, 2)
    quarantined = quarantine_refused(settings, plan, outcomes)
    loaded = sorted(outcome.sha256 for outcome in outcomes if outcome.refusal is None)
    try:
        next_path = _build(settings, plan, loaded, quarantined)
        progress("load", 1, 2)
        rows = validate(validator, next_path, loaded, plan.run_id, settings.home / "docs")
        record_expectations(next_path, [_expectation_row(row) for row in rows])
        gate(rows)
        verify(next_path)
        swap(next_path, settings.home)
        for sha256 in loaded:
            release(settings.home, sha256)
    except duckdb.IOException as error:
        raise RunFailed("failed-disk", reason=str(error).splitlines()[0]) from error
    except (ExpectationFailed, WarehouseFault) as fault:
        reason = fault.message_zh if settings.language == "zh" else fault.message_en
        raise RunFailed("failed-check", code=fault.code, reason=reason) from fault
    progress("load", 2, 2)
    rows_by_table, findings = _count(settings, loaded)
    return RunResult(plan, tuple(loaded), tuple(quarantined), rows_by_table, findings)


def quarantine_refused(settings: Settings, plan: RunPlan, outcomes: Sequence[ReadingOutcome]) -> list[DocumentState]:
    """Write each refused document of the run to ``HOME/quarantine``, and give its state with reason and message."""
    refusals: dict[str, DocumentRefused] = {entry.document.sha256: entry.refusal for entry in plan.refused}
    refusals.update({outcome.sha256: outcome.refusal for outcome in outcomes if outcome.refusal is not None})
    documents = {document.sha256: document for document in [*plan.jobs, *(entry.document for entry in plan.refused)]}
    states = []
    for sha256, refusal in sorted(refusals.items()):
        name = documents[sha256].name
        put_into_quarantine(settings.home, sha256, name, refusal)
        zh, en = refusal.message("zh"), refusal.message("en")
        states.append(
            DocumentState(sha256, name, QUARANTINED, plan.code_version, plan.run_id, refusal.code, zh, en, refusal.page)
        )
    return states


def _build(settings: Settings, plan: RunPlan, loaded: Sequence[str], quarantined: Sequence[DocumentState]) -> Path:
    from sql.warehouse import build_next

    names = {document.sha256: document.name for document in [*plan.jobs, *(entry.document for entry in plan.refused)]}
    states = [DocumentState(sha256, names[sha256], LOADED, plan.code_version, plan.run_id) for sha256 in loaded]
    return build_next(
        settings.home,
        loaded=[StagedDocument(sha256, settings.staging / sha256) for sha256 in loaded],
        removed=[],
        states=sorted([*states, *quarantined], key=lambda state: state.sha256),
        sources=[DocumentSource(sha256, name) for sha256, name in sorted(names.items())],
        run=RunRecord(plan.run_id, plan.kind, plan.code_version, plan.started_at),
    )


def _expectation_row(row: Mapping[str, Any]) -> ExpectationRow:
    column = row["table_name"] if row["column_name"] is None else f"{row['table_name']}.{row['column_name']}"
    return ExpectationRow(
        row["suite"], row["expectation"], column, row["success"], row["observed"], row["unexpected_count"], row["run_id"]
    )


def _count(settings: Settings, loaded: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Facts per table and findings per severity of the loaded documents."""
    from sql.warehouse import open_read_only

    rows: dict[str, int] = {}
    with open_read_only(settings.home) as connection:
        for table in FACT_TABLES:
            answer = connection.execute(
                f"SELECT count(*) FROM main.{table} JOIN main.dim_document USING (document_key) WHERE list_contains(?, sha256)",
                [list(loaded)],
            ).fetchone()
            if answer and answer[0]:
                rows[table.removeprefix("fact_")] = int(answer[0])
        findings = connection.execute(
            "SELECT severity, count(*) FROM dq.finding WHERE list_contains(?, document_sha256) GROUP BY severity", [list(loaded)]
        ).fetchall()
    return rows, dict(findings)


def finish(settings: Settings, result: RunResult, outcomes: Sequence[ReadingOutcome], started: float) -> RunResult:
    """Write the run's log; gives the result with its wall time since ``started`` (of ``time.monotonic``)."""
    states = {state.sha256: state for state in result.quarantined}
    lines: list[dict[str, Any]] = [{"event": "start", "kind": result.plan.kind, "code_version": result.plan.code_version}]
    for outcome in sorted(outcomes, key=lambda outcome: outcome.sha256):
        state = states.get(outcome.sha256)
        line: dict[str, Any] = {"event": "document", "sha256": outcome.sha256, "status": QUARANTINED if state else LOADED}
        line["rows"] = dict(outcome.counts or {})
        line["seconds"] = {stage: round(seconds, 4) for stage, seconds in outcome.seconds.items()}
        if state:
            line["reason"] = state.reason_code
        if outcome.crash:
            line["crash"] = outcome.crash
        lines.append(line)
    result = replace(result, seconds=time.monotonic() - started)
    lines.append({"event": "end", **result.contract_object()})
    write_log(settings.logs, result.plan.run_id, lines)
    return result


@contextmanager
def started_validator(settings: Settings) -> Iterator[ValidatorProcess]:
    """The validation process, started early: its library takes seconds to load, which pass while documents are read."""
    from expectations.validator_process import start

    validator = start(settings.home)
    try:
        yield validator
    finally:
        validator.stop()


def run_ingest_stages(settings: Settings, paths: Sequence[Path], progress: Progress) -> RunResult:
    """Load the documents under the paths, in this process and its reader processes. Raises :class:`RunFailed`."""
    return _run(settings, lambda: plan_ingest(settings, paths, progress), progress)


def run_reprocess_stages(settings: Settings, sha256s: Sequence[str], progress: Progress) -> RunResult:
    """Read archived documents again. Raises :class:`RunFailed`, and :class:`UnknownDocument` for one that is not archived."""
    return _run(settings, lambda: plan_reprocess(settings, sha256s), progress)


def _run(settings: Settings, make_plan: Callable[[], RunPlan], progress: Progress) -> RunResult:
    started = time.monotonic()

    def announce_wait(holder: str) -> None:
        print(message("lock-wait", settings.language, holder=holder), file=sys.stderr)

    try:
        with run_lock(settings.home, announce_wait):
            clear_leavings(settings.staging)
            plan = make_plan()
            if plan.needs_no_build(settings):
                return replace(RunResult(plan), seconds=time.monotonic() - started)
            with started_validator(settings) as validator:
                outcomes = read_documents(settings, plan, plan.jobs, progress)
                result = publish(settings, plan, outcomes, validator, progress)
            return finish(settings, result, outcomes, started)
    except OSError as error:
        raise RunFailed("failed-disk", reason=error.strerror or type(error).__name__) from error

"""The stages of an ingest (导入各步) as plain functions: plan → read → publish. They know nothing of Prefect.

``run_ingest_stages`` does them one after the other; ``flows.ingest`` calls the same three as tasks of a Prefect flow.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from expectations.gate import ExpectationFailed
from extract.archive.quarantine import put as put_into_quarantine
from extract.archive.quarantine import release
from extract.errors import DocumentRefused, ReaderCrashed, SelfCheckFailed, TooMuchMemory, TooSlow
from flows.discovery import FoundDocument
from flows.fact_tables import FACT_TABLES
from flows.messages import message
from flows.progress import Progress
from flows.run_ledger import write_log
from flows.run_lock import run_lock
from flows.run_plan import LOADED, QUARANTINED, RunPlan, plan_captured, plan_ingest, plan_reprocess
from flows.settings import Settings
from flows.staged_documents import ReadingKey, clear_leavings, staged_counts
from sql.literals import text_list
from sql.records import DocumentState, ExpectationRow, RunRecord, StagedDocument, WarehouseFault

if TYPE_CHECKING:
    from expectations.validator_process import ValidatorProcess
    from flows.document_reading import ReadingJob, ReadingOutcome
    from flows.worker_pool import JobEnd


_FAULTS = (ExpectationFailed, WarehouseFault, duckdb.DataError, duckdb.ProgrammingError, duckdb.InternalError)
"""What a document can do to the next file; an error of input and output is no document's."""


class RunFailed(Exception):
    """A run that ended without a new warehouse; the old one is untouched. ``key`` and ``values`` make the message for people."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def message(self, language: str) -> str:
        return message(self.key, language, **self.values)


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


def read_documents(settings: Settings, plan: RunPlan, jobs: Sequence[FoundDocument], progress: Progress) -> list[ReadingOutcome]:
    """Read the documents in reader processes and stage their facts. What an earlier, killed run has staged is taken as it is."""
    from flows.document_reading import ReadingJob, ReadingOutcome, read_one
    from flows.worker_pool import WorkersUnavailable, run_jobs

    outcomes: list[ReadingOutcome] = []
    waiting: list[ReadingJob] = []
    for document in sorted(jobs, key=lambda document: (-document.size, document.sha256)):
        key = ReadingKey(plan.code_version, settings.verification, document.name, document.hints)
        folder = settings.staging / document.sha256
        counts = staged_counts(folder, key) if plan.kind != "reprocess" else None
        if counts is not None:
            outcomes.append(ReadingOutcome(document.sha256, counts))
        else:
            waiting.append(ReadingJob(document.sha256, document.name, settings.home, folder, key, settings.limits))
    progress("read", len(outcomes), len(jobs))
    try:
        for end in _with_second_try(run_jobs, read_one, waiting, settings):
            if end.end == "done" and end.result is not None:
                outcome = end.result
            else:
                refusal = _refusal_of(end.end, settings)
                outcome = ReadingOutcome(end.job.sha256, None, refusal, {"total": end.seconds})
            if outcome.disk_fault:
                raise RunFailed("failed-disk", reason=outcome.disk_fault)
            outcomes.append(outcome)
            progress("read", len(outcomes), len(jobs))
    except WorkersUnavailable as error:
        raise RunFailed("failed-workers") from error
    return outcomes


def _with_second_try(
    run: Callable[..., Iterator[JobEnd[ReadingJob, ReadingOutcome]]],
    work: Callable[[ReadingJob], ReadingOutcome],
    jobs: Sequence[ReadingJob],
    settings: Settings,
) -> Iterator[JobEnd[ReadingJob, ReadingOutcome]]:
    """The ends of all jobs. A process that crashed or was too slow may have died of the second reader: its document is read once
    more without it before it is refused."""
    again: list[ReadingJob] = []
    for end in run(work, jobs, settings.workers, settings.limits.max_seconds, settings.limits.max_memory_mb):
        if end.end == "done" or settings.verification == "none":
            yield end
        else:
            again.append(replace(end.job, second_reader=False))
    yield from run(work, again, settings.workers, settings.limits.max_seconds, settings.limits.max_memory_mb)


def _refusal_of(end: str, settings: Settings) -> DocumentRefused:
    if end == "too-slow":
        return _slow_refusal(settings)
    if end == "too-much-memory":
        limit = f"{settings.limits.max_memory_mb:g} MB (JUESUAN_MAX_MEMORY_MB)"
        return TooMuchMemory(f"上限 {limit}", f"the limit is {limit}")
    return ReaderCrashed()


def _slow_refusal(settings: Settings) -> TooSlow:
    seconds = f"{settings.limits.max_seconds:g}"
    return TooSlow(f"上限 {seconds} 秒（JUESUAN_MAX_SECONDS）", f"the limit is {seconds} s (JUESUAN_MAX_SECONDS)")


def publish(
    settings: Settings, plan: RunPlan, outcomes: Sequence[ReadingOutcome], validator: ValidatorProcess, progress: Progress
) -> RunResult:
    """Build the next warehouse from the staged facts, validate and verify it, and put it in the place of the current one.

    Raises :class:`RunFailed` before anything that a reader of the warehouse can see has changed.
    """
    from expectations.gate import gate
    from expectations.validator_process import validate
    from sql.verification import verify
    from sql.warehouse import record_expectations, swap

    progress("load", 0, 2)
    quarantined = quarantine_refused(settings, plan, outcomes)
    loaded = sorted(outcome.sha256 for outcome in outcomes if outcome.refusal is None)

    def attempt(some: Sequence[str], set_aside: Sequence[DocumentState], judge: ValidatorProcess | None) -> Path:
        next_path = _build(settings, plan, some, [*quarantined, *set_aside])
        if judge is not None:
            rows = validate(judge, next_path, some, plan.run_id, settings.home / "docs")
            record_expectations(next_path, [_expectation_row(row) for row in rows])
            gate(rows)
        verify(next_path)
        return next_path

    def again(some: Sequence[str], set_aside: Sequence[DocumentState] = (), *, is_judged: bool = True) -> Path:
        if not is_judged:
            return attempt(some, set_aside, None)
        with _started_validator(settings) as judge:
            return attempt(some, set_aside, judge)

    try:
        try:
            next_path = attempt(loaded, (), validator)
        except _FAULTS as fault:
            code = getattr(fault, "code", "")
            if not loaded or code.startswith("validator-"):
                raise
            is_judged = isinstance(fault, ExpectationFailed)
            again((), is_judged=is_judged)  # fails where the installation or the home is at fault: no document is blamed
            loaded, offending = _apart(loaded, lambda some: _succeeds(lambda: again(some, is_judged=is_judged)))
            aside = _set_aside(settings, plan, offending, fault)
            next_path = again(loaded, aside)
            quarantined += aside
        progress("load", 1, 2)
        swap(next_path, settings.home)
        for sha256 in loaded:
            release(settings.home, sha256)
    except (ExpectationFailed, WarehouseFault) as fault:
        reason = fault.message_zh if settings.language == "zh" else fault.message_en
        raise RunFailed("failed-check", code=fault.code, reason=reason) from fault
    progress("load", 2, 2)
    rows_by_table, findings = _count(settings, loaded)
    return RunResult(plan, tuple(loaded), tuple(quarantined), rows_by_table, findings)


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except _FAULTS:
        return False
    return True


def _apart(documents: Sequence[str], loads: Callable[[Sequence[str]], bool]) -> tuple[list[str], list[str]]:
    """Documents that load together, and those that do not load beside them, found by halves."""
    good: list[str] = []
    bad: list[str] = []

    def add(some: Sequence[str]) -> None:
        if loads([*good, *some]):
            good.extend(some)
        elif len(some) == 1:
            bad.extend(some)
        else:
            add(some[: len(some) // 2])
            add(some[len(some) // 2 :])

    for half in (documents[: len(documents) // 2], documents[len(documents) // 2 :]):
        if half:
            add(half)
    return good, bad


def _set_aside(settings: Settings, plan: RunPlan, offending: Sequence[str], fault: Exception) -> list[DocumentState]:
    """Quarantine for the documents with which the warehouse does not hold together."""
    code = getattr(fault, "code", type(fault).__name__)
    zh, en = getattr(fault, "message_zh", ""), getattr(fault, "message_en", "")
    refusal = SelfCheckFailed(f"建库检查未通过（{code}）：{zh}", f"a check of the warehouse failed ({code}): {en}")
    return _quarantined(settings, plan, dict.fromkeys(offending, refusal))


def quarantine_refused(settings: Settings, plan: RunPlan, outcomes: Sequence[ReadingOutcome]) -> list[DocumentState]:
    """Write each refused document of the run to ``HOME/quarantine``, and give its state with reason and message."""
    refusals: dict[str, DocumentRefused] = {entry.document.sha256: entry.refusal for entry in plan.refused}
    refusals.update({outcome.sha256: outcome.refusal for outcome in outcomes if outcome.refusal is not None})
    return _quarantined(settings, plan, refusals)


def _quarantined(settings: Settings, plan: RunPlan, refusals: Mapping[str, DocumentRefused]) -> list[DocumentState]:
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
        # by name: of undated documents that come in together, the version with the later name is the newer one
        states=sorted([*states, *quarantined], key=lambda state: (state.name, state.sha256)),
        sources=sorted(plan.sources, key=lambda source: (source.sha256, source.name, source.url or "")),
        run=RunRecord(plan.run_id, plan.kind, plan.code_version, plan.started_at),
        vanished=plan.vanished,
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
                f"SELECT count(*) FROM main.{table} JOIN main.dim_document USING (document_key)"
                f" WHERE list_contains({text_list(loaded)}, sha256)"
            ).fetchone()
            if answer and answer[0]:
                rows[table.removeprefix("fact_")] = int(answer[0])
        findings = connection.execute(
            f"SELECT severity, count(*) FROM dq.finding WHERE list_contains({text_list(loaded)}, document_sha256) GROUP BY 1"
        ).fetchall()
    return rows, dict(findings)


def _write_log(settings: Settings, result: RunResult, outcomes: Sequence[ReadingOutcome]) -> None:
    """The run's lines in ``HOME/logs``: each document with its outcome, rows and seconds by stage, and no text of it."""
    plan, read = result.plan, {outcome.sha256: outcome for outcome in outcomes}
    reasons = {state.sha256: state.reason_code for state in result.quarantined}
    lines: list[dict[str, Any]] = [{"event": "start", "kind": plan.kind, "code_version": plan.code_version}]
    for sha256 in sorted({*read, *reasons}):
        line: dict[str, Any] = {"event": "document", "sha256": sha256, "status": QUARANTINED if sha256 in reasons else LOADED}
        if sha256 in reasons:
            line["reason"] = reasons[sha256]
        if sha256 in read:
            line["rows"] = dict(read[sha256].counts or {})
            line["seconds"] = {stage: round(seconds, 4) for stage, seconds in read[sha256].seconds.items()}
            line |= {"crash": read[sha256].crash} if read[sha256].crash else {}
        lines.append(line)
    lines.append({"event": "end", **result.contract_object()})
    write_log(settings.logs, plan.run_id, lines)


@contextmanager
def _started_validator(settings: Settings) -> Iterator[ValidatorProcess]:
    """The validation process, started early: its library takes seconds to load, which pass while documents are read."""
    from expectations.validator_process import start

    validator = start(settings.home)
    try:
        yield validator
    finally:
        validator.stop()


def run_ingest_stages(settings: Settings, paths: Sequence[Path], progress: Progress) -> RunResult:
    """Load the documents under the paths, in this process and its reader processes. Raises :class:`RunFailed`."""
    return run_stages(settings, lambda: plan_ingest(settings, paths, progress), progress)


def run_captured_stages(settings: Settings, progress: Progress) -> RunResult:
    """Load what portals gave and is not loaded yet. Raises :class:`RunFailed`."""
    return run_stages(settings, lambda: plan_captured(settings, progress), progress)


def run_reprocess_stages(settings: Settings, sha256s: Sequence[str], progress: Progress) -> RunResult:
    """Read archived documents again. Raises :class:`RunFailed`, and :class:`UnknownDocument` for one that is not archived."""
    return run_stages(settings, lambda: plan_reprocess(settings, sha256s), progress)


def run_stages(
    settings: Settings,
    make_plan: Callable[[], RunPlan],
    progress: Progress,
    read: Callable[[RunPlan], list[ReadingOutcome]] | None = None,
) -> RunResult:
    """Plan, read and publish under the lock of the home. ``read`` takes the place of reading all documents at once."""
    started = time.monotonic()

    def announce_wait(holder: str) -> None:
        print(message("lock-wait", settings.language, holder=holder), file=sys.stderr)

    try:
        with run_lock(settings.home, announce_wait):
            clear_leavings(settings.staging)
            plan = make_plan()
            if plan.needs_no_build(settings):
                return replace(RunResult(plan), seconds=time.monotonic() - started)
            with _started_validator(settings) as validator:
                outcomes = read(plan) if read is not None else read_documents(settings, plan, plan.jobs, progress)
                result = publish(settings, plan, outcomes, validator, progress)
            result = replace(result, seconds=time.monotonic() - started)
            _write_log(settings, result, outcomes)
            return result
    except OSError as error:
        raise RunFailed("failed-disk", reason=error.strerror or type(error).__name__) from error
    except duckdb.IOException as error:
        raise RunFailed("failed-disk", reason=str(error).splitlines()[0]) from error
    except duckdb.Error as error:
        raise RunFailed("failed-warehouse", reason=str(error).splitlines()[0]) from error

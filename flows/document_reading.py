"""One document from bytes to staged facts (读取一份文件): what runs in a reader process, and nothing else does."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from expectations.identities import evaluate
from extract.archive.document_store import ArchiveDamaged, load
from extract.cell_grid import ReadDocument, ReadingDoubt
from extract.errors import DocumentRefused, ReaderCrashed, SelfCheckFailed, TooMuchMemory
from extract.read.limits import Limits
from extract.read.open_document import read_document
from extract.read.pdf_second_reader import compare_pages
from flows.settings import Verification
from flows.staged_documents import ReadingKey, stage
from sql.verification import failed_checks
from transform.document_facts import DocumentContext, facts_of
from transform.fact_rows import frame
from transform.turned_pages import with_displayed_places

SAMPLE_ONE_IN = 10


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A document to read from the archive of ``home``; ``folder`` is where its facts go, ``name`` the file name it came under."""

    sha256: str
    name: str
    home: Path
    folder: Path
    key: ReadingKey
    limits: Limits
    second_reader: bool = True
    """False when the second reader has ended an earlier try (crash, time-out): its witness is lost, the document is not."""


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What a reader process reports: rows per table, or why the document is refused; and seconds per stage.

    ``crash`` is a traceback's places (file, line, function) without any text of the document. ``disk_fault`` is the operating
    system's word for why the facts could not be written: no fault of the document, so the run must stop.
    """

    sha256: str
    counts: Mapping[str, int] | None
    refusal: DocumentRefused | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    crash: str = ""
    disk_fault: str = ""


def read_one(job: ReadingJob) -> ReadingOutcome:
    """Read, recognise, check and stage one document. Never raises for what a document may hold."""
    seconds: dict[str, float] = {}
    try:
        content = load(job.home, job.sha256)
    except (OSError, ArchiveDamaged) as error:
        return ReadingOutcome(job.sha256, None, disk_fault=str(error))
    try:
        frames = _facts(content, job, seconds)
    except DocumentRefused as refusal:
        return ReadingOutcome(job.sha256, None, refusal, seconds)
    except (Exception, RecursionError) as error:
        return ReadingOutcome(job.sha256, None, _crash_refusal(error), seconds, _places(error))
    contradiction = _self_check(frames)
    if contradiction is not None:
        return ReadingOutcome(job.sha256, None, contradiction, seconds)
    started = time.perf_counter()
    counts = {table: frame.height for table, frame in frames.items()}
    try:
        stage(job.folder, frames, job.key, counts)
    except OSError as error:
        return ReadingOutcome(job.sha256, None, seconds=seconds, disk_fault=error.strerror or type(error).__name__)
    seconds["stage"] = time.perf_counter() - started
    return ReadingOutcome(job.sha256, counts, None, seconds)


def _facts(content: bytes, job: ReadingJob, seconds: dict[str, float]) -> dict[str, pl.DataFrame]:
    started = time.perf_counter()
    document = read_document(content, job.name, job.limits)
    seconds["read"] = time.perf_counter() - started

    started = time.perf_counter()
    verification: Verification = job.key.verification  # type: ignore[assignment]
    compared = pages_to_compare(document, job.sha256, verification)
    if not job.second_reader and compared:
        document, compared, verification = _read_once(document, compared, "ended"), set(), "none"
    document, compared, _ = _compare(content, document, compared)
    seconds["verify"] = time.perf_counter() - started

    frames = _recognise(job, document, seconds, compared)
    if verification == "sample":
        started = time.perf_counter()
        doubtful = _pages_in_error(frames) - compared
        document, doubtful, differ = _compare(content, document, doubtful)
        seconds["verify"] += time.perf_counter() - started
        if differ:
            frames = _recognise(job, document, seconds, compared | doubtful)
    return frames


def pages_to_compare(document: ReadDocument, sha256: str, verification: Verification) -> set[int]:
    """Pages that the second reader reads too: all, none, or a tenth that depends on nothing but the document's bytes."""
    if document.format != "pdf" or verification == "none":
        return set()
    pages = range(1, (document.page_count or 0) + 1)
    if verification == "all":
        return set(pages)
    return {page for page in pages if hashlib.sha256(f"{sha256}:{page}".encode()).digest()[0] % SAMPLE_ONE_IN == 0}


def _compare(content: bytes, document: ReadDocument, pages: Set[int]) -> tuple[ReadDocument, set[int], bool]:
    """The document with the doubts of the second reader, the pages that it could read, and whether anything differs. What it
    stumbles over costs its witness on those pages only."""
    if document.format != "pdf" or not pages:
        return document, set(), False
    try:
        doubts, read = tuple(compare_pages(content, document, sorted(pages))), set(pages)
    except (Exception, RecursionError):
        doubts, read = _page_by_page(content, document, pages)
    compared = replace(document, doubts=document.doubts + doubts)
    lost = set(pages) - read
    return _read_once(compared, lost, "failed") if lost else compared, read, bool(doubts or lost)


def _page_by_page(content: bytes, document: ReadDocument, pages: Set[int]) -> tuple[tuple[ReadingDoubt, ...], set[int]]:
    doubts: list[ReadingDoubt] = []
    read: set[int] = set()
    for page in sorted(pages):
        try:
            doubts += compare_pages(content, document, [page])
            read.add(page)
        except (Exception, RecursionError):
            continue
    return tuple(doubts), read


def _read_once(document: ReadDocument, pages: Set[int], how: str) -> ReadDocument:
    """Says that pages were read by one reader only."""
    shown = "、".join(str(page) for page in sorted(pages)[:5]) + ("等" if len(pages) > 5 else "")
    why = "第二读取程序出错" if how == "failed" else "第二读取程序中断或超时"
    doubt = ReadingDoubt("read-once", f"{why}，第 {shown} 页只读了一遍", min(pages))
    return replace(document, doubts=(*document.doubts, doubt))


def _self_check(frames: Mapping[str, pl.DataFrame]) -> SelfCheckFailed | None:
    """Why a reading contradicts itself, if it does: then no other document may suffer for it."""
    failed = failed_checks(frames)
    if not failed:
        return None
    check, rows = failed[0]
    return SelfCheckFailed(f"{check.zh}（{check.code}）：{rows}", f"{check.en} ({check.code}): {rows}")


def _recognise(job: ReadingJob, document: ReadDocument, seconds: dict[str, float], compared: Set[int]) -> dict[str, pl.DataFrame]:
    started = time.perf_counter()
    facts = facts_of(document, DocumentContext(job.sha256, job.name, job.key.hints, job.key.code_version))
    frames = with_displayed_places(facts.frames, document.turned_pages)
    seconds["transform"] = seconds.get("transform", 0.0) + time.perf_counter() - started

    started = time.perf_counter()
    evaluation = evaluate(frames, compared - {doubt.page for doubt in document.doubts if doubt.page is not None})
    frames["finding"] = pl.concat([frames["finding"], frame("finding", evaluation.findings)])
    frames["rule_outcome"] = pl.concat([frames["rule_outcome"], frame("rule_outcome", evaluation.outcomes)])
    frames["statement_proof"] = frame("statement_proof", evaluation.proofs)
    seconds["check"] = seconds.get("check", 0.0) + time.perf_counter() - started
    return frames


def _pages_in_error(frames: Mapping[str, pl.DataFrame]) -> set[int]:
    failed = (pl.col("severity") == "error") | ((pl.col("origin") == "extraction") & pl.col("rule_id").str.starts_with("DQ-"))
    errors = frames["finding"].filter(failed & pl.col("page").is_not_null())
    return set(errors["page"].to_list())


def _crash_refusal(error: BaseException) -> DocumentRefused:
    if isinstance(error, MemoryError):
        return TooMuchMemory()
    kind = type(error).__name__
    return ReaderCrashed(f"内部错误 {kind}", f"internal error {kind}")


def _places(error: BaseException) -> str:
    """File, line and function of each frame. The error's own text is left out: it may quote the document."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return type(error).__name__ + ": " + " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))

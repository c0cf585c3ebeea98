"""Reads damaged documents in reader processes and holds them against the undamaged ones (损坏样本的评判)."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject

from extract.cell_grid import Paragraph, ReadDocument
from extract.errors import DocumentRefused, ReaderCrashed
from extract.read.limits import Limits
from extract.read.open_document import read_document
from flows.worker_pool import run_jobs
from tests.factory.damage import DAMAGES, with_packed_objects
from tests.factory.mutants.bases import forms_paper, statements_paper
from tests.factory.mutants.press_pdf import typeset_pdf
from transform.document_facts import DocumentContext, facts_of

OUTCOMES = ("same", "told", "refused", "SILENT", "crashed", "slow")
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
MOST_SECONDS = 30.0
_TABLES = (
    "project_evaluation", "project_funding", "indicator_result", "statement_amount", "statement_count", "narrative_figure",
)  # fmt: skip
_NO_FACT = frozenset({"fact_id", "document_sha256", "bbox", "row_no", "seq", "table_no", "page"})


@dataclass(frozen=True, slots=True)
class Damaged:
    """One damaged file: of which document and by which damage. ``base`` is the name of the undamaged document."""

    name: str
    base: str
    kind: str
    content: bytes


@dataclass(slots=True)
class Seen:
    """What was read: facts with the page where each stands, the text of each page, and the findings that are warnings."""

    facts: Counter[tuple[int | None, tuple[object, ...]]] = field(default_factory=Counter)
    texts: dict[int | None, str] = field(default_factory=dict)
    findings: set[tuple[str, int | None, str]] = field(default_factory=set)
    refusal: str = ""
    crashed: bool = False


@cache
def bases() -> dict[str, bytes]:
    """Documents of two to six pages, each also with its objects packed in streams."""
    plain = {
        "statements": typeset_pdf(statements_paper("national", 3)),
        "shanghai": typeset_pdf(statements_paper("shanghai", 5)),
        "forms": typeset_pdf(forms_paper("fengtai_2024", 2)),
        "haidian": (SAMPLES / "beijing_haidian_minzhengju_2024.pdf").read_bytes(),
        "changning": (SAMPLES / "shanghai_changning_lvhuashirongju_2024.pdf").read_bytes(),
    }
    packed = {f"{name}_packed": with_packed_objects(content) for name, content in plain.items()}
    return plain | packed | {"forms_locked": _locked(plain["forms"]), "haidian_locked": _locked(plain["haidian"])}


def _locked(content: bytes) -> bytes:
    """The same document protected against changes (owner password), as many departments publish theirs."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer._ID = ArrayObject([ByteStringObject(b"0" * 16)] * 2)  # else one of chance
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def damaged(documents: dict[str, bytes], count: int, seed: int, kind: str = "") -> list[Damaged]:
    """About ``count`` damaged files, the kinds of damage and the documents in turn; none is equal to its document."""
    kinds = [name for name in DAMAGES if kind in name]
    made = []
    for number in range(count):
        name = kinds[number % len(kinds)]
        base = list(documents)[number // len(kinds) % len(documents)]
        content = DAMAGES[name](documents[base], random.Random(f"{seed} {number}"))
        if content != documents[base]:
            made.append(Damaged(f"{number:04d}_{name.replace(' ', '_')}_{base}", base, name, content))
    return made


def seen_in(job: Damaged) -> Seen:
    """What the readers see in a file: runs in a reader process."""
    seen = Seen()
    try:
        document = read_document(job.content, "决算.pdf", Limits(max_seconds=MOST_SECONDS))
        frames = facts_of(document, DocumentContext("0" * 64, "决算.pdf")).frames
    except DocumentRefused as refusal:
        seen.refusal, seen.crashed = refusal.message(), isinstance(refusal, ReaderCrashed)
        return seen
    for table in _TABLES:
        for row in frames[table].to_dicts():
            fact = (table, *(str(value) for name, value in row.items() if name not in _NO_FACT))
            seen.facts[(row["page"], fact)] += 1
    seen.texts = _texts(document)
    for row in frames["finding"].to_dicts():
        if row["severity"] in ("warning", "error"):
            seen.findings.add((row["rule_id"], row["page"], row["message"]))
    return seen


def judged(made: Sequence[Damaged], workers: int = 2) -> Iterator[tuple[Damaged, str, list[str]]]:
    """Each damaged file with its outcome and what differs, in the order in which they are read."""
    whole = {name: seen_in(Damaged(name, name, "", content)) for name, content in bases().items()}
    for end in run_jobs(seen_in, made, workers, 2 * MOST_SECONDS):
        if end.end != "done" or end.result is None:
            yield end.job, "slow" if end.end == "too-slow" else "crashed", [end.end]
        else:
            yield end.job, *_compared(whole[end.job.base], end.result)


def _compared(whole: Seen, seen: Seen) -> tuple[str, list[str]]:
    if seen.refusal:
        return ("crashed" if seen.crashed else "refused"), [seen.refusal]
    differing = (whole.facts - seen.facts) + (seen.facts - whole.facts)
    pages = {page for page, _ in differing}
    texts = {page for page in whole.texts.keys() | seen.texts.keys() if whole.texts.get(page) != seen.texts.get(page)}
    if not pages and not texts:
        return "same", []
    new = seen.findings - whole.findings
    told = {page for _, page, _ in new}
    if None in told or (pages | texts) <= told:
        return "told", []
    notes = [f"p.{page} {fact}"[:200] for page, fact in differing]
    return "SILENT", [f"{len(differing)} facts, text of pages {sorted(texts, key=str)}, told {sorted(told, key=str)}", *notes]


def _texts(document: ReadDocument) -> dict[int | None, str]:
    texts: dict[int | None, str] = {}
    for block in document.blocks:
        text = block.text if isinstance(block, Paragraph) else "|".join(cell.text for cell in block.cells)
        texts[block.page] = texts.get(block.page, "") + text + "\n"
    return texts

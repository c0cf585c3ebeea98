"""What a run has to do (运行计划): documents archived, and what of them the same code has read already left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extract.archive.document_store import load, locate
from flows.code_version import code_version
from flows.discovery import Discovery, FoundDocument, RefusedDocument, Skipped, discover, take
from flows.progress import Progress
from flows.run_ledger import now, run_id_of
from flows.settings import Settings
from sql.records import DocumentState

LOADED, QUARANTINED = "loaded", "quarantined"


class UnknownDocument(LookupError):
    """``reprocess`` was asked for a document that is not in the archive. The person must check the SHA-256."""


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

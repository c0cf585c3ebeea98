"""What a run has to do (运行计划): documents archived, and what of them the same code has read already left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from extract.archive.capture_log import histories
from extract.archive.document_store import load, locate
from extract.read.file_type import ARCHIVE_TYPES, EXTENSIONS
from flows.captured_documents import CapturedDocument, captured_documents, utc
from flows.code_version import code_version
from flows.discovery import Discovery, FoundDocument, RefusedDocument, Skipped, discover, take
from flows.progress import Progress
from flows.run_ledger import now, run_id_of
from flows.settings import Settings
from sql.records import DocumentSource, DocumentState, VanishedAddress

LOADED, QUARANTINED = "loaded", "quarantined"
_ARCHIVE_EXTENSIONS = {EXTENSIONS.get(kind, kind) for kind in ARCHIVE_TYPES}


class UnknownDocument(LookupError):
    """``reprocess`` was asked for a document that is not in the archive. The person must check the SHA-256."""


@dataclass(frozen=True)
class RunPlan:
    """What a run has to do: ``jobs`` to read, ``refused`` before reading, ``unchanged`` left alone.

    ``sources`` are names and addresses that the warehouse does not hold yet, of unchanged documents too; ``vanished`` all
    addresses that have vanished, None where the warehouse knows them.
    """

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
    sources: tuple[DocumentSource, ...] = ()
    vanished: tuple[VanishedAddress, ...] | None = None

    def needs_no_build(self, settings: Settings) -> bool:
        """Whether nothing is to be read, refused or noted, and the warehouse has today's tables and views."""
        from sql.warehouse import is_up_to_date

        is_idle = not self.jobs and not self.refused and not self.sources and self.vanished is None
        return is_idle and is_up_to_date(settings.home)


def plan_ingest(settings: Settings, paths: Sequence[Path], progress: Progress) -> RunPlan:
    """Archive what the paths hold and say what of it must be read: all that is not loaded or refused by this very code."""
    progress("archive", 0, 1)
    found = discover(paths, settings.home, settings.limits)
    progress("archive", 1, 1)
    plan = _plan(settings, "ingest", found, forced=False)
    work = [*plan.jobs, *(entry.document for entry in plan.refused)]
    return replace(plan, sources=tuple(DocumentSource(document.sha256, document.name) for document in work))


def plan_captured(settings: Settings, progress: Progress) -> RunPlan:
    """What portals gave (采集) and this very code has not read yet; and addresses, also of documents that were read before."""
    captures, known = captured_documents(settings), known_sources(settings)
    read_before = _read_before(known, known_states(settings))
    found, sources = Discovery(), dict[DocumentSource, None]()
    for number, capture in enumerate(captures):
        progress("archive", number, len(captures))
        one = _take_captured(settings, capture, read_before.get((capture.url, capture.fetched_at), ()))
        found.skipped += one.skipped
        for document in one.documents.values():
            found.documents.setdefault(document.sha256, document)
        for refused in one.refused.values():
            found.refused.setdefault(refused.document.sha256, refused)
        for document in [*one.documents.values(), *(refused.document for refused in one.refused.values())]:
            when = (capture.published_on, capture.fetched_at)
            sources[DocumentSource(document.sha256, document.name, capture.url, capture.source, *when)] = None
    progress("archive", len(captures), len(captures))
    plan = _plan(settings, "nightly", found, forced=False)
    standing = set(known)
    new_sources = tuple(source for source in sources if source not in standing)
    return replace(plan, sources=new_sources, vanished=_vanished(settings))


def _read_before(
    sources: Sequence[DocumentSource], states: Mapping[str, DocumentState]
) -> dict[tuple[str | None, datetime | None], tuple[DocumentSource, ...]]:
    """By address and time of fetching: the documents that a capture held, where today's code has read all of them."""
    held: dict[tuple[str | None, datetime | None], tuple[DocumentSource, ...]] = {}
    for source in sources:
        held[source.url, source.fetched_at] = (*held.get((source.url, source.fetched_at), ()), source)
    version = code_version()
    read = {sha256 for sha256, state in states.items() if state.code_version == version}
    return {key: members for key, members in held.items() if all(member.sha256 in read for member in members)}


def _vanished(settings: Settings) -> tuple[VanishedAddress, ...] | None:
    """The addresses that give their document no more; None where the warehouse knows them all and none came back."""
    seen = histories(settings.home).values()
    found = tuple(VanishedAddress(item.url, item.source, utc(item.vanished_at)) for item in seen if item.vanished_at is not None)
    known: set[str] = set()
    if settings.warehouse.exists():
        from sql.warehouse import is_up_to_date, open_read_only

        if is_up_to_date(settings.home):
            with open_read_only(settings.home) as connection:
                known = {row[0] for row in connection.execute("SELECT url FROM etl.vanished_address").fetchall()}
    return None if {item.url for item in found} == known else found


def _take_captured(settings: Settings, capture: CapturedDocument, members: Sequence[DocumentSource]) -> Discovery:
    """One captured document. Only an archive is opened, and only where its ``members`` were not read before by this code: a
    night over a large archive stays short."""
    found = Discovery()
    path = locate(settings.home, capture.sha256)
    if path is None:
        found.skipped.append(Skipped(capture.name, "not-archived", capture.sha256))
    elif path.suffix.lstrip(".") in _ARCHIVE_EXTENSIONS and members:
        found.documents = {item.sha256: FoundDocument(item.sha256, item.name, 0, capture.hints) for item in members}
    elif path.suffix.lstrip(".") in _ARCHIVE_EXTENSIONS:
        content = load(settings.home, capture.sha256)
        take(content, capture.name, settings.home, settings.limits, found, capture.hints)
    else:
        found.documents[capture.sha256] = FoundDocument(capture.sha256, capture.name, path.stat().st_size, capture.hints)
    return found


def plan_reprocess(settings: Settings, sha256s: Sequence[str]) -> RunPlan:
    """Archived documents, by (the beginning of) their SHA-256, or all that were ever loaded or refused, to be read again."""
    states = known_states(settings)
    found, hints = Discovery(), _hints(settings)
    for sha256 in sha256s or sorted(states):
        matching = [known for known in states if known.startswith(sha256.lower())]
        if len(matching) != 1:
            raise UnknownDocument(sha256)
        state = states[matching[0]]
        if locate(settings.home, state.sha256) is None:  # a file over the limit of size was never archived
            found.skipped.append(Skipped(state.name, "not-archived", state.sha256))
        else:
            content = load(settings.home, state.sha256)
            take(content, state.name, settings.home, settings.limits, found, hints.get(state.sha256, ()))
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


def known_sources(settings: Settings) -> list[DocumentSource]:
    """Every name and address that the warehouse holds; nothing before the first run."""
    if not settings.warehouse.exists():
        return []
    from sql.warehouse import open_read_only

    with open_read_only(settings.home) as connection:
        rows = connection.execute(
            "SELECT document_sha256, name, url, source, published_on, fetched_at FROM etl.document_source ORDER BY ALL"
        ).fetchall()
    return [DocumentSource(*row) for row in rows]


def _hints(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """The hints of each captured document, and of the members of captured archives, which share their archive's address."""
    by_address: dict[str | None, tuple[str, ...]] = {}
    hints: dict[str, tuple[str, ...]] = {}
    for capture in captured_documents(settings):
        by_address.setdefault(capture.url, capture.hints)
        hints.setdefault(capture.sha256, capture.hints)
    for source in known_sources(settings):
        if source.url in by_address:
            hints.setdefault(source.sha256, by_address[source.url])
    return hints

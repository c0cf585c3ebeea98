"""Documents that could not become facts (隔离区): a note for people and the document itself, side by side.

``HOME/quarantine/<SHA-256>.json`` holds the reason; next to it lies the document, linked or copied from the raw archive.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath

from extract.archive.document_store import load, locate, private_folder, synchronise_folder, write_durably
from extract.errors import DocumentRefused

FOLDER = "quarantine"


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Why a document is in quarantine. ``reason`` is a code of the contract; ``page`` is 1-based or None."""

    sha256: str
    name: str
    reason: str
    page: int | None
    message_zh: str
    message_en: str


def put(home: Path, sha256: str, name: str, refusal: DocumentRefused) -> Quarantined:
    """Put a document into quarantine, or replace its reason. ``name`` loses its folders."""
    label = PurePosixPath(name.replace("\\", "/")).name or "_"
    note = Quarantined(sha256, label, refusal.code, refusal.page, refusal.message("zh"), refusal.message("en"))
    folder = private_folder(home / FOLDER)
    source = locate(home, sha256)
    if source is not None:
        _place(source, folder / source.name, home, sha256)
    text = json.dumps(asdict(note), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    write_durably(_note_path(home, sha256), text.encode("utf-8", "backslashreplace"))
    synchronise_folder(folder)
    return note


def release(home: Path, sha256: str) -> bool:
    """Take a document out of quarantine (its raw copy stays in the archive); False when it was not there."""
    note = _note_path(home, sha256)
    known = note.is_file()
    source = locate(home, sha256)
    note.unlink(missing_ok=True)
    if source is not None:
        (home / FOLDER / source.name).unlink(missing_ok=True)
    return known


def quarantined(home: Path) -> Iterator[Quarantined]:
    """All documents in quarantine by ascending digest; a note that cannot be read is passed over."""
    names = {item.name for item in fields(Quarantined)}
    for path in sorted((home / FOLDER).glob("*.json")):
        try:
            values = json.loads(path.read_bytes())
        except ValueError:
            continue
        if isinstance(values, dict) and names <= values.keys():
            yield Quarantined(**{name: values[name] for name in names})


def _note_path(home: Path, sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in lower-case hex digits")
    return home / FOLDER / f"{sha256}.json"


def _place(source: Path, target: Path, home: Path, sha256: str) -> None:
    """Link the document, so that it takes no room twice; copy it where the file system has no links."""
    if target.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        write_durably(target, load(home, sha256))

"""Which documents a person means (查找文件): files, folders and archives become archived documents in a fixed order."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extract.archive.document_store import archive
from extract.errors import DocumentRefused, TooLarge
from extract.read.limits import Limits
from extract.read.packed import is_archive, unpack


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document in the archive, and the name it came under: the file's, or ``archive.zip!member``.

    ``hints`` are texts of the page that published it, for what the document itself does not say (its district, its department).
    """

    sha256: str
    name: str
    size: int
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedDocument:
    """A file that is refused before any reader sees it: an archive or a member of one, or a file over the limit of size."""

    document: FoundDocument
    refusal: DocumentRefused


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was not read at all: ``reason`` is a message key, ``detail`` the operating system's word for it."""

    name: str
    reason: str
    detail: str = ""


@dataclass
class Discovery:
    """What was found: each document once, under the first of its names."""

    documents: dict[str, FoundDocument] = field(default_factory=dict)
    refused: dict[str, RefusedDocument] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def list_files(paths: Sequence[Path]) -> Iterator[Path | Skipped]:
    """Files under the paths, sorted by name. Hidden ones are left out; links that lead out of a folder are not followed."""
    for path in sorted(paths):
        if path.is_dir():
            yield from _folder_files(path, path.resolve())
        else:
            yield path


def _folder_files(folder: Path, top: Path) -> Iterator[Path | Skipped]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield Skipped(printable_name(str(folder)), "unreadable", os.strerror(error.errno or 0))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            if not entry.resolve().is_relative_to(top):
                yield Skipped(printable_name(str(entry)), "link-skipped")
            elif entry.is_file():
                yield entry
            # a link to a folder inside the same tree is met again under its own name
        elif entry.is_dir():
            yield from _folder_files(entry, top)
        elif entry.is_file():
            yield entry


def discover(paths: Sequence[Path], home: Path, limits: Limits) -> Discovery:
    """Put every document under the paths into the archive of ``home``; members of archives are documents of their own."""
    found = Discovery()
    for entry in list_files(paths):
        if isinstance(entry, Skipped):
            found.skipped.append(entry)
            continue
        try:
            size = entry.stat().st_size
            if size > limits.max_bytes:
                _refuse_unread(entry, size, limits, found)
                continue
            content = entry.read_bytes()
        except OSError as error:
            found.skipped.append(Skipped(printable_name(str(entry)), "unreadable", os.strerror(error.errno or 0)))
            continue
        take(content, printable_name(entry.name), home, limits, found)
    return found


def printable_name(name: str) -> str:
    """A file name as its author saw it: names that are not UTF-8 were mostly unpacked from archives made under GBK."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "backslashreplace")
    return name


def take(content: bytes, name: str, home: Path, limits: Limits, found: Discovery, hints: tuple[str, ...] = ()) -> None:
    """Add one file's bytes to what was found, archived: a document, or the members of an archive."""
    document = FoundDocument(archive(home, content), name, len(content), hints)
    if not is_archive(content):
        found.documents.setdefault(document.sha256, document)
        return
    try:
        members = list(unpack(content, name, limits))
    except DocumentRefused as refusal:
        found.refused.setdefault(document.sha256, RefusedDocument(document, refusal))
        return
    for member in members:
        inner = FoundDocument(archive(home, member.content), f"{name}!{member.name}", len(member.content), hints)
        if member.refusal is not None:
            found.refused.setdefault(inner.sha256, RefusedDocument(inner, member.refusal))
        else:
            found.documents.setdefault(inner.sha256, inner)


def _refuse_unread(path: Path, size: int, limits: Limits, found: Discovery) -> None:
    """A file over the limit of size is not read into memory; it is known by the hash of its bytes, taken in pieces."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    limit = limits.max_bytes // 1024 // 1024
    refusal = TooLarge(f"{size // 1024 // 1024} MB，上限 {limit} MB", f"{size // 1024 // 1024} MB, the limit is {limit} MB")
    document = FoundDocument(sha256, printable_name(path.name), size)
    found.refused.setdefault(sha256, RefusedDocument(document, refusal))

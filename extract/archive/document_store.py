"""The archive of raw documents (原始文件库): written once, named by content, verified on every read.

``HOME/raw/<first two digits>/<SHA-256>.<extension by content>``. A name given by anybody outside never becomes a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from extract.read.file_type import EXTENSIONS, detect_type

RAW_FOLDER = "raw"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_STORED_NAME = re.compile(r"([0-9a-f]{64})\.[a-z0-9-]+")


class ArchiveDamaged(Exception):
    """A stored document is missing or its bytes are no longer those of its name. Restore ``HOME/raw`` from a backup."""


def archive(home: Path, content: bytes) -> str:
    """Store a document and return its SHA-256 (64 lower-case hex digits). A document already stored is left untouched.

    The bytes are on disk when this returns: file, then its folder, are synchronised. A killed run leaves at most a file that
    begins with "." and is never read.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if locate(home, sha256) is not None:
        return sha256
    folder = private_folder(private_folder(home / RAW_FOLDER) / sha256[:2])
    kind = detect_type(content)
    write_durably(folder / f"{sha256}.{EXTENSIONS.get(kind, kind)}", content)
    synchronise_folder(folder)
    return sha256


def load(home: Path, sha256: str) -> bytes:
    """The bytes of a stored document. Raises :class:`ArchiveDamaged` when it is missing or does not match its digest."""
    path = locate(home, sha256)
    if path is None:
        raise ArchiveDamaged(f"原始文件库中没有 {sha256} (not in the archive)")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ArchiveDamaged(f"原始文件 {sha256} 已被改动 (the stored bytes have changed)")
    return content


def locate(home: Path, sha256: str) -> Path | None:
    """The path of a stored document; None when it is not stored. Raises ValueError for anything that is no digest."""
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hex digits")
    folder = home / RAW_FOLDER / sha256[:2]
    return next((path for path in sorted(folder.glob(f"{sha256}.*")) if _STORED_NAME.fullmatch(path.name)), None)


def stored(home: Path) -> Iterator[str]:
    """The digests of all stored documents, in ascending order."""
    for path in sorted((home / RAW_FOLDER).glob("[0-9a-f][0-9a-f]/*")):
        found = _STORED_NAME.fullmatch(path.name)
        if found:
            yield found[1]


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner may enter (documents hold names of officers); parents are made as usual."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        synchronise_folder(folder.parent)
    return folder


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, readable by its owner only; the caller synchronises the folder."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def synchronise_folder(folder: Path) -> None:
    """Put the names in a folder on disk, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

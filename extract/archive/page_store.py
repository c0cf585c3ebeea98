"""The pages around the documents (网页存档): lists and articles as received, packed, named by the content's SHA-256.

``HOME/raw/pages/<first two digits>/<SHA-256>.gz``. They are evidence and memory (a portal that answers "unchanged" sends no
page), not documents: nothing in them is loaded. A page that is lost or damaged is simply asked for again.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import secrets
from pathlib import Path

from extract.archive.document_store import RAW_FOLDER, private_folder

FOLDER = "pages"


def keep(home: Path, content: bytes) -> str:
    """Store a page and return its SHA-256. Whole or not there when the process dies; not synchronised, as it can be had again."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(home, sha256)
    if path.is_file():
        return sha256
    private_folder(path.parent.parent)
    private_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(gzip.compress(content, 6, mtime=0))
    temporary.replace(path)
    return sha256


def page(home: Path, sha256: str) -> bytes | None:
    """A stored page; None when it is not there or no longer what its name says."""
    if not sha256:
        return None
    try:
        content = gzip.decompress(_path(home, sha256).read_bytes())
    except (OSError, EOFError, ValueError):
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _path(home: Path, sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in lower-case hex digits")
    return home / RAW_FOLDER / FOLDER / sha256[:2] / f"{sha256}.gz"

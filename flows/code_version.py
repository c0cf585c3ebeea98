"""The version of the code that reads (代码版本): a hash over all that decides what becomes of a document's bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECIDING_PACKAGES = ("extract", "transform", "expectations")
DECIDING_FILES = ("flows/document_reading.py",)
DECIDING_DATA = (".csv", ".yaml")
NOT_DECIDING = {"messages.yaml", "sources.yaml", "tables.csv", "fields.csv"}
"""Words for people, and comments of the warehouse, whose change sql.warehouse.is_up_to_date sees: nothing is read again."""
NOT_READING = ("extract/fetch", "extract/sources")
"""Folders that bring documents and do not read them: a change there is no reason to read the archive again."""
DECIDING_DISTRIBUTIONS = ("pypdfium2", "pdfplumber", "python-docx", "python-calamine", "openpyxl", "lxml", "polars")


def _deciding_files() -> Iterator[Path]:
    for package in DECIDING_PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            brings = path.relative_to(ROOT).as_posix().startswith(NOT_READING)
            if path.is_file() and "__pycache__" not in path.parts and not brings:
                yield path
    yield from (ROOT / name for name in DECIDING_FILES)
    for folder in ("reference", "dictionary"):
        yield from _deciding_rows(ROOT / "data" / folder)
    yield from _deciding_rows(ROOT / "data")


def _deciding_rows(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in DECIDING_DATA and path.name not in NOT_DECIDING)


@cache
def code_version() -> str:
    """Sixteen hex digits over the reading code, its rows of data and the libraries that read. The same on every machine.

    A changed version means that a document's facts may come out differently; ``ingest`` then reads the document again.
    """
    digest = hashlib.sha256()
    for path in _deciding_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in DECIDING_DISTRIBUTIONS:
        digest.update(f"{name}=={metadata.version(name)}".encode())
    return digest.hexdigest()[:16]

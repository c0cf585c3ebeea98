"""Is everything in place (安装检查): versions, a writable home, disk, the warehouse, and what optional formats need."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from flows.messages import message
from flows.settings import Settings
from flows.table_text import display_width

NEEDED = (
    "duckdb", "polars", "pyarrow", "pypdfium2", "pdfplumber", "python-docx", "python-calamine", "openpyxl", "lxml",
    "great-expectations", "prefect",
)  # fmt: skip
LOW_DISK_BYTES = 2 * 1024**3
MARKS = {"fine": "✓", "missing": "○", "problem": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined. ``missing`` costs an optional format only; ``problem`` must be mended before the program can work."""

    subject: str
    state: Literal["fine", "missing", "problem"]
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; changes nothing but a temporary file in the home."""
    return [_python(settings), *_packages(settings), _home(settings), _disk(settings), _office(settings), _warehouse(settings)]


def examination_text(findings: list[Finding]) -> str:
    """The findings as lines."""
    width = max(display_width(finding.subject) for finding in findings)
    return "\n".join(
        f"{MARKS[finding.state]} {finding.subject}{' ' * (width - display_width(finding.subject))}  {finding.detail}"
        for finding in findings
    )


def _python(settings: Settings) -> Finding:
    version = sys.version_info
    right = version >= (3, 11)
    return Finding(message("doctor-python", settings.language), "fine" if right else "problem", sys.version.split()[0])


def _packages(settings: Settings) -> Iterator[Finding]:
    subject = message("doctor-packages", settings.language)
    found, missing = [], []
    for name in NEEDED:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    yield Finding(subject, "fine", ", ".join(found))
    if missing:
        yield Finding(subject, "problem", f"{message('doctor-missing', settings.language)}: {', '.join(missing)}")


def _home(settings: Settings) -> Finding:
    subject = message("doctor-home", settings.language)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home) as stream:
            stream.write(b"\0")
    except OSError as error:
        return Finding(subject, "problem", f"{settings.home}: {error.strerror}")
    return Finding(subject, "fine", str(settings.home.resolve()))


def _disk(settings: Settings) -> Finding:
    folder = settings.home if settings.home.exists() else settings.home.absolute().anchor
    free = shutil.disk_usage(folder).free
    detail = message("doctor-disk-free", settings.language, free=f"{free / 1024**3:.1f}")
    return Finding(message("doctor-disk", settings.language), "fine" if free > LOW_DISK_BYTES else "problem", detail)


def _office(settings: Settings) -> Finding:
    subject = message("doctor-office", settings.language)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return Finding(subject, "missing", message("doctor-office-missing", settings.language))
    return Finding(subject, "fine", program)


def _warehouse(settings: Settings) -> Finding:
    import duckdb

    from sql.warehouse import open_read_only

    subject = message("doctor-warehouse", settings.language)
    if not settings.warehouse.exists():
        return Finding(subject, "missing", message("doctor-no-warehouse", settings.language))
    try:
        with open_read_only(settings.home) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM main.dim_document), (SELECT count(DISTINCT fact_id) FROM main.figure_location),"
                " (SELECT max(version) FROM etl.schema_version)"
            ).fetchone()
    except duckdb.Error as error:
        return Finding(subject, "problem", str(error).splitlines()[0])
    documents, facts, version = row or (0, 0, 0)
    detail = message("doctor-warehouse-state", settings.language, documents=documents, facts=facts, version=version)
    return Finding(subject, "fine", f"{settings.warehouse} · {detail}")

"""The values that the warehouse is given and gives back (仓库的输入输出)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


class WarehouseFault(Exception):
    """The next warehouse file is not right and was not put in place; the current one is as it was.

    ``code`` is stable (see sql/verification.py); ``detail`` names rows. A person reports both: it is a fault of the program.
    """

    def __init__(self, code: str, message_zh: str, message_en: str, detail: str = "") -> None:
        super().__init__(f"{code}: {message_en}{f' ({detail})' if detail else ''}")
        self.code = code
        self.message_zh = message_zh
        self.message_en = message_en
        self.detail = detail

    def __reduce__(self) -> tuple[type[WarehouseFault], tuple[str, str, str, str]]:
        return type(self), (self.code, self.message_zh, self.message_en, self.detail)


@dataclass(frozen=True, slots=True)
class StagedDocument:
    """One document whose rows lie as ``<table>.parquet`` in ``directory`` (one file per table of transform.fact_rows.SCHEMAS)."""

    sha256: str
    directory: Path


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What became of one document (处理状态): ``status`` is ``loaded`` or ``quarantined``, the rest says why.

    ``sequence`` orders documents by when their bytes first came in. None: the warehouse gives the next number, in the order of
    the list that it is handed, and keeps the number of a document that it knows.
    """

    sha256: str
    name: str
    status: str
    code_version: str
    run_id: str
    reason_code: str | None = None
    message_zh: str | None = None
    message_en: str | None = None
    page: int | None = None
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """One name or address under which the bytes were seen (来源). ``fetched_at`` is UTC, and None for a local file."""

    sha256: str
    name: str
    url: str | None = None
    source: str | None = None
    published_on: date | None = None
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VanishedAddress:
    """An address at which a portal no longer gives the document that it once gave. ``vanished_at`` is UTC."""

    url: str
    source: str
    vanished_at: datetime


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run (运行). ``run_id`` is a function of the inputs, since it stands in dq.finding; ``started_at`` is UTC."""

    run_id: str
    command: str
    code_version: str
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExpectationRow:
    """The outcome of one expectation (校验项) of a suite."""

    suite: str
    expectation: str
    column: str | None
    success: bool
    observed: str | None
    unexpected_count: int | None
    run_id: str

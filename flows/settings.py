"""What a person can set (设置): ``JUESUAN_*`` environment variables, overridden by the options of the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

from extract.read.limits import DEFAULT_LIMITS, Limits

Language = Literal["zh", "en"]
Verification = Literal["all", "sample", "none"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")
VERIFICATIONS: tuple[Verification, ...] = ("all", "sample", "none")


class SettingError(ValueError):
    """A ``JUESUAN_*`` variable holds a value that cannot be meant. The person must correct or unset it (exit status 2)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. ``home`` is the one place for all that a run writes; ``workers`` counts reader processes.

    ``sources_file`` takes the place of the packaged ``data/sources.yaml``; ``notify`` are addresses in the notation of apprise
    (``mailto://…``, ``jsons://…``) that get the summary of a night; ``allowance`` names hosts and ports on private addresses
    that may be asked nevertheless: for tests only.
    """

    home: Path = Path("data/lake")
    language: Language = "zh"
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    verification: Verification = "sample"
    limits: Limits = DEFAULT_LIMITS
    sources_file: Path | None = None
    notify: tuple[str, ...] = ()
    allowance: tuple[tuple[str, int], ...] = ()

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def staging(self) -> Path:
        return self.home / "staging"

    @property
    def logs(self) -> Path:
        return self.home / "logs"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from ``JUESUAN_HOME``, ``_LANG``, ``_WORKERS``, ``_VERIFY``, ``_MAX_SECONDS`` (of reading one document),
    ``_MAX_MEMORY_MB`` (of one reader process), ``_SOURCES``, ``_NOTIFY`` and, in tests, ``_TEST_ALLOW``.

    Raises :class:`SettingError` on a value that is not one of the allowed ones.
    """
    settings = Settings()
    if home := environment.get("JUESUAN_HOME"):
        settings = replace(settings, home=Path(home))
    if language := environment.get("JUESUAN_LANG"):
        settings = replace(settings, language=cast(Language, _one_of("JUESUAN_LANG", language, LANGUAGES)))
    if workers := environment.get("JUESUAN_WORKERS"):
        settings = replace(settings, workers=int(_positive("JUESUAN_WORKERS", workers)))
    if verification := environment.get("JUESUAN_VERIFY"):
        settings = replace(settings, verification=cast(Verification, _one_of("JUESUAN_VERIFY", verification, VERIFICATIONS)))
    if seconds := environment.get("JUESUAN_MAX_SECONDS"):
        limits = replace(settings.limits, max_seconds=_positive("JUESUAN_MAX_SECONDS", seconds))
        settings = replace(settings, limits=limits)
    if memory := environment.get("JUESUAN_MAX_MEMORY_MB"):
        limits = replace(settings.limits, max_memory_mb=_positive("JUESUAN_MAX_MEMORY_MB", memory))
        settings = replace(settings, limits=limits)
    if sources := environment.get("JUESUAN_SOURCES"):
        settings = replace(settings, sources_file=Path(sources))
    return replace(
        settings,
        notify=tuple(environment.get("JUESUAN_NOTIFY", "").split()),
        allowance=tuple(_host_and_port(text) for text in environment.get("JUESUAN_TEST_ALLOW", "").split()),
    )


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise SettingError(f"JUESUAN_TEST_ALLOW={text!r}: HOST:PORT")
    return host, int(port)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingError(f"{name}={value!r}: {' | '.join(allowed)}")
    return value


def _positive(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not number >= 1:
        raise SettingError(f"{name}={value!r}: ≥ 1")
    return number

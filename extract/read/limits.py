"""Bounds on what one document may cost (读取上限); over a bound the document is refused with its reason code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds, per document; ``max_ratio`` is expanded bytes per packed byte of one archive member."""

    max_bytes: int = 200 * 1024 * 1024
    max_pages: int = 1500
    max_seconds: float = 300.0
    max_memory_mb: float = 4096.0
    max_members: int = 2000
    max_expanded_bytes: int = 2 * 1024 * 1024 * 1024
    max_ratio: int = 200
    max_archive_depth: int = 3
    max_cells: int = 2_000_000


DEFAULT_LIMITS = Limits()

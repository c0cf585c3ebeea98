"""Bounds on what one portal may cost us, and how patient we are (采集上限). Sizes in bytes, times in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """``attempts`` counts the first try; ``backoff_seconds`` doubles from try to try where the portal names no time;
    ``proof_days`` is after how many days a full run downloads a document again, because a 304 alone is no proof."""

    max_page_bytes: int = 16 * 1024 * 1024
    max_file_bytes: int = 200 * 1024 * 1024
    connect_seconds: float = 15.0
    read_seconds: float = 30.0
    total_seconds: float = 600.0
    max_redirects: int = 8
    attempts: int = 3
    backoff_seconds: float = 5.0
    longest_wait_seconds: float = 900.0
    max_list_pages: int = 2000
    repeated_list_pages: int = 3
    refusals_in_a_row: int = 3
    proof_days: int = 30


DEFAULT_FETCH_LIMITS = FetchLimits()

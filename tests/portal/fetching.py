"""Fetching from the pretend portal: sources for its columns, the allowance for its ports, a small site, quick limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from extract.fetch.limits import FetchLimits
from extract.fetch.report import FetchReport
from extract.fetch.run import fetch_source
from extract.fetch.sources import Entry, Family, Source
from tests.portal.server import MockPortal

FAMILY_NAMES: dict[str, Family] = {
    "trs": "trs", "jcms": "jcms", "ucap": "ucap", "vsb": "vsb", "platform": "platform", "ghash": "c-number",
}  # fmt: skip
QUICK = FetchLimits(
    max_page_bytes=256 * 1024,
    max_file_bytes=1024 * 1024,
    connect_seconds=2,
    read_seconds=0.4,
    total_seconds=3,
    backoff_seconds=0.01,
)


def ports(portal: MockPortal) -> list[tuple[str, int]]:
    """The test-only allowance: exactly the loopback ports of this portal."""
    return [("127.0.0.1", int(url.rsplit(":", 1)[1])) for url in (portal.url, portal.alt_url) if url]


def source_of(portal: MockPortal, column: int = 0, **changes: Any) -> Source:
    """A source for one column of the portal, without pause."""
    found = portal.urls()[column]
    source = Source(
        id=f"mock-{column}",
        title="模拟门户",
        region="110106",
        family=FAMILY_NAMES[found["family"]],
        entries=(Entry(portal.url + found["list"]),),
        hosts=tuple(url.removeprefix("http://") for url in (portal.url, portal.alt_url) if url),
        contact="tests@juesuan.example",
        pace_seconds=0.0,
    )
    return replace(source, **changes)


def fetch(portal: MockPortal, home: Path, column: int = 0, *, limits: FetchLimits = QUICK, **options: Any) -> FetchReport:
    """One night of one column."""
    changes = options.pop("changes", {})
    return fetch_source(source_of(portal, column, **changes), home, allow=ports(portal), limits=limits, **options)


def small_site(spec: dict[str, Any], column: int = 0, articles: int = 3) -> dict[str, Any]:
    """One column of the demonstration with its first articles only, without a delay in robots.txt."""
    kept = dict(spec["columns"][column])
    kept["articles"] = kept["articles"][:articles]
    return {**spec, "robots": {"disallow": ["/private/"]}, "columns": [kept]}


def files_outside(home: Path, before: set[Path]) -> set[Path]:
    """What was written beside ``home`` in its parent folder since ``before`` was taken."""
    return {path for path in home.parent.rglob("*") if home not in (path, *path.parents)} - before

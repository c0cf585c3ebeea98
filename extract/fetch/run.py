"""One source, one night (采集一个来源): lists, articles and files into the archive; every step is in the capture log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from extract.fetch.report import FetchReport
from extract.fetch.sources import Source


def fetch_source(
    source: Source,
    home: Path,
    *,
    since: date | None = None,
    dry_run: bool = False,
    full: bool = False,
    allow: Sequence[tuple[str, int]] = (),
) -> FetchReport:
    """Pull what is new and changed of one source into ``home/raw``. Never raises for what a portal does: see the report.

    ``since`` leaves out what the list dates earlier; ``full`` lists to the end and asks again for every known document;
    ``dry_run`` only lists, and writes nothing; ``allow`` names (host, port) pairs on private addresses, for tests only.
    A run that was killed is taken up where it stopped: what it finished is neither asked for nor logged again.
    """
    raise NotImplementedError

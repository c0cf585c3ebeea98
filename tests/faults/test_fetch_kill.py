"""A night that is killed at any moment and started again ends as one that was not: same archive, same log, nothing twice."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from extract.archive import capture_log, document_store
from tests.portal.documents import make_demo
from tests.portal.fetching import fetch, ports, small_site, source_of
from tests.portal.server import MockPortal

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from extract.fetch.run import fetch_source
from extract.fetch.sources import Entry, Source
values = json.loads(sys.argv[1])
source = Source(id="mock-0", title="x", region="110106", family="jcms", entries=(Entry(values["url"]),),
                hosts=tuple(values["hosts"]), contact="tests@juesuan.example", pace_seconds=0.0)
report = fetch_source(source, Path(values["home"]), allow=[tuple(item) for item in values["allow"]])
print(len(report.of("new")), report.stopped)
"""


def sightings(home: Path) -> list[tuple[str, str, str, str]]:
    """What the log says, without times and names of runs."""
    return [(item.kind, item.url or "", item.status, item.sha256) for item in capture_log.captures(home) if item.kind != "run"]


def killed_once(portal: MockPortal, home: Path, after_requests: int, delay: float) -> bool:
    """Start a night in a process of its own and kill it after so many requests; False when it came to its end before."""
    source = source_of(portal)
    values = {"url": source.entries[0].url, "hosts": source.hosts, "home": str(home), "allow": ports(portal)}
    seen = len(portal.records)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, json.dumps(values)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while process.poll() is None and len(portal.records) < seen + after_requests:
        time.sleep(0.001)
    if process.poll() is None:
        time.sleep(delay)
        process.kill()
    error = process.communicate()[1]
    assert process.returncode in (0, -9), error.decode()
    return process.returncode == -9


@pytest.mark.slow
def test_killed_twenty_times(tmp_path: Path) -> None:
    chance = random.Random(20261120)
    site = small_site(make_demo(tmp_path / "docs"), column=1, articles=47)
    with MockPortal(tmp_path / "docs", site, alt_port=0) as portal:
        whole = fetch(portal, tmp_path / "whole")
        portal.records.clear()
        kills = 0
        while kills < 20 and killed_once(portal, tmp_path / "killed", chance.randint(2, 4), chance.random() * 0.005):
            kills += 1
        assert kills >= 12, "the test must have killed"
        killed = fetch(portal, tmp_path / "killed") if kills == 20 else None
        assert sightings(tmp_path / "killed") == sightings(tmp_path / "whole")
        assert Counter(sightings(tmp_path / "killed")).most_common(1)[0][1] == 1
        assert set(document_store.stored(tmp_path / "killed")) == set(document_store.stored(tmp_path / "whole"))
        if killed is not None:
            assert [(item.url, item.status, item.sha256) for item in killed.outcomes] == [
                (item.url, item.status, item.sha256) for item in whole.outcomes
            ]
        asked = [item for item in portal.records if item["path"].endswith(".pdf")]
        assert len(asked) <= len(whole.of("new")) + kills, "a finished download is not asked for again"
        assert not list((tmp_path / "killed").rglob("*.tmp"))
        assert fetch(portal, tmp_path / "killed").of("new") == ()


def test_a_torn_line_is_asked_for_again_and_swallows_nothing(tmp_path: Path) -> None:
    with MockPortal(tmp_path / "docs", small_site(make_demo(tmp_path / "docs")), alt_port=0) as portal:
        home = tmp_path / "home"
        fetch(portal, home)
        whole = sightings(home)
        log = home / "raw" / "captures.jsonl"
        lines = log.read_bytes().splitlines(keepends=True)
        for kept in range(len(lines)):  # the night was killed while it wrote this line
            log.write_bytes(b"".join(lines[:kept]) + lines[kept][: len(lines[kept]) // 2])
            assert fetch(portal, home).stopped == ""
            assert sightings(home) == whole, kept


def test_a_finished_night_is_not_taken_up_again(tmp_path: Path) -> None:
    with MockPortal(tmp_path / "docs", small_site(make_demo(tmp_path / "docs")), alt_port=0) as portal:
        first, second = fetch(portal, tmp_path / "home"), fetch(portal, tmp_path / "home")
        assert first.run_id != second.run_id
        assert len(second.of("unchanged")) == len(first.of("new"))


def test_an_unfinished_night_of_another_mode_is_left(tmp_path: Path) -> None:
    with MockPortal(tmp_path / "docs", small_site(make_demo(tmp_path / "docs")), alt_port=0) as portal:
        home = tmp_path / "home"
        first = fetch(portal, home)
        log = home / "raw" / "captures.jsonl"
        log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
        full = fetch(portal, home, full=True)
        assert full.run_id != first.run_id
        assert full.of("unchanged")
        assert not full.of("new")

"""``juesuan ingest`` from the outside: what it says, that it does nothing twice, and that a killed run leaves no trace."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sql.exports import ordered_export
from tests.factory import sample_facts
from tests.journeys.conftest import ROOT, Command

SAMPLES = ROOT / "data" / "samples"
CONTRACT_NUMBERS = {
    "documents_seen", "documents_new", "documents_loaded", "documents_unchanged", "documents_quarantined", "facts_loaded",
    "findings", "seconds",
}  # fmt: skip


def tables_of(home: Path, folder: Path) -> dict[str, bytes]:
    """Every table and view of a warehouse, rows sorted, as bytes."""
    return {path.name: path.read_bytes() for path in ordered_export(home / "warehouse.duckdb", folder)}


def test_first_run_prints_the_numbers_of_the_contract(first_run: tuple[Path, dict[str, Any], str]) -> None:
    _, numbers, _ = first_run
    assert set(numbers) == CONTRACT_NUMBERS
    assert numbers["documents_seen"] == numbers["documents_new"] == 18
    assert numbers["documents_loaded"] == 17
    assert numbers["documents_quarantined"] == 1
    assert numbers["facts_loaded"] > 200


def test_first_run_says_what_was_refused_why_and_what_to_ask(first_run: tuple[Path, dict[str, Any], str]) -> None:
    _, _, messages = first_run
    assert "[not-what-it-claims] henan_jinshui_shenjiju_2024.pdf" in messages
    assert "请核对下载地址" in messages
    assert "juesuan query --home" in messages


def test_second_run_reads_and_loads_nothing(home: Path, juesuan: Command) -> None:
    before = (home / "warehouse.duckdb").stat()
    done = juesuan("ingest", "--json", "--home", home)
    numbers = json.loads(done.stdout)
    after = (home / "warehouse.duckdb").stat()
    assert done.returncode == 0, done.stderr
    assert numbers["documents_unchanged"] == numbers["documents_seen"] == 18
    assert numbers["documents_loaded"] == numbers["facts_loaded"] == numbers["documents_new"] == 0
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_reprocess_gives_the_same_figures(home: Path, tmp_path: Path, juesuan: Command) -> None:
    copy = tmp_path / "lake"
    shutil.copytree(home, copy)
    done = juesuan("reprocess", "--json", "--home", copy)
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["documents_loaded"] == 17
    before, after = tables_of(home, tmp_path / "before"), tables_of(copy, tmp_path / "after")
    assert before.keys() == after.keys()
    runs = {"dq.finding.csv", "dq.expectation_result.csv"}  # they name the run that found them
    assert [name for name in before if before[name] != after[name] and name not in runs] == []


def test_no_personal_data_outside_the_archive_and_quarantine(home: Path) -> None:
    source = Path(sample_facts.__file__).read_text(encoding="utf-8")
    people = set(re.findall(r'(?:officer|phone)"?[=:] ?"([^"]+)"', source))
    assert len(people) >= 4
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.relative_to(home).parts[0] not in ("raw", "quarantine"):
            content = path.read_bytes()
            assert [text for text in people if text.encode() in content] == [], path
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        for schema, table in tables:
            rows = str(connection.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall())
            assert [text for text in people if text in rows] == [], (schema, table)


def test_wrong_usage_is_told_apart_from_failure(tmp_path: Path, juesuan: Command) -> None:
    assert juesuan("ingest", tmp_path / "nothing-here", "--home", tmp_path / "lake").returncode == 2
    assert juesuan("reprocess", "--home", tmp_path / "lake").returncode == 1
    assert juesuan("fetch-everything").returncode == 2
    assert juesuan("doctor", env={**os.environ, "JUESUAN_LANG": "fr"}).returncode == 2


def test_documents_are_found_in_folders_and_links_are_not_followed_out(tmp_path: Path, juesuan: Command) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    (folder / "deep").mkdir(parents=True)
    outside.mkdir()
    shutil.copy(SAMPLES / "yunnan_wuhua_sifaju_2023.xlsx", folder / "deep" / "one.xlsx")
    shutil.copy(SAMPLES / "yunnan_wuhua_sifaju_2023.xlsx", folder / "the_same_bytes.xlsx")
    shutil.copy(SAMPLES / "anhui_guichi_wenhualvyouju_2024.html", folder / ".hidden.html")
    shutil.copy(SAMPLES / "anhui_guichi_wenhualvyouju_2024.html", outside / "secret.html")
    (folder / "link.html").symlink_to(outside / "secret.html")
    done = juesuan("ingest", folder, "--json", "--home", tmp_path / "lake", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents_seen"] == 1
    assert "link leads out of the given folder" in done.stderr


@pytest.mark.slow
def test_a_killed_run_repeated_gives_the_same_tables(tmp_path: Path, home: Path, juesuan: Command) -> None:
    """kill -9 at random moments of one ingest after the other, the last one left to end."""
    killed = tmp_path / "lake"
    moments = random.Random(20261120)
    for _ in range(3):
        command = [sys.executable, "-m", "flows.cli", "ingest", "--home", str(killed)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(moments.uniform(0.5, 6.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = juesuan("ingest", "--home", killed)
    assert done.returncode in (0, 3), done.stderr
    assert tables_of(killed, tmp_path / "killed") == tables_of(home, tmp_path / "whole")


@pytest.mark.slow
def test_the_prefect_flow_loads_the_same_facts(tmp_path: Path, home: Path, juesuan: Command) -> None:
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_LOGGING_LEVEL": "WARNING"}
    done = juesuan("ingest", "--flow", "--json", "--home", tmp_path / "lake", env=environment)
    assert done.returncode == 3, done.stderr
    assert tables_of(tmp_path / "lake", tmp_path / "flow") == tables_of(home, tmp_path / "plain")

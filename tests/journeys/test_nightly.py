"""Nights against a pretend portal: what they bring, that they do nothing twice, corrections, failures, kills, the clock."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import duckdb
import pytest

from extract.archive.capture_log import captures
from extract.archive.document_store import stored
from sql.exports import ordered_export
from tests.journeys.conftest import ROOT, Command
from tests.journeys.night_portal import CORRECTED_YUAN, WORKBOOK, NightPortal, last_json, night_portal

TIMES = {"etl.run.csv", "etl.document_source.csv", "dq.expectation_result.csv"}
"""Tables whose rows tell when something was done."""


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def documents_of(home: Path) -> list[tuple[str, str, str]]:
    """What the log says of documents, without times: source, address without the port, digest; unchanged sightings left out."""
    return sorted(
        (item.source, (item.url or "").split("/", 3)[-1], item.sha256)
        for item in captures(home)
        if item.kind == "document" and item.status in ("new", "changed")
    )


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NightPortal]:
    with night_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="module")
def nights(portal: NightPortal, juesuan: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Five nights: the first, one without news, other bytes with the same figures, a correction, one with a refusing portal."""
    home = tmp_path_factory.mktemp("nights") / "lake"
    found: dict[str, Any] = {"home": home, "numbers": [], "texts": [], "status": [], "requests": [], "file": []}
    address = f"{portal.portal.urls()[0]['articles'][0]['files'][0]['url']}"
    same = {"match": address, "fault": "changed", "file": portal.same_figures}
    corrected = {"match": address, "fault": "changed"}
    refusing = {"match": "/mtg/c104129/", "fault": "status", "code": 403}
    rules: list[list[dict[str, Any]]] = [[], [], [same], [corrected], [corrected, refusing]]
    for number, rule in enumerate(rules):
        portal.portal.set_rules(rule)
        portal.clear()
        night = juesuan("nightly", "--json", "--home", home, env=portal.environment)
        assert night.returncode in (0, 3), (number, night.stdout, night.stderr)
        found["numbers"].append(last_json(night.stdout))
        found["texts"].append(night.stderr)
        found["status"].append(night.returncode)
        found["requests"].append(list(portal.portal.records))
        found["file"].append((home / "warehouse.duckdb").stat().st_ino)
    portal.portal.set_rules([])
    return found


def test_a_night_brings_every_document_with_where_it_was_published(nights: dict[str, Any]) -> None:
    first = nights["numbers"][0]
    assert nights["status"][0] == 0, nights["texts"][0]
    assert (first["documents_loaded"], first["documents_new"], first["fresh_documents"]) == (3, 3, 3)
    assert [item["state"] for item in first["fetched"]] == ["fetched", "fetched"]
    rows = ask(nights["home"], "SELECT source, source_url, published_on, fetched_at FROM dim_document")
    assert {row[0] for row in rows} == {"mock-0", "mock-1"}
    assert all(row[1].startswith("http://127.0.0.1:") and row[2].year == 2025 and row[3] is not None for row in rows)


def test_the_second_night_downloads_reads_and_loads_nothing(nights: dict[str, Any]) -> None:
    second = nights["numbers"][1]
    assert nights["status"][1] == 0, nights["texts"][1]
    assert (second["documents_new"], second["documents_loaded"], second["fresh_documents"]) == (0, 0, 0)
    assert second["documents_unchanged"] == 3
    assert nights["file"][0] == nights["file"][1]
    files = [item for item in nights["requests"][1] if item["path"].endswith((".xlsx", ".pdf", ".docx"))]
    assert [item["status"] for item in files] == [304] * len(files)
    assert files, "the documents must have been asked for again"


def test_other_bytes_with_the_same_figures_are_no_correction(nights: dict[str, Any]) -> None:
    third = nights["numbers"][2]
    assert (third["fresh_documents"], third["changed_documents"], third["restated_figures"]) == (1, 1, 0)
    assert "字节不同，数字相同：不是更正" in nights["texts"][2]


def test_a_correction_is_a_new_version_with_each_changed_figure(nights: dict[str, Any], juesuan: Command) -> None:
    home, fourth = nights["home"], nights["numbers"][3]
    assert (fourth["fresh_documents"], fourth["changed_documents"], fourth["documents_loaded"]) == (1, 1, 1)
    restated = ask(home, "SELECT project_name, item, figure, earlier_value, later_value, later_fact_id FROM mart.restatement")
    assert [row[:5] for row in restated] == [
        ("人民调解案件补贴", "年度资金总额", "executed_yuan", "287500.00", str(CORRECTED_YUAN))
    ]
    assert fourth["restated_figures"] == 1
    total = "FROM {} WHERE project_name = '人民调解案件补贴' AND fund_source = 'total' ORDER BY is_current, 1"
    rows = ask(home, f"SELECT executed_yuan, is_current {total.format('published.project_funding')}")
    assert [(str(yuan), current) for yuan, current in rows] == [
        ("287500.00", False), ("287500.00", False), (str(CORRECTED_YUAN), True),
    ]  # fmt: skip
    in_mart = ask(home, "SELECT executed_yuan FROM mart.project_funding WHERE project_name = '人民调解案件补贴'")
    assert [str(row[0]) for row in in_mart] == [str(CORRECTED_YUAN)]
    told = json.loads(juesuan("explain", restated[0][5], "--json", "--home", home).stdout)
    assert (told["version"], told["is_current"], len(told["other_versions"])) == (3, True, 2)
    assert told["source_url"].startswith("http://127.0.0.1:")
    [change] = told["corrections"]
    assert (change["figure"], change["earlier_value"], change["later_value"]) == (
        "executed_yuan",
        "287500.00",
        str(CORRECTED_YUAN),
    )
    text = juesuan("explain", change["earlier_fact_id"], "--home", home).stdout
    assert f"executed_yuan: 287500.00 → {CORRECTED_YUAN}" in text
    assert "已被新版替代" in text


def test_a_refusing_portal_shows_in_the_summary_and_stops_no_other(nights: dict[str, Any]) -> None:
    fifth = nights["numbers"][4]
    assert nights["status"][4] == 3
    states = {item["source"]: item["state"] for item in fifth["fetched"]}
    assert states["mock-0"] == "fetched"
    assert states["mock-1"] == "blocked"
    page = Path(fifth["page"]).read_text(encoding="utf-8")
    assert "mock-1" in page
    assert 'http-equiv="refresh"' not in page
    assert "<script" not in page
    assert "需要人工处理" in nights["texts"][4]


def test_the_clock_of_publication_tells_days_and_never_calls_the_unseen_late(nights: dict[str, Any]) -> None:
    rows = ask(
        nights["home"], "SELECT department_name, fiscal_year, status, days_after_due, versions FROM mart.publication ORDER BY ALL"
    )
    by_name = {(name[-6:], year): rest for name, year, *rest in rows}
    assert by_name["五华区司法局"[-6:], 2023] == ["after_due", 297, 3]
    assert {row[2] for row in rows} <= {"in_time", "after_due", "not_seen"}


def test_a_dry_run_lists_and_writes_nothing(portal: NightPortal, juesuan: Command, tmp_path: Path) -> None:
    done = juesuan("fetch", "mock-0", "--dry-run", "--json", "--home", tmp_path / "lake", env=portal.environment)
    assert done.returncode == 0, done.stderr
    assert [row["title"][:8] for row in last_json(done.stdout)["listed"]] == ["昆明市五华区司法", "遵义市红花岗区教"]
    assert not (tmp_path / "lake").exists()


@pytest.mark.slow
def test_a_night_killed_at_random_moments_ends_as_an_unkilled_one(portal: NightPortal, juesuan: Command, tmp_path: Path) -> None:
    portal.portal.set_rules([{"match": r"\.(xlsx|pdf|docx|html|shtml)", "fault": "slow", "seconds": 0.3}])
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    moments = random.Random(20261120)
    for _ in range(20):
        command = [sys.executable, "-m", "flows.cli", "nightly", "--home", str(killed)]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=portal.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(moments.uniform(0.8, 9.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    portal.portal.set_rules([])
    for home in (killed, whole):
        done = juesuan("nightly", "--home", home, env=portal.environment)
        assert done.returncode == 0, done.stdout + done.stderr
    assert list(stored(killed)) == list(stored(whole))
    assert documents_of(killed) == documents_of(whole)
    one, other = (
        {path.name: path.read_bytes() for path in ordered_export(home / "warehouse.duckdb", tmp_path / f"{home.name}-tables")}
        for home in (killed, whole)
    )
    assert one.keys() == other.keys()
    different = [name for name in one if one[name] != other[name] and name not in TIMES]
    assert [name for name in different if without_times(one[name]) != without_times(other[name])] == []


def without_times(table: bytes) -> str:
    """A table's text with the moments of fetching blotted out."""
    import re

    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "AT", table.decode("utf-8"))


def of_prefect(url: str, path: str, body: dict[str, Any]) -> Any:
    request = Request(f"{url}/api{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=5) as answer:
        return json.load(answer)


@pytest.mark.slow
def test_the_clock_runs_a_night_that_prefect_shows_as_completed(portal: NightPortal, tmp_path: Path) -> None:
    """One portal refuses: its task is shown as failed, the summary names it, and the night is completed."""
    portal.portal.set_rules([{"match": "/mtg/c104129/", "fault": "status", "code": 403}])
    environment = {**portal.environment, "PREFECT_LOGGING_LEVEL": "WARNING", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flows.cli", "serve", "--cron", "* * * * *", "--port", "0", "--home", str(tmp_path / "lake")]
    log = (tmp_path / "serve.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + 170
        url, states = "", []
        while time.monotonic() < deadline and "COMPLETED" not in states:
            time.sleep(2)
            text = (tmp_path / "serve.log").read_text(encoding="utf-8")
            assert process.poll() is None, text
            if not url and "http://127.0.0.1:" in text:
                url = "http://127.0.0.1:" + text.split("http://127.0.0.1:")[1].split("；")[0].split("/")[0].strip()
            if url:
                states = [run["state_type"] for run in of_prefect(url, "/flow_runs/filter", {})]
        assert "COMPLETED" in states, (states, (tmp_path / "serve.log").read_text(encoding="utf-8"))
        tasks = {run["name"]: run["state_type"] for run in of_prefect(url, "/task_runs/filter", {})}
        assert tasks["采集 mock-0"] == "COMPLETED"
        assert tasks["采集 mock-1"] == "FAILED"
        [summary] = [item["data"] for item in of_prefect(url, "/artifacts/latest/filter", {}) if item["key"] == "juesuan-nightly"]
        assert "| mock-1 | 模拟门户 | 被拒绝，需人工处理 |" in summary
    finally:
        portal.portal.set_rules([])
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()
    assert ask(tmp_path / "lake", "SELECT count(*) FROM dim_document") == [(2,)]
    assert WORKBOOK in {row[0] for row in ask(tmp_path / "lake", "SELECT name FROM etl.document_state")}

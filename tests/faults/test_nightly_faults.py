"""What goes wrong in a night: it costs one source, or waits for the next night, and is always told."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows import captured_documents, fetching, night, run_plan
from flows.code_version import code_version
from flows.fetching import UnknownSource, choose_sources, fetch_all, orders_of_tonight
from flows.night import NightResult, run_night
from flows.night_checks import YearFigures, compare, figures_as_json, figures_of_json
from flows.night_log import append_event, events, last_full_listings, last_night
from flows.night_page import night_markdown, night_page, night_text, write_night_page
from flows.notification import notify
from flows.progress import no_progress
from flows.run_lock import NightRunning, fetch_lock
from flows.settings import Settings
from flows.stages import RunFailed, RunResult
from sql.records import DocumentState
from tests.journeys.paper_portal import Paper, PaperPortal, paper_source

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> PaperPortal:
    """Three sources: ``one`` and ``two`` with a document each, ``three`` without any."""
    papers = PaperPortal(
        {
            "one": [Paper("http://one.invalid/a.pdf", "甲局2024年度部门决算", "a.pdf", b"%PDF-1.4 one")],
            "two": [Paper("http://two.invalid/b.pdf", "乙局2024年度部门决算", "b.pdf", b"%PDF-1.4 two")],
            "three": [],
        }
    )
    sources = tuple(paper_source(name) for name in papers.papers)
    monkeypatch.setattr(fetching, "fetch_source", papers.fetch_source)
    monkeypatch.setattr(fetching, "load_sources", lambda path=None: sources)
    monkeypatch.setattr(captured_documents, "load_sources", lambda path=None: sources)
    captured_documents._regions.cache_clear()
    return papers


def no_warehouse() -> RunResult:
    raise RunFailed("failed-workers")


def a_night(settings: Settings, names: tuple[str, ...] = ()) -> NightResult:
    """A night whose loading fails, so that nothing slow is done."""
    return run_night(settings, names, lambda orders: fetch_all(orders, settings, lambda outcome: None), no_warehouse)


def test_a_source_that_breaks_is_tried_again_and_stops_no_other(portal: PaperPortal, tmp_path: Path) -> None:
    portal.broken, portal.refused = {"one"}, {"three"}
    result = a_night(Settings(home=tmp_path / "lake"))
    assert {item.source.id: item.state for item in result.sources} == {"one": "failed", "two": "fetched", "three": "blocked"}
    assert [name for name, _ in portal.asked] == ["one", "two", "three", "one"]
    assert [item.document.name for item in result.fresh] == ["b.pdf"]
    for text in (night_text(result, "zh"), night_page(result, "zh"), night_markdown(result, "zh")):
        assert "RuntimeError: paper_portal.py" in text
        assert "门户要求验证" in text
        assert "the fetcher has a bug" not in text, "an error's own text may quote a page"
    assert result.needs_attention


def test_what_a_failed_night_fetched_is_told_until_a_night_ends_well(portal: PaperPortal, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "lake")
    first, second = a_night(settings), a_night(settings)
    assert first.failure is not None
    assert len(first.fresh) == len(second.fresh) == 2
    night._note_end(settings, second, {})
    assert a_night(settings).fresh == ()
    portal.papers["one"] = [replace(portal.papers["one"][0], content=b"%PDF-1.4 other")]
    [fresh] = a_night(settings).fresh
    assert fresh.replaces == first.fresh[0].document.sha256


def test_the_page_of_a_failed_night_says_so(portal: PaperPortal, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "lake", language="en")
    page = write_night_page(a_night(settings), settings)
    assert page.parent == tmp_path / "lake" / "reports"
    assert "loading failed" in page.read_text(encoding="utf-8")
    assert (page.parent / "night.html").read_text(encoding="utf-8") == page.read_text(encoding="utf-8")


def test_titles_from_portals_are_text_and_never_markup(portal: PaperPortal, tmp_path: Path) -> None:
    portal.papers["one"] = [replace(portal.papers["one"][0], title="<script>alert(1)</script>|甲局")]
    result = a_night(Settings(home=tmp_path / "lake"))
    assert "<script>" not in night_page(result, "zh")
    assert "\\|甲局" in night_markdown(result, "zh")


def test_two_nights_at_once_are_refused_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    code = "import sys, time; from pathlib import Path; from flows.run_lock import fetch_lock\n"
    code += "with fetch_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(NightRunning) as refusal, fetch_lock(tmp_path):
        pass
    assert refusal.value.holder == str(holder.pid)
    holder.kill()
    holder.wait()
    with fetch_lock(tmp_path):
        pass


def test_every_list_is_read_to_its_end_once_a_week(portal: PaperPortal, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    nightly, weekly = paper_source("one"), replace(paper_source("two"), schedule="weekly")

    def listed(source: str, days_ago: float, full: bool, complete: bool) -> None:
        at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
        append_event(settings.logs, {"event": "source", "source": source, "at": at, "full": full, "complete": complete})

    def orders(named: bool = False) -> dict[str, bool]:
        return {order.source.id: order.full for order in orders_of_tonight(settings, (nightly, weekly), named)}

    assert orders() == {"one": True, "two": True}
    listed("one", 8, full=True, complete=True)
    listed("two", 1, full=True, complete=True)
    assert orders() == {"one": True}
    listed("one", 2, full=False, complete=True)
    listed("one", 1, full=True, complete=False)
    assert orders() == {"one": True}, "neither an incremental nor a broken listing counts"
    listed("one", 1, full=True, complete=True)
    assert orders() == {"one": False}
    assert orders(named=True) == {"one": False, "two": False}


def test_sources_are_chosen_by_name_or_when_enabled() -> None:
    on, off = paper_source("on"), paper_source("off", enabled=False)
    by_hand = replace(paper_source("by-hand"), schedule="manual")
    assert choose_sources((on, off, by_hand), ()) == (on,)
    assert choose_sources((on, off, by_hand), ("by-hand", "off", "off")) == (by_hand, off)
    with pytest.raises(UnknownSource, match="elsewhere"):
        choose_sources((on,), ("elsewhere",))


def test_a_torn_line_of_the_night_log_is_passed_over(tmp_path: Path) -> None:
    append_event(tmp_path, {"event": "night", "captures": 3})
    with (tmp_path / "nights.jsonl").open("a") as log:
        log.write('{"event": "night", "capt\n')
    assert [event["event"] for event in events(tmp_path)] == ["night"]
    assert (last_night(tmp_path) or {})["captures"] == 3
    assert last_full_listings(tmp_path) == {}


def test_an_archive_that_this_code_has_read_is_not_opened_again(
    portal: PaperPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = next((ROOT / "data" / "samples").glob("*.zip")).read_bytes()
    portal.papers["one"] = [replace(portal.papers["one"][0], name="a.zip", content=sample)]
    settings = Settings(home=tmp_path / "lake")
    a_night(settings, ("one",))
    first = run_plan.plan_captured(settings, no_progress)
    assert len(first.jobs) == len(first.sources) == 2

    def states(code: str) -> dict[str, DocumentState]:
        return {job.sha256: DocumentState(job.sha256, job.name, "loaded", code, "run_1") for job in first.jobs}

    monkeypatch.setattr(run_plan, "known_sources", lambda settings: list(first.sources))
    monkeypatch.setattr(run_plan, "known_states", lambda settings: states("older code"))
    assert len(run_plan.plan_captured(settings, no_progress).jobs) == 2
    monkeypatch.setattr(run_plan, "known_states", lambda settings: states(code_version()))
    monkeypatch.setattr(run_plan, "take", None)
    again = run_plan.plan_captured(settings, no_progress)
    assert (again.jobs, again.sources, len(again.unchanged)) == ((), (), 2)


def figures(name: str, documents: int = 1, facts: int = 100, executed: str | None = "1000.00") -> YearFigures:
    return YearFigures("110106", name, 2024, documents, facts, executed, None)


def by_key(*items: YearFigures) -> dict[tuple[str, str, int], YearFigures]:
    return {item.key: item for item in items}


def test_lost_documents_facts_and_departments_are_shrinking() -> None:
    before = by_key(figures("甲"), figures("乙", documents=2), figures("丙"), figures("丁"))
    after = by_key(figures("甲", facts=99), figures("乙"), figures("丁", facts=101), figures("新"))
    comparison = compare(before, after)
    assert [(item.figures.department_name, item.what, item.before, item.after) for item in comparison.shrunk] == [
        ("甲", "facts", "100", "99"),
        ("乙", "documents", "2", "1"),
        ("丙", "documents", "1", "0"),
    ]
    assert comparison.compared == 3


@pytest.mark.parametrize(
    ("before", "after", "off"),
    [("1000.00", "9999.00", False), ("1000.00", "10000.00", True), ("1000.00", "10000000.00", True), ("1000.00", "100.00", True),
     ("1000.00", "101.00", False), ("0.00", "5.00", False), (None, "5.00", False)],
)  # fmt: skip
def test_money_that_changes_tenfold_is_of_another_magnitude(before: str | None, after: str, off: bool) -> None:
    comparison = compare(by_key(figures("甲", executed=before)), by_key(figures("甲", executed=after)))
    assert bool(comparison.off_magnitude) is off


def test_figures_of_another_program_version_are_not_compared() -> None:
    known = by_key(figures("甲"))
    assert figures_of_json(json.loads(json.dumps(figures_as_json(known)))) == known
    assert figures_of_json({"department_years": [{"name": "甲"}]}) is None
    assert figures_of_json(None) is None


@pytest.fixture
def mailbox() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook on a loopback port, and what it was sent."""
    received: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_address[1]}/night", received
    server.shutdown()
    server.server_close()


def test_the_summary_reaches_a_webhook(mailbox: tuple[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    address, received = mailbox
    page = tmp_path / "night.html"
    page.write_text("<p>夜间小结</p>", encoding="utf-8")
    assert notify([address], "夜间小结", "新文件 3", page)
    assert received[0]["title"] == "夜间小结"
    assert "新文件 3" in received[0]["message"]
    assert notify([], "nobody", "is told", page)


@pytest.mark.parametrize("address", ["json://127.0.0.1:9/closed", "no-such-way://somewhere"])
def test_a_message_that_is_not_delivered_is_known(address: str, tmp_path: Path) -> None:
    page = tmp_path / "night.html"
    page.write_text("x", encoding="utf-8")
    assert not notify([address], "title", "text", page)

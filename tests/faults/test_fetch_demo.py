"""A night against the pretend portal: everything is found once, and the second night downloads nothing again."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extract.archive import capture_log, document_store, page_store
from extract.fetch.limits import DEFAULT_FETCH_LIMITS
from extract.fetch.run import fetch_source
from tests.portal import server
from tests.portal.documents import make_demo
from tests.portal.fetching import fetch, ports, small_site, source_of
from tests.portal.server import MockPortal, politeness

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "portal" / "mock_portal.py"
NAMELESS_VIEWER = 1  # one demo file is shown by a viewer without any name


def shared_portal() -> ModuleType:
    if not SHARED.is_file():
        pytest.skip("../shared/portal is not beside the checkout")
    description = importlib.util.spec_from_file_location("shared_mock_portal", SHARED)
    assert description is not None
    assert description.loader is not None
    module = importlib.util.module_from_spec(description)
    description.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=["ours", "shared"])
def nights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Two nights over all six columns of the demonstration; the log of each, and the truth."""
    folder = tmp_path_factory.mktemp("demo")
    judge = shared_portal() if request.param == "shared" else None
    make, portal_class = (judge.make_demo, judge.MockPortal) if judge else (make_demo, MockPortal)
    spec = make(folder / "docs")
    spec["robots"] = {"disallow": ["/private/", "/search/"]}
    with portal_class(folder / "docs", spec, alt_port=0) as portal:
        found: dict[str, Any] = {
            "home": folder / "home",
            "docs": folder / "docs",
            "truth": portal.urls(),
            "logs": [],
            "reports": [],
        }
        for _ in range(2):
            portal.records.clear()
            sources = [source_of(portal, column) for column in range(6)]
            found["reports"].append([fetch_source(source, found["home"], allow=ports(portal)) for source in sources])
            found["logs"].append(list(portal.records))
        yield found


def documents(home: Path, status: str) -> list[capture_log.Capture]:
    return [item for item in capture_log.captures(home) if item.kind == "document" and item.status == status]


def test_every_file_is_found_exactly_once_with_its_date_unit_and_bytes(nights: dict[str, Any]) -> None:
    found = documents(nights["home"], "new")
    by_end = Counter(item.final_url.split("/", 3)[3] for item in found if item.final_url)
    assert set(by_end.values()) == {1}
    captures = {item.final_url.split("/", 3)[3]: item for item in found if item.final_url}
    renamed = missing = 0
    for column in nights["truth"]:
        for article in column["articles"]:
            for file in article["files"]:
                capture = captures.pop(file["url"].lstrip("/"), None)
                if capture is None:
                    missing += 1
                    continue
                assert capture.sha256 == hashlib.sha256((nights["docs"] / file["file"]).read_bytes()).hexdigest()
                assert (capture.published_on, capture.unit, capture.article_title) == (
                    article["date"][:10], article["unit"], article["title"],
                )  # fmt: skip
                assert (capture.article_url or "").endswith(article["url"])
                renamed += capture.name != file["name"]
    assert missing == 1, "only the file behind the captcha"
    assert renamed == NAMELESS_VIEWER
    assert [item.article_title for item in captures.values()] == ["某某区审计局2024年度部门决算公开（第3号）"], (
        "numbers in the page"
    )


def test_what_could_not_be_had_is_reported(nights: dict[str, Any]) -> None:
    wrong = [item for report in nights["reports"][0] for item in report.of("blocked", "failed", "vanished")]
    assert [(item.kind, item.status, item.code) for item in wrong] == [("document", "blocked", "captcha")]
    assert wrong[0].message_zh
    assert wrong[0].message_en
    assert all(not report.stopped for report in nights["reports"][0])


def test_every_listed_article_is_opened(nights: dict[str, Any]) -> None:
    assert [len(report.listed) for report in nights["reports"][0]] == [len(column["articles"]) for column in nights["truth"]]
    assert sum(len(column["articles"]) for column in nights["truth"]) == 155


def test_second_night_downloads_no_file_again(nights: dict[str, Any]) -> None:
    first, second = nights["reports"]
    for before, after in zip(first, second, strict=True):
        assert len(after.of("unchanged")) == len(before.of("new"))
        assert not after.of("new", "changed", "vanished")
        assert after.newest_published_on == before.newest_published_on
    again = [item for item in nights["logs"][1] if item["status"] == 200 and item["method"] == "GET"]
    assert {item["path"] for item in again if "download.jsp" not in item["path"]} == {"/robots.txt"}
    assert len([item for item in again if "download.jsp" in item["path"]]) == 1, "the captcha, which has no validators"


@pytest.mark.parametrize("night", [0, 1])
def test_manners(nights: dict[str, Any], night: int) -> None:
    port = nights["logs"][night][0]["port"]
    for log in (nights["logs"][night], [item for item in nights["logs"][night] if item["port"] != port]):
        report = politeness(log)
        assert report["robots_first"]
        assert report["max_inflight"] == 1
        assert report["disallowed"] == []
        assert report["no_user_agent"] == 0
    assert all("juesuan" in item["ua"] and "tests@juesuan.example" in item["ua"] for item in nights["logs"][night])


def test_same_bytes_at_two_addresses_are_one_document(nights: dict[str, Any]) -> None:
    facts = capture_log.latest(nights["home"])
    assert set(facts) == set(document_store.stored(nights["home"]))
    twice = [item for item in facts.values() if len(item.urls) > 1]
    assert twice
    assert all(item.fetched_at <= item.seen_at for item in facts.values())


def test_dates_that_differ_are_flagged_and_all_are_kept(nights: dict[str, Any]) -> None:
    flagged = [item for item in documents(nights["home"], "new") if item.dates_differ]
    assert [item.article_title for item in flagged] == ["某某区教育局2024年度部门决算公开（第1号）"]
    assert flagged[0].dates["address"] == "2025-06-01"
    assert flagged[0].dates["meta"] == flagged[0].dates["list"] == flagged[0].published_on == "2025-08-24"


def test_pages_are_kept_as_evidence(nights: dict[str, Any]) -> None:
    articles = [item for item in capture_log.captures(nights["home"]) if item.kind == "article" and item.status == "new"]
    assert len(articles) == 155
    assert all(page_store.page(nights["home"], item.sha256) for item in articles)


@pytest.fixture
def demo(tmp_path: Path) -> dict[str, Any]:
    return make_demo(tmp_path / "docs")


def test_the_pace_is_kept(tmp_path: Path, demo: dict[str, Any]) -> None:
    with MockPortal(tmp_path / "docs", small_site(demo)) as portal:
        report = fetch(portal, tmp_path / "home", changes={"pace_seconds": 0.2})
        assert report.requests == len(portal.records) > 5
        assert politeness(portal.records)["min_gap"] >= 0.2


def test_crawl_delay_is_kept(tmp_path: Path, demo: dict[str, Any]) -> None:
    site = {**small_site(demo, articles=1), "robots": {"crawl_delay": 1, "disallow": []}}
    with MockPortal(tmp_path / "docs", site) as portal:
        fetch(portal, tmp_path / "home")
        gaps = [b["mono"] - a["mono"] for a, b in zip(portal.records[1:], portal.records[2:], strict=False)]
        assert gaps
        assert min(gaps) >= 1


def test_without_robots_the_pace_is_slower(tmp_path: Path, demo: dict[str, Any]) -> None:
    with MockPortal(tmp_path / "docs", {**small_site(demo, articles=1), "robots": None}) as portal:
        report = fetch(portal, tmp_path / "home", changes={"pace_seconds": 0.1})
        assert report.of("new")
        assert politeness(portal.records[1:])["min_gap"] >= 0.2


def test_disallowed_addresses_are_not_asked(tmp_path: Path, demo: dict[str, Any]) -> None:
    site = {**small_site(demo), "robots": {"disallow": ["/zwgk/czxx/bmjs/202508/W"]}}
    with MockPortal(tmp_path / "docs", site) as portal:
        report = fetch(portal, tmp_path / "home")
        assert politeness(portal.records)["disallowed"] == []
        assert {item.code for item in report.of("blocked")} == {"robots-disallowed"}


def test_dry_run_shows_and_writes_nothing(tmp_path: Path, demo: dict[str, Any]) -> None:
    with MockPortal(tmp_path / "docs", small_site(demo)) as portal:
        report = fetch(portal, tmp_path / "home", dry_run=True)
        assert [item.title for item in report.listed] == [item["title"] for item in portal.urls()[0]["articles"]]
        assert not (tmp_path / "home").exists()
        assert not report.outcomes


def test_since_leaves_out_what_is_older(tmp_path: Path, demo: dict[str, Any]) -> None:
    import datetime

    with MockPortal(tmp_path / "docs", small_site(demo, articles=23)) as portal:
        report = fetch(portal, tmp_path / "home", since=datetime.date(2025, 8, 20))
        assert {item.listed_on >= "2025-08-20" for item in report.listed if item.listed_on} == {True}
        assert len(report.listed) == 6
        assert report.list_pages == 2, "the first page without anything newer ends the listing"
        assert len(fetch(portal, tmp_path / "home").of("new")) > 10, "a shortened night does not count as a whole listing"


def test_new_articles_are_found_and_only_the_first_page_is_listed(tmp_path: Path, demo: dict[str, Any]) -> None:
    site = small_site(demo, articles=23)
    with MockPortal(tmp_path / "docs", site) as portal:
        fetch(portal, tmp_path / "home")
        site["columns"][0]["articles"].insert(
            0, {"id": "1160001", "title": "某某区新设局2024年度部门决算", "unit": "某某区新设局", "date": "2025-09-02 09:00",
                "attachments": [{"file": "final_5.pdf", "name": "新.pdf"}]},
        )  # fmt: skip
        portal.site.build()
        report = fetch(portal, tmp_path / "home")
        assert [(item.title, item.unit) for item in report.of("new")] == [("某某区新设局2024年度部门决算", "某某区新设局")]
        assert report.list_pages == 2
        assert fetch(portal, tmp_path / "home").list_pages == 1
        assert fetch(portal, tmp_path / "home", full=True).list_pages == 3


def test_directory_of_ucap_and_other_page_numbers(tmp_path: Path, demo: dict[str, Any]) -> None:
    from extract.fetch.sources import Entry

    site = {**demo, "robots": {}, "columns": [dict(demo["columns"][2]), dict(demo["columns"][0], page_base=2)]}
    with MockPortal(tmp_path / "docs", site, alt_port=0) as portal:
        directory = (Entry(portal.url + "/gkmlpt/index", {"category": "100"}),)
        report = fetch(portal, tmp_path / "home", changes={"entries": directory})
        assert len(report.of("new")) == 12
        assert {item.unit for item in report.of("new")} == {item["unit"] for item in portal.urls()[0]["articles"]}
        other = (Entry(portal.url + portal.urls()[1]["list"], {"page_base": "2"}),)
        assert len(fetch(portal, tmp_path / "home", 1, changes={"entries": other}).listed) == 24


def test_links_family_takes_files_straight_from_a_list(tmp_path: Path, demo: dict[str, Any]) -> None:
    from extract.fetch.sources import Entry

    with MockPortal(tmp_path / "docs", small_site(demo, articles=1)) as portal:
        truth = portal.urls()[0]["articles"][0]
        entries = (Entry(portal.url + truth["url"]), Entry(portal.url + truth["files"][0]["url"]))
        report = fetch(portal, tmp_path / "home", changes={"entries": entries, "family": "links"})
        assert len(report.of("new")) == len(truth["files"]) == 2
        assert not report.of("failed")


def test_log_lines_are_json_and_unchanged_ones_are_short(nights: dict[str, Any]) -> None:
    lines = (nights["home"] / "raw" / "captures.jsonl").read_text("utf-8").splitlines()
    unchanged = [line for line in lines if json.loads(line)["status"] == "unchanged"]
    assert len(unchanged) > 250
    assert sum(map(len, unchanged)) / len(unchanged) < 650


def test_defaults_are_polite() -> None:
    assert DEFAULT_FETCH_LIMITS.attempts <= 5
    assert server.politeness([])["requests"] == 0

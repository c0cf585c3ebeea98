"""Every fault that was met at real portals: what is stored in the end is complete and right, or its code is reported."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extract.archive import capture_log, document_store
from extract.fetch.report import FetchReport
from extract.fetch.sources import Entry, Take
from extract.read.file_type import detect_type
from tests.portal.documents import make_demo
from tests.portal.fetching import QUICK, fetch, files_outside, small_site
from tests.portal.server import MockPortal, politeness

LIST = r"bmjs/(index\.html)?(\?|$)"
ARTICLE = r"t20250825_"
FILE = r"W020250825\d+\.pdf"


class Stage:
    """A small portal, a home, and the truth about its files."""

    def __init__(self, folder: Path, column: int = 0, articles: int = 3) -> None:
        self.docs, self.home = folder / "docs", folder / "home"
        site = small_site(make_demo(self.docs), column, articles)
        self.right = {hashlib.sha256(path.read_bytes()).hexdigest() for path in self.docs.iterdir()}
        self.portal = MockPortal(self.docs, site, alt_port=0)
        self.files = sum(len(item["files"]) for item in self.portal.urls()[0]["articles"])

    def night(self, *rules: dict[str, Any], **options: Any) -> FetchReport:
        self.portal.set_rules(list(rules))
        report = fetch(self.portal, self.home, **options)
        assert set(document_store.stored(self.home)) <= self.right, "something wrong was stored"
        return report


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """These faults are the network's; waiting for the disk only makes 150 nights long."""
    monkeypatch.setattr("os.fsync", lambda _: None)


@pytest.fixture
def stage(tmp_path: Path) -> Any:
    stage = Stage(tmp_path)
    outside = set(tmp_path.rglob("*"))
    with stage.portal:
        yield stage
    assert files_outside(stage.home, outside) == set()


CURED = {
    "busy": {"fault": "503", "times": 2, "retry_after": 0},
    "too many requests": {"fault": "429", "times": 1, "retry_after": "date", "seconds": 0},
    "busy without a time": {"fault": "503", "times": 2},
    "inner error": {"fault": "status", "code": 500, "times": 2},
    "reset at once": {"fault": "reset_early", "times": 1},
    "no answer": {"fault": "hang", "seconds": 0.6, "times": 1},
    "not HTTP": {"fault": "bad_header", "times": 1},
    "late": {"fault": "slow", "seconds": 0.2},
    "empty once": {"fault": "empty", "times": 1},
    "cookie first": {"fault": "cookie302"},
    "library agents refused": {"fault": "need_ua"},
    "other type": {"fault": "wrong_type", "type": "text/html; charset=utf-8"},
    "no validators": {"fault": "no_validators"},
    "ranges ignored": {"fault": "ignore_range"},
    "packed unasked": {"fault": "forced_gzip"},
}
CURED_FILES = {
    "reset in the middle": {"fault": "reset", "times": 1},
    "cut off": {"fault": "truncate", "times": 2},
    "drop by drop": {"fault": "drip", "bytes": 400, "wait": 0.01},
    "stalls": {"fault": "stall", "seconds": 0.8, "times": 1},
    "wants a referer": {"fault": "need_referer"},
}


@pytest.mark.parametrize("place", [LIST, ARTICLE, FILE], ids=["list", "article", "file"])
@pytest.mark.parametrize("rule", CURED.values(), ids=CURED.keys())
def test_passing_faults_are_overcome(stage: Stage, rule: dict[str, Any], place: str) -> None:
    report = stage.night({"match": place, **rule})
    assert report.succeeded, report.outcomes
    assert len(report.of("new")) == stage.files
    assert politeness(stage.portal.records)["max_inflight"] == 1


@pytest.mark.parametrize("rule", CURED_FILES.values(), ids=CURED_FILES.keys())
def test_passing_faults_of_files_are_overcome(stage: Stage, rule: dict[str, Any]) -> None:
    report = stage.night({"match": FILE, **rule})
    assert report.succeeded, report.outcomes
    assert len(report.of("new")) == stage.files


LASTING = {
    "gone": ({"fault": "status", "code": 404}, "gone", "failed"),
    "gone for good": ({"fault": "status", "code": 410}, "gone", "failed"),
    "refused": ({"fault": "status", "code": 403}, "refused", "blocked"),
    "teapot": ({"fault": "status", "code": 418}, "status", "failed"),
    "inner error": ({"fault": "status", "code": 500}, "server-error", "failed"),
    "no answer": ({"fault": "hang", "seconds": 0.6}, "timeout", "failed"),
    "reset": ({"fault": "reset_early"}, "connection", "failed"),
    "not HTTP": ({"fault": "bad_header"}, "bad-answer", "failed"),
    "loop": ({"fault": "redirect_loop"}, "redirect-loop", "failed"),
    "pair": ({"fault": "redirect_pair"}, "redirect-loop", "failed"),
    "metadata service": ({"fault": "redirect_to"}, "host-not-allowed", "failed"),
    "local file": ({"fault": "redirect_to", "target": "file:///etc/passwd"}, "scheme-refused", "failed"),
    "own machine": ({"fault": "redirect_to", "target": "http://[::1]:22/"}, "host-not-allowed", "failed"),
    "endless": ({"fault": "endless", "cap_mib": 8}, "too-large", "failed"),
    "huge": ({"fault": "huge_length", "seconds": 0.2}, "too-large", "failed"),
    "empty": ({"fault": "empty"}, "empty", "failed"),
    "challenge 412": ({"fault": "challenge412"}, "challenge", "blocked"),
    "challenge 521": ({"fault": "challenge521"}, "challenge", "blocked"),
    "block page": ({"fault": "waf200"}, "challenge", "blocked"),
    "bomb": ({"fault": "gzip_bomb", "mib": 8}, "bomb", "failed"),
}


@pytest.mark.parametrize("place", [LIST, ARTICLE, FILE], ids=["list", "article", "file"])
@pytest.mark.parametrize(("rule", "code", "status"), LASTING.values(), ids=LASTING.keys())
def test_lasting_faults_are_reported_by_their_code(
    stage: Stage, rule: dict[str, Any], code: str, status: str, place: str
) -> None:
    report = stage.night({"match": place, **rule})
    wrong = report.of("failed", "blocked", "vanished")
    assert [(item.code, item.status) for item in wrong] == [(code, status)], report.outcomes
    assert wrong[0].message_zh
    assert wrong[0].kind == {LIST: "list", ARTICLE: "article", FILE: "document"}[place]
    healed = stage.night()
    assert healed.succeeded
    assert len(healed.of("new", "unchanged")) == stage.files


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"fault": "truncate"}, "incomplete"),
        ({"fault": "reset"}, "connection"),
        ({"fault": "stall", "seconds": 0.6}, "timeout"),
    ],
)
def test_files_that_never_arrive_whole_are_not_stored(stage: Stage, rule: dict[str, Any], code: str) -> None:
    report = stage.night({"match": FILE, **rule})
    assert [item.code for item in report.of("failed")] == [code]
    assert len(report.of("new")) == stage.files - 1


def test_one_address_that_stops_every_night_does_not_starve_the_others(stage: Stage) -> None:
    rule = {"match": ARTICLE, "fault": "challenge412"}
    assert stage.night(rule).not_tried == 2
    assert len(stage.night(rule).of("new")) == 2
    assert len(stage.portal.requests("t20250825_")) == 2


def test_one_busy_address_does_not_end_the_night(stage: Stage) -> None:
    report = stage.night({"match": FILE, "fault": "503", "retry_after": 0})
    assert [item.code for item in report.of("failed")] == ["busy"]
    assert report.stopped == ""
    assert len(report.of("new")) == stage.files - 1


def test_a_challenge_ends_the_night_for_its_host(stage: Stage) -> None:
    report = stage.night({"match": r"t20250823_", "fault": "challenge412", "cookie": "FSSBBIl1UgzbN7N80S"})
    asked = len(stage.portal.requests("t20250823_"))
    assert (report.stopped, asked) == ("challenge", 1), "no evasion, no further try"
    first = stage.portal.requests(".")[-1]
    assert "t20250823_" in first["path"], "nothing is asked after the challenge"


def test_a_host_that_refuses_again_and_again_is_left_alone(stage: Stage) -> None:
    report = stage.night({"match": r"\.pdf|\.xlsx", "fault": "status", "code": 403}, limits=replace(QUICK, refusals_in_a_row=2))
    assert len(report.of("blocked")) == 2
    assert report.not_tried >= 1
    assert len(stage.night().of("new")) == stage.files


@pytest.mark.parametrize(
    "rule",
    [{"fault": "soft404"}, {"fault": "soft404_home"}, {"fault": "moved", "target": "/"}],
    ids=["says so", "home page", "moved home"],
)
@pytest.mark.parametrize("place", [LIST, ARTICLE, FILE], ids=["list", "article", "file"])
def test_soft_404_is_never_stored(stage: Stage, rule: dict[str, Any], place: str) -> None:
    report = stage.night({"match": place, **rule})
    codes = {item.code for item in report.of("failed")}
    assert codes <= {"soft-404", "not-a-document", "not-the-article", "list-empty"}
    assert len(report.of("failed")) == 1
    assert {detect_type(document_store.load(stage.home, item)) for item in document_store.stored(stage.home)} <= {"pdf", "xlsx"}


@pytest.mark.parametrize("how", ["meta", "header", "lying", "none"])
def test_pages_in_gbk(stage: Stage, how: str) -> None:
    report = stage.night({"match": "bmjs|t2025", "fault": "gbk", "how": how})
    assert report.succeeded
    assert {item.unit for item in report.of("new")} == {item["unit"] for item in stage.portal.urls()[0]["articles"]}


@pytest.mark.parametrize("style", ["gbk", "utf8", "percent", "percent_gbk", "rfc5987", "both", "unquoted_space", "traversal"])
def test_names_in_content_disposition(tmp_path: Path, style: str) -> None:
    stage = Stage(tmp_path, articles=1)
    stage.portal.site.columns[0]["articles"][0]["attachments"][0]["style"] = "bare"
    outside = set(tmp_path.rglob("*"))
    with stage.portal:
        stage.night({"match": FILE, "fault": "disposition", "style": style})
    found = [item for item in capture_log.captures(stage.home) if item.kind == "document"]
    names = [item.name for item in found if "/W0" in (item.url or "")]
    assert names == [("evil_" if style == "traversal" else "") + "某某区财政局2024年度部门决算.pdf"]
    assert files_outside(stage.home, outside) == set()


def test_a_corrected_document_is_a_new_version(stage: Stage) -> None:
    stage.night()
    changed = stage.night({"match": FILE, "fault": "changed"}).of("changed")
    assert [item.published_on for item in changed] == ["2025-08-25"]
    again = stage.night({"match": FILE, "fault": "changed"})
    assert not again.of("new", "changed"), "the correction is known now"
    history = capture_log.histories(stage.home)[changed[0].url]
    assert [sha256 for sha256, _ in history.versions][-1] == changed[0].sha256
    assert len(history.versions) == 2
    assert document_store.load(stage.home, history.versions[0][0]), "the older version stays"


def test_a_correction_under_the_old_validators_is_seen(stage: Stage) -> None:
    stage.night()
    assert stage.night({"match": FILE, "fault": "changed", "same_validators": True}).of("changed")


def test_a_304_with_another_tag_is_no_proof(stage: Stage) -> None:
    """The portal changes the file and still says "not modified", naming the new tag."""
    stage.night()
    stage.portal.site.columns[0]["articles"][0]["attachments"][0]["file"] = "final_0_corrected.pdf"
    assert stage.night({"match": FILE, "fault": "stale304"}).of("changed")


def test_a_full_night_downloads_again_what_was_proved_long_ago(stage: Stage) -> None:
    stage.night()
    quick = replace(QUICK, proof_days=-1)
    stage.portal.records.clear()
    stage.night({"match": ".", "fault": "stale304"}, full=True, limits=quick)
    assert [item["status"] for item in stage.portal.requests(FILE)] == [200]
    assert len([item for item in capture_log.captures(stage.home) if item.status == "changed"]) == 0


def test_a_vanished_document_is_said_once_and_noticed_when_it_returns(stage: Stage) -> None:
    stage.night()
    gone = stage.night({"match": FILE, "fault": "status", "code": 404}).of("vanished")
    assert [item.code for item in gone] == ["gone"]
    assert gone[0].sha256 in set(document_store.stored(stage.home))
    assert capture_log.histories(stage.home)[gone[0].url].vanished_at
    assert stage.night().of("unchanged")
    assert capture_log.histories(stage.home)[gone[0].url].vanished_at is None


def test_a_page_document_vanishes_with_its_article(tmp_path: Path) -> None:
    stage = Stage(tmp_path, articles=4)
    with stage.portal:
        assert [item.url for item in fetch(stage.portal, stage.home).of("new") if item.url == item.article_url]
        stage.portal.set_rules([{"match": "t20250822_", "fault": "status", "code": 404}])
        assert {item.kind for item in fetch(stage.portal, stage.home).of("vanished")} == {"article", "document"}


def test_a_page_that_only_counts_its_visitors_is_unchanged(tmp_path: Path) -> None:
    stage = Stage(tmp_path, articles=4)
    with stage.portal:
        fetch(stage.portal, stage.home)
        stage.portal.site.name = "某某区人民政府 您是第 12345 位访客"
        assert not fetch(stage.portal, stage.home).of("changed")


def test_a_changed_article_is_kept_with_its_new_title(stage: Stage) -> None:
    stage.night()
    report = stage.night({"match": ARTICLE, "fault": "changed"})
    assert {item.title for item in report.of("unchanged") if "t20250825" in (item.article_url or "")} == {
        "某某区财政局2024年度部门决算公开（第0号）（更正）"
    }


def test_an_article_that_gives_nothing_is_said_once(stage: Stage) -> None:
    stage.portal.site.columns[0]["articles"][1]["attachments"] = []
    wanted = {"take": Take(titles=("决算",))}
    assert [(item.kind, item.code) for item in stage.night(changes=wanted).of("failed")] == [("article", "no-files")]
    assert stage.night(changes=wanted).succeeded


def test_a_list_that_shifts_loses_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path, column=2, articles=12)
    with stage.portal:
        report = stage.night({"match": r"2024/(index\.html)?$", "fault": "shift", "times": 1, "count": 2})
        assert len(report.of("new")) == 12


@pytest.mark.parametrize("proxy", ["page1", "empty"])
def test_a_record_proxy_that_does_not_turn_pages_is_reported(tmp_path: Path, proxy: str) -> None:
    stage = Stage(tmp_path, column=1, articles=47)
    stage.portal.site.columns[0]["proxy"] = proxy
    with stage.portal:
        report = stage.night()
        assert len(report.of("new")) == 30
        assert [item.code for item in report.of("failed")] == ["list-stuck"]
        stage.portal.site.columns[0]["proxy"] = "well"
        assert len(stage.night().of("new")) == 17, "a listing that broke off is taken up again"


def test_a_list_that_is_shorter_than_it_says_is_reported(stage: Stage) -> None:
    stage.portal.site.columns[0]["articles"][2]["id"] = stage.portal.site.columns[0]["articles"][1]["id"]
    stage.portal.site.columns[0]["articles"][2]["date"] = stage.portal.site.columns[0]["articles"][1]["date"]
    stage.portal.site.columns[0]["articles"][2]["url_date"] = stage.portal.site.columns[0]["articles"][1]["url_date"]
    assert [item.code for item in stage.night().of("failed")] == ["list-short"]


@pytest.mark.parametrize("code", [403, 500, 401])
def test_a_refused_robots_file_is_no_permission(stage: Stage, code: int) -> None:
    report = stage.night({"match": "robots", "fault": "status", "code": code})
    assert report.stopped == "robots-refused"
    assert {item["path"] for item in stage.portal.records} == {"/robots.txt"}
    assert not report.of("new")


@pytest.mark.parametrize(("fault", "status"), [("503", 503), ("429", 429)])
def test_retry_after_is_obeyed(stage: Stage, fault: str, status: int) -> None:
    assert stage.night({"match": FILE, "fault": fault, "retry_after": 1, "times": 1}).succeeded
    assert [item["status"] for item in politeness(stage.portal.records)["retries_after_busy"]] == [status]
    assert politeness(stage.portal.records)["retries_after_busy"][0]["waited"] >= 1


def test_a_wait_that_is_too_long_is_not_waited_for_and_ends_the_night(stage: Stage) -> None:
    report = stage.night({"match": ARTICLE, "fault": "503", "retry_after": 86400})
    assert report.stopped == "busy"
    assert stage.portal.records[-1]["status"] == 503


def test_too_slow_a_download_is_given_up(stage: Stage) -> None:
    report = stage.night({"match": FILE, "fault": "drip", "bytes": 40, "wait": 0.05}, limits=replace(QUICK, total_seconds=0.5))
    assert [item.code for item in report.of("failed")] == ["too-slow"]


def test_hosts_that_the_source_does_not_name_are_not_asked(tmp_path: Path) -> None:
    stage = Stage(tmp_path, articles=7)
    with stage.portal:
        hosts = (stage.portal.url.removeprefix("http://"),)
        report = fetch(stage.portal, stage.home, changes={"hosts": hosts})
        assert [item.code for item in report.of("failed")] == ["host-not-allowed"]
        other = int(stage.portal.alt_url.rsplit(":", 1)[1])
        assert not [item for item in stage.portal.records if item["port"] == other]


def test_one_failing_entry_does_not_stop_the_others(stage: Stage) -> None:
    good = stage.portal.url + stage.portal.urls()[0]["list"]
    report = stage.night(changes={"entries": (Entry(stage.portal.url + "/no/such/list.html"), Entry(good))})
    assert [(item.kind, item.code) for item in report.of("failed")] == [("list", "gone")]
    assert len(report.of("new")) == stage.files


def test_a_full_disk_is_reported_not_raised(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(document_store, "archive", full)
        assert stage.night().stopped == "storage"
    assert len(stage.night().of("new")) == stage.files


def test_an_error_of_ours_is_reported_not_raised(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Callable[[], None]:
        raise ValueError("联系人张某某 13800000000")

    with monkeypatch.context() as patch:
        patch.setattr("extract.fetch.night.judge_file", broken)
        report = stage.night()
        assert {item.code for item in report.of("failed")} == {"reader-failed"}
        assert len(report.of("failed")) == stage.files, "each file by itself, and the night goes on"
        patch.setattr("extract.fetch.night.Night.visit_document", broken)
        ended = stage.night()
        assert ended.stopped == "internal"
        assert "ValueError in test_fetch_faults.py" in ended.stopped_en
        assert "138" not in ended.stopped_en + ended.stopped_zh + caplog.text, "an error's text may quote a page"
    assert stage.night().succeeded


def test_a_list_that_gives_its_first_page_for_every_number_is_left(stage: Stage) -> None:
    page = stage.portal.url + stage.portal.urls()[0]["list"]
    stage.portal.site.page_size = 1
    stage.portal.site.columns[0]["articles"] *= 30
    stage.portal.set_rules([{"match": r"index_\d+\.html", "fault": "redirect_to", "target": page}])
    report = fetch(stage.portal, stage.home)
    assert "list-stuck" in {item.code for item in report.of("failed")}
    assert len(stage.portal.requests("bmjs/index_")) == 3, "of 89"

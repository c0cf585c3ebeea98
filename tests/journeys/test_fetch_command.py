"""``juesuan fetch`` from the outside: what a person is told, and with which exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import cli
from tests.journeys.night_portal import NightPortal, night_portal


def entry(**changes: object) -> str:
    """A file of sources with one entry, as JSON, which is YAML."""
    values = {
        "id": "somewhere", "title": "某门户", "region": "110106", "family": "trs", "entries": [{"url": "http://127.0.0.1:9/list/"}],
        "hosts": ["127.0.0.1:9"], "contact": "tests@juesuan.example", "pace_seconds": 0,
        "enabled": True, "verification": "unverified",
    }  # fmt: skip
    return json.dumps({"sources": [{**values, **changes}]})


def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sources: str, *arguments: str) -> int:
    path = tmp_path / "sources.yaml"
    path.write_text(sources, encoding="utf-8")
    monkeypatch.setenv("JUESUAN_SOURCES", str(path))
    return cli.main(["fetch", *arguments, "--home", str(tmp_path / "lake")])


@pytest.mark.parametrize(
    ("changes", "arguments", "told"),
    [
        ({}, ["elsewhere"], "somewhere"),
        ({}, ["--since", "last week"], "2025-08-01"),
        ({"enabled": False}, [], "没有启用的来源"),
        ({"family": "gopher"}, [], "somewhere · family"),
        ({"pace_seconds": -1}, [], "somewhere · pace_seconds"),
    ],
)
def test_wrong_usage_is_told_with_what_to_correct(
    changes: dict[str, object],
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, tmp_path, entry(**changes), *arguments) == cli.WRONG_USAGE
    assert told in capsys.readouterr().err
    assert not (tmp_path / "lake" / "raw").exists()


def test_a_private_address_without_the_allowance_of_tests_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JUESUAN_TEST_ALLOW", raising=False)
    with night_portal(tmp_path / "portal") as portal:
        monkeypatch.setenv("JUESUAN_SOURCES", portal.environment["JUESUAN_SOURCES"])
        assert cli.main(["fetch", "mock-0", "--home", str(tmp_path / "lake")]) == cli.FAILED
        assert portal.portal.records == []
    assert "mock-0" in capsys.readouterr().out


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NightPortal]:
    with night_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


def test_fetch_fills_the_archive_and_makes_no_warehouse(
    portal: NightPortal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("JUESUAN_SOURCES", "JUESUAN_TEST_ALLOW"):
        monkeypatch.setenv(name, portal.environment[name])
    home = tmp_path / "lake"
    assert cli.main(["fetch", "--json", "--home", str(home)]) == cli.DONE
    numbers = json.loads(capsys.readouterr().out)
    assert (numbers["documents_new"], numbers["documents_failed"]) == (3, 0)
    assert [item["source"] for item in numbers["sources"]] == ["mock-0", "mock-1"]
    assert not (home / "warehouse.duckdb").exists()
    assert cli.main(["fetch", "--since", "2025-08-24", "--lang", "en", "--home", str(home)]) == cli.DONE
    assert "mock-0: fetched, 0 new" in capsys.readouterr().out

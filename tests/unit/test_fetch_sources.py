"""data/sources.yaml: what is shipped holds, and a mistake is named by its entry and its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import data
from extract.fetch.families import FAMILIES
from extract.fetch.sources import SourceFault, Take, load_sources

GOOD: dict[str, Any] = {
    "id": "a-portal",
    "title": "某某区",
    "region": "110106",
    "family": "trs",
    "entries": [{"url": "https://www.abc.gov.cn/bmjs/", "options": {"page_base": "2"}}],
    "hosts": ["www.abc.gov.cn", "files.abc.gov.cn:8080"],
    "contact": "person@abc.cn",
    "enabled": True,
    "verification": "verified",
}


def written(folder: Path, *sources: dict[str, Any]) -> Path:
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": list(sources)}, allow_unicode=True), encoding="utf-8")
    return path


def test_what_is_shipped_is_disabled_until_a_person_has_looked() -> None:
    sources = load_sources()
    assert {"beijing-fengtai", "beijing-xicheng", "shanghai-baoshan", "shanghai-putuo", "guizhou-qiannan"} <= {
        source.id for source in sources
    }
    assert {source.family for source in sources} == set(FAMILIES)
    assert not any(source.enabled for source in sources)
    assert {source.verification for source in sources} == {"unverified"}
    assert min(source.pace_seconds for source in sources) >= 2


def test_regions_are_in_the_list_of_districts() -> None:
    known = {row["code"] for row in data.rows("districts")} | {"000000"}
    assert [source.id for source in load_sources() if source.region not in known] == []


def test_a_good_entry_is_read_whole(tmp_path: Path) -> None:
    (source,) = load_sources(
        written(tmp_path, {**GOOD, "take": {"titles": ["决算"], "years": [2024]}, "last_checked": "2026-11-20"})
    )
    assert source.entries[0].options == {"page_base": "2"}
    assert source.take == Take(("决算",), (), (2024,))
    assert source.last_checked is not None
    assert source.pace_seconds == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"family": "drupal"}, "family"),
        ({"id": "Ab c"}, "id"),
        ({"region": 110106}, "region"),
        ({"hosts": []}, "hosts"),
        ({"hosts": ["*.gov.cn"]}, "hosts.0"),
        ({"hosts": ["other.gov.cn"]}, "entries.0.url"),
        ({"entries": [{"url": "ftp://www.abc.gov.cn/"}]}, "entries.0.url"),
        ({"entries": [{"url": "https://www.abc.gov.cn/", "options": {"page": "1"}}]}, "entries.0.options.page"),
        ({"take": {"titles": ["("]}}, "take.titles.0"),
        ({"pace_seconds": 0.5}, "pace_seconds"),
        ({"pace_seconds": -1}, "pace_seconds"),
        ({"contact": "nobody"}, "contact"),
        ({"contact": "me@example.org"}, "contact"),
        ({"verification": "unverified"}, "enabled"),
        ({"tls": {"www.abc.gov.cn": ["verify-nothing"]}}, "tls.www.abc.gov.cn.0"),
        ({"tls": {"b.gov.cn": ["p-256"]}}, "tls"),
        ({"colour": "red"}, "colour"),
        ({"last_checked": "yesterday"}, "last_checked"),
    ],
)
def test_a_mistake_is_named_by_entry_and_field(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    with pytest.raises(SourceFault) as caught:
        load_sources(written(tmp_path, {**GOOD, **change}))
    assert caught.value.field == field
    assert caught.value.entry in (GOOD["id"], change.get("id"))
    assert field in str(caught.value)


@pytest.mark.parametrize("field", ["id", "title", "family", "contact", "hosts", "entries", "enabled"])
def test_what_is_missing_is_named(tmp_path: Path, field: str) -> None:
    with pytest.raises(SourceFault) as caught:
        load_sources(written(tmp_path, {key: value for key, value in GOOD.items() if key != field}))
    assert caught.value.field == field
    assert caught.value.entry == ("sources[0]" if field == "id" else "a-portal")


def test_an_id_may_stand_once(tmp_path: Path) -> None:
    with pytest.raises(SourceFault, match="twice"):
        load_sources(written(tmp_path, GOOD, GOOD))


def test_the_pace_of_this_machine_is_free(tmp_path: Path) -> None:
    local = {**GOOD, "hosts": ["127.0.0.1:8099"], "entries": [{"url": "http://127.0.0.1:8099/"}], "pace_seconds": 0}
    assert load_sources(written(tmp_path, local))[0].pace_seconds == 0


@pytest.mark.parametrize("text", ["sources: [", "- a", "", "sources: {}"])
def test_what_is_no_list_of_sources_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceFault):
        load_sources(path)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("某局2024年度部门决算", True),
        ("某局2023年度部门决算", False),
        ("某局部门决算", True),
        ("某局2024年部门预算公开", False),
        ("某局2025年公开2024年度决算", True),
        ("通知", False),
    ],
)
def test_titles_and_years(title: str, wanted: bool) -> None:
    assert Take(("决算",), ("预算公开",), (2024,)).wants(title) is wanted

"""A recorded sample of each portal and its right answer, side by side (门户样本).

``tests/portal/samples/NAME``: ``source.json`` (family, entry, options), ``pages.json`` (address → file), the pages as they
were received, with names of persons replaced, and ``answer.json``. A new sample writes its answer and fails until a person has
read it. The samples named after families are written by hand after what is known of them; nobody has recorded a portal yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from extract.fetch.families import FAMILIES
from extract.fetch.families.listing import Article, Item
from extract.fetch.sources import Entry, Take

SAMPLES = Path(__file__).resolve().parents[1] / "portal" / "samples"
Read = TypeVar("Read")


@dataclass(frozen=True)
class Recorded:
    """Answers out of a sample's folder."""

    folder: Path

    def content(self, url: str) -> bytes:
        return (self.folder / json.loads((self.folder / "pages.json").read_text("utf-8"))[url]).read_bytes()

    def visit_list(
        self, url: str, read: Callable[[bytes, str], Read], form: Mapping[str, str] | None = None, referer: str | None = None
    ) -> Read:
        return read(self.content(url), url)

    def visit_article(self, item: Item, read: Callable[[bytes, str], Article]) -> Article:
        return read(self.content(item.url), item.url)


def answer_of(folder: Path) -> list[dict[str, Any]]:
    """What the family's reader makes of a sample: every row of its list, opened."""
    described = json.loads((folder / "source.json").read_text("utf-8"))
    family, visitor = FAMILIES[described["family"]], Recorded(folder)
    rows: dict[str, Item] = {}
    for page in family.listing(visitor, Entry(described["entry"], described.get("options", {})), Take()):
        assert page.fault is None, page.fault
        rows.update((item.url, item) for item in page.items)
    answers = []
    for item in rows.values():
        article = family.open_article(visitor, item)
        facts = article.facts
        answers.append(
            {
                "url": item.url, "title": facts.title, "unit": facts.unit, "published_on": facts.published_on,
                "dates": dict(facts.dates), "dates_differ": facts.dates_differ,
                "files": [{"url": file.url, "name": file.name} for file in article.files],
            }
        )  # fmt: skip
    return answers


def test_every_family_with_pages_has_a_sample() -> None:
    families = {json.loads(path.read_text("utf-8"))["family"] for path in SAMPLES.glob("*/source.json")}
    assert set(FAMILIES) - families == {"platform", "links"}, "JSON and plain lists are tested against the pretend portal"


@pytest.mark.parametrize("folder", sorted(path.parent for path in SAMPLES.glob("*/source.json")), ids=lambda path: path.name)
def test_sample(folder: Path) -> None:
    found, answer = answer_of(folder), folder / "answer.json"
    if not answer.exists():
        answer.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"wrote {answer.name}: read it, correct it, commit it")
    assert found == json.loads(answer.read_text("utf-8"))

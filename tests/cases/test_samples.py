"""data/samples is what the factory typesets from its facts, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.factory.samples import DIRECTORY, VERSIONS, typeset_all

TYPESET_WITH = Path(__file__).with_name("samples_typeset_with.json")


def test_directory_holds_exactly_the_samples() -> None:
    assert {path.name for path in DIRECTORY.iterdir()} == set(typeset_all())


@pytest.mark.skipif(
    json.loads(TYPESET_WITH.read_text()) != VERSIONS,
    reason="other versions of the typesetting libraries than those of the samples",
)
@pytest.mark.parametrize("name", typeset_all())
def test_sample_is_typeset_byte_for_byte(name: str) -> None:
    assert (DIRECTORY / name).read_bytes() == typeset_all()[name]


def test_page_names_every_sample() -> None:
    page = (DIRECTORY.parents[1] / "docs" / "samples.md").read_text(encoding="utf-8")
    assert [name for name in typeset_all() if f"`{name}`" not in page] == []

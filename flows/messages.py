"""Texts for people (提示信息), Chinese and English, from ``data/messages.yaml``: one key, one sentence per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

MESSAGES_FILE = Path(__file__).resolve().parent.parent / "data" / "messages.yaml"


@cache
def _texts() -> dict[str, dict[str, str]]:
    with MESSAGES_FILE.open(encoding="utf-8") as stream:
        texts: dict[str, dict[str, str]] = yaml.safe_load(stream)
    return texts


def message(key: str, language: str, **values: object) -> str:
    """The sentence ``key`` in a language with its ``{placeholders}`` filled. Raises KeyError on an unknown key or value."""
    return _texts()[key][language].format(**values)


def message_keys() -> dict[str, dict[str, str]]:
    """All texts, for the test that both languages say the same things."""
    return _texts()

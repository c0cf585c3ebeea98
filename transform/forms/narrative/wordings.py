"""The words that the grammar of the prose knows (用语), from data/narrative.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import data


@cache
def words(section: str) -> tuple[str, ...]:
    """The words of one section, longest first, so that 年初预算数 is met before 年初预算."""
    return tuple(sorted((str(word) for word in _document()[section]), key=len, reverse=True))


@cache
def mapping(section: str) -> dict[str, str]:
    """A section whose keys are canonical names and whose values are the printed words, turned round: printed → canonical."""
    return {str(word): str(name) for name, printed in _document()[section].items() for word in printed}


@cache
def alternatives(section: str) -> str:
    """The words of a section as one group of a regular expression, longest first."""
    listed: Iterable[str] = mapping(section) if isinstance(_document()[section], dict) else words(section)
    return "(?:" + "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True)) + ")"


def _document() -> Any:
    return data.yaml_document("narrative")

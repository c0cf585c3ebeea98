"""What portals print around documents (门户用语), as rows of ``data/portal_wordings.yaml``."""

from __future__ import annotations

from functools import cache
from typing import cast

from data import yaml_document


def wordings(kind: str) -> tuple[str, ...]:
    """The wordings of one kind, in the order of the file."""
    return tuple(cast("list[str]", yaml_document("portal_wordings")[kind]))


@cache
def _lowered(kind: str) -> tuple[str, ...]:
    return tuple(wording.lower() for wording in wordings(kind))


def found_in(kind: str, text: str) -> bool:
    """Whether one of the wordings stands in a text, in capitals or not."""
    lowered = text.lower()
    return any(wording in lowered for wording in _lowered(kind))

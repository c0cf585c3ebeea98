"""The wordings of data/forms.yaml as look-up tables (用语表)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import data
from transform.recognise.published_rows import heading_key


@cache
def form_wordings(family: str = "self_evaluation") -> Mapping[str, Any]:
    """The section of data/forms.yaml for one family of forms."""
    section: Mapping[str, Any] = data.yaml_document("forms")[family]
    return section


@cache
def lookup(*path: str) -> Mapping[str, str]:
    """Heading key → name of the field, for a mapping of name → wordings such as ``lookup("funding", "columns")``."""
    section: Any = form_wordings()
    for part in path:
        section = section[part]
    return {heading_key(wording): field for field, wordings in section.items() for wording in wordings}


@cache
def keys(*path: str) -> frozenset[str]:
    """Heading keys of a plain list of wordings such as ``keys("totals", "total")``."""
    section: Any = form_wordings()
    for part in path:
        section = section[part]
    return frozenset(heading_key(wording) for wording in section)


def is_frame(key: str, *path: str) -> bool:
    """True for a frame label such as 项目资金, also with a trailing remark of unit printed without brackets (项目资金 万元)."""
    known = keys(*path)
    return key in known or any(key.removesuffix(unit) in known for unit in ("万元", "元", "单位万元", "单位元"))

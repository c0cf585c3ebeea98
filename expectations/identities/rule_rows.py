"""The rules on self-evaluation forms as rows of data (规则表): read once from ``data/identities.yaml``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import yaml

import data


@dataclass(frozen=True)
class Rule:
    """One rule (规则). ``check`` names the function that evaluates it; ``severity`` is that of a published contradiction."""

    rule_id: str
    check: str
    severity: str
    name_zh: str
    name_en: str
    parameters: Mapping[str, Any]


@cache
def document() -> Mapping[str, Any]:
    """The whole of ``data/identities.yaml``: rules, units, grade schemes and doubts of the extraction."""
    text = data.path("identities.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule that is evaluated on forms, in the order of the file."""
    return tuple(
        Rule(row["id"], row["check"], row["severity"], row["name_zh"], row["name_en"], MappingProxyType(row["parameters"]))
        for row in document()["rules"]
    )


@cache
def taxonomy() -> tuple[Mapping[str, str], ...]:
    """The indicator framework (指标框架): one row per alias, with its canonical name, level and parent."""
    text = data.path("reference/indicator_taxonomy.csv").read_text(encoding="utf-8-sig")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines(keepends=True)))

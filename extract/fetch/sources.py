"""The portals as data (采集来源): ``data/sources.yaml``, checked against its schema before anything is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import yaml

from data import path as packaged_path

Family = Literal["trs", "jcms", "ucap", "vsb", "platform", "c-number", "links"]
Schedule = Literal["nightly", "weekly", "manual"]

LEAST_PACE_SECONDS = 2.0
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_RESERVED_NAMES = re.compile(r"(?:^|[.@/])(?:example\.(?:com|org|net)|[\w-]+\.(?:invalid|example|test))(?:$|[/:])")


class SourceFault(ValueError):
    """``sources.yaml`` says what cannot be meant. ``entry`` and ``field`` name the place; a person corrects the file."""

    def __init__(self, entry: str, field: str, detail_zh: str, detail_en: str) -> None:
        super().__init__(f"sources.yaml: {entry} · {field}: {detail_zh} ({detail_en})")
        self.entry = entry
        self.field = field
        self.detail_zh = detail_zh
        self.detail_en = detail_en


@dataclass(frozen=True, slots=True)
class Entry:
    """One address where a list begins. ``options`` are those of the schema, by name."""

    url: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Take:
    """Which rows of a list are taken: a title with one of ``titles`` and none of ``not_titles`` (regular expressions).

    ``years``: a title that names years must name one of these; a title without a year is taken. Empty tuples take everything.
    """

    titles: tuple[str, ...] = ()
    not_titles: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    def wants(self, title: str) -> bool:
        if self.titles and not any(re.search(pattern, title) for pattern in self.titles):
            return False
        if any(re.search(pattern, title) for pattern in self.not_titles):
            return False
        named = {int(year) for year in re.findall(r"(?<!\d)20\d{2}(?!\d)", title)}
        return not self.years or not named or bool(named & set(self.years))


@dataclass(frozen=True, slots=True)
class Source:
    """One portal, or one part of it. ``hosts`` are the only ones ever asked (``name`` or ``name:port``); ``pace_seconds`` is the
    least pause before a request to one host; ``recheck_days`` is how long after its publication or its first capture a document
    is asked for again every night (a full run asks for all)."""

    id: str
    title: str
    region: str
    family: Family
    entries: tuple[Entry, ...]
    hosts: tuple[str, ...]
    contact: str
    take: Take = Take()
    pace_seconds: float = LEAST_PACE_SECONDS
    recheck_days: int = 400
    schedule: Schedule = "nightly"
    tls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enabled: bool = False
    verification: Literal["verified", "unverified"] = "unverified"
    last_checked: date | None = None
    notes: str = ""


def load_sources(path: Path | None = None) -> tuple[Source, ...]:
    """All sources, in the order of the file (default: the packaged ``data/sources.yaml``).

    Raises :class:`SourceFault` for the first thing that is wrong, naming the entry by its id (or its number) and the field.
    """
    where = packaged_path("sources.yaml") if path is None else path
    try:
        document = yaml.safe_load(where.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise SourceFault("-", "-", "不是有效的 YAML", f"not valid YAML: {fault}") from fault
    document = _days_as_text(document)
    for problem in _schema_problems(document):
        raise problem
    sources = tuple(_source(values) for values in document["sources"])
    seen: set[str] = set()
    for source in sources:
        if source.id in seen:
            raise SourceFault(source.id, "id", "编号重复", "this id is used twice")
        seen.add(source.id)
        _check_sense(source)
    return sources


def _days_as_text(value: Any) -> Any:
    """YAML reads 2026-11-20 as a date; the schema, like JSON, knows text only."""
    if isinstance(value, dict):
        return {str(key): _days_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_days_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _validator() -> Any:
    import jsonschema

    schema = json.loads(packaged_path("sources.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker(formats=("regex", "date")))


def _schema_problems(document: Any) -> Iterator[SourceFault]:
    faults = sorted(_validator().iter_errors(document), key=lambda fault: [str(part) for part in fault.absolute_path])
    for fault in faults:
        parts = list(fault.absolute_path)
        name = "-"
        if len(parts) >= 2 and parts[0] == "sources":
            values = document["sources"][parts[1]]
            given = values.get("id") if isinstance(values, dict) else None
            name = str(given) if given else f"sources[{parts[1]}]"
        place = ".".join(str(part) for part in parts[2:])
        missing = re.match(r"'([^']+)' is a required property|Additional properties are not allowed \('([^']+)'", fault.message)
        if missing:
            place = ".".join(part for part in (place, missing[1] or missing[2]) if part)
        yield SourceFault(name, place or "-", _SCHEMA_ZH.get(fault.validator, "取值不符合要求"), fault.message)


_SCHEMA_ZH = {
    "required": "缺少必填项",
    "additionalProperties": "没有这个字段",
    "type": "类型不对",
    "enum": "不是允许的取值",
    "pattern": "格式不对",
    "format": "格式不对",
}


def _source(values: dict[str, Any]) -> Source:
    take = values.get("take", {})
    checked = values.get("last_checked")
    return Source(
        id=values["id"],
        title=values["title"],
        region=values["region"],
        family=cast(Family, values["family"]),
        entries=tuple(Entry(item["url"], dict(item.get("options", {}))) for item in values["entries"]),
        hosts=tuple(values["hosts"]),
        contact=values["contact"],
        take=Take(tuple(take.get("titles", ())), tuple(take.get("not_titles", ())), tuple(take.get("years", ()))),
        pace_seconds=float(values.get("pace_seconds", LEAST_PACE_SECONDS)),
        recheck_days=values.get("recheck_days", 400),
        schedule=cast(Schedule, values.get("schedule", "nightly")),
        tls={host: tuple(names) for host, names in values.get("tls", {}).items()},
        enabled=values["enabled"],
        verification=values["verification"],
        last_checked=date.fromisoformat(checked) if checked else None,
        notes=values.get("notes", ""),
    )


def _check_sense(source: Source) -> None:
    """What a schema cannot say: entries lie on allowed hosts, and a real portal is never asked fast or without a contact."""
    for number, entry in enumerate(source.entries):
        if urlsplit(entry.url).netloc.lower() not in source.hosts:
            raise SourceFault(source.id, f"entries.{number}.url", "主机不在 hosts 中", "its host is not one of hosts")
    strange = set(source.tls) - set(source.hosts)
    if strange:
        raise SourceFault(source.id, "tls", "主机不在 hosts 中", f"not one of hosts: {', '.join(sorted(strange))}")
    if all(host.rsplit(":", 1)[0] in _LOOPBACK or host in _LOOPBACK for host in source.hosts):
        return
    if source.pace_seconds < LEAST_PACE_SECONDS:
        raise SourceFault(source.id, "pace_seconds", "真实门户至少间隔 2 秒", "a real portal is given at least 2 seconds")
    if source.enabled and source.verification != "verified":
        raise SourceFault(source.id, "enabled", "未经人工核实的来源不能启用", "verify a source by hand before enabling it")
    if source.enabled and _RESERVED_NAMES.search(source.contact):
        raise SourceFault(source.id, "contact", "启用前请填写真实联系方式", "give a real contact before enabling")

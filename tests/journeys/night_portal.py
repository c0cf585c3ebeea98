"""A small pretend portal with readable samples in two columns, two sources for them, and ``juesuan`` commands that may ask it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.factory.samples import SAMPLES, typeset
from tests.portal.fetching import ports, source_of
from tests.portal.server import MockPortal

CORRECTED_YUAN = Decimal("281234.56")
WORKBOOK, PDF, WORD = (
    "yunnan_wuhua_sifaju_2023.xlsx",
    "guizhou_honghuagang_jiaoyutiyuju_2024.pdf",
    "beijing_haidian_minzhengju_2023.docx",
)


def corrected_workbook() -> bytes:
    """The workbook with another 全年执行数 in its first form, and nothing else changed."""
    sample = next(sample for sample in SAMPLES if sample.name == WORKBOOK)
    first, *others = sample.forms
    funding = tuple(replace(row, executed=CORRECTED_YUAN) if row.source == "total" else row for row in first.funding)
    return typeset(replace(sample, forms=(replace(first, funding=funding), *others)))


def article(number: int, unit: str, title: str, file: str, changed_file: str | None = None) -> dict[str, Any]:
    """One article of the site's description."""
    attachment = {"file": file, "name": file} | ({"changed_file": changed_file} if changed_file else {})
    return {
        "id": str(1150400 + number),
        "unit": unit,
        "title": title,
        "date": f"2025-08-{25 - number} 09:30",
        "attachments": [attachment],
    }


@dataclass(frozen=True)
class NightPortal:
    """The running portal, and the environment in which commands fetch from it."""

    portal: MockPortal
    environment: dict[str, str]
    same_figures: str

    def clear(self) -> None:
        """Forget the requests made so far."""
        self.portal.records.clear()


@contextmanager
def night_portal(folder: Path) -> Iterator[NightPortal]:
    """Two columns with three documents on loopback ports; the sources ``mock-0`` and ``mock-1`` are in a file of their own."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for sample in SAMPLES:
        if sample.name in (WORKBOOK, PDF, WORD):
            (docs / sample.name).write_bytes(typeset(sample))
    (docs / "corrected.xlsx").write_bytes(corrected_workbook())
    same = docs / "same_figures.xlsx"
    same.write_bytes((docs / WORKBOOK).read_bytes() + b"\0" * 16)
    trs = {"family": "trs", "path": "/zwgk/bmjs/", "title": "部门决算", "articles": [
        article(1, "五华区司法局", "昆明市五华区司法局2023年度绩效自评", WORKBOOK, "corrected.xlsx"),
        article(2, "红花岗区教育体育局", "遵义市红花岗区教育体育局2024年度绩效自评", PDF),
    ]}  # fmt: skip
    ghash = {"family": "ghash", "path": "/mtg/c104129/", "title": "绩效公开", "articles": [
        article(3, "海淀区民政局", "北京市海淀区民政局2023年度绩效自评", WORD),
    ]}  # fmt: skip
    site = {"name": "模拟门户", "page_size": 10, "robots": {"disallow": ["/private/"]}, "columns": [trs, ghash]}
    with MockPortal(docs, site) as portal:
        entries = [
            {
                "id": source.id, "title": source.title, "region": region, "family": source.family,
                "entries": [{"url": entry.url} for entry in source.entries], "hosts": list(source.hosts),
                "contact": source.contact, "pace_seconds": 0, "enabled": True, "verification": "verified",
            }
            for source, region in ((source_of(portal, 0), "530102"), (source_of(portal, 1), "110108"))
        ]  # fmt: skip
        sources = folder / "sources.yaml"
        sources.write_text(yaml.safe_dump({"sources": entries}, allow_unicode=True), encoding="utf-8")
        allowed = " ".join(f"{host}:{port}" for host, port in ports(portal))
        environment = {**os.environ, "JUESUAN_SOURCES": str(sources), "JUESUAN_TEST_ALLOW": allowed, "JUESUAN_WORKERS": "2"}
        yield NightPortal(portal, environment, same.name)


def last_json(text: str) -> dict[str, Any]:
    """The JSON object at the end of what a command printed."""
    found: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return found

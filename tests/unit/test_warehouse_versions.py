"""Versions by address, corrected figures, and the clock of publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sql.records import DocumentSource, DocumentState, VanishedAddress
from sql.verification import verify
from sql.warehouse import build_next, open_read_only, swap, warehouse_path
from tests.factory.staged_rows import RUN, Document, Form, Row, Statement, empty_warehouse, stage


@dataclass(frozen=True)
class Fetched:
    """A document that an address gave in one night; ``member`` is its name inside an archive."""

    document: Document
    url: str
    night: int
    published_on: date | None = date(2025, 8, 25)
    member: str = ""


def fetch(home: Path, *fetched: Fetched, vanished: Sequence[VanishedAddress] | None = None) -> None:
    """Load documents as a night does; one that came before is only noted at its address."""
    if not warehouse_path(home).exists():
        warehouse_path(home).write_bytes(empty_warehouse())
    known = {row[0] for row in ask(home, "SELECT sha256 FROM dim_document")}
    new = {item.document.sha256: item.document for item in fetched if item.document.sha256 not in known}
    next_path = build_next(
        home,
        loaded=[stage(home, document) for document in new.values()],
        removed=[],
        states=[DocumentState(sha256, document.salt, "loaded", "code-1", "run-1") for sha256, document in new.items()],
        sources=[
            DocumentSource(
                item.document.sha256, f"file!{item.member}" if item.member else "file", item.url, "mock",
                item.published_on, datetime(2025, 9, item.night),
            )
            for item in fetched
        ],
        run=RUN,
        vanished=vanished,
    )  # fmt: skip
    verify(next_path)
    swap(next_path, home)


def ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    with open_read_only(home) as connection:
        return connection.execute(query).fetchall()


def versions(home: Path) -> list[tuple[str, int, bool]]:
    rows = ask(home, "SELECT title, version, is_current FROM dim_document ORDER BY publication_key, version")
    return sorted((title[1:-4], version, current) for title, version, current in rows)


FIRST = Document("甲")
OTHER_FORMS = Document("乙", forms=(Form("另一项目"),))


def test_what_one_address_gives_is_one_publication_whatever_it_says_of_itself(tmp_path: Path) -> None:
    fetch(tmp_path, Fetched(FIRST, "http://a/1", 1))
    fetch(tmp_path, Fetched(OTHER_FORMS, "http://a/1", 2))
    assert versions(tmp_path) == [("乙", 2, True), ("甲", 1, False)]
    assert ask(tmp_path, "SELECT project_name FROM mart.project_funding") == [("另一项目",)]
    query = "SELECT DISTINCT project_name, earlier_value IS NULL, later_value IS NULL FROM mart.restatement ORDER BY 1"
    gone_and_new = ask(tmp_path, query)
    assert gone_and_new == [("另一项目", True, False), ("档案整理项目", False, True)]


def test_an_address_used_again_for_another_year_is_another_publication(tmp_path: Path) -> None:
    fetch(tmp_path, Fetched(FIRST, "http://a/latest.pdf", 1))
    fetch(tmp_path, Fetched(replace(FIRST, salt="丙", fiscal_year=2025), "http://a/latest.pdf", 2))
    assert versions(tmp_path) == [("丙", 1, True), ("甲", 1, True)]


def test_other_addresses_and_other_members_of_an_archive_are_other_publications(tmp_path: Path) -> None:
    fetch(
        tmp_path, Fetched(FIRST, "http://a/1.zip", 1, member="甲.pdf"), Fetched(OTHER_FORMS, "http://a/1.zip", 1, member="乙.pdf")
    )
    assert versions(tmp_path) == [("乙", 1, True), ("甲", 1, True)]


def test_a_portal_that_goes_back_makes_the_earlier_bytes_current_again(tmp_path: Path) -> None:
    corrected = Document("更正件", forms=(Form(executed="61.00"),))
    for night, document in enumerate((FIRST, corrected, FIRST), start=1):
        fetch(tmp_path, Fetched(document, "http://a/1", night))
    assert versions(tmp_path) == [("更正件", 1, False), ("甲", 2, True)]


def test_an_old_copy_found_later_elsewhere_does_not_displace_the_correction(tmp_path: Path) -> None:
    corrected = Document("更正件", forms=(Form(executed="61.00"),))
    fetch(tmp_path, Fetched(FIRST, "http://a/1", 1))
    fetch(tmp_path, Fetched(corrected, "http://a/1", 2))
    fetch(tmp_path, Fetched(FIRST, "http://bureau/9", 5, published_on=date(2025, 9, 20)))
    assert versions(tmp_path) == [("更正件", 2, True), ("甲", 1, False)]


def test_each_changed_figure_is_one_row_with_both_values_and_days(tmp_path: Path) -> None:
    statement = Statement("收入决算表", "收入决算表", (Row("201", "一般公共服务支出", {"合计": "5.00", "其中": "1.00"}),))
    before = Document("前", forms=(Form(),), statements=(statement,))
    changed = replace(statement, rows=(Row("201", "一般公共服务支出", {"合计": "6.00", "其中": "1.00"}),))
    after = Document("后", forms=(Form(executed="61.00", score="97.00"),), statements=(changed,))
    fetch(tmp_path, Fetched(before, "http://a/1", 1))
    fetch(tmp_path, Fetched(after, "http://a/1", 2, published_on=date(2025, 9, 2)))
    query = "SELECT fact_table, item, figure, earlier_value, later_value FROM mart.restatement ORDER BY ALL"
    assert ask(tmp_path, query) == [
        ("project_evaluation", None, "total_score", "98.5000", "97.0000"),
        ("project_funding", "年度资金总额", "executed_yuan", "60.00", "61.00"),
        ("statement_amount", "收入决算表，201 一般公共服务支出，合计", "amount_yuan", "5.00", "6.00"),
    ]
    days = ask(tmp_path, "SELECT DISTINCT earlier_published_on, later_published_on FROM mart.restatement")
    assert days == [(date(2025, 8, 25), date(2025, 9, 2))]


def test_the_same_figures_in_other_bytes_and_figures_stated_twice_give_no_row(tmp_path: Path) -> None:
    fetch(
        tmp_path, Fetched(FIRST, "http://a/1", 1), Fetched(Document("双", forms=(Form(), Form(executed="1.00"))), "http://a/2", 1)
    )
    fetch(tmp_path, Fetched(Document("甲的另一份"), "http://a/1", 2))
    assert ask(tmp_path, "SELECT count(*) FROM dim_document WHERE version = 2") == [(1,)]
    assert ask(tmp_path, "SELECT count(*) FROM mart.restatement") == [(0,)]


def test_the_clock_tells_days_after_the_rule_and_what_was_not_seen(tmp_path: Path) -> None:
    other = {"department": "北京市西城区另一局", "forms": (Form(department="北京市西城区另一局"),)}
    fetch(
        tmp_path,
        Fetched(Document("早", fiscal_year=2023), "http://a/1", 1, date(2024, 10, 31)),
        Fetched(Document("晚", fiscal_year=2024), "http://a/2", 1, date(2025, 11, 2)),
        Fetched(Document("无日", fiscal_year=2024, **other), "http://a/3", 1, None),
    )
    query = "SELECT department_name, fiscal_year, status, days_after_due, versions FROM mart.publication ORDER BY ALL"
    assert ask(tmp_path, query) == [
        ("北京市西城区另一局", 2023, "not_seen", None, 0),
        ("北京市西城区另一局", 2024, "no_day", None, 1),
        ("北京市西城区样例局", 2023, "in_time", 0, 1),
        ("北京市西城区样例局", 2024, "after_due", 2, 1),
    ]


@pytest.mark.parametrize(("gone", "vanished"), [(["http://a/1"], 0), (["http://a/1", "http://b/1"], 1)])
def test_a_document_has_vanished_when_every_address_has(gone: list[str], vanished: int, tmp_path: Path) -> None:
    fetch(tmp_path, Fetched(FIRST, "http://a/1", 1), Fetched(FIRST, "http://b/1", 1))
    fetch(tmp_path, vanished=[VanishedAddress(url, "mock", datetime(2025, 9, 9)) for url in gone])
    assert ask(tmp_path, "SELECT vanished_documents FROM mart.publication") == [(vanished,)]
    fetch(tmp_path, vanished=[])
    assert ask(tmp_path, "SELECT vanished_documents FROM mart.publication") == [(0,)]


def test_the_portals_day_counts_before_the_printed_one(tmp_path: Path) -> None:
    fetch(tmp_path, Fetched(Document("件", published_on="2025-06-30"), "http://a/1", 1, date(2025, 9, 1)))
    assert ask(tmp_path, "SELECT published_on, printed_on FROM dim_document") == [(date(2025, 9, 1), date(2025, 6, 30))]

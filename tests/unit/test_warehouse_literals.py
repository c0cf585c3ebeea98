"""Values as SQL text: whatever a file name or message holds comes back unchanged, and is never run."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql import warehouse
from sql.literals import literal, text_list, values_rows
from sql.records import DocumentSource, DocumentState
from tests.factory.staged_rows import RUN

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_texts_come_back_unchanged(texts: list[str]) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {text_list(texts)}").fetchone() == (texts,)
        assert connection.execute(values_rows([tuple(texts)])).fetchall() == [tuple(texts)]


@pytest.mark.parametrize(
    "value", [None, True, False, 0, -7, 2**62, date(2025, 8, 1), datetime(2025, 8, 1, 2, 3, 4, 567890), "", "\\n"]
)
def test_values_keep_their_type(value: str | int | bool | date | datetime | None) -> None:
    with duckdb.connect() as connection:
        row = connection.execute(f"SELECT {literal(value)}").fetchone()
    assert row is not None
    assert row[0] == value
    assert type(row[0]) is type(value)


def test_nul_becomes_the_replacement_character() -> None:
    assert literal("a\0b") == "'a\ufffdb'"


def test_hostile_names_and_messages_are_only_stored(tmp_path: Path) -> None:
    hostile = "'); DROP TABLE etl.run; --\n部门's \"决算\" $1 ?.pdf"
    state = DocumentState("0" * 64, hostile, "quarantined", "code-1", "run-1", "template", hostile, hostile, 3, 9)
    next_path = warehouse.build_next(
        tmp_path, loaded=[], removed=[], states=[state], sources=[DocumentSource("0" * 64, hostile, hostile)], run=RUN
    )
    warehouse.swap(next_path, tmp_path)
    assert warehouse.document_states(tmp_path) == {state.sha256: state}
    with warehouse.open_read_only(tmp_path) as connection:
        assert connection.execute("SELECT run_id FROM etl.run").fetchall() == [("run-1",)]
        assert connection.execute("SELECT url FROM etl.document_source").fetchall() == [(hostile,)]

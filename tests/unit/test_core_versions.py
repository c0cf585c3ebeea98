"""Which of two published figures is the earlier one (更正的先后), by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.factory.staged_rows import Document, Form, load
from tests.unit.test_warehouse_marts import ask

EARLIER_LATER = "SELECT earlier_executed_yuan, later_executed_yuan FROM mart.project_restatement"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2025-10-01", "2025-08-01"), ("61.00", "60.00")), (("2025-08-01", "2025-10-01"), ("60.00", "61.00")),
        ((None, None), ("60.00", "61.00")), (("2025-10-01", None), ("60.00", "61.00")),
    ],
)  # fmt: skip
def test_the_day_of_publication_orders_two_figures_only_if_both_have_one(
    tmp_path: Path, days: tuple[str | None, str | None], expected: tuple[str, str]
) -> None:
    load(tmp_path, Document("先到", forms=(Form(executed="60.00"),), published_on=days[0]))
    load(tmp_path, Document("后到", forms=(Form(executed="61.00"),), published_on=days[1]))
    assert ask(tmp_path, EARLIER_LATER) == [tuple(map(Decimal, expected))]


def test_the_same_figure_again_is_no_restatement(tmp_path: Path) -> None:
    load(tmp_path, Document("先到", forms=(Form(executed="60.00"),)))
    load(tmp_path, Document("后到", forms=(Form(executed="60.00"),)))
    assert ask(tmp_path, EARLIER_LATER) == []


def test_a_project_on_two_forms_of_one_document_is_not_paired(tmp_path: Path) -> None:
    load(tmp_path, Document("先到", forms=(Form(executed="60.00"),)))
    load(tmp_path, Document("后到", forms=(Form(executed="61.00"), Form(executed="62.00"))))
    assert ask(tmp_path, EARLIER_LATER) == []

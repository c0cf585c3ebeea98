"""Who may be called is masked by the kind of field (个人信息), and a code or a figure is never taken for a telephone number."""

from __future__ import annotations

import pytest

from transform.fact_rows import SCHEMAS
from transform.personal_data import Field, field_of, masked, masked_field, masked_rows, personal_parts

KNOWN = frozenset({"端木青", "13812340000"})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请致电13812345678", "请致电[电话]"),
        ("13812345678,13912345678", "[电话],[电话]"),
        ("联系电话：010-12345678/12345679", "联系电话：[电话]"),
        ("Tel:13812345678", "Tel:[电话]"),
        ("端木青负责", "[姓名]负责"),
        ("51128121T000028969352", "51128121T000028969352"),
        ("金额13912345678.00", "金额13912345678.00"),
        ("0.13812345678", "0.13812345678"),
    ],
)
def test_a_telephone_is_a_number_that_stands_alone(text: str, shown: str) -> None:
    assert masked(text, KNOWN) == shown


@pytest.mark.parametrize(
    ("text", "field", "shown"),
    [
        ("51000021T013812345678-设备更新，问端木青", Field.NAME, "51000021T013812345678-设备更新，问[姓名]"),
        ("15100002100-设备更新", Field.NAME, "15100002100-设备更新"),
        ("设备更新-13812345678", Field.NAME, "设备更新-[电话]"),
        ("13812340000-设备更新", Field.NAME, "[电话]-设备更新"),
        ("13912345678", Field.FIGURE, "13912345678"),
        ("13812340000", Field.FIGURE, "[电话]"),
        ("13912345678 李某", Field.FIGURE, "[电话] 李某"),
        ("端木青街道", Field.LABEL, "端木青街道"),
        ("端木 青", Field.LABEL, "[姓名]"),
        ("13812345678", Field.CODE, "13812345678"),
    ],
)
def test_each_kind_of_field_is_masked_in_its_own_way(text: str, field: Field, shown: str) -> None:
    assert masked_field(text, field, KNOWN) == shown


def test_an_office_in_the_place_of_an_officer_is_no_person() -> None:
    assert personal_parts(["办公室", "计划财务科 010-55667788"]) == {"010-55667788"}
    assert personal_parts(["端木青 13812340000"]) == KNOWN


def test_rows_are_masked_by_their_columns() -> None:
    row = {"figure": "executed_yuan", "published_text": "13912345678", "steps": None, "page": 3}
    assert masked_rows("figure_location", [row], KNOWN) == [row]
    finding = {"message": "“端木青 13812345678”不认识", "rule_id": "EX-109"}
    assert masked_rows("finding", [finding], KNOWN) == [{"message": "“[姓名] [电话]”不认识", "rule_id": "EX-109"}]


def test_what_people_write_is_a_text_in_every_table() -> None:
    texts = {(table, column) for table, schema in SCHEMAS.items() for column in schema if field_of(table, column) is Field.TEXT}
    assert {("finding", "message"), ("finding", "actual"), ("indicator_result", "reason"), ("narrative_figure", "quote")} <= texts
    assert field_of("some_new_table", "some_new_column") is Field.TEXT

"""Web pages that show other figures than their text says: what is staged is what the page shows, or a finding names it."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from extract.read.open_document import read_document
from transform.document_facts import DocumentContext, DocumentFacts, facts_of

FIGURE, YUAN = "2,059.37", Decimal("20593700.00")


def page(cell: str, style: str = "") -> bytes:
    """A statement of expenditure with ``cell`` as the total of one subject, whose two parts say nothing about it."""
    rows = [
        ("合计", "3,000.00", "900.00", "2,100.00"),
        ("208", "社会保障和就业支出", "3,000.00", "900.00", "2,100.00"),
        ("20802", "民政管理事务", "3,000.00", "900.00", "2,100.00"),
        ("2080201", "行政运行", "940.63", "900.00", "40.63"),
    ]
    made = "".join(
        "<tr>" + "".join(f"<td{' colspan=2' if text == '合计' else ''}>{text}</td>" for text in row) + "</tr>" for row in rows
    )
    made += f"<tr><td>2080202</td><td>一般行政管理事务</td>{cell}<td></td><td>2,059.37</td></tr>"
    return (
        f"<html><head><meta charset=utf-8><style>{style}</style></head><body><p>某县民政局2022年度部门决算</p><p>支出决算表</p>"
        "<p>单位：万元</p><table border=1><tr><td colspan=2>项目</td><td rowspan=2>本年支出合计</td><td rowspan=2>基本支出</td>"
        f"<td rowspan=2>项目支出</td></tr><tr><td>科目编码</td><td>科目名称</td></tr>{made}</table></body></html>"
    ).encode()


def staged(cell: str, style: str = "") -> tuple[list[Decimal], DocumentFacts]:
    """The amounts staged for the total of that subject, and all that is staged."""
    facts = facts_of(read_document(page(cell, style), "a.html"), DocumentContext("ab" * 32, "a.html"))
    rows = facts.frames["statement_amount"].filter((pl.col("subject_code") == "2080202") & (pl.col("measure") == "本年支出合计"))
    return [amount for amount in rows["amount_yuan"].to_list() if amount is not None], facts


@pytest.mark.parametrize(
    ("cell", "style"),
    [
        (f"<td>{FIGURE}</td>", ""),
        (f"<td><del>1,900.00</del>{FIGURE}</td>", ""),
        (f"<td><b style='display:none'>1,900.00</b>{FIGURE}</td>", ""),
        (f"<td class=k>{FIGURE}<b>9</b></td>", ".k b{font-size:0}"),
        ("<td class=k></td>", f".k::before{{content:'{FIGURE}'}}"),
        (f"<td><script>document.write('{FIGURE}')</script></td>", ""),
        (f"<td><table><tr><td>{FIGURE}</td></tr></table></td>", ""),
        (f"<td><input value='{FIGURE}'></td>", ""),
        (f"<td><select><option>1,900.00<option selected>{FIGURE}</select></td>", ""),
        (f"<td>{FIGURE}<sup>1</sup></td>", ""),
        (f"<td>{FIGURE}①</td>", ""),
        ("<td>2 059.37</td>", ""),
    ],
)
def test_the_figure_that_is_shown_is_staged(cell: str, style: str) -> None:
    assert staged(cell, style)[0] == [YUAN]


@pytest.mark.parametrize(
    ("cell", "style", "rule"),
    [
        (f"<td style='visibility:hidden'>{FIGURE}</td>", "", "EX-003"),
        (f"<td class=k>{FIGURE}</td>", "td.k{color:white}", "EX-003"),
        (f"<td><img src=a.png alt='{FIGURE}'></td>", "", "EX-010"),
        (f"<td><canvas>{FIGURE}</canvas></td>", "", "EX-010"),
        ("<td><script>document.write(a)</script></td>", "", "EX-010"),
        (f"<td id=z>{FIGURE}</td><script>document.getElementById('z').innerHTML=a</script>", "", "EX-010"),
        ("<td class=k>2,0</td>", ".k::after{content:counter(a)}", "EX-010"),
        (f"<td><bdo dir=rtl>{FIGURE}</bdo></td>", "", "EX-010"),
        ("<td><math><msup><mn>20</mn><mn>3</mn></msup></math></td>", "", "EX-103"),
    ],
)
def test_a_figure_that_is_not_shown_as_text_is_not_staged_and_a_finding_says_so(cell: str, style: str, rule: str) -> None:
    amounts, facts = staged(cell, style)
    assert amounts == []
    assert rule in facts.frames["finding"]["rule_id"].to_list()


@pytest.mark.parametrize(
    "style", ["table{direction:rtl}", "td:nth-child(3){float:right}", "tr{display:flex;flex-flow:row-reverse}"]
)
def test_columns_shown_in_another_order_leave_a_finding(style: str) -> None:
    assert "EX-011" in staged(f"<td>{FIGURE}</td>", style)[1].frames["finding"]["rule_id"].to_list()


def test_a_plain_page_has_no_finding_of_this_kind() -> None:
    found = set(staged(f"<td>{FIGURE}</td>")[1].frames["finding"]["rule_id"].to_list())
    assert not found & {"EX-003", "EX-006", "EX-010", "EX-011"}

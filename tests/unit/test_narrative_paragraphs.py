"""Printed lines are joined to paragraphs, and every amount keeps the page and line on which it begins (段落)."""

from __future__ import annotations

from extract.cell_grid import Block, Box, Cell, CellGrid, Paragraph
from transform.forms.narrative.paragraphs import is_heading, paragraphs_of, plain
from transform.forms.narrative.read import NarrativeContext, narrative_of

LEFT, RIGHT, SIZE = 74.0, 520.0, 10.5


def line(text: str, page: int, top: float, *, indent: bool = False, full: bool = True) -> Paragraph:
    left = LEFT + (2 * SIZE if indent else 0)
    right = RIGHT if full else left + len(text) * SIZE
    return Paragraph(text, page, Box(left, top, right, top + SIZE))


def texts(*blocks: Block) -> list[str]:
    return [paragraph.text for paragraph in paragraphs_of(blocks)]


def test_lines_of_a_page_are_one_paragraph_until_an_indent_a_heading_or_a_short_line() -> None:
    assert texts(
        line("二、收入决算情况说明", 1, 100, full=False),
        line("本年收入合计100万元，其中：财政拨款收入90万元，占90%；其他", 1, 120, indent=True),
        line("收入10万元，占10%。", 1, 140, full=False),
        line("三、支出决算情况说明", 1, 160, full=False),
        line("本年支出合计100万元，其中：基本支出80万元，项目支出20万元，", 1, 180),
        line("经营支出0万元。", 1, 200, full=False),
    ) == [
        "二、收入决算情况说明",
        "本年收入合计100万元，其中：财政拨款收入90万元，占90%；其他收入10万元，占10%。",
        "三、支出决算情况说明",
        "本年支出合计100万元，其中：基本支出80万元，项目支出20万元，经营支出0万元。",
    ]


def test_an_amount_cut_by_a_line_or_page_end_keeps_where_it_begins() -> None:
    blocks = [
        line("2023年度机关运行经费支出合计比去年有所变化，本年度实际的支出是12", 3, 700),
        line("- 3 -", 3, 800, full=False),
        line("3.45万元，比上年增加1.00万", 4, 80, full=False),
    ]
    rows = narrative_of([*blocks, line("元。", 4, 100, full=False)], NarrativeContext("0", 2023))
    first = rows["narrative_figure"][0]
    assert (str(first["amount_yuan"]), first["page"]) == ("1234500.00", 3)
    assert first["bbox"].startswith("[74.00, 700.00")


def test_running_heads_and_page_numbers_are_dropped_inside_sentences() -> None:
    blocks: list[Block] = []
    for page in (1, 2, 3):
        blocks.append(line("某县某局2023年度部门决算公开文本", page, 30, full=False))
        blocks.append(line("本年收入合计100万元，上年结转的资金和本年度的其他各项收入合计支", page, 60))
        blocks.append(line(f"第{page}页共3页", page, 800, full=False))
    found = "".join(texts(*blocks))
    assert "部门决算公开文本" not in found
    assert "共3页" not in found


def test_digits_joined_over_a_line_end_but_not_over_a_space() -> None:
    assert plain("支出 １２３．４５ 万元") == "支出123.45万元"
    rows = narrative_of([Paragraph("公务接待费支出12 345.60万元。")], NarrativeContext("0", 2023))
    assert rows["narrative_figure"] == []
    assert [row["rule_id"] for row in rows["finding"]] == ["EX-121"]


def test_a_sheet_of_one_column_is_prose_and_a_table_is_not() -> None:
    prose = CellGrid((Cell(0, 0, "本年收入合计5万元。", page=2, reference="A1"),), 1, 1, "workbook", 2)
    table = CellGrid((Cell(0, 0, "本年收入合计7万元。"), Cell(0, 1, "合计8万元。")), 1, 2, "workbook", 2)
    rows = narrative_of([prose, table], NarrativeContext("0", 2023))
    assert [(str(row["amount_yuan"]), row["page"], row["bbox"]) for row in rows["narrative_figure"]] == [("50000.00", 2, "A1")]


def test_a_web_page_that_cuts_an_amount_in_two_paragraphs() -> None:
    assert texts(Paragraph("支出决算为"), Paragraph("5万元。")) == ["支出决算为5万元。"]
    assert texts(Paragraph("支出决算为5万元。"), Paragraph("3.公务接待费。")) == ["支出决算为5万元。", "3.公务接待费。"]


def test_headings() -> None:
    assert is_heading("七、财政拨款“三公”经费支出决算情况说明")
    assert not is_heading("1.机关运行经费支出5万元的情况")
    assert not is_heading("本年收入合计说明")

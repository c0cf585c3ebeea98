"""HTML: character sets, spans, layout tables, hidden text, the portal's title and date."""

from __future__ import annotations

import pytest

from extract.cell_grid import CellGrid, Paragraph
from extract.errors import TooLarge, TruncatedDocument
from extract.read.limits import Limits
from extract.read.web_archive import main_page
from extract.read.web_page import read_web_page


def read(body: str, head: str = "") -> list[CellGrid]:
    return list(read_web_page(f"<html><head>{head}</head><body>{body}</body></html>".encode()).grids())


def texts(grid: CellGrid) -> list[list[str]]:
    return [[cell.text for cell in grid.row_cells(row)] for row in range(grid.row_count)]


@pytest.mark.parametrize(
    ("encoding", "declared", "mark"),
    [
        ("utf-8", "utf-8", b""),
        ("utf-8", "gb2312", b""),
        ("gb18030", "gb2312", b""),
        ("gb18030", "", b""),
        ("gb18030", "utf-8", b""),
        ("utf-16-le", "utf-16", b"\xff\xfe"),
        ("utf-16-be", "", b"\xfe\xff"),
        ("utf-16-le", "", b""),
        ("utf-8", "", b"\xef\xbb\xbf"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(encoding: str, declared: str, mark: bytes) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><table><tr><td>绩效自评表㐂</td><td>≥90%</td></tr></table></body></html>"
    (grid,) = read_web_page(mark + page.encode(encoding)).grids()
    assert texts(grid) == [["绩效自评表㐂", "≥90%"]]


def test_damaged_characters_leave_a_doubt() -> None:
    content = ("<html><body><p>" + "决算公开" * 50 + "</p></body></html>").encode()
    document = read_web_page(content.replace("公开".encode(), b"\xe5\x85", 1))
    assert [doubt.kind for doubt in document.doubts] == ["unsupported-part"]
    assert "决算" in document.blocks[0].text  # type: ignore[union-attr]


def test_spans_follow_the_table_model() -> None:
    (grid,) = read(
        "<table><tr><td rowspan=2>资金</td><td colspan=2>预算</td></tr><tr><td>1</td><td>2</td></tr>"
        "<tr><td>尾<td rowspan=0>a<td>b<tr><td>尾二<td>c</table>"
    )
    assert texts(grid) == [["资金", "预算"], ["资金", "1", "2"], ["尾", "a", "b"], ["尾二", "a", "c"]]


def test_spans_never_leave_their_row_group_and_nonsense_is_one() -> None:
    (grid,) = read(
        "<table><thead><tr><td rowspan=1000000000>h<td colspan='x'>i</thead>"
        "<tfoot><tr><td>f<td>g</tfoot><tbody><tr><td>1<td>2</tbody></table>"
    )
    assert texts(grid) == [["h", "i"], ["1", "2"], ["f", "g"]]


def test_a_portal_table_does_not_swallow_the_tables_of_the_article() -> None:
    grids = read(
        "<table><tr><td>导航</td><td><p>标题</p><table><tr><td>项目名称</td><td>甲</td></tr></table><p>中间</p>"
        "<table><tr><td>乙</td></tr></table></td></tr></table>"
    )
    assert [texts(grid) for grid in grids] == [[["项目名称", "甲"]], [["乙"]]]
    document = read_web_page(
        "<body><table><tr><td>导航</td><td>x<table><tr><td>甲</td></tr></table>尾</td></tr></table></body>".encode()
    )
    assert [block.text if isinstance(block, Paragraph) else "G" for block in document.blocks] == ["导航", "x", "G", "尾"]


def test_a_form_with_a_table_in_one_cell_stays_a_grid() -> None:
    rows = "".join(f"<tr><td>行{number}</td><td>{number}</td></tr>" for number in range(5))
    grids = read(f"<table>{rows}<tr><td>附</td><td>见下<table><tr><td>内</td></tr></table></td></tr></table>")
    assert len(grids) == 2
    assert texts(grids[0])[5] == ["附", "见下"]
    assert texts(grids[1]) == [["内"]]


def test_a_wide_portal_frame_around_a_form_is_layout() -> None:
    frame = "".join(f"<tr><td>栏目{number}</td><td>更多</td></tr>" for number in range(5))
    form = "<tr><td>项目名称</td><td>甲</td></tr>" * 10
    page = f"<body><table>{frame}<tr><td>侧栏</td><td><p>（2024年度）</p><table>{form}</table></td></tr></table></body>"
    document = read_web_page(page.encode())
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)][-1] == "（2024年度）"
    assert [grid.row_count for grid in document.grids()] == [10]


def test_line_breaks_and_white_space() -> None:
    (grid,) = read(
        "<table><tr><td>  全年\n    预算数 <br> （A） </td><td><p>一</p><p>&nbsp;</p><p>二</p></td><td>1 234\n5</td>"
        "<td>=12.00<span>(个)</span></td></tr></table>"
    )
    assert [cell.text for cell in grid.cells] == ["全年预算数\n（A）", "一\n\n二", "1 234 5", "=12.00(个)"]


def test_text_that_is_not_displayed_is_left_out_and_doubted() -> None:
    document = read_web_page(
        "<html><head><style>.no{display:none}@media print{.yes{display:none}}</style></head><body><table>"
        "<tr><td>显<span style='display: none'>藏</span><i class=no>藏二</i>"
        "<b class=yes>示</b></td><td style='display:none'>列</td></tr>"
        "<tr style='display:none'><td>行</td></tr></table><div style='display:none'>菜单</div></body></html>".encode()
    )
    (grid,) = document.grids()
    assert texts(grid) == [["显示"]]
    assert sorted(doubt.text for doubt in document.doubts) == ["列", "藏 藏二", "行"]
    assert all(isinstance(block, CellGrid) for block in document.blocks)


def test_pages_saved_by_word_and_excel() -> None:
    (grid,) = read(
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><table class=MsoNormalTable>"
        "<tr style='mso-yfti-irow:0'><td><p class=MsoNormal><span lang=EN-US>100<o:p></o:p></span></p></td></tr>"
        "<![if !supportMisalignedColumns]><tr height=0><td width=52></td></tr><![endif]></table>"
    )
    assert texts(grid) == [["100"]]


def test_a_raised_note_mark_is_no_digit_of_the_figure() -> None:
    (grid,) = read("<table><tr><td><span>12.5</span><sup>1</sup></td><td>m<sup>2</sup></td></tr></table>")
    assert [cell.text for cell in grid.cells] == ["12.5^1", "m2"]


def test_form_fields_show_their_values() -> None:
    (grid,) = read(
        "<table><tr><td><input value='12.5'></td><td><input type=checkbox checked>是</td>"
        "<td><select><option>甲<option selected>乙</select></td>"
        "<td><input type=hidden value=x></td></tr></table>"
    )
    assert [cell.text for cell in grid.cells] == ["12.5", "☑是", "乙", ""]


@pytest.mark.parametrize(
    ("head", "body", "title", "day"),
    [
        (
            '<meta name="ArticleTitle" content="某部 2024 年度决算"><meta name="PubDate" content="2025-08-30 17:20">',
            "",
            "某部 2024 年度决算",
            "2025-08-30",
        ),
        ("<title>某局决算_部门决算_某区人民政府</title>", "<p>发布时间：2025年9月1日</p>", "某局决算", "2025-09-01"),
        ("", "<h1>某局决算</h1><p>日期：2025/9/2 来源：某局</p>", "某局决算", "2025-09-02"),
        ("", "<p>填报日期：2025-02-11</p>", "", None),
        ("", "<p>日期：2025-13-45</p>", "", None),
        ("", "<table><tr><td>日期：2025-01-01</td></tr></table>", "", None),
    ],
)
def test_title_and_day_of_publication(head: str, body: str, title: str, day: str | None) -> None:
    document = read_web_page(f"<html><head>{head}</head><body>{body}</body></html>".encode())
    assert (document.title, document.published_on) == (title, day)


def test_a_page_that_ends_inside_a_table_is_truncated() -> None:
    with pytest.raises(TruncatedDocument):
        read_web_page("<html><body><table><tr><td>项目名称</td><td>甲".encode())


def test_too_many_cells_are_refused() -> None:
    rows = "<tr>" + "<td colspan=1000>x</td>" * 30 + "</tr>"
    with pytest.raises(TooLarge):
        read_web_page(f"<table>{rows}</table>".encode(), Limits(max_cells=10_000))


def test_a_single_file_web_page_gives_its_html_part() -> None:
    archive = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b'Content-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nPHA+eDwvcD4=\r\n--b--\r\n"
    )
    assert main_page(archive).strip() == b"<p>x</p>"
    with pytest.raises(TruncatedDocument):
        main_page(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx")


FIGURE = "1,234.50"


def figure_cell(cell: str, style: str = "") -> tuple[str, str, list[str]]:
    """Text and struck text of the cell under a heading, and the kinds of doubt, on a page with a style sheet."""
    page = (
        f"<html><head><style>{style}</style></head><body><table><tr><td>项目</td><td>决算数</td><td>备注</td></tr>"
        f"<tr><td>住房保障支出</td>{cell}<td>甲</td></tr></table></body></html>"
    )
    document = read_web_page(page.encode())
    (grid,) = document.grids()
    found = grid.at(1, 1)
    assert found is not None
    assert texts(grid)[1][2] == "甲"
    return found.text, found.struck, [doubt.kind for doubt in document.doubts]


@pytest.mark.parametrize(
    ("cell", "style"),
    [
        (f"<td><del>{FIGURE}</del></td>", ""),
        (f"<td><s>{FIGURE}</s></td>", ""),
        (f"<td><strike>{FIGURE}</strike></td>", ""),
        (f"<td style='text-decoration:line-through'>{FIGURE}</td>", ""),
        (f"<td class=k>{FIGURE}</td>", "td.k{text-decoration:line-through red}"),
        (f"<td id=a>{FIGURE}</td>", "#a{text-decoration:underline line-through}"),
        (f"<td><b><i class=k>{FIGURE}</i></b></td>", "tr b > .k{text-decoration-line:line-through}"),
        (f"<td>{FIGURE}</td>", "table>tbody>tr:nth-child(2) td:not(:first-child):not(:last-child){text-decoration:line-through}"),
        (f"<td><b class=k>{FIGURE}</b></td>", ".k{text-decoration:line-through!important} b.k{text-decoration:none}"),
    ],
)
def test_what_is_struck_out_is_no_text(cell: str, style: str) -> None:
    assert figure_cell(cell, style) == ("", FIGURE, [])


def test_the_figure_beside_a_struck_one_is_the_text() -> None:
    assert figure_cell(f"<td><del>9.00</del><ins>{FIGURE}</ins></td>") == (FIGURE, "9.00", [])
    assert figure_cell(f"<td><del>{FIGURE}</del></td>", "del{text-decoration:none}") == (FIGURE, "", [])


def test_a_struck_out_figure_in_prose_leaves_a_doubt() -> None:
    document = read_web_page(f"<html><body><p>支出<del>9.00</del>{FIGURE}万元。</p></body></html>".encode())
    assert [block.text for block in document.blocks] == [f"支出{FIGURE}万元。"]  # type: ignore[union-attr]
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("struck-text", "9.00")]


@pytest.mark.parametrize(
    ("cell", "style"),
    [
        (f"<td>{FIGURE}</td>", "tr + tr td:nth-child(2){color:#fff}"),
        (f"<td><font color=white>{FIGURE}</font></td>", ""),
        (f"<td bgcolor=#ffff00 style='color:hsl(60 100% 50%)'>{FIGURE}</td>", ""),
        (f"<td style='color:rgba(0,0,0,0)'>{FIGURE}</td>", ""),
        (f"<td style='visibility:hidden'>{FIGURE}</td>", ""),
        (f"<td><b class=k>{FIGURE}</b></td>", "@media screen{.k{display:none}}"),
        (f"<td><b style='font-size:0'>{FIGURE}</b></td>", ""),
        (f"<td><div style='height:0;overflow:hidden'>{FIGURE}</div></td>", ""),
        (f"<td style='text-indent:-9999px'>{FIGURE}</td>", ""),
        (f"<td><i style='position:absolute;left:-999em'>{FIGURE}</i></td>", ""),
        (f"<td><i style='position:absolute;clip:rect(0,0,0,0)'>{FIGURE}</i></td>", ""),
        (f"<td><i style='transform:scale(0)'>{FIGURE}</i></td>", ""),
        (f"<td><i style='clip-path:inset(50%)'>{FIGURE}</i></td>", ""),
        (f"<td style='opacity:.01'>{FIGURE}</td>", ""),
        (f"<td><i hidden>{FIGURE}</i></td>", ""),
        (f"<td><details>{FIGURE}</details></td>", ""),
    ],
)
def test_what_cannot_be_seen_is_no_text_and_keeps_its_place(cell: str, style: str) -> None:
    assert figure_cell(cell, style) == ("", "", ["hidden-text"])


@pytest.mark.parametrize(
    ("cell", "style"),
    [
        (f"<td bgcolor=red style='color:white'>{FIGURE}</td>", ""),
        (f"<td><span style='color:#fff;background:#c00'>{FIGURE}</span></td>", ""),
        (f"<td style='visibility:hidden'><b style='visibility:visible'>{FIGURE}</b></td>", ""),
        (f"<td class=k>{FIGURE}</td>", "@media print{.k{display:none}} .k:hover{display:none} .m .k{display:none}"),
        (f"<td><b class='k m'>{FIGURE}</b></td>", ".k.m{display:none} .k{display:inline!important}"),
        (f"<td><table><tr><td>{FIGURE}</td></tr></table></td>", ""),
        (f"<td><script>document.write('{FIGURE}')</script></td>", ""),
        (f"<td class=k data-v='{FIGURE}'></td>", ".k::after{content:attr(data-v)}"),
        ("<td class=k></td>", f".k:before{{content:'{FIGURE}'}}"),
        (f"<td class=k>{FIGURE}</td>", ".k:after{content:'\\e601'}"),
        (f"<td><input value='{FIGURE}'></td>", ""),
        (f"<td>{FIGURE}<img src=x width=1></td>", ""),
    ],
)
def test_what_is_seen_is_the_text(cell: str, style: str) -> None:
    assert figure_cell(cell, style) == (FIGURE, "", [])


@pytest.mark.parametrize(
    "cell",
    [
        "<td id=z></td><script>document.getElementById('z').innerHTML = total</script>",
        "<td><script>document.write(a + b)</script></td>",
        f"<td><img src=a.png alt='{FIGURE}'></td>",
        f"<td><svg><text>{FIGURE}</text></svg></td>",
    ],
)
def test_what_is_shown_and_is_no_text_is_neither_a_figure_nor_empty(cell: str) -> None:
    text, _, doubts = figure_cell(cell)
    assert doubts == ["generated-content"]
    assert text.startswith("［")


def test_a_counter_behind_a_figure_makes_it_unreadable() -> None:
    text, _, doubts = figure_cell("<td class=k>1,2</td>", ".k:after{content:counter(x)}")
    assert (text, doubts) == ("1,2［样式表生成的内容］", ["generated-content"])


@pytest.mark.parametrize("style", ["table{direction:rtl}", "td{float:right}", "tr{display:flex;flex-direction:row-reverse}"])
def test_columns_shown_in_another_order_leave_a_doubt(style: str) -> None:
    assert figure_cell(f"<td>{FIGURE}</td>", style) == (FIGURE, "", ["columns-reordered"])


def test_a_raised_digit_stays_apart_however_it_is_raised() -> None:
    for cell in ("<sup>1</sup>", "<sub>1</sub>", "<span style='vertical-align:super'>1</span>"):
        assert figure_cell(f"<td>{FIGURE}{cell}</td>")[0] == f"{FIGURE}^1"
    assert figure_cell("<td><math><msup><mn>12</mn><mn>3</mn></msup></math></td>")[0] == "12^3"

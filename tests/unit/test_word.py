"""DOCX: merged cells, tracked changes, fields, symbols, nested tables, charts — from hand-written XML with known answers."""

from __future__ import annotations

import io
import zipfile

import pytest

from extract.cell_grid import CellGrid, Paragraph, ReadDocument
from extract.errors import TooLarge, TruncatedDocument
from extract.read.limits import Limits
from extract.read.word import read_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def docx(body: str, parts: dict[str, str] | None = None, relations: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>')
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>')
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(content: str, *properties: str) -> str:
    inside = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{''.join(properties)}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def only_grid(document: ReadDocument) -> CellGrid:
    (grid,) = document.grids()
    return grid


def shape(grid: CellGrid) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in grid.cells]


def assert_tiled(grid: CellGrid) -> None:
    area = sum(cell.row_span * cell.column_span for cell in grid.cells)
    assert area == grid.row_count * grid.column_count
    assert all(grid.at(row, column) is not None for row in range(grid.row_count) for column in range(grid.column_count))


def test_spans_and_vertical_merges_become_spanning_cells() -> None:
    table = tbl(
        tr(tc("项目资金", RESTART, span(2)), tc("年初预算数"), tc("分值")),
        tr(tc("", CONTINUE, span(2)), tc("12.5"), tc("10")),
        tr(tc("绩效"), tc("总分"), tc("—", span(2))),
    )
    grid = only_grid(read_word(docx(table)))
    assert shape(grid) == [
        (0, 0, 2, 2, "项目资金"), (0, 2, 1, 1, "年初预算数"), (0, 3, 1, 1, "分值"), (1, 2, 1, 1, "12.5"), (1, 3, 1, 1, "10"),
        (2, 0, 1, 1, "绩效"), (2, 1, 1, 1, "总分"), (2, 2, 1, 2, "—"),
    ]  # fmt: skip
    assert grid.at(1, 0) is grid.at(0, 1)
    assert grid.at(0, 2).reference == "表1 R1C3"  # type: ignore[union-attr]
    assert_tiled(grid)


def test_a_continuation_with_nothing_above_keeps_its_own_text() -> None:
    table = tbl(tr(tc("甲"), tc("乙")), tr(tc("丙", CONTINUE), tc("丁")), tr(tc("戊", CONTINUE, span(2))))
    grid = only_grid(read_word(docx(table)))
    assert [cell.text for cell in grid.cells] == ["甲", "乙", "丙", "丁", "戊"]
    assert_tiled(grid)


def test_text_under_a_merged_cell_is_reported_and_not_read() -> None:
    document = read_word(docx(tbl(tr(tc("上", RESTART)), tr(tc("藏", CONTINUE)))))
    assert shape(only_grid(document)) == [(0, 0, 2, 1, "上")]
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("hidden-text", "藏")]


def test_short_rows_and_grid_offsets_are_filled_with_empty_cells() -> None:
    table = tbl(
        tr(tc("a"), tc("b"), tc("c")),
        tr(tc("x"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        tr(tc("y")),
    )
    grid = only_grid(read_word(docx(table)))
    assert [[grid.at(row, column).text for column in range(3)] for row in range(3)] == [  # type: ignore[union-attr]
        ["a", "b", "c"], ["", "x", ""], ["y", "", ""],
    ]  # fmt: skip
    assert_tiled(grid)


def test_content_controls_around_tables_rows_and_cells_are_looked_through() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    table = control(tbl(control(tr(control(tc(control(p("甲")))), tc("乙")))))
    assert [cell.text for cell in only_grid(read_word(docx(table))).cells] == ["甲", "乙"]


def test_nested_tables_follow_the_outer_grid_and_leave_its_text_alone() -> None:
    inner = tbl(tr(tc("内1"), tc("内2")))
    document = read_word(docx(p("前") + tbl(tr(tc(p("外") + inner + p("后")), tc("旁"))) + p("尾")))
    kinds = [block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells] for block in document.blocks]
    assert kinds == ["前", ["外\n后", "旁"], ["内1", "内2"], "尾"]


def test_tracked_changes_hidden_text_and_field_codes() -> None:
    body = (
        "<w:p><w:r><w:t>预算</w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del><w:ins><w:r><w:t>200</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>万元</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    document = read_word(docx(body))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["预算200万元"]
    assert sorted(doubt.text for doubt in document.doubts) == ["100", "密"]


def test_a_style_can_hide_text_and_a_run_can_show_it_again() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    body = (
        '<w:p><w:r><w:rPr><w:rStyle w:val="b"/></w:rPr><w:t>藏</w:t></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="b"/><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>'
    )
    relation = f'<Relationship Id="s" Type="{R}/styles" Target="styles.xml"/>'
    document = read_word(docx(body, {"word/styles.xml": styles}, relation))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["显"]


def test_symbols_breaks_and_tabs() -> None:
    body = tbl(
        tr(
            tc(
                '<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>90%</w:t><w:br/>'
                "<w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>"
                '<w:p><w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r></w:p>'
            )
        )
    )
    assert only_grid(read_word(docx(body))).cells[0].text == "≥90%\n二\t三\n☑是-1"


def test_a_raised_note_mark_is_no_digit_of_the_figure() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
    cells = tc(f"<w:p><w:r><w:t>12.5</w:t></w:r>{raised}</w:p>") + tc(f"<w:p><w:r><w:t>甲</w:t></w:r>{raised}</w:p>")
    assert [cell.text for cell in only_grid(read_word(docx(tbl(tr(cells))))).cells] == ["12.5^1", "甲1"]


def test_an_unknown_symbol_is_kept_and_doubted() -> None:
    document = read_word(docx('<w:p><w:r><w:sym w:font="Wingdings 3" w:char="F021"/></w:r></w:p>'))
    assert [doubt.kind for doubt in document.doubts] == ["unsupported-part"]


def test_rows_deleted_in_tracked_changes_are_left_out() -> None:
    document = read_word(docx(tbl(tr(tc("留")), tr(tc("删"), properties="<w:del/>"), tr(tc("留二")))))
    assert [cell.text for cell in only_grid(document).cells] == ["留", "留二"]
    assert [doubt.text for doubt in document.doubts] == ["删"]


def test_a_text_box_in_a_cell_is_reported_because_its_place_is_not_certain() -> None:
    box = "<w:p><w:r><w:pict><w:txbxContent>" + p("盖章") + "</w:txbxContent></w:pict></w:r></w:p>"
    document = read_word(docx(tbl(tr(tc(box)))))
    assert [doubt.kind for doubt in document.doubts] == ["unplaced-text"]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["盖章"]


CHART = """<c:chartSpace xmlns:c="urn:c" xmlns:a="urn:a"><c:chart>
<c:title><c:tx><c:rich><a:p><a:r><a:t>支出决算</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:plotArea><c:pieChart><c:ser>
<c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>支出</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>基本支出</c:v></c:pt>
<c:pt idx="1"><c:v>项目支出</c:v></c:pt></c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache><c:formatCode>0.00</c:formatCode>
<c:pt idx="0"><c:v>8.5200000000000014</c:v></c:pt><c:pt idx="1"><c:v>350.1</c:v></c:pt></c:numCache></c:numRef></c:val>
</c:ser></c:pieChart></c:plotArea></c:chart></c:chartSpace>"""


def test_a_native_chart_is_a_table_of_its_cached_values() -> None:
    relation = f'<Relationship Id="c" Type="{R}/chart" Target="charts/chart1.xml"/>'
    body = f'<w:p><w:r><w:drawing><c:chart xmlns:c="urn:c" xmlns:r="{R}" r:id="c"/></w:drawing></w:r></w:p>'
    grid = only_grid(read_word(docx(body, {"word/charts/chart1.xml": CHART}, relation)))
    assert [cell.text for cell in grid.cells] == ["", "支出", "基本支出", "8.52", "项目支出", "350.10"]
    assert (grid.caption, grid.cells[3].reference) == ("支出决算", "图1 R2C2")


def test_an_embedded_file_leaves_a_doubt() -> None:
    assert [doubt.kind for doubt in read_word(docx('<w:altChunk r:id="x"/>')).doubts] == ["unsupported-part"]


def test_footnotes_are_prose() -> None:
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator">{p("-")}</w:footnote>'
        f"<w:footnote>{p('注一')}</w:footnote></w:footnotes>"
    )
    relation = f'<Relationship Id="f" Type="{R}/footnotes" Target="footnotes.xml"/>'
    document = read_word(docx(p("正文"), {"word/footnotes.xml": notes}, relation))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["正文", "注一"]


def test_a_cut_off_file_is_truncated() -> None:
    whole = docx(p("正文" * 500))
    with pytest.raises(TruncatedDocument):
        read_word(whole[: len(whole) // 2])


def test_an_absurd_span_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_word(docx(tbl(tr(tc("x", span(10**9))))), Limits(max_cells=1000))


STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:styleId="out"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:styleId="base"><w:basedOn w:val="out"/></w:style>'
    '<w:style w:styleId="dark"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style>'
    "</w:styles>"
)
STYLE_PART = f'<Relationship Id="s" Type="{R}/styles" Target="styles.xml"/>'


BASED, NOT_STRUCK = '<w:rStyle w:val="base"/>', '<w:strike w:val="0"/>'
WHITE, TINY = '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def one_cell(content: str, cell: str = "", table: str = "") -> tuple[str, str, list[str]]:
    """Text and struck text of a table's only cell, and the kinds of doubt."""
    body = f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc></w:tr></w:tbl>"
    document = read_word(docx(body, {"word/styles.xml": STYLES}, STYLE_PART))
    (found,) = only_grid(document).cells
    return found.text, found.struck, [doubt.kind for doubt in document.doubts]


@pytest.mark.parametrize(
    "content",
    [
        f"<w:p>{run('9.00', '<w:strike/>')}{run('12.50')}</w:p>",
        f"<w:p>{run('9.00', '<w:dstrike/>')}</w:p><w:p>{run('12.50')}</w:p>",
        f"<w:p>{run('9.00', BASED)}{run('12.50')}</w:p>",
        f'<w:p><w:pPr><w:pStyle w:val="out"/></w:pPr>{run("9.00")}{run("12.50", NOT_STRUCK)}</w:p>',
        f"<w:p><w:del><w:r><w:delText>9.00</w:delText></w:r></w:del><w:ins>{run('12.50')}</w:ins></w:p>",
    ],
)
def test_what_is_struck_out_or_deleted_is_apart_from_the_text(content: str) -> None:
    assert one_cell(content) == ("12.50", "9.00", [])


def test_a_struck_out_figure_in_prose_leaves_a_doubt_of_its_own() -> None:
    document = read_word(docx(f"<w:p>{run('支出')}{run('9.00', '<w:strike/>')}{run('12.50万元')}</w:p>"))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["支出12.50万元"]
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("struck-text", "9.00")]


def test_white_and_tiny_text_is_read_only_where_it_stands_on_a_colour() -> None:
    white, tiny = f"<w:p>{run('12.50', WHITE)}</w:p>", f"<w:p>{run('12.50', TINY)}</w:p>"
    assert one_cell(white) == one_cell(tiny) == ("", "", ["hidden-text"])
    assert one_cell(white, '<w:shd w:val="clear" w:fill="FFFFFF"/>') == ("", "", ["hidden-text"])
    assert one_cell(white, '<w:shd w:val="clear" w:fill="1F3864"/>') == ("12.50", "", [])
    assert one_cell(white, table='<w:tblStyle w:val="dark"/>') == ("12.50", "", [])


def test_an_automatic_number_before_a_figure_is_doubted() -> None:
    numbered = f'<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>{run("12.50")}</w:p>'
    assert one_cell(numbered) == ("12.50", "", ["generated-content"])

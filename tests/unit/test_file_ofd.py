"""OFD: characters and rules from hand-written pages with known answers."""

from __future__ import annotations

import io
import zipfile

import pytest

from extract.cell_grid import Paragraph
from extract.errors import TruncatedDocument
from extract.read.open_document import read_document

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(content: str, template: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "OFD.xml", f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f'<ofd:Document {OFD}><ofd:CommonData><ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/></ofd:CommonData>'
            '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        )
        archive.writestr(
            "Doc_0/Tpls/T.xml", f"<ofd:Page {OFD}><ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content></ofd:Page>"
        )
        archive.writestr(
            "Doc_0/Pages/Page_0/Content.xml",
            f'<ofd:Page {OFD}><ofd:Template TemplateID="9"/>'
            f"<ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>",
        )
    return target.getvalue()


def text(x: float, y: float, value: str, extra: str = "", delta: str = "") -> str:
    code = f'<ofd:TextCode X="0" Y="4" {delta}>{value}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{x} {y} 60 5" Size="4" {extra}>{code}</ofd:TextObject>'


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    data = f"M 0 0 L {x1 - x0} {y1 - y0}"
    return f'<ofd:PathObject Boundary="{x0} {y0} 1 1"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def bar(x: float, y: float, width: float, height: float) -> str:
    data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return (
        f'<ofd:PathObject Boundary="{x} {y} {width} {height}" Stroke="false" Fill="true">'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


FRAME = "".join(line(20, y, 120, y) for y in (30, 40, 50)) + line(20, 30, 20, 50) + line(120, 30, 120, 50)
WORDS = (
    text(40, 20, "项目支出绩效自评表")
    + text(22, 32, "项目名称")
    + text(62, 32, "12.5", delta='DeltaX="g 3 2"')
    + text(22, 42, "合并的一格")
)


@pytest.mark.parametrize("divider", [line(60, 30, 60, 40), bar(59.9, 30, 0.2, 10)])
def test_rules_and_characters_become_cells(divider: str) -> None:
    document = read_document(ofd(WORDS, FRAME + divider), "a.ofd")
    title, grid = document.blocks
    assert isinstance(title, Paragraph)
    assert title.text == "项目支出绩效自评表"
    assert [(cell.text, cell.row, cell.column, cell.column_span) for cell in grid.cells] == [  # type: ignore[union-attr]
        ("项目名称", 0, 0, 1),
        ("12.5", 0, 1, 1),
        ("合并的一格", 1, 0, 2),
    ]
    assert (document.format, document.page_count) == ("ofd", 1)
    box = grid.cells[0].box  # type: ignore[union-attr]
    assert box is not None
    assert [round(value) for value in box] == [57, 85, 170, 113]


def test_a_matrix_moves_and_scales_characters() -> None:
    scaled = (
        '<ofd:TextObject Boundary="62 32 10 5" CTM="2 0 0 2 0 0" Size="2">'
        '<ofd:TextCode X="0" Y="2">9</ofd:TextCode></ofd:TextObject>'
    )
    document = read_document(ofd(text(22, 32, "甲") + text(22, 42, "乙") + scaled, FRAME + line(60, 30, 60, 50)), "a.ofd")
    (grid,) = document.grids()
    assert [cell.text for cell in grid.cells] == ["甲", "9", "乙", ""]


def test_vertical_text_and_invisible_text() -> None:
    down = text(22, 10, "绩效", delta='DeltaX="0" DeltaY="5"')
    document = read_document(ofd(down + text(22, 60, "藏", 'Alpha="0"') + text(22, 70, "删", 'Visible="false"')), "a.ofd")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["绩", "效"]
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("hidden-text", "藏")]


def test_a_copy_printed_for_boldness_is_no_second_figure() -> None:
    document = read_document(ofd(text(22, 60, "12.50") + text(22.1, 60, "12.50")), "a.ofd")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["12.50"]


def test_a_scanned_page_leaves_a_doubt() -> None:
    document = read_document(ofd('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="5"/>'), "a.ofd")
    assert [doubt.kind for doubt in document.doubts] == ["unsupported-part"]


@pytest.mark.parametrize(
    "content",
    [
        '<ofd:PathObject Boundary="x"><ofd:AbbreviatedData>M 1 L Z 3 g</ofd:AbbreviatedData></ofd:PathObject>',
        '<ofd:TextObject Size="x"><ofd:TextCode X="" DeltaX="g 99999999 1 g">甲</ofd:TextCode></ofd:TextObject>',
    ],
)
def test_nonsense_never_crashes_the_reader(content: str) -> None:
    assert read_document(ofd(content), "a.ofd").format == "ofd"


def test_a_file_without_its_document_is_truncated() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("OFD.xml", "<OFD/>")
    with pytest.raises(TruncatedDocument):
        read_document(target.getvalue(), "a.ofd")

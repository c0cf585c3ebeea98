"""Workbooks: a cell is what the sheet shows."""

from __future__ import annotations

import base64
import io
import zlib
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from extract.cell_grid import CellGrid, ReadDocument
from extract.errors import TooLarge
from extract.read.legacy_workbook import read_legacy_workbook
from extract.read.limits import Limits
from extract.read.number_format import exact_number, show_number, show_text
from extract.read.open_document import read_document
from extract.read.sheet_fonts import NOT_CALCULATED
from extract.read.workbook import read_workbook

OLD_WORKBOOK = zlib.decompress(base64.b64decode(
    "eNrtWF1IVEEU/ubeXfcHf1ZbA43kspKVaW1EEIVeC8oCW7SXSoJNc8lQNLaIDDLNlpYiEIKo6EWwh16sXiozoqCHHgKjIEEItOihhCLIiFBvZ8"
    "7eNd02cKEE5X5358yZM3POnJk5M3f2vhzMHum5mz+KBJRDxZThQtoMmaDkihc8oHrDkGw8d1IyLCwouJy0kGl2DGS8cMg1lOs9CgV3bE+JAu8o"
    "HcBRBFpbQto8Yhv7UCekD2XCRrGn4AalTOSxXzlMDzFdwvQ2t33EtIIll5iWUdsRUYtBPVC8yYzjfYqP6zKJCtxnnWGWrEcunss4PtMtYm3t2B"
    "o+Ute86CsKbOnoBQVBZaglFJbljbgJPxDUirXCksJC/1q/P6htkcXShLKv1KfrzFcEtRF4KYx6MW5owLf4efHEks+zXIDkP2bLHX+RO+FOKnfB"
    "llTuptBIlF9WbEAHjINCbqoI0jFgkzWKaIwiIMvf02S8KaL7ymBkApsp8sDJBdF29fOJdaGfNR/bd4Y+dT672BhVIQ7XV0XPHyNGKlRFyWxzTV"
    "aQwvakW2rx0eWZdXRl8IZOJ9qALOazeVt7aIQTt76+2l1frQdZ0sGvq9hLbYX0HAY6pQYpZ3KNbZoWs8YapmfZ6jLm85l6aQyUF1XnmsyOLm5z"
    "jmuLqJ8NjNf6yhn8KuIjYzUPCiLv9dXE91WOnvL2Dek98NF8NJC+fLpQIkrE9WsS/Xo8F+bx95Zp3h9HoVPxmL4b5ps7C5NwM5vN9DHNEXh25K"
    "OyhkiiIVhDUpVmRXqUg9rx/uELk1/0mESh+odDu07vf1NW0a5IDZW8GIs62KbCvcRsaqZNhW3G/VSl7YReVW6h8poup1yYJXm9iDV0oEDInyq7"
    "VMmYlw1+MF0GGy1XcnBPiul98BvzETpimi7U0BFJQ0eOlWcVyWbVggULFixYsLAwIO8oCt+WYlddu3kbcpjfdSYpTVmfSRYt9qCVnuP0V247Wi"
    "gPoy2l+FkKu4jbEnPUiX8vlNhLvYfRhHr2oynl+KXbrJg5njkrev7dFkq1/6lU/PzP/f8CsfwzOQ=="
))  # fmt: skip
"""An XLS file written by xlwt: a merged title, 0.9997 as 0.00%, 29.837303, 1234.5 as #,##0.00,
a hidden row, a zero as "-", a hidden sheet."""

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("12.345", "0.00", "12.35"),
        ("1.005", "0.00", "1.01"),
        ("12.3", "0.00_ ", "12.30"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("0.9997", "0.00%", "99.97%"),
        ("0.5", "0%", "50%"),
        ("1234.5", ACCOUNTING, "1,234.50"),
        ("-1234.5", ACCOUNTING, "-1,234.50"),
        ("0", ACCOUNTING, "-"),
        ("12345", "0!.0,", "1.2"),
        ("12345", "0\\.0,", "1.2"),
        ("12345", "0!.0000", "1.2345"),
        ("12345678", '0.00,,"百万"', "12.35百万"),
        ("-12.3", "0.00;[Red](0.00)", "(12.30)"),
        ("-12.3", "0.00_);[Red]\\(0.00\\)", "(12.30)"),
        ("-12.3", "#,##0.00", "-12.30"),
        ("-12.3", "0.00;[Red]0.00", "-12.30"),
        ("-12.3", "[>=0]0.00;[红色]0.00", "-12.30"),
        ("-12.3", "[<0]△0.00;0.00", "△12.30"),
        ("-0.001", "0.00;[Red]0.00", "0.00"),
        ("12.3", "[White]0.00", ""),
        ("-12.3", "0.00;;0", ""),
        ("29.837303", "General", "29.837303"),
        ("0", "0.00;-0.00;", ""),
        ("5", '[>=10]"大";[<10]"小";', "小"),
        ("123", '0"个"', "123个"),
        ("12", "[$¥-804]#,##0.00", "¥12.00"),
        ("0.5", "#.##", ".5"),
        ("1.5", "0.##", "1.5"),
        ("0", "#", ""),
        ("1234567", "0.00E+00", "1.23E+06"),
        ("-5", "0;;", ""),
        ("100", "000,000", "000,100"),
        ("1E-7", "General", "0.0000001"),
        ("12.5", 'G/通用格式"万元"', "12.5万元"),
        ("0.123456789012", "@", "0.123456789012"),
        ("150000", '[>=10000]0!.0,"万";0', "15.0万"),
        ("4567", '[>=10000]0!.0,"万";0', "4567"),
        ("45000", "yyyy/m/d", "2023/3/15"),
        ("45000.5", 'yyyy"年"m"月"d"日" h:mm', "2023年3月15日 12:00"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.104166667", "h:mm:ss", "2:30:00"),
        ("45000", "mmm-yy", "Mar-23"),
    ],
)
def test_number_formats(value: str, code: str, shown: str) -> None:
    assert show_number(Decimal(value), code) == (shown, True)


@pytest.mark.parametrize("code", ["[DBNum1]0", "# ?/?"])
def test_a_format_that_is_not_reproduced_gives_the_number_and_says_so(code: str) -> None:
    assert show_number(Decimal("3.5"), code) == ("3.5", False)


def test_binary_noise_is_not_published() -> None:
    assert exact_number(9652.906010000001) == Decimal("9652.90601")
    assert exact_number("0.30000000000000004") == Decimal("0.3")
    assert exact_number("12345678901234.56") == Decimal("12345678901234.6")
    assert show_text("甲", "0;0;0;[Red]@") == "甲"
    assert show_text("甲", ";;;") == ""


def workbook(fill: Any, change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def texts(grid: CellGrid) -> list[list[str]]:
    return [[cell.text for cell in grid.row_cells(row)] for row in range(grid.row_count)]


def first(document: ReadDocument) -> CellGrid:
    return next(document.grids())


def test_cells_spans_references_and_margins() -> None:
    def fill(sheet: Any) -> None:
        sheet.title = "自评表"
        sheet["B3"] = "项目支出绩效自评表"
        sheet.merge_cells("B3:D3")
        sheet["B4"], sheet["C4"], sheet["D4"] = "执行率", 0.8410, 29.616
        sheet["C4"].number_format = "0.00%"
        sheet["B5"] = "跨行"
        sheet.merge_cells("B5:B6")
        sheet["D6"] = "尾"

    grid = first(read_workbook(workbook(fill)))
    assert texts(grid) == [["项目支出绩效自评表"], ["执行率", "84.10%", "29.616"], ["跨行", "", ""], ["跨行", "", "尾"]]
    assert [(cell.reference, cell.page) for cell in grid.cells[:3]] == [("B3", 1), ("B4", 1), ("C4", 1)]
    assert grid.caption == "自评表"
    assert sum(cell.row_span * cell.column_span for cell in grid.cells) == grid.row_count * grid.column_count


def test_hidden_rows_columns_and_sheets_are_left_out_and_doubted() -> None:
    def fill(sheet: Any) -> None:
        for row in range(1, 4):
            for column in range(1, 4):
                sheet.cell(row, column, f"{row}{column}")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    def change(book: Any) -> None:
        book.create_sheet("草稿")["A1"] = "x"
        book["草稿"].sheet_state = "veryHidden"

    document = read_workbook(workbook(fill, change))
    assert texts(first(document)) == [["11", "13"], ["31", "33"]]
    assert first(document).at(1, 1).reference == "C3"  # type: ignore[union-attr]
    assert {doubt.text for doubt in document.doubts} == {"12", "21", "22", "23", "32", "隐藏的工作表“草稿”未读取"}
    assert document.page_count == 2


def test_a_merged_range_with_a_hidden_corner_shows_its_text_where_it_is_visible() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "标题"
        sheet.merge_cells("A1:C2")
        sheet["A3"], sheet["B3"], sheet["C3"] = "1", "2", "3"
        sheet.row_dimensions[1].hidden = True

    grid = first(read_workbook(workbook(fill)))
    assert texts(grid) == [["标题"], ["1", "2", "3"]]
    assert grid.at(0, 0).reference == "A2"  # type: ignore[union-attr]


def test_formulas_give_their_cached_result_or_a_doubt() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B1"] = "合计", "=1+1"

    document = read_workbook(workbook(fill))
    assert texts(first(document)) == [["合计", NOT_CALCULATED]]
    assert [doubt.kind for doubt in document.doubts] == ["unsupported-part"]
    assert "B1" in document.doubts[0].text


def test_errors_are_printed_and_doubted() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "#REF!"

    document = read_workbook(workbook(fill))
    assert texts(first(document)) == [["#REF!"]]
    assert [doubt.kind for doubt in document.doubts] == ["unsupported-part"]


def test_zeros_that_the_sheet_does_not_show_are_blank() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"] = "零", 0, 1
        sheet.sheet_view.showZeros = False

    assert texts(first(read_workbook(workbook(fill)))) == [["零", "", "1"]]


def test_a_format_that_hides_a_number_is_doubted() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B1"] = "甲", 5
        sheet["B1"].number_format = ";;;"

    document = read_workbook(workbook(fill))
    assert texts(first(document)) == [["甲"]]
    assert [(doubt.kind, doubt.text) for doubt in document.doubts] == [("hidden-text", "5")]


def test_parts_of_a_sheet_that_lie_far_apart_are_grids_of_their_own() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["B65000"], sheet["A1048576"] = "甲", "乙", "丙", "丁"

    assert [[cell.text for cell in grid.cells] for grid in read_workbook(workbook(fill)).grids()] == [
        ["甲", "乙"],
        ["丙"],
        ["丁"],
    ]


def test_a_wide_empty_sheet_is_refused_when_it_exceeds_the_cells() -> None:
    def fill(sheet: Any) -> None:
        for row in range(1, 40):
            sheet.cell(row, 1, "x")
        sheet["XFD1"] = "x"

    with pytest.raises(TooLarge):
        read_workbook(workbook(fill), Limits(max_cells=100_000))


def test_an_old_workbook_is_read_as_it_is_shown() -> None:
    document = read_legacy_workbook(OLD_WORKBOOK)
    grid = first(document)
    assert texts(grid)[:2] == [["项目支出绩效自评表"], ["执行率", "99.97%", "29.837303", "1,234.50"]]
    assert (grid.at(2, 2).text, grid.at(2, 2).reference) == ("-", "C4")  # type: ignore[union-attr]
    assert {doubt.text for doubt in document.doubts} == {"隐藏行", "隐藏的工作表“隐藏”未读取"}


def test_a_spreadsheet_in_one_xml_file() -> None:
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    content = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{ss}" xmlns:ss="{ss}"><Styles>'
        '<Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
        '<Style ss:ID="q" ss:Parent="p"/></Styles>'
        '<Worksheet ss:Name="表"><Table><Row><Cell ss:MergeAcross="2"><Data ss:Type="String">自评表</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell><Data ss:Type="String">执行率</Data></Cell>'
        '<Cell ss:Index="3" ss:StyleID="q"><Data ss:Type="Number">0.8410</Data>'
        '</Cell></Row><Row ss:Hidden="1"><Cell><Data ss:Type="String">藏</Data></Cell></Row>'
        '<Row><Cell ss:Formula="=1+1"/><Cell><Data ss:Type="Error">#REF!</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    document = read_document(content.encode(), "导出.xls")
    grid = first(document)
    assert texts(grid) == [["自评表"], ["", "", ""], ["执行率", "", "84.10%"], [NOT_CALCULATED, "#REF!", ""]]
    assert (grid.at(2, 2).reference, document.format) == ("C3", "xls")  # type: ignore[union-attr]
    assert sorted(doubt.kind for doubt in document.doubts) == ["hidden-text", "unsupported-part", "unsupported-part"]


def marked(cell: Any) -> tuple[str, str, list[str]]:
    """Text and struck text of B1 on a sheet where ``cell`` was given that cell, and the kinds of doubt."""

    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"] = "住房保障支出", 1234.5, "备注"
        sheet["B1"].number_format = "#,##0.00"
        cell(sheet["B1"])

    document = read_workbook(workbook(fill))
    found = first(document).at(0, 1)
    assert found is not None
    return found.text, found.struck, [doubt.kind for doubt in document.doubts]


def test_a_struck_out_cell_has_no_text() -> None:
    def strike(cell: Any) -> None:
        cell.font = Font(strike=True)

    assert marked(strike) == ("", "1,234.50", [])


def test_a_struck_out_run_is_apart_from_the_figure_beside_it() -> None:
    def replace(cell: Any) -> None:
        cell.value = CellRichText(TextBlock(InlineFont(strike=True), "9.00"), "1,234.50")

    assert marked(replace) == ("1,234.50", "9.00", [])


def test_a_raised_run_is_no_digit_of_the_figure() -> None:
    def raise_mark(cell: Any) -> None:
        cell.value = CellRichText("12.50", TextBlock(InlineFont(vertAlign="superscript"), "1"))

    assert marked(raise_mark) == ("12.50^1", "", [])


@pytest.mark.parametrize(
    ("color", "fill", "is_seen"),
    [("FFFFFFFF", None, False), ("FFFAFAFA", None, False), ("FFFF0000", None, True), ("FFFFFFFF", "FF3366CC", True),
     ("FF3366CC", "FF3366CC", False)],
)  # fmt: skip
def test_a_figure_in_the_colour_of_its_ground_is_not_seen(color: str, fill: str | None, is_seen: bool) -> None:
    def paint(cell: Any) -> None:
        cell.font = Font(color=color)
        if fill is not None:
            cell.fill = PatternFill("solid", fgColor=fill)

    assert marked(paint) == (("1,234.50", "", []) if is_seen else ("", "", ["hidden-text"]))


def test_a_stored_sign_that_the_sheet_does_not_show_makes_no_figure() -> None:
    def hide_sign(cell: Any) -> None:
        cell.value, cell.number_format = -12.3, "0.00;0.00"

    assert marked(hide_sign) == ("±12.30", "", ["unsupported-part"])

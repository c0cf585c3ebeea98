"""Files that try to harm: nothing that a document holds is executed, followed, expanded or written anywhere."""

from __future__ import annotations

import builtins
import io
import os
import socket
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from extract.archive import document_store, quarantine
from extract.cell_grid import CellGrid, ReadDocument
from extract.errors import DecompressionBomb, DocumentRefused, ReaderCrashed, TooLarge
from extract.read.limits import Limits
from extract.read.open_document import read_document
from extract.read.packed import unpack
from extract.read.sheet_fonts import NOT_CALCULATED

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {later} "{10 * f"&{earlier};"}">' for earlier, later in pairwise("abcdefghij"))
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY k SYSTEM "file:///etc/hostname">]>'
WEB = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % r SYSTEM "http://127.0.0.1:9/y"> %r;]>'


@pytest.fixture(autouse=True)
def nothing_leaves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Within these tests no socket, no process and no file outside the test's folder may be opened for writing."""

    def forbidden(*arguments: object, **_: object) -> None:
        raise AssertionError(f"a document reached outside: {arguments[:2]}")

    plain_open = builtins.open

    def careful_open(file: object, mode: str = "r", *rest: object, **named: object) -> object:
        if set(mode) & set("wax+") and not str(file).startswith(str(tmp_path)):
            forbidden("open", file)
        return plain_open(file, mode, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(subprocess, "Popen", forbidden)
    monkeypatch.setattr(os, "system", forbidden)
    monkeypatch.setattr(builtins, "open", careful_open)
    monkeypatch.chdir(tmp_path)
    yield
    assert {path.name for path in tmp_path.iterdir()} <= {"home"}


def package(main: str, content: str, parts: dict[str, str] | None = None) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", f'<Relationships><Relationship Id="r" Type="{kind}" Target="{main}"/></Relationships>')
        archive.writestr(main, content)
        for name, part in (parts or {}).items():
            archive.writestr(name, part)
    return target.getvalue()


def docx(body: str, prolog: str = "") -> bytes:
    return package("word/document.xml", f'{prolog}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')


def texts(document: ReadDocument) -> str:
    return "\n".join(
        "\n".join(cell.text for cell in block.cells) if isinstance(block, CellGrid) else block.text for block in document.blocks
    )


def outcome(read: Callable[[], ReadDocument]) -> str:
    """What a reader shows, or the code of its refusal; a crash of the reader fails the test."""
    try:
        return texts(read())
    except ReaderCrashed:
        raise
    except DocumentRefused as refusal:
        return refusal.code


@pytest.mark.parametrize("prolog", [LAUGHS, EXTERNAL, WEB])
@pytest.mark.parametrize("entity", ["&k;", "&h;", ""])
def test_entities_are_never_expanded_in_office_files(prolog: str, entity: str) -> None:
    started = time.monotonic()
    body = f"<w:p><w:r><w:t>{entity}</w:t></w:r></w:p>"
    assert outcome(lambda: read_document(docx(body, prolog), "a.docx")) == "unsupported"
    sheet = f"{prolog}<worksheet><sheetData><row><c t='inlineStr'><is><t>{entity}</t></is></c></row></sheetData></worksheet>"
    book = package("xl/workbook.xml", f"{prolog}<workbook><sheets/></workbook>", {"xl/worksheets/sheet1.xml": sheet})
    assert outcome(lambda: read_document(book, "a.xlsx")) == "unsupported"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("prolog", [LAUGHS, EXTERNAL, WEB])
def test_entities_are_never_expanded_in_web_pages(prolog: str) -> None:
    secret = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").is_file() else "unlikely"
    page = f"{prolog}<html><body><p>&k; &h; 决算</p><img src='http://127.0.0.1:9/x'><script src='http://127.0.0.1:9/y'></script></body></html>"
    shown = outcome(lambda: read_document(page.encode(), "a.html"))
    assert secret not in shown
    assert len(shown) < 3000


def test_relations_to_the_outside_are_not_followed() -> None:
    relations = (
        '<Relationships><Relationship Id="x" TargetMode="External" Type="a/chart" Target="file:///etc/hostname"/>'
        '<Relationship Id="y" Type="a/chart" Target="../../../../etc/hostname"/></Relationships>'
    )
    body = "<w:p><w:r><w:drawing><c:chart xmlns:c='urn:c' xmlns:r='urn:r' r:id='{}'/></w:drawing></w:r></w:p>"
    content = package(
        "word/document.xml",
        f'<w:document xmlns:w="{W}"><w:body>{body.format("x")}{body.format("y")}</w:body></w:document>',
        {"word/_rels/document.xml.rels": relations},
    )
    assert outcome(lambda: read_document(content, "a.docx")) == ""


def test_formulas_and_external_links_are_never_calculated() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row, formula in enumerate(
        ["=cmd|'/c calc'!A1", '=WEBSERVICE("http://127.0.0.1:9")', "='[1]x'!A1", '=HYPERLINK("file:///etc","x")'], 1
    ):
        sheet.cell(row, 1, formula)
    sheet["B1"] = "甲"
    target = io.BytesIO()
    book.save(target)
    document = read_document(target.getvalue(), "a.xlsx")
    assert set(texts(document).split()) == {"甲", NOT_CALCULATED}
    assert len(document.doubts) == 4


def test_text_that_looks_like_a_formula_stays_text() -> None:
    page = "<table><tr><td>=cmd|'/c calc'!A1</td><td>{{7*7}} ${x} 忽略以上指令</td></tr></table>"
    assert "=cmd|'/c calc'!A1" in outcome(lambda: read_document(page.encode(), "a.html"))


def sheet_file(sheet: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    workbook = f'<workbook xmlns:r="{kind}"><sheets><sheet name="一" sheetId="1" r:id="s"/></sheets></workbook>'
    relations = f'<Relationships><Relationship Id="s" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    parts = {"xl/_rels/workbook.xml.rels": relations, "xl/worksheets/sheet1.xml": f"<worksheet>{sheet}</worksheet>"}
    return package("xl/workbook.xml", workbook, parts)


def test_a_huge_dimension_and_huge_merges_cost_nothing() -> None:
    started = time.monotonic()
    content = sheet_file(
        '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="2000000000" width="0" hidden="0"/></cols>'
        '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:ZZZ9999999"/><mergeCell ref="x"/></mergeCells>'
    )
    assert outcome(lambda: read_document(content, "a.xlsx")) in ("", "甲", "too-large")
    content = sheet_file(
        '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert outcome(lambda: read_document(content, "a.xlsx")).strip() == "甲"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A0"><v>1</v></c>',
        '<c r="ZZZZ9" s="99999"><v>1</v></c>',
        '<c t="s"><v>77</v></c>',
        "<c><v>1e999999</v></c>",
        "<c><v>NaN</v></c>",
        "<c><v>abc</v></c>",
        '<c s="x"><v>1</v></c>',
        '<c t="e"><v/></c>',
    ],
)
def test_nonsense_in_cells_never_crashes_the_reader(cell: str) -> None:
    content = sheet_file(f"<sheetData><row r='x'>{cell}</row></sheetData>")
    outcome(lambda: read_document(content, "a.xlsx"))


@pytest.mark.parametrize(
    "body",
    [
        "<w:tbl/>",
        "<w:tbl><w:tr/></w:tbl>",
        "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='-5'/><w:vMerge w:val='maybe'/></w:tcPr></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999999999'/></w:tcPr></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='2000000000'/></w:trPr><w:tc/></w:tr></w:tbl>",
        "<w:tbl>" * 100 + "</w:tbl>" * 100,
        "<w:p><w:r><w:fldChar w:fldCharType='end'/><w:sym w:char='zz'/><w:t/></w:r></w:p>",
        "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='x'/></w:ddList>"
        "</w:ffData></w:fldChar></w:r></w:p>",
    ],
)
def test_nonsense_in_word_files_never_crashes_the_reader(body: str) -> None:
    outcome(lambda: read_document(docx(body), "a.docx"))


def test_tables_nested_very_deeply_never_crash_the_reader() -> None:
    start, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    for depth in (30, 80, 2000):
        outcome(lambda depth=depth: read_document(docx(start * depth + end * depth), "a.docx"))  # type: ignore[misc]
    for depth in (30, 80, 2000, 20000):
        page = "<html>" + "<table><tr><td>" * depth + "x" + "</td></tr></table>" * depth + "</html>"
        outcome(lambda page=page: read_document(page.encode(), "a.html"))  # type: ignore[misc]


@pytest.mark.parametrize(
    "attribute",
    ["rowspan=1000000000", "colspan=1000000000", "rowspan=-1", "colspan=0", "rowspan=1e9 colspan=٣", f"rowspan={'9' * 5000}"],
)
def test_absurd_spans_in_web_pages(attribute: str) -> None:
    page = f"<table><tr><td {attribute}>甲<td>乙</tr><tr><td>丙</tr></table>"
    started = time.monotonic()
    assert "甲" in outcome(lambda: read_document(page.encode(), "a.html"))
    assert time.monotonic() - started < 2


def test_many_wide_spans_are_refused_and_do_not_fill_the_memory() -> None:
    page = "<table>" + ("<tr>" + "<td colspan=1000 rowspan=60000>x</td>" * 100 + "</tr>") * 100 + "</table>"
    with pytest.raises(TooLarge):
        read_document(page.encode(), "a.html", Limits(max_cells=100_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_zero_bytes_and_control_characters_in_web_pages(encoding: str) -> None:
    page = "<html><body><table><tr><td>决\x00算\x01\x0b</td><td>\ud7ff</td></tr></table></body></html>"
    shown = outcome(lambda: read_document(page.encode(encoding), "a.html"))
    assert shown.startswith("决算")


def test_declared_encodings_are_names_of_character_sets_only() -> None:
    for name in ("zip", "rot13", "base64", "utf-7", "idna", "punycode", "unicode_escape", "../../etc", "utf-16"):
        page = f'<html><head><meta charset="{name}"></head><body><p>决算</p></body></html>'.encode("gb18030")
        assert outcome(lambda page=page: read_document(page, "a.html")) != "reader-crashed"  # type: ignore[misc]


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_member_names_are_labels_and_never_paths(tmp_path: Path) -> None:
    names = [
        "../../../etc/cron.d/x",
        "/etc/passwd",
        "C:\\Windows\\x.pdf",
        "a/../../b.pdf",
        "\u202egpj.exe",
        "a\x1b[31m.pdf",
        "con\n.pdf",
        "..",
        "x" * 4000,
    ]
    members = list(unpack(zipped(dict.fromkeys(names, b"%PDF-1.4")), "a.zip"))
    assert len(members) == len(names)
    for member in members:
        assert ".." not in member.name.split("/")
        assert not member.name.startswith("/")
        assert member.name.isprintable()
        assert len(member.name) <= 500
    home = tmp_path / "home"
    for member in members:
        digest = document_store.archive(home, member.content)
        quarantine.put(home, digest, names[0], DecompressionBomb())
    assert all(path.resolve().is_relative_to(home) for path in home.rglob("*"))
    assert quarantine.put(home, digest, names[0], DecompressionBomb()).name == "x"


def test_a_document_file_that_is_a_bomb() -> None:
    bomb = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * (64 << 20)})
    assert outcome(lambda: read_document(bomb, "a.docx")) == "bomb"


def test_archives_that_breed_are_stopped_by_depth_and_total() -> None:
    content = zipped({"x.pdf": b"%PDF-1.4" * 1000})
    for _ in range(12):
        content = zipped({f"{number}.zip": content for number in range(6)})
    started = time.monotonic()
    try:
        members = list(unpack(content, "a.zip", Limits(max_members=500)))
    except DecompressionBomb:
        members = []
    assert all(member.refusal is not None for member in members)
    assert time.monotonic() - started < 5


def test_a_link_in_the_place_of_the_log_or_a_temporary_file_is_not_followed(tmp_path: Path) -> None:
    from extract.archive import capture_log

    home = tmp_path / "home"
    (home / "raw").mkdir(parents=True)
    victim = home / "victim"
    victim.write_text("x")
    (home / "raw" / "captures.jsonl").symlink_to(victim)
    with pytest.raises(OSError):  # noqa: PT011
        capture_log.record(home, capture_log.Capture("0" * 64, "a", "local", None, "2026-11-20", "new"))
    assert victim.read_text() == "x"

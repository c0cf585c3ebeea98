"""The type of a file by its content, and what a name may and may not claim."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from extract.errors import (
    DocumentRefused,
    EmptyDocument,
    NotWhatItClaims,
    PasswordProtected,
    ReaderCrashed,
    TooLarge,
    TooSlow,
    TruncatedDocument,
    UnsupportedFormat,
)  # fmt: skip
from extract.read import web_page
from extract.read.file_type import detect_type
from extract.read.limits import Limits
from extract.read.open_document import read_document

ERROR_PAGE = "<!DOCTYPE html><html><head><title>404</title></head><body><h1>404</h1><p>页面不存在</p></body></html>".encode()
FORM_PAGE = ("<html><body><table>" + "<tr><td>项目名称</td><td>甲</td><td>乙</td></tr>" * 6 + "</table></body></html>").encode()


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>" * 50)
    return target.getvalue()


def compound(*streams: str) -> bytes:
    """A minimal OLE2 file: header, one allocation sector, one directory sector, streams chained as right siblings."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 26, 3, 0xFFFE)
    header[28:34] = struct.pack("<HHH", 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 48, 1)
    header[76:] = struct.pack("<I", 0) + b"\xff" * (512 - 80)
    table = struct.pack("<2I", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * (512 - 8)
    entries = b""
    for number, name in enumerate(("Root Entry", *streams)):
        raw = name.encode("utf-16-le")
        entry = bytearray(128)
        entry[: len(raw)] = raw
        last = number == len(streams)
        child, right = (1 if number == 0 else 0xFFFFFFFF), (0xFFFFFFFF if last or number == 0 else number + 1)
        struct.pack_into("<HBB3I", entry, 64, len(raw) + 2, 5 if number == 0 else 2, 1, 0xFFFFFFFF, right, child)
        entries += entry
    return bytes(header) + table + entries.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\0" * 5000, "empty"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\r\n junk %PDF-1.4", "pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("xl/workbook.xml", "[Content_Types].xml"), "xlsx"),
        (zipped("OFD.xml"), "ofd"),
        (zipped("a.pdf"), "zip"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (zipped("[Content_Types].xml", "word/document.xml")[:300], "docx"),
        (compound("WordDocument", "1Table"), "doc"),
        (compound("Workbook"), "xls"),
        (compound("EncryptionInfo", "EncryptedPackage"), "encrypted-office"),
        (compound("Other"), "ole2"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "ole2"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"{\\rtf1 x}", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (ERROR_PAGE, "html"),
        (FORM_PAGE, "html"),
        (b"<table><tr><td>1", "html"),
        ("\ufeff<html><body>页".encode("utf-16"), "html"),
        ("<html><body>页".encode("utf-16-le"), "html"),
        (b"\0\0<html><body>", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>', "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "word-xml"),
        (b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n', "mhtml"),
        (b'{"code": 500}', "text"),
        ("预算数,决算数\n1,2\n".encode(), "text"),
        (b"\x01\x02\x03\x04" * 100, "unknown"),
    ],
)
def test_types_by_content(content: bytes, kind: str) -> None:
    assert detect_type(content) == kind


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.pdf", EmptyDocument),
        (b"  \r\n", "a.html", EmptyDocument),
        (ERROR_PAGE, "附件.pdf", NotWhatItClaims),
        (ERROR_PAGE, "附件.DOC", NotWhatItClaims),
        (b'{"code": 500}', "a.xlsx", NotWhatItClaims),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", NotWhatItClaims),
        (zipped("a.txt"), "a.docx", NotWhatItClaims),
        (zipped("a.txt"), "a.zip", UnsupportedFormat),
        (b"\x89PNG\r\n\x1a\n", "a.png", UnsupportedFormat),
        (b"\x01\x02\x03\x04" * 100, "a", UnsupportedFormat),
        (compound("EncryptionInfo", "EncryptedPackage"), "a.docx", PasswordProtected),
        (zipped("[Content_Types].xml", "word/document.xml")[:300], "a.docx", TruncatedDocument),
        (b"Rar!\x1a\x07\x01\0", "a.pdf", UnsupportedFormat),
        (compound("PowerPoint Document"), "a.ppt", UnsupportedFormat),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "a.doc", TruncatedDocument),
    ],
)
def test_refusals(content: bytes, name: str, error: type[DocumentRefused]) -> None:
    with pytest.raises(error) as caught:
        read_document(content, name)
    assert caught.value.message("zh")
    assert caught.value.message("en")


@pytest.mark.parametrize("name", ["a.html", "a.shtml", "index.jsp", "a", "t20250830_1.htm", "下载.xls", "下载.doc"])
def test_a_web_page_with_data_is_read_under_any_of_its_usual_names(name: str) -> None:
    document = read_document(FORM_PAGE, name)
    assert (document.format, len(list(document.grids()))) == ("html", 1)


@pytest.mark.parametrize("name", ["a.htm", "a.html", "a"])
def test_a_web_page_under_its_own_name_is_left_to_the_recogniser(name: str) -> None:
    assert read_document(ERROR_PAGE, name).format == "html"


def test_a_workbook_under_the_old_extension_is_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    target = io.BytesIO()
    book.save(target)
    assert read_document(target.getvalue(), "a.xls").format == "xlsx"


def test_a_file_over_the_limit_is_refused_before_anything_else() -> None:
    with pytest.raises(TooLarge):
        read_document(FORM_PAGE, "a.html", Limits(max_bytes=10))


def test_an_unforeseen_error_names_its_kind_and_nothing_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyError("联系人 某某")

    monkeypatch.setattr(web_page, "read_web_page", crash)
    with pytest.raises(ReaderCrashed) as caught:
        read_document(FORM_PAGE, "a.html")
    assert "KeyError" in caught.value.message()
    assert "某某" not in caught.value.message()


def test_an_old_word_file_without_libreoffice_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedFormat, match="LibreOffice"):
        read_document(compound("WordDocument"), "a.doc")


def stand_in(folder: Path, script: str) -> str:
    program = folder / "soffice"
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_an_old_word_file_is_converted_in_a_folder_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.save(tmp_path / "result.xlsx")
    script = (
        f'echo "$@" > "{tmp_path}/arguments"; '
        f'env > "{tmp_path}/environment"; mkdir -p converted; cp "{tmp_path}/result.xlsx" converted/document.xlsx'
    )
    monkeypatch.setenv("PATH", stand_in(tmp_path, script))
    monkeypatch.setenv("SECRET_TOKEN", "x")
    document = read_document(zipped("xl/workbook.bin", "[Content_Types].xml"), "a.xlsb")
    assert document.format == "xls"
    arguments = (tmp_path / "arguments").read_text()
    assert "--headless" in arguments
    assert "-env:UserInstallation=file://" in arguments
    assert not Path(arguments.split()[-1]).parent.exists()
    assert "SECRET_TOKEN" not in (tmp_path / "environment").read_text()


def test_a_conversion_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path, "sleep 30"))
    with pytest.raises(TooSlow):
        read_document(compound("WordDocument"), "a.doc", Limits(max_seconds=0.3))


def test_a_conversion_without_result_is_truncated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path, "exit 1"))
    with pytest.raises(TruncatedDocument):
        read_document(compound("WordDocument"), "a.doc")

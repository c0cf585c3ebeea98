"""Read any supported document (读取文件): the type by its content, the reader by the type, every failure by a reason code.

The name is used for one thing only: to say that a file is not what its extension claims.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from extract.cell_grid import ReadDocument
from extract.errors import (
    DocumentRefused,
    EmptyDocument,
    NotWhatItClaims,
    PasswordProtected,
    ReaderCrashed,
    TooLarge,
    TooMuchMemory,
    TruncatedDocument,
    UnsupportedFormat,
)  # fmt: skip
from extract.read.compound_file import root_stream_names
from extract.read.file_type import FileType, detect_type
from extract.read.limits import DEFAULT_LIMITS, Limits

CLAIMS: dict[str, frozenset[str]] = {
    "pdf": frozenset({"pdf"}),
    "text": frozenset({"doc", "docx", "docm", "wps", "rtf", "odt"}),
    "workbook": frozenset({"xls", "xlsx", "xlsm", "xlsb", "et", "ods"}),
    "ofd": frozenset({"ofd"}),
    "archive": frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"}),
}
"""Extensions that promise a format; all others (htm, php, none) promise nothing."""

FEWEST_DATA_CELLS = 12
"""Filled cells below which a web page under a foreign extension is taken for a message, not for the document itself."""


def read_document(content: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """All that the reader of the document's format sees.

    Raises a :class:`DocumentRefused`: ``empty, truncated, password, not-what-it-claims, unsupported, bomb, too-large, too-slow``,
    and ``reader-crashed`` for whatever a reader did not foresee (with the kind of error, never text of the document).
    """
    if len(content) > limits.max_bytes:
        raise TooLarge(f"{len(content)} 字节，上限 {limits.max_bytes}", f"{len(content)} bytes, limit {limits.max_bytes}")
    kind = detect_type(content)
    try:
        return _read(kind, content, _extension(name), limits)
    except DocumentRefused:
        raise
    except MemoryError:
        raise TooMuchMemory() from None
    except Exception as error:  # the one place where an unforeseen error of a library becomes a reason code
        detail = f"{type(error).__module__}.{type(error).__qualname__}"
        raise ReaderCrashed(f"{kind}：{detail}", f"{kind}: {detail}") from error


def _extension(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")


def _read(kind: FileType, content: bytes, extension: str, limits: Limits) -> ReadDocument:
    """Every library is imported with the format that needs it."""
    if kind == "empty":
        raise EmptyDocument()
    if kind == "pdf":
        from extract.read.pdf_ruled import read_pdf

        return read_pdf(content, limits)
    if kind == "docx":
        from extract.read.word import read_word

        return read_word(content, limits)
    if kind == "xlsx":
        from extract.read.workbook import read_workbook

        return read_workbook(content, limits)
    if kind == "xls":
        from extract.read.legacy_workbook import read_legacy_workbook

        return read_legacy_workbook(content, limits)
    if kind == "ofd":
        from extract.read.ofd import read_ofd

        return read_ofd(content, limits)
    if kind in ("html", "mhtml"):
        return _read_page(kind, content, extension, limits)
    if kind == "excel-xml":
        from extract.read.sheet_xml import read_sheet_xml

        return read_sheet_xml(content, limits)
    if kind in ("doc", "rtf", "odt", "word-xml", "ods", "xlsb"):
        from extract.read.legacy_office import read_through_libreoffice

        sheets = kind in ("ods", "xlsb")
        return read_through_libreoffice(content, "xml" if kind == "word-xml" else kind, "xlsx" if sheets else "docx", limits)
    if kind == "ole2" and not root_stream_names(content):
        raise TruncatedDocument("复合文档的目录损坏或不完整", "the directory of the compound file is damaged or cut off")
    return _refuse(kind, extension)


def _read_page(kind: FileType, content: bytes, extension: str, limits: Limits) -> ReadDocument:
    from extract.read.web_archive import main_page
    from extract.read.web_page import read_web_page

    document = read_web_page(main_page(content) if kind == "mhtml" else content, limits)
    claimed = next((claim for claim, extensions in CLAIMS.items() if extension in extensions), None)
    if claimed is not None:
        filled = sum(1 for grid in document.grids() for cell in grid.cells if cell.text)
        if filled < FEWEST_DATA_CELLS:
            raise NotWhatItClaims(f"扩展名是 .{extension}，内容是网页", f"named .{extension}, but it is a web page")
        return replace(document, notes={**document.notes, "claimed_extension": extension})
    return document


def _refuse(kind: FileType, extension: str) -> ReadDocument:
    if kind == "encrypted-office":
        raise PasswordProtected()
    claimed = next((claim for claim, extensions in CLAIMS.items() if extension in extensions), None)
    recognised = kind not in ("text", "unknown", "image", "zip")
    if claimed is not None and not recognised and not (kind == "zip" and claimed == "archive"):
        raise NotWhatItClaims(f"扩展名是 .{extension}，内容是 {kind}", f"named .{extension}, but the content is: {kind}")
    raise UnsupportedFormat(f"内容的格式是 {kind}", f"the content is: {kind}")

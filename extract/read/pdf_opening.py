"""Opening a PDF, or saying why not (打开与拒收). pdfium repairs broken files silently, and may lose pages."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as raw

from ..errors import EmptyDocument, NotWhatItClaims, PasswordProtected, TooLarge, TruncatedDocument
from .limits import Limits

_HEADER_WITHIN = 1024
_NEW_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b|endstream|endobj")
_LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)")
_LAST_XREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF")


@contextmanager
def open_pdf(content: bytes, limits: Limits) -> Iterator[tuple[pypdfium2.PdfDocument, int]]:
    """The document and its handle; closed on leaving.

    Raises EmptyDocument, NotWhatItClaims, TruncatedDocument, PasswordProtected, TooLarge. A file protected only against
    changes (owner password) is opened.
    """
    check_bytes(content, limits)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise PasswordProtected() from None
        raise TruncatedDocument("PDF 结构损坏，无法打开", "the structure of the PDF is broken and it cannot be opened") from None
    try:
        handle = ctypes.cast(document.raw, ctypes.c_void_p).value
        assert handle is not None
        pages = len(document)
        if pages == 0:
            raise TruncatedDocument("文件中没有页面", "the file has no pages")
        if pages > limits.max_pages:
            raise TooLarge(f"共 {pages} 页，上限 {limits.max_pages} 页", f"{pages} pages; the limit is {limits.max_pages}")
        yield document, handle
    finally:
        document.close()


def check_bytes(content: bytes, limits: Limits) -> None:
    """Refuses what is no complete PDF file before any parser sees it."""
    if not content.strip(b"\0 \t\r\n"):
        raise EmptyDocument()
    if len(content) > limits.max_bytes:
        raise TooLarge(f"文件 {len(content)} 字节", f"the file has {len(content)} bytes")
    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        raise NotWhatItClaims("文件开头不是 %PDF", "the file does not begin with %PDF")
    end = content.rfind(b"%%EOF")
    if end < 0 or _NEW_OBJECT.search(content, end):
        raise TruncatedDocument("文件尾部缺失（没有 %%EOF）", "the end of the file is missing (no %%EOF)")
    declared = _LINEARIZED.search(content[:2048])
    if declared and int(declared.group(1)) > len(content):
        raise TruncatedDocument(
            f"应有 {int(declared.group(1))} 字节，实有 {len(content)} 字节",
            f"{int(declared.group(1))} bytes are declared, {len(content)} are there",
        )


def has_intact_index(content: bytes) -> bool:
    """Whether the last ``startxref`` points at a cross-reference section; if not, pdfium has rebuilt the file by guessing."""
    marks = list(_LAST_XREF.finditer(content))
    if not marks:
        return False
    found = marks[-1]
    start = content.find(b"%PDF-") + int(found.group(1))
    target = content[int(found.group(1)) : int(found.group(1)) + 40].lstrip(), content[start : start + 40].lstrip()
    return any(piece.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", piece) is not None for piece in target)


def without_encryption(document: pypdfium2.PdfDocument) -> bytes:
    """The opened file written anew without its encryption; what its streams hold is copied byte by byte, be it broken or not."""
    copy = io.BytesIO()
    document.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
    return copy.getvalue()


def may_have_layers(content: bytes) -> bool:
    """Whether the file may have optional content (图层): it says so, or packs its objects so that the bytes do not tell."""
    return b"/OCProperties" in content or b"/ObjStm" in content

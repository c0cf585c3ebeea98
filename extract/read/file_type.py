"""What a file is, by its content (按内容识别文件类型); names and extensions say only what it *claims* to be."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from extract.read.compound_file import compound_kind

FileType = Literal[
    "empty", "pdf", "docx", "xlsx", "ofd", "html", "doc", "xls", "encrypted-office", "zip", "tar", "gzip", "bzip2", "xz",
    "rar", "7z", "rtf", "mhtml", "word-xml", "excel-xml", "xlsb", "pptx", "odt", "ods", "ole2", "image", "text", "unknown",
]  # fmt: skip

EXTENSIONS: dict[str, str] = {
    "html": "html", "word-xml": "xml", "excel-xml": "xml", "encrypted-office": "bin", "ole2": "bin", "image": "bin",
    "text": "txt", "unknown": "bin", "empty": "bin", "gzip": "gz", "bzip2": "bz2",
}  # fmt: skip
"""The extension under which a type is archived, where it is not the type's own name."""

ARCHIVE_TYPES = frozenset({"zip", "tar", "gzip", "bzip2", "xz", "rar", "7z"})

_MAGIC: tuple[tuple[bytes, FileType], ...] = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
)
_HTML_MARK = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|table|meta|title|script|div|p|h[1-6]|tr|span|center|br)\b", re.I)
_TAG = re.compile(r"<\s*/?\s*[a-z][^<>]{0,400}>", re.I)


def detect_type(content: bytes) -> FileType:
    """The type of a file's bytes; "unknown" for what no rule knows. Reads the beginning and the ZIP or OLE directory only."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _zip_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return compound_kind(content)
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content[257:262] == b"ustar":
        return "tar"
    return _text_kind(content)


def _zip_kind(content: bytes) -> FileType:
    """Documents that are ZIP files are told by their parts, whatever order they are packed in."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace")
                if "opendocument.text" in kind:
                    return "odt"
                if "opendocument.spreadsheet" in kind:
                    return "ods"
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        names = _names_in_local_headers(content)
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return "docx"
        if "xl/workbook.bin" in names:
            return "xlsb"
        if any(name.startswith("xl/") for name in names):
            return "xlsx"
        if any(name.startswith("ppt/") for name in names):
            return "pptx"
    return "zip"


def _names_in_local_headers(content: bytes) -> set[str]:
    """Member names of a ZIP whose directory is cut off: a truncated DOCX is still a DOCX."""
    found: set[str] = set()
    start = content.find(b"PK\x03\x04")
    while start >= 0 and len(found) < 100:
        length = int.from_bytes(content[start + 26 : start + 28], "little")
        found.add(content[start + 30 : start + 30 + length].decode("utf-8", "replace").lower())
        start = content.find(b"PK\x03\x04", start + 4)
    return found


def _text_kind(content: bytes) -> FileType:
    head = readable_head(content)
    lowered = head.lower()
    if re.search(r"^(?:mime-version|from|content-type|subject|x-[\w-]+)\s*:", lowered, re.M) and "multipart/related" in lowered:
        return "mhtml"
    if "<?mso-application" in lowered and "word.document" in lowered:
        return "word-xml"
    if "urn:schemas-microsoft-com:office:spreadsheet" in lowered and "<html" not in lowered and "<workbook" in lowered:
        return "excel-xml"
    if _HTML_MARK.search(head) and "<?xml" not in lowered[:5]:
        return "html"
    if lowered.startswith("<?xml"):
        return "html" if "<html" in lowered or "xhtml" in lowered else "unknown"
    if len(_TAG.findall(head)) >= 3:
        return "html"
    return "unknown" if _is_binary(head) else "text"


def readable_head(content: bytes, size: int = 65536) -> str:
    """The beginning of a file as text for recognising markup: UTF-16 by its mark or its zero bytes, else byte by byte."""
    head = content[:size]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip("\ufeff \r\n\t")
    sample = head[:400]
    if sample.count(0) > len(sample) // 4:
        return head.decode("utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be", "replace").lstrip()
    return head.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip("\x00 \r\n\t")


def _is_binary(head: str) -> bool:
    control = sum(1 for character in head[:4096] if ord(character) < 32 and character not in "\t\r\n\f")
    return control > len(head[:4096]) // 50

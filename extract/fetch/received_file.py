"""Is this the file that was asked for (文件核对)? Told by its content; names and headers only say what was promised."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

from extract.fetch.attachments import clean_name, extension
from extract.fetch.body import header
from extract.fetch.faults import FetchFault
from extract.fetch.page import parse as parse_markup
from extract.fetch.page import visible_text
from extract.fetch.transport import Headers
from extract.fetch.wordings import found_in
from extract.read.charset import decode_page
from extract.read.file_type import FileType, detect_type

_MAY_BE_MARKUP = frozenset({"xls", "xlsx", "et", "doc", "docx", "wps", "htm", "html", "shtml"})
_MAY_BE_TEXT = frozenset({"csv", "txt"})
_PAGE_BYTES = 4 * 1024 * 1024


def judge_file(content: bytes, promised: str) -> FileType:
    """The type of a received file. ``promised`` is the extension that links and headers name ("" when none does).

    Raises :class:`FetchFault` for a web page or text where a file was due: ``captcha``, ``challenge``, ``soft-404``,
    ``not-a-document``. A sheet or a text document that is really HTML is taken when it holds a table (export buttons do that).
    """
    kind = detect_type(content)
    if kind == "empty":
        raise FetchFault("empty")
    if kind == "html":
        _judge_markup(content, promised)
    elif kind == "text" and promised not in _MAY_BE_TEXT:
        raise FetchFault("not-a-document", "text")
    elif kind == "unknown":
        raise FetchFault("not-a-document", "unknown content")
    return kind


def _judge_markup(content: bytes, promised: str) -> None:
    text = decode_page(content[:_PAGE_BYTES])[0]
    root = parse_markup(text)
    printed = visible_text(root)
    rows = sum(1 for _ in root.iter("tr"))
    if promised in _MAY_BE_MARKUP and rows >= 2 and not any(True for _ in root.iter("form")):
        return
    if found_in("captcha", printed) or any(found_in("captcha", item.get("src") or "") for item in root.iter("img")):
        raise FetchFault("captcha")
    if found_in("blocked", printed) or "$_ts" in text:
        raise FetchFault("challenge", "200")
    if found_in("missing", printed):
        raise FetchFault("soft-404")
    raise FetchFault("not-a-document", f"HTML, not {promised or 'a file'}")


def promised_extension(url: str, name: str, headers: Headers) -> str:
    """The extension by which a file is announced: the link's name, the header, the address, in this order."""
    candidates = (extension(name), extension(disposition_name(headers)), extension(urlsplit(url).path))
    return next((found for found in candidates if found and found not in ("jsp", "do", "aspx", "php")), "")


def file_name(url: str, linked: str, headers: Headers) -> str:
    """The name of a file for people: the link's when it looks like a file's, else the header's, else what there is."""
    sent = disposition_name(headers)
    if extension(linked):
        return linked
    return sent or linked or clean_name(unquote_to_bytes(urlsplit(url).path).decode("utf-8", "replace")) or "_"


def disposition_name(headers: Headers) -> str:
    """The file name of a Content-Disposition header: filename* first, then percent-coded, then raw bytes as UTF-8 or GBK."""
    value = header(headers, "content-disposition")
    extended = re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", value, re.I)
    if extended:
        return clean_name(_decoded(unquote_to_bytes(extended[2].strip()), extended[1]))
    plain = re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]*))', value, re.I)
    if not plain:
        return ""
    return clean_name(_decoded(unquote_to_bytes((plain[1] or plain[2] or "").strip().encode("latin-1", "replace")), ""))


def _decoded(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8", "gb18030"):
        try:
            return raw.decode(name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")

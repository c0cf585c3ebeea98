"""The characters of a web page (网页编码): byte order mark, then strict decoding, then the declared name, never a silent loss."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,20})", re.I
)
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "ansi": "gb18030",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode_page(content: bytes) -> tuple[str, str, int]:
    """The text of a page, the encoding used, and how many characters could not be decoded (each is U+FFFD in the text).

    Valid UTF-8 with any Chinese in it is practically never anything else, so it wins over a wrong declaration.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _lenient(content[len(mark) :], name)
    zeros = content[:400].count(0)
    if zeros > len(content[:400]) // 4:
        name = "utf-16-le" if content[1:400:2].count(0) >= content[:400:2].count(0) else "utf-16-be"
        return _lenient(content, name)
    text = _strict(content, "utf-8")
    if text is not None:
        return text, "utf-8", 0
    if _is_damaged_utf8(content):
        return _lenient(content, "utf-8")
    names = list(dict.fromkeys((declared_encoding(content) or "gb18030", "gb18030")))
    for name in names:
        text = _strict(content, name)
        if text is not None:
            return text, name, 0
    return min((_lenient(content, name) for name in names), key=lambda candidate: candidate[2])


def declared_encoding(content: bytes) -> str | None:
    """The encoding that the page names itself, widened (gb2312 → gb18030); None when it names none that is known."""
    found = _DECLARED.search(content[:4096])
    if found is None:
        return None
    name = (found[1] or found[2]).decode("ascii").lower()
    name = _WIDER.get(name, name)
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    # a page that is read as bytes cannot truly be UTF-16; codecs such as rot13 or zip are not character sets
    return None if codec.name.startswith(("utf-16", "utf-32")) or not getattr(codec, "_is_text_encoding", True) else codec.name


def _is_damaged_utf8(content: bytes) -> bool:
    """True for UTF-8 with a few damaged characters, which GB 18030 would happily turn into nonsense."""
    text = content.decode("utf-8", "replace")
    chinese = sum(1 for character in text if "\u4e00" <= character <= "\u9fff")
    return chinese > 20 and text.count("\ufffd") * 20 < chinese


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, ValueError):
        return None


def _lenient(content: bytes, name: str) -> tuple[str, str, int]:
    text = content.decode(name, "replace")
    return text, name, text.count("\ufffd")

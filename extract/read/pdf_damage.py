"""Content streams that are damaged (内容流损坏): pdfium draws what comes before the damage and says nothing of what is lost."""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Collection, Iterator

from ..cell_grid import ReadingDoubt

_STREAM = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\b((?:(?!endobj)[^\x00]){0,600}?)stream\r?\n")
_NO_PAINTING = re.compile(rb"/Subtype\s*/(?!Form)|/Type\s*/(?!XObject)|/Length[123]\b|/FunctionType|/DecodeParms|/N\s+\d")
"""Pictures, fonts, profiles, packed objects: nothing that paints words."""
_FILTERS = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_LARGEST, _MOST_OUTPUT = 8_000_000, 64_000_000
_PAINTS = re.compile(rb"(?:Tj|TJ|['\"]|\bDo|\bS|\bf\*?|\bB\*?)(?:\s|$)")
"""Operators that draw something."""
_LOST = "该页的内容已丢失。"
_TEXT = "内容流损坏，其中的文字可能没有读全。"


def damaged_pages(content: bytes, empty: Collection[int] = ()) -> list[ReadingDoubt]:
    """A doubt for each page whose content stream does not unpack to its end; without a page where it is not known which.

    ``empty`` are pages on which nothing is drawn: one whose content is lost is told, one that is blank is not.
    """
    if b"/Encrypt" in content:
        return []
    lost = [ReadingDoubt("unreadable-page", _LOST, page) for page in _without_content(content, empty)] if empty else []
    return lost + _damaged_streams(content)


def _damaged_streams(content: bytes) -> list[ReadingDoubt]:
    damaged = set(_damaged_objects(content))
    if not damaged:
        return []
    pages = _pages_of(content, damaged)
    if pages is None:
        return [ReadingDoubt("unreadable-page", _TEXT)]
    return [ReadingDoubt("unreadable-page", _TEXT, page) for page in pages]


def _without_content(content: bytes, empty: Collection[int]) -> list[int]:
    """Those of the empty pages that have no content stream, or one that says more than nothing."""
    import pdfplumber  # only files with an empty page pay for it

    try:
        with pdfplumber.open(io.BytesIO(content)) as file:
            found = []
            for number in empty:
                streams = file.pages[number - 1].page_obj.contents
                if not streams or any(_PAINTS.search(stream.get_data()) for stream in streams):
                    found.append(number)
            return found
    except Exception:  # a damaged file may break the other parser anywhere
        return list(empty)


def _damaged_objects(content: bytes) -> Iterator[int]:
    at = 0
    while found := _STREAM.search(content, at):
        start = found.end()
        end = content.find(b"endstream", start)
        at = start if end < 0 else end
        entries = found.group(2)
        if _NO_PAINTING.search(entries):
            continue
        filters = _FILTERS.search(entries)
        names = re.findall(rb"/(\w+)", filters.group(1)) if filters else []
        data = content[start : end if end >= 0 else len(content)]
        if len(data) <= _LARGEST and names and not _unpacks(data, names):
            yield int(found.group(1))


def _unpacks(data: bytes, filters: list[bytes]) -> bool:
    """Whether a stream unpacks to its end; other filters than these two are not judged."""
    try:
        if filters[0] in (b"ASCII85Decode", b"A85"):
            end = data.find(b"~>")
            if end < 0:
                return False
            data, filters = base64.a85decode(data[:end].strip().removeprefix(b"<~")), filters[1:]
        if filters and filters[0] in (b"FlateDecode", b"Fl"):
            unpacking = zlib.decompressobj()
            unpacking.decompress(data, _MOST_OUTPUT)
            return unpacking.eof or bool(unpacking.unconsumed_tail)
    except (zlib.error, ValueError):
        return False
    return True


def _pages_of(content: bytes, damaged: set[int]) -> list[int] | None:
    """The pages whose own content is among the damaged objects; None where none is found or the file cannot be followed."""
    import pdfplumber  # only damaged files pay for it

    found: list[int] = []
    try:
        with pdfplumber.open(io.BytesIO(content)) as file:
            for number, page in enumerate(file.pages, start=1):
                contents = page.page_obj.attrs.get("Contents")
                objects = contents if isinstance(contents, list) else [contents]
                references = [getattr(one, "objid", None) for one in objects]
                inner = getattr(contents, "resolve", lambda: None)()
                references += [getattr(one, "objid", None) for one in inner] if isinstance(inner, list) else []
                if damaged.intersection(one for one in references if one is not None):
                    found.append(number)
    except Exception:  # a damaged file may break the other parser anywhere
        return None
    return found or None

"""What a portal page says about its article (网页元数据): the title and the day of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from lxml import etree

from extract.cell_grid import Block, Paragraph

_TITLE_NAMES = ("articletitle", "title", "og:title")
_DATE_NAMES = (
    "pubdate",
    "publishdate",
    "publicationdate",
    "firstpublishedtime",
    "article:published_time",
    "dc.date",
    "createdate",
)
_DATE = r"((?:19|20)\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})"
_PRINTED_DATE = re.compile(
    r"(?:发布|公开|公布|发文)(?:日期|时间)\s*[:：]?\s*" + _DATE + r"|(?<![\u4e00-\u9fff])(?:日期|时间)\s*[:：]\s*" + _DATE
)


def page_title(root: etree._Element) -> str:
    """The article's title: the portal's meta element, a single heading, else the page's title up to the name of the portal."""
    named = _meta(root, _TITLE_NAMES)
    if named:
        return named
    headings = [text for text in (_text(item) for item in root.iter("h1")) if text]
    if len(headings) == 1:
        return headings[0]
    title = next((_text(item) for item in root.iter("title")), "")
    return re.split(r"\s*[_|]\s*|\s+[-–—]+\s+", title)[0].strip()


def published_on(root: etree._Element, blocks: Sequence[Block]) -> str | None:
    """The ISO day of publication: the portal's meta element, else a printed 日期： or 发布时间： outside all tables.

    A date without the word, or the day on which a form was filled in (填报日期), is not the day of publication.
    """
    named = re.search(_DATE, _meta(root, _DATE_NAMES))
    if named:
        return _iso(*named.groups())
    for block in blocks:
        found = _PRINTED_DATE.search(block.text) if isinstance(block, Paragraph) else None
        if found:
            return _iso(*(part for part in found.groups() if part is not None))
    return None


def _meta(root: etree._Element, names: tuple[str, ...]) -> str:
    values: dict[str, str] = {}
    for item in root.iter("meta"):
        name = (item.get("name") or item.get("property") or "").lower()
        values.setdefault(name, " ".join((item.get("content") or "").split()))
    return next((values[name] for name in names if values.get(name)), "")


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None

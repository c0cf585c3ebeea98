"""A portal's page (网页): decoded, parsed, its links in reading order; nothing in it is executed or loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lxml import etree

from extract.fetch.addresses import canonical
from extract.fetch.faults import FetchFault
from extract.fetch.wordings import found_in
from extract.read.charset import decode_page
from extract.read.file_type import detect_type

_DATE = re.compile(r"((?:19|20)\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_SHORT_PAGE = 1500
_ROWS = ("li", "tr", "dd", "dl", "p", "div", "record")


@dataclass(frozen=True, slots=True)
class Link:
    """One ``a`` of a page: its canonical address, the text shown or its longer ``title``, the text of the row around it."""

    url: str
    label: str
    row: str


@dataclass(frozen=True)
class Page:
    """A decoded page and the address it came from."""

    url: str
    text: str

    @cached_property
    def root(self) -> etree._Element:
        return parse(self.text)

    @cached_property
    def printed(self) -> str:
        """What a reader sees, in one line."""
        return visible_text(self.root)

    @cached_property
    def base(self) -> str:
        given = next((item.get("href") or "" for item in self.root.iter("base")), "")
        try:
            return canonical(given, self.url) if given else self.url
        except FetchFault:
            return self.url

    def links(self) -> Iterator[Link]:
        """The links that have an address, in reading order; ``javascript:`` and the like are left out."""
        yield from links_of(self.root, self.base)


def read_page(content: bytes, url: str) -> Page:
    """Decode a page. Raises :class:`FetchFault`: ``challenge`` (a block page), ``soft-404``, ``not-a-page``, ``undecodable``."""
    if detect_type(content) not in ("html", "text", "unknown"):
        raise FetchFault("not-a-page", detect_type(content))
    text, _, damaged = decode_page(content)
    if damaged * 1000 > len(text):
        raise FetchFault("undecodable", f"{damaged} of {len(text)}")
    page = Page(url, text)
    judge_text(page.printed, text)
    return page


def judge_text(printed: str, markup: str) -> None:
    """Raise for a page that is sent in place of another: a block page or "does not exist", both told by being short."""
    if len(printed) > _SHORT_PAGE:
        return
    if found_in("blocked", printed) or ("$_ts" in markup and len(printed) < 200):
        raise FetchFault("challenge", "200")
    if found_in("missing", printed):
        raise FetchFault("soft-404")


def parse(text: str) -> etree._Element:
    """The tree of a page or of a part of one; never None."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it, or nothing but a comment
        root = None
    return root if root is not None else etree.fromstring(b"<html></html>", parser)


def links_of(root: etree._Element, base: str) -> Iterator[Link]:
    for item in root.iter("a"):
        try:
            url = canonical(item.get("href") or "", base)
        except FetchFault:
            continue
        if not (item.get("href") or "").strip().startswith("#"):
            yield Link(url, _label(item), _row(item))


def visible_text(root: etree._Element) -> str:
    """The text of an element without scripts and styles, white space run together."""
    parts = []
    for item in root.iter():
        if item.tag not in ("script", "style", "noscript") and isinstance(item.tag, str) and item.text:
            parts.append(item.text)
        if item.tail and item is not root:
            parts.append(item.tail)
    return " ".join(" ".join(parts).split())


def iso_day(text: str) -> str | None:
    """The first date in a text as an ISO day."""
    found = _DATE.search(text)
    if found is None or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        return None
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"


def _label(item: etree._Element) -> str:
    shown, title = visible_text(item), " ".join((item.get("title") or "").split())
    # lists cut long titles and keep the whole one in the attribute
    return title if len(title) > len(shown.rstrip(".…")) or not shown else shown


def _row(item: etree._Element) -> str:
    """The text of the smallest row-like element around a link; one with more than three links is no row."""
    for above in item.iterancestors():
        if above.tag in _ROWS:
            if sum(1 for _ in islice(above.iter("a"), 4)) > 3:
                break
            text = visible_text(above)
            if above.tag in ("li", "tr", "dd") or _DATE.search(text):
                return text
    return visible_text(item)

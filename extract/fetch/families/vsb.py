"""博达 VSB: Yunnan, Sichuan, Gansu. ``X.htm``, then descending ``X/{total-1}.htm`` down to ``X/1.htm``, the oldest.

One article stands in lists under two addresses (``info/T/N.htm`` and ``content.jsp?wbtreeid=T&wbnewsid=N``): one is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urljoin, urlsplit

from extract.fetch.families.listing import FamilyReader, ListPage, Rows, Visitor, greatest_number, open_page, read_rows
from extract.fetch.faults import FetchFault
from extract.fetch.page import read_page
from extract.fetch.sources import Entry, Take


def listing(visitor: Visitor, entry: Entry, take: Take) -> Iterator[ListPage]:
    stem = re.sub(r"\.s?html?$", "", entry.url)
    names = re.escape(urlsplit(stem).path)

    def read(content: bytes, url: str) -> Rows:
        page = read_page(content, url)
        total = re.search(r"共\s*(\d+)\s*条", page.printed)
        rows = read_rows(page, is_article, greatest_number(page, rf"{names}/(\d+)\.htm$", 0), int(total[1]) if total else None)
        items = {item.url: item for item in (replace(row, url=article_address(row.url)) for row in rows.items)}
        return replace(rows, items=tuple(items.values()))

    rows = visitor.visit_list(entry.url, read)
    yield ListPage(entry.url, rows.items, rows.total)
    top = number = rows.pages
    while number >= 1:
        url = f"{stem}/{number}.htm"
        try:
            rows = visitor.visit_list(url, read, referer=entry.url)
        except FetchFault as fault:
            yield ListPage(url, (), fault=fault)
            if fault.meaning.stops:
                return
        else:
            yield ListPage(url, rows.items, rows.total)
            if rows.pages > top:  # a page was added in front meanwhile: all numbers have moved up
                number, top = number + rows.pages - top, rows.pages
        number -= 1


def is_article(url: str) -> bool:
    return bool(re.search(r"/info/\d+/\d+\.htm$", url)) or article_address(url) != url


def article_address(url: str) -> str:
    """The address of an article in the one form that is kept: ``info/T/N.htm``."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    tree, news = asked.get("wbtreeid", [""])[0], asked.get("wbnewsid", [""])[0]
    if parts.path.endswith("/content.jsp") and tree.isdigit() and news.isdigit():
        return urljoin(url, f"info/{tree}/{news}.htm")
    return url


VSB = FamilyReader(listing, open_page)

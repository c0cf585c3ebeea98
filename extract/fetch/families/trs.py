"""TRS WCM (拓尔思), the form with t20250930_3998449.html: mof.gov.cn, Chongqing, Hubei and many more.

Second page ``index_1.html`` on most sites, ``index_2.html`` on those whose entry says ``page_base: "2"``; the number of pages
stands in a script as ``createPageHTML(...)`` or ``countPage``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from extract.fetch.families.listing import FamilyReader, ListPage, Rows, Visitor, open_page, paged, read_rows
from extract.fetch.page import Page, read_page
from extract.fetch.sources import Entry, Take

_ARTICLE = re.compile(r"/t\d{8}_\d+\.s?html?$")
_PAGER = re.compile(r"""createPageHTML\(\s*(\d+)\s*,\s*\d+\s*,\s*["']([\w-]+)["']\s*,\s*["'](\w+)["']\s*(?:,\s*(\d+)\s*)?\)""")
_COUNT = re.compile(r"countPage\s*=\s*(\d+)")


def listing(visitor: Visitor, entry: Entry, take: Take) -> Iterator[ListPage]:
    named = re.search(r"/([\w-]+)\.(s?html?)$", entry.url)
    names = {"stem": named[1] if named else "index", "extension": named[2] if named else "html"}
    base = int(entry.options.get("page_base", "1"))

    def read(content: bytes, url: str) -> Rows:
        page = read_page(content, url)
        pager = _PAGER.search(page.text)
        if pager:
            names["stem"], names["extension"] = pager[2], pager[3]
        return read_rows(page, is_article, _pages(page), int(pager[4]) if pager and pager[4] else None)

    yield from paged(
        visitor, entry.url, lambda number: urljoin(entry.url, f"{names['stem']}_{number - 2 + base}.{names['extension']}"), read
    )


def is_article(url: str) -> bool:
    return bool(_ARTICLE.search(url))


def _pages(page: Page) -> int:
    pager = _PAGER.search(page.text)
    count = _COUNT.search(page.text)
    return max(int(pager[1]) if pager else 1, int(count[1]) if count else 1)


TRS = FamilyReader(listing, open_page)

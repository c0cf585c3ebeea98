"""集约化 platforms with column numbers: ``/x/cN/list.shtml``, ``list_2.shtml``, ``/x/cN/202508/<32 hex>.shtml``. Often GBK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from extract.fetch.families.listing import FamilyReader, ListPage, Rows, Visitor, greatest_number, open_page, paged, read_rows
from extract.fetch.page import read_page
from extract.fetch.sources import Entry, Take

_ARTICLE = re.compile(r"/c\d+/\d{6}/[0-9a-f]{32}\.shtml$")


def listing(visitor: Visitor, entry: Entry, take: Take) -> Iterator[ListPage]:
    named = re.search(r"/([\w-]+)\.shtml$", entry.url)
    stem = named[1] if named else "list"

    def read(content: bytes, url: str) -> Rows:
        page = read_page(content, url)
        said = re.search(r"""data-total=["'](\d+)|createPageHTML\(\s*(\d+)""", page.text)
        pages = greatest_number(page, rf"/{re.escape(stem)}_(\d+)\.shtml$")
        return read_rows(page, is_article, max(pages, int(said[1] or said[2]) if said else 1))

    yield from paged(visitor, entry.url, lambda number: urljoin(entry.url, f"{stem}_{number}.shtml"), read)


def is_article(url: str) -> bool:
    return bool(_ARTICLE.search(url))


C_NUMBER = FamilyReader(listing, open_page)

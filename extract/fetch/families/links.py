"""A plain list of addresses (地址清单): files, or pages that link files straight, without articles (much of Shanghai)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.fetch.addresses import canonical
from extract.fetch.attachments import attachments, names_document
from extract.fetch.families.listing import FamilyReader, Item, ListPage, Rows, Visitor, article_rows, holds_tables, open_page
from extract.fetch.faults import FetchFault
from extract.fetch.page import read_page
from extract.fetch.sources import Entry, Take
from extract.read.page_metadata import page_title


def listing(visitor: Visitor, entry: Entry, take: Take) -> Iterator[ListPage]:
    url = canonical(entry.url)
    if names_document(url):
        yield ListPage(url, (Item(url, is_file=True),))
        return
    yield ListPage(url, visitor.visit_list(url, _read).items)


def _read(content: bytes, url: str) -> Rows:
    """The files that a page links; the page itself too where it publishes tables."""
    page = read_page(content, url)
    found = {item.url: item for item in article_rows(page.links(), lambda _: False)}
    for file in attachments(page):
        found.setdefault(file.url, Item(file.url, file.name, is_file=True))
    if holds_tables(page):
        found[url] = Item(url, page_title(page.root))
    if not found:
        raise FetchFault("list-empty")
    return Rows(tuple(found.values()))


LINKS = FamilyReader(listing, open_page)

"""What all families share (列表与文章): rows of lists, pages of lists, articles with their files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from extract.fetch.article_facts import ArticleFacts, facts_of_page
from extract.fetch.attachments import Attachment, attachments, names_document
from extract.fetch.faults import FetchFault
from extract.fetch.page import Link, Page, iso_day, read_page, visible_text
from extract.fetch.sources import Entry, Take
from extract.fetch.wordings import wordings

_AMOUNT = re.compile(r"(?<![\d.])\d[\d,]*\.\d{2}(?!\d)")
_FAILED_IN_A_ROW = 3  # then the rest of the list is left: the number of its pages is not to be believed
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list: an article, or straight away a file (``is_file``). ``form`` makes its address a POST."""

    url: str
    title: str = ""
    listed_on: str | None = None
    unit: str | None = None
    form: Mapping[str, str] | None = None
    is_file: bool = False
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list. ``total`` is how many rows the portal says the whole list has; ``newest_first`` is False where a page
    without anything new says nothing about the pages after it; ``fault`` is why the page could not be read."""

    url: str
    items: tuple[Item, ...]
    total: int | None = None
    newest_first: bool = True
    fault: FetchFault | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """What one list page holds: its rows, the number of pages and of rows in all where it says so."""

    items: tuple[Item, ...]
    pages: int = 1
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An opened article: its facts, its files, and its page where the page itself publishes tables (``document_text`` is then
    the text by which two copies of it are compared)."""

    facts: ArticleFacts
    files: tuple[Attachment, ...]
    document_text: str | None = None
    address: str | None = field(default=None)


class Visitor(Protocol):
    """How a family asks for pages: each answer is checked by ``read`` before it counts, and logged."""

    def visit_list(
        self, url: str, read: Callable[[bytes, str], Read], form: Mapping[str, str] | None = None, referer: str | None = None
    ) -> Read: ...

    def visit_article(self, item: Item, read: Callable[[bytes, str], Article]) -> Article: ...


@dataclass(frozen=True, slots=True)
class FamilyReader:
    """A family of portals: how its lists are read, newest first, and how an article is opened."""

    listing: Callable[[Visitor, Entry, Take], Iterator[ListPage]]
    open_article: Callable[[Visitor, Item], Article]


def open_page(visitor: Visitor, item: Item) -> Article:
    """Open an article that is a web page."""
    return visitor.visit_article(item, lambda content, url: read_article(content, url, item))


def read_article(content: bytes, url: str, item: Item) -> Article:
    """An article's page. Raises ``not-the-article`` when neither its title nor its metadata say that it is the one listed."""
    page = read_page(content, url)
    stem = re.sub(r"\s+|(?:\.{3}|…)$", "", item.title)
    metas = {(element.get("name") or "").lower() for element in page.root.iter("meta") if element.get("content")}
    if stem[:30] not in re.sub(r"\s+", "", page.printed) and "articletitle" not in metas:
        raise FetchFault("not-the-article", item.title[:40])
    found = {attached.url: attached for attached in (*attachments(page), *item.files)}
    text = body_text(page) if holds_tables(page) else None
    return Article(facts_of_page(page, item.title, item.listed_on, item.unit), tuple(found.values()), text, url)


def holds_tables(page: Page) -> bool:
    """Whether the page itself publishes figures: a table with at least two amounts."""
    return any(len(_AMOUNT.findall(visible_text(table))) >= 2 for table in page.root.iter("table"))


def body_text(page: Page) -> str:
    """The article's text without the page around it, which counts its visitors anew each night."""
    names = wordings("body_containers")
    for name in names:
        for element in page.root.iter("div", "td", "article"):
            if name in (element.get("class") or "").split() or element.get("id") == name:
                return visible_text(element)
    return page.printed


def article_rows(links: Iterable[Link], is_article: Callable[[str], bool]) -> tuple[Item, ...]:
    """The links of a list that are articles or files, each address once, with the title and the day of their row."""
    found: dict[str, Item] = {}
    for link in links:
        is_file = names_document(link.url)
        if (is_file or is_article(link.url)) and link.label and link.url not in found:
            found[link.url] = Item(link.url, link.label, iso_day(link.row), is_file=is_file)
    return tuple(found.values())


def paged(visitor: Visitor, first: str, address: Callable[[int], str], read: Callable[[bytes, str], Rows]) -> Iterator[ListPage]:
    """A list whose pages are numbered: the first one, then ``address(2)`` up to the greatest number that any page names.

    A later page that cannot be read is passed on with its fault, and the pages behind it are still asked for.
    """
    rows = visitor.visit_list(first, read)
    yield ListPage(first, rows.items, rows.total)
    last, number, before, failed = rows.pages, 2, first, 0
    while number <= last and failed < _FAILED_IN_A_ROW:
        url = address(number)
        try:
            rows = visitor.visit_list(url, read, referer=before)
        except FetchFault as fault:
            yield ListPage(url, (), fault=fault)
            failed += 1
            if fault.meaning.stops:
                return
        else:
            failed = 0
            last = max(last, rows.pages)
            yield ListPage(url, rows.items, rows.total)
        before, number = url, number + 1


def read_rows(page: Page, is_article: Callable[[str], bool], pages: int, total: int | None = None) -> Rows:
    """The rows of a list page. Raises ``list-empty`` when there is none: a list that is shown always has rows."""
    items = article_rows(page.links(), is_article)
    if not items:
        raise FetchFault("list-empty", urlsplit(page.url).path[:80])
    return Rows(items, pages, total)


def greatest_number(page: Page, pattern: str, least: int = 1) -> int:
    """The greatest page number among the links of a page whose address matches; ``least`` where there is none."""
    numbers = [int(found[1]) for link in page.links() for found in [re.search(pattern, link.url)] if found]
    return max(numbers, default=least)

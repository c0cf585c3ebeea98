"""开普 UCAP (Guangdong): static lists ``index.html``, ``index_2.html`` with ``content/post_N.html``, or the JSON directory
``/gkmlpt/index``, whose items name their publisher and their files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin

from extract.fetch.addresses import canonical
from extract.fetch.attachments import Attachment, clean_name
from extract.fetch.families.listing import (
    FamilyReader,
    Item,
    ListPage,
    Rows,
    Visitor,
    greatest_number,
    open_page,
    paged,
    read_rows,
)
from extract.fetch.faults import FetchFault
from extract.fetch.page import iso_day, read_page
from extract.fetch.sources import Entry, Take

_ARTICLE = re.compile(r"/(?:post|content)_\d+\.html?$")
_BEIJING_TIME = timezone(timedelta(hours=8))


def listing(visitor: Visitor, entry: Entry, take: Take) -> Iterator[ListPage]:
    if "/gkmlpt/" in entry.url:
        yield from _directory(visitor, entry)
        return

    def read(content: bytes, url: str) -> Rows:
        page = read_page(content, url)
        return read_rows(page, is_article, greatest_number(page, r"/index_(\d+)\.html?$"))

    yield from paged(visitor, entry.url, lambda number: urljoin(entry.url, f"index_{number}.html"), read)


def is_article(url: str) -> bool:
    return bool(_ARTICLE.search(url))


def _directory(visitor: Visitor, entry: Entry) -> Iterator[ListPage]:
    sid = visitor.visit_list(entry.url, _read_site_number)
    found, total, number = 0, 1, 1
    while found < total:
        url = urljoin(entry.url, f"/gkmlpt/api/all/{entry.options.get('category', '0')}?page={number}&sid={sid}")
        rows = visitor.visit_list(url, _read_directory, referer=entry.url)
        total = rows.total or 0
        if not rows.items and found < total:
            yield ListPage(url, (), fault=FetchFault("list-stuck", f"page {number}"))
            return
        yield ListPage(url, rows.items, total)
        found, number = found + len(rows.items), number + 1


def _read_site_number(content: bytes, url: str) -> str:
    found = re.search(r"""["']?SID["']?\s*[:=]\s*["']?(\w+)""", read_page(content, url).text)
    if not found:
        raise FetchFault("list-empty", "no SID")
    return found[1]


def _read_directory(content: bytes, url: str) -> Rows:
    try:
        values = json.loads(content)
        items = tuple(_item(row, url) for row in values["articles"])
        return Rows(items, total=int(values["total"]))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise FetchFault("list-empty", "not the directory's JSON") from fault


def _item(row: dict[str, Any], base: str) -> Item:
    files = tuple(
        Attachment(canonical(str(file["url"]), base), clean_name(str(file.get("name") or "")))
        for file in row.get("attachment") or ()
    )
    day = row.get("date_published") or row.get("date")
    when = datetime.fromtimestamp(day, _BEIJING_TIME).date().isoformat() if isinstance(day, int) else iso_day(str(day))
    return Item(canonical(str(row["url"]), base), str(row["title"]), when, row.get("publisher") or None, files=files)


UCAP = FamilyReader(listing, open_page)

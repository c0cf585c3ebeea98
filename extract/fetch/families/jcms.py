"""大汉 JCMS: Zhejiang, Jiangsu, Shandong. ``/col/colN/index.html``, ``/art/2022/10/12/art_N_M.html``.

The column page carries its first records inside a script; the others come from a proxy whose parameters (unitid, webid) are
read out of the page. Some proxies answer empty, or give the first page whatever is asked: both are noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin

from extract.fetch.families.listing import FamilyReader, Item, ListPage, Rows, Visitor, article_rows, open_page
from extract.fetch.faults import FetchFault
from extract.fetch.page import links_of, parse, read_page
from extract.fetch.sources import Entry, Take

_ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+_\w+\.html?$|/col/col\d+/art/\d{4}/art_[0-9a-f]+\.html?$")
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S)
_PAGES_PER_CALL = 3  # what the sites' own script asks for


@dataclass(frozen=True, slots=True)
class _Column:
    """The first page of a column and what its script says of the proxy; ``proxy`` is "" where there is none."""

    rows: Rows
    proxy: str
    parameters: Mapping[str, str]
    per_page: int


def listing(visitor: Visitor, entry: Entry, take: Take) -> Iterator[ListPage]:
    column = visitor.visit_list(entry.url, _read_column)
    yield ListPage(entry.url, column.rows.items, column.rows.total)
    seen = {item.url for item in column.rows.items}
    start, total = len(column.rows.items) + 1, column.rows.total or 0
    while column.proxy and start <= total:
        end = min(start + column.per_page * _PAGES_PER_CALL - 1, total)
        asked = {"startrecord": str(start), "endrecord": str(end), "perpage": str(column.per_page), **column.parameters}
        posted = entry.options.get("proxy_method") == "POST"
        url = urljoin(entry.url, column.proxy) + ("" if posted else "?" + urlencode(asked))
        try:
            rows = visitor.visit_list(url, _read_proxy, form=asked if posted else None, referer=entry.url)
            if all(item.url in seen for item in rows.items):
                raise FetchFault("list-stuck", f"records {start}-{end}")
        except FetchFault as fault:
            yield ListPage(url, (), fault=fault)
            return
        yield ListPage(url, rows.items, rows.total)
        seen.update(item.url for item in rows.items)
        start, total = end + 1, max(total, rows.total or 0)


def _read_column(content: bytes, url: str) -> _Column:
    page = read_page(content, url)
    items = _records(page.text, url) or article_rows(page.links(), is_article)
    if not items:
        raise FetchFault("list-empty")
    proxy = re.search(r"""proxyUrl\s*:\s*["']([^"']+)["']""", page.text)
    parameters = re.search(r"""dataParams?\s*:\s*["']([^"']+)["']""", page.text)
    per_page = re.search(r"perPage\s*:\s*(\d+)", page.text)
    return _Column(
        Rows(items, total=_total(page.text)),
        proxy[1] if proxy else "",
        dict(parse_qsl(parameters[1].replace("&amp;", "&"))) if parameters else {},
        int(per_page[1]) if per_page else 15,
    )


def _read_proxy(content: bytes, url: str) -> Rows:
    text = read_page(content, url).text
    items = _records(text, url)
    if not items:
        raise FetchFault("list-stuck", "no records")
    return Rows(items, total=_total(text))


def _records(text: str, url: str) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for record in _RECORD.findall(text):
        for item in article_rows(links_of(parse(f"<div>{record}</div>"), url), is_article):
            found.setdefault(item.url, item)
    return tuple(found.values())


def _total(text: str) -> int | None:
    found = re.search(r"<totalrecord>\s*(\d+)|totalRecord\s*:\s*(\d+)", text)
    return int(found[1] or found[2]) if found else None


def is_article(url: str) -> bool:
    return bool(_ARTICLE.search(url))


JCMS = FamilyReader(listing, open_page)

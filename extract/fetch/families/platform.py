"""省级统一平台 (Jiangsu): the page is a shell, everything comes as JSON: departments, their accounts by year, their files.

There is no article page; the department is the publishing unit. The calls are known for Jiangsu only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urljoin

from extract.fetch.addresses import canonical
from extract.fetch.article_facts import settled
from extract.fetch.attachments import Attachment, clean_name
from extract.fetch.families.listing import Article, FamilyReader, Item, ListPage, Visitor
from extract.fetch.faults import FetchFault
from extract.fetch.page import iso_day
from extract.fetch.sources import Entry, Take

_DEPARTMENTS = "front/department/getdepartmentname.do"
_ACCOUNTS = "front/budgetfinal/itemsandpag.do"
_FILES = "front/budgetfinal/getTemporaryFiles.do"
_DOWNLOAD = "front/budgetfinal/download.do"


def listing(visitor: Visitor, entry: Entry, take: Take) -> Iterator[ListPage]:
    for year in [str(year) for year in take.years] or [""]:
        asked = {
            "pid": entry.options.get("pid", ""),
            "departmentName": "",
            "date": year,
            "typeid": entry.options.get("typeid", ""),
        }
        url = urljoin(entry.url, _DEPARTMENTS)
        departments = visitor.visit_list(url, _json(_rows_of_list), form=asked, referer=entry.url)
        for department in departments:
            yield from _accounts(visitor, entry, year, str(department["iid"]), str(department["name"]))


def _accounts(visitor: Visitor, entry: Entry, year: str, number: str, name: str) -> Iterator[ListPage]:
    page, last = 1, 1
    url = urljoin(entry.url, _ACCOUNTS)
    while page <= last:
        asked = {"page_num": str(page), "groupid": number, "typeid": entry.options.get("typeid", ""), "date": year}
        try:
            found = visitor.visit_list(url, _json(_accounts_of), form=asked, referer=entry.url)
        except FetchFault as fault:
            yield ListPage(f"{url}?{urlencode(asked)}", (), newest_first=False, fault=fault)
            return
        items = tuple(
            Item(
                urljoin(entry.url, _FILES),
                str(row.get("title") or name),
                iso_day(str(row.get("publishdate") or "")),
                name,
                {"uuid": f"'{row['uuid']}'"},
            )
            for row in found["budgetTemplates"]
        )
        yield ListPage(f"{url}?{urlencode(asked)}", items, newest_first=False)
        page, last = page + 1, int(found.get("totalPage") or 1)


def open_article(visitor: Visitor, item: Item) -> Article:
    """The files of one account."""

    def read(content: bytes, url: str) -> Article:
        rows = _json(_rows_of_list)(content, url)
        day = next((iso_day(str(row.get("t_uploaddate") or "")) for row in rows), None)
        files = tuple(
            Attachment(
                canonical(f"../budgetfinal/{_DOWNLOAD.rsplit('/', 1)[1]}?iid={row['iid']}", url),
                clean_name(str(row["t_oldname"])),
            )
            for row in rows
        )
        return Article(settled(item.title, item.unit, {"label": day, "list": item.listed_on}), files)

    return visitor.visit_article(item, read)


def _json(take: Callable[[Any], Any]) -> Callable[[bytes, str], Any]:
    """A reader of a JSON answer that raises ``list-empty`` for anything else, such as a page that says no."""

    def read(content: bytes, url: str) -> Any:
        try:
            return take(json.loads(content))
        except (ValueError, KeyError, TypeError) as fault:
            raise FetchFault("list-empty", "not the platform's JSON") from fault

    return read


def _rows_of_list(values: Any) -> list[dict[str, Any]]:
    if not isinstance(values, list) or not all(isinstance(row, dict) and "iid" in row for row in values):
        raise ValueError("not a list of rows")
    return values


def _accounts_of(values: Any) -> dict[str, Any]:
    if not all(row["uuid"] for row in values["budgetTemplates"]):
        raise ValueError("an account without a number")
    return dict(values)


PLATFORM = FamilyReader(listing, open_article)

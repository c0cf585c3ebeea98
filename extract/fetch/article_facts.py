"""What an article says of itself (文章信息): title, publishing unit (发布机构), and every date by where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from extract.fetch.page import Page, iso_day
from extract.fetch.wordings import wordings
from extract.read.page_metadata import page_title

_CHINESE = r"[\u4e00-\u9fff（）()·、“”]{2,40}"
_YEAR = r"(?:20\d{2}|二[〇○零]二[〇○零一二三四五六七八九])\s*年?\s*度?"
_SUBJECT = r"(?:部门|单位|本级|部门所属单位|所属单位)?(?:决算|预算|绩效|项目|整体支出|财政)"
_ORDER = ("meta", "label", "list", "address")
_CARRIER = re.compile(r"财政(?:局|厅|部|所)$")


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """``dates`` are ISO days by where they stood: meta, label, list, address, and ``written`` (成文日期), which is another fact.

    ``published_on`` is the first of them in the order that has proved right; ``dates_differ`` flags days more than one apart.
    """

    title: str
    unit: str | None
    published_on: str | None
    dates: Mapping[str, str] = field(default_factory=dict)

    @property
    def dates_differ(self) -> bool:
        days = [date.fromisoformat(day) for place, day in self.dates.items() if place != "written"]
        return bool(days) and (max(days) - min(days)).days > 1


def facts_of_page(page: Page, listed_title: str, listed_on: str | None, listed_unit: str | None = None) -> ArticleFacts:
    """The facts of an article's page, with what the list said where the page is silent."""
    metas = _metas(page)
    title = metas.get("articletitle") or _whole(listed_title) or page_title(page.root) or listed_title
    dates = {
        "meta": iso_day(metas.get("pubdate", "")),
        "label": _labelled_day(page.printed, wordings("date_labels")),
        "written": _labelled_day(page.printed, wordings("written_labels")),
        "list": listed_on,
        "address": address_day(page.url),
    }
    return settled(title, _unit(page, metas, title) or listed_unit, dates)


def settled(title: str, unit: str | None, dates: Mapping[str, str | None]) -> ArticleFacts:
    """Facts with the date chosen among all that were seen; days that are in no calendar are dropped."""
    seen = {place: day for place, day in dates.items() if day and _is_day(day)}
    return ArticleFacts(title, unit, next((seen[place] for place in _ORDER if place in seen), None), seen)


def address_day(url: str) -> str | None:
    """The day that an address carries: t20250825_1.html, /art/2025/8/25/; None where there is none."""
    found = re.search(r"/[tT](20\d{2})(\d{2})(\d{2})_\d+\.|/art/(20\d{2})/(\d{1,2})/(\d{1,2})/", url)
    return iso_day("-".join(part for part in found.groups() if part)) if found else None


def unit_in_title(title: str) -> str | None:
    """The unit that a title names, before its year or between year and subject; None when that does not end like a unit."""
    text = re.sub(r"\s+", "", re.sub(r"^关于(?:公[开布示])?", "", title))
    candidates: list[str] = []
    for pattern in (rf"^({_CHINESE}?)(?=所属单位|{_YEAR})", rf"{_YEAR}({_CHINESE}?)(?={_SUBJECT})", rf"[（(]({_CHINESE}?)[）)]$"):
        candidates.extend(found[1] for found in re.finditer(pattern, text))
    endings = wordings("unit_endings")
    return next((item for item in candidates if len(item) >= 3 and item.endswith(endings)), None)


def _unit(page: Page, metas: Mapping[str, str], title: str) -> str | None:
    """发布机构 of the index table, then the source; a finance bureau that only carries another unit's account gives way to it."""
    named = unit_in_title(title)
    sources = [
        _labelled_name(page.printed, wordings("unit_labels")),
        metas.get("contentsource"),
        _labelled_name(page.printed, wordings("carrier_labels")),
    ]
    for source in sources:
        if source and not _is_site_itself(source):
            return named if named and _CARRIER.search(source) and not _CARRIER.search(named) else source
    return named


def _is_site_itself(name: str) -> bool:
    return name.strip() in wordings("site_itself")


def _metas(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in page.root.iter("meta"):
        name, value = (item.get("name") or "").lower(), " ".join((item.get("content") or "").split())
        if value:
            found.setdefault(name, value)
    return found


def _labelled_day(text: str, labels: Iterable[str]) -> str | None:
    return next((day for label in labels for day in (_day_after(text, label),) if day), None)


def _day_after(text: str, label: str) -> str | None:
    found = re.search(
        rf"(?<![\u4e00-\u9fff]){label}[\s\]】：:]{{1,4}}((?:19|20)\d{{2}}\s*[-年/.]\s*\d{{1,2}}\s*[-月/.]\s*\d{{1,2}})", text
    )
    return iso_day(found[1]) if found else None


def _labelled_name(text: str, labels: Iterable[str]) -> str | None:
    for label in labels:
        found = re.search(rf"(?<![\u4e00-\u9fff]){label}[\s\]】]*[：:\]】][\s：:]*({_CHINESE})", text)
        if found:
            return found[1]
    return None


def _whole(title: str) -> str:
    return "" if title.endswith(("...", "…")) else title


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

"""One source, one night (采集一个来源): lists, articles and files into the archive; every step is in the capture log."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from extract.archive.capture_log import STORED_STATUSES, Capture
from extract.fetch.addresses import address_or_none
from extract.fetch.article_facts import ArticleFacts, address_day, settled, unit_in_title
from extract.fetch.attachments import Attachment
from extract.fetch.client import Client
from extract.fetch.families import FAMILIES
from extract.fetch.families.listing import Item, ListPage
from extract.fetch.faults import FetchFault
from extract.fetch.ledger import Key, Ledger, moment
from extract.fetch.limits import DEFAULT_FETCH_LIMITS, FetchLimits
from extract.fetch.night import Night, place_of
from extract.fetch.report import FetchReport, Listed, Outcome, Status
from extract.fetch.sources import Entry, Source

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Findings:
    """What has come together so far tonight."""

    outcomes: list[Outcome] = field(default_factory=list)
    listed: dict[str, Listed] = field(default_factory=dict)
    list_pages: int = 0
    not_tried: int = 0
    stopped: FetchFault | None = None


def fetch_source(
    source: Source,
    home: Path,
    *,
    since: date | None = None,
    dry_run: bool = False,
    full: bool = False,
    allow: Sequence[tuple[str, int]] = (),
    limits: FetchLimits = DEFAULT_FETCH_LIMITS,
) -> FetchReport:
    """Pull what is new and changed of one source into ``home/raw``. Never raises for what a portal does: see the report.

    ``since`` leaves out what the list dates earlier; ``full`` lists to the end and asks again for every known document;
    ``dry_run`` only lists, and writes nothing; ``allow`` names (host, port) pairs on private addresses, for tests only.
    A run that was killed is taken up where it stopped: what it finished is neither asked for nor logged again. Two runs of one
    source must not overlap: the caller holds the lock.
    """
    mode = ("full" if full else "incremental") + (f"-since{since:%Y%m%d}" if since else "")
    started_at = moment()
    ledger = Ledger(home, source.id, mode, datetime.now(UTC), writes=not dry_run)
    findings = _Findings()
    with Client(source, allow, limits) as client:
        night = Night(source.id, home, client, ledger, limits, proving=full, writes=not dry_run)
        try:
            _Round(source, night, findings, since, full, dry_run, limits).go()
            ledger.finish()
        except OSError as fault:
            findings.stopped = FetchFault("storage", fault.strerror or type(fault).__name__)
            _log.error("source %s: %s", source.id, place_of(fault))
        except Exception as fault:  # one failing source must not stop the others; the night is taken up again
            findings.stopped = FetchFault("internal", place_of(fault))
            _log.error("source %s: %s", source.id, place_of(fault))
        counts = client.counts
    days = [item.published_on for item in (*ledger.before.values(), *ledger.tonight.values()) if item.kind == "document"]
    stopped = findings.stopped
    return FetchReport(
        source=source.id,
        run_id=ledger.run_id,
        started_at=started_at,
        finished_at=moment(),
        dry_run=dry_run,
        full=full,
        outcomes=tuple(findings.outcomes),
        listed=tuple(findings.listed.values()),
        list_pages=findings.list_pages,
        requests=counts.requests,
        not_modified=counts.not_modified,
        bytes_received=counts.bytes_received,
        not_tried=findings.not_tried,
        stopped=stopped.code if stopped else "",
        stopped_zh=stopped.message("zh") if stopped else "",
        stopped_en=stopped.message("en") if stopped else "",
        newest_published_on=max((day for day in days if day), default=None),
    )


@dataclass(slots=True)
class _Round:
    """The order of a night: every entry's list and what is new in it, then what is known and due to be looked at again."""

    source: Source
    night: Night
    findings: _Findings
    since: date | None
    full: bool
    dry_run: bool
    limits: FetchLimits
    opened: set[Key] = field(default_factory=set)
    counted: set[Key] = field(default_factory=set)
    troubled: set[str] = field(default_factory=set)

    def go(self) -> None:
        for capture in self.night.ledger.last_status.values():
            if capture.status in ("blocked", "failed"):
                self.troubled.update((capture.url or "", capture.article_url or ""))
        for entry in self.source.entries:
            items, whole = self._listed(entry)
            if not self.dry_run:
                items.sort(key=lambda item: item.url in self.troubled)  # what stopped a night must not starve what is behind it
                tried = [self._take(item) for item in items]
                if whole and all(tried) and self.since is None and ("listing", entry.url, "") not in self.night.ledger.tonight:
                    self.night.ledger.record(self.night.ledger.mark("listing", entry.url))
        if not self.dry_run:
            self._look_again()

    def _listed(self, entry: Entry) -> tuple[list[Item], bool]:
        """The rows of an entry's list that are wanted, and whether the list was read to its end without a fault."""
        rows: dict[str, Item] = {}
        total, whole, repeated = 0, True, 0
        stops_early = not self.full and entry.url in self.night.ledger.listed
        try:
            for page in FAMILIES[self.source.family].listing(self.night, entry, self.source.take):
                self.findings.list_pages += 1
                total = max(total, page.total or 0)
                if page.fault is not None:
                    whole = False
                    self._list_fault(page.url, page.fault)
                repeated = repeated + 1 if page.items and all(row_key(item) in rows for item in page.items) else 0
                rows.update((row_key(item), item) for item in page.items)
                if repeated >= self.limits.repeated_list_pages:
                    raise FetchFault("list-stuck", page.url)
                if self._ends_here(page, stops_early):
                    return self._wanted(rows.values()), False
                if self.findings.list_pages >= self.limits.max_list_pages:
                    raise FetchFault("list-stuck", f"more than {self.limits.max_list_pages} pages")
            if whole and len(rows) < total:
                raise FetchFault("list-short", f"{len(rows)} of {total}")
        except FetchFault as fault:
            whole = False
            self._list_fault(entry.url, fault)
        return self._wanted(rows.values()), whole

    def _ends_here(self, page: ListPage, stops_early: bool) -> bool:
        if page.fault is not None or not page.newest_first:
            return False
        if self.since is not None and page.items:
            return all(item.listed_on is not None and item.listed_on < self.since.isoformat() for item in page.items)
        wanted = [item for item in page.items if not item.title or self.source.take.wants(item.title)]
        return stops_early and all(_key_of(item) in self.night.ledger.before for item in wanted)

    def _wanted(self, rows: Iterable[Item]) -> list[Item]:
        chosen = []
        for item in rows:
            late = self.since is None or item.listed_on is None or item.listed_on >= self.since.isoformat()
            if late and (not item.title or self.source.take.wants(item.title)):
                chosen.append(item)
                self.findings.listed.setdefault(row_key(item), Listed(item.url, item.title, item.listed_on))
        return chosen

    def _list_fault(self, url: str, fault: FetchFault) -> None:
        self.findings.stopped = self.night.stopped(url) or self.findings.stopped
        status: Status = "failed" if fault.meaning.status == "vanished" else fault.meaning.status
        self.findings.outcomes.append(
            Outcome("list", status, fault.code, url, message_zh=fault.message("zh"), message_en=fault.message("en"))
        )

    def _take(self, item: Item) -> bool:
        """Open one row and fetch its files; False when its host is no longer asked and the row is left for the next night."""
        key = _key_of(item)
        if key in self.opened:
            return True
        self.opened.add(key)
        if key not in self.night.ledger.tonight and self.night.stopped(item.url):
            self.findings.not_tried += 1
            return False
        if item.is_file:
            days = {"list": item.listed_on, "address": address_day(item.url)}
            facts = settled(item.title, item.unit or unit_in_title(item.title), days)
            self._file(Attachment(item.url, item.title), facts, None, None)
            return True
        try:
            article = FAMILIES[self.source.family].open_article(self.night, item)
        except FetchFault:
            self._count(self.night.ledger.tonight[key])
            return True
        address = item.url if item.form is None else None
        page_document = self.night.ledger.tonight.get(("document", item.url, ""))
        if page_document is not None and item.form is None:
            self._count(page_document)
        for file in article.files:
            self._file(file, article.facts, address, article.address)
        if not article.files and article.document_text is None and self.source.take.titles:
            self._nothing_found(self.night.ledger.tonight[key])
        return True

    def _nothing_found(self, article: Capture) -> None:
        """Say once of an article with a wanted title that it gave nothing: it may link its file in a way we do not know."""
        if article.status in ("new", "changed"):
            self._count(replace(article, status="failed", code="no-files"))

    def _file(self, file: Attachment, facts: ArticleFacts, article_url: str | None, referer: str | None) -> None:
        if ("document", file.url, "") not in self.night.ledger.tonight and self.night.stopped(file.url):
            self.findings.not_tried += 1
            return
        self._count(self.night.visit_document(file, facts, article_url, referer))

    def _look_again(self) -> None:
        """Ask once more for known articles and files that tonight's lists did not lead to."""
        known = [capture for capture in self.night.ledger.known() if self._is_due(capture)]
        known.sort(key=lambda capture: capture.url in self.troubled)
        articles = {capture.url for capture in known if capture.kind == "article"}
        for capture in known:
            if capture.kind == "article":
                self._take(_item_of(capture))
        for capture in known:
            key = ("document", capture.url or "", "")
            if capture.kind == "document" and capture.url not in articles and key not in self.counted:
                facts = ArticleFacts(capture.article_title, capture.unit, capture.published_on, capture.dates)
                self._file(Attachment(capture.url or "", capture.name), facts, capture.article_url, capture.article_url)
            elif capture.kind == "document" and capture.url in articles:
                self._follow_article(capture)

    def _follow_article(self, capture: Capture) -> None:
        """A document that is an article's own page vanishes with the article."""
        article = self.night.ledger.tonight.get(("article", capture.url or "", ""))
        key = ("document", capture.url or "", "")
        if article is not None and article.status == "vanished" and key not in self.counted:
            self._count(self.night.vanish(capture))

    def _is_due(self, capture: Capture) -> bool:
        """Known articles and files are looked at again for a time after publication and first sight; a full run looks at all."""
        if capture.kind not in ("article", "document") or address_or_none(capture.url or "") is None:
            return False
        if self.full:
            return True
        key = (capture.kind, capture.url or "", capture.form)
        last = self.night.ledger.last_status[key]
        if last.status == "vanished":
            return False
        if self.since is not None and (capture.published_on or "") < self.since.isoformat():
            return False
        newest = max(capture.published_on or "", self.night.ledger.first_seen.get(key, capture.captured_at)[:10])
        return newest >= (self.night.ledger.started - timedelta(days=self.source.recheck_days)).date().isoformat()

    def _count(self, capture: Capture) -> None:
        """Add an outcome, once per address. Articles count only when something is wrong with them."""
        key = (capture.kind, capture.url or "", capture.form)
        if key in self.counted:
            return
        self.counted.add(key)
        fault = FetchFault(capture.code) if capture.code else None
        if fault is not None:
            self.findings.stopped = self.night.stopped(capture.url or "") or self.findings.stopped
        before = self.night.ledger.before.get(key)
        sha256 = capture.sha256 or (before.sha256 if before and capture.kind == "document" else None)
        self.findings.outcomes.append(
            Outcome(
                "article" if capture.kind == "article" else "document",
                _status(capture),
                capture.code,
                capture.url or "",
                capture.article_url,
                capture.article_title,
                capture.unit,
                capture.published_on,
                sha256,
                fault.message("zh") if fault else "",
                fault.message("en") if fault else "",
            )
        )


def row_key(item: Item) -> str:
    """What makes a row of a list itself: its address, and the form where the address alone says nothing."""
    return item.url + "".join(f"\n{name}={value}" for name, value in (item.form or {}).items())


def _key_of(item: Item) -> Key:
    return ("document" if item.is_file else "article", item.url, urlencode(item.form) if item.form else "")


def _item_of(capture: Capture) -> Item:
    form = dict(parse_qsl(capture.form)) if capture.form else None
    return Item(capture.url or "", capture.article_title, capture.dates.get("list"), capture.unit, form)


def _status(capture: Capture) -> Status:
    found: dict[str, Status] = {"vanished": "vanished", "blocked": "blocked", "new": "new", "changed": "changed"}
    return found.get(capture.status, "unchanged" if capture.status in STORED_STATUSES else "failed")

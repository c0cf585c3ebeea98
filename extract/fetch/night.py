"""One source in one night (一夜): every address is asked at most once, judged, stored, logged, and only then counted."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from extract.archive import document_store, page_store
from extract.archive.capture_log import STORED_STATUSES, Capture
from extract.fetch.addresses import address_or_none
from extract.fetch.article_facts import ArticleFacts
from extract.fetch.attachments import Attachment
from extract.fetch.body import header
from extract.fetch.client import Answer, Client, Question
from extract.fetch.families.listing import Article, Item, body_text
from extract.fetch.faults import FetchFault
from extract.fetch.ledger import Key, Ledger, moment
from extract.fetch.limits import FetchLimits
from extract.fetch.page import read_page
from extract.fetch.received_file import file_name, judge_file, promised_extension

Read = TypeVar("Read")
_log = logging.getLogger(__name__)
_KEPT_HEADERS = ("etag", "last-modified", "content-type", "content-disposition", "content-length", "date", "server")


class Night:
    """Asks through ``client``, remembers through ``ledger``. A :class:`families.listing.Visitor`.

    ``proving`` makes a full run download again what was last downloaded long ago. ``writes`` is False for a dry run.
    """

    def __init__(
        self, source: str, home: Path, client: Client, ledger: Ledger, limits: FetchLimits, *, proving: bool, writes: bool
    ) -> None:
        self._source = source
        self._home = home
        self._client = client
        self._limits = limits
        self._proving = proving
        self._writes = writes
        self.ledger = ledger

    def visit_list(
        self, url: str, read: Callable[[bytes, str], Read], form: Mapping[str, str] | None = None, referer: str | None = None
    ) -> Read:
        """A list page, checked by ``read``. Raises :class:`FetchFault`, which is then in the log as well."""
        draft = self._draft("list", url, form, name=url)
        return self._visit(draft, form, referer, read, lambda capture, _: capture)[0]

    def visit_article(self, item: Item, read: Callable[[bytes, str], Article]) -> Article:
        """An article, checked by ``read``; where its page publishes tables, the page is archived as a document too."""
        draft = replace(
            self._draft("article", item.url, item.form, name=item.title),
            article_title=item.title,
            unit=item.unit,
            dates={"list": item.listed_on} if item.listed_on else {},
        )
        article, content = self._visit(draft, item.form, None, read, lambda capture, opened: _with_facts(capture, opened.facts))
        if article.document_text is not None:
            self._keep_page(item.url, article, content)
        return article

    def visit_document(self, file: Attachment, facts: ArticleFacts, article_url: str | None, referer: str | None) -> Capture:
        """A file of an article: asked for, judged by its content, archived, logged. Never raises :class:`FetchFault`."""
        draft = _with_facts(replace(self._draft("document", file.url, None, name=file.name), article_url=article_url), facts)
        key = _key(draft)
        if key in self.ledger.tonight:
            return self.ledger.tonight[key]
        before = self.ledger.before.get(key)
        if before is not None and document_store.locate(self._home, before.sha256) is None:
            before = None
        try:
            answer = self._ask(draft, before, None, referer, self._limits.max_file_bytes)
            if answer.status == 304 and before is not None:
                capture = replace(draft, sha256=before.sha256, status="unchanged", http_status=304, name=before.name)
            else:
                _guarded(judge_file, answer.content, promised_extension(answer.final_url, file.name, answer.headers))
                capture = self._described(draft, answer)
                capture = replace(capture, name=file_name(answer.final_url, file.name, answer.headers))
                capture = _compared(replace(capture, sha256=document_store.archive(self._home, answer.content)), before)
        except FetchFault as fault:
            capture = self._failed(draft, fault)
        return self._record(capture, before)

    def vanish(self, before: Capture) -> Capture:
        """Log that a document is gone without asking for it: it was the page of an article that is gone."""
        key = _key(before)
        if key in self.ledger.tonight:
            return self.ledger.tonight[key]
        gone = replace(before, sha256="", status="vanished", code="gone", run_id=self.ledger.run_id, http_status=None, headers={})
        return self._record(gone, before)

    def stopped(self, url: str) -> FetchFault | None:
        """Why the host of an address is no longer asked tonight; what was finished before that is still to be had."""
        return self._client.stopped(url) if address_or_none(url) else None

    def _visit(
        self,
        draft: Capture,
        form: Mapping[str, str] | None,
        referer: str | None,
        read: Callable[[bytes, str], Read],
        enriched: Callable[[Capture, Read], Capture],
    ) -> tuple[Read, bytes]:
        key = _key(draft)
        finished = self.ledger.tonight.get(key)
        if finished is not None and finished.status not in STORED_STATUSES:
            raise FetchFault(finished.code or "internal", "earlier tonight")
        if finished is not None and (content := page_store.page(self._home, finished.sha256)) is not None:
            return _guarded(read, content, finished.final_url or draft.url or ""), content
        before = self.ledger.before.get(key)
        stored = page_store.page(self._home, before.sha256) if before is not None else None
        try:
            answer = self._ask(draft, before if stored is not None else None, form, referer, self._limits.max_page_bytes)
            content = stored if answer.status == 304 and stored is not None else answer.content
            result = _guarded(read, content, answer.final_url)
        except FetchFault as fault:
            self._record(self._failed(draft, fault), before)
            raise
        capture = enriched(self._described(draft, answer), result)
        sha256 = page_store.keep(self._home, content) if self._writes else ""
        if finished is None:
            self._record(_compared(replace(capture, sha256=sha256), before), before)
        return result, content

    def _ask(
        self, draft: Capture, before: Capture | None, form: Mapping[str, str] | None, referer: str | None, most: int
    ) -> Answer:
        """Ask, conditionally where an earlier answer is still at hand; a 304 with another tag than ours proves nothing."""
        question = Question(draft.url or "", most, form, referer)
        if before is None or form is not None or self._must_prove(_key(draft)):
            return self._client.ask(question)
        etag = before.headers.get("etag", "")
        conditional = replace(
            question, etag=etag, modified=before.headers.get("last-modified", ""), known_at=before.final_url or draft.url or ""
        )
        answer = self._client.ask(conditional)
        if answer.status == 304 and etag and header(answer.headers, "etag") not in ("", etag):
            return self._client.ask(question)
        return answer

    def _must_prove(self, key: Key) -> bool:
        """True in a full run for what has not been downloaded for long: some portals answer 304 to everything."""
        last = self.ledger.last_body.get(key, "")
        if not self._proving or not last:
            return False
        return datetime.fromisoformat(last) <= self.ledger.started - timedelta(days=self._limits.proof_days)

    def _keep_page(self, url: str, article: Article, content: bytes) -> None:
        draft = replace(self._draft("document", url, None, name=article.facts.title), article_url=url)
        draft = _with_facts(draft, article.facts)
        before = self.ledger.before.get(_key(draft))
        if _key(draft) in self.ledger.tonight or not self._writes:
            return
        same = before is not None and self._same_text(before.sha256, url, article.document_text)
        sha256 = before.sha256 if same and before is not None else document_store.archive(self._home, content)
        self._record(_compared(replace(draft, sha256=sha256, http_status=200, final_url=article.address), before), before)

    def _same_text(self, sha256: str, url: str, text: str | None) -> bool:
        """Whether an archived page says the same, whatever else (counters, banners) has changed around it."""
        try:
            return body_text(read_page(document_store.load(self._home, sha256), url)) == text
        except (FetchFault, document_store.ArchiveDamaged):
            return False

    def _failed(self, draft: Capture, fault: FetchFault) -> Capture:
        known = _key(draft) in self.ledger.before
        status = "failed" if fault.meaning.status == "vanished" and not known else fault.meaning.status
        return replace(draft, status=status, code=fault.code)

    def _described(self, draft: Capture, answer: Answer) -> Capture:
        headers = {name: header(answer.headers, name) for name in _KEPT_HEADERS if header(answer.headers, name)}
        return replace(draft, final_url=answer.final_url, http_status=answer.status, headers=headers)

    def _draft(self, kind: str, url: str, form: Mapping[str, str] | None, name: str) -> Capture:
        return Capture(
            "", name, self._source, url, "", "", kind=kind, run_id=self.ledger.run_id, form=urlencode(form) if form else ""
        )

    def _record(self, capture: Capture, before: Capture | None) -> Capture:
        """Log a sighting. An unchanged one says only what differs from the sighting before it."""
        whole = replace(capture, captured_at=moment())
        short = whole.status == "unchanged" and before is not None
        self.ledger.record(_shortened(whole, before) if short and before is not None else whole)
        self.ledger.tonight[_key(whole)] = whole
        return whole


def _guarded(read: Callable[[bytes, str], Read], content: bytes, told: str) -> Read:
    """Read what a portal sent. What we did not foresee in one page is a fault of that page, not the end of the night."""
    try:
        return read(content, told)
    except FetchFault:
        raise
    except Exception as fault:
        _log.error("reading %s: %s", told[:200], place_of(fault))
        raise FetchFault("reader-failed", type(fault).__name__) from fault


def place_of(fault: BaseException) -> str:
    """Which error, and where in our code. Its text is left out: it may quote a page, and pages name persons."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name}" if frames else ""
    return type(fault).__name__ + where


def _key(capture: Capture) -> Key:
    return capture.kind, capture.url or "", capture.form


def _compared(capture: Capture, before: Capture | None) -> Capture:
    if before is None:
        return replace(capture, status="new")
    return replace(capture, status="unchanged" if before.sha256 == capture.sha256 else "changed")


def _with_facts(capture: Capture, facts: ArticleFacts) -> Capture:
    return replace(
        capture,
        article_title=facts.title,
        unit=facts.unit,
        published_on=facts.published_on,
        dates=dict(facts.dates),
        dates_differ=facts.dates_differ,
    )


def _shortened(capture: Capture, before: Capture) -> Capture:
    """An unchanged sighting without what the one before it says already; ``capture_log.complete`` puts it back."""

    def news(name: str, nothing: object) -> Any:
        value = getattr(capture, name)
        return nothing if value == getattr(before, name) else value

    return replace(
        capture,
        article_url=news("article_url", None),
        article_title=news("article_title", ""),
        unit=news("unit", None),
        published_on=news("published_on", None),
        headers=news("headers", {}),
        dates=news("dates", {}),
        final_url=news("final_url", None),
    )

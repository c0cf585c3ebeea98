"""The polite client (采集客户端): asks one source's hosts, one address at a time, and says by a code what went wrong."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from urllib.parse import urlencode

from extract.fetch.addresses import Destinations, canonical, host_and_port, origin
from extract.fetch.body import ACCEPTED, header, read_body
from extract.fetch.faults import FetchFault
from extract.fetch.limits import DEFAULT_FETCH_LIMITS, FetchLimits
from extract.fetch.manners import ROBOT, RobotRules, read_robots, retry_after, turn
from extract.fetch.sources import Source
from extract.fetch.transport import Headers, Wire
from extract.fetch.wordings import found_in

_REDIRECTS = (301, 302, 303, 307, 308)
_HEAD_BYTES = 64 * 1024
_NO_PERMISSION = ("refused", "server-error", "status", "too-large", "redirect-loop")


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask for. ``form`` makes it a POST; ``etag`` and ``modified`` go to ``known_at``, the address that gave them."""

    url: str
    most_bytes: int
    form: Mapping[str, str] | None = None
    referer: str | None = None
    etag: str = ""
    modified: str = ""
    known_at: str = ""
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``status`` is 200 or 304 (then ``content`` is empty); ``final_url`` is where redirects ended."""

    url: str
    final_url: str
    status: int
    headers: Headers
    content: bytes


@dataclass(slots=True)
class Counts:
    """What the requests of one night cost."""

    requests: int = 0
    not_modified: int = 0
    bytes_received: int = 0


@dataclass(slots=True)
class _Host:
    """What is known of one host tonight: its cookies (name to value), refusals in a row, and why it is no longer asked."""

    cookies: dict[str, str] = field(default_factory=dict)
    stopped: FetchFault | None = None


class Client:
    """Use as a context manager. Everything that fails is raised as :class:`FetchFault`."""

    def __init__(self, source: Source, allow: Sequence[tuple[str, int]] = (), limits: FetchLimits = DEFAULT_FETCH_LIMITS) -> None:
        self.counts = Counts()
        self._pace = source.pace_seconds
        self._limits = limits
        self._destinations = Destinations(source.hosts, allow)
        self._wire = Wire(self._destinations, source.tls, limits)
        self._agent = f"{ROBOT}/{_program_version()} (final accounts data warehouse; +{source.contact})"
        self._robots: dict[str, RobotRules] = {}
        self._hosts: dict[str, _Host] = {}
        self._refusals: Counter[str] = Counter()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._wire.close()

    def allowed(self, url: str) -> bool:
        """Whether the source names the address's host; links elsewhere are not followed, and no fault of the page."""
        return self._destinations.allowed(url)

    def ask(self, question: Question) -> Answer:
        """The answer to a question, after redirects and, where that can help, after further tries."""
        stopped = self.stopped(question.url)
        if stopped is not None:
            raise FetchFault(stopped.code, stopped.detail)
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return self._follow(question)
            except FetchFault as fault:
                wait = self._backoff(fault, attempt)
                if attempt == self._limits.attempts or not fault.meaning.again or wait > self._limits.longest_wait_seconds:
                    self._remember(question.url, fault)
                    raise
            time.sleep(wait)
        raise AssertionError("attempts is at least 1")

    def _backoff(self, fault: FetchFault, attempt: int) -> float:
        """The pause before the next try: what the portal asks for, else longer each time. A host that gave no answer may still
        be working on it, so it is left alone at least as long again."""
        if fault.wait is not None:
            return fault.wait
        least = self._limits.read_seconds if fault.code == "timeout" else 0.0
        return max(least, self._limits.backoff_seconds * 2.0 ** (attempt - 1))

    def _follow(self, question: Question) -> Answer:
        """Ask, and go where redirects point, each hop under the same rules as the first."""
        url, form, seen = canonical(question.url), question.form, set[tuple[str, str]]()
        for _ in range(self._limits.max_redirects + 1):
            self._destinations.check(url)
            if not self._rules(url).allows(url):
                raise FetchFault("robots-disallowed", url[:200])
            state = (url, self._cookie(url))
            if state in seen:
                raise FetchFault("redirect-loop", url[:200])
            seen.add(state)
            status, headers, content = self._send(url, question, form)
            if status not in _REDIRECTS:
                return Answer(question.url, url, status, headers, content)
            target = canonical(header(headers, "location").encode("latin-1").decode("utf-8", "replace"), url)
            if url.startswith("https:") and target.startswith("http:"):
                raise FetchFault("downgrade", target[:200])
            form = None if status in (301, 302, 303) else form
            url = target
        raise FetchFault("redirect-loop", "too many")

    def _send(self, url: str, question: Question, form: Mapping[str, str] | None) -> tuple[int, Headers, bytes]:
        host = host_and_port(url)[0]
        state = self._hosts.setdefault(host, _Host())
        if state.stopped is not None:
            raise FetchFault("refused", f"{host}: {state.stopped.code}")
        headers = self._headers(url, question)
        body = urlencode(form).encode() if form is not None else b""
        if form is not None:
            headers.append(("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"))
            headers.append(("Content-Length", str(len(body))))
        with turn(host, self._rules(url).pause(self._pace) if not url.endswith("/robots.txt") else self._pace):
            self.counts.requests += 1
            with self._wire.exchange("GET" if form is None else "POST", url, headers, body) as (status, received, pieces):
                self._keep_cookies(state, received)
                if status == 200:
                    content = read_body(received, pieces, question.most_bytes, self._limits)
                else:
                    content = _beginning(received, pieces, self._limits)
        self.counts.bytes_received += len(content)
        self.counts.not_modified += status == 304
        _judge_status(status, received, content)
        if status == 200 and not content and not question.may_be_empty:
            raise FetchFault("empty")
        self._refusals[host] = 0
        return status, received, content

    def _headers(self, url: str, question: Question) -> Headers:
        host = url.split("/", 3)[2]
        headers = [("Host", host), ("User-Agent", self._agent), ("Accept", "*/*"), ("Accept-Encoding", ACCEPTED)]
        headers.append(("Accept-Language", "zh-CN,zh;q=0.9"))
        if question.referer:
            headers.append(("Referer", question.referer))
        cookie = self._cookie(url)
        if cookie:
            headers.append(("Cookie", cookie))
        if question.known_at == url:
            if question.etag:
                headers.append(("If-None-Match", question.etag))
            if question.modified:
                headers.append(("If-Modified-Since", question.modified))
        return headers

    def _rules(self, url: str) -> RobotRules:
        """robots.txt of the address's origin, asked for before anything else there, once per night."""
        place = origin(url)
        if place not in self._robots:
            address = f"{place}/robots.txt"
            self._robots[place] = RobotRules(None)  # what holds for asking for the file itself
            try:
                answer = self.ask(Question(address, 512 * 1024, may_be_empty=True))
                self._robots[place] = read_robots(answer.content.decode("utf-8", "replace"))
            except FetchFault as fault:
                if fault.code != "gone":
                    del self._robots[place]
                    code = "robots-refused" if fault.code in _NO_PERMISSION else fault.code
                    refusal = fault if code == fault.code else FetchFault(code, str(fault))
                    self._hosts.setdefault(host_and_port(url)[0], _Host()).stopped = refusal
                    raise refusal from fault
        return self._robots[place]

    def stopped(self, url: str) -> FetchFault | None:
        """Why the host of an address is no longer asked tonight; None while it is."""
        return self._hosts.get(host_and_port(canonical(url))[0], _Host()).stopped

    def _remember(self, url: str, fault: FetchFault) -> None:
        """Stop asking a host that challenges, asks for a longer wait than tonight has, or says no several times in a row."""
        with suppress(FetchFault):
            host = host_and_port(canonical(url))[0]
            self._refusals[host] += fault.code in ("refused", "busy")
            too_long = (fault.wait or 0.0) > self._limits.longest_wait_seconds
            if fault.meaning.stops or too_long or self._refusals[host] >= self._limits.refusals_in_a_row:
                self._hosts.setdefault(host, _Host()).stopped = fault

    def _cookie(self, url: str) -> str:
        cookies = self._hosts.get(host_and_port(url)[0], _Host()).cookies
        return "; ".join(f"{name}={value}" for name, value in cookies.items())

    def _keep_cookies(self, state: _Host, headers: Headers) -> None:
        for name, value in headers:
            if name == "set-cookie" and len(state.cookies) < 50:
                key, separator, text = value.partition(";")[0].strip().partition("=")
                if separator and len(text) < 4096:
                    state.cookies[key] = text


def _beginning(headers: Headers, pieces: Iterator[bytes], limits: FetchLimits) -> bytes:
    """Enough of an error's page to see why it was sent; what it cannot give is no further fault."""
    try:
        return read_body(headers, pieces, _HEAD_BYTES, limits)
    except FetchFault:
        return b""


def _judge_status(status: int, headers: Headers, content: bytes) -> None:
    """Raise for every status that is neither the thing asked for, nor "unchanged", nor a redirect."""
    if status in (200, 304, *_REDIRECTS):
        return
    text = content.decode("utf-8", "replace")
    if status in (412, 521) or (status in (403, 503) and found_in("blocked", text)):
        raise FetchFault("challenge", str(status))
    if status in (401, 403):
        raise FetchFault("refused", str(status))
    if status in (404, 410):
        raise FetchFault("gone", str(status))
    if status in (429, 503):
        raise FetchFault("busy", str(status), retry_after(header(headers, "retry-after")))
    raise FetchFault("server-error" if status >= 500 else "status", str(status))


def _program_version() -> str:
    try:
        return version("juesuan")
    except PackageNotFoundError:
        return "0"

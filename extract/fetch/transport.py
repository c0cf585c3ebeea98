"""The wire (传输): HTTP/1.1 over connections that go only to pinned addresses, with certificates always checked.

httpcore2 is used directly: all that a client library adds (redirects, cookies, proxies and netrc of the environment,
decompression without a limit) must be decided here, once, by rules that the tests hold.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from extract.fetch.addresses import Destinations, host_and_port
from extract.fetch.faults import FetchFault
from extract.fetch.limits import FetchLimits

Headers = list[tuple[str, str]]
_QUICK_ACKNOWLEDGEMENT: int | None = getattr(socket, "TCP_QUICKACK", None)


class _PinnedBackend(httpcore2.NetworkBackend):
    """Connects to the addresses that were checked, in turn, never to whatever the name means a moment later."""

    def __init__(self, destinations: Destinations) -> None:
        self._destinations = destinations
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        fault: Exception = httpcore2.ConnectError("no address")
        for number in self._destinations.resolve(host, port):
            try:
                return _PromptStream(self._plain.connect_tcp(number, port, timeout, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                fault = failed
        raise fault

    def sleep(self, seconds: float) -> None:
        self._plain.sleep(seconds)


class _PromptStream(httpcore2.NetworkStream):
    """Acknowledges at once what it has read: servers that send an answer in small pieces otherwise wait 40 ms for each."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream
        self._socket = stream.get_extra_info("socket")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._socket is not None and _QUICK_ACKNOWLEDGEMENT is not None:
            with suppress(OSError):  # Linux forgets it after each answer
                self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACKNOWLEDGEMENT, 1)
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _PromptStream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Wire:
    """Connections to the hosts of one source, one at a time per host."""

    def __init__(self, destinations: Destinations, tls: Mapping[str, tuple[str, ...]], limits: FetchLimits) -> None:
        self._backend = _PinnedBackend(destinations)
        self._tls = tls
        self._limits = limits
        self._pools: dict[tuple[str, int], httpcore2.ConnectionPool] = {}

    @contextmanager
    def exchange(self, method: str, url: str, headers: Headers, body: bytes) -> Iterator[tuple[int, Headers, Iterator[bytes]]]:
        """One request: the status, the headers (names in lower case) and the raw body in pieces. Raises :class:`FetchFault`."""
        limits = self._limits
        timeout = dict.fromkeys(("read", "write", "pool"), limits.read_seconds) | {"connect": limits.connect_seconds}
        sent = [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in headers]
        with _faults_named():  # noqa: SIM117 - the names must hold while the body is read
            with self._pool(url).stream(
                method, url, headers=sent, content=body or None, extensions={"timeout": timeout}
            ) as answer:
                received = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in answer.headers]
                yield answer.status, received, answer.iter_stream()

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def _pool(self, url: str) -> httpcore2.ConnectionPool:
        place = host_and_port(url)
        if place not in self._pools:
            context = tls_context(self._tls.get(urlsplit(url).netloc, ()))
            self._pools[place] = httpcore2.ConnectionPool(
                ssl_context=context, network_backend=self._backend, max_connections=1, keepalive_expiry=30.0
            )
        return self._pools[place]


def tls_context(allowances: Iterable[str]) -> ssl.SSLContext:
    """The checks of TLS for one host. Allowances open old key exchanges, never an unchecked certificate."""
    context = ssl.create_default_context()
    if "legacy-renegotiation" in allowances:
        context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT, which Python 3.11 does not name
    if "p-256" in allowances:
        context.set_ecdh_curve("prime256v1")
    return context


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as fault:
        raise FetchFault("timeout", type(fault).__name__) from fault
    except httpcore2.RemoteProtocolError as fault:
        cut = "incomplete" in str(fault) or "without sending complete" in str(fault)
        code = "incomplete" if cut else "connection" if "disconnected" in str(fault) else "bad-answer"
        raise FetchFault(code, str(fault)[:80]) from fault
    except httpcore2.ProtocolError as fault:
        raise FetchFault("bad-answer", str(fault)[:80]) from fault
    except httpcore2.NetworkError as fault:
        code = "tls" if isinstance(fault.__cause__, ssl.SSLError) or "SSL" in str(fault) else "connection"
        raise FetchFault(code, str(fault)[:120]) from fault
    except ssl.SSLError as fault:
        raise FetchFault("tls", str(fault)[:120]) from fault

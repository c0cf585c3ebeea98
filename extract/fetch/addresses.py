"""Where a request may go (地址守卫): http(s) to allowed hosts on public addresses, resolved once per night and then pinned."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from extract.fetch.faults import FetchFault

_PORTS = {"http": 80, "https": 443}
_KEPT = "/%:@!$&'()*+,;=~-._?"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def canonical(url: str, base: str = "") -> str:
    """The address as it is asked for: absolute, without fragment, percent-coded once, scheme and host in lower case.

    Raises :class:`FetchFault` ``scheme-refused`` for anything but http(s), ``address-refused`` for credentials in an address.
    """
    try:
        parts = urlsplit(urljoin(base, re.sub(r"[\r\n\t]", "", url.strip())))
        host, port = parts.hostname or "", parts.port
    except ValueError as fault:
        raise FetchFault("scheme-refused", "not an address") from fault
    if parts.scheme.lower() not in _PORTS or not host:
        raise FetchFault("scheme-refused", parts.scheme[:20])
    if "@" in parts.netloc:
        raise FetchFault("address-refused", "credentials in the address")
    scheme = parts.scheme.lower()
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as fault:
        raise FetchFault("address-refused", "not a host name") from fault
    shown = f"[{name}]" if ":" in name else name
    netloc = shown if port in (None, _PORTS[scheme]) else f"{shown}:{port}"
    return urlunsplit((scheme, netloc, _coded(parts.path) or "/", _coded(parts.query, "[]"), ""))


def address_or_none(url: str) -> str | None:
    """The canonical form of an address; None where it is none that may be asked."""
    try:
        return canonical(url)
    except FetchFault:
        return None


def host_and_port(url: str) -> tuple[str, int]:
    """The host (without brackets) and port of a canonical address."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def origin(url: str) -> str:
    """``scheme://host[:port]`` of a canonical address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Destinations:
    """The hosts of one source, and the addresses that their names had when they were first resolved."""

    def __init__(self, hosts: Iterable[str], allow: Sequence[tuple[str, int]] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._allow = frozenset((host.lower().strip("[]"), port) for host, port in allow)
        self._pinned: dict[tuple[str, int], tuple[str, ...]] = {}

    def check(self, url: str) -> None:
        """Raise ``host-not-allowed`` unless the source names the host; a port that is not the scheme's own must be named too."""
        if urlsplit(url).netloc not in self._hosts:
            raise FetchFault("host-not-allowed", urlsplit(url).netloc)

    def allowed(self, url: str) -> bool:
        return urlsplit(url).netloc in self._hosts

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        """The numeric addresses of a host, IPv4 first. One private address among them refuses the host: names that point
        inside are an attack or an accident, and in both cases not a portal."""
        if (host, port) not in self._pinned:
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError) as fault:
                raise FetchFault("name-unresolved", host) from fault
            numbers = list(dict.fromkeys(str(item[4][0]).partition("%")[0] for item in found))
            if (host, port) not in self._allow and not all(is_public(number) for number in numbers):
                raise FetchFault("address-refused", host)
            self._pinned[host, port] = tuple(sorted(numbers, key=lambda number: ":" in number))
        return self._pinned[host, port]


def is_public(number: str) -> bool:
    """True for a numeric address on the public internet; an IPv4 address inside an IPv6 one is looked at as well."""
    address = ipaddress.ip_address(number)
    return all(item.is_global and not (item.is_multicast or item.is_reserved or item.is_unspecified) for item in _within(address))


def _within(address: _Address) -> Iterable[_Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    inner = [address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return (address, *(item for item in inner if item is not None))


def _coded(text: str, more: str = "") -> str:
    """Percent-code what may not stand in an address; what is coded already stays, a lone % is coded."""
    return quote(re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text), safe=_KEPT + more)

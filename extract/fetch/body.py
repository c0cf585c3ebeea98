"""The body of an answer (回答正文): read in pieces, unpacked within bounds, given up in time."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

from extract.fetch.faults import FetchFault
from extract.fetch.limits import FetchLimits
from extract.fetch.transport import Headers

ACCEPTED = "gzip, deflate"
_PIECE = 1 << 16


def header(headers: Headers, name: str) -> str:
    """The value of a header by its lower-case name; "" when it is not there."""
    return next((value for key, value in headers if key == name), "")


def read_body(headers: Headers, pieces: Iterator[bytes], most: int, limits: FetchLimits) -> bytes:
    """The whole body as its publisher made it, without the packing of the way.

    Raises :class:`FetchFault`: ``too-large`` as soon as the announced or the received length is over ``most`` bytes, ``bomb``
    when it grows beyond that while unpacking, ``too-slow``, ``encoding``, ``incomplete``.
    """
    announced = header(headers, "content-length")
    if announced.isdigit() and int(announced) > most:
        raise FetchFault("too-large", f"{announced} bytes announced")
    received = bytearray()
    until = time.monotonic() + limits.total_seconds
    for piece in pieces:
        received += piece
        if len(received) > most:
            raise FetchFault("too-large", f"more than {most} bytes")
        if time.monotonic() > until:
            raise FetchFault("too-slow", f"{limits.total_seconds:g} s")
    if announced.isdigit() and len(received) < int(announced):
        raise FetchFault("incomplete", f"{len(received)} of {announced} bytes")
    return _unpacked(bytes(received), header(headers, "content-encoding").strip().lower(), most)


def _unpacked(content: bytes, coding: str, most: int) -> bytes:
    if coding in ("", "identity") or not content:
        return content
    if coding in ("gzip", "x-gzip"):
        # a header that says gzip over a body that is not: the body wins
        return _inflate(content, 31, most) if content.startswith(b"\x1f\x8b") else content
    if coding == "deflate":
        raw = content[0] & 0x0F != 8 or (content[0] << 8 | content[1] if len(content) > 1 else 1) % 31
        return _inflate(content, -15 if raw else 15, most)
    raise FetchFault("encoding", coding[:20])


def _inflate(content: bytes, window: int, most: int) -> bytes:
    unpacked = bytearray()
    rest = content
    try:
        while rest:  # gzip may hold several members, one after the other
            machine = zlib.decompressobj(window)
            while not machine.eof:
                piece = machine.decompress(rest, _PIECE)
                rest = machine.unconsumed_tail
                unpacked += piece
                if len(unpacked) > most:
                    raise FetchFault("bomb", f"more than {most} bytes")
                if not piece and not rest and not machine.eof:
                    raise FetchFault("incomplete", "packed body cut off")
            rest = machine.unused_data.lstrip(b"\x00")
    except zlib.error as fault:
        raise FetchFault("encoding", str(fault)[:60]) from fault
    return bytes(unpacked)

"""Damage to PDF files (损坏样本): what transfers, disks and careless programs do to them, from a fixed seed."""

from __future__ import annotations

import base64
import random
import re
import struct
import zlib
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]

_OBJECT = re.compile(rb"(\d+) 0 obj\b.*?endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_ENTRY = re.compile(rb"\d{10} \d{5} [nf]")
_REFERENCE = re.compile(rb"(\d+) 0 R")


def _spans(content: bytes, pattern: re.Pattern[bytes], group: int = 0) -> list[tuple[int, int]]:
    return [found.span(group) for found in pattern.finditer(content)]


def _put(content: bytes, place: int, piece: bytes) -> bytes:
    return content[:place] + piece + content[place + len(piece) :]


def _another_byte(content: bytes, place: int, chance: random.Random) -> bytes:
    return _put(content, place, bytes([content[place] ^ chance.randrange(1, 256)]))


def _another_digit(content: bytes, span: tuple[int, int], chance: random.Random) -> bytes:
    places = [place for place in range(*span) if content[place : place + 1].isdigit()]
    place = chance.choice(places)
    digit = chance.choice([one for one in b"0123456789" if one != content[place]])
    return _put(content, place, bytes([digit]))


def _run(content: bytes, chance: random.Random, most: int = 3000) -> tuple[int, int]:
    length = int(2 ** chance.uniform(1, 11.5)) % most + 1
    begin = chance.randrange(len(content) - length)
    return begin, length


def byte_anywhere(content: bytes, chance: random.Random) -> bytes:
    return _another_byte(content, chance.randrange(len(content)), chance)


def byte_of_structure(content: bytes, chance: random.Random) -> bytes:
    """One byte outside of all streams."""
    inside = {place for span in _spans(content, _STREAM, 1) for place in range(*span)}
    return _another_byte(content, chance.choice([place for place in range(len(content)) if place not in inside]), chance)


def byte_of_stream(content: bytes, chance: random.Random) -> bytes:
    """One byte of a stream, small ones (pages) as often as large ones (fonts)."""
    return _another_byte(content, chance.randrange(*chance.choice(_spans(content, _STREAM, 1))), chance)


def bit_flipped(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return _put(content, place, bytes([content[place] ^ 1 << chance.randrange(8)]))


def bytes_zeroed(content: bytes, chance: random.Random) -> bytes:
    begin, length = _run(content, chance)
    return _put(content, begin, bytes(length))


def bytes_replaced(content: bytes, chance: random.Random) -> bytes:
    begin, length = _run(content, chance)
    return _put(content, begin, chance.randbytes(length))


def sector_of_elsewhere(content: bytes, chance: random.Random) -> bytes:
    """512 bytes overwritten with others of the same file, as disks do."""
    source = chance.randrange(len(content) - 512)
    return _put(content, chance.randrange(len(content) - 512), content[source : source + 512])


def chunk_cut_out(content: bytes, chance: random.Random) -> bytes:
    begin, length = _run(content, chance)
    return content[:begin] + content[begin + length :]


def chunk_doubled(content: bytes, chance: random.Random) -> bytes:
    begin, length = _run(content, chance)
    return content[: begin + length] + content[begin:]


def file_truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) // 10, len(content))]


def truncated_and_ended(content: bytes, chance: random.Random) -> bytes:
    """Cut off, and an end put to it by a program that wanted to help."""
    return file_truncated(content, chance) + b"\nstartxref\n0\n%%EOF\n"


def middle_lost(content: bytes, chance: random.Random) -> bytes:
    """The middle of a download is missing, the end is there."""
    begin, end = sorted(chance.sample(range(len(content) // 20, len(content)), 2))
    return content[:begin] + content[end:]


def index_offset(content: bytes, chance: random.Random) -> bytes:
    entries = _spans(content, _ENTRY)
    if not entries:
        return index_pointer(content, chance)
    begin, _ = chance.choice(entries)
    return _another_digit(content, (begin, begin + 10), chance)


def index_entry_free(content: bytes, chance: random.Random) -> bytes:
    entries = _spans(content, _ENTRY)
    if not entries:
        return index_pointer(content, chance)
    _, end = chance.choice(entries)
    return _put(content, end - 1, b"f" if content[end - 1 : end] == b"n" else b"n")


def index_pointer(content: bytes, chance: random.Random) -> bytes:
    return _another_digit(content, _spans(content, re.compile(rb"startxref\s+(\d+)"), 1)[-1], chance)


def object_removed(content: bytes, chance: random.Random) -> bytes:
    begin, end = chance.choice(_spans(content, _OBJECT))
    return content[:begin] + content[end:]


def object_blanked(content: bytes, chance: random.Random) -> bytes:
    begin, end = chance.choice(_spans(content, _OBJECT))
    return _put(content, begin, b" " * (end - begin))


def object_freed(content: bytes, chance: random.Random) -> bytes:
    """An object is not there, and the index says so too."""
    found = chance.choice(list(_OBJECT.finditer(content)))
    blanked = _put(content, found.start(), b" " * (found.end() - found.start()))
    entry = b"%010d 00000 n" % found.start()
    return blanked.replace(entry, b"0000000000 65535 f")


def length_wrong(content: bytes, chance: random.Random) -> bytes:
    return _another_digit(content, chance.choice(_spans(content, re.compile(rb"/Length (\d+)"), 1)), chance)


def stream_middle(content: bytes, chance: random.Random) -> bytes:
    """Some bytes in the middle of one stream replaced."""
    begin, end = chance.choice([span for span in _spans(content, _STREAM, 1) if span[1] - span[0] > 60])
    at = chance.randrange(begin + 10, end - 20)
    return _put(content, at, chance.randbytes(chance.randrange(1, 10)))


def stream_ends_early(content: bytes, chance: random.Random) -> bytes:
    """A stream whose end is missing, with a length that fits what is left."""
    pattern = re.compile(rb"/Length (\d+)([^()]{0,80}?)stream\r?\n", re.DOTALL)
    found = chance.choice(list(pattern.finditer(content)))
    length = int(found.group(1))
    shorter = chance.randrange(length // 2, length)
    number = str(shorter).encode().rjust(len(found.group(1)), b"0")
    tail = b"\nendstream".ljust(length - shorter + 10)
    changed = _put(content, found.start(1), number)
    return _put(changed, found.end() + shorter, tail[: length - shorter]) if length - shorter >= 10 else changed


def page_lost(content: bytes, chance: random.Random) -> bytes:
    """An entry of /Kids is gone."""
    kids = _spans(content, re.compile(rb"/Kids\s*\[([^\]]*)\]"), 1)
    if not kids:
        return byte_of_stream(content, chance)
    kid = chance.choice([found for span in kids for found in _REFERENCE.finditer(content, *span)])
    return _put(content, kid.start(), b" " * len(kid.group()))


def page_for_another(content: bytes, chance: random.Random) -> bytes:
    """An entry of /Kids names a page that another entry names too."""
    kids = _spans(content, re.compile(rb"/Kids\s*\[([^\]]*)\]"), 1)
    if not kids:
        return byte_of_stream(content, chance)
    entries = [found for span in kids for found in _REFERENCE.finditer(content, *span)]
    one, other = chance.choice(entries), chance.choice(entries)
    return content[: one.start()] + other.group().ljust(len(one.group())) + content[one.end() :]


def count_wrong(content: bytes, chance: random.Random) -> bytes:
    counts = _spans(content, re.compile(rb"/Count (\d+)"), 1)
    return _another_digit(content, chance.choice(counts), chance) if counts else byte_of_stream(content, chance)


def reference_changed(content: bytes, chance: random.Random) -> bytes:
    places = _spans(content, _REFERENCE, 1)
    return _another_digit(content, chance.choice(places), chance)


def name_changed(content: bytes, chance: random.Random) -> bytes:
    begin, end = chance.choice(_spans(content, re.compile(rb"/([A-Z][A-Za-z0-9]+)(?=[\s/\[<])"), 1))
    return _put(content, chance.randrange(begin, end), bytes([chance.choice(b"ABCXYZabcxyz0189")]))


DAMAGES: dict[str, Damage] = {
    made.__name__.replace("_", " "): made
    for made in (
        byte_anywhere, byte_of_structure, byte_of_stream, bit_flipped, bytes_zeroed, bytes_replaced, sector_of_elsewhere,
        chunk_cut_out, chunk_doubled, file_truncated, truncated_and_ended, middle_lost, index_offset, index_entry_free,
        index_pointer, object_removed, object_blanked, object_freed, length_wrong, stream_middle, stream_ends_early, page_lost,
        page_for_another, count_wrong, reference_changed, name_changed,
    )
}  # fmt: skip


def with_packed_objects(content: bytes) -> bytes:
    """The same document as newer programs write it: objects in an object stream, an index stream, and no ASCII85."""
    loose: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    for found in _OBJECT.finditer(content):
        number, body = int(found.group(1)), found.group()[found.group().index(b"obj") + 3 : -6].strip()
        stream = _STREAM.search(body)
        if stream is None:
            loose[number] = body
            continue
        head, data = body[: stream.start()], stream.group(1)
        if b"ASCII85Decode" in head:
            data = base64.a85decode(data.strip().removesuffix(b"~>"))
            head = re.sub(rb"/ASCII85Decode", b"", head)
        streams[number] = re.sub(rb"/Length \d+", b"/Length %d" % len(data), head) + b"\nstream\n" + data + b"\nendstream"
    trailer = content[content.rindex(b"trailer") :]
    packed, index = max(loose | streams) + 1, max(loose | streams) + 2
    pairs, bodies = b"", b""
    for number, body in loose.items():
        pairs += b"%d %d " % (number, len(bodies))
        bodies += body + b"\n"
    data = zlib.compress(pairs + bodies)
    head = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (len(loose), len(pairs), len(data))
    streams[packed] = head + b"\nstream\n" + data + b"\nendstream"
    out = b"%PDF-1.6\n%\xe4\xf6\xfc\xdf\n"
    rows = {0: (0, 0, 65535)} | {number: (2, packed, at) for at, number in enumerate(loose)}
    for number, body in sorted(streams.items()):
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows[index] = (1, len(out), 0)
    table = b"".join(struct.pack(">BIH", *rows.get(number, (0, 0, 65535))) for number in range(index + 1))
    before, predicted = bytes(7), b""
    for at in range(0, len(table), 7):
        row = table[at : at + 7]
        predicted += b"\2" + bytes((one - other) & 255 for one, other in zip(row, before, strict=True))
        before = row
    data = zlib.compress(predicted)
    keys = b" ".join(found.group() for found in re.finditer(rb"/(?:Root|Info) \d+ 0 R", trailer))
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] %s" % (index, index + 1, keys)
    out += b" /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 7 >> /Length %d >>\nstream\n" % len(data)
    return out + data + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % rows[index][1]

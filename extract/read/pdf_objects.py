"""A PDF file's objects as its own index gives them (PDF 对象): no guessing and no repair, so that what does not fit is seen.

pdfium mends a broken file in silence and reads what it can still find; this module is what knows that there was more.
"""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass

MOST_DECODED = 256 * 1024 * 1024
"""Bytes of one stream beyond which its end is not looked for."""
KNOWN_FILTERS = frozenset(
    b"ASCII85Decode A85 ASCIIHexDecode AHx FlateDecode Fl LZWDecode LZW RunLengthDecode RL CCITTFaxDecode CCF JBIG2Decode"
    b" DCTDecode DCT JPXDecode Crypt".split()
)
_PIECE = 1 << 20
_CARELESS = 4
"""Bytes by which some writers miscount the ends of lines around a stream."""
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_OBJECT = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")
_STREAM = re.compile(rb"(?<=>)\s*stream(?:\r\n|\n|\r)")
_END = re.compile(rb"[\0\t\n\f\r ]*endstream")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?:\s+(\d+)\s+R)?")
_NAMES = re.compile(rb"\[?(?:\s*/\w+)*\s*\]?")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+)")
_WHOLE_NUMBER = re.compile(rb"\s*\d+\s+\d+\s+obj\s*(\d+)\s*endobj")


class Broken(Exception):
    """Something in the file is not as every writer leaves it; the text says what."""


@dataclass(frozen=True, slots=True)
class RawObject:
    """One object: what is written before its stream, and the stream's bytes where it has one. ``fault`` is what is wrong."""

    head: bytes
    data: bytes | None = None
    fault: str = ""


class RawFile:
    """The objects that the newest cross-reference sections name. ``faults`` are those of the sections themselves."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.shift = max(0, content.find(b"%PDF-", 0, 1024))
        self.places: dict[int, int | tuple[int, int] | None] = {}
        self.trailer = b""
        self.faults: list[str] = []
        self._free: list[int] = []
        self._objects: dict[int, RawObject | None] = {}
        self._packed: dict[int, dict[int, bytes]] = {}
        try:
            self._read_sections()
        except Broken as broken:
            self.faults.append(str(broken))

    @property
    def is_encrypted(self) -> bool:
        return b"/Encrypt" in self.trailer

    def get(self, number: int) -> RawObject | None:
        """The object of this number, None where the file has none."""
        if number not in self._objects:
            self._objects[number] = None  # a length that refers to its own stream finds nothing
            self._objects[number] = self._read(number)
        return self._objects[number]

    def _read(self, number: int) -> RawObject | None:
        place = self.places.get(number)
        if place is None:
            return None
        if isinstance(place, int):
            return self._read_at(place, number)
        try:
            return RawObject(self._members(place[0])[number])
        except (Broken, KeyError):
            return RawObject(b"", None, "对象流损坏")

    def _read_at(self, place: int, number: int) -> RawObject:
        found = _OBJECT.match(self.content, place + self.shift) or _OBJECT.match(self.content, place)
        if found is None or int(found.group(1)) != number:
            return RawObject(b"", None, "索引位置上没有该对象")
        begin = found.end()
        end = self.content.find(b"endobj", begin)
        stream = _STREAM.search(self.content, begin, len(self.content) if end < 0 else end)
        if stream is None:
            return RawObject(self.content[begin:end]) if end >= 0 else RawObject(b"", None, "对象没有结束")
        head = self.content[begin : stream.start()]
        length = self._length(head)
        if length is None or not _END.match(self.content, stream.end() + length):
            end = max(self.content.find(b"endstream", stream.end()), stream.end())
            is_careless = length is not None and abs(end - stream.end() - length) <= _CARELESS
            return RawObject(head, self.content[stream.end() : end], "" if is_careless else "数据流长度不符")
        return RawObject(head, self.content[stream.end() : stream.end() + length])

    def _length(self, head: bytes) -> int | None:
        found = _LENGTH.search(head)
        if found is None:
            return None
        if found.group(2) is None:
            return int(found.group(1))
        place = self.places.get(int(found.group(1)))
        if isinstance(place, int):
            stated = _WHOLE_NUMBER.match(self.content, place + self.shift) or _WHOLE_NUMBER.match(self.content, place)
            return int(stated.group(1)) if stated else None
        other = self.get(int(found.group(1)))
        text = other.head.strip() if other is not None else b""
        return int(text) if text.isdigit() else None

    def _members(self, number: int) -> dict[int, bytes]:
        """The objects that are packed in an object stream (对象流), by number."""
        if number not in self._packed:
            self._packed[number] = {}
            packed = self.get(number)
            if packed is None or packed.fault or packed.data is None:
                raise Broken("对象流损坏")
            data = decoded(packed)
            count, first = number_of(packed.head, b"N"), number_of(packed.head, b"First")
            if data is None or count is None or first is None:
                raise Broken("对象流损坏")
            pairs = data[:first].split()[: 2 * count]
            if len(pairs) < 2 * count or not all(piece.isdigit() for piece in pairs):
                raise Broken("对象流损坏")
            places = [first + int(piece) for piece in pairs[1::2]]
            ends = [*sorted(places), len(data)]
            following = {place: ends[at + 1] for at, place in enumerate(ends[:-1])}
            self._packed[number] = {
                int(name): data[place : following[place]] for name, place in zip(pairs[::2], places, strict=True)
            }
        return self._packed[number]

    def _read_sections(self) -> None:
        marks = list(_START.finditer(self.content))
        if not marks:
            raise Broken("没有索引位置（startxref）")
        waiting = [int(marks[-1].group(1))]
        seen: set[int] = set()
        while waiting:
            place = waiting.pop(0)
            if place in seen:
                continue
            seen.add(place)
            trailer = self._read_section(place)
            self.trailer = self.trailer or trailer
            hybrid, before = number_of(trailer, b"XRefStm"), number_of(trailer, b"Prev")
            if hybrid is not None:
                # what an old program takes for free entries of the table, this stream places (Word writes such files)
                self._read_section(hybrid)
            for number in self._free:
                self.places.setdefault(number, None)
            self._free.clear()
            if before is not None:
                waiting.append(before)

    def _read_section(self, place: int) -> bytes:
        """Notes the places of one section's objects; returns its trailer."""
        for start in dict.fromkeys((place + self.shift, place)):
            text = self.content[start : start + 40].lstrip()
            if text.startswith(b"xref"):
                return self._read_table(self.content.find(b"xref", start) + 4)
            found = _OBJECT.match(self.content, start)
            if found is not None:
                return self._read_index_stream(start - self.shift, int(found.group(1)))
        raise Broken("索引不在所指的位置")

    def _read_table(self, begin: int) -> bytes:
        end = self.content.find(b"trailer", begin)
        close = self.content.find(b"startxref", end)
        if end < 0 or close < 0:
            raise Broken("索引没有结束")
        words = self.content[begin:end].split()
        at = 0
        while at < len(words):
            header = words[at : at + 2]
            if len(header) < 2 or not (header[0].isdigit() and header[1].isdigit()):
                raise Broken("索引损坏")
            first, count = int(header[0]), int(header[1])
            at += 2
            for number in range(first, first + count):
                entry = words[at : at + 3]
                if len(entry) < 3 or not entry[0].isdigit() or entry[2] not in (b"n", b"f"):
                    raise Broken("索引损坏")
                if entry[2] == b"n" and int(entry[0]):
                    self.places.setdefault(number, int(entry[0]))
                else:
                    self._free.append(number)
                at += 3
        return self.content[end + 7 : close]

    def _read_index_stream(self, place: int, number: int) -> bytes:
        section = self._read_at(place, number)
        data = decoded(section) if section.data is not None and not section.fault else None
        if data is None:
            raise Broken("索引流损坏")
        widths = numbers_of(section.head, b"W")
        size = number_of(section.head, b"Size")
        ranges = numbers_of(section.head, b"Index") or [0, size or 0]
        if len(widths) != 3 or sum(widths) == 0 or len(ranges) % 2:
            raise Broken("索引流损坏")
        at = 0
        for first, count in zip(ranges[::2], ranges[1::2], strict=True):
            for one in range(first, first + count):
                row = data[at : at + sum(widths)]
                if len(row) < sum(widths):
                    raise Broken("索引流不完整")
                kind = int.from_bytes(row[: widths[0]]) if widths[0] else 1
                second = int.from_bytes(row[widths[0] : widths[0] + widths[1]])
                third = int.from_bytes(row[widths[0] + widths[1] :])
                self.places.setdefault(one, second if kind == 1 else (second, third) if kind == 2 else None)
                at += sum(widths)
        return section.head


def number_of(head: bytes, key: bytes) -> int | None:
    found = re.search(rb"/" + key + rb"\s+(\d+)(?!\s+\d+\s+R)", head)
    return int(found.group(1)) if found else None


def numbers_of(head: bytes, key: bytes) -> list[int]:
    found = re.search(rb"/" + key + rb"\s*\[([\d\s]*)\]", head)
    return [int(piece) for piece in found.group(1).split()] if found else []


def filters_of(head: bytes) -> list[bytes] | None:
    """The names of a stream's filters; None where something else stands there."""
    found = _FILTERS.search(head)
    if found is None:
        return []
    listed = found.group(1)
    return re.findall(rb"/(\w+)", listed) if _NAMES.fullmatch(listed) else None


def decoded(one: RawObject, keep: bool = True) -> bytes | None:
    """The stream's bytes without its filters; None where a filter is none of those known here. ``keep`` False only checks.

    Raises :class:`Broken` where data ends early or does not have the checksum that it states.
    """
    data = one.data or b""
    filters = filters_of(one.head) or []
    for at, name in enumerate(filters):
        if name in (b"ASCII85Decode", b"A85"):
            data = _without_ascii85(data)
        elif name in (b"ASCIIHexDecode", b"AHx"):
            try:
                data = bytes.fromhex(data.partition(b">")[0].decode("ascii"))
            except ValueError:
                raise Broken("数据流损坏") from None
        elif name in (b"FlateDecode", b"Fl"):
            data = _inflated(data, keep or at + 1 < len(filters))
        else:
            return None
    return _without_prediction(data, one.head) if keep and number_of(one.head, b"Predictor") not in (None, 1) else data


def _without_ascii85(data: bytes) -> bytes:
    text, mark, _ = data.strip().removeprefix(b"<~").partition(b"~>")
    if not mark:
        raise Broken("数据流没有结束标志")
    try:
        return base64.a85decode(text, ignorechars=b" \t\n\r\v\f\0")
    except ValueError:
        raise Broken("数据流损坏") from None


def _inflated(data: bytes, keep: bool) -> bytes:
    """zlib checks the sum (Adler-32) that stands at the end."""
    inflater = zlib.decompressobj()
    pieces: list[bytes] = []
    size = 0
    try:
        while data and not inflater.eof and size < MOST_DECODED:
            piece = inflater.decompress(data, _PIECE)
            size += len(piece)
            if keep:
                pieces.append(piece)
            if not piece and not inflater.unconsumed_tail:
                break
            data = inflater.unconsumed_tail
    except zlib.error:
        raise Broken("压缩数据损坏") from None
    if not inflater.eof and size < MOST_DECODED:
        raise Broken("压缩数据不完整")
    return b"".join(pieces)


def _without_prediction(data: bytes, head: bytes) -> bytes:
    """Undoes the PNG predictors of index and object streams (one byte for each sample)."""
    columns = number_of(head, b"Columns") or 1
    if (number_of(head, b"Predictor") or 1) < 10 or (number_of(head, b"Colors") or 1) != 1:
        raise Broken("索引流的编码不能识别")
    before = bytearray(columns)
    out = bytearray()
    for at in range(0, len(data), columns + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + columns])
        for place, value in enumerate(row):
            left = row[place - 1] if place else 0
            up, corner = before[place], before[place - 1] if place else 0
            row[place] = (value + _predicted(kind, left, up, corner)) & 255
        before = row + bytearray(columns - len(row))
        out += row
    return bytes(out)


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        near = left + up - corner
        return min((left, up, corner), key=lambda one: abs(near - one))
    return {0: 0, 1: left, 2: up, 3: (left + up) // 2}.get(kind, 0)

"""The directory of an OLE2 compound file (复合文档), as far as needed to tell Office formats and passwords apart."""

from __future__ import annotations

import struct
from typing import Literal

_END = 0xFFFFFFFA
"""Sector numbers from here on are marks (end of chain, free), not sectors."""


def compound_kind(content: bytes) -> Literal["doc", "xls", "encrypted-office", "ole2"]:
    """What an OLE2 file holds by the streams of its root: a Word or WPS text, a workbook or ET, encrypted OOXML, other."""
    names = root_stream_names(content)
    if {"EncryptedPackage", "EncryptionInfo"} & names:
        return "encrypted-office"
    if "WordDocument" in names:
        return "doc"
    if {"Workbook", "Book"} & names:
        return "xls"
    return "ole2"


def root_stream_names(content: bytes) -> set[str]:
    """Names of the streams and folders directly below the root; an empty set when the directory cannot be read."""
    try:
        return _read_root_names(content)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        return set()


def is_encrypted_word(content: bytes) -> bool:
    """True when a binary Word text says that it is encrypted (flag fEncrypted of the file information block)."""
    start = content.find(b"\xec\xa5", 512)  # wIdent of the block, which begins its own sector
    while start >= 0 and start % 512:
        start = content.find(b"\xec\xa5", start + 1)
    return start >= 0 and bool(struct.unpack_from("<H", content, start + 10)[0] & 0x0100)


def _read_root_names(content: bytes) -> set[str]:
    sector_size = 1 << struct.unpack_from("<H", content, 30)[0]
    if sector_size not in (512, 4096):
        raise ValueError("sector size")
    table_sectors = [number for number in struct.unpack_from("<109I", content, 76) if number < _END]
    per_sector = sector_size // 4
    directory: list[bytes] = []
    sector, seen = struct.unpack_from("<I", content, 48)[0], set()
    while sector < _END and sector not in seen:
        seen.add(sector)
        start = (sector + 1) * sector_size
        directory.extend(content[start + offset : start + offset + 128] for offset in range(0, sector_size, 128))
        table_start = (table_sectors[sector // per_sector] + 1) * sector_size
        sector = struct.unpack_from("<I", content, table_start + sector % per_sector * 4)[0]
    names: set[str] = set()
    pending, visited = [struct.unpack_from("<I", directory[0], 76)[0]], set()
    while pending:
        number = pending.pop()
        if number >= len(directory) or number in visited or len(directory[number]) < 128:
            continue
        visited.add(number)
        entry = directory[number]
        length = struct.unpack_from("<H", entry, 64)[0]
        names.add(entry[: max(length - 2, 0)].decode("utf-16-le"))
        pending.extend(struct.unpack_from("<2I", entry, 68))
    return names

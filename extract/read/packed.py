"""Archives (压缩包) → their members, in memory and within bounds. Member names are labels, never paths.

ZIP, TAR, GZ, BZ2 and XZ are unpacked, archives inside archives to ``limits.max_archive_depth``. What cannot be read becomes a
member with a refusal, so that one broken member does not stop the others. DOCX, XLSX and OFD are ZIP files, but documents.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from extract.errors import DecompressionBomb, DocumentRefused, PasswordProtected, TruncatedDocument, UnsupportedFormat
from extract.read.file_type import ARCHIVE_TYPES, detect_type
from extract.read.limits import DEFAULT_LIMITS, Limits
from extract.read.zip_parts import RATIO_FLOOR_BYTES, open_zip, read_part

_CHUNK = 1 << 20
_ORNAMENTS = re.compile(r"(?:^|/)(?:__MACOSX/|\._|~\$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.I)
"""What operating systems and open editors leave in archives; nobody published it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. ``name`` is its printable label, archives inside archives joined with "/". With a ``refusal``,
    ``content`` holds the packed bytes as far as they can be told, so that quarantine can keep them."""

    name: str
    content: bytes
    refusal: DocumentRefused | None = None


@dataclass
class _Allowance:
    """What may still be unpacked from one outermost archive."""

    members: int
    expanded_bytes: int

    def take(self, size: int) -> None:
        self.members -= 1
        self.expanded_bytes -= size
        if self.members < 0 or self.expanded_bytes < 0:
            raise DecompressionBomb("展开的成员数或总大小超过上限", "too many members or too many bytes when unpacked")


def is_archive(content: bytes) -> bool:
    """True for a file that holds documents rather than being one."""
    return detect_type(content) in ARCHIVE_TYPES


def unpack(content: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """The files of an archive, depth first, without folders and ornaments.

    Raises, before the first member, :class:`TruncatedDocument`, :class:`DecompressionBomb` (also when the members together
    exceed the limits), :class:`TooLarge` or :class:`UnsupportedFormat` for the archive as a whole.
    """
    yield from list(
        _unpack(content, name, limits, _Allowance(limits.max_members, limits.max_expanded_bytes), limits.max_archive_depth)
    )


def _unpack(content: bytes, name: str, limits: Limits, allowance: _Allowance, depth: int) -> Iterator[Member]:
    kind = detect_type(content)
    if kind == "zip":
        members = _zip_members(content, limits, allowance)
    elif kind == "tar":
        members = _tar_members(content, allowance)
    elif kind in ("gzip", "bzip2", "xz"):
        members = _stream_members(content, name, kind, limits, allowance)
    else:
        raise UnsupportedFormat(f"不支持 {kind} 压缩包，请改用 ZIP", f"archives of the kind {kind} are not supported; use ZIP")
    for member in members:
        if member.refusal is not None or not is_archive(member.content):
            yield member
        elif depth <= 1:
            yield Member(member.name, member.content, DecompressionBomb("压缩包嵌套过深", "archives are nested too deeply"))
        else:
            yield from _unpack_inner(member, limits, allowance, depth - 1)


def _unpack_inner(outer: Member, limits: Limits, allowance: _Allowance, depth: int) -> Iterator[Member]:
    """The members of an archive in an archive; when it is refused as a whole, it is one refused member."""
    try:
        inner = list(_unpack(outer.content, outer.name, limits, allowance, depth))
    except DecompressionBomb:
        if allowance.members < 0 or allowance.expanded_bytes < 0:
            raise  # the allowance of the outermost archive is spent: the bomb is the whole
        yield Member(outer.name, outer.content, DecompressionBomb())
    except DocumentRefused as refusal:
        yield Member(outer.name, outer.content, refusal)
    else:
        yield from (Member(f"{outer.name}/{member.name}", member.content, member.refusal) for member in inner)


def _zip_members(content: bytes, limits: Limits, allowance: _Allowance) -> Iterator[Member]:
    archive = open_zip(content, limits)
    for entry in archive.infolist():
        label = _label(_zip_name(entry))
        if entry.is_dir() or _ORNAMENTS.search(label):
            continue
        allowance.take(entry.file_size)
        try:
            member = Member(label, read_part(archive, entry))
        except (PasswordProtected, TruncatedDocument) as refusal:
            member = Member(label, _packed_bytes(content, entry), refusal)
        yield member


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The name as its author saw it: the Unicode flag or field, else UTF-8 where it is valid, else GB 18030."""
    if entry.flag_bits & 0x800:
        return entry.filename
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == 0x7075 and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    try:
        stored = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _packed_bytes(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The member's bytes as they lie in the ZIP, for the archive of raw documents."""
    return content[entry.header_offset : entry.header_offset + 30 + len(entry.orig_filename) + entry.compress_size]


def _label(name: str) -> str:
    """A printable name without anything that a path could mean: no drive, root, "..", or control character."""
    clean = "".join("_" if unicodedata.category(character)[0] == "C" else character for character in name)
    parts = [part for part in clean.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and re.fullmatch(r"[A-Za-z]:", parts[0]):
        parts = parts[1:]
    return "/".join(parts)[-500:] or "_"


def _tar_members(content: bytes, allowance: _Allowance) -> Iterator[Member]:
    """Regular files only: links and devices of a TAR are never followed or made."""
    label = ""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            for entry in archive:
                label = _label(_tar_name(entry.name))
                if not entry.isreg() or _ORNAMENTS.search(label):
                    continue
                if entry.issparse():
                    yield Member(label, b"", UnsupportedFormat("TAR 中的稀疏文件", "a sparse file in a TAR"))
                    continue
                allowance.take(entry.size)
                start = entry.offset_data
                packed = content[start : start + entry.size]
                cut = TruncatedDocument("压缩包成员不完整", "a member is cut off") if len(packed) < entry.size else None
                yield Member(label, packed, cut)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        refusal = TruncatedDocument("TAR 文件损坏或不完整", "the TAR file is damaged or cut off")
        if not label:
            raise refusal from error
        yield Member(f"{label}_", content[-_CHUNK:], refusal)


def _tar_name(name: str) -> str:
    stored = name.encode("utf-8", "surrogateescape")
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return stored.decode("gb18030", "replace")


def _stream_members(content: bytes, name: str, kind: str, limits: Limits, allowance: _Allowance) -> Iterator[Member]:
    """A compressed stream: a TAR inside is opened, anything else is the one member, named without the last extension."""
    expanded = _inflate(content, kind, limits, allowance.expanded_bytes)
    if detect_type(expanded) == "tar":
        yield from _tar_members(expanded, allowance)
        return
    allowance.take(len(expanded))
    yield Member(re.sub(r"\.(?:gz|bz2|xz)$", "", _label(name).rpartition("/")[2], flags=re.I), expanded)


def _inflate(content: bytes, kind: str, limits: Limits, most: int) -> bytes:
    """Decompress in steps, so that a bomb is noticed long before it has expanded."""
    pieces: list[bytes] = []
    size = 0
    try:
        with _stream(content, kind) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > most or size > max(RATIO_FLOOR_BYTES, limits.max_ratio * len(content)):
                    raise DecompressionBomb("压缩流展开后超过上限", "the compressed stream expands beyond the limits")
                pieces.append(piece)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise TruncatedDocument("压缩流损坏或不完整", "the compressed stream is damaged or cut off") from error
    return b"".join(pieces)


def _stream(content: bytes, kind: str) -> io.BufferedIOBase:
    if kind == "gzip":
        return gzip.GzipFile(fileobj=io.BytesIO(content))
    if kind == "bzip2":
        return bz2.BZ2File(io.BytesIO(content))
    return lzma.LZMAFile(io.BytesIO(content))

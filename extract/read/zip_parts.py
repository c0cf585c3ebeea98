"""Reading ZIP containers within bounds (受限读取 ZIP): for archives and for the formats that are ZIP files (DOCX, XLSX, OFD)."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from extract.errors import DecompressionBomb, PasswordProtected, TruncatedDocument
from extract.read.limits import Limits
from extract.read.xml_parsing import attribute, local_name, parse_xml

RATIO_FLOOR_BYTES = 4 * 1024 * 1024
"""Small members may compress beyond ``max_ratio`` in all honesty (an empty template of spaces); they cannot hurt."""


def open_zip(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a ZIP after checking what it declares.

    Raises :class:`TruncatedDocument` when the directory is missing or broken, :class:`DecompressionBomb` when members are
    too many, expand too far, or share packed bytes.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise TruncatedDocument("压缩目录缺失或损坏", "the directory of the ZIP file is missing or broken") from error
    members = archive.infolist()
    if len(members) > limits.max_members:
        raise DecompressionBomb(f"成员 {len(members)} 个，上限 {limits.max_members}", f"{len(members)} members")
    if sum(member.file_size for member in members) > limits.max_expanded_bytes:
        raise DecompressionBomb("声明的展开大小超过上限", "the declared expanded size is over the limit")
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < 0:
            raise TruncatedDocument("压缩目录与内容不符", "the directory of the ZIP file does not fit its content")
        if member.header_offset < end:
            raise DecompressionBomb("成员的数据互相重叠", "members share packed bytes")
        end = member.header_offset + 30 + member.compress_size
        if member.file_size > RATIO_FLOOR_BYTES and member.file_size > limits.max_ratio * max(member.compress_size, 1):
            raise DecompressionBomb("成员的压缩比超过上限", "the compression ratio of a member is over the limit")
    return archive


def read_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of one member, never more than it declares (and :func:`open_zip` has bounded that).

    Raises :class:`PasswordProtected` or :class:`TruncatedDocument`.
    """
    if member.flag_bits & 0x1:
        raise PasswordProtected("压缩包成员已加密", "the member of the archive is encrypted")
    try:
        with archive.open(member) as stream:
            content = stream.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise TruncatedDocument("压缩包成员损坏", "a member of the archive is broken") from error
    if len(content) > member.file_size:
        raise DecompressionBomb("成员的实际大小超过声明", "a member is larger than declared")
    if len(content) < member.file_size:
        raise TruncatedDocument("压缩包成员不完整", "a member of the archive is cut off")
    return content


@dataclass(frozen=True)
class OfficePackage:
    """The parts of an Office file (OOXML 包) by name, read on demand."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]

    def has(self, name: str) -> bool:
        return name.lower() in self.members

    def xml(self, name: str) -> etree._Element:
        """The parsed part. Raises :class:`TruncatedDocument` when it is absent or broken."""
        member = self.members.get(name.lower())
        if member is None:
            raise TruncatedDocument(f"文件中缺少 {name}", f"the part {name} is missing")
        return parse_xml(read_part(self.archive, member), name)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Relation id → (kind, part name) of a part; links to the outside are left out and never followed."""
        folder, _, file_name = name.rpartition("/")
        relations_name = f"{folder}/_rels/{file_name}.rels" if folder else f"_rels/{file_name}.rels"
        if not self.has(relations_name):
            return {}
        found: dict[str, tuple[str, str]] = {}
        for item in self.xml(relations_name):
            if local_name(item) != "Relationship" or item.get("TargetMode") == "External":
                continue
            target, kind = item.get("Target") or "", (item.get("Type") or "").rpartition("/")[2]
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attribute(item, "Id") or ""] = (kind, path)
        return found

    def main_part(self) -> str:
        """The name of the main document part. Raises :class:`TruncatedDocument`."""
        for kind, path in self.relations("").values():
            if kind == "officeDocument":
                return path
        raise TruncatedDocument("文件中没有正文", "the package has no main part")


def open_package(content: bytes, limits: Limits) -> OfficePackage:
    """Open an OOXML file within the limits; raises what :func:`open_zip` raises."""
    archive = open_zip(content, limits)
    return OfficePackage(
        archive, {member.filename.replace("\\", "/").lstrip("/").lower(): member for member in archive.infolist()}
    )

"""ZIP files whose bytes depend on their contents alone, with member names in UTF-8 or, as Windows writes them, in GBK."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Literal

FIXED_TIME = (2025, 9, 1, 9, 0, 0)


class _NamedInGbk(zipfile.ZipInfo):
    """A member whose name is written in GBK without the UTF-8 flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def pack(members: Mapping[str, bytes], names: Literal["utf-8", "gbk"] = "utf-8") -> bytes:
    """A ZIP of the members in their order, dated 2025-09-01."""
    out = io.BytesIO()
    kind = _NamedInGbk if names == "gbk" else zipfile.ZipInfo
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = kind(name, FIXED_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()


def repack(office_file: bytes) -> bytes:
    """An Office file again without the time of its making, so that the same facts give the same bytes."""
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if "docProps/core.xml" in members:
        members["docProps/core.xml"] = stamp.sub(rb"\g<1>2025-09-01T09:00:00Z", members["docProps/core.xml"])
    return pack(members)

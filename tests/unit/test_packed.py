"""Archives: names, nesting, broken and encrypted members."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile

import pytest

from extract.errors import DecompressionBomb, PasswordProtected, TruncatedDocument, UnsupportedFormat
from extract.read.limits import Limits
from extract.read.packed import is_archive, unpack

NAME = "附件1：项目支出绩效自评表.pdf"
PDF = b"%PDF-1.4\n%%EOF"


def packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def packed_with_raw_name(name: bytes, content: bytes) -> bytes:
    """A ZIP whose name carries no Unicode flag, as old programs write it."""
    placeholder = "x" * len(name)
    return packed({placeholder: content}).replace(placeholder.encode(), name)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_the_unicode_flag(encoding: str) -> None:
    (member,) = unpack(packed_with_raw_name(NAME.encode(encoding), PDF), "a.zip")
    assert (member.name, member.content, member.refusal) == (NAME, PDF, None)


def test_names_with_the_unicode_flag() -> None:
    assert [member.name for member in unpack(packed({f"决算/{NAME}": PDF}), "a.zip")] == [f"决算/{NAME}"]


def test_ornaments_and_folders_are_skipped() -> None:
    content = packed(
        {"a/": b"", "__MACOSX/._a.pdf": b"x", "a/Thumbs.db": b"x", "a/~$b.docx": b"x", ".DS_Store": b"x", "a/b.pdf": PDF}
    )
    assert [member.name for member in unpack(content, "a.zip")] == ["a/b.pdf"]


def test_archives_inside_archives_to_the_stated_depth() -> None:
    once = packed({"x.pdf": PDF})
    thrice = packed({"二.zip": packed({"一.zip": once})})
    assert [(member.name, member.refusal) for member in unpack(thrice, "a.zip")] == [("二.zip/一.zip/x.pdf", None)]
    (member,) = unpack(packed({"三.zip": thrice}), "a.zip")
    assert isinstance(member.refusal, DecompressionBomb)


def test_office_files_are_documents_not_archives() -> None:
    assert not is_archive(packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}))
    assert not is_archive(packed({"OFD.xml": b"<x/>"}))
    assert is_archive(packed({"a.pdf": PDF}))


def test_tar_and_gzip() -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        entry = tarfile.TarInfo("../" + NAME)
        entry.size = len(PDF)
        archive.addfile(entry, io.BytesIO(PDF))
        link = tarfile.TarInfo("link.pdf")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    for content in (target.getvalue(), gzip.compress(target.getvalue())):
        assert [(member.name, member.content) for member in unpack(content, "a.tar")] == [(NAME, PDF)]
    assert [(member.name, member.content) for member in unpack(gzip.compress(PDF), "dir/a.pdf.gz")] == [("a.pdf", PDF)]


def test_a_broken_member_does_not_stop_the_others() -> None:
    noise = bytes(range(256)) * 4
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("坏.pdf", noise)
        archive.writestr("好.pdf", PDF)
    content = target.getvalue().replace(noise, noise[::-1])
    bad, good = unpack(content, "a.zip")
    assert isinstance(bad.refusal, TruncatedDocument)
    assert noise[::-1][:100] in bad.content
    assert (good.name, good.refusal) == ("好.pdf", None)


def test_an_encrypted_member_is_refused_alone() -> None:
    content = bytearray(packed({"密.pdf": PDF * 3, "b.pdf": PDF}))
    content[6] |= 1  # flag of the first local header
    directory = content.find(b"PK\x01\x02")
    content[directory + 8] |= 1
    secret, plain = unpack(bytes(content), "a.zip")
    assert isinstance(secret.refusal, PasswordProtected)
    assert plain.refusal is None


def test_limits_of_members_size_and_ratio() -> None:
    with pytest.raises(DecompressionBomb):
        list(unpack(packed({f"{number}.txt": b"x" for number in range(11)}), "a.zip", Limits(max_members=10)))
    with pytest.raises(DecompressionBomb):
        list(unpack(packed({"a.txt": b"x" * 1000}), "a.zip", Limits(max_expanded_bytes=999)))
    with pytest.raises(DecompressionBomb):
        list(unpack(packed({"a.txt": b"\0" * (8 << 20)}), "a.zip", Limits(max_ratio=200)))
    with pytest.raises(DecompressionBomb):
        list(unpack(gzip.compress(b"\0" * (8 << 20)), "a.gz", Limits(max_ratio=200)))


def test_a_zip_that_lost_bytes_is_damaged_and_no_bomb() -> None:
    content = packed({"a.txt": bytes(range(256)) * 4, "b.txt": b"x" * 500})
    with pytest.raises(TruncatedDocument):
        list(unpack(content[:40] + content[45:], "a.zip"))


def test_members_that_share_packed_bytes_are_a_bomb() -> None:
    content = packed({"a.txt": b"x" * 500, "b.txt": b"x" * 500})
    second = content.find(b"PK\x01\x02", content.find(b"PK\x01\x02") + 4)
    overlapping = content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]
    with pytest.raises((DecompressionBomb, TruncatedDocument)):
        list(unpack(overlapping, "a.zip"))


@pytest.mark.parametrize("magic", [b"Rar!\x1a\x07\x00rest", b"7z\xbc\xaf\x27\x1crest"])
def test_other_archives_are_refused_with_advice(magic: bytes) -> None:
    assert is_archive(magic)
    with pytest.raises(UnsupportedFormat, match="ZIP"):
        list(unpack(magic, "a.rar"))

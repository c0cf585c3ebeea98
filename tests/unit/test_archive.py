"""The raw archive, the capture log and quarantine: written once, verified, private, tolerant of a killed run."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pytest

from extract.archive import capture_log, document_store, quarantine
from extract.archive.capture_log import Capture
from extract.errors import ReaderCrashed, TruncatedDocument

CONTENT = b"%PDF-1.4\n%%EOF"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def test_a_document_is_stored_once_under_its_digest(tmp_path: Path) -> None:
    assert document_store.archive(tmp_path, CONTENT) == DIGEST
    path = tmp_path / "raw" / DIGEST[:2] / f"{DIGEST}.pdf"
    before = path.stat()
    assert document_store.archive(tmp_path, CONTENT) == DIGEST
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino
    assert document_store.load(tmp_path, DIGEST) == CONTENT
    assert document_store.locate(tmp_path, DIGEST) == path
    assert list(document_store.stored(tmp_path)) == [DIGEST]


def test_only_the_owner_may_enter(tmp_path: Path) -> None:
    document_store.archive(tmp_path, CONTENT)
    assert stat.S_IMODE((tmp_path / "raw").stat().st_mode) == 0o700
    path = document_store.locate(tmp_path, DIGEST)
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_changed_and_missing_documents_are_noticed(tmp_path: Path) -> None:
    document_store.archive(tmp_path, CONTENT)
    path = document_store.locate(tmp_path, DIGEST)
    assert path is not None
    path.write_bytes(CONTENT + b" ")
    with pytest.raises(document_store.ArchiveDamaged):
        document_store.load(tmp_path, DIGEST)
    with pytest.raises(document_store.ArchiveDamaged):
        document_store.load(tmp_path, "0" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/hostname", "A" * 64, "0" * 63 + "/", "*" * 64])
def test_nothing_but_a_digest_names_a_document(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        document_store.locate(tmp_path, digest)
    with pytest.raises(ValueError, match="SHA-256"):
        quarantine.release(tmp_path, digest)


def test_what_a_killed_run_leaves_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / DIGEST[:2]
    folder.mkdir(parents=True)
    (folder / f".{DIGEST}.pdf.abc").write_bytes(b"half")
    assert document_store.locate(tmp_path, DIGEST) is None
    assert list(document_store.stored(tmp_path)) == []
    document_store.archive(tmp_path, CONTENT)
    assert document_store.load(tmp_path, DIGEST) == CONTENT


def capture(name: str, source: str = "local", url: str | None = None) -> Capture:
    return Capture(DIGEST, name, source, url, "2026-11-20T02:00:00+08:00", "new")


def test_captures_are_appended_and_local_folders_stay_out(tmp_path: Path) -> None:
    capture_log.record(tmp_path, capture("/home/someone/决算/自评表.pdf"))
    capture_log.record(tmp_path, capture("C:\\桌面\\b.pdf"))
    capture_log.record(tmp_path, capture("dir/c.pdf", "fengtai", "https://example.org/c.pdf"))
    assert [item.name for item in capture_log.captures(tmp_path)] == ["自评表.pdf", "b.pdf", "dir/c.pdf"]
    assert "someone" not in (tmp_path / "raw" / "captures.jsonl").read_text("utf-8")


def test_a_torn_line_is_passed_over_and_swallows_nothing(tmp_path: Path) -> None:
    capture_log.record(tmp_path, capture("a.pdf"))
    with (tmp_path / "raw" / "captures.jsonl").open("ab") as stream:
        stream.write(b'{"sha256": "12')
    assert [item.name for item in capture_log.captures(tmp_path)] == ["a.pdf"]
    capture_log.record(tmp_path, capture("b\n\x00.pdf"))
    assert [item.name for item in capture_log.captures(tmp_path)] == ["a.pdf", "b\n\x00.pdf"]


def test_a_log_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert list(capture_log.captures(tmp_path)) == []


def test_quarantine_keeps_the_document_and_the_reason(tmp_path: Path) -> None:
    document_store.archive(tmp_path, CONTENT)
    note = quarantine.put(tmp_path, DIGEST, "../x/自评表.pdf", TruncatedDocument("第二页缺失", "page two is missing", 2))
    assert (note.reason, note.page, note.name) == ("truncated", 2, "自评表.pdf")
    stored = json.loads((tmp_path / "quarantine" / f"{DIGEST}.json").read_text("utf-8"))
    assert "第二页缺失" in stored["message_zh"]
    assert "page two is missing" in stored["message_en"]
    assert (tmp_path / "quarantine" / f"{DIGEST}.pdf").read_bytes() == CONTENT
    quarantine.put(tmp_path, DIGEST, "a.pdf", ReaderCrashed("x"))
    assert [item.reason for item in quarantine.quarantined(tmp_path)] == ["reader-crashed"]


def test_release_takes_the_note_away_and_leaves_the_archive(tmp_path: Path) -> None:
    document_store.archive(tmp_path, CONTENT)
    quarantine.put(tmp_path, DIGEST, "a.pdf", TruncatedDocument())
    assert quarantine.release(tmp_path, DIGEST)
    assert not quarantine.release(tmp_path, DIGEST)
    assert list((tmp_path / "quarantine").iterdir()) == []
    assert document_store.load(tmp_path, DIGEST) == CONTENT

"""Damaged PDFs: whatever is lost is said, and what is not damaged alarms nobody."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path

import pytest

from extract.errors import TooMuchMemory
from extract.read import pdf_ruled
from extract.read.open_document import read_document
from extract.read.pdf_damage import damage_of
from extract.read.pdf_objects import RawFile
from extract.read.pdf_second_reader import compare_pages
from tests.factory.damage import with_packed_objects
from tests.factory.damaged_readings import bases, damaged, judged

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


def told(content: bytes, pages: int) -> list[tuple[str, int | None]]:
    return [(doubt.kind, doubt.page) for doubt in damage_of(content, pages)]


def assembled(bodies: dict[int, bytes], extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A file of the given objects with a right index."""
    out, places = b"%PDF-1.4\n" + extra, {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % places[one] if one in places else b"0000000000 65535 f \n" for one in range(9))
    index = len(out)
    out += b"xref\n0 9\n" + table + b"trailer\n<< /Size 9 /Root 1 0 R %s >>\n" % trailer
    return out + b"startxref\n%d\n%%%%EOF\n" % index


def stream(text: bytes = b"BT ET " * 9, length: int = 0, keys: bytes = b"") -> bytes:
    data = zlib.compress(text)
    return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (length or len(data), keys, data)


def objects(**changed: bytes) -> dict[int, bytes]:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font 5 0 R >> >>"
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page,
        4: stream(),
        5: b"<< /F1 6 0 R >>",
        6: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    return bodies | {int(name.removeprefix("o")): body for name, body in changed.items()}


def test_of_many_damaged_files_none_loses_anything_in_silence() -> None:
    outcomes: Counter[str] = Counter()
    failed = []
    for made, outcome, notes in judged(damaged(bases(), 260, 20261201), 2):
        outcomes[outcome] += 1
        if outcome in ("SILENT", "crashed"):
            failed.append((made.name, notes[:2]))
    assert failed == []
    assert outcomes["told"] > 80
    assert outcomes["same"] < 120


@pytest.mark.parametrize("name", sorted(bases()))
def test_what_is_not_damaged_alarms_nobody(name: str) -> None:
    content = bases()[name]
    assert told(content, read_document(content, "a.pdf").page_count or 0) == []


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_the_samples_are_not_damaged(path: Path) -> None:
    content = path.read_bytes()
    if content.startswith(b"%PDF"):
        assert told(content, read_document(content, path.name).page_count or 0) == []


def test_careless_and_old_files_alarm_nobody() -> None:
    assert told(assembled(objects()), 1) == []
    # bytes before the header, a length that miscounts the end of a line, references of editors that lead nowhere
    assert told(b"\n\n" + assembled(objects()), 1) == []
    assert told(assembled(objects(o4=stream(length=len(zlib.compress(b"BT ET " * 9)) + 1))), 1) == []
    assert told(assembled(objects(o1=b"<< /Type /Catalog /Pages 2 0 R /Metadata 8 0 R /Outlines 7 0 R >>")), 1) == []
    # objects that nothing uses any more, a page that is shown twice, names that are near to no word
    twice = objects(o2=b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>")
    assert told(assembled(twice), 2) == []
    assert told(assembled(objects(o7=stream())), 1) == []
    assert told(assembled(objects(o5=b"<< /Page1 6 0 R /Fonts1 6 0 R >>")), 1) == []


def test_a_later_revision_counts() -> None:
    old = assembled(objects())
    page = len(old)
    new = old + b"3 0 obj\n" + objects()[3] + b"\nendobj\n"
    table = b"xref\n3 1\n%010d 00000 n \ntrailer\n<< /Size 9 /Root 1 0 R /Prev %d >>\n" % (page, old.rindex(b"xref\n0 9"))
    whole = new + table + b"startxref\n%d\n%%%%EOF\n" % len(new)
    assert told(whole, 1) == []
    assert RawFile(whole).places[3] == page
    assert told(whole.replace(b"/Prev ", b"/Prev 1"), 1) == [("damaged-file", None)]


def test_a_stream_without_its_checksum_is_told_on_its_page() -> None:
    broken = stream()
    place = broken.index(b"\nendstream") - 1
    broken = broken[:place] + bytes([broken[place] ^ 1]) + broken[place + 1 :]
    assert told(assembled(objects(o4=broken)), 1) == [("damaged-page", 1), ("damaged-file", None)]


@pytest.mark.parametrize(
    ("number", "body"),
    [
        (1, b"<< /Type /Catalog /Pages 3 0 R >>"),
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 2 >>"),
        (2, b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 1 >>"),
        (2, b"<< /Type /Pages /Kidz [3 0 R] /Count 1 >>"),
        (3, objects()[3].replace(b"4 0 R", b"6 0 R")),
        (3, objects()[3].replace(b"4 0 R", b"7 0 R")),
        (3, objects()[3].replace(b"/Contents", b"/Contenvs")),
        (3, objects()[3].replace(b"595", b"5\0005")),
        (3, objects()[3].replace(b">> >>", b">> >")),
        (4, stream(length=9)),
        (3, objects()[3].replace(b"/Contents ", b"/ContentsX")),
        (4, stream().replace(b"/Filter", b"/Filte8")),
        (4, stream().replace(b"/FlateDecode ", b"/FlateDecodeV")),
        (4, stream().replace(b"/FlateDecode", b"[4 /FlateDecode]")),
        (3, objects()[3].replace(b"/Font ", b"/Fon0 ")),
        (6, objects()[6].replace(b">>", b"/FontDescriptor 5 0 R >>")),
        (5, b"<< /F1 4 0 R >>"),
        (5, b"<< /F1 6 0 R /F2 7 0 R >>"),
    ],
)
def test_what_only_damage_leaves_is_told(number: int, body: bytes) -> None:
    assert told(assembled(objects() | {number: body}), 1)


def test_a_reference_to_the_neighbour_is_told_by_what_is_left_over() -> None:
    fonts = objects(o5=b"<< /F1 6 0 R /F2 6 0 R >>", o7=objects()[6])
    assert told(assembled(fonts), 1) == [("damaged-file", None)]


def test_what_is_locked_against_changes_is_looked_into_too() -> None:
    locked = bases()["forms_locked"]
    content = RawFile(locked).get(4)
    assert content is not None
    place = locked.index(content.data or b"?") + 200
    broken = locked[:place] + bytes([locked[place] ^ 1]) + locked[place + 1 :]
    doubts = read_document(broken, "a.pdf").doubts
    assert ("damaged-page", 1) in [(doubt.kind, doubt.page) for doubt in doubts]


def test_a_page_that_calls_a_font_which_is_not_there_is_told() -> None:
    page = stream(b"BT /F1 9 Tf (1) Tj ET")
    assert told(assembled(objects(o4=page)), 1) == []
    assert told(assembled(objects(o4=page, o5=b"<< /G1 6 0 R >>")), 1) == [("damaged-page", 1), ("damaged-file", None)]
    inherited = objects(o4=page, o3=b"<< /Type /Page /Parent 2 0 R /Contents [4 0 R] >>")
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 6 0 R >> >> >>"
    assert told(assembled(inherited | {2: tree}), 1) == []


def test_an_index_that_points_elsewhere_is_told() -> None:
    whole = assembled(objects())
    assert told(whole.replace(b"startxref\n", b"startxref\n1"), 1) == [("damaged-file", None)]
    packed = with_packed_objects(bases()["forms"])
    pages = read_document(packed, "a.pdf").page_count or 0
    mark = packed.rindex(b"startxref\n") + 10
    assert told(packed[:mark] + b"1" + packed[mark:], pages)


def test_a_page_tree_that_bites_its_tail_ends() -> None:
    kids = b" ".join([b"2 0 R"] * 400)
    assert told(assembled(objects(o2=b"<< /Type /Pages /Kids [" + kids + b"] /Count 1 >>")), 1)


def test_a_title_that_is_no_text_costs_the_title_only() -> None:
    content = bases()["forms"]
    wrong = b"/Title (\\376\\377\\330\\000\\000A)"
    place = content.index(b"/Title (")
    old = content[place : content.index(b")", place) + 1]
    document = read_document(content.replace(old, wrong[: len(old)] if len(old) < len(wrong) else wrong.ljust(len(old))), "a.pdf")
    assert document.title == ""


def test_a_file_that_only_our_reader_can_read_is_told_and_not_refused() -> None:
    content = bases()["forms"]
    document = read_document(content, "a.pdf")
    doubts = compare_pages(content[: len(content) // 2], document, [2, 1])
    assert [(doubt.kind, doubt.page) for doubt in doubts] == [("damaged-page", 1), ("damaged-page", 2)]


def test_memory_that_is_not_there_is_no_fault_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pdf_ruled, "read_pdf", hungry)
    with pytest.raises(TooMuchMemory):
        read_document(bases()["forms"], "a.pdf")

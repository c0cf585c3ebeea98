"""PDFs made to break a reader: each ends with a named refusal or a reading, within bounds, and never with another error."""

from __future__ import annotations

import io
import random
import time
import zlib

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.cell_grid import ReadDocument
from extract.errors import DocumentRefused, TooSlow, TruncatedDocument
from extract.read.limits import Limits
from extract.read.pdf_ruled import read_pdf


def assemble(content: bytes, resources: str = "", extra: dict[int, bytes] | None = None, page: str = "") -> bytes:
    """A PDF of one page by hand: objects 1 to 4 are catalogue, pages, page and content; ``extra`` adds objects from 5 on."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R"
        + f" /Resources << {resources} >> {page} >>".encode(),
        4: b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        **(extra or {}),
    }
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in sorted(objects.items()):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def attempt(content: bytes, seconds: float = 20.0) -> ReadDocument | DocumentRefused:
    begin = time.monotonic()
    try:
        return read_pdf(content, Limits(max_seconds=seconds))
    except DocumentRefused as refusal:
        return refusal
    finally:
        assert time.monotonic() - begin < seconds + 10


def small_table() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 400), pageCompression=1)
    for number in range(3):
        canvas.grid([50, 150, 250], [100, 200, 300])
        canvas.drawString(60, 150, f"page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_garbage_ends_in_a_named_refusal() -> None:
    source = random.Random(7)
    for _ in range(40):
        noise = source.randbytes(source.randrange(1, 4000))
        for content in (noise, b"%PDF-1.7\n" + noise, b"%PDF-1.7\n" + noise + b"\nstartxref\n9\n%%EOF\n"):
            assert isinstance(attempt(content), DocumentRefused)


def test_every_cut_is_refused() -> None:
    whole = small_table()
    for at in range(20, len(whole) - 8, 97):
        assert isinstance(attempt(whole[:at]), TruncatedDocument), at


def test_damaged_bytes_never_raise_another_error_and_never_invent_a_page() -> None:
    source, whole = random.Random(11), small_table()
    for _ in range(120):
        broken = bytearray(whole)
        for _ in range(source.randrange(1, 12)):
            broken[source.randrange(len(broken))] = source.randrange(256)
        result = attempt(bytes(broken))
        assert isinstance(result, DocumentRefused) or (result.page_count or 0) <= 3


def test_numbers_beyond_all_bounds() -> None:
    lines = [
        b"1e38 0 m 1e38 1e38 l S",
        b"-99999999999 10 m 99999999999 10 l S",
        b"10 -99999999999 m 10 99999999999 l S",
        b"0 0 99999999999999999999 99999999999999999999 re S",
        b"0 0 0 0 re f 5 5 m 5 5 l S",
        b"0 0 0 0 0 0 cm 10 10 m 90 10 l S",
    ]
    assert isinstance(attempt(assemble(b"\n".join(lines))), ReadDocument)
    for box in ("[0 0 0 0]", "[400 400 0 0]", "[-1e30 -1e30 1e30 1e30]", "[0 0 1e-30 1e-30]", "[a b c d]", "[0 0]"):
        result = attempt(assemble(lines[0], page=f"/CropBox {box} /Rotate 450"))
        assert isinstance(result, ReadDocument)


def test_a_form_that_contains_itself() -> None:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 400] "
        b"/Resources << /XObject << /A 5 0 R >> >> /Length 5 >>\nstream\n/A Do\nendstream"
    )
    assert isinstance(attempt(assemble(b"/A Do", "/XObject << /A 5 0 R >>", {5: form})), ReadDocument)


def test_forms_nested_deeper_than_any_printer_does() -> None:
    extra = {}
    for number in range(5, 45):
        body = b"/A Do" if number < 44 else b"10 10 m 90 10 l S"
        resources = b"/Resources << /XObject << /A %d 0 R >> >>" % (number + 1) if number < 44 else b""
        extra[number] = b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 400] %s /Length %d >>\nstream\n%s\nendstream" % (
            resources,
            len(body),
            body,
        )
    result = attempt(assemble(b"/A Do", "/XObject << /A 5 0 R >>", extra))
    assert isinstance(result, ReadDocument)
    assert [doubt.kind for doubt in result.doubts] in ([], ["unsupported-part"])


@pytest.mark.parametrize("kind", ["grid", "random", "parallel", "crossing"])
def test_a_page_of_a_hundred_thousand_lines_ends_in_time(kind: str) -> None:
    source = random.Random(3)
    lines = []
    for number in range(100_000):
        if kind == "grid":
            at = number % 5000 * 0.08
            line = (0, at, 400, at) if number % 2 else (at, 0, at, 400)
        elif kind == "random":
            x, y, length = source.uniform(0, 400), source.uniform(0, 400), source.uniform(0, 60)
            line = (x, y, x + length, y) if number % 2 else (x, y, x, y + length)
        elif kind == "parallel":
            line = (10, number * 0.004, 390, number * 0.004)
        else:
            line = (source.uniform(0, 400), source.uniform(0, 400), source.uniform(0, 400), source.uniform(0, 400))
        lines.append("{:.3f} {:.3f} m {:.3f} {:.3f} l S".format(*line))
    result = attempt(assemble("\n".join(lines).encode()), seconds=15.0)
    assert isinstance(result, ReadDocument | DocumentRefused)


def test_many_fills_over_many_lines_end_in_time() -> None:
    lines = [f"{n % 390} {n % 370} 9 9 re f {n % 380} 5 m {n % 380} 395 l S" for n in range(8_000)]
    attempt(assemble("\n".join(lines).encode()), seconds=15.0)


def test_the_time_limit_holds_inside_a_page() -> None:
    lines = b"\n".join(b"%d 5 m %d 395 l S" % (n % 380, n % 380) for n in range(200_000))
    with pytest.raises(TooSlow):
        read_pdf(assemble(lines), Limits(max_seconds=0.01))


def test_a_content_stream_that_expands_is_bounded_by_time() -> None:
    packed = zlib.compress(b"10 10 m 90 10 l S\n" * 60_000, 9)
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"
    attempt(assemble(b"", extra={4: stream}), seconds=15.0)


def test_actions_and_files_in_a_document_are_left_alone() -> None:
    catalogue = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> "
        b"/AA << /WC << /S /Launch /F (/bin/sh) >> >> >>"
    )
    content = b"10 10 m 90 10 l S"
    result = attempt(assemble(content, extra={1: catalogue}))
    assert isinstance(result, ReadDocument)

"""How fast PDFs are read (PDF 读取速度): our reader, pdfplumber, and pdfium's glyphs and paths alone, interleaved in one run.

    python benchmarks/read_pdf.py [FOLDER_OR_PDF...]      default: ../shared/corpus beside the checkout

Prints pages per second on one core (processor time), the ratios, whether every cell is identical to pdfplumber's, and the
peak memory. Exit status 1 if a cell differs, the ratio to pdfplumber is below 8, or our reader's peak is over 200 MB.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pdfplumber
import pypdfium2

from extract.cell_grid import ReadDocument
from extract.errors import DocumentRefused
from extract.read import pdf_bindings as pdfium
from extract.read.pdf_geometry import page_frame
from extract.read.pdf_glyphs import read_glyphs
from extract.read.pdf_paint import read_paint
from extract.read.pdf_ruled import read_pdf
from extract.read.pdf_second_reader import compare_pages

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
LEAST_RATIO = 8.0
MOST_MEGABYTES = 200.0


def read_with_pdfplumber(content: bytes) -> None:
    with pdfplumber.open(io.BytesIO(content)) as file:
        for page in file.pages:
            page.extract_tables()
            page.close()


def read_glyphs_and_paths(content: bytes) -> None:
    """The limit: what any reader on pdfium has to do at least."""
    document = pypdfium2.PdfDocument(content)
    handle = ctypes.cast(document.raw, ctypes.c_void_p).value
    for number in range(len(document)):
        page = pdfium.load_page(handle, number)
        frame = page_frame(page)
        read_glyphs(page, frame)
        read_paint(page, frame, float("inf"))
        pdfium.close_page(page)
    document.close()


READERS: dict[str, Callable[[bytes], object]] = {
    "juesuan pdf_ruled": read_pdf,
    "pdfplumber extract_tables": read_with_pdfplumber,
    "pypdfium2 glyphs and paths": read_glyphs_and_paths,
}


def readable_documents(paths: list[Path]) -> Iterator[tuple[Path, bytes, ReadDocument]]:
    """The PDFs under the given paths that are not refused."""
    for root in paths:
        for path in [root] if root.is_file() else sorted(root.rglob("*.pdf")):
            content = path.read_bytes()
            try:
                yield path, content, read_pdf(content)
            except DocumentRefused as refusal:
                print(f"  {path.name}: {refusal.code}")


def peak_of_our_reader(paths: list[Path]) -> float:
    """Peak memory in megabytes of a fresh process that only reads, without pdfplumber."""
    script = (
        "import sys, pathlib, resource\n"
        "from extract.read.pdf_ruled import read_pdf\n"
        "for name in sys.argv[1:]:\n"
        "    read_pdf(pathlib.Path(name).read_bytes())\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    command = [sys.executable, "-c", script, *map(str, paths)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(answer.stdout) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[CORPUS])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    seconds = dict.fromkeys(READERS, 0.0)
    pages = cells = differing = 0
    names: list[Path] = []
    for path, content, document in readable_documents(arguments.paths):
        names.append(path)
        pages += document.page_count or 0
        for name, read in READERS.items():
            rounds = []
            for _ in range(1 if name.startswith("pdfplumber") else arguments.rounds):
                gc.collect()
                gc.freeze()  # what one reader keeps in memory must not slow down another's garbage collection
                begin = time.process_time()
                read(content)
                rounds.append(time.process_time() - begin)
            seconds[name] += median(rounds)
        ruled = {grid.page for grid in document.grids() if grid.page is not None}
        cells += sum(len(grid.cells) for grid in document.grids())
        for doubt in compare_pages(content, document, ruled):
            differing += 1
            print(f"  {path.name} p.{doubt.page}: {doubt.text!r} / {doubt.other_text!r}")
    if not pages:
        print("no readable PDF found")
        return 1
    slow = seconds["pdfplumber extract_tables"]
    print(f"{len(names)} documents, {pages} pages")
    print(f"{'reader':<28}{'pages/s':>10}{'ms/page':>10}{'× pdfplumber':>14}")
    for name, spent in seconds.items():
        print(f"{name:<28}{pages / spent:>10.1f}{1000 * spent / pages:>10.2f}{slow / spent:>14.1f}")
    peak = peak_of_our_reader(names)
    print(f"cells {cells}, different from pdfplumber {differing}; peak memory of our reader {peak:.0f} MB, ", end="")
    print(f"of this run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    ratio = slow / seconds["juesuan pdf_ruled"]
    return int(differing > 0 or ratio < LEAST_RATIO or peak > MOST_MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())

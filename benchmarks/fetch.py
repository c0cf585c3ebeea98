"""How fast and how flat fetching is: N articles of a pretend portal on the loopback interface, without pause.

    python benchmarks/fetch.py [ARTICLES]          (default 2000)

Prints documents per second for the first and the second night, and the memory of this process after each quarter of the
first. The portal runs in a process of its own, so that its time and memory are not counted.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extract.archive import document_store
from extract.fetch.run import fetch_source
from extract.fetch.sources import Entry, Source
from tests.portal.documents import tiny_pdf
from tests.portal.server import MockPortal


def site_of(folder: Path, articles: int) -> dict[str, Any]:
    """A portal of one column, every article with a file of its own."""
    folder.mkdir(parents=True)
    rows = []
    for number in range(articles):
        name = f"{number}.pdf"
        (folder / name).write_bytes(tiny_pdf([f"某某区第{number}局 2024年度部门决算", f"本年收入合计 {number}.00"]))
        title = f"某某区第{number}局2024年度部门决算公开"
        rows.append({"id": str(1000000 + number), "title": title, "unit": f"某某区第{number}局", "date": "2025-08-25 09:30",
                     "attachments": [{"file": name, "name": name}]})  # fmt: skip
    column = {"family": "trs", "path": "/zwgk/bmjs/", "title": "部门决算", "articles": rows}
    return {"name": "某某区人民政府", "page_size": 20, "robots": {"disallow": []}, "columns": [column]}


def serve(folder: Path, articles: int, pipe: Any) -> None:
    with MockPortal(folder, site_of(folder, articles)) as portal:
        portal.write_log = lambda record: None  # a log of 4,000 requests is not what is measured
        pipe.send(portal.url)
        pipe.recv()


def megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * resource.getpagesize() / 1e6 or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def watched(every: int, seen: list[float]) -> Callable[[Path, bytes], str]:
    """The archive's own function, noting the memory at every so many documents."""
    store, count = document_store.archive, 0

    def archive(home: Path, content: bytes) -> str:
        nonlocal count
        count += 1
        if count % every == 0:
            seen.append(megabytes())
        return store(home, content)

    return archive


def main(articles: int) -> None:
    ours, theirs = multiprocessing.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        portal = multiprocessing.Process(target=serve, args=(Path(folder) / "docs", articles, theirs))
        portal.start()
        url = ours.recv()
        place = url.removeprefix("http://")
        source = Source("bench", "bench", "000000", "trs", (Entry(f"{url}/zwgk/bmjs/"),), (place,), "a@b.cn", pace_seconds=0)
        memory: list[float] = []
        document_store.archive = watched(max(1, articles // 4), memory)  # type: ignore[assignment]
        for night in ("first", "second"):
            begun = time.perf_counter()
            report = fetch_source(source, Path(folder) / "home", allow=[("127.0.0.1", int(place.rsplit(":", 1)[1]))])
            seconds = time.perf_counter() - begun
            found = len(report.of("new", "unchanged"))
            told = f"{report.requests} requests, {seconds:.1f} s, {found / seconds:.0f} documents/s"
            print(f"{night} night: {found} documents, {told}")
        print("memory after each quarter (MB): " + ", ".join(f"{value:.0f}" for value in memory))
        ours.send("stop")
        portal.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)

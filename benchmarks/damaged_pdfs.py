"""Damaged PDF files (损坏的 PDF): is anything lost or changed in silence?

    python benchmarks/damaged_pdfs.py [--count N] [--seed N] [--kind TEXT] [--show] [--keep DIR]

Documents whose facts are known are damaged in every way of ``tests/factory/damage`` and read in reader processes. Outcomes:
  same      the text of every page and every fact as in the undamaged document
  told      something differs, and a finding of severity warning or error that the undamaged document does not have stands on
            every page concerned or on the document
  refused   not loaded, with a reason
  SILENT    something differs, and nothing is said
  crashed   the process died, or an error that nobody foresaw
  slow      over the time limit
Exit 1 if anything is silent or crashed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.factory.damaged_readings import OUTCOMES, bases, damaged, judged


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2080)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="", help="only kinds of damage whose name holds this")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="what differs in each file that is silent or crashed")
    parser.add_argument("--keep", type=Path, help="write the files that are silent, crashed or slow to this folder")
    options = parser.parse_args()
    started = time.perf_counter()
    by_kind: dict[str, Counter[str]] = {}
    for made, outcome, notes in judged(damaged(bases(), options.count, options.seed, options.kind), options.workers):
        by_kind.setdefault(made.kind, Counter())[outcome] += 1
        if outcome not in ("SILENT", "crashed", "slow"):
            continue
        if options.show:
            print(f"{outcome:>8s}  {made.name}: " + " | ".join(notes[:6]), flush=True)
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{made.name}.pdf").write_bytes(made.content)
    print("  ".join(f"{name:>8s}" for name in OUTCOMES) + "  kind of damage")
    total: Counter[str] = Counter()
    for kind, counts in sorted(by_kind.items()):
        print("  ".join(f"{counts[name] or '':>8}" for name in OUTCOMES) + f"  {kind}")
        total += counts
    print(
        f"damaged files {total.total()} of {len(by_kind)} kinds, seed {options.seed}, in {time.perf_counter() - started:.0f} s: "
        + ", ".join(f"{name} {total[name]}" for name in OUTCOMES)
    )
    return 1 if total["SILENT"] or total["crashed"] else 0


if __name__ == "__main__":
    sys.exit(main())

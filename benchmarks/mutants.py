"""Every meaningful change, applied to typeset documents in four formats (改动样本): is any figure silently wrong or lost?

    python benchmarks/mutants.py [--kind TEXT] [--format html,xlsx,docx,pdf] [--seed N] [--count N] [--show N] [--keep DIR]

Each kind of ``tests/factory/mutants`` changes one thing in a document whose facts are known, before it is typeset, and says by
hand what a careful reader records. The document is read in process, and each figure is compared. Per kind are counted
  right            the facts of the document and no others, and no finding of severity warning or error that is not called for
  flagged          a finding was called for, or a figure was not read as printed, and a finding names that statement or form
  silently wrong   a figure wrong or in excess, or a finding called for that is not there, and nothing said
  silently lost    a figure not read, and nothing said
  refused          not loaded (``!`` where it should have been: see --show)
  false alarm      all right, and yet a finding of severity warning or error
Exit 1 if anything is silent, or crashed, or an unchanged document (family ``controls``) has a finding.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.factory.mutants.judge import RESULTS, SILENT, Judgement
from tests.factory.mutants.kinds import KINDS
from tests.factory.mutants.registry import run

COLUMNS = ("right", "flagged", "silently wrong", "silently lost", "refused", "false alarm")
FOLDED = {"refused wrongly": "refused", "crashed": "silently lost"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", default="", help="only kinds whose family or name holds this (several with commas)")
    parser.add_argument("--format", default="html,xlsx,docx,pdf")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1, help="mutants of each kind in each format")
    parser.add_argument(
        "--show", type=int, default=0, help="so many notes for each mutant that is silent, refused wrongly or alarmed"
    )
    parser.add_argument("--keep", type=Path, help="write the mutants that are shown to this folder")
    options = parser.parse_args()
    wanted, started = options.kind.split(","), time.perf_counter()
    chosen = [one for one in KINDS.values() if any(text in f"{one.family} {one.name}" for text in wanted)]
    total: Counter[str] = Counter()
    alarmed = 0
    print("  ".join(f"{name:>14s}" for name in COLUMNS) + "  kind")
    for made in sorted(chosen, key=lambda one: (one.family, one.name)):
        counts: Counter[str] = Counter()
        silent = []
        for form in (form for form in options.format.split(",") if form in made.formats):
            for number in range(options.count):
                judgement, content = run(made, form, options.seed, number)
                counts[judgement.result] += 1
                if judgement.result in SILENT:
                    silent.append(form)
                if judgement.result in (*SILENT, "refused wrongly", "false alarm"):
                    _show(judgement, f"{made.name}_{options.seed}_{number}.{form}", content, options.show, options.keep)
        alarmed += counts["false alarm"] if made.family == "controls" else 0
        total += counts
        _line(counts, f"{made.family}: {made.name}" + (f"  SILENT in {' '.join(dict.fromkeys(silent))}" if silent else ""))
    silent_count = sum(total[name] for name in SILENT)
    _line(total, f"{len(chosen)} kinds")
    print(
        f"mutants {total.total()} of {len(chosen)} kinds in {time.perf_counter() - started:.0f} s: "
        + ", ".join(f"{name} {total[name]}" for name in RESULTS)
        + f"; unchanged documents with a finding {alarmed}"
    )
    return 1 if silent_count or alarmed else 0


def _line(counts: Counter[str], text: str) -> None:
    folded: Counter[str] = Counter()
    for name, count in counts.items():
        folded[FOLDED.get(name, name)] += count
    mark = "!" if counts["refused wrongly"] else " "
    print("  ".join(f"{folded[name] or '':>14}" for name in COLUMNS) + f" {mark}{text}", flush=True)


def _show(judgement: Judgement, name: str, content: bytes, notes: int, keep: Path | None) -> None:
    if notes:
        print(f"{judgement.result:>16s}  {name}")
        for note in judgement.notes[:notes]:
            print(f"{'':18s}{note}")
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / name).write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())

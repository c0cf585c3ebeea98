"""Do the tests notice a changed line of code? (代码变异): one change at a time in the core, the related tests must fail.

    python benchmarks/code_mutants.py [--count 200] [--seed 1] [--area TEXT] [--workers 2] [--limit 300] [--out FILE]

A mutant turns a comparison, an ``and``, a condition, a sum or a sign, shifts a constant, returns None, drops a statement or a
``continue``, or exchanges two arguments; in SQL it turns a comparison, an AND or an order. ``--count`` mutants are chosen by a
fixed seed, equally many from each area, and each is judged by the area's tests in a copy of the tree under a temporary folder:
killed if a test fails (or takes longer than ``--limit`` seconds), survived if none does. Survivors are listed with their line;
``code_mutants_survivors.md`` beside this file explains those that change nothing. ``--out`` keeps results, one JSON line each:
run again with it, what is there is not run again. Exit 1 if fewer than 95 in 100 are killed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from code_changes import changed, changes_of

ROOT = Path(__file__).resolve().parents[1]
STATEMENTS = "transform/forms/statements"
IDENTITIES = "expectations/identities"
BENCH = "tests/properties/test_mutants.py"


@dataclass(frozen=True)
class Area:
    """Modules of one question, and the tests that must notice a change: each an argument list of pytest, quickest first."""

    modules: tuple[str, ...]
    tests: tuple[tuple[str, ...], ...]


def unit(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/unit/test_{name}.py" for name in names)


AREAS: dict[str, Area] = {
    "reading": Area(
        (f"{STATEMENTS}/figures.py", f"{STATEMENTS}/read.py", f"{STATEMENTS}/body_rows.py", f"{STATEMENTS}/titles.py"),
        (unit("statements", "core_reading"), (BENCH, "-k", "html and (digits or row or title or figure or page or picture)")),
    ),
    "units": Area(
        ("transform/units.py", "transform/settle/unit.py", "transform/settle/scale.py"),
        (unit("units", "core_units", "settle_unit"), (BENCH, "-k", "unit or scale or heading_yuan or row_label_yuan or all_in")),
    ),
    "years": Area(
        ("transform/settle/years.py", "transform/reading/evidence.py"),
        (unit("core_years", "settle_years"), (BENCH, "-k", "year or cover or previous or over_all or date")),
    ),
    "columns": Area(
        ("transform/settle/columns.py", "transform/recognise/column_alignment.py", f"{STATEMENTS}/header_paths.py"),
        (unit("statements", "core_columns", "core_headings"), (BENCH, "-k", "heading or column or group or over_all or order")),
    ),
    "joining": Area(
        (f"{STATEMENTS}/continuation.py", f"{STATEMENTS}/parts.py", f"{STATEMENTS}/repetitions.py"),
        (unit("statements", "core_joining"), (BENCH, "-k", "twice or continued or page or title or between or form_after")),
    ),
    "signs": Area(
        ("transform/amounts.py", "extract/read/number_format.py"),
        (unit("amounts", "core_signs", "workbook"), (BENCH, "-k", "digits or negative or empty or figure or point")),
    ),
    "roles": Area(
        (f"{STATEMENTS}/decisions.py", f"{IDENTITIES}/statement_roles.py"),
        (unit("core_roles", "statement_rules", "statement_rules_proof"), (BENCH, "-k", "previous or group or over_all")),
    ),
    "identities": Area(
        (
            f"{IDENTITIES}/statement_sums.py", f"{IDENTITIES}/statement_cells.py", f"{IDENTITIES}/statement_verdicts.py",
            f"{IDENTITIES}/rounding.py", f"{IDENTITIES}/funding_rules.py", f"{IDENTITIES}/score_rules.py",
            "expectations/proof.py",
        ),
        (unit("identities", "identities_bands", "core_identities", "statement_rules", "statement_rules_proof"),
         (BENCH, "-k", "html and (gone or exchanged or swapped or contradicts or slipped or other)")),
    ),
    "versions": Area(
        ("sql/marts/010_form_choice.sql", "sql/marts/055_statement_figure.sql", "sql/marts/085_project_restatement.sql",
         "sql/load/0030_refresh.sql", "sql/verification.py"),
        (unit("warehouse_versions", "core_versions"), unit("warehouse_statements", "warehouse_marts", "warehouse_loading"),
         ("tests/faults/test_warehouse_faults.py",)),
    ),
    "gate": Area(
        ("expectations/gate.py", "expectations/suite_runner.py", "expectations/validator_process.py"),
        (unit("expectations_gate", "expectations_catalogue", "data_docs"),),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the ``number``-th possible one of a module, at a line, in words."""

    area: str
    module: str
    number: int
    line: int
    what: str

    @property
    def name(self) -> str:
        return f"{self.module}:{self.line} #{self.number} {self.what}"


def choose(count: int, seed: int, wanted: str) -> list[Mutant]:
    """``count`` mutants, equally many of each area, the same ones for the same seed and code."""
    areas = {name: area for name, area in AREAS.items() if wanted in name}
    chosen: list[Mutant] = []
    for place, (name, area) in enumerate(areas.items()):
        share = count // len(areas) + (place < count % len(areas))
        possible = [
            Mutant(name, module, number, line, what)
            for module in area.modules if (ROOT / module).exists()
            for number, (line, what) in enumerate(changes_of((ROOT / module).read_text("utf-8"), Path(module).suffix))
        ]  # fmt: skip
        chosen += random.Random(f"{seed} {name}").sample(possible, min(share, len(possible)))
    return chosen


def copy_of_tree(folder: Path) -> Path:
    """What git knows of the tree, in a folder of its own."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def passes(tree: Path, area: Area, limit: float) -> bool:
    """Whether all tests of the area pass in a tree."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)}
    for arguments in area.tests:
        there = [argument for argument in arguments if not argument.endswith(".py") or (tree / argument).exists()]
        if not any(argument.endswith(".py") for argument in there):
            continue
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *there]
        try:
            ended = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=limit)
        except subprocess.TimeoutExpired:
            return False
        if ended.returncode not in (0, 5):
            return False
    return True


def judge(mutant: Mutant, trees: SimpleQueue[Path], limit: float) -> bool:
    """Whether a mutant is killed."""
    tree = trees.get()
    target = tree / mutant.module
    original = target.read_bytes()
    try:
        target.write_text(changed(original.decode(), target.suffix, mutant.number), "utf-8")
        return not passes(tree, AREAS[mutant.area], limit)
    finally:
        target.write_bytes(original)
        trees.put(tree)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--area", default="")
    parser.add_argument("--workers", type=int, default=2, choices=(1, 2))
    parser.add_argument("--limit", type=float, default=300, help="seconds for one call of pytest")
    parser.add_argument("--out", type=Path, help="keep results here and leave out what it holds")
    parser.add_argument("--list", action="store_true", help="name the mutants and run none")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the copies of the tree are removed then too
    chosen = choose(options.count, options.seed, options.area)
    if options.list:
        print(*(mutant.name for mutant in chosen), sep="\n")
        return 0
    done = {}
    if options.out is not None and options.out.exists():
        done = {one["name"]: bool(one["killed"]) for one in map(json.loads, options.out.read_text("utf-8").splitlines())}
    with tempfile.TemporaryDirectory(prefix="code-mutants-") as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.workers):
            trees.put(copy_of_tree(Path(folder) / str(number)))
        results = _run_all(chosen, done, trees, options)
    return _report(chosen, results)


def _run_all(
    chosen: list[Mutant], done: dict[str, bool], trees: SimpleQueue[Path], options: argparse.Namespace
) -> dict[str, bool]:
    todo = [mutant for mutant in chosen if mutant.name not in done]
    first = trees.get()
    for name in dict.fromkeys(mutant.area for mutant in todo):
        if not passes(first, AREAS[name], options.limit):
            raise SystemExit(f"the tests of {name} fail on the unchanged code")
    trees.put(first)

    def one(mutant: Mutant) -> tuple[Mutant, bool]:
        return mutant, judge(mutant, trees, options.limit)

    results = dict(done)
    with ThreadPoolExecutor(options.workers) as pool:
        for mutant, killed in pool.map(one, todo):
            results[mutant.name] = killed
            print("killed  " if killed else "SURVIVED", mutant.area, mutant.name, flush=True)
            if options.out is not None:
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"name": mutant.name, "area": mutant.area, "killed": killed}) + "\n")
    return results


def _report(chosen: list[Mutant], results: dict[str, bool]) -> int:
    by_module: dict[str, Counter[bool]] = {}
    for mutant in chosen:
        by_module.setdefault(f"{mutant.area:12s} {mutant.module}", Counter())[results[mutant.name]] += 1
    for name, counts in by_module.items():
        print(f"{counts[True]:4d} killed {counts[False]:4d} survived  {name}")
    survivors = [mutant.name for mutant in chosen if not results[mutant.name]]
    print(*(f"survivor  {name}" for name in survivors), sep="\n")
    killed = len(chosen) - len(survivors)
    print(f"code mutants {len(chosen)}: killed {killed} ({100 * killed / max(1, len(chosen)):.1f} %), survived {len(survivors)}")
    return 0 if 100 * killed >= 95 * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())

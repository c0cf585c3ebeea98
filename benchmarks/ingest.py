"""How fast documents become a warehouse (导入速度): made documents, a first run, a second run over the same documents.

    python benchmarks/ingest.py [--mode forms|accounts] [--documents 200] [--workers N] [--verify sample] [--keep FOLDER]

``forms``: the bundled samples' self-evaluation forms with changed figures, mainly PDF. ``accounts``: whole final accounts of five
regions as PDF, about 25 pages each. Prints documents per second, the share of time of each stage, and how many times faster the
second run is. Exit status 1 if a document is missing or the ratio is below 50; making the documents is not measured.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.factory.accounts_document import accounts, typeset_accounts
from tests.factory.accounts_layouts import REGIONS
from tests.factory.accounts_tables import FigureStyle
from tests.factory.compose import ComposedForm, compose
from tests.factory.facts import FormFacts, FundingFact, execution_rate, execution_score
from tests.factory.layouts import LAYOUTS
from tests.factory.notation import NOTATIONS
from tests.factory.pdf import PDF_STYLES, PdfStyle, typeset_pdf
from tests.factory.random_accounts import random_accounts
from tests.factory.samples import SAMPLES
from tests.factory.web_page import typeset_html
from tests.factory.word import typeset_docx
from tests.factory.workbook import typeset_xlsx

LEAST_RATIO = 50.0
KINDS = ("pdf", "pdf", "pdf", "pdf", "pdf", "pdf", "docx", "docx", "html", "xlsx")
RULINGS = ("lines", "rectangles", "segments", "over_pages", "flowing")
ACCOUNT_REGIONS = (("shanghai", 22), ("national", 22), ("guangdong", 22), ("yunnan", 14), ("beijing", 8))
"""Regions and how many 项 make their final accounts about 25 pages long."""
ACCOUNT_STYLES = tuple(PdfStyle(rules=rules, size=9, row_height=17) for rules in ("lines", "rectangles", "lines", "segments"))
COMMAND = "import sys; from flows.cli import main; sys.exit(main(sys.argv[1:]))"


def changed(form: FormFacts, chance: random.Random) -> FormFacts:
    """The form with other amounts, and with the rate, scores and total that follow from them."""
    factor = Decimal(chance.randint(200, 5000)) / 1000
    spent = Decimal(chance.randint(700, 1000)) / 1000

    def scaled(amount: Decimal | None, by: Decimal) -> Decimal | None:
        return None if amount is None else (amount * by).quantize(Decimal("0.01"))

    def row(fact: FundingFact) -> FundingFact:
        full_year = scaled(fact.full_year, factor)
        executed = scaled(full_year, spent)
        rate = execution_rate(full_year, executed)
        score = execution_score(rate, fact.weight) if fact.weight is not None else None
        return replace(fact, initial=scaled(fact.initial, factor), full_year=full_year, executed=executed, rate=rate, score=score)

    funding = tuple(row(fact) for fact in form.funding)
    score = sum((fact.score or Decimal(0) for fact in form.indicators), funding[0].score or Decimal(0))
    name = f"{form.project_name}（{chance.randint(1, 999)}号）"
    return replace(form, project_name=name, funding=funding, total_score=score)


def typeset(kind: str, forms: list[ComposedForm], chance: random.Random) -> bytes:
    if kind == "pdf":
        return typeset_pdf(forms, PDF_STYLES[chance.choice(RULINGS)])
    return {"docx": typeset_docx, "html": typeset_html, "xlsx": typeset_xlsx}[kind](forms)


def make_documents(folder: Path, count: int) -> None:
    """``count`` different documents, always the same ones for the same count."""
    chance = random.Random(20250901)
    layouts = [LAYOUTS[code] for code in ("fengtai_2024", "fengtai_2023", "baoshan_2024", "qiannan_2024", "yunnan", "chizhou")]
    for number in range(count):
        sample = SAMPLES[number % len(SAMPLES)]
        layout, notation = layouts[number % len(layouts)], NOTATIONS["yuan_thousands" if number % 6 == 3 else "six_decimals"]
        forms = [compose(changed(form, chance), layout, notation) for form in sample.forms]
        kind = KINDS[number % len(KINDS)]
        (folder / f"{number:04d}_{sample.department}.{kind}").write_bytes(typeset(kind, forms, chance))


def make_account(folder: Path, number: int) -> int:
    """Writes the final accounts with this number, always the same ones; returns how many pages they have."""
    chance = random.Random(number)
    region, lines = ACCOUNT_REGIONS[number % len(ACCOUNT_REGIONS)]
    before = random_accounts(chance, year=2023, lines=lines)
    facts = replace(random_accounts(chance, before.department, 2024, lines=lines, exact=False), previous=before)
    style = FigureStyle(zero="0.00" if number % 2 else "", thousands=number % 3 == 0)
    content = typeset_accounts(accounts(facts, REGIONS[region], style), "pdf", ACCOUNT_STYLES[number % len(ACCOUNT_STYLES)])
    (folder / f"{number:04d}_{facts.department}.pdf").write_bytes(content)
    return content.count(b"/Type /Page\n")


def make_accounts(folder: Path, count: int) -> None:
    with ProcessPoolExecutor() as pool:
        pages = list(pool.map(make_account, [folder] * count, range(count), chunksize=5))
    print(f"{sum(pages) / count:.1f} pages each ({min(pages)} to {max(pages)})")


def run(documents: Path, home: Path, options: argparse.Namespace) -> tuple[float, dict[str, Any]]:
    """Seconds on the clock, the start of Python included, and what ``--json`` printed."""
    command = [sys.executable, "-c", COMMAND, "ingest", str(documents), "--home", str(home), "--json", "--verify", options.verify]
    command += ["--workers", str(options.workers)] if options.workers else []
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    printed = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode not in (0, 3) or not printed:
        sys.exit(f"juesuan ingest failed with status {done.returncode}:\n{done.stderr[-2000:]}")
    return seconds, json.loads(printed[-1])


def stage_seconds(home: Path) -> Counter[str]:
    """Seconds by stage, added up over the documents of the first run (its log holds a line for each)."""
    total: Counter[str] = Counter()
    first = min((home / "logs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
    for line in first.read_text(encoding="utf-8").splitlines():
        total.update(json.loads(line).get("seconds", {}) if json.loads(line)["event"] == "document" else {})
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description="documents per second of juesuan ingest")
    parser.add_argument("--mode", default="forms", choices=("forms", "accounts"))
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--verify", default="sample", choices=("all", "sample", "none"))
    parser.add_argument("--keep", type=Path, help="keep documents and home in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = options.keep or Path(temporary)
        documents, home = place / "documents", place / "home"
        documents.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        (make_accounts if options.mode == "accounts" else make_documents)(documents, options.documents)
        print(f"made {options.documents} documents in {time.perf_counter() - began:.1f} s")
        first, result = run(documents, home, options)
        print(f"first run: {first:.1f} s on the clock, {options.documents / first:.1f} documents/s; {json.dumps(result)}")
        stages = stage_seconds(home)
        work = sum(stages.values())
        for stage, seconds in stages.most_common():
            print(f"  {stage:<10} {seconds:7.2f} s of reader processes, {seconds / work:6.1%} of them")
        second, again = run(documents, home, options)
        ratio = first / second
        print(f"second run: {second:.2f} s on the clock, {ratio:.0f} times faster; {json.dumps(again)}")
    complete = result["documents_loaded"] == options.documents and again["documents_unchanged"] == options.documents
    return 0 if complete and ratio >= LEAST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())

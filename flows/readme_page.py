"""Writes the answers of README.md's worked example: ``python -m flows.readme_page``, after a change of the samples.

The samples are loaded into a temporary home. A test holds page and answers together.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from flows.explain import explain_fact, explanation_lines
from flows.progress import no_progress
from flows.query import answer_text, ask
from flows.settings import Settings
from flows.stages import run_ingest_stages
from sql.warehouse import open_for_questions

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "README.md"
FIGURE = "executed_yuan"


def with_answers(page: str, home: Path) -> str:
    """The page with the answer of its first query, and the explanation of the first figure in that answer."""
    sql = re.findall(r"^```sql\n(.*?)^```", page, re.M | re.S)[0]
    with open_for_questions(home) as connection:
        table, _ = answer_text(ask(connection, sql), "table", cut_cells=False)
    fact = re.findall(r"\bpf_[0-9a-f]{20}\b", table)[0]
    proof = "\n".join(explanation_lines(explain_fact(home, f"{fact}.{FIGURE}"), "zh")) + "\n"
    page = re.sub(r"^```text\n.*?^```", lambda _: f"```text\n{table}```", page, count=1, flags=re.M | re.S)
    page = re.sub(r"^```explain\n.*?^```", lambda _: f"```explain\n{proof}```", page, count=1, flags=re.M | re.S)
    return re.sub(r"(`juesuan explain )pf_[0-9a-f]{20}", lambda found: found[1] + fact, page, count=1)


def main() -> None:
    """Load the samples into a temporary home and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        samples = sorted((ROOT / "data" / "samples").glob("*"))
        run_ingest_stages(Settings(home=home), samples, no_progress)
        PAGE.write_text(with_answers(PAGE.read_text(encoding="utf-8"), home), encoding="utf-8")


if __name__ == "__main__":
    main()

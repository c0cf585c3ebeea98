"""Published final accounts: errors that a rule can see are found where they are, and clean samples raise none.

The documents are not part of the repository; without them these tests are skipped.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest

from expectations.identities import Evaluation, evaluate
from extract.read.open_document import read_document
from transform.document_facts import DocumentContext, facts_of

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.corpus
GENERAL, BASIC, FISCAL = "general_budget_expenditure", "general_budget_basic_expenditure", "fiscal_income_expenditure_summary"
EXPECTED: dict[str, set[tuple[str, str | None]]] = {
    "regional/A2_national_wanyuan6_yuelu_chengguan.xlsx": {
        ("DQ-122", "expenditure"), ("DQ-123", "expenditure"), ("DQ-151", BASIC), ("DQ-209", BASIC), ("DQ-420", GENERAL),
        ("DQ-429", "state_capital_expenditure"),
    },
    "regional/G4_negative_zero_mix.pdf": {
        ("DQ-142", GENERAL), ("DQ-205", GENERAL), ("DQ-123", GENERAL), ("DQ-403", "expenditure"),
        ("DQ-429", "government_fund_income_expenditure"),
    },
    "real/putuo_caizhengju_2024.pdf": {
        ("DQ-404", FISCAL), ("DQ-405", None), ("DQ-407", None), ("DQ-433", "income"), ("DQ-433", "expenditure"),
        ("DQ-433", GENERAL), ("DQ-433", BASIC), ("DQ-433", None),
    },
    "real/putuo_shehui_gongzuobu_2024.pdf": {
        ("DQ-407", None), ("DQ-412", None), ("DQ-414", None), ("DQ-433", BASIC), ("DQ-433", GENERAL),
    },
}  # fmt: skip
CLEAN = ("regional/B1_beijing_xicheng_shegongbu_12tables.pdf", "regional/F1_shanghai_changning_minzheng.pdf")


@cache
def evaluated(name: str) -> Evaluation:
    if not (CORPUS / name).exists():
        pytest.skip(f"corpus document {name} is not here")
    content = (CORPUS / name).read_bytes()
    document = read_document(content, Path(name).name)
    return evaluate(facts_of(document, DocumentContext(hashlib.sha256(content).hexdigest(), Path(name).name)).frames)


@pytest.mark.parametrize("name", EXPECTED)
def test_errors_of_the_publication_are_found(name: str) -> None:
    assert EXPECTED[name] - {(row["rule_id"], row["statement_code"]) for row in evaluated(name).findings} == set()


@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_else_is_called_an_error(name: str) -> None:
    wrong: dict[str, set[str]] = {
        "A2": {"DQ-121", "DQ-122", "DQ-151", "DQ-429"}, "G4": {"DQ-141", "DQ-142", "DQ-205", "DQ-429"},
        "putuo_caizhengju": set(), "putuo_shehui": {"DQ-407"},
    }  # fmt: skip
    allowed = next(rules for start, rules in wrong.items() if Path(name).name.startswith(start))
    assert {row["rule_id"] for row in evaluated(name).findings if row["severity"] == "error"} <= allowed


@pytest.mark.parametrize("name", CLEAN)
def test_clean_samples_raise_no_error(name: str) -> None:
    evaluation = evaluated(name)
    assert [row["message"] for row in evaluation.findings if row["severity"] != "info"] == []
    assert "contradicted" not in {row["proof"] for row in evaluation.proofs}
    assert sum(row["proof"] == "proven" for row in evaluation.proofs) > 100


def test_the_misprinted_cell_alone_is_contradicted() -> None:
    proofs = [row["proof"] for row in evaluated("regional/G4_negative_zero_mix.pdf").proofs]
    # the total of the general budget, and every amount of the statement whose unit is wrong
    assert proofs.count("contradicted") == 21

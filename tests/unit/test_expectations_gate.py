"""The gate stops a load for our own faults, never for published ones and never silently."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from expectations.gate import ExpectationFailed, gate
from expectations.suites import cells, facts, star
from expectations.suites.declaration import of_documents


def row(success: bool, guards: bool) -> dict[str, Any]:
    return {
        "suite": "facts",
        "expectation": "E",
        "success": success,
        "gate": guards,
        "detail_zh": "事实编号不重复",
        "detail_en": "unique",
    }


def test_gate_lets_published_faults_pass() -> None:
    gate([row(True, True), row(False, False)])


def test_gate_stops_a_fault_of_ours_in_chinese() -> None:
    with pytest.raises(ExpectationFailed, match="事实编号不重复，另有 1 项") as caught:
        gate([row(True, True), row(False, True), row(False, True)])
    assert caught.value.code == "facts:E"
    assert pickle.loads(pickle.dumps(caught.value)).message_en == caught.value.message_en


def test_gate_does_not_pass_on_nothing() -> None:
    with pytest.raises(ExpectationFailed) as caught:
        gate([])
    assert caught.value.code == "validator-empty"


def test_suites_of_a_run_without_new_documents_are_those_of_the_star() -> None:
    assert cells.suites([]) == () == facts.suites([])
    assert len(star.suites()) == 9


def test_only_a_hash_goes_into_a_query() -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        of_documents("fact_project_funding", ["'; DROP TABLE x; --"])


def test_names_of_expectations_are_unique_inside_a_suite() -> None:
    for suite in (*cells.suites(["a" * 64]), *facts.suites(["a" * 64]), *star.suites()):
        said = [one.zh for one in suite.expectations]
        assert len(said) == len(set(said)), suite.name


def test_the_gate_names_one_failure_without_more() -> None:
    with pytest.raises(ExpectationFailed) as caught:
        gate([row(False, True)])
    assert "另有" not in caught.value.message_zh
    assert "more" not in caught.value.message_en
    assert caught.value.message_zh.startswith("入库前校验未通过：事实编号不重复")
    assert str(caught.value) == caught.value.message_zh


def test_the_gate_counts_what_it_does_not_name() -> None:
    with pytest.raises(ExpectationFailed, match="另有 2 项") as caught:
        gate([row(False, True), row(True, True), row(False, True), row(False, False), row(False, True)])
    assert "and 2 more" in caught.value.message_en

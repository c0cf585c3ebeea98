"""No meaningful change of a document makes a reading silently wrong: each kind of ``benchmarks/mutants.py`` in two formats.

The whole bench (every kind, every format, any seed) is ``python benchmarks/mutants.py``.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.factory.mutants.judge import SILENT, Expect, judge
from tests.factory.mutants.kinds import KINDS
from tests.factory.mutants.known_silent import KNOWN_ALARMS, KNOWN_SILENT, SILENT_WITH_ANOTHER_SEED
from tests.factory.mutants.paper import Paper
from tests.factory.mutants.press import PRESSES
from tests.factory.mutants.registry import Kind, base_paper, run

SEED = 1


def _chosen() -> list[object]:
    """Two formats of each kind, another pair for the next one; all four of what is unchanged."""
    found = []
    for number, made in enumerate(KINDS.values()):
        places = made.formats if made.family == "controls" else (made.formats * 2)[number % len(made.formats) :][:2]
        for form in dict.fromkeys(places):
            silent = form in KNOWN_SILENT.get(made.name, ())
            marks = [pytest.mark.xfail(strict=True, reason="known to be silent: tests/factory/mutants/known_silent.py")]
            found.append(pytest.param(made, form, marks=marks if silent else [], id=f"{made.name}-{form}"))
    return found


@pytest.mark.parametrize(("made", "form"), _chosen())
def test_no_change_is_read_wrongly_without_a_word(made: Kind, form: str) -> None:
    judgement, _ = run(made, form, SEED, 0)
    assert judgement.result not in SILENT, judgement.notes[:5]
    if made.family == "controls" and made.name not in KNOWN_ALARMS:
        assert judgement.result == "right", judgement.notes


@pytest.mark.parametrize(("name", "seed"), SILENT_WITH_ANOTHER_SEED)
@pytest.mark.xfail(strict=True, reason="known to be silent: tests/factory/mutants/known_silent.py")
def test_what_is_silent_with_another_seed(name: str, seed: int) -> None:
    judgement, _ = run(KINDS[name], "html", seed, 0)
    assert judgement.result not in SILENT, judgement.notes[:5]


def test_there_are_kinds_enough_and_none_is_listed_that_is_not_there() -> None:
    assert len(KINDS) >= 60
    assert KNOWN_SILENT.keys() <= KINDS.keys()
    assert all(set(formats) & set(KINDS[name].formats) for name, formats in KNOWN_SILENT.items())


@pytest.fixture(scope="module")
def paper() -> Paper:
    return base_paper(KINDS["unchanged"], SEED, 0)


def _result(paper: Paper, told: Paper, expect: Expect | None = None) -> str:
    """How the reading of ``paper`` is judged by what ``told`` states."""
    return judge(told, expect or Expect("right"), PRESSES["html"](paper), "html").result


@pytest.mark.parametrize("verdict", ["right", "either"])
def test_the_judge_sees_a_wrong_a_lost_and_a_further_figure(paper: Paper, verdict: str) -> None:
    """An oracle that never fails shows nothing: each planted difference must be seen."""
    expect = Expect(verdict)  # type: ignore[arg-type]
    first, rest = paper.facts[0], paper.facts[1:]
    assert _result(paper, paper, expect) == "right"
    assert _result(paper, replace(paper, facts=[replace(first, yuan=first.yuan * 10_000), *rest]), expect) == "silently wrong"
    assert _result(paper, replace(paper, facts=[replace(first, yuan=-first.yuan), *rest]), expect) == "silently wrong"
    assert (
        _result(paper, replace(paper, facts=[replace(first, yuan=first.yuan + Decimal("0.01")), *rest]), expect)
        == "silently wrong"
    )
    assert _result(paper, replace(paper, facts=[*paper.facts, replace(first, label="不在表上")]), expect) == "silently lost"
    assert _result(paper, replace(paper, facts=rest), expect) == "silently wrong"
    assert _result(paper, replace(paper, facts=[replace(first, path=("基本支出",)), *rest]), expect) == "silently wrong"
    assert _result(paper, replace(paper, facts=[replace(first, statement="expenditure"), *rest]), expect) == "silently wrong"
    assert _result(paper, replace(paper, year=2023), expect) == "silently wrong"


def test_the_judge_wants_the_finding_that_is_called_for(paper: Paper) -> None:
    assert _result(paper, paper, Expect("flagged", ("income",))) == "silently wrong"
    assert _result(paper, paper, Expect("refused")) == "silently wrong"

"""Reads a document in process and judges the reading against what a careful reader records (评判).

Everything that is compared comes from the paper's own facts, which are given by hand, never from the table that was typeset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import polars as pl

from expectations.identities import evaluate
from extract.errors import DocumentRefused
from extract.read.open_document import read_document
from tests.factory.expected import differences
from tests.factory.mutants.paper import Fact, Paper
from transform.chinese_text import compact
from transform.document_facts import DocumentContext, facts_of
from transform.fact_rows import frame

Verdict = Literal["right", "flagged", "either", "refused"]
RESULTS = ("right", "flagged", "silently wrong", "silently lost", "refused", "refused wrongly", "crashed", "false alarm")
SILENT = ("silently wrong", "silently lost", "crashed")
INCOMPLETE_SET = "DQ-422"
"""The papers hold six statements of a set of nine or more: that the others are missing is no answer to a change."""
_UNIT = re.compile(r"[(（]\s*(?:单位[:：])?\s*(?:人民币)?[百千]?[万亿]?元\s*[)）]$")


@dataclass
class Expect:
    """What a careful reader records. ``right``: the paper's facts and no finding; ``flagged``: a finding that names one of
    ``concerns`` (keys of sheets; none: the document), whatever is loaded of them; ``either``: right, or what is not right is
    said; ``refused``: not loaded. ``common``: headings that may stand in a path or not. ``labels`` False: a label need not be as
    printed."""

    verdict: Verdict
    concerns: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    labels: bool = True


@dataclass
class Judgement:
    result: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Problem:
    kind: Literal["wrong", "lost"]
    concern: str
    text: str
    facts: tuple[str, ...] = ()


def reading_of(content: bytes, name: str) -> Mapping[str, pl.DataFrame]:
    """The staged frames of one document, checked, as ``flows.document_reading`` makes them (without the second reader)."""
    facts = facts_of(read_document(content, name), DocumentContext("ab" * 32, name))
    frames = dict(facts.frames)
    evaluation = evaluate(frames)
    frames["finding"] = pl.concat([frames["finding"], frame("finding", evaluation.findings)])
    return frames


def judge(paper: Paper, expect: Expect, content: bytes, kind: str) -> Judgement:
    """How the reading of ``paper``, typeset as ``content``, ends."""
    try:
        frames = reading_of(content, f"{paper.name}.{kind}")
    except DocumentRefused as refusal:
        right = expect.verdict == "refused"
        return Judgement("refused" if right else "refused wrongly", [] if right else [f"refused: {refusal.code}"])
    except Exception as error:
        return Judgement("crashed", [repr(error)[:200]])
    if expect.verdict == "refused":
        return Judgement("silently wrong", ["loaded, should be refused"])
    said = _Said(frames["finding"], {sheet.key: sheet.name for sheet in paper.sheets})
    problems = [*_document(paper, frames), *_statements(paper, expect, frames), *_forms(paper, frames)]
    silent = [problem for problem in problems if not said.names(problem)]
    if silent:
        worst = "wrong" if any(problem.kind == "wrong" for problem in silent) else "lost"
        return Judgement(f"silently {worst}", [problem.text for problem in silent])
    notes = [problem.text for problem in problems]
    if expect.verdict == "flagged":
        if not said.concerns(expect.concerns):
            return Judgement("silently wrong", [f"no finding names {'、'.join(expect.concerns) or 'the document'}", *notes])
        return Judgement("flagged", notes)
    if problems:
        return Judgement("flagged", notes)
    if expect.verdict == "right" and said.findings:
        return Judgement("false alarm", said.texts())
    return Judgement("right")


class _Said:
    """The findings of severity warning or error, and what they name."""

    def __init__(self, findings: pl.DataFrame, names: Mapping[str, str]) -> None:
        counted = pl.col("severity").is_in(["warning", "error"]) & (pl.col("rule_id") != INCOMPLETE_SET)
        self.findings: list[dict[str, Any]] = findings.filter(counted).to_dicts()
        self.sheets = names

    def texts(self) -> list[str]:
        return [f"{one['rule_id']} {one['severity']} {(one['message'] or '')[:90]}" for one in self.findings]

    def names(self, problem: _Problem) -> bool:
        return any(set(one["fact_ids"] or ()) & set(problem.facts) for one in self.findings) or self.concerns(
            (problem.concern,) if problem.concern else ()
        )

    def concerns(self, keys: Sequence[str]) -> bool:
        """Whether a finding names one of these statements or forms, or the whole document."""
        return any(self._is_of(one, key) for one in self.findings for key in (keys or ("",)))

    def _is_of(self, one: Mapping[str, Any], key: str) -> bool:
        if one["statement_code"] is None and one["form_no"] is None:
            message = compact(one["message"] or "")
            other = any(compact(name) in message for name in self.sheets.values())
            return not key or not other or compact(self.sheets.get(key, key)) in message
        if key.startswith("form"):
            return bool(one["form_no"] == int(key[4:]))
        return bool(key) and (one["statement_code"] == key or compact(self.sheets.get(key, key)) in compact(one["message"] or ""))


def _document(paper: Paper, frames: Mapping[str, pl.DataFrame]) -> list[_Problem]:
    (document,) = frames["document"].to_dicts()
    found = []
    if document["fiscal_year"] != paper.year:
        kind: Literal["wrong", "lost"] = "lost" if document["fiscal_year"] is None else "wrong"
        found.append(_Problem(kind, "", f"fiscal year {document['fiscal_year']}, not {paper.year}"))
    return found


def _statements(paper: Paper, expect: Expect, frames: Mapping[str, pl.DataFrame]) -> list[_Problem]:
    rows = [row for row in frames["statement_amount"].to_dicts() if row["amount_yuan"] is not None]
    left = [row for row in rows if _is_final(row)]
    budget = [row for row in rows if not _is_final(row)]
    for row in rows:
        row["statement_code"] = _statement(row, paper)
    common = frozenset(map(compact, expect.common))
    found: list[_Problem] = []
    pending: list[Fact] = []
    for fact in paper.facts:
        pool = budget if any("预算数" in part for part in fact.path) else left
        row = next((row for row in pool if _prints(row, fact, common, expect) and Decimal(row["amount_yuan"]) == fact.yuan), None)
        if row is None:
            pending.append(fact)
        else:
            pool.remove(row)
    for fact in pending:
        row = next((row for row in left if _prints(row, fact, common, expect)), None)
        if row is not None:
            left.remove(row)
            text = f"{fact}: read {row['amount_yuan']}"
            found.append(_Problem("wrong", fact.statement, text, (row["fact_id"],)))
        else:
            found.append(_Problem("lost", fact.statement, f"{fact}: lost"))
    for row in left:
        row_name = f"{row['side'] or ''} {row['subject_code'] or ''}{row['label']}"
        text = f"in excess: {row['statement_code']} {row_name} {row['measure']} {row['amount_yuan']}"
        found.append(_Problem("wrong", row["statement_code"], text, (row["fact_id"],)))
    return found


def _statement(row: Mapping[str, Any], paper: Paper) -> str:
    """The statement's code; its title where the set does not know it."""
    known = {sheet.key for sheet in paper.sheets}
    code = row["statement_code"] or ""
    title = compact(row["published_title"] or "")
    return title if title in known or not code else str(code)


def _is_final(row: Mapping[str, Any]) -> bool:
    """Whether ``mart.statement_amount`` would hold a staged row: this year's final accounts, certain, and printed first here."""
    is_certain = row["contested"] is None and row["printed_before"] is None
    return bool(is_certain and row["role"] == "决算" and row["figure_year"] == row["fiscal_year"])


def _prints(row: Mapping[str, Any], fact: Fact, common: frozenset[str], expect: Expect) -> bool:
    """Whether a staged row is of this fact's statement, side, row and column."""
    if row["statement_code"] != fact.statement or (row["side"] or "") != fact.side:
        return False
    if (row["subject_code"] or "") != fact.code and (expect.labels or row["subject_code"]):
        return False
    if compact(row["label"] or "") != compact(fact.label) and (expect.labels or not fact.code):
        return False
    return _path(row["measure"] or "", common) == _path("/".join(fact.path), common)


def _path(measure: str, common: frozenset[str]) -> tuple[str, ...]:
    parts = (_UNIT.sub("", compact(part)) for part in measure.split("/"))
    return tuple(part for part in parts if part and part not in common)


def _forms(paper: Paper, frames: Mapping[str, pl.DataFrame]) -> list[_Problem]:
    if not paper.forms:
        return [_Problem("wrong", "", "a form where none is")] if frames["project_evaluation"].height else []
    found = []
    for difference in differences(paper.forms, frames):  # type: ignore[arg-type]
        number = re.match(r"form (\d+)", difference)
        lost = difference.endswith("got None") or difference.endswith("missing")
        found.append(_Problem("lost" if lost else "wrong", f"form{number.group(1)}" if number else "", difference))
    if any(row["amount_yuan"] is not None for row in frames["statement_amount"].to_dicts()) and not paper.facts:
        found.append(_Problem("wrong", "", "statement figures where no statement is"))
    return found

"""What later clauses of a paragraph may take from earlier ones (上下文): subject, base, description, and the list being read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transform.forms.narrative.clauses import Clause
from transform.forms.narrative.comparisons import Base
from transform.forms.narrative.measures import Phrase
from transform.forms.narrative.stated import Doubt, ParagraphReading, StatedFigure
from transform.forms.narrative.wordings import alternatives


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a paragraph inherits: the heading above it, the functional item named above it, the names of the publishing body."""

    heading: str = ""
    entry: Phrase | None = None
    publishers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list of parts (其中：…) that is being read: what was stated before it begins, and in how many brackets it stands."""

    begins: int
    depth: int


@dataclass(slots=True)
class Context:
    """What later clauses of the paragraph may take from earlier ones."""

    surroundings: Surroundings
    reading: ParagraphReading = field(default_factory=ParagraphReading)
    topic: Phrase | None = None
    main: Phrase | None = None
    base: Base | None = None
    counted: str = ""
    modifiers: str = ""
    modifiers_start: int | None = None
    pending_names: list[str] = field(default_factory=list)
    topic_outside: Phrase | None = None
    before_bracket: int = 0
    after_bracket: int = 0
    lists: list[OpenList] = field(default_factory=list)
    begins_group: bool = False
    is_reason: bool = False
    was_reason: bool = False


def open_clause(clause: Clause, context: Context) -> None:
    """What a clause begins: a list of parts (其中), a reason."""
    if re.search(rf"{alternatives('enumerations')}$|^{alternatives('list_beginnings')}", clause.text) and (
        not context.lists or context.lists[-1].depth < clause.depth
    ):
        context.lists.append(OpenList(len(context.reading.stated), clause.depth))
    if re.search(alternatives("reasons"), clause.text) or (context.was_reason and re.match("[二三四五六七八]是", clause.text)):
        context.is_reason = True


def close_clause(clause: Clause, context: Context) -> None:
    """What the mark behind a clause ends: a bracket, a group (；), a sentence."""
    if clause.mark == "（":
        context.topic_outside, context.before_bracket = context.topic, len(context.reading.stated)
        if clause.figures and clause.figures[-1].kind == "money" and _ends_in_figure(clause):
            context.lists.append(OpenList(len(context.reading.stated), clause.depth + 1))
    if clause.mark == "）":
        context.topic = context.topic_outside or context.topic
        context.lists = [one for one in context.lists if one.depth < clause.depth]
        context.after_bracket = len(context.reading.stated)
    if clause.ends_group:
        context.was_reason = context.is_reason and not clause.ends_sentence
        context.counted, context.modifiers, context.modifiers_start, context.is_reason = "", "", None, False
        _drop_incomplete_list(clause, context)
        context.begins_group = True
        if context.lists:
            context.topic = context.main
    if clause.ends_sentence:
        context.topic, context.lists = context.main, []


def _ends_in_figure(clause: Clause) -> bool:
    return clause.figures[-1].end >= clause.end


def figures_outside_brackets(context: Context) -> ParagraphReading:
    """What a percentage right behind a bracket can belong to: 财政拨款收入9万元（其中：… 5万元），占90% is said of the 9万元."""
    stated = context.reading.stated
    if context.after_bracket and len(stated) == context.after_bracket:
        return ParagraphReading(stated[: context.before_bracket], context.reading.doubts)
    return context.reading


def _drop_incomplete_list(clause: Clause, context: Context) -> None:
    """Fewer amounts than names: none of them is certain."""
    if not context.pending_names:
        return
    context.pending_names = []
    stated = context.reading.stated
    while stated and stated[-1].is_listed:
        one = stated.pop()
        context.reading.doubts.append(Doubt("EX-121", one.figure, one.start, one.end, "“分别”的名称与金额不能一一对应"))


def set_topic(phrase: Phrase, context: Context, *, is_main: bool = False) -> None:
    """Makes a phrase the subject that bare words after it take."""
    if not phrase.subject:
        return
    context.topic = phrase
    if is_main or (context.main is None and not context.lists):
        context.main = phrase


def add(stated: StatedFigure, context: Context) -> None:
    """Adds a figure with the list that it stands in."""
    whole = _whole_of(stated, context)
    stated.part_of = whole if whole != stated.measure else ""
    stated.is_reason = context.is_reason
    if context.modifiers_start is not None:
        stated.start = min(stated.start, context.modifiers_start)
    context.reading.stated.append(stated)


def _whole_of(stated: StatedFigure, context: Context) -> str:
    """What the list that is open lists the parts of: for a change the change before it, else the amount spent before it."""
    if not context.lists:
        return ""
    opened = context.lists[-1]
    before = [one for one in context.reading.stated[: opened.begins] if one.kind != "rate"]
    if opened.depth > 0:
        return before[-1].measure if before else ""
    main = [one for one in before if not one.part_of]
    changes = [one for one in main if one.kind == "change"]
    amounts = [one for one in main if one.kind == "amount"]
    base = stated.base.text if stated.base is not None else ""
    if stated.kind == "change":
        candidates = [one for one in changes if one.base is not None and one.base.text == base]
    elif "预算" in stated.phrase.role:
        candidates = [one for one in amounts if "预算" in one.phrase.role]
    else:
        candidates = [one for one in amounts if "预算" not in one.phrase.role] or amounts
    return candidates[-1].measure if candidates else ""

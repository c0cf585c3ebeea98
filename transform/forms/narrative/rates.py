"""Percentages (占比、完成率、增长率): to which amount of the sentence one belongs, and of what it is the rate."""

from __future__ import annotations

import re

from transform.forms.narrative.comparisons import Base, change_of, completion_of, share_of
from transform.forms.narrative.measures import phrase_of, strip_leading, strip_linking
from transform.forms.narrative.printed_figures import PrintedFigure
from transform.forms.narrative.stated import ParagraphReading, Rate, StatedFigure
from transform.forms.narrative.wordings import alternatives

_SPENT = ("决算", "执行")


def attach_rate(figure: PrintedFigure, before: str, end: int, reading: ParagraphReading, base: Base | None) -> None:
    """Gives a percentage to the amount that it belongs to, or states it by itself where the clause names another subject.

    A percentage that is neither (a satisfaction, a target) is no figure of the accounts and is left out. ``base`` is what the
    sentence compares with.
    """
    if figure.number is None:
        return
    introduction = strip_leading(before)
    last = next((one for one in reversed(reading.stated) if one.kind != "rate"), None)
    if re.search("(?:分别|依次)(?:为|是)?$", introduction):
        return  # which of several percentages belongs to which amount is not read
    if last is not None and introduction == "的":
        _complete_base(figure, end, reading)
    elif (completion := completion_of(introduction)) is not None:
        _give_or_state(_last_spent(reading) or last, "completion", completion, figure, before, end, reading)
    elif (share := share_of(introduction)) is not None:
        _give_or_state(last, "share", share, figure, before, end, reading)
    elif (change := change_of(introduction)) is not None:
        if last is not None and not change.subject:
            _give(last, "change", figure, "", end, reading)
            if last.kind == "amount" and last.direction is None:
                last.direction, last.base = change.direction, change.base or base
    elif re.search(rf"{alternatives('rate_endings')}$", name := strip_linking(introduction)):
        _state(phrase_of(name).measure, figure, before, end, reading)


def _give_or_state(
    stated: StatedFigure | None,
    kind: str,
    named: tuple[str, str],
    figure: PrintedFigure,
    before: str,
    end: int,
    reading: ParagraphReading,
) -> None:
    """A rate whose clause names another subject than the amount before it is a figure of its own."""
    own, whole = phrase_of(named[0]), named[1]
    if own.subject and (stated is None or own.subject != stated.phrase.subject):
        word = "占" if kind == "share" else "完成"
        _state(own.measure + word + whole, figure, before, end, reading)
    elif stated is not None:
        _give(stated, kind, figure, whole or (stated.part_of if kind == "share" else ""), end, reading)


def _state(measure: str, figure: PrintedFigure, before: str, end: int, reading: ParagraphReading) -> None:
    if measure:
        start = figure.start - len(before)
        reading.stated.append(StatedFigure("rate", figure, phrase_of(measure), measure, start, end))


def _complete_base(figure: PrintedFigure, end: int, reading: ParagraphReading) -> None:
    """完成全年预算84.82万元的73.2%: the rate belongs to the final account before, the amount to the budget."""
    base = reading.stated[-1]
    if "预算" in base.phrase.role:
        spent = next((one for one in reversed(reading.stated[:-1]) if one.phrase.subject == base.phrase.subject), None)
        _give(spent, "completion", figure, base.phrase.role_printed, end, reading)
    else:
        spent = next((one for one in reversed(reading.stated[:-1]) if one.kind == "amount"), None)
        _give(spent, "share", figure, base.measure, end, reading)


def _last_spent(reading: ParagraphReading) -> StatedFigure | None:
    """The final account nearest to the end, unless another subject has been stated since."""
    for one in reversed(reading.stated):
        if one.phrase.role in _SPENT and one.kind == "amount":
            return one
        if one.kind == "amount" and "预算" not in one.phrase.role:
            return one
    return None


def _give(stated: StatedFigure | None, kind: str, figure: PrintedFigure, whole: str, end: int, reading: ParagraphReading) -> None:
    """The rate goes to all subjects of one amount (收、支总计) and never takes the place of another one."""
    if stated is None:
        return
    for one in reading.stated:
        if one.figure is stated.figure and kind not in one.rates:
            one.rates[kind] = Rate(figure, whole)
            one.end = max(one.end, end)

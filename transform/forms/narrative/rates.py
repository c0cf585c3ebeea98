"""Percentages (占比、完成率、增长率): to which amount of the sentence one belongs, and of what it is the rate."""

from __future__ import annotations

import re

from transform.forms.narrative.comparisons import change_of, completion_of, share_of
from transform.forms.narrative.measures import phrase_of, strip_leading, strip_linking
from transform.forms.narrative.printed_figures import PrintedFigure
from transform.forms.narrative.stated import ParagraphReading, Rate, StatedFigure
from transform.forms.narrative.wordings import alternatives

_SPENT = ("决算", "执行")


def attach_rate(figure: PrintedFigure, before: str, end: int, reading: ParagraphReading, topic: str) -> None:
    """Gives a percentage to the amount that it belongs to, or states it by itself where its own name ends in 率.

    A percentage that is neither (a satisfaction, a target) is no figure of the accounts and is left out.
    """
    if figure.number is None:
        return
    introduction = strip_leading(before)
    last = next((one for one in reversed(reading.stated) if one.kind != "rate"), None)
    if last is not None and introduction == "的":
        _complete_base(figure, end, reading)
    elif (whole := completion_of(introduction)) is not None:
        _give(_last_spent(reading) or last, "completion", figure, whole, end)
    elif (whole := share_of(introduction)) is not None:
        _give(last, "share", figure, whole or (last.part_of if last is not None else ""), end)
    elif (change := change_of(introduction)) is not None:
        if last is not None and last.kind == "change" and "change" not in last.rates:
            _give(last, "change", figure, "", end)
    elif re.search(rf"{alternatives('rate_endings')}$", name := strip_linking(introduction)):
        phrase = phrase_of(name)
        if phrase.subject:
            start = figure.start - len(before)
            reading.stated.append(StatedFigure("rate", figure, phrase, phrase.subject, start, end))


def _complete_base(figure: PrintedFigure, end: int, reading: ParagraphReading) -> None:
    """完成全年预算84.82万元的73.2%: the rate belongs to the final account before, the amount to the budget."""
    base = reading.stated[-1]
    if "预算" in base.phrase.role:
        spent = next((one for one in reversed(reading.stated[:-1]) if one.phrase.subject == base.phrase.subject), None)
        _give(spent, "completion", figure, base.phrase.role_printed, end)
    else:
        spent = next((one for one in reversed(reading.stated[:-1]) if one.kind == "amount"), None)
        _give(spent, "share", figure, base.measure, end)


def _last_spent(reading: ParagraphReading) -> StatedFigure | None:
    """The final account nearest to the end, unless another subject has been stated since."""
    for one in reversed(reading.stated):
        if one.phrase.role in _SPENT:
            return one
        if one.kind == "amount" and "预算" not in one.phrase.role:
            return one
    return None


def _give(stated: StatedFigure | None, kind: str, figure: PrintedFigure, whole: str, end: int) -> None:
    if stated is not None and kind not in stated.rates:
        stated.rates[kind] = Rate(figure, whole)
        stated.end = max(stated.end, end)

"""What the grammar makes of a paragraph (读数): stated figures and doubts, before they become rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from transform.forms.narrative.comparisons import Base
from transform.forms.narrative.measures import Phrase
from transform.forms.narrative.printed_figures import PrintedFigure


@dataclass(slots=True)
class Rate:
    """A percentage that belongs to a stated amount; ``of`` is what it is a rate of, where the sentence says so."""

    figure: PrintedFigure
    of: str = ""


@dataclass(slots=True)
class StatedFigure:
    """An amount, or a rate that stands by itself, with what it measures.

    ``kind``: ``amount``; ``change`` (增加, 减少 against ``base``; ``direction`` None where the text leaves both);
    ``rate`` (预算执行率为98%). ``rates`` by what they say: share, completion, change. ``start``–``end`` is the
    quoted clause; ``is_listed`` marks one of several after 分别为.
    """

    kind: str
    figure: PrintedFigure
    phrase: Phrase
    measure: str
    start: int
    end: int
    part_of: str = ""
    direction: str | None = None
    base: Base | None = None
    is_reason: bool = False
    is_listed: bool = False
    rates: dict[str, Rate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that is not loaded, or loaded with a reservation. ``rule_id`` is one of data/reference/extraction_rules.csv."""

    rule_id: str
    figure: PrintedFigure
    start: int
    end: int
    reason: str


@dataclass(slots=True)
class ParagraphReading:
    """All that one paragraph states."""

    stated: list[StatedFigure] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

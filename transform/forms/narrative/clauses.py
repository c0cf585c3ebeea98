"""Paragraph → sentences → clauses (分句): cut at the punctuation, with the figures of each clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transform.forms.narrative.printed_figures import PrintedFigure

_ENDS_SENTENCE = "。！？!?"
_ENDS_GROUP = "；;"
_ENDS_CLAUSE = "，,：:"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence between two marks. ``mark`` is what ends it: one of ``。；，：、（）`` or "" at the paragraph's end;
    ``depth`` counts the brackets around it."""

    start: int
    end: int
    text: str
    figures: tuple[PrintedFigure, ...]
    mark: str
    depth: int

    @property
    def ends_sentence(self) -> bool:
        """Whether a full stop follows."""
        return self.mark in ("。", "")

    @property
    def ends_group(self) -> bool:
        """Whether a full stop or a semicolon follows."""
        return self.mark in ("。", "", "；")


def clauses_of(text: str, figures: Sequence[PrintedFigure]) -> Iterator[Clause]:
    """The clauses of a paragraph. Brackets cut only where money stands in them: 因公出国（境）费 is one word."""
    cuts = _cuts(text, figures)
    start, depth = 0, 0
    for position, mark in [*cuts, (len(text), "")]:
        part = text[start:position]
        if part.strip() or mark == "（":
            inside = tuple(figure for figure in figures if start <= figure.start < position)
            yield Clause(start, position, part, inside, mark, depth)
        if mark == "（":
            depth += 1
        elif mark == "）":
            depth = max(0, depth - 1)
        elif mark == "。":
            depth = 0
        start = position + 1


def _cuts(text: str, figures: Sequence[PrintedFigure]) -> list[tuple[int, str]]:
    inside = {position for figure in figures for position in range(figure.start, figure.end)}
    ends = {figure.end for figure in figures}
    money = [figure.start for figure in figures if figure.kind in ("money", "blank", "broken", "approximate")]
    brackets = _money_brackets(text, money)
    cuts: list[tuple[int, str]] = []
    for position, character in enumerate(text):
        if position in inside:
            continue
        if position in brackets:
            cuts.append((position, brackets[position]))
        elif character in _ENDS_SENTENCE:
            cuts.append((position, "。"))
        elif character in _ENDS_GROUP:
            cuts.append((position, "；"))
        elif character in _ENDS_CLAUSE:
            cuts.append((position, "：" if character in "：:" else "，"))
        elif character == "、" and _ends_figure(text, position, ends):
            cuts.append((position, "、"))
    return cuts


def _ends_figure(text: str, position: int, ends: set[int]) -> bool:
    """Whether the mark stands behind a figure or behind the noun that it counts: 4.79万元、 / 3辆、"""
    return any(position - back in ends for back in range(3))


def _money_brackets(text: str, money: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    open_at: list[int] = []
    for match in re.finditer(r"[（）()]", text):
        if match.group() in "（(":
            open_at.append(match.start())
        elif open_at:
            start = open_at.pop()
            if any(start < position < match.start() for position in money):
                found[start], found[match.start()] = "（", "）"
    return found

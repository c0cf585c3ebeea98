"""Lines of text cut where they show a gap (按空隙分段): the pieces that may be cells where no vertical rule parts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .pdf_lines import PageText, read_lines

FIGURE_GAP, TEXT_GAP = 0.4, 0.8
"""Share of an em from which a gap on a line may part two columns: between Latin letters or digits, and elsewhere."""


class Segment(NamedTuple):
    """A piece of a line that stands apart from its neighbours."""

    x0: float
    x1: float
    top: float
    bottom: float
    em: float
    indices: tuple[int, ...]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def segment_lines(text: PageText, indices: Sequence[int]) -> list[list[Segment]]:
    """The upright lines of the given glyphs, each cut where it shows a gap."""
    lines = []
    for line in read_lines(text, [index for index in indices if text.turn[index] == 0]):
        segments: list[Segment] = []
        current: list[int] = []
        spaces: list[int] = []
        for index in line.indices:
            if text.characters[index].isspace():
                spaces.append(index)
                continue
            if current:
                previous = current[-1]  # never a space
                em = max(text.size[previous], text.size[index], 0.1)
                narrow = text.characters[previous].isascii() and text.characters[index].isascii()
                if text.along[index] - text.end[previous] > (FIGURE_GAP if narrow else TEXT_GAP) * em:
                    segments.append(_segment(text, current))
                    current = []
                else:
                    current += spaces
            spaces = []
            current.append(index)
        if current:
            segments.append(_segment(text, current))
        if segments:
            lines.append(segments)
    return lines


def _segment(text: PageText, indices: list[int]) -> Segment:
    ink = [text.boxes[index] for index in indices if not text.characters[index].isspace()]
    em = max(text.size[index] for index in indices)
    baseline = max(text.across[index] for index in indices)
    return Segment(
        min(box[0] for box in ink), max(box[2] for box in ink), baseline - 0.85 * em, baseline + 0.15 * em, em, tuple(indices)
    )

"""Struck-out text (划去): what a drawn line runs through the middle of, as against underlines and the rules of tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from .pdf_lattice import Rule
from .pdf_lines import PageText
from .pdf_paint import Slant

MIDDLE, TOLERANCE = 0.35, 0.2
"""Shares of an em: the middle of print lies so high over the baseline, and a strike may miss it by so much."""
LEAST_COVERED = 0.6
"""Share of a strike that lies over print. A table's rule that a word touches is mostly bare."""
OVERHANG = 1.2
"""Ems by which a strike may begin before the text or end after it."""
_FIGURE = frozenset("0123456789.,-%+() ")


def struck_glyphs(
    text: PageText, seen: Sequence[int], rules: Sequence[Rule], slants: Sequence[Slant]
) -> tuple[set[int], list[Rule]]:
    """The seen glyphs that are struck out, and the rules that strike them, which rule no table."""
    chosen = [index for index in seen if text.turn[index] == 0 and not text.characters[index].isspace()]
    if not chosen or not (rules or slants):
        return set(), []
    size = numpy.array([text.size[index] for index in chosen])
    middle = numpy.array([text.across[index] for index in chosen]) - MIDDLE * size
    order = numpy.argsort(middle)
    middle, size = middle[order], size[order]
    members = numpy.array(chosen)[order]
    ink = text.ink[members]
    reach = TOLERANCE * float(size.max())
    struck: set[int] = set()
    strikes: list[Rule] = []
    lows = numpy.searchsorted(middle, [rule.position - reach for rule in rules])
    highs = numpy.searchsorted(middle, [rule.position + reach for rule in rules])
    for rule, low, high in zip(rules, lows.tolist(), highs.tolist(), strict=True):
        if low == high:
            continue
        near, em = ink[low:high], size[low:high]
        centre = (near[:, 0] + near[:, 2]) / 2
        hit = (numpy.abs(middle[low:high] - rule.position) <= TOLERANCE * em) & (centre > rule.start) & (centre < rule.end)
        if not hit.any():
            continue
        left, right, wide = near[hit, 0], near[hit, 2], float(em[hit].max())
        covered = float((numpy.minimum(right, rule.end) - numpy.maximum(left, rule.start)).sum())
        overhang = max(float(left.min()) - rule.start, rule.end - float(right.max()))
        if covered >= LEAST_COVERED * (rule.end - rule.start) and overhang <= OVERHANG * wide:
            struck.update(members[low:high][hit].tolist())
            strikes.append(rule)
    struck.update(_struck_aslant(text, chosen, slants))
    return struck, strikes


def _struck_aslant(text: PageText, chosen: Sequence[int], slants: Sequence[Slant]) -> set[int]:
    """Figures that a slanting line runs through from end to end; a line between the corners of a heading cell strikes none."""
    struck: set[int] = set()
    by_owner: dict[int, list[int]] = {}
    for index in chosen if slants else ():
        by_owner.setdefault(text.owner[index], []).append(index)
    for indices in by_owner.values():
        if not all(text.characters[index] in _FIGURE for index in indices):
            continue
        box, em = text.box_of(indices), text.size[indices[0]]
        for line in slants:
            wide = box.x1 - box.x0
            over = min(line.x1, box.x1) - max(line.x0, box.x0)
            if over < LEAST_COVERED * wide or line.x1 - line.x0 > wide + 2 * OVERHANG * em:
                continue
            at = ((box.x0 + box.x1) / 2 - line.x0) / (line.x1 - line.x0)
            if abs(line.y0 + at * (line.y1 - line.y0) - (box.top + box.bottom) / 2) <= TOLERANCE * em:
                struck.update(indices)
    return struck

"""Rows that a page end cuts in two (跨页断行): the rest of a label, or a label on one page and its figures on the next."""

from __future__ import annotations

from functools import cache

import data
from transform.chinese_text import joined
from transform.forms.statements.tables import JoinedRow
from transform.forms.statements.wordings import is_total
from transform.recognise.published_rows import heading_key


@cache
def _known_labels() -> frozenset[str]:
    names = {
        heading_key(row["name"])
        for name in ("function_subjects", "economic_subjects", "income_subjects")
        for row in data.rows(name)
    }
    return frozenset(names)


def is_broken(last: JoinedRow, first: JoinedRow) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    above, below = last.pieces[-1].cells, first.pieces[-1].cells
    if last.block != first.block or (above.has_figures and below.has_figures) or above.uncertain or below.uncertain:
        return False
    whole = heading_key(last.label + first.label)
    has_codes = any(leaf.kind in ("code", "code_part") for leaf in last.pieces[-1].block.leaves)
    if not first.label and not first.code:
        return below.has_figures and not above.has_figures and bool(last.label)
    if not has_codes:
        return whole in _known_labels() and heading_key(first.label) not in _known_labels() and not is_total(first.label)
    if bool(last.code) == bool(first.code):
        return False
    lone = first if last.code else last
    if not lone.label or is_total(lone.label):
        return False
    return not lone.pieces[-1].cells.has_figures or whole in _known_labels()


def join_broken(last: JoinedRow, first: JoinedRow) -> None:
    """Puts the rest of a row to its beginning."""
    last.label = joined(last.label + first.label)
    last.code = last.code or first.code
    last.line_no = last.line_no or first.line_no
    last.pieces += first.pieces

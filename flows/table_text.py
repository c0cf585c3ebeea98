"""Tables on a terminal (终端表格): columns of equal width where a Chinese character takes two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

NUMBER_CHARACTERS = frozenset("0123456789.-+")


def display_width(text: str) -> int:
    """Places that a text takes on a terminal: two for wide and full-width characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def clip(text: str, width: int) -> str:
    """The text on one line, cut with an ellipsis where it is wider than ``width`` places."""
    text = " ".join(text.split("\n"))
    if display_width(text) <= width:
        return text
    taken, used = [], 0
    for character in text:
        used += display_width(character)
        if used > width - 1:
            break
        taken.append(character)
    return "".join(taken) + "…"


def render_table(names: Sequence[str], rows: Sequence[Sequence[str]], max_width: int | None = None) -> str:
    """Lines of a table with a ruled head. Columns in which all is numeric are set right; cells are cut at ``max_width``."""
    shown = [[cell if max_width is None else clip(cell, max_width) for cell in row] for row in rows]
    shown = [[" ".join(cell.split("\n")) for cell in row] for row in shown]
    widths = [max([display_width(name), *(display_width(row[place]) for row in shown)]) for place, name in enumerate(names)]
    right = [
        bool(shown) and all(set(row[place]) <= NUMBER_CHARACTERS for row in shown if row[place]) for place in range(len(names))
    ]
    lines = [
        "  ".join(_pad(name, width, on_right) for name, width, on_right in zip(names, widths, right, strict=True)).rstrip(),
        "  ".join("─" * width for width in widths),
    ]
    lines += [
        "  ".join(_pad(cell, width, on_right) for cell, width, on_right in zip(row, widths, right, strict=True)).rstrip()
        for row in shown
    ]
    return "\n".join(lines)


def _pad(text: str, width: int, on_right: bool) -> str:
    space = " " * (width - display_width(text))
    return space + text if on_right else text + space

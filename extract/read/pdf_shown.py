"""What of a page's text a person who looks at it reads (页面所示): the seen glyphs, and for the others why they are left out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..cell_grid import Box, LeftOut, PageTurn, ReadingDoubt
from . import pdf_bindings as pdfium
from .pdf_digit_shapes import DigitShapes, misread_digits
from .pdf_geometry import PageFrame
from .pdf_glyphs import MISREAD, UNREADABLE, Glyphs, read_glyphs
from .pdf_ink import Ink
from .pdf_lattice import Rule, join_strokes
from .pdf_lines import PageText, page_text, read_lines
from .pdf_paint import PagePaint, Stroke, read_paint
from .pdf_struck import struck_glyphs
from .pdf_visibility import classify_glyphs, visible_strokes

MOSTLY = 0.7
"""Share of a page's glyphs that must be printed sideways for the page to be read sideways."""


_AWAY = 16384.0
"""Points; a power of two, so that moving there and back changes nothing."""


@dataclass
class FileTraits:
    """What is known of a file beyond the page: whether it may have layers (图层), and the shapes of its digits."""

    has_layers: bool
    shapes: DigitShapes = field(default_factory=DigitShapes)


@dataclass
class ShownPage:
    """A page as it is seen. ``seen`` are the glyphs that are read; ``struck`` are seen but struck out."""

    number: int
    frame: PageFrame
    turn: PageTurn | None
    paint: PagePaint
    ink: Ink
    text: PageText
    seen: list[int]
    struck: list[int]
    watermark: list[int]
    pieces: list[Stroke]
    horizontal: list[Rule]
    doubts: list[ReadingDoubt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def main_turn(self) -> int:
        """The direction in which most of the text runs, 0 where it runs rightwards or no way prevails."""
        if self.text.is_upright:
            return 0
        turns = Counter(self.text.turn[index] for index in self.seen)
        return next((turn for turn in (1, 2, 3) if turns[turn] > MOSTLY * len(self.seen)), 0)


def look_at(page: int, number: int, deadline: float, frame: PageFrame, turn: PageTurn | None, file: FileTraits) -> ShownPage:
    """Reads what a loaded page shows in the given frame."""
    has_layers, shapes = file.has_layers, file.shapes
    paint = read_paint(page, frame, deadline)
    ink = Ink(page, frame.width, frame.height, turn)
    glyphs, doubts = _as_printed(page, number, frame, paint)
    text = page_text(glyphs, paint.texts)
    visibility = classify_glyphs(text, paint, frame, deadline, ink, has_layers)
    left_out: list[LeftOut] = []
    if visibility.hidden:
        left_out += _left_out(text, visibility.hidden)
        lines = read_lines(text, visibility.hidden)
        if lines:
            box = text.box_of([index for line in lines for index in line.indices])
            doubts.append(ReadingDoubt("hidden-text", "\n".join(line.text for line in lines), number, box))
        text = _without_hidden(page, frame, paint, text, visibility.hidden)
        visibility = classify_glyphs(text, paint, frame, deadline, ink, has_layers)
    pieces = visible_strokes(paint.horizontal, paint.areas, True, deadline)
    horizontal = join_strokes(pieces)
    struck, strikes = struck_glyphs(text, visibility.seen, horizontal, paint.slants)
    seen = visibility.seen
    if struck:
        seen = [index for index in seen if index not in struck]
        gone = set(strikes)
        horizontal = [rule for rule in horizontal if rule not in gone]
        pieces = [piece for piece in pieces if not any(_is_part(piece, rule) for rule in strikes)]
    doubts += _unmask_digits(text, number, misread_digits(text, paint, seen, shapes, ink))
    left_out += _left_out(text, [*struck, *visibility.watermark])
    return ShownPage(
        number,
        frame,
        turn,
        paint,
        ink,
        text,
        seen,
        sorted(struck),
        visibility.watermark,
        pieces,
        horizontal,
        doubts,
        left_out,
    )


def _unmask_digits(text: PageText, number: int, misread: dict[int, str]) -> list[ReadingDoubt]:
    """Makes digits that look like others unreadable: what the page shows is not certain enough to be loaded. Says so per text."""
    doubts = []
    shown: dict[int, list[int]] = {}
    for index in misread:
        shown.setdefault(text.owner[index], [])
    for index, owner in enumerate(text.owner if misread else ()):
        if owner in shown:
            shown[owner].append(index)
    for indices in shown.values():
        said = "".join(text.characters[index] for index in indices)
        looks = "".join("□" if character.isdigit() else character for character in said)
        doubts.append(ReadingDoubt("shown-otherwise", looks, number, text.box_of(indices), said))
        for index in indices:  # a map that lies about one digit is not believed about the others
            if text.characters[index].isdigit():
                text.characters[index] = MISREAD
    return doubts


def _is_part(piece: Stroke, rule: Rule) -> bool:
    return abs(piece.position - rule.position) <= 1.0 and piece.start >= rule.start - 0.1 and piece.end <= rule.end + 0.1


def _left_out(text: PageText, indices: Iterable[int]) -> list[LeftOut]:
    return [LeftOut(text.characters[index], *text.centres[index].tolist()) for index in indices]


def _as_printed(page: int, number: int, frame: PageFrame, paint: PagePaint) -> tuple[Glyphs, list[ReadingDoubt]]:
    """The glyphs by their font, whatever ActualText says in their place: a screen reader is told that, the page shows these.

    Where the font does not say what a glyph is, the ActualText stands.
    """
    glyphs = read_glyphs(page, frame)
    if not paint.marks.spoken:
        return glyphs, []
    said = _by_owner(glyphs)
    for handle, mark in paint.marks.spoken:
        pdfium.remove_mark(handle, mark)
    printed = read_glyphs(page, frame)
    shown = _by_owner(printed)
    doubts: list[ReadingDoubt] = []
    handles = list(dict.fromkeys(handle for handle, _ in paint.marks.spoken))
    if any(UNREADABLE in shown.get(handle, "") for handle in handles):
        return glyphs, []
    for handle in handles:
        one, other = shown.get(handle, ""), said.get(handle, "")
        if _meaning(one) != _meaning(other):
            doubts.append(ReadingDoubt("shown-otherwise", one, number, None, other))
    return printed, doubts


def _by_owner(glyphs: Glyphs) -> dict[int, str]:
    texts: dict[int, str] = {}
    for owner, character in zip(glyphs.owner, glyphs.characters, strict=True):
        texts[owner] = texts.get(owner, "") + character
    return texts


def _meaning(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum() or character in "-.%")


def _without_hidden(page: int, frame: PageFrame, paint: PagePaint, text: PageText, hidden: list[int]) -> PageText:
    """The page's text without the text objects that are hidden as a whole.

    pdfium leaves out a character that stands where the same one stood before: of a figure printed over a covered one it would
    keep only what differs.
    """
    unseen = set(hidden)
    shown = {owner for index, owner in enumerate(text.owner) if index not in unseen and not text.characters[index].isspace()}
    owners = {text.owner[index] for index in hidden} - shown - {0}
    for owner in owners:
        pdfium.set_active(owner, 0)
        pdfium.transform_object(owner, 1, 0, 0, 1, _AWAY, 0)  # pdfium compares with inactive ones too
    try:
        return page_text(read_glyphs(page, frame), paint.texts)
    finally:
        for owner in owners:
            pdfium.transform_object(owner, 1, 0, 0, 1, -_AWAY, 0)
            pdfium.set_active(owner, 1)


def struck_doubt(page: ShownPage, indices: list[int]) -> ReadingDoubt | None:
    lines = read_lines(page.text, indices)
    if not lines:
        return None
    box: Box = page.text.box_of([index for line in lines for index in line.indices])
    return ReadingDoubt("struck-text", "\n".join(line.text for line in lines), page.number, box)


def without_place(doubts: Iterable[ReadingDoubt]) -> list[ReadingDoubt]:
    """The doubts of a first look at a page that is then read turned."""
    return [replace(doubt, box=None) for doubt in doubts if doubt.kind == "shown-otherwise"]

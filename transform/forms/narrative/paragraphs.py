"""Printed lines → paragraphs of prose (段落): lines joined, page numbers and running heads dropped, places kept.

A PDF gives one printed line per block; Word and web pages give paragraphs; a workbook gives a sheet of one column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.cell_grid import Block, Box, CellGrid, Paragraph
from transform.chinese_text import plain_radicals
from transform.forms.narrative.wordings import alternatives

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十]+(?:部分|章|条)|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]"
    r"|[(（]?[0-9]{1,2}[)）]|[0-9]{1,2}[.、．](?![0-9]))"
)
_PAGE_NUMBER = re.compile(r"^[-—–－·\s]*(?:第\s*)?[0-9]{1,4}(?:\s*页)?(?:\s*[/共]\s*[0-9]{1,4}\s*页?)?[-—–－·\s]*$")
_WHITE = re.compile(r"[\s\u00a0\u00ad\u200b-\u200f\u2060\u3000\ufeff]+")
_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0E)} | {ord("﹪"): "%"}
_SENTENCE_ENDS = "。！？；!?;"
_FEWEST_PAGES_OF_A_RUNNING_HEAD = 2
_SHORT_LINE = 8.0
"""Widths of a character by which a line must end before the right margin to be the last of its paragraph."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a printed line stands: page and what the warehouse stores as ``bbox``."""

    page: int | None
    location: str
    box: Box | None = None
    edges: tuple[tuple[float, float], ...] = ()
    """Left and right edge of each character of the line's text, or empty."""

    def part(self, start: int, end: int) -> Place:
        """Where the characters ``start``–``end`` of the line stand: their own box if their edges are known, else the line."""
        inside = self.edges[start:end]
        if self.box is None or not inside:
            return self
        return Place(self.page, _as_location(Box(inside[0][0], self.box.top, inside[-1][1], self.box.bottom)))


@dataclass(slots=True)
class ProseParagraph:
    """A paragraph without white space (one space stays between two groups of digits); ``starts`` are the offsets of its lines."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def add(self, text: str, place: Place) -> None:
        """Append a printed line. Running text is never spaced at a line's end, so that digits there belong to one figure."""
        self.starts.append(len(self.text))
        self.places.append(place)
        self.text += text

    def place_of(self, start: int, end: int) -> Place:
        """Where the characters ``start``–``end`` stand: of those that a line end cuts, the part on the first line."""
        number = bisect_right(self.starts, start) - 1
        begins = self.starts[number]
        return self.places[number].part(start - begins, end - begins)


def plain(text: str) -> str:
    """Figures in half width, look-alike characters replaced, white space removed except between two groups of digits."""
    text = plain_radicals(text).translate(_HALF_WIDTH).strip()
    return _WHITE.sub(lambda gap: " " if _between_digits(text, gap) else "", text)


def _between_digits(text: str, gap: re.Match[str]) -> bool:
    return text[gap.start() - 1 : gap.start()].isdigit() and text[gap.end() : gap.end() + 1].isdigit()


def paragraphs_of(blocks: Sequence[Block]) -> list[ProseParagraph]:
    """The prose of a document in reading order."""
    lines = list(_prose(blocks))
    running = _running_heads(lines)
    margins = _margins(lines)
    found: list[ProseParagraph] = []
    previous: Paragraph | None = None
    for number, line in enumerate(lines, start=1):
        text = plain(line.text)
        if not text:
            continue
        if line.page is not None and (_PAGE_NUMBER.match(line.text.strip()) or _shape(text) in running):
            continue
        if not (found and previous is not None and _continues(found[-1].text, previous, text, line, margins)):
            found.append(ProseParagraph())
        found[-1].add(text, _place(line, text, number))
        previous = line
    return found


def _prose(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif _is_framed_prose(block):
            for cell in block.cells:
                # no box: a cell holds a whole paragraph, whose lines are its own
                for part in cell.text.split("\n") if cell.page is None else [cell.text]:
                    yield Paragraph(part, cell.page, None, cell.location)


def _is_framed_prose(grid: CellGrid) -> bool:
    """A sheet or frame of one column with a sentence in it; a list of single figures is none."""
    columns = {cell.column for cell in grid.cells if cell.text.strip()}
    return len(columns) == 1 and any("。" in cell.text for cell in grid.cells)


def _place(line: Paragraph, text: str, number: int) -> Place:
    """Formats without pages say which paragraph it is (段12)."""
    if line.box is None:
        return Place(line.page, line.reference or f"段{number}")
    return Place(line.page, _as_location(line.box), line.box, _edges_of(line, text))


def _as_location(box: Box) -> str:
    return "[" + ", ".join(f"{value:.2f}" for value in box) + "]"


def _edges_of(line: Paragraph, text: str) -> tuple[tuple[float, float], ...]:
    """The edges of each character of the cleaned text; a space that stays in it takes those of the character before."""
    printed = [character for character in line.text if not character.isspace()]
    if len(printed) != len(line.edges):
        return ()
    kept = iter([edge for character, edge in zip(printed, line.edges, strict=True) if not _WHITE.match(character)])
    edges: list[tuple[float, float]] = []
    for character in text:
        edge = edges[-1] if character == " " else next(kept, None)
        if edge is None:
            return ()
        edges.append(edge)
    return tuple(edges)


def _shape(text: str) -> str:
    return re.sub(r"[0-9]+", "#", text)


def _running_heads(lines: Sequence[Paragraph]) -> frozenset[str]:
    """What is printed first or last on two pages or more, but for its digits."""
    by_page: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        if line.page is not None and line.box is not None and (text := plain(line.text)):
            by_page[line.page].append(_shape(text))
    counted = Counter(text for texts in by_page.values() for text in {texts[0], texts[-1]})
    return frozenset(
        text for text, times in counted.items() if times >= _FEWEST_PAGES_OF_A_RUNNING_HEAD and not text.endswith(tuple("。；，"))
    )


def _margins(lines: Sequence[Paragraph]) -> dict[int, tuple[float, float]]:
    """Left and right edge of the running text of each page, from the lines that are long."""
    edges: dict[int, list[Box]] = defaultdict(list)
    for line in lines:
        if line.page is not None and line.box is not None and len(plain(line.text)) >= 15:
            edges[line.page].append(line.box)
    return {page: (min(box.x0 for box in boxes), max(box.x1 for box in boxes)) for page, boxes in edges.items()}


def is_heading(text: str) -> bool:
    """A numbered line without figures that ends like a heading: 二、收入决算情况说明, 第四部分名词解释."""
    return (
        len(text) <= 50
        and _NUMBERING.match(text) is not None
        and re.search(rf"{alternatives('heading_endings')}[:：。]?$", text) is not None
        and not re.search(r"[0-9.]+(?:万|亿)?元", text)
    )


def begins_numbered(text: str) -> bool:
    """Whether a paragraph begins with a number of its own: 一、 （二） 3. 第四部分."""
    return _NUMBERING.match(text) is not None


def _continues(before: str, previous: Paragraph, text: str, line: Paragraph, margins: dict[int, tuple[float, float]]) -> bool:
    """Whether a line belongs to the paragraph before it."""
    if previous.box is None or line.box is None:
        return _is_cut(before, text)
    if is_heading(before) and before[-1] not in "，、":
        return False
    if begins_numbered(text) and before[-1] not in "，、（(第":
        return False
    height = max(previous.box.bottom - previous.box.top, 6.0)
    _, right = margins.get(previous.page or 0, (previous.box.x0, previous.box.x1))
    if previous.box.x1 < right - _SHORT_LINE * height:
        return False
    left, _ = margins.get(line.page or 0, (line.box.x0, line.box.x1))
    if line.box.x0 > left + 1.2 * height and before[-1] in _SENTENCE_ENDS + "：:":
        return False
    return not (line.box.x0 > left + 4 * height and previous.page != line.page and before[-1] in _SENTENCE_ENDS)


def _is_cut(before: str, text: str) -> bool:
    """A paragraph of a web page that ends in the middle of an amount: its next part follows in a paragraph of its own."""
    return (
        re.search(r"(?:[0-9]|[^，。；]为|[0-9][万亿])$", before) is not None and re.match(r"[0-9.]|[万亿]?元|%", text) is not None
    )

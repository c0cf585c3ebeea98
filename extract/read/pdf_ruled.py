"""The PDF reader (PDF 读取): pages → grids and paragraphs, from pdfium's glyph boxes and the rules that the page draws."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

import numpy

from ..cell_grid import Block, Box, Cell, CellGrid, LeftOut, PageTurn, Paragraph, ReadDocument, ReadingDoubt
from ..errors import TooLarge, TooSlow, TruncatedDocument
from . import pdf_bindings as pdfium
from .limits import DEFAULT_LIMITS, Limits
from .pdf_cut_rules import cells_of_cut_rules, is_partly_ruled, tables_of_rules
from .pdf_damage import damage_of
from .pdf_geometry import Floats, page_frame, turned_frame
from .pdf_glyphs import UNREADABLE
from .pdf_lattice import Component, Lattice, Rule, TextProbe, connect, join_strokes, tile_component
from .pdf_lines import SLANTING, Line, PageText, read_lines, read_text
from .pdf_opening import has_intact_index, may_have_layers, open_pdf, without_encryption
from .pdf_paint import PagePaint, Stroke
from .pdf_printed_words import goes_on, printed_title
from .pdf_ruleless import find_ruleless
from .pdf_shown import FileTraits, ShownPage, look_at, struck_doubt, without_place
from .pdf_unread_ink import unread_ink
from .pdf_unruled import UnruledTable, find_unruled, free_rules, split_columns
from .pdf_visibility import USUAL_SIZE, WATERMARK_ALPHA, WATERMARK_LIGHTNESS, WATERMARK_SIZE, visible_strokes

READER, UNRULED_READER = "pdf_ruled", "pdf_unruled"
_PAINTED_ANNOTATIONS = (3, 13, 20)
"""pdfium's subtypes of annotations that print text on the page: free text, stamp, form field."""
_FLATTEN_FOR_DISPLAY = 0
_TWO_FIGURES = re.compile(r"^(?:.*\s)?[-—\d.,%]+[ \u3000]+[-—\d.,%]+\s*$", re.MULTILINE)
_OUTLINED_TEXT = 400
"""Curves on a page without any glyph from which the page is taken for text converted to outlines (转曲)."""


def read_pdf(content: bytes, limits: Limits = DEFAULT_LIMITS) -> ReadDocument:
    """Reads all pages of a PDF. Coordinates are points, origin at the top left, on the page as it is displayed; a page whose
    text lies sideways is turned first (``ReadDocument.turned_pages``).

    Raises EmptyDocument, NotWhatItClaims, TruncatedDocument, PasswordProtected, TooLarge, TooSlow.
    """
    deadline = time.monotonic() + limits.max_seconds
    blocks: list[Block] = []
    doubts: list[ReadingDoubt] = []
    turned_pages: dict[int, PageTurn] = {}
    left_out: dict[int, tuple[LeftOut, ...]] = {}
    file = FileTraits(may_have_layers(content))
    empty: list[int] = []
    cells = 0
    with open_pdf(content, limits) as (document, handle):
        page_count = len(document)
        for number in range(1, page_count + 1):
            if time.monotonic() > deadline:
                raise TooSlow(page=number)
            with _loaded_page(handle, number) as page:
                reading = _read_page(page, number, deadline, limits.max_cells - cells, file)
            cells += sum(len(block.cells) for block in reading.blocks if isinstance(block, CellGrid))
            if cells > limits.max_cells:
                raise TooLarge(page=number)
            if reading.is_empty:
                empty.append(number)
            blocks.extend(reading.blocks)
            doubts.extend(reading.doubts)
            if reading.shown.turn is not None:
                turned_pages[number] = reading.shown.turn
            if reading.shown.left_out:
                left_out[number] = tuple(reading.shown.left_out)
        title = printed_title(document, blocks)
        doubts += damage_of(content, page_count, lambda: without_encryption(document))
    if empty and not has_intact_index(content):
        raise TruncatedDocument("文件索引损坏，部分页面的内容已丢失", "the index is broken and the content of pages is lost")
    doubts = [doubt for doubt in doubts if not goes_on(doubt, blocks)]
    return ReadDocument("pdf", tuple(blocks), page_count, tuple(doubts), title, turned_pages=turned_pages, left_out=left_out)


@contextmanager
def _loaded_page(document: int, number: int) -> Iterator[int]:
    """A page's handle. Form fields and notes that print text are made part of the page first."""
    page = pdfium.load_page(document, number - 1)
    if not page:
        raise TruncatedDocument("该页已丢失", "this page is missing", page=number)
    try:
        if _has_printed_annotations(page):
            pdfium.page_flatten(page, _FLATTEN_FOR_DISPLAY)
            pdfium.close_page(page)
            page = pdfium.load_page(document, number - 1)
        yield page
    finally:
        pdfium.close_page(page)


def _has_printed_annotations(page: int) -> bool:
    for index in range(pdfium.annotation_count(page)):
        annotation = pdfium.get_annotation(page, index)
        if annotation:
            subtype = pdfium.annotation_subtype(annotation)
            pdfium.close_annotation(annotation)
            if subtype in _PAINTED_ANNOTATIONS:
                return True
    return False


def _read_page(page: int, number: int, deadline: float, max_cells: int, file: FileTraits) -> _PageReading:
    """Reads a page; one on which most text is printed sideways is read turned, so that its rows are rows."""
    frame = page_frame(page)
    shown = look_at(page, number, deadline, frame, None, file)
    if shown.main_turn:
        told = without_place(shown.doubts)
        turn = PageTurn(shown.main_turn, frame.width, frame.height)
        shown = look_at(page, number, deadline, turned_frame(frame, turn.turn), turn, file)
        shown.doubts += told
    return _PageReading(shown, deadline, max_cells)


class _PageReading:
    """One page: reads it at once; ``blocks`` are in reading order."""

    def __init__(self, shown: ShownPage, deadline: float, max_cells: int) -> None:
        self.shown, self.number = shown, shown.number
        self.doubts: list[ReadingDoubt] = list(shown.doubts)
        self.paint: PagePaint = shown.paint
        self.text: PageText = shown.text
        self.seen = shown.seen
        self.blocks: list[Block] = []
        self.is_empty = (
            not self.text.characters
            and not shown.left_out
            and not self.paint.horizontal
            and not self.paint.pictures
            and not self.paint.curves
            and not self.paint.too_deep
        )
        self.report_unreadable(self.seen)
        grids, rest = self.read_grids(deadline, max_cells)
        grids = self.with_struck(grids)
        self.doubts += unread_ink(shown, grids)
        self.report_watermark(shown.watermark, grids)
        lines = read_lines(self.text, rest)
        self.blocks += grids
        self.blocks += [
            Paragraph(line.text, self.number, self.text.box_of(line.indices), edges=self.text.edges_of(line)) for line in lines
        ]
        self.blocks.sort(key=_reading_position)

    def with_struck(self, grids: list[CellGrid]) -> list[CellGrid]:
        """The grids with what is struck out in their cells; outside of cells it becomes a doubt."""
        rest = self.shown.struck
        for number, grid in enumerate(grids if rest else ()):
            if grid.box is None or not self.divide(rest, grid.box)[0]:
                continue
            cells = []
            for cell in grid.cells:
                inside, rest = self.divide(rest, cell.box) if cell.box is not None else ([], rest)
                cells.append(replace(cell, struck=read_text(self.text, inside)) if inside else cell)
            grids[number] = replace(grid, cells=tuple(cells))
        doubt = struck_doubt(self.shown, rest) if rest else None
        if doubt is not None:
            self.doubts.append(doubt)
        return grids

    def read_grids(self, deadline: float, max_cells: int) -> tuple[list[CellGrid], list[int]]:
        """The grids of the page, and the seen glyphs that stand in none of them."""
        pieces, horizontal = self.shown.pieces, self.shown.horizontal
        vertical = join_strokes(visible_strokes(self.paint.vertical, self.paint.areas, False, deadline))
        if time.monotonic() > deadline:
            raise TooSlow(page=self.number)
        probe = TextProbe(self.printed_centres)
        lattices: list[Lattice] = []
        drawn: dict[Lattice, Component] = {}
        loose: list[Rule] = []
        for component in connect(horizontal, vertical):
            lattice = tile_component(component, probe, max_cells) if component.horizontal and component.vertical else None
            if lattice is None:
                loose.extend(component.horizontal)
            elif len(lattice.tiles) > 1:
                lattices.append(lattice)
                drawn[lattice] = component
        grids: list[CellGrid] = []
        rest = self.seen
        for lattice in sorted(lattices, key=lambda one: (one.box.x1 - one.box.x0) * (one.box.bottom - one.box.top)):
            inside, rest = self.divide(rest, lattice.box)
            if not inside or all(self.text.characters[index].isspace() for index in inside):
                rest = sorted(rest + inside)
                continue
            if is_partly_ruled(self.text, inside, lattice, pieces):
                full = self.complete(lattice, drawn[lattice], inside, loose, pieces, max_cells)
                if full is not None:
                    grids.append(self.grid_of_cut_rules(full, inside))
                    continue
            if lattice.column_count == 1:
                split = split_columns(self.text, inside, lattice)
                if split is not None:
                    grids.append(self.grid_of_unruled(split))
                    turned = [index for index in inside if self.text.turn[index] != 0]
                    self.add_doubt("unplaced-text", read_lines(self.text, turned))
                    continue
            grids.append(self.grid_of(lattice, inside))
        if len(loose) > 2:
            loose = free_rules(loose, [grid.box for grid in grids if grid.box is not None])
            for lattice in self.lattices_of_cut_rules(loose, pieces, rest, max_cells):
                inside, rest = self.divide(rest, lattice.box)
                grids.append(self.grid_of_cut_rules(lattice, inside))
        for table in find_unruled(self.text, rest, loose, [grid.box for grid in grids if grid.box is not None]):
            taken = set(table.indices)
            rest = [index for index in rest if index not in taken]
            grids.append(self.grid_of_unruled(table))
        for table in find_ruleless(self.text, rest):
            if any(grid.box is not None and _overlap(grid.box, table.box) for grid in grids):
                continue
            taken = set(table.indices)
            rest = [index for index in rest if index not in taken]
            grids.append(self.grid_of_unruled(table))
        return grids, rest

    def lattices_of_cut_rules(
        self, rules: list[Rule], pieces: list[Stroke], indices: list[int], max_cells: int
    ) -> Iterator[Lattice]:
        """The tables without vertical rules whose row rules are drawn cell by cell."""
        for table in tables_of_rules(self.text, rules, pieces, indices):
            box = Box(min(one.start for one in table), table[0].position, max(one.end for one in table), table[-1].position)
            component = cells_of_cut_rules(self.text, self.divide(indices, box)[0], table, pieces)
            if component is not None:
                lattice = tile_component(component, TextProbe(self.printed_centres), max_cells)
                if lattice is not None:
                    yield lattice

    def complete(
        self, lattice: Lattice, drawn: Component, inside: list[int], loose: list[Rule], pieces: list[Stroke], max_cells: int
    ) -> Lattice | None:
        """A table some of whose vertical rules are not drawn, with the edges that the cuts of its row rules stand for."""
        box = lattice.box
        rules = [*drawn.horizontal, *(rule for rule in loose if rule not in free_rules([rule], [box]))]
        cut = cells_of_cut_rules(self.text, inside, rules, pieces, drawn.vertical)
        return None if cut is None else tile_component(cut, TextProbe(self.printed_centres), max_cells)

    def printed_centres(self) -> Floats:
        """The middles of all seen glyphs but spaces."""
        return self.text.centres[[index for index in self.seen if not self.text.characters[index].isspace()]]

    def divide(self, indices: list[int], box: Box) -> tuple[list[int], list[int]]:
        """The given glyphs inside and outside a box, by their centres."""
        if not indices:
            return [], []
        chosen = self.text.centres[indices]
        inside = (
            (chosen[:, 0] >= box.x0) & (chosen[:, 0] < box.x1) & (chosen[:, 1] >= box.top) & (chosen[:, 1] < box.bottom)
        ).tolist()
        return (
            [index for index, within in zip(indices, inside, strict=True) if within],
            [index for index, within in zip(indices, inside, strict=True) if not within],
        )

    def grid_of(self, lattice: Lattice, inside: list[int]) -> CellGrid:
        """Puts each glyph into the tile that its centre lies in."""
        owner = numpy.empty((lattice.row_count, lattice.column_count), dtype=int)
        for number, tile in enumerate(lattice.tiles):
            owner[tile.row : tile.row + tile.row_span, tile.column : tile.column + tile.column_span] = number
        chosen = self.text.centres[inside]
        rows = numpy.searchsorted(lattice.ys, chosen[:, 1], side="right") - 1
        columns = numpy.searchsorted(lattice.xs, chosen[:, 0], side="right") - 1
        tiles = owner[rows, columns].tolist()
        members: list[list[int]] = [[] for _ in lattice.tiles]
        for index, number in zip(inside, tiles, strict=True):
            members[number].append(index)
        self.report_crossing(inside, tiles)
        cells = tuple(
            Cell(
                tile.row,
                tile.column,
                read_text(self.text, indices),
                tile.row_span,
                tile.column_span,
                self.number,
                lattice.tile_box(tile),
            )
            for tile, indices in zip(lattice.tiles, members, strict=True)
        )
        return CellGrid(cells, lattice.row_count, lattice.column_count, READER, self.number, lattice.box)

    def grid_of_unruled(self, table: UnruledTable) -> CellGrid:
        cells = tuple(
            Cell(part.row, part.column, part.text, part.row_span, part.column_span, self.number, part.box) for part in table.parts
        )
        self.report_fused(cells)
        for text, box in table.uncertain:
            self.doubts.append(ReadingDoubt("unplaced-text", text, self.number, box))
        return CellGrid(cells, table.row_count, table.column_count, UNRULED_READER, self.number, table.box)

    def grid_of_cut_rules(self, lattice: Lattice, inside: list[int]) -> CellGrid:
        grid = replace(self.grid_of(lattice, inside), reader=UNRULED_READER)
        self.report_fused(grid.cells)
        return grid

    def report_fused(self, cells: tuple[Cell, ...]) -> None:
        """Doubts a cell of a table without vertical rules in which two figures stand on one line."""
        for cell in cells:
            if _TWO_FIGURES.search(cell.text):
                self.doubts.append(ReadingDoubt("unplaced-text", cell.text, self.number, cell.box))

    def report_crossing(self, inside: list[int], tiles: list[int]) -> None:
        """Doubts a word that is printed across a side of a cell, be it into the next cell or out of the table."""
        text = self.text
        tile = numpy.full(len(text.characters), -1)
        tile[inside] = tiles
        reported: set[int] = set()
        for one in numpy.nonzero(tile[1:] != tile[:-1])[0].tolist():
            other = one + 1
            if text.owner[one] != text.owner[other] or text.owner[one] in reported:
                continue
            if text.characters[one].isspace() or text.characters[other].isspace():
                continue
            em = max(text.size[other], 0.1)
            if abs(text.along[other] - text.end[one]) < 0.2 * em and abs(text.across[other] - text.across[one]) < 0.1 * em:
                reported.add(text.owner[one])
                run = [index for index, owner in enumerate(text.owner) if owner == text.owner[one]]
                self.add_doubt("unplaced-text", read_lines(text, run))

    def report_unreadable(self, seen: list[int]) -> None:
        """Doubts a page whose words are pictures, and glyphs whose font does not say what character they are."""
        characters = self.text.characters
        if not any(not characters[index].isspace() for index in seen) and (
            self.paint.pictures or self.paint.curves >= _OUTLINED_TEXT
        ):
            self.doubts.append(ReadingDoubt("unreadable-page", "", self.number))
        if self.paint.too_deep:
            self.doubts.append(ReadingDoubt("unsupported-part", "Form XObject", self.number))
        unknown = [index for index in seen if characters[index] == UNREADABLE]
        if unknown:
            self.add_doubt("unplaced-text", read_lines(self.text, unknown))

    def report_watermark(self, watermark: list[int], grids: list[CellGrid]) -> None:
        """A watermark becomes prose where it stands beside the tables. One that crosses a table is a doubt unless it slants and
        is pale or large: then nobody takes it for what a cell says."""
        texts: dict[str, Box] = {}
        plain: set[str] = set()
        by_owner: dict[int, list[int]] = {}
        for index in watermark:
            by_owner.setdefault(self.text.owner[index], []).append(index)
        for indices in by_owner.values():
            text = "".join(self.text.characters[index] for index in indices).strip()
            if text:
                texts.setdefault(text, self.text.box_of(indices))
                if not self.is_certain_watermark(indices[0]):
                    plain.add(text)
        for text, box in texts.items():
            if any(grid.box is not None and _overlap(grid.box, box) for grid in grids):
                if text in plain:
                    self.doubts.append(ReadingDoubt("unplaced-text", text, self.number, box))
            else:
                self.blocks.append(Paragraph(text, self.number, box))

    def is_certain_watermark(self, index: int) -> bool:
        row, paints = int(self.text.row[index]), self.paint.texts
        if self.text.turn[index] != SLANTING:
            return False
        if self.text.size[index] > WATERMARK_SIZE * USUAL_SIZE:
            return True
        return row >= 0 and bool(paints.colour[row, :3].min() >= WATERMARK_LIGHTNESS or paints.colour[row, 3] <= WATERMARK_ALPHA)

    def add_doubt(self, kind: Literal["unplaced-text"], lines: list[Line]) -> None:
        if not lines:
            return
        box = self.text.box_of([index for line in lines for index in line.indices])
        doubt = ReadingDoubt(kind, "\n".join(line.text for line in lines), self.number, box)
        if doubt not in self.doubts:
            self.doubts.append(doubt)


def _overlap(first: Box, second: Box) -> bool:
    return first.x0 < second.x1 and second.x0 < first.x1 and first.top < second.bottom and second.top < first.bottom


def _reading_position(block: Block) -> tuple[float, float]:
    box = block.box
    return (box.top, box.x0) if box is not None else (0.0, 0.0)
<<<<<<< HEAD
=======


def _printed_title(document: pypdfium2.PdfDocument, blocks: list[Block]) -> str:
    """The title in the file's metadata, only where the first pages print it too: most are left over from another file."""
    try:
        stated = document.get_metadata_value("Title").strip()
    except UnicodeDecodeError:
        return ""
    title = re.sub(r"\.(pdf|docx?|xlsx?|wps|et)$", "", stated, flags=re.IGNORECASE)
    wanted = re.sub(r"\s", "", title)
    if len(wanted) < 4:
        return ""
    printed = "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in blocks[:60]
        if block.page in (1, 2)
    )
    return title if wanted in re.sub(r"\s", "", printed) else ""
>>>>>>> help-f

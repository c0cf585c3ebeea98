"""The headings of a statement (表头): their tree, the paths that name figures, and the header rows that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.factory.accounts_layouts import Heading
from tests.factory.compose import Piece

ORDINALS = "一二三四五六七八九十"


def leaves(headings: Sequence[Heading], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Heading]]:
    for heading in headings:
        here = (*path, heading.text)
        if heading.children:
            yield from leaves(heading.children, here)
        else:
            yield here, heading


def measures(headings: Sequence[Heading]) -> dict[str, str]:
    """Fact's figure → heading path without the outer headings that all columns share."""
    paths = [(path, leaf.measure) for path, leaf in leaves(headings) if leaf.kind == "value"]
    shared = 0
    while all(len(path) > shared + 1 for path, _ in paths) and len({path[: shared + 1] for path, _ in paths}) == 1:
        shared += 1
    return {measure: "/".join(path[shared:]) for path, measure in paths}


def ordinal(number: int) -> str:
    """1–99 in Chinese: 一, 十一, 二十六."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else ORDINALS[tens - 1] + "十") + (ORDINALS[ones - 1] if ones else "")


def headings_between(headings: Sequence[Heading], low: int, high: int) -> list[Heading]:
    """The headings of the columns from ``low`` to ``high``, under their outer headings."""
    found, at = [], 0
    for heading in headings:
        count = len(list(leaves([heading])))
        if at < high and at + count > low:
            children = tuple(headings_between(heading.children, low - at, high - at)) if heading.children else ()
            found.append(replace(heading, children=children))
        at += count
    return found


def header_pieces(headings: Sequence[Heading], edges: Sequence[int]) -> tuple[list[Piece], int]:
    depth = max(len(path) for path, _ in leaves(headings))
    pieces: list[Piece] = []

    def place(group: Sequence[Heading], row: int, at: int) -> int:
        for heading in group:
            end = place(heading.children, row + 1, at) if heading.children else at + 1
            span = 1 if heading.children else depth - row
            pieces.append(Piece(row, edges[at], edges[end], heading.text, row_span=span))
            at = end
        return at

    place(headings, 0, 0)
    return pieces, depth


def with_column_numbers(pieces: list[Piece], depth: int, columns: Sequence[Heading], edges: Sequence[int]) -> list[Piece]:
    """A row 栏次 1 2 3 … below the headings, in the row of 类, 款 and 项 where these have columns of their own."""
    has_parts = [leaf.kind for leaf in columns[:3]] == ["code"] * 3
    bottom = [piece for piece in pieces if piece.row + piece.row_span == depth and not (has_parts and piece.text in "类款项")]
    shares = has_parts and all(piece.row_span > 1 for piece in bottom)
    if shares:
        depth -= 1
        pieces = [replace(piece, row_span=piece.row_span - 1) if piece in bottom else piece for piece in pieces]
    found, number, stub = list(pieces), 0, 3 if shares else 0
    for index, leaf in enumerate(columns):
        if leaf.kind == "value":
            number += 1
            found.append(Piece(depth, edges[index], edges[index + 1], str(number)))
        elif leaf.kind == "label":
            found.append(Piece(depth, edges[stub], edges[index + 1], "栏次"))
        elif leaf.kind == "line":
            found.append(Piece(depth, edges[index], edges[index + 1], ""))
        stub = index + 1 if leaf.kind != "code" else stub
    return found

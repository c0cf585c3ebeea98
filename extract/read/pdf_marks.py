"""What a text object is marked with (标记内容): a layer that may be off, a text said in its place (ActualText)."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import NamedTuple

from . import pdf_bindings as pdfium

_LONGEST = 2048
"""Bytes of a mark's name or text that are looked at."""


class Marks(NamedTuple):
    """``layered`` are the text objects that belong to a layer; ``spoken`` the ones with an ActualText, each with its mark."""

    layered: frozenset[int]
    spoken: tuple[tuple[int, int], ...]


NO_MARKS = Marks(frozenset(), ())


def read_marks(handles: Sequence[int]) -> Marks:
    """Looks at the marks of all text objects; most have none, which costs one call each."""
    layered: set[int] = set()
    spoken: list[tuple[int, int]] = []
    text = (ctypes.c_uint16 * (_LONGEST // 2))()
    length = ctypes.c_ulong()
    text_at, length_at = ctypes.addressof(text), ctypes.addressof(length)
    for handle, count in zip(handles, map(pdfium.count_marks, handles), strict=True):
        for number in range(max(count, 0)):
            mark = pdfium.mark_of(handle, number)
            if pdfium.mark_string(mark, b"ActualText", text_at, _LONGEST, length_at):
                spoken.append((handle, mark))
            elif pdfium.mark_name(mark, text_at, _LONGEST, length_at) and bytes(text)[:6] == "OC\0".encode("utf-16-le"):
                layered.add(handle)
    return Marks(frozenset(layered), tuple(spoken))

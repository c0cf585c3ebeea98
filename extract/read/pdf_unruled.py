"""placeholder"""
from __future__ import annotations
from typing import Any, NamedTuple
from ..cell_grid import Box
class Part(NamedTuple):
    row: int; column: int; text: str; row_span: int; column_span: int; box: Box
class UnruledTable(NamedTuple):
    parts: tuple[Part, ...]; row_count: int; column_count: int; box: Box; indices: tuple[int, ...]; uncertain: tuple[tuple[str, Box], ...] = ()
def find_unruled(text: Any, rest: Any, loose: Any, boxes: Any) -> list[UnruledTable]: return []
def split_columns(text: Any, inside: Any, lattice: Any) -> UnruledTable | None: return None

"""Places on pages that lie sideways (横放页): read turned, told as they stand on the displayed page.

Readers and recognisers see such a page as a person holds it, so that rows are rows. The warehouse, ``explain`` and whoever opens
the file know the page as it is displayed: here, and nowhere else, the one becomes the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl

from extract.cell_grid import Box, PageTurn


def with_displayed_places(frames: Mapping[str, pl.DataFrame], turned: Mapping[int, PageTurn]) -> dict[str, pl.DataFrame]:
    """The staged frames with each ``bbox`` of a turned page as a box of the displayed page."""
    if not turned:
        return dict(frames)
    return {name: _displayed(one, turned) if {"page", "bbox"} <= set(one.columns) else one for name, one in frames.items()}


def _displayed(one: pl.DataFrame, turned: Mapping[int, PageTurn]) -> pl.DataFrame:
    places = [
        _displayed_place(bbox, turned[page]) if page in turned else bbox
        for page, bbox in zip(one["page"].to_list(), one["bbox"].to_list(), strict=True)
    ]
    return one.with_columns(pl.Series("bbox", places, dtype=pl.String))


def _displayed_place(bbox: str | None, turn: PageTurn) -> str | None:
    if not bbox or not bbox.startswith("["):
        return bbox
    return "[" + ", ".join(f"{value:.2f}" for value in turn.displayed(Box(*json.loads(bbox)))) + "]"

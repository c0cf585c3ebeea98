"""Native charts as tables (图表数据): the values that the chart shows are cached in its own part."""

from __future__ import annotations

from decimal import InvalidOperation

from lxml import etree

from extract.cell_grid import CellGrid
from extract.read.cell_tiling import PlacedCell, refuse_over, tile
from extract.read.limits import Limits
from extract.read.number_format import exact_number, show_number
from extract.read.xml_parsing import child, descendants, local_name


def read_chart(chart_space: etree._Element, number: int, limits: Limits) -> CellGrid | None:
    """A grid with a row per category and a column per series, its heads in the first row and column; None without cached values.

    ``number`` counts the charts of the document; cells are referred to as "图1 R2C2".
    """
    all_series = [item for item in chart_space.iter("{*}ser") if local_name(item.getparent()).endswith("Chart")]  # type: ignore[arg-type]
    columns = [(_series_name(item), _points(item, ("val", "yVal")), _points(item, ("cat", "xVal"))) for item in all_series]
    columns = [column for column in columns if column[1]]
    if not columns:
        return None
    rows = sorted({index for _, values, categories in columns for index in (*values, *categories)})
    refuse_over((len(rows) + 1) * (len(columns) + 1), limits)
    placed = [PlacedCell(0, position + 1, name) for position, (name, _, _) in enumerate(columns)]
    for row, index in enumerate(rows, start=1):
        category = next((categories[index] for _, _, categories in columns if index in categories), "")
        placed.append(PlacedCell(row, 0, category))
        placed.extend(
            PlacedCell(row, position + 1, values[index]) for position, (_, values, _) in enumerate(columns) if index in values
        )
    title = child(chart_space, "chart", "title")
    caption = "" if title is None else "".join(item.text or "" for item in title.iter("{*}t", "{*}v")).strip()
    return tile(placed, "word-chart", lambda row, column: f"图{number} R{row + 1}C{column + 1}", limits, None, caption)


def _series_name(series: etree._Element) -> str:
    name = child(series, "tx")
    return "" if name is None else "".join(item.text or "" for item in descendants(name, "v")).strip()


def _points(series: etree._Element, names: tuple[str, ...]) -> dict[int, str]:
    """Index → shown text of the cached points of a series."""
    source = next((item for item in series if local_name(item) in names), None)
    if source is None:
        return {}
    level = next(iter(descendants(source, "lvl")), source)
    format_code = next((item.text or "General" for item in descendants(source, "formatCode")), "General")
    numeric = bool(descendants(source, "numCache") or descendants(source, "numLit"))
    found: dict[int, str] = {}
    for point in descendants(level, "pt"):
        value = child(point, "v")
        index = point.get("idx") or ""
        if value is not None and index.isdecimal():
            text = value.text or ""
            found[int(index)] = _shown(text, point.get("formatCode") or format_code) if numeric else text.strip()
    return found


def _shown(text: str, format_code: str) -> str:
    try:
        return show_number(exact_number(text), format_code)[0]
    except InvalidOperation:
        return text.strip()

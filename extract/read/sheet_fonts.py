"""Fonts and fills of a workbook's cells (字体与填充): which texts are struck out, raised, or lost on their ground."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from extract.read.page_color import BLACK, WHITE, Color, is_lost_on, read_color
from extract.read.word_text import mark_raised
from extract.read.xml_parsing import attribute, child, descendants, local_name, whole_number

NOT_CALCULATED = "［公式未计算］"
"""Stands where the sheet shows the result of a formula that the file does not hold: no empty cell, and no figure."""
_INDEXED = ("000000", "ffffff", "ff0000", "00ff00", "0000ff", "ffff00", "ff00ff", "00ffff")
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")


@dataclass(frozen=True, slots=True)
class Font:
    """``color`` is None where it could not be told."""

    struck: bool = False
    color: Color | None = BLACK
    size: float = 11.0
    stated_color: bool = False


@dataclass(frozen=True, slots=True)
class CellLook:
    """How the cells of one style are shown."""

    font: Font = Font()
    background: Color | None = WHITE

    def shows(self, font: Font) -> bool:
        """False where a text in this font cannot be read on the cell."""
        if font.size < 2:
            return False
        return font.color is None or self.background is None or not is_lost_on(font.color, self.background)


@dataclass(frozen=True, slots=True)
class TextRun:
    """A part of a cell's text; ``font`` is None where the cell's own holds."""

    text: str
    font: Font | None = None
    raised: bool = False


@dataclass(frozen=True, slots=True)
class ShownParts:
    """The parts of a cell's text by how they are shown."""

    text: str
    struck: str
    hidden: str


def theme_colors(theme: etree._Element | None) -> list[Color]:
    """The colours that a workbook names by number in its theme."""
    scheme = None if theme is None else next(theme.iter("{*}clrScheme"), None)
    found: dict[str, Color] = {}
    for item in scheme if scheme is not None else ():
        stated = next((part.get("lastClr") or part.get("val") or "" for part in item), "")
        color = read_color("#" + stated) or read_color(stated)
        if color is not None:
            found[local_name(item)] = color
    return [found.get(name, WHITE if name.startswith("lt") else BLACK) for name in _THEME_ORDER]


def read_font(item: etree._Element | None, theme: list[Color]) -> Font:
    """A ``font`` of the styles, or the ``rPr`` of a text run."""
    if item is None:
        return Font()
    size = child(item, "sz")
    try:
        points = 11.0 if size is None else float(attribute(size, "val") or "11")
    except ValueError:
        points = 11.0
    strike, color = child(item, "strike"), child(item, "color")
    struck = strike is not None and (attribute(strike, "val") or "1") not in ("0", "false", "off")
    return Font(struck, BLACK if color is None else _color(color, theme), points, color is not None)


def cell_looks(styles: etree._Element, theme: list[Color]) -> list[CellLook]:
    """The look of each cell style, in order."""
    fonts = [read_font(item, theme) for item in _items(styles, "fonts")]
    fills = [_fill(item, theme) for item in _items(styles, "fills")]
    looks: list[CellLook] = []
    for item in _items(styles, "cellXfs"):
        font, fill = whole_number(item.get("fontId")), whole_number(item.get("fillId"))
        looks.append(CellLook(fonts[font] if font < len(fonts) else Font(), fills[fill] if fill < len(fills) else WHITE))
    return looks


def shown_parts(runs: list[TextRun], look: CellLook) -> ShownParts:
    """What of a cell's text is read, struck out and not to be seen. Raised digits are a note mark or an exponent."""
    text, struck, hidden = "", "", ""
    for run in runs:
        font = run.font or look.font
        if not look.shows(font):
            hidden += run.text
        elif font.struck:
            struck += run.text
        else:
            text += mark_raised(text, run.text) if run.raised else run.text
    return ShownParts(text, struck, hidden)


def text_runs(element: etree._Element, theme: list[Color]) -> list[TextRun]:
    """The runs of a string item; phonetic guides are not text."""
    runs: list[TextRun] = []
    for item in element:
        if local_name(item) == "t":
            runs.append(TextRun(_clean(item.text)))
        elif local_name(item) == "r":
            properties = child(item, "rPr")
            align = child(properties, "vertAlign")
            raised = align is not None and attribute(align, "val") in ("superscript", "subscript")
            text = "".join(_clean(part.text) for part in item if local_name(part) == "t")
            runs.append(TextRun(text, None if properties is None else read_font(properties, theme), raised))
    return runs


def _clean(text: str | None) -> str:
    return (text or "").replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _items(styles: etree._Element, name: str) -> list[etree._Element]:
    parent = child(styles, name)
    return [] if parent is None else [item for item in parent if isinstance(item.tag, str)]


def _fill(item: etree._Element, theme: list[Color]) -> Color | None:
    pattern = child(item, "patternFill")
    if pattern is None:
        return None
    kind = pattern.get("patternType") or "none"
    if kind == "none":
        return WHITE
    colors = descendants(pattern, "fgColor")
    return _color(colors[0], theme) if kind == "solid" and colors else None


def _color(item: etree._Element, theme: list[Color]) -> Color | None:
    """A colour by its value, its number in the theme (without a tint) or in the palette."""
    stated = item.get("rgb") or ""
    if len(stated) in (6, 8):
        return read_color("#" + stated[-6:])
    tint = item.get("tint") or "0"
    if item.get("theme") is not None:
        number = whole_number(item.get("theme"), -1)
        return theme[number] if 0 <= number < len(theme) and tint in ("0", "0.0") else None
    if item.get("indexed") is not None:
        number = whole_number(item.get("indexed"))
        if number in (64, 65):
            return BLACK if number == 64 else WHITE
        return read_color("#" + _INDEXED[number % 8]) if number < 16 else None
    return BLACK if item.get("auto") is not None else None


def conditional_ranges(sheet: etree._Element, styles: etree._Element | None, theme: list[Color]) -> list[str]:
    """The ranges in which a condition (条件格式) may strike out, hide or format a figure otherwise than its cell does."""
    changing = [_changes_figures(item, theme) for item in descendants(styles, "dxf")] if styles is not None else []
    found: list[str] = []
    for item in descendants(sheet, "conditionalFormatting"):
        numbers = [whole_number(rule.get("dxfId"), -1) for rule in descendants(item, "cfRule")]
        if any(0 <= number < len(changing) and changing[number] for number in numbers):
            found.append(item.get("sqref") or "")
    return found


def _changes_figures(style: etree._Element, theme: list[Color]) -> bool:
    if child(style, "numFmt") is not None:
        return True
    stated = child(style, "font")
    font = read_font(stated, theme)
    colored = child(style, "fill") is not None
    return font.struck or (font.color is not None and font.stated_color and not colored and is_lost_on(font.color, WHITE))

"""How a browser shows each element (显示方式): displayed or not, seen or not, struck out, raised, and in its place or not.

Values are computed as browsers do it: declared ones by the cascade, presentational attributes (``bgcolor``, ``<font color>``)
below them, inherited ones from the parent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from extract.read.page_cascade import StyleSheet, cascaded, read_style_sheet
from extract.read.page_color import BLACK, WHITE, Color, is_lost_on, over, read_color

FAR_AWAY = 500
"""Pixels by which a text that is moved has left its cell and the window."""
LEAST_SIZE = 2.0
"""Pixels below which no letter can be read."""

WRITES = re.compile(r"innerHTML|innerText|textContent|document\.write|\.(?:text|html|append)\(")
"""How scripts write into a page."""

_STRUCK_ELEMENTS = frozenset({"del", "s", "strike"})
_LENGTH = re.compile(r"(-?[0-9]*\.?[0-9]+)\s*(px|pt|em|rem|ex|ch|vw|vh|cm|mm|in|%)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0, "vw": 10.0, "vh": 8.0, "cm": 37.8, "mm": 3.78, "in": 96.0, "": 1.0}
_NOWHERE = re.compile(
    r"scale[xy3d]*\(\s*0(?:\.0+)?\s*[,)]|scale\(\s*[0-9.]+\s*,\s*0(?:\.0+)?\s*\)|translate[xy3d]*\([^()]*-?[0-9]{4,}px"
    r"|translate[xy3d]*\([^()]*-[0-9]{3,}(?:px|%|vw|vh)|rotate[xy]\(\s*-?90deg"
)
_CLIPPED_AWAY = re.compile(
    r"inset\(\s*(?:[5-9][0-9]|100)%|circle\(\s*0|polygon\(\s*0(?:px|%)?\s+0(?:px|%)?\s*(?:,\s*0(?:px|%)?\s+0(?:px|%)?\s*)*\)"
)


_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_CONTENT = re.compile(r"""("[^"]*"|'[^']*')|attr\(\s*([\w-]+)\s*\)""")


def _escaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 else ""


@dataclass(frozen=True, slots=True)
class Look:
    """``displayed`` is False where the element takes no place at all; ``seen`` is False where its own text is not to be seen, in
    its place or away from it. The other values are what its children inherit."""

    displayed: bool = True
    seen: bool = True
    struck: bool = False
    raised: bool = False
    visible: bool = True
    lost: bool = False
    """Not to be seen together with all that stands in it (opacity, size 0, off the screen)."""
    color: Color = BLACK
    background: Color | None = WHITE
    """None where a picture lies behind."""
    size: float = 16.0
    indent: str = ""
    right_to_left: bool = False
    reordered: bool = False
    """The style shows its parts in another order than the file has them."""


@dataclass(frozen=True, slots=True)
class Generated:
    """Content that the style sheet makes: its text, whether that is all of it, and how it looks."""

    text: str
    complete: bool
    look: Look


@dataclass
class PageStyle:
    """The style sheet of a page and the looks already computed."""

    sheet: StyleSheet
    looks: dict[etree._Element, Look] = field(default_factory=dict)
    scripts: str = ""
    """The page's scripts that write texts into elements."""

    def look(self, element: etree._Element) -> Look:
        """The computed look of an element; its ancestors are computed first, without recursion."""
        chain = [element]
        while chain[-1] not in self.looks and (parent := chain[-1].getparent()) is not None:
            chain.append(parent)
        for item in reversed(chain):
            if item not in self.looks:
                parent = item.getparent()
                above = Look() if parent is None else self.looks[parent]
                self.looks[item] = _compute(item, above, _declared(self.sheet, item))
        return self.looks[element]

    def is_written(self, element: etree._Element) -> bool:
        """True where a script of the page writes into this element, which it knows by its identifier."""
        name = element.get("id")
        return bool(name and self.scripts) and re.search(rf"""['"#]{re.escape(name or "")}['"]""", self.scripts) is not None

    def generated(self, element: etree._Element, place: str) -> Generated | None:
        """What the style sheet writes before or behind an element's own text (``content``); None where that is nothing."""
        if not self._generates:
            return None
        values = cascaded(self.sheet, element, place)
        content = values.get("content", "")
        if content in ("", "none", "normal") or values.get("display") == "none":
            return None
        pieces = _CONTENT.findall(content)
        text = "".join(_ESCAPE.sub(_escaped, string[1:-1]) if string else element.get(name) or "" for string, name in pieces)
        # counters, pictures and quotation marks are not followed
        return Generated(text, _CONTENT.sub("", content).strip() == "", _compute(element, self.look(element), values))

    @cached_property
    def _generates(self) -> bool:
        return any(rule.generated for rules in self.sheet.rules.values() for rule in rules)


def read_style(root: etree._Element) -> PageStyle:
    """The page's own style sheet, read once."""
    scripts = ("".join(str(part) for part in item.itertext()) for item in root.iter("script"))
    return PageStyle(read_style_sheet(root), scripts="\n".join(script for script in scripts if WRITES.search(script)))


def _declared(sheet: StyleSheet, element: etree._Element) -> dict[str, str]:
    """Declared values over those that attributes stand for."""
    values: dict[str, str] = {}
    if element.get("hidden") is not None or (element.tag == "dialog" and element.get("open") is None):
        values["display"] = "none"
    if element.get("bgcolor"):
        values["background-color"] = element.get("bgcolor") or ""
    if element.get("background"):
        values["background-image"] = "url()"
    if element.tag == "body" and element.get("text"):
        values["color"] = element.get("text") or ""
    if element.tag == "font" and element.get("color"):
        values["color"] = element.get("color") or ""
    if element.get("dir") in ("rtl", "RTL"):
        values["direction"] = "rtl"
    if element.tag == "bdo":
        values["unicode-bidi"] = "bidi-override"
    if element.tag in _STRUCK_ELEMENTS:
        values["text-decoration"] = "line-through"
    if element.tag in ("sup", "sub"):
        values["vertical-align"] = str(element.tag)
    stated = cascaded(sheet, element)
    # a shorthand replaces what stood below it
    if "background" in stated:
        values.pop("background-color", None)
    if "text-decoration" in stated or "text-decoration-line" in stated:
        values.pop("text-decoration", None)
    return values | stated


def _compute(element: etree._Element, above: Look, values: dict[str, str]) -> Look:
    display = values.get("display", "")
    visibility = values.get("visibility", "")
    collapsed = visibility == "collapse" and element.tag in ("tr", "tbody", "thead", "tfoot")
    displayed = above.displayed and display != "none" and not collapsed and values.get("mso-hide") != "all"
    visible = above.visible if visibility in ("", "inherit") else visibility == "visible"
    size = _font_size(values, above.size)
    lost = above.lost or _is_lost(element, values, size)
    color, background = _colors(values, above)
    indent = values.get("text-indent", above.indent)
    faint = background is not None and is_lost_on(color, background)
    pulled_out = (length := _pixels(indent, size)) is not None and abs(length) >= FAR_AWAY / 2
    apart = display.startswith("inline-") or values.get("position") in ("absolute", "fixed") or "float" in values
    line = values.get("text-decoration-line", values.get("text-decoration", ""))
    return Look(
        displayed,
        displayed and visible and not lost and not faint and size >= LEAST_SIZE and not pulled_out,
        (above.struck and not apart) or "line-through" in line,
        (above.raised and element.tag not in ("td", "th")) or values.get("vertical-align", "") in ("super", "sup", "sub"),
        visible,
        lost,
        color,
        background,
        size,
        indent,
        values.get("direction", "rtl" if above.right_to_left else "") == "rtl",
        _is_reordered(element, display, values),
    )


def _is_lost(element: etree._Element, values: dict[str, str], size: float) -> bool:
    """True where nothing of the element's content is to be seen: no opacity, no size, or away from the screen."""
    opacity = values.get("opacity", "") or "".join(re.findall(r"opacity\(\s*([0-9.]+%?)", values.get("filter", "")))
    if _is_nearly_none(opacity):
        return True
    clipped = any(
        "hidden" in values.get(name, "") or "clip" in values.get(name, "") for name in ("overflow", "overflow-x", "overflow-y")
    )
    lengths = [_pixels(values.get(name, ""), size) for name in ("height", "max-height", "width", "max-width", "line-height")]
    # a page scrolls, and a cell grows with its content
    if (
        clipped
        and element.tag not in ("html", "body", "table", "tr", "td", "th")
        and any(length is not None and length <= 1 for length in lengths)
    ):
        return True
    if values.get("position") in ("absolute", "fixed", "relative"):
        moved = [_pixels(values.get(name, ""), size) for name in ("left", "right", "top", "bottom")]
        moved += [_pixels(part, size) for part in values.get("inset", "").split()]
        if any(length is not None and length <= -FAR_AWAY / 2 for length in moved):
            return True
        if values.get("position") != "relative" and re.search(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)", values.get("clip", "")):
            return True
    margins = [_pixels(part, size) for name in ("margin-left", "margin-top", "margin") for part in values.get(name, "").split()]
    if any(length is not None and length <= -FAR_AWAY / 2 for length in margins):
        return True
    moved_by = values.get("transform", "") + " " + values.get("-webkit-transform", "")
    shape = values.get("clip-path", "") + " " + values.get("-webkit-clip-path", "")
    scale = values.get("scale", "")
    return bool(_NOWHERE.search(moved_by) or _CLIPPED_AWAY.search(shape)) or scale in ("0", "0%") or values.get("zoom") == "0"


def _is_nearly_none(opacity: str) -> bool:
    found = re.fullmatch(r"([0-9]*\.?[0-9]+)(%?)", opacity.strip())
    return found is not None and float(found[1]) / (100 if found[2] else 1) <= 0.05


def _pixels(text: str, size: float) -> float | None:
    """A length in pixels, percentages as of a cell 100 pixels wide; None where no length is stated."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        return None
    unit = found[2] or ""
    value = float(found[1])
    if unit in ("em", "ex", "ch"):
        return value * (size or 16.0)
    return value if unit == "%" else value * _PIXELS[unit]


def _font_size(values: dict[str, str], above: float) -> float:
    stated = values.get("font-size")
    if stated is None and "font" in values:
        found = re.search(r"(?:^|\s)([0-9.]+(?:px|pt|em|rem|%))(?:/|\s|$)", values["font"] + " ")
        stated = found[1] if found else None
    if stated is None:
        return above
    if stated.endswith(("%", "em")) and not stated.endswith("rem"):
        found = _LENGTH.fullmatch(stated)
        return above if found is None else above * float(found[1]) / (100 if stated.endswith("%") else 1)
    length = _pixels(stated, above)
    if length and stated.endswith("rem"):
        return max(length, 8.0)  # scripts of portals set what a rem is
    return max(above, LEAST_SIZE) if length is None else length


def _colors(values: dict[str, str], above: Look) -> tuple[Color, Color | None]:
    stated = values.get("-webkit-text-fill-color", values.get("color", ""))
    color = read_color(stated) if stated else None
    background = above.background
    if values.get("background-image", "none") != "none":
        background = None
    for name in ("background", "background-color"):
        value = values.get(name, "")
        if "url(" in value or "gradient" in value:
            background = None
        for part in re.findall(r"#[0-9a-f]+|(?:rgb|hsl)a?\([^()]*\)|[a-z]+", value):
            laid = read_color(part)
            if laid is not None and (laid[3] == 1.0 or background is not None):
                background = over(laid, background or WHITE)
    return (above.color if color is None else color), background


def _is_reordered(element: etree._Element, display: str, values: dict[str, str]) -> bool:
    """Columns shown in another order: cells that float or have an ``order``, rows laid out backwards, a table from right to left,
    digits written backwards."""
    if "override" in values.get("unicode-bidi", "") and (values.get("direction") == "rtl"):
        return True
    if element.tag in ("td", "th") and (values.get("float") == "right" or values.get("order", "0") != "0"):
        return True
    flow = values.get("flex-direction", "") + " " + values.get("flex-flow", "")
    if "reverse" in flow and "flex" in display:
        return True
    if element.tag in ("table", "tr", "thead", "tbody", "tfoot"):
        turned = values.get("transform", "")
        return values.get("direction") == "rtl" or bool(re.search(r"scalex?\(\s*-|rotate[yz]?\(\s*180", turned))
    return False

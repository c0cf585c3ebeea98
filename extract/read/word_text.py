"""The printed text of a Word paragraph (段落文字): runs, fields, symbols, tracked changes and hidden text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from extract.read.page_color import WHITE, is_lost_on, read_color
from extract.read.xml_parsing import attribute, child, local_name, whole_number

SYMBOLS: dict[str, dict[int, str]] = {
    "wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0xA8: "□", 0xD8: "➢", 0xFB: "✗", 0xFC: "√",
                  0xFD: "☒", 0xFE: "☑"},
    "wingdings 2": {0x4F: "✗", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x54: "☒", 0xA3: "□", 0x2A: "□"},
    "symbol": {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞",
               0x2D: "−", 0x25: "%", 0x2B: "+", 0x3D: "=", 0x3C: "<", 0x3E: ">"},
}  # fmt: skip
"""Characters of the fonts whose letters are pictures; without this, "≥" set in Symbol would read as "³"."""

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_NO_TEXT = frozenset({
    "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "drawing", "pict", "object", "rt", "footnoteReference",
    "endnoteReference", "commentReference", "fldData", "ffData",
})  # fmt: skip


@dataclass
class ShownText:
    """``text`` is printed and ``struck`` is printed struck out; ``hidden`` and ``deleted`` are in the file but not on paper;
    ``unknown_symbols`` could not be told."""

    text: str = ""
    struck: str = ""
    hidden: str = ""
    deleted: str = ""
    unknown_symbols: str = ""
    field_depth_in_code: list[bool] = field(default_factory=list)


class TextStyles(NamedTuple):
    """Identifiers of the styles that hide text (vanish), strike it out, or set it in white, inherited ones included; tables whose
    style shades cells may show white text."""

    hidden: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    white: frozenset[str] = frozenset()
    shading: frozenset[str] = frozenset()


def read_text_styles(styles: etree._Element | None) -> TextStyles:
    """What the styles of a document say about whether a text is read."""
    found = [style for style in styles if local_name(style) == "style"] if styles is not None else []
    parents = {attribute(style, "styleId") or "": _stated(child(style, "basedOn")) for style in found}
    properties = {attribute(style, "styleId") or "": child(style, "rPr") for style in found}
    shading = {attribute(style, "styleId") or "": True if any(True for _ in style.iter("{*}shd")) else None for style in found}
    return TextStyles(
        _inheriting({name: _toggle(item, "vanish") for name, item in properties.items()}, parents),
        _inheriting({name: _is_struck(item) for name, item in properties.items()}, parents),
        _inheriting({name: _is_white(item) for name, item in properties.items()}, parents),
        _inheriting(shading, parents),
    )


def _stated(element: etree._Element | None) -> str:
    return "" if element is None else attribute(element, "val") or ""


def _inheriting(stated: dict[str, bool | None], parents: dict[str, str]) -> frozenset[str]:
    """The styles for which a switch is on, in themselves or in the nearest style that they are based on and that states it."""
    found: set[str] = set()
    for name in stated:
        current, seen = name, set[str]()
        while current in stated and current not in seen and stated[current] is None:
            seen.add(current)
            current = parents[current]
        if stated.get(current):
            found.add(name)
    return frozenset(found)


def _is_struck(properties: etree._Element | None) -> bool | None:
    """Struck out once or twice; None where neither is stated."""
    stated = [_toggle(properties, name) for name in ("strike", "dstrike")]
    return None if stated == [None, None] else any(stated)


def _is_white(properties: etree._Element | None) -> bool | None:
    color = child(properties, "color")
    if color is None:
        return None
    found = read_color("#" + (attribute(color, "val") or ""))
    return found is not None and is_lost_on(found, WHITE)


def paragraph_text(paragraph: etree._Element, styles: TextStyles) -> ShownText:
    """What a paragraph prints. Text boxes and pictures anchored in it are left to the caller."""
    shown = ShownText()
    style = child(paragraph, "pPr", "pStyle")
    name = _stated(style)
    shaded = _is_shaded(paragraph, styles)
    for run, deleted in _runs(paragraph, False):
        _add_run(run, deleted, name, shaded, styles, shown)
    return shown


def _is_shaded(paragraph: etree._Element, styles: TextStyles) -> bool:
    """True where the paragraph, its cell or its table may stand on a colour: there white text can be read."""
    if _is_colored(child(paragraph, "pPr", "shd")):
        return True
    for outer in paragraph.iterancestors():
        name = local_name(outer)
        if name == "txbxContent" or (name == "tc" and _is_colored(child(outer, "tcPr", "shd"))):
            return True
        if name == "tbl":
            return _stated(child(outer, "tblPr", "tblStyle")) in styles.shading or _is_colored(child(outer, "tblPr", "shd"))
    return False


def _is_colored(shade: etree._Element | None) -> bool:
    """A shading that is not white, or a pattern or colour that is not told here."""
    if shade is None:
        return False
    if attribute(shade, "val") not in (None, "clear", "nil"):
        return True
    stated = attribute(shade, "fill") or "auto"
    fill = read_color("#" + stated)
    return stated != "auto" and (fill is None or not is_lost_on(WHITE, fill))


def _runs(element: etree._Element, deleted: bool) -> Iterator[tuple[etree._Element, bool]]:
    for item in element:
        name = local_name(item)
        if name in ("r", "oMath"):
            yield item, deleted
        elif name in ("del", "moveFrom"):
            yield from _runs(item, True)
        elif name == "AlternateContent":
            chosen = child(item, "Choice")
            yield from _runs(item if chosen is None else chosen, deleted)
        elif name and name not in _NO_TEXT:
            yield from _runs(item, deleted)


def _add_run(
    run: etree._Element, deleted: bool, paragraph_style: str, shaded: bool, styles: TextStyles, shown: ShownText
) -> None:
    properties = child(run, "rPr")
    style = child(properties, "rStyle")
    names = {paragraph_style, _stated(style)}
    hidden = _toggle(properties, "vanish")
    hidden = bool(names & styles.hidden) if hidden is None else hidden
    struck = _is_struck(properties)
    struck = bool(names & styles.struck) if struck is None else struck
    white = _is_white(properties)
    white = bool(names & styles.white) if white is None else white
    on_color = shaded or _is_colored(child(properties, "shd")) or child(properties, "highlight") is not None
    fonts = child(properties, "rFonts")
    font = "" if fonts is None else (attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or "").lower()
    text = "".join(_pieces(run, font, shown))
    raised = child(properties, "vertAlign")
    if raised is not None and attribute(raised, "val") in ("superscript", "subscript"):
        text = mark_raised(shown.text, text)
    if deleted:
        shown.deleted += text
    elif hidden or (white and not on_color) or _is_tiny(properties):
        shown.hidden += text
    elif struck:
        shown.struck += text
    else:
        shown.text += text


def _is_tiny(properties: etree._Element | None) -> bool:
    """Letters of one point (``sz`` counts half points) are on no paper."""
    size = child(properties, "sz")
    return size is not None and whole_number(attribute(size, "val"), 21) <= 3


def mark_raised(before: str, raised: str) -> str:
    """Raised text; digits right behind a digit get a "^", for 12.5 with the note mark 1 is not 12.51, and 10⁴ is not 104."""
    return "^" + raised if before[-1:].isdigit() and raised[:1].isdigit() else raised


def _pieces(run: etree._Element, font: str, shown: ShownText) -> Iterator[str]:
    for item in run:
        name = local_name(item)
        if name == "fldChar":
            yield _field_mark(item, shown)
        elif name in _NO_TEXT or any(shown.field_depth_in_code):
            continue
        elif name in ("t", "delText"):
            yield _through_font(item.text or "", font, shown) if font in SYMBOLS else item.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name == "sym":
            yield _symbol(item, shown)
        elif name == "AlternateContent":
            chosen = child(item, "Choice")
            yield from _pieces(item if chosen is None else chosen, font, shown)
        elif name in (
            "ruby",
            "rubyBase",
            "r",
            "e",
            "num",
            "den",
            "sup",
            "sub",
            "deg",
            "d",
            "f",
            "sSup",
            "sSub",
            "rad",
            "nary",
            "oMath",
        ):
            yield from _pieces(item, font, shown)


def _field_mark(item: etree._Element, shown: ShownText) -> str:
    """Follow begin, separate and end of a field, so that its code is never text; show tick boxes and chosen entries of forms."""
    kind = attribute(item, "fldCharType")
    if kind == "begin":
        shown.field_depth_in_code.append(True)
        return _form_field(item)
    if kind == "separate" and shown.field_depth_in_code:
        shown.field_depth_in_code[-1] = False
    elif kind == "end" and shown.field_depth_in_code:
        shown.field_depth_in_code.pop()
    return ""


def _form_field(begin: etree._Element) -> str:
    box = child(begin, "ffData", "checkBox")
    if box is not None:
        ticked = _toggle(box, "checked")
        ticked = _toggle(box, "default") if ticked is None else ticked
        return "☑" if ticked else "□"
    choices = child(begin, "ffData", "ddList")
    if choices is None:
        return ""
    entries = [attribute(item, "val") or "" for item in choices if local_name(item) == "listEntry"]
    result = child(choices, "result")
    number = 0 if result is None else whole_number(attribute(result, "val"))
    return entries[number] if number < len(entries) else ""


def _symbol(item: etree._Element, shown: ShownText) -> str:
    font = (attribute(item, "font") or "").lower()
    try:
        code = int(attribute(item, "char") or "", 16)
    except ValueError:
        return ""
    return _known_symbol(code, font, shown)


def _through_font(text: str, font: str, shown: ShownText) -> str:
    return "".join(character if character.isspace() or ord(character) > 0xF0FF or 0xFF < ord(character) < 0xF000
                   else _known_symbol(ord(character), font, shown) for character in text)  # fmt: skip


def _known_symbol(code: int, font: str, shown: ShownText) -> str:
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF or code <= 0xFF else None
    known = SYMBOLS.get(font, {}).get(low) if low is not None else None
    if known is not None:
        return known
    if low is None:
        return chr(code)
    if font == "symbol" and chr(low).isascii() and chr(low).isdigit():
        return chr(low)
    shown.unknown_symbols += chr(code)
    return chr(code)


def _toggle(properties: etree._Element | None, name: str) -> bool | None:
    """A switch of a run: True, False, or None where it is not set here."""
    element = child(properties, name)
    return None if element is None else (attribute(element, "val") or "1") not in ("0", "false", "off")

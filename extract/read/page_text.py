"""What a browser shows of an element (网页可见文字): white space, line breaks, form fields, and what is not displayed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from extract.read.page_style import WRITES, Look, PageStyle

SILENT_ELEMENTS = frozenset({
    "script", "style", "noscript", "template", "head", "title", "object", "embed", "iframe", "audio", "video", "svg", "canvas",
    "xml", "link", "meta", "datalist",
})  # fmt: skip
BLOCK_ELEMENTS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip

_PICTURES = frozenset({"img", "canvas", "svg", "object", "embed", "iframe", "video"})
_FORMULA_PARTS = {"msup": "^", "msub": "_", "msubsup": "^", "mfrac": "/", "mroot": "√", "mover": "^", "munder": "_"}
"""Formulas (MathML): what keeps 12 with the exponent 3 from reading as 123."""
_FIGURE_ONLY = re.compile(r"[-+0-9.,%，．％\s()（）\xa0]*[0-9０-９][-+0-9０-９.,%，．％\s()（）\xa0]*")
_WRITTEN_FIGURE = re.compile(r"""\s*document\.write(?:ln)?\(\s*(['"])([-0-9.,%()（） ]+)\1\s*\)\s*;?\s*""")
"""The one script whose result is certain: it writes a figure that stands in it."""
_HAS_WORDS = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_SPACES = re.compile(r"[ \t\r\f]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_BETWEEN_CHINESE = re.compile(f"(?<=[{_WIDE}])[ \\t\\r\\f]*\\n[ \\t\\r\\f]*(?=[{_WIDE}])")
_SOURCE_BREAK = re.compile(r"[ \t\r\f]*\n[ \t\r\f\n]*")
_MARK = "\ue000"
"""Stands for a line break of the page while those of the source are removed."""


@dataclass(frozen=True, slots=True)
class ElementText:
    """``shown`` is read by everybody, ``struck`` is struck out, ``hidden`` is not to be seen; ``otherwise`` names what is shown
    there and is no text of the file (a picture, a script, content that the style sheet makes)."""

    shown: str
    hidden: str
    struck: str = ""
    otherwise: str = ""
    reordered: bool = False


@dataclass
class _Pieces:
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    """What takes the place of a figure."""
    added: list[str] = field(default_factory=list)
    """What stands beside the text and changes it."""
    reordered: bool = False

    def add(self, text: str, look: Look) -> None:
        if not look.seen:
            self.hidden.append(text)
        elif look.struck:
            self.struck.append(text)
        else:
            self.shown.append(text)


def tidy(text: str) -> str:
    """Runs of blanks as one, blanks at line ends off, no blank lines at the ends. No-break spaces stay inside."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return "\n".join(lines).strip()


def is_figure_table(table: etree._Element) -> bool:
    """A table in a cell that only frames one figure: it is the text of that cell."""
    cells = [cell for cell in table.iter("td", "th") if any(str(part).strip() for part in cell.itertext())]
    text = "".join(str(part) for part in table.itertext()).strip()
    return (
        len(cells) == 1 and _FIGURE_ONLY.fullmatch(text) is not None and next(table.iterancestors("td", "th"), None) is not None
    )


def element_text(element: etree._Element, style: PageStyle) -> ElementText:
    """The shown text of a cell with its line breaks, and what in it is struck out, not seen, or shown otherwise than as text."""
    pieces = _Pieces()
    _collect(element, style, pieces)
    text = _BREAK_BETWEEN_CHINESE.sub("", "".join(pieces.shown))
    text = _SOURCE_BREAK.sub(" ", text)
    lines = [_SPACES.sub(" ", line).strip() for line in text.split(_MARK)]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    shown = "\n".join(kept).strip()
    foreign = pieces.added if not _HAS_WORDS.search(shown) else []
    foreign = foreign + (pieces.otherwise if not shown else [])
    mark = "".join(f"［{name}］" for name in dict.fromkeys(foreign))
    otherwise = f"{shown}{mark}" if foreign or pieces.added else ""
    return ElementText(shown + mark, _flat(pieces.hidden), _flat(pieces.struck), otherwise, pieces.reordered)


def _flat(parts: list[str]) -> str:
    return tidy(" ".join(parts).replace("\n", " ").replace(_MARK, " "))


def _collect(element: etree._Element, style: PageStyle, pieces: _Pieces) -> None:
    look = style.look(element)
    _add_generated(element, "before", style, pieces)
    pieces.add((element.text or "").replace(_MARK, ""), look)
    if style.is_written(element):
        pieces.added.append("脚本写入的内容")
    if look.right_to_left and look.reordered:
        pieces.reordered = True
        pieces.added.append("反向显示")
    for item in element:
        name = item.tag if isinstance(item.tag, str) else ""
        if name:
            _collect_item(item, name, style, pieces)
        pieces.add((item.tail or "").replace(_MARK, ""), look)
    _add_generated(element, "after", style, pieces)


def _add_generated(element: etree._Element, place: str, style: PageStyle, pieces: _Pieces) -> None:
    made = style.generated(element, place)
    if made is None:
        return
    if any(character.isdigit() for character in made.text):
        pieces.add(made.text, made.look)
    if not made.complete and made.look.seen:
        pieces.added.append("样式表生成的内容")


def _collect_item(item: etree._Element, name: str, style: PageStyle, pieces: _Pieces) -> None:
    look = style.look(item)
    if name == "script":
        written = _WRITTEN_FIGURE.fullmatch(item.text or "")
        if written is not None:
            pieces.add(written[2], style.look(item.getparent()))  # type: ignore[arg-type]
        elif WRITES.search(item.text or ""):
            pieces.otherwise.append("脚本写入的内容")
    elif name == "table" and not is_figure_table(item):  # read as a grid of its own
        pass
    elif not look.displayed:
        pieces.hidden.extend(str(part) for part in item.itertext())
    elif name in _PICTURES:
        if look.visible and not look.lost and not _is_spacer(item):
            pieces.otherwise.append("图片")
    elif name in SILENT_ELEMENTS:
        pass
    elif name == "details" and item.get("open") is None:
        summary = item.find("summary")
        pieces.hidden.extend(str(part) for part in item.itertext())
        if summary is not None:
            pieces.hidden = [part for part in pieces.hidden if part not in set(summary.itertext())]
            _collect(summary, style, pieces)
    elif name == "br":
        pieces.shown.append(_MARK)
    elif name in ("input", "select", "textarea"):
        pieces.add(_field_text(item), look)
    elif name in _FORMULA_PARTS:
        for index, part in enumerate(item):
            pieces.add(_FORMULA_PARTS[name] if index else "", look)
            _collect(part, style, pieces)
    elif look.raised and not style.look(item.getparent()).raised:  # type: ignore[arg-type]
        before = "".join(pieces.shown)
        start = len(pieces.shown)
        _collect(item, style, pieces)
        raised = "".join(pieces.shown[start:])
        # 12.5 with the note mark 1 is not 12.51
        pieces.shown[start:] = ["^" + raised if before.rstrip()[-1:].isdigit() and raised.lstrip()[:1].isdigit() else raised]
    elif name in BLOCK_ELEMENTS:
        pieces.shown.append(_MARK)
        _collect(item, style, pieces)
        pieces.shown.append(_MARK)
    else:
        _collect(item, style, pieces)


def _is_spacer(item: etree._Element) -> bool:
    """A picture of a few pixels keeps a cell open and shows nothing."""
    sizes = [re.match(r"[0-9]+", item.get(name) or "") for name in ("width", "height")]
    return any(size is not None and int(size[0][:4]) <= 4 for size in sizes)


def _field_text(item: etree._Element) -> str:
    """What a form field shows: its value, the chosen entry, a tick box."""
    if item.tag == "textarea":
        return (item.text or "").replace("\n", _MARK)
    if item.tag == "select":
        options = list(item.iter("option"))
        chosen = next((option for option in options if option.get("selected") is not None), options[0] if options else None)
        return "" if chosen is None else "".join(str(part) for part in chosen.itertext())
    kind = (item.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if item.get("checked") is not None else "□"
    return item.get("value") or "" if kind in ("text", "number", "tel", "date") else ""

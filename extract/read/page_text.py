"""What a browser shows of an element (网页可见文字): white space, line breaks, form fields, and what is not displayed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

SILENT_ELEMENTS = frozenset({
    "script", "style", "noscript", "template", "head", "title", "object", "embed", "iframe", "audio", "video", "svg", "canvas",
    "xml", "link", "meta", "datalist",
})  # fmt: skip
BLOCK_ELEMENTS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip

_NOT_DISPLAYED = re.compile(r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"^[a-z0-9]*([.#][\w-]+)$", re.I)
_SPACES = re.compile(r"[ \t\r\f]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_BETWEEN_CHINESE = re.compile(f"(?<=[{_WIDE}])[ \\t\\r\\f]*\\n[ \\t\\r\\f]*(?=[{_WIDE}])")
_SOURCE_BREAK = re.compile(r"[ \t\r\f]*\n[ \t\r\f\n]*")
_MARK = "\ue000"
"""Stands for a line break of the page while those of the source are removed."""


class PageStyle(NamedTuple):
    """Classes and identifiers that the page's own style sheet does not display."""

    hidden_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class ElementText:
    shown: str
    hidden: str


def read_style(root: etree._Element) -> PageStyle:
    """Simple rules (``.note{display:none}``) of the style elements; rules for other media than the screen do not count."""
    names: set[str] = set()
    for element in root.iter("style"):
        if (element.get("media") or "all").lower() not in ("all", "screen"):
            continue
        sheet = re.sub(r"/\*.*?\*/|<!--|-->", " ", element.text or "", flags=re.S)
        sheet = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", " ", sheet)
        for selectors, declarations in _RULE.findall(sheet):
            if _NOT_DISPLAYED.search(declarations):
                for selector in selectors.split(","):
                    found = _SIMPLE_SELECTOR.match(selector.strip())
                    if found:
                        names.add(found[1])
    return PageStyle(frozenset(names))


def is_hidden(element: etree._Element | None, style: PageStyle) -> bool:
    """True when the element itself is not displayed (its ancestors are the caller's concern)."""
    if element is None:
        return False
    if element.get("hidden") is not None or _NOT_DISPLAYED.search(element.get("style") or ""):
        return True
    if not style.hidden_names:
        return False
    names = {"." + name for name in (element.get("class") or "").split()}
    names.add("#" + (element.get("id") or ""))
    return bool(names & style.hidden_names)


def tidy(text: str) -> str:
    """Runs of blanks as one, blanks at line ends off, no blank lines at the ends. No-break spaces stay inside."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return "\n".join(lines).strip()


def element_text(element: etree._Element, style: PageStyle) -> ElementText:
    """The shown text of a cell with its line breaks, and the text in it that is not displayed."""
    shown: list[str] = []
    hidden: list[str] = []
    _collect(element, style, shown, hidden)
    text = "".join(shown)
    text = _BREAK_BETWEEN_CHINESE.sub("", text)
    text = _SOURCE_BREAK.sub(" ", text)
    lines = [_SPACES.sub(" ", line).strip() for line in text.split(_MARK)]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return ElementText("\n".join(kept).strip(), tidy(" ".join(hidden).replace("\n", " ")))


def _collect(element: etree._Element, style: PageStyle, shown: list[str], hidden: list[str]) -> None:
    shown.append((element.text or "").replace(_MARK, ""))
    for item in element:
        name = item.tag if isinstance(item.tag, str) else ""
        if not name or name in SILENT_ELEMENTS or name == "table":  # a table in a cell is read as a grid of its own
            pass
        elif is_hidden(item, style):
            hidden.extend(str(part) for part in item.itertext())
        elif name == "br":
            shown.append(_MARK)
        elif name == "sup":
            before = "".join(shown[-3:])
            start = len(shown)
            _collect(item, style, shown, hidden)
            raised = "".join(shown[start:])
            # 12.5 with the note mark 1 is not 12.51
            shown[start:] = ["^" + raised if before[-1:].isdigit() and raised[:1].isdigit() else raised]
        elif name in ("input", "select", "textarea"):
            shown.append(_field_text(item))
        elif name in BLOCK_ELEMENTS:
            shown.append(_MARK)
            _collect(item, style, shown, hidden)
            shown.append(_MARK)
        else:
            _collect(item, style, shown, hidden)
        shown.append((item.tail or "").replace(_MARK, ""))


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

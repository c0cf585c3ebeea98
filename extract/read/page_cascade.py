"""The cascade of a web page's style sheets (层叠样式): which declarations hold for an element, in the order that browsers follow.

Selectors of types, classes, identifiers, attributes, ``:root``, ``:first-child``, ``:last-child``, ``:nth-child`` and
``:not``, with the four combinators, are followed. A selector that asks for anything else never matches (``:hover``), as nobody
reads a page so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_DECLARATION = re.compile(r"""([-\w]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^()]*\)|[^;"'()])*)""")
_PART = re.compile(
    r"""(?P<combinator>\s*[>+~]\s*|\s+)|(?P<type>\*|[a-z][\w-]*)|\.(?P<cls>[\w-]+)|\#(?P<id>[\w-]+)
    |\[(?P<name>[\w-]+)\s*(?:(?P<how>[~|^$*]?=)\s*["']?(?P<value>[^"'\]]*)["']?\s*)?\]
    |::?(?P<pseudo>[\w-]+)(?:\((?P<argument>[^()]*)\))?""",
    re.I | re.X,
)
_SHOWN_MEDIA = re.compile(r"^\s*(?:only\s+)?(?:all|screen)?\s*(?:$|and\b|\()", re.I)


@dataclass(frozen=True)
class _Compound:
    """One simple selector without combinators; ``how`` joins it to the compound on its left (" ", ">", "+", "~" or "")."""

    parts: tuple[tuple[str, str, str, str], ...]
    how: str


@dataclass(frozen=True)
class Rule:
    """A selector with its declarations; ``generated`` is "before" or "after" where it speaks of generated content."""

    compounds: tuple[_Compound, ...]
    declarations: Mapping[str, tuple[str, bool]]
    weight: tuple[int, int, int]
    order: int
    generated: str = ""

    @cached_property
    def key(self) -> tuple[str, str]:
        """What the subject of the selector must have, to try few rules on each element."""
        found = {kind: value for kind, value, _, _ in self.compounds[-1].parts}
        for kind in ("id", "cls", "type"):
            if kind in found and found[kind] != "*":
                return kind, found[kind]
        return "any", ""


@dataclass
class StyleSheet:
    """The rules of a page by what their subject must have."""

    rules: dict[tuple[str, str], list[Rule]] = field(default_factory=dict)

    def add(self, rule: Rule) -> None:
        self.rules.setdefault(rule.key, []).append(rule)

    def matching(self, element: etree._Element, generated: str = "") -> list[Rule]:
        """The rules that hold for an element, the weakest first."""
        keys = [("any", ""), ("type", str(element.tag).lower()), ("id", element.get("id") or "")]
        keys += [("cls", name) for name in (element.get("class") or "").split()]
        rules = [rule for key in dict.fromkeys(keys) for rule in self.rules.get(key, ())]
        found = [rule for rule in rules if rule.generated == generated and _matches(element, rule.compounds)]
        return sorted(found, key=lambda rule: (rule.weight, rule.order))


def read_style_sheet(root: etree._Element) -> StyleSheet:
    """The rules of all ``<style>`` elements that a screen follows."""
    sheet = StyleSheet()
    order = 0
    for element in root.iter("style"):
        if not _is_shown_medium(element.get("media") or ""):
            continue
        for selectors, declarations in _blocks(_COMMENT.sub(" ", element.text or "")):
            stated = read_declarations(declarations)
            for selector in split_outside(selectors, ",") if stated else ():
                order += 1
                rule = _read_rule(selector.strip(), stated, order)
                if rule is not None:
                    sheet.add(rule)
    return sheet


def cascaded(sheet: StyleSheet, element: etree._Element, generated: str = "") -> dict[str, str]:
    """The declared values of an element (or of its ::before or ::after): rules by weight, then its own ``style``, then
    ``!important`` ones in the same order."""
    layers = [rule.declarations for rule in sheet.matching(element, generated)]
    own = element.get("style")
    if own and not generated:
        layers.append(read_declarations(own))
    values: dict[str, str] = {}
    for important in (False, True):
        for layer in layers:
            for name, (value, weighty) in layer.items():
                if weighty is important:
                    values.pop(name, None)
                    values[name] = value
    return values


def read_declarations(text: str) -> dict[str, tuple[str, bool]]:
    """``color: red !important`` → {"color": ("red", True)}; a later declaration replaces an earlier one of no more weight."""
    found: dict[str, tuple[str, bool]] = {}
    for name, value in _DECLARATION.findall(_COMMENT.sub(" ", text)):
        bare, mark, _ = value.partition("!")
        name, important = name.lower(), bool(mark)
        if important or not found.get(name, ("", False))[1]:
            found.pop(name, None)
            found[name] = (bare.strip() if name == "content" else bare.strip().lower(), important)
    return found


def split_outside(text: str, separator: str) -> list[str]:
    """The parts of a text between separators that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == separator and depth <= 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _is_shown_medium(media: str) -> bool:
    return any(_SHOWN_MEDIA.match(part) for part in media.split(","))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) in order; the rules inside ``@media screen`` and ``@supports`` belong to the page."""
    index = 0
    while (start := css.find("{", index)) >= 0:
        prelude = (
            css[index:start].rpartition(";")[2].strip() if css[index:start].lstrip().startswith("@") else css[index:start].strip()
        )
        depth, end = 1, start + 1
        while end < len(css) and depth:
            depth += (css[end] == "{") - (css[end] == "}")
            end += 1
        body = css[start + 1 : end - (depth == 0)]
        name, _, condition = prelude.partition(" ")
        if not prelude.startswith("@"):
            yield prelude.lstrip("}").strip(), body
        elif name.lower() in ("@supports", "@layer") or (name.lower() == "@media" and _is_shown_medium(condition)):
            yield from _blocks(body)
        index = end


def _read_rule(selector: str, declarations: Mapping[str, tuple[str, bool]], order: int) -> Rule | None:
    compounds: list[_Compound] = []
    parts: list[tuple[str, str, str, str]] = []
    how, generated, position = "", "", 0
    weight = [0, 0, 0]
    while (match := _PART.match(selector, position)) is not None:
        position = match.end()
        kind = (
            str(match.lastgroup)
            if match.lastgroup not in ("how", "value", "argument")
            else ("pseudo" if match["pseudo"] else "name")
        )
        if kind == "combinator":
            if not parts:
                return None
            compounds.append(_Compound(tuple(parts), how))
            parts, how = [], match["combinator"].strip() or " "
        elif kind == "pseudo" and match["pseudo"].lower() in ("before", "after"):
            generated = match["pseudo"].lower()
        else:
            value = match[kind].lower() if kind in ("type", "pseudo", "name") else match[kind]
            parts.append(
                (kind, value, match["how"] or "", match["value"] if match["value"] is not None else match["argument"] or "")
            )
            weight[{"id": 0, "type": 2}.get(kind, 1)] += value != "*"
    if position < len(selector) or (not parts and not generated):
        return None
    compounds.append(_Compound(tuple(parts), how))
    return Rule(tuple(compounds), declarations, (weight[0], weight[1], weight[2]), order, generated)


def _matches(element: etree._Element, compounds: tuple[_Compound, ...]) -> bool:
    """From right to left. All elements that can stand for a compound are followed at once, so that no selector takes long."""
    standing = [element]
    for index in range(len(compounds) - 1, -1, -1):
        standing = [item for item in standing if all(_has(item, *part) for part in compounds[index].parts)]
        if not standing:
            return False
        if index:
            standing = list(dict.fromkeys(other for item in standing for other in _related(item, compounds[index].how)))
    return True


def _related(element: etree._Element, how: str) -> Iterator[etree._Element]:
    if how == ">":
        parent = element.getparent()
        yield from () if parent is None else (parent,)
    elif how == " ":
        yield from element.iterancestors()
    else:
        before = (item for item in element.itersiblings(preceding=True) if isinstance(item.tag, str))
        for item in before:
            yield item
            if how == "+":
                return


def _has(element: etree._Element, kind: str, value: str, how: str, argument: str) -> bool:
    if kind == "type":
        return value in ("*", str(element.tag).lower())
    if kind == "cls":
        return value in (element.get("class") or "").split()
    if kind == "id":
        return element.get("id") == value
    if kind == "name":
        stated = element.get(value)
        return stated is not None and _agrees(stated, how, argument)
    return _is_in_state(element, value, argument.strip())


def _agrees(stated: str, how: str, wanted: str) -> bool:
    return {
        "": True, "=": stated == wanted, "~=": wanted in stated.split(), "|=": stated.partition("-")[0] == wanted,
        "^=": bool(wanted) and stated.startswith(wanted), "$=": bool(wanted) and stated.endswith(wanted),
        "*=": bool(wanted) and wanted in stated,
    }[how]  # fmt: skip


def _is_in_state(element: etree._Element, name: str, argument: str) -> bool:
    parent = element.getparent()
    if name == "root":
        return parent is None
    if name == "not":
        inner = _read_rule(argument, {}, 0)
        return inner is not None and not _matches(element, inner.compounds)
    if parent is None or name not in ("first-child", "last-child", "nth-child", "nth-last-child", "only-child"):
        return False
    if name == "only-child":
        return len(parent) == 1
    place = 1 + sum(1 for _ in element.itersiblings(preceding="last" not in name))
    return place == 1 if name in ("first-child", "last-child") else _is_nth(place, argument)


def _is_nth(place: int, formula: str) -> bool:
    formula = {"odd": "2n+1", "even": "2n"}.get(formula.lower(), formula.lower().replace(" ", ""))
    found = re.fullmatch(r"(?:([+-]?\d*)n)?([+-]?\d+)?", formula)
    if found is None or not formula:
        return False
    step = 0 if found[1] is None else int(found[1] + "1" if found[1] in ("", "+", "-") else found[1])
    rest = place - int(found[2] or 0)
    return rest == 0 if step == 0 else rest % step == 0 and rest // step >= 0

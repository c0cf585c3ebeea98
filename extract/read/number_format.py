"""What a workbook shows for a stored value (按数字格式显示): number formats applied with exact decimals.

A publisher who stores 0.9997 under the format ``0.00%`` has published "99.97%". Only what the format decides is applied;
what the width of a column does to the format General on a screen is not, because General states no rounding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cached_property, lru_cache

from extract.read.date_format import show_date

BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;-"¥"#,##0', 6: '"¥"#,##0;-"¥"#,##0',
    7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'AM/PMh"时"mm"分"', 35: 'AM/PMh"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'AM/PMh"时"mm"分"', 56: 'AM/PMh"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that files name by number only, as Chinese editions of Excel and WPS show them."""

_EXCEL_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_COLOR = re.compile(
    r"(?i)\s*(?:red|blue|green|black|white|cyan|magenta|yellow|color\s*[0-9]+|[红蓝绿黑白黄]色?|蓝绿色|洋红色?|颜色\s*[0-9]+)\s*"
)
_SIGNS = re.compile(r"[-−－(（△▲负赤]")
_WHITE = ("white", "白色", "白", "color2", "颜色2")
LOST_SIGN = "±"
"""Stands before a figure whose stored sign the sheet does not show: nobody can tell which of the two was meant."""
_CONDITION = re.compile(r"^(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Token:
    """An element of a format. ``kind``: digit, point, comma, percent, exponent, text, general, literal, date or elapsed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One part of a format between semicolons, with the condition that selects it."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    uncertain: bool = False
    """The section asks for something that is not reproduced here (Chinese numerals, fractions)."""
    color: str = ""

    def has(self, kind: str) -> bool:
        return kind in self._kinds

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(token.kind for token in self.tokens)


def exact_number(stored: str | float) -> Decimal:
    """The number that a workbook stores, to the 15 digits that workbooks keep: 9652.906010000001 is 9652.90601."""
    value = Decimal(stored) if isinstance(stored, str) else Decimal(repr(stored))
    return value if value == 0 else _EXCEL_DIGITS.plus(value)


def show_number(value: Decimal, format_code: str, date_1904: bool = False) -> tuple[str, bool]:
    """The shown text of a number, without padding at the ends, and whether the format could be applied with certainty.

    Where it could not, the text is the plain number.
    """
    if format_code == "General":
        return plain_number(value), True
    sections = parse_format(format_code)
    section, magnitude = _choose_section(sections, value)
    if section is None or section.color in _WHITE:
        return "", True
    if section.uncertain:
        return plain_number(value), False
    if section.has("date") or section.has("elapsed"):
        shown = show_date(value, tuple((token.kind, token.text) for token in section.tokens), date_1904)
        return (plain_number(value), False) if shown is None else (shown.strip(), True)
    if section.has("text"):
        return plain_number(value), True
    with localcontext() as context:
        context.prec = 60
        shown = _fill(section, magnitude).strip()
    if value >= 0 or magnitude < 0 or not re.search(r"[1-9]", shown) or _SIGNS.search(shown):
        return shown, True
    # red figures (红字) are how accounts print negatives; without colour or sign the sheet shows another figure than it stores
    return ("-" + shown, True) if section.color else (LOST_SIGN + shown, False)


def show_text(text: str, format_code: str) -> str:
    """The shown text of a text cell: a fourth section, or a lone section with "@", frames it; an empty one hides it."""
    sections = parse_format(format_code)
    if len(sections) >= 4:
        section = sections[3]
    elif sections[-1].has("text"):
        section = sections[-1]
    else:
        return text
    return "".join(text if token.kind == "text" else token.text for token in section.tokens if token.kind in ("text", "literal"))


def plain_number(value: Decimal) -> str:
    """A number in plain digits without an exponent and without trailing zeros: what General means."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1024)
def parse_format(format_code: str) -> tuple[Section, ...]:
    """The sections of a format code, at least one."""
    return tuple(_parse_section(part) for part in _split_sections(format_code or "General"))


def _split_sections(code: str) -> list[str]:
    parts, start, index, quoted = [], 0, 0, False
    while index < len(code):
        character = code[index]
        if character == '"':
            quoted = not quoted
        elif character in "\\!_*" and not quoted:
            index += 1
        elif character == ";" and not quoted:
            parts.append(code[start:index])
            start = index + 1
        index += 1
    parts.append(code[start:])
    return parts


def _parse_section(code: str) -> Section:
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    uncertain, color = False, ""
    index = 0
    while index < len(code):
        character, rest = code[index], code[index:]
        width = 1
        if character == '"':
            end = code.find('"', index + 1)
            end = len(code) if end < 0 else end
            tokens.append(Token("literal", code[index + 1 : end]))
            width = end + 1 - index
        elif character in "\\!":
            tokens.append(Token("literal", code[index + 1 : index + 2]))
            width = 2
        elif character == "_":
            tokens.append(Token("literal", " "))
            width = 2
        elif character == "*":
            width = 2
        elif character == "[":
            end = code.find("]", index)
            end = len(code) if end < 0 else end
            inner = code[index + 1 : end]
            width = end + 1 - index
            matched = _CONDITION.match(inner)
            if matched:
                condition = (matched[1], Decimal(matched[2]))
            elif inner.lower().strip("hms") == "" and inner:
                tokens.append(Token("elapsed", inner.lower()))
            elif inner.startswith("$"):
                tokens.append(Token("literal", inner[1:].partition("-")[0]))
            elif inner.lower().startswith("dbnum"):
                uncertain = True
            elif _COLOR.fullmatch(inner):
                color = inner.lower().replace(" ", "")
        elif rest[:7].lower() == "general" or rest.startswith("G/通用格式"):
            tokens.append(Token("general", ""))
            width = 7
        elif character in "0#?":
            tokens.append(Token("digit", character))
        elif character == ".":
            tokens.append(Token("point", "."))
        elif character == ",":
            tokens.append(Token("comma", ","))
        elif character == "%":
            tokens.append(Token("percent", "%"))
        elif character in "Ee" and rest[1:2] in ("+", "-") and rest[2:3] in ("0", "#", "?"):
            tokens.append(Token("exponent", rest[1]))
            width = 2
        elif character == "/" and tokens and tokens[-1].kind == "digit":
            uncertain = True
        elif character == "@":
            tokens.append(Token("text", "@"))
        elif matched_date := re.match(r"(?i)am/pm|a/p|上午/下午|y+|m+|d+|h+|s+|e+|b+|a{3,4}", rest):
            tokens.append(Token("date", matched_date[0].lower()))
            width = len(matched_date[0])
        else:
            tokens.append(Token("literal", character))
        index += width
    return Section(tuple(tokens), condition, uncertain, color)


def _choose_section(sections: tuple[Section, ...], value: Decimal) -> tuple[Section | None, Decimal]:
    """The section that shows a number, and the number it shows (a section for negatives shows no sign of its own)."""
    numeric = sections[:3] if len(sections) > 3 else sections
    if len(numeric) > 1 and numeric[-1].has("text") and not numeric[-1].has("digit"):
        numeric = numeric[:-1]
    if not any(section.condition for section in numeric):
        if value > 0 or len(numeric) == 1 or (value == 0 and len(numeric) < 3):
            return numeric[0], value
        return (numeric[1], -value) if value < 0 else (numeric[2], value)
    for position, section in enumerate(numeric):
        if section.condition is None:
            implied = (
                (position == 0 and value > 0)
                or (position == 1 and len(numeric) > 2 and value < 0)
                or position == len(numeric) - 1
            )
            if implied:
                return section, value
        elif _holds(value, section.condition):
            only_negatives = section.condition[0] in ("<", "<=") and section.condition[1] <= 0
            return section, (-value if only_negatives and value < 0 else value)
    return Section((Token("general", ""),)), value


def _holds(value: Decimal, condition: tuple[str, Decimal]) -> bool:
    operator, bound = condition
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound, "=": value == bound,
        "<>": value != bound,
    }[operator]  # fmt: skip


def _fill(section: Section, value: Decimal) -> str:
    """Write the number into the section's placeholders."""
    tokens = section.tokens
    if section.has("general"):
        sign = "-" if value < 0 else ""
        return sign + "".join(plain_number(abs(value)) if token.kind == "general" else token.text for token in tokens)
    if not section.has("digit"):
        sign = "-" if value < 0 else ""
        return sign + "".join(token.text for token in tokens if token.kind in ("literal", "percent"))
    positions = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    exponent_at = next((index for index, token in enumerate(tokens) if token.kind == "exponent"), len(tokens))
    point_at = next((index for index, token in enumerate(tokens) if token.kind == "point"), exponent_at)
    whole = [index for index in positions if index < point_at]
    fraction = [index for index in positions if point_at < index < exponent_at]
    last_digit = max([*whole, *fraction], default=0)
    scaling = sum(
        1 for index, token in enumerate(tokens) if token.kind == "comma" and _scales(index, whole, fraction, last_digit)
    )
    grouped = any(token.kind == "comma" and whole and whole[0] < index < whole[-1] for index, token in enumerate(tokens))
    shift = 2 * sum(1 for token in tokens if token.kind == "percent") - 3 * scaling
    magnitude = abs(value).scaleb(shift)
    exponent = 0
    if exponent_at < len(tokens) and magnitude:
        exponent = magnitude.adjusted() - (len(whole) - 1)
        magnitude = magnitude.scaleb(-exponent)
    rounded = magnitude.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    whole_digits, _, fraction_digits = format(rounded, "f").partition(".")
    shown = _place_whole(tokens, whole, whole_digits, grouped)
    shown.update(_place_fraction(tokens, fraction, fraction_digits))
    if exponent_at < len(tokens):
        sign = "-" if exponent < 0 else ("+" if tokens[exponent_at].text == "+" else "")
        places = [index for index in positions if index > exponent_at]
        shown[exponent_at] = "E" + sign
        shown.update(_place_whole(tokens, places, str(abs(exponent)), False))
    text = "".join(
        shown.get(index, "") if token.kind in ("digit", "exponent") else ("" if token.kind == "comma" else token.text)
        for index, token in enumerate(tokens)
    )
    return ("-" + text.lstrip() if text.strip() else "-") if value < 0 else text


def _scales(index: int, whole: list[int], fraction: list[int], last_digit: int) -> bool:
    """A comma right behind the last placeholder, or behind the last one before the point, divides by a thousand."""
    return bool(whole) and (index > last_digit or (whole[-1] < index < (fraction[0] if fraction else last_digit)))


def _place_whole(tokens: tuple[Token, ...], places: list[int], digits: str, grouped: bool) -> dict[int, str]:
    """Integer digits fill their placeholders from the right; the first placeholder takes all that remain."""
    digits = "" if digits.strip("0") == "" else digits
    shown: dict[int, str] = {}
    written = 0
    for order, index in enumerate(reversed(places)):
        first = order == len(places) - 1
        taken = digits if first else digits[-1:]
        digits = "" if first else digits[:-1]
        if not taken:
            taken = {"0": "0", "?": " "}.get(tokens[index].text, "")
        text = ""
        for character in reversed(taken):
            if grouped and written and written % 3 == 0 and character != " ":
                text = "," + text
            text = character + text
            written += 1
        shown[index] = text
    return shown


def _place_fraction(tokens: tuple[Token, ...], places: list[int], digits: str) -> dict[int, str]:
    """Fraction digits fill from the left; trailing zeros vanish under "#" and become a space under "?"."""
    shown: dict[int, str] = {}
    trailing = True
    for index, digit in reversed(list(zip(places, digits, strict=False))):
        trailing = trailing and digit == "0" and tokens[index].text != "0"
        shown[index] = {"#": "", "?": " "}[tokens[index].text] if trailing else digit
    return shown

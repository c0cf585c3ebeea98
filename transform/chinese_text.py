"""Published Chinese text: white space, look-alike characters and the folding under which two labels count as the same.

Three forms of one text, from the gentlest to the harshest: :func:`joined` is what is stored, :func:`compact` has no white
space at all, :func:`fold` is only for comparing labels and never reaches a user.
"""

from __future__ import annotations

import re
import unicodedata

_RADICALS = (
    # CJK Radicals Supplement: what some PDF fonts map a glyph to, and the character that is printed
    "⺁厂⺄乙⺅亻⺇几⺉刂⺊卜⺌小⺍小⺒巳⺓幺⺕彐⺖忄⺘扌⺙攵⺛旡⺝月⺟母⺠民⺡氵⺣灬"
    "⺤爫⺨犭⺩王⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺲罒⺶羊⺷羊"
    "⺸羊⺹耂⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长⻓长⻔门⻕阜⻖阝"
    "⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
_RADICAL_MAP: dict[int, str] = {ord(_RADICALS[i]): _RADICALS[i + 1] for i in range(0, len(_RADICALS), 2)}
# the Kangxi radicals (U+2F00–2FD5) all have a normal character as their compatibility form
_RADICAL_MAP.update({code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)})

_WHITE = r"\s\u00a0\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u3000\ufeff"
_WHITE_RUN = re.compile(f"[{_WHITE}]+")
_DASHES = "-‐‑‒–—―−－﹣⁃─━ー"
_DASH_RUN = re.compile(f"[{_DASHES}]+")
_BLANK = re.compile(f"[{_DASHES}/／]*")
_FOLDED_MARKS = str.maketrans(
    {"【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "{": "(", "}": ")", "“": '"', "”": '"', "‘": '"', "’": '"',
     "'": '"', "「": '"', "」": '"', "『": '"', "』": '"', "《": '"', "》": '"',
     "∶": ":", "︰": ":", "︓": ":", "、": ",", "·": "・"}
)  # fmt: skip


def compact(text: str) -> str:
    """The text without any white space: blanks, U+3000, line breaks, no-break and zero-width characters."""
    return _WHITE_RUN.sub("", text)


def plain_radicals(text: str) -> str:
    """Radical look-alikes (⻔, ⻋, ⼯ …) replaced by the character that is printed (门, 车, 工)."""
    return text.translate(_RADICAL_MAP)


def fold(text: str) -> str:
    """The form in which labels (标题、栏目) are compared: NFKC, no radicals, no white space, half-width brackets and colon, one
    kind of dash and of quotation mark, no colon at the end. Folding twice changes nothing. Not for figures: ① becomes 1."""
    folded = unicodedata.normalize("NFKC", compact(plain_radicals(text))).translate(_FOLDED_MARKS)
    return _DASH_RUN.sub("-", compact(folded)).rstrip(":")


def _is_word(character: str) -> bool:
    """A Latin letter or digit, half- or full-width: where white space separates words."""
    narrow = chr(ord(character) - 0xFEE0) if 0xFF01 <= ord(character) <= 0xFF5E else character
    return narrow.isascii() and narrow.isalnum()


def joined(text: str) -> str:
    """The stored form of a published text (入库文本): line breaks and white space around Chinese characters and punctuation
    removed ("12 月底" → "12月底"), one space kept between two Latin words or figures ("12.142 988" stays two groups: only
    :mod:`transform.amounts` may decide that they are one figure)."""
    text = plain_radicals(text)
    parts: list[str] = []
    position = 0
    for gap in _WHITE_RUN.finditer(text):
        parts.append(text[position : gap.start()])
        position = gap.end()
        if gap.start() > 0 and position < len(text) and _needs_space(text[gap.start() - 1], text[position], gap.group()):
            parts.append(" ")
    parts.append(text[position:])
    return "".join(parts)


def _needs_space(before: str, after: str, gap: str) -> bool:
    if not any(character.isspace() for character in gap):
        return False  # zero-width characters separate nothing
    if _is_word(before) and _is_word(after):
        return True
    return before in ",;:.!?)" and after.isascii() and after.isalpha()


def is_blank(text: str) -> bool:
    """True where nothing or only "not applicable" is printed (空白): "", "-", "—", "——", "－", "/". A printed 0 is not blank."""
    return _BLANK.fullmatch(compact(text)) is not None

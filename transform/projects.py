"""Names and codes of projects (项目名称、项目代码): which names mean the same project, and what of a name is its code."""

from __future__ import annotations

import re

from transform.chinese_text import fold, joined

_LEADING_YEAR = re.compile(r"^[(\"]?(?:20[0-4]\d)(?:财政)?年(?:度)?[)\"]?[-:,]?(?=.{2,})")
_CODE = r"(?P<code>[0-9A-Za-z](?: ?[0-9A-Za-z]){5,39})"
"""A narrow cell breaks a code over two lines."""
_BRACKETED = r"[\[［(（【〔]\s*(?P<code>[0-9A-Za-z](?: ?[0-9A-Za-z]){{{least},39}})\s*[\]］)）】〕]"
_JOINT = r"\s*[-—－–_:：、|]\s*"
_WORDS = r"(?P<name>\S*[\u4e00-\u9fff].*)"
_BEFORE = tuple(
    re.compile(pattern, re.S)
    for pattern in (
        rf"^{_BRACKETED.format(least=3)}(?:{_JOINT})?{_WORDS}$",
        rf"^{_CODE}(?:{_JOINT}|\s+){_WORDS}$",
        rf"^(?P<code>[0-9A-Za-z](?: ?[0-9A-Za-z]){{11,39}}){_WORDS}$",
    )
)
_BEHIND = tuple(
    re.compile(rf"^(?P<name>.*[\u4e00-\u9fff]\S*?)\s*{pattern}$", re.S)
    for pattern in (_BRACKETED.format(least=5), rf"{_JOINT}{_CODE}")
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:[0-9]{2}){0,2}")
_TELEPHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{9,11}|[2-8][0-9]{6,7}")


def project_key(name: str) -> str:
    """What identifies a project (项目) of a department across years and forms; the name shown is never changed by it.

    White space, width, brackets and quotation marks are folded, and one fiscal year at the very front is dropped, so that
    2023年社会建设经费 and 2024年度社会建设经费 are one project. A year anywhere else belongs to the name:
    "党校培训2024年第二期" keeps its own, and so does 2021-2025年规划编制, which names a span and not a fiscal year.
    """
    return _LEADING_YEAR.sub("", fold(name)).replace('"', "")


def split_project_code(text: str) -> tuple[str | None, str]:
    """The code that a budget system gives a project, and its name: "51000021T000000123456-设备更新" → (code, "设备更新").

    A code stands at one end of the name, parted by brackets, a dash or white space, or is too long to be anything else; it is
    digits, or digits and letters. A year or a date (2024-…, 20240101-…) and a word (5G-…, Windows-…) are none.
    """
    name = joined(text).strip()
    for patterns, is_behind in ((_BEFORE, False), (_BEHIND, True)):
        for pattern in patterns:
            match = pattern.match(name)
            code = match["code"].replace(" ", "") if match is not None else ""
            # who to call stands behind a name, never before it
            if match is not None and _is_code(code) and not (is_behind and _TELEPHONE.fullmatch(code)):
                return code, match["name"].strip()
    return None, name


def is_project_code(text: str) -> bool:
    """Whether a cell under 项目代码 holds one: letters, digits and dashes only, digits among them."""
    return re.fullmatch(r"[0-9A-Za-z\-—－_. ]{2,48}", text) is not None and any(character.isdigit() for character in text)


def _is_code(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    # a code is mostly digits; half of a name in letters (COVID19) is a word
    return digits >= 4 and digits * 3 >= len(text) * 2 and _DATE.fullmatch(text) is None

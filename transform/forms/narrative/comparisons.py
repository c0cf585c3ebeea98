"""Comparisons (比较): 比2023年度增加, 较上年下降, 与年初预算相比 — direction, base and its year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transform.forms.narrative.wordings import alternatives, words

INCREASE, DECREASE, UNCHANGED = "增加", "减少", "持平"
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")
_PREPOSITION = "[比较与同跟]"


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is measured against: the words (2023年度, 上年决算数, 年初预算数) and the year that they name."""

    text: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """The words of a change in front of its amount. ``subject`` is "" where the clause has none; ``direction`` is None where both
    are printed (增加（减少）: the template was not edited)."""

    subject: str
    base: Base | None
    direction: str | None


@cache
def _directions() -> str:
    return f"(?:{alternatives('increases')}|{alternatives('decreases')})"


@cache
def _both() -> re.Pattern[str]:
    pair = f"{_directions()}(?:[（(/]{_directions()}[)）]?|或{_directions()})"
    return re.compile(rf"{pair}(?:{alternatives('change_nouns')})*$")


@cache
def _change() -> re.Pattern[str]:
    tail = rf"{alternatives('change_adverbs')}*(?P<direction>{_directions()}){alternatives('change_nouns')}*$"
    return re.compile(tail)


@cache
def _base() -> re.Pattern[str]:
    return re.compile(rf"{_PREPOSITION}(?P<base>[^，。；]*?{alternatives('bases')}[^，。；]*?){alternatives('comparing')}?$")


def direction_of(word: str) -> str | None:
    """增加 or 减少 for a printed word of direction; None where it is neither."""
    if re.fullmatch(alternatives("increases"), word):
        return INCREASE
    return DECREASE if re.fullmatch(alternatives("decreases"), word) else None


def change_of(text: str) -> Change | None:
    """The change that the words in front of a figure state, or None: 比2023年度增加, 收入支出总计减少, 增加（减少）."""
    both = _both().search(text)
    match = both or _change().search(text)
    if match is None:
        return _difference_of(text)
    direction = None if both else direction_of(match["direction"])
    before = re.sub(rf"{alternatives('change_adverbs')}+$", "", text[: match.start()])
    base = None
    if re.search(r"同比$", text[: match.start()]) or "同比" in text[match.start() : match.end()]:
        base = Base("上年同期", None)
    if (found := _base().search(before)) is not None:
        base_text, subject = _split_comparing(found["base"])
        base, before = _as_base(base_text), before[: found.start()] + subject
    before = re.sub(rf"^(?:{_long_comparing()})", "", before)  # 与预算10万元|相比减少
    return Change(before.rstrip("，,、"), base, direction)


@cache
def _long_comparing() -> str:
    return "|".join(one for one in words("comparing") if len(one) > 1)


def _difference_of(text: str) -> Change | None:
    """决算数小于年初预算数10万元: a change whose direction stands in front of its base."""
    match = re.match(
        rf"^(?P<subject>.*?)(?:(?P<more>{alternatives('more_than')})|{alternatives('less_than')})(?P<base>.+)$", text
    )
    if match is None or re.search(rf"{alternatives('bases')}(?:数|额)?$", match["base"]) is None:
        return None
    return Change(match["subject"].rstrip("，,、"), _as_base(match["base"]), INCREASE if match["more"] else DECREASE)


def _split_comparing(text: str) -> tuple[str, str]:
    """上年相比收支 → the base 上年 and the subject 收支 behind it; the whole text and "" where nothing stands behind."""
    match = re.search(rf"^(?P<base>.+?)(?:{_long_comparing()})(?P<subject>.+)$", text)
    return (text, "") if match is None else (match["base"], match["subject"])


def unchanged_of(text: str) -> Change | None:
    """A clause that says that nothing changed: 与2023年度基本持平, 较上年持平; None for any other."""
    match = re.search(rf"(?:基本|大体|总体)?{alternatives('same')}$", text)
    if match is None:
        return None
    before = text[: match.start()]
    found = _base().search(before)
    return Change(before[: found.start()] if found else before, _as_base(found["base"]) if found else None, UNCHANGED)


def base_of(text: str) -> Base | None:
    """The base that a clause of its own names: 与2023年度相比, 比上年, 较年初预算数; None for any other clause."""
    found = _base().search(text)
    if found is None or found.start() > 0:
        return None
    return _as_base(found["base"])


def trailing_base(text: str) -> tuple[str, Base] | None:
    """A clause that ends in a base behind its subject: 机关运行经费支出与上年相比 → the subject and the base."""
    found = _base().search(text)
    if found is None or found.start() == 0 or not re.search(rf"{alternatives('comparing')}$", text):
        return None
    return text[: found.start()], _as_base(found["base"])


def _as_base(text: str) -> Base:
    text = text.removesuffix("的")
    year = _YEAR.search(text)
    return Base(text, int(year[1]) if year is not None else None)


def is_previous_year(base: Base) -> bool:
    """Whether the base is the year before without naming it (上年, 去年)."""
    return re.search(alternatives("previous_year"), base.text) is not None


def share_of(text: str) -> tuple[str, str] | None:
    """Subject and whole of a share: 占本年支出合计的 → "", 本年支出合计; a whole that is not named is ""; None for no share."""
    match = re.search(rf"(?P<subject>.*?){alternatives('shares')}(?P<whole>.*)$", text)
    if match is None:
        return None
    return match["subject"], re.sub(r"(?:的)?(?:比重|比例|百分比)?(?:的|为|达|达到)?$", "", match["whole"])


def completion_of(text: str) -> tuple[str, str] | None:
    """Subject and budget of a completion: 完成年初预算的 → "", 年初预算; None for no completion."""
    match = re.search(rf"(?P<subject>.*?){alternatives('completions')}(?P<whole>[^为]*(?:预算|计划)[^为]*?)的?$", text)
    return None if match is None else (match["subject"], match["whole"].removesuffix("的"))

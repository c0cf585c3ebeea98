"""The words in front of an amount → what it measures (指标): subject, role, year, functional item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transform.forms.narrative.wordings import alternatives, mapping, words

_YEAR = re.compile(
    r"((?:19|20)[0-9]{2})(?:(?=年[初末终])|年)(?:度)?"
    r"(?:(?:1[0-2]|0?[1-9])月?[-—~～至](?:1[0-2]|0?[1-9])月份?|(?:1[0-2]|0?[1-9])月(?:(?:[12][0-9]|3[01]|0?[1-9])日)?)?(?:底|末)?"
)
_SINCE = re.compile(rf"{_YEAR.pattern}(?:至|到|[-—~～]){_YEAR.pattern}")
_NUMBERING = re.compile(
    r"^(?:[（(]?[0-9]{1,2}[)）]|[0-9]{1,2}[.、．]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|[①-⑳])"
)
_ITEM = re.compile(r"[（(](?:[0-9]{0,7}(?:类|款|项)级?|[0-9]{2,7})[）)]")
_ITEM_QUOTES = re.compile(
    r"[“”\"]([^“”\"]*)[“”\"](?=[（(][0-9]*(?:类|款|项)[）)])|[“”\"]([^“”\"]*[（(][0-9]*(?:类|款|项)[）)])[“”\"]"
)
_COORDINATED = re.compile(r"^(?P<before>.*?)收(?:入)?[、，/]支(?:出)?(?P<after>.*)$")
_LONGEST_ENTRY = 40
_OUTER_QUOTES = re.compile(r"^[“\"]([^“”\"]{2,})[”\"]$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands before an amount. ``subject`` may be empty (支出决算为…): then it is that of the clauses before. ``role`` is
    the canonical aspect (年初预算, 决算 …) or ""; ``role_printed`` as printed; ``item`` is the path of a functional item."""

    subject: str
    role: str = ""
    role_printed: str = ""
    item: str = ""
    year: int | None = None
    is_year_before: bool = False
    """Whether the amount is that of the year before, which the text does not name (上年决算数)."""

    @property
    def measure(self) -> str:
        """Subject and role as one name: 一般公共预算财政拨款支出 + 支出决算 → 一般公共预算财政拨款支出决算."""
        return joined_measure(self.subject, self.role_printed)


def joined_measure(subject: str, role: str) -> str:
    """Two words that share their border are joined over it: …支出 + 支出决算 → …支出决算."""
    for length in range(min(len(subject), len(role)), 0, -1):
        if subject.endswith(role[:length]):
            return subject + role[length:]
    return subject + role


def phrase_of(text: str, publishers: Sequence[str] = ()) -> Phrase:
    """Reads the words in front of an amount; ``publishers`` are names that may stand before the subject."""
    text = strip_leading(text)
    text = _without_item_quotes(text)
    text, year = _take_year(text)
    for publisher in publishers:
        if publisher and text.startswith(publisher):
            text = text[len(publisher) :]
    text = re.sub(r"^.*用于(?=.)", "", text)
    text = _strip_list(strip_linking(strip_leading(text)))
    text = _strip_remark(text)
    subject, role_printed = _split_role(text)
    item = ""
    if (last := _last_item_end(subject)) is not None:
        item = subject[:last]
        subject = _last_segment(item) + subject[last:]
    subject = _OUTER_QUOTES.sub(r"\1", subject.strip("：:，,"))
    role = mapping("aspects").get(role_printed, "")
    return Phrase(subject, role, role_printed, item, year)


def strip_leading(text: str) -> str:
    """Numbering and words such as 其中 taken off the front."""
    while True:
        stripped = _NUMBERING.sub("", text).lstrip("：:，,、。；;”) ）")
        if not any(stripped.startswith(kept) for kept in words("kept_whole")):
            stripped = re.sub(rf"^{alternatives('leading')}", "", stripped)
        if stripped == text:
            return text
        text = stripped


def strip_linking(text: str) -> str:
    """为, 均为, 共计 … taken off the end, but never the whole text of a word that is one of them."""
    while True:
        stripped = re.sub(rf"(?<=.){alternatives('linking')}$", "", text.rstrip("：:，,"))
        if stripped == text:
            return text
        text = stripped


def _without_item_quotes(text: str) -> str:
    """“一般公共服务支出”（类） → 一般公共服务支出（类）; the quotation marks of “三公”经费 stay."""
    return _ITEM_QUOTES.sub(lambda match: match[1] or match[2] or "", text)


def _take_year(text: str) -> tuple[str, int | None]:
    """The text without its years and the publishing body in front of them, and the last year."""
    years = list(_YEAR.finditer(text))
    if not years:
        return text, None
    before = text[: years[0].start()]
    if not re.search(rf"{alternatives('money_nouns')}|的$", before) and not _ITEM.search(before):
        before = ""
    since = _SINCE.sub("", text[years[0].start() :])
    if since != text[years[0].start() :]:
        return before + since, None  # 2021年至2023年累计投入: an amount of no single year
    rest = _YEAR.sub("", text[years[0].start() :])
    return before + rest, int(years[-1][1])


def of_another_year(phrase: Phrase, topic: Phrase | None) -> Phrase | None:
    """上年, 上年决算数, 2022年的: an amount of the topic in another year; None where the words name a subject of their own
    (上年结转) or there is no topic that they could be said of."""
    rest = re.sub(rf"^{alternatives('previous_year')}度?(?:同期)?", "", phrase.subject)
    is_before = rest != phrase.subject
    if topic is None or not topic.subject:
        return None
    same = phrase.subject in ("", "的") or (phrase.year != topic.year and topic.subject.endswith(phrase.subject))
    if not is_before and (phrase.year is None or phrase.role or not same):
        return None
    if is_before and rest not in ("", *words("dependent")):
        return None
    role, printed = (phrase.role, phrase.role_printed) if phrase.role else (topic.role, topic.role_printed)
    return replace(topic, role=role, role_printed=printed, year=phrase.year, is_year_before=is_before)


def _strip_list(text: str) -> str:
    """基本工资、津贴补贴等人员经费 → 人员经费: the list only explains the noun behind 等."""
    match = re.search(r"^[^（）]*、.*等(.{2,})$", text)
    return match[1] if match is not None else text


def _strip_remark(text: str) -> str:
    """政府采购金额（以合同签订为准） → 政府采购金额: a remark behind the noun, not a part of a name such as 因公出国（境）费."""
    stripped = re.sub(r"[（(](?:以|含|不含|不包括|包括|按)[^（）()]*[)）]$", "", text)
    return stripped if len(stripped) >= 2 else text


def _split_role(text: str) -> tuple[str, str]:
    for printed in sorted(mapping("aspects"), key=len, reverse=True):
        if text.endswith(printed) and not re.search(rf"{alternatives('fund_names')}$", text):
            subject = text[: -len(printed)].rstrip("，,：:的")
            if printed.startswith("支出") and printed[2:] in mapping("aspects") and re.search(r"[^费）)]$|经费$", subject):
                return subject + "支出", printed[2:]  # 一般公共预算财政拨款支出|年初预算
            return subject, printed
    return text, ""


def _last_item_end(text: str) -> int | None:
    ends = [match.end() for match in _ITEM.finditer(text)]
    return ends[-1] if ends else None


def _last_segment(path: str) -> str:
    """一般公共服务支出（类）财政事务（款）行政运行（项） → 行政运行（项）."""
    ends = [match.end() for match in _ITEM.finditer(path)]
    return path[ends[-2] :].lstrip("、，-—") if len(ends) > 1 else path


def item_in(text: str) -> str:
    """The functional item that a clause without figures names (…（类）…（款）…（项）), or ""."""
    cleaned = _without_item_quotes(strip_leading(text))
    last = _last_item_end(cleaned)
    return cleaned[:last] if last is not None and last >= len(cleaned) - 8 else ""


def entry_phrase(text: str) -> Phrase | None:
    """What a numbered entry without figures speaks of: 2.公务接待费 → 公务接待费; None where it names no money."""
    if _NUMBERING.match(text) is None or len(text) > _LONGEST_ENTRY:
        return None
    phrase = phrase_of(text)
    is_money = re.search(rf"{alternatives('money_nouns')}用?$", phrase.subject) is not None
    return phrase if is_money and not phrase.role else None


def item_phrase(path: str) -> Phrase:
    """The phrase of a functional item named by itself."""
    return Phrase(_last_segment(path), item=path)


def expanded(phrase: Phrase) -> list[Phrase]:
    """收、支总计 is two subjects with one amount: 收入总计 and 支出总计."""
    match = _COORDINATED.match(phrase.subject)
    if match is None:
        return [phrase]
    return [replace(phrase, subject=match["before"] + side + match["after"]) for side in ("收入", "支出")]


def names_in_list(text: str) -> list[str]:
    """The names before 分别为: 基本支出、项目支出 → two. A 和 cuts only where no 、 does, and never 结转和结余."""
    parts = [part for part in re.split(r"、|以及", text) if part]
    last = re.split(r"(?:和|与|及)(?!结余|结转)", parts[-1]) if parts else []
    return [*parts[:-1], *[part for part in last if part]]


def names_sharing_one_amount(text: str) -> list[str]:
    """收入总计、支出总计均为 → two names, each with the whole amount; empty where the words do not say so or no name is whole."""
    match = re.search(r"(?:均|各|都|同)(?:为|是|达)?$", strip_leading(text))
    if match is None:
        return []
    names = names_in_list(strip_leading(text)[: match.start()])
    nouns = re.compile(rf"{alternatives('money_nouns')}$")
    return names if len(names) > 1 and all(nouns.search(name) for name in names) else []


def heading_subject(heading: str) -> str:
    """What a heading speaks of: 七、财政拨款“三公”经费支出决算情况说明 → 财政拨款“三公”经费支出; "" where it names no money."""
    text = _NUMBERING.sub("", heading).rstrip("：:。")
    text = _YEAR.sub("", text)
    text = re.sub(r"(?:决算)?(?:支出)?(?:决算)?(?:总体|具体|结构)?(?:情况)?(?:的)?(?:说明|情况|分析)?$", "", text) or text
    return text if re.search(rf"{alternatives('money_nouns')}$", text) else ""


def fund_of(heading: str) -> str:
    """The fund that a heading names, as printed: 八、政府性基金预算财政拨款收入支出决算情况说明 → 政府性基金预算财政拨款."""
    return next((fund for fund in words("fund_headings") if fund in heading), "")

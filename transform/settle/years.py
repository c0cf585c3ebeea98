"""Years as they are printed (年度的写法), and the fiscal year of a document and of each of its tables (年度的判定).

A document's year needs two witnesses that agree, or one that nothing contradicts; a table whose own title names another year than
its document is of no certain year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from transform.chinese_text import fold, joined
from transform.reading.evidence import Decision, Evidence, Scope, settle

QUESTION = "year"
_CHINESE = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_CHINESE_YEAR = re.compile("[二2２][〇○零0０Oo][〇○零一二三四五六七八九]{2}(?=年)")
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?:年(?:度|[^0-9年月]{0,30}决算)|(?:[^0-9年月日.,%万亿元-]{0,30})决算)")
_BEHIND = re.compile(r"决算[^0-9]{0,10}(20[0-9]{2})(?![0-9])(?!年?[0-9]{1,2}月|[-.][0-9])")
_SHORT = re.compile(r"(?<![0-9.,])([1-4][0-9])年度?(?:[^0-9年月]{0,20})决算")


def years_in(text: str) -> list[int]:
    """Fiscal years that a title or line names: 2024年度, 2024年部门决算, 2024部门决算, 二〇二四年度, 24年度部门决算."""
    folded = _CHINESE_YEAR.sub(lambda match: match.group().translate(_CHINESE), fold(text))
    full = [int(year) for year in _YEAR.findall(folded)]
    full = full or [int(year) for year in _BEHIND.findall(folded)]
    return full or [2000 + int(year) for year in _SHORT.findall(folded)]


def witnesses(texts: Iterable[tuple[str, int | None]], kind: str, scope: Scope) -> Iterator[Evidence[int]]:
    """A witness for each year that the texts name."""
    for text, page in texts:
        for year in dict.fromkeys(years_in(text)):
            yield Evidence(QUESTION, year, joined(text)[:60], kind, scope, page)


def document_year(
    own: Sequence[Evidence[int]],
    tables: Sequence[Sequence[Evidence[int]]],
    prose: Sequence[Evidence[int]],
    names: Sequence[Evidence[int]],
) -> Decision[int]:
    """The fiscal year of a document: by its title and cover (``own``); without them by its tables and forms, if half of them
    print it; else by its prose; else by the names of file and source; else by the few that do (inferred).
    A title that most of the tables contradict, and a tie, decide nothing."""
    of_tables = [decided.because for table in tables if (decided := settle(QUESTION, table)).because and decided.value]
    said = [witness for witness in of_tables if witness is not None]
    votes = Counter(witness.answer for witness in said)
    if own:
        titles = Counter(witness.answer for witness in own)
        value = max(titles, key=lambda year: (titles[year] + votes[year], -list(titles).index(year)))
        against = sum(count for year, count in (titles + votes).items() if year != value)
        majority = 2 * (votes.total() - votes[value]) > len(tables) and votes[value] < votes.total() - votes[value]
        tie = against >= titles[value] + votes[value] and len(titles) > 1
        return _decided([*own, *said], value, is_contested=majority or tie)
    if votes:
        (value, count), *rest = votes.most_common()
        decided = _decided(said, value, is_contested=bool(rest) and rest[0][1] == count)
        if 2 * count >= len(tables) or decided.is_contested:
            return decided
    if prose:
        (value, count), *rest = Counter(witness.answer for witness in prose).most_common()
        return _decided([*prose, *said], value, is_contested=bool(rest) and rest[0][1] == count)
    if votes:
        named = settle(QUESTION, names)
        # few tables print a year and nothing else does: taken for all of them, and said
        return named if named.value is not None else replace(decided, state="inferred")
    return settle(QUESTION, names)


def _decided(witnesses: Sequence[Evidence[int]], value: int | None, *, is_contested: bool) -> Decision[int]:
    because = next(witness for witness in witnesses if witness.answer == value)
    rivals = tuple(witness for witness in witnesses if witness.answer != value)
    return Decision(QUESTION, None if is_contested else value, "contested" if is_contested else "printed", because, rivals)


def table_year(own: Sequence[Evidence[int]], document: Decision[int]) -> Decision[int]:
    """The year of one table: its own title's and lines', which must be the document's; without own ones the document's."""
    decided = settle(QUESTION, own)
    if decided.state != "printed" or document.because is None or document.value is None:
        return decided if own else document
    if decided.value != document.value:
        return Decision(QUESTION, None, "contested", decided.because, (document.because,))
    return decided

"""The fiscal year of a set of statements (决算年度): the document's title, else the titles of its statements and chapters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from transform.chinese_text import fold
from transform.forms.statements.titles import title_of
from transform.recognise.published_rows import Line, ProseLine

_YEAR = re.compile(r"(20[0-9]{2})年(?:度|[^0-9]*决算)")
_SHORT = 60


def fiscal_year_of(title: str, lines: Sequence[Line], hints: Sequence[str] = ()) -> int | None:
    """The year of "2024年度部门决算" in the title; else the one that most titles and short lines print; else that of the
    ``hints`` (the article's title, the file's name: workbooks often print no year); None without any."""
    named = [int(year) for year in _YEAR.findall(fold(title))]
    if named:
        return named[0]
    texts = [line.text for line in lines if isinstance(line, ProseLine) and len(line.text) <= _SHORT]
    texts += [
        cell.text for line in lines if not isinstance(line, ProseLine) and len(line.filled) <= 3
        for cell in line.filled if title_of(cell.text) is not None or ("年度" in cell.text and len(cell.text) <= _SHORT)
    ]  # fmt: skip
    counted = Counter(int(year) for text in texts for year in _YEAR.findall(fold(text)))
    hinted = [int(year) for text in hints for year in _YEAR.findall(fold(text))]
    return counted.most_common(1)[0][0] if counted else next(iter(hinted), None)

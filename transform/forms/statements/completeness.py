"""Whether a statement that is wider than a page has all its columns (列是否齐全): its total against its groups.

A 明细表 prints 合计 and then a group for each class of the economic classification, each with its 小计. Where the groups that
were read do not add up to the total in row after row, a page of further columns is missing, or was not recognised.
"""

from __future__ import annotations

from decimal import Decimal

from transform.forms.statements.reading import StatementReading, StatementRow
from transform.forms.statements.wordings import headings
from transform.recognise.published_rows import heading_key

_LEAST_GROUPS = 2
_LEAST_ROWS = 2


def doubt_missing_columns(reading: StatementReading) -> None:
    """A doubt where the groups of a statement with 小计 columns add up to less than its total in most rows."""
    paths = list(reading.columns)
    totals = [path for path in paths if len(path) == 1 and heading_key(path[0]) in headings("whole")]
    groups = [path for path in paths if len(path) == 2 and heading_key(path[1]) == "小计"]
    if len(totals) != 1 or len(groups) < _LEAST_GROUPS:
        return
    lone = [path for path in paths if len(path) == 1 and path != totals[0]]
    judged = [_falls_short(row, totals[0], [*groups, *lone]) for row in reading.rows]
    known = [verdict for verdict in judged if verdict is not None]
    if len(known) >= _LEAST_ROWS and 2 * sum(known) > len(known):
        text = f"“{reading.title.name}”所列各类之和小于“{totals[0][0]}”（{sum(known)} 行）：可能缺后面的列，请对照原页。"
        reading.doubt("EX-144", text)


def _falls_short(row: StatementRow, total: tuple[str, ...], parts: list[tuple[str, ...]]) -> bool | None:
    """Whether the parts add up to less than the total beyond rounding; None where the total is not printed."""
    printed = {figure.path: figure for figure in row.figures if figure.number is not None}
    whole = printed.get(total)
    if whole is None or not whole.number:
        return None
    numbers = [figure.number for path, figure in printed.items() if path in parts and figure.number is not None]
    band = Decimal(len(parts) + 1).scaleb(-whole.decimals) / 2
    return whole.number - sum(numbers, Decimal(0)) > band

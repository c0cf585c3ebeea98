"""What the subject codes of a statement's rows leave in doubt (科目编码存疑): a row without one, a 款 without its 项.

The rows are kept under their names: sums must not lose them, and people must know that no code holds them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from transform.forms.statements.reading import StatementReading, StatementRow
from transform.forms.statements.wordings import is_total

_LEVELS = (3, 5, 7)
_LEAST_CODED = 3
_NAMED = 3
_FUNCTIONAL = "2"


def doubt_codes(reading: StatementReading) -> None:
    """Doubts on rows without a code among coded ones, and on codes that should have parts and have none."""
    rows = [row for row in reading.rows if any(figure.number for figure in row.figures)]
    coded = [row for row in rows if row.code]
    if len(coded) < _LEAST_CODED or 2 * len(coded) <= len(rows):
        return
    lone = [row for row in rows if not row.code and row.label and not is_total(row.label) and not _is_of_which(row.label)]
    if lone:
        _say(reading, "EX-128", lone, "没有印科目编码，或编码不能识别：按名称保留，按编码汇总时不含")
    childless = _childless(coded, {row.code for row in reading.rows if row.code})
    if childless:
        _say(reading, "EX-129", childless, "下没有印出任何下级科目，而其他科目都有：可能漏了一行")


def _is_of_which(label: str) -> bool:
    return label.startswith(("其中", "其中:", "其中："))


def _childless(coded: Sequence[StatementRow], codes: Collection[str]) -> list[StatementRow]:
    """Rows of a level above the deepest of their classification that none of the printed ``codes`` belongs to."""
    found = []
    parents = {other[:3] for other in codes if len(other) > 3}
    for row in coded:
        code = row.code or ""
        deepest = max((len(other) for other in codes if other[:1] == code[:1]), default=0)
        if not code.startswith(_FUNCTIONAL) and len(parents) < _LEAST_CODED:
            continue  # of the economic classification some departments list the items of one class only
        if len(code) in _LEVELS and len(code) < deepest and not any(other != code and other.startswith(code) for other in codes):
            found.append(row)
    return found


def _say(reading: StatementReading, rule_id: str, rows: Sequence[StatementRow], what: str) -> None:
    names = "、".join(f"“{' '.join(part for part in (row.code, row.label) if part)}”" for row in rows[:_NAMED])
    more = f"等 {len(rows)} 行" if len(rows) > _NAMED else ""
    reading.doubt(rule_id, f"“{reading.title.name}”中{names}{more}{what}。", None, rows[0].page)

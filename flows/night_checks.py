"""Tonight against last night (与上一夜比较): coverage did not shrink, magnitudes match. Pure comparisons of two sets of figures.

The grain is a department's year: small enough that a lost document shows, large enough that a corrected figure does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from flows.fact_tables import FACT_TABLES
from sql.warehouse import open_read_only, warehouse_path

MAGNITUDE = 10
"""A department's money of one year does not change tenfold by a correction: that is a unit misread (万元 as 元) or misprinted."""

_FACTS = " UNION ALL ".join(f"SELECT document_key FROM main.{table}" for table in FACT_TABLES)
_QUERY = f"""
WITH fact AS (SELECT document_key, count(*) AS facts FROM ({_FACTS}) GROUP BY document_key),
form_money AS (SELECT document.document_key, sum(row.executed_yuan) AS executed_yuan FROM mart.project_funding AS row
    JOIN main.dim_document AS document ON document.sha256 = row.document_sha256 GROUP BY ALL),
statement_money AS (SELECT document.document_key, sum(row.amount_yuan) AS amount_yuan FROM mart.statement_amount AS row
    JOIN main.dim_document AS document ON document.sha256 = row.document_sha256 GROUP BY ALL)
SELECT coalesce(district.code, ''), coalesce(department.name, ''), coalesce(document.fiscal_year, 0), count(*),
    coalesce(sum(fact.facts), 0), sum(form_money.executed_yuan), sum(statement_money.amount_yuan)
FROM main.dim_document AS document
JOIN main.dim_district AS district USING (district_key)
JOIN main.dim_department AS department ON department.department_key = document.department_key
LEFT JOIN fact USING (document_key) LEFT JOIN form_money USING (document_key) LEFT JOIN statement_money USING (document_key)
WHERE document.is_current GROUP BY ALL ORDER BY ALL"""


@dataclass(frozen=True, slots=True)
class YearFigures:
    """One department's year: current documents, their facts, and two sums in 元 (as text) that are only ever compared."""

    district_code: str
    department_name: str
    fiscal_year: int
    documents: int
    facts: int
    executed_yuan: str | None
    statement_yuan: str | None

    @property
    def key(self) -> tuple[str, str, int]:
        return self.district_code, self.department_name, self.fiscal_year


NightFigures = Mapping[tuple[str, str, int], YearFigures]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that last night's figures do not bear out. ``what`` is documents, facts, forms-money or statements-money."""

    figures: YearFigures
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two nights differ in; ``compared`` counts the departments' years that both have: a check on nothing is no check."""

    compared: int
    shrunk: tuple[Difference, ...]
    off_magnitude: tuple[Difference, ...]


def collect_figures(home: Path) -> NightFigures:
    """The figures of the current warehouse; nothing where there is none."""
    if not warehouse_path(home).exists():
        return {}
    with open_read_only(home) as connection:
        rows = connection.execute(_QUERY).fetchall()
    figures = []
    for code, name, year, documents, facts, executed, amounts in rows:
        sums = [None if value is None else str(value) for value in (executed, amounts)]
        figures.append(YearFigures(code, name, year, int(documents), int(facts), sums[0], sums[1]))
    return {item.key: item for item in figures}


def figures_as_json(figures: NightFigures) -> dict[str, Any]:
    """For ``night_figures.json``."""
    return {"department_years": [asdict(item) for item in figures.values()]}


def figures_of_json(values: Mapping[str, Any] | None) -> NightFigures | None:
    """What :func:`figures_as_json` made; None where there is nothing or it is of another program version."""
    try:
        figures = [YearFigures(**item) for item in (values or {})["department_years"]]
    except (KeyError, TypeError):
        return None
    return {item.key: item for item in figures}


def compare(before: NightFigures, after: NightFigures) -> Comparison:
    """Which departments' years lost documents or facts, and whose money changed by a factor of ten or more."""
    shrunk: list[Difference] = []
    off: list[Difference] = []
    for key, old in before.items():
        new = after.get(key)
        for what in ("documents", "facts"):
            was, has = getattr(old, what), getattr(new, what) if new else 0
            if has < was:
                shrunk.append(Difference(old, what, str(was), str(has)))
                break
        if new is not None:
            money = [("forms-money", old.executed_yuan, new.executed_yuan)]
            money += [("statements-money", old.statement_yuan, new.statement_yuan)]
            off += [Difference(new, what, was, has) for what, was, has in money if was and has and is_off_magnitude(was, has)]
    return Comparison(len(before.keys() & after.keys()), tuple(shrunk), tuple(off))


def is_off_magnitude(before: str, after: str) -> bool:
    """Whether two amounts differ by a factor of ten or more; nothing is said about zero and negative amounts."""
    was, has = Decimal(before), Decimal(after)
    return was > 0 and has > 0 and not was / MAGNITUDE < has < was * MAGNITUDE

"""Forms of one project within one document (同一项目的多张自评表): what is printed twice counts once, what differs is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from transform.forms.self_evaluation.funding import AMOUNTS, NAMES
from transform.projects import project_key
from transform.reading_findings import document_finding

Row = Mapping[str, Any]
_INDICATOR = ("level1", "level2", "indicator_name", "target_text", "actual_text", "weight", "score")


def settle_repeated(rows: dict[str, list[Row]]) -> None:
    """Marks the later of two forms with the same money and the same score as a repetition, and leaves a finding (EX-130) where
    two forms of one project differ: which of them is right nobody can know, so both stand as they are printed."""
    money, indicators = _by_form(rows["project_funding"]), _by_form(rows["indicator_result"])
    first: dict[tuple[object, ...], list[Row]] = {}
    marked: list[Row] = []
    for row in rows["project_evaluation"]:
        if row["project_name"] is None or not money.get(row["form_no"]):
            marked.append(row)
            continue
        earlier = first.setdefault(_project_of(row), [])
        same = next((other for other in earlier if _figures(other, money) == _figures(row, money)), None)
        marked.append({**row, "duplicate_of_form_no": same["form_no"] if same is not None else None})
        if same is None:
            rows["finding"] += [_differs(row, other, money) for other in earlier[:1]]
            earlier.append(row)
        elif _contents(row, indicators) != _contents(same, indicators):
            rows["finding"].append(_finding(row, same, "金额和得分相同，指标不同", "只计第一张", [], None, None))
    rows["project_evaluation"] = marked


def _by_form(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["form_no"], []).append(row)
    return found


def _project_of(row: Row) -> tuple[object, ...]:
    return (
        project_key(row["project_name"]),
        row["project_code"],
        row["fiscal_year"],
        row["department_name"],
        row["implementer_name"],
    )


def _figures(row: Row, money: Mapping[int, Sequence[Row]]) -> tuple[object, ...]:
    funds = sorted((fund["fund_source"], *(str(fund[name]) for name in AMOUNTS)) for fund in money[row["form_no"]])
    return (row["total_score"], *funds)


def _contents(row: Row, indicators: Mapping[int, Sequence[Row]]) -> list[tuple[object, ...]]:
    return [tuple(indicator[name] for name in _INDICATOR) for indicator in indicators.get(row["form_no"], ())]


def _differences(row: Row, other: Row, money: Mapping[int, Sequence[Row]]) -> Iterator[tuple[str, object, object, list[str]]]:
    """What differs: its name, the earlier and the later figure, the facts concerned."""
    earlier = {fund["fund_source"]: fund for fund in money[other["form_no"]]}
    for fund in money[row["form_no"]]:
        before = earlier.get(fund["fund_source"])
        for name in AMOUNTS:
            if before is None or before[name] != fund[name]:
                facts = [fund["fact_id"]] if before is None else [before["fact_id"], fund["fact_id"]]
                label = f"{fund['fund_source_printed'] or ''}{NAMES[name]}"
                yield label, before[name] if before is not None else None, fund[name], facts
    if other["total_score"] != row["total_score"]:
        yield "总得分", other["total_score"], row["total_score"], []


def _differs(row: Row, other: Row, money: Mapping[int, Sequence[Row]]) -> dict[str, Any]:
    found = list(_differences(row, other, money))
    facts = list(dict.fromkeys(fact for *_, places in found for fact in places))
    what = "、".join(dict.fromkeys(label for label, *_ in found)) or "资金来源"
    before, after = (found[0][1], found[0][2]) if found else (None, None)
    return _finding(row, other, f"{what}不同", "两张都按公布入库，合计会包括两张", facts, before, after)


def _finding(
    row: Row, other: Row, differs: str, consequence: str, facts: Sequence[str], before: object, after: object
) -> dict[str, Any]:
    return document_finding(
        row["document_sha256"],
        "EX-130",
        f"第{row['form_no']}张表与第{other['form_no']}张表是同一项目“{row['project_name']}”的自评表，{differs}；{consequence}，请对照原页。",
        form_no=row["form_no"],
        page=row["page"],
        expected=str(before) if before is not None else None,
        actual=str(after) if after is not None else None,
        fact_ids=[other["fact_id"], row["fact_id"], *facts],
    )

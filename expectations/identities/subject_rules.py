"""Rules on subjects (科目): codes, names, parents, against the lists of functional and economic subjects (DQ-301, 302, 305)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

import data
from expectations.identities.rule_rows import Rule
from expectations.identities.statement_cells import Account, Cell, Row
from expectations.identities.statement_roles import plain_label
from expectations.identities.statement_sums import statements_in
from expectations.identities.statement_verdicts import Verdict, passed


@cache
def listed(economic: bool) -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Code → its names with evidence and status (current, former), of the functional or the economic classification."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in data.rows("economic_subjects" if economic else "function_subjects"):
        found.setdefault(row["code"], []).append((plain_name(row["name"]), row["evidence"], row["status"]))
    return {code: tuple(names) for code, names in found.items()}


def plain_name(name: str) -> str:
    """A subject's name as it is compared: without brackets (其他支出（类）), commas and white space."""
    return plain_label(name).replace("(", "").replace(")", "").replace("、", "").replace("，", "").replace(",", "")


def is_economic(code: str) -> bool:
    """Whether a code is of the economic classification of departments: 301 to 399; functional ones begin with 2."""
    return code.startswith("3")


def _first(row: Row) -> Cell:
    return next(iter(row.cells.values()))


def _verdict(subject: str, row: Row, text: str, expected: str, actual: str, severity: str | None) -> Verdict:
    cell = _first(row)
    facts = tuple(one.fact_id for one in row.cells.values())
    where = f"《{cell.statement_name}》{row.code or ''} {row.label}"
    return Verdict(
        False, subject, f"{where}：{text}", expected, actual, facts, cell.page, severity, cell.statement, pages=(cell.page,)
    )


def subject_codes(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-301: form of the code, its parent, its entry. A code that our list lacks is a remark only: the list is not the law."""
    for number, statement in statements_in(rule, account):
        codes = {row.code for row in statement.rows if row.code}
        unlisted: list[Row] = []
        orphans: dict[str, list[Row]] = {}
        lengths = {len(code) for code in codes}
        for row in statement.rows:
            code, subject = row.code, f"{number}.{statement.code}.{row.row_no}"
            if not code:
                continue
            economic = is_economic(code)
            if not code.isdigit() or len(code) not in ((3, 5) if economic else (3, 5, 7)):
                yield _verdict(subject, row, "编码不是三、五、七位数字", "3、5、7 位", code, None)
            elif len(code) > 3 and len(code) - 2 in lengths and code[:-2] not in codes:
                orphans.setdefault(code[:-2], []).append(row)
            elif code not in listed(economic):
                unlisted.append(row)
            else:
                yield passed(subject, statement.code)
            if row in unlisted[-1:] and (meant := _listed_below(code, row.label)) is not None:
                unlisted.pop()
                text = f"科目表中没有这个编码，同一上级下“{row.label}”的编码是 {meant}"
                yield _verdict(subject, row, text, meant, code, None)
        for parent, rows in orphans.items():
            text = f"没有列出上级科目 {parent}（下级 {len(rows)} 行）"
            yield _verdict(f"{number}.{statement.code}.{parent}", rows[0], text, parent, "没有", None)
        if unlisted:
            shown = "、".join(row.code or "" for row in unlisted[:10]) + (" 等" if len(unlisted) > 10 else "")
            text = f"{len(unlisted)} 个编码（{shown}）不在本程序的科目表中，已照原样入库"
            yield _verdict(f"{number}.{statement.code}", unlisted[0], text, "科目表中的编码", shown, "info")


def _listed_below(code: str, label: str) -> str | None:
    """The code that our list has for a name below the same parent: what a mistyped code probably means."""
    economic, name = is_economic(code), plain_name(label)
    return next(
        (
            other for other, names in listed(economic).items()
            if other[:-2] == code[:-2] and len(other) == len(code) and any(name == entry[0] for entry in names)
        ),
        None,
    )  # fmt: skip


def subject_names(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-302: the printed name is one of those that the code has or had. Against an entry that nobody has verified, a remark."""
    for number, statement in statements_in(rule, account):
        for row in statement.rows:
            economic = is_economic(row.code or "")
            known = listed(economic).get(row.code or "")
            if not known or not row.label:
                continue
            subject, name = f"{number}.{statement.code}.{row.row_no}", plain_name(row.label)
            current = [entry for entry in known if entry[2] == "current"] or list(known)
            if any(name == entry[0] for entry in current):
                yield passed(subject, statement.code)
                continue
            shown = "、".join(entry[0] for entry in current)
            if any(name == entry[0] for entry in known):
                yield _verdict(subject, row, f"用的是旧科目名称，现名“{shown}”", shown, row.label, "info")
                continue
            certain = any(entry[1] == "observed" for entry in current)
            other = _code_of_name(economic).get(name)
            text = f"名称与编码不符，{row.code} 是“{shown}”" + (f"，“{name}”的编码是 {other}" if other else "")
            yield _verdict(subject, row, text, shown, row.label, None if certain and other else "info")


@cache
def _code_of_name(economic: bool) -> Mapping[str, str]:
    """Names that only one code has, for saying which code was probably meant."""
    codes: dict[str, set[str]] = {}
    for code, names in listed(economic).items():
        for name, _, _ in names:
            codes.setdefault(name, set()).add(code)
    return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}


def names_agree(rule: Rule, account: Account) -> Iterator[Verdict]:
    """DQ-305: a code has one name in all statements of the document (the name met first is the reference), and a name below one
    parent has one code: of two codes the one that fewer statements print is the one to doubt."""
    first: dict[tuple[int, str], str] = {}
    codes = _codes_of_names(rule, account)
    for number, statement in statements_in(rule, account):
        for row in statement.rows:
            if not row.code or not row.label:
                continue
            name = plain_name(row.label)
            known = first.setdefault((number, row.code), name)
            subject = f"{number}.{statement.code}.{row.row_no}"
            usual, count = codes[number, row.code[:-2], name].most_common(1)[0]
            if known != name:
                yield _verdict(subject, row, f"名称与其他表不同，其他表写作“{known}”", known, row.label, None)
            elif usual != row.code and codes[number, row.code[:-2], name][row.code] <= count:
                yield _verdict(subject, row, f"编码与其他表不同，其他表中“{row.label}”的编码是 {usual}", usual, row.code, None)
            else:
                yield passed(subject, statement.code)


def _codes_of_names(rule: Rule, account: Account) -> Mapping[tuple[int, str, str], Counter[str]]:
    """For each name below one parent: how many statements of a set print it under which code."""
    found: dict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
    for number, statement in statements_in(rule, account):
        for code, name in {(row.code, plain_name(row.label)) for row in statement.rows if row.code and row.label}:
            found[number, code[:-2], name][code] += 1
    return found

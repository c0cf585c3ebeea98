"""Writes ``docs/rules.md`` (规则目录) from the data: every rule, whether it is evaluated, how, and if not, why.

``python -m expectations.rule_catalogue`` writes the file; ``--check`` only says whether it is current (exit status 1 if not).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import data
from expectations.identities.rule_rows import Rule, document, rules
from expectations.identities.statement_evaluation import rules_on_statements

TARGET = Path(__file__).resolve().parent.parent / "docs" / "rules.md"


def catalogue() -> str:
    """The whole page, Chinese first; one table row per rule of ``data/reference/dq_rules.csv``."""
    evaluated: dict[str, list[Rule]] = {}
    for rule in (*rules(), *rules_on_statements()):
        evaluated.setdefault(rule.rule_id, []).append(rule)
    rows = data.rows("dq_rules")
    done = sum(row["rule_id"] in evaluated for row in rows)
    lines = [
        "# 数据质量规则 Data-quality rules",
        "",
        "<!-- 由 python -m expectations.rule_catalogue 生成，请勿手改。Generated: do not edit. -->",
        "",
        f"共 {len(rows)} 条规则，本版对自评表、决算报表和情况说明逐份评定 {done} 条；"
        "每条规则每张表的适用、成立、不成立次数见 `dq.rule_outcome`，"
        "不成立的见 `dq.finding`。缺数的规则算“未适用”，不算“成立”。容许误差由公布的小数位数推算，没有固定容差。",
        "",
        f"{len(rows)} rules, {done} of them evaluated on every form, statement and prose in this release. "
        "`dq.rule_outcome` counts how often each applied, held and failed; `dq.finding` holds the failures. "
        "A rule with a figure missing is not applied, never held. "
        "Bands follow from the printed decimals; there is no flat tolerance.",
        "",
        "## 已评定 Evaluated",
        "",
        "| 规则 | 名称 | name | 程度 severity | 公式 formula | 程序 where |",
        "|---|---|---|---|---|---|",
    ]
    lines += [evaluated_line(row, found) for row in rows if (found := evaluated.get(row["rule_id"]))]
    lines += [
        "",
        "## 未评定及原因 Not evaluated, and why",
        "",
        "| 规则 | 范围 scope | 公式 formula | 原因 | why |",
        "|---|---|---|---|---|",
    ]
    lines += [waiting_line(row) for row in rows if row["rule_id"] not in evaluated]
    return "\n".join(lines) + "\n"


def evaluated_line(row: dict[str, str], found: list[Rule]) -> str:
    names = "；".join(dict.fromkeys(rule.name_zh for rule in found))
    english = "; ".join(dict.fromkeys(rule.name_en for rule in found))
    severity = "/".join(dict.fromkeys(rule.severity for rule in found))
    where = ", ".join(dict.fromkeys(f"`{rule.check}`" for rule in found))
    return f"| {row['rule_id']} | {names} | {english} | {severity} | {cell(row['formula'])} | {where} |"


def waiting_line(row: dict[str, str]) -> str:
    reason = next(reasons_for(row["rule_id"]))
    return f"| {row['rule_id']} | {cell(row['scope'])} | {cell(row['formula'])} | {reason['zh']} | {reason['en']} |"


def reasons_for(rule_id: str) -> Iterator[dict[str, str]]:
    """The reasons of ``data/identities.yaml`` whose rule or prefix fits; the most exact first."""
    reasons: list[dict[str, str]] = document()["not_evaluated"]
    yield from sorted((one for one in reasons if rule_id.startswith(one["prefix"])), key=lambda one: -len(one["prefix"]))


def cell(text: str) -> str:
    """Text that cannot break a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def main(arguments: list[str]) -> int:
    """0 = current or written, 1 = out of date under ``--check``."""
    text = catalogue()
    if "--check" in arguments:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

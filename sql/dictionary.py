"""The data dictionary (数据字典): data/dictionary/{tables,fields}.csv → comments in the warehouse and docs/dictionary.md.

``python -m sql.dictionary`` writes docs/dictionary.md; an architecture test holds that it is up to date.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import data
from sql.literals import literal


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view: ``kind`` is ``table`` or ``view``."""

    schema: str
    table: str
    kind: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Field:
    """A column: ``type`` as DuckDB names it; ``unit`` and ``caution`` may be empty."""

    schema: str
    table: str
    column: str
    type: str
    zh: str
    en: str
    unit: str
    caution: str


def _read(name: str) -> list[dict[str, str]]:
    with data.path(f"dictionary/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables() -> list[Table]:
    """Every table and view of the warehouse, in the order of the dictionary."""
    return [Table(**row) for row in _read("tables")]


def fields() -> list[Field]:
    """Every column of every table and view, in the order of the dictionary."""
    return [Field(**row) for row in _read("fields")]


def comment_of(field: Field) -> str:
    """What COMMENT ON COLUMN says: 中文 | English, with unit and caution where there is one."""
    text = f"{field.zh} | {field.en}"
    if field.unit:
        text += f" [{field.unit}]"
    return f"{text} ⚠ {field.caution}" if field.caution else text


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def comment_statements() -> Iterator[str]:
    """SQL that puts the dictionary into a warehouse whose tables and views exist."""
    for table in tables():
        name = f"{_quoted(table.schema)}.{_quoted(table.table)}"
        yield f"COMMENT ON {table.kind.upper()} {name} IS {literal(f'{table.zh} | {table.en}')}"
    for field in fields():
        name = f"{_quoted(field.schema)}.{_quoted(field.table)}.{_quoted(field.column)}"
        yield f"COMMENT ON COLUMN {name} IS {literal(comment_of(field))}"


def _cell(value: str) -> str:
    return value.replace("|", "\\|").replace("\n", " ")


def markdown() -> str:
    """docs/dictionary.md as a text."""
    lines = [
        "# 数据字典 · Data dictionary",
        "",
        "由 `python -m sql.dictionary` 从 `data/dictionary/*.csv` 生成，请勿直接修改。",
        "Generated from `data/dictionary/*.csv` by `python -m sql.dictionary`; do not edit.",
    ]
    for table in tables():
        lines += ["", f"## {table.schema}.{table.table}", "", f"{table.zh}  ", table.en, ""]
        lines += ["| 列 column | 类型 type | 中文 | English | 单位 unit | 注意 caution |", "| --- " * 6 + "|"]
        for field in fields():
            if (field.schema, field.table) == (table.schema, table.table):
                cells = (f"`{field.column}`", field.type, field.zh, field.en, field.unit, field.caution)
                lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write docs/dictionary.md of the checkout that this module belongs to."""
    target = Path(__file__).resolve().parent.parent / "docs" / "dictionary.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()

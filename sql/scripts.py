"""The SQL files of the warehouse and the rows they are seeded with (建库脚本)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import data

_ROOT = Path(__file__).resolve().parent
VIEW_FOLDERS = ("published", "marts", "决算")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered change of the tables: ``ddl/<version>_<name>.sql``. A released one is never edited: add the next one."""

    version: int
    name: str
    text: str


@cache
def script(relative: str) -> str:
    """The text of one SQL file of this folder."""
    return (_ROOT / relative).read_text(encoding="utf-8")


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations in the order in which they are applied; raises ValueError on a gap or a repeated number."""
    found = []
    for path in sorted((_ROOT / "ddl").glob("*.sql")):
        number, _, name = path.stem.partition("_")
        found.append(Migration(int(number), name, path.read_text(encoding="utf-8")))
    if [migration.version for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations are not numbered 1, 2, 3, …: {[migration.version for migration in found]}")
    return tuple(found)


@cache
def views() -> tuple[str, ...]:
    """The statements that create all views, each after those it reads (the number before the name is the order)."""
    return tuple(path.read_text(encoding="utf-8") for folder in VIEW_FOLDERS for path in sorted((_ROOT / folder).glob("*.sql")))


def seed_files() -> dict[str, Path]:
    """Name of a seed table → the CSV file that holds its rows."""
    reference = ("districts", "function_subjects", "economic_subjects", "dq_rules", "extraction_rules")
    dictionary = ("statements", "fund_sources")
    return {name: data.path(f"reference/{name}.csv") for name in reference} | {
        name: data.path(f"dictionary/{name}.csv") for name in dictionary
    }


@cache
def everything_digest() -> str:
    """A hash over migrations, load scripts, views, seeds and comments."""
    digest = hashlib.sha256()
    files = [path for folder in ("ddl", "load", *VIEW_FOLDERS) for path in sorted((_ROOT / folder).glob("*.sql"))]
    dictionary = [data.path("dictionary/tables.csv"), data.path("dictionary/fields.csv")]
    for path in [*files, *seed_files().values(), *dictionary]:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]

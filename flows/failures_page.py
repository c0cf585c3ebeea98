"""Writes ``docs/failures.md`` from the reasons of quarantine: ``python -m flows.failures_page``. A test compares them."""

from __future__ import annotations

from pathlib import Path

from extract.errors import REASONS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "failures.md"

HEAD = """\
# 隔离原因 · Reasons of quarantine

由 `python -m flows.failures_page` 从 `extract/errors.py` 生成，请勿手改。
Generated from `extract/errors.py` by `python -m flows.failures_page`; do not edit.

进入隔离区的文件不影响其他文件：其余文件照常载入，命令以状态 3 结束，并逐一列出原因。`juesuan report` 随时可再次列出。
A quarantined document never holds up another one: all others load, the command ends with status 3 and lists each reason.
`juesuan report` lists them again.

| 代码 code | 发生了什么、该怎么办 | what happened and what to do |
| --- | --- | --- |
"""


def failures_page() -> str:
    """The page as Markdown."""
    return HEAD + "".join(f"| `{reason.code}` | {reason.title_zh} | {reason.title_en} |\n" for reason in REASONS)


if __name__ == "__main__":
    PAGE.write_text(failures_page(), encoding="utf-8")

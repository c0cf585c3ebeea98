"""The gate (闸门): a fault of this program stops the load; a fault of the publication never does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ExpectationFailed(Exception):
    """Rows that this program wrote break its own promises. Nothing was published; the warehouse is as it was.

    ``code`` is "<suite>:<expectation>" of the first failure, or "validator-…" when the validation itself did not finish.
    A person should report the message: it is a fault of the program, not of a document.
    """

    def __init__(self, code: str, message_zh: str, message_en: str) -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh
        self.message_en = message_en

    def __reduce__(self) -> tuple[type[ExpectationFailed], tuple[str, str, str]]:
        return type(self), (self.code, self.message_zh, self.message_en)


def gate(rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises :class:`ExpectationFailed` if a row of the validation that guards the load did not succeed, or if there are none."""
    if not rows:
        raise ExpectationFailed(
            "validator-empty", "校验没有返回任何结果，未入库", "the validation gave no result; nothing was loaded"
        )
    failed = [row for row in rows if row["gate"] and not row["success"]]
    if not failed:
        return
    first = failed[0]
    more_zh = f"，另有 {len(failed) - 1} 项" if len(failed) > 1 else ""
    more_en = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    raise ExpectationFailed(
        f"{first['suite']}:{first['expectation']}",
        f"入库前校验未通过：{first['detail_zh']}{more_zh}。仓库保持原样，请报告此问题",
        f"validation before loading failed: {first['detail_en']}{more_en}. The warehouse is unchanged; please report this",
    )

"""Names of projects (项目名称): which names mean the same project."""

from __future__ import annotations

import re

from transform.chinese_text import fold

_LEADING_YEAR = re.compile(r"^[(\"]?(?:20[0-4]\d)(?:财政)?年(?:度)?[)\"]?[-:,]?(?=.{2,})")


def project_key(name: str) -> str:
    """What identifies a project (项目) of a department across years and forms; the name shown is never changed by it.

    White space, width, brackets and quotation marks are folded, and one fiscal year at the very front is dropped, so that
    2023年社会建设经费 and 2024年度社会建设经费 are one project. A year anywhere else belongs to the name:
    "党校培训2024年第二期" keeps its own, and so does 2021-2025年规划编制, which names a span and not a fiscal year.
    """
    return _LEADING_YEAR.sub("", fold(name)).replace('"', "")

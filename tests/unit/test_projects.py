"""Which names of projects are one project."""

from __future__ import annotations

import pytest

from transform.projects import project_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年社会建设经费", "2024年度社会建设经费"),
        ("（2024年）社会建设经费", "社会建设经费"),
        ("社会建设\n经费（二期）", "社会建设 经费(二期)"),
        ("“两新”党建", "两新党建"),
    ],
)
def test_same_project(one: str, other: str) -> None:
    assert project_key(one) == project_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2021-2025年规划编制", "规划编制"),
        ("党校培训2024年第二期", "党校培训第二期"),
        ("社会建设经费", "社会建设专项经费"),
        ("2024年", "2023年"),
    ],
)
def test_different_projects(one: str, other: str) -> None:
    assert project_key(one) != project_key(other)

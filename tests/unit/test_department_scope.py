"""The scope of an account (口径) from its title: department and own office are never two versions of one publication."""

from __future__ import annotations

import pytest

from transform.departments import scope_in_title


@pytest.mark.parametrize(
    ("title", "scope"),
    [
        ("某市样例局2024年度部门决算", "部门"),
        ("某市样例局2024年度单位决算", "单位"),
        ("某市样例局（本级）2024年度单位决算", "本级"),
        ("某市样例局本级2024年度部门决算", "本级"),
        ("某市样例局(机关)2024年度决算", "本级"),
        ("某市样例局2024年度部门（单位）决算", None),
        ("某市样例局2024年度决算", None),
        ("项目支出绩效自评表", None),
        ("机关事务管理局2024年度部门决算", "部门"),
        ("", None),
    ],
)
def test_scope_of_a_title(title: str, scope: str | None) -> None:
    assert scope_in_title(title) == scope

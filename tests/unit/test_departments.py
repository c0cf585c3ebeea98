"""One body, one key, one readable name."""

from __future__ import annotations

import pytest

from transform.departments import PLACE_UNKNOWN, canonical_department, split_code
from transform.districts import district

FENGTAI, BAOSHAN, PUTUO, QIANNAN = district("110106"), district("310113"), district("310107"), district("522700")


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("[197]中共黔南州委社会工作部", "197", "中共黔南州委社会工作部"),
        ("【197】中共黔南州委社会工作部", "197", "中共黔南州委社会工作部"),
        ("004-中共北京市丰台区委组织部", "004", "中共北京市丰台区委组织部"),
        ("219-池州市教育体育局", "219", "池州市教育体育局"),
        ("219001-池州市\n教育体育局", "219001", "池州市教育体育局"),
        ("219001池州市教育体育局", "219001", "池州市教育体育局"),
        ("池州市教育体育局[219]", "219", "池州市教育体育局"),
        ("120急救中心", None, "120急救中心"),
        ("12345热线管理中心", None, "12345热线管理中心"),
        ("（机关）某局", None, "（机关）某局"),
        ("中共丰台区委组织部", None, "中共丰台区委组织部"),
        ("", None, ""),
    ],
)
def test_split_code(text: str, code: str | None, name: str) -> None:
    assert split_code(text) == (code, name)


VARIANTS = {
    "110106|党委|组织部": (
        "中共北京市丰台区委组织部",
        [
            "中共北京市丰台区委组织部",
            "004-中共北京市丰台区委组织部",
            "中共丰台区委组织部",
            "丰台区委组织部",
            "区委组织部",
            "中国共产党北京市丰台区委员会组织部",
            "中共北京市丰台区委组织部（本级）",
            "中共北京市 丰台区委\n组织部",
        ],
    ),
    "110106|政府|发展改革委员会": (
        "北京市丰台区发展和改革委员会",
        ["北京市丰台区发展和改革委员会", "丰台区发改委", "区发展改革委", "丰台区发展和改革委", "丰台发改委"],
    ),
    "110106|政府|人民政府办公室": (
        "北京市丰台区人民政府办公室",
        ["丰台区人民政府办公室", "丰台区政府办公室", "丰台区政府办", "区政府办"],
    ),
    "110106|政协|政协委员会办公室": (
        "政协北京市丰台区委员会办公室",
        ["中国人民政治协商会议北京市丰台区委员会办公室", "政协丰台区委员会办公室", "政协北京市丰台区委办公室"],
    ),
    "110106|群团|共青团委员会": (
        "共青团北京市丰台区委员会",
        ["共青团北京市丰台区委", "中国共产主义青年团北京市丰台区委员会", "共青团丰台区委员会"],
    ),
    "110106|政府|卢沟桥街道办事处": (
        "北京市丰台区卢沟桥街道办事处",
        ["北京市丰台区人民政府卢沟桥街道办事处", "丰台区卢沟桥街道办事处"],
    ),
}


@pytest.mark.parametrize(
    ("key", "name", "printed"), [(key, name, text) for key, (name, texts) in VARIANTS.items() for text in texts]
)
def test_all_notations_of_one_body(key: str, name: str, printed: str) -> None:
    found = canonical_department(printed, FENGTAI)
    assert (found.key, found.name) == (key, name)


def test_the_canonical_name_is_stable() -> None:
    for key, (name, _) in VARIANTS.items():
        again = canonical_department(name, None)
        assert (again.key, again.name) == (key, name)


def test_a_printed_place_needs_no_context() -> None:
    found = canonical_department("[197]中共黔南州委社会工作部", None)
    assert (found.name, found.key, found.place_inferred) == ("中共贵州省黔南州委社会工作部", "522700|党委|社会工作部", False)
    assert found == canonical_department("[197]中共黔南州委社会工作部", QIANNAN)


def test_an_ambiguous_place_waits_for_the_context() -> None:
    alone = canonical_department("宝山区委社会工作部", None)
    assert (alone.name, alone.district_code) == ("宝山区委社会工作部", None)
    assert PLACE_UNKNOWN in alone.steps
    assert canonical_department("宝山区委社会工作部", BAOSHAN).name == "中共上海市宝山区委社会工作部"


def test_no_place_and_no_context_is_held_out() -> None:
    found = canonical_department("区委社会工作部", None)
    assert (found.name, found.key.split("|")[0], found.district_code, found.place_inferred) == (
        "区委社会工作部",
        "?",
        None,
        False,
    )
    assert PLACE_UNKNOWN in found.steps


def test_a_place_from_the_context_is_named_as_inferred() -> None:
    assert canonical_department("区委组织部", FENGTAI).place_inferred
    assert not canonical_department("丰台区委组织部", FENGTAI).place_inferred
    assert canonical_department("市财政局", FENGTAI).key == "110000|政府|财政局"


def test_the_context_never_overrules_a_printed_place() -> None:
    assert canonical_department("上海市规划和自然资源局", PUTUO).key == "310000|政府|规划自然资源局"
    assert canonical_department("普陀区规划资源局", PUTUO).key == "310107|政府|规划自然资源局"


@pytest.mark.parametrize(
    ("printed", "scope"),
    [
        ("丰台区财政局（本级）", "本级"),
        ("丰台区财政局(机关)", "本级"),
        ("丰台区财政局机关", "本级"),
        ("丰台区财政局（部门）", "部门"),
        ("丰台区财政局", None),
    ],
)
def test_scope(printed: str, scope: str | None) -> None:
    found = canonical_department(printed, None)
    assert (found.scope, found.key) == (scope, "110106|政府|财政局")


@pytest.mark.parametrize(
    ("printed", "branch"),
    [
        ("北京市丰台区人民检察院", "法检"),
        ("丰台区纪委监委", "监委"),
        ("北京市丰台区人大常委会办公室", "人大"),
        ("丰台区妇联", "群团"),
        ("民革丰台区委员会", "民主党派"),
        ("丰台区第一幼儿园", "事业"),
        ("中共北京市丰台区委党校", "党委"),
        ("丰台区财政局", "政府"),
    ],
)
def test_branch(printed: str, branch: str) -> None:
    assert canonical_department(printed, None).branch == branch


def test_different_bodies_stay_apart() -> None:
    names = [
        "丰台区城市管理局",
        "丰台区城市管理委员会",
        "丰台区财政局",
        "丰台区委组织部",
        "丰台区委办公室",
        "丰台区人民政府办公室",
        "宛平街道办事处",
    ]
    assert len({canonical_department(name, FENGTAI).key for name in names}) == len(names)

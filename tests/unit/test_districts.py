"""Places: which division a document belongs to, and when that stays open."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from transform.districts import Ambiguous, District, district, find_districts, resolve_district


def code_of(found: District | Ambiguous | None) -> str | None:
    if isinstance(found, Ambiguous):
        return "ambiguous: " + " ".join(candidate.code for candidate in found.candidates)
    return None if found is None else found.code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("中共北京市丰台区委组织部", "110106"),
        ("中共丰台区委组织部", "110106"),
        ("004-中共北京市丰台区委组织部", "110106"),
        ("中国共产党北京市丰台区委员会组织部", "110106"),
        ("[197]中共黔南州委社会工作部", "522700"),
        ("中共上海市宝山区委社会工作\n部", "310113"),
        ("上海宝山区财政局", "310113"),
        ("上海普陀规划资源局", "310107"),
        ("昆明市五华区教育体育局", "530102"),
        ("219-池州市教育体育局", "341700"),
        ("荔波县财政局", "522722"),
        ("贵州省荔波县财政局", "522722"),
        ("大理州财政局", "532900"),
        ("阿坝州理县财政局", "513222"),
        ("锡林郭勒盟财政局", "152500"),
        ("内蒙古自治区财政厅", "150000"),
        ("苏州工业园区管委会", "320576"),
        ("北京市公安局丰台分局", "110106"),
        ("长沙财政局", "430100"),
        ("国家税务总局北京市丰台区税务局", "110106"),
        ("四川省渠县财政局", "511725"),
        ("榆林市榆阳区财政局", "610802"),
    ],
)
def test_place_in_the_name(name: str, code: str) -> None:
    assert code_of(resolve_district([name])) == code


@pytest.mark.parametrize(
    "name",
    ["宝山区委社会工作部", "普陀区财政局", "朝阳区教育局", "鼓楼区财政局", "普陀规划资源局", "通州区水务局", "南山区财政局"],
)
def test_a_name_that_several_divisions_bear_is_not_guessed(name: str) -> None:
    found = resolve_district([name])
    assert isinstance(found, Ambiguous)
    assert len(found.candidates) > 1


@pytest.mark.parametrize(
    ("names", "context", "code"),
    [
        (["宝山区委社会工作部"], ["上海市2024年度部门决算"], "310113"),
        (["宝山区委社会工作部"], ["黑龙江省双鸭山市"], "230506"),
        (["普陀区财政局"], ["24年普陀区财政局", "上海"], "310107"),
        (["朝阳区教育局"], ["北京市朝阳区人民政府网站"], "110105"),
        (["鼓楼区财政局"], ["江苏省徐州市"], "320302"),
        (["朝阳区教育局", "长春市朝阳区第二小学"], [], "220104"),
        (["区委组织部"], ["北京市丰台区人民政府"], "110106"),
        (["市财政局"], ["广东省湛江市赤坎区"], "440800"),
        (["市本级"], ["广东省湛江市赤坎区"], "440800"),
        (["市场监督管理局"], ["北京市西城区"], "110102"),
        (["区教育局", "北京市第八中学"], ["北京市西城区"], "110102"),
        (["某某附属学校", "上海某某医学院"], ["上海市宝山区"], "310113"),
        (["某某中学"], ["上海_宝山_2024.pdf"], "310113"),
        (["社会工作部"], ["项目在对口支援的贵州省荔波县开展。" * 5, "北京市丰台区财政局"], "110106"),
        (["社会工作部"], ["根据北京市丰台区人民政府的要求，项目在贵州省荔波县开展，" + "并按规定使用资金。" * 8], "110106"),
    ],
)
def test_context_decides(names: Sequence[str], context: Sequence[str], code: str) -> None:
    assert code_of(resolve_district(names, context)) == code


@pytest.mark.parametrize(
    ("names", "context"),
    [
        (["区委组织部"], []),
        (["区委组织部"], ["上海市"]),
        (["新华书店"], []),
        ([], []),
        (["新疆生产建设兵团"], []),
        (["社会工作部"], ["绩效自评表"]),
    ],
)
def test_nothing_is_named(names: Sequence[str], context: Sequence[str]) -> None:
    assert resolve_district(names, context) is None


def test_the_fiscal_year_prefers_divisions_that_existed() -> None:
    assert code_of(resolve_district(["浙江省杭州市江干区财政局"], on=2019)) == "330104"
    assert code_of(resolve_district(["毕节市财政局"], on=2020)) == "520500"
    found = resolve_district(["通州市财政局"], on=2005)
    assert isinstance(found, District)
    assert found.code == "320683"


def test_context_never_overrules_a_printed_place() -> None:
    assert code_of(resolve_district(["上海市规划和自然资源局"], ["上海市普陀区"])) == "310000"
    assert code_of(resolve_district(["北京市丰台区财政局"], ["上海市宝山区", "上海市宝山区"])) == "110106"


@pytest.mark.parametrize(
    "prose",
    ["相应县区", "省和县两级", "各城区、郊区", "促进京津冀河北区域协同", "河南山区群众", "市中区域", "我区和平安宁", "全市区县"],
)
def test_ordinary_words_are_no_places(prose: str) -> None:
    assert [match.text for match in find_districts(prose) if match.official] == []


def test_a_chain_is_one_place() -> None:
    matches = find_districts("对口帮扶贵州省黔南州荔波县")
    assert [(match.text, match.codes, match.official, match.parts) for match in matches] == [
        ("贵州省黔南州荔波县", ("522722",), True, 3)
    ]


def test_a_district_knows_its_chain() -> None:
    found = district("522722")
    assert found is not None
    assert (found.level, found.province_name, found.prefecture_name, found.county_name) == (
        "county",
        "贵州省",
        "黔南布依族苗族自治州",
        "荔波县",
    )
    assert district("999999") is None


def test_evidence_is_the_text_that_decided() -> None:
    found = resolve_district(["区委组织部"], ["北京市丰台区人民政府"])
    assert isinstance(found, District)
    assert found.evidence == "北京市丰台区人民政府"


def test_long_prose_is_fast() -> None:
    text = "根据要求，北京市丰台区人民政府对项目资金的使用情况开展自评。" * 500
    find_districts("")
    started = time.perf_counter()
    find_districts(text)
    assert time.perf_counter() - started < 1.0

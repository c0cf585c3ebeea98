"""What a sentence's figure measures follows from its grammar (文字说明)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extract.cell_grid import Paragraph
from transform.forms.narrative.read import NarrativeContext, narrative_of

Rows = dict[str, list[dict[str, Any]]]


def read(*paragraphs: str, year: int = 2023) -> Rows:
    return narrative_of([Paragraph(text) for text in paragraphs], NarrativeContext("0" * 64, year))


def amounts(rows: Rows) -> list[tuple[str, str | None]]:
    return [(row["measure"], None if row["amount_yuan"] is None else str(row["amount_yuan"])) for row in rows["narrative_figure"]]


def columns(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows["narrative_figure"]]


def rules(rows: Rows) -> list[str]:
    return [row["rule_id"] for row in rows["finding"]]


def test_subject_verb_amount_with_publisher_and_year() -> None:
    rows = read("某县某某局2023年度收入支出总计1,234.56万元。", "某县某某局2023年度机关运行经费支出为78,900元。")
    assert amounts(rows) == [("收入支出总计", "12345600.00"), ("机关运行经费支出", "78900.00")]
    assert columns(rows, "figure_year", "published_text", "published_unit")[1] == (2023, "78,900", "元")


def test_a_publisher_without_a_year_is_learned_from_the_other_sentences() -> None:
    rows = read("某县某某局2023年度收入合计10万元。", "某县某某局2023年度支出合计10万元。", "某县某某局资产总额5万元。")
    assert amounts(rows)[-1] == ("资产总额", "50000.00")


def test_an_enumeration_gives_parts_and_shares() -> None:
    rows = read("本年收入合计100万元，其中：财政拨款收入90万元，占90%；其他收入10万元，占本年收入合计的10.00%。")
    assert columns(rows, "measure", "part_of", "share_percent", "share_of") == [
        ("本年收入合计", None, None, None),
        ("财政拨款收入", "本年收入合计", Decimal(90), "本年收入合计"),
        ("其他收入", "本年收入合计", Decimal("10.00"), "本年收入合计"),
    ]


def test_budget_and_final_account_share_the_subject_of_the_item() -> None:
    rows = read(
        "1.社会保障和就业支出（类）民政管理事务（款）行政运行（项）。主要用于：人员经费。年初预算为9.39万元，"
        "支出决算为9.12万元，完成年初预算的97.12%，决算数小于年初预算数的主要原因是厉行节约。"
    )
    path = "社会保障和就业支出（类）民政管理事务（款）行政运行（项）"
    assert columns(rows, "measure", "role", "item_path", "completion_percent", "completion_of") == [
        ("行政运行（项）年初预算", "年初预算", path, None, None),
        ("行政运行（项）支出决算", "决算", path, Decimal("97.12"), "年初预算"),
    ]


def test_an_item_in_a_line_of_its_own_is_the_subject_of_the_next_paragraph_and_of_no_later_one() -> None:
    rows = read(
        "1.教育支出（类）进修及培训（款）培训支出（项）",
        "年初预算为3万元，支出决算为2万元。",
        "2.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）。支出决算为1万元。",
    )
    assert [measure for measure, _ in amounts(rows)] == [
        "培训支出（项）年初预算",
        "培训支出（项）支出决算",
        "行政单位医疗（项）支出决算",
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("比2022年度增加2.55万元，增长1.40%。", ("增加", "2022年度", 2022, Decimal("1.40"))),
        ("较上年减少2.55万元，下降1.40%。", ("减少", "上年", 2022, Decimal("1.40"))),
        ("与2021年决算数相比，减少2.55万元，降低1.40%。", ("减少", "2021年决算数", 2021, Decimal("1.40"))),
        ("同比增加2.55万元，增幅1.40%。", ("增加", "上年同期", 2022, Decimal("1.40"))),
        ("比年初预算数减少2.55万元，下降1.40%。", ("减少", "年初预算数", None, Decimal("1.40"))),
    ],
)
def test_a_change_has_direction_base_and_rate(sentence: str, expected: tuple[Any, ...]) -> None:
    rows = read("2023年度机关运行经费支出184.65万元，" + sentence)
    assert columns(rows, "amount_yuan", "kind")[1] == (Decimal("25500.00"), "change")
    assert columns(rows, "direction", "compared_with", "base_year", "change_percent")[1] == expected
    assert columns(rows, "subject")[1] == ("机关运行经费支出",)


def test_one_amount_for_income_and_expenditure_is_two_figures() -> None:
    rows = read("2023年度收、支总计均为50万元。与上年度相比，收、支总计各增加5万元，增长11.11%。")
    assert columns(rows, "measure", "change_percent") == [
        ("收入总计", None),
        ("支出总计", None),
        ("收入总计比上年度增加", Decimal("11.11")),
        ("支出总计比上年度增加", Decimal("11.11")),
    ]


def test_the_budget_inside_a_completion_is_a_figure_and_the_rate_belongs_to_the_final_account() -> None:
    rows = read("公务接待费支出决算为3.2万元，完成全年预算5万元的64%，比上年决算数增加1万元。")
    assert columns(rows, "measure", "amount_yuan", "completion_percent") == [
        ("公务接待费支出决算", Decimal("32000.00"), Decimal(64)),
        ("公务接待费全年预算", Decimal("50000.00"), None),
        ("公务接待费比上年决算数增加", Decimal("10000.00"), None),
    ]


def test_descriptions_and_counts_before_an_amount_belong_to_it() -> None:
    rows = read(
        "在面向小微企业预留的项目中，由小微企业成交的，采购金额7万元。",
        "编报绩效目标的2023年度项目4个，涉及预算金额598.42万元；绩效自评的2023年度项目3个，涉及预算金额5万元。",
        "处置车辆1辆，账面原值18.5万元。",
    )
    assert amounts(rows) == [
        ("面向小微企业预留的项目中由小微企业成交的采购金额", "70000.00"),
        ("编报绩效目标的项目涉及预算金额", "5984200.00"),
        ("绩效自评的项目涉及预算金额", "50000.00"),
        ("处置车辆账面原值", "185000.00"),
    ]


def test_brackets_hold_the_parts_of_the_amount_before_them() -> None:
    rows = read("资金总额1,200万元（其中：中央资金800万元、省级资金400万元），实际支出1,100万元。")
    assert columns(rows, "measure", "part_of") == [
        ("资金总额", None),
        ("中央资金", "资金总额"),
        ("省级资金", "资金总额"),
        ("资金总额实际支出", None),
    ]


def test_a_share_behind_a_bracket_is_that_of_the_amount_before_it() -> None:
    rows = read(
        "本年收入合计100万元，其中：财政拨款收入90万元（一般公共预算80万元，政府性基金预算10万元），占90%；其他收入10万元。"
    )
    assert columns(rows, "measure", "part_of", "share_percent") == [
        ("本年收入合计", None, None),
        ("财政拨款收入", "本年收入合计", Decimal(90)),
        ("一般公共预算", "财政拨款收入", None),
        ("政府性基金预算", "财政拨款收入", None),
        ("其他收入", "本年收入合计", None),
    ]


def test_a_numbered_entry_is_the_subject_of_what_follows_in_its_paragraph_or_the_next() -> None:
    rows = read("2.公务接待费。2023年度决算数0.2万元，比2023年度年初预算数0.5万元减少0.3万元。", "3.会议费", "年初预算1万元。")
    assert amounts(rows) == [
        ("公务接待费决算数", "2000.00"),
        ("公务接待费年初预算数", "5000.00"),
        ("公务接待费比2023年度年初预算数减少", "3000.00"),
        ("会议费年初预算", "10000.00"),
    ]
    assert columns(rows, "direction", "base_year")[2] == ("减少", 2023)


def test_the_use_of_a_balance_is_not_the_balance() -> None:
    assert amounts(read("使用非财政拨款结余0万元。使用一般公共预算财政拨款安排基本支出8万元。")) == [
        ("使用非财政拨款结余", "0.00"),
        ("一般公共预算财政拨款安排基本支出", "80000.00"),
    ]


def test_general_words_below_the_heading_of_a_fund_are_of_that_fund() -> None:
    rows = read(
        "八、政府性基金预算财政拨款收入支出决算情况说明",
        "本年支出648.53万元，均为项目支出。",
        "九、其他情况说明",
        "本年支出1万元。",
    )
    assert [measure for measure, _ in amounts(rows)] == ["政府性基金预算财政拨款本年支出", "本年支出"]


def test_respectively_needs_as_many_amounts_as_names() -> None:
    rows = read("2023年初结转和结余、年末结转和结余分别为12.3万元、45.6万元。")
    assert amounts(rows) == [("年初结转和结余", "123000.00"), ("年末结转和结余", "456000.00")]
    short = read("基本支出、项目支出、经营支出分别为1万元、2万元。")
    assert amounts(short) == []
    assert rules(short) == ["EX-121", "EX-121"]


def test_a_fund_whose_name_ends_in_budget_is_no_budget_figure() -> None:
    rows = read("其中：一般公共预算300万元，政府性基金预算支出100万元。")
    assert columns(rows, "measure", "role") == [("一般公共预算", None), ("政府性基金预算支出", None)]


def test_rates_that_stand_by_themselves() -> None:
    rows = read("预算执行率为98.5%。", "货物采购授予中小企业合同金额占货物支出金额的100%。", "群众满意度达到95%。")
    assert columns(rows, "measure", "amount_yuan", "rate_percent", "kind") == [
        ("预算执行率", None, Decimal("98.5"), "rate"),
        ("货物采购授予中小企业合同金额占货物支出金额", None, Decimal(100), "rate"),
    ]


def test_unchanged_is_said_of_the_amount_before() -> None:
    rows = read("机关运行经费支出180.5万元，与2022年度基本持平。")
    assert columns(rows, "direction", "compared_with", "base_year") == [("持平", "2022年度", 2022)]


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("“三公”经费支出增加（减少）5万元。", "EX-122"),
        ("公务接待费支出XX万元。", "EX-122"),
        ("2023年收入合计XXX万元。", "EX-122"),
        ("预算安排10-20万元。", "EX-121"),
        ("收、支总计各是4125.49,4143.91万元。", "EX-121"),
        ("，5万元。", "EX-121"),
        ("发放补贴近200万元。", "EX-121"),
        ("减免税费合计300余万元。", "EX-121"),
        ("公务接待费支出超过5万元。", "EX-121"),
        ("标准为每人每月200元/人。", "EX-121"),
        ("本年支出合计500.00。", "EX-123"),
        ("项目总预算1720.00万，其中见附件。", "EX-123"),
    ],
)
def test_what_is_not_certain_is_a_finding_and_no_fact(sentence: str, rule: str) -> None:
    rows = read(sentence)
    assert amounts(rows) == []
    assert rule in rules(rows)


def test_a_change_of_zero_with_both_directions_is_loaded_and_doubted() -> None:
    rows = read("2023年度“三公”经费决算数0万元，比2023年度“三公”经费年初预算0万元增加（减少）0万元。")
    assert [measure for measure, _ in amounts(rows)] == [
        "“三公”经费决算数",
        "“三公”经费年初预算",
        "“三公”经费比年初预算增加（减少）",
    ]
    assert rules(rows) == ["EX-122"]
    assert rows["finding"][0]["fact_ids"] == [rows["narrative_figure"][2]["fact_id"]]


def test_digits_of_a_name_and_codes_of_an_item_do_not_cut_the_name() -> None:
    rows = read(
        "5G网络建设经费3万元。",
        "1、住房保障支出（221类）住房改革支出（02款）购房补贴（03项）207万元。年初预算为0，支出决算为170万元。",
    )
    assert amounts(rows) == [
        ("5G网络建设经费", "30000.00"),
        ("购房补贴（03项）", "2070000.00"),
        ("购房补贴（03项）支出决算", "1700000.00"),
    ]
    assert rules(rows) == ["EX-123"]


def test_a_second_sum_behind_a_semicolon_is_no_part_of_the_first_list() -> None:
    rows = read("2023年预算数30万元，其中：公务接待费10万元；决算数25万元，其中：公务接待费8万元。")
    assert columns(rows, "measure", "part_of") == [
        ("预算数", None),
        ("公务接待费", "预算数"),
        ("决算数", None),
        ("公务接待费", "决算数"),
    ]


def test_a_figure_of_another_year_says_so() -> None:
    rows = read("会议费支出2.5万元，较2022年决算数3.1万元减少0.6万元。")
    assert amounts(rows) == [
        ("会议费支出", "25000.00"),
        ("2022年会议费支出决算数", "31000.00"),
        ("会议费支出比2022年决算数减少", "6000.00"),
    ]


def test_counts_and_thresholds_are_not_money() -> None:
    rows = read(
        "单价100万元（含）以上设备2台（套），单位价值50万元以上通用设备1台。",
        "国内公务接待25批次、180人次，共有车辆3辆。",
        "根据《关于100万元以上项目的规定》执行。",
    )
    assert amounts(rows) == []
    assert rules(rows) == []


def test_negative_and_large_units() -> None:
    rows = read("年末结转和结余-12.30万元。", "债务余额1.5亿元。")
    assert amounts(rows) == [("年末结转和结余", "-123000.00"), ("债务余额", "150000000.00")]


def test_the_glossary_is_not_loaded_but_leaves_a_finding() -> None:
    rows = read("第四部分名词解释", "一、基本支出：指保障运转的支出5万元。", "第五部分附表说明", "本年支出3万元。")
    assert amounts(rows) == [("本年支出", "30000.00")]
    assert rules(rows) == ["EX-121"]


def test_telephone_numbers_and_officers_never_reach_the_quote() -> None:
    rows = narrative_of(
        [Paragraph("联系人：欧阳某甲，电话：021-12345678，项目资金5万元。")], NarrativeContext("0", 2023, (), {"欧阳某甲"})
    )
    text = str(rows)
    assert "欧阳某甲" not in text
    assert "12345678" not in text


def test_repeated_sentences_have_different_ids_and_every_figure_its_place() -> None:
    rows = read("项目支出5万元，占10%。", "项目支出5万元，占10%。")
    ids = [row["fact_id"] for row in rows["narrative_figure"]]
    assert len(set(ids)) == 2
    assert [(row["fact_id"], row["figure"], row["stored_value"]) for row in rows["figure_location"]] == [
        (ids[0], "amount_yuan", "50000.00"),
        (ids[0], "share_percent", "10"),
        (ids[1], "amount_yuan", "50000.00"),
        (ids[1], "share_percent", "10"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("机关运行经费10万元，比上年度的12万元减少2万元。", ("2022年机关运行经费", 2022, "机关运行经费比上年度减少")),
        ("机关运行经费10万元，较2022年的12万元减少2万元。", ("2022年机关运行经费", 2022, "机关运行经费比2022年减少")),
        ("机关运行经费10万元，比上年决算数12万元减少2万元。", ("2022年机关运行经费决算数", 2022, "机关运行经费比上年决算数减少")),
        ("机关运行经费10万元。上年为12万元，减少2万元。", ("2022年机关运行经费", 2022, "机关运行经费比上年减少")),
    ],
)
def test_the_amount_of_the_year_before_is_the_subject_in_that_year(text: str, expected: tuple[str, int, str]) -> None:
    rows = read(text)
    _, before, change = columns(rows, "measure", "figure_year")
    assert (*before, change[0]) == expected
    assert columns(rows, "base_year", "direction")[2] == (2022, "减少")


def test_carry_over_of_the_year_before_is_a_subject_of_its_own() -> None:
    assert amounts(read("本年收入20万元，上年结转5万元。"))[1] == ("上年结转", "50000.00")


def test_a_subject_behind_the_base_is_that_of_the_change() -> None:
    rows = read("收入总计50万元。与上年相比机关运行经费减少5万元。")
    assert columns(rows, "measure", "compared_with")[1] == ("机关运行经费比上年减少", "上年")


def test_less_than_a_base_is_a_change() -> None:
    rows = read("公务接待费支出决算9万元，决算数小于年初预算数1万元。")
    assert columns(rows, "measure", "direction", "compared_with", "kind")[1] == (
        "公务接待费决算数比年初预算数减少", "减少", "年初预算数", "change",
    )  # fmt: skip


def test_a_total_after_a_list_is_no_part_of_the_list() -> None:
    rows = read("收入总计9万元，其中：本年收入合计8万元，年初结转1万元；支出总计9万元，其中：本年支出合计9万元。")
    assert columns(rows, "measure", "part_of")[2:] == [
        ("年初结转", "收入总计"), ("支出总计", None), ("本年支出合计", "支出总计"),
    ]  # fmt: skip


def test_an_addition_to_the_budget_is_a_figure_of_the_same_subject() -> None:
    rows = read("森林防火项目年初预算10万元，追加预算5万元，实际支出14万元。")
    assert [measure for measure, _ in amounts(rows)] == ["森林防火项目年初预算", "森林防火项目追加预算", "森林防火项目实际支出"]


def test_an_amount_over_several_years_has_no_year() -> None:
    assert columns(read("2021年至2023年累计投入15万元。"), "measure", "figure_year") == [("累计投入", None)]


@pytest.mark.parametrize(
    "text",
    [
        "公务接待费2023年支出1万元，2022年支出3万元，减少2万元，下降66.67%。",
        "公务接待费2023年度支出1万元，比2022年度支出3万元减少2万元，下降66.67%。",
    ],
)
def test_an_amount_of_another_year_does_not_become_the_subject(text: str) -> None:
    rows = read(text)
    assert columns(rows, "measure", "figure_year")[1] == ("2022年公务接待费支出", 2022)
    assert columns(rows, "subject", "figure_year", "base_year", "direction")[2] == ("公务接待费支出", 2023, 2022, "减少")


def test_the_amount_of_a_base_between_its_words() -> None:
    rows = read("“三公”经费支出7万元，与预算10万元相比减少3万元。")
    assert [measure for measure, _ in amounts(rows)] == ["“三公”经费支出", "“三公”经费支出预算", "“三公”经费支出比预算减少"]


def test_the_base_of_a_percentage_is_that_of_the_amount_behind_it() -> None:
    rows = read("支出总计110万元，比上年增长10%，增加10万元。")
    assert columns(rows, "measure", "compared_with")[1] == ("支出总计比上年增加", "上年")

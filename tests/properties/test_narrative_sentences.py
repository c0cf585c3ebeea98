"""Any subject, amount, unit and direction set into the sentence patterns of several regions comes back (文字说明往返)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.cell_grid import Box, Paragraph
from transform.forms.narrative.read import NarrativeContext, narrative_of

SUBJECTS = (
    "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "本年支出合计", "基本支出", "项目支出", "机关运行经费支出",
    "政府采购支出总额", "政府采购货物支出", "授予中小企业合同金额", "公务接待费", "因公出国（境）费", "“三公”经费财政拨款支出",
    "公务用车购置及运行维护费", "一般公共预算财政拨款支出", "年末结转和结余", "人员经费", "公用经费", "会议费", "培训费",
)  # fmt: skip
ITEMS = (
    "教育支出（类）进修及培训（款）培训支出（项）", "住房保障支出（类）住房改革支出（款）住房公积金（项）",
    "一般公共服务（类）财政事务（款）行政运行（项）", "“社会工作事务”（款）", "卫生健康支出（210）行政单位医疗（2101101）",
)  # fmt: skip
FACTOR = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@st.composite
def amount(draw: st.DrawFn) -> tuple[str, str]:
    """A printed amount and what it is in 元."""
    unit = draw(st.sampled_from(sorted(FACTOR)))
    number = Decimal(draw(st.integers(0, 9_999_999))) / 100
    grouped = draw(st.booleans())
    printed = f"{number:,.2f}" if grouped else f"{number:.2f}"
    if draw(st.booleans()) and number == number.to_integral_value():
        printed = printed.removesuffix(".00")
    return printed + unit, f"{number * FACTOR[unit]:.2f}"


percent = st.integers(0, 20_000).map(lambda hundredths: f"{Decimal(hundredths) / 100:.2f}")
publisher = st.sampled_from(["", "某市某某局", "中共某县委某某部", "某区人民检察院"])
year = st.integers(2018, 2026)
linking = st.sampled_from(["", "为", "共计"])


def facts(text: str, fiscal_year: int = 2023) -> list[tuple[str, str]]:
    rows = narrative_of([Paragraph(part) for part in text.split("\n")], NarrativeContext("0", fiscal_year))
    assert rows["finding"] == [], rows["finding"]
    return [(row["measure"], str(row["amount_yuan"])) for row in rows["narrative_figure"]]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SUBJECTS), amount(), publisher, year, linking)
def test_one_statement(subject: str, money: tuple[str, str], who: str, when: int, verb: str) -> None:
    text = f"{who}{when}年度{subject}{verb}{money[0]}。"
    assert facts(text, when) == [(subject, money[1])]
    assert facts(text, when + 1) == [(f"{when}年{subject}", money[1])]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SUBJECTS), amount(), percent), min_size=2, max_size=6, unique_by=lambda part: part[0]),
    st.sampled_from(["，", "。"]),
    st.sampled_from(["；", "，"]),
    st.sampled_from(["占{p}%", "占总额的{p}%", "占本年合计的比重为{p}%", ""]),
)
def test_an_enumeration(parts: list[tuple[str, tuple[str, str], str]], opens: str, between: str, share: str) -> None:
    whole, *rest = parts
    listed = between.join(
        part + money[0] + ("，" + share.format(p=rate) if share else "") for part, money, rate in rest
    )  # fmt: skip
    text = f"{whole[0]}{whole[1][0]}{opens}其中：{listed}。"
    assert facts(text) == [(part, money[1]) for part, money, _ in parts]
    rows = narrative_of([Paragraph(text)], NarrativeContext("0", 2023))["narrative_figure"]
    assert [row["part_of"] for row in rows] == [None] + [whole[0]] * len(rest)
    if share:
        assert [f"{row['share_percent']:.2f}" for row in rows[1:]] == [rate for _, _, rate in rest]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ITEMS),
    amount(),
    amount(),
    percent,
    st.sampled_from(["年初预算", "全年预算", "调整预算"]),
    st.sampled_from(["。", "：", "，", "\n", "。主要用于：日常开支。"]),
    st.sampled_from(["决算数小于预算数的主要原因：人员减少。", "决算数与预算数持平。", ""]),
)
def test_budget_and_final_account_of_an_item(
    item: str, budget: tuple[str, str], spent: tuple[str, str], rate: str, role: str, mark: str, reason: str
) -> None:
    text = f"1.{item}{mark}{role}为{budget[0]}，支出决算为{spent[0]}，完成{role}的{rate}%。{reason}"
    rows = narrative_of([Paragraph(part) for part in text.split("\n")], NarrativeContext("0", 2023))
    assert rows["finding"] == []
    figures = rows["narrative_figure"]
    assert [str(row["amount_yuan"]) for row in figures] == [budget[1], spent[1]]
    assert [row["role"] for row in figures] == [role, "决算"]
    assert {row["item_path"] for row in figures} == {item.replace("“", "").replace("”", "")}
    assert f"{figures[1]['completion_percent']:.2f}" == rate


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(SUBJECTS),
    amount(),
    amount(),
    percent,
    st.sampled_from([("增加", "增长"), ("减少", "下降"), ("上升", "增长"), ("降低", "下降")]),
    st.sampled_from(
        [
            "{s}{a}，比2022年度{d}{c}，{r}{p}%。",
            "{s}{a}，较上年{d}{c}，{r}{p}%，主要原因是人员变动。",
            "{s}{a}。与2022年度相比，{s}{d}{c}，{r}{p}%。",
            "{s}为{a}，与上年相比，{d}{c}，{d}{p}%。",
            "{s}{a}，同比{d}{c}，{r}{p}%。",
            "{s}{a}，比上年决算数{d}{c}，{r}{p}%。",
        ]
    ),
)
def test_a_comparison(
    subject: str, money: tuple[str, str], change: tuple[str, str], rate: str, words: tuple[str, str], pattern: str
) -> None:
    text = pattern.format(s=subject, a=money[0], c=change[0], p=rate, d=words[0], r=words[1])
    rows = narrative_of([Paragraph(text)], NarrativeContext("0", 2023))
    assert rows["finding"] == []
    stated, changed = rows["narrative_figure"]
    assert (stated["measure"], str(stated["amount_yuan"]), stated["kind"]) == (subject, money[1], "amount")
    assert (changed["subject"], str(changed["amount_yuan"]), changed["kind"]) == (subject, change[1], "change")
    assert changed["direction"] == ("增加" if words[0] in ("增加", "上升") else "减少")
    assert changed["base_year"] == 2022
    assert f"{changed['change_percent']:.2f}" == rate


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SUBJECTS), amount()), min_size=3, max_size=8), st.integers(12, 44))
def test_line_breaks_of_a_page_never_change_a_figure(parts: list[tuple[str, tuple[str, str]]], width: int) -> None:
    text = "。".join(subject + money[0] for subject, money in parts) + "。"
    size, left = 10.0, 70.0
    lines = [text[start : start + width] for start in range(0, len(text), width)]
    blocks = [
        Paragraph(part, 1 + number // 5, Box(left, 20.0 * number, left + size * len(part), 20.0 * number + size))
        for number, part in enumerate(lines)
    ]
    rows = narrative_of(blocks, NarrativeContext("0", 2023))
    found = [(row["measure"], str(row["amount_yuan"])) for row in rows["narrative_figure"]]
    assert found == [(subject, money[1]) for subject, money in parts]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="收支预算决算为比上年增加减少（）、，。；：其中占完成的0123456789.万元亿% X和分别“”", max_size=60))
def test_no_money_of_any_text_is_lost_without_a_word(text: str) -> None:
    from transform.forms.narrative.paragraphs import plain
    from transform.forms.narrative.printed_figures import figures_of

    rows = narrative_of([Paragraph(text)], NarrativeContext("0", 2023))
    money = [figure for figure in figures_of(plain(text)) if figure.kind in ("money", "broken", "unit-price", "approximate")]
    loaded = [row for row in rows["narrative_figure"] if row["amount_yuan"] is not None]
    assert bool(money) <= bool(loaded or rows["finding"])
    assert len(loaded) + len(rows["finding"]) >= len(money)

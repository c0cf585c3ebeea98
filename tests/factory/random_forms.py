# ruff: noqa: E501 - lists of words are rows of data
"""Hypothesis strategies for facts of forms: legal, but with everything that published forms contain."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tests.factory.facts import Actual, FormFacts, FundingFact, IndicatorFact, Target, execution_rate, execution_score, grade_of

DEPARTMENTS = (
    "中共绵阳市涪城区委社会工作部", "南昌市东湖区民政局", "上海市长宁区绿化和市容管理局", "池州市贵池区文化和旅游局", "荆州市沙市区教育局",
    "昆明市五华区司法局", "中共北京市海淀区委宣传部", "苏州市吴江区水务局", "黄冈市黄州区住房和城乡建设局",
)  # fmt: skip
OBJECTS = (
    "社区志愿服务",
    "中小学课后服务",
    "公共文化场馆",
    "河道管护",
    "老旧小区改造",
    "基层党建",
    "困难群众帮扶",
    "普法宣传",
    "垃圾分类",
)
DOINGS = ("工作经费", "补助经费", "运行维护费", "专项资金", "购买服务项目", "（二期）工程款", "经费")
LEVELS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("成本指标", ("经济成本指标", "社会成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
MEASURES = (
    "培训期数",
    "服务人次",
    "验收合格率",
    "完成时限",
    "补助标准",
    "群众知晓度",
    "覆盖社区数量",
    "投诉办结率",
    "服务对象满意度",
)
UNITS = ("个", "期", "人次", "%", "万元", "元", "平方米", "元/人", "")
CHARACTERS = "安保本边标常城处村单道地点发方服负工公共管规好合后环活基及计加街节开科可康类理立利路民能农平普期巧青清区全人入山社深生时水天田体完为文物小新学业医用园远院云运在展站照政知治中种重住专"
free_text = st.text(CHARACTERS, min_size=2, max_size=14)


def _decimal(low: int, high: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda whole: Decimal(whole).scaleb(-places))


@st.composite
def amount(draw: st.DrawFn, most: Decimal = Decimal("99999999.99")) -> Decimal:
    """元: whole ten-thousands, whole hundreds, or down to the fen."""
    grain = draw(st.sampled_from([Decimal("0.01"), Decimal("100"), Decimal("10000"), Decimal("0.10")]))
    return draw(st.integers(0, int(most / grain))) * grain


@st.composite
def funding(draw: st.DrawFn, weight: Decimal) -> tuple[FundingFact, ...]:
    """All six sources; a layout prints those it has rows for. The parts add up to the total."""
    fiscal = [draw(amount()) for _ in range(2)]
    executed = fiscal[1] * draw(st.integers(0, 100)) / 100
    executed = executed.quantize(Decimal("0.01"))
    blank = draw(st.booleans())
    rows = [FundingFact("fiscal", fiscal[0], fiscal[1], executed, rate=execution_rate(fiscal[1], executed))]
    nothing = None if blank else Decimal(0)
    other = FundingFact("other", nothing, nothing, nothing)
    carried = draw(st.one_of(st.just(Decimal(0)), amount(Decimal("500000"))))
    carryover = FundingFact("carryover", Decimal(0), carried, carried, rate=execution_rate(carried, carried))
    rate = execution_rate(fiscal[1] + carried, executed + carried)
    total = FundingFact(
        "total", fiscal[0], fiscal[1] + carried, executed + carried, weight=weight, rate=rate, score=execution_score(rate, weight)
    )
    own = FundingFact("own_level", fiscal[0], fiscal[1], executed, rate=rows[0].rate)
    return (total, rows[0], carryover, own, FundingFact("superior", nothing, nothing, nothing), other)


@st.composite
def target_and_actual(draw: st.DrawFn) -> tuple[Target, Actual]:
    kind = draw(st.sampled_from(["number", "number", "number", "text", "deadline", "claimed"]))
    if kind == "text":
        text = draw(st.sampled_from(["得到提高", "持续提升", "合格", "优", "有效保障", "显著"]))
        return Target("qualitative", text=text), Actual(
            text=draw(st.sampled_from([text, "达成预期指标", "完成", "基本达到预期"]))
        )
    if kind == "deadline":
        text = draw(st.sampled_from(["2024年12月底前", "12月底", "2024年11月30日前", "年底前"]))
        return Target("deadline", text=text), Actual(text=draw(st.sampled_from(["按时完成", "12月完成", "2024年12月底前完成"])))
    operator = draw(st.sampled_from([">=", "<=", "=", ">=", ">"]))
    unit = draw(st.sampled_from(UNITS))
    value = draw(st.one_of(_decimal(1, 3000, 0), _decimal(1, 9999, 2)))
    if kind == "claimed":
        return Target(operator, value, unit), Actual(text=draw(st.sampled_from(["完成", "达成指标"])))  # type: ignore[arg-type]
    return Target(operator, value, unit), Actual(draw(_decimal(0, 9999, 1)), unit)  # type: ignore[arg-type]


@st.composite
def indicators(draw: st.DrawFn) -> tuple[IndicatorFact, ...]:
    """At least one line; levels in their usual order, some left out."""
    rows: list[IndicatorFact] = []
    for level1, seconds in LEVELS:
        for level2 in seconds:
            for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
                target, actual = draw(target_and_actual())
                weight = draw(st.one_of(_decimal(1, 30, 0), _decimal(1, 60, 1)))
                score = min(weight, draw(st.one_of(st.just(weight), _decimal(0, 3000, 2))))
                name = draw(st.one_of(st.tuples(st.sampled_from(OBJECTS), st.sampled_from(MEASURES)).map("".join), free_text))
                reason = "" if score == weight else draw(st.one_of(st.just(""), free_text.map("原因".__add__)))
                rows.append(IndicatorFact(level1, level2, name, target, actual, weight, score, reason))
    if not rows:
        rows.append(
            IndicatorFact(
                "产出指标",
                "数量指标",
                "培训期数",
                Target(">=", Decimal(3), "期"),
                Actual(Decimal(3), "期"),
                Decimal(50),
                Decimal(50),
            )
        )
    return tuple(rows)


@st.composite
def forms(draw: st.DrawFn, execution_weight: Decimal = Decimal(10)) -> FormFacts:
    """One form; totals are the sums of what it prints."""
    money = draw(funding(execution_weight))
    lines = draw(indicators())
    score = sum((line.score or Decimal(0) for line in lines), Decimal(0)) + (money[0].score or Decimal(0))
    weight = sum((line.weight or Decimal(0) for line in lines), execution_weight)
    year = draw(st.integers(2019, 2025))
    department = draw(st.sampled_from(DEPARTMENTS))
    code = draw(st.sampled_from(["004", "197", "219", "135001"]))
    grade = grade_of(score)
    sentence = st.tuples(free_text, st.sampled_from(OBJECTS), free_text).map(lambda parts: "，".join(parts) + "。")
    return FormFacts(
        project_name=draw(st.sampled_from([f"{year}年", "", "第3批"])) + draw(st.sampled_from(OBJECTS)) + draw(st.sampled_from(DOINGS)),
        department=department, implementer=draw(st.sampled_from(DEPARTMENTS)), fiscal_year=year, funding=money,
        goal_expected=draw(st.lists(sentence, min_size=1, max_size=3).map("".join)), goal_actual=draw(sentence), indicators=lines,
        total_weight=weight, total_score=score, grade=grade, self_conclusion=f"{grade}。" + draw(sentence), department_code=code,
        implementer_code=code + "001", officer=draw(st.sampled_from(["江之恒", "苏未央", "闻人远"])), phone=draw(st.sampled_from(["0816-5550137", "55501234"])),
    )  # fmt: skip

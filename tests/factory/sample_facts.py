# ruff: noqa: E501 - the lines of a form are rows of data
"""The invented facts of the bundled samples (data/samples): real names of places, everything else made up for this project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tests.factory.facts import (
    Actual,
    FormFacts,
    FundingFact,
    IndicatorFact,
    Target,
    execution_rate,
    execution_score,
    grade_of,
)

Line = tuple[str, str, str, Target, Actual, str, str, str]
ZERO = Decimal("0.00")
OUTPUT, BENEFIT, COST, SATISFACTION = "产出指标", "效益指标", "成本指标", "满意度指标"
COUNT, QUALITY, TIME, SPENDING = "数量指标", "质量指标", "时效指标", "成本指标"
SOCIAL, LASTING, ECONOMIC_COST, SERVED = "社会效益指标", "可持续影响指标", "经济成本指标", "服务对象满意度指标"


def at_least(value: str, unit: str = "") -> Target:
    return Target(">=", Decimal(value), unit)


def at_most(value: str, unit: str = "") -> Target:
    return Target("<=", Decimal(value), unit)


def exactly(value: str, unit: str = "") -> Target:
    return Target("=", Decimal(value), unit)


def words(text: str) -> Target:
    return Target("qualitative", text=text)


def until(text: str) -> Target:
    return Target("deadline", text=text)


def got(value: str, unit: str = "") -> Actual:
    return Actual(Decimal(value), unit)


def said(text: str) -> Actual:
    return Actual(text=text)


def funding(
    initial: str, full_year: str, executed: str, carried: str = "0", superior: str = "0", weight: int = 10
) -> tuple[FundingFact, ...]:
    """The rows of 项目资金 in 元. ``full_year`` and ``executed`` hold ``carried`` (上年结转, all of it spent); ``superior`` is the
    part of the fiscal money that the higher level gave (上级补助)."""
    whole = [Decimal(text).quantize(ZERO) for text in (initial, full_year, executed)]
    carry, above = Decimal(carried).quantize(ZERO), Decimal(superior).quantize(ZERO)
    fiscal = (whole[0], whole[1] - carry, whole[2] - carry)
    rate, points = execution_rate(whole[1], whole[2]), Decimal(weight)
    own = (fiscal[0], fiscal[1] - above, fiscal[2] - above)
    return (
        FundingFact("total", whole[0], whole[1], whole[2], points, rate, execution_score(rate, points)),
        FundingFact("fiscal", fiscal[0], fiscal[1], fiscal[2], rate=execution_rate(fiscal[1], fiscal[2])),
        FundingFact("carryover", ZERO, carry, carry, rate=execution_rate(carry, carry)),
        FundingFact("own_level", own[0], own[1], own[2], rate=execution_rate(own[1], own[2])),
        FundingFact("superior", ZERO, above, above, rate=execution_rate(above, above)),
        FundingFact("other", ZERO, ZERO, ZERO),
    )


def form(name: str, year: int, money: tuple[FundingFact, ...], goals: tuple[str, str], lines: Sequence[Line]) -> FormFacts:
    """One project's form whose totals are the sums of its lines; the department is filled in by :func:`of_department`."""
    facts = tuple(
        IndicatorFact(level1, level2, what, target, actual, Decimal(weight), Decimal(score), reason)
        for level1, level2, what, target, actual, weight, score, reason in lines
    )
    execution = money[0]
    weight = sum((fact.weight or ZERO for fact in facts), execution.weight or ZERO)
    score = sum((fact.score or ZERO for fact in facts), execution.score or ZERO)
    grade = grade_of(score)
    return FormFacts(name, "", "", year, money, goals[0], goals[1], facts, weight, score, grade)


def of_department(
    forms: Sequence[FormFacts],
    department: str,
    implementer: str = "",
    code: str = "",
    officer: str = "",
    phone: str = "",
    conclusion: str = "",
) -> tuple[FormFacts, ...]:
    """The forms with the head that they share."""
    return tuple(
        replace(
            one, department=department, implementer=implementer or department, department_code=code,
            implementer_code=f"{code}001" if code else "", officer=officer, phone=phone,
            self_conclusion=f"{one.grade}。{conclusion}" if conclusion else "",
        )
        for one in forms
    )  # fmt: skip


def haidian(year: int) -> tuple[FormFacts, ...]:
    """北京市海淀区民政局: three projects, published for 2023 and 2024."""
    later = year == 2024
    care = form(
        "社区养老服务驿站运营补贴", year,
        funding("4860000", "4712350", "4709837.3") if later else funding("4500000", "4500000", "4387126.55"),
        ("支持辖区养老服务驿站稳定运营，为居家老年人提供助餐、巡视探访等服务。", "全年驿站运营平稳，按季度完成考核并拨付运营补贴。" if later else "驿站运营总体平稳，两家驿站因房屋改造暂停服务。"),
        (
            (OUTPUT, COUNT, "享受运营补贴的驿站数量", at_least("118" if later else "112", "家"), got("121" if later else "110", "家"), "20", "20" if later else "19.64", "" if later else "两家驿站房屋改造未参加考核"),
            (OUTPUT, QUALITY, "驿站年度考核合格率", at_least("95", "%"), got("98.35" if later else "96.4", "%"), "20", "20", ""),
            (OUTPUT, TIME, "补贴资金拨付完成时间", until(f"{year}年12月底前"), said("12月完成"), "10", "10", ""),
            (COST, ECONOMIC_COST, "运营补贴支出", at_most("486" if later else "450", "万元"), got("470.98373" if later else "438.712655", "万元"), "10", "10", ""),
            (BENEFIT, SOCIAL, "居家老年人获得服务的便利程度", words("得到提高"), said("得到提高"), "20", "19", "部分驿站助餐点覆盖不足，下一步优化布点"),
            (SATISFACTION, SERVED, "老年人满意度", at_least("90", "%"), got("95.6" if later else "93", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    meals = form(
        "老年助餐点送餐补助", year,
        funding("1200000", "986540.2", "986540.2") if later else funding("0", "653000", "641875.06", "53000"),
        ("对老年助餐点送餐服务给予补助，方便高龄独居老人就近用餐。", "补助助餐点送餐服务，高龄独居老人用餐需求得到保障。"),
        (
            (OUTPUT, COUNT, "补助助餐点数量", at_least("60", "个"), got("72" if later else "63", "个"), "15", "15", ""),
            (OUTPUT, COUNT, "送餐人次", at_least("150000", "人次"), got("163208" if later else "128450", "人次"), "15", "15" if later else "12.85", "" if later else "上半年订餐人数低于预期"),
            (OUTPUT, QUALITY, "补助对象审核准确率", exactly("100", "%"), got("100", "%"), "20", "20", ""),
            (BENEFIT, SOCIAL, "高龄独居老人用餐保障", words("有效保障"), said("有效保障"), "30", "30", ""),
            (SATISFACTION, SERVED, "用餐老年人满意度", at_least("85", "%"), got("91", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    records = form(
        "婚姻登记档案数字化", year,
        funding("360000", "360000", "358800") if later else funding("420000", "402600", "402600"),
        ("完成历史婚姻登记档案的整理、扫描和著录。", "按计划完成档案整理、扫描和著录，通过验收。"),
        (
            (OUTPUT, COUNT, "扫描档案数量", at_least("52000" if later else "60000", "卷"), got("52310" if later else "60024", "卷"), "30", "30", ""),
            (OUTPUT, QUALITY, "扫描件抽检合格率", at_least("99", "%"), got("99.7" if later else "99.2", "%"), "20", "20", ""),
            (OUTPUT, TIME, "项目完成时间", until("11月底前"), said("11月20日完成"), "10", "10", ""),
            (BENEFIT, LASTING, "档案查询服务效率", words("持续提升"), said("持续提升"), "20", "20", ""),
            (SATISFACTION, SERVED, "查档群众满意度", at_least("95", "%"), got("97", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    officer = {"officer": "江之恒", "phone": "010-55500137"} if not later else {}
    return of_department((care, meals, records), "北京市海淀区民政局", code="" if later else "031", **officer)


def xicheng() -> tuple[FormFacts, ...]:
    """中共北京市西城区委社会工作部 2024: a form without rows for the department."""
    volunteers = form(
        "社区志愿服务站点建设", 2024, funding("0", "260000", "258000"),
        ("建设规范化社区志愿服务站点，开展常态化志愿服务。", "完成站点建设，志愿服务活动常态化开展。"),
        (
            (OUTPUT, COUNT, "建设站点数量", at_least("15", "个"), said("完成"), "20", "20", ""),
            (OUTPUT, QUALITY, "站点验收合格率", exactly("100", "%"), said("完成"), "15", "15", ""),
            (OUTPUT, SPENDING, "项目总成本", at_most("26", "万元"), said("完成"), "15", "15", ""),
            (BENEFIT, SOCIAL, "居民志愿服务参与度", words("明显提高"), said("完成"), "30", "29", "宣传覆盖面有待扩大"),
            (SATISFACTION, SERVED, "居民满意度", at_least("90", "%"), said("完成"), "10", "10", ""),
        ),
    )  # fmt: skip
    training = form(
        "社区工作者能力提升培训", 2024, funding("380000", "352000", "352000"),
        ("分层分类培训社区工作者，提升服务居民的能力。", "全年培训按计划完成，参训人员考核合格。"),
        (
            (OUTPUT, COUNT, "培训班次", at_least("8", "期"), got("9", "期"), "20", "20", ""),
            (OUTPUT, COUNT, "培训人数", at_least("1200", "人"), got("1264", "人"), "20", "20", ""),
            (OUTPUT, TIME, "培训完成时限", until("12月底前"), said("完成"), "10", "10", ""),
            (BENEFIT, LASTING, "社区工作者履职能力", words("有所提升"), said("完成"), "30", "29", "考核方式较为单一"),
            (SATISFACTION, SERVED, "参训人员满意度", at_least("95", "%"), got("98", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    return of_department((volunteers, training), "中共北京市西城区委社会工作部")


def changning(year: int) -> tuple[FormFacts, ...]:
    """上海市长宁区绿化和市容管理局: two projects, published for 2023 and 2024."""
    later = year == 2024
    parks = form(
        "公园绿地日常养护", year,
        funding("21500000", "20863400", "20857120") if later else funding("20000000", "19632800", "19487600", "632800"),
        ("对区管公园和公共绿地实施日常养护，保持景观面貌。", "全年养护任务完成，重大节日花卉布置到位。"),
        (
            (OUTPUT, COUNT, "养护绿地面积", at_least("268.5" if later else "261", "万平方米"), got("270.2" if later else "261", "万平方米"), "20", "20", ""),
            (OUTPUT, QUALITY, "养护质量检查合格率", at_least("90", "%"), got("94.6" if later else "92.15", "%"), "20", "20", ""),
            (OUTPUT, TIME, "养护经费支付及时率", exactly("100", "%"), got("100", "%"), "20", "20", ""),
            (BENEFIT, SOCIAL, "城市绿化景观面貌", words("提升"), said("达成指标"), "20", "20", ""),
            (BENEFIT, "生态效益指标", "绿地生态功能", words("改善"), said("达成指标"), "10", "9", "部分地块补种苗木成活率偏低，加强后期管护"),
        ),
    )  # fmt: skip
    sorting = form(
        "生活垃圾分类宣传指导", year,
        funding("1750000", "1750000", "1471860") if later else funding("1600000", "1600000", "1600000"),
        ("开展生活垃圾分类宣传和入户指导，巩固居民分类习惯。", "全年宣传指导活动按计划开展，第四季度部分活动顺延。" if later else "全年宣传指导活动按计划开展。"),
        (
            (OUTPUT, COUNT, "宣传活动场次", exactly("120", "场"), got("102" if later else "120", "场"), "30", "25.5" if later else "30", "第四季度部分活动顺延至次年" if later else ""),
            (OUTPUT, QUALITY, "居住区分类实效达标率", at_least("95", "%"), got("96.8", "%"), "30", "30", ""),
            (BENEFIT, SOCIAL, "居民分类知晓率", at_least("98", "%"), got("99.1", "%"), "30", "30", ""),
        ),
    )  # fmt: skip
    return of_department((parks, sorting), "上海市长宁区绿化和市容管理局")


def honghuagang() -> tuple[FormFacts, ...]:
    """遵义市红花岗区教育体育局 2024: amounts in 元, a long form that runs over a page."""
    meals = form(
        "农村义务教育学生营养改善计划", 2024, funding("6500000", "7286400", "7213536.3", superior="4200000"),
        ("目标1：保障农村义务教育阶段学生每日营养膳食；目标2：规范食堂管理，确保食品安全；目标3：提升学生体质健康水平。", "1，全年按标准供应营养膳食，惠及学生9108人；2，开展食品安全检查36次，未发生食品安全事件；3，学生体质健康达标率稳步提升。"),
        (
            (OUTPUT, COUNT, "受益学生人数", at_least("9000", "人"), got("9108", "人"), "10", "10", ""),
            (OUTPUT, COUNT, "供餐学校数量", exactly("41", "所"), got("41", "所"), "5", "5", ""),
            (OUTPUT, COUNT, "食品安全检查次数", at_least("30", "次"), got("36", "次"), "5", "5", ""),
            (OUTPUT, QUALITY, "膳食补助标准达标率", exactly("100", "%"), got("100", "%"), "8", "8", ""),
            (OUTPUT, QUALITY, "食材验收合格率", at_least("98", "%"), got("99.5", "%"), "7", "7", ""),
            (OUTPUT, TIME, "补助资金拨付时限", until("2024年12月31日前"), said("达成预期指标"), "5", "5", ""),
            (OUTPUT, SPENDING, "学生膳食补助标准", at_most("5", "元/天"), got("5", "元/天"), "5", "5", ""),
            (OUTPUT, SPENDING, "项目总成本", at_most("7286400", "元"), got("7213536.3", "元"), "5", "5", ""),
            (BENEFIT, SOCIAL, "学生体质健康水平", words("稳步提升"), said("达成预期指标"), "20", "20", ""),
            (BENEFIT, LASTING, "营养改善长效机制", words("持续健全"), said("达成预期指标"), "10", "9", "偏差原因：部分学校食堂台账不完整。改进措施：统一台账样式并按月检查。"),
            (SATISFACTION, SERVED, "学生及家长满意度", at_least("90", "%"), got("93", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    sports = form(
        "公共体育设施维护", 2024, funding("450000", "450000", "369112.85"),
        ("目标1：维护城区公共体育设施；目标2：保障全民健身活动安全开展。", "1，维修更换健身器材214件；2，全年未发生设施安全事故。"),
        (
            (OUTPUT, COUNT, "维修更换健身器材", at_least("200", "件"), got("214", "件"), "20", "20", ""),
            (OUTPUT, QUALITY, "设施完好率", at_least("95", "%"), got("96", "%"), "15", "15", ""),
            (OUTPUT, TIME, "故障处理时限", at_most("3", "个工作日"), got("2.5", "个工作日"), "15", "15", ""),
            (BENEFIT, SOCIAL, "群众健身条件", words("明显改善"), said("达成预期指标"), "30", "28", "偏差原因：老旧点位更新较慢。"),
            (SATISFACTION, SERVED, "健身群众满意度", at_least("90", "%"), got("92", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    conclusion = "自评理由：一是年度目标设置合理，任务按期完成；二是资金使用规范，执行情况良好。今后将进一步加强项目过程管理。"
    return of_department((meals, sports), "遵义市红花岗区教育体育局", code="105", officer="苏未央", conclusion=conclusion)


def wuhua() -> tuple[FormFacts, ...]:
    """昆明市五华区司法局 2023: operator, value and unit of a target in three columns."""
    mediation = form(
        "人民调解案件补贴", 2023, funding("320000", "287500", "287500"),
        ("对人民调解员办理的案件给予补贴，及时化解矛盾纠纷。", "补贴发放到位，矛盾纠纷化解及时。"),
        (
            (OUTPUT, COUNT, "调解案件数量", at_least("1100", "件"), got("1150", "件"), "20", "20", ""),
            (OUTPUT, QUALITY, "调解成功率", at_least("96", "%"), got("98.2", "%"), "20", "20", ""),
            (OUTPUT, TIME, "补贴发放及时率", exactly("100", "%"), got("100", "%"), "10", "10", ""),
            (BENEFIT, SOCIAL, "基层矛盾纠纷化解", words("有效化解"), said("有效化解"), "30", "30", ""),
            (SATISFACTION, SERVED, "当事人满意度", at_least("90", "%"), got("94", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    legal_aid = form(
        "法律援助办案经费", 2023, funding("500000", "612000", "597421.16", "112000"),
        ("为经济困难公民和特殊案件当事人提供法律援助。", "全年受理法律援助案件，依法维护受援人合法权益。"),
        (
            (OUTPUT, COUNT, "办理法律援助案件", at_least("680", "件"), got("655", "件"), "25", "24.08", "受理的刑事案件数量减少"),
            (OUTPUT, QUALITY, "案件质量评查合格率", at_least("95", "%"), got("97", "%"), "25", "25", ""),
            (BENEFIT, SOCIAL, "受援人合法权益", words("得到维护"), said("得到维护"), "30", "30", ""),
            (SATISFACTION, SERVED, "受援人满意度", at_least("95", "%"), got("96.5", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    return of_department((mediation, legal_aid), "昆明市五华区司法局")


def guichi() -> tuple[FormFacts, ...]:
    """池州市贵池区文化和旅游局 2024: codes before the names of department and unit."""
    library = form(
        "图书馆免费开放", 2024, funding("500000", "500000", "500000", superior="250000"),
        ("保障图书馆全年免费开放，开展阅读推广活动。", "图书馆全年免费开放326天，阅读推广活动丰富。"),
        (
            (OUTPUT, COUNT, "年开放天数", at_least("320", "天"), got("326", "天"), "15", "15", ""),
            (OUTPUT, COUNT, "阅读推广活动", at_least("60", "场"), got("74", "场"), "15", "15", ""),
            (OUTPUT, QUALITY, "活动安全率", exactly("100", "%"), got("100", "%"), "10", "10", ""),
            (OUTPUT, SPENDING, "免费开放支出", at_most("50", "万元"), got("50", "万元"), "10", "10", ""),
            (BENEFIT, SOCIAL, "群众阅读氛围", words("持续增强"), said("持续增强"), "30", "28.5", "乡镇分馆活动偏少，增加流动服务"),
            (SATISFACTION, SERVED, "读者满意度", at_least("90", "%"), got("95", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    relics = form(
        "文物保护单位巡查维护", 2024, funding("180000", "180000", "163800"),
        ("对区内文物保护单位开展日常巡查和小型维护。", "完成全年巡查任务，及时处置安全隐患。"),
        (
            (OUTPUT, COUNT, "巡查次数", at_least("240", "次"), got("252", "次"), "25", "25", ""),
            (OUTPUT, QUALITY, "隐患整改率", exactly("100", "%"), got("100", "%"), "25", "25", ""),
            (BENEFIT, LASTING, "文物保护状况", words("总体稳定"), said("总体稳定"), "30", "30", ""),
            (SATISFACTION, SERVED, "群众满意度", at_least("90", "%"), got("92", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    return of_department((library, relics), "池州市贵池区文化和旅游局", code="219")


def wujiang() -> tuple[FormFacts, ...]:
    """苏州市吴江区水务局 2024: published as an archive of two documents."""
    rivers = form(
        "骨干河道保洁", 2024, funding("8600000", "8324000", "8323999.98"),
        ("对区级骨干河道实施日常保洁，保持水面清洁。", "骨干河道保洁全覆盖，水面清洁达标。"),
        (
            (OUTPUT, COUNT, "保洁河道长度", at_least("186.4", "公里"), got("186.4", "公里"), "20", "20", ""),
            (OUTPUT, QUALITY, "保洁考核达标率", at_least("92", "%"), got("95.3", "%"), "20", "20", ""),
            (OUTPUT, TIME, "漂浮物清理时限", at_most("24", "小时"), got("20", "小时"), "10", "10", ""),
            (BENEFIT, "生态效益指标", "河道水环境", words("持续改善"), said("持续改善"), "30", "29", "个别支流汛期蓝藻较多"),
            (SATISFACTION, SERVED, "沿河居民满意度", at_least("90", "%"), got("93.4", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    pumps = form(
        "排涝泵站维修养护", 2024, funding("2400000", "2400000", "2267350.4"),
        ("维修养护排涝泵站，保障汛期安全运行。", "泵站汛前维修全部完成，汛期运行安全。"),
        (
            (OUTPUT, COUNT, "维修养护泵站", exactly("58", "座"), got("58", "座"), "25", "25", ""),
            (OUTPUT, QUALITY, "设备完好率", at_least("98", "%"), got("98.5", "%"), "25", "25", ""),
            (BENEFIT, SOCIAL, "汛期排涝能力", words("有效保障"), said("有效保障"), "30", "30", ""),
            (SATISFACTION, SERVED, "受益群众满意度", at_least("90", "%"), got("94", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    return of_department((rivers, pumps), "苏州市吴江区水务局")


def shashi_with_errors() -> tuple[FormFacts, ...]:
    """荆州市沙市区住房和城乡建设局 2024, with planted errors of publication: in the first form a total that does not add up and a
    score above its weight, in the second weights that add up to 95 and a rate that does not follow from the amounts."""
    renewal = form(
        "老旧小区改造配套", 2024, funding("3000000", "2856000", "2713200"),
        ("完成老旧小区配套设施改造，改善居住条件。", "年度改造任务基本完成。"),
        (
            (OUTPUT, COUNT, "改造小区数量", at_least("12", "个"), got("12", "个"), "20", "22", ""),
            (OUTPUT, QUALITY, "工程验收合格率", exactly("100", "%"), got("100", "%"), "20", "20", ""),
            (OUTPUT, TIME, "工程完工时间", until("2024年11月底前"), said("2024年11月完工"), "10", "10", ""),
            (BENEFIT, SOCIAL, "居民居住条件", words("明显改善"), said("明显改善"), "30", "28", "停车位改造滞后，列入次年计划"),
            (SATISFACTION, SERVED, "居民满意度", at_least("85", "%"), got("91", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    lights = form(
        "城区路灯节能改造", 2024, funding("1500000", "1500000", "1312500"),
        ("更换节能路灯，降低城区照明能耗。", "更换节能路灯1860盏，照明能耗下降。"),
        (
            (OUTPUT, COUNT, "更换路灯数量", at_least("1800", "盏"), got("1860", "盏"), "20", "20", ""),
            (OUTPUT, QUALITY, "路灯亮灯率", at_least("98", "%"), got("98.6", "%"), "20", "20", ""),
            (BENEFIT, "经济效益指标", "照明能耗下降率", at_least("20", "%"), got("23.5", "%"), "35", "35", ""),
            (SATISFACTION, SERVED, "市民满意度", at_least("90", "%"), got("92", "%"), "10", "10", ""),
        ),
    )  # fmt: skip
    wrong_rate = replace(lights.funding[0], rate=Decimal("97.50"), score=Decimal("9.75"))
    lights = replace(lights, funding=(wrong_rate, *lights.funding[1:]), total_score=Decimal("94.75"))
    renewal = replace(renewal, total_score=Decimal("97.5"))
    return of_department((renewal, lights), "荆州市沙市区住房和城乡建设局", officer="闻人远", phone="0716-5550186")

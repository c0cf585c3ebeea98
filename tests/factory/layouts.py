# ruff: noqa: E501 - the columns of a layout are rows of data
"""The layouts of published forms as data (版式): one :class:`Layout` per regional habit, edges in points from the left rule.

The first five are the layouts of Beijing Fengtai 2024 and 2023, Beijing Xicheng 2024, Shanghai Baoshan 2024 and Guizhou Qiannan 2024;
the others follow forms of Yunnan, Anhui Chizhou, Hubei and variants that many places use.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

WIDTH = 520


@dataclass(frozen=True, slots=True)
class HeadItem:
    """A label and its value in the head of the form; ``field`` names the fact, or a fixed ``text`` is printed."""

    field: str
    label: str
    label_end: int
    value_end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, its heading and its right edge (it begins where its left neighbour ends)."""

    key: str
    heading: str
    end: int


@dataclass(frozen=True)
class Layout:
    """See the fields' names; texts may hold {year}, {unit}, {department}, {code}, {name}, {points}, {date}."""

    code: str
    title: str = "项目支出绩效自评表"
    year_text: str = "（{year}年度）"
    title_inside: bool = False
    unit: str = "万元"
    above_left: str = ""
    above_right: str = ""
    department_text: str = "{name}"
    implementer_text: str = "{name}"
    head: tuple[tuple[HeadItem, ...], ...] = ()
    funding_label: str = "项目资金\n（{unit}）"
    funding_left: int = 78
    funding_columns: tuple[Column, ...] = ()
    funding_rows: tuple[tuple[str, str], ...] = ()
    sub_rate: Literal["dash", "own", "blank"] = "dash"
    goals_label: str = "年度总体目标"
    goals_left: int = 26
    goals_split: int = 300
    goals_headings: tuple[str, str] = ("预期目标", "实际完成情况")
    goals_style: Literal["heading_row", "label_value", "several_rows"] = "heading_row"
    frame_label: str = "绩效指标"
    frame_end: int = 26
    indicator_columns: tuple[Column, ...] = ()
    group_heading: str = ""
    level1_text: str = "{name}"
    name_text: str = "{name}"
    merge_levels: bool = True
    skeleton: bool = False
    rate_row: bool = False
    execution_weight: int = 10
    total_label: str = "总分"
    total_place: Literal["last", "before_indicators", "head"] = "last"
    grade_label: str = ""
    conclusion_label: str = ""
    contact_line: str = ""
    landscape: bool = False
    tags: frozenset[str] = field(default_factory=frozenset)

    def prints(self, key: str) -> bool:
        """Whether a funding column, an indicator column or a field of the head is printed at all."""
        printed = {column.key for column in self.funding_columns + self.indicator_columns}
        return key in printed | {item.field for row in self.head for item in row}


def columns(start: int, *cells: tuple[str, str, int]) -> tuple[Column, ...]:
    """Columns from (key, heading, width), beginning at ``start``."""
    made, edge = [], start
    for key, heading, width in cells:
        edge += width
        made.append(Column(key, heading, edge))
    return tuple(made)


def head_pair(
    left: tuple[str, str], right: tuple[str, str], edges: tuple[int, int, int] = (78, 265, 340)
) -> tuple[HeadItem, ...]:
    """A row of the head with two labels: (field, label) left and right."""
    return (HeadItem(*left, edges[0], edges[1]), HeadItem(*right, edges[2], WIDTH))


PROJECT = (HeadItem("project", "项目名称", 78, WIDTH),)
DEPARTMENT = head_pair(("department", "主管部门"), ("implementer", "实施单位"))
OFFICER = head_pair(("officer", "项目负责人"), ("phone", "联系电话"))

NATIONAL_ROWS = (
    ("total", "年度资金总额"),
    ("fiscal", "其中：当年财政拨款"),
    ("carryover", "上年结转资金"),
    ("other", "其他资金"),
)

NATIONAL_FUNDING = columns(
    78, ("source", "", 107), ("initial", "年初预算数", 65), ("full_year", "全年预算数", 65), ("executed", "全年执行数", 65),
    ("weight", "分值", 40), ("rate", "执行率", 55), ("score", "得分", 45),
)  # fmt: skip

NATIONAL_INDICATORS = columns(
    26, ("level1", "一级指标", 52), ("level2", "二级指标", 62), ("name", "三级指标", 110), ("target", "年度指标值", 62),
    ("actual", "实际完成值", 62), ("weight", "分值", 34), ("score", "得分", 34), ("reason", "偏差原因分析及改进措施", 78),
)  # fmt: skip

FENGTAI_2024 = Layout(
    code="fengtai_2024", year_text="（{year} 年度）", head=(PROJECT, DEPARTMENT), funding_columns=NATIONAL_FUNDING,
    funding_rows=NATIONAL_ROWS, sub_rate="blank", indicator_columns=NATIONAL_INDICATORS, goals_split=312,
)  # fmt: skip

XICHENG_2024 = replace(
    FENGTAI_2024, code="xicheng_2024", year_text="（{year}年度）", title_inside=True, head=(PROJECT,), name_text="指标：{name}",
    goals_split=300, sub_rate="own",
)  # fmt: skip

FENGTAI_2023 = replace(
    FENGTAI_2024, code="fengtai_2023", year_text="({year}年度)", head=(PROJECT, DEPARTMENT, OFFICER), funding_label="项目资金 ({unit})",
    department_text="{code}-{name}", sub_rate="dash", skeleton=True,
)  # fmt: skip

BAOSHAN_2024 = Layout(
    code="baoshan_2024", title="财政项目支出绩效自评表",
    head=((HeadItem("project", "项目名称", 45, WIDTH),), head_pair(("department", "主管部门"), ("implementer", "实施单位"), (45, 216, 284))),
    funding_left=45, funding_columns=columns(
        45, ("source", "", 102), ("initial", "年初预算数", 70), ("full_year", "全年预算数", 69), ("executed", "全年执行数", 68),
        ("weight", "分数", 38), ("rate", "执行率(%)", 54), ("score", "得分", 74)),
    funding_rows=(("total", "年度资金总额："), *NATIONAL_ROWS[1:]), sub_rate="own", goals_label="年度\n总体\n目标", goals_left=45,
    goals_split=284, frame_label="", frame_end=0, indicator_columns=columns(
        0, ("level1", "一级\n指标", 45), ("level2", "二级\n指标", 38), ("name", "三级指标", 133), ("target", "年度指标值", 68),
        ("actual", "实际完成值", 68), ("weight", "分值", 38), ("score", "得分", 39), ("reason", "偏差原因分析\n及改进措施", 91)),
    grade_label="评分等级",
)  # fmt: skip

QIANNAN_2024 = Layout(
    code="qiannan_2024", title="项目支出绩效目标自评表", unit="元", above_left="单位（盖章）：", above_right="填报日期：{date}",
    department_text="[{code}]{name}",
    head=((HeadItem("project", "项目名称", 66, WIDTH),),
          head_pair(("department", "主管部门及代码"), ("implementer", "实施单位"), (66, 270, 334))),
    funding_label="项目资金\n（{unit}）", funding_left=66, funding_columns=columns(
        66, ("source", "资 金 来 源", 136), ("initial", "年初预算数", 68), ("full_year", "全年预算数（A）", 70),
        ("executed", "全年执行数（B）", 70), ("weight", "分值", 34), ("rate", "执行率", 42), ("score", "得分", 34)),
    funding_rows=(("total", "年度资金总额："), ("fiscal", "财政拨款："), ("own_level", "本级安排："), ("superior", "其中：上级补助："),
                  ("other", "其他：")),
    goals_label="年度总体目标", goals_split=270, indicator_columns=columns(
        26, ("level1", "一级指标", 38), ("level2", "二级指标", 38), ("name", "三级指标", 100), ("target", "年度指标值(A)", 68),
        ("actual", "实际完成值(B)", 68), ("weight", "分值", 34), ("score", "得分", 34), ("reason", "未完成原因分析", 82), ("remark", "备注", 32)),
    level1_text="{name}\n({points}分)", total_label="总         分", conclusion_label="自评结论", contact_line="联系人：{officer}",
)  # fmt: skip

YUNNAN = replace(
    FENGTAI_2024, code="yunnan", year_text="（{year}年）", above_right="单位：{unit}", funding_label="项目资金", sub_rate="dash",
    indicator_columns=columns(
        26, ("level1", "一级指标", 50), ("level2", "二级指标", 58), ("name", "三级指标", 98), ("operator", "指标性质", 34),
        ("target", "指标值", 50), ("target_unit", "度量单位", 40), ("actual", "实际完成值", 56), ("weight", "分值", 35), ("score", "得分", 35),
        ("reason", "偏差原因分析及改进措施", 38)),
)  # fmt: skip

CHIZHOU = replace(
    FENGTAI_2024, code="chizhou", department_text="{code}-{name}", implementer_text="{implementer_code}-{name}", sub_rate="own",
    funding_columns=columns(
        78, ("source", "", 107), ("initial", "年初预算数", 65), ("full_year", "全年预算数（A）", 65), ("executed", "全年执行数（B）", 65),
        ("weight", "分值", 40), ("rate", "执行率（B/A）", 55), ("score", "得分", 45)),
)  # fmt: skip

HUBEI = Layout(
    code="hubei", title="项目自评表", year_text="（{year}年度）", above_left="单位名称：{department}", above_right="填报日期：{date}",
    head=(PROJECT, DEPARTMENT, (HeadItem("", "项目类别", 78, WIDTH, "1、部门预算项目 □   2、省直专项 √   3、省对下转移支付项目 □"),),
          (HeadItem("", "项目属性", 78, WIDTH, "1、持续性项目 √   2、新增性项目 □"),),
          (HeadItem("", "项目类型", 78, WIDTH, "1、常年性项目 √   2、延续性项目 □   3、一次性项目 □"),)),
    funding_label="预算执行情况\n（{unit}）\n（20分）", funding_columns=columns(
        78, ("source", "", 142), ("full_year", "预算数（A）", 75), ("executed", "执行数（B）", 75), ("rate", "执行率（B/A）", 65),
        ("score", "得分（20分*执行率）", 85)),
    funding_rows=(("total", "年度财政资金总额"),), goals_style="several_rows", goals_label="年度绩效目标", goals_left=78, goals_split=300,
    frame_label="", frame_end=0, execution_weight=20, indicator_columns=columns(
        0, ("level1", "一级指标", 78), ("level2", "二级指标", 72), ("name", "三级指标", 130), ("target", "年初目标值（A）", 80),
        ("actual", "实际完成值（B）", 80), ("weight", "分值", 40), ("score", "得分", 40)),
    total_label="总分", tags=frozenset({"initial_not_printed"}),
)  # fmt: skip

REVERSED_HEAD = replace(
    FENGTAI_2024, code="reversed_head",
    head=((HeadItem("implementer", "实施单位名称", 90, 280), HeadItem("department", "项目主管部门", 360, WIDTH)),
          (HeadItem("project", "项目（政策）名称", 90, 360), HeadItem("", "项目属性", 420, WIDTH, "经常性项目")),
          (HeadItem("phone", "联系电话", 90, 280), HeadItem("officer", "项目联系人", 360, WIDTH))),
    indicator_columns=columns(
        26, ("level1", "一级指标", 52), ("level2", "二级指标", 62), ("name", "三级指标", 110), ("weight", "分值", 34),
        ("target", "年度指标值", 62), ("actual", "全年完成值", 62), ("score", "得分", 34), ("reason", "未完成原因和改进措施", 78)),
    funding_columns=columns(
        78, ("source", "", 107), ("initial", "年初预算", 65), ("full_year", "全年预算", 65), ("executed", "全年执行", 65),
        ("rate", "预算执行率", 55), ("weight", "分值", 40), ("score", "得分", 45)),
)  # fmt: skip

EXTRA_COLUMNS = replace(
    FENGTAI_2024, code="extra_columns", landscape=True,
    funding_columns=columns(
        78, ("source", "资金来源", 107), ("initial", "年初预算数", 65), ("full_year", "全年预算数(A)", 65), ("executed", "全年执行数(B)", 65),
        ("weight", "权重", 40), ("rate", "预算执行率(B/A)", 55), ("score", "自评得分", 45)),
    indicator_columns=columns(
        26, ("level1", "一级指标", 44), ("level2", "二级指标", 50), ("name", "三级指标", 90), ("target", "年度指标值", 54),
        ("actual", "实际完成值", 54), ("weight", "权重", 36), ("score", "自评得分", 34), ("note", "自评得分说明", 46),
        ("reason", "偏差原因分析及改进措施", 54), ("remark", "备注", 32)),
)  # fmt: skip

RATE_AS_INDICATOR = replace(
    FENGTAI_2024, code="rate_as_indicator", rate_row=True,
    funding_columns=columns(
        78, ("source", "", 122), ("initial", "年初预算数", 80), ("full_year", "全年预算数", 80), ("executed", "全年执行数", 80),
        ("rate", "执行率", 80)),
)  # fmt: skip

ONE_GOAL_CELL = replace(FENGTAI_2024, code="one_goal_cell", goals_style="label_value", goals_left=78, sub_rate="own")

TOTAL_FIRST = replace(FENGTAI_2024, code="total_first", total_place="head", total_label="自评总分", grade_label="评价等级")

TWO_HEADER_ROWS = replace(FENGTAI_2024, code="two_header_rows", group_heading="绩效指标", frame_label="", frame_end=0,
    indicator_columns=columns(
        0, ("level1", "一级指标", 66), ("level2", "二级指标", 74), ("name", "三级指标", 110), ("target", "年度指标值", 62),
        ("actual", "实际完成值", 62), ("weight", "分值", 34), ("score", "得分", 34), ("reason", "偏差原因分析及改进措施", 78)),
)  # fmt: skip

UNIT_ABOVE_YUAN = replace(
    FENGTAI_2024, code="unit_above_yuan", unit="元", above_right="金额单位：{unit}", funding_label="项目资金", merge_levels=False,
    year_text="{year}年度",
)  # fmt: skip

UNIT_ABOVE_WAN = replace(
    FENGTAI_2024, code="unit_above_wan", above_right="单位：{unit}", funding_label="项目\n资金", sub_rate="own"
)

NARROW_FIGURES = replace(
    FENGTAI_2024, code="narrow_figures", funding_columns=columns(
        78, ("source", "", 180), ("initial", "年初预算数", 38), ("full_year", "全年预算数", 38), ("executed", "全年执行数", 38),
        ("weight", "分值", 40), ("rate", "执行率", 58), ("score", "得分", 50)),
)  # fmt: skip

THOUSANDS_OF_YUAN = replace(FENGTAI_2024, code="thousands_of_yuan", unit="千元")

LAYOUTS: dict[str, Layout] = {
    layout.code: layout
    for layout in (
        FENGTAI_2024, XICHENG_2024, FENGTAI_2023, BAOSHAN_2024, QIANNAN_2024, YUNNAN, CHIZHOU, HUBEI, REVERSED_HEAD, EXTRA_COLUMNS,
        RATE_AS_INDICATOR, ONE_GOAL_CELL, TOTAL_FIRST, TWO_HEADER_ROWS, UNIT_ABOVE_YUAN, UNIT_ABOVE_WAN, NARROW_FIGURES, THOUSANDS_OF_YUAN,
    )
}  # fmt: skip

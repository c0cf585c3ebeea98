"""Invented statements in the layouts that regions print (报表版式): the printed table, and what must be read from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.factory.statements import Printed, PrintedTable, cells

Expected = dict[tuple[str | None, str, str], Decimal]
"""(side, code or label, measure) → 元; blank cells are left out."""

FUNCTIONS = (
    ("201", "一般公共服务支出"), ("20103", "政府办公厅（室）及相关机构事务"), ("2010301", "行政运行"),
    ("2010302", "一般行政管理事务"),
    ("208", "社会保障和就业支出"), ("20805", "行政事业单位养老支出"), ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("221", "住房保障支出"), ("22102", "住房改革支出"), ("2210201", "住房公积金"),
)  # fmt: skip
INCOME_ROWS = (
    "一、一般公共预算财政拨款收入",
    "二、政府性基金预算财政拨款收入",
    "三、国有资本经营预算财政拨款收入",
    "四、上级补助收入",
)
EXPENDITURE_ROWS = (
    "一、一般公共服务支出",
    "二、外交支出",
    "三、国防支出",
    "四、公共安全支出",
    "五、教育支出",
    "六、科学技术支出",
)
ECONOMIC = (
    (("301", "工资福利支出"), ("30101", "基本工资"), ("30102", "津贴补贴"), ("30103", "奖金")),
    (("302", "商品和服务支出"), ("30201", "办公费"), ("30202", "印刷费"), ("30299", "其他商品和服务支出")),
    (("310", "资本性支出"), ("31002", "办公设备购置"), ("31003", "专用设备购置"), ("", "")),
)
WIDE_GROUPS = (
    ("工资福利支出", ("小计", "基本工资", "津贴补贴", "奖金", "绩效工资")),
    ("商品和服务支出", ("小计", "办公费", "印刷费", "水费", "电费", "差旅费", "其他商品和服务支出")),
    ("资本性支出", ("小计", "办公设备购置", "专用设备购置")),
)
CAPTIONS = ("公开01表", "部门：某某县某某局 金额单位：万元")

Draw = Callable[[], str]


def amount(text: str) -> Decimal | None:
    """What a printed figure in 万元 is in 元."""
    bare = text.replace(",", "")
    if bare in ("", "—", "-"):
        return None
    if bare.startswith("("):
        bare = "-" + bare.strip("()")
    return Decimal(bare) * 10_000


@dataclass
class Made:
    """A printed statement and what must be read from it."""

    code: str
    tables: list[PrintedTable]
    expected: Expected = field(default_factory=dict)

    def expect(self, side: str | None, row: str, measure: str, text: str) -> Printed:
        value = amount(text)
        if value is not None:
            self.expected[(side, row, measure)] = value
        return Printed(text)


def two_sided(draw: Draw, *, line_numbers: bool, column_numbers: bool) -> Made:
    """收入支出决算总表: income on the left, expenditure on the right, with or without 行次 and 栏次."""
    made = Made("income_expenditure_summary", [])
    width = 3 if line_numbers else 2
    names = ["项目", "行次", "金额"] if line_numbers else ["项目", "决算数"]
    measure = names[-1]
    rows: list[Sequence[Printed]] = [[Printed("收入", width), Printed("支出", width)], cells(*names, *names)]
    if column_numbers and line_numbers:
        rows.append(cells("栏次", "", "1", "栏次", "", "2"))
    labels = [(INCOME_ROWS[i] if i < len(INCOME_ROWS) else "", right) for i, right in enumerate(EXPENDITURE_ROWS)]
    labels += [("本年收入合计", "本年支出合计"), ("年初结转和结余", "年末结转和结余"), ("总计", "总计")]
    for number, (left, right) in enumerate(labels, start=1):
        row: list[Printed] = []
        for side, label, line in (("income", left, number), ("expenditure", right, number + 31)):
            row.append(Printed(label))
            row += [Printed(str(line))] if line_numbers else []
            row.append(made.expect(side, label, measure, draw()) if label else Printed())
        rows.append(row)
    widths = [5, 1.5, 2.5] * 2 if line_numbers else [5, 2.5] * 2
    header = 3 if column_numbers and line_numbers else 2
    made.tables.append(
        PrintedTable(rows, "收入支出决算总表", CAPTIONS, ["注：本表反映部门本年度的总收支情况。"], header, True, widths)
    )
    return made


def by_function(draw: Draw, *, parts: bool, column_numbers: bool, total: str) -> Made:
    """政府性基金预算财政拨款收入支出决算表 with a header of three rows; ``total``: 合计 first, last or fused with 类/款/项."""
    made = Made("government_fund_income_expenditure", [])
    groups = (("年初结转和结余", ()), ("本年收入", ()), ("本年支出", ("小计", "基本支出", "项目支出")), ("年末结转和结余", ()))
    leaves = [f"{group}/{name}" if names else group for group, names in groups for name in (names or ("",))]
    deep = 3 if parts else 2
    stub = 3 if parts else 1
    rows: list[Sequence[Printed]] = [
        [Printed("项目", stub + 1), *[Printed(g, len(n)) if n else Printed(g, 1, deep) for g, n in groups]],
        [Printed("功能分类科目编码", stub), Printed("科目名称", 1, deep - 1),
         *[Printed(name, 1, deep - 1) for _, names in groups for name in names]],
    ]  # fmt: skip
    total_cells = [made.expect(None, "合计", leaf, draw()) for leaf in leaves]
    if parts and (column_numbers or total == "fused"):
        rows[0] = [Printed("项目", stub + 1), *[Printed(g, len(n)) if n else Printed(g, 1, 2) for g, n in groups]]
        rows[1] = [
            Printed("功能分类科目编码", stub),
            Printed("科目名称"),
            *[Printed(name) for _, names in groups for name in names],
        ]
        if total == "fused":
            rows.append([*cells("类", "款", "项"), Printed("合计"), *total_cells])
        else:
            rows.append([*cells("类", "款", "项", "栏次"), *cells(*(str(n) for n in range(1, len(leaves) + 1)))])
    elif parts:
        rows.append(cells("类", "款", "项"))
    header = len(rows)
    if total == "first":
        rows.append([Printed("合计", stub + 1), *total_cells])
    for code, name in FUNCTIONS:
        stub_cells = cells(code[:3], code[3:5], code[5:], name) if parts else cells(code, name)
        rows.append([*stub_cells, *[made.expect(None, code, leaf, draw()) for leaf in leaves]])
    if total == "last":
        rows.append([Printed("合计", stub + 1), *total_cells])
    widths = [1.0] * stub + [6] + [2.5] * len(leaves) if parts else [2.5, 6] + [2.5] * len(leaves)
    made.tables.append(PrintedTable(rows, "政府性基金预算财政拨款收入支出决算表", CAPTIONS, [], header, True, widths))
    return made


def by_economy(draw: Draw, *, blocks: int, groups: bool) -> Made:
    """一般公共预算财政拨款基本支出决算表: economic subjects in two or three blocks side by side, totals at the foot."""
    made = Made("general_budget_basic_expenditure", [])
    rows: list[Sequence[Printed]] = [[Printed("人员经费", 3), Printed("公用经费", 3 * (blocks - 1))]] if groups else []
    rows.append(cells(*["经济分类科目编码", "科目名称", "决算数"] * blocks))
    header = len(rows)
    for line in range(4):
        row: list[Printed] = []
        for block in range(blocks):
            code, name = ECONOMIC[block][line]
            row += [Printed(code), Printed(name), made.expect(None, code, "决算数", draw()) if code else Printed()]
        rows.append(row)
    foot = [Printed("人员经费合计", 2), made.expect(None, "人员经费合计", "决算数", draw())]
    foot += [Printed("公用经费合计", 3 * (blocks - 1) - 1), made.expect(None, "公用经费合计", "决算数", draw())]
    rows.append(foot)
    made.tables.append(
        PrintedTable(rows, "一般公共预算财政拨款基本支出决算明细表", CAPTIONS, [], header, True, [2.5, 5, 2.5] * blocks)
    )
    return made


def three_public(draw: Draw, *, interleaved: bool) -> Made:
    """财政拨款“三公”经费支出决算表: twelve figures in one row, 预算数 and 决算数 interleaved or in two halves."""
    made = Made("three_public_expenses", [])
    items = ("合计", "因公出国（境）费", "公务用车购置及运行维护费/小计", "公务用车购置及运行维护费/公务用车购置费",
             "公务用车购置及运行维护费/公务用车运行维护费", "公务接待费")  # fmt: skip
    inner = [Printed("小计"), Printed("公务用车购置费"), Printed("公务用车运行维护费")]
    if interleaved:
        head: list[Sequence[Printed]] = [
            [
                Printed("合计", 2, 2),
                Printed("因公出国（境）费", 2, 2),
                Printed("公务用车购置及运行维护费", 6),
                Printed("公务接待费", 2, 2),
            ],
            [Printed(cell.text, 2) for cell in inner],
            cells(*["预算数", "决算数"] * 6),
        ]
        order = [f"{item}/{kind}" for item in items for kind in ("预算数", "决算数")]
    else:
        half = [
            Printed("合计", 1, 2),
            Printed("因公出国（境）费", 1, 2),
            Printed("公务用车购置及运行维护费", 3),
            Printed("公务接待费", 1, 2),
        ]
        head = [[Printed("预算数", 6), Printed("决算数", 6)], [*half, *half], [*inner, *inner], cells(*map(str, range(1, 13)))]
        order = [f"{kind}/{item}" for kind in ("预算数", "决算数") for item in items]
    rows = [*head, [made.expect(None, "", measure, draw()) for measure in order]]
    made.tables.append(PrintedTable(rows, "财政拨款“三公”经费支出决算表", CAPTIONS, [], len(head)))
    return made


def wide(draw: Draw, *, stub: bool, titled: bool, down_first: bool) -> Made:
    """财政拨款支出决算明细表 of a region that prints every economic subject: its columns and its rows go on on further pages."""
    made = Made("fiscal_expenditure_detail", [])
    columns = [("合计", "")] + [(group, name) for group, names in WIDE_GROUPS for name in names]
    cuts = [(0, 6), (6, 13), (13, 16)]
    subjects = [("", "合计"), *FUNCTIONS]
    figures = {
        (code, number): made.expect(None, code or "合计", group if not name else f"{group}/{name}", draw())
        for code, _ in subjects for number, (group, name) in enumerate(columns)
    }  # fmt: skip
    pages = [(cut, part) for part in (subjects[:5], subjects[5:]) for cut in cuts]
    if down_first:
        pages = [(cut, part) for cut in cuts for part in (subjects[:5], subjects[5:])]
    for number, ((low, high), part) in enumerate(pages):
        has_stub = stub or low == 0
        upper: list[Printed] = [Printed("项目", 2)] if has_stub else []
        lower: list[Printed] = cells("功能分类科目编码", "科目名称") if has_stub else []
        for group in dict.fromkeys(group for group, _ in columns[low:high]):
            names = [name for other, name in columns[low:high] if other == group]
            upper.append(Printed(group, 1, 2) if names == [""] else Printed(group, len(names)))
            lower += [Printed(name) for name in names if name]
        body = [
            [
                *((cells(code, name) if code else [Printed(name, 2)]) if has_stub else []),
                *[figures[(code, n)] for n in range(low, high)],
            ]
            for code, name in part
        ]
        title = "财政拨款支出决算明细表" if titled or number == 0 else ""
        made.tables.append(PrintedTable([upper, lower, *body], title, CAPTIONS if title else (), [], 2))
    return made

"""A small invented set of final accounts whose every identity holds, as staged tables; tests plant their errors in it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from expectations.identities import Evaluation, evaluate
from transform.fact_rows import frame

Tables = dict[str, list[dict[str, Any]]]
SHA256 = "7" * 64
SCALES = {"元": Decimal(1), "万元": Decimal(10000)}
Line = tuple[str | None, str, str]  # code, label, figures separated by blanks; "." stands for a blank cell

SUMMARY_INCOME = [
    ("一、一般公共预算财政拨款收入", "100.00"), ("二、政府性基金预算财政拨款收入", "20.00"),
    ("三、国有资本经营预算财政拨款收入", "5.00"),
    ("四、上级补助收入", "."), ("五、事业收入", "10.00"), ("六、经营收入", "."),
    ("七、附属单位上缴收入", "."), ("八、其他收入", "5.00"),
    ("本年收入合计", "140.00"), ("使用非财政拨款结余（含专用结余）", "2.00"), ("年初结转和结余", "8.00"), ("总计", "150.00"),
]  # fmt: skip
SUMMARY_EXPENDITURE = [
    ("一、一般公共服务支出", "80.00"), ("二、外交支出", "."),
    ("八、社会保障和就业支出", "20.00"), ("十一、城乡社区支出", "18.00"),
    ("二十一、国有资本经营预算支出", "5.00"), ("本年支出合计", "123.00"), ("结余分配", "1.00"),
    ("年末结转和结余", "26.00"), ("总计", "150.00"),
]  # fmt: skip
FISCAL_INCOME = [
    ("一、一般公共预算财政拨款", "100.00"), ("二、政府性基金预算财政拨款", "20.00"), ("三、国有资本经营预算财政拨款", "5.00"),
    ("本年收入合计", "125.00"), ("年初财政拨款结转和结余", "3.00"), ("一、一般公共预算财政拨款", "3.00"),
    ("二、政府性基金预算财政拨款", "."), ("三、国有资本经营预算财政拨款", "."), ("总计", "128.00"),
]  # fmt: skip
FISCAL_EXPENDITURE = [
    ("一、一般公共服务支出", "75.00 75.00 . ."), ("八、社会保障和就业支出", "20.00 20.00 . ."),
    ("十一、城乡社区支出", "18.00 . 18.00 ."),
    ("二十一、国有资本经营预算支出", "5.00 . . 5.00"), ("本年支出合计", "118.00 95.00 18.00 5.00"),
    ("年末财政拨款结转和结余", "10.00 8.00 2.00 ."), ("总计", "128.00 103.00 20.00 5.00"),
]  # fmt: skip
PEOPLE = ("20101", "人大事务"), ("2010101", "行政运行"), ("20106", "财政事务"), ("2010601", "行政运行")
PENSION = ("208", "社会保障和就业支出"), ("20805", "行政事业单位养老支出"), ("2080505", "机关事业单位基本养老保险缴费支出")
LAND = ("212", "城乡社区支出"), ("21208", "国有土地使用权出让收入安排的支出"), ("2120803", "城市建设支出")
CAPITAL = (
    ("223", "国有资本经营预算支出"),
    ("22301", "解决历史遗留问题及改革成本支出"),
    ("2230105", "国有企业退休人员社会化管理补助支出"),
)


def by_subject(
    total: str, class_201: str, people: tuple[str, str], pension: str, land: str = "", capital: str = ""
) -> list[Line]:
    """合计, then classes, sections and items."""
    lines: list[Line] = [(None, "合计", total), ("201", "一般公共服务支出", class_201)]
    lines += [(code, name, people[place // 2]) for place, (code, name) in enumerate(PEOPLE)]
    for names, figures in ((PENSION, pension), (LAND, land), (CAPITAL, capital)):
        lines += [(code, name, figures) for code, name in names if figures]
    return lines


INCOME = by_subject("140.00 125.00 . 10.00 . . 5.00", "95.00 80.00 . 10.00 . . 5.00",
                    ("60.00 60.00 . . . . .", "35.00 20.00 . 10.00 . . 5.00"), "20.00 20.00 . . . . .",
                    "20.00 20.00 . . . . .", "5.00 5.00 . . . . .")  # fmt: skip
EXPENDITURE = by_subject("123.00 70.00 53.00 . . .", "80.00 55.00 25.00 . . .",
                         ("50.00 40.00 10.00 . . .", "30.00 15.00 15.00 . . ."),
                         "20.00 15.00 5.00 . . .", "18.00 . 18.00 . . .", "5.00 . 5.00 . . .")  # fmt: skip
GENERAL = by_subject("95.00 66.00 29.00", "75.00 51.00 24.00", ("50.00 40.00 10.00", "25.00 11.00 14.00"), "20.00 15.00 5.00")
BASIC: list[Line] = [
    ("301", "工资福利支出", "40.00"), ("30101", "基本工资", "25.00"), ("30102", "津贴补贴", "15.00"),
    ("302", "商品和服务支出", "18.00"), ("30201", "办公费", "10.00"), ("30216", "培训费", "."), ("30217", "公务接待费", "0.50"),
    ("30229", "福利费", "."), ("30231", "公务用车运行维护费", "2.50"), ("30299", "其他商品和服务支出", "5.00"),
    ("303", "对个人和家庭的补助", "6.00"), ("30302", "退休费", "6.00"), (None, "人员经费合计", "46.00"),
    ("310", "资本性支出", "2.00"), ("31002", "办公设备购置", "2.00"), (None, "公用经费合计", "20.00"),
]  # fmt: skip
FUND: list[Line] = [
    (None, "合计", ". 20.00 18.00 . 18.00 2.00"),
    *((code, name, ". 20.00 18.00 . 18.00 2.00") for code, name in LAND),
]
STATE_CAPITAL: list[Line] = [(None, "合计", "5.00 . 5.00"), *((code, name, "5.00 . 5.00") for code, name in CAPITAL)]
PUBLIC: list[Line] = [(None, "", "6.00 4.00 . . 4.00 3.20 . . 4.00 3.20 2.00 0.80")]
CARS = "公务用车购置及运行费"
PUBLIC_COLUMNS = [f"{item}/{kind}" for item in ("合计", "因公出国（境）费", f"{CARS}/小计", f"{CARS}/公务用车购置费",
                  f"{CARS}/公务用车运行费", "公务接待费") for kind in ("预算数", "决算数")]  # fmt: skip
NAMES = {
    "income_expenditure_summary": "收入支出决算总表", "income": "收入决算表", "expenditure": "支出决算表",
    "fiscal_income_expenditure_summary": "财政拨款收入支出决算总表",
    "general_budget_expenditure": "一般公共预算财政拨款支出决算表",
    "general_budget_basic_expenditure": "一般公共预算财政拨款基本支出决算表",
    "three_public_expenses": "财政拨款“三公”经费支出决算表",
    "government_fund_income_expenditure": "政府性基金预算财政拨款收入支出决算表",
    "state_capital_expenditure": "国有资本经营预算财政拨款支出决算表", "government_procurement": "政府采购情况表",
}  # fmt: skip


def clean() -> Tables:
    """The staged rows of the whole account; every call gives fresh rows."""
    return copy.deepcopy(_CLEAN)


def add_statement(tables: Tables, code: str, columns: Sequence[str], lines: Sequence[Line], side: str | None = None) -> None:
    """Adds the cells of one statement (of one side of it), and its row of coverage."""
    rows = tables["statement_amount"]
    first = 1 + max((row["row_no"] for row in rows if row["statement_code"] == code), default=0)
    for number, (subject, label, figures) in enumerate(lines, start=first):
        for measure, text in zip(columns, figures.split(), strict=True):
            rows.append({
                "fact_id": f"sa_{code}_{number}_{measure}", "document_sha256": SHA256, "fiscal_year": 2024,
                "statement_code": code,
                "statement_name": NAMES.get(code, code), "published_title": NAMES.get(code, code), "row_no": number, "side": side,
                "subject_code": subject, "label": label or None, "measure": measure, "page": 4,
                "published_unit": "万元", **printed(text),
            })  # fmt: skip
    if all(row["item_code"] != code for row in tables["coverage"]):
        tables["coverage"].append({"document_sha256": SHA256, "item_kind": "statement", "item_code": code,
                                   "item_name": NAMES.get(code, code), "status": "read",
                                   "detail": NAMES.get(code, code)})  # fmt: skip


def printed(text: str, unit: str = "万元") -> dict[str, Any]:
    """Published text and stored value of a cell."""
    if text == ".":
        return {"published_text": "", "amount_yuan": None}
    return {"published_text": text, "amount_yuan": Decimal(text.replace(",", "")) * SCALES[unit]}


def add_prose(tables: Tables, subject: str, text: str, section: str, **more: Any) -> None:
    """Adds one figure of the prose."""
    number = len(tables["narrative_figure"])
    measure = subject + (more.get("role") or "")
    rates = {name: Decimal(value) for name, value in more.items() if name.endswith("_percent")}
    tables["narrative_figure"].append({
        "fact_id": f"nf_{number}", "document_sha256": SHA256, "fiscal_year": 2024, "section": section, "measure": measure,
        "subject": subject, "kind": "amount", "quote": f"{measure}{text}万元", "page": 9,
        "published_unit": "万元", **printed(text),
        **more, **rates,
    })  # fmt: skip


def _prose(tables: Tables) -> None:
    add_prose(tables, "收入支出总计", "150.00", "一、收入支出决算总体情况说明")
    add_prose(
        tables, "收入支出总计", "10.00", "一、收入支出决算总体情况说明", kind="change", direction="增加", change_percent="7.14"
    )
    whole = {"part_of": "本年收入合计", "share_of": "本年收入合计"}
    add_prose(tables, "本年收入合计", "140.00", "二、收入决算情况说明")
    add_prose(tables, "财政拨款收入", "125.00", "二、收入决算情况说明", share_percent="89.29", **whole)
    add_prose(tables, "本年支出合计", "123.00", "三、支出决算情况说明")
    add_prose(tables, "基本支出", "70.00", "三、支出决算情况说明", part_of="本年支出合计", share_percent="56.91")
    add_prose(tables, "财政拨款收入支出总计", "128.00", "四、财政拨款收入支出决算总体情况说明")
    general, section = "一般公共预算财政拨款支出", "五、一般公共预算财政拨款支出决算情况说明"
    add_prose(tables, general, "95.00", section)
    for name, text, share in (("一般公共服务支出（类）", "75.00", "78.95"), ("社会保障和就业支出（类）", "20.00", "21.05")):
        add_prose(tables, name, text, section, item_path=name, part_of=general, share_percent=share)
    path = "一般公共服务支出（类）人大事务（款）行政运行（项）"
    add_prose(tables, "行政运行（项）", "52.00", section, role="年初预算", item_path=path)
    add_prose(
        tables,
        "行政运行（项）",
        "50.00",
        section,
        role="决算",
        item_path=path,
        completion_percent="96.15",
        completion_of="年初预算",
    )
    basic, section = "一般公共预算财政拨款基本支出", "六、一般公共预算财政拨款基本支出决算情况说明"
    add_prose(tables, basic, "66.00", section)
    add_prose(tables, "人员经费", "46.00", section, part_of=basic)
    add_prose(tables, "公用经费", "20.00", section, part_of=basic)
    public, section = "“三公”经费财政拨款支出", "七、财政拨款“三公”经费支出决算情况说明"
    add_prose(tables, public, "6.00", section, role="预算")
    add_prose(tables, public, "4.00", section, role="决算", completion_percent="66.67", completion_of="预算")
    add_prose(tables, "公务接待费", "0.80", section, role="决算", part_of=public + "决算")
    add_prose(tables, "政府性基金预算财政拨款本年支出", "18.00", "八、政府性基金预算财政拨款收入支出决算情况说明")
    add_prose(tables, "编报绩效目标的项目涉及预算金额", "40.00", "十、预算绩效管理情况")
    section = "十一、其他重要事项的情况说明"
    add_prose(tables, "机关运行经费支出", "20.00", section)
    total = "政府采购金额"
    add_prose(tables, total, "30.00", section)
    for name, text in (("货物采购金额", "10.00"), ("工程采购金额", "5.00"), ("服务采购金额", "15.00")):
        add_prose(tables, name, text, section, part_of=total)
    add_prose(tables, "授予中小企业合同金额", "12.00", section, share_percent="40.00", share_of=total)


def _build() -> Tables:
    tables: Tables = {
        name: [] for name in ("statement_amount", "coverage", "narrative_figure", "document", "finding", "project_funding")
    }
    tables["document"].append(
        {"sha256": SHA256, "fiscal_year": 2024, "department_name": "安宁县财政局", "district_code": "990101"}
    )
    add_statement(tables, "income_expenditure_summary", ["决算数"], [(None, *line) for line in SUMMARY_INCOME], "income")
    add_statement(
        tables, "income_expenditure_summary", ["决算数"], [(None, *line) for line in SUMMARY_EXPENDITURE], "expenditure"
    )
    add_statement(
        tables,
        "income",
        ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"],
        INCOME,
    )
    add_statement(
        tables,
        "expenditure",
        ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
        EXPENDITURE,
    )
    fiscal = "fiscal_income_expenditure_summary"
    add_statement(tables, fiscal, ["决算数"], [(None, *line) for line in FISCAL_INCOME], "income")
    columns = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    add_statement(tables, fiscal, columns, [(None, *line) for line in FISCAL_EXPENDITURE], "expenditure")
    add_statement(tables, "general_budget_expenditure", ["合计", "基本支出", "项目支出"], GENERAL)
    add_statement(tables, "general_budget_basic_expenditure", ["决算数"], BASIC)
    add_statement(tables, "three_public_expenses", PUBLIC_COLUMNS, PUBLIC)
    columns = ["年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出", "年末结转和结余"]
    add_statement(tables, "government_fund_income_expenditure", columns, FUND)
    add_statement(tables, "state_capital_expenditure", ["合计", "基本支出", "项目支出"], STATE_CAPITAL)
    _prose(tables)
    return tables


def cell(tables: Tables, code: str, label: str, measure: str, side: str | None = None) -> dict[str, Any]:
    """The staged row of one cell; the first that fits."""
    return next(
        row for row in tables["statement_amount"]
        if row["statement_code"] == code and label in (row["subject_code"], row["label"] or "") and row["measure"] == measure
        and (side is None or row["side"] == side)
    )  # fmt: skip


def reprint(tables: Tables, code: str, label: str, measure: str, text: str, side: str | None = None) -> None:
    """Prints another figure in a cell."""
    cell(tables, code, label, measure, side).update(printed(text))


def stated(tables: Tables, subject: str, role: str | None = None) -> dict[str, Any]:
    """The first figure of the prose with this subject and role."""
    return next(row for row in tables["narrative_figure"] if row["subject"] == subject and row.get("role") == role)


def frames(tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    return {name: frame(name, rows) for name, rows in tables.items()}


def run(tables: Tables) -> Evaluation:
    return evaluate(frames(tables))


_CLEAN = _build()

"""The suite on facts (事实): ids, keys, domains of values. Figures that the publisher got wrong are no concern of it."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.suites.declaration import (
    Expected,
    TableSuite,
    between,
    filled,
    no_rows,
    of_documents,
    one_of,
    unique,
    unique_together,
)

OPERATORS = ("=", ">=", "<=", ">", "<", "range", "qualitative", "deadline")
TELEPHONE = "(^|[^0-9])1[3-9]" + "[0-9]" * 9 + "([^0-9]|$)"  # braces would be placeholders to Great Expectations


def of_every_fact() -> tuple[Expected, ...]:
    """What holds for each kind of fact."""
    return (
        filled("fact_id", "事实编号", "fact id"),
        unique("fact_id", "事实编号", "fact id"),
        filled("document_key", "文件", "document"),
        filled("project_key", "项目", "project"),
        between("form_no", 1, None, "表号从 1 起", "forms count from 1"),
        between("page", 1, None, "页码从 1 起", "pages count from 1"),
        between("fiscal_year", 1990, 2100, "年度在 1990 至 2100 之间", "fiscal years lie between 1990 and 2100"),
    )


def suites(documents: Sequence[str]) -> tuple[TableSuite, ...]:
    """The suites over the facts of the given documents; none without documents."""
    if not documents:
        return ()
    evaluation = (
        *of_every_fact(),
        unique_together(["document_key", "form_no"], "同一文件的表号", "the form number in a document"),
        no_rows(
            "fact_id",
            f"regexp_matches(concat_ws(' ', goal_expected, goal_actual, self_conclusion), "
            f"'{TELEPHONE}')", "文字中没有手机号码", "no mobile number in the texts", gate=False,
        ),
    )  # fmt: skip
    funding = (
        *of_every_fact(),
        filled("fund_source_key", "资金来源", "source of funds"),
        unique_together(["document_key", "form_no", "fund_source_key"], "同一张表同一资金来源", "the source of funds in a form"),
        no_rows(
            "fact_id",
            "published_unit IS NULL AND "
            "coalesce(initial_budget_yuan, full_year_budget_yuan, executed_yuan) IS NOT NULL",
            "有金额就有公布单位", "an amount has its published unit",
        ),
    )  # fmt: skip
    indicator = (
        *of_every_fact(),
        filled("indicator_key", "指标", "indicator"),
        between("seq", 1, None, "行序从 1 起", "rows count from 1"),
        unique_together(["document_key", "form_no", "seq"], "同一张表的行序", "the order of rows in a form"),
        one_of("target_operator", OPERATORS, "比较符号在约定范围内", "target operators are those of the contract"),
        no_rows(
            "fact_id",
            "target_operator = 'range' AND (target_value IS NULL OR target_value_high IS NULL)",
            "区间目标有上下限", "a range has both its ends",
        ),
        no_rows(
            "fact_id",
            "target_value IS NOT NULL AND target_operator IS NULL",
            "有目标值就有比较符号", "a target value has an operator",
        ),
    )  # fmt: skip
    parts = (
        ("project_evaluation", "项目自评", evaluation),
        ("project_funding", "项目资金", funding),
        ("indicator_result", "绩效指标", indicator),
    )
    return tuple(
        TableSuite(f"facts.{name}", f"fact_{name}", zh, of_documents(f"fact_{name}", documents), expectations)
        for name, zh, expectations in parts
    )

"""三个问题 · Three questions to the warehouse of the samples, with polars.

Run it cell by cell in an editor that knows ``# %%``, or whole: ``python notebooks/three_questions.py [HOME]``. The tests run it.
"""

# %% 打开仓库 · open the warehouse: read-only, decimals stay decimals
from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from sql.warehouse import open_for_questions

home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("data/lake")
connection = open_for_questions(home)


def frame(sql: str) -> pl.DataFrame:
    """The answer as a polars frame (``.df()`` would turn amounts into binary floats)."""
    return connection.sql(sql).pl()


pl.Config.set_tbl_hide_dataframe_shape(True).set_tbl_rows(20).set_fmt_str_lengths(30)

# %% 1 年初预算被调整了多少？执行率 100% 未必是花完了年初要的钱。
# How far were budgets changed within the year? An execution rate of 100 % is a share of the changed budget.
funding = frame(
    "SELECT department_name, project_name, initial_budget_yuan, full_year_budget_yuan, executed_yuan FROM mart.project_funding"
)
changed = (
    funding.filter(pl.col("initial_budget_yuan") > 0)
    .with_columns((pl.col("full_year_budget_yuan") - pl.col("initial_budget_yuan")).alias("change_yuan"))
    .filter(pl.col("change_yuan") != 0)
    .sort("change_yuan")
)
print(changed)

# %% 2 哪一类指标最常被扣分？ · Which class of indicator loses points most often?
indicators = frame("SELECT level2, weight, score FROM mart.indicator_result WHERE weight IS NOT NULL AND score IS NOT NULL")
lost = (
    indicators.with_columns((pl.col("weight") - pl.col("score")).alias("lost"))
    .group_by("level2")
    .agg(pl.len().alias("indicators"), (pl.col("lost") > 0).sum().alias("with_loss"), pl.col("lost").sum().alias("points_lost"))
    .sort("points_lost", "level2", descending=[True, False])
)
print(lost)

# %% 3 公布的错误在哪里，怎么证明？ · Where are the published errors, and what proves them?
errors = frame(
    """SELECT title, form_no, finding.page, rule_id, expected, actual, fact_ids[1] AS fact_id
    FROM dq.finding AS finding JOIN main.dim_document ON sha256 = document_sha256
    WHERE severity = 'error' AND origin = 'published' ORDER BY title, form_no, rule_id"""
)
print(errors)
print("证据 proof: juesuan explain", errors["fact_id"].drop_nulls().first())

"""The suite on the star (星型模型): keys fit, dimensions hold each member once, one version of a document is current."""

from __future__ import annotations

from expectations.suites.declaration import Expected, TableSuite, filled, no_rows, unique

FACTS = ("fact_project_evaluation", "fact_project_funding", "fact_indicator_result")
DIMENSIONS = {
    "dim_document": ("document_key", "文件"),
    "dim_department": ("department_key", "部门"),
    "dim_district": ("district_key", "地区"),
    "dim_project": ("project_key", "项目"),
    "dim_indicator": ("indicator_key", "指标"),
    "dim_fund_source": ("fund_source_key", "资金来源"),
}
KEYS = {
    "document_key": "dim_document",
    "project_key": "dim_project",
    "department_key": "dim_department",
    "district_key": "dim_district",
}
EXTRA_KEYS = {
    "fact_project_funding": {"fund_source_key": "dim_fund_source"},
    "fact_indicator_result": {"indicator_key": "dim_indicator"},
}


def orphan(key: str, dimension: str) -> Expected:
    """Every key of a fact leads to a row of its dimension."""
    zh = DIMENSIONS[dimension][1]
    return no_rows(
        f"fact_id, {key}",
            f"{key} IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM main.{dimension} AS member WHERE member.{key} = one.{key})",
        f"每个事实的{zh}都在维表中", f"every {key} leads to {dimension}",
    )  # fmt: skip


def suites() -> tuple[TableSuite, ...]:
    """The suites over the whole star."""
    dimensions = [
        TableSuite(f"star.{table}", table, f"维表：{zh}", f"SELECT * FROM main.{table}",
                   (filled(key, f"{zh}主键", key), unique(key, f"{zh}主键", key), *document_rules(table)))
        for table, (key, zh) in DIMENSIONS.items()
    ]  # fmt: skip
    facts = [
        TableSuite(
            f"star.{table}", table, f"事实表：{table}", f"SELECT * FROM main.{table}",
            tuple(orphan(key, dimension) for key, dimension in (KEYS | EXTRA_KEYS.get(table, {})).items()),
        )
        for table in FACTS
    ]  # fmt: skip
    return (*dimensions, *facts)


def document_rules(table: str) -> tuple[Expected, ...]:
    """What holds for documents besides their key."""
    if table != "dim_document":
        return ()
    return (
        unique("sha256", "文件 SHA-256", "the SHA-256 of a document"),
        no_rows(
            "publication_key",
            "is_current GROUP BY publication_key HAVING count(*) > 1",
            "同一份公开文件只有一个现行版本", "one version of a publication is current",
        ),
    )  # fmt: skip

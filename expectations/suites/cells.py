"""The suite on published cells (公布单元格): every stored figure says where it stands and how it became what is stored."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.suites.declaration import TableSuite, at_least_one_row, between, filled, no_rows, of_documents, unique_together

BOX = r"^\[-?\d+(\.\d+)?, -?\d+(\.\d+)?, -?\d+(\.\d+)?, -?\d+(\.\d+)?\]$"


def suites(documents: Sequence[str]) -> tuple[TableSuite, ...]:
    """The suite over the places of the given documents; none without documents."""
    if not documents:
        return ()
    expectations = (
        at_least_one_row("新入库的文件至少有一个公布数", "the new documents hold at least one published figure"),
        filled("fact_id", "事实编号", "fact id"),
        filled("figure", "列名", "name of the figure"),
        filled("document_key", "文件", "document"),
        unique_together(["fact_id", "figure"], "同一事实同一列的出处", "the place of one figure of a fact"),
        between("page", 1, None, "页码从 1 起", "pages count from 1"),
        no_rows(
            "fact_id, figure, bbox",
            f"bbox LIKE '[%' AND NOT regexp_matches(bbox, '{BOX}')",
            "坐标写作 [左, 上, 右, 下]", "a box is written [x0, top, x1, bottom]",
        ),
        no_rows(
            "fact_id, figure",
            "stored_value IS NOT NULL AND coalesce(published_text, '') = ''",
            "有存储值就有公布原文", "a stored value has its published text",
        ),
    )  # fmt: skip
    return (TableSuite("cells", "figure_location", "公布单元格", of_documents("figure_location", documents), expectations),)

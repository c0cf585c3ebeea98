"""Makes the Data Docs (校验文档) readable without internet: no scripts, no assets from elsewhere, one inlined style, Chinese.

The index of Great Expectations is drawn by scripts from a content network; it is replaced by a page of our own.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as documents

STYLE = Path(__file__).with_name("data_docs.css")
UNWANTED = " | ".join(
    (
        *(f"//{tag}" for tag in ("script", "style", "link", "noscript", "iframe", "img", "nav", "button", "footer")),
        *(
            f"//*[contains(@class, '{name}')]"
            for name in ("modal", "ge-breadcrumbs", "navbar", "sticky-top", "ge-walkthrough", "col-lg-2")
        ),
        "//div[starts-with(@id, 'section-')][div/h6[starts-with(normalize-space(.), 'Batch ')]]",
        "//table[.//*[normalize-space(text()) = 'ge_load_time' or normalize-space(text()) = 'batch_identifiers']]",
    )
)
WORDS = {
    "Overview": "概览",
    "Statistics": "统计",
    "Table-Level Expectations": "整表的校验项",
    "Status": "状态",
    "Expectation": "校验项",
    "Observed Value": "实际值",
    "Evaluated Expectations": "校验项数",
    "Successful Expectations": "通过",
    "Success Percent": "通过率",
    "Unsuccessful Expectations": "未通过",
    "Failed": "未通过",
    "Succeeded": "通过",
    "Status:": "状态：",
    "Data asset:": "数据：",
    "Batch Spec": "数据范围",
    "Expectation Validation Result": "校验结果",
    "Expectation Suite:": "套件：",
    "Run Name:": "运行：",
    "Run Time:": "时间：",
    "Table of Contents": "目录",
    "Search": "查找",
    "Info": "说明",
    "Great Expectations Version": "Great Expectations 版本",
    "Run ID": "运行",
    "Batch ID": "批次",
    "Run Name": "运行",
    "Run Time": "时间",
    "Batch": "批次",
    "Show more info...": "",
    "Sampled Unexpected Values": "不符的值（部分）",
    "Count": "次数",
    "Unexpected Value": "不符的值",
    "Expectation Suite": "套件",
    "How to Edit This Suite": "",
    "Notes": "说明",
}


def restyle(directory: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rewrites every page below ``directory`` in place; ``rows`` are the results that the new index shows."""
    style = STYLE.read_text(encoding="utf-8")
    shutil.rmtree(directory / "static", ignore_errors=True)
    for page in sorted(directory.rglob("*.html")):
        if page.parent != directory:
            page.write_bytes(offline(page.read_bytes(), style, "../" * (len(page.relative_to(directory).parts) - 1)))
    validations = sorted(directory.glob("validations/**/*.html"))
    pages = {page.stem.removeprefix("warehouse-"): page.relative_to(directory) for page in validations}
    (directory / "index.html").write_text(index(rows, style, pages), encoding="utf-8")


def offline(page: bytes, style: str, root: str) -> bytes:
    """One page without anything that it would load, with our style inlined and a way back to the index."""
    tree: Any = documents.fromstring(page, parser=documents.HTMLParser(encoding="utf-8"))
    for element in tree.xpath(UNWANTED):
        element.drop_tree()
    for element in tree.xpath("//comment()"):
        element.drop_tree()
    for element in tree.iter(etree.Element):
        translate(element)
        for name in ("onclick", "onload", "style", "data-toggle", "data-target", "src", "srcset", "background"):
            element.attrib.pop(name, None)
        if element.get("href", "").startswith(("http:", "https:", "//")):
            del element.attrib["href"]
    head = tree.find("head")
    if head is None:
        head = etree.SubElement(tree, "head")
        tree.insert(0, head)
    head.insert(0, documents.Element("meta", charset="utf-8"))
    for title in head.findall("title"):
        title.text = "数据校验结果"
    sheet = etree.SubElement(head, "style")
    sheet.text = style
    body = tree.find("body")
    if body is not None:
        body.insert(
            0, documents.fromstring(f'<nav class="docs"><a href="{root}index.html">← 数据校验结果 Validation results</a></nav>')
        )
    tree.set("lang", "zh-CN")
    return etree.tostring(tree, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")


def translate(element: Any) -> None:
    """Replaces the fixed English headings of Great Expectations by Chinese ones; texts of data stay as they are."""
    if element.text and element.text.strip() in WORDS:
        element.text = WORDS[element.text.strip()]
    if element.tail and element.tail.strip() in WORDS:
        element.tail = WORDS[element.tail.strip()]


def index(rows: Sequence[Mapping[str, Any]], style: str, pages: Mapping[str, Path]) -> str:
    """The first page: how many expectations hold, then each suite with its lines and the link to its page."""
    passed = sum(bool(row["success"]) for row in rows)
    failed_gate = sum(not row["success"] and bool(row["gate"]) for row in rows)
    failed = len(rows) - passed
    figures = (
        ("校验项 expectations", len(rows)),
        ("通过 passed", passed),
        ("未通过 failed", failed),
        ("阻止入库 gate", failed_gate),
    )
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>数据校验结果</title>',
        f"<style>{style}</style></head><body><main><h1>数据校验结果</h1>",
        "<p class='note'>最近一次入库的校验。校验的是本程序写入的行；公布文件自身的差错见 <code>dq.finding</code>。<br>"
        "Validation of the last load: of the rows that this program wrote. "
        "Faults of the publications are in <code>dq.finding</code>.</p>",
        "<div class='figures'>" + "".join(f"<div><b>{count}</b>{html.escape(name)}</div>" for name, count in figures) + "</div>",
    ]
    for suite in dict.fromkeys(row["suite"] for row in rows):
        members = [row for row in rows if row["suite"] == suite]
        parts.append(suite_section(suite, members, pages.get(suite)))
    return "\n".join([*parts, "</main></body></html>", ""])


def suite_section(suite: str, rows: Sequence[Mapping[str, Any]], page: Path | None) -> str:
    """One suite of the index: heading, one line per expectation, link to the page with the details."""
    title = rows[0]["suite_zh"]
    link = "" if page is None else f' · <a href="{html.escape(page.as_posix())}">详情 details</a>'
    lines = "".join(result_line(row, title) for row in rows)
    widths = (
        "<colgroup><col style='width: 11%'><col style='width: 51%'><col style='width: 24%'><col style='width: 14%'></colgroup>"
    )
    head = widths + "<tr><th>结果</th><th>校验项 expectation</th><th>列 column</th><th>不符行数 rows</th></tr>"
    return f"<h2>{html.escape(title)} <code>{html.escape(suite)}</code>{link}</h2><table>{head}{lines}</table>"


def result_line(row: Mapping[str, Any], title: str) -> str:
    """One expectation as a line of the index."""
    mark = "<td class='ok'>✓ 通过</td>" if row["success"] else "<td class='bad'>✗ 未通过</td>"
    chinese, english = row["detail_zh"].removeprefix(f"{title}："), row["detail_en"].split(": ", 1)[-1]
    count = "—" if row["unexpected_count"] is None else row["unexpected_count"]
    said = f"<td>{html.escape(chinese)}<br><span class='note'>{html.escape(english)}</span></td>"
    return f"<tr>{mark}{said}<td>{html.escape(row['column_name'] or '整表')}</td><td>{count}</td></tr>"

"""Typesets composed forms as the article of a government portal's page: colspan and rowspan, UTF-8 or GBK."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from tests.factory.compose import ComposedForm, Part, Text


@dataclass(frozen=True, slots=True)
class WebStyle:
    """``paragraphs`` wraps every cell's text in <p><span>, as text pasted from Word has it; ``framed`` lays the page out with
    tables, as older portals do."""

    encoding: Literal["utf-8", "gbk"] = "utf-8"
    portal: bool = True
    paragraphs: bool = False
    framed: bool = False


def typeset_html(
    forms: Sequence[ComposedForm],
    style: WebStyle | None = None,
    prose: Sequence[str] = (),
    title: str = "项目支出绩效自评情况",
    site: str = "政务公开",
    published_on: str = "2025-09-01",
) -> bytes:
    """One page in the style's encoding; ``published_on`` is printed beside the article's title."""
    style = style or WebStyle()
    article = "".join(f"<p>{escape(text)}</p>\n" for text in prose) + "\n".join(_form(form, style) for form in forms)
    return _page(article, style, title, site, published_on)


def typeset_parts_html(
    parts: Sequence[Part],
    style: WebStyle | None = None,
    title: str = "",
    site: str = "政务公开",
    published_on: str = "2025-09-01",
) -> bytes:
    """A whole document as one page: its prose and its tables, in their order."""
    style = style or WebStyle()
    made = []
    for part in parts:
        if isinstance(part, Text):
            text = escape(part.text)
            made.append(f"<p><strong>{text}</strong></p>" if part.role in ("part", "heading") else f"<p>{text}</p>")
        else:
            made.append(_form(part, style))
    return _page("\n".join(made), style, title, site, published_on)


def _page(article: str, style: WebStyle, title: str, site: str, published_on: str) -> bytes:
    if style.framed:
        menu = "<td width='180'><table><tr><td>信息公开指南</td></tr><tr><td>预决算公开</td></tr></table></td>"
        article = f"<table width='980'><tbody><tr>{menu}<td>{article}</td></tr></tbody></table>"
    page = _portal(article, title, site, published_on, style) if style.portal else f"<html><body>{article}</body></html>"
    return page.encode(style.encoding, errors="xmlcharrefreplace")


def _form(form: ComposedForm, style: WebStyle) -> str:
    lines = [
        f'<p style="text-align:center">{"<strong>" * (n == 0)}{escape(t)}{"</strong>" * (n == 0)}</p>'
        for n, t in enumerate(form.titles)
    ]
    if form.above_left or form.above_right:
        lines.append(f"<p>{escape(form.above_left)}&nbsp;&nbsp;&nbsp;&nbsp;{escape(form.above_right)}</p>")
    rows: list[list[tuple[int, str]]] = [[] for _ in range(form.row_count)]
    for piece, column, span in form.placed():
        spans = (f' colspan="{span}"' if span > 1 else "") + (f' rowspan="{piece.row_span}"' if piece.row_span > 1 else "")
        text = escape(piece.text).replace("\n", "<br>") or "&nbsp;"
        inner = f'<p style="text-indent:0"><span>{text}</span></p>' if style.paragraphs else text
        rows[piece.row].append((column, f'<td width="{piece.right - piece.left}"{spans}>{inner}</td>'))
    body = "\n".join("<tr>" + "".join(cell for _, cell in sorted(row)) + "</tr>" for row in rows)
    lines.append(f'<table border="1" cellspacing="0" align="center"><tbody>\n{body}\n</tbody></table>')
    lines += [f"<p>{escape(line)}</p>" for line in form.below]
    return "\n".join(lines)


def _portal(article: str, title: str, site: str, published_on: str, style: WebStyle) -> str:
    menu = "".join(f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(("首页", "政务公开", "政务服务", "政民互动")))
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{style.encoding}"><title>{escape(title)}_{escape(site)}</title>
<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="{published_on}">
<style>body{{margin:0;font-family:"Songti SC",SimSun,serif;color:#222}}header{{background:#b5121b;color:#fff;padding:18px 8%}}
nav ul{{display:flex;gap:28px;list-style:none;padding:0;margin:10px 0 0}}nav a{{color:#fff}}
main{{max-width:900px;margin:24px auto}}
h1{{font-size:22px;text-align:center}}.meta{{text-align:center;color:#777;border-bottom:1px solid #ddd;padding-bottom:10px}}
table{{border-collapse:collapse;width:100%;font-size:14px}}td{{padding:5px;text-align:center}}
footer{{background:#eee;padding:16px 8%;color:#666}}</style>
<script>function printPage(){{window.print();}}</script></head>
<body><header><strong>{escape(site)}</strong><nav><ul>{menu}</ul></nav></header>
<main><div class="crumbs">当前位置：首页 &gt; 政务公开 &gt; 财政信息 &gt; 部门决算</div>
<h1>{escape(title)}</h1><div class="meta">日期：{published_on} 来源：{escape(site)} 字号：大 中 小 打印</div>
<div id="zoom" class="article">
{article}
</div></main><footer><table><tr><td>主办单位：{escape(site)}</td><td>网站标识码：0000000000</td></tr></table></footer></body></html>
"""


WEB_STYLES: dict[str, WebStyle] = {
    "utf8": WebStyle(),
    "gbk": WebStyle(encoding="gbk", paragraphs=True),
    "bare": WebStyle(portal=False),
    "framed": WebStyle(framed=True),
}

"""The pages of each family, close to the real ones in structure and addresses."""

# ruff: noqa: E501, UP031 - markup stands as it is sent
from __future__ import annotations

import urllib.parse

from tests.portal.site import Site, digits, escaped


def page(title: str, body: str, charset: str = "utf-8", head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="{charset}">{head}\n<title>{escaped(title)}</title></head>\n'
        f'<body>\n<div class="crumb"><a href="/">首页</a> &gt; 政务公开 &gt; 财政信息</div>\n{body}\n'
        '<div class="foot">模拟门户，仅供测试。联系我们 | <a href="/private/login.html">登录</a></div>\n'
        "</body></html>\n"
    )


def att_markup(site: Site, col: dict, art: dict, att: dict, base_dir: str) -> str:
    """One attachment as the page shows it; 'style' says how it is linked."""
    url, name = att["_url"], att.get("name") or att["file"]
    style = att.get("style", "anchor")
    fam = col["family"]
    if att.get("host") == "alt" and site.alt_base:
        url = site.alt_base + url
    elif fam == "trs" and url.startswith(base_dir):
        url = "./" + url[len(base_dir) :]
    label = escaped(name)
    if fam == "vsb":
        return (
            f'<p>附件【<a href="{escaped(url)}" target="_blank">{label}</a>】已下载<span id="nattach{digits(url, 6)}">'
            f"<script>getClickTimes({digits(url, 6)})</script></span>次</p>"
        )
    if fam == "jcms" and style == "downfile":
        q = urllib.parse.urlencode({"classid": "0", "showname": name, "filename": url.rsplit("/", 1)[-1]})
        return f'<p><a href="/module/download/downfile.jsp?{escaped(q)}">{label}</a></p>'
    if style == "onclick":
        return f'<p><a href="javascript:void(0)" onclick="downFile(\'{escaped(url)}\')">{label}</a></p>'
    if style == "js":  # address only in a script variable
        return (
            f"<script>var file_appendix='{url}'; if(file_appendix!=''){{document.write("
            f"'<a href=\"'+file_appendix+'\">{label}</a>');}}</script>"
        )
    if style == "iframe":
        return f'<iframe src="{escaped(url)}" width="100%" height="800" title="{label}"></iframe>'
    if style == "viewer":
        return '<iframe src="/pdfjs/web/viewer.html?file={}"></iframe>'.format(urllib.parse.quote(url, safe=""))
    if style == "image":
        return '<p><img src="{}" alt="{}" OLDSRC="{}"></p>'.format(escaped(url), label, escaped(url.rsplit("/", 1)[-1]))
    if style == "bare":  # anchor text says nothing
        return f'<p><a href="{escaped(url)}">点击下载</a></p>'
    return f'<p><a href="{escaped(url)}" title="{label}">附件：{label}</a></p>'


def article_page(site: Site, n: int, art: dict) -> str:
    col = site.columns[n]
    fam = col["family"]
    path = site.art_path(col, art)
    base_dir = path.rsplit("/", 1)[0] + "/"
    atts = "\n".join(att_markup(site, col, art, a, base_dir) for a in art.get("attachments", []))
    body_html = art.get("body_html")
    if body_html is None and art.get("body_file"):
        body_html = (site.docs / art["body_file"]).read_text("utf-8")
    if body_html is None:
        body_html = "<p>{}</p>".format(escaped(art.get("body", "现将{}予以公开。详见附件。".format(art["title"]))))
    date, unit, title = art["date"], art["unit"], art["title"]
    head = (
        '<meta name="SiteName" content="{}"><meta name="ArticleTitle" content="{}">'
        '<meta name="PubDate" content="{}"><meta name="ContentSource" content="{}">'
        '<meta name="ColumnName" content="{}">'
    ).format(*tuple(escaped(x) for x in (site.name, title, date, unit, col["title"])))
    if art.get("no_meta") or fam in ("vsb", "ghash"):
        head = ""
    if fam == "trs":
        table = (
            "<table class='xxgk'><tr><td>[ 索引号 ]</td><td>{}</td><td>[ 发布机构 ]</td><td>{}</td></tr>"
            "<tr><td>[ 成文日期 ]</td><td>{}</td><td>[ 发布日期 ]</td><td>{}</td></tr></table>"
        ).format(escaped(art.get("index_no", "115002/2025-" + art["id"][-5:])), escaped(unit), date[:10], date[:10])
        body = f'{table}<h1 class="title">{escaped(title)}</h1><div class="view TRS_UEDITOR"><div class="TRS_Editor">{body_html}{atts}</div></div>'
    elif fam == "jcms":
        body = (
            f'<h1 class="title">{escaped(title)}</h1><p class="info">发布日期：{date[:16]}&nbsp;&nbsp;信息来源：{escaped(unit)}</p><div id="zoom">'
            f'<meta name="ContentStart"/>{body_html}{atts}<meta name="ContentEnd"/></div>'
        )
    elif fam == "ucap":
        body = (
            f'<h1 class="content_title">{escaped(title)}</h1><span class="time">发布时间：{date}</span><span class="source">来源：{escaped(unit)}</span>'
            f'<div class="article-content">{body_html}{atts}</div>'
        )
    elif fam == "vsb":
        body = (
            f'<div class="content"><h3>{escaped(title)}</h3><i>{date[:10]}　作者：　点击数：</i><div id="vsb_content">'
            f'<div class="v_news_content">{body_html}</div></div>{atts}</div>'
        )
    else:
        body = (
            '<ul class="xxgk"><li>索引号：{}</li><li>发文机关：{}</li></ul><h2>{}</h2>'
            '<p>发布时间：{}　浏览次数：</p><div class="article">{}{}</div>'
        ).format(escaped(art["id"]), escaped(unit), escaped(title), date[:10], body_html, atts)
    return page(f"{title}_{site.name}", body, col["charset"], head)


def li(site: Site, col: dict, art: dict, base: str = "") -> str:
    href = site.art_path(col, art)
    if col["family"] == "trs" and base and href.startswith(base):
        href = "./" + href[len(base) :]
    title, shown = art["title"], art["title"]
    cut = int(col.get("cut_titles", 0))
    if cut and len(shown) > cut:
        shown = shown[:cut] + "..."
    return '<li><a href="{}" title="{}" target="_blank">{}</a><span class="date">{}</span></li>'.format(
        escaped(href), escaped(title), escaped(shown), art.get("list_date", art["date"])[:10]
    )


def list_page(site: Site, n: int, pageno: int) -> str | None:
    """List page number pageno (1 = newest); None where there is no such page."""
    col, size = site.columns[n], site.page_size
    arts = site.articles(n)
    total = max(1, -(-len(arts) // size))
    if not 1 <= pageno <= total:
        return None
    chunk = arts[(pageno - 1) * size : pageno * size]
    fam = col["family"]
    base = col.get("path", "/")
    rows = "\n".join(li(site, col, a, base) for a in chunk)
    if fam == "trs":
        pager = '<script>var currentPage=%d,countPage=%d;createPageHTML(%d,%d,"index","html",%d);</script>' % (
            pageno - 1,
            total,
            total,
            pageno - 1,
            len(arts),
        )
    elif fam == "ucap":
        links = "".join(
            '<a href="%s%s">%d</a>' % (base, "index.html" if i == 1 else "index_%d.html" % i, i) for i in range(1, total + 1)
        )
        pager = '<div class="page">{}<a class="last" href="{}{}">尾页</a></div>'.format(
            links, base, "index.html" if total == 1 else "index_%d.html" % total
        )
    elif fam == "vsb":
        stem = base.rsplit("/", 1)[-1]

        def link(i):
            if i == 1:
                return stem + ".htm" if pageno == 1 else f"../{stem}.htm"
            num = "%d.htm" % (total - i + 1)
            return f"{stem}/{num}" if pageno == 1 else num

        pager = '<div class="pb_sys_common"><span class="p_t">共%d条</span>%s</div>' % (
            len(arts),
            "".join('<span class="p_no"><a href="%s">%d</a></span>' % (link(i), i) for i in range(1, total + 1)),
        )
    else:
        pager = '<div class="page" data-total="%d">%s</div>' % (
            total,
            "".join(
                '<a href="%s%s">%d</a>' % (base, "list.shtml" if i == 1 else "list_%d.shtml" % i, i) for i in range(1, total + 1)
            ),
        )
    head = '<meta name="ColumnName" content="{}">'.format(escaped(col["title"]))
    return page("{}_{}".format(col["title"], site.name), f'<ul class="list">\n{rows}\n</ul>\n{pager}', col["charset"], head)


def jcms_xml(site: Site, n: int, start: int, end: int) -> str:
    arts = site.articles(n)
    per = site.page_size
    recs = "".join(f"<record><![CDATA[{li(site, site.columns[n], a)}]]></record>\n" for a in arts[max(0, start - 1) : end])
    return (
        "<?xml version='1.0' encoding='utf-8'?><datastore>\n<nextgroup><![CDATA[<a href=\"/module/web/jpage/"
        'dataproxy.jsp?page=2&columnid=%s&unitid=%s&webid=1"></a>]]></nextgroup>\n<totalrecord>%d</totalrecord>'
        "<totalpage>%d</totalpage><recordset>\n%s</recordset></datastore>"
    ) % (site.columns[n]["col_id"], site.columns[n].get("unit_id", "5504308"), len(arts), -(-len(arts) // per), recs)


def jcms_list(site: Site, n: int) -> str:
    """First page: the first three pages' records ride in a script element."""
    col, per = site.columns[n], site.page_size
    xml = jcms_xml(site, n, 1, per * 3)
    body = (
        '<div id="%s"><script type="text/xml">%s</script></div><script>var pg=$("#%s").jpage({'
        'perPage:%d,totalRecord:%d,proxyUrl:"/module/web/jpage/dataproxy.jsp",openCookies:false,'
        'dataParams:"col=1&webid=1&path=/&columnid=%s&sourceContentType=1&unitid=%s&permissiontype=0"});</script>'
    ) % (
        col.get("unit_id", "5504308"),
        xml.split("?>", 1)[1],
        col.get("unit_id", "5504308"),
        per,
        len(site.articles(n)),
        col["col_id"],
        col.get("unit_id", "5504308"),
    )
    return page(
        "{}_{}".format(col["title"], site.name),
        body,
        col["charset"],
        '<meta name="ColumnName" content="{}">'.format(escaped(col["title"])),
    )

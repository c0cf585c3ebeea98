"""What pages of portals say: dates, units, files in all the ways they are linked, names, waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extract.fetch.article_facts import address_day, facts_of_page, unit_in_title
from extract.fetch.attachments import attachments, clean_name
from extract.fetch.families.vsb import article_address
from extract.fetch.faults import CODES, FetchFault
from extract.fetch.manners import RobotRules, read_robots, retry_after
from extract.fetch.page import Page, read_page
from extract.fetch.received_file import judge_file

ADDRESS = "http://www.abc.gov.cn/bmjs/202508/t20250825_1.html"


def page(body: str, head: str = "") -> Page:
    return Page(ADDRESS, f"<html><head>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<a href="/f/x.pdf" title="决算.pdf">附件：决算.pdf</a>', "决算.pdf"),
        ('<a href="/f/x.pdf">点击下载</a>', ""),
        ('<a href="javascript:void(0)" onclick="downFile(\'/f/x.pdf\')">决算.pdf</a>', "决算.pdf"),
        ("<a href=\"javascript:window.open('/f/x.pdf')\">决算.pdf</a>", "决算.pdf"),
        ("<script>var file_appendix='/f/x.pdf'; document.write('<a>决算.pdf</a>');</script>", "决算.pdf"),
        ('<iframe src="/f/x.pdf" title="决算.pdf"></iframe>', "决算.pdf"),
        ('<embed src="/f/x.pdf">', ""),
        ('<object data="/f/x.pdf"></object>', ""),
        ('<iframe src="/pdfjs/web/viewer.html?file=%2Ff%2Fx.pdf"></iframe>', ""),
        ('<a href="/pdfjs/web/viewer.html?file=%2Ff%2Fx.pdf">决算.pdf</a>', "决算.pdf"),
    ],
)
def test_ways_of_linking_a_file(markup: str, name: str) -> None:
    (found,) = attachments(page(markup))
    assert found.url == "http://www.abc.gov.cn/f/x.pdf"
    assert found.name == name


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="footer"><a href="/help/manual.pdf">操作手册.pdf</a></div>',
        '<nav><a href="/help/manual.pdf">操作手册.pdf</a></nav>',
        '<a href="/bmjs/202508/t20250826_2.html">下一篇</a>',
        '<img src="/images/logo.png" alt="首页">',
        '<a href="mailto:a@b.cn">信箱</a>',
        '<!-- <a href="/f/old.pdf">旧附件.pdf</a> -->',
    ],
)
def test_what_is_no_file_of_the_article(markup: str) -> None:
    assert attachments(page(markup)) == ()


def test_downloads_without_an_extension_and_pictures_of_tables() -> None:
    found = attachments(
        page(
            '<a href="/system/_content/download.jsp?wbfileid=AB12">自评表.zip</a>'
            '<img src="./W020250825123456789012.png" alt="决算表.png" OLDSRC="x.png">'
        )
    )
    assert [item.name for item in found] == ["自评表.zip", "决算表.png"]


@pytest.mark.parametrize(
    ("body", "head", "day", "place"),
    [
        ("发布日期：2025-08-20", '<meta name="PubDate" content="2025-08-21 09:30">', "2025-08-21", "meta"),
        ("<table><tr><td>[ 发布日期 ]</td><td>2025年8月5日</td></tr></table>", "", "2025-08-05", "label"),
        ("<p>成文日期：2025-07-01</p>", "", "2025-08-22", "list"),
        ("<p>填报日期：2025-02-11</p>", "", "2025-08-22", "list"),
    ],
)
def test_the_date_is_the_surest_that_is_seen(body: str, head: str, day: str, place: str) -> None:
    facts = facts_of_page(page(body, head), "某局2024年度部门决算", "2025-08-22")
    assert facts.published_on == day == facts.dates[place]
    assert facts.dates["address"] == "2025-08-25"
    assert facts.dates_differ


def test_a_day_apart_is_no_difference_and_no_day_is_no_date() -> None:
    assert not facts_of_page(page("", '<meta name="PubDate" content="2025-08-24">'), "标题", "2025-08-25").dates_differ
    assert "meta" not in facts_of_page(page("", '<meta name="PubDate" content="2025-02-30">'), "标题", None).dates


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("某某区民政局2024年度项目支出绩效自评表5", "某某区民政局"),
        ("2024年某某区水务局部门决算", "某某区水务局"),
        ("2024年度部门决算（某某区审计局）", "某某区审计局"),
        ("关于公开某某区教育局2024年度部门决算的说明", "某某区教育局"),
        ("二〇二四年度部门决算", None),
        ("2024年度部门决算公开", None),
    ],
)
def test_the_unit_in_a_title(title: str, unit: str | None) -> None:
    assert unit_in_title(title) == unit


def test_a_finance_bureau_that_carries_gives_way_and_the_site_is_no_unit() -> None:
    carried = facts_of_page(page("信息来源：某某区财政局"), "某某镇人民政府2024年度部门决算", None)
    assert carried.unit == "某某镇人民政府"
    own = facts_of_page(page("发布机构：某某区财政局"), "某某区财政局2024年度部门决算", None)
    assert own.unit == "某某区财政局"
    site = facts_of_page(page("", '<meta name="ContentSource" content="本网">'), "某某区民政局2024年度部门决算", None)
    assert site.unit == "某某区民政局"


def test_one_article_under_two_addresses() -> None:
    other = "http://a.gov.cn/content.jsp?urltype=news.NewsContentUrl&wbtreeid=5634&wbnewsid=169183"
    assert article_address(other) == "http://a.gov.cn/info/5634/169183.htm"
    assert address_day("http://a.gov.cn/art/2025/9/1/art_1_2.html") == "2025-09-01"


def test_waits() -> None:
    now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    assert retry_after("120", now) == 120
    assert retry_after("Fri, 20 Nov 2026 08:01:00 GMT", now) == 60
    assert retry_after("Fri, 20 Nov 2026 07:00:00 GMT", now) == 0
    assert retry_after("soon", now) is None
    assert retry_after("", now) is None


def test_robots() -> None:
    rules = read_robots("User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n\nUser-agent: other\nDisallow: /\n")
    assert rules.allows("http://a.gov.cn/x")
    assert not rules.allows("http://a.gov.cn/private/x")
    assert rules.pause(2) == 7
    assert rules.pause(9) == 9
    assert not read_robots("User-agent: juesuan\nDisallow: /").allows("http://a.gov.cn/x")
    assert read_robots("User-agent: *\nRequest-rate: 1/30").pause(2) == 30
    assert RobotRules(None).pause(2) == 4
    assert read_robots("<!DOCTYPE html><html>首页</html>").rules is None


@pytest.mark.parametrize(
    ("content", "promised", "code"),
    [
        (b"<html><body>hello</body></html>", "pdf", "not-a-document"),
        (b"<html><form><img src=/createimage.jsp></form></html>", "", "captcha"),
        ("<html>您的访问请求被拦截</html>".encode(), "xlsx", "challenge"),
        ("<html>页面不存在</html>".encode(), "pdf", "soft-404"),
        (b"error: no such file", "pdf", "not-a-document"),
        (b'{"code": 500}', "", "not-a-document"),
        (b"   ", "pdf", "empty"),
    ],
)
def test_pages_in_place_of_files(content: bytes, promised: str, code: str) -> None:
    with pytest.raises(FetchFault) as caught:
        judge_file(content, promised)
    assert caught.value.code == code


def test_a_sheet_that_is_a_table_in_markup_is_taken() -> None:
    assert judge_file("<html><table><tr><td>1</td></tr><tr><td>2</td></tr></table></html>".encode("gbk"), "xls") == "html"
    assert judge_file(b"%PDF-1.4\n%%EOF", "doc") == "pdf"


def test_names_are_for_people() -> None:
    assert clean_name("../../etc/决算\x00.pdf") == "决算.pdf"
    assert clean_name("C:\\桌面\\决算.pdf") == "决算.pdf"
    assert clean_name("点击下载") == ""


def test_damaged_characters_are_refused() -> None:
    with pytest.raises(FetchFault) as caught:
        read_page(b"<html><body>" + b"\xff\xfe\xfa\x81" * 200 + b"</body></html>", ADDRESS)
    assert caught.value.code == "undecodable"


def test_every_code_says_what_to_do_in_both_languages() -> None:
    for code in CODES:
        fault = FetchFault(code, "x")
        assert fault.message("zh") != fault.message("en")
        assert fault.message("zh").endswith("（x）")

"""Pages made to break a reader: whatever stands in them, a reader answers or names a fault, and quickly."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.fetch.article_facts import facts_of_page
from extract.fetch.attachments import attachments
from extract.fetch.body import read_body
from extract.fetch.families import jcms, trs, ucap, vsb
from extract.fetch.families.listing import Item, read_article, read_rows
from extract.fetch.faults import FetchFault
from extract.fetch.limits import FetchLimits
from extract.fetch.page import read_page
from extract.fetch.received_file import disposition_name, judge_file, promised_extension

ADDRESS = "http://www.abc.gov.cn/bmjs/index.html"
PARTS = [
    '<a href="', '">', "</a>", "<a", "href='", "http://[::1", "http://[", "//", "javascript:window.open('/x.pdf",
    "t20250101_1.html",     "/x.pdf", "viewer.html?file=", "%", "%zz", "<iframe src=", "<img src=",
    "<script>", "</script>", "'/y.docx'", "\x00", "\ud7ff",
    "<table><tr><td>", "1,234.56", "发布日期：2025-13-40",
    "发布日期：9999-99-99", "20250101", "<!--", "-->", "<![CDATA[", "]]>",
    "<record>", "<meta name=PubDate content=", "<base href=", "createPageHTML(", "99999999999", "(", "共1条", "某局2024年度决算",
    "<form>", "验证码", "?wbtreeid=1&wbnewsid=", "/content.jsp", "\ufffd", "é", "<li>", "<div class=footer>",
]  # fmt: skip
pages = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=250, deadline=None)
@given(pages)
def test_any_page_is_read_or_refused_by_a_code(markup: str) -> None:
    content = markup.encode("utf-8", "replace")
    for read in (
        lambda: attachments(read_page(content, ADDRESS)),
        lambda: facts_of_page(read_page(content, ADDRESS), markup[:30], None),
        lambda: read_article(content, ADDRESS, Item(ADDRESS, "某局2024年度决算")),
        lambda: read_rows(read_page(content, ADDRESS), lambda url: trs.is_article(url) or vsb.is_article(url), 1),
        lambda: jcms._read_column(content, ADDRESS),
        lambda: ucap._read_directory(content, ADDRESS),
        lambda: judge_file(content, "pdf"),
    ):
        with suppress(FetchFault):  # nothing else may be raised
            read()


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60),
    st.sampled_from(['attachment; filename="', "filename*=utf-8''", "filename=", "x; filename*=nonsense''"]),
)
def test_any_header_gives_a_name_that_is_no_path(name: bytes, begin: str) -> None:
    headers = [("content-disposition", begin + name.decode("latin-1"))]
    found = disposition_name(headers)
    assert not {"/", "\\", "\x00", "\n"} & set(found)
    promised_extension(ADDRESS, found, headers)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "x-gzip", "br", "identity", ""]))
def test_any_packing_is_unpacked_or_refused(body: bytes, coding: str) -> None:
    for content in (body, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + body, b"\x78\x9c" + body):
        with suppress(FetchFault):
            assert len(read_body([("content-encoding", coding)], iter([content]), 1000, FetchLimits())) <= 1000


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 30000 + "<a href='/x.pdf'>决算.pdf</a>",
        "<a href='" + "/x" * 200000 + "'>",
        "<script>" + "'" * 100000 + "</script>",
        "发布日期：" * 50000,
        "<table>" * 3000 + "<tr><td>1,234.56" * 3000,
        "发布机构" + "（" * 100000,
        "<li>" + "<a href='t20250101_1.html'>x</a>" * 5000,
    ],
    ids=["deep", "long address", "quotes", "labels", "tables", "brackets", "one long row"],
)
def test_large_pages_take_no_time(markup: str) -> None:
    begun = time.perf_counter()
    for read in (
        lambda: read_article(markup.encode(), ADDRESS, Item(ADDRESS, "某局")),
        lambda: attachments(read_page(markup.encode(), ADDRESS)),
        lambda: facts_of_page(read_page(markup.encode(), ADDRESS), "某局", None),
        lambda: read_rows(read_page(markup.encode(), ADDRESS), trs.is_article, 1),
    ):
        with suppress(FetchFault):
            read()
    assert time.perf_counter() - begun < 10

"""The files of an article (附件): found in all the ways in which portals link them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from lxml import etree

from extract.fetch.addresses import canonical
from extract.fetch.faults import FetchFault
from extract.fetch.page import Page, visible_text
from extract.fetch.wordings import wordings

DOCUMENT_EXTENSIONS = frozenset(
    {"pdf", "doc", "docx", "wps", "rtf", "xls", "xlsx", "et", "csv", "ofd", "odt", "ods", "zip", "rar", "7z", "tar", "gz", "mht"}
)
PICTURE_EXTENSIONS = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff"})
_DOWNLOAD = re.compile(
    r"/download\.(?:jsp|do|action|aspx|php)\b|/downfile\.jsp\b|DownloadAttachUrl|/system/_content/download", re.I
)
_QUOTED = re.compile(r"""["']([^"'<>\s]{4,500})["']""")
_FRAMES = {"iframe": "src", "embed": "src", "object": "data", "frame": "src"}
_FURNITURE = frozenset({"foot", "footer", "nav", "navbar", "crumb", "breadcrumb", "header", "menu", "copyright"})
# pictures that publishing systems store with an article, not those of the page's design
_ARTICLE_PICTURE = re.compile(r"/[WP]0\d{17,}\.|/attach(?:ment)?/|/__local/|/files?/|/picture/|/upload", re.I)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that an article links: its canonical address, and the name shown for it ("" where the link says nothing)."""

    url: str
    name: str


def attachments(page: Page) -> tuple[Attachment, ...]:
    """The files of an article in reading order, each address once, with the most telling name that any link gives it."""
    found: dict[str, str] = {}
    for raw, name in _candidates(page):
        try:
            url = canonical(raw, page.base)
        except FetchFault:
            continue
        if url != page.url:
            found[url] = found.get(url) or clean_name(name)
    return tuple(Attachment(url, name) for url, name in found.items())


def names_document(url: str) -> bool:
    """Whether an address is that of a file: by its extension, by a file name in its query, or by a known download address."""
    parts = _split(url)
    if extension(parts.path) in DOCUMENT_EXTENSIONS or _DOWNLOAD.search(url):
        return True
    return any(extension(value) in DOCUMENT_EXTENSIONS for _, value in parse_qsl(parts.query))


def extension(name: str) -> str:
    """The extension of a name or path in lower case; "" where there is none."""
    found = re.search(r"\.([A-Za-z0-9]{2,5})$", unquote(name).strip())
    return found[1].lower() if found else ""


def clean_name(name: str) -> str:
    """A name for people: without folders, control characters and texts such as 点击下载. It never becomes a path."""
    text = re.sub(r"[\x00-\x1f\x7f]", "", name).replace("\\", "/").rsplit("/", 1)[-1].strip()
    return "" if text in wordings("bare_links") else text[:200]


def _candidates(page: Page) -> Iterator[tuple[str, str]]:
    """(address as written, name) of everything that may be a file."""
    for item in page.root.iter("a", "img", "script", "input", "button", "span", "div", "p", *_FRAMES):
        if _in_furniture(item):
            continue
        if item.tag == "a":
            yield from _of_anchor(item)
        elif item.tag in _FRAMES:
            yield from _of_frame(item)
        elif item.tag == "img":
            yield from _of_picture(item)
        elif item.tag == "script":
            yield from _in_quotes(item.text or "", "")
        if item.get("onclick"):
            yield from _in_quotes(item.get("onclick") or "", item.get("title") or visible_text(item))


def _of_anchor(item: etree._Element) -> Iterator[tuple[str, str]]:
    href = (item.get("href") or "").strip()
    label = visible_text(item)
    name = item.get("title") or item.get("download") or label
    if href.lower().startswith("javascript:"):
        yield from _in_quotes(href, name)
    elif "file=" in href and (shown := _shown_by_viewer(href)):
        yield shown, name
    elif names_document(href) or (href and extension(name) in DOCUMENT_EXTENSIONS and not re.search(r"\.s?html?$", href)):
        yield href, name


def _of_frame(item: etree._Element) -> Iterator[tuple[str, str]]:
    source = (item.get(_FRAMES[item.tag]) or "").strip()
    shown = _shown_by_viewer(source)
    if shown:
        yield shown, item.get("title") or ""
    elif source and names_document(source):
        yield source, item.get("title") or ""


def _of_picture(item: etree._Element) -> Iterator[tuple[str, str]]:
    source = (item.get("src") or "").strip()
    if extension(_split(source).path) in PICTURE_EXTENSIONS and (item.get("oldsrc") or _ARTICLE_PICTURE.search("/" + source)):
        yield source, item.get("alt") or item.get("title") or ""


def _in_quotes(script: str, name: str) -> Iterator[tuple[str, str]]:
    """Addresses of files among the quoted texts of a script; the script itself is never run."""
    label = re.search(r">([^<>'\"+]{2,200}\.[A-Za-z]{2,4})<", script)
    for found in _QUOTED.finditer(script):
        text = found[1].replace("\\/", "/")
        if ("/" in text or text.startswith(".")) and names_document(text):
            yield text, name or (label[1] if label else "")


def _shown_by_viewer(address: str) -> str | None:
    """The file that a viewer page is told to show: viewer.html?file=...; None for any other address."""
    if not re.search(r"viewer|preview|pdfjs", address, re.I):
        return None
    values = [value for key, value in parse_qsl(_split(address).query) if key.lower() in ("file", "url", "src", "path")]
    return next((value for value in values if names_document(value)), None)


def _split(address: str) -> SplitResult:
    """The parts of what is written as an address; no parts when it cannot be one."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _in_furniture(item: etree._Element) -> bool:
    """Whether an element stands in the page's frame (navigation, footer), not in the article."""
    for above in (item, *item.iterancestors()):
        if above.tag in ("nav", "footer", "header"):
            return True
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower().split()
        if above.tag in ("div", "ul", "section") and not _FURNITURE.isdisjoint(names):
            return True
    return False

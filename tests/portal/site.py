"""The description of a portal, indexed: which path gives which list, article or file."""

# ruff: noqa: UP031 - markup stands as it is sent
from __future__ import annotations

import datetime as dt
import hashlib
import html
import mimetypes
import urllib.parse
from pathlib import Path

CST = dt.timezone(dt.timedelta(hours=8))
FAMILIES = ("trs", "jcms", "ucap", "vsb", "platform", "ghash")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def digits(seed: str, n: int) -> str:
    return str(int(hashlib.sha1(seed.encode()).hexdigest(), 16))[:n].rjust(n, "7")


def hex32(seed: str) -> str:
    return hashlib.md5(seed.encode()).hexdigest()


def escaped(text) -> str:
    return html.escape(str(text), quote=True)


def parse_when(text: str) -> dt.datetime:
    for fmt in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, fmt).replace(tzinfo=CST)
        except ValueError:
            pass
    raise ValueError(f"date not understood: {text!r}")


def type_of(name: str) -> str:
    extra = {
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".ofd": "application/ofd",
        ".rar": "application/x-rar-compressed",
        ".doc": "application/msword",
        ".xls": "application/vnd.ms-excel",
    }
    ext = Path(name).suffix.lower()
    return extra.get(ext) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def disposition(style: str, name: str) -> bytes:
    """The Content-Disposition header value, as the bytes that go on the wire."""
    if style == "gbk":  # raw GBK bytes, as many older JSP downloads send
        return b'attachment; filename="' + name.encode("gbk", "replace") + b'"'
    if style == "utf8":  # raw UTF-8 bytes
        return b'attachment; filename="' + name.encode("utf-8") + b'"'
    if style == "percent":  # filename= carrying percent-encoded UTF-8
        return b"attachment; filename=" + urllib.parse.quote(name).encode()
    if style == "percent_gbk":
        return b"attachment; filename=" + urllib.parse.quote(name.encode("gbk", "replace")).encode()
    if style == "rfc5987":
        return b"attachment; filename*=UTF-8''" + urllib.parse.quote(name).encode()
    if style == "both":  # both forms, filename* in lower case, trailing ';'
        q = urllib.parse.quote(name).encode()
        return b"attachment; filename=" + q + b"; filename*=utf-8''" + q + b";"
    if style == "unquoted_space":
        return b"attachment; filename=" + name.encode("utf-8")
    if style == "traversal":
        return b'attachment; filename="../../../../tmp/evil_' + name.encode("utf-8") + b'"'
    return b""


class Site:
    """The description, indexed: which path gives which list, article or file."""

    def __init__(self, docs: Path, spec: dict):
        self.docs = Path(docs).resolve()
        self.spec = spec
        self.name = spec.get("name", "某某区人民政府")
        self.page_size = int(spec.get("page_size", 10))
        self.robots = spec.get("robots", {"crawl_delay": 2, "disallow": ["/private/"]})
        self.columns = spec.get("columns", [])
        self.alt_base = ""  # set by the portal when a second port listens
        self.extra_head: dict[int, int] = {}  # column number -> articles put in front
        self.routes: dict[str, tuple] = {}
        self.build()

    # -- addresses --------------------------------------------------------
    def art_path(self, col: dict, art: dict) -> str:
        fam = col["family"]
        when = parse_when(art.get("url_date") or art["date"])
        if fam == "trs":
            return "{}{}/t{}_{}.html".format(col["path"], when.strftime("%Y%m"), when.strftime("%Y%m%d"), art["id"])
        if fam == "jcms":
            return "/art/%d/%d/%d/art_%s_%s.html" % (when.year, when.month, when.day, col["col_id"], art["id"])
        if fam == "ucap":
            return "{}content/post_{}.html".format(col["path"], art["id"])
        if fam == "vsb":
            return "/info/{}/{}.htm".format(col["tree_id"], art["id"])
        if fam == "ghash":
            return "{}{}/{}.shtml".format(col["path"], when.strftime("%Y%m"), hex32(art["id"]))
        return ""

    def att_path(self, col: dict, art: dict, att: dict, i: int) -> str:
        fam, f = col["family"], att["file"]
        ext = att.get("ext", Path(f).suffix.lower())
        seed = "%s|%s|%d" % (art["id"], f, i)
        when = parse_when(art.get("url_date") or art["date"])
        if att.get("url"):
            return att["url"]
        if fam == "trs":
            return "{}{}/{}0{}{}{}".format(
                col["path"], when.strftime("%Y%m"), att.get("letter", "W"), when.strftime("%Y%m%d"), digits(seed, 12), ext
            )
        if fam == "jcms":
            return f"/attach/0/{hex32(seed)}{ext}"
        if fam == "ucap":
            n = int(digits(seed, 6))
            return "/attachment/0/%d/%d/%s%s" % (n // 1000, n, art["id"], ext)
        if fam == "vsb":
            return "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner={}&wbfileid={}".format(
                col.get("owner", "1803678113"), hex32(seed).upper()
            )
        if fam == "platform":
            return f"/yjsgk/front/budgetfinal/download.do?iid={digits(seed, 7)}"
        return "{}{}/files/{}{}".format(col["path"], when.strftime("%Y%m"), hex32(seed), ext)

    def build(self) -> None:
        self.routes.clear()
        for n, col in enumerate(self.columns):
            if col.get("family") not in FAMILIES:
                raise ValueError("unknown family {!r}".format(col.get("family")))
            col.setdefault("charset", "utf-8")
            col.setdefault("title", "部门决算")
            for k, art in enumerate(col["articles"]):
                art.setdefault("id", str(1000000 + n * 10000 + k))
                art.setdefault("unit", col.get("unit", self.name))
                path = self.art_path(col, art)
                if path:
                    self.routes[path] = ("article", n, art)
                for i, att in enumerate(art.get("attachments", [])):
                    key = self.att_path(col, art, att, i)
                    att["_url"] = key
                    self.routes[self.norm(key)] = ("file", n, art, att)

    @staticmethod
    def norm(url: str) -> str:
        """Path, plus the query in sorted order, less the __switches."""
        p = urllib.parse.urlsplit(url)
        q = sorted(
            (k, v)
            for k, v in urllib.parse.parse_qsl(p.query, True)
            if not k.startswith("__") and k not in ("e", "codeValue", "showname")
        )
        return p.path + ("?" + urllib.parse.urlencode(q) if q else "")

    def articles(self, n: int) -> list:
        col = self.columns[n]
        head = [
            {
                "id": str(9900000 + i),
                "unit": self.name,
                "date": "2026-01-0%d" % (i % 9 + 1),
                "title": "新增通知（列表移位）%d" % (i + 1),
                "attachments": [],
            }
            for i in range(self.extra_head.get(n, 0))
        ]
        for art in head:
            self.routes[self.art_path(col, art)] = ("article", n, art)
        return head[::-1] + col["articles"]

    def file_bytes(self, att: dict) -> bytes:
        p = (self.docs / att["file"]).resolve()
        if self.docs not in p.parents and p != self.docs:
            raise PermissionError("outside the documents folder: {}".format(att["file"]))
        return p.read_bytes()

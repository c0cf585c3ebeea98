"""How the portal answers: pages, files, and every fault that was met at real portals."""

# ruff: noqa: UP031 - markup stands as it is sent
from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import gzip
import hashlib
import http.server
import io
import json
import re
import socket
import struct
import time
import urllib.parse
import zipfile
import zlib
from pathlib import Path

from tests.portal.pages import article_page, jcms_list, jcms_xml, list_page, page
from tests.portal.rules import CHALLENGE, SOFT404, WAF200
from tests.portal.site import CST, Site, digits, disposition, escaped, hex32, parse_when, type_of


class Gone(Exception):
    """The connection was deliberately broken."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "MockPortal"
    sys_version = ""

    def log_message(self, *a):
        pass

    def setup(self):
        super().setup()
        self.connection.settimeout(60)

    # -- one request --------------------------------------------------------
    def handle_any(self):
        p = self.portal
        t0, m0 = time.time(), time.monotonic()
        with p.lock:
            p.inflight += 1
            inflight = p.inflight
        self.sent, self.code, self.fault, self.rule = 0, 0, "", ""
        self.begun, self.logged, self.body_in = (t0, m0, inflight), False, b""
        try:
            self.body_in = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.dispatch()
        except Gone:
            self.close_connection = True
        except (TimeoutError, BrokenPipeError, ConnectionResetError, OSError):
            self.close_connection = True
            self.fault = (self.fault + " client-closed").strip()
        finally:
            self.finish_log()

    def finish_log(self):
        """Write the record once.  Called before the last byte leaves, so that a client which
        goes on at once never meets its own earlier request still counted as under way."""
        if self.logged:
            return
        self.logged = True
        p, h = self.portal, self.headers
        t0, m0, inflight = self.begun
        with p.lock:
            p.inflight -= 1
        parts = urllib.parse.urlsplit(self.path)
        p.write_log(
            {
                "t": round(t0, 4),
                "mono": round(m0, 4),
                "at": dt.datetime.fromtimestamp(t0, CST).isoformat(timespec="milliseconds"),
                "ms": round((time.monotonic() - m0) * 1000, 1),
                "inflight": inflight,
                "port": self.server.server_address[1],
                "method": self.command,
                "path": parts.path,
                "query": parts.query,
                "status": self.code,
                "sent": self.sent,
                "fault": self.fault,
                "rule": self.rule,
                "disallowed": p.is_disallowed(parts.path),
                "ua": h.get("User-Agent"),
                "referer": h.get("Referer"),
                "range": h.get("Range"),
                "inm": h.get("If-None-Match"),
                "ims": h.get("If-Modified-Since"),
                "accept_encoding": h.get("Accept-Encoding"),
                "cookie": bool(h.get("Cookie")),
                "form": self.body_in.decode("utf-8", "replace")[:300] if self.command == "POST" else None,
            }
        )

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

    # -- sending ------------------------------------------------------------
    def send(self, code: int, body: bytes, ctype: str = "text/html; charset=utf-8", headers=(), raw=()):
        self.code = code
        self.send_response(code)
        if ctype:
            self.send_header("Content-Type", ctype)
        if code not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        for k, v in headers:
            self.send_header(k, re.sub(r"[\r\n]+", " ", v))
        for k, v in raw:  # bytes that latin-1 can carry
            self._headers_buffer.append(k.encode() + b": " + v + b"\r\n")
        if self.command == "HEAD" or code in (204, 304) or not body:
            self.finish_log()
            return self.end_headers()
        self.end_headers()
        self.wfile.write(body[:-1])
        self.sent = len(body)
        self.finish_log()
        self.wfile.write(body[-1:])

    def text(self, s: str, charset: str = "utf-8", code: int = 200, header_charset: str | None = "same", headers=()):
        ct = "text/html"
        if header_charset == "same":
            ct += "; charset=" + charset
        elif header_charset:
            ct += "; charset=" + header_charset
        self.validated(code, s.encode(charset, "xmlcharrefreplace"), ct, None, headers)

    def validated(self, code, body, ctype, when, headers=(), raw=(), rule=None):
        """Send with ETag and Last-Modified, honouring conditional requests and Range."""
        rule = rule or getattr(self, "active", {}) or {}
        f = rule.get("fault")
        etag = f'"{hashlib.sha1(body).hexdigest()[:20]}"'
        lm = when or self.portal.started
        if f == "changed":
            with self.portal.lock:  # the moment of the correction stays the same afterwards
                lm = self.portal.changed_at.setdefault(self.portal.site.norm(self.path), dt.datetime.now(dt.UTC))
            if rule.get("same_validators"):
                etag, lm = '"fixed"', self.portal.started
        hs = list(headers)
        if f != "no_validators" and code == 200:
            hs += [
                ("ETag", etag),
                ("Last-Modified", email.utils.format_datetime(lm.astimezone(dt.UTC), True)),
                ("Accept-Ranges", "bytes"),
            ]
            inm, ims = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
            fresh = False
            if inm:
                fresh = etag in [x.strip().removeprefix("W/") for x in inm.split(",")] or inm.strip() == "*"
            elif ims:
                try:
                    fresh = email.utils.parsedate_to_datetime(ims) >= lm.replace(microsecond=0)
                except (TypeError, ValueError):
                    fresh = False
            if f == "stale304" and (inm or ims):
                fresh = True
            if fresh:
                return self.send(304, b"", "", hs)
            m = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
            if m and f != "ignore_range":
                a, b = int(m[1]), int(m[2] or len(body) - 1)
                ir = self.headers.get("If-Range")
                if a >= len(body):
                    return self.send(416, b"", "", [("Content-Range", "bytes */%d" % len(body))])
                if not ir or ir == etag:
                    hs.append(("Content-Range", "bytes %d-%d/%d" % (a, b, len(body))))
                    return self.send(206, body[a : b + 1], ctype, hs, raw)
        self.send(code, body, ctype, hs, raw)

    def rst(self):
        """Break the connection with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            self.wfile.flush()
        self.connection.close()
        raise Gone

    # -- routing ------------------------------------------------------------
    def dispatch(self):
        p, site = self.portal, self.portal.site
        parts = urllib.parse.urlsplit(self.path)
        self.q = dict(urllib.parse.parse_qsl(parts.query, True))
        self.form = dict(urllib.parse.parse_qsl(self.body_in.decode("utf-8", "replace"), True))
        self.active = {}
        rule = p.rules.take(self.command, self.path)
        if rule:
            self.active, self.fault, self.rule = rule, rule["fault"], rule.get("_id", "")
            if self.before(rule):
                return
        self.route(urllib.parse.unquote(parts.path), site)

    def route(self, path: str, site: Site):
        if path == "/robots.txt":
            return self.robots()
        if path in ("/", "/index.html"):
            return self.home()
        hit = site.routes.get(site.norm(self.path))
        if hit and hit[0] == "article":
            return self.article(hit)
        if hit and hit[0] == "file":
            return self.file(hit)
        for n, col in enumerate(site.columns):
            fam = col["family"]
            if fam in ("trs", "ucap", "ghash"):
                stem, ext = ("list", "shtml") if fam == "ghash" else ("index", "html")
                m = re.fullmatch(re.escape(col["path"]) + rf"(?:{stem}(?:_(\d+))?\.{ext})?", path)
                if m:
                    base = int(col.get("page_base", 1 if fam == "trs" else 2))
                    no = 1 if m[1] is None else int(m[1]) + 2 - base
                    if m[1] is not None and int(m[1]) < base:
                        no = 0
                    return self.listing(n, no)
            elif fam == "vsb":
                total = max(1, -(-len(site.articles(n)) // site.page_size))
                if path == col["path"] + ".htm":
                    return self.listing(n, 1)
                m = re.fullmatch(re.escape(col["path"]) + r"/(\d+)\.htm", path)
                if m:
                    return self.listing(n, total - int(m[1]) + 1 if int(m[1]) < total else 0)
            elif fam == "jcms":
                if path == "/col/col{}/index.html".format(col["col_id"]):
                    return self.text(jcms_list(site, n), col["charset"])
                if path.endswith("/jpage/dataproxy.jsp"):
                    a = dict(self.q, **self.form)
                    if a.get("columnid") == str(col["col_id"]):
                        return self.proxy_xml(n, a)
            elif fam == "platform" and self.platform(path, n):
                return
        if path == "/content.jsp":  # the other address of a vsb article
            for col in site.columns:
                if col["family"] == "vsb" and str(col["tree_id"]) == self.q.get("wbtreeid"):
                    hit = site.routes.get("/info/{}/{}.htm".format(col["tree_id"], self.q.get("wbnewsid")))
                    if hit:
                        return self.article(hit)
        if path == "/module/download/downfile.jsp" and re.fullmatch(r"[0-9a-f]{32}\.\w+", self.q.get("filename", "")):
            return self.send(302, b"", "", [("Location", "/attach/0/" + self.q["filename"])])
        if path.startswith("/gkmlpt/"):
            return self.gkmlpt(path)
        if path == "/private/login.html":
            return self.text(page("登录", "<form>不应被抓取</form>"))
        if path.endswith(".js") or path == "/favicon.ico":
            return self.send(200, b"//\n", "application/javascript")
        self.not_found()

    def not_found(self):
        self.send(404, "<html><body><h1>404</h1><p>页面不存在</p></body></html>".encode())

    def robots(self):
        r = self.portal.site.robots
        if r is None:
            return self.not_found()
        lines = ["User-agent: *"] + [f"Disallow: {d}" for d in r.get("disallow", [])]
        if r.get("crawl_delay") is not None:
            lines.append("Crawl-delay: {}".format(r["crawl_delay"]))
        self.send(200, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")

    def home(self):
        site, items = self.portal.site, []
        for col in site.columns:
            href = {
                "jcms": "/col/col{}/index.html".format(col.get("col_id")),
                "vsb": col.get("path", "") + ".htm",
                "platform": "/yjsgk/list.do",
                "ghash": col.get("path", "") + "list.shtml",
            }.get(col["family"], col.get("path", ""))
            items.append('<li><a href="{}">{}</a>（{}）</li>'.format(href, escaped(col["title"]), col["family"]))
        self.text(page(site.name, "<ul>{}</ul>".format("".join(items))))

    def listing(self, n: int, no: int):
        s = list_page(self.portal.site, n, no)
        if s is None:
            return self.not_found()
        self.html_out(s, self.portal.site.columns[n]["charset"])
        if self.active.get("fault") == "shift":  # a new item arrives after this page was read
            self.portal.site.extra_head[n] = self.portal.site.extra_head.get(n, 0) + int(self.active.get("count", 1))

    def html_out(self, s: str, charset: str):
        f = self.active.get("fault")
        if f == "gbk":  # variants: meta (default), header, lying, none
            how = self.active.get("how", "meta")
            s2 = s.replace(
                '<meta charset="utf-8">',
                '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' if how in ("meta", "lying") else "",
            )
            return self.text(s2, "gb18030", 200, {"meta": None, "header": "GBK", "lying": "utf-8", "none": None}[how])
        if charset.lower() != "utf-8":
            return self.text(s, "gb18030", 200, None)
        self.text(s, charset)

    def article(self, hit):
        _, n, art = hit
        if self.active.get("fault") == "changed":
            art = dict(art, title=art["title"] + "（更正）", body="更正说明：原公开内容有误，现予更正。")
        self.html_out(article_page(self.portal.site, n, art), self.portal.site.columns[n]["charset"])

    def proxy_xml(self, n: int, a: dict):
        site = self.portal.site
        per = int(a.get("perpage") or site.page_size)
        if a.get("startrecord"):
            start, end = int(a["startrecord"]), int(a.get("endrecord") or 0)
        else:
            pg = int(a.get("page") or a.get("pageNum") or 1)
            start, end = (pg - 1) * per + 1, pg * per
        if site.columns[n].get("proxy") == "empty":  # sites whose proxy gives an empty body
            return self.send(200, b"<?xml version='1.0' encoding='utf-8'?><datastore/>", "text/xml")
        if site.columns[n].get("proxy") == "page1":  # sites that give page 1 whatever is asked
            start, end = 1, per
        self.validated(200, jcms_xml(site, n, start, end).encode(), "text/xml; charset=utf-8", None)

    # -- the JSON platform ------------------------------------------------
    def platform(self, path: str, n: int) -> bool:
        site, col = self.portal.site, self.portal.site.columns[n]
        if path in ("/yjsgk/list.do", "/yjsgk/"):
            self.text(
                '<!DOCTYPE html><html><head><meta charset="utf-8"><title>预决算公开统一平台首页</title></head><body>'
                '<div id="app"></div><script src="/yjsgk/app.js"></script></body></html>'
            )
            return True
        m = re.fullmatch(
            r"/yjsgk/front/(department/getdepartmentname|budgetfinal/itemsandpag|budgetfinal/getTemporaryFiles)\.do", path
        )
        if not m:
            return False
        if self.command != "POST":
            self.send(405, b"", headers=[("Allow", "POST")])
            return True
        groups: dict[str, list] = {}
        for art in col["articles"]:
            groups.setdefault(art["unit"], []).append(art)
        iid = {u: digits(u, 5) for u in groups}
        what, f = m[1].rsplit("/", 1)[-1], self.form

        def want(a):
            return not f.get("date") or str(a.get("year", a["date"][:4])) == f["date"]

        if what == "getdepartmentname":
            out = [
                {"iid": iid[u], "name": u, "pid": f.get("pid", "0"), "dtype": "1"}
                for u in groups
                if f.get("departmentName", "") in u and any(want(a) for a in groups[u])
            ]
        elif what == "itemsandpag":
            unit = next((u for u in groups if iid[u] == f.get("groupid")), None)
            arts = [a for a in groups.get(unit, []) if want(a)]
            no, per = int(f.get("page_num") or 1), site.page_size
            out = {
                "budgetTemplates": [
                    {"uuid": hex32(a["id"]), "title": a["title"], "publishdate": a["date"]}
                    for a in arts[(no - 1) * per : no * per]
                ],
                "pageNum": no,
                "totalPage": max(1, -(-len(arts) // per)),
                "totalCount": len(arts),
            }
        else:
            key = f.get("uuid", "").strip("'\"")
            art = next((a for a in col["articles"] if hex32(a["id"]) == key), None)
            out = [
                {"iid": a["_url"].split("iid=")[1], "t_oldname": a.get("name", a["file"]), "t_uploaddate": art["date"]}
                for a in (art or {}).get("attachments", [])
            ]
        self.send(200, json.dumps(out, ensure_ascii=False).encode(), "application/json;charset=UTF-8")
        return True

    def gkmlpt(self, path: str):
        site = self.portal.site
        cols = [(n, c) for n, c in enumerate(site.columns) if c["family"] == "ucap"]
        if path == "/gkmlpt/index":
            tree = [{"id": 100 + n, "name": c["title"], "count": len(c["articles"])} for n, c in cols]
            return self.text(
                f"<html><script>window._CONFIG={{SID:'754001',TREE:{json.dumps(tree, ensure_ascii=False)}}}</script></html>"
            )
        m = re.fullmatch(r"/gkmlpt/api/all/(\d+)", path)
        if not m:
            return self.not_found()
        arts = [(n, c, a) for n, c in cols if m[1] in ("0", str(100 + n)) for a in site.articles(n)]
        no, per = int(self.q.get("page") or 1), 100
        base = "http://" + (self.headers.get("Host") or "127.0.0.1")
        out = {
            "articles": [
                {
                    "id": int(a["id"]),
                    "title": a["title"],
                    "publisher": a["unit"],
                    "url": base + site.art_path(c, a),
                    "date": int(parse_when(a["date"]).timestamp()),
                    "attachment": [{"name": x.get("name", x["file"]), "url": base + x["_url"]} for x in a.get("attachments", [])],
                }
                for _, c, a in arts[(no - 1) * per : no * per]
            ],
            "total": len(arts),
        }
        self.send(200, json.dumps(out, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    # -- attachments --------------------------------------------------------
    def file(self, hit):
        _, n, art, att = hit
        col, rule = self.portal.site.columns[n], self.active
        f = rule.get("fault")
        if att.get("captcha") and not self.q.get("codeValue"):
            return self.text(
                page(
                    "下载验证",
                    '<form>请输入验证码<img src="/system/resource/js/filedownload/createimage.jsp">'
                    '<input name="codeValue"></form>',
                )
            )
        if (att.get("need_referer") or f == "need_referer") and not self.headers.get("Referer"):
            self.fault = "need_referer"
            return self.send(403, b"<html><body>403 Forbidden</body></html>")
        body = self.portal.site.file_bytes(att)
        when = parse_when(att.get("modified") or art["date"])
        if f == "changed":
            body = self.changed(body, att, rule)
        name = att.get("name") or Path(att["file"]).name
        ctype = att.get("content_type") or type_of(att["file"])
        if col["family"] in ("vsb", "platform") and "content_type" not in att:
            ctype = "application/octet-stream"
        if f == "wrong_type":
            ctype = rule.get("type", "text/html; charset=utf-8")
        style = att.get("disposition", {"vsb": "both", "platform": "percent"}.get(col["family"], "none"))
        if f == "disposition":
            style = rule.get("style", "gbk")
        d = disposition(style, name)
        raw = [("Content-Disposition", d)] if d else []
        if f in ("reset", "truncate", "drip", "stall"):
            return self.broken(body, ctype, raw, rule)
        if f == "forced_gzip":
            return self.send(200, gzip.compress(body), ctype, [("Content-Encoding", "gzip")], raw)
        self.validated(200, body, ctype, when, raw=raw, rule=rule)

    def changed(self, body: bytes, att: dict, rule: dict) -> bytes:
        other = rule.get("file") or att.get("changed_file")
        if other:
            return self.portal.site.file_bytes({"file": other})
        if body[:4] == b"%PDF":
            return body + b"\n% corrected copy\n%%EOF\n"
        if body[:2] == b"PK":
            buf = io.BytesIO(body)
            with zipfile.ZipFile(buf, "a") as z:
                z.comment = b"corrected copy"
            return buf.getvalue()
        return body + b"\n"

    def broken(self, body, ctype, raw, rule):
        """Bodies that do not arrive as announced; the length announced is the full one."""
        f = rule["fault"]
        self.code = 200
        self.send_response(200)
        self.send_header("Content-Type", ctype)
        self.send_header("Content-Length", str(len(body)))
        for k, v in raw:
            self._headers_buffer.append(k.encode() + b": " + v + b"\r\n")
        self.end_headers()
        if self.command == "HEAD":
            return
        cut = int(float(rule.get("part", 0.5)) * len(body))
        if f == "drip":
            step, wait = int(rule.get("bytes", 64)), float(rule.get("wait", 0.2))
            for i in range(0, len(body), step):
                self.portal.pause(wait)
                self.sent += len(body[i : i + step])
                if i + step >= len(body):
                    self.finish_log()
                self.wfile.write(body[i : i + step])
            return
        self.wfile.write(body[:cut])
        self.wfile.flush()
        self.sent = cut
        if f == "stall":
            self.portal.pause(float(rule.get("seconds", 30)))
            raise Gone
        if f == "reset":
            self.portal.pause(0.05)
            self.rst()
        self.close_connection = True  # truncate: an orderly end, too early
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
        raise Gone

    # -- faults that answer before any page is made ------------------------
    def before(self, r: dict) -> bool:
        f = r["fault"]
        if f in ("503", "429", "retry"):
            code = int(f) if f.isdigit() else int(r.get("code", 503))
            hs = []
            ra = r.get("retry_after")
            if ra == "date":
                hs = [("Retry-After", email.utils.formatdate(time.time() + float(r.get("seconds", 2)), usegmt=True))]
            elif ra is not None and str(ra) != "":
                hs = [("Retry-After", str(ra))]
            self.send(code, b"<html><body>Service busy</body></html>", headers=hs)
        elif f == "status":
            self.send(int(r.get("code", 500)), b"<html><body>error</body></html>")
        elif f == "reset_early":
            self.rst()
        elif f == "hang":
            self.portal.pause(float(r.get("seconds", 30)))
            raise Gone
        elif f == "slow":
            self.portal.pause(float(r.get("seconds", 2)))
            return False
        elif f == "redirect_loop":
            self.send(302, b"", "", [("Location", self.path.split("#")[0])])
        elif f == "redirect_pair":
            other = (
                self.path.replace("__b=1", "")
                if "__b=1" in self.path
                else self.path + ("&" if "?" in self.path else "?") + "__b=1"
            )
            self.send(302, b"", "", [("Location", other)])
        elif f == "redirect_to":
            self.send(
                int(r.get("code", 302)), b"", "", [("Location", r.get("target", "http://169.254.169.254/latest/meta-data/"))]
            )
        elif f == "moved":
            self.send(301, b"", "", [("Location", r.get("target", "/"))])
        elif f == "soft404":
            self.send(200, SOFT404.encode())
        elif f == "soft404_home":
            self.home()
        elif f == "waf200":
            self.send(200, (WAF200 % hex32(self.path)).encode())
        elif f == "challenge412":
            if r.get("cookie") and r["cookie"] in (self.headers.get("Cookie") or ""):
                return False
            self.send(
                412,
                (CHALLENGE % (hex32("a"), 41234, hex32("b") * 20)).encode(),
                headers=[("Set-Cookie", "FSSBBIl1UgzbN7N80S={}; path=/; HttpOnly".format(hex32("c")))],
            )
        elif f == "challenge521":
            self.send(
                521,
                b"<script>document.cookie='__jsl_clearance_s='+('_')</script>",
                headers=[("Set-Cookie", "__jsluid_s={}; path=/".format(hex32("j")))],
            )
        elif f == "cookie302":
            if "CT6T=" in (self.headers.get("Cookie") or ""):
                return False
            self.send(302, b"", "", [("Location", self.path), ("Set-Cookie", "CT6T=1; path=/")])
        elif f == "need_ua":
            ua = self.headers.get("User-Agent") or ""
            if re.search(r"^(Python-urllib|python-requests|curl|python-httpx|aiohttp|Go-http|Java/|Scrapy)|^$", ua, re.I):
                self.send(403, b"<html><body>403 Forbidden</body></html>")
            else:
                return False
        elif f == "empty":
            self.send(200, b"", r.get("type", "application/pdf"))
        elif f == "endless":
            self.endless(r)
        elif f == "huge_length":
            self.code = 200
            self.send_response(200)
            self.send_header("Content-Type", "application/pdf")
            self.send_header("Content-Length", str(int(r.get("length", 10 * 1024**3))))
            self.end_headers()
            self.wfile.write(b"%PDF-1.4\n" + b"0" * 4096)
            self.sent = 4105
            self.portal.pause(float(r.get("seconds", 5)))
            raise Gone
        elif f == "gzip_bomb":
            self.bomb(int(float(r.get("mib", 64)) * 1024 * 1024))
        elif f == "bad_header":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type text/html\r\nX\r\n\r\n<html></html>")
            self.code = 200
            raise Gone
        else:
            return False  # a fault that acts later, while the page is made
        return True

    def endless(self, r: dict):
        """A body with no end (chunked); stops at 'cap_mib' for the machine's sake."""
        self.code = 200
        self.send_response(200)
        self.send_header("Content-Type", r.get("type", "application/pdf"))
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        block = b"%PDF-1.4\n" + b"0" * 65527
        cap = int(float(r.get("cap_mib", 1024)) * 1024 * 1024)
        while self.sent < cap and not self.portal.stopping.is_set():
            self.wfile.write(b"%x\r\n" % len(block) + block + b"\r\n")
            self.sent += len(block)
        raise Gone

    def bomb(self, size: int):
        co, out, left = zlib.compressobj(9, zlib.DEFLATED, 31), [], size
        while left > 0:
            n = min(left, 1 << 20)
            out.append(co.compress(b"\0" * n))
            left -= n
        out.append(co.flush())
        self.send(200, b"".join(out), "text/html; charset=utf-8", [("Content-Encoding", "gzip")])

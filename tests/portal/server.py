"""The portal itself, and what its log says of a client's manners."""

# ruff: noqa: UP031 - markup stands as it is sent
from __future__ import annotations

import datetime as dt
import http.server
import itertools
import re
import socket
import sys
import threading
from pathlib import Path

from tests.portal.handler import Handler
from tests.portal.rules import Rules
from tests.portal.site import LOOPBACK, Site


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, socket.timeout, OSError, ValueError)):
            super().handle_error(request, client_address)


# ---------------------------------------------------------------- the portal


class MockPortal:
    """with MockPortal(docs, site) as p: ... p.url, p.set_rules([...]), p.requests()"""

    def __init__(self, docs, site, host="127.0.0.1", port=0, alt_port=None):
        if host not in LOOPBACK:
            raise ValueError(f"loopback only: {host!r}")
        self.site = Site(Path(docs), site)
        self.rules = Rules()
        self.records: list = []
        self.lock = threading.Lock()
        self.inflight = 0
        self.changed_at: dict = {}
        self.stopping = threading.Event()
        self.started = dt.datetime.now(dt.UTC).replace(microsecond=0)
        handler = type("BoundHandler", (Handler,), {"portal": self})
        self.server = Server((host, port), handler)
        self.alt = Server((host, alt_port), handler) if alt_port is not None else None
        self.url = "http://%s:%d" % (host, self.server.server_address[1])
        self.alt_url = "http://%s:%d" % (host, self.alt.server_address[1]) if self.alt else ""
        self.site.alt_base = self.alt_url
        self.threads: list = []

    def start(self):
        for s in filter(None, (self.server, self.alt)):
            t = threading.Thread(target=s.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            t.start()
            self.threads.append(t)
        return self

    def stop(self):
        self.stopping.set()
        for s in filter(None, (self.server, self.alt)):
            s.shutdown()
            s.server_close()

    __enter__ = start

    def __exit__(self, *a):
        self.stop()

    def pause(self, seconds: float):
        self.stopping.wait(seconds)

    def set_rules(self, rules: list):
        self.rules.set(rules)

    def is_disallowed(self, path: str) -> bool:
        return any(path.startswith(d) for d in ((self.site.robots or {}).get("disallow") or []) if d)

    def write_log(self, rec: dict):
        with self.lock:
            self.records.append(rec)

    def requests(self, pattern: str = "") -> list:
        with self.lock:
            return [r for r in self.records if re.search(pattern, r["path"] + "?" + r["query"])]

    def urls(self) -> list:
        """Every list, article and file address, for tests that need the truth."""
        out = []
        for _n, col in enumerate(self.site.columns):
            fam = col["family"]
            first = {
                "jcms": "/col/col{}/index.html".format(col.get("col_id")),
                "vsb": col.get("path", "") + ".htm",
                "platform": "/yjsgk/list.do",
                "ghash": col.get("path", "") + "list.shtml",
            }.get(fam, col.get("path", "") + "index.html")
            out.append(
                {
                    "family": fam,
                    "list": first,
                    "title": col["title"],
                    "articles": [
                        {
                            "url": self.site.art_path(col, a),
                            "title": a["title"],
                            "date": a["date"],
                            "unit": a["unit"],
                            "files": [
                                {"url": x["_url"], "name": x.get("name", x["file"]), "file": x["file"]}
                                for x in a.get("attachments", [])
                            ],
                        }
                        for a in col["articles"]
                    ],
                }
            )
        return out


def politeness(log, host_port=None) -> dict:
    """What the log says of the client's manners."""
    recs = [r for r in log if not r["path"].startswith("/__") and (host_port is None or r["port"] == host_port)]
    recs.sort(key=lambda r: r["mono"])
    gaps = [round(b["mono"] - a["mono"], 3) for a, b in itertools.pairwise(recs)]
    early = []
    for i, r in enumerate(recs):
        if r["status"] in (429, 503):
            later = next((x for x in recs[i + 1 :] if x["path"] == r["path"] and x["query"] == r["query"]), None)
            if later:
                early.append({"path": r["path"], "status": r["status"], "waited": round(later["mono"] - r["mono"], 3)})
    seen: dict = {}
    for r in recs:
        k = r["method"] + " " + r["path"] + "?" + r["query"]
        seen[k] = seen.get(k, 0) + 1
    return {
        "requests": len(recs),
        "min_gap": min(gaps) if gaps else None,
        "mean_gap": round(sum(gaps) / len(gaps), 3) if gaps else None,
        "max_inflight": max((r["inflight"] for r in recs), default=0),
        "robots_first": bool(recs) and recs[0]["path"] == "/robots.txt",
        "disallowed": [r["path"] for r in recs if r["disallowed"]],
        "no_user_agent": sum(1 for r in recs if not r["ua"]),
        "conditional": sum(1 for r in recs if r["inm"] or r["ims"]),
        "not_modified": sum(1 for r in recs if r["status"] == 304),
        "retries_after_busy": early,
        "repeated": {k: v for k, v in seen.items() if v > 1},
        "bytes": sum(r["sent"] for r in recs),
    }

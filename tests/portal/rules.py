"""Faults in order: the first live rule that matches a request is taken."""

# ruff: noqa: UP031 - markup stands as it is sent
from __future__ import annotations

import re
import threading

SOFT404 = (
    '<html><head><meta charset="utf-8"><title>提示信息</title></head><body><div class="error">'
    '很抱歉，您访问的页面不存在或已被删除！<a href="/">返回首页</a></div></body></html>'
)
WAF200 = (
    '<html><head><meta charset="utf-8"><title>访问异常页面</title></head><body><p>您的访问请求被拦截，'
    "请求ID：%s</p></body></html>"
)
CHALLENGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta content="%s" r="m"></head><body>'
    '<script type="text/javascript">$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=%d;$_ts.cd="%s";'
    '</script><script src="/4QbVtADbnLVIc/c.FxJzG50F.js" r="m"></script></body></html>'
)


class Rules:
    """Faults in order; the first live rule that matches a request is taken."""

    def __init__(self):
        self.rules = []
        self.lock = threading.Lock()

    def set(self, rules: list) -> None:
        with self.lock:
            self.rules = [dict(r, _seen=0, _used=0, _id=r.get("id", "r%d" % i)) for i, r in enumerate(rules)]

    def take(self, method: str, target: str) -> dict | None:
        with self.lock:
            for r in self.rules:
                if r.get("method") and r["method"].upper() != method:
                    continue
                if not re.search(r.get("match", ""), target):
                    continue
                r["_seen"] += 1
                if r["_seen"] <= int(r.get("after", 0)):
                    continue
                if "times" in r and r["_used"] >= int(r["times"]):
                    continue
                r["_used"] += 1
                return dict(r)
        return None

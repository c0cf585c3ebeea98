"""The named family of what goes wrong between us and a portal (采集故障): stable codes, and what a person should do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class _Meaning:
    status: Literal["vanished", "blocked", "failed"]
    zh: str
    en: str
    again: bool = False  # worth another try within the same night
    stops: bool = False  # no further request to this host tonight


CODES: dict[str, _Meaning] = {
    "gone": _Meaning("vanished", "网站回答该地址已不存在", "the portal says that this address is gone"),
    "soft-404": _Meaning(
        "failed", "网站以正常状态回答了“页面不存在”，请核对地址", "a page saying 'does not exist', sent as if well"
    ),
    "refused": _Meaning(
        "blocked", "网站拒绝访问（401/403），请人工处理", "the portal refuses access (401/403); left to a person"
    ),
    "challenge": _Meaning(
        "blocked",
        "网站要求通过防护验证，未绕过，请人工处理",
        "the portal asks for a challenge; not evaded, left to a person",
        stops=True,
    ),
    "captcha": _Meaning("blocked", "下载需要验证码，请人工下载", "a captcha stands before the file; download it by hand"),
    "robots-disallowed": _Meaning("blocked", "robots.txt 不允许访问该地址", "robots.txt does not allow this address"),
    "robots-refused": _Meaning(
        "blocked",
        "robots.txt 无法读取（403/5xx），按不允许处理，请人工核对",
        "robots.txt is refused, taken as no permission",
        stops=True,
    ),
    "busy": _Meaning(
        "failed", "网站繁忙，已按要求等待，仍未成功", "the portal stayed busy after the waits it asked for", again=True
    ),
    "server-error": _Meaning("failed", "网站内部错误", "the portal failed inside (5xx)", again=True),
    "status": _Meaning("failed", "意料之外的状态码", "an unexpected status"),
    "host-not-allowed": _Meaning("failed", "指向允许范围以外的主机，未访问", "points to a host that is not allowed; not asked"),
    "address-refused": _Meaning(
        "failed", "指向内网、本机或保留地址，未访问", "points to a private or reserved address; not asked"
    ),
    "scheme-refused": _Meaning("failed", "不是 http 或 https 地址，未访问", "neither http nor https; not asked"),
    "downgrade": _Meaning("failed", "从 https 转到 http，未跟随", "a redirect from https to http; not followed"),
    "redirect-loop": _Meaning("failed", "重定向循环或过多", "redirects in a loop, or too many"),
    "name-unresolved": _Meaning("failed", "域名无法解析", "the host's name does not resolve", again=True),
    "connection": _Meaning("failed", "连接失败或中断", "the connection failed or broke", again=True),
    "tls": _Meaning(
        "failed", "TLS 握手或证书不通过；如需放宽请在 tls 中按主机配置", "TLS failed; allowances are per host, in tls"
    ),
    "timeout": _Meaning("failed", "长时间没有回答", "no answer in time", again=True),
    "too-slow": _Meaning("failed", "下载超过总时限", "took longer than the limit for one download"),
    "incomplete": _Meaning("failed", "下载不完整", "the body was cut off", again=True),
    "bad-answer": _Meaning("failed", "回答不符合 HTTP", "the answer is not HTTP", again=True),
    "too-large": _Meaning("failed", "大小超过上限，已中止", "over the size limit; broken off"),
    "bomb": _Meaning("failed", "解压后超过上限，已中止", "expands beyond the limit; broken off"),
    "encoding": _Meaning("failed", "压缩方式未知或损坏", "an unknown or damaged content encoding"),
    "empty": _Meaning("failed", "回答为空", "an empty answer", again=True),
    "not-a-document": _Meaning(
        "failed", "应为文件，得到的是网页或文字，未存档", "a page or text where a file was due; not stored"
    ),
    "not-the-article": _Meaning("failed", "得到的不是所列的文章，未存档", "not the article that the list names; not stored"),
    "not-a-page": _Meaning("failed", "应为网页，得到的是其他内容", "something else where a page was due"),
    "undecodable": _Meaning("failed", "网页编码无法确定，未读取", "the page's characters cannot be decoded"),
    "no-files": _Meaning(
        "failed", "文章中没有找到附件，也没有表格，请人工查看", "an article without files and tables; look at it"
    ),
    "reader-failed": _Meaning("failed", "读取这个网页或文件时程序出错，请报告给维护者", "our reader failed on it; tell us"),
    "list-empty": _Meaning(
        "failed", "列表页中没有任何文章，版式可能已变", "a list page without a single article; its layout may have changed"
    ),
    "list-short": _Meaning("failed", "列到的文章少于网站所说的总数", "fewer articles listed than the portal says there are"),
    "list-stuck": _Meaning(
        "failed", "后续列表页没有新内容（网站重复首页或回答为空）", "later list pages repeat earlier ones or are empty"
    ),
    "storage": _Meaning("failed", "无法写入存档，请检查磁盘", "the archive cannot be written; check the disk", stops=True),
    "internal": _Meaning(
        "failed", "采集程序出错，请报告给维护者", "the fetcher failed; report it to the maintainers", stops=True
    ),
}
"""All codes, with the status of the outcome and a sentence for people."""


class FetchFault(Exception):
    """One request, page or file that did not succeed; ``code`` is a key of :data:`CODES`. Caught once per address, by the night.

    ``detail`` is technical, short and in English (a status, a host); ``wait`` is the pause in seconds that the portal asked for.
    """

    def __init__(self, code: str, detail: str = "", wait: float | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.wait = wait
        self.meaning = CODES[code]

    def message(self, language: str) -> str:
        """One sentence for people; ``language`` is "zh" or "en"."""
        text = self.meaning.zh if language == "zh" else self.meaning.en
        return text if not self.detail else f"{text}（{self.detail}）" if language == "zh" else f"{text} ({self.detail})"

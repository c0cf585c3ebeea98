"""The named family of reasons for which a document ends in quarantine (隔离).

Raised by readers, the archive and the recogniser; caught once, by the ingest pipeline, which writes the document to
``HOME/quarantine`` with the code and lists it at the end. The codes are part of the contract with users and never change.
"""

from __future__ import annotations


class DocumentRefused(Exception):
    """A document that cannot become facts. ``detail_*`` says what was seen and what a person should do."""

    code: str = ""
    title_zh: str = ""
    title_en: str = ""

    def __init__(self, detail_zh: str = "", detail_en: str = "", page: int | None = None) -> None:
        super().__init__(detail_zh or self.title_zh)
        self.detail_zh = detail_zh
        self.detail_en = detail_en
        self.page = page

    def __reduce__(self) -> tuple[type[DocumentRefused], tuple[str, str, int | None]]:
        return type(self), (self.detail_zh, self.detail_en, self.page)

    def message(self, language: str = "zh") -> str:
        """One sentence for people: what happened and what to do."""
        title, detail = (self.title_zh, self.detail_zh) if language == "zh" else (self.title_en, self.detail_en)
        where = "" if self.page is None else (f"（第 {self.page} 页）" if language == "zh" else f" (page {self.page})")
        return f"{title}{where}" + (("：" if language == "zh" else ": ") + detail if detail else "")


class EmptyDocument(DocumentRefused):
    code = "empty"
    title_zh = "文件是空的，请重新下载"
    title_en = "the file is empty; download it again"


class TruncatedDocument(DocumentRefused):
    code = "truncated"
    title_zh = "文件不完整，请重新下载"
    title_en = "the file is cut off; download it again"


class PasswordProtected(DocumentRefused):
    code = "password"
    title_zh = "打开文件需要密码，请向发布单位索取无密码的版本"
    title_en = "the file needs a password; ask the publisher for one without"


class NotWhatItClaims(DocumentRefused):
    code = "not-what-it-claims"
    title_zh = "文件内容与扩展名不符（例如把网页错误提示存成了 PDF），请核对下载地址"
    title_en = "the content is not what the extension says (for example an error page saved as PDF); check the address"


class UnsupportedFormat(DocumentRefused):
    code = "unsupported"
    title_zh = "不支持这种格式；请转换为 PDF、DOCX、XLSX 或 HTML 后重试"
    title_en = "this format is not supported; convert it to PDF, DOCX, XLSX or HTML"


class DecompressionBomb(DocumentRefused):
    code = "bomb"
    title_zh = "压缩包展开后超过上限，未展开"
    title_en = "the archive expands beyond the limits and was not unpacked"


class TooLarge(DocumentRefused):
    code = "too-large"
    title_zh = "文件大小或页数超过上限"
    title_en = "the file is over the limit of size or pages"


class TooSlow(DocumentRefused):
    code = "too-slow"
    title_zh = "读取超时，已放弃"
    title_en = "reading took longer than the limit and was given up"


class TooMuchMemory(DocumentRefused):
    code = "too-much-memory"
    title_zh = "读取占用的内存超过上限，已放弃"
    title_en = "reading took more memory than the limit and was given up"


class NoRecognisableTable(DocumentRefused):
    code = "no-table"
    title_zh = "没有认出任何决算表或自评表"
    title_en = "no final-accounts statement or self-evaluation form was recognised"


class NotFinalAccounts(DocumentRefused):
    code = "not-final-accounts"
    title_zh = "这不是部门决算"
    title_en = "these are no final accounts of a department"


class EmptyTemplate(DocumentRefused):
    code = "template"
    title_zh = "这是空白模板，没有公布任何数据"
    title_en = "this is an empty template; nothing is published in it"


class ReaderCrashed(DocumentRefused):
    code = "reader-crashed"
    title_zh = "读取程序出错；请把该文件的 SHA-256 报告给维护者"
    title_en = "the reader failed; report the SHA-256 of this file to the maintainers"


class SelfCheckFailed(DocumentRefused):
    code = "self-check-failed"
    title_zh = "读出的结果自相矛盾，没有入库；请把该文件的 SHA-256 报告给维护者"
    title_en = "what was read contradicts itself and was not loaded; report the SHA-256 of this file to the maintainers"


REASONS: tuple[type[DocumentRefused], ...] = (
    EmptyDocument,
    TruncatedDocument,
    PasswordProtected,
    NotWhatItClaims,
    UnsupportedFormat,
    DecompressionBomb,
    TooLarge,
    TooSlow,
    TooMuchMemory,
    NoRecognisableTable,
    NotFinalAccounts,
    EmptyTemplate,
    ReaderCrashed,
    SelfCheckFailed,
)

"""The bundled samples (样例文件), typeset from invented facts: ``python -m tests.factory.samples [DIRECTORY]`` writes them.

The same facts give the same bytes on the same versions of reportlab, python-docx and openpyxl, which ``VERSIONS`` names.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.factory import sample_accounts, sample_facts
from tests.factory.accounts_document import Accounts, typeset_accounts
from tests.factory.compose import ComposedForm, compose
from tests.factory.facts import FormFacts
from tests.factory.layouts import LAYOUTS, Layout
from tests.factory.notation import NOTATIONS, Notation
from tests.factory.packed import pack
from tests.factory.pdf import PdfStyle, typeset_pdf
from tests.factory.web_page import WebStyle, typeset_html
from tests.factory.word import typeset_docx
from tests.factory.workbook import typeset_xlsx

DIRECTORY = Path(__file__).resolve().parents[2] / "data" / "samples"
ERROR_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>404 Not Found</title></head>
<body><h1>您访问的页面不存在或已被删除</h1><p>错误代码：404</p><p><a href="/">返回首页</a></p></body></html>
"""


@dataclass(frozen=True)
class Sample:
    """One file of data/samples: its forms with the layout and the notation in which they are published."""

    name: str
    forms: tuple[FormFacts, ...]
    layout: Layout
    notation: Notation
    prose: tuple[str, ...] = ()

    def composed(self) -> list[ComposedForm]:
        return [compose(form, self.layout, self.notation) for form in self.forms]

    @property
    def department(self) -> str:
        return self.forms[0].department

    @property
    def heading(self) -> str:
        return f"{self.department}{self.forms[0].fiscal_year}年度项目支出绩效自评表"


def _plain(
    name: str, forms: tuple[FormFacts, ...], layout: str, notation: str = "six_decimals", prose: Sequence[str] = ()
) -> Sample:
    return Sample(name, forms, LAYOUTS[layout], NOTATIONS[notation], tuple(prose))


SAMPLES: tuple[Sample, ...] = (
    _plain("beijing_haidian_minzhengju_2024.pdf", sample_facts.haidian(2024), "fengtai_2024"),
    _plain("beijing_haidian_minzhengju_2023.docx", sample_facts.haidian(2023), "fengtai_2023", "six_decimals"),
    _plain(
        "beijing_xicheng_shehuigongzuobu_2024.html", sample_facts.xicheng(), "xicheng_2024", "blank_dash",
        ("中共北京市西城区委社会工作部2024年度部门绩效评价情况公开如下。", "项目支出绩效自评表"),
    ),
    _plain("shanghai_changning_lvhuashirongju_2024.pdf", sample_facts.changning(2024), "baoshan_2024", "two_decimals"),
    _plain("shanghai_changning_lvhuashirongju_2023.xlsx", sample_facts.changning(2023), "baoshan_2024", "two_decimals"),
    _plain("guizhou_honghuagang_jiaoyutiyuju_2024.pdf", sample_facts.honghuagang(), "qiannan_2024", "yuan_thousands"),
    _plain("yunnan_wuhua_sifaju_2023.xlsx", sample_facts.wuhua(), "yunnan", "six_decimals"),
    _plain(
        "anhui_guichi_wenhualvyouju_2024.html", sample_facts.guichi(), "chizhou", "thousands_padded",
        ("根据预算绩效管理要求，现将池州市贵池区文化和旅游局2024年度项目支出绩效自评结果公开如下。",),
    ),
    _plain("hubei_shashi_zhujianju_2024_with_errors.pdf", sample_facts.shashi_with_errors(), "reversed_head", "six_decimals"),
    _plain("jiangsu_wujiang_shuiwuju_2024.zip", sample_facts.wujiang(), "unit_above_wan", "six_decimals"),
)  # fmt: skip
QUARANTINED = {"henan_jinshui_shenjiju_2024.pdf": ERROR_PAGE.encode()}
"""What is not a document at all: an error page that was saved under the name of one (reason ``not-what-it-claims``)."""

ACCOUNTS: dict[str, Callable[[], Accounts]] = {
    "shanghai_yangpu_wenhuahelvyouju_juesuan_2023.docx": lambda: sample_accounts.yangpu(2023),
    "shanghai_yangpu_wenhuahelvyouju_juesuan_2024.pdf": lambda: sample_accounts.yangpu(2024),
    "beijing_shijingshan_tongjiju_juesuan_2024.pdf": sample_accounts.shijingshan,
    "hunan_yuhua_shenjiju_juesuan_2024.xlsx": sample_accounts.yuhua,
    "guangdong_nanhai_sifaju_juesuan_2024.html": sample_accounts.nanhai,
    "hubei_yiling_yingjiguanliju_juesuan_2024_with_errors.pdf": sample_accounts.yiling_with_errors,
}
"""Whole final accounts (部门决算): statements, prose and, in one of them, self-evaluation forms."""

VERSIONS = {
    **{name: version(name) for name in ("reportlab", "python-docx", "openpyxl", "lxml")},
    "zlib": zlib.ZLIB_RUNTIME_VERSION,
}  # fmt: skip

PDF_STYLES = {
    "beijing_haidian_minzhengju_2024.pdf": PdfStyle(rules="rectangles", latin="Times-Roman", size=9.5, row_height=26),
    "shanghai_changning_lvhuashirongju_2024.pdf": PdfStyle(rules="segments", row_height=28),
    "guizhou_honghuagang_jiaoyutiyuju_2024.pdf": PdfStyle(row_height=32),
    "hubei_shashi_zhujianju_2024_with_errors.pdf": PdfStyle(new_page_per_form=False, size=8, row_height=17),
    "shanghai_yangpu_wenhuahelvyouju_juesuan_2024.pdf": PdfStyle(size=9, row_height=15.5),
    "beijing_shijingshan_tongjiju_juesuan_2024.pdf": PdfStyle(
        rules="rectangles", latin="Times-Roman", size=9, row_height=17, repeat_header=True
    ),
    "hubei_yiling_yingjiguanliju_juesuan_2024_with_errors.pdf": PdfStyle(rules="segments", size=9, row_height=15.5),
}


def typeset(sample: Sample) -> bytes:
    """The bytes of one sample in the format of its name."""
    forms, kind = sample.composed(), Path(sample.name).suffix
    if kind == ".pdf":
        return typeset_pdf(forms, PDF_STYLES[sample.name], title=sample.heading)
    if kind == ".docx":
        return typeset_docx(forms, prose=(sample.heading,))
    if kind == ".xlsx":
        names = [f"{number}.{form.project_name}"[:28] for number, form in enumerate(sample.forms, 1)]
        return typeset_xlsx(forms, sheet_names=names)
    if kind == ".html":
        style = WebStyle(encoding="gbk", paragraphs=True) if "xicheng" in sample.name else WebStyle()
        return typeset_html(forms, style, sample.prose, sample.heading, site=sample.department)
    first, second = (f"{sample.department}2024年度自评表/{form.project_name}" for form in sample.forms)
    return pack({f"{first}.docx": typeset_docx(forms[:1]), f"{second}.xlsx": typeset_xlsx(forms[1:])}, names="gbk")


def typeset_all() -> dict[str, bytes]:
    """Every file of data/samples by name."""
    whole = {name: typeset_accounts(make(), name.rpartition(".")[2], PDF_STYLES.get(name)) for name, make in ACCOUNTS.items()}
    return {sample.name: typeset(sample) for sample in SAMPLES} | whole | QUARANTINED


def main(directory: Path = DIRECTORY) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in typeset_all().items():
        (directory / name).write_bytes(content)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))

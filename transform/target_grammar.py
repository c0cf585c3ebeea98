"""The words and signs of targets (目标值的写法): look-alike signs, operators, units, and the patterns built from them.

DOMAIN.md §6. Only patterns live here; :mod:`transform.targets` gives them their meaning.
"""

from __future__ import annotations

import re
from typing import Literal

from transform.chinese_text import compact, plain_radicals
from transform.units import UNITS

Status = Literal["met", "partial", "unmet"]

_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_LOOK_ALIKES = str.maketrans(
    {"≧": "≥", "⩾": "≥", "≮": "≥", "≦": "≤", "⩽": "≤", "≯": "≤", "》": ">", "〉": ">", "﹥": ">", "《": "<", "〈": "<", "﹤": "<",
     "﹦": "=", "﹪": "%", "～": "~", "〜": "~", "∼": "~", "˜": "~", "—": "-", "–": "-", "−": "-", "―": "-", "‐": "-", "﹣": "-",
     "【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "。": ";", "、": ";", "∶": ":"}
)  # fmt: skip
_DOUBLE_SIGNS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", ">≥": "≥", "≥=": "≥", "≤=": "≤", "<≤": "≤", "==": "="}
OPERATORS: dict[str, str] = {
    **dict.fromkeys(
        ("≥", "不少于", "不低于", "不小于", "不短于", "大于等于", "大于或等于", "高于或等于", "至少", "最少", "达到", "达"), ">="
    ),
    **dict.fromkeys(
        (
            "≤",
            "不超过",
            "不高于",
            "不多于",
            "不大于",
            "不得超过",
            "小于等于",
            "小于或等于",
            "低于或等于",
            "控制在",
            "至多",
            "最多",
            "不超",
        ),
        "<=",
    ),
    **dict.fromkeys((">", "大于", "高于", "超过", "多于"), ">"),
    **dict.fromkeys(("<", "小于", "低于", "少于"), "<"),
    **dict.fromkeys(("=", "等于"), "="),
    "约": "~",
}
QUALITATIVE_OPERATORS = frozenset({"定性", "文字描述", "定性指标", "描述", "其他", "其它"})
BEHIND = {
    **dict.fromkeys(("及以上", "以上", "(含)以上", "或以上"), ">="),
    **dict.fromkeys(("及以下", "以下", "以内", "之内", "内", "(含)以下", "或以下"), "<="),
    **dict.fromkeys(("以上(含)", "及以上(含)"), ">="),
    **dict.fromkeys(("以下(含)", "以内(含)"), "<="),
    "左右": "~",
    "(含)": "",
}


def _any_of(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_MONEY = "|".join(sorted(UNITS, key=len, reverse=True))
# a counting word never holds a word of time, limit or completion: 3个月内完成 is not 3 of "个月内完成"
_NOUN = r"(?:(?!完成|以上|以下|及以|左右|达到|其中|不|内|底|末|前)[\u4e00-\u9fff㎡㎥℃]){1,6}?|[a-zA-Zμ]{1,3}[23²³]?"
_PER = r"/[\u4e00-\u9fff·]{1,6}?"


def _unit(name: str) -> str:
    """A pattern for one unit, bare or in brackets; its parts are the groups name, name_money, name_per, name_scale, name_noun."""
    money = rf"(?P<{name}_money>{_MONEY})(?P<{name}_per>{_PER}(?:{_PER})?)?"
    noun = rf"(?P<{name}_scale>[万亿](?!元))?(?P<{name}_noun>(?:{_NOUN})(?:{_PER})?)?"
    return rf"\(?(?P<{name}>%|‰|百分比|百分点|{money}|{noun})\)?"


QUANTITY = re.compile(
    rf"(?P<front>[\u4e00-\u9fff“”\",:(]{{0,24}}?)(?P<operator>{_any_of(OPERATORS)})?(?P<hundredths>百分之)?"
    rf"(?P<number>-?{DIGITS}){_unit('unit')}(?P<behind>{_any_of(BEHIND)})?"
)
INTERVAL = re.compile(rf"(?P<low>-?{DIGITS}){_unit('unit_low')}(?:-|~|至|到)(?P<number>-?{DIGITS}){_unit('unit')}(?:之间)?")
BOUNDS = re.compile(
    rf"(?P<sign_low>[≥>])(?P<low>-?{DIGITS}){_unit('unit_low')}[,;且并和]*(?P<sign_high>[≤<])(?P<number>-?{DIGITS}){_unit('unit')}"
)
BETWEEN = re.compile(rf"(?P<low>-?{DIGITS}){_unit('unit_low')}[≤<][^0-9≤<≥>]{{1,16}}[≤<](?P<number>-?{DIGITS}){_unit('unit')}")
# words before a figure that do not change it: 已完成100%, 共举办3次
DONE = re.compile(r"(?:已|实际|共|共计|合计|累计|全年|计划|完成|实现|举办|开展|组织|召开)+")
SHARE_NAME = re.compile(r"(?:率|度|比例|占比|比重|比率|覆盖面)(?:为|是|:|均)?$")
RELATIVE = re.compile(r"[每各均或和及与比较]|同比|环比")

_STATUS_MET = re.compile(
    r"(?:均|全部|已|已经|全面|圆满|按时|按期|如期|按计划|顺利|及时|按要求|保质保量|按质按量|超额)*"
    r"(?:达标|(?:达成|完成|达到|实现)(?:了|年度|年初|预期|既定|预定|预设|全年|计划|绩效|全部|设定|既有)*"
    r"(?:指标|目标|任务|要求|标准|效果|值|目标值|指标值)?)(?:了|\.|!)?"
)
_STATUS_PARTIAL = re.compile(r"(?:部分|基本)(?:达成|完成|达到|实现|达标).*")
_STATUS_UNMET = re.compile(r"(?:未|没有|尚未|未能|未按时|未按期|未全部|未全面)(?:达成|完成|达到|实现|达标|开展|实施|启动).*")


def normalised(text: str) -> tuple[str, tuple[str, ...]]:
    """Half-width signs, no white space, no punctuation at the end. Not NFKC: it would turn a note mark ① into a figure."""
    tight = compact(plain_radicals(text))
    body = tight.translate(_HALF_WIDTH).translate(_LOOK_ALIKES)
    steps = ("全角转半角",) if body != tight else ()
    for printed, sign in _DOUBLE_SIGNS.items():
        body = body.replace(printed, sign)
    return re.sub(r"[.,;:!]+$", "", body), steps


def claimed_status(body: str) -> Status | None:
    if _STATUS_MET.fullmatch(body):
        return "met"
    if _STATUS_UNMET.fullmatch(body):
        return "unmet"
    return "partial" if _STATUS_PARTIAL.fullmatch(body) else None

"""Units of money (金额单位): what they are called, what they are worth, and where a label prints one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from transform.chinese_text import plain_radicals


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of money: its name and how many 元 one of it is."""

    name: str
    factor: Decimal


UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit("元", Decimal(1)),
        Unit("百元", Decimal(100)),
        Unit("千元", Decimal(1_000)),
        Unit("万元", Decimal(10_000)),
        Unit("十万元", Decimal(100_000)),
        Unit("百万元", Decimal(1_000_000)),
        Unit("千万元", Decimal(10_000_000)),
        Unit("亿元", Decimal(100_000_000)),
    )
}
YUAN = UNITS["元"]

_SPACE = " ?"
_NAME = "(?P<unit>" + "|".join(_SPACE.join(name) for name in sorted(UNITS, key=len, reverse=True)) + ")"
_CURRENCY = f"(?:(?:人民币|RMB|￥|¥){_SPACE}[:：]?)?{_SPACE}"
# what may stand before 单位 when it means a unit of measure and not an organisation (填报单位, 实施单位, 单位（盖章）)
_WORD = (
    f'(?:(?:金额|计量|货币|资金|数据|计算|计价|统计){_SPACE})?单{_SPACE}位{_SPACE}(?:均|都|皆|统一|全部)?{_SPACE}[:：∶为是]?{_SPACE}[“‘"]?'
    f"(?:(?:人次|人|辆|台|个|批次|户|件|套)[、，,]){{0,3}}"
)
_NOT_ORGANISATION = (
    r"(?<![施报管属用位编制门设施算购理送交录入级一个本各该][\s])(?<![施报管属用位编制门算购理送交录入级个本各该])"
)
_AFTER = f"(?={_SPACE}(?:$|[^\\u4e00-\\u9fff/／%]|填报|填表|编制|日期|年度|公开|人民币|币种))"
_PATTERNS = (
    re.compile(f"[(（\\[【〔]{_SPACE}(?:{_WORD})?{_CURRENCY}{_NAME}{_SPACE}(?=[)）\\]】〕,，、;；]|[/／][%％]|人民币|币种|$)"),
    re.compile(f"{_NOT_ORGANISATION}{_WORD}{_CURRENCY}{_NAME}{_AFTER}"),
    re.compile(
        f'以[“"‘]?{_CURRENCY}{_NAME}[”"’]?(?:为(?:金额|计量|货币|计价|统计)?单位|计(?:算|量|价|列)?(?![\\u4e00-\\u9fff])|列示|列报|表示|反映)'
    ),
    re.compile(f"^{_SPACE}{_CURRENCY}{_NAME}{_SPACE}$"),
    re.compile(
        f"^[^\\d０-９,，。；;]{{2,16}}(?:金额|资金|经费|[数额款费支收])(?:{_SPACE}[(（][A-Z/÷]+[)）])?{_SPACE}{_NAME}{_SPACE}$"
    ),
)


def find_units(text: str) -> list[Unit]:
    """The different units of money that a label or a line around a table prints, in their order of appearance:
    项目资金（万元）, 单位：万元, (单位:人民币元), 金额单位： 元. Amounts in prose (50万元以上) and 单位（盖章） name none."""
    text = re.sub(r"\s+", " ", plain_radicals(text))
    found: dict[int, Unit] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            found.setdefault(match.start("unit"), UNITS[re.sub(r"\s", "", match["unit"])])
    return list(dict.fromkeys(found[start] for start in sorted(found)))


def find_unit(text: str) -> Unit | None:
    """The one unit of money printed in a label; None when there is none or when several differ (see :func:`find_units`)."""
    units = find_units(text)
    return units[0] if len(units) == 1 else None

"""Names and telephone numbers of officers (个人信息) stay in the raw archive only (DOMAIN §8, 个人信息保护法)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from transform.chinese_text import compact

NAME_MARK, PHONE_MARK = "[姓名]", "[电话]"

# a narrow cell breaks a number over two lines
_MOBILE = re.compile(r"(?<![0-9.,])1[3-9](?:\s?[0-9]){9}(?![0-9.,]*[0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[-—－ ]?[0-9]{7,8}(?![0-9])")
_LABELLED_PHONE = re.compile(r"((?:联系)?电话|联系方式|手机号?码?|传真)([:：\s]*)([0-9][0-9 \-—－]{5,})")
_LABELLED_NAME = re.compile(
    r"((?:项目)?负责人|联系人|填报人|填表人|经办人|审核人|制表人)(?:[(（]签[字章名][)）])?([:：]\s*)([一-鿿·]{2,4})(?![一-鿿])"
)
_NAME = re.compile(r"[一-鿿·]{2,4}")
_DIGITS = re.compile(r"[0-9][0-9\-—－ ]{5,}[0-9]")


def personal_parts(texts: Iterable[str]) -> frozenset[str]:
    """The names and numbers inside the values of officer and telephone cells."""
    parts: set[str] = set()
    for text in texts:
        parts.update(match.group(0) for match in _DIGITS.finditer(text))
        parts.update(match.group(0) for match in _NAME.finditer(compact(re.sub(r"[0-9\-—－]", "", text))))
        parts.update(match.group(0) for match in _NAME.finditer(re.sub(r"[0-9\-—－]", " ", text)))
    return frozenset(part for part in parts if len(part) >= 2)


def masked(text: str, known: Collection[str]) -> str:
    """The text with telephone numbers and the known officers' names replaced by marks."""
    masked_text = _LABELLED_PHONE.sub(lambda m: m.group(1) + m.group(2) + PHONE_MARK, text)
    masked_text = _LABELLED_NAME.sub(lambda m: m.group(1) + m.group(2) + NAME_MARK, masked_text)
    masked_text = _MOBILE.sub(PHONE_MARK, masked_text)
    masked_text = _LANDLINE.sub(PHONE_MARK, masked_text)
    for part in sorted(known, key=len, reverse=True):
        if part in masked_text:
            masked_text = masked_text.replace(part, PHONE_MARK if part[0].isdigit() else NAME_MARK)
    return masked_text

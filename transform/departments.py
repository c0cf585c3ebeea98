"""Names of departments (部门名称): one canonical name and one key for all that is printed for the same body.

Steps of DOMAIN.md §7: code off, scope off, party prefix, place to its full chain, synonyms of the body
(``department_wordings.csv``). A body whose place is neither printed nor known keeps its printed name: it is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import data
from transform.chinese_text import compact, joined, plain_radicals
from transform.districts import District, PlaceMatch, ancestors, district, find_districts

Scope = Literal["部门", "本级", "单位"]
PLACE_UNKNOWN = "地名不明"
"""The step of a name that a person should look at: no place is printed and none is known."""


@dataclass(frozen=True, slots=True)
class Department:
    """A body that keeps accounts. ``name`` is what is shown (中共北京市丰台区委组织部); ``key`` is "district|branch|body" and
    equal for all notations of one body, with "?" for a place that is not known. ``branch`` is 党委, 人大, 政府, 政协, 监委,
    法检, 群团, 民主党派 or 事业. ``place_inferred``: the place was not printed but taken from the
    document's district. ``steps`` names what was done; "地名不明" marks a name that a person should look at."""

    name: str
    key: str
    branch: str
    body: str
    scope: Scope | None
    place_inferred: bool
    steps: tuple[str, ...]
    district_code: str | None = None


_CODE_BRACKETED = re.compile(r"^[\[［(（【〔](?P<code>[0-9A-Za-z]{2,12})[\]］)）】〕][-—_:：]?(?P<name>.+)$", re.S)
_CODE_DASHED = re.compile(r"^(?P<code>[0-9]{2,12})\s*[-—－–_:：、.]\s*(?P<name>\D.*)$", re.S)
# digits straight before the name are a code, unless they are the name: 120急救中心, 12345热线
_CODE_BARE = re.compile(
    r"^(?P<code>[0-9]{3,9})\s*(?P<name>(?!急救|报警|指挥|联动|热线|医院|中学|国道|政务|便民|年|所)[\u4e00-\u9fff\u2e80-\u2fdf].+)$",
    re.S,
)
_CODE_BEHIND = re.compile(r"^(?P<name>.*[\u4e00-\u9fff])[\[［(（【〔](?P<code>[0-9]{3,12})[\]］)）】〕]$", re.S)
_LEVEL_FRONT = re.compile(
    r"^(?P<level>省|自治区|市|区|县|州|旗|盟)(?![直属级])(?=委|人民|政府|纪|监|人大|政协|法院|检察院|总工会|妇联|"
    r"[\u4e00-\u9fff]{1,14}(?:局|委|委员会|办|办公室|部|院|会|中心|校)$)(?!场监|政管|政工|政公|政设|容|域)"
)
_ORGAN = re.compile(r"(?:局|委|委员会|办|办公室|部|政府|法院|检察院|联合会|总工会|协会|人大常委会|工会|党校)$")


def split_code(text: str) -> tuple[str | None, str]:
    """A code in front of a name and the name: "[197]中共黔南州委社会工作部" → ("197", …), "004-…", "219001-…", "…局[197]".

    The code is local to its district and budget system and never part of the identity."""
    name = joined(text).strip()
    for pattern in (_CODE_BRACKETED, _CODE_DASHED, _CODE_BARE, _CODE_BEHIND):
        match = pattern.match(name)
        if match is not None and re.search(r"[0-9]", match["code"]):
            return match["code"], match["name"].strip()
    return None, name


@cache
def _wordings(kind: str) -> tuple[tuple[str, str], ...]:
    return tuple((row["wording"], row["value"]) for row in data.rows("department_wordings") if row["kind"] == kind)


@cache
def _bodies() -> dict[str, str]:
    return dict(_wordings("body"))


def canonical_department(name: str, district: District | None) -> Department:
    """The canonical department for a printed name. ``district`` is the document's (None when it is not known): it completes a
    name without a place (区委组织部), chooses between places of the same name, and never overrules a printed place."""
    code, printed = split_code(name)
    steps: list[str] = ["去掉代码"] if code is not None else []
    text, scope = _without_scope(_half_width(printed))
    if scope is not None:
        steps.append("去掉范围后缀")
    front, rest = _prefix(text)
    before, place, rest, ambiguous = _place(rest, district, front)
    front = front or before
    inferred = False
    if place is None and not ambiguous:
        place, rest, inferred = _inferred_place(rest, district)
    party = _is_party(front, rest, place)
    body = _body(front, rest, party)
    branch = _branch(front, body, party)
    if place is None:
        steps.append(PLACE_UNKNOWN)
        key = f"?|{branch}|{_key_body(front, body, party)}"
        return Department(printed, key, branch, body, scope, False, tuple(steps))
    steps.append("地名取自文件所属地区" if inferred else "地名补全")
    shown = _shown(front, body, party, place, keep=printed if inferred and not party and not _ORGAN.search(body) else None)
    key = f"{place.code}|{branch}|{_key_body(front, body, party)}"
    return Department(shown, key, branch, body, scope, inferred, tuple(steps), place.code)


def _half_width(text: str) -> str:
    """Brackets half-width, no white space, no radicals."""
    return compact(plain_radicals(text)).translate(str.maketrans("（）【】〔〕［］", "()[]()[]")).strip(":：。")


def _without_scope(text: str) -> tuple[str, Scope | None]:
    for wording, value in _wordings("scope"):
        for mark in (f"({wording})", f"[{wording}]", *((wording,) if wording in ("本级", "局机关", "机关本级") else ())):
            if text.endswith(mark) and len(text) > len(mark) + 1:
                cut = text[: -len(mark)] + ("局" if mark == "局机关" else "")
                return cut, value  # type: ignore[return-value]
    return text, None


def scope_in_title(title: str) -> Scope | None:
    """The scope that a title states: …局(本级)…, …单位决算, …部门决算. None where it leaves both open (部门(单位)决算).

    Without it the account of a department and that of its own office would be taken for two versions of one publication.
    """
    text = _half_width(title)
    for wording, value in _wordings("scope"):
        if value == "本级" and (f"({wording})" in text or (wording.endswith("本级") and wording in text)):
            return "本级"
    found = {value for wording, value in _wordings("scope") if f"{wording}决算" in text}
    return found.pop() if len(found) == 1 else None  # type: ignore[return-value]


def _prefix(text: str) -> tuple[str, str]:
    """The organisation named before the place: 中共, 共青团, 政协, a democratic party; "" for most."""
    for wording, value in _wordings("prefix"):
        for mark in (wording, value):
            if text.startswith(mark):
                return value, text[len(mark) :]
    return "", text


def _place(text: str, context: District | None, front: str) -> tuple[str, District | None, str, bool]:
    """What stands before the printed place, the place, what follows, and whether a place is printed that cannot be decided."""
    matches = find_districts(text)
    chosen = next((match for match in matches if match.start == 0 and _counts(match, text, context)), None)
    if chosen is None and not front:
        # 国家税务总局北京市丰台区税务局: the place stands behind the name of the system
        chosen = next(
            (match for match in matches if match.official and text[: match.start].endswith(("局", "会", "部", "院"))), None
        )
    if chosen is None:
        return "", None, text, False
    place = _one_of(chosen, context)
    if place is None:
        return "", None, text, True
    return text[: chosen.start], place, text[chosen.end :], False


def _counts(match: PlaceMatch, text: str, context: District | None) -> bool:
    """A bare name in front is a place when the document lies there (丰台财政局) or a public body's name follows it."""
    if match.official:
        return True
    if context is not None and any(code == context.code or code in ancestors(context.code) for code in match.codes):
        return _ORGAN.search(text[match.end :]) is not None
    return len(match.codes) == 1 and _ORGAN.search(text[match.end :]) is not None


def _one_of(match: PlaceMatch, context: District | None) -> District | None:
    codes = match.codes
    if context is not None and context.code in codes:
        return context
    if len(codes) > 1 and context is not None:
        above_or_below = tuple(code for code in codes if code in ancestors(context.code) or context.code in ancestors(code))
        codes = above_or_below or codes
    if len(codes) > 1:
        # the same place before and after a change of rank (毕节地区 → 毕节市) is one name of one place: take the one in force
        in_force = tuple(code for code in codes if _is_current(code))
        codes = in_force or codes
    return district(codes[0]) if len(codes) == 1 else None


@cache
def _current_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in data.rows("districts") if row["status"] == "current")


def _is_current(code: str) -> bool:
    return code in _current_codes()


def _inferred_place(text: str, context: District | None) -> tuple[District | None, str, bool]:
    """区委组织部 in a document of 丰台区: the district of the document, raised to the level that the name speaks of."""
    level = _LEVEL_FRONT.match(text)
    rest = text[level.end() :] if level else text
    if context is None:
        return None, text, False
    if level is None:
        return context, rest, True
    for code in (context.code, *ancestors(context.code)):
        upper = district(code)
        if upper is not None and upper.name.endswith(level["level"]):
            return upper, rest, True
    return None, text, False


def _is_party(front: str, rest: str, place: District | None) -> bool:
    """Committees of the party: 中共…, and 丰台区委… where the place is followed by 委 (区委, or 区委员会)."""
    if front == "中共":
        return True
    return not front and re.match(r"(?:[省市区县州旗盟])?委(?!托)", rest) is not None


def _body(front: str, rest: str, party: bool) -> str:
    """What remains of the name, with its synonyms written out: 委员会组织部 → 组织部 (party), 发改委 → 发展和改革委员会."""
    text = rest
    if party:
        text = re.sub(r"^(?:[省市区县州旗盟])?委(?:员会)?", "", text)
    elif front:
        text = re.sub(r"^委(?:员会)?", "委员会", text)
    text = re.sub(r"^人民政府(?=.+(?:街道|镇|乡|地区)(?:办事处|人民政府|党工委)?$)", "", text)
    listed = _bodies().get(text)
    if listed is not None:
        return listed
    if text.endswith("办") and len(text) > 2:
        text += "公室"
    elif text.endswith("工委"):
        text = text[:-2] + "工作委员会"
    elif text.endswith("委") and len(text) > 2:
        text += "员会"
    return _bodies().get(text, text)


def _branch(front: str, body: str, party: bool) -> str:
    named = front + body if front in ("共青团", "政协") or not front else front
    for pattern, branch in _wordings("branch"):
        if re.search(pattern, body if party else named):
            return "党委" if party and branch not in ("监委",) else branch
    return "党委" if party else "政府"


def _key_body(front: str, body: str, party: bool) -> str:
    return ("" if party or not front else front) + body.replace("和", "")


def _shown(front: str, body: str, party: bool, place: District, keep: str | None) -> str:
    if keep is not None:
        return keep
    chain = _chain_name(place)
    if party and re.match("纪律检查|监察", body):
        return f"中共{chain}{body}"
    if party:
        return f"中共{chain}委{body}" if body else f"中共{chain}委员会"
    return f"{front}{chain}{body}"


@cache
def _short_prefectures() -> dict[str, str]:
    """自治州 are usually written short: 黔南州 for 黔南布依族苗族自治州."""
    return {
        row["code"]: row["alias"]
        for row in data.rows("district_aliases")
        if row["alias_type"] == "short_suffix" and row["alias"].endswith("州")
    }


def _chain_name(place: District) -> str:
    """省市县 in full, an autonomous prefecture in its usual short form: 贵州省黔南州荔波县."""
    shown = place.full_name
    for code in (place.code, *ancestors(place.code)):
        upper = district(code)
        if upper is not None and code in _short_prefectures() and upper.name in shown:
            shown = shown.replace(upper.name, _short_prefectures()[code])
    return shown

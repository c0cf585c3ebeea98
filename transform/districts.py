"""Places (行政区划): from the words of a name or a title to a code of GB/T 2260, or an open question.

A place is decided by the names that a document prints and by its context, never by the fame of a candidate: 宝山区 alone is
:class:`Ambiguous`. In running prose only official forms (…省/市/区/县/州/旗) and full chains (上海宝山) count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import data
from transform.chinese_text import compact, plain_radicals


@dataclass(frozen=True, slots=True)
class District:
    """One division: ``code`` has six digits; ``level`` is province, prefecture, county or zone; ``full_name`` is the official
    chain (贵州省黔南布依族苗族自治州). Names of levels that the division does not reach are "". ``evidence`` is the text that
    decided, not part of its identity."""

    code: str
    name: str
    level: str
    parent_code: str
    province_name: str
    prefecture_name: str
    county_name: str
    full_name: str
    evidence: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several divisions are possible; ``text`` is the printed form that does not decide between them."""

    text: str
    candidates: tuple[District, ...]


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place found in a text without white space. ``codes`` are all divisions that it may mean; ``official`` is False for a
    bare name (宝山) that stands alone; ``parts`` counts the links of the chain (上海市|宝山区 → 2)."""

    start: int
    end: int
    text: str
    codes: tuple[str, ...]
    official: bool
    parts: int


_OFFICIAL = {"official", "former_official", "short_suffix"}
_LONGEST = 18
# 区域, 区间, 区块 are words: 河北区域协同 does not name 河北区
_BROKEN_WORD = re.compile(r"区[域间块]")
_PARTY = r"(?:中共|中国共产党)?"
_LEVEL_WORD = re.compile(
    rf"^{_PARTY}(?P<level>省|自治区|市|区|县|州|旗|盟)(?![场容域间块城道]|政[公设工管园])|(?P<own>省|市|区|县|州|旗|盟)(?:本级|级)"
)
_PUBLISHER = re.compile(r"^(?:人民政府|政府|委|人大|人民代表|政协|财政|监察|[\u4e00-\u9fff]{1,12}(?:局|委|办|部|院|会|中心|网))")
_SHORT_TEXT = 60


@dataclass(frozen=True, slots=True)
class _Index:
    aliases: dict[str, tuple[str, ...]]
    official: frozenset[str]
    records: dict[str, dict[str, str]]
    ancestors: dict[str, tuple[str, ...]]


@cache
def _index() -> _Index:
    records: dict[str, dict[str, str]] = {}
    for row in data.rows("districts"):
        known = records.get(row["code"])
        # a code may have had several names: the name in use, else the last one, speaks for it
        if known is None or (row["status"] == "current", row["valid_from"]) > (known["status"] == "current", known["valid_from"]):
            records[row["code"]] = row
    aliases: dict[str, dict[str, None]] = {}
    official = set()
    for row in data.rows("district_aliases"):
        if row["alias_type"] == "abbr1" or row["code"] not in records:
            continue
        aliases.setdefault(row["alias"], {})[row["code"]] = None
        if row["alias_type"] in _OFFICIAL or (row["alias_type"] == "colloquial" and row["alias"][-1] in "州县旗市区"):
            official.add(row["alias"])
    ancestors = {code: _chain(code, records) for code in records}
    return _Index({alias: tuple(codes) for alias, codes in aliases.items()}, frozenset(official), records, ancestors)


def _chain(code: str, records: dict[str, dict[str, str]]) -> tuple[str, ...]:
    found: list[str] = []
    parent = records[code]["parent_code"]
    while parent and parent in records and parent not in found:
        found.append(parent)
        parent = records[parent]["parent_code"]
    return tuple(found)


def district(code: str) -> District | None:
    """The division with this code of GB/T 2260 (its present or last name), None if there never was one."""
    row = _index().records.get(code)
    if row is None:
        return None
    return District(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        parent_code=row["parent_code"],
        province_name=row["province_name"],
        prefecture_name=row["name"] if row["level"] == "prefecture" else row["prefecture_name"],
        county_name=row["name"] if row["level"] in ("county", "zone") else "",
        full_name=row["full_name"],
    )


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above a division, nearest first: 522722 → (522700, 520000)."""
    return _index().ancestors.get(code, ())


def find_districts(text: str) -> list[PlaceMatch]:
    """Every place that a text names, from left to right, longest first; positions count characters without white space.

    Bare names are returned too, with ``official`` False: whether they count depends on where the text stands.
    """
    body = compact(plain_radicals(text))
    found: list[PlaceMatch] = []
    position = 0
    while position < len(body):
        match = _longest_at(body, position)
        if match is None:
            position += 1
            continue
        if not _is_part_of_word(body, match):
            found.append(match)
        position = match.end
    return found


def _names_at(body: str, start: int) -> Iterable[tuple[str, int, tuple[str, ...]]]:
    index = _index()
    for end in range(min(len(body), start + _LONGEST), start + 1, -1):
        alias = body[start:end]
        codes = index.aliases.get(alias)
        if codes is not None and not (alias[-1] == "区" and _BROKEN_WORD.match(body, end - 1)):
            yield alias, end, codes


def _longest_at(body: str, start: int) -> PlaceMatch | None:
    best: PlaceMatch | None = None
    for alias, end, codes in _names_at(body, start):
        last, reach, narrowed, parts = _extended(body, alias, end, codes)
        official = last in _index().official or parts > 1
        match = PlaceMatch(start, reach, body[start:reach], narrowed, official, parts)
        if best is None or (match.end, match.parts == 1) > (best.end, best.parts == 1):
            best = match
    return best


def _extended(body: str, alias: str, end: int, codes: tuple[str, ...]) -> tuple[str, int, tuple[str, ...], int]:
    """The longest chain that goes on from here: every next name lies inside one of the divisions named before it."""
    best = (alias, end, codes, 1)
    for following, reach, below in _names_at(body, end):
        inside = tuple(code for code in below if any(upper in codes for upper in ancestors(code)))
        if inside:
            last, final, narrowed, parts = _extended(body, following, reach, inside)
            if final > best[1]:
                best = (last, final, narrowed, parts + 1)
    return best


def _is_part_of_word(body: str, match: PlaceMatch) -> bool:
    """Two-character names (城区, 东区, 应县, 和县) and 市中区 are ordinary words unless they begin a name or end a chain."""
    if match.parts > 1 or (len(match.text) > 2 and match.text != "市中区") or not match.official:
        return False
    if (len(match.text) == 2 and match.text[-1] == "区") or match.text == "市中区":
        return True
    before = re.sub(r"(?:中国共产党|中共)$", "", body[: match.start])
    return bool(before) and re.search(r"[\u4e00-\u9fff]$", before) is not None


def resolve_district(names: Sequence[str], context: Sequence[str] = (), on: int | None = None) -> District | Ambiguous | None:
    """The one division that a document belongs to.

    ``names``: names of the department, most telling first (主管部门, 实施单位). ``context``: title, portal, file name,
    prose, most telling first; it decides between candidates and, when no name names a place, names it. ``on``: the fiscal
    year, which prefers divisions that existed then. Returns :class:`Ambiguous` rather than a guess; None when no place is named.
    """
    texts = [*names, *context]
    level = next((word for name in names[:1] if (word := _level_word(name)) is not None), None)
    spoken = [(match, name) for name in names if (match := _place_of_name(name)) is not None]
    told = [(match, text) for text in context if (match := _main_place(text)) is not None]
    official = [item for item in spoken if item[0].official]
    bare = [item for item in spoken if not item[0].official and not _is_refined(item[0], told)]
    for match, evidence in (*official, *bare, *told):
        decided = _decided(match, evidence, texts, on)
        # 区教育局 beside 北京市第八中学: the place must reach the level that the first name speaks of
        found = decided if level is None else _at_level(decided, level)
        if found is not None:
            return found
    return None


def _is_refined(match: PlaceMatch, told: Sequence[tuple[PlaceMatch, str]]) -> bool:
    """上海某某医学院 in a document of 上海市宝山区: the context names a part of what the bare name says."""
    return any(code in ancestors(inner) for other, _ in told for inner in other.codes for code in match.codes)


def _place_of_name(name: str) -> PlaceMatch | None:
    """The place in a department's name: official anywhere, a bare one only at the front (中共黔南州委, 宝山财政局)."""
    matches = find_districts(name)
    official = [match for match in matches if match.official]
    if official:
        return _branch_office(compact(plain_radicals(name)), official[0], matches)
    body = compact(plain_radicals(name))
    front = re.match(rf"(?:[\[(【][^\])】]*[\])】]|[0-9]+[-—_])?{_PARTY}", body)
    start = front.end() if front else 0
    for match in matches:
        if match.start == start and (match.end == len(body) or _PUBLISHER.match(body[match.end :])):
            return match
    return None


def _branch_office(body: str, match: PlaceMatch, matches: list[PlaceMatch]) -> PlaceMatch:
    """北京市公安局丰台分局 belongs to 丰台区: a bare name before 分局 that lies inside the official one."""
    for other in matches:
        if other.start >= match.end and body.startswith("分局", other.end):
            inside = tuple(code for code in other.codes if any(upper in match.codes for upper in ancestors(code)))
            if inside:
                return PlaceMatch(match.start, other.end, body[match.start : other.end], inside, True, match.parts + 1)
    return match


def _main_place(text: str) -> PlaceMatch | None:
    """The place that a title, a portal's name or prose speaks of: in prose only one that a public body's name follows."""
    body = compact(plain_radicals(text))
    if len(body) <= _SHORT_TEXT:
        body = re.sub(r"[_\-·.]", "", body)  # 上海_宝山_2024.pdf
    matches = find_districts(body)
    official = [match for match in matches if match.official]
    if len(body) > _SHORT_TEXT:
        official = [match for match in official if _PUBLISHER.match(body[match.end : match.end + 16])]
    elif not official:
        official = [match for match in matches if _stands_free(body, match)]
    if not official:
        return None
    counts = Counter(match.codes for match in official)
    return max(official, key=lambda match: (counts[match.codes], match.parts, -match.start))


def _stands_free(body: str, match: PlaceMatch) -> bool:
    """A bare name in a short text counts when it begins it or no other Chinese character stands before it (file names)."""
    return match.start == 0 or re.match(r"[\u4e00-\u9fff]", body[match.start - 1]) is None


def _decided(match: PlaceMatch, evidence: str, context: Sequence[str], on: int | None) -> District | Ambiguous:
    codes = match.codes
    for text in context:
        if len(codes) > 1:
            codes = _narrowed(codes, text, match.text)
    codes = _in_force(codes, on)
    if len(codes) > 1:
        codes = _uppermost(codes)
    found = tuple(item for code in codes if (item := district(code)) is not None)
    if len(found) == 1:
        return _with_evidence(found[0], evidence)
    return Ambiguous(match.text, found)


def _with_evidence(found: District, evidence: str) -> District:
    return replace(found, evidence=compact(evidence)[:80])


def _narrowed(codes: tuple[str, ...], text: str, spoken: str) -> tuple[str, ...]:
    """The candidates that lie above, below or at a place named in the context; all of them if none does or every one does."""
    body = compact(plain_radicals(text))
    for match in find_districts(text):
        if match.text == spoken or not (match.official or (len(body) <= _SHORT_TEXT and _stands_free(body, match))):
            continue
        kept = tuple(code for code in codes if any(_related(code, other) for other in match.codes))
        if kept and len(kept) < len(codes):
            return kept
    return codes


def _related(code: str, other: str) -> bool:
    return code == other or code in ancestors(other) or other in ancestors(code)


def _in_force(codes: tuple[str, ...], on: int | None) -> tuple[str, ...]:
    """The divisions that existed at the end of the fiscal year (of the list, when none is given), or all if none did."""
    records = _index().records
    kept = tuple(
        code
        for code in codes
        if (not records[code]["valid_to"] or (on is not None and on < int(records[code]["valid_to"])))
        and (on is None or on >= int(records[code]["valid_from"] or 0))
    )
    regular = tuple(code for code in kept if records[code]["level"] != "zone")
    return regular or kept or codes


def _uppermost(codes: tuple[str, ...]) -> tuple[str, ...]:
    """A bare name shared by a division and its own parts (长沙市, 长沙县) means the division."""
    for code in codes:
        if all(other == code or code in ancestors(other) for other in codes):
            return (code,)
    return codes


def _level_word(name: str) -> str | None:
    """The level that a name without a place speaks of: 市财政局 → 市, 区本级 → 区."""
    match = None if _place_of_name(name) is not None else _LEVEL_WORD.search(compact(plain_radicals(name)))
    return None if match is None else match["level"] or match["own"]


def _at_level(found: District | Ambiguous, level: str) -> District | Ambiguous | None:
    """A place brought to a level: 市 beside 广东省湛江市赤坎区 → 湛江市; None when the place does not reach down to it."""
    if isinstance(found, Ambiguous):
        return found
    for code in (found.code, *ancestors(found.code)):
        upper = district(code)
        if upper is not None and upper.name.endswith(level):
            return _with_evidence(upper, found.evidence)
    return None if level in ("区", "县", "旗") and found.level in ("province", "prefecture") else found

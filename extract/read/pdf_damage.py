"""What only damage leaves in a PDF (文件损坏): the bytes are held against what the file itself says of them.

A PDF program shows a damaged file as well as it can, and so does pdfium: a page whose content breaks off in the middle is read
to that point, a page that is no longer in the tree is not read at all, and nothing is said. Every check here is one that files
of all writers met so far pass: sums of compressed data, lengths, the index, the number of pages, references, words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from ..cell_grid import ReadingDoubt
from .pdf_objects import KNOWN_FILTERS, Broken, RawFile, RawObject, decoded, filters_of, number_of
from .pdf_resources import lacks_what_it_calls
from .pdf_words import WORDS, misspelt, names_in

MOST_PAGES_TOLD = 20
"""Pages that are named one by one; damage to an object of more pages is told once."""
_DEEPEST = 60
_LEAF = re.compile(rb"/Type\s*/Page\b")
_KIDS = re.compile(rb"/Kids\s*(?:\[([^\]]*)\]|(\d+)\s+\d+\s+R)")
_REFERENCE = re.compile(rb"(?<![\w.])(\d+)\s+\d+\s+R\b")
_PARENT = re.compile(rb"/Parent\s+\d+\s+\d+\s+R")
_ROOT, _PAGES = re.compile(rb"/Root\s+(\d+)\s+\d+\s+R"), re.compile(rb"/Pages\s+(\d+)\s+\d+\s+R")
_OWNED = re.compile(rb"/(Contents|ToUnicode|FontDescriptor|DescendantFonts|FontFile[23]?)\s*(\[[^\]]*\]|\d+\s+\d+\s+R)")
"""Keys that name an object which is used in this one place."""
_APART = re.compile(
    rb"/(?:Metadata|Outlines|Names|Dests|StructTreeRoot|PieceInfo|Thumb|OpenAction|AA?|Dest|B|P|PageLabels|Threads|Info|OutputIntents)"
    rb"\s*(?:\[[^\]]*\]|\d+\s+\d+\s+R\b)"
)
"""What a page's text does not depend on: editors leave references there that lead nowhere."""
_NAMED_RESOURCES = re.compile(rb"/Resources\s*(?:<<\s*/|\d+\s+\d+\s+R)")
_COMPRESSED = frozenset((b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"))
"""How data begins that zlib has compressed."""
_DICTIONARIES = {
    b"FontDescriptor": re.compile(rb"/FontName\b|/Type\s*/FontDescriptor\b"),
    b"DescendantFonts": re.compile(rb"/CIDFontType[02]\b|^\s*\["),
}
"""What stands in an object that is no stream, by the key that names it."""
_FONTS = re.compile(rb"/Font\s*(?:<<([^<>]*)>>|(\d+)\s+\d+\s+R\b)")
_FONT, _TYPED = re.compile(rb"/Type\s*/Font\b|/Subtype\b"), re.compile(rb"/Type\b")
_WHATEVER = re.compile(rb"(?!)")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_WELL_FORMED = re.compile(
    rb"(?:[\t\n\f\r ]++|<<|>>|[\[\]]|/[^\0\t\n\f\r ()<>\[\]{}/%]*+|\d++\s++\d++\s++R\b|[-+]*+(?:\d++\.?+\d*+|\.\d++)"
    rb"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\))*+\)|<[0-9A-Fa-f\s]*+>|true|false|null|%[^\r\n]*+)*+",
    re.DOTALL,
)
_STRINGS = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)", re.DOTALL)


def damage_of(content: bytes, page_count: int, decrypted: Callable[[], bytes] | None = None) -> list[ReadingDoubt]:
    """Doubts about pages whose content is broken and about the file as a whole; none for a file that is as it was written.

    ``page_count`` is how many pages were read; ``decrypted`` gives the file without its encryption, if it has one.
    """
    file = RawFile(content)
    if file.faults:
        return [_of_file(fault) for fault in file.faults]
    apart = damage_of(decrypted(), page_count) if file.is_encrypted and decrypted is not None else []
    objects, missing = _reachable(file, _APART)
    broken = {number: fault for number, one in objects.items() if (fault := _fault_of(one, file.is_encrypted))}
    broken |= dict.fromkeys(missing, "引用的对象不存在")
    leaves, told = _pages(file)
    broken |= {
        leaf: "该页没有内容流，却列有字体等资源" for leaf in leaves if leaf in objects and _has_lost_content(objects[leaf].head)
    }
    if not file.is_encrypted:
        broken |= {leaf: "所用的字体或图形不存在" for leaf in leaves if leaf not in broken and lacks_what_it_calls(file, leaf)}
    told += [f"页面树有 {len(leaves)} 页，读到 {page_count} 页"] if len(leaves) != page_count else []
    told += [f"对象 {number} 被引用两次，同类的另一对象没有被引用" for number in _displaced(file, objects)]
    told += _misdirected(file, objects)
    told += [f"不认识的名称 /{name.decode('latin-1')}" for name in misspelt(names_in(one.head for one in objects.values()))]
    return list(dict.fromkeys((*apart, *_of_objects(file, broken, leaves), *map(_of_file, told))))


def _has_lost_content(head: bytes) -> bool:
    """A page without a content stream is blank; one that names fonts all the same once had words."""
    return b"/Contents" not in head and _NAMED_RESOURCES.search(head) is not None


def _of_file(text: str) -> ReadingDoubt:
    return ReadingDoubt("damaged-file", text)


def _reachable(file: RawFile, apart: re.Pattern[bytes]) -> tuple[dict[int, RawObject], dict[int, int]]:
    """The objects that the trailer leads to, and the numbers that are referred to (by which object) and not there."""
    objects: dict[int, RawObject] = {}
    missing: dict[int, int] = {}
    waiting = [(number, 0) for number in _references(file.trailer, apart)]
    while waiting:
        number, by = waiting.pop()
        if number in objects or number in missing:
            continue
        one = file.get(number)
        if one is None:
            missing[number] = by
            continue
        objects[number] = one
        waiting += [(other, number) for other in _references(one.head, apart)]
    return objects, missing


def _references(head: bytes, apart: re.Pattern[bytes] = _APART) -> Iterator[int]:
    return (int(found.group(1)) for found in _REFERENCE.finditer(apart.sub(b"", head)))


def _fault_of(one: RawObject, is_encrypted: bool) -> str:
    if one.fault:
        return one.fault
    if not _is_well_formed(one.head):
        return "对象的写法损坏"
    if one.data is None or is_encrypted or _PICTURE.search(one.head):
        return ""  # a picture holds no figure that is read
    filters = filters_of(one.head)
    if filters == [] and (one.data[:2] in _COMPRESSED or one.data.rstrip().endswith(b"~>")):
        return "没有写明的压缩"
    if filters is None or not KNOWN_FILTERS.issuperset(filters):
        return "不认识的压缩方式"
    try:
        decoded(one, keep=False)
    except Broken as broken:
        return str(broken)
    return ""


def _is_well_formed(head: bytes) -> bool:
    found = _WELL_FORMED.match(head)
    if found is None or found.end() != len(head):
        return False
    plain = _STRINGS.sub(b"", head)
    return plain.count(b"<<") == plain.count(b">>") and plain.count(b"[") == plain.count(b"]")


def _pages(file: RawFile) -> tuple[list[int], list[str]]:
    """The numbers of the page objects in their order, and what is wrong with the tree that holds them."""
    root = _ROOT.search(file.trailer)
    catalog = file.get(int(root.group(1))) if root else None
    top = _PAGES.search(catalog.head) if catalog is not None else None
    if top is None:
        return [], ["没有页面树"]
    leaves: list[int] = []
    told: list[str] = []
    tree = file.get(int(top.group(1)))
    if tree is not None and (_PARENT.search(tree.head) or not _KIDS.search(tree.head)):
        told.append("页面树没有从头开始")
    walked: set[int] = set()

    def walk(number: int, depth: int) -> None:
        node = file.get(number)
        if node is None or depth > _DEEPEST or number in walked:
            told.append("页面树的一部分不存在")
            return
        kids = _KIDS.search(node.head)
        if kids is None:
            leaves.append(number)
            if not _LEAF.search(node.head):
                told.append("页面树中有不是页面的对象")
            return
        walked.add(number)
        before = len(leaves)
        listed = kids.group(1)
        if listed is None:
            other = file.get(int(kids.group(2)))
            listed = other.head if other is not None else b""
        for found in _REFERENCE.finditer(listed):
            walk(int(found.group(1)), depth + 1)
        count = number_of(node.head, b"Count")
        if count != len(leaves) - before:
            told.append(f"页面树写明 {count} 页，实有 {len(leaves) - before} 页")

    walk(int(top.group(1)), 0)
    return leaves, told


def _misdirected(file: RawFile, objects: Mapping[int, RawObject]) -> Iterator[str]:
    """References that lead to an object of another kind than their key asks for."""
    roles: dict[int, set[bytes]] = {}
    for one in objects.values():
        for key, listed in _OWNED.findall(one.head):
            for found in _REFERENCE.finditer(listed):
                roles.setdefault(int(found.group(1)), set()).add(key)
        for found in _FONTS.finditer(one.head):
            listed = found.group(1)
            if listed is None:
                table = file.get(int(found.group(2)))
                listed = table.head if table is not None else b""
                if _TYPED.search(listed):
                    yield "字体表不是字体表"
            for entry in _REFERENCE.finditer(listed):
                font = file.get(int(entry.group(1)))
                if font is not None and not font.fault and not _FONT.search(font.head):
                    yield "字体表中有不是字体的对象"
    for number, keys in roles.items():
        target = file.get(number)
        if target is None or target.fault:
            continue
        is_stream = target.data is not None
        wanted = next((_DICTIONARIES[key] for key in keys if key in _DICTIONARIES), None)
        is_list = target.head.lstrip().startswith(b"[")
        is_right = is_stream or is_list if wanted is None else not is_stream and wanted.search(target.head) is not None
        if len(keys) > 1 or not is_right:
            yield f"对象 {number} 不是 /{'、/'.join(sorted(key.decode() for key in keys))} 应有的对象"


def _displaced(file: RawFile, objects: Mapping[int, RawObject]) -> list[int]:
    """An object that nothing leads to while just one other of its kind stands in two places: a reference that was changed.

    Either alone is common: editors leave what is no longer used, and a page or a character map may well be shared.
    """
    uses: Counter[tuple[bytes, int]] = Counter()
    for number, one in objects.items():
        own = Counter(_references(one.head))
        uses.update({(b"%d" % number, other): times for other, times in own.items() if times > 1})
        for key, listed in _OWNED.findall(one.head):
            uses.update((key, int(other.group(1))) for other in _REFERENCE.finditer(listed))
    shared = Counter(key for (key, _), times in uses.items() if times > 1)
    twice = {number for (key, number), times in uses.items() if times == 2 and shared[key] == 1 and number in objects}
    if not twice:
        return []
    used = _reachable(file, _WHATEVER)[0]
    orphans = [number for number, place in file.places.items() if place is not None and number not in used]
    looks = Counter(_look(left) for number in orphans if (left := file.get(number)) is not None and left.head)
    return sorted(number for number in twice if looks[_look(objects[number])] == 1)


def _look(one: RawObject) -> tuple[frozenset[bytes], bool]:
    return frozenset(name for name in names_in([one.head]) if name in WORDS), one.data is not None


def _of_objects(file: RawFile, broken: Mapping[int, str], leaves: list[int]) -> Iterator[ReadingDoubt]:
    """Each broken object told on the pages that use it, or of the file where it belongs to no page or to many."""
    if not broken:
        return
    pages: dict[int, list[int]] = {number: [] for number in broken}
    for page, leaf in enumerate(leaves, start=1):
        for number in _used_by(file, leaf) & pages.keys():
            pages[number].append(page)
    by_page: dict[int, set[str]] = {}
    whole: list[str] = []
    for number, fault in broken.items():
        if 0 < len(pages[number]) <= MOST_PAGES_TOLD:
            for page in pages[number]:
                by_page.setdefault(page, set()).add(fault)
        else:
            whole.append(fault)
    for page, faults in sorted(by_page.items()):
        yield ReadingDoubt("damaged-page", "、".join(sorted(faults)), page)
    if by_page:
        # what is lost on one page may have been the year, the unit or the heading of another
        yield _of_file(f"第{'、'.join(map(str, sorted(by_page)))}页的内容损坏")
    for fault in dict.fromkeys(whole):
        yield _of_file(fault)


def _used_by(file: RawFile, leaf: int) -> set[int]:
    """The objects that a page leads to, itself included, without going over to other pages."""
    used: set[int] = set()
    waiting = [leaf]
    while waiting:
        number = waiting.pop()
        if number in used:
            continue
        used.add(number)
        one = file.get(number)
        if one is None or (number != leaf and (_LEAF.search(one.head) or _KIDS.search(one.head))):
            continue
        waiting += _references(_PARENT.sub(b"", one.head))
    return used

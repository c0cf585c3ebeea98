"""What a page's content calls by name and what its resources hold (页面资源): a name that is not there prints nothing, or the
wrong characters, and no program says so."""

from __future__ import annotations

import re

from .pdf_objects import Broken, RawFile, decoded

_FARTHEST = 60
_CALLED = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]+)\s+(?:[-+\d.]+\s+Tf|Do)\b")
_CONTENTS = re.compile(rb"/Contents\s*(\[[^\]]*\]|\d+\s+\d+\s+R\b)")
_RESOURCES, _PARENT = re.compile(rb"/Resources\s+(\d+)\s+\d+\s+R\b"), re.compile(rb"/Parent\s+(\d+)\s+\d+\s+R\b")
_TABLES = re.compile(rb"/(?:Font|XObject)\s*(?:<<([^<>]*)>>|(\d+)\s+\d+\s+R\b)")
_ENTRY, _REFERENCE = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]+)"), re.compile(rb"(\d+)\s+\d+\s+R\b")


def lacks_what_it_calls(file: RawFile, leaf: int) -> bool:
    """Whether the content of a page uses a font, a form or a picture that the resources of the page do not hold."""
    called = _called(file, leaf)
    return bool(called) and not called <= _held(file, leaf)


def _called(file: RawFile, leaf: int) -> set[bytes]:
    page = file.get(leaf)
    found = _CONTENTS.search(page.head) if page is not None else None
    if found is None:
        return set()
    waiting = [int(one.group(1)) for one in _REFERENCE.finditer(found.group(1))]
    texts: list[bytes] = []
    while waiting and len(texts) <= 1000:
        part = file.get(waiting.pop(0))
        if part is None or part.fault:
            continue
        if part.data is None:
            if part.head.lstrip().startswith(b"["):
                waiting += [int(one.group(1)) for one in _REFERENCE.finditer(part.head)]
            texts.append(b"")
            continue
        try:
            texts.append(decoded(part) or b"")
        except Broken:
            return set()  # told already
    return {name for name in _CALLED.findall(b"\n".join(texts)) if b"#" not in name}


def _held(file: RawFile, leaf: int) -> set[bytes]:
    """The names of all fonts and XObjects of a page and of the nodes that it inherits from."""
    names: set[bytes] = set()
    number: int | None = leaf
    for _ in range(_FARTHEST):
        node = file.get(number) if number is not None else None
        if node is None:
            break
        heads = [node.head]
        for one in _RESOURCES.finditer(node.head):
            table = file.get(int(one.group(1)))
            heads.append(table.head if table is not None else b"")
        for head in heads:
            for found in _TABLES.finditer(head):
                listed = found.group(1)
                if listed is None:
                    table = file.get(int(found.group(2)))
                    listed = table.head if table is not None else b""
                names.update(_ENTRY.findall(listed))
        above = _PARENT.search(node.head)
        number = int(above.group(1)) if above else None
    return names

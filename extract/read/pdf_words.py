"""The words that PDF files are written with (PDF 关键字): a name one letter off one of them is a damaged byte.

Nothing else tells of a key that changed: to every program an unknown key is a private one and what it held is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 4
"""Letters from which a name that is nearly a word is taken for that word: names of fonts and pictures are shorter."""
_SHORT_BUT_NEEDED = frozenset((b"Font", b"Kids", b"Page", b"Root", b"Size", b"Type"))
"""Of the words of four letters those without which pages or fonts are lost; most others are near to other words."""
_GLYPHS = re.compile(rb"/Differences\s*\[[^\]]*\]")
_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]+)")
WORDS = frozenset(
    b"""
    ASCII85Decode ASCIIHexDecode AcroForm Annot Annots ArtBox Ascent AvgWidth BaseEncoding BaseFont BitsPerComponent BleedBox
    CIDFontType0 CIDFontType2 CIDSystemInfo CIDToGIDMap CapHeight CharProcs CharSet Columns ColorSpace Contents Count Creator
    CreationDate CropBox DCTDecode DecodeParms Descent DescendantFonts DeviceCMYK DeviceGray DeviceRGB Differences Dest Dests
    Encoding ExtGState FirstChar Filter First FlateDecode Flags Font FontBBox FontDescriptor FontFamily FontFile FontFile2
    FontFile3 FontMatrix FontName FontStretch FontWeight Form Group Height ICCBased Identity Identity-H Identity-V Index
    Indexed Info ItalicAngle Kids LastChar Last Leading Length Length1 Length2 Length3 MacRomanEncoding Matrix
    MaxWidth MediaBox Metadata MissingWidth ModDate MarkInfo Marked Names ObjStm OCProperties Ordering Outlines Page
    PageLabels PageMode Pages Parent Pattern Predictor Prev ProcSet Producer Properties Registry Resources Root Rotate
    Shading Size StemH StemV StructParent StructParents StructTreeRoot Subtype Supplement Tabs Text Title ToUnicode TrimBox
    TrueType Type Type0 Type1 Type3 ViewerPreferences Widths Width WinAnsiEncoding XHeight XObject XRef XRefStm
    Courier Courier-Bold Helvetica Helvetica-Bold Helvetica-Oblique Symbol Times-Bold Times-Italic Times-Roman ZapfDingbats
    """.split()
)


def _with_holes(numbered: bool) -> frozenset[bytes]:
    """The words with each letter in turn left out; ``numbered``: only where a digit would make it one of several (Page1)."""
    return frozenset(
        word[:at] + b"\0" + word[at + 1 :]
        for word in WORDS
        if len(word) > SHORTEST or word in _SHORT_BUT_NEEDED
        for at in range(len(word))
        if numbered == (at == len(word) - 1 and word[-1:] in b"s0123456789")
    )


_NEAR, _NEARLY_NUMBERED = _with_holes(False), _with_holes(True)


def names_in(heads: Iterable[bytes]) -> set[bytes]:
    """All names that are used in the given objects."""
    names: set[bytes] = set()
    for head in heads:
        names.update(_NAME.findall(_GLYPHS.sub(b"", head)))
    return names


def misspelt(names: Iterable[bytes]) -> list[bytes]:
    """The names that differ in one byte from a word and are no word themselves."""
    return sorted(name for name in names if len(name) >= SHORTEST and name not in WORDS and _is_near(name))


def _is_near(name: bytes) -> bool:
    holes = {name[:at] + b"\0" + name[at + 1 :] for at in range(len(name))}
    return not holes.isdisjoint(_NEAR) or (not name[-1:].isdigit() and not holes.isdisjoint(_NEARLY_NUMBERED))

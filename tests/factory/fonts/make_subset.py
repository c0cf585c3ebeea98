"""Makes the font subset that the factory typesets with; needs fonttools and LXGW WenKai (Debian: fonts-lxgw-wenkai).

    python -m tests.factory.fonts.make_subset LXGWWenKai-Regular.ttf

The subset holds ASCII, the signs of forms and the 3,755 characters of GB 2312 level 1. It is renamed, because the licence
(SIL OFL 1.1) reserves the original's name for the unmodified font.
"""

from __future__ import annotations

import sys
from pathlib import Path

SUBSET = Path(__file__).with_name("FormKai-Subset.ttf")
SIGNS = "≥≤⩾⩽≧≦＞＜＝－—–…·“”‘’（）〔〕【】《》，。；：！？、％．／＋０１２３４５６７８９□■√×±①②③④⑤⑥⑦⑧⑨⑩　℃㎡"
RARE = "驿→闵徕栖遴蓝黔毓璐圳涪衢甬迤鄞瞿暨濮泗睢"


def characters() -> str:
    """Everything the factory may print."""
    level1 = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    hanzi = "".join(code.decode("gb2312", errors="ignore") for code in level1)
    return "".join(chr(code) for code in range(0x20, 0x7F)) + SIGNS + RARE + hanzi


def main(source: str) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = {6: "FormKai-Subset"}.get(record.nameID, "Form Kai Subset")
    font.save(SUBSET)


if __name__ == "__main__":
    main(sys.argv[1])

"""One reader per family of portals (门户家族): adding a portal of a known family is one entry in ``data/sources.yaml``."""

from __future__ import annotations

from extract.fetch.families.c_number import C_NUMBER
from extract.fetch.families.jcms import JCMS
from extract.fetch.families.links import LINKS
from extract.fetch.families.listing import FamilyReader
from extract.fetch.families.platform import PLATFORM
from extract.fetch.families.trs import TRS
from extract.fetch.families.ucap import UCAP
from extract.fetch.families.vsb import VSB
from extract.fetch.sources import Family

FAMILIES: dict[Family, FamilyReader] = {
    "trs": TRS,
    "jcms": JCMS,
    "ucap": UCAP,
    "vsb": VSB,
    "platform": PLATFORM,
    "c-number": C_NUMBER,
    "links": LINKS,
}

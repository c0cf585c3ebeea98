"""One careful way to parse XML from a document (安全解析 XML): no entity is expanded, no network or file is touched."""

from __future__ import annotations

from lxml import etree

from extract.errors import TruncatedDocument, UnsupportedFormat


def parse_xml(content: bytes, part: str) -> etree._Element:
    """The root element of an XML part.

    Raises :class:`UnsupportedFormat` when the part declares a document type (Office and OFD never do; it is the way to
    entity attacks) and :class:`TruncatedDocument` when it is not well-formed. ``part`` is named in the message.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:65536]:
            raise _entity_refusal(part) from error
        raise TruncatedDocument(f"文件中的 {part} 不是完整的 XML", f"the part {part} is not well-formed XML") from error
    if getattr(root.getroottree().docinfo, "doctype", None):
        raise _entity_refusal(part)
    return root


def _entity_refusal(part: str) -> UnsupportedFormat:
    return UnsupportedFormat(f"文件中的 {part} 声明了实体，出于安全未读取", f"the part {part} declares entities and was not read")


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """The value of an attribute whatever its namespace (transitional and strict Office files use different ones)."""
    direct = element.get(name)
    if direct is not None:
        return direct
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first descendant along a path of local names, or None."""
    for name in names:
        if element is None:
            return None
        element = next((item for item in element if local_name(item) == name), None)
    return element


def descendants(element: etree._Element, name: str) -> list[etree._Element]:
    """All descendants with a local name, in document order."""
    return list(element.iter(f"{{*}}{name}"))


def whole_number(text: str | None, otherwise: int = 0) -> int:
    """A count or an index from an attribute; ``otherwise`` for what is absent or no such number (twelve digits are plenty)."""
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdecimal() and len(stripped) <= 12 else otherwise

"""Pieces of IATI 2.03 XML: safe parsing, narratives, elements put where the schema wants them.

Source of names, order and meaning: IATI 2.03, ``iati-activity/result`` and what is in it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from lxml import etree

XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
MILPA: Final = "https://milpa.example.org/ns/iati-extension/1"
ORDER: Final[Mapping[str, Sequence[str]]] = {
    "result": ("title", "description", "document-link", "reference", "indicator"),
    "indicator": ("title", "description", "document-link", "reference", "baseline", "period"),
    "baseline": ("location", "dimension", "document-link", "comment"),
    "period": ("period-start", "period-end", "target", "actual"),
    "target": ("location", "dimension", "comment", "document-link"),
    "actual": ("location", "dimension", "comment", "document-link"),
}
"""The children of an element in their order; others (of other namespaces) come last."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")

Texts = dict[str, str]


def parse(xml: bytes) -> etree._Element:
    """Return the root of a document; no entity is expanded and no other resource opened.

    Raises:
        ValueError: it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as exc:
        raise ValueError(str(exc)) from exc
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type declaration is not accepted")
    return root


def language_of(element: etree._Element) -> str:
    """Return the language that an element's text is in: its own or the nearest above it, else English."""
    for node in (element, *element.iterancestors()):
        given = (node.get(XML_LANG) or "").lower().split("-")[0]
        if _LANGUAGE.fullmatch(given):
            return given
    return "en"


def narratives(parent: etree._Element | None) -> Texts:
    """Return the narratives of an element by language, the first of each."""
    texts: Texts = {}
    if parent is None:
        return texts
    for narrative in parent.findall("narrative"):
        words = " ".join("".join(narrative.itertext()).split())
        if words:
            texts.setdefault(language_of(narrative), words)
    return texts


def day(element: etree._Element | None) -> date | None:
    """Return the ``iso-date`` of an element, or None when it has none that can be one."""
    match = _DATE.match((element.get("iso-date") or "").strip()) if element is not None else None
    try:
        return date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None


def add(parent: etree._Element, tag: str) -> etree._Element:
    """Return a new child, put after those that come before it in the schema and after others of its name."""
    order = ORDER[str(parent.tag)]
    place = order.index(tag)
    index = 0
    for position, child in enumerate(parent):
        name = str(child.tag)
        if name in order and order.index(name) <= place:
            index = position + 1
    element = parent.makeelement(tag, {}, {})
    parent.insert(index, element)
    return element


def set_narratives(parent: etree._Element, tag: str, texts: Mapping[str, str]) -> None:
    """Make the narratives of a parent's child the given ones; what already says so is left as it is written."""
    child = parent.find(tag)
    if narratives(child) == dict(texts):
        return
    if not texts:
        if child is not None:
            parent.remove(child)
        return
    if child is None:
        child = add(parent, tag)
    write_narratives(child, texts)


def write_narratives(element: etree._Element, texts: Mapping[str, str]) -> None:
    """Make the narratives of an element the given ones."""
    for narrative in element.findall("narrative"):
        element.remove(narrative)
    for place, (language, words) in enumerate(texts.items()):
        narrative = element.makeelement("narrative", {XML_LANG: language}, {})
        narrative.text = words
        element.insert(place, narrative)


def set_attribute(element: etree._Element, name: str, value: str | None, said: str | None) -> None:
    """Make an attribute say ``value`` unless it says so already; ``said`` is what it is read as."""
    if value == said:
        return
    if value is None:
        element.attrib.pop(name, None)
    else:
        element.set(name, value)


def own(name: str) -> str:
    """Return the name of an attribute in Milpa's namespace: for what the standard has no place."""
    return f"{{{MILPA}}}{name}"

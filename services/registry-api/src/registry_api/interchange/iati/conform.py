"""Bring an element into the shape of 2.03 without losing what it says.

Text for people goes into ``narrative``; children take the schema's order; what the schema has no place for
is kept in Milpa's namespace (2.03 allows foreign elements and attributes).
"""

import re
from typing import Final

from lxml import etree

from registry_api.interchange.iati.shape import Shape
from registry_api.interchange.iati.standard import MILPA, ROOTS, XML_LANG
from registry_api.interchange.iati.values import mend_date, mend_decimal, read_date, read_decimal

_KEPT: Final = f"{{{MILPA}}}"
_NAME: Final = re.compile(r"^[A-Za-z_][\w.-]*$")
_LANGUAGE: Final = re.compile(r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$")


def conform(element: etree._Element, shape: Shape) -> None:
    """Bring ``element`` and what is in it into ``shape``, in place."""
    _conform_attributes(element, shape)
    _conform_text(element, shape)
    for child in list(element):
        if not isinstance(child.tag, str):
            continue
        if child.tag in shape.children:
            conform(child, shape.children[child.tag].shape)
        elif not child.tag.startswith("{"):
            _keep_unknown(child)
    _single(element, shape)
    _order(element, shape)
    for child in list(element):
        if child.tag in shape.children and _hollow(child, shape.children[str(child.tag)].shape):
            element.remove(child)


def _conform_attributes(element: etree._Element, shape: Shape) -> None:
    for name, value in list(element.attrib.items()):
        if name == XML_LANG:
            if not _LANGUAGE.match(str(value)):
                del element.attrib[name]
            continue
        if str(name).startswith("{"):
            continue
        kind = shape.attributes.get(str(name))
        mended = None if kind is None else _mend(str(value), kind[0])
        if mended is None:
            del element.attrib[name]
            if _NAME.match(str(name)):
                element.set(_KEPT + str(name), value)
        elif mended != value:
            element.set(name, mended)


def _mend(value: str, kind: str) -> str | None:  # noqa: PLR0911 (one a type)
    if kind == "xsd:date":
        return value if read_date(value) else mend_date(value)
    if kind == "xsd:decimal":
        return value if read_decimal(value) is not None else mend_decimal(value)
    if kind == "xsd:boolean":
        return value if value.strip() in {"0", "1", "true", "false"} else None
    if kind in {"xsd:int", "xsd:nonNegativeInteger", "xsd:positiveInteger"}:
        least = {"xsd:nonNegativeInteger": 0, "xsd:positiveInteger": 1}.get(kind)
        whole = re.fullmatch(r"\s*[+-]?\d{1,9}\s*", value)
        return value if whole and (least is None or int(value) >= least) else None
    if kind == "xsd:dateTime":
        form = r"\s*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?\s*"
        if re.fullmatch(form, value):
            return value
        day = read_date(value)
        return f"{day.isoformat()}T00:00:00" if day else None
    if kind == "xsd:NMTOKEN":
        return value if re.fullmatch(r"\s*[\w.:-]+\s*", value) else None
    return value


def _conform_text(element: etree._Element, shape: Shape) -> None:
    if shape.text == "xsd:decimal":
        text = element.text or ""
        if read_decimal(text) is None and (mended := mend_decimal(text)) is not None:
            element.text = mended
        return
    if shape.text is not None:
        return
    text = _direct_text(element)
    if not text:
        return
    if shape.narrative:
        narrative = etree.Element("narrative")
        narrative.text = text
        language = element.attrib.pop(XML_LANG, None)
        if language is not None:
            narrative.set(XML_LANG, language)
        element.insert(0, narrative)
    elif shape.open:
        element.set(_KEPT + "text", text)
    else:
        _keep_beside(element, text)


def _keep_beside(element: etree._Element, text: str) -> None:
    """Keep the text of an element that takes neither text nor foreign attributes at the end of its record."""
    *_, record = [element, *(above for above in element.iterancestors() if above.tag not in ROOTS)]
    etree.SubElement(record, _KEPT + str(element.tag)).text = text


def _direct_text(element: etree._Element) -> str:
    """Take out and return the element's own text (between its children too), spaces folded."""
    pieces = [element.text or ""]
    element.text = None
    for child in element:
        pieces.append(child.tail or "")
        child.tail = None
    return " ".join(" ".join(pieces).split())


def _keep_unknown(element: etree._Element) -> None:
    """Move an element that 2.03 does not know into Milpa's namespace, whole."""
    for node in element.iter():
        if isinstance(node.tag, str) and not node.tag.startswith("{"):
            node.tag = _KEPT + node.tag
            for name, value in list(node.attrib.items()):
                if name == XML_LANG and not _LANGUAGE.match(str(value)):
                    del node.attrib[name]


def _single(element: etree._Element, shape: Shape) -> None:
    """Join what 1.0x repeats once a language and 2.03 writes once with several narratives."""
    seen: dict[str, etree._Element] = {}
    for child in list(element):
        known = shape.children.get(str(child.tag))
        if known is None or known.most != 1:
            continue
        first = seen.setdefault(str(child.tag), child)
        if first is child:
            continue
        if known.shape.narrative:
            known_words = {(n.get(XML_LANG), n.text) for n in first.findall("narrative")}
            for narrative in child.findall("narrative"):
                if (narrative.get(XML_LANG), narrative.text) not in known_words:
                    first.append(narrative)
            if not len(child):
                element.remove(child)
            else:
                _keep_unknown(child)
        else:
            _keep_unknown(child)


def _order(element: etree._Element, shape: Shape) -> None:
    rank = {name: index for index, name in enumerate(shape.children)}
    last = len(rank)
    children = list(element)
    known = [rank.get(str(child.tag), last) for child in children if isinstance(child.tag, str)]
    if known == sorted(known):
        return
    # A comment stays before the element it stands before.
    keys: list[int] = []
    following = last
    for child in reversed(children):
        if isinstance(child.tag, str):
            following = rank.get(child.tag, last)
        keys.append(following)
    keys.reverse()
    ordered = sorted(zip(keys, range(len(children)), children, strict=True), key=lambda item: item[:2])
    element[:] = [child for _, _, child in ordered]


def _hollow(element: etree._Element, shape: Shape) -> bool:
    """Say whether the element says nothing at all (``<website/>``, ``<sector code=""/>``)."""
    if len(element) or (element.text or "").strip():
        return False
    return not any(value.strip() for value in element.attrib.values())

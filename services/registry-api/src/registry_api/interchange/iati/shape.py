"""The shape of an IATI element, read from the XSD: its attributes, its children and their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from lxml import etree

from registry_api.interchange.iati.standard import VERSION, XML_LANG, schema_path

_XSD: Final = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(slots=True)
class Child:
    """A child element's place in its parent: minimum, maximum (None: unbounded) and its shape."""

    least: int
    most: int | None
    shape: "Shape"


@dataclass(slots=True)
class Shape:
    """What an element may hold.

    ``attributes`` maps a name (``{namespace}name`` for ``xml:lang``) to ``(XSD type, required)``;
    ``text`` is the XSD type of its text, or None when it has none; ``children`` are in their order.
    """

    text: str | None = None
    attributes: dict[str, tuple[str, bool]] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    open: bool = False

    @property
    def narrative(self) -> bool:
        """Whether its text for people is in ``narrative`` children."""
        return "narrative" in self.children


class _Reader:
    def __init__(self, root: str, version: str) -> None:
        self.elements: dict[str, etree._Element] = {}
        self.types: dict[str, etree._Element] = {}
        self.attributes: dict[str, etree._Element] = {}
        # Keyed by the node itself: holding it keeps lxml's proxy, and so its identity, alive.
        self.shapes: dict[etree._Element, Shape] = {}
        main = schema_path(root, version)
        for path in (main.with_name("iati-common.xsd"), main):
            for node in etree.parse(str(path), etree.XMLParser(no_network=True)).getroot():
                if node.tag == _XSD + "element":
                    self.elements[node.get("name", "")] = node
                elif node.tag == _XSD + "complexType":
                    self.types[node.get("name", "")] = node
                elif node.tag == _XSD + "attribute":
                    self.attributes[node.get("name", "")] = node

    def element(self, node: etree._Element) -> Shape:
        reference = node.get("ref")
        if reference is not None:
            return self.element(self.elements[reference])
        if node in self.shapes:
            return self.shapes[node]
        shape = self.shapes[node] = Shape()
        kind = node.get("type")
        if kind is not None:
            self._named(kind, shape)
        for inner in node:
            if inner.tag == _XSD + "complexType":
                self._complex(inner, shape)
        if kind is None and not len(node.findall(_XSD + "complexType")):
            shape.text = "xsd:string"
        return shape

    def _named(self, kind: str, shape: Shape) -> None:
        if kind in self.types:
            self._complex(self.types[kind], shape)
        else:
            shape.text = kind

    def _complex(self, node: etree._Element, shape: Shape) -> None:
        if node.get("mixed") == "true":
            shape.text = "xsd:string"
        for part in node:
            tag = str(part.tag)
            if tag in {_XSD + "sequence", _XSD + "choice"}:
                self._sequence(part, shape)
            elif tag in {_XSD + "simpleContent", _XSD + "complexContent"}:
                extension = part[0]
                self._named(extension.get("base", ""), shape)
                self._complex(extension, shape)
            elif tag == _XSD + "attribute":
                definition = self.attributes.get(part.get("ref", ""), part)
                name = definition.get("name") or XML_LANG
                kind = definition.get("type", "xsd:string")
                shape.attributes[name] = (kind, part.get("use") == "required")
            elif tag == _XSD + "anyAttribute":
                shape.open = True

    def _sequence(self, node: etree._Element, shape: Shape) -> None:
        for part in node:
            tag = str(part.tag)
            if tag in {_XSD + "sequence", _XSD + "choice"}:
                self._sequence(part, shape)
            elif tag == _XSD + "element":
                most = part.get("maxOccurs", "1")
                child = Child(
                    int(part.get("minOccurs", "1")),
                    None if most == "unbounded" else int(most),
                    self.element(part),
                )
                shape.children[part.get("ref") or part.get("name") or ""] = child


@cache
def shapes(root: str, version: str = VERSION) -> Mapping[str, Shape]:
    """Return the shapes of the global elements of ``iati-activities`` or ``iati-organisations``."""
    reader = _Reader(root, version)
    return {name: reader.element(node) for name, node in reader.elements.items()}


def activity_shape() -> Shape:
    """Return the shape of ``iati-activity``."""
    return shapes("iati-activities")["iati-activity"]


@cache
def child_order(*path: str) -> Mapping[str, int]:
    """Return the order of the children of the activity's descendant at ``path``: ``{name: index}``."""
    shape = activity_shape()
    for name in path:
        shape = shape.children[name].shape
    return {name: index for index, name in enumerate(shape.children)}


def insert_in_order(parent: etree._Element, child: etree._Element, order: Mapping[str, int]) -> None:
    """Insert ``child`` after the last sibling that the schema puts before it or beside it."""
    rank = order[str(child.tag)]
    place = 0
    for index, sibling in enumerate(parent):
        if isinstance(sibling.tag, str) and order.get(sibling.tag, len(order)) <= rank:
            place = index + 1
    parent.insert(place, child)

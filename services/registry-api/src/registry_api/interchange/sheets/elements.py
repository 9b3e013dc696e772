"""Elements of an activity written from a row's values by their paths, where the schema has room for them."""

from collections.abc import Mapping

from lxml import etree

from registry_api.interchange.iati.shape import Shape, activity_shape, child_order, insert_in_order
from registry_api.interchange.iati.standard import XML_LANG


def by_child(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return a row's values by the child that they belong to ("" for the element itself)."""
    found: dict[str, dict[str, str]] = {}
    for path, value in values.items():
        child, _, rest = path.partition("/")
        if not rest:
            child, rest = "", path
        found.setdefault(child, {})[rest] = value
    return found


def fill(element: etree._Element, path: tuple[str, ...], child: str, values: Mapping[str, str]) -> None:
    """Say ``values`` (by path below ``child``) in ``element``."""
    if not child:
        for name, value in values.items():
            _set(element, name, value)
        return
    shape = shape_at((*path, child))
    there = element.findall(child)
    target = there[-1] if there and not taken(there[-1], shape, values) else None
    if target is None:
        if there and _most(path, child) == 1:
            # The schema has no room for another: the first stays.
            return
        target = add(element, child, path)
    if child == "pos":
        _set_position(target, values)
        return
    for within, parts in by_child(values).items():
        fill(target, (*path, child), within, parts)


def taken(element: etree._Element, shape: Shape, values: Mapping[str, str]) -> bool:
    """Say whether ``element`` says one of ``values`` already, at a place that can't be repeated."""
    for path in values:
        child, _, rest = path.partition("/")
        if not rest:
            if _said(element, child):
                return True
        elif child in shape.children and shape.children[child].most == 1:
            there = element.find(child)
            if there is not None and taken(there, shape.children[child].shape, {rest: ""}):
                return True
    return False


def _said(element: etree._Element, name: str) -> bool:
    return bool(element.text) if name == "text()" else attribute(name) in element.attrib


def attribute(name: str) -> str:
    """Return the name of an attribute as lxml wants it (``@type``, ``@xml:lang``)."""
    return XML_LANG if name == "@xml:lang" else name.removeprefix("@")


def _set(element: etree._Element, name: str, value: str) -> None:
    if name == "text()":
        element.text = value
    else:
        element.set(attribute(name), value)


def _set_position(pos: etree._Element, values: Mapping[str, str]) -> None:
    if {"latitude", "longitude"} <= values.keys():
        pos.text = f"{values['latitude']} {values['longitude']}"


def add(parent: etree._Element, name: str, path: tuple[str, ...]) -> etree._Element:
    """Add a child where the schema wants it; ``path`` is where ``parent`` stands in an activity."""
    element = etree.Element(name)
    insert_in_order(parent, element, child_order(*path))
    return element


def shape_at(path: tuple[str, ...]) -> Shape:
    """Return the shape of the activity's descendant at ``path``."""
    shape = activity_shape()
    for name in path:
        shape = shape.children[name].shape
    return shape


def _most(path: tuple[str, ...], child: str) -> int | None:
    return shape_at(path).children[child].most

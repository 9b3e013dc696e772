"""IATI made up from the standard's schema: any element and attribute it allows, in its order."""

from typing import Final

from hypothesis import strategies as st
from lxml import etree

from registry_api.interchange.iati.shape import Shape, activity_shape
from registry_api.interchange.iati.standard import codelist_rules, codes

DEPTH: Final = 6
_TEXT = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Co", "Cn"), include_characters="\n\t", exclude_characters="\ufffe\uffff"
    ),
    max_size=30,
)
_DATE = st.dates().map(lambda d: d.isoformat().zfill(10))
_ZONE = st.sampled_from(["", "Z", "+06:00", "-05:30"])
_DECIMAL = st.one_of(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2).map(str),
    st.sampled_from(["+5", "007.50", ".5", "100"]),
)
_VALUES: Final = {
    "xsd:date": st.tuples(_DATE, _ZONE).map("".join),
    "xsd:dateTime": st.tuples(_DATE, st.just("T10:11:12"), _ZONE).map("".join),
    "xsd:decimal": _DECIMAL,
    "xsd:boolean": st.sampled_from(["0", "1", "true", "false"]),
    "xsd:int": st.integers(-(10**6), 10**6).map(str),
    "xsd:nonNegativeInteger": st.integers(0, 10**6).map(str),
    "xsd:positiveInteger": st.integers(1, 10**6).map(str),
    "xsd:anyURI": st.sampled_from(["https://example.org/a?b=1&c=2", "", "urn:x:y"]),
    "xsd:language": st.sampled_from(["es", "en", "quc", "pt-BR"]),
    "xsd:NMTOKEN": st.sampled_from(["1", "A1", "x-y"]),
    "xsd:gYear": st.integers(1900, 2100).map(str),
}


def _codes() -> dict[str, st.SearchStrategy[str]]:
    """Codes of the list that an attribute takes, by element and attribute."""
    return {
        "/".join(rule.path[-2:]): st.sampled_from(sorted(codes(rule.codelist)))
        for rule in codelist_rules()
        if len(rule.path) > 1
    }


_CODES: Final = _codes()


def _value(kind: str, owner: str, name: str) -> st.SearchStrategy[str]:
    anything = _VALUES.get(kind, _TEXT)
    listed = _CODES.get(f"{owner}/@{name}")
    return anything if listed is None or kind in {"xsd:date", "xsd:boolean"} else st.one_of(listed, anything)


@st.composite
def element(draw: st.DrawFn, name: str, shape: Shape, depth: int = 0) -> etree._Element:
    """An element of a shape."""
    made = etree.Element(name)
    for attribute, (kind, required) in shape.attributes.items():
        if required or draw(st.integers(0, 3)) == 0:
            form = "xsd:language" if attribute.endswith("}lang") else kind
            made.set(attribute, draw(_value(form, name, attribute)))
    if shape.open and draw(st.integers(0, 8)) == 0:
        made.set("{https://example.org/ns}own", draw(_TEXT))
    if shape.text is not None:
        made.text = draw(_value(shape.text, name, ""))
    for child_name, child in shape.children.items():
        most = 2 if child.most is None else min(child.most, 2)
        rarely = depth > 0 or child.least > 0 or draw(st.integers(0, 3)) == 0
        wanted = max(child.least, draw(st.integers(0, most)) if rarely and depth < DEPTH else 0)
        for _ in range(wanted):
            made.append(draw(element(child_name, child.shape, depth + 1)))
    if depth == 0 and draw(st.booleans()):
        own = etree.SubElement(made, "{https://example.org/ns}own", {"a": draw(_TEXT)})
        etree.SubElement(own, "{https://example.org/ns}deep").text = draw(_TEXT)
    return made


ACTIVITY: Final = element("iati-activity", activity_shape())

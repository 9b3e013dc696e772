"""The IATI Standard 2.03 as data: schemas (package data of pyIATI), code lists, code-list rules."""

import json
import threading
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lxml import etree

VERSION: Final = "2.03"
SUPPORTED: Final = ("2.01", "2.02", "2.03")
UPGRADED: Final = ("1.0", "1.01", "1.02", "1.03", "1.04", "1.05")
MILPA: Final = "https://milpa.example.org/ns/iati-extension/1"
"""Namespace of what Milpa adds to an activity: a standard-conform extension that keeps what 2.03 has no
place for, so that importing Milpa's own export loses nothing."""
# Its own prefix: one that lxml makes up ("ns0") may be what a publisher's file calls another namespace by.
etree.register_namespace("milpa", MILPA)
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
ROOTS: Final = {"iati-activities": "iati-activity", "iati-organisations": "iati-organisation"}


@dataclass(frozen=True, slots=True)
class CodelistRule:
    """An official rule (9.x.y): the values at ``path`` must be codes of ``codelist``.

    ``condition`` is ``(values of @vocabulary, whether an absent @vocabulary counts, whether the parent
    element carries it)`` or None when the rule always applies.
    """

    id: str
    path: tuple[str, ...]
    codelist: str
    severity: str
    category: str
    condition: tuple[frozenset[str], bool, bool] | None


def schema_path(root: str, version: str = VERSION) -> Path:
    """Return the XSD file of ``version`` (2.0x) for ``iati-activities`` or ``iati-organisations``."""
    spec = find_spec("iati")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package pyIATI is not installed: make install")
    folder = Path(next(iter(spec.submodule_search_locations))) / "resources/standard"
    return folder / version.replace(".", "-") / "schemas" / f"{root}-schema.xsd"


def _schema_tree(root: str, version: str) -> etree._ElementTree:
    tree = etree.parse(str(schema_path(root, version)), etree.XMLParser(no_network=True))
    for kind in tree.iterfind(f"{_XSD}complexType[@name='documentLinkWithReceipientCountry']"):
        _make_deterministic(kind)
    return tree


def _make_deterministic(kind: etree._Element) -> None:
    """Rewrite ``any*, recipient-country*, any*`` as the equal ``any*, (recipient-country+, any*)?``.

    The first form, in the published organisation schema, breaks XSD's unique particle attribution and
    current libxml2 refuses it; both accept the same documents.
    """
    sequence = kind.find(f".//{_XSD}sequence")
    country = kind.find(f".//{_XSD}element[@name='recipient-country']")
    if sequence is not None and country is not None:
        sequence.set("minOccurs", "0")
        country.set("minOccurs", "1")


_of_thread: Final = threading.local()


def schema(root: str, version: str = VERSION) -> etree.XMLSchema:
    """Return the thread's XSD validator for ``root``; read its error log before anything else is validated.

    It is one a thread because a validator keeps its last errors, and libxml2 its names by thread.
    """
    made: dict[tuple[str, str], etree.XMLSchema] = _of_thread.__dict__.setdefault("schemas", {})
    if (root, version) not in made:
        made[root, version] = etree.XMLSchema(_schema_tree(root, version))
    return made[root, version]


@cache
def _data(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return document


@cache
def codelists() -> dict[str, dict[str, Any]]:
    """Return every code list: ``{name: {key, name, complete, codes: [[code, name, category, withdrawn]]}}``."""
    lists: dict[str, dict[str, Any]] = _data("codelists.json")["lists"]
    return lists


def codelists_source() -> str:
    """Return where the code lists come from."""
    return str(_data("codelists.json")["source"])


@cache
def codes(codelist: str) -> frozenset[str]:
    """Return the codes of a code list, withdrawn ones included."""
    return frozenset(row[0] for row in codelists()[codelist]["codes"])


@cache
def codelist_rules() -> tuple[CodelistRule, ...]:
    """Return the official code-list rules."""
    rules = []
    for rule in _data("codelist-rules.json")["rules"]:
        when = rule["when"]
        condition = when and (frozenset(when["values"]), when["default"], bool(when.get("parent")))
        path = tuple(rule["path"].split("/"))
        rules.append(
            CodelistRule(rule["id"], path, rule["codelist"], rule["severity"], rule["category"], condition or None)
        )
    return tuple(rules)


@cache
def ruleset() -> tuple[dict[str, Any], ...]:
    """Return the official rules as data; ``rules`` says what each kind means.

    A rule: ``id, severity, category, message`` (a key of findings.json), ``record`` (iati-activity or
    iati-organisation), ``context`` (XPath from the record), ``kind`` and what the kind takes; ``versions`` where
    it is not of all.
    """
    return tuple(_data("ruleset.json")["rules"])

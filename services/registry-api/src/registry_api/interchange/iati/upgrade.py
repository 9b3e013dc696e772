"""From version 1.0x to 2.03: the changes of the Standard's changelogs 1.02 to 2.03, activity by activity.

Source: IATI Standard, "Changelog" of 2.01 (codes instead of words, narratives, element order), 1.02, 1.03
(locations), 2.02, 2.03.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from registry_api.interchange.iati.conform import conform
from registry_api.interchange.iati.shape import activity_shape
from registry_api.interchange.iati.standard import MILPA, XML_LANG

DATE_TYPES: Final = {
    "start-planned": "1", "start-actual": "2", "end-planned": "3", "end-actual": "4",
    # Version 1.0 files also say only "start" and "end".
    "start": "1", "end": "3",
}  # fmt: skip
ROLES: Final = {"funding": "1", "donor": "1", "accountable": "2", "extending": "3", "implementing": "4"}
TRANSACTION_TYPES: Final = {
    "IF": "1", "C": "2", "D": "3", "E": "4", "IR": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9", "CG": "10",
}  # fmt: skip
SECTOR_VOCABULARIES: Final = {
    "DAC": "1", "DAC-3": "2", "COFOG": "3", "NACE": "4", "NTEE": "5", "ADT": "6", "RO": "99", "RO2": "98",
}  # fmt: skip
POLICY_VOCABULARIES: Final = {"DAC": "1", "RO": "99"}
BUDGET_TYPES: Final = {"original": "1", "revised": "2"}
STATUSES: Final = {
    "pipeline": "1", "pipeline/identification": "1", "identification": "1", "planned": "1",
    "implementation": "2", "ongoing": "2", "active": "2", "current": "2",
    "completion": "3", "completed": "3", "finalisation": "3",
    "post-completion": "4", "closed": "4", "cancelled": "5", "suspended": "6",
}  # fmt: skip
ORGANISATION_TYPES: Final = {
    "government": "10", "multilateral": "40", "international ngo": "21", "national ngo": "22", "foundation": "60",
    "public private partnership": "30", "private sector": "70", "academic, training and research": "80",
}  # fmt: skip
_RENAMED_ELEMENTS: Final = {
    "flow-type": "default-flow-type", "finance-type": "default-finance-type", "aid-type": "default-aid-type",
    "tied-status": "default-tied-status",
}  # fmt: skip
_RENAMED_ATTRIBUTES: Final = {"iso_date": "iso-date", "vocab": "vocabulary", "iso-dates": "iso-date"}
_CODED: Final = {
    "activity-status", "sector", "recipient-country", "recipient-region", "collaboration-type",
    "default-flow-type", "default-finance-type", "default-aid-type", "default-tied-status", "policy-marker",
    "transaction-type", "flow-type", "finance-type", "aid-type", "tied-status", "disbursement-channel",
}  # fmt: skip
_PRECISION: Final = {"1": "1"}

Notes = Counter[str]


def upgrade_activity(activity: etree._Element) -> Notes:
    """Bring a 1.0x activity into 2.03, in place; return how often each change was made."""
    notes: Notes = Counter()
    _rename(activity, notes)
    for step in _STEPS:
        step(activity, notes)
    conform(activity, activity_shape())
    return notes


def _rename(activity: etree._Element, notes: Notes) -> None:
    for node in activity.iter():
        if not isinstance(node.tag, str):
            continue
        for old, new in _RENAMED_ATTRIBUTES.items():
            if old in node.attrib and new not in node.attrib:
                node.set(new, node.attrib.pop(old))
                notes["attribute-renamed"] += 1
        if node.tag in _CODED and "ref" in node.attrib and "code" not in node.attrib:
            node.set("code", node.attrib.pop("ref"))
            notes["attribute-renamed"] += 1
    for child in activity:
        if child.tag in _RENAMED_ELEMENTS:
            child.tag = _RENAMED_ELEMENTS[str(child.tag)]
            notes["element-renamed"] += 1


def _recode(activity: etree._Element, path: str, attribute: str, table: Mapping[str, str], notes: Notes) -> None:
    for node in activity.iterfind(path):
        value = (node.get(attribute) or "").strip()
        code = table.get(value) or table.get(value.upper()) or table.get(value.lower())
        if code and code != value:
            node.set(attribute, code)
            notes["code-changed"] += 1


def _codes(activity: etree._Element, notes: Notes) -> None:
    for path, attribute, table in (
        ("activity-date", "type", DATE_TYPES),
        ("participating-org", "role", ROLES),
        ("transaction/transaction-type", "code", TRANSACTION_TYPES),
        ("sector", "vocabulary", SECTOR_VOCABULARIES),
        ("policy-marker", "vocabulary", POLICY_VOCABULARIES),
        ("budget", "type", BUDGET_TYPES),
        ("activity-status", "code", STATUSES),
        ("participating-org", "type", ORGANISATION_TYPES),
        ("reporting-org", "type", ORGANISATION_TYPES),
    ):
        _recode(activity, path, attribute, table, notes)
    for sector in activity.iterfind("sector"):
        # "WB" and other publishers' lists have no number of their own in 2.03: the publisher's own list.
        vocabulary = sector.get("vocabulary")
        if vocabulary and not vocabulary.isdigit():
            sector.set(f"{{{MILPA}}}vocabulary", vocabulary)
            sector.set("vocabulary", "99")
            notes["code-changed"] += 1


def _statuses(activity: etree._Element, notes: Notes) -> None:
    for status in activity.iterfind("activity-status"):
        word = (status.text or "").strip().lower()
        if not status.get("code") and word in STATUSES:
            status.set("code", STATUSES[word])
            notes["code-changed"] += 1


def _dates(activity: etree._Element, notes: Notes) -> None:
    for path in ("activity-date", "transaction/transaction-date", "budget/period-start", "budget/period-end"):
        for node in activity.iterfind(path):
            text = (node.text or "").strip()
            if not node.get("iso-date") and text:
                node.set("iso-date", text)
                notes["date-from-text"] += 1
            if node.get("iso-date", "").strip()[:10] == text[:10]:
                node.text = None


def _other_identifiers(activity: etree._Element, notes: Notes) -> None:
    for node in activity.iterfind("other-identifier"):
        owner_ref, owner_name = node.attrib.pop("owner-ref", None), node.attrib.pop("owner-name", None)
        if node.get("ref") is None:
            node.set("ref", (node.text or "").strip())
            node.text = None
            notes["other-identifier"] += 1
        if node.get("type") is None:
            node.set("type", "A1")
        if owner_ref or owner_name:
            owner = etree.SubElement(node, "owner-org")
            if owner_ref:
                owner.set("ref", owner_ref)
            if owner_name:
                etree.SubElement(owner, "narrative").text = owner_name


def _websites(activity: etree._Element, notes: Notes) -> None:
    for node in list(activity.iterfind("activity-website")):
        url = (node.text or "").strip()
        if not url:
            continue  # kept as what 2.03 does not know
        link = etree.SubElement(activity, "document-link", url=url, format="text/html")
        for name, value in node.attrib.items():
            if str(name).startswith("{") and name != XML_LANG:
                link.set(name, value)
        title = etree.SubElement(link, "title")
        etree.SubElement(title, "narrative").text = url
        etree.SubElement(link, "category", code="A12")
        notes["website-to-document"] += 1
        activity.remove(node)


def _locations(activity: etree._Element, notes: Notes) -> None:
    for location in activity.iterfind("location"):
        for coordinates in list(location.iterfind("coordinates")):
            latitude, longitude = coordinates.get("latitude"), coordinates.get("longitude")
            if latitude and longitude and location.find("point") is None:
                srs = "http://www.opengis.net/def/crs/EPSG/0/4326"
                point = etree.SubElement(location, "point", srsName=srs)
                etree.SubElement(point, "pos").text = f"{latitude.strip()} {longitude.strip()}"
                precision = coordinates.get("precision")
                if precision and location.find("exactness") is None:
                    etree.SubElement(location, "exactness", code=_PRECISION.get(precision, "2"))
                notes["location"] += 1
        kind = location.find("location-type")
        if kind is not None and kind.get("code") and location.find("feature-designation") is None:
            etree.SubElement(location, "feature-designation", code=kind.get("code", ""))
            notes["location"] += 1
        for entry in location.iterfind("gazetteer-entry"):
            vocabulary = {"GEO": "G1", "OSM": "G2"}.get(entry.get("gazetteer-ref", ""))
            if vocabulary and (entry.text or "").strip():
                identifier = etree.Element("location-id", vocabulary=vocabulary, code=(entry.text or "").strip())
                location.append(identifier)
                notes["location"] += 1


def _country_budget_items(activity: etree._Element, notes: Notes) -> None:
    for flag in activity.iterfind("crs-add/aidtype-flag"):
        flag.tag = "other-flags"
        notes["element-renamed"] += 1


def _languages(activity: etree._Element, notes: Notes) -> None:
    for node in activity.iter():
        if isinstance(node.tag, str) and node.get(XML_LANG) == "":
            del node.attrib[XML_LANG]


_STEPS: Final[tuple[Callable[[etree._Element, Notes], None], ...]] = (
    _languages,
    _codes,
    _statuses,
    _dates,
    _other_identifiers,
    _websites,
    _locations,
    _country_budget_items,
)

"""What the model holds of a 2.03 activity, section by section: read from the XML, written into it.

A section is read into plain values and compared with what is registered; only a section that differs is
written, and then only the parts of an element that the model holds. Everything else of the activity stays
as its publisher wrote it. A row's ``source_position`` counts the section's elements in document order.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from registry_api.interchange.iati.shape import child_order, insert_in_order
from registry_api.interchange.iati.standard import MILPA, XML_LANG, codes
from registry_api.interchange.iati.values import plain, read_boolean, read_date, read_decimal
from service_kit.texts import fold

Row = dict[str, Any]

_OURS: Final = f"{{{MILPA}}}"
FILLED: Final = _OURS + "filled"
"""Marks an element that export added only because the XSD requires it."""
DEFAULT_LANGUAGE: Final = "en"
"""Language of text that says none: IATI names no default, and publishers who give none write English."""

STAGE_TO_STATUS: Final = {
    "requested": "1", "negotiation": "1", "technical-opinion": "1", "approved": "1", "implementation": "2",
    "finalisation": "3", "closed": "4", "cancelled": "5", "suspended": "6",
}  # fmt: skip
STATUS_TO_STAGE: Final = {
    "1": "negotiation", "2": "implementation", "3": "finalisation", "4": "closed", "5": "cancelled",
    "6": "suspended",
}  # fmt: skip
ROLE_TO_IATI: Final = {
    "beneficiary": "4", "pivotal": "3", "facilitating": "1", "provider": "1", "funding": "1",
    "accountable": "2", "extending": "3", "implementing": "4",
}  # fmt: skip
IATI_TO_ROLE: Final = {"1": "funding", "2": "accountable", "3": "extending", "4": "implementing"}
_DATE_FIELDS: Final = {"1": "start_planned", "2": "start_actual", "3": "end_planned", "4": "end_actual"}
# IATI CollaborationType: 1 bilateral, 2 multilateral (inflows), 4 multilateral outflows, 8 bilateral triangular.
_MODALITY_OF_COLLABORATION: Final = {
    "1": "bilateral-traditional",
    "2": "multilateral",
    "4": "multilateral",
    "8": "triangular",
}
_SECTOR_VOCABULARIES: Final = {"1": "crs-purpose", "2": "crs-category"}
_TAG_VOCABULARIES: Final = {"2": "sdg-goal", "3": "sdg-target"}
_OWN_VOCABULARY: Final = "urn:milpa:vocabulary:"
_CODELISTS: Final = {
    "crs-purpose": "Sector", "crs-category": "SectorCategory", "sdg-goal": "UNSDG-Goals",
    "sdg-target": "UNSDG-Targets", "policy-marker": "PolicyMarker",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scalar:
    """A section of one value."""

    name: str
    read: Callable[[etree._Element], Any]
    write: Callable[[etree._Element, Any], None]


@dataclass(frozen=True, slots=True)
class Rows:
    """A section of rows, one an element."""

    name: str
    tags: tuple[str, ...]
    read: Callable[[etree._Element, etree._Element], Row | None]
    write: Callable[[etree._Element, Row, etree._Element], None]
    tag: Callable[[Row], str]
    unique: tuple[str, ...] = ()

    def elements(self, activity: etree._Element) -> Iterator[etree._Element]:
        """Yield the section's elements in document order."""
        return activity.iterchildren(*self.tags)

    def read_all(self, activity: etree._Element) -> list[Row]:
        """Return the rows the model can hold, each with its ``source_position``."""
        rows: list[Row] = []
        seen: set[tuple[Any, ...]] = set()
        for position, element in enumerate(self.elements(activity)):
            row = self.read(element, activity)
            if row is None:
                continue
            if self.unique:
                key = tuple(row[name] for name in self.unique)
                if key in seen:
                    continue
                seen.add(key)
            rows.append(row | {"source_position": position})
        return rows


# --- text and organisations ---------------------------------------------------------------------------------


def read_text(element: etree._Element | None, activity: etree._Element) -> dict[str, str]:
    """Return an element's narratives by language; the first of a language counts."""
    if element is None or element.get(FILLED):
        return {}
    texts: dict[str, str] = {}
    inherited = element.get(XML_LANG) or activity.get(XML_LANG) or DEFAULT_LANGUAGE
    for narrative in element.iterchildren("narrative"):
        words = " ".join((narrative.text or "").split()) if _short(element) else (narrative.text or "").strip()
        language = (narrative.get(XML_LANG) or inherited).split("-")[0].lower()
        if words and 2 <= len(language) <= 3 and language.isalpha():
            texts.setdefault(language, words)
    return texts


def _short(element: etree._Element) -> bool:
    return element.tag != "description"


def write_text(element: etree._Element, texts: Mapping[str, str], activity: etree._Element) -> None:
    """Make an element's narratives say ``texts``: changed in place, added, removed."""
    current = read_text(element, activity)
    if current == texts:
        return
    inherited = element.get(XML_LANG) or activity.get(XML_LANG) or DEFAULT_LANGUAGE
    pending = dict(texts)
    for narrative in list(element.iterchildren("narrative")):
        language = (narrative.get(XML_LANG) or inherited).split("-")[0].lower()
        if language in pending:
            words = pending.pop(language)
            if current.get(language) != words:
                narrative.text = words
        elif language not in texts and language in current:
            element.remove(narrative)
    place = sum(1 for _ in element.iterchildren("narrative"))
    for language, words in pending.items():
        narrative = etree.Element("narrative")
        narrative.text = words
        if language != inherited:
            narrative.set(XML_LANG, language)
        element.insert(place, narrative)
        place += 1


def organisation_key(organisation: Mapping[str, Any]) -> str:
    """Return what makes an organisation the same: its org-id, else its folded name."""
    if organisation.get("key"):
        return str(organisation["key"])
    if organisation.get("ref"):
        return "ref:" + str(organisation["ref"])
    names = organisation.get("name") or {}
    return "name:" + fold(next(iter(names.values()), ""))


def read_organisation(element: etree._Element | None, activity: etree._Element) -> Row | None:
    """Return ``{ref, name, type}`` of an organisation element, or None when it names nobody."""
    if element is None or element.get(FILLED):
        return None
    ref = (element.get("ref") or "").strip() or None
    name = read_text(element, activity)
    kind = element.get("type")
    if ref is None and not name:
        return None
    return {"ref": ref, "name": name, "type": kind if kind in codes("OrganisationType") else None}


def _write_organisation(element: etree._Element, organisation: Row, activity: etree._Element) -> None:
    current = read_organisation(element, activity)
    if current is not None and organisation_key(current) == organisation_key(organisation):
        return
    _set(element, "ref", organisation.get("ref"))
    _set(element, "type", organisation.get("type"))
    write_text(element, organisation["name"], activity)


def _set(element: etree._Element, name: str, value: str | None) -> None:
    if value is None:
        element.attrib.pop(name, None)
    else:
        element.set(name, value)


def _child(parent: etree._Element, name: str, *path: str) -> etree._Element:
    """Return the child ``name`` of the activity's descendant at ``path``, made in its place if missing."""
    child = parent.find(name)
    if child is None:
        child = etree.Element(name)
        insert_in_order(parent, child, child_order(*path))
    return child


# --- scalars ------------------------------------------------------------------------------------------------


def _description(activity: etree._Element, kind: str) -> etree._Element | None:
    for element in activity.iterchildren("description"):
        if (element.get("type") or "1") == kind and element.get(FILLED) is None:
            return element
    return None


def _described(kind: str, name: str) -> Scalar:
    def read(activity: etree._Element) -> dict[str, str]:
        return read_text(_description(activity, kind), activity)

    def write(activity: etree._Element, value: dict[str, str]) -> None:
        element = _description(activity, kind)
        if element is None:
            element = etree.Element("description", type=kind)
            insert_in_order(activity, element, child_order())
        write_text(element, value, activity)
        if element.find("narrative") is None:
            activity.remove(element)

    return Scalar(name, read, write)


UNTITLED: Final = {"es": "(sin título)", "en": "(untitled)", "de": "(ohne Titel)"}


def _read_title(activity: etree._Element) -> dict[str, str]:
    """Return the title; an activity without one goes by an identifier it carries."""
    if title := read_text(activity.find("title"), activity):
        return title
    name = _read_identifier(activity) or other_identifier(activity)
    return {"en": name} if name else dict(UNTITLED)


def has_title(activity: etree._Element) -> bool:
    """Say whether the activity itself says how it is called."""
    return bool(read_text(activity.find("title"), activity))


def other_identifier(activity: etree._Element) -> str | None:
    """Return the first other identifier that an activity carries, with its owner."""
    for node in activity.iterchildren("other-identifier"):
        if node.get("ref"):
            owner = node.find("owner-org")
            owner_name = "" if owner is None else owner.get("ref") or owner.findtext("narrative") or ""
            return f"{owner_name} {node.get('ref')}".strip()
    return None


def _write_title(activity: etree._Element, value: dict[str, str]) -> None:
    title = _child(activity, "title")
    _unfill(title)
    write_text(title, value, activity)


def _read_identifier(activity: etree._Element) -> str | None:
    return " ".join((activity.findtext("iati-identifier") or "").split()) or None


def _unfill(element: etree._Element) -> None:
    if element.attrib.pop(FILLED, None):
        for child in list(element):
            element.remove(child)


def _write_identifier(activity: etree._Element, value: str | None) -> None:
    _child(activity, "iati-identifier").text = value


def _read_reporting(activity: etree._Element) -> Row | None:
    return read_organisation(activity.find("reporting-org"), activity)


def _write_reporting(activity: etree._Element, value: Row | None) -> None:
    if value is not None:
        element = _child(activity, "reporting-org")
        _unfill(element)
        _write_organisation(element, value, activity)


def _read_stage(activity: etree._Element) -> str:
    status = activity.find("activity-status")
    if status is None:
        return "implementation"
    stage = status.get(_OURS + "stage")
    code = (status.get("code") or "").strip()
    if stage in STAGE_TO_STATUS and STAGE_TO_STATUS[stage] == code:
        return stage
    return STATUS_TO_STAGE.get(code, "implementation")


def _write_stage(activity: etree._Element, value: str) -> None:
    status = _child(activity, "activity-status")
    status.set("code", STAGE_TO_STATUS[value])
    _set(status, _OURS + "stage", None if STATUS_TO_STAGE[STAGE_TO_STATUS[value]] == value else value)


def _date_scalar(kind: str, name: str) -> Scalar:
    def find(activity: etree._Element) -> etree._Element | None:
        for element in activity.iterchildren("activity-date"):
            if element.get("type") == kind and element.get(FILLED) is None:
                return element
        return None

    def read(activity: etree._Element) -> date | None:
        element = find(activity)
        return None if element is None else read_date(element.get("iso-date"))

    def write(activity: etree._Element, value: date | None) -> None:
        element = find(activity)
        if value is None:
            if element is not None:
                activity.remove(element)
            return
        if element is None:
            element = etree.Element("activity-date", type=kind)
            insert_in_order(activity, element, child_order())
        element.set("iso-date", value.isoformat())

    return Scalar(name, read, write)


def _read_currency(activity: etree._Element) -> str | None:
    currency = (activity.get("default-currency") or "").strip()
    return currency if currency in codes("Currency") else None


def _write_currency(activity: etree._Element, value: str | None) -> None:
    _set(activity, "default-currency", value)


def _read_humanitarian(activity: etree._Element) -> bool:
    return read_boolean(activity.get("humanitarian"))


def _write_humanitarian(activity: etree._Element, value: bool) -> None:
    _set(activity, "humanitarian", "1" if value else None)


def _read_modality(activity: etree._Element) -> str | None:
    ours = activity.get(_OURS + "modality")
    if ours is not None:
        return ours or None
    element = activity.find("collaboration-type")
    return None if element is None else _MODALITY_OF_COLLABORATION.get(element.get("code", ""))


def _write_modality(activity: etree._Element, value: str | None) -> None:
    collaboration = {"bilateral-traditional": "1", "multilateral": "4", "triangular": "8"}.get(value or "")
    if collaboration is not None:
        _child(activity, "collaboration-type").set("code", collaboration)
        activity.attrib.pop(_OURS + "modality", None)
    else:
        activity.set(_OURS + "modality", value or "")


def _own(name: str, default: str | None) -> Scalar:
    """Return a section that IATI has no place for: an attribute in Milpa's namespace."""
    attribute = _OURS + name.replace("_", "-")

    def read(activity: etree._Element) -> str | None:
        return activity.get(attribute) or default

    def write(activity: etree._Element, value: str | None) -> None:
        _set(activity, attribute, None if value == default else value)

    return Scalar(name, read, write)


# --- rows ---------------------------------------------------------------------------------------------------


def _read_participation(element: etree._Element, activity: etree._Element) -> Row | None:
    organisation = read_organisation(element, activity)
    code = (element.get("role") or "").strip()
    if organisation is None or code not in IATI_TO_ROLE:
        return None
    ours = element.get(_OURS + "role", "")
    role = ours if ROLE_TO_IATI.get(ours) == code else IATI_TO_ROLE[code]
    return {"organisation": organisation, "role": role, "activity_id": element.get("activity-id")}


def _write_participation(element: etree._Element, row: Row, activity: etree._Element) -> None:
    _write_organisation(element, row["organisation"], activity)
    code = ROLE_TO_IATI[row["role"]]
    element.set("role", code)
    _set(element, _OURS + "role", None if IATI_TO_ROLE[code] == row["role"] else row["role"])
    _set(element, "activity-id", row["activity_id"])


def _read_assignment(element: etree._Element, _activity: etree._Element) -> Row | None:
    code = (element.get("code") or "").strip()
    vocabulary = None
    if element.tag == "sector":
        vocabulary = _SECTOR_VOCABULARIES.get(element.get("vocabulary") or "1")
    elif element.tag == "policy-marker":
        vocabulary = "policy-marker" if (element.get("vocabulary") or "1") == "1" else None
    else:
        vocabulary = _TAG_VOCABULARIES.get(element.get("vocabulary") or "")
        uri = element.get("vocabulary-uri") or ""
        if element.get("vocabulary") == "99" and uri.startswith(_OWN_VOCABULARY):
            vocabulary = uri.removeprefix(_OWN_VOCABULARY)
    if vocabulary is None or not code:
        return None
    if vocabulary in _CODELISTS and code not in codes(_CODELISTS[vocabulary]):
        return None
    weight = element.get("percentage") if element.tag == "sector" else element.get(_OURS + "weight")
    return {"vocabulary": vocabulary, "code": code, "weight": _percentage(weight)}


def _percentage(text: str | None) -> Decimal | None:
    value = read_decimal(text)
    return value if value is not None and 0 <= value <= 100 else None


def _assignment_tag(row: Row) -> str:
    if row["vocabulary"] in {"crs-purpose", "crs-category"}:
        return "sector"
    return "policy-marker" if row["vocabulary"] == "policy-marker" else "tag"


def _write_assignment(element: etree._Element, row: Row, _activity: etree._Element) -> None:
    vocabulary, weight = row["vocabulary"], row["weight"]
    element.set("code", row["code"])
    if element.tag == "sector":
        number = {"crs-purpose": "1", "crs-category": "2"}[vocabulary]
        if (element.get("vocabulary") or "1") != number:
            element.set("vocabulary", number)
        _set(element, "percentage", None if weight is None else plain(weight))
        return
    if element.tag == "tag":
        numbers = {"sdg-goal": "2", "sdg-target": "3"}
        element.set("vocabulary", numbers.get(vocabulary, "99"))
        _set(element, "vocabulary-uri", None if vocabulary in numbers else _OWN_VOCABULARY + vocabulary)
    elif element.get("vocabulary") is None:
        element.set("vocabulary", "1")
    _set(element, _OURS + "weight", None if weight is None else plain(weight))


def _read_place(element: etree._Element, activity: etree._Element) -> Row | None:
    row: Row = {"kind": "", "code": None, "name": {}, "longitude": None, "latitude": None, "share": None}
    if element.tag == "location":
        return _read_location(element, activity, row)
    if element.get(FILLED):
        return None
    code = (element.get("code") or "").strip()
    kind = "country" if element.tag == "recipient-country" else "region"
    if kind == "region" and (element.get("vocabulary") or "1") != "1":
        return None
    if code not in codes("Country" if kind == "country" else "Region"):
        return None
    return row | {"kind": kind, "code": code, "share": _percentage(element.get("percentage"))}


def _read_location(element: etree._Element, activity: etree._Element, row: Row) -> Row | None:
    name = read_text(element.find("name"), activity)
    pair = (element.findtext("point/pos") or "").split()
    numbers = [read_decimal(part) for part in pair]
    longitude = latitude = None
    if len(numbers) == 2 and numbers[0] is not None and numbers[1] is not None:
        latitude, longitude = numbers
        if not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
            longitude = latitude = None
    kind = element.get(_OURS + "kind", "point")
    code = element.get("ref") if kind in {"department", "municipality"} else None
    if kind not in {"department", "municipality"} or code is None:
        kind, code = "point", None
        if not name and longitude is None:
            return None
    share = _percentage(element.get(_OURS + "share"))
    return row | {
        "kind": kind,
        "code": code,
        "name": name if kind == "point" else {},
        "longitude": longitude,
        "latitude": latitude,
        "share": share,
    }


def _place_tag(row: Row) -> str:
    return {"country": "recipient-country", "region": "recipient-region"}.get(row["kind"], "location")


def _write_place(element: etree._Element, row: Row, activity: etree._Element) -> None:
    share = None if row["share"] is None else plain(row["share"])
    if element.tag != "location":
        element.set("code", row["code"])
        if element.tag == "recipient-region":
            element.set("vocabulary", "1")
        _set(element, "percentage", share)
        return
    _set(element, _OURS + "kind", None if row["kind"] == "point" else row["kind"])
    if row["kind"] != "point":
        element.set("ref", row["code"])
    _set(element, _OURS + "share", share)
    if name := row["name"] or row.get("label"):
        write_text(_child(element, "name", "location"), name, activity)
    if row["longitude"] is not None:
        point = _child(element, "point", "location")
        point.set("srsName", "http://www.opengis.net/def/crs/EPSG/0/4326")
        _child(point, "pos", "location", "point").text = f"{plain(row['latitude'])} {plain(row['longitude'])}"


def _amount(element: etree._Element, activity: etree._Element) -> Row | None:
    value = element.find("value")
    if value is None:
        return None
    amount = read_decimal(value.text)
    currency = (value.get("currency") or activity.get("default-currency") or "").strip()
    if amount is None or currency not in codes("Currency"):
        return None
    return {"amount": amount, "currency": currency, "value_date": read_date(value.get("value-date"))}


def _write_amount(element: etree._Element, row: Row, activity: etree._Element) -> None:
    value = _child(element, "value", str(element.tag))
    value.text = plain(row["amount"])
    if value.get("currency") is not None or row["currency"] != activity.get("default-currency"):
        value.set("currency", row["currency"])
    value.set("value-date", row["value_date"].isoformat())


def _read_budget(element: etree._Element, activity: etree._Element) -> Row | None:
    start, end = (_iso(element, name) for name in ("period-start", "period-end"))
    amount = _amount(element, activity)
    if amount is None or start is None or end is None:
        return None
    kind, status = element.get("type") or "1", element.get("status") or "1"
    if kind not in codes("BudgetType") or status not in codes("BudgetStatus"):
        return None
    amount["value_date"] = amount["value_date"] or start
    return {
        "type": kind,
        "status": status,
        "period_start": start,
        "period_end": end,
        **amount,
        "organisation": None,
    }


def _iso(element: etree._Element, name: str) -> date | None:
    child = element.find(name)
    return None if child is None else read_date(child.get("iso-date"))


def _write_budget(element: etree._Element, row: Row, activity: etree._Element) -> None:
    for name in ("type", "status"):
        if (element.get(name) or "1") != row[name]:
            element.set(name, row[name])
    _child(element, "period-start", "budget").set("iso-date", row["period_start"].isoformat())
    _child(element, "period-end", "budget").set("iso-date", row["period_end"].isoformat())
    _write_amount(element, row, activity)


def _read_transaction(element: etree._Element, activity: etree._Element) -> Row | None:
    kind = element.find("transaction-type")
    day = _iso(element, "transaction-date")
    amount = _amount(element, activity)
    code = "" if kind is None else (kind.get("code") or "").strip()
    if amount is None or code not in codes("TransactionType"):
        return None
    day = day or amount["value_date"]
    if day is None:
        return None
    amount["value_date"] = amount["value_date"] or day
    return {
        "type": code,
        "date": day,
        **amount,
        "description": read_text(element.find("description"), activity),
        "reference": element.get("ref"),
        "provider": read_organisation(element.find("provider-org"), activity),
        "receiver": read_organisation(element.find("receiver-org"), activity),
    }


def _write_transaction(element: etree._Element, row: Row, activity: etree._Element) -> None:
    _set(element, "ref", row["reference"])
    _child(element, "transaction-type", "transaction").set("code", row["type"])
    _child(element, "transaction-date", "transaction").set("iso-date", row["date"].isoformat())
    _write_amount(element, row, activity)
    for name, party in (("provider-org", row["provider"]), ("receiver-org", row["receiver"])):
        if party is not None:
            _write_organisation(_child(element, name, "transaction"), party, activity)
        elif (old := element.find(name)) is not None and read_organisation(old, activity) is not None:
            element.remove(old)
    description = element.find("description")
    if row["description"] or description is not None:
        description = _child(element, "description", "transaction")
        write_text(description, row["description"], activity)
        if description.find("narrative") is None:
            element.remove(description)


SCALARS: Final = (
    Scalar("iati_identifier", _read_identifier, _write_identifier),
    Scalar("reporting", _read_reporting, _write_reporting),
    Scalar("title", _read_title, _write_title),
    _described("1", "description"),
    _described("2", "objective"),
    Scalar("stage", _read_stage, _write_stage),
    *(_date_scalar(kind, name) for kind, name in _DATE_FIELDS.items()),
    Scalar("default_currency", _read_currency, _write_currency),
    Scalar("humanitarian", _read_humanitarian, _write_humanitarian),
    Scalar("modality", _read_modality, _write_modality),
    _own("cooperation_type", None),
    _own("instrument", "project"),
)

ROWS: Final = (
    Rows(
        "participations", ("participating-org",), _read_participation, _write_participation,
        lambda _: "participating-org",
    ),
    Rows(
        "assignments", ("sector", "tag", "policy-marker"), _read_assignment, _write_assignment, _assignment_tag,
        ("vocabulary", "code"),
    ),
    Rows("places", ("recipient-country", "recipient-region", "location"), _read_place, _write_place, _place_tag),
    Rows("budgets", ("budget",), _read_budget, _write_budget, lambda _: "budget"),
    Rows("transactions", ("transaction",), _read_transaction, _write_transaction, lambda _: "transaction"),
)  # fmt: skip


def read_activity(activity: etree._Element) -> Row:
    """Return all that the model holds of a 2.03 activity: scalars by name, lists of rows by name."""
    document: Row = {section.name: section.read(activity) for section in SCALARS}
    for rows in ROWS:
        document[rows.name] = rows.read_all(activity)
    return document


_UNCOMPARED: Final = {"source_position", "id", "label"}


def comparable(value: Any) -> Any:
    """Return a section's value as it is compared: organisations by key, decimals by value, no positions."""
    if isinstance(value, list):
        return [comparable(row) for row in value]
    if isinstance(value, dict):
        if "ref" in value and "name" in value:
            return organisation_key(value)
        return {name: comparable(part) for name, part in value.items() if name not in _UNCOMPARED}
    return value

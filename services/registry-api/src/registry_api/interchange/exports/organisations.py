"""Organisation records as an IATI 2.03 organisation file: what their publishers wrote, with names as corrected here."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree
from sqlalchemy import text

from registry_api.interchange.exports.selection import snapshot
from registry_api.interchange.iati.compose import Publisher
from registry_api.interchange.iati.sections import read_text, write_text
from registry_api.interchange.iati.standard import VERSION, XML_LANG
from registry_api.interchange.iati.stream import safe_parser
from service_kit.database import Database

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<iati-organisations version="{version}" generated-datetime="{now}">\n'
)
_RECORDS: Final = """
    SELECT o.name, s.xml FROM registry.iati_organisation_source s
    JOIN registry.organisation o ON o.id = s.organisation_id
    WHERE CAST(:ref AS text) IS NULL OR o.iati_identifier = :ref
    ORDER BY o.id
"""


async def write_organisations(
    database: Database, publisher: Publisher, *, only_own: bool = False, generated: datetime | None = None
) -> AsyncIterator[bytes]:
    """Yield the file record by record; ``only_own`` leaves the publisher's own record.

    A publisher of whom no record was imported gets one that says its identifier and name.
    """
    now = (generated or datetime.now(UTC)).astimezone(UTC)
    yield _HEAD.format(version=VERSION, now=f"{now:%Y-%m-%dT%H:%M:%SZ}").encode()
    written = 0
    async with snapshot(database) as connection:
        found = await connection.stream(text(_RECORDS), {"ref": publisher.ref if only_own else None})
        async for row in found:
            yield _record(row)
            written += 1
    if only_own and not written:
        yield _bytes(_own_record(publisher))
    yield b"</iati-organisations>\n"


def _record(row: Any) -> bytes:
    element = etree.fromstring(row.xml.encode(), safe_parser())
    name = element.find("name")
    if name is not None and read_text(name, element) != row.name and row.name:
        write_text(name, row.name, element)
    return _bytes(element)


def _own_record(publisher: Publisher) -> etree._Element:
    element = etree.Element("iati-organisation")
    element.set(XML_LANG, "es")
    etree.SubElement(element, "organisation-identifier").text = publisher.ref
    for parent in (
        etree.SubElement(element, "name"),
        etree.SubElement(element, "reporting-org", ref=publisher.ref, type=publisher.type),
    ):
        etree.SubElement(parent, "narrative").text = publisher.name
    return element


def _bytes(element: etree._Element) -> bytes:
    return etree.tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False) + b"\n"

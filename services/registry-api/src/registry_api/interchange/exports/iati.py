"""A selection as an IATI 2.03 activity file, streamed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from registry_api.interchange.exports.selection import Selection, batches, snapshot
from registry_api.interchange.iati.compose import Publisher, compose
from registry_api.interchange.iati.registered import documents
from registry_api.interchange.iati.sections import Row
from registry_api.interchange.iati.standard import MILPA, VERSION, schema
from service_kit.database import Database
from service_kit.principal import Principal

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<iati-activities version="{version}" generated-datetime="{now}" xmlns:milpa="{milpa}">\n'
)


async def write_iati(
    database: Database,
    principal: Principal,
    selection: Selection,
    publisher: Publisher,
    generated: datetime | None = None,
) -> AsyncIterator[bytes]:
    """Yield the file piece by piece: from the first byte on, whatever the size of the selection.

    ``generated`` is the moment that the file names as its own; now if not given. An empty selection is an
    ``iati-activities`` without activities: the XSD wants one, but there is none.
    """
    now = (generated or datetime.now(UTC)).astimezone(UTC)
    yield _HEAD.format(version=VERSION, now=f"{now:%Y-%m-%dT%H:%M:%SZ}", milpa=MILPA).encode()
    xsd = schema("iati-activities")
    async with snapshot(database) as connection:
        async for ids in batches(connection, principal, selection):
            found = await documents(connection, ids)
            yield await asyncio.to_thread(_activities, [found[i] for i in ids], publisher, xsd)
    yield b"</iati-activities>\n"


def _activities(projects: Sequence[Row], publisher: Publisher, xsd: etree.XMLSchema) -> bytes:
    pieces = []
    for project in projects:
        activity = compose(project, project["source_xml"], publisher, xsd)
        pieces.append(etree.tostring(activity, encoding="UTF-8", xml_declaration=False, with_tail=False))
    return b"\n".join(pieces) + b"\n"

"""The registered projects that a workbook names, as they are exported."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from registry_api.interchange.iati.compose import Publisher
from registry_api.interchange.iati.registered import documents
from registry_api.interchange.iati.sections import Row

_NAMED: Final = text("""
    WITH n AS (SELECT unnest(CAST(:names AS text[])) AS name)
    SELECT n.name, p.id FROM n JOIN registry.project p ON p.iati_identifier = n.name
    UNION SELECT n.name, p.id FROM n JOIN registry.project p ON p.code = n.name
    UNION SELECT n.name, s.project_id FROM n JOIN registry.iati_source s ON s.key = :own || n.name
""")


def sheet_owner(publisher: Publisher) -> str:
    """Return who owns the keys of this installation's spreadsheets."""
    return f"{publisher.ref}-sheet"


async def read_named(connection: AsyncConnection, names: Collection[str], publisher: Publisher) -> Mapping[str, Row]:
    """Return projects by the identifier, code or spreadsheet key that names them; those not registered are missing."""
    if not names:
        return {}
    own = f"other:{sheet_owner(publisher)} "
    found = (await connection.execute(_NAMED, {"names": list(names), "own": own})).all()
    projects = await documents(connection, [row.id for row in found])
    return {row.name: projects[row.id] for row in found}

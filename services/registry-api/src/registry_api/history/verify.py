"""``python -m registry_api.history.verify``: checks the chain of every record, names the first broken link."""

import sys
from typing import Final

import psycopg

from registry_api.settings import settings
from service_kit.database import libpq_url
from service_kit.history import FIRST_BROKEN

_SCHEMAS: Final = "SELECT schemaname FROM pg_tables WHERE tablename = 'history_head' ORDER BY 1"


def verify(url: str) -> str | None:
    """Return the sentence that names the first broken link of any schema's history, or None when every chain holds."""
    with psycopg.connect(libpq_url(url)) as connection:
        schemas = [name for (name,) in connection.execute(_SCHEMAS)]
        broken = (connection.execute(FIRST_BROKEN.replace("{schema}", schema)).fetchone() for schema in schemas)
        found = next(filter(None, broken), None)
    if found is None:
        return None
    chain, number, reason, at = found
    when = f" of {at.isoformat()}" if at is not None else ""
    return f"{chain}: entry {number}{when}: {reason}"


def main() -> int:
    """Check the history of ``MILPA_DATABASE_URL``; 1 when a link is broken."""
    broken = verify(settings().database_url)
    print(f"Broken: {broken}" if broken else "Every chain of the history holds.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

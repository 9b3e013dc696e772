"""``python -m registry_api.history.verify``: checks the chain of every record, names the first broken link."""

import sys

import psycopg

from registry_api.base import SCHEMA
from registry_api.settings import settings
from service_kit.database import libpq_url
from service_kit.history import FIRST_BROKEN


def verify(url: str) -> str | None:
    """Return the sentence that names the first broken link of the history, or None when every chain holds."""
    with psycopg.connect(libpq_url(url)) as connection:
        found = connection.execute(FIRST_BROKEN.replace("{schema}", SCHEMA)).fetchone()
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

"""``python -m registry_api.dictionary``: the data dictionary, from the models as they are."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql.base import PGDialect

from registry_api.base import SCHEMA
from registry_api.models import Base

_DIALECT = PGDialect()  # type: ignore[no-untyped-call]
_HEAD = f"""# Data dictionary: schema `{SCHEMA}`

Made from the models by `make dictionary`; a test keeps it current. Texts (`JSONB` of the kind
`{{"es": "...", "en": "..."}}`) are by language. Every change of a domain table is in
`history`, hash-chained by record.
"""


def dictionary() -> str:
    """Return the dictionary as Markdown."""
    described = {str(mapper.class_.__tablename__): mapper.class_ for mapper in Base.registry.mappers}
    parts = [_HEAD]
    for table in sorted(Base.metadata.tables.values(), key=lambda item: item.name):
        model = described.get(table.name)
        about = inspect.getdoc(model) if model is not None else "The platform's own bookkeeping."
        parts.append("\n".join([f"## `{table.name}`", "", about or "", "", *_columns(table)]))
    return "\n\n".join(parts) + "\n"


def _columns(table: Table) -> Iterator[str]:
    yield "| column | type | required | refers to | default |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        refers = ", ".join(f"`{key.target_fullname}`" for key in sorted(column.foreign_keys, key=str))
        name = f"**`{column.name}`**" if column.primary_key else f"`{column.name}`"
        kind = column.type.compile(_DIALECT)
        required = "" if column.nullable else "yes"
        yield f"| {name} | {kind} | {required} | {refers} | {_default(column)} |"


def _default(column: Column[object]) -> str:
    if column.identity is not None:
        return "counted"
    if column.server_default is not None:
        return f"`{getattr(column.server_default, 'arg', '')}`"
    return ""


def main() -> None:
    """Write the dictionary to the file named, or to standard output."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(dictionary(), "utf-8")
    else:
        sys.stdout.write(dictionary())


if __name__ == "__main__":
    main()

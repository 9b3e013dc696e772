"""The templates that every installation starts with; Milpa's own, to be changed or deleted."""

import json
from importlib.resources import files
from typing import Final

from sqlalchemy import Connection, func, insert, select

from evaluation_api.frameworks.models import FrameworkTemplate
from evaluation_api.frameworks.schemas import FrameworkIn
from service_kit.database import table_of
from service_kit.identifiers import new_id

SEEDER: Final = "system"


def seed_templates(connection: Connection) -> int:
    """Add the templates to an installation that never had any; return how many were added."""
    table = table_of(FrameworkTemplate)
    # Someone may have deleted them on purpose: the history remembers that there were some.
    known = connection.scalar(select(func.count()).select_from(table))
    remembered = connection.exec_driver_sql(
        "SELECT count(*) FROM evaluation.history_head WHERE chain LIKE 'framework-template:%%'"
    ).scalar()
    if known or remembered:
        return 0
    entries = json.loads(files(__package__).joinpath("templates.json").read_text("utf-8"))
    rows = [
        {
            "id": new_id(),
            "title": entry["title"],
            "description": entry["description"],
            "content": {"results": FrameworkIn(results=entry["results"]).model_dump(mode="json")["results"]},
            "created_by": SEEDER,
        }
        for entry in entries
    ]
    connection.execute(insert(table), rows)
    return len(rows)

"""Append-only, hash-chained history of every domain table."""

from alembic import op

from service_kit.history import follow, install

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OF_A_PROJECT = ("participation", "assignment", "place", "budget", "event", "transaction")


def upgrade() -> None:
    statements = install("registry")
    statements += follow("registry", "project", "project", "id", hidden=("search_text", "sort_start", "sort_title"))
    for table in _OF_A_PROJECT:
        statements += follow("registry", table, "project", "project_id")
    statements += follow("registry", "organisation", "organisation", "id", hidden=("search_text", "name_key"))
    statements += follow("registry", "vocabulary", "vocabulary", "key", key="key")
    statements += follow("registry", "code", "vocabulary", "vocabulary", key="code")
    for statement in statements:
        op.execute(statement)

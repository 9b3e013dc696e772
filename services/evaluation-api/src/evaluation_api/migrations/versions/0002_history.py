"""Append-only, hash-chained history of every domain table."""

from alembic import op

from service_kit.history import follow, install

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in install("evaluation") + follow("evaluation", "lesson", "lesson", "id", hidden=("search_text",)):
        op.execute(statement)

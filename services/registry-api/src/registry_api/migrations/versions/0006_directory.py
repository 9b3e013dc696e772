"""Merged organisations in the directory; projects are found by titles like theirs."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""CREATE OR REPLACE VIEW registry.directory_organisation AS
        SELECT id, name, acronym, country, merged_into_id FROM registry.organisation""")
    op.create_index(
        "ix_project_sort_title_trgm",
        "project",
        ["sort_title"],
        schema="registry",
        postgresql_using="gin",
        postgresql_ops={"sort_title": "gin_trgm_ops"},
    )

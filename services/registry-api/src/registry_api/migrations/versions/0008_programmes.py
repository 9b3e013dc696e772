"""Projects that are part of a programme; what evaluation reads of projects, and of what they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("parent_id", sa.Uuid(), nullable=True), schema="registry")
    op.create_foreign_key(
        op.f("fk_project_parent_id"),
        "project",
        "project",
        ["parent_id"],
        ["id"],
        source_schema="registry",
        referent_schema="registry",
        ondelete="RESTRICT",
    )
    op.create_check_constraint(op.f("ck_project_parent"), "project", "parent_id <> id", schema="registry")
    op.create_index(op.f("ix_project_parent_id"), "project", ["parent_id"], schema="registry")
    op.execute("""CREATE OR REPLACE VIEW registry.directory_project AS
        SELECT id, code, title, modality, stage, visibility, responsible_id, example, parent_id, sort_title,
            coalesce(start_actual, start_planned) AS starts, coalesce(end_actual, end_planned) AS ends
        FROM registry.project""")
    op.execute("""CREATE OR REPLACE VIEW registry.directory_code AS
        SELECT vocabulary, code, label, parent, withdrawn FROM registry.code""")
    op.execute("""CREATE VIEW registry.directory_classification AS
        SELECT project_id, vocabulary, code FROM registry.assignment""")
    op.execute("""CREATE VIEW registry.directory_country AS
        SELECT project_id, code FROM registry.place WHERE kind = 'country' AND code IS NOT NULL""")
    op.execute("""CREATE VIEW registry.directory_event AS
        SELECT id, project_id, title, starts, visibility FROM registry.event""")
    op.execute("CREATE VIEW registry.directory_iati_source AS SELECT project_id, xml FROM registry.iati_source")

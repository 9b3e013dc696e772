"""registry core"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_DIRECTORY = (
    """CREATE VIEW registry.directory_project AS
    SELECT id, code, title, modality, stage, visibility, responsible_id, example FROM registry.project""",
    """CREATE VIEW registry.directory_organisation AS
    SELECT id, name, acronym, country FROM registry.organisation""",
    """CREATE VIEW registry.directory_participation AS
    SELECT project_id, organisation_id, role FROM registry.participation""",
)


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "idempotency_key",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_idempotency_key")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_idempotency_key_created_at"),
        "idempotency_key",
        ["created_at"],
        unique=False,
        schema="registry",
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "name",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("acronym", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("iati_identifier", sa.String(), nullable=True),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("search_text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> '{}'::jsonb", name=op.f("ck_organisation_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("iati_identifier", name=op.f("uq_organisation_iati_identifier")),
        sa.UniqueConstraint("name_key", name=op.f("uq_organisation_name_key")),
        schema="registry",
    )
    op.create_index(
        "ix_organisation_search",
        "organisation",
        ["search_text"],
        unique=False,
        schema="registry",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "project_code_counter",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_project_code_counter")),
        schema="registry",
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        schema="registry",
    )
    op.create_table(
        "vocabulary",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "name",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), server_default="high", nullable=False),
        sa.Column("complete", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_vocabulary")),
        schema="registry",
    )
    op.create_table(
        "code",
        sa.Column("vocabulary", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "label",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vocabulary"], ["registry.vocabulary.key"], name=op.f("fk_code_vocabulary"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("vocabulary", "code", name=op.f("pk_code")),
        schema="registry",
    )
    op.create_index("ix_code_vocabulary_position", "code", ["vocabulary", "position"], unique=False, schema="registry")
    op.create_table(
        "import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("apply_when_checked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("visibility", sa.String(), server_default="internal", nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "report",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("failure", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_by_name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("applied_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["registry.stored_file.id"], name=op.f("fk_import_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
        schema="registry",
    )
    op.create_index("ix_import_created_at_id", "import", ["created_at", "id"], unique=False, schema="registry")
    op.create_index(op.f("ix_import_file_id"), "import", ["file_id"], unique=False, schema="registry")
    op.create_table(
        "project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "title",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "objective",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "description",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("cooperation_type", sa.String(), nullable=True),
        sa.Column("modality", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("reporting_id", sa.Uuid(), nullable=True),
        sa.Column("iati_identifier", sa.String(), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("start_planned", sa.Date(), nullable=True),
        sa.Column("start_actual", sa.Date(), nullable=True),
        sa.Column("end_planned", sa.Date(), nullable=True),
        sa.Column("end_actual", sa.Date(), nullable=True),
        sa.Column("default_currency", sa.String(), nullable=True),
        sa.Column("humanitarian", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("sort_start", sa.Date(), server_default=sa.text("'0001-01-01'"), nullable=False),
        sa.Column("sort_title", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("search_text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_project_title")),
        sa.CheckConstraint("visibility IN ('draft', 'internal', 'public')", name=op.f("ck_project_visibility")),
        sa.ForeignKeyConstraint(
            ["reporting_id"],
            ["registry.organisation.id"],
            name=op.f("fk_project_reporting_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"],
            ["registry.organisation.id"],
            name=op.f("fk_project_responsible_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        sa.UniqueConstraint("iati_identifier", name=op.f("uq_project_iati_identifier")),
        schema="registry",
    )
    op.create_index(op.f("ix_project_reporting_id"), "project", ["reporting_id"], unique=False, schema="registry")
    op.create_index(op.f("ix_project_responsible_id"), "project", ["responsible_id"], unique=False, schema="registry")
    op.create_index(
        "ix_project_search",
        "project",
        ["search_text"],
        unique=False,
        schema="registry",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index("ix_project_sort_start_id", "project", ["sort_start", "id"], unique=False, schema="registry")
    op.create_index("ix_project_sort_title_id", "project", ["sort_title", "id"], unique=False, schema="registry")
    op.create_index("ix_project_updated_at_id", "project", ["updated_at", "id"], unique=False, schema="registry")
    op.create_table(
        "stored_file_chunk",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["registry.stored_file.id"],
            name=op.f("fk_stored_file_chunk_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file_id", "position", name=op.f("pk_stored_file_chunk")),
        schema="registry",
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("vocabulary", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=True),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("source_position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_assignment_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("project_id", "vocabulary", "code", name=op.f("uq_assignment_project_id_vocabulary_code")),
        schema="registry",
    )
    op.create_index(op.f("ix_assignment_project_id"), "assignment", ["project_id"], unique=False, schema="registry")
    op.create_index(
        "ix_assignment_vocabulary_code", "assignment", ["vocabulary", "code"], unique=False, schema="registry"
    )
    op.create_table(
        "budget",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), server_default="1", nullable=False),
        sa.Column("status", sa.String(), server_default="1", nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("source_position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_budget_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_budget_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        schema="registry",
    )
    op.create_index(op.f("ix_budget_organisation_id"), "budget", ["organisation_id"], unique=False, schema="registry")
    op.create_index(op.f("ix_budget_project_id"), "budget", ["project_id"], unique=False, schema="registry")
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column(
            "title",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column(
            "outcome",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_event_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        schema="registry",
    )
    op.create_index(op.f("ix_event_project_id"), "event", ["project_id"], unique=False, schema="registry")
    op.create_table(
        "iati_organisation_source",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("xml", sa.String(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["registry.import.id"], name=op.f("fk_iati_organisation_source_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_iati_organisation_source_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_iati_organisation_source")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_iati_organisation_source_import_id"),
        "iati_organisation_source",
        ["import_id"],
        unique=False,
        schema="registry",
    )
    op.create_table(
        "iati_source",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("xml", sa.String(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["registry.import.id"], name=op.f("fk_iati_source_import_id")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["registry.project.id"],
            name=op.f("fk_iati_source_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_iati_source")),
        sa.UniqueConstraint("key", name=op.f("uq_iati_source_key")),
        schema="registry",
    )
    op.create_index(op.f("ix_iati_source_import_id"), "iati_source", ["import_id"], unique=False, schema="registry")
    op.create_table(
        "import_problem",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("finding", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["registry.import.id"],
            name=op.f("fk_import_problem_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_problem")),
        schema="registry",
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["registry.import.id"], name=op.f("fk_import_row_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_import_row")),
        schema="registry",
    )
    op.create_table(
        "participation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("source_position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_participation_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["registry.project.id"],
            name=op.f("fk_participation_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_participation_organisation_id"),
        "participation",
        ["organisation_id"],
        unique=False,
        schema="registry",
    )
    op.create_index(
        op.f("ix_participation_project_id"), "participation", ["project_id"], unique=False, schema="registry"
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column(
            "name",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("longitude", sa.Numeric(), nullable=True),
        sa.Column("latitude", sa.Numeric(), nullable=True),
        sa.Column("share", sa.Numeric(), nullable=True),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("source_position", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('country', 'region', 'department', 'municipality', 'point')", name=op.f("ck_place_kind")
        ),
        sa.CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name=op.f("ck_place_point")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_place_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        schema="registry",
    )
    op.create_index("ix_place_kind_code", "place", ["kind", "code"], unique=False, schema="registry")
    op.create_index(op.f("ix_place_project_id"), "place", ["project_id"], unique=False, schema="registry")
    op.create_table(
        "transaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column(
            "description",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("receiver_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("source_position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["registry.project.id"],
            name=op.f("fk_transaction_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["registry.organisation.id"],
            name=op.f("fk_transaction_provider_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"],
            ["registry.organisation.id"],
            name=op.f("fk_transaction_receiver_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transaction")),
        schema="registry",
    )
    op.create_index(
        "ix_transaction_project_id_date_id",
        "transaction",
        ["project_id", "date", "id"],
        unique=False,
        schema="registry",
    )
    op.create_index(op.f("ix_transaction_provider_id"), "transaction", ["provider_id"], unique=False, schema="registry")
    op.create_index(op.f("ix_transaction_receiver_id"), "transaction", ["receiver_id"], unique=False, schema="registry")
    for view in _DIRECTORY:
        op.execute(view)

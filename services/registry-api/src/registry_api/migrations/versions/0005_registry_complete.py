"""Stages, agreements, coordination, exchange in kind, documents, and organisations that merge."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service_kit.history import follow

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "summary", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("legal_instrument", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("renews", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("alert_days", sa.Integer(), server_default=sa.text("180"), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("visibility", sa.String(), server_default="internal", nullable=False),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("search_text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_agreement_title")),
        sa.CheckConstraint("visibility IN ('internal', 'public')", name=op.f("ck_agreement_visibility")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["registry.agreement.id"], name=op.f("fk_agreement_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        schema="registry",
    )
    op.create_index("ix_agreement_expires_on", "agreement", ["expires_on"], unique=False, schema="registry")
    op.create_index(op.f("ix_agreement_parent_id"), "agreement", ["parent_id"], unique=False, schema="registry")
    op.create_index(
        "ix_agreement_search",
        "agreement",
        ["search_text"],
        unique=False,
        schema="registry",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "exchange_rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("per_dollar", sa.Numeric(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint("currency", "date", name=op.f("uq_exchange_rate_currency_date")),
        schema="registry",
    )
    op.create_table(
        "valuation_rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_valuation_rate")),
        sa.UniqueConstraint("country", "grade", "valid_from", name=op.f("uq_valuation_rate_country_grade_valid_from")),
        schema="registry",
    )
    op.create_table(
        "working_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "name", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "purpose", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> '{}'::jsonb", name=op.f("ck_working_table_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_table")),
        schema="registry",
    )
    op.create_table(
        "agreement_party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["registry.agreement.id"],
            name=op.f("fk_agreement_party_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_agreement_party_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_party")),
        sa.UniqueConstraint(
            "agreement_id", "organisation_id", name=op.f("uq_agreement_party_agreement_id_organisation_id")
        ),
        schema="registry",
    )
    op.create_index(
        op.f("ix_agreement_party_agreement_id"), "agreement_party", ["agreement_id"], unique=False, schema="registry"
    )
    op.create_index(
        op.f("ix_agreement_party_organisation_id"),
        "agreement_party",
        ["organisation_id"],
        unique=False,
        schema="registry",
    )
    op.create_table(
        "organisation_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_organisation_contact_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_contact")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_organisation_contact_organisation_id"),
        "organisation_contact",
        ["organisation_id"],
        unique=False,
        schema="registry",
    )
    op.create_table(
        "organisation_identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_organisation_identifier_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_identifier")),
        sa.UniqueConstraint("scheme", "identifier", name=op.f("uq_organisation_identifier_scheme_identifier")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_organisation_identifier_organisation_id"),
        "organisation_identifier",
        ["organisation_id"],
        unique=False,
        schema="registry",
    )
    op.create_table(
        "organisation_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("moved", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["into_id"], ["registry.organisation.id"], name=op.f("fk_organisation_merge_into_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"],
            ["registry.organisation.id"],
            name=op.f("fk_organisation_merge_merged_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_organisation_merge_into_id"), "organisation_merge", ["into_id"], unique=False, schema="registry"
    )
    op.create_index(
        op.f("ix_organisation_merge_merged_id"), "organisation_merge", ["merged_id"], unique=False, schema="registry"
    )
    op.create_table(
        "table_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), server_default="member", nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("role IN ('chair', 'secretariat', 'member', 'observer')", name=op.f("ck_table_member_role")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_table_member_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["registry.working_table.id"], name=op.f("fk_table_member_table_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_member")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_table_member_organisation_id"), "table_member", ["organisation_id"], unique=False, schema="registry"
    )
    op.create_index(op.f("ix_table_member_table_id"), "table_member", ["table_id"], unique=False, schema="registry")
    op.create_table(
        "agreement_project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["registry.agreement.id"],
            name=op.f("fk_agreement_project_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_agreement_project_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_project")),
        sa.UniqueConstraint("agreement_id", "project_id", name=op.f("uq_agreement_project_agreement_id_project_id")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_agreement_project_agreement_id"),
        "agreement_project",
        ["agreement_id"],
        unique=False,
        schema="registry",
    )
    op.create_index(
        op.f("ix_agreement_project_project_id"), "agreement_project", ["project_id"], unique=False, schema="registry"
    )
    op.create_table(
        "code_mapping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_vocabulary", sa.String(), nullable=False),
        sa.Column("from_code", sa.String(), nullable=False),
        sa.Column("to_vocabulary", sa.String(), nullable=False),
        sa.Column("to_code", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_vocabulary", "from_code"],
            ["registry.code.vocabulary", "registry.code.code"],
            name=op.f("fk_code_mapping_from_vocabulary_from_code"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_vocabulary", "to_code"],
            ["registry.code.vocabulary", "registry.code.code"],
            name=op.f("fk_code_mapping_to_vocabulary_to_code"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_mapping")),
        sa.UniqueConstraint(
            "from_vocabulary",
            "from_code",
            "to_vocabulary",
            "to_code",
            name=op.f("uq_code_mapping_from_vocabulary_from_code_to_vocabulary_to_code"),
        ),
        schema="registry",
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("valuation", sa.String(), nullable=False),
        sa.Column("rate_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column(
            "note", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(valuation = 'none') = (amount IS NULL)", name=op.f("ck_contribution_amount")),
        sa.CheckConstraint("basis IN ('planned', 'executed')", name=op.f("ck_contribution_basis")),
        sa.CheckConstraint("valuation IN ('stated', 'rate-table', 'none')", name=op.f("ck_contribution_valuation")),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_contribution_currency")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_contribution_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_contribution_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rate_id"], ["registry.valuation_rate.id"], name=op.f("fk_contribution_rate_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_contribution_organisation_id"), "contribution", ["organisation_id"], unique=False, schema="registry"
    )
    op.create_index(op.f("ix_contribution_project_id"), "contribution", ["project_id"], unique=False, schema="registry")
    op.create_index(op.f("ix_contribution_rate_id"), "contribution", ["rate_id"], unique=False, schema="registry")
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("visibility", sa.String(), server_default="internal", nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_document_title")),
        sa.CheckConstraint("visibility IN ('internal', 'public')", name=op.f("ck_document_visibility")),
        sa.CheckConstraint("num_nonnulls(project_id, agreement_id) = 1", name=op.f("ck_document_owner")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["registry.agreement.id"], name=op.f("fk_document_agreement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_document_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        schema="registry",
    )
    op.create_index(op.f("ix_document_agreement_id"), "document", ["agreement_id"], unique=False, schema="registry")
    op.create_index(op.f("ix_document_project_id"), "document", ["project_id"], unique=False, schema="registry")
    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "what", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("progress", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("remind_days", sa.Integer(), server_default=sa.text("14"), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("table_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'in-progress', 'fulfilled', 'cancelled')", name=op.f("ck_commitment_status")
        ),
        sa.CheckConstraint("what <> '{}'::jsonb", name=op.f("ck_commitment_what")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["registry.event.id"], name=op.f("fk_commitment_event_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_commitment_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_commitment_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["registry.working_table.id"], name=op.f("fk_commitment_table_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        schema="registry",
    )
    op.create_index("ix_commitment_due_on_id", "commitment", ["due_on", "id"], unique=False, schema="registry")
    op.create_index(op.f("ix_commitment_event_id"), "commitment", ["event_id"], unique=False, schema="registry")
    op.create_index(
        op.f("ix_commitment_organisation_id"), "commitment", ["organisation_id"], unique=False, schema="registry"
    )
    op.create_index(op.f("ix_commitment_project_id"), "commitment", ["project_id"], unique=False, schema="registry")
    op.create_index(op.f("ix_commitment_table_id"), "commitment", ["table_id"], unique=False, schema="registry")
    op.create_table(
        "document_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("uploaded_by_name", sa.String(), nullable=False),
        sa.Column("uploaded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["registry.document.id"], name=op.f("fk_document_version_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["registry.stored_file.id"], name=op.f("fk_document_version_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_document_version_file_id"), "document_version", ["file_id"], unique=False, schema="registry"
    )
    op.create_index(
        "ix_document_version_search",
        "document_version",
        ["search_text"],
        unique=False,
        schema="registry",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "event_participant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("people", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("position", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["registry.event.id"], name=op.f("fk_event_participant_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["registry.organisation.id"],
            name=op.f("fk_event_participant_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_participant")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_event_participant_event_id"), "event_participant", ["event_id"], unique=False, schema="registry"
    )
    op.create_index(
        op.f("ix_event_participant_organisation_id"),
        "event_participant",
        ["organisation_id"],
        unique=False,
        schema="registry",
    )
    op.create_table(
        "stage_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("from_stage", sa.String(), nullable=False),
        sa.Column("to_stage", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("verdict IN ('favourable', 'unfavourable')", name=op.f("ck_stage_change_verdict")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["registry.document.id"], name=op.f("fk_stage_change_document_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["registry.project.id"], name=op.f("fk_stage_change_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
        schema="registry",
    )
    op.create_index(
        op.f("ix_stage_change_document_id"), "stage_change", ["document_id"], unique=False, schema="registry"
    )
    op.create_index(
        "ix_stage_change_project_id_at", "stage_change", ["project_id", "at"], unique=False, schema="registry"
    )
    op.add_column("code", sa.Column("valid_from", sa.Date(), nullable=True), schema="registry")
    op.add_column("code", sa.Column("valid_to", sa.Date(), nullable=True), schema="registry")
    op.add_column("code", sa.Column("merged_into", sa.String(), nullable=True), schema="registry")
    op.add_column("event", sa.Column("table_id", sa.Uuid(), nullable=True), schema="registry")
    op.add_column("event", sa.Column("place", sa.String(), nullable=True), schema="registry")
    op.add_column(
        "event",
        sa.Column(
            "agenda", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        schema="registry",
    )
    op.add_column(
        "event", sa.Column("visibility", sa.String(), server_default="internal", nullable=False), schema="registry"
    )
    op.add_column(
        "event", sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False), schema="registry"
    )
    op.add_column(
        "event", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False), schema="registry"
    )
    op.add_column(
        "event", sa.Column("created_by", sa.String(), server_default="system", nullable=False), schema="registry"
    )
    op.alter_column("event", "project_id", existing_type=sa.UUID(), nullable=True, schema="registry")
    op.create_index("ix_event_starts_id", "event", ["starts", "id"], unique=False, schema="registry")
    op.create_index(op.f("ix_event_table_id"), "event", ["table_id"], unique=False, schema="registry")
    op.create_foreign_key(
        op.f("fk_event_table_id"),
        "event",
        "working_table",
        ["table_id"],
        ["id"],
        source_schema="registry",
        referent_schema="registry",
        ondelete="RESTRICT",
    )
    op.add_column("organisation", sa.Column("parent_id", sa.Uuid(), nullable=True), schema="registry")
    op.add_column("organisation", sa.Column("website", sa.String(), nullable=True), schema="registry")
    op.add_column("organisation", sa.Column("merged_into_id", sa.Uuid(), nullable=True), schema="registry")
    op.create_index(
        op.f("ix_organisation_merged_into_id"), "organisation", ["merged_into_id"], unique=False, schema="registry"
    )
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"], unique=False, schema="registry")
    op.create_foreign_key(
        op.f("fk_organisation_parent_id"),
        "organisation",
        "organisation",
        ["parent_id"],
        ["id"],
        source_schema="registry",
        referent_schema="registry",
        ondelete="RESTRICT",
    )
    op.create_foreign_key(
        op.f("fk_organisation_merged_into_id"),
        "organisation",
        "organisation",
        ["merged_into_id"],
        ["id"],
        source_schema="registry",
        referent_schema="registry",
        ondelete="RESTRICT",
    )
    op.add_column(
        "vocabulary", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False), schema="registry"
    )
    op.create_check_constraint(
        op.f("ck_event_visibility"), "event", "visibility IN ('internal', 'public')", schema="registry"
    )
    for statement in _history():
        op.execute(statement)


def _history() -> list[str]:
    derived = ("search_text",)
    of_their_own = ("working_table", "commitment", "valuation_rate", "exchange_rate")
    statements = follow("registry", "agreement", "agreement", "id", hidden=derived)
    for table in of_their_own:
        statements += follow("registry", table, table, "id")
    for table in ("agreement_party", "agreement_project"):
        statements += follow("registry", table, "agreement", "agreement_id")
    for table in ("stage_change", "contribution", "document"):
        statements += follow("registry", table, "project", "project_id")
    for table in ("organisation_identifier", "organisation_contact"):
        statements += follow("registry", table, "organisation", "organisation_id")
    statements += follow("registry", "table_member", "working_table", "table_id")
    statements += follow("registry", "event_participant", "event", "event_id")
    statements += follow("registry", "document_version", "document", "document_id", hidden=derived)
    statements += follow("registry", "organisation_merge", "organisation", "into_id")
    statements += follow("registry", "code_mapping", "vocabulary", "from_vocabulary")
    return statements

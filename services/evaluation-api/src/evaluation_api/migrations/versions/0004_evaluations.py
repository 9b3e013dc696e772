"""Evaluations, knowledge beyond lessons, common indicators, templates, and what IATI results need."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service_kit.history import follow

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capacity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "description",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column(
            "codes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column(
            "countries", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("search_text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('offer', 'demand')", name=op.f("ck_capacity_kind")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_capacity_status")),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_capacity_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
        schema="evaluation",
    )
    op.create_index("ix_capacity_created_at_id", "capacity", ["created_at", "id"], unique=False, schema="evaluation")
    op.create_table(
        "common_indicator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "definition", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "unit", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), server_default="ascending", nullable=False),
        sa.Column("aggregation", sa.String(), nullable=False),
        sa.Column(
            "goals", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "aggregation IN ('sum', 'average', 'weighted', 'latest', 'none')",
            name=op.f("ck_common_indicator_aggregation"),
        ),
        sa.CheckConstraint("direction IN ('ascending', 'descending')", name=op.f("ck_common_indicator_direction")),
        sa.CheckConstraint("measure IN ('number', 'percentage', 'ratio')", name=op.f("ck_common_indicator_measure")),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_common_indicator_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_common_indicator")),
        schema="evaluation",
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "purpose", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "scope", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("timing", sa.String(), nullable=False),
        sa.Column("independence", sa.String(), nullable=False),
        sa.Column("joint", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.String(), server_default="planned", nullable=False),
        sa.Column("status_reason", sa.String(), nullable=True),
        sa.Column("scale", sa.String(), server_default="rating-six", nullable=False),
        sa.Column("commissioner_id", sa.Uuid(), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("budget_amount", sa.Numeric(), nullable=True),
        sa.Column("budget_currency", sa.String(), nullable=True),
        sa.Column(
            "terms", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("terms_document", sa.String(), nullable=True),
        sa.Column(
            "methodology",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "limitations",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "summary", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("report_document", sa.String(), nullable=True),
        sa.Column("completed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("search_text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("independence IN ('self', 'internal', 'external')", name=op.f("ck_evaluation_independence")),
        sa.CheckConstraint(
            "status IN ('planned', 'commissioned', 'in-progress', 'completed', 'cancelled')",
            name=op.f("ck_evaluation_status"),
        ),
        sa.CheckConstraint("timing IN ('ex-ante', 'mid-term', 'final', 'ex-post')", name=op.f("ck_evaluation_timing")),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_evaluation_title")),
        sa.CheckConstraint("(budget_amount IS NULL) = (budget_currency IS NULL)", name=op.f("ck_evaluation_budget")),
        sa.CheckConstraint("planned_end >= planned_start", name=op.f("ck_evaluation_planned")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        schema="evaluation",
    )
    op.create_index(
        "ix_evaluation_created_at_id", "evaluation", ["created_at", "id"], unique=False, schema="evaluation"
    )
    op.create_table(
        "framework_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "description",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_framework_template_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_template")),
        schema="evaluation",
    )
    op.create_table(
        "practice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "context", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "done", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "results", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "conditions", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "codes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column(
            "countries", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(), server_default="proposed", nullable=False),
        sa.Column("decided_by_name", sa.String(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("example", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("search_text", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('proposed', 'validated', 'returned')", name=op.f("ck_practice_status")),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_practice_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        schema="evaluation",
    )
    op.create_index("ix_practice_created_at_id", "practice", ["created_at", "id"], unique=False, schema="evaluation")
    op.create_table(
        "evaluation_conclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "text", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "findings", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_conclusion_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_conclusion")),
        sa.UniqueConstraint(
            "evaluation_id",
            "number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_evaluation_conclusion_evaluation_id_number"),
        ),
        schema="evaluation",
    )
    op.create_table(
        "evaluation_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=True),
        sa.Column(
            "text", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_finding_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_finding")),
        sa.UniqueConstraint(
            "evaluation_id",
            "number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_evaluation_finding_evaluation_id_number"),
        ),
        schema="evaluation",
    )
    op.create_table(
        "evaluation_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("independent", sa.Boolean(), nullable=True),
        sa.Column("declaration", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('lead', 'member', 'reference-group')", name=op.f("ck_evaluation_member_role")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_member_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_member")),
        schema="evaluation",
    )
    op.create_index(
        op.f("ix_evaluation_member_evaluation_id"),
        "evaluation_member",
        ["evaluation_id"],
        unique=False,
        schema="evaluation",
    )
    op.create_table(
        "evaluation_project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_project_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_project")),
        sa.UniqueConstraint("evaluation_id", "project_id", name=op.f("uq_evaluation_project_evaluation_id_project_id")),
        schema="evaluation",
    )
    op.create_index(
        op.f("ix_evaluation_project_project_id"),
        "evaluation_project",
        ["project_id"],
        unique=False,
        schema="evaluation",
    )
    op.create_table(
        "evaluation_quality",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('met', 'partly', 'not-met', 'not-applicable')", name=op.f("ck_evaluation_quality_answer")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_quality_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_quality")),
        sa.UniqueConstraint("evaluation_id", "item", name=op.f("uq_evaluation_quality_evaluation_id_item")),
        schema="evaluation",
    )
    op.create_table(
        "evaluation_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column(
            "question", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "judgement", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "sources", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_question_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_question")),
        schema="evaluation",
    )
    op.create_index(
        op.f("ix_evaluation_question_evaluation_id"),
        "evaluation_question",
        ["evaluation_id"],
        unique=False,
        schema="evaluation",
    )
    op.create_table(
        "evaluation_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column(
            "justification",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_rating_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_rating")),
        schema="evaluation",
    )
    op.create_index(
        op.f("ix_evaluation_rating_evaluation_id"),
        "evaluation_rating",
        ["evaluation_id"],
        unique=False,
        schema="evaluation",
    )
    op.create_table(
        "evaluation_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column(
            "statement", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("agreement IN ('agrees', 'partly', 'disagrees')", name=op.f("ck_evaluation_view_agreement")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_evaluation_view_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_view")),
        sa.UniqueConstraint(
            "evaluation_id", "organisation_id", name=op.f("uq_evaluation_view_evaluation_id_organisation_id")
        ),
        schema="evaluation",
    )
    op.create_table(
        "practice_project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["evaluation.practice.id"],
            name=op.f("fk_practice_project_practice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_project")),
        sa.UniqueConstraint("practice_id", "project_id", name=op.f("uq_practice_project_practice_id_project_id")),
        schema="evaluation",
    )
    op.create_index(
        op.f("ix_practice_project_project_id"), "practice_project", ["project_id"], unique=False, schema="evaluation"
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "text", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "conclusions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("addressee_id", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.String(), server_default="medium", nullable=False),
        sa.Column("respond_by", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("responded_by_name", sa.String(), nullable=True),
        sa.Column("responded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("decision IN ('accepted', 'partly', 'rejected')", name=op.f("ck_recommendation_decision")),
        sa.CheckConstraint("priority IN ('high', 'medium', 'low')", name=op.f("ck_recommendation_priority")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.evaluation.id"],
            name=op.f("fk_recommendation_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint(
            "evaluation_id",
            "number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_recommendation_evaluation_id_number"),
        ),
        schema="evaluation",
    )
    op.create_table(
        "management_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "text", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), server_default="planned", nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'in-progress', 'done', 'cancelled')", name=op.f("ck_management_action_status")
        ),
        sa.CheckConstraint("text <> '{}'::jsonb", name=op.f("ck_management_action_text")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["evaluation.recommendation.id"],
            name=op.f("fk_management_action_recommendation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_management_action")),
        schema="evaluation",
    )
    op.create_index("ix_management_action_due_on", "management_action", ["due_on"], unique=False, schema="evaluation")
    op.create_index(
        op.f("ix_management_action_recommendation_id"),
        "management_action",
        ["recommendation_id"],
        unique=False,
        schema="evaluation",
    )
    op.create_table(
        "light_override",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("justification", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("justification <> ''", name=op.f("ck_light_override_justification")),
        sa.CheckConstraint(
            "light IN ('achieved', 'on-track', 'at-risk', 'off-track')", name=op.f("ck_light_override_light")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["evaluation.indicator.id"],
            name=op.f("fk_light_override_indicator_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("indicator_id", name=op.f("pk_light_override")),
        schema="evaluation",
    )
    op.add_column("framework", sa.Column("results_xml", sa.String(), nullable=True), schema="evaluation")
    op.add_column(
        "framework", sa.Column("results_at", postgresql.TIMESTAMP(timezone=True), nullable=True), schema="evaluation"
    )
    op.add_column("indicator", sa.Column("reference", sa.String(), nullable=True), schema="evaluation")
    op.add_column("indicator", sa.Column("formula", sa.String(), nullable=True), schema="evaluation")
    op.add_column("indicator", sa.Column("common_id", sa.Uuid(), nullable=True), schema="evaluation")
    op.add_column("indicator", sa.Column("weight", sa.Numeric(), nullable=True), schema="evaluation")
    op.add_column("indicator", sa.Column("source_position", sa.Integer(), nullable=True), schema="evaluation")
    op.create_index(op.f("ix_indicator_common_id"), "indicator", ["common_id"], unique=False, schema="evaluation")
    op.create_foreign_key(
        op.f("fk_indicator_common_id"),
        "indicator",
        "common_indicator",
        ["common_id"],
        ["id"],
        source_schema="evaluation",
        referent_schema="evaluation",
        ondelete="RESTRICT",
    )
    op.drop_column("indicator", "aggregation", schema="evaluation")
    op.add_column(
        "lesson",
        sa.Column(
            "codes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        schema="evaluation",
    )
    op.add_column(
        "lesson",
        sa.Column(
            "countries", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        schema="evaluation",
    )
    op.add_column("lesson", sa.Column("event_id", sa.Uuid(), nullable=True), schema="evaluation")
    op.execute("""ALTER TABLE evaluation.measurement ALTER COLUMN evidence TYPE jsonb
        USING CASE WHEN evidence IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(evidence) END""")
    op.execute("""ALTER TABLE evaluation.measurement ALTER COLUMN evidence SET NOT NULL,
        ALTER COLUMN evidence SET DEFAULT '[]'::jsonb""")
    op.add_column("report", sa.Column("progress", sa.Integer(), nullable=True), schema="evaluation")
    op.add_column("report", sa.Column("spent_amount", sa.Numeric(), nullable=True), schema="evaluation")
    op.add_column("report", sa.Column("spent_currency", sa.String(), nullable=True), schema="evaluation")
    op.add_column("result", sa.Column("source", sa.String(), nullable=True), schema="evaluation")
    op.add_column("target", sa.Column("source_position", sa.Integer(), nullable=True), schema="evaluation")
    for table, name, condition in (
        ("indicator", "weight", "weight > 0"),
        ("report", "progress", "progress BETWEEN 0 AND 100"),
        ("report", "spent", "(spent_amount IS NULL) = (spent_currency IS NULL)"),
    ):
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="evaluation")
    for table, deleted in (("evaluation_project", "RESTRICT"), ("practice_project", "CASCADE")):
        op.create_foreign_key(
            f"fk_{table}_project_id",
            table,
            "project",
            ["project_id"],
            ["id"],
            source_schema="evaluation",
            referent_schema="registry",
            ondelete=deleted,
        )
    for table in ("lesson", "practice", "capacity"):
        op.create_foreign_key(
            f"fk_{table}_event_id",
            table,
            "event",
            ["event_id"],
            ["id"],
            source_schema="evaluation",
            referent_schema="registry",
            ondelete="SET NULL",
        )
    op.execute("""CREATE VIEW evaluation.directory_result AS
        SELECT project_id, results_xml, results_at FROM evaluation.framework WHERE results_xml IS NOT NULL""")
    # Derived from the rest of the record, and large: not part of its history.
    for event in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER history_{event} ON evaluation.framework")
    for statement in follow("evaluation", "framework", "framework", "id", hidden=("results_xml", "results_at")):
        op.execute(statement)
    for table, kind, link in _FOLLOWED:
        for statement in follow("evaluation", table, kind, link):
            op.execute(statement)
    for table in ("practice", "capacity", "evaluation"):
        for statement in follow("evaluation", table, table, "id", hidden=("search_text",)):
            op.execute(statement)
    for statement in follow("evaluation", "light_override", "indicator", "indicator_id", key="indicator_id"):
        op.execute(statement)


_FOLLOWED = (
    ("practice_project", "practice", "practice_id"),
    ("common_indicator", "common-indicator", "id"),
    ("framework_template", "framework-template", "id"),
    ("management_action", "recommendation", "recommendation_id"),
    *(
        (table, "evaluation", "evaluation_id")
        for table in (
            "evaluation_project",
            "evaluation_member",
            "evaluation_question",
            "evaluation_rating",
            "evaluation_finding",
            "evaluation_conclusion",
            "evaluation_view",
            "evaluation_quality",
            "recommendation",
        )
    ),
)

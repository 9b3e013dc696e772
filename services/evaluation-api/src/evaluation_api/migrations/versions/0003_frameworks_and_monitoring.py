"""Results frameworks, monitoring reports, measurements and risks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service_kit.history import follow

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "framework",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), server_default="draft", nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("approved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("approved_by_name", sa.String(), nullable=True),
        sa.Column("pending_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'approved')", name=op.f("ck_framework_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("project_id", name=op.f("uq_framework_project_id")),
        schema="evaluation",
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), server_default="draft", nullable=False),
        sa.Column(
            "narrative", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "difficulties",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("submitted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("submitted_by_name", sa.String(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("decided_by_name", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'submitted', 'returned', 'verified')", name=op.f("ck_report_status")),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_report_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "project_id", "period_start", "period_end", name=op.f("uq_report_project_id_period_start_period_end")
        ),
        schema="evaluation",
    )
    op.create_index("ix_report_period_end_id", "report", ["period_end", "id"], unique=False, schema="evaluation")
    op.create_table(
        "risk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("score_before", sa.Integer(), nullable=True),
        sa.Column(
            "mitigation", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed', 'occurred')", name=op.f("ck_risk_status")),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_risk_title")),
        sa.CheckConstraint("probability BETWEEN 1 AND 5 AND impact BETWEEN 1 AND 5", name=op.f("ck_risk_levels")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk")),
        schema="evaluation",
    )
    op.create_index("ix_risk_project_id_id", "risk", ["project_id", "id"], unique=False, schema="evaluation")
    op.create_table(
        "framework_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework_id"],
            ["evaluation.framework.id"],
            name=op.f("fk_framework_revision_framework_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_revision")),
        sa.UniqueConstraint("framework_id", "number", name=op.f("uq_framework_revision_framework_id_number")),
        schema="evaluation",
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "description",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "assumptions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('impact', 'outcome', 'output', 'activity')", name=op.f("ck_result_level")),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_result_title")),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["evaluation.framework.id"], name=op.f("fk_result_framework_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        schema="evaluation",
    )
    op.create_index(op.f("ix_result_framework_id"), "result", ["framework_id"], unique=False, schema="evaluation")
    op.create_table(
        "indicator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "definition", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column(
            "unit", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("direction", sa.String(), server_default="ascending", nullable=False),
        sa.Column("cumulative", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("aggregation", sa.String(), server_default="none", nullable=False),
        sa.Column("baseline", sa.String(), nullable=True),
        sa.Column("baseline_number", sa.Numeric(), nullable=True),
        sa.Column("baseline_year", sa.Integer(), nullable=True),
        sa.Column(
            "scale", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column(
            "dimensions", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column(
            "verification",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("responsible", sa.String(), nullable=True),
        sa.Column("goal", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "aggregation IN ('sum', 'average', 'latest', 'none')", name=op.f("ck_indicator_aggregation")
        ),
        sa.CheckConstraint("direction IN ('ascending', 'descending')", name=op.f("ck_indicator_direction")),
        sa.CheckConstraint(
            "measure IN ('number', 'percentage', 'ratio', 'yes-no', 'ordinal', 'qualitative')",
            name=op.f("ck_indicator_measure"),
        ),
        sa.CheckConstraint("title <> '{}'::jsonb", name=op.f("ck_indicator_title")),
        sa.ForeignKeyConstraint(
            ["result_id"], ["evaluation.result.id"], name=op.f("fk_indicator_result_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        schema="evaluation",
    )
    op.create_index(op.f("ix_indicator_result_id"), "indicator", ["result_id"], unique=False, schema="evaluation")
    op.create_table(
        "measurement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("number", sa.Numeric(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column(
            "parts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["evaluation.indicator.id"], name=op.f("fk_measurement_indicator_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["evaluation.report.id"], name=op.f("fk_measurement_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("report_id", "indicator_id", name=op.f("uq_measurement_report_id_indicator_id")),
        schema="evaluation",
    )
    op.create_index(
        op.f("ix_measurement_indicator_id"), "measurement", ["indicator_id"], unique=False, schema="evaluation"
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("number", sa.Numeric(), nullable=True),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_target_period")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["evaluation.indicator.id"], name=op.f("fk_target_indicator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        schema="evaluation",
    )
    op.create_index(op.f("ix_target_indicator_id"), "target", ["indicator_id"], unique=False, schema="evaluation")
    for table, deleted in (("framework", "CASCADE"), ("report", "RESTRICT"), ("risk", "CASCADE")):
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
    for table, kind, link in _FOLLOWED:
        for statement in follow("evaluation", table, kind, link):
            op.execute(statement)


_FOLLOWED = (
    ("framework", "framework", "id"),
    ("framework_revision", "framework", "framework_id"),
    ("result", "framework", "framework_id"),
    ("indicator", "result", "result_id"),
    ("target", "indicator", "indicator_id"),
    ("report", "report", "id"),
    ("measurement", "report", "report_id"),
    ("risk", "risk", "id"),
)

"""Since when an import's records are worked on: what its remaining time is reckoned from."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import", sa.Column("working_since", sa.TIMESTAMP(timezone=True), nullable=True), schema="registry")


def downgrade() -> None:
    op.drop_column("import", "working_since", schema="registry")

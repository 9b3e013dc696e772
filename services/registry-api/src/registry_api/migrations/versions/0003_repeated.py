"""Which record counts where several of a file share their identifier."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "import", sa.Column("repeated", sa.String(), server_default="none", nullable=False), schema="registry"
    )


def downgrade() -> None:
    op.drop_column("import", "repeated", schema="registry")

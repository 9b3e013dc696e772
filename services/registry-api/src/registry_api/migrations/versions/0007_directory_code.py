"""Codes in the directory: evaluation names national goals and SDG targets by them."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE VIEW registry.directory_code AS SELECT vocabulary, code, label FROM registry.code")

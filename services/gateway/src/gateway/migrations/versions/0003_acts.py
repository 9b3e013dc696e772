"""What administrators did that changes no record."""

from alembic import op

from service_kit.acts import install_acts

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in install_acts("identity"):
        op.execute(statement)

"""Digests by mail: who wants one, and up to when each was written."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE identity.account ADD COLUMN digest boolean DEFAULT true NOT NULL")
    op.execute("""CREATE TABLE identity.digest (
        account_id uuid NOT NULL CONSTRAINT pk_digest PRIMARY KEY
            CONSTRAINT fk_digest_account_id REFERENCES identity.account (id) ON DELETE CASCADE,
        until timestamptz NOT NULL
    )""")

"""Webhooks: who is told of changes where, and every delivery with what came of it."""

from alembic import op

from service_kit.history import follow

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TABLES = (
    """CREATE TABLE registry.webhook (
        id uuid NOT NULL CONSTRAINT pk_webhook PRIMARY KEY,
        owner varchar NOT NULL,
        owner_name varchar NOT NULL,
        url varchar NOT NULL,
        description varchar DEFAULT '' NOT NULL,
        kinds text[] NOT NULL,
        active boolean DEFAULT true NOT NULL,
        stopped varchar,
        generation integer DEFAULT 1 NOT NULL,
        previous_until timestamptz,
        place varchar NOT NULL,
        failures integer DEFAULT 0 NOT NULL,
        version integer DEFAULT 1 NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL
    )""",
    "CREATE INDEX ix_webhook_owner ON registry.webhook (owner)",
    """CREATE TABLE registry.webhook_delivery (
        id uuid NOT NULL CONSTRAINT pk_webhook_delivery PRIMARY KEY,
        webhook_id uuid NOT NULL CONSTRAINT fk_webhook_delivery_webhook_id
            REFERENCES registry.webhook (id) ON DELETE CASCADE,
        type varchar NOT NULL,
        body varchar NOT NULL,
        status varchar DEFAULT 'pending' NOT NULL,
        next_attempt_at timestamptz DEFAULT now() NOT NULL,
        attempts jsonb DEFAULT '[]'::jsonb NOT NULL,
        tries integer DEFAULT 0 NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT ck_webhook_delivery_status CHECK (status IN ('pending', 'delivered', 'dead'))
    )""",
    "CREATE INDEX ix_webhook_delivery_webhook_id_created_at ON registry.webhook_delivery (webhook_id, created_at)",
    """CREATE INDEX ix_webhook_delivery_due ON registry.webhook_delivery (next_attempt_at) WHERE status = 'pending'""",
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
    for statement in follow("registry", "webhook", "webhook", "id", hidden=("place", "failures")):
        op.execute(statement)

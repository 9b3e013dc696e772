"""What people keep for themselves and tell each other: saved views, comments with mentions, notifications."""

from alembic import op

from service_kit.history import follow

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = (
    """CREATE TABLE registry.saved_view (
        id uuid NOT NULL CONSTRAINT pk_saved_view PRIMARY KEY,
        owner varchar NOT NULL,
        place varchar NOT NULL,
        name varchar NOT NULL,
        search jsonb NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT uq_saved_view_owner_place_name UNIQUE (owner, place, name),
        CONSTRAINT ck_saved_view_place CHECK (place IN ('projects', 'analytics'))
    )""",
    """CREATE TABLE registry.comment (
        id uuid NOT NULL CONSTRAINT pk_comment PRIMARY KEY,
        project_id uuid NOT NULL CONSTRAINT fk_comment_project_id
            REFERENCES registry.project (id) ON DELETE CASCADE,
        author varchar NOT NULL,
        author_name varchar NOT NULL,
        body varchar NOT NULL,
        mentions jsonb DEFAULT '[]'::jsonb NOT NULL,
        edited_at timestamptz,
        version integer DEFAULT 1 NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL
    )""",
    "CREATE INDEX ix_comment_project_id ON registry.comment (project_id)",
    "CREATE INDEX ix_comment_project_id_created_at ON registry.comment (project_id, created_at)",
    """CREATE TABLE registry.notification (
        id uuid NOT NULL CONSTRAINT pk_notification PRIMARY KEY,
        recipient varchar NOT NULL,
        kind varchar NOT NULL,
        actor_name varchar NOT NULL,
        project_id uuid CONSTRAINT fk_notification_project_id REFERENCES registry.project (id) ON DELETE CASCADE,
        comment_id uuid CONSTRAINT fk_notification_comment_id REFERENCES registry.comment (id) ON DELETE CASCADE,
        import_id uuid CONSTRAINT fk_notification_import_id REFERENCES registry.import (id) ON DELETE CASCADE,
        detail varchar DEFAULT '' NOT NULL,
        read_at timestamptz,
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT ck_notification_kind CHECK (kind IN ('mention', 'comment', 'stage', 'import'))
    )""",
    "CREATE INDEX ix_notification_recipient_created_at ON registry.notification (recipient, created_at)",
    "CREATE INDEX ix_notification_project_id ON registry.notification (project_id)",
    "CREATE INDEX ix_notification_comment_id ON registry.notification (comment_id)",
    "CREATE INDEX ix_notification_import_id ON registry.notification (import_id)",
    # What the gateway writes people about by mail; who has an address is its own.
    """CREATE VIEW registry.directory_notification AS
        SELECT n.id, n.recipient, n.kind, n.actor_name, n.detail, n.created_at, p.code AS project_code,
            p.title AS project_title, n.import_id
        FROM registry.notification n LEFT JOIN registry.project p ON p.id = n.project_id WHERE n.read_at IS NULL""",
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
    for statement in follow("registry", "comment", "comment", "id"):
        op.execute(statement)

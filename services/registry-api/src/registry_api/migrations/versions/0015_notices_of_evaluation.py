"""What people are told of reports, recommendations and responses, which evaluation-api has to say."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE registry.notification ADD COLUMN record_id uuid",
    "ALTER TABLE registry.notification DROP CONSTRAINT ck_notification_kind",
    """ALTER TABLE registry.notification ADD CONSTRAINT ck_notification_kind CHECK (kind IN ('mention', 'comment',
        'stage', 'import', 'report-submitted', 'report-verified', 'report-returned', 'recommendation', 'response'))""",
    """CREATE OR REPLACE VIEW registry.directory_notification AS
        SELECT n.id, n.recipient, n.kind, n.actor_name, n.detail, n.created_at, p.code AS project_code,
            p.title AS project_title, n.import_id, n.record_id
        FROM registry.notification n LEFT JOIN registry.project p ON p.id = n.project_id WHERE n.read_at IS NULL""",
    # Another service may tell people something, and read or write nothing else of this. Told are the accounts in
    # ``subjects``, and those in one of ``roles`` (and of ``organisation`` where one is named), but for the actor.
    """CREATE FUNCTION registry.notify(told text, actor text, actor_name text, subjects text[], roles text[],
        organisation uuid, project uuid, record uuid, detail text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
        INSERT INTO registry.notification (id, recipient, kind, actor_name, project_id, record_id, detail)
        SELECT gen_random_uuid(), a.subject, told, notify.actor_name, project, record, left(notify.detail, 500)
        FROM identity.directory_client a
        WHERE a.subject LIKE 'account:%' AND NOT a.disabled AND a.subject <> actor
            AND (a.subject = ANY (subjects) OR a.role = ANY (roles)
                AND (organisation IS NULL OR a.organisation_id = organisation))
    $$""",
    "REVOKE ALL ON FUNCTION registry.notify FROM PUBLIC",
)


def upgrade() -> None:
    # The function reads what identity publishes, which may be made after it.
    op.execute("SET LOCAL check_function_bodies = off")
    for statement in _STATEMENTS:
        op.execute(statement)

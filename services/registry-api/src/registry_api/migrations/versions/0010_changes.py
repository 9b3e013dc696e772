"""The feed of changes: what changed, in an order that a reader can follow without ever skipping anything.

A row's place is ``(era, xid, kind, record)``. A transaction's id is given before it commits, so a reader may read up
to the oldest transaction that still runs and no further. An era begins when a restored database's transaction ids
start again below those in its rows.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """CREATE TABLE registry.change_era (
        number integer NOT NULL CONSTRAINT pk_change_era PRIMARY KEY
    )""",
    "INSERT INTO registry.change_era VALUES (1)",
    """CREATE TABLE registry.change (
        era integer NOT NULL,
        xid xid8 NOT NULL,
        kind varchar NOT NULL,
        record varchar NOT NULL,
        removed boolean NOT NULL,
        at timestamptz NOT NULL,
        actor varchar NOT NULL,
        CONSTRAINT pk_change PRIMARY KEY (era, xid, kind, record)
    )""",
    """INSERT INTO registry.change
        SELECT 0, '0'::xid8, split_part(chain, ':', 1), substr(chain, strpos(chain, ':') + 1), false, max(at), 'system'
        FROM registry.history GROUP BY chain""",
    # One row a record and transaction; the record's own row decides whether it was removed.
    """CREATE FUNCTION registry.change_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    BEGIN
        INSERT INTO registry.change AS kept
        SELECT (SELECT max(number) FROM registry.change_era), pg_current_xact_id(), split_part(n.chain, ':', 1),
            substr(n.chain, strpos(n.chain, ':') + 1),
            bool_or(n.action = 'delete' AND n.table_name = split_part(n.chain, ':', 1)), max(n.at), max(n.actor)
        FROM added n GROUP BY n.chain ORDER BY n.chain
        ON CONFLICT ON CONSTRAINT pk_change DO UPDATE SET at = excluded.at,
            removed = CASE WHEN EXISTS (SELECT 1 FROM added a
                    WHERE a.chain = excluded.kind || ':' || excluded.record AND a.table_name = excluded.kind)
                THEN excluded.removed ELSE kept.removed END;
        RETURN NULL;
    END
    $$""",
    """CREATE TRIGGER change_note AFTER INSERT ON registry.history REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION registry.change_note()""",
    # Whom a project was ever shown to (a public one: to the organisation of zeros), so that who holds a copy hears of
    # its removal, and who never saw it hears nothing.
    """CREATE TABLE registry.shown_project (
        project_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        CONSTRAINT pk_shown_project PRIMARY KEY (project_id, organisation_id)
    )""",
    """CREATE FUNCTION registry.shown_by_project() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    BEGIN
        INSERT INTO registry.shown_project
        SELECT n.id, '00000000-0000-0000-0000-000000000000' FROM changed n WHERE n.visibility = 'public'
        UNION SELECT n.id, n.responsible_id FROM changed n WHERE n.responsible_id IS NOT NULL
        UNION SELECT n.id, p.organisation_id FROM changed n JOIN registry.participation p ON p.project_id = n.id
            WHERE n.visibility = 'internal'
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END
    $$""",
    """CREATE FUNCTION registry.shown_by_participation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    BEGIN
        INSERT INTO registry.shown_project
        SELECT DISTINCT n.project_id, n.organisation_id FROM changed n JOIN registry.project p ON p.id = n.project_id
        WHERE p.visibility = 'internal'
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END
    $$""",
    *(
        f"""CREATE TRIGGER shown_{event} AFTER {event.upper()} ON registry.{table} REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION registry.shown_by_{table}()"""
        for table in ("project", "participation")
        for event in ("insert", "update")
    ),
    """INSERT INTO registry.shown_project
        SELECT id, '00000000-0000-0000-0000-000000000000' FROM registry.project WHERE visibility = 'public'
        UNION SELECT id, responsible_id FROM registry.project WHERE responsible_id IS NOT NULL
        UNION SELECT p.id, a.organisation_id FROM registry.project p JOIN registry.participation a
            ON a.project_id = p.id WHERE p.visibility = 'internal'""",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)

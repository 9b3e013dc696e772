"""What partners' registries say about projects."""

from alembic import op

from service_kit.history import follow

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES = (
    """CREATE TABLE registry.partner_system (
        key varchar NOT NULL CONSTRAINT pk_partner_system PRIMARY KEY,
        name jsonb DEFAULT '{}'::jsonb NOT NULL,
        organisation_id uuid NOT NULL CONSTRAINT fk_partner_system_organisation_id
            REFERENCES registry.organisation (id) ON DELETE RESTRICT,
        sandbox boolean DEFAULT false NOT NULL,
        version integer DEFAULT 1 NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL
    )""",
    "CREATE INDEX ix_partner_system_organisation_id ON registry.partner_system (organisation_id)",
    """CREATE TABLE registry.partner_record (
        id uuid NOT NULL CONSTRAINT pk_partner_record PRIMARY KEY,
        system varchar NOT NULL CONSTRAINT fk_partner_record_system
            REFERENCES registry.partner_system (key) ON DELETE RESTRICT,
        external_id varchar NOT NULL,
        revision bigint NOT NULL,
        digest varchar NOT NULL,
        removed boolean DEFAULT false NOT NULL,
        content jsonb NOT NULL,
        iati_identifier varchar,
        search_text varchar DEFAULT '' NOT NULL,
        project_id uuid CONSTRAINT fk_partner_record_project_id REFERENCES registry.project (id) ON DELETE SET NULL,
        link varchar,
        linked_by varchar,
        dismissed boolean DEFAULT false NOT NULL,
        version integer DEFAULT 1 NOT NULL,
        received_at timestamptz DEFAULT now() NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT uq_partner_record_system_external_id UNIQUE (system, external_id),
        CONSTRAINT ck_partner_record_link CHECK ((project_id IS NULL) OR (link IS NOT NULL))
    )""",
    "CREATE INDEX ix_partner_record_iati_identifier ON registry.partner_record (iati_identifier)",
    "CREATE INDEX ix_partner_record_project_id ON registry.partner_record (project_id)",
    "CREATE INDEX ix_partner_record_received_at_id ON registry.partner_record (received_at, id)",
    """CREATE TABLE registry.partner_choice (
        record_id uuid NOT NULL CONSTRAINT fk_partner_choice_record_id
            REFERENCES registry.partner_record (id) ON DELETE CASCADE,
        field varchar NOT NULL,
        choice varchar NOT NULL,
        theirs jsonb NOT NULL,
        note varchar,
        by varchar NOT NULL,
        by_name varchar NOT NULL,
        at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_partner_choice PRIMARY KEY (record_id, field),
        CONSTRAINT ck_partner_choice_choice CHECK (choice IN ('ours', 'theirs'))
    )""",
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
    statements = follow("registry", "partner_system", "partner_system", "key", key="key")
    statements += follow("registry", "partner_record", "partner_record", "id", hidden=("search_text",))
    statements += follow("registry", "partner_choice", "partner_record", "record_id", key="field")
    for statement in statements:
        op.execute(statement)

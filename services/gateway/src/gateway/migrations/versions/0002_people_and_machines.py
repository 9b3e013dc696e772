"""Second factors, recovery, resets, sessions that can be listed, keys, roles of clients; history and audit."""

from alembic import op

from service_kit.history import follow, install

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE identity.account ALTER password_hash DROP NOT NULL",
    """ALTER TABLE identity.account
        ADD language varchar DEFAULT 'es' NOT NULL,
        ADD issuer varchar,
        ADD subject varchar,
        ADD totp_generation integer DEFAULT 0 NOT NULL,
        ADD totp_on boolean DEFAULT false NOT NULL,
        ADD totp_step bigint DEFAULT 0 NOT NULL,
        ADD last_sign_in_at timestamptz,
        ADD version integer DEFAULT 1 NOT NULL,
        ADD CONSTRAINT uq_account_issuer_subject UNIQUE (issuer, subject)""",
    """CREATE TABLE identity.recovery_code (
        code_hash varchar NOT NULL CONSTRAINT pk_recovery_code PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT fk_recovery_code_account_id
            REFERENCES identity.account (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_recovery_code_account_id ON identity.recovery_code (account_id)",
    """CREATE TABLE identity.password_reset (
        token_hash varchar NOT NULL CONSTRAINT pk_password_reset PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT fk_password_reset_account_id
            REFERENCES identity.account (id) ON DELETE CASCADE,
        expires_at timestamptz NOT NULL
    )""",
    "CREATE INDEX ix_password_reset_account_id ON identity.password_reset (account_id)",
    # Sessions of before lack what is shown of them; signing in again is all it takes.
    "DELETE FROM identity.session",
    """ALTER TABLE identity.session
        ADD id uuid NOT NULL CONSTRAINT uq_session_id UNIQUE,
        ADD method varchar NOT NULL,
        ADD address varchar NOT NULL,
        ADD agent varchar NOT NULL,
        ADD seen_at timestamptz DEFAULT now() NOT NULL""",
    """CREATE TABLE identity.sign_in_attempt (
        id uuid NOT NULL CONSTRAINT pk_sign_in_attempt PRIMARY KEY,
        at timestamptz DEFAULT now() NOT NULL,
        account_id uuid,
        email varchar NOT NULL,
        method varchar NOT NULL,
        outcome varchar NOT NULL,
        address varchar NOT NULL,
        agent varchar NOT NULL
    )""",
    "CREATE INDEX ix_sign_in_attempt_at ON identity.sign_in_attempt (at)",
    """ALTER TABLE identity.client
        ADD role varchar DEFAULT 'integration' NOT NULL,
        ADD previous_hash varchar,
        ADD previous_until timestamptz,
        ADD version integer DEFAULT 1 NOT NULL""",
    """CREATE TABLE identity.api_key (
        id uuid NOT NULL CONSTRAINT pk_api_key PRIMARY KEY,
        client_id varchar NOT NULL CONSTRAINT fk_api_key_client_id REFERENCES identity.client (id) ON DELETE CASCADE,
        name varchar NOT NULL,
        key_hash varchar NOT NULL CONSTRAINT uq_api_key_key_hash UNIQUE,
        hint varchar NOT NULL,
        scopes text[] NOT NULL,
        expires_at timestamptz,
        last_used_at timestamptz,
        created_at timestamptz DEFAULT now() NOT NULL
    )""",
    "CREATE INDEX ix_api_key_client_id ON identity.api_key (client_id)",
)
_PART = """SELECT '{0}'::text AS part, chain, number, at, table_name, action, rows, actor, actor_name, origin, request_id
    FROM {0}.history"""
_UNTOLD_OF_ACCOUNT = ("password_hash", "failures", "locked_until", "totp_step", "last_sign_in_at")
_UNTOLD_OF_CLIENT = ("secret_hash", "previous_hash", "last_used_at")


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
    statements = install("identity")
    statements += follow("identity", "account", "account", "id", hidden=_UNTOLD_OF_ACCOUNT)
    statements += follow("identity", "client", "client", "id", hidden=_UNTOLD_OF_CLIENT)
    statements += follow("identity", "api_key", "client", "client_id", hidden=("key_hash", "last_used_at"))
    for statement in statements:
        op.execute(statement)
    # What every part of the platform remembers of who changed what, for administrators.
    parts = " UNION ALL ".join(_PART.format(schema) for schema in ("registry", "evaluation", "identity"))
    op.execute(f"CREATE VIEW identity.audit AS {parts}")
    # Who a webhook's owner is today: the worker tells each only what they may know.
    op.execute("""CREATE VIEW identity.directory_client AS
        SELECT 'client:' || id AS subject, name, role, organisation_id, scopes, disabled FROM identity.client
        UNION ALL SELECT 'account:' || id, name, role, organisation_id, '{}', disabled FROM identity.account""")

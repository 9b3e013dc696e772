"""The demonstration's accounts and machine client, with documented passwords; never in production."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from gateway.identity.models import Account, Client
from gateway.identity.secrets import hash_password
from service_kit.principal import ALL_SCOPES, Role

PASSWORD: Final = "milpa-demo-2032"  # noqa: S105 (documented; demonstration only)
CLIENT_ID: Final = "demo-integration"
CLIENT_SECRET: Final = "demo-secret"  # noqa: S105
PARTNER_CLIENT_ID: Final = "demo-amexcid"
PARTNER_CLIENT_SECRET: Final = "demo-amexcid-secret"  # noqa: S105
PARTNER_SCOPES: Final = (
    "projects:read",
    "internal:read",
    "partner-records:read",
    "partner-records:write",
    "webhooks:write",
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demonstration account; ``acronym`` names its organisation."""

    email: str
    name: str
    role: Role
    acronym: str


ACCOUNTS: Final = (
    DemoAccount("admin@demo.example", "Administración (demo)", Role.ADMINISTRATOR, "SEGEPLAN"),
    DemoAccount("analista@demo.example", "Analista SCI (demo)", Role.ANALYST, "SEGEPLAN"),
    DemoAccount("registro@demo.example", "Registro institucional (demo)", Role.REGISTRAR, "SEGEPLAN"),
    DemoAccount("evaluacion@demo.example", "Evaluación (demo)", Role.EVALUATOR, "SEGEPLAN"),
    DemoAccount("socio@demo.example", "Socio AMEXCID (demo)", Role.PARTNER, "DGPCI"),
)


def seed_demo(connection: Connection) -> None:
    """Add the demonstration accounts and client that are missing."""
    known = set(connection.scalars(text("SELECT email FROM identity.account")))
    organisations: dict[str, object] = {
        row.acronym: row.id
        for row in connection.execute(
            text(
                "SELECT DISTINCT ON (acronym) acronym, id FROM registry.directory_organisation "
                "WHERE acronym IS NOT NULL ORDER BY acronym, id"
            )
        )
    }
    for account in ACCOUNTS:
        if account.email in known:
            continue
        values = {
            "email": account.email,
            "name": account.name,
            "role": account.role.value,
            "password_hash": hash_password(PASSWORD),
            "organisation_id": organisations.get(account.acronym),
        }
        connection.execute(insert(Account).values(values).on_conflict_do_nothing())
    _client(connection, CLIENT_ID, "Demo integration", CLIENT_SECRET, Role.INTEGRATION, sorted(ALL_SCOPES),
            organisations.get("SEGEPLAN"))  # fmt: skip
    _client(connection, PARTNER_CLIENT_ID, "AMEXCID (demo)", PARTNER_CLIENT_SECRET, Role.PARTNER,
            list(PARTNER_SCOPES), organisations.get("DGPCI"))  # fmt: skip


def _client(
    connection: Connection, client_id: str, name: str, secret: str, role: Role, scopes: list[str], organisation: object
) -> None:
    values = {
        "id": client_id,
        "name": name,
        "role": role.value,
        "secret_hash": hash_password(secret),
        "scopes": scopes,
        "organisation_id": organisation,
    }
    # A platform that has learnt new actions since its last start gives them to the client too.
    statement = insert(Client).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"scopes": scopes}))


def seed_administrator(connection: Connection, email: str, password: str) -> bool:
    """Add the first administrator of a production installation; say whether one was added."""
    if connection.scalar(text("SELECT EXISTS (SELECT 1 FROM identity.account WHERE role = 'administrator')")):
        return False
    values = {
        "email": email.strip().lower(),
        "name": email.strip(),
        "role": Role.ADMINISTRATOR.value,
        "password_hash": hash_password(password),
    }
    connection.execute(insert(Account).values(values))
    return True


def remove_demo(connection: Connection) -> None:
    """Remove what the demonstration seeded: a production installation on its data knows none of it."""
    connection.execute(
        text("DELETE FROM identity.account WHERE email = ANY(:emails)"),
        {"emails": [a.email for a in ACCOUNTS]},
    )
    connection.execute(
        text("DELETE FROM identity.client WHERE id = ANY(:ids)"), {"ids": [CLIENT_ID, PARTNER_CLIENT_ID]}
    )

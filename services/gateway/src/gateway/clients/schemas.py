"""Machine clients and their keys on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gateway.identity.schemas import AskerOrganisation
from service_kit.texts import Line

ClientRole = Literal["integration", "partner", "registrar"]
ClientId = Annotated[str, Field(min_length=3, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["amexcid"])]
Scopes = Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=100)]
Name = Annotated[Line, Field(min_length=1, max_length=200)]


class ClientIn(BaseModel):
    """A machine client to add; its secret is in the answer and never again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "amexcid-registro",
                    "name": "Registro de la AMEXCID",
                    "role": "partner",
                    "organisation_id": "01900000-0000-7000-8000-000000000000",
                    "scopes": ["projects:read", "partner-records:read", "partner-records:write"],
                }
            ]
        },
    )

    id: ClientId
    name: Name
    role: ClientRole = Field(
        description="`integration` works on the whole registry; the others for their organisation, as its people do"
    )
    organisation_id: UUID
    scopes: Scopes


class ClientPatch(BaseModel):
    """What to change; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"disabled": True}]})

    name: Name = ""
    scopes: Scopes = Field(default_factory=list)
    disabled: bool = False


class ApiKeyOut(BaseModel):
    """An API key: how it ends, and when it was last used."""

    id: UUID
    name: str
    hint: str
    scopes: list[str]
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime


class ClientOut(BaseModel):
    """A machine client."""

    id: str
    name: str
    role: ClientRole
    organisation: AskerOrganisation | None
    scopes: list[str]
    disabled: bool
    previous_until: datetime | None = Field(description="Until when the secret before the present one is taken too")
    last_used_at: datetime | None
    created_at: datetime
    version: int
    keys: list[ApiKeyOut]


class ClientPage(BaseModel):
    """A page of machine clients."""

    items: list[ClientOut]
    total: int
    next: str | None


class ClientCreated(ClientOut):
    """A new client with its secret, shown only now."""

    secret: str


class SecretRotation(BaseModel):
    """How long the present secret is taken beside the new one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"overlap_hours": 24}]})

    overlap_hours: Annotated[int, Field(ge=0, le=720)] = 24


class NewSecret(BaseModel):
    """A client's new secret, shown only now."""

    secret: str
    previous_until: datetime | None


class ApiKeyIn(BaseModel):
    """An API key to make for a client; its scopes are all of the client's when absent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Servidor de producción", "scopes": ["projects:read"]}]},
    )

    name: Name
    scopes: Scopes | None = None
    expires_at: datetime | None = None


class NewApiKey(ApiKeyOut):
    """A new key, shown only now; sent as `Authorization: Bearer milpa_…`."""

    key: str

"""Sessions and tokens on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class SignIn(BaseModel):
    """An account's address and password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"email": "persona@institucion.example", "password": "..."}]},
    )

    email: Annotated[str, Field(min_length=1, max_length=320)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]
    code: Annotated[str, Field(max_length=40, description="Second factor, or a recovery code")] | None = None


class AskerOrganisation(BaseModel):
    """The organisation an account or client belongs to."""

    id: UUID
    name: dict[str, str]
    acronym: str | None


class SessionOut(BaseModel):
    """Who is asking; nobody in particular when ``subject`` is null."""

    subject: str | None
    name: str | None
    role: str
    organisation: AskerOrganisation | None
    actions: dict[str, Literal["own", "all"]] = Field(description="What may be done, and to which records")
    csrf_token: str | None = Field(description="To send as X-CSRF-Token with every change, by browsers")
    environment: str
    external_sign_in: str | None = Field(description="Name of the provider at GET /oauth/login; null without one")


class TokenOut(BaseModel):
    """An access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class TokenError(BaseModel):
    """Why no token was issued (RFC 6749 §5.2)."""

    error: str
    error_description: str

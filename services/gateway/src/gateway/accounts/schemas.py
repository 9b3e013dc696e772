"""Accounts on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gateway.identity.schemas import AskerOrganisation
from service_kit.principal import Role
from service_kit.texts import Line

Email = Annotated[
    Line,
    Field(
        min_length=3,
        max_length=320,
        pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$",
        examples=["ana@institucion.example"],
    ),
]
Password = Annotated[str, Field(min_length=1, max_length=1000)]
Language = Literal["es", "en", "de"]
PersonRole = Literal["partner", "registrar", "analyst", "evaluator", "administrator"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountIn(_Body):
    """A person to invite: they get a link by e-mail to choose their password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"email": "ana@institucion.example", "name": "Ana Example", "role": "analyst"}]
        },
    )

    email: Email
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    role: PersonRole
    organisation_id: UUID | None = Field(default=None, description="Needed for partners and registrars")
    language: Language = "es"


class AccountPatch(_Body):
    """What to change; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "registrar"}]})

    name: Annotated[Line, Field(min_length=1, max_length=200)] = ""
    role: PersonRole = "partner"
    organisation_id: UUID | None = None
    language: Language = "es"
    disabled: bool = False


class OwnAccountPatch(_Body):
    """What to change of your own account; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"digest": False}]})

    language: Language = "es"
    digest: bool = Field(default=True, description="Be written once a day what you have not read")


class AccountOut(BaseModel):
    """A person's account."""

    id: UUID
    email: str
    name: str
    role: Role
    organisation: AskerOrganisation | None
    language: str
    digest: bool
    disabled: bool
    invited: bool = Field(description="No password chosen yet, and no external sign-in")
    external: bool = Field(description="Signs in with the OpenID Connect provider")
    second_factor: bool
    locked_until: datetime | None
    last_sign_in_at: datetime | None
    created_at: datetime
    version: int


class AccountPage(BaseModel):
    """A page of accounts, by e-mail address."""

    items: list[AccountOut]
    total: int
    next: str | None


class SessionItem(BaseModel):
    """A browser that is signed in."""

    id: UUID
    method: str
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


class Sessions(BaseModel):
    """The browsers that are signed in."""

    items: list[SessionItem]


class PasswordChange(_Body):
    """A new password; every other session ends."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"current": "...", "new": "una frase larga y propia"}]}
    )

    current: Password
    new: Password


class ResetRequest(_Body):
    """Whose password is forgotten."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"email": "ana@institucion.example"}]})

    email: Annotated[str, Field(min_length=1, max_length=320)]


class NewPassword(_Body):
    """The password to have from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"password": "una frase larga y propia"}]}
    )

    password: Password


class SecondFactorStart(BaseModel):
    """A second factor to set up in an authenticator application; it holds once a code confirms it."""

    secret: str
    address: str = Field(description="`otpauth:` address, as a link on a telephone")
    picture: str = Field(description="The address as a QR code, SVG")


class SecondFactorCode(_Body):
    """A code that the application shows."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "123456"}]})

    code: Annotated[str, Field(min_length=6, max_length=40)]


class RecoveryCodes(BaseModel):
    """Codes that stand in once each for a lost telephone; shown only now."""

    recovery_codes: list[str]


class PasswordProof(_Body):
    """The password, to show that it is the person who asks."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"password": "..."}]})

    password: Password

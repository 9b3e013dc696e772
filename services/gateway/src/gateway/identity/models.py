"""Accounts of people, their sessions, machine clients, their keys and access tokens.

Passwords, client secrets, keys, recovery codes, session and access tokens are kept as hashes only; the secret of a
second factor is not kept at all but derived (``identity.second_factor``).
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import TEXT as PG_TEXT
from sqlalchemy.orm import Mapped, mapped_column

from gateway.base import SCHEMA, Base
from service_kit.identifiers import new_id

Moment = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True))]
Now = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True), server_default=func.now())]
AccountId = Annotated[UUID, mapped_column(ForeignKey(f"{SCHEMA}.account.id", ondelete="CASCADE"), index=True)]
ClientId = Annotated[str, mapped_column(ForeignKey(f"{SCHEMA}.client.id", ondelete="CASCADE"), index=True)]


class Account(Base):
    """A person's account; ``email`` is kept lower-cased. ``organisation_id`` is one of the registry's.

    Without ``password_hash`` it was invited and no password chosen yet, or its person signs in elsewhere (``issuer``
    and ``subject`` of OpenID Connect). ``totp_generation`` counts the second factors that were set up; ``totp_on``
    says whether the newest is in force; a code's ``totp_step`` is used once.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    role: Mapped[str]
    organisation_id: Mapped[UUID | None]
    language: Mapped[str] = mapped_column(server_default=text("'es'"))
    digest: Mapped[bool] = mapped_column(server_default=text("true"))
    disabled: Mapped[bool] = mapped_column(server_default=text("false"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    locked_until: Mapped[Moment | None]
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    totp_generation: Mapped[int] = mapped_column(server_default=text("0"))
    totp_on: Mapped[bool] = mapped_column(server_default=text("false"))
    totp_step: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    last_sign_in_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[Now]


class Digest(Base):
    """Up to when a person was written what they had not read."""

    __tablename__ = "digest"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.account.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[Moment]


class RecoveryCode(Base):
    """A code that stands in once for a lost second factor."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[AccountId]


class PasswordReset(Base):
    """A link by which a person chooses a new password, or the first one."""

    __tablename__ = "password_reset"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[AccountId]
    expires_at: Mapped[Moment]


class Session(Base):
    """A browser's session; ``token_hash`` is SHA-256 of the cookie."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(default=new_id, unique=True)
    account_id: Mapped[AccountId]
    csrf_token: Mapped[str]
    method: Mapped[str]
    address: Mapped[str]
    agent: Mapped[str]
    created_at: Mapped[Now]
    seen_at: Mapped[Now]
    expires_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), index=True)


class SignInAttempt(Base):
    """An attempt to sign in, for whoever looks into what happened; kept for a year."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now(), index=True)
    account_id: Mapped[UUID | None]
    email: Mapped[str]
    method: Mapped[str]
    outcome: Mapped[str]
    address: Mapped[str]
    agent: Mapped[str]


class Client(Base):
    """A machine client (OAuth 2.0 client credentials, API keys); ``role`` says what it may do within its ``scopes``.

    After a rotation the secret before it is taken until ``previous_until``.
    """

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(server_default=text("'integration'"))
    secret_hash: Mapped[str]
    previous_hash: Mapped[str | None]
    previous_until: Mapped[Moment | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(PG_TEXT))
    organisation_id: Mapped[UUID | None]
    disabled: Mapped[bool] = mapped_column(server_default=text("false"))
    last_used_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[Now]


class ApiKey(Base):
    """A client's key, for systems that can't fetch tokens; ``hint`` is the end of it, to tell keys apart."""

    __tablename__ = "api_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    client_id: Mapped[ClientId]
    name: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    hint: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(PG_TEXT))
    expires_at: Mapped[Moment | None]
    last_used_at: Mapped[Moment | None]
    created_at: Mapped[Now]


class AccessToken(Base):
    """A client's access token; ``token_hash`` is SHA-256 of it."""

    __tablename__ = "access_token"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[ClientId]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(PG_TEXT))
    expires_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), index=True)

"""Accounts of people, their sessions, machine clients and their access tokens.

Passwords, client secrets, session and access tokens are kept as hashes only.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import TEXT as PG_TEXT
from sqlalchemy.orm import Mapped, mapped_column

from gateway.base import SCHEMA, Base
from service_kit.identifiers import new_id


class Account(Base):
    """A person's account; ``email`` is kept lower-cased. ``organisation_id`` is one of the registry's."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    organisation_id: Mapped[UUID | None]
    disabled: Mapped[bool] = mapped_column(server_default=text("false"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    locked_until: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class Session(Base):
    """A browser's session; ``token_hash`` is SHA-256 of the cookie."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.account.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), index=True)


class Client(Base):
    """A machine client (OAuth 2.0 client credentials)."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    secret_hash: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(PG_TEXT))
    organisation_id: Mapped[UUID | None]
    disabled: Mapped[bool] = mapped_column(server_default=text("false"))
    last_used_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class AccessToken(Base):
    """A client's access token; ``token_hash`` is SHA-256 of it."""

    __tablename__ = "access_token"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.client.id", ondelete="CASCADE"), index=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(PG_TEXT))
    expires_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), index=True)

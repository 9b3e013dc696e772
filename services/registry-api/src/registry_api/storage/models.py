"""Files as they were received."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from registry_api.base import SCHEMA, Base, CreatedAt, Id


class StoredFile(Base):
    """A file as it was received, byte for byte, in chunks (so that every replica and worker reaches it)."""

    __tablename__ = "stored_file"

    id: Mapped[Id]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]


class StoredFileChunk(Base):
    """One mebibyte (the last less) of a stored file."""

    __tablename__ = "stored_file_chunk"

    file_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.stored_file.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

"""Files received: spooled to disk while they arrive, kept in Postgres in chunks."""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import anyio
from fastapi import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from registry_api.storage.models import StoredFile, StoredFileChunk
from service_kit.database import Database
from service_kit.problems import Problem, sentence
from service_kit.texts import negotiate

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived whole."""

    path: Path
    size: int
    sha256: str


@asynccontextmanager
async def receive(request: Request, limit_mb: int, hint: str) -> AsyncIterator[Received]:
    """Yield the request's body as a file on disk, removed at the end of the block.

    Raises:
        Problem: 400 when it is empty, 413 when larger than ``limit_mb`` (``hint`` is the message key that
            says what to do instead).
    """
    language = negotiate(request.headers.get("accept-language"))
    too_large = Problem(413, "too-large", limit=limit_mb, hint=sentence(hint, "detail", language, {}))
    limit = limit_mb << 20
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise too_large
    with tempfile.TemporaryDirectory(prefix="milpa-") as folder:
        path = Path(folder) / "upload"
        digest, size = hashlib.sha256(), 0
        async with await anyio.open_file(path, "wb") as file:
            async for block in request.stream():
                size += len(block)
                if size > limit:
                    raise too_large
                digest.update(block)
                await file.write(block)
        if size == 0:
            raise Problem(400, "empty-upload")
        yield Received(path, size, digest.hexdigest())


async def keep(session: AsyncSession, received: Received) -> StoredFile:
    """Store a received file, chunk by chunk, in the caller's transaction."""
    stored = StoredFile(sha256=received.sha256, size=received.size)
    session.add(stored)
    await session.flush()
    async with await anyio.open_file(received.path, "rb") as file:
        position = 0
        while block := await file.read(_CHUNK):
            await session.execute(
                StoredFileChunk.__table__.insert(),  # type: ignore[attr-defined]
                {"file_id": stored.id, "position": position, "body": block},
            )
            position += 1
    return stored


async def write_to(connection: AsyncConnection, file_id: UUID, path: Path) -> None:
    """Write a stored file to ``path``, one chunk in memory at a time."""
    position = 0
    async with await anyio.open_file(path, "wb") as file:
        while True:
            block = await connection.scalar(
                select(StoredFileChunk.body).where(
                    StoredFileChunk.file_id == file_id, StoredFileChunk.position == position
                )
            )
            if block is None:
                return
            await file.write(block)
            position += 1


async def chunks_of(database: Database, file_id: UUID) -> AsyncIterator[bytes]:
    """Yield a stored file chunk by chunk."""
    position = 0
    while True:
        block: bytes | None = await database.scalar(
            select(StoredFileChunk.body).where(StoredFileChunk.file_id == file_id, StoredFileChunk.position == position)
        )
        if block is None:
            return
        yield block
        position += 1

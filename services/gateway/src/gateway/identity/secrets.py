"""Hashes of passwords and tokens."""

import asyncio
import hashlib
import secrets
from typing import Final

from pwdlib import PasswordHash

_HASHER: Final = PasswordHash.recommended()
# What a password is compared with when there is no such account, so that the answer takes as long.
_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password or client secret."""
    return _HASHER.hash(password)


async def password_fits(password: str, hashed: str | None) -> bool:
    """Say whether ``password`` has the hash; takes as long when there is none."""
    fits = await asyncio.to_thread(_HASHER.verify, password, hashed or _NOBODY)
    return fits and hashed is not None


def new_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return the hash under which a token is kept: it is random, so a fast one is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


async def hash_password_later(password: str) -> str:
    """Return the hash of a password, computed beside the event loop: it takes a while on purpose."""
    return await asyncio.to_thread(hash_password, password)

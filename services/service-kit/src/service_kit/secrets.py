"""One secret, from which every key of an installation is derived (HKDF, RFC 5869)."""

from typing import Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import OKPKey

MINIMUM: Final = 32


def weakness(secret: str) -> str | None:
    """Return why ``secret`` is too weak to run in production with, or None."""
    if not secret:
        return "it is missing"
    if len(secret) < MINIMUM:
        return f"it has {len(secret)} characters; {MINIMUM} are needed"
    if len(set(secret)) < 12:
        return "it repeats too few characters"
    if any(word in secret.lower() for word in ("change", "secret", "password", "example", "demo")):
        return "it looks like a placeholder"
    return None


def derive(secret: str, purpose: str) -> bytes:
    """Return 32 bytes for ``purpose`` that do not tell anything about the secret or other purposes."""
    return HKDF(algorithm=SHA256(), length=32, salt=b"milpa", info=purpose.encode()).derive(secret.encode())


def signing_key(secret: str) -> tuple[str, str]:
    """Return the gateway's Ed25519 key as JWK JSON: private, public."""
    private = Ed25519PrivateKey.from_private_bytes(derive(secret, "gateway signing key"))
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = OKPKey.import_key(pem)
    key.ensure_kid()
    return orjson.dumps(key.as_dict(private=True)).decode(), orjson.dumps(key.as_dict(private=False)).decode()

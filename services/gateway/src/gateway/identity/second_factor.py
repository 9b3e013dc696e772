"""The second factor: time-based codes (TOTP, RFC 6238) and recovery codes.

An account's secret is derived from the installation's key, the account and the number of the factor, so that the
database alone does not give codes away.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp
import segno

from gateway.identity.secrets import hash_token
from gateway.settings import settings

ISSUER: Final = "Milpa"
RECOVERY_CODES: Final = 10
_STEP_SECONDS: Final = 30
_DRIFT_STEPS: Final = 1
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def secret_of(account_id: UUID, generation: int) -> str:
    """Return the secret (base 32) of an account's factor."""
    return _derived(settings().identity_keys[0], account_id, generation)


def secrets_of(account_id: UUID, generation: int) -> list[str]:
    """Return the secrets that codes of an account may be made with: while the key is being changed, of both."""
    return [_derived(key, account_id, generation) for key in settings().identity_keys]


def _derived(key: str, account_id: UUID, generation: int) -> str:
    told = hmac.new(bytes.fromhex(key), f"totp {account_id} {generation}".encode(), hashlib.sha256).digest()
    return base64.b32encode(told[:20]).decode()


def address(email: str, secret: str) -> str:
    """Return the ``otpauth:`` address that authenticator applications read."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture(uri: str) -> str:
    """Return the address as a QR code, in SVG."""
    return str(segno.make(uri, error="m").svg_inline(scale=5, border=2))


def step_of(code: str, secret: str, last_step: int, now: datetime) -> int | None:
    """Return the time step that a code is of, or None when it is wrong, too old, or was used before."""
    digits = "".join(code.split())
    current = int(now.timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(current - _DRIFT_STEPS, current + _DRIFT_STEPS + 1):
        if step > last_step and hmac.compare_digest(totp.at(step * _STEP_SECONDS), digits):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Return new recovery codes: ``abcd-efgh-jkmn``, 59 random bits each."""
    return ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
            for _ in range(RECOVERY_CODES)]  # fmt: skip


def hash_recovery_code(account_id: UUID, code: str) -> str:
    """Return the hash under which a recovery code is kept; case, spaces and hyphens do not matter."""
    return hash_token(f"{account_id} {''.join(c for c in code.lower() if c.isalnum())}")

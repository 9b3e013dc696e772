"""Pure rules of signing in."""

from datetime import timedelta
from typing import Final

SESSION_LIFE: Final = timedelta(hours=12)
TOKEN_LIFE: Final = timedelta(hours=1)
FREE_FAILURES: Final = 5
"""Wrong passwords in a row before an account is locked for a while."""
MIN_PASSWORD: Final = 12


def lock_after(failures: int) -> timedelta | None:
    """Return for how long an account is locked after its ``failures``-th wrong password in a row.

    From the fifth on, 15 seconds, doubled each time, at most 15 minutes.
    """
    if failures < FREE_FAILURES:
        return None
    return min(timedelta(seconds=15 << min(failures - FREE_FAILURES, 10)), timedelta(minutes=15))


def password_weakness(password: str) -> str | None:
    """Return why a password is refused (English, for who installs), or None."""
    if len(password) < MIN_PASSWORD:
        return f"it has {len(password)} characters; {MIN_PASSWORD} are needed"
    if len(set(password)) < 6:
        return "it repeats too few characters"
    return None

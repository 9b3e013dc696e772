"""Pure rules of signing in."""

from datetime import timedelta
from typing import Final

SESSION_LIFE: Final = timedelta(hours=12)
TOKEN_LIFE: Final = timedelta(hours=1)
RESET_LIFE: Final = timedelta(hours=1)
INVITATION_LIFE: Final = timedelta(days=7)
ATTEMPTS_KEPT: Final = timedelta(days=365)
MOST_OPEN_RESETS: Final = 3
"""Links to choose a new password that are open at once; asking for more sends none."""
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
    """Return why a password is refused, as a code of the message catalogue, or None.

    Length is what counts (NIST SP 800-63B §5.1.1); a repeated pattern has none.
    """
    if len(password) < MIN_PASSWORD:
        return "password-short"
    if len(set(password)) < 6:
        return "password-simple"
    return None

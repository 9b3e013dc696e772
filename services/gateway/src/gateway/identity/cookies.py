"""The browser's session cookie."""

from starlette.responses import Response

from gateway.door import COOKIE
from gateway.identity import rules
from gateway.settings import settings


def set_session(response: Response, token: str) -> None:
    """Give the browser its session: a cookie that scripts can't read and other sites can't send."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(rules.SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=settings().secure,
    )

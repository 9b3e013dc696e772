"""Serves the built single-page application; every address that is not a file is the application's own."""

import stat
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

_FOREVER: Final = "public, max-age=31536000, immutable"


class _Pages(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a built file; a folder's own page (the API documents); else the application."""
        for candidate in (path, f"{path}/index.html", "index.html"):
            full, found = self.lookup_path(candidate)
            if found is not None and stat.S_ISREG(found.st_mode):
                break
        else:
            raise HTTPException(404)
        response = self.file_response(full, found, scope)
        # The build puts a hash of the content into the names under assets/.
        response.headers["Cache-Control"] = _FOREVER if path.startswith("assets") else "no-cache"
        return response


def single_page_application(folder: Path) -> ASGIApp:
    """Return an ASGI application for the built frontend in ``folder``."""
    return GZipMiddleware(_Pages(directory=folder), minimum_size=1000)


async def not_built(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that the frontend was not built: the API works, the pages do not."""
    text = "The web application is not built: run `make build`. The API is at /docs.\n"
    await Response(text, 503, media_type="text/plain")(scope, receive, send)

"""Serves the built single-page application; every address that is not a file is the application's own."""

from pathlib import Path
from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

_FOREVER: Final = "public, max-age=31536000, immutable"


class _Pages(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        full, stat = self.lookup_path(path)
        if stat is None or not Path(full).is_file():
            return FileResponse(Path(str(self.directory)) / "index.html", headers={"Cache-Control": "no-cache"})
        response = self.file_response(full, stat, scope)
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

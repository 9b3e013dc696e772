"""Serves the built single-page application; every address that is not a file is the application's own.

The build compresses every file once (``.br``, ``.gz``); a client that takes one of them is sent that.
"""

import mimetypes
import os
import stat
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

_FOREVER: Final = "public, max-age=31536000, immutable"
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))


class _Pages(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a built file; a folder's own page (the API documents); else the application.

        A file of another build is not found: the application in its place would be kept for good as that file.
        """
        built = path.startswith("assets")
        for candidate in (path,) if built else (path, f"{path}/index.html", "index.html"):
            full, found = self.lookup_path(candidate)
            if found is not None and stat.S_ISREG(found.st_mode):
                break
        else:
            return Response(
                "Not found. Load the page anew: it may be of an older build.\n", 404, media_type="text/plain"
            )
        headers = Headers(scope=scope)
        encoding, full, found = _smallest(headers, full, found)
        kind, _ = mimetypes.guess_type(candidate)
        response: Response = FileResponse(full, stat_result=found, media_type=kind or "application/octet-stream")
        # The build puts a hash of the content into the names under assets/.
        response.headers["Cache-Control"] = _FOREVER if built else "no-cache"
        response.headers["Vary"] = "Accept-Encoding"
        if encoding:
            response.headers["Content-Encoding"] = encoding
        if self.is_not_modified(response.headers, headers):
            return NotModifiedResponse(response.headers)
        return response


def _smallest(headers: Headers, full: str, found: os.stat_result) -> tuple[str, str, os.stat_result]:
    """Return the encoding that the client takes, and the file in it, the smallest first."""
    accepted = {part.split(";")[0].strip() for part in headers.get("accept-encoding", "").split(",")}
    for encoding, suffix in _ENCODINGS:
        if encoding in accepted:
            try:
                return encoding, full + suffix, os.stat(full + suffix)
            except FileNotFoundError:
                continue
    return "", full, found


def single_page_application(folder: Path) -> ASGIApp:
    """Return an ASGI application for the built frontend in ``folder``."""
    return _Pages(directory=folder)


async def not_built(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that the frontend was not built: the API works, the pages do not."""
    text = "The web application is not built: run `make build`. The API is at /docs.\n"
    await Response(text, 503, media_type="text/plain")(scope, receive, send)

"""What search engines and previews read of the public pages: titles, descriptions, a map of the site.

The application writes its pages in the browser; for those who only read the HTML, the gateway puts the head of a public
page into it, and answers ``/robots.txt`` and ``/sitemap.xml``.
"""

import hashlib
import json
import re
from collections.abc import Callable
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape as xml_escape

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service_kit.database import Database
from service_kit.telemetry import log
from service_kit.texts import pick

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""What may be done with the published data: anything, naming the source."""
MAX_LISTED: Final = 49_000
"""Projects in the map; the protocol allows 50,000 addresses a file."""
_PAGES: Final[dict[str, dict[str, str]]] = json.loads(
    files(__package__).joinpath("public_pages.json").read_text("utf-8")
)
"""Title and description by path, in Spanish: what searches here are made in."""
_OWN_HEAD: Final = re.compile(r"<meta name=\"description\"[^>]*>|<title>.*?</title>")
_PROJECT: Final = re.compile(r"/projects/([A-Z0-9-]{1,40})/?")
_ONE: Final = text("SELECT title FROM registry.directory_project WHERE code = :code AND visibility = 'public'")
# Invented examples are for those who try the platform out, not for who searches for facts.
_ALL: Final = text("""
    SELECT code FROM registry.directory_project WHERE visibility = 'public' AND NOT example ORDER BY code LIMIT :most
""")


class PublicPages:
    """ASGI application: the application's pages with heads of their own, the robots' file and the map."""

    def __init__(self, pages: ASGIApp, folder: Path, address: str, database: Callable[[], Database]) -> None:
        self._pages, self._address, self._database = pages, address.rstrip("/"), database
        index = (folder / "index.html").read_text("utf-8")
        # Every page brings its own title and description.
        self._bare_index = _OWN_HEAD.sub("", index)
        self._heads = {path: self._tags(path, **page) for path, page in _PAGES.items()}
        self._heads["/publishing"] += _dataset(self._address)
        self._robots = _robots(self._address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a public page, the robots' file or the map; pass on everything else."""
        path = scope["path"]
        if scope["method"] not in {"GET", "HEAD"}:
            await self._pages(scope, receive, send)
        elif path == "/robots.txt":
            await self._text("text/plain", self._robots)(scope, receive, send)
        elif path == "/sitemap.xml":
            await self._text("application/xml", await self._map())(scope, receive, send)
        else:
            head = await self._head(path)
            answer = self._pages if head is None else self._page(scope, head)
            await answer(scope, receive, send)

    def _text(self, kind: str, body: str) -> Response:
        return Response(body, headers={"Cache-Control": "public, max-age=3600"}, media_type=kind)

    def _page(self, scope: Scope, head: str) -> Response:
        body = self._bare_index.replace("</head>", f"{head}</head>", 1)
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
        headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
        if Headers(scope=scope).get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="text/html")

    async def _head(self, path: str) -> str | None:
        """Return the head of a public page, or None where there is none."""
        if path in self._heads:
            return self._heads[path]
        found = _PROJECT.fullmatch(path)
        if found is None:
            return None
        title = await self._title(found[1])
        if title is None:
            return None
        return self._tags(path, title, f"{title}: socios, aportes, lugares y resultados del proyecto {found[1]}.")

    async def _title(self, code: str) -> str | None:
        try:
            title = await self._database().scalar(_ONE, {"code": code})
        except SQLAlchemyError as exc:
            # The page itself can still be shown.
            log.warning("no title for a page", error=repr(exc))
            return None
        return None if title is None else pick(title, "es")

    def _tags(self, path: str, title: str, description: str) -> str:
        address = escape(self._address + path, quote=True)
        name, about = escape(f"{title} · Milpa", quote=True), escape(description, quote=True)
        return (
            f'<title>{name}</title><meta name="description" content="{about}">'
            f'<link rel="canonical" href="{address}"><link rel="license" href="{LICENCE}">'
            f'<meta property="og:type" content="website"><meta property="og:title" content="{name}">'
            f'<meta property="og:description" content="{about}"><meta property="og:url" content="{address}">'
        )

    async def _map(self) -> str:
        codes = await self._database().rows(_ALL, {"most": MAX_LISTED})
        paths = [*_PAGES, *(f"/projects/{row.code}" for row in codes)]
        listed = "".join(f"<url><loc>{xml_escape(self._address + path)}</loc></url>\n" for path in paths)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
        )


def _dataset(address: str) -> str:
    """Return the description of the open data that data portals read (schema.org)."""
    offered = [("application/xml", "/api/v1/publishing/iati-activities.xml"), ("text/csv", "/api/v1/exports/csv")]
    told: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Dataset", "name": _PAGES["/publishing"]["title"],
        "description": _PAGES["/publishing"]["description"], "license": LICENCE,
        "url": f"{address}/publishing",
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address + path}
            for kind, path in offered
        ],
    }  # fmt: skip
    words = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{words}</script>'


def _robots(address: str) -> str:
    hidden = "".join(f"Disallow: {path}\n" for path in ("/admin", "/account", "/imports", "/sign-in", "/oauth"))
    return f"User-agent: *\n{hidden}Sitemap: {address}/sitemap.xml\n"

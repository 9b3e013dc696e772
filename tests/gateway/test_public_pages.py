"""What those read who only read HTML: titles, descriptions, the robots' file, the map of the site."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
from lxml import etree

from tests.conftest import Platform

Register = Callable[..., dict[str, Any]]


def head(answer: httpx.Response) -> str:
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text.split("</head>")[0]


def test_a_public_project_has_its_title_in_the_page(public: httpx.Client, new_project: Register) -> None:
    title = f'Cooperación <b> & "{uuid4().hex}"'
    code = new_project(title={"es": title}, visibility="public")["code"]
    answer = public.get(f"/projects/{code}")
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"<title>{escaped} · Milpa</title>" in head(answer)
    assert head(answer).count("<title>") == 1
    assert f"/projects/{code}" in re.findall(r'rel="canonical" href="([^"]+)"', head(answer))[0]
    again = public.get(f"/projects/{code}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_hidden_project_is_not_told(public: httpx.Client, new_project: Register) -> None:
    word = uuid4().hex
    code = new_project(title={"es": f"Secreto {word}"}, visibility="internal")["code"]
    assert word not in public.get(f"/projects/{code}").text
    assert code not in public.get("/sitemap.xml").text


def test_the_map_and_the_robots_file(platform: Platform, public: httpx.Client, new_project: Register) -> None:
    code = new_project(visibility="public")["code"]
    robots = public.get("/robots.txt").text
    assert f"Sitemap: {platform.url}/sitemap.xml" in robots
    tree = etree.fromstring(public.get("/sitemap.xml").content)
    places = [element.text or "" for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"{platform.url}/projects/{code}" in places
    assert not any(place.endswith("GT-2025-0001") for place in places), "invented examples are not listed"


def test_the_open_data_say_their_licence(public: httpx.Client) -> None:
    page = head(public.get("/publishing"))
    assert '"@type": "Dataset"' in page
    assert "creativecommons.org/licenses/by/4.0" in page
    for address in re.findall(r'"contentUrl": "[^"]*?(/api[^"]+)"', page):
        assert public.get(address).status_code == 200

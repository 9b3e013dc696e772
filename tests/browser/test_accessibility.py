"""Every route, light and dark, wide and narrow, without violations of WCAG 2.2 AA."""

import re
from collections.abc import Callable
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import violations
from tests.conftest import FIXTURES

ROUTES = [
    "/",
    "/projects?stage=%5B%22closed%22%5D",
    "/projects?view=map",
    "/projects?view=timeline",
    "/projects/GT-2025-0001",
    "/projects/GT-2025-0001?tab=results",
    "/projects/GT-2025-0001?tab=cycle",
    "/projects/GT-2025-0001?tab=contributions",
    "/projects/GT-2025-0001?tab=documents",
    "/projects/GT-2025-0001?tab=comments",
    "/projects/GT-2025-0001?tab=history",
    "/projects/new",
    "/projects/GT-2025-0001/edit",
    "/monitoring",
    "/partners",
    "/documents",
    "/agreements",
    "/coordination",
    "/coordination?tab=tables",
    "/coordination?tab=commitments",
    "/reports",
    "/vocabularies?key=stage",
    "/rates",
    "/imports",
    "/knowledge",
    "/evaluations",
    "/evaluations?tab=board",
    "/analytics",
    "/rollup",
    "/rollup?by=sdg-goal",
    "/rollup?tab=common",
    "/publishing",
    "/account",
    "/admin",
    "/admin?tab=clients",
    "/admin?tab=systems",
    "/admin?tab=webhooks",
    "/admin?tab=jobs",
    "/admin?tab=audit",
    "/admin?tab=sign-ins",
    "/partner-records",
    "/forgot",
    "/password?token=abc",
    "/nope",
]


RECORDS = {
    "/partners/{}": "/api/v1/organisations",
    "/agreements/{}": "/api/v1/agreements",
    "/evaluations/{}": "/api/v1/evaluations",
    "/monitoring/{}": "/api/v1/monitoring/reports",
    "/imports/{}": "/api/v1/imports",
}
"""Pages of one record, and the list that has one."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def record_routes(machine: httpx.Client, run_import: Callable[..., Any]) -> list[str]:
    """The page of some record of every kind that has one."""
    run_import((FIXTURES / "activities-2.03.xml").read_bytes())
    found = [(route, machine.get(address, params={"limit": 1}).json()["items"]) for route, address in RECORDS.items()]
    return [route.format(items[0]["id"]) for route, items in found]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_route(
    context: BrowserContext, sign_in: Callable[[str], Page], record_routes: list[str], width: int
) -> None:
    page = sign_in("administrator")
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    schemes = SCHEMES
    for route in [*ROUTES, *record_routes]:
        # The next page begins in the colours that this one ends in.
        schemes = schemes[::-1]
        page.goto(route)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(250)  # colours fade into each other
            if problems := violations(page):
                found[f"{route} {scheme}"] = problems
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, route
    assert not found, "\n".join(f"{route} {line}" for route, lines in found.items() for line in lines)


@pytest.mark.parametrize(
    ("route", "button"),
    [
        ("/projects/GT-2027-0001?tab=results", "Escribir el marco"),
        ("/evaluations", "Planificar una evaluación"),
        ("/rollup?tab=common", "Agregar indicador común"),
        ("/knowledge", "Agregar lección"),
        ("/knowledge", "Proponer buena práctica"),
        ("/knowledge", "Ofrecer o buscar capacidad"),
        ("/agreements", "Registrar convenio"),
        ("/coordination", "Registrar evento"),
        ("/coordination?tab=tables", "Registrar mesa"),
        ("/coordination?tab=commitments", "Registrar compromiso"),
        ("/partners", "Registrar organización"),
        ("/vocabularies", "Agregar código"),
        ("/projects/GT-2025-0001?tab=contributions", "Agregar aporte"),
        ("/admin", "Invitar a una persona"),
        ("/admin?tab=clients", "Agregar un sistema"),
        ("/admin?tab=systems", "Agregar un registro"),
        ("/admin?tab=webhooks", "Agregar un webhook"),
    ],
)
def test_every_form_beside_a_list(sign_in: Callable[[str], Page], route: str, button: str) -> None:
    page = sign_in("administrator")
    page.goto(route)
    page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Guardar").wait_for()
    for add in dialog.get_by_role("button", name=re.compile("^Agregar")).all():
        add.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)  # the drawer slides in
    assert violations(page) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


@pytest.mark.parametrize("button", ["Vistas", "Columnas", "Ir a…", re.compile("^Avisos")])
def test_every_menu_of_the_explorer(sign_in: Callable[[str], Page], button: str) -> None:
    page = sign_in("analyst")
    page.goto("/projects")
    page.get_by_role("row").nth(1).wait_for()
    page.get_by_label(re.compile("^Elegir GT")).first.check()
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    assert violations(page) == []


def test_the_sign_in_page(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("heading", level=1).wait_for()
    assert violations(page) == []


def test_the_header_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    for language in ("es", "en", "de"):
        page.locator("header select").select_option(language)
        link = page.locator("header a[href^='/sign-in']")
        link.wait_for()
        box = link.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390

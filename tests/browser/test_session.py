"""A session ends while someone writes: they sign in over the page and lose nothing."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from gateway.identity.demo import ACCOUNTS, PASSWORD
from tests.browser.conftest import violations

SignIn = Callable[[str], Page]
Register = Callable[..., dict[str, Any]]


def sign_in_again(page: Page, role: str) -> None:
    dialog = page.get_by_role("dialog", name="Su sesión terminó")
    dialog.wait_for()
    assert violations(page) == []
    dialog.get_by_label("Correo electrónico").fill(next(a.email for a in ACCOUNTS if a.role == role))
    dialog.get_by_label(re.compile("^Contraseña")).fill(PASSWORD)
    dialog.get_by_role("button", name="Iniciar sesión").click()


def test_a_form_outlives_its_session(sign_in: SignIn, context: BrowserContext) -> None:
    mark = uuid.uuid4().hex[:8]
    page = sign_in("analyst")
    page.goto("/coordination")
    page.get_by_role("button", name="Registrar evento").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label(re.compile("^Nombre del evento")).first.fill(f"Reunión {mark}")
    drawer.get_by_label(re.compile("^Inicio")).fill("2026-05-04")
    context.clear_cookies()
    drawer.get_by_role("button", name="Guardar").click()
    sign_in_again(page, "analyst")
    expect(page.get_by_role("dialog", name="Su sesión terminó")).to_have_count(0)
    expect(drawer.get_by_label(re.compile("^Nombre del evento")).first).to_have_value(f"Reunión {mark}")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)
    page.get_by_label("Buscar").fill(mark)
    expect(page.get_by_text(f"Reunión {mark}")).to_be_visible()


def test_a_session_renewed_elsewhere_is_taken_over(
    sign_in: SignIn, context: BrowserContext, new_project: Register
) -> None:
    code = new_project(visibility="internal")["code"]
    page = sign_in("analyst")
    page.goto(f"/projects/{code}?tab=comments")
    page.get_by_label("Comentario nuevo").fill("Antes de que termine la sesión")
    context.clear_cookies()
    page.get_by_role("button", name="Comentar", exact=True).click()
    page.get_by_role("dialog", name="Su sesión terminó").wait_for()
    other = context.new_page()
    other.goto("/sign-in")
    other.get_by_label("Correo electrónico").fill(next(a.email for a in ACCOUNTS if a.role == "analyst"))
    other.get_by_label(re.compile("^Contraseña")).fill(PASSWORD)
    other.get_by_role("button", name="Iniciar sesión").click()
    other.get_by_role("button", name="Cerrar sesión").wait_for()
    other.close()
    page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("dialog", name="Su sesión terminó")).to_have_count(0)
    page.get_by_role("button", name="Comentar", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="Antes de que termine")).to_be_visible()

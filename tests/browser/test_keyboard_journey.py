"""Registering, finding and commenting on a project without a mouse."""

import re
import uuid
from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[[str], Page]


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until what has the focus is called ``name``."""
    for _ in range(most):
        page.keyboard.press("Tab")
        called = page.evaluate(
            """(() => { const e = document.activeElement;
                return e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent || ""; })()"""
        )
        if called.replace("*", "").strip().startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_a_registrar_signs_in_registers_and_comments_by_keyboard(page: Page) -> None:
    mark = uuid.uuid4().hex[:8]
    page.goto("/sign-in")
    page.get_by_role("heading", level=1).wait_for()
    tab_to(page, "Correo electrónico")
    page.keyboard.type("registro@demo.example")
    tab_to(page, "Contraseña")
    page.keyboard.type("milpa-demo-2032")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cerrar sesión").wait_for()
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Control+k")
    page.get_by_placeholder("Proyecto, organización, página o acción").wait_for()
    page.keyboard.type("Registrar proyecto")
    expect(page.get_by_role("button", name="Registrar proyecto")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Registrar proyecto")).to_be_visible()
    tab_to(page, "Título (es)")
    page.keyboard.type(f"Sin ratón {mark}")
    tab_to(page, "Modalidad")
    page.keyboard.type("Triangular")
    page.keyboard.press("Enter")
    tab_to(page, "Guardar")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Sin ratón {mark}")).to_be_visible()
    tab_to(page, "Resumen")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("tab=comments"))
    tab_to(page, "Comentario nuevo")
    page.keyboard.type(f"Escrito con el teclado {mark}")
    tab_to(page, "Comentar")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text=mark)).to_be_visible()


def test_the_skip_link_leads_past_the_menu(page: Page) -> None:
    page.goto("/projects")
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside

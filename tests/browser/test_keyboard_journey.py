"""The journeys of every persona without a mouse."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from gateway.identity.demo import ACCOUNTS, PASSWORD
from tests.evaluation.conftest import YEAR, outline

AsRole = Callable[[str], httpx.Client]
Register = Callable[..., dict[str, Any]]
TOUCHING = ("click", "dblclick", "tap", "check", "uncheck", "fill", "select_option", "hover", "focus")


@pytest.fixture(autouse=True)
def no_mouse(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person without a mouse can't do, a test here can't either."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("by keyboard alone")

    for name in TOUCHING:
        monkeypatch.setattr(f"playwright.sync_api.Locator.{name}", refuse)


def tab_to(page: Page, name: str, *, exact: bool = False, most: int = 80) -> None:
    """Press Tab until the name of what has the focus begins with ``name`` (or is it)."""
    for _ in range(most):
        page.keyboard.press("Tab")
        called = page.evaluate(
            """(() => { const e = document.activeElement;
                if (!e.matches("a, button, input, select, textarea, [role]")) return "";
                return e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent || ""; })()"""
        )
        called = called.replace("*", "").strip()
        if called == name or (called.startswith(name) and not exact):
            return
    raise AssertionError(f"Tab does not reach {name}")


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """Go to what is called ``name`` and press it."""
    tab_to(page, name, exact=exact)
    page.keyboard.press("Enter")


def write(page: Page, name: str, text: str) -> None:
    """Go to the field called ``name`` and type; in a list of choices, what begins so is chosen."""
    tab_to(page, name)
    page.keyboard.type(text)


def enter(page: Page, role: str) -> None:
    page.goto("/sign-in")
    page.get_by_role("heading", level=1).wait_for()
    write(page, "Correo electrónico", next(account.email for account in ACCOUNTS if account.role == role))
    write(page, "Contraseña", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cerrar sesión").wait_for()
    page.get_by_role("heading", level=1).wait_for()


def test_a_registrar_signs_in_registers_and_comments_by_keyboard(page: Page) -> None:
    mark = uuid.uuid4().hex[:8]
    enter(page, "registrar")
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


def test_a_partner_reports_and_an_analyst_verifies_by_keyboard(
    page: Page, as_role: AsRole, new_project: Register
) -> None:
    own = as_role("partner").get("/api/v1/session").json()["organisation"]["id"]
    part = {"organisation_id": own, "role": "pivotal"}
    code = new_project(title={"es": "Con teclado"}, visibility="internal", participations=[part])["code"]
    indicator = {"title": {"es": "Talleres"}, "measure": "number", "targets": [YEAR | {"value": "10"}]}
    as_role("analyst").put(f"/api/v1/frameworks/{code}", json=outline(indicator)).raise_for_status()
    as_role("analyst").post(f"/api/v1/frameworks/{code}/approval", json={}).raise_for_status()

    enter(page, "partner")
    page.goto("/monitoring")
    page.get_by_role("button", name=f"Empezar el informe: {code}").wait_for()
    press(page, f"Empezar el informe: {code}")
    page.get_by_role("button", name="Escribir el informe").wait_for()
    press(page, "Escribir el informe")
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Avance del periodo").wait_for()
    write(page, "Avance del periodo", "Se hicieron siete talleres.")
    press(page, "Guardar")
    expect(drawer).to_have_count(0)
    write(page, "Valor: Talleres", "7")
    press(page, "Guardar mediciones")
    expect(page.get_by_text("Guardado")).to_be_visible()
    press(page, "Entregar para verificación")
    expect(page.get_by_text("Entregado por Socio AMEXCID (demo)")).to_be_visible()
    address = page.url
    press(page, "Cerrar sesión")
    page.get_by_role("link", name="Iniciar sesión").wait_for()

    enter(page, "analyst")
    bell = page.get_by_role("button", name=re.compile("^Avisos"))
    bell.wait_for()
    press(page, "Avisos")
    page.get_by_role("link", name="presentó un informe de «Con teclado»").first.wait_for()
    press(page, "Socio AMEXCID (demo) presentó un informe de «Con teclado»")
    expect(page).to_have_url(address)
    page.get_by_role("button", name="Verificar").wait_for()
    press(page, "Verificar")
    expect(page.get_by_text("Decidido por Analista SCI (demo)")).to_be_visible()


def test_an_evaluator_writes_a_finding_by_keyboard(page: Page, as_role: AsRole, new_project: Register) -> None:
    mark = uuid.uuid4().hex[:8]
    own = as_role("evaluator").get("/api/v1/session").json()["organisation"]["id"]
    analyst = as_role("analyst")
    body = {
        "projects": [new_project(visibility="internal")["code"]], "title": {"es": f"Final {mark}"}, "timing": "final",
        "terms": {"es": "Valorar la eficacia."}, "commissioner_id": own,
        "questions": [{"criterion": "effectiveness", "question": {"es": "¿Alcanzó sus metas?"}}],
        "team": [{"name": "Ana", "role": "lead", "independent": True, "organisation_id": own, "declaration": "No hay"}],
    }  # fmt: skip
    made = analyst.post("/api/v1/evaluations", json=body).raise_for_status()
    for step in ("commissioned", "in-progress"):
        tag = analyst.get(made.headers["location"]).headers["etag"]
        moved = analyst.post(f"{made.headers['location']}/steps", json={"to": step}, headers={"If-Match": tag})
        assert moved.status_code == 200, moved.text

    enter(page, "evaluator")
    press(page, "Evaluaciones")
    page.get_by_role("link", name=f"Final {mark}").wait_for()
    press(page, f"Final {mark}")
    edit = "Editar: Hallazgos, conclusiones y recomendaciones"
    page.get_by_role("button", name=edit).wait_for()
    press(page, edit)
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Agregar hallazgo").wait_for()
    press(page, "Agregar hallazgo")
    write(page, "Hallazgo", f"Los socios miden distinto {mark}.")
    press(page, "Guardar")
    expect(drawer).to_have_count(0)
    expect(page.get_by_text(f"Los socios miden distinto {mark}.")).to_be_visible()
    press(page, edit)
    drawer.wait_for()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(page.get_by_role("button", name=edit)).to_be_focused()


def test_an_administrator_invites_and_finds_a_person_by_keyboard(page: Page) -> None:
    address = f"teclado-{uuid.uuid4().hex[:8]}@demo.example"
    enter(page, "administrator")
    press(page, "Administración", exact=True)
    page.get_by_role("button", name="Invitar a una persona").wait_for()
    press(page, "Invitar a una persona")
    form = page.get_by_role("dialog")
    form.get_by_label("Correo electrónico").wait_for()
    write(page, "Correo electrónico", address)
    write(page, "Nombre", "Invitada sin ratón")
    write(page, "Rol", "Evaluación")
    press(page, "Guardar")
    expect(form).to_have_count(0)
    write(page, "Buscar por nombre o correo", address)
    expect(page.get_by_role("row", name=re.compile(address))).to_contain_text("Invitada sin ratón")


def test_a_visitor_narrows_reads_and_takes_data_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    press(page, "Proyectos")
    page.get_by_role("button", name="Filtros").wait_for()
    press(page, "Filtros")
    write(page, "Etapa", "En ejec")
    page.get_by_role("option", name=re.compile("^En ejecución")).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("stage=.*implementation"))
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.evaluate("document.activeElement.blur()")
    press(page, "Exportar")
    page.get_by_role("menuitem", name=re.compile("CSV")).wait_for()
    with page.expect_download() as download:
        for _ in range(8):
            page.keyboard.press("ArrowDown")
            if page.evaluate("document.activeElement.textContent").startswith("CSV"):
                break
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    page.keyboard.press("Escape")
    press(page, "Análisis")
    figure = page.get_by_role("region", name="relación más frecuente")
    figure.wait_for()
    tab_to(page, "Gráfico")
    page.keyboard.press("ArrowRight")
    expect(figure.get_by_role("table")).to_be_visible()

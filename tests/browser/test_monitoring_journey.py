"""From a results framework to a verified report, in a browser: analyst, partner, analyst again."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.test_registry_journeys import SignIn


def test_from_a_framework_to_a_verified_report(
    sign_in: SignIn, as_role: Callable[[str], httpx.Client], new_project: Callable[..., dict[str, Any]]
) -> None:
    own = as_role("partner").get("/api/v1/session").json()["organisation"]["id"]
    project = new_project(
        title={"es": f"Seguimiento {uuid.uuid4().hex[:8]}"}, visibility="internal",
        participations=[{"organisation_id": own, "role": "pivotal"}],
    )  # fmt: skip
    page = sign_in("analyst")
    page.goto(f"/projects/{project['code']}?tab=results")
    write_framework(page)
    expect(page.get_by_text("Borrador: aún no aprobado.")).to_be_visible()
    page.get_by_role("button", name="Aprobar el marco").click()
    expect(page.get_by_text("Aprobado (versión 1)")).to_be_visible()
    expect(page.get_by_text("Atrasado")).to_be_visible()
    sign_out(page)

    sign_in("partner")
    page.goto("/monitoring")
    page.get_by_role("button", name=re.compile(f"Empezar el informe: {project['code']}")).click()
    page.get_by_role("button", name="Escribir el informe").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Avance del periodo").fill("Se capacitó a las instituciones.")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)
    value = page.get_by_label("Valor: Instituciones que informan")
    value.fill("casi todas")
    page.get_by_role("button", name="Guardar mediciones").click()
    expect(page.get_by_text("«casi todas» no es un número")).to_be_visible()
    value.fill("7")
    page.get_by_role("button", name="Guardar mediciones").click()
    expect(page.get_by_text("Guardado")).to_be_visible()
    page.get_by_role("button", name="Entregar para verificación").click()
    expect(page.get_by_text("Entregado por Socio AMEXCID (demo)")).to_be_visible()
    expect(page.get_by_role("button", name="Verificar")).to_have_count(0)
    address = page.url
    sign_out(page)

    sign_in("analyst")
    page.goto(address)
    page.get_by_role("button", name="Verificar").click()
    expect(page.get_by_text("Decidido por Analista SCI (demo)")).to_be_visible()
    page.get_by_role("link", name=re.compile(project["code"])).click()
    table = page.get_by_role("region", name=re.compile("^Indicadores"))
    expect(table).to_contain_text("7 / 10 (70 %)")
    expect(table).to_contain_text("En riesgo")


def test_a_risk_that_rises_is_told(sign_in: SignIn, new_project: Callable[..., dict[str, Any]]) -> None:
    project = new_project(title={"es": f"Riesgos {uuid.uuid4().hex[:8]}"})
    page = sign_in("analyst")
    page.goto(f"/projects/{project['code']}?tab=results")
    page.get_by_role("button", name="Agregar riesgo").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Riesgo").fill("Cambio de autoridades")
    drawer.get_by_label("Probabilidad").select_option("Medio")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer.get_by_label("Impacto")).to_have_attribute("aria-invalid", "true")
    drawer.get_by_label("Impacto").select_option("Alto")
    drawer.get_by_label("Mitigación").fill("Acuerdos con el equipo técnico")
    drawer.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Puntaje 12: probabilidad Medio, impacto Alto")).to_be_visible()
    page.get_by_role("button", name="Valorar de nuevo: Cambio de autoridades").click()
    drawer.get_by_label("Probabilidad").select_option("Muy alto")
    drawer.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Puntaje 20: probabilidad Muy alto, impacto Alto")).to_be_visible()
    expect(page.get_by_text("Sube")).to_be_visible()


def write_framework(page: Page) -> None:
    page.get_by_role("button", name="Escribir el marco").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Agregar resultado").click()
    drawer.get_by_label("Nivel").select_option("Efecto")
    drawer.get_by_label("Título").fill("Se usan datos comunes")
    drawer.get_by_role("button", name="Agregar indicador").click()
    drawer.get_by_role("textbox", name=re.compile("^Indicador")).fill("Instituciones que informan")
    drawer.get_by_label("Línea de base").first.fill("0")
    drawer.get_by_role("button", name="Agregar meta").click()
    drawer.get_by_label("Desde").fill("2020-01-01")
    drawer.get_by_label("Hasta").fill("2020-12-31")
    drawer.get_by_label("Meta", exact=False).last.fill("10")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Cerrar sesión").click()
    page.get_by_role("link", name="Iniciar sesión").wait_for()

"""An evaluator writes the evaluation whose team their organisation is on; a visitor reads what was published."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, expect

SignIn = Callable[[str], Page]
AsRole = Callable[[str], httpx.Client]
Register = Callable[..., dict[str, Any]]


def test_an_evaluator_writes_what_was_found_and_others_stay_out(
    sign_in: SignIn, as_role: AsRole, new_project: Register
) -> None:
    mark = uuid.uuid4().hex[:8]
    project = new_project(title={"es": f"Evaluado {mark}"}, visibility="internal")
    own = as_role("evaluator").get("/api/v1/session").json()["organisation"]
    analyst = as_role("analyst")
    made = analyst.post(
        "/api/v1/evaluations",
        json={
            "projects": [project["code"]], "title": {"es": f"Final {mark}"}, "timing": "final",
            "terms": {"es": "Valorar la eficacia."}, "commissioner_id": own["id"],
            "questions": [{"criterion": "effectiveness", "question": {"es": "¿Alcanzó sus metas?"}}],
            "team": [{"name": "Ana Pérez", "role": "lead", "independent": True, "organisation_id": own["id"],
                      "declaration": "Ninguno."}],
        },
    )  # fmt: skip
    assert made.status_code == 201, made.text
    address = made.headers["location"].removeprefix("/api/v1")
    for step in ("commissioned", "in-progress"):
        tag = analyst.get(made.headers["location"]).headers["etag"]
        moved = analyst.post(f"{made.headers['location']}/steps", json={"to": step}, headers={"If-Match": tag})
        assert moved.status_code == 200, moved.text

    page = sign_in("evaluator")
    page.goto("/evaluations")
    page.get_by_role("link", name=f"Final {mark}").click()
    expect(page).to_have_url(re.compile(address))
    page.get_by_role("button", name="Editar: Hallazgos, conclusiones y recomendaciones").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Agregar hallazgo").click()
    drawer.get_by_role("textbox", name=re.compile("^Hallazgo")).fill(f"Los socios miden distinto {mark}.")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)
    expect(page.get_by_text(f"Los socios miden distinto {mark}.")).to_be_visible()
    expect(page.get_by_role("button", name="Terminar")).to_have_count(0)
    page.get_by_role("button", name="Cerrar sesión").click()
    page = sign_in("registrar")
    page.goto(address)
    expect(page.get_by_role("button", name=re.compile("^Editar:"))).to_have_count(0)


def test_a_visitor_finds_reads_and_takes_what_is_public(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Proyectos", exact=True).first.click()
    page.get_by_label("Buscar").fill("fortalecimiento institucional")
    page.get_by_role("link", name=re.compile("Fortalecimiento institucional")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fortalecimiento institucional")
    expect(page.get_by_role("tab", name="Comentarios")).to_have_count(0)
    expect(page.get_by_role("link", name="Editar")).to_have_count(0)
    sheet = page.get_by_role("link", name="Ficha (PDF)").get_attribute("href")
    answer = page.request.get(str(sheet))
    assert answer.headers["content-type"] == "application/pdf"
    expect(page.get_by_role("link", name="CC BY 4.0")).to_be_visible()
    page.get_by_role("contentinfo").get_by_role("link", name="Datos abiertos").click()
    expect(page.get_by_role("link", name="Actividades (IATI 2.03)")).to_be_visible()

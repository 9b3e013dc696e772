"""The registry in a browser, role by role: cycle, contributions, documents, history, agreements, coordination."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

SignIn = Callable[[str], Page]
Register = Callable[..., dict[str, Any]]
TODAY = datetime.now(UTC).date()


def organisation(machine: httpx.Client, country: str, **fields: Any) -> dict[str, Any]:
    name = f"Agencia {uuid.uuid4().hex[:8]}"
    answer = machine.post("/api/v1/organisations", json={"name": {"es": name}, "country": country} | fields)
    return dict(answer.json())


def choose(page: Page, label: str, text: str, place: Any = None) -> None:
    """Pick a record in a search field."""
    (place or page).get_by_role("textbox", name=label).fill(text)
    page.get_by_role("option", name=re.compile(text)).first.click()


def test_an_analyst_takes_a_triangular_project_to_approval(
    sign_in: SignIn, machine: httpx.Client, new_project: Register
) -> None:
    countries = {"beneficiary": "GT", "pivotal": "MX", "facilitating": "DE"}
    ids = {role: organisation(machine, country)["id"] for role, country in countries.items()}
    project = new_project(
        title={"es": f"Ciclo {uuid.uuid4().hex[:8]}"}, modality="triangular", visibility="internal",
        stage="negotiation", objective={"es": "O"}, responsible_id=ids["beneficiary"],
        start_planned="2026-01-01", end_planned="2027-01-01",
        participations=[{"organisation_id": ids[role], "role": role} for role in ("beneficiary", "pivotal")],
        places=[{"kind": "country", "code": "GT"}],
        budgets=[{"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "1", "currency": "USD"}],
        classifications=[{"vocabulary": v, "code": c} for v, c in
                         (("sdg-goal", "6"), ("katun-axis", "4"), ("iberoamerican-sector", "agua"))],
    )  # fmt: skip
    page = sign_in("analyst")
    page.goto(f"/projects/{project['code']}")
    page.get_by_role("tab", name="Ciclo").click()
    expect(page.get_by_text("Falta un segundo oferente (socio facilitador).")).to_be_visible()
    body = [{"organisation_id": ids[role], "role": role} for role in countries]
    machine.patch(
        f"/api/v1/projects/{project['code']}", json={"participations": body}, headers={"If-Match": project["etag"]}
    )
    page.reload()
    expect(page.get_by_text("Falta para esta etapa")).to_have_count(0)
    page.get_by_role("button", name="Pasar a esta etapa").first.click()
    page.get_by_role("button", name="Confirmar el cambio de etapa").click()
    expect(page.get_by_text("Negociación → Opinión técnica")).to_be_visible()
    page.get_by_role("button", name="Pasar a esta etapa").first.click()
    page.get_by_role("button", name="Confirmar el cambio de etapa").click()
    expect(page.get_by_text("Escriba la opinión técnica.")).to_be_visible()
    page.get_by_label("Opinión técnica").fill("Pertinente y viable.")
    page.get_by_label("Dictamen").select_option("Favorable")
    page.get_by_label("Fecha de firma").fill("2026-02-03")
    page.get_by_role("button", name="Confirmar el cambio de etapa").click()
    expect(page.get_by_text("Opinión técnica → Aprobado y suscrito")).to_be_visible()
    expect(page.get_by_text("Pertinente y viable.")).to_be_visible()
    page.get_by_role("link", name="Editar").click()
    page.get_by_label("Modalidad").wait_for()
    expect(page.get_by_label("Etapa")).to_have_count(0)


def test_a_registrar_adds_a_contribution_and_a_document_and_the_history_tells_it(
    sign_in: SignIn,
    machine: httpx.Client,
    new_project: Register,
    as_role: Callable[[str], httpx.Client],
    tmp_path: Path,
) -> None:
    partner = organisation(machine, "MX")
    own = as_role("registrar").get("/api/v1/session").json()["organisation"]["id"]
    project = new_project(title={"es": f"Aportes {uuid.uuid4().hex[:8]}"}, responsible_id=own)
    page = sign_in("registrar")
    page.goto(f"/projects/{project['code']}?tab=contributions")
    page.get_by_role("button", name="Agregar aporte").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer.get_by_text("Hay datos por corregir")).to_be_visible()
    choose(page, "Organización", partner["name"]["es"], drawer)
    drawer.get_by_label("Año").fill("2025")
    drawer.get_by_label(re.compile("^Monto")).fill("1250,50")
    drawer.get_by_label("Moneda").fill("USD")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)
    expect(page.get_by_role("region", name="Aportes en efectivo y en especie")).to_contain_text("1,250.50 USD")
    expect(page.get_by_role("region", name="Planificado y ejecutado por socio")).to_contain_text("1,250.50 USD")
    page.get_by_role("tab", name="Documentos").click()
    page.get_by_role("button", name="Agregar documento").click()
    file = tmp_path / "opinion.txt"
    file.write_text("Opinión favorable sobre colibríes", "utf-8")
    page.get_by_label("Título").fill("La opinión")
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Guardar el documento").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="La opinión").click()
    assert Path(download.value.path()).read_text("utf-8") == "Opinión favorable sobre colibríes"
    page.get_by_role("link", name="Documentos", exact=True).click()
    deadline = datetime.now(UTC) + timedelta(seconds=30)
    while not page.get_by_role("link", name="La opinión").count():
        assert datetime.now(UTC) < deadline, "the file is not found by its text"
        page.goto("/documents?q=colibries")
        page.wait_for_load_state("networkidle")
    page.get_by_role("link", name=re.compile(project["code"])).first.click()
    page.get_by_role("tab", name="Historia").click()
    expect(page.get_by_text("Agregado: aporte")).to_be_visible()
    expect(page.get_by_text("Registro institucional (demo)").first).to_be_visible()
    expect(page.get_by_text(partner["name"]["es"]).first).to_be_visible()
    page.get_by_label(re.compile("^Al final del día")).fill(str(TODAY - timedelta(days=1)))
    page.get_by_role("button", name="Comparar").click()
    expect(page.get_by_role("region", name="Comparar dos fechas")).to_contain_text(project["title"]["es"])
    page.get_by_label(re.compile("^Al final del día")).fill(str(TODAY))
    page.get_by_role("link", name="Ver el proyecto como estaba entonces").click()
    expect(page.get_by_text("Así estaba el proyecto al final del")).to_be_visible()
    expect(page.get_by_role("link", name="Editar")).to_have_count(0)


def test_a_stale_agreement_shows_both_versions_and_loses_none(sign_in: SignIn, machine: httpx.Client) -> None:
    page = sign_in("analyst")
    title, party = f"Convenio {uuid.uuid4().hex[:8]}", organisation(machine, "CO")
    page.goto("/agreements")
    page.get_by_role("button", name="Registrar convenio").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Título").fill(title)
    drawer.get_by_label("Fecha de firma").fill("2026-01-01")
    drawer.get_by_label(re.compile("^Vence")).fill(str(TODAY + timedelta(days=30)))
    drawer.get_by_role("button", name="Agregar parte").click()
    choose(page, "Organización", party["name"]["es"], drawer)
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)
    page.get_by_label("Estado").select_option("Por vencer")
    page.get_by_label("Buscar").fill(title)
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("Por vencer")).to_be_visible()
    page.get_by_role("button", name="Editar").click()
    drawer.get_by_label("Número o referencia").fill("REF-1")
    identifier = page.url.rsplit("/", 1)[1]
    stored = machine.get(f"/api/v1/agreements/{identifier}").json()
    body = {
        "type": stored["type"], "title": stored["title"], "signed_on": "2026-01-02",
        "summary": {"es": "De otra persona"}, "expires_on": stored["expires_on"],
        "parties": [{"organisation_id": party["id"]}],
    }  # fmt: skip
    machine.put(f"/api/v1/agreements/{identifier}", json=body, headers={"If-Match": '"1"'})
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer.get_by_text("Alguien guardó una versión más nueva")).to_be_visible()
    expect(drawer.get_by_role("alert")).to_contain_text("Número o referencia, Fecha de firma, Resumen")
    drawer.get_by_role("button", name="Usar la otra versión").click()
    expect(drawer.get_by_label("Resumen")).to_have_value("De otra persona")
    drawer.get_by_label("Número o referencia").fill("REF-1")
    drawer.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("REF-1")).to_be_visible()
    expect(page.get_by_text("De otra persona")).to_be_visible()


def test_what_was_agreed_at_a_table_is_reported_by_who_agreed(
    sign_in: SignIn, machine: httpx.Client, as_role: Callable[[str], httpx.Client]
) -> None:
    own = as_role("partner").get("/api/v1/session").json()["organisation"]
    what = f"Enviar la guía {uuid.uuid4().hex[:8]}"
    machine.post(
        "/api/v1/commitments",
        json={"what": {"es": what}, "organisation_id": own["id"], "due_on": str(TODAY + timedelta(days=2))},
    )
    page = sign_in("partner")
    expect(page.get_by_role("heading", name="Lo que pide atención")).to_be_visible()
    page.get_by_role("link", name=what).click()
    card = page.locator(".mantine-Card-root", has_text=what)
    expect(card.get_by_role("button", name="Editar")).to_have_count(0)
    card.get_by_role("button", name="Informar avance").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Estado").select_option("Cumplido")
    drawer.get_by_label("Avance").fill("Enviada por correo")
    drawer.get_by_role("button", name="Guardar").click()
    expect(card).to_contain_text("Enviada por correo")
    expect(card).to_contain_text("Cerrado")


def test_an_analyst_registers_a_table_and_an_event_of_it(sign_in: SignIn, machine: httpx.Client) -> None:
    page, mark = sign_in("analyst"), uuid.uuid4().hex[:8]
    member = organisation(machine, "ES")
    page.goto("/coordination?tab=tables")
    page.get_by_role("button", name="Registrar mesa").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Nombre de la mesa").fill(f"Mesa {mark}")
    drawer.get_by_role("button", name="Agregar integrante").click()
    choose(page, "Organización", member["name"]["es"], drawer)
    drawer.get_by_label("Rol").select_option("Preside")
    drawer.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text(f"Preside: {member['name']['es']}")).to_be_visible()
    page.get_by_role("tab", name="Eventos").click()
    page.get_by_role("button", name="Registrar evento").click()
    drawer.get_by_label("Nombre del evento").fill(f"Reunión {mark}")
    drawer.get_by_label(re.compile("^Inicio")).fill("2026-13")
    drawer.get_by_label("Mesa de coordinación").select_option(f"Mesa {mark}")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer.get_by_text("El formato no corresponde.")).to_be_visible()
    drawer.get_by_label(re.compile("^Inicio")).fill("2026-03")
    drawer.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text(f"Reunión {mark}")).to_be_visible()


def test_a_duplicate_organisation_is_merged_and_parted_again(
    sign_in: SignIn, machine: httpx.Client, new_project: Register
) -> None:
    old, new = organisation(machine, "MX"), organisation(machine, "MX")
    project = new_project(participations=[{"organisation_id": old["id"], "role": "pivotal"}])
    page = sign_in("analyst")
    page.goto(f"/partners/{old['id']}")
    page.get_by_role("link", name="Organizaciones").click()
    page.get_by_role("button", name="Registrar organización").click()
    page.get_by_role("dialog").get_by_label("Nombre").fill(old["name"]["es"].upper())
    expect(page.get_by_role("dialog").get_by_role("link", name=old["name"]["es"])).to_be_visible()
    page.goto(f"/partners/{old['id']}")
    choose(page, "Fusionar con", new["name"]["es"])
    page.get_by_role("button", name="Fusionar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(new["name"]["es"])
    page.goto(f"/partners/{old['id']}")
    expect(page.get_by_text("La organización que buscaba se fusionó con esta.")).to_be_visible()
    page.get_by_role("link", name="1 proyecto").click()
    expect(page.get_by_text(project["title"]["es"])).to_be_visible()
    page.goto(f"/partners/{new['id']}")
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_text("deshecha")).to_be_visible()
    expect(page.get_by_role("link", name="0 proyectos")).to_be_visible()


def test_an_administrator_adds_translates_and_withdraws_a_code(sign_in: SignIn) -> None:
    page, code = sign_in("administrator"), f"t-{uuid.uuid4().hex[:8]}"
    page.goto("/vocabularies?key=tag")
    page.get_by_role("button", name="Agregar código").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Código").fill(code)
    drawer.get_by_label(re.compile("^Texto")).fill("Colibrí")
    drawer.get_by_role("button", name="Guardar").click()
    row = page.get_by_role("row", name=re.compile(code))
    expect(row).to_contain_text("Colibrí")
    row.get_by_role("button", name="Editar").click()
    drawer.get_by_label("Retirado").check()
    drawer.get_by_role("button", name="Guardar").click()
    expect(row).to_contain_text("Retirado")


def test_similar_projects_and_fitting_codes_are_proposed_while_registering(
    sign_in: SignIn, new_project: Register
) -> None:
    title = f"Restauración del manglar {uuid.uuid4().hex[:6]}"
    made = new_project(title={"es": title}, visibility="public")
    page = sign_in("registrar")
    page.goto("/projects/new")
    page.get_by_label("Título (es)").fill(title.replace("Restauración", "Restauracion"))
    expect(page.get_by_role("link", name=title)).to_be_visible()
    expect(page.get_by_text(made["code"])).to_be_visible()
    page.get_by_role("button", name="Agregar clasificación").click()
    page.get_by_label("Lista").select_option("Propósito CRS")
    page.get_by_label("Código").select_option("14030")
    page.get_by_role("button", name=re.compile("Sector iberoamericano: Abastecimiento")).click()
    expect(page.get_by_label("Código").nth(1)).to_have_value("agua")
    expect(page.get_by_text("También podrían corresponder")).to_have_count(0)


def test_a_report_tells_what_is_missing_and_is_downloaded(sign_in: SignIn, new_project: Register) -> None:
    new_project(title={"es": f"Sin datos {uuid.uuid4().hex[:6]}"}, modality="south-south-bilateral")
    page = sign_in("analyst")
    page.goto("/reports")
    section = page.locator("section", has_text="Cooperación Sur-Sur y triangular (SEGIB)")
    expect(section).to_contain_text("Lo que más falta")
    section.get_by_role("button", name="Ver proyecto por proyecto").click()
    expect(section.get_by_role("region", name="Ver proyecto por proyecto")).to_contain_text("Sin datos")
    with page.expect_download() as download:
        section.get_by_role("link", name="Excel (XLSX)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")

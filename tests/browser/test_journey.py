"""The main job, by hand in a browser: register; import a real file; find; export; import again: nothing changes."""

import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
from lxml import etree
from playwright.sync_api import Page, Route, expect

from registry_api.interchange.iati.standard import schema
from tests.interchange.test_imports import own, real_files

SignIn = Callable[[str], Page]


def test_register_correct_find_edit(sign_in: SignIn) -> None:
    page = sign_in("analyst")
    mark = uuid.uuid4().hex[:8]
    page.goto("/projects")
    page.get_by_role("link", name="Registrar proyecto").click()
    page.get_by_role("button", name="Guardar").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Hay datos por corregir")
    expect(summary).to_contain_text("Título: Escriba el texto en al menos un idioma.")
    summary.get_by_role("button", name=re.compile("Título")).click()
    expect(page.get_by_label("Título (es)")).to_be_focused()
    page.keyboard.type(f"Intercambio {mark}")
    page.get_by_label("Modalidad").select_option("Triangular")
    page.get_by_label("Inicio previsto").fill("2026-05-01")
    page.get_by_label("Fin previsto").fill("2026-01-01")
    page.get_by_role("button", name="Agregar socio").click()
    page.get_by_role("textbox", name="Organización").fill("AMEXCID")
    page.get_by_role("option", name=re.compile("Agencia Mexicana")).click()
    page.get_by_label(re.compile("^Rol")).select_option("pivotal")
    page.get_by_role("button", name="Agregar clasificación").click()
    page.get_by_label("Código").select_option("17")
    page.get_by_role("button", name="Agregar presupuesto").click()
    page.get_by_label("Desde").fill("2026-01-01")
    page.get_by_label("Hasta").fill("2026-12-31")
    page.get_by_label("Monto").fill("1250,50")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("El fin es anterior al inicio (2026-05-01).").last).to_be_visible()
    page.get_by_label("Fin previsto").fill("2027-01-01")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("heading", name=f"Intercambio {mark}")).to_be_visible()
    expect(page.get_by_text("1,250.50 GTQ")).to_be_visible()
    code = page.url.rsplit("/", 1)[1]
    page.get_by_role("link", name="Proyectos").first.click()
    page.get_by_label("Buscar").fill(mark)
    expect(page).to_have_url(re.compile(f"q=.*{mark}"))
    expect(page.get_by_text("1 proyecto", exact=True)).to_be_visible()
    page.reload()
    page.get_by_role("link", name=f"Intercambio {mark}").click()
    page.get_by_role("link", name="Editar").click()
    page.get_by_text("Inglés", exact=True).click()
    page.get_by_label("Título (en)").fill(f"Exchange {mark}")
    page.get_by_label("Etapa").select_option("Negociación")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text(f"{code} se guardó.")).to_be_visible()
    page.get_by_label("Idioma").select_option("en")
    expect(page.get_by_role("heading", name=f"Exchange {mark}")).to_be_visible()
    page.get_by_label("Language", exact=True).select_option("de")
    page.get_by_role("button", name="Entwurf löschen").click()
    page.get_by_role("button", name="Zum Löschen erneut drücken").click()
    expect(page.get_by_text(f"{code} wurde gelöscht.")).to_be_visible()


def test_what_was_typed_survives_a_closed_page(sign_in: SignIn) -> None:
    page = sign_in("registrar")
    page.goto("/projects/new")
    title = f"Sin guardar {uuid.uuid4().hex}"
    page.get_by_label("Título (es)").fill(title)
    expect(page.get_by_text("Borrador conservado en este equipo")).to_be_visible()
    page.goto("about:blank")
    page.goto("/projects/new")
    expect(page.get_by_label("Título (es)")).to_have_value(title)
    page.get_by_role("button", name="Descartarlo").click()
    expect(page.get_by_label("Título (es)")).to_have_value("")


def test_a_stale_edit_shows_both_and_loses_neither(sign_in: SignIn, machine: httpx.Client) -> None:
    body = {"title": {"es": f"Dos a la vez {uuid.uuid4().hex}"}, "modality": "triangular"}
    made = machine.post("/api/v1/projects", json=body)
    code = made.json()["code"]
    page = sign_in("analyst")
    page.goto(f"/projects/{code}/edit")
    page.get_by_label("Objetivo (es)").fill("Lo mío")
    change = {"description": {"es": "Lo otro"}}
    machine.patch(f"/api/v1/projects/{code}", json=change, headers={"If-Match": made.headers["etag"]})
    page.get_by_role("button", name="Guardar").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("La otra versión cambió: Descripción")
    expect(alert).to_contain_text("Usted cambió: Objetivo")
    alert.get_by_role("button", name="Seguir con lo mío").click()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text(f"{code} se guardó.")).to_be_visible()
    saved = machine.get(f"/api/v1/projects/{code}").json()
    assert (saved["objective"], saved["description"]) == ({"es": "Lo mío"}, {"es": "Lo otro"})


def test_import_look_apply_find_export_import_again_undo(sign_in: SignIn, tmp_path: Path) -> None:
    real = [file for file in real_files() if file.name.startswith("global-fund")]
    file = real[0] if real else tmp_path / "actividades.xml"
    if not real:
        file.write_bytes(own("activities-2.03.xml")[0])
    records = len(etree.parse(str(file)).getroot().findall("iati-activity"))
    page = sign_in("analyst")
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Enviar y revisar").click()
    expect(page.get_by_text("Revisado: listo para aplicar")).to_be_visible()
    page.get_by_role("tab", name="Problemas").click()
    page.get_by_role("tab", name="Registros").click()
    page.get_by_role("button", name=f"Aplicar {records} registros").click()
    expect(page.get_by_text("Importación aplicada")).to_be_visible(timeout=30_000)
    address = page.url
    page.get_by_role("link", name="Ver los proyectos").click()
    expect(page.get_by_text(f"{records} proyectos", exact=True)).to_be_visible()
    page.get_by_role("button", name="Exportar").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="IATI 2.03 (XML)").click()
    exported = tmp_path / "exported.xml"
    download.value.save_as(exported)
    tree = etree.parse(str(exported))
    schema("iati-activities").assertValid(tree)
    assert len(tree.getroot()) == records
    for again in (file, exported):
        page.goto("/imports")
        page.locator("input[type=file]").set_input_files(again)
        page.get_by_role("button", name="Enviar y revisar").click()
        expect(page.get_by_text("Revisado: no hay nada que cambiar")).to_be_visible()
    page.goto(address)
    page.get_by_role("button", name="Deshacer la importación").click()
    expect(page.get_by_text(f"Borrados: {records}.")).to_be_visible()


def test_a_file_that_is_not_iati_is_told_so(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("administrator")
    file = tmp_path / "hoja.xml"
    file.write_text("codigo,titulo\n1,x\n")
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Enviar y revisar").click()
    expect(page.get_by_role("alert")).to_contain_text("El archivo no es XML.")


def test_a_wrong_password_is_told_and_the_page_asked_for_opens_afterwards(page: Page) -> None:
    page.goto("/projects/new")
    expect(page.get_by_text("Para esa página hace falta una cuenta.")).to_be_visible()
    page.get_by_label("Correo electrónico").fill("admin@demo.example")
    page.get_by_label(re.compile("^Contraseña")).fill("nope")
    page.get_by_role("button", name="Iniciar sesión").last.click()
    expect(page.get_by_role("alert")).to_contain_text("no coinciden")
    page.get_by_label(re.compile("^Contraseña")).fill("milpa-demo-2032")
    page.get_by_role("button", name="Iniciar sesión").last.click()
    expect(page).to_have_url(re.compile("/projects/new"))


def test_a_visitor_finds_published_projects_and_lessons(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Proyectos").first.click()
    page.get_by_label("Buscar").fill("fortalecimiento institucional")
    page.get_by_role("link", name=re.compile("Fortalecimiento institucional")).click()
    expect(page.get_by_text("DGPCI de la AMEXCID")).to_be_visible()
    expect(page.get_by_text("Visita de intercambio, 2017")).to_be_visible()
    expect(page.get_by_role("link", name="Editar")).to_have_count(0)


def test_projects_are_registered_by_spreadsheet(sign_in: Callable[[str], Page], tmp_path: Path) -> None:
    mark = uuid.uuid4().hex[:8]
    file = tmp_path / "proyectos.csv"
    head = "Clave del proyecto;Título;Modalidad;Inicio real\n"
    file.write_text(f"{head}A-{mark};Bueno {mark};triangular;2025-01-01\nB-{mark};Malo {mark};lunar;ayer\n")
    page = sign_in("analyst")
    page.goto("/imports")
    with page.expect_download() as template:
        page.get_by_role("link", name="Plantilla en español (XLSX)").click()
    assert template.value.suggested_filename == "milpa-es.xlsx"
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("1 proyectos tienen celdas por corregir")).to_be_visible()
    with page.expect_download():
        page.get_by_role("link", name="Descargar la hoja con los problemas").click()
    page.get_by_role("tab", name="Problemas").click()
    expect(page.get_by_text("Hoja «Proyectos», celda C3: «lunar» no está en la lista")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Aplicar")).click()
    page.get_by_role("link", name="Ver los proyectos").click()
    expect(page.get_by_text(f"Bueno {mark}")).to_be_visible()
    expect(page.get_by_text(f"Malo {mark}")).to_have_count(0)


def test_a_click_of_a_slow_hand_meets_what_it_pressed(page: Page) -> None:
    """The results of what was typed come while the button is down: the row must not move from under the pointer."""
    page.goto("/projects")
    link = page.get_by_role("link", name=re.compile("Fortalecimiento institucional"))
    link.wait_for()
    page.get_by_label("Buscar").fill("fortalecimiento")
    link.hover()
    page.mouse.down()
    page.wait_for_timeout(700)
    page.mouse.up()
    expect(page).to_have_url(re.compile("/projects/GT-2016-0001"))


def test_a_click_right_after_typing_is_not_called_off_by_the_search(page: Page) -> None:
    def slowly(route: Route) -> None:
        time.sleep(0.8)
        route.continue_()

    page.route(re.compile(r"/assets/ProjectRecord-.*\.js$"), slowly)
    page.goto("/projects")
    link = page.get_by_role("link", name=re.compile("Fortalecimiento institucional"))
    link.wait_for()
    page.get_by_label("Buscar").fill("fortalecimiento")
    link.click()
    expect(page).to_have_url(re.compile("/projects/GT-2016-0001"))

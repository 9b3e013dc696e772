"""A programme of three projects: frameworks, verified reports, evaluation, recommendation, response, roll-up."""

import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_monitoring_journey import sign_out
from tests.browser.test_registry_journeys import SignIn

Register = Callable[..., dict[str, Any]]
AsRole = Callable[[str], httpx.Client]


def save(drawer: Locator) -> None:
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer).to_have_count(0)


def write_framework(page: Page, code: str, common: str) -> None:
    page.goto(f"/projects/{code}?tab=results")
    page.get_by_role("button", name="Escribir el marco").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Agregar resultado").click()
    drawer.get_by_label("Título").fill("Personal capacitado")
    drawer.get_by_role("button", name="Agregar indicador").click()
    drawer.get_by_role("textbox", name=re.compile("^Indicador")).fill("Personas capacitadas")
    drawer.get_by_label("Línea de base").first.fill("0")
    drawer.get_by_label("Indicador común").select_option(label=common)
    drawer.get_by_role("button", name="Agregar dimensión").click()
    drawer.get_by_label("Dimensión").fill("sexo")
    drawer.get_by_label("Categorías").fill("mujeres, hombres")
    drawer.get_by_role("button", name="Agregar meta").click()
    drawer.get_by_label("Desde").fill("2025-01-01")
    drawer.get_by_label("Hasta").fill("2025-12-31")
    drawer.get_by_label("Meta", exact=False).last.fill("100")
    save(drawer)
    page.get_by_role("button", name="Aprobar el marco").click()
    expect(page.get_by_text("Aprobado (versión 1)")).to_be_visible()


def report_and_verify(page: Page, women: str, men: str, evidence: Path) -> None:
    page.get_by_role("button", name="Empezar el informe").click()
    form = page.get_by_role("group", name=re.compile("^Personas capacitadas"))
    form.get_by_label("mujeres").fill(women)
    form.get_by_label("hombres").fill(men)
    expect(form.get_by_label("Valor: Personas capacitadas")).to_have_value(str(int(women) + int(men)))
    form.locator("input[type=file]").set_input_files(str(evidence))
    expect(form.get_by_role("link", name="Archivo adjunto")).to_be_visible()
    page.get_by_role("button", name="Guardar mediciones").click()
    expect(page.get_by_text("Guardado")).to_be_visible()
    page.get_by_role("button", name="Entregar para verificación").click()
    page.get_by_role("button", name="Verificar").click()
    expect(page.get_by_text("Decidido por Analista SCI (demo)")).to_be_visible()


def test_a_programme_from_frameworks_to_its_aggregated_results(
    sign_in: SignIn, as_role: AsRole, new_project: Register, tmp_path: Path
) -> None:
    mark = uuid.uuid4().hex[:8]
    partner = as_role("partner").get("/api/v1/session").json()["organisation"]
    own = [{"organisation_id": partner["id"], "role": "pivotal"}]
    programme = new_project(
        title={"es": f"Programa {mark}"}, instrument="programme", visibility="internal", participations=own
    )
    parts = [
        new_project(
            title={"es": f"Parte {number} {mark}"}, parent_id=programme["id"], visibility="internal", participations=own
        )
        for number in (1, 2, 3)
    ]
    evidence = tmp_path / "lista.txt"
    evidence.write_text("Lista de asistencia")

    page = sign_in("analyst")
    page.goto("/rollup?tab=common")
    page.get_by_role("button", name="Agregar indicador común").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Título").fill(f"Personas capacitadas {mark}")
    drawer.get_by_label("Unidad").fill("personas")
    drawer.get_by_label("Metas a las que aporta", exact=True).select_option("17")
    save(drawer)

    for part, (women, men) in zip(parts, (("20", "10"), ("30", "20"), ("5", "15")), strict=True):
        write_framework(page, part["code"], f"Personas capacitadas {mark} (personas)")
        report_and_verify(page, women, men, evidence)

    page.goto(f"/projects/{parts[0]['code']}?tab=results")
    evaluate(page, mark, partner["name"]["es"])
    address = page.url
    sign_out(page)

    sign_in("partner")
    respond_and_follow_up(page, address, mark)
    page.goto("/rollup")
    section = page.locator("section", has=page.get_by_role("heading", name=re.compile(f"Programa {mark}")))
    expect(section).to_contain_text("100 personas")
    expect(section).to_contain_text("300 (33 %)")
    section.get_by_role("button", name=re.compile(f"Ver qué hay detrás: Personas capacitadas {mark}")).click()
    detail = page.get_by_role("dialog")
    for part in parts:
        expect(detail.get_by_role("link", name=re.compile(part["code"]))).to_be_visible()
    expect(detail.get_by_role("link", name="Archivo adjunto")).to_have_count(3)
    expect(detail.get_by_text("verificado por Analista SCI (demo)")).to_have_count(3)


def respond_and_follow_up(page: Page, address: str, mark: str) -> None:
    """Answer the recommendation as the partner it is addressed to, and carry its action out."""
    page.goto("/evaluations?tab=board")
    page.get_by_label("De quién").select_option("De mi institución")
    answer = page.get_by_role("region", name="Por responder")
    card = answer.locator("div", has=page.get_by_text(f"Acordar los indicadores {mark}")).last
    expect(card).to_be_visible()
    page.goto(address)
    page.get_by_role("button", name="Responder: R1").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Decisión").select_option("Aceptada")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer.get_by_text("Diga al menos una acción")).to_be_visible()
    drawer.get_by_role("button", name="Agregar acción").click()
    drawer.get_by_role("textbox", name=re.compile("^Acción")).fill("Taller de indicadores")
    drawer.get_by_label("Hasta cuándo").fill("2026-01-15")
    save(drawer)
    expect(page.get_by_text("Acción vencida")).to_be_visible()
    page.get_by_role("button", name="Informar avance: Taller de indicadores").click()
    drawer.get_by_label("Estado").select_option("Hecha")
    save(drawer)
    expect(page.get_by_text("Cumplida")).to_be_visible()


def evaluate(page: Page, mark: str, addressee: str) -> None:
    """Plan an evaluation of the project that is shown, and take it to its end."""
    page.get_by_role("button", name="Planificar una evaluación").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Título").fill(f"Evaluación {mark}")
    drawer.get_by_label("Términos de referencia").fill("Valorar la eficacia.")
    choose(page, drawer.get_by_label("Quién la encarga"), "SEGEPLAN")
    drawer.get_by_role("button", name="Guardar").click()
    page.wait_for_url("**/evaluations/*")
    expect(page.get_by_text("Al menos una pregunta")).to_be_visible()

    def edit(part: str) -> Locator:
        page.get_by_role("button", name=f"Editar: {part}").click()
        return page.get_by_role("dialog")

    drawer = edit("Preguntas por criterio")
    drawer.get_by_role("button", name="Agregar pregunta").click()
    drawer.get_by_label("Criterio del CAD").select_option("Eficacia")
    drawer.get_by_role("textbox", name=re.compile("^Pregunta")).fill("¿Alcanzó sus metas?")
    save(drawer)
    page.get_by_role("button", name="Encargar").click()
    drawer = edit("Equipo e independencia")
    drawer.get_by_role("button", name="Agregar persona").click()
    drawer.get_by_label("Nombre").fill("Ana Pérez")
    drawer.get_by_label("Función").select_option("Dirige el equipo")
    drawer.get_by_label("Declara ser independiente").select_option("Independiente")
    save(drawer)
    page.get_by_role("button", name="Poner en curso").click()
    drawer = edit("Valoraciones por criterio")
    drawer.get_by_role("button", name="Agregar valoración").click()
    drawer.get_by_label("Criterio del CAD").select_option("Eficacia")
    drawer.get_by_label("Valoración", exact=False).last.select_option("Exitoso")
    drawer.get_by_label("Justificación").fill("Un tercio de la meta en un año.")
    save(drawer)
    drawer = edit("Hallazgos, conclusiones y recomendaciones")
    for add in ("Agregar hallazgo", "Agregar conclusión", "Agregar recomendación"):
        drawer.get_by_role("button", name=add).click()
    drawer.get_by_role("textbox", name=re.compile("^Hallazgo")).fill("Los socios miden distinto.")
    drawer.get_by_label("Se apoya en los hallazgos").fill("1")
    drawer.get_by_role("textbox", name=re.compile("^Conclusión")).fill("Falta un marco común.")
    drawer.get_by_label("Se apoya en las conclusiones").fill("1")
    drawer.get_by_role("textbox", name=re.compile("^Recomendación")).fill(f"Acordar los indicadores {mark}")
    choose(page, drawer.get_by_label("A quién se dirige"), addressee)
    save(drawer)
    drawer = edit("Resumen e informe")
    drawer.get_by_label("Resumen").fill("El proyecto avanza según lo previsto.")
    save(drawer)
    drawer = edit("Calidad de la evaluación")
    expect(drawer.get_by_label("Respuesta").first).to_be_visible()
    for answer in drawer.get_by_label("Respuesta").all():
        answer.select_option("Se cumple")
    save(drawer)
    page.get_by_role("button", name="Terminar").click()
    expect(page.get_by_text("Calidad: 100 % de lo aplicable")).to_be_visible()
    expect(page.get_by_text("Espera respuesta")).to_be_visible()


def test_one_part_after_another_is_no_change_by_somebody_else(
    sign_in: SignIn, as_role: AsRole, new_project: Register
) -> None:
    body = {"projects": [new_project()["code"]], "title": {"es": "Dos partes"}, "timing": "final"}
    address = as_role("analyst").post("/api/v1/evaluations", json=body).headers["location"]
    page = sign_in("analyst")
    page.goto(address.removeprefix("/api/v1"))

    def slowly(route: Route) -> None:
        if route.request.method == "GET":
            time.sleep(0.8)
        route.continue_()

    page.get_by_role("button", name="Editar: Resumen e informe").wait_for()
    page.route(f"**{address}", slowly)
    drawer = page.get_by_role("dialog")
    for part, field in (("Resumen e informe", "Resumen"), ("Plan", "Términos de referencia")):
        page.get_by_role("button", name=f"Editar: {part}").click()
        drawer.get_by_label(field, exact=True).fill("Escrito enseguida.")
        save(drawer)
    expect(page.get_by_text("Escrito enseguida.")).to_have_count(2)


def choose(page: Page, picker: Locator, name: str) -> None:
    picker.fill(name)
    page.get_by_role("option", name=re.compile(re.escape(name))).first.click()


def test_lessons_of_similar_projects_are_proposed_while_registering(
    sign_in: SignIn, machine: httpx.Client, new_project: Register
) -> None:
    word = f"apicultura{uuid.uuid4().hex[:8]}"
    taught = new_project(title={"es": f"Fomento de la {word}"}, visibility="internal")
    lesson = {
        "project_id": taught["id"],
        "title": {"es": "Colmenas a la sombra"},
        "lesson": {"es": "El calor las vacía."},
    }
    assert machine.post("/api/v1/lessons", json=lesson).status_code == 201
    page = sign_in("analyst")
    page.goto("/projects/new")
    page.get_by_label("Título").fill(f"Fomento de la {word} en tierras altas")
    proposal = page.get_by_text("Lección: Colmenas a la sombra")
    expect(proposal).to_be_visible()
    expect(page.get_by_text(re.compile(r"Porque: título parecido \(\d+ %\)"))).to_be_visible()


def test_a_framework_starts_from_a_template_or_a_spreadsheet(
    sign_in: SignIn, new_project: Register, tmp_path: Path
) -> None:
    page = sign_in("analyst")
    page.goto(f"/projects/{new_project()['code']}?tab=results")
    page.get_by_label("Empezar desde una plantilla").select_option("Formación de personas")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Fórmula").nth(3)).to_have_value("100 * passed / began")
    save(drawer)
    expect(page.get_by_text("Proporción que aprobó")).to_be_visible()

    page.goto(f"/projects/{new_project()['code']}?tab=results")
    wrong = tmp_path / "marco.csv"
    wrong.write_text("Nivel;Resultado;Indicador;Desde;Hasta;Meta\nProducto;Registro en línea;Usuarios;ayer;2026;50\n")
    page.locator("input[type=file]").first.set_input_files(str(wrong))
    expect(page.get_by_text("D2: «ayer» no es una fecha")).to_be_visible()
    wrong.write_text("Nivel;Resultado;Indicador;Desde;Hasta;Meta\nProducto;Registro en línea;Usuarios;2026;2026;50\n")
    page.locator("input[type=file]").first.set_input_files(str(wrong))
    expect(drawer.get_by_label("Desde")).to_have_value("2026-01-01")
    save(drawer)
    expect(page.get_by_text("31 dic 2026: – / 50")).to_be_visible()


def test_a_good_practice_is_proposed_validated_and_found(
    sign_in: SignIn, as_role: AsRole, public: httpx.Client, new_project: Register
) -> None:
    mark = uuid.uuid4().hex[:8]
    own = as_role("partner").get("/api/v1/session").json()["organisation"]["id"]
    new_project(visibility="internal", participations=[{"organisation_id": own, "role": "pivotal"}])
    page = sign_in("partner")
    page.goto("/knowledge")
    page.get_by_role("button", name="Proponer buena práctica").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Título").fill(f"Pasantía cruzada {mark}")
    drawer.get_by_label("Qué se hizo").fill("Dos semanas en la otra institución.")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer.get_by_label("Condiciones para replicarla")).to_have_attribute("aria-invalid", "true")
    drawer.get_by_label("Qué resultó").fill("Se adoptó el procedimiento.")
    drawer.get_by_label("Condiciones para replicarla").fill("Una tarea acordada.")
    choose(page, drawer.get_by_label("Organización"), "DGPCI")
    drawer.get_by_label("Sectores, ODS y metas", exact=True).select_option("17")
    save(drawer)
    expect(page.get_by_text(f"Pasantía cruzada {mark}")).to_be_visible()
    sign_out(page)

    sign_in("analyst")
    page.goto(f"/knowledge?q={mark}&kind=practice")
    page.get_by_role("button", name=f"Validar o devolver: Pasantía cruzada {mark}").click()
    expect(drawer.get_by_text("Una tarea acordada.")).to_be_visible()
    save(drawer)
    expect(page.get_by_text("Validada", exact=True)).to_be_visible()
    assert public.get("/api/v1/knowledge", params={"q": mark}).json()["total"] == 1


def test_a_light_is_overridden_with_a_reason(sign_in: SignIn) -> None:
    page = sign_in("analyst")
    page.goto("/projects/GT-2025-0001?tab=results")
    name = "Personas satisfechas con el servicio de agua"
    page.get_by_role("button", name=f"Cambiar el semáforo: {name}").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Avance").select_option("En riesgo")
    drawer.get_by_role("button", name="Guardar").click()
    expect(drawer.get_by_label("Justificación")).to_have_attribute("aria-invalid", "true")
    drawer.get_by_label("Justificación").fill("La encuesta fue en un solo municipio.")
    save(drawer)
    expect(page.get_by_text("La encuesta fue en un solo municipio.")).to_be_visible()
    page.get_by_role("button", name=f"Volver al calculado: {name}").click()
    expect(page.get_by_text("La encuesta fue en un solo municipio.")).to_have_count(0)


def test_a_framework_is_kept_as_a_template(sign_in: SignIn, new_project: Register) -> None:
    mark = uuid.uuid4().hex[:8]
    page = sign_in("analyst")
    page.goto("/projects/GT-2025-0001?tab=results")
    page.get_by_role("button", name="Guardar como plantilla").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Título").fill(f"Agua {mark}")
    save(drawer)
    page.goto(f"/projects/{new_project()['code']}?tab=results")
    page.get_by_label("Empezar desde una plantilla").select_option(f"Agua {mark}")
    expect(drawer.get_by_role("textbox", name=re.compile("^Indicador")).first).to_have_value(re.compile("^Comités"))
    save(drawer)
    expect(page.get_by_text("Proporción que terminó")).to_be_visible()

"""An analyst's day in the explorer: views, columns, many projects at once; talk about a project; go anywhere."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

SignIn = Callable[[str], Page]
Register = Callable[..., dict[str, Any]]


def test_a_view_is_saved_opened_and_brought_back(sign_in: SignIn) -> None:
    page = sign_in("analyst")
    name = f"Mi vista {uuid.uuid4().hex[:6]}"
    page.goto("/projects?stage=%5B%22implementation%22%5D&view=timeline")
    expect(page.get_by_role("list", name="Proyectos en el tiempo").get_by_role("listitem").first).to_be_visible()
    page.get_by_role("button", name="Vistas").click()
    page.get_by_label("Nombre de esta vista").fill(name)
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text(f"La vista «{name}» se guardó.")).to_be_visible()
    page.goto("/projects")
    page.get_by_role("button", name="Vistas").click()
    page.get_by_role("button", name=name, exact=True).click()
    expect(page).to_have_url(re.compile("view=timeline"))
    expect(page).to_have_url(re.compile("implementation"))
    page.get_by_role("button", name=f"Borrar la vista «{name}»").click()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_columns_and_density_are_chosen(sign_in: SignIn) -> None:
    page = sign_in("analyst")
    page.goto("/projects")
    table = page.get_by_role("region", name="Proyectos")
    expect(table.get_by_role("columnheader", name="Presupuesto")).to_be_visible()
    page.get_by_role("button", name="Columnas").click()
    page.get_by_label("Presupuesto").uncheck()
    page.get_by_label("Última modificación").check()
    page.get_by_label("Filas compactas").check()
    page.keyboard.press("Escape")
    expect(table.get_by_role("columnheader", name="Presupuesto")).to_have_count(0)
    page.reload()
    expect(table.get_by_role("columnheader", name="Última modificación")).to_be_visible()


def test_the_form_says_what_is_missing_and_leads_there(sign_in: SignIn) -> None:
    page = sign_in("registrar")
    page.goto("/projects/new")
    gaps = page.get_by_role("region", name="Completitud de lo escrito")
    expect(gaps.get_by_role("status")).to_contain_text(re.compile(r"IATI \d+ %"))
    before = gaps.get_by_role("status").inner_text()
    gaps.get_by_text("Ver lo que falta").click()
    line = gaps.get_by_role("button", name=re.compile("objetivo", re.IGNORECASE))
    line.click()
    expect(page.get_by_label("Objetivo (es)")).to_be_focused()
    page.keyboard.type("Que los datos sean comunes.")
    expect(line).to_have_count(0)
    assert gaps.get_by_role("status").inner_text() != before


def test_many_projects_are_changed_at_once_and_taken_back(sign_in: SignIn, new_project: Register) -> None:
    mark = uuid.uuid4().hex[:8]
    codes = [new_project(title={"es": f"Bloque {mark} {n}"}, visibility="draft")["code"] for n in range(3)]
    page = sign_in("analyst")
    page.goto(f"/projects?q={mark}")
    page.get_by_label(f"Elegir {codes[0]}").check()
    page.get_by_label(f"Elegir {codes[1]}").check()
    bar = page.get_by_role("region", name="Cambiar los proyectos elegidos")
    expect(bar.get_by_text("2 proyectos elegidos")).to_be_visible()
    bar.get_by_label("Nuevo valor").select_option("Interno")
    bar.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("2 proyectos cambiaron.")).to_be_visible()
    rows = page.get_by_role("row").filter(has_text=mark)
    expect(rows.filter(has_text="Interno")).to_have_count(2)
    page.get_by_role("button", name="Deshacer").click()
    expect(rows.filter(has_text="Interno")).to_have_count(0)


def test_many_projects_are_classified_and_given_to_an_institution(sign_in: SignIn, new_project: Register) -> None:
    mark = uuid.uuid4().hex[:8]
    codes = [new_project(title={"es": f"Eje {mark} {n}"}, visibility="internal")["code"] for n in range(2)]
    page = sign_in("analyst")
    page.goto(f"/projects?q={mark}")
    for code in codes:
        page.get_by_label(f"Elegir {code}").check()
    bar = page.get_by_role("region", name="Cambiar los proyectos elegidos")
    bar.get_by_label("Qué cambiar").select_option("Agregar una clasificación")
    bar.get_by_label("Lista").select_option("katun-axis")
    expect(bar.get_by_role("button", name="Aplicar")).to_be_disabled()
    bar.get_by_label("Código").select_option("2")
    bar.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("2 proyectos cambiaron.")).to_be_visible()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_text("Los proyectos están como antes.")).to_be_visible()
    bar.get_by_label("Qué cambiar").select_option("Institución responsable")
    bar.get_by_label("Nuevo valor").fill("SEGEPLAN")
    page.get_by_role("option", name="Secretaría de Planificación").first.click()
    bar.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("2 proyectos cambiaron.").last).to_be_visible()
    page.goto(f"/projects/{codes[0]}")
    expect(page.get_by_text("Secretaría de Planificación").first).to_be_visible()


def test_the_list_is_used_by_keyboard_alone(sign_in: SignIn, new_project: Register) -> None:
    mark = uuid.uuid4().hex[:8]
    codes = [new_project(title={"es": f"Teclado {mark} {n}"})["code"] for n in range(2)]
    page = sign_in("analyst")
    page.goto("/projects")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(mark)
    rows = page.get_by_role("row").filter(has_text=mark)
    expect(rows).to_have_count(2)
    expect(page.get_by_text("2 proyectos", exact=True)).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Teclado"):
            break
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.get_by_text("2 proyectos elegidos")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("|".join(codes)))


def test_a_mention_reaches_a_colleague_who_answers(sign_in: SignIn, new_project: Register) -> None:
    mark = uuid.uuid4().hex[:8]
    project = new_project(title={"es": f"Conversación {mark}"}, visibility="internal")
    page = sign_in("analyst")
    page.goto(f"/projects/{project['code']}?tab=comments")
    page.get_by_label("Comentario nuevo").press_sequentially(f"Duda {mark} @Evalua")
    page.get_by_role("group", name="Personas que puede mencionar").get_by_role("button").first.click()
    page.reload()
    expect(page.get_by_label("Comentario nuevo")).to_have_value(re.compile(mark))
    page.get_by_label("Comentario nuevo").fill("")
    page.get_by_label("Comentario nuevo").press_sequentially(f"Duda {mark} @Evalua")
    page.get_by_role("group", name="Personas que puede mencionar").get_by_role("button").first.click()
    page.get_by_role("button", name="Comentar").click()
    expect(page.get_by_role("listitem").filter(has_text=mark)).to_be_visible()
    page.get_by_role("button", name="Cerrar sesión").click()
    page = sign_in("evaluator")
    page.goto("/")
    page.get_by_role("button", name=re.compile("^Avisos")).click()
    page.get_by_role("link", name=re.compile(f"menciona.*{mark}")).click()
    expect(page.get_by_role("listitem").filter(has_text=f"Duda {mark}")).to_be_visible()
    page.get_by_label("Comentario nuevo").fill(f"Respuesta {mark}")
    page.get_by_role("button", name="Comentar").click()
    own = page.get_by_role("listitem").filter(has_text=f"Respuesta {mark}")
    own.get_by_role("button", name="Borrar").click()
    page.get_by_role("button", name="Deshacer").click()
    expect(own).to_be_visible()


def test_the_palette_leads_anywhere(sign_in: SignIn) -> None:
    page = sign_in("analyst")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    field = page.get_by_placeholder("Proyecto, organización, página o acción")
    field.fill("cuencas compartidas")
    expect(page.get_by_role("button", name=re.compile("gestión del agua"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("GT-2025-0001"))
    page.keyboard.press("Control+k")
    field.fill("vocabul")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vocabularios", level=1)).to_be_visible()


def test_ten_thousand_rows_do_not_hold_up_the_page(sign_in: SignIn) -> None:
    """Only the rows near the screen exist, however many are loaded."""
    page = sign_in("analyst")

    def answer(route: Any) -> None:
        items = [
            {"id": str(uuid.UUID(int=n)), "code": f"GT-2030-{n:05}", "title": {"es": f"Proyecto {n}"},
             "modality": "triangular", "cooperation_type": None, "instrument": "project", "stage": "implementation",
             "visibility": "public", "example": False, "iati_identifier": None, "start": "2030-01-01", "end": None,
             "updated_at": "2030-01-01T00:00:00Z", "partners": [], "countries": [], "totals": []}
            for n in range(10_000)
        ]  # fmt: skip
        route.fulfill(json={"items": items, "total": 10_000, "next": None})

    page.route(re.compile(r"/api/v1/projects\?"), answer)
    page.goto("/projects")
    expect(page.get_by_text("10,000 proyectos")).to_be_visible()
    expect(page.get_by_role("link", name="Proyecto 0", exact=True)).to_be_visible()
    assert page.locator("main tr").count() < 100
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_role("link", name="Proyecto 9999", exact=True)).to_be_visible()
    assert page.locator("main tr").count() < 100

"""Administrators let people and systems in, people protect their accounts, analysts reconcile what partners report."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import pyotp
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import violations
from tests.conftest import Platform
from tests.gateway.test_people import letters, link_token
from tests.integration.test_webhooks import Receiver

SignIn = Callable[[str], Page]
PASSWORD = "una frase bastante larga"


def enter(page: Page, address: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Correo electrónico").fill(address)
    page.get_by_label(re.compile("^Contraseña")).fill(PASSWORD)
    page.get_by_role("button", name="Iniciar sesión").click()


def second_factor(page: Page) -> list[str]:
    """Sets up a second factor on the page of one's own account; returns the recovery codes."""
    section = page.locator("section", has=page.get_by_role("heading", name="Segundo factor"))
    section.get_by_label("Contraseña actual").fill(PASSWORD)
    section.get_by_role("button", name="Configurar").click()
    picture = section.get_by_role("img", name=re.compile("Código QR"))
    picture.wait_for()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = section.locator("code").inner_text()
    section.get_by_label("Código").fill("000000")
    section.get_by_role("button", name="Activar").click()
    expect(section.get_by_text("El código no coincide")).to_be_visible()
    section.get_by_label("Código").fill(pyotp.TOTP(secret).now())
    section.get_by_role("button", name="Activar").click()
    section.get_by_text("Guárdelos en un lugar seguro").wait_for()
    recovery = section.locator("pre, code").last.inner_text().split()
    assert len(recovery) == 10
    assert violations(page) == []
    return recovery


def test_a_person_is_invited_chooses_a_password_and_adds_a_second_factor(
    sign_in: SignIn, context: BrowserContext, platform: Platform
) -> None:
    admin = sign_in("administrator")
    address = f"invitada-{uuid4().hex[:8]}@demo.example"
    admin.get_by_role("link", name="Administración", exact=True).click()
    admin.get_by_role("button", name="Invitar a una persona").click()
    form = admin.get_by_role("dialog")
    form.get_by_label("Correo electrónico").fill(address)
    form.get_by_label("Nombre").fill("Invitada de Prueba")
    form.get_by_label("Rol").select_option("partner")
    form.get_by_role("button", name="Guardar").click()
    expect(form).to_contain_text("pertenece a una organización")
    form.get_by_label("Rol").select_option("evaluator")
    form.get_by_role("button", name="Guardar").click()
    form.wait_for(state="detached")
    admin.get_by_label("Buscar por nombre o correo").fill(address)
    expect(admin.get_by_role("row", name=re.compile(address))).to_contain_text("Invitada")

    [letter] = letters(platform, address)
    browser = context.browser
    assert browser is not None
    own = browser.new_context(base_url=platform.url, locale="es-GT")
    page = own.new_page()
    page.goto(f"/password?token={link_token(letter)}")
    page.get_by_label("Contraseña", exact=False).first.fill("corta")
    page.get_by_role("button", name="Elegir una contraseña nueva").click()
    expect(page.get_by_text("La contraseña necesita al menos 12 caracteres")).to_be_visible()
    page.get_by_label("Contraseña", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Elegir una contraseña nueva").click()
    page.get_by_text("Su contraseña está guardada").wait_for()
    enter(page, address)
    page.get_by_role("link", name="Invitada de Prueba").click()

    recovery = second_factor(page)
    page.get_by_role("button", name="Cerrar sesión").click()
    page.get_by_role("link", name="Iniciar sesión").wait_for()
    enter(page, address)
    page.get_by_label("Código").fill(recovery[0])
    page.get_by_role("button", name="Iniciar sesión").click()
    page.get_by_role("button", name="Cerrar sesión").wait_for()
    own.close()


def test_a_forgotten_password_is_asked_for(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("link", name="¿Olvidó su contraseña?").click()
    # Both pages ask for an address: the one that is left must be gone.
    expect(page.get_by_role("heading", name="¿Olvidó su contraseña?")).to_be_visible()
    page.get_by_label("Correo electrónico").fill("nadie@demo.example")
    page.get_by_role("button", name="Enviar el enlace").click()
    expect(page.get_by_role("status")).to_contain_text("Si hay una cuenta con nadie@demo.example")


def test_a_system_is_let_in_and_told_by_webhook(sign_in: SignIn, platform: Platform) -> None:
    page = sign_in("administrator")
    name = f"sistema-{uuid4().hex[:8]}"
    page.goto("/admin?tab=clients")
    page.get_by_role("button", name="Agregar un sistema").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Identificador").fill(name)
    form.get_by_label("Nombre").fill("Sistema de prueba")
    form.get_by_role("textbox", name="Organización").fill("DGPCI")
    page.get_by_role("option", name=re.compile("DGPCI")).first.click()
    form.get_by_role("button", name="Guardar").click()
    shown = page.get_by_role("status").filter(has_text=name)
    secret = shown.locator("code").inner_text()
    answer = httpx.post(platform.url + "/oauth/token", data={"grant_type": "client_credentials"}, auth=(name, secret))
    assert answer.status_code == 200

    receiver = Receiver()
    page.goto("/admin?tab=webhooks")
    page.get_by_role("button", name="Agregar un webhook").click()
    form.get_by_label("Dirección").fill("ftp://no")
    form.get_by_role("button", name="Guardar").click()
    expect(form).to_contain_text("Escriba una dirección completa")
    form.get_by_label("Dirección").fill(receiver.url)
    form.get_by_role("button", name="Guardar").click()
    form.wait_for(state="detached")
    card = page.locator(".mantine-Card-root", has_text=receiver.url).last
    card.get_by_role("button", name="Probar").click()
    receiver.wait(1)
    time.sleep(0.3)
    card.get_by_role("button", name="Entregas").click()
    expect(card.get_by_text("webhook.test").first).to_be_visible()
    expect(card.get_by_text("entregado").first).to_be_visible()
    card.get_by_role("button", name="Quitar").click()
    expect(page.get_by_text(receiver.url)).to_have_count(0)
    receiver.server.shutdown()

    page.goto("/admin?tab=audit")
    page.get_by_label(re.compile("^Registro")).fill(f"client:{name}")
    page.get_by_role("button", name="Buscar").click()
    expect(page.get_by_text("agregó: client")).to_be_visible()


def test_what_a_partner_reports_is_linked_compared_and_taken_over(sign_in: SignIn, machine: httpx.Client) -> None:
    mark = uuid4().hex[:6]
    ours = {
        "title": {"es": f"Vivero de especies nativas {mark}"}, "modality": "south-south-bilateral",
        "visibility": "public", "start_planned": "2026-01-01",
    }  # fmt: skip
    code = machine.post("/api/v1/projects", json=ours).json()["code"]
    record = {"revision": 1, "title": {"es": f"VIVERO DE ESPECIES NATIVAS {mark}"}, "start_planned": "2026-02-01"}
    machine.put(f"/api/v1/partner-records/amexcid/vivero-{mark}", json=record).raise_for_status()
    page = sign_in("analyst")
    page.get_by_role("link", name="Registros de contrapartes").click()
    page.get_by_label("Buscar en los títulos").fill(mark)
    page.get_by_role("link", name=re.compile(f"VIVERO .* {mark}")).click()
    page.get_by_role("button", name=f"Es este: {code}").click()
    expect(page.get_by_text("1 diferencia espera una decisión.")).to_be_visible()
    page.get_by_role("button", name="Inicio previsto: Tomar lo suyo").click()
    expect(page.get_by_text("No hay diferencias por decidir.")).to_be_visible()
    expect(page.get_by_text("Tomado de la contraparte")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name=code).click()
    expect(page.get_by_text("1 feb 2026").first).to_be_visible()
    expect(page.get_by_role("heading", name="Registros de contrapartes")).to_be_visible()
    page.get_by_role("tab", name="Historia").click()
    expect(page.get_by_text("tomado de amexcid").first).to_be_visible()

"""``make screens``: takes the pictures of the user's guide from a platform with demonstration data."""

import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from gateway.identity.demo import ACCOUNTS, PASSWORD
from tests.conftest import FIXTURES, ROOT, launch

SCREENS = {
    "situacion": "/",
    "explorador": "/projects",
    "linea-de-tiempo": "/projects?view=timeline",
    "registro": "/projects/new",
    "proyecto": "/projects/GT-2025-0001",
    "resultados": "/projects/GT-2025-0001?tab=results",
    "seguimiento": "/monitoring",
    "analisis": "/analytics",
    "evaluaciones": "/evaluations?tab=board",
    "conocimiento": "/knowledge",
    "importaciones": "/imports",
    "administracion": "/admin",
}


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="milpa-screens-"))
    home.chmod(0o755)
    platform = launch(home)
    try:
        platform.wait_until_ready()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            size = {"width": 1280, "height": 800}
            page = browser.new_page(base_url=platform.url, locale="es-GT", viewport=size)  # type: ignore[arg-type]
            sign_in(page)
            page.goto("/imports")
            page.locator("input[type=file]").set_input_files(FIXTURES / "activities-2.03.xml")
            page.get_by_role("button", name="Enviar y revisar").click()
            page.get_by_text("Revisado: listo para aplicar").wait_for()
            for name, path in SCREENS.items():
                page.goto(path)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(700)
                page.screenshot(path=ROOT / "docs/screens" / f"{name}.png")
    finally:
        platform.stop()
        shutil.rmtree(home, ignore_errors=True)


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Correo electrónico").fill(next(a.email for a in ACCOUNTS if a.role == "administrator"))
    page.get_by_label(re.compile("^Contraseña")).fill(PASSWORD)
    page.get_by_role("button", name="Iniciar sesión").click()
    page.get_by_role("button", name="Cerrar sesión").wait_for()


if __name__ == "__main__":
    main()

"""A real browser over the real stack."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from gateway.identity.demo import ACCOUNTS, PASSWORD
from tests.conftest import ROOT, Platform

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "The browser tests need Chromium: apt install chromium (make test does it as root on Debian)"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, platform: Platform) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=platform.url, locale="es-GT", viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(8_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console must stay clean."""
    opened = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # The browser reports every refused request; those the page asked for knowingly are shown to the person.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], Page]:
    def enter(role: str) -> Page:
        page.goto("/sign-in")
        page.get_by_label("Correo electrónico").fill(next(a.email for a in ACCOUNTS if a.role == role))
        page.get_by_label(re.compile("^Contraseña")).fill(PASSWORD)
        page.get_by_role("button", name="Iniciar sesión").click()
        page.get_by_role("button", name="Cerrar sesión").wait_for()
        return page

    return enter


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(Path(AXE).read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]

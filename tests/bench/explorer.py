"""How long the explorer takes to answer a key or a press, with every project of the register loaded as one scrolls."""

import shutil
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

_WATCH = """
    window.__slow = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.__slow.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
SCREENS = 60
"""How far is scrolled, in heights of the window."""


class Interactions(NamedTuple):
    """Milliseconds from an event to the next paint: the slowest of typing, of scrolling and of pressing."""

    typing: float
    scrolling: float
    pressing: float
    rows: int


def interactions(url: str) -> Interactions:
    """Type into the search, scroll through the list, change how it is seen; nobody is signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=url, locale="es-GT")
        page.add_init_script(_WATCH)
        page.goto("/projects")
        page.get_by_role("row").nth(1).wait_for()
        page.mouse.move(640, 500)
        for _ in range(SCREENS):
            page.mouse.wheel(0, 720)
            page.wait_for_timeout(60)
        rows = int(
            page.evaluate("document.querySelector('main tbody tr:last-child')?.previousSibling?.dataset.index || 0")
        )
        scrolling = _slowest(page)
        page.evaluate("window.scrollTo(0, 0)")
        page.keyboard.press("/")
        page.keyboard.type("proyecto de agua", delay=60)
        page.wait_for_load_state("networkidle")
        typing = _slowest(page)
        for view in ("Tarjetas", "Línea de tiempo", "Tabla"):
            page.get_by_title(view, exact=True).click()
            page.wait_for_load_state("networkidle")
        return Interactions(typing, scrolling, _slowest(page), rows)


def _slowest(page: Page) -> float:
    page.wait_for_timeout(300)
    slowest: float = page.evaluate("Math.max(0, ...window.__slow.splice(0))")
    return slowest

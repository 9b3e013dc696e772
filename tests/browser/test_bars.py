"""The bars of quality that a reader feels: how much is loaded, how soon the page stands, and that it stays put."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Platform

MAX_SCRIPTS = 170 * 1024
"""Bytes of JavaScript, compressed, that the first page loads."""
MAX_LCP = 1500
"""Milliseconds until the largest part is drawn."""
MAX_CLS = 0.05
ATTEMPTS = 3
"""A machine that tests something else at the time may be late: the best counts."""
_WATCH = """
    window.__seen = { lcp: 0, cls: 0 };
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.__seen.lcp = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__seen.cls += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


def visit(browser: Browser, platform: Platform, path: str, width: int) -> dict[str, Any]:
    """Open a page as on a first visit; return LCP, CLS and the scripts that it loaded."""
    context = browser.new_context(base_url=platform.url, locale="es-GT", viewport={"width": width, "height": 844})
    try:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(path)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        loaded = "performance.getEntriesByType('resource').map((r) => r.name).filter((n) => n.endsWith('.js'))"
        return dict(page.evaluate("window.__seen")) | {"scripts": page.evaluate(loaded)}
    finally:
        context.close()


def test_the_first_page_loads_little(browser: Browser, platform: Platform) -> None:
    scripts = visit(browser, platform, "/", 1280)["scripts"]
    # The browser takes Brotli, which is smaller still; the bar is about gzip.
    answers = [httpx.head(script, headers={"Accept-Encoding": "gzip"}) for script in scripts]
    assert all(answer.headers["content-encoding"] == "gzip" for answer in answers)
    assert 100_000 < sum(int(answer.headers["content-length"]) for answer in answers) <= MAX_SCRIPTS


@pytest.mark.parametrize(("accepted", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)])
def test_pages_are_sent_as_the_client_takes_them(public: httpx.Client, accepted: str, sent: str | None) -> None:
    first = public.get("/icon.svg", headers={"Accept-Encoding": accepted})
    assert first.headers.get("content-encoding") == sent
    assert first.headers["vary"] == "Accept-Encoding"
    assert first.headers["content-type"].startswith("image/svg+xml")
    again = public.get("/icon.svg", headers={"Accept-Encoding": accepted, "If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/", "/projects", "/projects/GT-2025-0001", "/analytics", "/partners", "/knowledge"])
def test_a_page_stands_soon_and_stays_put(browser: Browser, platform: Platform, path: str, width: int) -> None:
    seen = [visit(browser, platform, path, width) for _ in range(ATTEMPTS)]
    assert 0 < min(s["lcp"] for s in seen) <= MAX_LCP, seen
    assert min(s["cls"] for s in seen) <= MAX_CLS, seen


def test_a_page_of_an_older_build_renews_itself(page: Page) -> None:
    page.goto("/projects")
    page.get_by_role("heading", level=1).wait_for()
    page.route("**/assets/*.js", lambda route: route.fulfill(status=404, body="gone"), times=1)
    with page.expect_navigation():
        page.get_by_role("radio", name="Mapa").press("Space")
    expect(page.get_by_role("region", name="departamento")).to_be_visible()
    answer = page.request.get("/assets/of-another-build.js")
    assert (answer.status, "immutable" in answer.headers.get("cache-control", "")) == (404, False)

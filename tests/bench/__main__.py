"""``make bench``: measures the running platform and prints a table; ratios are of figures from this one run."""

import asyncio
import os
import shutil
import tempfile
import time
import uuid
from pathlib import Path

import aiohttp
import httpx

from gateway.identity.demo import CLIENT_ID, CLIENT_SECRET
from service_kit.principal import PUBLIC, TOKEN_HEADER, load_key, sign
from service_kit.secrets import signing_key
from tests.bench import door
from tests.bench.explorer import interactions
from tests.bench.large import MEGABYTES, large_import, parse_and_validate
from tests.bench.results import CATEGORIES, INDICATORS, PERIODS, results_screen
from tests.conftest import Platform, launch, wait_for_import
from tests.interchange.test_imports import big, real_files

SECONDS = 4.0
CONNECTIONS = 16


async def throughput(url: str, headers: dict[str, str]) -> float:
    """Requests a second over 16 connections."""
    done = 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS), headers=headers) as session:

        async def ask(until: float) -> None:
            nonlocal done
            while time.perf_counter() < until:
                async with session.get(url) as answer:
                    await answer.read()
                    assert answer.status == 200, answer.status
                    done += 1

        await asyncio.gather(*(ask(time.perf_counter() + 1) for _ in range(CONNECTIONS)))
        done = 0
        await asyncio.gather(*(ask(time.perf_counter() + SECONDS) for _ in range(CONNECTIONS)))
    return done / SECONDS


def direct_address(platform: Platform, service: str = "registry_api.main:app") -> tuple[str, dict[str, str]]:
    """A service's own address, and a token as the gateway would sign it."""
    [pid] = platform.pids(service)
    arguments = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    port = arguments[arguments.index("--port") + 1]
    private, _ = signing_key((platform.home / "secret").read_text().strip())
    return f"http://127.0.0.1:{port}", {TOKEN_HEADER: sign(PUBLIC, load_key(private))[0]}


def client_of(platform: Platform) -> httpx.Client:
    client = httpx.Client(base_url=platform.url, timeout=600)
    answer = client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT_ID, CLIENT_SECRET))
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def timed_import(client: httpx.Client, content: bytes) -> float:
    started = time.perf_counter()
    address = client.post("/api/v1/imports?kind=iati&apply=true&visibility=public", content=content).headers["location"]
    done = wait_for_import(client, address)
    assert done["status"] == "applied", done
    return time.perf_counter() - started


def show(name: str, value: str, against: str, ratio: float) -> None:
    print(f"{name:<44} {value:>14} {against:>22} {ratio:>7.2f}")


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="milpa-bench-"))
    home.chmod(0o755)
    platform = launch(home, MILPA_LOG_LEVEL="WARNING")
    try:
        platform.wait_until_ready()
        client = client_of(platform)
        content = big(5000, f"XM-EXAMPLE-{uuid.uuid4().hex[:8]}")
        print(f"{os.cpu_count()} cores; {CONNECTIONS} connections; demo data and {5000:,} imported projects\n")
        if not door.measurable():
            print("For the figures beside nginx: apt install wrk nginx-light\n")
        print(f"{'what':<44} {'Milpa':>14} {'against':>22} {'ratio':>7}")
        took, bare = timed_import(client, content), parse_and_validate(content)
        show("import: check and apply, 5,000 small", f"{took:.1f} s", f"parse+XSD {bare:.2f} s", bare / took)
        for file in real_files():
            if file.name.startswith("dfid"):
                real = file.read_bytes()
                took, bare = timed_import(client, real), parse_and_validate(real)
                show(f"import: {file.name}", f"{took:.1f} s", f"parse+XSD {bare:.2f} s", bare / took)
        for name, path in door.PATHS if door.measurable() else ():
            figures = door.measure(platform.url, path, lambda: direct_address(platform))
            against = f"direct {figures.direct:,.0f}"
            show(f"{name}: gateway, requests/s", f"{figures.gateway:,.0f}", against, figures.gateway / figures.direct)
            show(f"{name}: nginx, requests/s", f"{figures.nginx:,.0f}", against, figures.nginx / figures.direct)
        direct, headers = direct_address(platform)
        for name, path in (
            ("page of 50 projects", "/api/v1/projects?limit=50"),
            ("one project", "/api/v1/projects/GT-2016-0001"),
        ):
            through = asyncio.run(throughput(platform.url + path, {}))
            _, headers = direct_address(platform)
            alone = asyncio.run(throughput(direct + path, headers))
            show(f"{name}, requests/s through the gateway", f"{through:,.0f}", f"direct {alone:,.0f}", through / alone)
        for kind in ("iati", "csv", "xlsx", "json"):
            started = time.perf_counter()
            size = len(client.get(f"/api/v1/exports/{kind}").content)
            seconds = time.perf_counter() - started
            show(f"export of all projects as {kind}", f"{seconds:.2f} s", f"{size / 1e6:.1f} MB", size / 1e6 / seconds)
        felt = interactions(platform.url)
        for name, slowest in (("typing", felt.typing), ("scrolling", felt.scrolling), ("pressing", felt.pressing)):
            show(
                f"explorer ({felt.rows} rows), slowest of {name}",
                f"{slowest:.0f} ms",
                "bar 100 ms",
                100 / max(slowest, 1),
            )
        screen = results_screen(platform.url, lambda: direct_address(platform, "evaluation_api.main:app"))
        name = f"results: {INDICATORS} x {PERIODS} x {len(CATEGORIES)} ({screen.size / 1e6:.1f} MB)"
        direct_ms = f"direct {screen.direct * 1000:.0f} ms"
        show(f"{name}, median", f"{screen.median * 1000:.0f} ms", direct_ms, screen.direct / screen.median)
        show(f"{name}, slowest", f"{screen.slowest * 1000:.0f} ms", direct_ms, screen.direct / screen.slowest)
        large = large_import(platform, client, home)
        name = f"import: {MEGABYTES} MB, {large.records:,} activities"
        for step, seconds in (("check", large.check), ("apply", large.apply), ("both", large.check + large.apply)):
            show(f"{name}, {step}", f"{seconds:.0f} s", f"parse+XSD {large.bare:.1f} s", large.bare / seconds)
        print(f"The worker never held more than {large.peak} MB.")
        print("\nThe last column is Milpa's speed divided by the other's; for exports, MB a second.")
    finally:
        platform.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()

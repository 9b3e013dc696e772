"""A file of 500 MB: how long it takes to check and apply, and how much memory the worker needs for it."""

import re
import time
from pathlib import Path
from typing import NamedTuple

import httpx
from lxml import etree

from registry_api.interchange.iati.standard import schema
from tests.conftest import FIXTURES, Platform

MEGABYTES = 500
TRANSACTIONS = 30
"""Of each activity: with them it is as long as those that donors publish, 17 kB."""
_IDENTIFIER = re.compile(rb"(<iati-identifier>)([^<]+)")
_TRANSACTION = re.compile(rb"<transaction>.*?</transaction>\s*", re.DOTALL)


class LargeImport(NamedTuple):
    """Seconds of the check, of the application, and of lxml's parse and XSD validation (``bare``) of such a file.

    ``peak`` is the most memory the worker ever had, in MB.
    """

    records: int
    check: float
    apply: float
    bare: float
    peak: int


def parse_and_validate(content: bytes) -> float:
    """Return the seconds that lxml alone needs to parse ``content`` and to validate it against the XSD."""
    xsd = schema("iati-activities")
    started = time.perf_counter()
    xsd.validate(etree.fromstring(content, etree.XMLParser(huge_tree=True)))
    return time.perf_counter() - started


def write_large(path: Path, megabytes: int = MEGABYTES) -> int:
    """Write a file of so many MB, one activity that has nearly every element over and over; return how many."""
    source = (FIXTURES / "clean-activity-2.03.xml").read_bytes()
    source = _TRANSACTION.sub(lambda found: found[0] * TRANSACTIONS, source)
    start, end = source.index(b"<iati-activity "), source.index(b"</iati-activity>") + len(b"</iati-activity>")
    records = megabytes * 1_000_000 // (end - start)
    with path.open("wb") as file:
        file.write(source[:start])
        for number in range(records):
            file.write(_IDENTIFIER.sub(rb"\1\2-%d" % number, source[start:end]))
        file.write(source[end:])
    return records


def large_import(platform: Platform, client: httpx.Client, folder: Path) -> LargeImport:
    """Send the file, check it, apply it."""
    path = folder / "large.xml"
    # A tree of the whole file would need ten times its size in memory: a tenth of it tells as much.
    write_large(path, MEGABYTES // 10)
    bare = parse_and_validate(path.read_bytes()) * 10
    records = write_large(path)
    with path.open("rb") as file:
        address = client.post("/api/v1/imports?kind=iati", content=file).headers["location"]
    check = _seconds_until(client, address, "ready")
    client.post(f"{address}/apply")
    apply = _seconds_until(client, address, "applied")
    [pid] = platform.pids("registry_api.worker")
    status = Path(f"/proc/{pid}/status").read_text()
    peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024
    return LargeImport(records, check, apply, bare, peak)


def _seconds_until(client: httpx.Client, address: str, wanted: str) -> float:
    started = time.perf_counter()
    while (found := client.get(address).raise_for_status().json())["status"] != wanted:
        assert found["status"] in {"queued", "checking", "applying"}, found
        time.sleep(0.5)
    return time.perf_counter() - started

"""A check holds no more of a file for being long."""

import tracemalloc
from pathlib import Path

import pytest

from registry_api.interchange.iati.check import check_file, close
from registry_api.interchange.iati.findings import MAX_LISTED
from tests.interchange.test_imports import big

REFERENCES = 40
"""To the same few activities, which do not exist."""


def referring(activities: int) -> bytes:
    """A file whose every activity refers to others that nobody has."""
    references = "".join(f"<related-activity ref='XM-EXAMPLE-GONE-{n}' type='2'/>" for n in range(REFERENCES))
    return big(activities, "XM-EXAMPLE-LONG").replace(b"</iati-activity>", f"{references}</iati-activity>".encode())


def peak_of_check(content: bytes, folder: Path) -> tuple[int, int, int]:
    """Check a file; return Python's peak of memory in bytes, and how many findings are counted and listed."""
    file = folder / "file.xml"
    file.write_bytes(content)
    tracemalloc.start()
    try:
        report = check_file(file, folder)
        close(report, set())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return peak, report.findings.summary()["advisory"], len(report.findings.listed)


def test_ten_times_the_activities_take_no_more_memory(tmp_path: Path) -> None:
    peak_of_check(referring(1), tmp_path)  # The standard's schemas and rules, read once.
    short, *_ = peak_of_check(referring(100), tmp_path)
    long, advisories, listed = peak_of_check(referring(1000), tmp_path)
    assert advisories == 1000 * REFERENCES
    assert listed == MAX_LISTED
    assert long - short < 1_000_000, f"{short:,} bytes for 100 activities, {long:,} for 1,000"


@pytest.mark.parametrize("known", [set(), {"XM-EXAMPLE-GONE-0"}])
def test_every_reference_counts_though_not_each_is_listed(tmp_path: Path, known: set[str]) -> None:
    file = tmp_path / "file.xml"
    file.write_bytes(referring(60))
    report = check_file(file, tmp_path)
    close(report, known)
    assert report.findings.summary()["advisory"] == 60 * (REFERENCES - len(known))

"""``POST /api/v1/iati/validate``: the check alone, for whatever is sent."""

import codecs
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import FIXTURES, Platform

GOOD = (FIXTURES / "activities-2.03.xml").read_bytes()
ORGANISATIONS = (FIXTURES / "organisations-2.03.xml").read_bytes()


def check(client: httpx.Client, content: bytes, **headers: str) -> dict[str, Any]:
    answer = client.post("/api/v1/iati/validate", content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    assert set(report) == {"valid", "fileType", "iatiVersion", "summary", "errors"}
    assert set(report["summary"]) == {"critical", "error", "warning", "advisory"}
    for error in report["errors"]:
        assert {"id", "severity", "category", "message", "context", "identifier", "title"} <= set(error)
        assert error["message"]
    return report


def ids(report: dict[str, Any]) -> list[str]:
    return [error["id"] for error in report["errors"]]


@pytest.mark.parametrize(("content", "kind"), [(GOOD, "iati-activities"), (ORGANISATIONS, "iati-organisations")])
def test_a_good_file_is_valid(public: httpx.Client, content: bytes, kind: str) -> None:
    report = check(public, content)
    assert (report["valid"], report["fileType"], report["iatiVersion"]) == (True, kind, "2.03")
    assert report["summary"]["critical"] == 0


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml", "application/octet-stream", "text/plain"])
def test_any_content_type_will_do(public: httpx.Client, content_type: str) -> None:
    assert check(public, GOOD, **{"Content-Type": content_type})["valid"]


@pytest.mark.parametrize(
    "content",
    [
        b"not xml at all", b'{"json": true}', b"a,b,c\n1,2,3", b"%PDF-1.7 \x00\xff", zlib.compress(b"x"), b"<", b"\x00",
        b"<a><b></a>", GOOD[: len(GOOD) // 2], b"<a>&undefined;</a>",
        b'<?xml version="1.0" encoding="UTF-8"?><a>\xff\xfe\xfd</a>', b"   ",
    ],
    ids=[
        "words", "json", "csv", "pdf", "compressed", "stub", "nul", "crossed", "truncated", "entity", "encoding",
        "blank",
    ],
)  # fmt: skip
def test_what_is_not_xml_is_told_so(public: httpx.Client, content: bytes) -> None:
    report = check(public, content)
    assert not report["valid"]
    assert ids(report) == ["0.1.1"]
    assert report["summary"]["critical"] == 1


def test_a_truncated_file_says_where_it_stops(public: httpx.Client) -> None:
    [error] = check(public, GOOD[:2000])["errors"]
    assert error["context"][0]["line"] == GOOD[:2000].count(b"\n") + 1


@pytest.mark.parametrize("root", ["html", "iati-activity", "rss", "IATI-ACTIVITIES"])
def test_xml_that_is_not_iati_is_told_so(public: httpx.Client, root: str) -> None:
    report = check(public, f"<{root}/>".encode())
    assert (report["valid"], ids(report)) == (False, ["0.2.1"])


@pytest.mark.parametrize("version", ["1.01", "1.05", "0.9", "2.04", "3.0", "", None])
def test_versions_that_are_not_current(public: httpx.Client, version: str | None) -> None:
    attribute = b"" if version is None else f' version="{version}"'.encode()
    report = check(public, GOOD.replace(b' version="2.03"', attribute, 1))
    assert "0.6.1" in ids(report)
    assert not report["valid"]


def test_a_schema_error_names_line_activity_and_what_is_expected(public: httpx.Client) -> None:
    content = GOOD.replace(b'<activity-status code="2"/>', b'<activity-stat code="2"/>')
    report = check(public, content)
    error = next(error for error in report["errors"] if error["id"] == "0.3.1")
    assert (error["severity"], error["identifier"]) == ("critical", "XM-EXAMPLE-T-1")
    line = content[: content.index(b"<activity-stat ")].count(b"\n") + 1
    assert error["context"][0]["line"] == line
    assert "activity-stat" in error["message"]


@pytest.mark.parametrize(
    ("old", "new", "codelist"),
    [
        (b'recipient-country code="GT"', b'recipient-country code="ZZ"', "Country"),
        (
            b'<value currency="EUR" value-date="2025-01-01">',
            b'<value currency="QQQ" value-date="2025-01-01">',
            "Currency",
        ),
        (b'collaboration-type code="1"', b'collaboration-type code="77"', "CollaborationType"),
    ],
)
def test_a_code_that_is_not_on_its_list(public: httpx.Client, old: bytes, new: bytes, codelist: str) -> None:
    assert old in GOOD
    report = check(public, GOOD.replace(old, new, 1))
    [error] = [error for error in report["errors"] if error.get("codelist") == codelist]
    assert error["id"].startswith("9.")
    assert error["context"][0]["line"] > 1


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1", "windows-1252"]
)
def test_every_declared_or_marked_encoding_is_read(public: httpx.Client, encoding: str) -> None:
    text = GOOD.decode().replace("Irrigation partagée", "Irrigation partagee")
    declared = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}.get(encoding, encoding.upper())
    content = text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    if encoding in {"utf-16-le", "utf-16-be"}:
        content = (codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE) + content
    assert check(public, content)["valid"]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_every_line_ending_counts_lines_the_same(public: httpx.Client, ending: bytes) -> None:
    broken = GOOD.replace(b'<activity-status code="2"/>', b'<activity-stat code="2"/>').replace(b"\n", ending)
    error = next(error for error in check(public, broken)["errors"] if error["id"] == "0.3.1")
    assert error["context"][0]["line"] == 13


class TestHostile:
    @pytest.mark.parametrize(
        "doctype",
        [
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
        ],
        ids=["bomb", "file", "parameter", "external"],
    )
    def test_entities_are_refused_unread(self, public: httpx.Client, doctype: str) -> None:
        entity = "&c;" if "c " in doctype else "&a;"
        content = f'<?xml version="1.0"?>{doctype}<iati-activities version="2.03">{entity}</iati-activities>'.encode()
        answer = public.post("/api/v1/iati/validate", content=content)
        assert answer.status_code == 200
        assert not answer.json()["valid"]
        assert "root:" not in answer.text
        assert answer.elapsed.total_seconds() < 3

    def test_depth_and_width_do_not_exhaust_the_process(self, platform: Platform, public: httpx.Client) -> None:
        deep = b"<a>" * 200_000 + b"</a>" * 200_000
        assert not check(public, deep)["valid"]
        wide = b'<iati-activities version="2.03">' + b"<x/>" * 300_000 + b"</iati-activities>"
        report = check(public, wide)
        assert report["summary"]["critical"] >= 1
        assert len(report["errors"]) <= 1000
        [pid] = platform.pids("registry_api.main:app")
        assert resident_mb(pid) < 500

    def test_a_file_too_large_for_checking_at_once_says_what_to_do(self, public: httpx.Client) -> None:
        def huge() -> Any:
            yield b'<iati-activities version="2.03">'
            for _ in range(200):
                yield b" " * (1 << 20)

        answer = public.post("/api/v1/iati/validate", content=huge())
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:milpa:problem:too-large")
        assert "/api/v1/imports" in answer.json()["detail"]

    def test_nothing_sent_is_told_so(self, public: httpx.Client) -> None:
        answer = public.post("/api/v1/iati/validate", content=b"")
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:milpa:problem:empty-upload")


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

"""Documents: what is accepted, versions, who sees them, and finding them by their text."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

from registry_api.documents.rules import media_type_of

Register = Callable[..., dict[str, Any]]


def pdf(text: str) -> bytes:
    """A PDF of one page, written by hand."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + table + tail


def word(text: str) -> bytes:
    made, buffer = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def document(machine: httpx.Client, new_project: Register) -> Callable[..., dict[str, Any]]:
    def register(**fields: Any) -> dict[str, Any]:
        if "project_id" not in fields and "agreement_id" not in fields:
            fields["project_id"] = new_project(visibility="public")["id"]
        answer = machine.post("/api/v1/documents", json={"title": {"es": "Documento"}} | fields)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    return register


def send(client: httpx.Client, document: dict[str, Any], content: bytes, name: str = "informe.pdf") -> httpx.Response:
    return client.post(f"/api/v1/documents/{document['id']}/versions", params={"filename": name}, content=content)


FILES = {
    "application/pdf": pdf("Cooperaci\xf3n sobre calabazas"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": word("Cooperación sobre calabazas"),
    "text/plain": "Cooperación sobre calabazas".encode(),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_kept_as_sent_and_found_by_its_text(
    machine: httpx.Client, document: Callable[..., dict[str, Any]], kind: str
) -> None:
    made = document()
    sent = send(machine, made, FILES[kind])
    assert sent.status_code == 201, sent.text
    [version] = sent.json()["versions"]
    assert (version["number"], version["media_type"], version["size"]) == (1, kind, len(FILES[kind]))
    fetched = machine.get(sent.headers["location"])
    assert fetched.content == FILES[kind]
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert machine.get(sent.headers["location"], headers={"If-None-Match": fetched.headers["etag"]}).status_code == 304
    deadline = time.monotonic() + 30
    wanted = {"q": "cooperacion CALABAZAS", "project": made["project"]["id"]}
    while machine.get("/api/v1/documents", params=wanted).json()["total"] == 0:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_an_older_version_stays(machine: httpx.Client, document: Callable[..., dict[str, Any]]) -> None:
    made = document()
    first = send(machine, made, b"primera", "a.txt")
    second = send(machine, made, b"segunda", r"C:\carpeta\b.txt")
    assert [version["filename"] for version in second.json()["versions"]] == ["b.txt", "a.txt"]
    assert machine.get(first.headers["location"]).content == b"primera"
    assert machine.get(second.headers["location"]).content == b"segunda"


def test_the_same_upload_sent_twice_is_one_version(
    machine: httpx.Client, document: Callable[..., dict[str, Any]]
) -> None:
    made = document()
    for _ in range(2):
        answer = machine.post(
            f"/api/v1/documents/{made['id']}/versions",
            params={"filename": "a.txt"},
            content=b"una vez",
            headers={"Idempotency-Key": f"upload-{made['id']}"},
        )
        assert answer.status_code == 201
    assert len(machine.get(f"/api/v1/documents/{made['id']}").json()["versions"]) == 1


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (600 << 20))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"MZ\x90\x00" + b"\x00" * 100, id="program"),
        pytest.param(b"<html><script>alert(1)</script></html>", id="markup"),
        pytest.param(b"PK\x03\x04 broken", id="broken archive"),
        pytest.param(bomb(), id="bomb"),
    ],
)
def test_what_is_no_document_is_refused(
    machine: httpx.Client, document: Callable[..., dict[str, Any]], content: bytes
) -> None:
    made = document()
    refused = send(machine, made, content, "informe.pdf")
    assert refused.status_code == 415
    assert "PDF" in refused.json()["detail"]
    assert machine.get(f"/api/v1/documents/{made['id']}").json()["versions"] == []


def test_a_broken_pdf_is_kept_without_text(machine: httpx.Client, document: Callable[..., dict[str, Any]]) -> None:
    made = document(title={"es": "Dañado pero guardado"})
    assert send(machine, made, b"%PDF-1.4 nothing of it is true").status_code == 201
    found = machine.get("/api/v1/documents", params={"q": "guardado", "project": made["project"]["id"]}).json()
    assert found["total"] == 1


def test_a_file_over_the_limit_is_refused(machine: httpx.Client, document: Callable[..., dict[str, Any]]) -> None:
    answer = send(machine, document(), b"a" * ((50 << 20) + 1), "grande.txt")
    assert answer.status_code == 413
    assert "50 MB" in answer.json()["detail"]


def test_internal_documents_are_for_accounts_only(
    machine: httpx.Client,
    public: httpx.Client,
    as_role: Callable[[str], httpx.Client],
    document: Callable[..., dict[str, Any]],
) -> None:
    kept, shown = document(), document(visibility="public")
    for made in (kept, shown):
        send(machine, made, b"texto", "a.txt")
    for path in ("", "/versions/1/file"):
        assert public.get(f"/api/v1/documents/{kept['id']}{path}").status_code == 404
        assert public.get(f"/api/v1/documents/{shown['id']}{path}").status_code == 200
    assert as_role("partner").get(f"/api/v1/documents/{kept['id']}").status_code == 200
    assert send(as_role("partner"), kept, b"otro", "b.txt").status_code == 403
    project = kept["project"]["id"]
    assert public.get("/api/v1/documents", params={"project": project}).json()["total"] == 0


def test_a_document_is_of_one_record_and_changes_with_its_version(
    machine: httpx.Client, document: Callable[..., dict[str, Any]]
) -> None:
    agreement = machine.post("/api/v1/agreements", json={"type": "memorandum", "title": {"es": "M"}}).json()
    both = {"title": {"es": "x"}, "project_id": agreement["id"], "agreement_id": agreement["id"]}
    assert machine.post("/api/v1/documents", json=both).status_code == 422
    made = document(agreement_id=agreement["id"], url="https://example.org/texto.pdf")
    address = f"/api/v1/documents/{made['id']}"
    changed = machine.patch(address, json={"visibility": "public"}, headers={"If-Match": '"1"'})
    assert changed.json()["visibility"] == "public"
    assert machine.patch(address, json={"title": {}}, headers={"If-Match": '"2"'}).status_code == 422
    assert machine.delete(address, headers={"If-Match": '"1"'}).status_code == 412
    assert machine.delete(address, headers={"If-Match": '"2"'}).status_code == 204


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (("ñ" * 5000).encode(), "text/plain"),
        (b"\xff\xfe\x00", None),
        (b"a;b\r\n1;2\r\n", "text/plain"),
    ],
)
def test_what_a_file_is_is_told_by_its_content(tmp_path: Path, content: bytes, expected: str | None) -> None:
    file = tmp_path / "name.pdf"
    file.write_bytes(content)
    assert media_type_of(file) == expected

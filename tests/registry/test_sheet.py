"""The sheet of a project: a PDF that screen readers read, in three languages, whatever people typed."""

import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

Register = Callable[..., dict[str, Any]]


def read(answer: httpx.Response) -> PdfReader:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


@pytest.mark.parametrize(
    ("language", "says"),
    [("es", ["Socios", "Primer oferente", "En ejecución"]), ("en", ["Partners", "Pivotal partner"]),
     ("de", ["Partner", "Angaben", "Mexiko"])],
)  # fmt: skip
def test_a_sheet_is_tagged_and_says_it_in_the_readers_language(
    public: httpx.Client, language: str, says: list[str]
) -> None:
    pdf = read(public.get("/api/v1/projects/GT-2025-0001/sheet", params={"language": language}))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith(language)
    assert pdf.metadata is not None
    title = public.get("/api/v1/projects/GT-2025-0001").json()["title"][language]
    assert pdf.metadata.title == title
    for word in says:
        assert word in words(pdf)


def test_a_sheet_of_what_is_not_published_is_not_for_the_public(public: httpx.Client, new_project: Register) -> None:
    code = new_project(visibility="internal")["code"]
    assert public.get(f"/api/v1/projects/{code}/sheet").status_code == 404


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_nothing_that_people_type_is_markup(machine: httpx.Client, new_project: Register, title: str) -> None:
    hostile = f'#import "x" = $*_`[{title}'
    project = new_project(title={"es": hostile}, objective={"es": hostile})
    pdf = read(machine.get(f"/api/v1/projects/{project['code']}/sheet"))
    assert pdf.metadata is not None
    assert pdf.metadata.title == project["title"]["es"]

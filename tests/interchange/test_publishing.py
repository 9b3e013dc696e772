"""The registry's own IATI files, as the IATI Registry harvests them."""

from collections.abc import Callable
from typing import Any

import httpx
from lxml import etree

from registry_api.interchange.iati.standard import schema
from tests.interchange.test_imports import own

ACTIVITIES = "/api/v1/publishing/iati-activities.xml"
ORGANISATIONS = "/api/v1/publishing/iati-organisations.xml"
Register = Callable[..., dict[str, Any]]
RunImport = Callable[..., dict[str, Any]]


def published(client: httpx.Client) -> set[str]:
    tree = etree.fromstring(client.get(ACTIVITIES).content)
    schema("iati-activities").assertValid(tree)
    return {element.text or "" for element in tree.iterfind("iati-activity/iati-identifier")}


def test_only_what_is_public_real_and_our_own_is_published(
    public: httpx.Client, new_project: Register, run_import: RunImport
) -> None:
    shown, internal = new_project(visibility="public"), new_project(visibility="internal")
    content, mark = own("activities-2.03.xml")
    run_import(content, apply=True, visibility="public")
    identifiers = published(public)
    assert shown["iati_identifier"] in identifiers
    assert internal["iati_identifier"] not in identifiers
    # Another organisation reports these: publishing them again would count them twice.
    assert not [identifier for identifier in identifiers if identifier.startswith(mark)]
    examples = public.get("/api/v1/projects", params={"example": True}).json()["items"]
    assert identifiers.isdisjoint({item["iati_identifier"] for item in examples})


def test_a_harvester_fetches_only_what_changed(public: httpx.Client, new_project: Register) -> None:
    new_project(visibility="public")
    first = public.get(ACTIVITIES)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert public.get(ACTIVITIES, headers={"If-None-Match": tag}).status_code == 304
    assert public.get(ACTIVITIES, headers={"If-Modified-Since": date}).status_code == 304
    assert public.head(ACTIVITIES).headers["etag"] == tag
    assert public.get(ACTIVITIES).content == first.content
    new_project(visibility="public")
    changed = public.get(ACTIVITIES, headers={"If-None-Match": tag, "If-Modified-Since": date})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_an_unreadable_date_is_no_condition(public: httpx.Client) -> None:
    assert public.get(ACTIVITIES, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_the_publisher_has_a_record_of_its_own(public: httpx.Client) -> None:
    answer = public.get(ORGANISATIONS)
    tree = etree.fromstring(answer.content)
    schema("iati-organisations").assertValid(tree)
    assert [element.text for element in tree.iterfind("*/organisation-identifier")] == ["XM-EXAMPLE-MILPA"]
    assert public.get(ORGANISATIONS, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_the_page_lists_the_files(public: httpx.Client) -> None:
    page = public.get("/api/v1/publishing").json()
    assert [file["url"] for file in page["files"]] == [ACTIVITIES, ORGANISATIONS]
    assert page["files"][0]["records"] == len(published(public))


def test_an_organisation_file_comes_back_as_it_was(machine: httpx.Client, run_import: RunImport) -> None:
    content, _ = own("organisations-2.03.xml")
    run_import(content, apply=True)
    tree = etree.fromstring(machine.get("/api/v1/exports/iati-organisations").content)
    schema("iati-organisations").assertValid(tree)
    records = {r.findtext("organisation-identifier"): r for r in tree}
    for record in etree.fromstring(content):
        back = records[record.findtext("organisation-identifier")]
        assert etree.tostring(back, method="c14n", exclusive=True, with_tail=False) == etree.tostring(  # type: ignore[call-overload]
            record, method="c14n", exclusive=True, with_tail=False
        )

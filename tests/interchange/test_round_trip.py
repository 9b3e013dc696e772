"""What comes in as IATI 2.03 goes out again, word for word."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from registry_api.interchange.iati import upgrade
from registry_api.interchange.iati.shape import shapes
from registry_api.interchange.iati.standard import schema
from tests.interchange.generated import ACTIVITY, element
from tests.interchange.test_imports import canonical_activity, real_files

RunImport = Callable[..., dict[str, Any]]


def there_and_back(machine: httpx.Client, run_import: RunImport, content: bytes) -> None:
    done = run_import(content, apply=True)
    assert done["status"] == "applied"
    assert done["counts"]["rejected"] == 0
    exported = machine.get("/api/v1/exports/iati", params={"imported_by": done["id"]}).content
    back = etree.fromstring(exported, etree.XMLParser(huge_tree=True))
    schema("iati-activities").assertValid(back)
    before = sorted(canonical_activity(a) for a in etree.fromstring(content).iterfind("iati-activity"))
    after = sorted(canonical_activity(a) for a in back.iterfind("iati-activity"))
    assert after == before
    again = run_import(exported, apply=True)
    assert again["counts"]["unchanged"] == len(before)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(activities=st.lists(ACTIVITY, min_size=1, max_size=12))
def test_anything_the_schema_allows_comes_back_as_it_was(
    machine: httpx.Client, run_import: RunImport, activities: list[etree._Element]
) -> None:
    root = etree.Element("iati-activities", version="2.03")
    for number, activity in enumerate(activities):
        activity.find("iati-identifier").text = f"XM-EXAMPLE-{uuid.uuid4().hex}-{number}"
        root.append(activity)
    there_and_back(machine, run_import, etree.tostring(root, encoding="utf-8"))


def said(node: etree._Element) -> set[str]:
    """Every text and every value of an attribute, spaces folded."""
    values = [value for part in node.iter(etree.Element) for value in (part.text or "", *part.attrib.values())]
    return {" ".join(str(value).split()) for value in values} - {""}


# What 1.0x says in words and 2.03 in codes is translated, not lost.
TRANSLATED = {
    word.lower()
    for table in (
        upgrade.DATE_TYPES, upgrade.ROLES, upgrade.TRANSACTION_TYPES, upgrade.SECTOR_VOCABULARIES,
        upgrade.POLICY_VOCABULARIES, upgrade.BUDGET_TYPES, upgrade.STATUSES, upgrade.ORGANISATION_TYPES,
    )
    for word in table
}  # fmt: skip


@pytest.mark.parametrize("version", ["1.01", "1.03", "1.05", "2.01", "2.02"])
@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_an_older_version_says_is_lost(
    machine: httpx.Client, run_import: RunImport, version: str, data: st.DataObject
) -> None:
    made = element("iati-activity", shapes("iati-activities", version)["iati-activity"])
    root = etree.Element("iati-activities", version=version)
    for number, activity in enumerate(data.draw(st.lists(made, min_size=4, max_size=12))):
        identifier = activity.find("iati-identifier")
        if identifier is None:
            identifier = etree.SubElement(activity, "iati-identifier")
        identifier.text = f"XM-EXAMPLE-{uuid.uuid4().hex}-{number}"
        root.append(activity)
    done = run_import(etree.tostring(root, encoding="utf-8"), apply=True)
    assert done["counts"] == {"created": len(root), "updated": 0, "unchanged": 0, "rejected": 0}
    exported = machine.get("/api/v1/exports/iati", params={"imported_by": done["id"]}).content
    back = etree.fromstring(exported)
    schema("iati-activities").assertValid(back)
    written = {activity.findtext("iati-identifier"): activity for activity in back}
    for activity in root:
        lost = said(activity) - said(written[activity.findtext("iati-identifier")])
        assert not {value for value in lost if value.lower() not in TRANSLATED}
    assert run_import(exported)["counts"]["unchanged"] == len(root)


@pytest.mark.parametrize(
    "file", [f for f in real_files() if "2.03" in f.name and "organisation" not in f.name], ids=str
)
def test_official_examples_come_back_as_they_were(machine: httpx.Client, run_import: RunImport, file: Path) -> None:
    there_and_back(machine, run_import, file.read_bytes())

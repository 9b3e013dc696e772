"""docs/integration.md and its Spanish sister: every command in them works, and they say the same."""

import json
import re
import subprocess

import pytest

from launcher.collection import text
from tests.conftest import ROOT, Platform, clean_environment

GUIDES = ("integration.md", "integracion.md")


def commands(name: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / name).read_text(), re.S)


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_of_the_guide_works(platform: Platform, name: str) -> None:
    script = "set -euo pipefail\n" + "\necho; echo ----\n".join(commands(name))
    done = subprocess.run(
        ["bash", "-c", script], env={**clean_environment(), "MILPA": platform.url, "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    _, session, put, removed, many, feed, conditional, _, _, _ = done.stdout.split("----\n")
    assert json.loads(session)["role"] == "partner"
    assert json.loads(put)["status"] == "unlinked"
    assert json.loads(removed)["removed"] is True
    outcomes = [json.loads(line)["outcome"] for line in many.splitlines() if line]
    assert outcomes == ["created", "invalid", "unchanged"]
    assert json.loads(feed)["next"]
    assert conditional.strip() == "304"


def test_both_guides_have_the_same_commands_and_chapters() -> None:
    english, spanish = ((ROOT / "docs" / name).read_text() for name in GUIDES)
    without_texts = [[re.sub(r'"es": "[^"]*"', "", command) for command in commands(name)] for name in GUIDES]
    assert without_texts[0] == without_texts[1]
    assert len(re.findall(r"^## \d", english, re.M)) == len(re.findall(r"^## \d", spanish, re.M))


def test_the_collection_is_what_the_document_says() -> None:
    assert (ROOT / "docs" / "milpa.postman_collection.json").read_text() == text(), "run: make collection"

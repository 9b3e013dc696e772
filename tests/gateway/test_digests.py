"""What people have not read is written to them by mail, in their language, unless they do not want it."""

import email
import time
import uuid
from collections.abc import Callable
from email.policy import default
from typing import Any, get_args

import httpx
from hypothesis import given
from hypothesis import strategies as st

from gateway.digests.letters import MAX_LINES, digest
from gateway.identity.demo import ACCOUNTS
from registry_api.notifications.schemas import NotificationOut
from tests.conftest import Platform

AsRole = Callable[[str], httpx.Client]
_words = st.text(max_size=40)
_notices = st.fixed_dictionaries({
    "kind": st.sampled_from(get_args(NotificationOut.model_fields["kind"].annotation)), "actor_name": _words,
    "detail": _words, "project_code": st.none() | st.just("GT-2026-0001"), "import_id": st.none() | st.uuids(),
    "project_title": st.none() | st.just({"es": "{detail}"}), "record_id": st.none() | st.uuids(),
})  # fmt: skip


def mails(platform: Platform, word: str) -> list[Any]:
    """Letters with a word in them."""
    found = [
        email.message_from_bytes(file.read_bytes(), policy=default) for file in (platform.home / "mail").glob("*.eml")
    ]
    return [letter for letter in found if word in letter.get_content()]


def test_unread_notifications_come_by_mail_once(
    platform: Platform, as_role: AsRole, new_project: Callable[..., dict[str, Any]]
) -> None:
    addresses = {account.role: account.email for account in ACCOUNTS}
    word = uuid.uuid4().hex
    code = new_project(title={"es": f"Proyecto {word}"}, visibility="public")["code"]
    evaluator, partner = as_role("evaluator"), as_role("partner")
    assert partner.patch("/api/v1/account", json={"digest": False}).json()["digest"] is False
    subjects = [client.get("/api/v1/session").json()["subject"] for client in (evaluator, partner)]
    made = as_role("analyst").post(
        f"/api/v1/projects/{code}/comments", json={"body": "¿Quién firma?", "mentions": subjects}
    )
    assert len(made.json()["mentions"]) == 2
    deadline = time.monotonic() + 20
    while not mails(platform, word) and time.monotonic() < deadline:
        time.sleep(0.5)
    [letter] = mails(platform, word)
    assert letter["To"] == addresses["evaluator"]
    assert "¿Quién firma?" in letter.get_content()
    assert f"/projects/{code}?tab=comments" in letter.get_content()
    assert partner.patch("/api/v1/account", json={"digest": True}).json()["digest"] is True


@given(language=st.sampled_from(["es", "en", "de", "fr"]), name=_words, notices=st.lists(_notices, max_size=40))
def test_a_letter_is_written_whatever_people_say(language: str, name: str, notices: list[dict[str, Any]]) -> None:
    subject, body = digest(language, name, notices, "https://milpa.example")
    assert str(len(notices)) in subject
    assert "\n" not in subject
    assert body.count("https://milpa.example/") == min(len(notices), MAX_LINES) + 1

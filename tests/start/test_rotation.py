"""The installation's secret is changed without anyone noticing."""

import time
from pathlib import Path

import httpx
import pyotp
import pytest
from joserfc.jwk import KeySet
from standardwebhooks.webhooks import Webhook

from gateway.identity.demo import ACCOUNTS, PASSWORD
from service_kit.principal import PUBLIC, load_key, load_keys, sign, verify
from service_kit.problems import Problem
from service_kit.secrets import signing_key
from tests.conftest import launch
from tests.integration.test_webhooks import Receiver

OLD, NEW = "kS8s0fQzv1Yt7LwB3nXc5JpRu2HgMa9E-dT4iVoK6", "Zp4Wq9rTn2Vb7Xc1Ld6Kf3Hs8Jg5MaQe-yU0oIwEr"


def test_internal_tokens_of_either_key_are_taken_and_of_no_other() -> None:
    (old, old_public), (new, new_public), (stranger, _) = (signing_key(secret) for secret in (OLD, NEW, "x" * 40))
    keys = load_keys(f"[{new_public},{old_public}]")
    for key in (old, new):
        assert verify(sign(PUBLIC, load_key(key))[0], keys) == PUBLIC
    for key, known in ((stranger, keys), (old, load_keys(new_public)), (new, KeySet([]))):
        with pytest.raises(Problem):
            verify(sign(PUBLIC, load_key(key))[0], known)


def test_codes_and_webhooks_of_before_go_on(home: Path) -> None:
    receiver, email = Receiver(), ACCOUNTS[0].email
    first = launch(home, MILPA_SECRET=OLD)
    first.wait_until_ready()
    with httpx.Client(base_url=first.url, timeout=60) as admin:
        opened = admin.post("/api/v1/session", json={"email": email, "password": PASSWORD})
        admin.headers["X-CSRF-Token"] = opened.json()["csrf_token"]
        secret = admin.post("/api/v1/account/second-factor", json={"password": PASSWORD}).json()["secret"]
        totp = pyotp.TOTP(secret)
        admin.put("/api/v1/account/second-factor", json={"code": totp.now()}).raise_for_status()
        hook = admin.post("/api/v1/webhooks", json={"url": receiver.url}).json()
    first.stop()
    second = launch(home, MILPA_SECRET=NEW, MILPA_SECRET_PREVIOUS=OLD)
    second.wait_until_ready()
    try:
        with httpx.Client(base_url=second.url, timeout=60) as admin:
            body = {"email": email, "password": PASSWORD, "code": totp.at(int(time.time()) + 30)}
            opened = admin.post("/api/v1/session", json=body)
            assert opened.status_code == 201, opened.text
            admin.headers["X-CSRF-Token"] = opened.json()["csrf_token"]
            admin.post(f"/api/v1/webhooks/{hook['id']}/test").raise_for_status()
            headers, content = receiver.wait(1)[0]
            assert Webhook(hook["secret"]).verify(content, headers)["type"] == "webhook.test"
            fresh = admin.post(f"/api/v1/webhooks/{hook['id']}/secret").json()["secret"]
            admin.post(f"/api/v1/webhooks/{hook['id']}/test").raise_for_status()
            headers, content = receiver.wait(2)[1]
            for key in (hook["secret"], fresh):
                Webhook(key).verify(content, headers)
    finally:
        second.stop()
        receiver.server.shutdown()

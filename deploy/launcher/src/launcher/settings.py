"""What the launcher is told by the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.identity.rules import MIN_PASSWORD, password_weakness
from service_kit.problems import register_messages, sentence
from service_kit.secrets import weakness

register_messages("gateway")
ROOT: Final = Path(__file__).resolve().parents[4]


class Stop(Exception):
    """The platform can't start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the platform is to be started."""

    home: Path
    port: int
    host: str
    production: bool
    database_url: str | None
    secret: str
    previous_secret: str | None
    public_url: str
    static_folder: Path
    admin: tuple[str, str] | None


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in ``environment``.

    Raises:
        Stop: when one is not usable, or production would run with a weak or missing secret.
    """
    home = Path(environment.get("MILPA_HOME") or ROOT / ".milpa").resolve()
    production = environment.get("MILPA_ENV", "demo") == "production"
    if environment.get("MILPA_ENV", "demo") not in {"demo", "production"}:
        raise Stop(f"MILPA_ENV is {environment['MILPA_ENV']!r}; it can be demo or production.")
    port = environment.get("PORT", "8080")
    if not port.isdigit() or not 1 <= int(port) <= 65535:
        raise Stop(f"PORT is {port!r}; it must be a number between 1 and 65535, e.g. PORT=8080.")
    host = environment.get("MILPA_HOST", "127.0.0.1")
    return Settings(
        home=home,
        port=int(port),
        host=host,
        production=production,
        database_url=environment.get("DATABASE_URL") or None,
        secret=_secret(environment, home, production),
        previous_secret=environment.get("MILPA_SECRET_PREVIOUS") or None,
        public_url=environment.get("MILPA_PUBLIC_URL") or f"http://{host}:{port}",
        static_folder=Path(environment.get("MILPA_STATIC_FOLDER") or ROOT / "frontend" / "dist"),
        admin=_admin(environment) if production else None,
    )


def _secret(environment: Mapping[str, str], home: Path, production: bool) -> str:
    given = environment.get("MILPA_SECRET", "")
    if production:
        weak = weakness(given)
        if weak:
            raise Stop(
                f"MILPA_SECRET can't be used in production: {weak}. "
                "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return given
    if given:
        return given
    file = home / "secret"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _admin(environment: Mapping[str, str]) -> tuple[str, str] | None:
    email, password = environment.get("MILPA_ADMIN_EMAIL", ""), environment.get("MILPA_ADMIN_PASSWORD", "")
    if not email and not password:
        return None
    if "@" not in email:
        raise Stop("MILPA_ADMIN_EMAIL must be the first administrator's e-mail address.")
    weak = password_weakness(password)
    if weak:
        raise Stop(f"MILPA_ADMIN_PASSWORD is too weak: {sentence(weak, 'detail', 'en', {'least': MIN_PASSWORD})}")
    return email, password

"""Settings of the gateway."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from service_kit.settings import Environment


class GatewaySettings(BaseSettings):
    """What the gateway is told when it starts (environment, prefix ``MILPA_``)."""

    model_config = SettingsConfigDict(env_prefix="MILPA_", extra="ignore")

    env: Environment = Environment.DEMO
    database_url: str
    gateway_private_key: str = Field(description="Ed25519 key (JWK JSON) that signs internal tokens")
    identity_key: str = Field(
        description="Hexadecimal: second factors and sign-in cookies derive from it; after a comma, the key before it"
    )
    registry_url: str = "http://127.0.0.1:8081"
    evaluation_url: str = "http://127.0.0.1:8082"
    public_url: str = "http://127.0.0.1:8080"
    static_folder: Path | None = Field(default=None, description="The built single-page application")
    log_level: str = "INFO"
    pool_size: int = Field(default=8, ge=1, le=100)
    upstream_connections: int = Field(default=200, ge=1)
    mail_folder: Path | None = Field(default=None, description="Where mail is written when there is no SMTP server")
    smtp_url: str | None = Field(default=None, description="smtp://user:password@host:587 or smtps://…:465")
    mail_from: str = "Milpa <milpa@localhost>"
    digest_minutes: int = Field(
        default=1440, ge=0, description="How often a person is at most written what they have not read"
    )
    oidc_issuer: str | None = Field(default=None, description="OpenID Connect provider that people sign in with")
    oidc_name: str = "OpenID Connect"
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    requests_a_minute: int = Field(default=1200, ge=1, description="Of one client or account")
    public_requests_a_minute: int = Field(default=600, ge=1, description="Of one address without an account")
    sign_ins_a_minute: int = Field(default=30, ge=1, description="Attempts of one address to sign in or get a token")
    trusted_proxies: str = Field(
        default="", description="Addresses, comma-separated, whose X-Forwarded-For is believed"
    )

    @property
    def identity_keys(self) -> list[str]:
        """The present key and, while the secret is being changed, the one before."""
        return self.identity_key.split(",")

    @property
    def secure(self) -> bool:
        """Say whether people reach the platform over HTTPS: cookies are then marked so."""
        return self.public_url.startswith("https://")


@cache
def settings() -> GatewaySettings:
    """Return the settings of this process."""
    return GatewaySettings()

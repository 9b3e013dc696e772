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
    registry_url: str = "http://127.0.0.1:8081"
    evaluation_url: str = "http://127.0.0.1:8082"
    public_url: str = "http://127.0.0.1:8080"
    static_folder: Path | None = Field(default=None, description="The built single-page application")
    log_level: str = "INFO"
    pool_size: int = Field(default=8, ge=1, le=100)
    upstream_connections: int = Field(default=200, ge=1)

    @property
    def secure(self) -> bool:
        """Say whether people reach the platform over HTTPS: cookies are then marked so."""
        return self.public_url.startswith("https://")


@cache
def settings() -> GatewaySettings:
    """Return the settings of this process."""
    return GatewaySettings()

"""Settings every service reads from its environment (prefix ``MILPA_``)."""

from enum import StrEnum

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    """Where the platform runs; ``demo`` seeds accounts with documented passwords, ``production`` none."""

    DEMO = "demo"
    PRODUCTION = "production"


class ServiceSettings(BaseSettings):
    """What a service behind the gateway is told when it starts."""

    model_config = SettingsConfigDict(env_prefix="MILPA_", extra="ignore")

    env: Environment = Environment.DEMO
    database_url: str
    database_read_url: str | None = None
    gateway_public_key: str = Field(
        description="Ed25519 public key (JWK JSON), or a list of them, that internal tokens are signed with"
    )
    log_level: str = "INFO"
    pool_size: int = Field(default=8, ge=1, le=100)

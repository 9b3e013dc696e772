"""Settings of registry-api."""

from functools import cache

from pydantic import Field

from registry_api.webhooks.rules import BACKOFF_SECONDS
from service_kit.settings import Environment, ServiceSettings


class RegistrySettings(ServiceSettings):
    """What registry-api and its worker are told when they start."""

    country: str = Field(default="GT", pattern="^[A-Z]{2}$", description="ISO 3166-1 of the registry")
    publisher_ref: str = Field(default="XM-EXAMPLE-MILPA", description="org-id of who publishes the registry")
    publisher_name: str = "SEGEPLAN (instalación de demostración)"
    publisher_type: str = "10"
    max_import_mb: int = Field(default=1024, ge=1)
    webhook_key: str = Field(
        default="00" * 32, description="Hexadecimal: webhooks' secrets derive from it; after a comma, the key before it"
    )
    webhooks_private: bool | None = Field(
        default=None, description="Send webhooks into private networks and over plain HTTP; by default in a demo only"
    )
    webhook_backoff: str = Field(default="", description="Seconds before each further attempt, comma-separated")
    max_validate_mb: int = Field(default=64, ge=1)

    @property
    def webhook_keys(self) -> list[str]:
        """The present key and, while the secret is being changed, the one before."""
        return self.webhook_key.split(",")

    @property
    def webhooks_to_private_networks(self) -> bool:
        """Say whether webhooks may go into private networks and over plain HTTP."""
        return self.env is Environment.DEMO if self.webhooks_private is None else self.webhooks_private

    @property
    def webhook_backoff_seconds(self) -> tuple[float, ...]:
        """Seconds before each further attempt to deliver."""
        given = tuple(float(part) for part in self.webhook_backoff.split(",") if part.strip())
        return given or tuple(map(float, BACKOFF_SECONDS))


@cache
def settings() -> RegistrySettings:
    """Return the settings of this process."""
    return RegistrySettings()

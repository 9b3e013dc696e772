"""Settings of registry-api."""

from functools import cache

from pydantic import Field

from service_kit.settings import ServiceSettings


class RegistrySettings(ServiceSettings):
    """What registry-api and its worker are told when they start."""

    country: str = Field(default="GT", pattern="^[A-Z]{2}$", description="ISO 3166-1 of the registry")
    publisher_ref: str = Field(default="XM-EXAMPLE-MILPA", description="org-id of who publishes the registry")
    publisher_name: str = "SEGEPLAN (instalación de demostración)"
    publisher_type: str = "10"
    max_import_mb: int = Field(default=1024, ge=1)
    max_validate_mb: int = Field(default=64, ge=1)


@cache
def settings() -> RegistrySettings:
    """Return the settings of this process."""
    return RegistrySettings()

"""Settings of evaluation-api."""

from functools import cache

from service_kit.settings import ServiceSettings


@cache
def settings() -> ServiceSettings:
    """Return the settings of this process."""
    return ServiceSettings()

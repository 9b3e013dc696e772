"""Who publishes this registry."""

from registry_api.interchange.iati.compose import Publisher
from registry_api.settings import settings


def this_publisher() -> Publisher:
    """Return the organisation under whose name this registry reports."""
    config = settings()
    return Publisher(config.publisher_ref, config.publisher_name, config.publisher_type)

"""JSON as bytes."""

from typing import Any

import orjson


def dumps(value: Any) -> bytes:
    """Return ``value`` as JSON; what JSON has no type for (the driver's own UUID class) goes as text."""
    return orjson.dumps(value, default=str)

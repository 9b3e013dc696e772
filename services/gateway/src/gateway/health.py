"""Is every part ready? Names the one that is not."""

import asyncio
from collections.abc import Mapping

from sqlalchemy import text

from gateway.proxy import Proxy
from gateway.routing import SERVICES
from service_kit.database import Database

_READY, _NOT_READY = "ready", "not ready"


async def parts(proxy: Proxy, database: Database) -> dict[str, str]:
    """Return the state of the database, the services and the worker, by name."""
    states = {"gateway": _READY, "database": await _database(database)}
    for service, found in zip(SERVICES, await asyncio.gather(*(_service(proxy, s) for s in SERVICES)), strict=True):
        own = {part: state for part, state in found.items() if part not in {"database", "worker"}}
        states[service] = _READY if found and all(state == _READY for state in own.values()) else _NOT_READY
        if "worker" in found:
            states["worker"] = found["worker"]
    states.setdefault("worker", _NOT_READY)
    return states


async def _service(proxy: Proxy, service: str) -> Mapping[str, str]:
    try:
        _, body = await proxy.get_json(service, "/healthz")
    except Exception:
        return {}
    return body if isinstance(body, dict) else {}


async def _database(database: Database) -> str:
    try:
        return _READY if await database.scalar(text("SELECT 1")) == 1 else _NOT_READY
    except Exception:
        return _NOT_READY

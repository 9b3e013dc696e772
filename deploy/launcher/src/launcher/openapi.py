"""``python -m launcher.openapi FILE``: writes the merged OpenAPI document from the code, without starting anything."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from service_kit.secrets import signing_key


def document() -> dict[str, Any]:
    """Return the document that the gateway serves at ``/api/openapi.json``."""
    private, public = signing_key("only to import the applications")
    os.environ.setdefault("MILPA_DATABASE_URL", "postgresql:///milpa")
    os.environ.setdefault("MILPA_GATEWAY_PRIVATE_KEY", private)
    os.environ.setdefault("MILPA_GATEWAY_PUBLIC_KEY", public)
    os.environ.setdefault("MILPA_IDENTITY_KEY", "00" * 32)
    from evaluation_api.main import app as evaluation  # noqa: PLC0415 (the applications read the environment)
    from gateway import openapi  # noqa: PLC0415
    from gateway.main import api as gateway  # noqa: PLC0415
    from registry_api.main import app as registry  # noqa: PLC0415

    return openapi.merge([openapi.of_service(app) for app in (gateway, registry, evaluation)])


def main() -> None:
    """Write the document to the file named by the first argument."""
    text = json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True)
    Path(sys.argv[1]).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()

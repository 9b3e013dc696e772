"""``python -m launcher.collection FILE``: writes the operations that integrators use as a Postman collection."""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from launcher.openapi import document

TAGS: Final = ("session", "federation", "changes", "webhooks", "projects", "organisations", "interchange")
_SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_AUTH: Final = {
    "type": "oauth2",
    "oauth2": [
        {"key": key, "value": value, "type": "string"}
        for key, value in {
            "grant_type": "client_credentials",
            "accessTokenUrl": "{{baseUrl}}/oauth/token",
            "clientId": "{{clientId}}",
            "clientSecret": "{{clientSecret}}",
            "client_authentication": "header",
            "addTokenTo": "header",
        }.items()
    ],
}
_VARIABLES: Final = {"baseUrl": "http://127.0.0.1:8080", "clientId": "demo-amexcid", "clientSecret": ""}


def _request(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    parameters = operation.get("parameters", ())
    variables = [p["name"] for p in parameters if p["in"] == "path"]
    parts = [re.sub(r"{(\w+)}", r":\1", part) for part in path.strip("/").split("/")]
    request: dict[str, Any] = {
        "method": method.upper(),
        "description": operation["description"],
        "header": [],
        "url": {
            "raw": "{{baseUrl}}/" + "/".join(parts),
            "host": ["{{baseUrl}}"],
            "path": parts,
            "variable": [{"key": name, "value": ""} for name in variables],
            "query": [
                {"key": p["name"], "value": "", "description": p.get("description", ""), "disabled": True}
                for p in parameters
                if p["in"] == "query"
            ],
        },
    }
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if media not in {"application/json", "application/x-ndjson"}:
            continue
        example = content.get("example")
        if media == "application/json":
            model = schemas.get(content["schema"].get("$ref", "").rsplit("/", 1)[-1], {})
            example = json.dumps(model.get("examples", [example])[0], ensure_ascii=False, indent=1)
        request["header"].append({"key": "Content-Type", "value": media})
        request["body"] = {"mode": "raw", "raw": example}
    return request


def collection() -> dict[str, Any]:
    """Return the collection: a folder a tag, a request an operation, with the document's examples."""
    found = document()
    folders: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            if operation["tags"][0] in folders:
                request = _request(method, path, operation, found["components"]["schemas"])
                folders[operation["tags"][0]].append({"name": operation["operationId"], "request": request})
    return {
        "info": {"name": "Milpa", "schema": _SCHEMA, "description": "See docs/integration.md."},
        "auth": _AUTH,
        "variable": [{"key": key, "value": value} for key, value in _VARIABLES.items()],
        "item": [{"name": tag, "item": items} for tag, items in folders.items()],
    }


def text() -> str:
    """Return the collection as it is kept in a file."""
    return json.dumps(collection(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the collection to the file named by the first argument."""
    Path(sys.argv[1]).write_text(text(), "utf-8")


if __name__ == "__main__":
    main()

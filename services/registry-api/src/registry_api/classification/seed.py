"""Seeds vocabularies: the domain's lists in ``seed/``, IATI's code lists, and CLDR's names."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from registry_api.classification.models import Code, CodeMapping, Vocabulary
from registry_api.interchange.iati.standard import codelists, codelists_source
from service_kit.identifiers import new_id
from service_kit.texts import LANGUAGES

_LOCALES: Final = {language: Locale(language) for language in LANGUAGES}
_TRANSLATED: Final[dict[str, dict[str, dict[str, str]]]] = json.loads(
    files(__package__).joinpath("iati_labels.json").read_text("utf-8")
)
"""Our own Spanish and German labels of the IATI lists that people choose from: list, code, language."""
_CLDR: Final = {"country": "territories", "currency": "currencies", "language": "languages"}


def seed_vocabularies(connection: Connection) -> None:
    """Add the vocabularies, codes and translations that are missing; what an administrator changed is left alone."""
    for vocabulary, items in (*_domain_lists(), *_iati_lists()):
        connection.execute(insert(Vocabulary).values(vocabulary).on_conflict_do_nothing())
        if items:
            statement = insert(Code)
            merged = statement.excluded.label.concat(Code.label)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["vocabulary", "code"], set_={"label": merged}, where=merged != Code.label
                ),
                items,
            )
    _seed_mappings(connection)


def _seed_mappings(connection: Connection) -> None:
    """Add the mappings that are missing, once: one that an administrator removed does not come back."""
    if connection.scalar(select(CodeMapping.id).limit(1)) is not None:
        return
    document = json.loads(files(__package__).joinpath("mappings.json").read_text("utf-8"))
    rows = [
        dict(zip(document["columns"], row, strict=True)) | {"id": new_id(), "source": document["source"]}
        for row in document["mappings"]
    ]
    connection.execute(insert(CodeMapping), rows)


def _domain_lists() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    folder = files(__package__).joinpath("seed")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        document = json.loads(entry.read_text("utf-8"))
        vocabulary = {key: document[key] for key in ("key", "name", "source", "confidence")}
        items = [
            {
                "vocabulary": document["key"],
                "code": item["code"],
                "label": item["label"],
                "parent": item.get("parent"),
                "attributes": item.get("attributes", {}),
                "withdrawn": False,
                "position": position,
            }
            for position, item in enumerate(document["items"])
        ]
        yield vocabulary, items


def _iati_lists() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    for name, codelist in codelists().items():
        vocabulary = {
            "key": codelist["key"],
            "name": codelist["name"] | {"en": codelist["name"].get("en", name)},
            "source": codelists_source(),
            "complete": codelist["complete"],
        }
        items = [
            {
                "vocabulary": codelist["key"],
                "code": code,
                "label": _label(codelist["key"], code, english),
                "parent": category or None,
                "attributes": {},
                "withdrawn": bool(withdrawn),
                "position": position,
            }
            for position, (code, english, category, withdrawn) in enumerate(codelist["codes"])
        ]
        yield vocabulary, items


def _label(vocabulary: str, code: str, english: str) -> dict[str, str]:
    label = {"en": english or code} | _TRANSLATED.get(vocabulary, {}).get(code, {})
    if vocabulary in _CLDR:
        for language, locale in _LOCALES.items():
            name = getattr(locale, _CLDR[vocabulary]).get(code)
            if name:
                label[language] = name
    return label

"""What a project's sheet says, in the reader's language: plain texts for the typesetter."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from service_kit.texts import pick

Labels = Mapping[tuple[str, str], Mapping[str, str]]
"""Labels of codes by vocabulary and code, and of vocabularies by ``("", key)``."""
_LOCALES: Final = {"es": "es_GT", "en": "en", "de": "de"}
_DATES: Final = ("start_planned", "start_actual", "end_planned", "end_actual")
_CODED: Final = {
    "modality": "modality", "cooperation_type": "cooperation-type", "instrument": "instrument", "stage": "stage",
}  # fmt: skip


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = json.loads(files(__package__).joinpath("words.json").read_text("utf-8"))
    return words


def sheet(
    project: Mapping[str, Any], finance: Mapping[str, Any], labels: Labels, language: str, today: date
) -> dict[str, Any]:
    """Return what the template takes: ``{title, code, texts, facts, tables, …}``, every value a text."""
    locale = Locale.parse(_LOCALES[language])

    def say(key: str) -> str:
        return pick(_words()[key], language)

    def label(vocabulary: str, code: str | None) -> str:
        return "" if code is None else pick(labels.get((vocabulary, code)), language) or code

    def day(value: str | None) -> str:
        # Dates of events may be a year or a month alone.
        known = value is not None and len(value) == 10
        return format_date(date.fromisoformat(value or ""), "long", locale) if known else value or ""

    def country(code: str | None) -> str:
        return "" if code is None else locale.territories.get(code, code)

    facts = [(say(name), label(vocabulary, project[name])) for name, vocabulary in _CODED.items()]
    facts.append((say("responsible"), pick((project["responsible"] or {}).get("name"), language)))
    facts += [(say(name), day(project[name])) for name in _DATES]
    facts.append((say("iati_identifier"), project["iati_identifier"] or ""))
    texts = [(say(name), pick(project[name], language)) for name in ("objective", "description")]
    return {
        "language": language,
        "title": pick(project["title"], language),
        "author": pick((project["reporting"] or project["responsible"] or {}).get("name"), language) or "Milpa",
        "code": project["code"],
        "status": label("stage", project["stage"]),
        "note": say("example") if project["example"] else None,
        "footer": say("footer").replace("{day}", format_date(today, "long", locale)),
        "words": {name: say(name) for name in ("facts", "what", "value")},
        "texts": [
            {"heading": heading, "paragraphs": [part for part in words.splitlines() if part.strip()]}
            for heading, words in texts
            if words
        ],
        "facts": [[name, value] for name, value in facts if value],
        "tables": [
            table
            for table in (
                _partners(project, say, label, country, language),
                _money(finance, say, locale, language),
                _places(project, say, country, language),
                _classification(project, say, label, language),
                _events(project, say, label, day, language),
            )
            if table["rows"]
        ],
    }


Say = Callable[[str], str]
Label = Callable[[str, str | None], str]
Text = Callable[[str | None], str]


def _table(heading: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    return {"heading": heading, "columns": [list(column) for column in columns], "rows": [list(row) for row in rows]}


def _partners(project: Mapping[str, Any], say: Say, label: Label, country: Text, language: str) -> dict[str, Any]:
    rows = [
        (
            label("partner-role", row["role"]),
            pick(row["organisation"]["name"], language),
            country(row["organisation"]["country"]),
        )
        for row in project["participations"]
    ]
    return _table(say("partners"), [(say(n), "text") for n in ("role", "organisation", "country")], rows)


def _money(finance: Mapping[str, Any], say: Say, locale: Locale, language: str) -> dict[str, Any]:
    def amounts(total: Mapping[str, Any]) -> str:
        parts = (
            f"{format_decimal(Decimal(part['amount']), locale=locale)} {part['currency']}" for part in total["original"]
        )
        return ", ".join(parts)

    rows = [
        (
            pick((row["organisation"] or {}).get("name"), language) or say("unnamed"),
            amounts(row["planned"]),
            amounts(row["executed"]),
        )
        for row in finance["partners"]
    ]
    columns = [(say("organisation"), "text"), (say("planned"), "amount"), (say("executed"), "amount")]
    return _table(say("money"), columns, rows)


def _places(project: Mapping[str, Any], say: Say, country: Text, language: str) -> dict[str, Any]:
    rows = []
    for row in project["places"]:
        name = country(row["code"]) if row["kind"] == "country" else pick(row["name"], language) or row["code"] or ""
        if row["latitude"] is not None:
            name = f"{name} ({row['latitude']}, {row['longitude']})".strip()
        rows.append((name, say(row["kind"])))
    return _table(say("places"), [(say("place"), "text"), (say("kind"), "text")], rows)


def _classification(project: Mapping[str, Any], say: Say, label: Label, language: str) -> dict[str, Any]:
    rows = []
    for row in project["classifications"]:
        weight = f" ({row['weight']} %)" if row["weight"] else ""
        name = pick(row["label"], language)
        rows.append((label("", row["vocabulary"]), f"{row['code']} {name}{weight}"))
    return _table(say("classification"), [(say("list"), "text"), (say("code"), "text")], rows)


def _events(project: Mapping[str, Any], say: Say, label: Label, day: Text, language: str) -> dict[str, Any]:
    rows = [
        (pick(row["title"], language), label("event-type", row["type"]), day(row["starts"]))
        for row in project["events"]
    ]
    return _table(say("events"), [(say(name), "text") for name in ("title", "kind", "date")], rows)
